//! What the whole stage `find-metrics` costs: scanning, binding, merging, evidence.

use std::time::Duration;

use newsprint::core::{
    Article, ArticleId, Block, BlockKind, Component as _, Document, Facts, MappedText, Source,
    Span, Stage as _,
};
use newsprint::metrics::{FindMetrics, FindMetricsOptions};

use crate::{corpus, machine};

const RUNS: usize = 5;
/// Records in 10 MB.
const RECORDS: u64 = 3400;

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let stage = FindMetrics::build(FindMetricsOptions { lexicons: Vec::new() });
    let stage = stage.expect("the bundled lists are well formed");
    let texts: Vec<String> = (0..RECORDS).map(corpus::text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    // The number of the record is a figure for the scanner, but no row.
    let figures: usize = texts.iter().map(|text| corpus::figures(text) - 1).sum();
    let mut documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
    let runs = (0..RUNS).map(|_| run(&stage, &mut documents, figures));
    let time = runs.min().unwrap_or_default();
    format!(
        "# What `find-metrics` costs\n\n\
         `cargo run --release -p newsprint-bench find-metrics`, one thread, best of {RUNS} runs, \
         answers checked; {}.\n\n| case | MB per CPU second |\n| --- | --- |\n\
         | whole stage, {} MB of generated news with {figures} figures | {} |\n\n\
         Peak memory of all runs: {} MiB.\n",
        machine::describe(),
        bytes / 1_000_000,
        bytes as u128 / time.as_micros().max(1),
        machine::peak_memory(),
    )
}

/// Applies the stage to all documents, each of which must keep a place for each of its figures.
fn run(stage: &FindMetrics, documents: &mut [Document], figures: usize) -> Duration {
    let start = machine::cpu_time();
    for document in &mut *documents {
        let _ = stage.apply(document).expect("the stage has no errors");
    }
    let time = machine::cpu_time().saturating_sub(start);
    let articles = documents.iter().flat_map(|document| &document.articles);
    let rows = articles.flat_map(|article| &article.metrics);
    assert_eq!(rows.map(|row| row.evidence.len()).sum::<usize>(), figures, "every figure is a row");
    time
}

/// An article of one paragraph for each line.
pub(crate) fn document(text: &str) -> Document {
    let mut facts = Facts::default();
    facts.date = Some("2024-06-28".to_owned());
    let source = Source::new("bench", text).expect("the text is small").with_facts(facts);
    let mut document = Document::new(source);
    let mut article = Article::new(ArticleId::new(document.source(), Span::new(0, text.len())));
    let mut start = 0;
    for line in text.split('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end() + 1;
        let text = MappedText::verbatim(text, span);
        article.blocks.push(Block { kind: BlockKind::Paragraph, text });
    }
    document.articles.push(article);
    document
}
