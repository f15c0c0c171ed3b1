//! News items and feeds: what stands in them, and that hostile text stays text.

use std::fs;

use newsprint_core::{
    ArticleId, Byline, Dateline, Document, Figure, Group, GroupKind, MappedText, Person, Source,
};
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{document, faults, names, sink, write};

/// A document with one article of `date`, with all that a news item can hold.
fn dated(headline: &str, body: &str, date: Option<&str>) -> Document {
    let plain = document(headline, body);
    let mut facts = plain.source().facts().clone();
    facts.date = date.map(str::to_owned);
    facts.url = Some("https://a.cn/新闻?a=1&b=2".to_owned());
    let text = plain.source().text().to_owned();
    let mut document = Document::new(Source::new("pages/一.txt", text).unwrap().with_facts(facts));
    document.articles = plain.articles;
    document
}

fn full() -> Document {
    let text = |text: &str| MappedText::unmapped(text);
    let mut document = dated("水到田头", "新渠通水。", Some("2024-06-28"));
    let article = &mut document.articles[0];
    article.kicker = Some(text("青石镇:"));
    article.subheads = vec![text("新渠三十二公里")];
    article.section = Some(text("田野"));
    let mut byline = Byline::new(text("青石社讯(记者林一)"));
    byline.agency = Some("青石社".to_owned());
    byline.people = vec![Person { name: "林一".to_owned(), role: Some("记者".to_owned()) }];
    article.bylines = vec![byline];
    let mut dateline = Dateline::default();
    dateline.place = Some("青石镇".to_owned());
    article.dateline = Some(dateline);
    article.figures =
        vec![Figure { caption: Some(text("新渠。")), credit: Some(text("周二 摄")) }];
    article.credits = vec![text("(来源:青石报)")];
    article.group = Some(Group {
        id: ArticleId::from_u64(1),
        kind: GroupKind::Near,
        leader: ArticleId::from_u64(1),
        similarity: 0.9,
    });
    document
}

const AT: &str = "authority = \"a.cn,2024\"\nutc-offset = \"+08:00\"\n";

fn rendered(name: &str, file: &str, options: &str, documents: &[Document]) -> String {
    let folder = tempdir().unwrap();
    let path = folder.path().join(file);
    let options = format!("path = {:?}\n{options}", path.to_str().unwrap());
    write(&*sink(name, &options), documents).unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn an_item_says_what_the_standard_can_hold() {
    let line = rendered("ninjs", "a.jsonl", &format!("{AT}language = \"zh-Hans\""), &[full()]);
    let item: Value = serde_json::from_str(&line).unwrap();
    let text = |role, value| json!({ "role": role, "contentType": "text/plain", "value": value });
    let expected = json!({
        "uri": "tag:a.cn,2024:article/0000000000000abc",
        "type": "text",
        "representationType": "full",
        "versionCreated": "2024-06-28T00:00:00+08:00",
        "contentCreated": "2024-06-28T00:00:00+08:00",
        "language": "zh-Hans",
        "title": "水到田头",
        "headlines": [text("main", "水到田头"), text("kicker", "青石镇:"), text("subhead", "新渠三十二公里")],
        "bodies": [{ "role": "main", "contentType": "text/html", "charCount": 5,
            "value": "<h2>新渠三十二公里</h2>\n<p>新渠通水。</p>\n<p>新渠。</p>\n<p>周二 摄</p>\n" }],
        "by": "青石社讯(记者林一)",
        "people": [{ "name": "林一", "rel": "author", "literal": "记者" }],
        "infoSources": [{ "name": "青石社" }, { "literal": "(来源:青石报)" }],
        "subjects": [{ "name": "田野" }],
        "located": "青石镇",
        "renditions": [{ "name": "web", "href": "https://a.cn/%E6%96%B0%E9%97%BB?a=1&b=2",
            "contentType": "text/html" }],
        "associations": [
            { "uri": "tag:a.cn,2024:article/0000000000000abc#figure-1", "type": "picture",
              "name": "figure-1", "by": "周二 摄", "descriptions": [text("caption", "新渠。")] },
            { "uri": "tag:a.cn,2024:article/0000000000000001", "type": "text",
              "name": "leader", "rel": "near" },
        ],
        "altIds": [{ "role": "article", "value": "0000000000000abc" },
            { "role": "source", "value": "pages/一.txt" }],
        "standard": { "name": "ninjs", "version": "3.1",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json" },
    });
    assert_eq!(item, expected);
}

#[test]
fn items_can_stand_in_files_of_their_own() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("items");
    let options = format!("path = {:?}\nlayout = \"files\"", path.to_str().unwrap());
    write(&*sink("ninjs", &options), &[full(), document("../../CON", "")]).unwrap();
    let expected = [".newsprint", "000001-0000000000000abc.json", "000002-0000000000000abc.json"];
    assert_eq!(names(&path), expected);
    let item = fs::read_to_string(path.join(expected[2])).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&item).unwrap()["title"], "../../CON");
}

#[test]
fn a_feed_holds_the_newest() {
    let days = ["2024-06-27", "2024-06-28", "2024-06-26", "2024-06-28"];
    let documents =
        days.iter().zip(1..).map(|(day, n)| dated(&format!("第{n}篇"), "正文。", Some(day)));
    let mut documents: Vec<Document> = documents.collect();
    documents.extend([
        dated("没有日期", "正文。", None),
        dated("不是日期", "正文。", Some("2024-02-30")),
    ]);
    let check = |newest: usize, expected: &[&str]| {
        let options = format!("{AT}newest = {newest}");
        let feed: Value =
            serde_json::from_str(&rendered("feed", "a.json", &options, &documents)).unwrap();
        let titles: Vec<&str> = feed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["title"].as_str().unwrap())
            .collect();
        assert_eq!(titles, expected);
        let atom = rendered("feed", "a.xml", &options, &documents);
        let titles = atom.matches("<title>第").count();
        assert_eq!(titles, expected.len());
    };
    check(1, &["第2篇"]);
    check(3, &["第2篇", "第4篇", "第1篇"]);
    check(9, &["第2篇", "第4篇", "第1篇", "第3篇"]);
}

