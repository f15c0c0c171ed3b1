//! Content items and clusters for the tools of impresso.

use std::fs;
use std::path::Path;

use newsprint_core::{ArticleId, Document, Group, GroupKind, Source};
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{document, faults, sink, write};

pub(super) fn dated(headline: &str, body: &str, date: &str) -> Document {
    let plain = document(headline, body);
    let mut facts = plain.source().facts().clone();
    facts.date = Some(date.to_owned());
    facts.page = Some("第3版".to_owned());
    let text = plain.source().text().to_owned();
    let mut document = Document::new(Source::new("pages/一.txt", text).unwrap().with_facts(facts));
    document.articles = plain.articles;
    document
}

pub(super) fn grouped(id: u64, date: &str, similarity: f64) -> Document {
    let mut document = dated("题", "正文。", date);
    document.articles[0].id = ArticleId::from_u64(id);
    let (id, leader) = (ArticleId::from_u64(1), ArticleId::from_u64(1));
    document.articles[0].group = Some(Group { id, kind: GroupKind::Near, leader, similarity });
    document
}

pub(super) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(super) fn written(name: &str, options: &str, documents: &[Document]) -> tempfile::TempDir {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let options = format!("path = {:?}\n{options}", path.to_str().unwrap());
    write(&*sink(name, &options), documents).unwrap();
    folder
}

fn impresso(folder: &Path, name: &str) -> Vec<Value> {
    lines(&fs::read_to_string(folder.join("out").join(name)).unwrap())
}

#[test]
fn impresso_items_and_clusters() {
    let documents = [
        grouped(1, "2024-06-28", 1.0),
        grouped(2, "2024-07-01", 0.5),
        dated("题", "别的。", "2024-06-28"),
    ];
    let folder = written("impresso", "alias = \"QSB\"\nlanguage = \"zh\"", &documents);
    let items = impresso(folder.path(), "rebuilt/contentitems.jsonl");
    let ids: Vec<_> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["QSB-2024-06-28-a-i0001", "QSB-2024-07-01-a-i0001", "QSB-2024-06-28-a-i0002"]);
    let expected = json!({
        "id": "QSB-2024-06-28-a-i0002", "ts": "2024-06-28T00:00:00Z", "d": "2024-06-28", "cc": false,
        "olr": true, "st": "newspaper", "sm": "print", "tp": "ar", "lg": "zh", "t": "题", "ro": 2,
        "pp": [3], "ft": "题\n别的。", "pb": [2],
    });
    assert_eq!(items[2], expected);
    let expected = json!({
        "id": "c1", "min_date": "2024-06-28", "max_date": "2024-07-01", "cluster_size": 2,
        "time_delta": 3, "newspapers": ["QSB"],
        "passages": ["QSB-2024-06-28-a-i0001@0:5", "QSB-2024-07-01-a-i0001@0:5"],
        "doc_ids": ["QSB-2024-06-28-a-i0001", "QSB-2024-07-01-a-i0001"], "lexical_overlap": 50.0,
    });
    assert_eq!(impresso(folder.path(), "text_reuse/clusters.jsonl"), [expected]);
}

#[test]
fn impresso_numbers_do_not_run_out_at_once() {
    let many = dated("题", "文。", "2024-06-28");
    let documents: Vec<Document> = (0..10_001).map(|_| many.clone()).collect();
    let folder = written("impresso", "alias = \"Q\"", &documents);
    let items = impresso(folder.path(), "rebuilt/contentitems.jsonl");
    let id = |at: usize| items[at]["id"].as_str().unwrap().to_owned();
    assert_eq!([id(9_998), id(9_999)], ["Q-2024-06-28-a-i9999", "Q-2024-06-28-b-i0001"]);
}

#[cfg(not(feature = "compression"))]
#[test]
fn a_build_that_cannot_compress_says_so() {
    let message = "this build cannot compress with `gzip`";
    assert_eq!(faults("dolma", "path = \"x\""), [message]);
    assert_eq!(faults("jsonl", "path = \"x.jsonl.gz\""), [message]);
}

#[test]
fn impresso_refuses_what_it_cannot_name() {
    assert_eq!(faults("impresso", "path = \"x\"\nalias = \"青石\""), ["`青石` is no alias"]);
}

/// What an output says that it left out, once it is finished.
pub(super) fn notes(name: &str, options: &str, documents: &[Document]) -> Vec<String> {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let sink = sink(name, &format!("path = {:?}\n{options}", path.to_str().unwrap()));
    let mut writer = sink.open().unwrap();
    for document in documents {
        let mut rendered = Vec::new();
        // No error, which would take the document from every other output.
        sink.render(document, &mut rendered).unwrap();
        writer.write(document, &rendered).unwrap();
    }
    writer.finish(newsprint_core::RunSummary::default()).unwrap();
    writer.notes()
}

#[test]
fn articles_without_a_day_are_left_out_and_told() {
    let undated = || document("题", "文。");
    let documents = [dated("题", "正文。", "2024-06-28"), undated(), dated("题", "文。", "去年")];
    let expected = "2 articles without a day of print are left out, the first of `pages/一.txt`: ";
    for (name, options) in [("impresso", "alias = \"Q\""), ("feed", "")] {
        let told = notes(name, options, &documents);
        assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
        assert!(notes(name, options, &documents[..1]).is_empty());
    }
    let folder = written("impresso", "alias = \"Q\"", &documents);
    assert_eq!(impresso(folder.path(), "rebuilt/contentitems.jsonl").len(), 1);
}
