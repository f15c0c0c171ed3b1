//! Documents and attributes for the Dolma toolkit.

use std::fs;
use std::path::Path;

use newsprint_core::{Document, Metric, MetricKind, Number, Source, Span};
use serde_json::{Value, json};

use super::impresso::{dated, grouped, lines, written};
use super::{document, faults};

fn unpacked(folder: &Path, name: &str) -> Vec<Value> {
    let file = fs::File::open(folder.join("out").join(name)).unwrap();
    lines(&std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap())
}

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
