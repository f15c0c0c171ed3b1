//! The input `html`.

use newsprint_core::Document;
use newsprint_testkit::check_document;

use super::{folder, read};

/// Reads `page.html`.
fn page(content: &[u8], sidecar: &str) -> Document {
    let folder = folder(&[("page.html", content), ("page.toml", sidecar.as_bytes())]);
    let mut all = read("html", folder.path(), "paths = [\"~/page.html\"]");
    assert_eq!(all.len(), 1);
    let document = all.remove(0).unwrap();
    check_document(&document).unwrap();
    document
}

/// The parts of the article, one a line.
fn parts(document: &Document) -> String {
    let Some(article) = document.articles.first() else { return "no article".to_owned() };
    let mut shown = Vec::new();
    shown.extend(article.headline.iter().map(|text| format!("headline {text}")));
    shown.extend(article.bylines.iter().map(|byline| format!("byline {}", byline.text)));
    for block in &article.blocks {
        let kind = format!("{:?}", block.kind).to_lowercase();
        shown.push(format!("{kind} {}", block.text.as_str().replace('\n', " / ")));
    }
    let captions = article.figures.iter().filter_map(|figure| figure.caption.as_ref());
    shown.extend(captions.map(|text| format!("caption {text}")));
    shown.extend(article.credits.iter().map(|text| format!("credit {text}")));
    shown.join("\n")
}

fn facts(document: &Document) -> String {
    let facts = document.source().facts();
    let shown = [&facts.paper, &facts.date, &facts.url];
    shown.map(|fact| fact.as_deref().unwrap_or("-")).join(" ")
}

const CHINESE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8">
<title>[视频]青石渠全线通水_青石网</title><meta property="og:site_name" content="青石网">
<script>var a = "<p>脚本里的文字，不是正文。</p>";</script></head><body>
<div class="topnav"><a href="/">首页</a> <a href="/news">新闻</a> <a href="/video">视频</a></div>
<div class="wrap"><div class="art"><h1>[视频]青石渠全线通水</h1>
<div class="info"><span>2024年06月28日 19:30</span> <span>来源：青石网</span></div>
<div class="content"><p>　　青石网消息（新闻直播）：云岭县青石渠6月28日全线通水，下游三万亩稻田用上了渠水。</p>
<p><img src="a.jpg"></p><p>图为青石渠渠首。（王五 摄）</p>
<p><strong>灌区农户增收</strong></p>
<p>县水利局介绍，渠道全长46公里，总投资4691.72万元，每年可以输水两千万立方米。</p></div>
<div class="zebian"><span>责任编辑：李四</span></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div></div>
<div class="side"><h3>热门推荐</h3><ul><li><a href="1">另一条新闻的标题在这里</a></li>
<li><a href="2">再一条新闻的标题在这里</a></li></ul></div></div>
<div class="footer">青石网版权所有，未经许可不得转载。</div></body></html>"#;

#[test]
fn a_chinese_page_is_taken_apart() {
    let document = page(CHINESE.as_bytes(), "");
    let expected = "headline 青石渠全线通水\n\
        byline 青石网消息（新闻直播）：\n\
        paragraph 云岭县青石渠6月28日全线通水，下游三万亩稻田用上了渠水。\n\
        subheading 灌区农户增收\n\
        paragraph 县水利局介绍，渠道全长46公里，总投资4691.72万元，每年可以输水两千万立方米。\n\
        caption 图为青石渠渠首。（王五 摄）\n\
        credit 责任编辑：李四";
    assert_eq!(parts(&document), expected);
    assert_eq!(facts(&document), "青石网 2024-06-28 -");
    assert!(!document.source().text().contains("脚本"));
}

