//! The input `html` on pages as many kinds of sites lay them out.

use newsprint_core::Document;

use super::{folder, read};

/// Reads a page with this head and body.
fn page(head: &str, body: &str) -> Document {
    let code = format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>");
    let folder = folder(&[("page.html", code.as_bytes())]);
    let document = read("html", folder.path(), "paths = [\"~/page.html\"]").remove(0).unwrap();
    newsprint_testkit::check_document(&document).unwrap();
    document
}

/// Headline, day, people, agencies, and each block in a line.
fn shown(document: &Document) -> String {
    let Some(article) = document.articles.first() else { return "no article".to_owned() };
    let headline = article.headline.as_ref().map_or("-", |text| text.as_str());
    let date = document.source().facts().date.clone().unwrap_or_default();
    let people = article.bylines.iter().flat_map(|byline| &byline.people);
    let people: Vec<String> = people
        .map(|person| match &person.role {
            Some(role) => format!("{} ({role})", person.name),
            None => person.name.clone(),
        })
        .collect();
    let agencies = article.bylines.iter().filter_map(|byline| byline.agency.clone());
    let agencies: Vec<String> = agencies.collect();
    let blocks: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
    let blocks = blocks.join("\n");
    format!("{headline}\n{date} by {} of {}\n{blocks}", people.join(", "), agencies.join(", "))
}

fn check(head: &str, body: &str, expected: &str) {
    assert_eq!(shown(&page(head, body)), expected);
}

const ONE: &str = "云岭县青石渠6月28日全线通水，下游三万亩稻田用上了渠水，农户很高兴。";
const TWO: &str = "县水利局介绍，渠道全长46公里，总投资4691.72万元，每年可以输水两千万立方米。";
const FIRST: &str =
    "The canal was opened on Friday, and the first boats passed the lock before noon.";
const SECOND: &str =
    "Engineers spent three years on it, the council said, at a cost of four million pounds.";

#[test]
fn a_portal_in_chinese() {
    let body = format!(
        "<div class=top_nav><a href=/>首页</a><a href=/n>新闻</a></div>
        <div class=main-title-wrap><h1 class=main-title>青石渠全线通水</h1></div>
        <div class=top-bar><span class=date>2024年06月28日 19:30</span><span class=source>青石网</span>
        <span class=fs>收藏本文</span></div>
        <div class=article id=artibody><p cms-style=font-L>　　原标题：青石渠通水了</p>
        <p>　　{ONE}</p><div class=img_wrapper><img src=a.jpg><span class=img_descr>渠首</span></div>
        <p>　　{TWO}</p><p>　　青石晚报记者 张三 李 四</p>
        <p class=show_author>责任编辑：王五 </p></div>
        <div class=keywords>关键词：水渠</div>
        <div class=hot-list><h3>热门推荐</h3><ul><li><a href=1>另一条新闻的标题在这里</a></li></ul></div>"
    );
    let expected =
        format!("青石渠全线通水\n2024-06-28 by 张三 (记者), 李四 (记者) of \n{ONE}\n{TWO}");
    check("<title>青石渠全线通水|水渠|青石渠_新闻_青石网</title>", &body, &expected);
}

#[test]
fn a_partys_paper() {
    let body = format!(
        "<div class=path>青石网&gt;&gt;要闻</div><div class=rm_txt_con><h1>青石渠全线通水</h1>
        <div class=channel>2024年06月28日05:40 | 来源：<a href=/>青石日报</a></div>
        <p style='text-indent:2em'>本报云岭6月27日电 （记者张三、通讯员李四）{ONE}</p>
        <p style='text-indent:2em'>{TWO}</p>
        <div class=edit>(责编：王五、赵六)</div></div>
        <div class=rm_relevant><h2>相关新闻</h2><ul><li><a href=1>另一条新闻的标题</a></li></ul></div>"
    );
    let expected =
        format!("青石渠全线通水\n2024-06-28 by 张三 (记者), 李四 (通讯员) of 本报\n{ONE}\n{TWO}");
    check("<title>青石渠全线通水--要闻--青石网</title>", &body, &expected);
}

