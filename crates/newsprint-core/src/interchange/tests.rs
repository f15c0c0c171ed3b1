use super::*;
use crate::{
    ArticleId, Basis, Block, BlockKind, Byline, Dateline, Diagnostic, Facts, Figure, Frame, Group,
    GroupKind, LaidLine, Layout, MappedText, Metric, MetricKind, Number, Part, Person, Residue,
    ResidueReason, Span,
};

const TEXT: &str =
    "引题: 主题\n副题\n\n栏目\n本报讯(记者张三)正文86.5%。\n小标题\n图为甲。\n(乙摄)\n(据丙)\n广告";

/// The bytes of `part` in the text.
fn span(part: &str) -> Span {
    let start = TEXT.find(part).unwrap();
    Span::new(start, start + part.len())
}

fn text(part: &str) -> MappedText {
    MappedText::verbatim(TEXT, span(part))
}

/// A document in which every field of the model is set.
fn full() -> Document {
    let facts = Facts {
        paper: Some("青州日报".to_owned()),
        date: Some("2024-06-28".to_owned()),
        page: Some("2".to_owned()),
        url: Some("https://example.org/2".to_owned()),
        place: Some("青州".to_owned()),
    };
    let source = Source::new("页/二.txt", TEXT).unwrap();
    let source =
        source.with_facts(facts).with_record(Some("r1".to_owned())).with_part(Part::Line(7));
    let frame = Frame { x: 10, y: -5, width: 300, height: 12 };
    let line = LaidLine { size: Some(100), bold: true, ..LaidLine::new(span("主题"), frame) };
    let layout = Layout { lines: vec![line], ..Layout::new(9919, 14170) };
    let source = source.with_layout(Some(layout)).unwrap();
    let mut article = Article::new(ArticleId::new(&source, span("引题:")));
    article.kicker = Some(text("引题:"));
    article.headline = Some(text("主题"));
    article.subheads = vec![text("副题")];
    article.section = Some(text("栏目"));
    let person = Person { name: "张三".to_owned(), role: Some("记者".to_owned()) };
    let byline = Byline {
        text: text("本报讯(记者张三)"),
        agency: Some("本报".to_owned()),
        people: vec![person],
    };
    article.bylines = vec![byline];
    article.dateline = Some(Dateline {
        place: Some("青州".to_owned()),
        date: Some("6月26日".to_owned()),
        text: Some(text("本报讯")),
    });
    let mut body = text("正文");
    body.push_inserted(" ");
    body.push_altered("八六", span("86"));
    article.blocks = vec![
        Block { kind: BlockKind::Paragraph, text: body },
        Block { kind: BlockKind::Subheading, text: text("小标题") },
        Block { kind: BlockKind::Table, text: MappedText::unmapped("表") },
    ];
    article.figures = vec![
        Figure { caption: Some(text("图为甲。")), credit: None },
        Figure { caption: None, credit: Some(text("(乙摄)")) },
    ];
    article.credits = vec![text("(据丙)")];
    let (id, leader) = (article.id, ArticleId::from_u64(1));
    article.group = Some(Group { id, kind: GroupKind::Near, leader, similarity: 0.1 + 0.2 });
    let mut metric =
        Metric::new(MetricKind::Percentage, Number::try_from("86.5".to_owned()).unwrap(), "86.5%");
    metric.evidence = vec![span("86.5%")];
    metric.of = Some(168.into());
    metric.basis =
        vec![Basis { field: "subject".into(), rule: "clause".into(), spans: vec![span("甲")] }];
    metric.confidence = 0.1;
    article.metrics = vec![metric];
    article.diagnostics = vec![Diagnostic::warning("share-above-100", "too much").at(span("86"))];
    article.extensions = serde_json::from_str(r#"{"acme/x":{"b":1.50,"a":[null]}}"#).unwrap();
    let mut document = Document::new(source);
    document.articles.push(article);
    document.residue.push(Residue {
        span: span("广告"),
        reason: ResidueReason::Advertisement,
        detail: None,
    });
    document.diagnostics.push(Diagnostic::info("page-split", "one article"));
    document
}

fn line(write: impl FnOnce(&mut Vec<u8>) -> Result<(), serde_json::Error>) -> String {
    let mut line = Vec::new();
    write(&mut line).unwrap();
    String::from_utf8(line).unwrap()
}

#[test]
fn a_document_reads_back() {
    let document = full();
    let written = line(|out| write_document(&document, out));
    assert_eq!(schema_of(&written).as_deref(), Some(DOCUMENT));
    assert_eq!(read_document(&written).unwrap(), document);
}

#[test]
fn an_article_reads_back_without_its_text() {
    let document = full();
    let written = line(|out| write_article(document.source(), &document.articles[0], out));
    let read = read_article(&written).unwrap();
    assert_eq!(read.source(), &document.source().detach());
    assert_eq!(read.articles, document.articles);
    assert_eq!(line(|out| write_article(read.source(), &read.articles[0], out)), written);
    assert!(written.starts_with(r#"{"schema":"newsprint/article/1","id":""#));
}

#[test]
fn a_reject_reads_back() {
    let contents = [
        RejectContent::Document(Box::new(full())),
        RejectContent::Raw("{\"id\": 1,".as_bytes().to_vec()),
        RejectContent::Raw(vec![0xff, 0x00, 0x80]),
        RejectContent::Nothing,
    ];
    for content in contents {
        let reject = Reject::new(RejectKind::Quarantined, "split-page", "why", "a:1", content);
        assert_eq!(read_reject(&line(|out| write_reject(&reject, out))).unwrap(), reject);
        let reject = reject.because("too-short", Some("3 of 20".to_owned())).at(Some(17));
        let written = line(|out| write_reject(&reject, out));
        assert_eq!(read_reject(&written).unwrap(), reject);
        let head = read_reject_head(&written).unwrap();
        assert_eq!((&head.stage, &head.code, head.offset), (&reject.stage, &reject.code, Some(17)));
        assert_eq!(head.is_empty, reject.content == RejectContent::Nothing);
    }
    let before =
        r#"{"schema":"newsprint/reject/1","kind":"dropped","stage":"s","message":"m","place":"p"}"#;
    assert_eq!(read_reject(before).unwrap().code, "dropped", "a line without a code");
}

fn check_refused(change: impl FnOnce(&str) -> String, expected: &str) {
    let document = full();
    let written = line(|out| write_article(document.source(), &document.articles[0], out));
    let error = read_article(&change(&written)).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn what_does_not_fit_is_refused() {
    check_refused(|line| line.replace("\"kicker\"", "\"kiker\""), "unknown field `kiker`");
    check_refused(|line| line.replace("article/1", "article/9"), "schema `newsprint/article/9`");
    check_refused(|line| line.replace("\"副题\"", "\"副题\",\"又\""), "2 texts but spans for 1");
    check_refused(|line| line.replace("\"副题\"", "\"\""), "spans of `subheads` do not fit");
    check_refused(|line| line.replace("\"86.5\"", "\"8e5\""), "not a decimal number");
    check_refused(|line| line[..line.len() / 2].to_owned(), "EOF");
    let written = line(|out| write_document(&full(), out));
    let error = read_document(&written.replace("广告", "公告")).unwrap_err().to_string();
    assert!(error.contains("not what its sha256 says"), "{error}");
    let error = read_document(&written.replace("[8,14,", "[8,13,")).unwrap_err().to_string();
    assert!(error.contains("whole characters"), "{error}");
}

#[test]
fn a_corpus_record_has_no_schema_of_ours() {
    assert_eq!(schema_of(r#"{"text": "newsprint/article/1 is a schema"}"#), None);
    assert_eq!(schema_of(r#"{"schema": "acme/1", "x": "newsprint/"}"#), None);
    assert_eq!(schema_of("newsprint/"), None);
}