#[test]
fn a_feed_of_either_form() {
    let options =
        format!("{AT}title = \"青石报\"\nhome = \"https://a.cn/\"\naddress = \"https://a.cn/f\"");
    let atom = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\">
<id>tag:a.cn,2024:feed</id>
<title>青石报</title>
<updated>2024-06-28T00:00:00+08:00</updated>
<author><name>青石报</name>
</author>
<link rel=\"self\" href=\"https://a.cn/f\"/>
<link rel=\"alternate\" href=\"https://a.cn/\"/>
<entry>
<id>tag:a.cn,2024:article/0000000000000abc</id>
<title>水到田头</title>
<updated>2024-06-28T00:00:00+08:00</updated>
<published>2024-06-28T00:00:00+08:00</published>
<author><name>林一</name>
</author>
<link rel=\"alternate\" href=\"https://a.cn/%E6%96%B0%E9%97%BB?a=1&amp;b=2\"/>
<category term=\"田野\"/>
<summary>新渠通水。</summary>
<content type=\"html\">&lt;h2&gt;新渠三十二公里&lt;/h2&gt;
&lt;p&gt;新渠通水。&lt;/p&gt;
&lt;p&gt;新渠。&lt;/p&gt;
&lt;p&gt;周二 摄&lt;/p&gt;
</content>
</entry>
</feed>
";
    assert_eq!(rendered("feed", "a.atom", &options, &[full()]), atom);
    let json: Value =
        serde_json::from_str(&rendered("feed", "a.json", &options, &[full()])).unwrap();
    let expected = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "青石报",
        "home_page_url": "https://a.cn/",
        "feed_url": "https://a.cn/f",
        "items": [{
            "id": "tag:a.cn,2024:article/0000000000000abc",
            "url": "https://a.cn/%E6%96%B0%E9%97%BB?a=1&b=2",
            "title": "水到田头",
            "content_html": "<h2>新渠三十二公里</h2>\n<p>新渠通水。</p>\n<p>新渠。</p>\n<p>周二 摄</p>\n",
            "summary": "新渠通水。",
            "date_published": "2024-06-28T00:00:00+08:00",
            "authors": [{ "name": "林一" }],
            "tags": ["田野"],
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "<script>alert(1)</script> {{7*7}} ]]> \u{0}\u{202E}&lt; \" ' <img onerror=x>";
    let documents = [dated(hostile, hostile, Some("2024-06-28"))];
    let shown = "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} ]]&gt; \u{FFFD}\u{FFFD}&amp;lt; &quot; &#39; &lt;img onerror=x&gt;";
    let atom = rendered("feed", "a.xml", AT, &documents);
    assert!(atom.contains(&format!("<title>{shown}</title>")), "{atom}");
    for (name, at) in [("ninjs", "/bodies/0/value"), ("feed", "/items/0/content_html")] {
        let json: Value = serde_json::from_str(&rendered(name, "a.json", AT, &documents)).unwrap();
        assert_eq!(json.pointer(at).unwrap(), &format!("<p>{shown}</p>\n"), "{name}");
    }
}

#[test]
fn an_article_without_headline_is_called_by_how_it_begins() {
    let check = |headline: &str, body: &str, expected: &str| {
        let line = rendered("ninjs", "a.jsonl", AT, &[dated(headline, body, None)]);
        let item: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(item["title"], expected);
        assert_eq!(item.get("contentCreated"), None);
    };
    check("", "短。", "短。");
    check("", &"长".repeat(31), &format!("{}…", "长".repeat(30)));
    check(" \n", "", "0000000000000abc");
    check("水到\n田头", "正文。", "水到 田头");
}

#[test]
fn options_that_cannot_be_used_are_all_told() {
    let options = "path = \"x\"\nauthority = \"me\"\nutc-offset = \"8\"";
    assert_eq!(faults("ninjs", options), ["`me` names nobody", "`8` is no offset from UTC"]);
    let options = format!("{options}\nhome = \"javascript:alert(1)\"");
    let expected = [
        "`javascript:alert(1)` is no web address",
        "`me` names nobody",
        "`8` is no offset from UTC",
    ];
    assert_eq!(faults("feed", &options), expected);
}

#[test]
fn a_target_that_cannot_be_written_keeps_what_stood_there() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    let at = |name: &str| format!("path = {:?}\n", folder.path().join(name).to_str().unwrap());
    let message = |name: &str, options: &str| super::fault(&*sink(name, options)).0;
    for name in ["ninjs", "feed"] {
        assert!(message(name, &at("")).ends_with("is a folder"));
        assert!(message(name, &at("file/x")).starts_with("cannot write"));
    }
    let files = at("file") + "layout = \"files\"";
    assert!(message("ninjs", &files).ends_with("is a file"));
    drop(sink("feed", &at("file")).open().unwrap());
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "mine");
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn no_articles_make_an_empty_feed_and_no_items() {
    assert_eq!(rendered("ninjs", "a.jsonl", "", &[]), "");
    let feed: Value = serde_json::from_str(&rendered("feed", "a.json", "", &[])).unwrap();
    assert_eq!(feed["items"], json!([]));
    assert!(rendered("feed", "a.xml", "", &[]).contains("<updated>1970-01-01T00:00:00Z</updated>"));
}