#[test]
fn an_english_page_is_taken_apart() {
    let code = r#"<html lang="en"><head><title>Canal opens in Greenhill | The Greenhill Post</title>
<link rel="canonical" href="https://post.example/2024/06/28/canal">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Canal opens in Greenhill",
"datePublished":"2024-06-28T08:00:00+01:00","author":{"@type":"Person","name":"Jane Roe"},
"publisher":{"@type":"Organization","name":"The Greenhill Post"}}</script></head><body>
<header><nav><ul><li><a href="/">Home</a><li><a href="/sport">Sport</a></ul></nav></header>
<main><article><h1>Canal opens in Greenhill</h1><p class="byline">By Jane Roe</p>
<p>The canal was opened on Friday, and the first boats passed the lock before noon.</p>
<aside class="related"><h2>Related stories</h2><a href="x">A boat that never left the harbour</a></aside>
<h2>What it cost</h2><p>Engineers spent three years on it, the council said, at a cost of four million.</p>
<ul><li>Length: 46 kilometres of open water.</li><li>Locks: two, both new this year.</li></ul>
<figure><img src="a.jpg"><figcaption>The first lock.</figcaption></figure>
<blockquote>We waited for this day, said the mayor, and it was worth it.</blockquote>
<p>Traffic is expected to grow, and tolls will be charged from next year on.</p>
</article></main><div id="comments"><p>What a waste of money, I never liked boats anyway.</p></div>
<footer>© 2024 The Greenhill Post. All rights reserved.</footer></body></html>"#;
    let document = page(code.as_bytes(), "");
    let expected = "headline Canal opens in Greenhill\n\
        byline By Jane Roe\n\
        paragraph The canal was opened on Friday, and the first boats passed the lock before noon.\n\
        subheading What it cost\n\
        paragraph Engineers spent three years on it, the council said, at a cost of four million.\n\
        list Length: 46 kilometres of open water. / Locks: two, both new this year.\n\
        quote We waited for this day, said the mayor, and it was worth it.\n\
        paragraph Traffic is expected to grow, and tolls will be charged from next year on.\n\
        caption The first lock.";
    assert_eq!(parts(&document), expected);
    let expected = "The Greenhill Post 2024-06-28 https://post.example/2024/06/28/canal";
    assert_eq!(facts(&document), expected);
}

/// A page with this head, and this before and after its two paragraphs.
fn around(head: &str, before: &str, after: &str) -> Document {
    let code = format!(
        "<html><head>{head}</head><body>{before}<div><p>第一段说的是渠道通水的事情，讲得很清楚。</p>\
         <p>第二段说的是农户的收入，一年比一年多了。</p>{after}</div></body></html>"
    );
    page(code.as_bytes(), "")
}

#[test]
fn headlines_are_found() {
    let check = |head: &str, before: &str, expected: &str| {
        let document = around(head, before, "");
        let headline = document.articles[0].headline.as_ref().map(ToString::to_string);
        assert_eq!(headline.as_deref(), Some(expected), "{head} {before}");
    };
    check("<title>青石渠通水了_青石网</title>", "", "青石渠通水了");
    check("<title>青石渠通水了-新闻频道-青石网</title>", "", "青石渠通水了");
    check("<title>青石渠通水了 - 青石网</title>", "<h1>青石渠通水了</h1>", "青石渠通水了");
    check("<title>青石网</title>", "<h1>青石渠通水了</h1>", "青石渠通水了");
    check(
        "<title>青石渠通水了_青石网</title>",
        "<div class=title>青石渠通水了</div>",
        "青石渠通水了",
    );
    check("<title>青石网</title><meta property=og:title content=青石渠通水了>", "", "青石渠通水了");
    let short = "<meta property=og:title content=青石渠…>";
    check(&format!("<title>青石渠通水了_青石网</title>{short}"), "", "青石渠通水了");
    check("<title>(图)青石渠通水了</title>", "", "青石渠通水了");
    check(
        "<title>【聚焦】青石渠通水了</title>",
        "<h1>【聚焦】青石渠通水了</h1>",
        "【聚焦】青石渠通水了",
    );
    check("<title>青石渠通水了</title>", "<h1>青石网</h1><h2>青石渠通水了</h2>", "青石渠通水了");
    check("<title>青石渠通水了_青石网</title>", "<h1><i>原创</i>青石渠通水了</h1>", "青石渠通水了");
    check(
        "<title>通水了 - 青石网</title>",
        "<h1>原创通水了：记者在现场</h1>",
        "原创通水了：记者在现场",
    );
    let drawing = "<svg><title/><path d=M0 /></svg>";
    check("<title>青石网</title>", &format!("{drawing}<h1>青石渠通水了</h1>"), "青石渠通水了");
}