#[test]
fn a_government_office() {
    let body = format!(
        "<h3>首页 - 工作动态</h3><div class=xl><h5>青石渠全线通水仪式在云岭县举行</h5>
        <div class=ly><b>发布时间：2024-06-28</b> <i>来源：县水利局</i> <i>浏览次数：168</i></div>
        <div class=TRS_Editor><div style='text-indent:2em'>{ONE}<br><br>{TWO}<br>（文/张三）</div></div>
        <div>【打印】【关闭窗口】</div></div><div class=banquan>主办：云岭县水利局</div>"
    );
    let expected = format!("青石渠全线通水仪式在云岭县举行\n2024-06-28 by 张三 of \n{ONE}\n{TWO}");
    check("<title>工作动态--云岭县水利局官网</title>", &body, &expected);
}

#[test]
fn a_forum() {
    let body = format!(
        "<div class=thread><h2><a href=t1>青石渠全线通水</a></h2><div id=postlist>
        <div class=plc><em>发表于 2024-6-28 19:30</em><table><tr><td class=t_f>{ONE}<br>{TWO}</td></tr>
        </table></div></div><div class=reply-list><div>读者甲说，这件事情早就应该办了。</div>
        <div>读者乙说，水来得正是时候，谢谢各位。</div></div></div>"
    );
    let expected = format!("青石渠全线通水\n2024-06-28 by  of \n{ONE}\n{TWO}");
    check("<title>青石渠全线通水 - 云岭论坛 - 青石社区</title>", &body, &expected);
}

#[test]
fn a_blog_system() {
    let body = format!(
        "<article class='post-7 post hentry category-newsletter tag-share'><header class=entry-header>
        <h1 class=entry-title>Canal opens in Greenhill</h1><div class=entry-meta>
        <span class=posted-on><time class=published datetime=2024-06-28T23:30:00+01:00>June 28, 2024</time>
        <time class=updated datetime=2024-07-02T08:00:00+01:00>July 2, 2024</time></span>
        <span class=byline> by <span class='author vcard'><a href=/a>Jane Doe</a></span></span></div></header>
        <div class=entry-content><p>{FIRST}</p><p>{SECOND}</p>
        <div class='sharedaddy sd-sharing'><h3>Share this:</h3><ul><li><a href=f>Facebook</a></li></ul></div>
        </div><footer class=entry-footer>Posted in News</footer></article>
        <section id=comments><h2>2 thoughts</h2><p>What a waste of money, I never liked boats.</p></section>"
    );
    let head = "<title>Canal opens in Greenhill &#8211; Greenhill Notes</title>";
    check(
        head,
        &body,
        &format!("Canal opens in Greenhill\n2024-06-28 by Jane Doe of \n{FIRST}\n{SECOND}"),
    );
}

#[test]
fn an_english_paper_with_traps() {
    let head = r#"<title>Canal opens in Greenhill - The Greenhill Post</title>
        <meta property=og:title content="Greenhill’s canal is open at last">
        <script type=application/ld+json>{"@graph":[{"@type":"NewsArticle",
        "headline":"Canal opens in Greenhill","datePublished":"2024-06-28T08:00:00+01:00",
        "dateModified":"2024-06-30T08:00:00+01:00","author":[{"@type":"Person","name":"Jane Doe"},
        {"@type":"Person","name":"John Roe"},{"@type":"Organization","name":"The Greenhill Post"}]}]}
        </script>"#;
    let body = format!(
        "<div class=cookie-banner><p>We use cookies, and so do our partners, to learn what you read.</p></div>
        <main><h1>Canal opens in Greenhill</h1><p class=byline>By <a>Jane Doe</a> and <a>John Roe</a>,
        Transport Editors</p><span>3 hours ago</span><div class=article-body__content>
        <p>{FIRST}</p><p>Read more: <a href=1>A boat that never left the harbour</a></p>
        <blockquote class=pullquote>the first boats passed the lock before noon</blockquote>
        <div class=newsletter-box><p>Sign up for our morning newsletter, with all the news.</p></div>
        <p>{SECOND}</p><figure><img src=a><figcaption>The first lock. Photo by Max Moe</figcaption></figure>
        </div><ul class=cards><li><a href=1><h3>A boat that never left</h3></a></li>
        <li><a href=2><h3>A lock that never opened</h3></a></li></ul></main>"
    );
    let expected = format!(
        "Canal opens in Greenhill\n2024-06-28 by Jane Doe, John Roe of \n{FIRST}\n{SECOND}"
    );
    check(head, &body, &expected);
}

