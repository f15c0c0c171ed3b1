//! The input `jsonl` on records of a corpus.

use newsprint_core::{Article, Part};

use super::{folder, read};

/// Reads one file with this content.
fn lines(content: &[u8], options: &str) -> Vec<Result<String, String>> {
    let folder = folder(&[("c.jsonl", content)]);
    let all = read("jsonl", folder.path(), &format!("paths = [\"~/c.jsonl\"]\n{options}"));
    let shown = |article: &Article| {
        let headline = article.headline.as_ref().map_or("-", |text| text.as_str());
        let blocks: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
        format!("{headline}: {}", blocks.join("/"))
    };
    all.into_iter()
        .map(|read| read.map(|document| document.articles.iter().map(shown).collect()))
        .collect()
}

#[test]
fn a_record_is_an_article() {
    let check = |line: &str, expected: &str| {
        assert_eq!(lines(line.as_bytes(), ""), [Ok(expected.to_owned())], "{line}");
    };
    check(r#"{"text":"通水。"}"#, "-: 通水。");
    check(r#"{"title":"水渠","text":"通水。"}"#, "水渠: 通水。");
    check(r#"{"text":"一\n\n 二 \r\n\u3000\u3000三\n","title":" 水渠 "}"#, "水渠: 一/二/三");
    check(r#"{"title":"水\n渠\n","text":"\n一"}"#, "水\n渠: 一");
    check(r#"{"title":"水渠","text":""}"#, "水渠: ");
    check(r#"{"title":" ","text":"一"}"#, "-: 一");
    check(r#"{"title":null,"date":null,"place":null,"id":null,"text":"一"}"#, "-: 一");
    check(r#"{"text":""}"#, "");
    check(r#"{"text":" \n "}"#, "");
    check(r#"{"other":{"text":[1,null,{"a":"b"}]},"text":"一","more":1e400}"#, "-: 一");
    check(r#"{"text":"newsprint/article/1"}"#, "-: newsprint/article/1");
    check(r#"{"schema":"other/1","text":"一"}"#, "-: 一");
    check(r#"  {"te\u0078t":"\ud83c\udf3e"}  "#, "-: 🌾");
}

#[test]
fn a_record_says_where_it_is_from() {
    let content = concat!(
        r#"{"id":"r1","title":"水渠","date":"2024-06-28","place":"云岭","text":"通水。"}"#,
        "\n",
        r#"{"id":12345678901234567890123,"text":"一"}"#,
        "\n",
        r#"{"id":"","text":"一"}"#,
    );
    let folder = folder(&[("c.jsonl", content.as_bytes())]);
    let all = read("jsonl", folder.path(), "paths = [\"~/c.jsonl\"]");
    let source = |index: usize| all[index].as_ref().unwrap().source();
    assert!(source(0).name().ends_with("/c.jsonl"));
    assert_eq!(source(0).text(), "水渠\n通水。");
    assert_eq!((source(0).record(), source(0).part()), (Some("r1"), Part::Line(1)));
    assert_eq!(source(0).facts().date.as_deref(), Some("2024-06-28"));
    assert_eq!(source(0).facts().place.as_deref(), Some("云岭"));
    assert_eq!(source(1).record(), Some("12345678901234567890123"));
    assert_eq!(
        (source(2).record(), source(2).part(), source(2).text()),
        (None, Part::Line(3), "一")
    );
}

#[test]
fn keys_can_have_other_names() {
    let fields = "fields = { text = \"content\", title = \"head line\", id = \"docid\" }";
    let line = r#"{"head line":"水渠","content":"通水。","text":5,"title":5,"id":[]}"#;
    assert_eq!(lines(line.as_bytes(), fields), [Ok("水渠: 通水。".to_owned())]);
    let told = lines(br#"{"text":"x"}"#, fields).remove(0).unwrap_err();
    assert!(told.contains("`content` is missing or null"), "{told}");
}

#[test]
fn the_shapes_of_known_corpora_are_read() {
    let check = |line: &str, options: &str, expected: [Option<&str>; 6], text: &str| {
        let folder = folder(&[("c.jsonl", line.replace('\n', "").as_bytes())]);
        let all = read("jsonl", folder.path(), &format!("paths = [\"~/c.jsonl\"]\n{options}"));
        let source = all[0].as_ref().unwrap_or_else(|told| panic!("{line}: {told}")).source();
        let facts = source.facts();
        let facts = [&facts.date, &facts.place, &facts.url, &facts.paper, &facts.page];
        let [date, place, url, paper, page] = facts.map(Option::as_deref);
        assert_eq!([source.record(), date, place, url, paper, page], expected, "{line}");
        assert_eq!(source.text(), text, "{line}");
    };
    let (day, url) = (Some("2024-06-28"), Some("https://news.example/1"));
    // dolma.
    check(
        r#"{"id":"d1","text":"一","source":"cc","added":"2024-07-01","created":"2024-06-28",
            "metadata":{"url":"https://news.example/1","length":3}}"#,
        "",
        [Some("d1"), day, None, url, None, None],
        "一",
    );
    // datatrove.
    check(
        r#"{"text":"一","id":"<urn:1>","metadata":{"url":"https://news.example/1","date":"2024-06-28"}}"#,
        "",
        [Some("<urn:1>"), day, None, url, None, None],
        "一",
    );
    // C4, and news data sets as the Hugging Face hub has them.
    check(
        r#"{"text":"一","timestamp":"2024-06-28","url":"https://news.example/1"}"#,
        "",
        [None, day, None, url, None, None],
        "一",
    );
    check(
        r#"{"news_id":"7","title":"水渠","content":"一","time":"2024-06-28","publisher":"日报","page":3}"#,
        "",
        [Some("7"), day, None, None, Some("日报"), Some("3")],
        "水渠\n一",
    );
    // The likeliest key wins, wherever it stands; one that means something else is passed over.
    check(
        r#"{"content":"二","text":"一","article":{"id":5},"timestamp":7,"created":"2024-06-28"}"#,
        "",
        [None, day, None, None, None, None],
        "一",
    );
    // Pointers, also to keys with a stroke, and a key that is both read and looked into.
    check(
        r#"{"body":{"a/b":"一"},"head":{"title":"水渠","no":5},"title":"二"}"#,
        "fields = { text = \"/body/a~1b\", title = \"/head/title\", id = \"/head/no\" }",
        [Some("5"), None, None, None, None, None],
        "水渠\n一",
    );
}

#[test]
fn the_shapes_of_other_corpora_are_read() {
    let check = |line: &str, expected: &str| {
        let folder = folder(&[("c.jsonl", line.as_bytes())]);
        let all = read("jsonl", folder.path(), "paths = [\"~/c.jsonl\"]");
        let source = all[0].as_ref().unwrap_or_else(|told| panic!("{line}: {told}")).source();
        let facts = source.facts();
        let facts = [&facts.date, &facts.url, &facts.paper].map(|it| it.as_deref().unwrap_or("-"));
        assert_eq!(format!("{} {}", facts.join(" "), source.text()), expected, "{line}");
    };
    let url = r#""url":"https://a.example/1""#;
    check(
        &format!(r#"{{"raw_content":"一",{url},"date_download":"2024"}}"#),
        "- https://a.example/1 - 一",
    );
    check(
        &format!(r#"{{"maintext":"一","title":"题","date_publish":"2024-06-28 08:00:00",{url}}}"#),
        "2024-06-28 08:00:00 https://a.example/1 - 题\n一",
    );
    check(
        r#"{"title":"题","raw_text":"二","text":"一","date":"2024-06-28","sitename":"青石网"}"#,
        "2024-06-28 - 青石网 题\n一",
    );
    check(
        r#"{"document":"一","headline":"题","published_at":"2024/06/28","link":"https://a.example"}"#,
        "2024-06-28 https://a.example - 题\n一",
    );
    check(r#"{"@type":"NewsArticle","headline":"题","articleBody":"一"}"#, "- - - 题\n一");
    check(
        r#"{"page_content":"一","metadata":{"title":"题","url":"https://a.example"}}"#,
        "- https://a.example - 题\n一",
    );
    check(
        r#"{"plain_text":"一","meta":{"date":"2024-06-28","url":"https://a.example","title":"题"}}"#,
        "2024-06-28 https://a.example - 题\n一",
    );
}

#[test]
fn a_text_can_be_a_list() {
    let check = |line: &str, expected: &str| {
        assert_eq!(lines(line.as_bytes(), ""), [Ok(expected.to_owned())], "{line}");
    };
    check(r#"{"text":["一","二 "]}"#, "-: 一/二");
    check(r#"{"title":"题","paragraphs":["一"]}"#, "题: 一");
    check(r#"{"text":[["一。","二。"],["One.","Two."]]}"#, "-: 一。二。/One. Two.");
    check(r#"{"text":[]}"#, "");
    check(r#"{"article":[{"a":1}],"body":"一"}"#, "-: 一");
}

#[test]
fn what_is_no_record_is_told() {
    let check = |line: &[u8], expected: &str| {
        let told = lines(line, "").remove(0).unwrap_err();
        let found = told.strip_prefix("~/c.jsonl:1: ").unwrap();
        assert!(found.starts_with(expected), "{}: {found}", String::from_utf8_lossy(line));
    };
    check(b"{", "broken record at column 1: EOF while parsing an object");
    check(br#"{"text":"x",}"#, "broken record at column 13: trailing comma");
    check(br#"{"text":"x"} {}"#, "broken record at column 14: trailing characters");
    check(br#"{"text":"x"#, "broken record at column 10: EOF while parsing a string");
    check(b"text", "broken record at column 2: expected ident");
    check(b"[1]", "broken record at column 1: invalid type: sequence, expected an object");
    check(b"null", "broken record at column 4: invalid type: null, expected an object");
    check(br#"{"text":"\ud83c"}"#, "broken record at column 16: unexpected end of hex escape");
    check(br#"{"text":"\udf3e"}"#, "broken record at column 15: lone leading surrogate");
    check(br#"{"id":"\udf3e","text":""}"#, "broken record at column ");
    check(br#"{"text":"x","text":"y"}"#, "broken record at column 18: `text` stands twice");
    check(b"{\"text\":\"a\tb\"}", "broken record at column 11: control character");
    check(b"{}", "`text` is missing or null; name the key of the text");
    check(br#"{"text":null}"#, "`text` is missing or null");
    check(br#"{"text":7}"#, "`text` is a number, not a string");
    check(br#"{"text":-7.5}"#, "`text` is a number, not a string");
    check(br#"{"text":[[["x"]]]}"#, "`text` is an array, not a string");
    check(br#"{"text":["x",1]}"#, "`text` is an array, not a string");
    check(
        br#"{"txet":"x","n":1}"#,
        "`text` is missing or null; did you mean `fields = { text = \"txet\" }`? the keys with texts \
         are `txet`",
    );
    check(br#"{"text":{"x":{}}}"#, "`text` is an object, not a string");
    check(br#"{"text":true}"#, "`text` is a boolean, not a string");
    check(br#"{"text":"x","title":1}"#, "`title` is a number, not a string");
    check(br#"{"text":"x","date":7}"#, "`date` is a number, not a string");
    check(br#"{"text":"x","date":[]}"#, "`date` is an array, not a string");
    check(br#"{"text":"x","id":{}}"#, "`id` is an object, no string or number");
    check(b"{\"text\":\"\xFF\"}", "not UTF-8 at byte 9");
    let deep = format!("{{\"text\":{}", "[".repeat(100_000));
    check(deep.as_bytes(), "broken record at column ");
}

#[test]
fn lines_end_as_they_do() {
    let check = |content: &str, expected: &[&str]| {
        let found: Vec<String> =
            lines(content.as_bytes(), "").into_iter().map(Result::unwrap).collect();
        assert_eq!(found, expected, "{content:?}");
    };
    let (a, b) = (r#"{"text":"a"}"#, r#"{"text":"b"}"#);
    check(&format!("{a}\n{b}\n"), &["-: a", "-: b"]);
    check(&format!("{a}\n{b}"), &["-: a", "-: b"]);
    check(&format!("{a}\r\n{b}\r\n"), &["-: a", "-: b"]);
    check(&format!("\n \n{a}\n\t\r\n\n{b}\n\n"), &["-: a", "-: b"]);
    check(&format!("\u{FEFF}{a}\n{b}"), &["-: a", "-: b"]);
    check("\u{FEFF}", &[]);
    check("", &[]);
    check("\n\n", &[]);
}

#[test]
fn a_line_above_the_limit_is_passed_over() {
    let long = "x".repeat(3 << 20);
    let (a, b) = (r#"{"text":"a"}"#, r#"{"text":"b"}"#);
    let told =
        "longer than `max-line-bytes`, 12 bytes; raise `max-line-bytes`, or split the record";
    for content in [
        format!("{a}\n{long}\n{b}\n"),
        format!("{a}\n{a}x\n{b}"),
        format!("{a}\n{}\n{b}", "x".repeat((512 << 10) - 14)),
    ] {
        let found = lines(content.as_bytes(), "max-line-bytes = 12");
        assert_eq!(found[0], Ok("-: a".to_owned()));
        assert_eq!(found[1], Err(format!("~/c.jsonl:2: the line is {told}")));
        assert_eq!(found[2..], [Ok("-: b".to_owned())]);
    }
    let found = lines(long.as_bytes(), "max-line-bytes = 12");
    assert_eq!(found, [Err(format!("~/c.jsonl:1: the line is {told}"))]);
}
