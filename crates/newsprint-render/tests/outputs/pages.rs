//! What a Markdown page looks like.

use std::fs;

use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Byline, Document, Figure, MappedText, Metric, MetricKind,
    Number, Person, Source,
};
use tempfile::tempdir;

use super::{document, names, sink_to, write};

fn page(document: Document) -> String {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    write(&*sink_to("markdown", &path), &[document]).unwrap();
    fs::read_to_string(path.join(&names(&path)[1])).unwrap()
}

fn text(text: &str) -> MappedText {
    MappedText::unmapped(text)
}

fn block(kind: BlockKind, words: &str) -> Block {
    Block { kind, text: text(words) }
}

fn metric(value: &str, max: Option<&str>) -> Metric {
    let number = |digits: &str| Number::try_from(digits.to_owned()).unwrap();
    let mut metric = Metric::new(MetricKind::Quantity, number(value), "32|33公里");
    metric.value_max = max.map(number);
    metric.indicator.push_str("水渠长度");
    metric.unit.push_str("公里");
    metric
}

#[test]
fn an_article_with_all_its_parts() {
    let mut article = Article::new(ArticleId::from_u64(7));
    article.kicker = Some(text("青石镇:"));
    article.headline = Some(text("水到\n田头"));
    article.subheads = vec![text("新渠三十二公里")];
    article.section = Some(text("田野"));
    let mut byline = Byline::new(text("本报讯(记者林一)"));
    byline.people = vec![Person { name: "林一".to_owned(), role: Some("记者".to_owned()) }];
    article.bylines = vec![byline];
    article.blocks = vec![
        block(BlockKind::Paragraph, "新渠通水。"),
        block(BlockKind::Subheading, "往年"),
        block(BlockKind::Quote, "靠天吃饭。\n如今不同。"),
        block(BlockKind::List, "一、修渠\n二、种树"),
        block(BlockKind::Table, "年份 公里\n2023 32"),
    ];
    article.figures = vec![Figure {
        caption: Some(text("通水的新渠。")),
        credit: Some(text("周二 摄")),
    }];
    article.credits = vec![text("(来源:青石报)")];
    let mut second = metric("30", None);
    second.subject = Some("青石镇".to_owned());
    second.period = Some("2023".to_owned());
    article.metrics = vec![metric("32", Some("33")), second];

    let source = Source::new("corpus.jsonl", "").unwrap().with_record(Some("r1".to_owned()));
    let mut facts = source.facts().clone();
    facts.date = Some("2024-06-28".to_owned());
    facts.paper = Some("青石报".to_owned());
    let mut document = Document::new(source.with_facts(facts));
    document.articles.push(article);
    let expected = r#"---
id: "0000000000000007"
title: "水到\n田头"
kicker: "青石镇:"
date: "2024-06-28"
paper: "青石报"
section: "田野"
authors: ["林一"]
source: "corpus.jsonl"
record: "r1"
---

# 水到 田头

**新渠三十二公里**

*本报讯(记者林一)*

新渠通水。

## 往年

> 靠天吃饭。\
> 如今不同。

- 一、修渠
- 二、种树

年份 公里\
2023 32

> 通水的新渠。\
> 周二 摄

(来源:青石报)

| subject | indicator | bound | value | unit | period | comparison | modality | text |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
|  | 水渠长度 |  | 32 to 33 | 公里 |  |  |  | 32\|33公里 |
| 青石镇 | 水渠长度 |  | 30 | 公里 | 2023 |  |  | 32\|33公里 |
"#;
    assert_eq!(page(document), expected);
}

#[test]
fn hostile_text_stays_text() {
    let check = |printed: &str, expected: &str| {
        let page = page(document("题", printed));
        let body = page.split_once("# 题\n").unwrap().1.trim();
        assert_eq!(body, expected, "{printed:?}");
    };
    check("# 不是标题", r"\# 不是标题");
    check("---", r"\---");
    check("好\n===", "好\\\n\\===");
    check("- 一", r"\- 一");
    check("+ 一", r"\+ 一");
    check("1. 一", r"1\. 一");
    check("12) 一", r"12\) 一");
    check("2023年3.5%", "2023年3.5%");
    check("*粗* _斜_ `码`", r"\*粗\* \_斜\_ \`码\`");
    check("![图](a.png)", r"!\[图\](a.png)");
    check("<script>&lt;", r"&lt;script\>&amp;lt;");
    check(": 释义", r"\: 释义");
    check("{% raw %}{{< x >}}", r"&#123;% raw %}&#123;&#123;&lt; x \>}}");
    check("{% include secret.html %}", "&#123;% include secret.html %}");
    check("{# x #}<%= x %>", r"&#123;\# x \#}&lt;%= x %\>");
    check("a|b ~~c~~ $x$", r"a\|b \~\~c\~\~ \$x\$");
    check("{{ site }}", "&#123;&#123; site }}");
    check("尾\\", r"尾\\");
    check("一\r\n\r\n    二", "一\\\n二");
    check("a\tb\u{0}c\u{202E}d", "a b\u{FFFD}c\u{FFFD}d");
    check("", "");
}

#[test]
fn hostile_headlines_stay_in_the_front_matter() {
    let check = |headline: &str, expected: &str| {
        let page = page(document(headline, "正文。"));
        let title = page.lines().find(|line| line.starts_with("title: ")).unwrap();
        assert_eq!(title, format!("title: \"{expected}\""), "{headline:?}");
        assert_eq!(page.lines().filter(|line| *line == "---").count(), 2, "{headline:?}");
    };
    check("题\n---\nadmin: true", r"题\n---\nadmin: true");
    check(r#"他说"好" \"#, r#"他说\"好\" \\"#);
    check("a: {b}, [c] # d", "a: {b}, [c] # d");
    check("{% x %}{{ y }}", r"\u007B% x %}\u007B{ y }}");
    check("{{{ x", r"\u007B\u007B{ x");
    check("a\r\t\u{85}\u{2028}\u{0}\u{202E}", r"a\u000D\u0009\u0085\u2028\u0000\u202E");
}

#[test]
fn a_date_of_the_front_matter_is_a_day() {
    let check = |date: &str, expected: &str| {
        let page = page(super::impresso::dated("题", "正文。", date));
        let line = page.lines().find(|line| line.contains("date: ")).unwrap();
        assert_eq!(line, expected);
    };
    check("2024-06-28", "date: \"2024-06-28\"");
    check("2024年6月28日", "printed_date: \"2024年6月28日\"");
    check("2024-02-30", "printed_date: \"2024-02-30\"");
}