#[test]
fn parts_of_a_text_are_one() {
    let filler = "It was the first canal of the county in a hundred years, and it will not be the last. \
                  The next is planned already, and its course was drawn before this one was done.";
    let body = format!(
        "<h1>Canal opens in Greenhill</h1><div class=grid><div class='chunk article__body'><p>{FIRST}</p>
        <p>{filler}</p><p>{filler} So it is.</p></div><div class=ad-slot><p>Buy boats, buy them now.</p></div>
        <div class='chunk article__body'><p>{SECOND}</p><p>{filler} Or so they say.</p></div></div>
        <div class=trending><h2>Trending</h2><p><a href=1>A boat that never left the harbour</a></p></div>"
    );
    let expected = format!(
        "Canal opens in Greenhill\n by  of \n{FIRST}\n{filler}\n{filler} So it is.\n{SECOND}\n\
         {filler} Or so they say."
    );
    check("<title>Canal opens in Greenhill</title>", &body, &expected);
}

#[test]
fn a_stated_text_tells_what_belongs_to_it() {
    let long = "The next is planned already, and its course was drawn before this one was done, from \
                the old mill to the new town, past three villages and below two roads.";
    let head = format!(
        r#"<title>Canal opens</title><script type=application/ld+json>{{"@type":"NewsArticle",
        "headline":"Canal opens","articleBody":"{FIRST} {SECOND} {long}"}}</script>"#
    );
    let body = format!(
        "<h1>Canal opens</h1><div class=x1><div><p>{FIRST}</p></div><div class=promo-inner><p>{SECOND}</p>
        </div><p>Boats are cheap this week at Moe and Sons, so come and see them all.</p><p>{long}</p></div>"
    );
    check(&head, &body, &format!("Canal opens\n by  of \n{FIRST}\n{SECOND}\n{long}"));
}

#[test]
fn text_behind_a_wall_or_hidden_for_a_script_is_read() {
    let expected = format!("Canal opens\n by  of \n{FIRST}\n{SECOND}");
    let check = |body: &str| check("<title>Canal opens</title>", body, &expected);
    check(&format!(
        "<h1>Canal opens</h1><div class=paywall-article><p>{FIRST}</p><p>{SECOND}</p></div>"
    ));
    check(&format!(
        "<p>Loading</p><div hidden id=S:0><h1>Canal opens</h1><p>{FIRST}</p><p>{SECOND}</p></div>"
    ));
}

