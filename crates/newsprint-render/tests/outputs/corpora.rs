//! Corpora for other toolkits.

use std::fs;
use std::path::Path;

use newsprint_core::{
    ArticleId, Document, Group, GroupKind, Metric, MetricKind, Number, Source, Span,
};
use serde_json::{Value, json};
use tempfile::tempdir;

use super::{document, faults, sink, write};

fn dated(headline: &str, body: &str, date: &str) -> Document {
    let plain = document(headline, body);
    let mut facts = plain.source().facts().clone();
    facts.date = Some(date.to_owned());
    facts.page = Some("第3版".to_owned());
    let text = plain.source().text().to_owned();
    let mut document = Document::new(Source::new("pages/一.txt", text).unwrap().with_facts(facts));
    document.articles = plain.articles;
    document
}

fn grouped(id: u64, date: &str, similarity: f64) -> Document {
    let mut document = dated("题", "正文。", date);
    document.articles[0].id = ArticleId::from_u64(id);
    let (id, leader) = (ArticleId::from_u64(1), ArticleId::from_u64(1));
    document.articles[0].group = Some(Group { id, kind: GroupKind::Near, leader, similarity });
    document
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn written(name: &str, options: &str, documents: &[Document]) -> tempfile::TempDir {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let options = format!("path = {:?}\n{options}", path.to_str().unwrap());
    write(&*sink(name, &options), documents).unwrap();
    folder
}

#[cfg(feature = "compression")]
fn unpacked(folder: &Path, name: &str) -> Vec<Value> {
    let file = fs::File::open(folder.join("out").join(name)).unwrap();
    lines(&std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap())
}

#[cfg(feature = "compression")]
#[test]
fn dolma_documents_and_attributes_are_aligned() {
    let mut first = dated("𠀀题", "投资46万元。", "2024-06-28");
    let mut metric = Metric::new(MetricKind::Money, Number::from(460_000), "46万元");
    metric.evidence = vec![Span::new(14, 22)];
    metric.confidence = 0.5;
    first.articles[0].metrics = vec![metric];
    let documents =
        [first, grouped(2, "2024-06-29", 0.25), Document::new(Source::new("空", "").unwrap())];
    let folder = written("dolma", "source = \"papers\"\nadded = \"2024-07-01\"", &documents);
    let found = unpacked(folder.path(), "documents/00000.jsonl.gz");
    let expected = json!({
        "id": "0000000000000abc",
        "text": "𠀀题\n投资46万元。",
        "source": "papers",
        "added": "2024-07-01T00:00:00.000Z",
        "created": "2024-06-28T00:00:00.000Z",
        "metadata": { "name": "pages/一.txt", "record": null, "paper": null, "date": "2024-06-28",
            "page": "第3版", "url": null, "section": null, "authors": [], "group": null },
    });
    assert_eq!((found.len(), &found[0]), (2, &expected));
    let attributes = unpacked(folder.path(), "attributes/newsprint/00000.jsonl.gz");
    let names = |line: &Value| (line["id"].clone(), line["source"].clone());
    assert_eq!(
        attributes.iter().map(names).collect::<Vec<_>>(),
        found.iter().map(names).collect::<Vec<_>>()
    );
    assert_eq!(attributes[0]["attributes"]["newsprint__headline"], json!([[0, 2, 1.0]]));
    assert_eq!(attributes[0]["attributes"]["newsprint__paragraph"], json!([[3, 10, 1.0]]));
    assert_eq!(attributes[0]["attributes"]["newsprint__metric"], json!([[5, 9, 0.5]]));
    assert_eq!(attributes[0]["attributes"]["newsprint__reprint"], json!([]));
    assert_eq!(attributes[1]["attributes"]["newsprint__reprint"], json!([[0, 5, 0.25]]));
}

#[cfg(feature = "compression")]
#[test]
fn dolma_files_hold_so_many_documents() {
    let documents: Vec<Document> = (0..5).map(|n| document(&n.to_string(), "文。")).collect();
    let folder = written("dolma", "per-file = 2", &documents);
    let count =
        |number: usize| unpacked(folder.path(), &format!("documents/0000{number}.jsonl.gz")).len();
    assert_eq!([count(0), count(1), count(2)], [2, 2, 1]);
    assert_eq!(unpacked(written("dolma", "", &[]).path(), "documents/00000.jsonl.gz").len(), 0);
    assert_eq!(faults("dolma", "path = \"x\"\nadded = \"2024\""), ["`2024` is no day"]);
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

#[test]
fn impresso_refuses_what_it_cannot_name() {
    assert_eq!(faults("impresso", "path = \"x\"\nalias = \"青石\""), ["`青石` is no alias"]);
    let folder = tempdir().unwrap();
    let options =
        format!("path = {:?}\nalias = \"Q\"", folder.path().join("out").to_str().unwrap());
    let error = write(&*sink("impresso", &options), &[document("题", "文。")]).unwrap_err();
    assert!(error.to_string().contains("has no date"), "{error}");
    assert!(!folder.path().join("out").exists());
}
