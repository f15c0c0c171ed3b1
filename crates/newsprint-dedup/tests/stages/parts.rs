//! Decisions in parts are those of one process.

use newsprint_core::{Document, Registry};
use newsprint_testkit::{record, run_in_pieces, run_stages};

use crate::support::corpus;

fn registry() -> Registry {
    let mut registry = Registry::new();
    newsprint_dedup::register(&mut registry).unwrap();
    registry
}

#[track_caller]
fn check(stages: &str) {
    let texts = corpus();
    let documents: Vec<Document> =
        texts.iter().enumerate().map(|(at, text)| record(&at.to_string(), text)).collect();
    let expected = run_stages(registry(), "", stages, &documents).unwrap().documents;
    for size in [1, 5] {
        assert!(
            run_in_pieces(registry(), stages, &documents, size) == expected,
            "pieces of {size}"
        );
    }
}

#[test]
fn parts_decide_as_one_process_does() {
    check("[[stage]]\nuse = \"drop-exact\"");
    check("[[stage]]\nuse = \"mark-passages\"");
    for options in [
        "",
        "leader = \"cleanest\"",
        "leader = \"earliest\"\naction = \"drop\"",
        "candidates = \"bands\"\nband-threshold = 0.3",
        "threshold = 0.3\nshortest = 0.1",
    ] {
        check(&format!("[[stage]]\nuse = \"group-reprints\"\n{options}"));
    }
    check("[[stage]]\nuse = \"group-reprints\"\n[[stage]]\nuse = \"mark-passages\"\nshortest = 10");
}