#[test]
fn dates_are_found() {
    let check = |head: &str, before: &str, expected: &str| {
        let before = format!("<h1>青石渠通水了</h1>{before}");
        let date = around(head, &before, "").source().facts().date.clone();
        assert_eq!(date.as_deref().unwrap_or("-"), expected, "{head} {before}");
    };
    check("", "<div>2024年6月28日 19:30</div>", "2024-06-28");
    check("", "<div>2024-06-28 19:30:00 来源：青石网</div>", "2024-06-28");
    check("", "<div>发布时间：2024/6/28</div>", "2024-06-28");
    check("", "<div>Published June 28th, 2024</div>", "2024-06-28");
    check("", "<div>28 Jun 2024, 10:05</div>", "2024-06-28");
    check("", "<div>Fri 28. Juni 2024</div>", "2024-06-28");
    check("", "<time datetime=\"2024-06-28T10:00\">last Friday</time>", "2024-06-28");
    check("<meta name=pubdate content=2024-06-28>", "<div>2024-06-30</div>", "2024-06-28");
    check("<meta property=og:url content=https://a.example/2024-06/28/c_1.htm>", "", "2024-06-28");
    check(
        "<meta property=og:url content=https://a.example/202406/t20240628_5.html>",
        "",
        "2024-06-28",
    );
    check(
        "<meta property=og:url content=https://a.example/n1/2024/0628/c1.html>",
        "",
        "2024-06-28",
    );
    check("", "<div>2024-02-30</div><div>2024-06-28</div>", "2024-06-28");
    check("", "<div>6/28/2024</div>", "2024-06-28");
    check("", "<div>28/06/2024</div>", "2024-06-28");
    check("", "<div>06/05/2024</div>", "-");
    check("<meta name=pubdate value=2024-06-28>", "", "2024-06-28");
    let broken = r#"{"headline":"a "b" c","datePublished": "2024-06-28T10:00:00+08:00"}"#;
    check(&format!("<script type=application/ld+json>{broken}</script>"), "", "2024-06-28");
    assert_eq!(around("", "<div>13/2024</div>", "").source().facts().date, None);
}

#[test]
fn a_change_is_no_publication() {
    let check = |head: &str, before: &str, expected: &str| {
        let document = around(&format!("<title>青石渠通水了</title>{head}"), before, "");
        let date = document.source().facts().date.clone().unwrap_or("-".to_owned());
        assert_eq!(date, expected, "{head} {before}");
    };
    let times = "<time class=updated datetime=2024-07-02>July 2</time>
                 <time class='entry-date published' datetime=2024-06-28>June 28</time>";
    check("", times, "2024-06-28");
    check("", "<div>Last updated 2 Jul 2024, first published 28 Jun 2024</div>", "2024-06-28");
    check("", "<div>更新于 2024-07-02</div><div>发布于 2024-06-28</div>", "2024-06-28");
    check("", "<div>更新时间：2024-07-02</div>", "2024-07-02");
    let stated = "<meta property=article:published_time content=2024-06-28T17:30:00Z>
                  <meta property=article:modified_time content=2024-07-02T09:00:00Z>";
    check(stated, "<div>Tuesday, July 2, 2024</div>", "2024-06-28");
}

#[test]
fn a_day_is_that_of_the_place() {
    let check = |stated: &str, before: &str, expected: &str| {
        let head = format!("<title>青石渠通水了</title><meta name=pubdate content={stated}>");
        let date = around(&head, before, "").source().facts().date.clone();
        assert_eq!(date.as_deref().unwrap_or("-"), expected, "{stated} {before}");
    };
    check("2024-06-28T23:30:00Z", "", "2024-06-28");
    check("2024-06-28T23:30:00Z", "<div>2024年6月29日 07:30</div>", "2024-06-29");
    check("2024-06-29T02:11:03+00:00", "<div>June 28, 2024</div>", "2024-06-28");
    check("2024-06-28T08:00:00Z", "<div>2024年6月29日</div>", "2024-06-28");
    check("2024-06-28T23:30:00+08:00", "<div>2024年6月29日</div>", "2024-06-28");
}

#[test]
fn what_belongs_to_no_article_goes_to_the_residue() {
    let text = "paragraph 第一段说的是渠道通水的事情，讲得很清楚。\n\
                paragraph 第二段说的是农户的收入，一年比一年多了。";
    let check = |after: &str| assert_eq!(parts(&around("", "", after)), text, "{after}");
    check("<p>分享到：</p>");
    check("<p>分享让更多人看到</p>");
    let card = |n| {
        format!(
            "<div class=card><img src=a><b>另一条新闻的标题，没有说完...</b><a href={n}>栏目</a><i>2024-06-2{n}</i></div>"
        )
    };
    check(&format!("<div>{}{}{}</div>", card(1), card(2), card(3)));
    check("<p>版权声明：凡本网注明来源的作品，均为本网版权所有，未经书面授权不得转载。</p>");
    check("<p>相关阅读</p><p><a href=1>另一条新闻的标题</a></p><p><a href=2>再一条新闻</a></p>");
    check("<div class=comment-list><p>读者甲说，这件事情早就应该办了，很好。</p></div>");
    check("<p style='display: none'>看不见的一段文字，没有人读得到它。</p>");
    check("<ul><li><a href=1>另一条新闻的标题</a></li><li><a href=2>再一条新闻</a></li></ul>");
    check("<noscript><p>没有脚本的时候，这里有一段文字。</p></noscript>");
    check("<p>Related stories</p><p><a href=1>A boat that never left</a></p>");
}