#[test]
fn text_that_a_script_is_to_show_is_read() {
    let other = "A mill burnt down in the old town, and nobody was hurt. It was built in 1830. ";
    let long = format!("{FIRST} {SECOND} It will be open to all boats from the first day of July.");
    let filler = "The next canal is planned already, and its course was drawn before this one was done. \
                  It runs from the old mill to the new town.";
    let expected = format!("Canal opens in Greenhill\n2024-06-28 by  of \n{long}\n{filler}");
    let check = |script: &str| {
        let head = "<title>Canal opens in Greenhill</title><meta name=pubdate content=2024-06-28>";
        check(head, &format!("<div id=app></div><script>{script}</script>"), &expected);
    };
    let html = format!("<p>{long}</p><p>{filler}</p>");
    let json = format!(r#"{{"props":{{"story":{{"title":"Canal opens","content":"{html}"}}}}}}"#);
    check(&json);
    check(&format!("window.__STATE__ = {json};"));
    let quoted = json.replace('"', "\\\"");
    check(&format!("window.state = JSON.parse(\"{quoted}\")"));
    check(&format!("self.next.push([1,\"2:{quoted}\\n3:null\"])"));
    let text =
        |text: &str| format!(r#"{{"type":"p","children":[{{"type":"text","data":"{text}"}}]}}"#);
    let parts = format!("[{},{}]", text(&long), text(filler));
    check(&format!(
        r#"var page = {{"stories":[{{"title":"A mill","body":"{}"}},{{"title":"Canal","body":{parts}}}]}}"#,
        other.repeat(9)
    ));
    check(&format!(r#"{{"@type":"NewsArticle","articleBody":"{long}\n{filler}"}}"#));
}

#[test]
fn bylines_are_read() {
    let check = |head: &str, line: &str, expected: &str| {
        let body =
            format!("<h1>青石渠通水</h1>{line}<div class=content><p>{ONE}</p><p>{TWO}</p></div>");
        let shown = shown(&page(&format!("<title>青石渠通水</title>{head}"), &body));
        assert_eq!(shown.lines().nth(1), Some(expected), "{head} {line}");
    };
    check("", "<p>作者：张三</p>", " by 张三 of ");
    check("", "<p>文/张三 图/李四</p>", " by 张三 of ");
    check("", "<p>文｜张三 编辑｜李四</p>", " by 张三 of ");
    check(
        "",
        "<p>记者 张三 通讯员 李四 王五 摄影报道</p>",
        " by 张三 (记者), 李四 (通讯员), 王五 (通讯员) of ",
    );
    check("", "<p>采写：青石晚报见习记者 张三</p>", " by 张三 (见习记者) of ");
    check("", "<p>2024-06-28 来源：青石网 作者：张三 责任编辑：李四</p>", "2024-06-28 by 张三 of ");
    check("", "<p>作者：佚名</p>", " by  of ");
    check("", "<p>来源：青石网</p><p>责任编辑：李四</p>", " by  of ");
    check("", "<div class=author>张三</div>", " by 张三 of ");
    check("", "<div class=author>关注</div>", " by  of ");
    check("", "<div class=author>Kommentar von</div>", " by  of ");
    check(
        "<meta name=author content='Jane Doe'>",
        "<p class=author>Watch Live</p>",
        " by Jane Doe of ",
    );
    check("", "<p>By Jane Doe</p>", " by Jane Doe of ");
    check(
        "",
        "<p>By JANE DOE, Political Editor, and John van der Roe in Greenhill</p>",
        " by JANE DOE, John van der Roe of ",
    );
    check("", "<p>Photo by Max Moe</p>", " by  of ");
    check("", "<p>By Staff Reporter</p>", " by  of ");
    check("<meta name=author content='Jane Doe, John Roe'>", "", " by Jane Doe, John Roe of ");
    check("<meta name=author content=张三>", "", " by 张三 of ");
    check("<meta name=author content=青石财经>", "", " by  of ");
    check("<meta name=author content=admin@a.example>", "", " by  of ");
    let stated = |author: &str| {
        format!(
            r#"<script type=application/ld+json>{{"@type":"Article","author":{author}}}</script>"#
        )
    };
    check(&stated(r#"{"@type":"Person","name":"Plato"}"#), "", " by Plato of ");
    check(&stated(r#"{"@type":"Organization","name":"青石社"}"#), "", " by  of 青石社");
    check(
        &stated(r#"["Jane Doe",{"@type":"Person","name":"By John Roe"}]"#),
        "",
        " by Jane Doe, John Roe of ",
    );
}
