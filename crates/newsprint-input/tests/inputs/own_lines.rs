//! What newsprint wrote comes back as it was.

use newsprint_core::interchange::{
    Reject, RejectContent, RejectKind, write_article, write_document, write_reject,
};
use newsprint_core::{Document, Part};

use super::{folder, read};

fn lines(content: &[u8]) -> Vec<Result<Document, String>> {
    let folder = folder(&[("c.jsonl", content)]);
    read("jsonl", folder.path(), "paths = [\"~/c.jsonl\"]")
}

fn documents() -> Vec<Document> {
    let content = concat!(
        r#"{"id":"r1","title":"水渠","date":"2024-06-28","text":"通水。\n灌溉\"万亩\"。"}"#,
        "\n",
        r#"{"text":"一\\二"}"#,
    );
    lines(content.as_bytes()).into_iter().map(Result::unwrap).collect()
}

fn reject(content: RejectContent, place: &str) -> Vec<u8> {
    let mut line = Vec::new();
    let reject = Reject::new(RejectKind::Quarantined, "jsonl", "broken", place, content);
    write_reject(&reject, &mut line).unwrap();
    line
}

#[test]
fn articles_and_documents_are_the_same_bytes_again() {
    let (mut articles, mut whole) = (Vec::new(), Vec::new());
    for document in documents() {
        for article in &document.articles {
            write_article(document.source(), article, &mut articles).unwrap();
        }
        write_document(&document, &mut whole).unwrap();
    }
    let mut again = Vec::new();
    for read in lines(&articles) {
        let document = read.unwrap();
        assert!(document.source().is_detached());
        write_article(document.source(), &document.articles[0], &mut again).unwrap();
    }
    assert_eq!(again, articles);
    again.clear();
    for read in lines(&whole) {
        write_document(&read.unwrap(), &mut again).unwrap();
    }
    assert_eq!(again, whole);
}

#[test]
fn a_reject_is_what_it_holds() {
    let document = documents().remove(0);
    let line = reject(RejectContent::Document(Box::new(document.clone())), "c.jsonl:1");
    assert_eq!(lines(&line), [Ok(document)]);
}

#[test]
fn a_raw_reject_is_a_record_where_it_first_stood() {
    let raw = |bytes: &[u8], place: &str| {
        lines(&reject(RejectContent::Raw(bytes.to_vec()), place)).remove(0)
    };
    let document = raw(br#"{"text":"x"}"#, "old/c.jsonl:17").unwrap();
    assert_eq!(
        (document.source().name(), document.source().part()),
        ("old/c.jsonl", Part::Line(17))
    );
    let document = raw(br#"{"text":"x"}"#, "C:/old").unwrap();
    assert_eq!((document.source().name(), document.source().part()), ("C:/old", Part::Whole));
    assert!(raw(b"{", "c.jsonl:2").unwrap_err().contains("broken record at column 1"));
    assert!(raw(b"\xFF", "c.jsonl:2").unwrap_err().contains("not UTF-8 at byte 0"));
}

#[test]
fn an_empty_reject_names_its_place() {
    let told = lines(&reject(RejectContent::Nothing, "gone.txt")).remove(0).unwrap_err();
    assert_eq!(
        told,
        "~/c.jsonl:1: the reject holds nothing: `gone.txt` could not be read; \
         mend that file and read it itself"
    );
}

#[test]
fn a_line_that_breaks_its_schema_is_told() {
    let check = |line: &str, expected: &str| {
        let told = lines(line.as_bytes()).remove(0).unwrap_err();
        assert!(told.contains(expected), "{line}: {told}");
    };
    check(r#"{"schema":"newsprint/article/2"}"#, "schema `newsprint/article/2` is not known");
    check(r#"{"schema":"newsprint/article/1"}"#, "missing field `id`");
    check(r#"{"schema":"newsprint/document/1","text":"x"}"#, "missing field `source`");
    check(r#"{"schema":"newsprint/reject/1","x":1}"#, "unknown field `x`");
}