#[test]
fn encodings_are_found() {
    let head =
        r#"<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>"#;
    // 渠道 and 镕, which GB2312 lacks, in GB18030.
    let mut code = head.as_bytes().to_vec();
    code.extend(b"<p>\xc7\xfe\xb5\xc0\xe9F\xa3\xac\xc7\xfe\xb5\xc0\xc7\xfe\xb5\xc0\xa1\xa3</p>");
    assert_eq!(parts(&page(&code, "")), "paragraph 渠道镕，渠道渠道。");
    assert!(page(&code, "").diagnostics.iter().any(|diagnostic| diagnostic.code == "encoding"));
}

#[test]
fn a_sidecar_is_believed_first() {
    let document = page(CHINESE.as_bytes(), "date = \"2024-07-01\"\npaper = \"青石报\"");
    assert_eq!(facts(&document), "青石报 2024-07-01 -");
}

#[test]
fn pages_without_an_article_say_so() {
    let check = |code: &str, expected: &str| {
        let document = page(code.as_bytes(), "");
        assert_eq!(parts(&document), "no article", "{code}");
        let told = document.diagnostics.iter().find(|it| it.code == "no-article").unwrap();
        assert!(told.message.starts_with(expected), "{}", told.message);
    };
    check("", "the page shows no text");
    check(" \n\t", "the page shows no text");
    check("<html><head><title>t</title></head></html>", "the page shows no text");
    check("<frameset><frame src=a><frame src=b></frameset>", "the page shows no text");
    check("<script>document.write('x')", "the page shows no text");
    check("<ul><li><a href=1>甲</a><li><a href=2>乙</a></ul>", "no running text");
}

#[test]
fn hostile_pages_are_read() {
    let long = "属性".repeat(100_000);
    let names: Vec<String> = (0..20_000).map(|n| format!("<div class=c{n} a{n}=b>")).collect();
    let pages = [
        "<div>".repeat(100_000),
        format!("{}文字在最里面。{}", "<div>".repeat(100_000), "</div>".repeat(100_000)),
        "</div>".repeat(100_000),
        "<table><tr><td>".repeat(20_000),
        "<p><b><i><font color=red>".repeat(20_000),
        "<a href=1>甲".repeat(20_000),
        format!("<div class='{long}' id=\"{long}\">正文在这里，有一句话。</div>"),
        format!("<div {}>正文在这里，有一句话。</div>", "a=b ".repeat(100_000)),
        names.concat(),
        "<li>".repeat(50_000),
        "<![CDATA[".repeat(10_000),
        "<!--".repeat(10_000),
        "&#x110000;&#0;&bogus;&amp".to_owned(),
        "<title>".repeat(10_000),
        format!("<title>{}</title><h1>标题</h1>", "题".repeat(100_000)),
        format!("<script type=application/ld+json>{}", "[".repeat(100_000)),
        "<p>\u{0}\u{202e}\u{200b}\u{feff}文\u{200b}字。</p>".to_owned(),
        "<svg><title>a</title><p>文</svg><p>在图形之外，还有一句话。".to_owned(),
    ];
    for code in pages {
        page(code.as_bytes(), "");
    }
}

#[test]
fn tag_soup_is_conserved() {
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<div class=content>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<li>",
        "<ul>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<a href=x>",
        "</a>",
        "<b>",
        "</b>",
        "<br>",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<title>",
        "</title>",
        "<figure>",
        "<figcaption>",
        "<pre>",
        "青石渠通水了，农户高兴。",
        "本报讯（记者 王五）",
        "2024年6月28日",
        "来源：青石网",
        " ",
        "\n",
        "\u{3000}",
        "\u{a0}",
        "A line of words, and an end.",
        "&nbsp;",
        "&lt;",
        "<",
        "责任编辑：李四",
        "<noscript>",
        "</noscript>",
        "<blockquote>",
        "<form>",
        "<option>",
        "<dl><dt>",
        "<dd>",
        "图为",
    ];
    let mut state = 7_u64;
    for _ in 0..300 {
        let mut code = String::new();
        for _ in 0..60 {
            // Knuth's MMIX generator.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            code.push_str(PIECES[usize::try_from(state >> 40).unwrap() % PIECES.len()]);
        }
        page(code.as_bytes(), "");
    }
}
