//! What tables cost: articles with figures to CSV, Parquet and Excel, read back.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

use newsprint::core::config::parse_toml;
use newsprint::core::{
    Article, ArticleId, Block, BlockKind, Document, MappedText, Metric, MetricKind, Number, Part,
    RunSummary, Source, Span, Step, StepKind,
};

use crate::{corpus, machine};

/// The argument that makes this program write one format, for the memory of a fresh process.
pub(crate) const CHILD: &str = "--render";

/// Documents that a thread renders before it hands them over.
const CHUNK: usize = 64;

/// Different documents: 12 MB of text, more than the caches next to a core hold.
const DOCUMENTS: u64 = 4096;

/// A document with one article of about 3,000 bytes and two figures.
fn document(number: u64) -> Document {
    let headline = format!("第{number}号报道");
    let text = format!("{headline}\n{}", corpus::text(number));
    let source = Source::new("corpus.jsonl", text).expect("it is short");
    let source = source.with_part(Part::Line(number + 1));
    let text = source.text();
    let mut article = Article::new(ArticleId::new(&source, Span::new(0, text.len())));
    article.headline = Some(MappedText::verbatim(text, Span::new(0, headline.len())));
    let mut start = headline.len() + 1;
    for line in text[start..].split('\n') {
        let span = Span::new(start, start + line.len());
        article
            .blocks
            .push(Block { kind: BlockKind::Paragraph, text: MappedText::verbatim(text, span) });
        start = span.end() + 1;
    }
    for digits in [number.to_string(), format!("-{number}.5")] {
        let value = Number::try_from(digits.clone()).expect("these are digits");
        let mut metric = Metric::new(MetricKind::Change, value, format!("{digits}%"));
        metric.indicator.push_str("固定资产投资");
        metric.subject = Some("青山市".to_owned());
        metric.evidence = vec![Span::new(3, 9)];
        article.metrics.push(metric);
    }
    let mut document = Document::new(source);
    document.articles.push(article);
    document
}

/// Renders on two threads and writes in order, as a run does.
pub(crate) fn child(output: &str, path: &str, count: &str) -> String {
    let count: u64 = count.parse().expect("a number");
    let registry = newsprint::registry().expect("bundled steps have names of their own");
    let (options, mut faults) = parse_toml(&format!("path = {path:?}"), 0);
    let info = registry.get(StepKind::Output, output).expect("the feature is on");
    let Some(Step::Sink(sink)) = info.build(options, Span::default(), &mut faults) else {
        panic!("{faults:?}");
    };
    // Making the documents is not what is measured: some thousands are made once and go round.
    let documents: Vec<Document> = (0..DOCUMENTS).map(document).collect();
    let input: u64 = (0..count).map(|number| bytes(&documents[at(number)])).sum();
    let (cpu, wall) = (machine::cpu_time(), Instant::now());
    let mut writer = sink.open().unwrap_or_else(|error| panic!("{error}"));
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        for lane in 0..2 {
            let (sender, receiver) = sync_channel(4);
            let (sink, documents) = (&sink, &documents);
            scope.spawn(move || {
                let chunks = (0..count).step_by(CHUNK).skip(lane).step_by(2);
                for start in chunks {
                    let numbers = start..count.min(start + CHUNK as u64);
                    let render = |number: u64| {
                        let mut out = Vec::new();
                        let rendered = sink.render(&documents[at(number)], &mut out);
                        rendered.unwrap_or_else(|error| panic!("{error}"));
                        (number, out)
                    };
                    let chunk: Vec<(u64, Vec<u8>)> = numbers.map(render).collect();
                    sender.send(chunk).expect("the writer waits for it");
                }
            });
            lanes.push(receiver);
        }
        let chunks = count.div_ceil(CHUNK as u64);
        for chunk in 0..chunks {
            let lane = usize::from(chunk % 2 == 1);
            for (number, rendered) in lanes[lane].recv().expect("a thread sends it") {
                let written = writer.write(&documents[at(number)], &rendered);
                written.unwrap_or_else(|error| panic!("{error}"));
            }
        }
    });
    writer.finish(RunSummary::default()).unwrap_or_else(|error| panic!("{error}"));
    writer.commit().unwrap_or_else(|error| panic!("{error}"));
    let cpu = machine::cpu_time().saturating_sub(cpu).as_secs_f64();
    let wall = wall.elapsed().as_secs_f64();
    format!("{input} {cpu} {wall} {}", machine::peak_memory())
}

fn at(number: u64) -> usize {
    usize::try_from(number % DOCUMENTS).unwrap_or(0)
}

/// Bytes of the texts that are written.
fn bytes(document: &Document) -> u64 {
    document.articles.iter().flat_map(Article::texts).map(|text| text.as_str().len() as u64).sum()
}

/// Checks that the target holds a row for each article and two for its figures.
fn check(output: &str, path: &Path, count: u64) {
    let read = |name: &str| fs::read_to_string(path.join(name)).expect("the run wrote it");
    let (file, articles, metrics) = match output {
        "csv" => {
            ("datapackage.json", format!("\"rows\": {count}"), format!("\"rows\": {}", 2 * count))
        }
        "parquet" => ("README.md", format!("Rows: {count}."), format!("Rows: {}.", 2 * count)),
        // What a workbook holds is for a reader of workbooks: `tests/readers/tables.py`.
        _ => return assert!(path.is_file(), "the run wrote it"),
    };
    let told = read(file);
    assert!(told.contains(&articles) && told.contains(&metrics), "{output}: {told}");
    if output == "csv" {
        let last = format!(",第{}号报道,", (count - 1) % DOCUMENTS);
        let articles = read("articles.csv");
        assert!(articles.lines().rev().take(100).any(|line| line.contains(&last)), "in order");
    }
}

/// Measures, checks, and tells.
pub(crate) fn report() -> String {
    let mut report = format!(
        "# What tables cost\n\n\
         `cargo run --release -p newsprint-bench render`, answers checked; {}.\n\
         Articles of about 3,000 bytes with two figures each, made beforehand, rendered by two \
         threads and written by a third to `articles`, `metrics` and `groups`.\n\
         MB are of the articles' texts; memory is the largest of a process of its own, with 4,096 \
         documents in it.\n\n\
         | output | articles | MB per second | MB per CPU second | peak MiB |\n\
         | --- | --- | --- | --- | --- |\n",
        machine::describe(),
    );
    let program = std::env::current_exe().expect("this program is a file");
    for (output, count) in [
        ("csv", 20_000),
        ("csv", 200_000),
        ("parquet", 20_000),
        ("parquet", 200_000),
        ("xlsx", 5_000),
        ("xlsx", 50_000),
    ] {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let path = folder.path().join(output);
        let ran = Command::new(&program)
            .args([CHILD, output, &path.to_string_lossy(), &count.to_string()])
            .output()
            .expect("this program starts");
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        check(output, &path, count);
        let numbers: Vec<f64> = told.split(' ').filter_map(|it| it.trim().parse().ok()).collect();
        let [bytes, cpu, wall, memory] = numbers[..] else { panic!("{told}") };
        let megabytes = bytes / 1e6;
        let _ = writeln!(
            report,
            "| {output} | {count} | {:.0} | {:.0} | {memory} |",
            megabytes / wall,
            megabytes / cpu,
        );
    }
    report
}
