//! The laws.

use newsprint_core::config::parse_toml;
use newsprint_core::{
    CorpusStage, Document, MemoryRoom, Outcome, Registry, RegistryError, Source, Span, Step,
    StepError, StepKind, interchange,
};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::documents::{document_strategy, record, seed_pages};
use crate::runner::{run_in_pieces, run_stages};

/// What every stage must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Each non-blank byte of the source is in one article text or in the residue.
    Conservation,
    /// Verbatim runs equal their source; a metric's evidence holds what is printed.
    Provenance,
    /// Documents come out in the order in which they went in.
    Order,
    /// The same bytes for any number of threads and any chunk size, and when its segments are worked
    /// on in pieces by an engine.
    Determinism,
    /// Writing and reading back is the identity.
    RoundTrip,
    /// No panic and no quarantine, on any text.
    NoPanic,
    /// A second application changes nothing.
    Idempotence,
}

/// Generated documents tried for each law and stage.
const CASES: u32 = 48;

/// Checks one law for one stage; panics with the smallest document that breaks it.
pub fn check(
    law: Law,
    register: fn(&mut Registry) -> Result<(), RegistryError>,
    stage: &str,
    options: &str,
) {
    let registry = || {
        let mut registry = Registry::new();
        register(&mut registry).unwrap_or_else(|error| panic!("{error}"));
        registry
    };
    if matches!(law, Law::Order | Law::Determinism) {
        return in_the_runner(law, &registry, stage, options);
    }
    let step = build(&registry(), stage, options);
    for document in fixed_documents() {
        alone(law, &step, &document).unwrap_or_else(|broken| {
            panic!("{law:?} of `{stage}` on {}: {broken}", document.source().name())
        });
    }
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&document_strategy(), |document| {
        alone(law, &step, &document).map_err(TestCaseError::fail)
    });
    outcome.unwrap_or_else(|broken| panic!("{law:?} of `{stage}`: {broken}"));
}

fn build(registry: &Registry, stage: &str, options: &str) -> Step {
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(StepKind::Stage, stage);
    let info = info.unwrap_or_else(|| panic!("`{stage}` is not registered"));
    let step = info.build(table, Span::default(), &mut faults);
    assert_eq!(faults, [], "the options of `{stage}`");
    step.expect("a step without faults is built")
}

/// The seed pages, pages that stress a stage, and both kinds of empty document.
fn fixed_documents() -> Vec<Document> {
    let page = |name: &str, text: &str| {
        Document::new(Source::new(name, text).expect("a test's text is small"))
    };
    let mut documents: Vec<Document> =
        seed_pages().iter().map(|(name, text)| page(name, text)).collect();
    let long = [
        ("one character", "一".repeat(20_000)),
        ("digits", "9".repeat(20_000)),
        ("short lines", "中\n".repeat(5_000)),
        ("open quotes", "“".repeat(5_000)),
        ("blank lines", "\n \n\t\r\n\u{3000}".to_owned()),
        ("nothing", String::new()),
    ];
    for (name, text) in long {
        documents.push(page(name, &text));
        documents.push(record(name, &text));
    }
    documents
}

/// Applies a stage to one document by itself.
///
/// # Errors
/// Those of the stage.
pub fn apply(step: &Step, document: &mut Document) -> Result<Outcome, StepError> {
    match step {
        Step::Stage(stage) => stage.apply(document),
        Step::Corpus(stage) => apply_corpus(stage.as_ref(), document),
        Step::Input(_) | Step::Sink(_) => panic!("only stages have laws to keep alone"),
    }
}

fn apply_corpus(stage: &dyn CorpusStage, document: &mut Document) -> Result<Outcome, StepError> {
    let digests = stage.digest_document(document)?;
    let articles = digests.len();
    let room = MemoryRoom(usize::MAX);
    let verdicts = stage.resolve(&mut Some(digests).into_iter(), &room)?.verdicts;
    assert_eq!(verdicts.len(), articles, "one verdict for each article");
    stage.apply_to_document(document, &verdicts)
}

/// Checks every law that one document can show of a stage, which must not fail on it.
///
/// # Errors
/// The law that is broken, and how, in words.
pub fn check_alone(step: &Step, document: &Document) -> Result<(), String> {
    let applied = Applied::new(step, document)?;
    let laws = [Law::Conservation, Law::Provenance, Law::RoundTrip, Law::Idempotence];
    laws.into_iter()
        .try_for_each(|law| applied.keeps(law, step).map_err(|broken| format!("{law:?}: {broken}")))
}

fn alone(law: Law, step: &Step, document: &Document) -> Result<(), String> {
    Applied::new(step, document)?.keeps(law, step)
}

/// A document after a stage.
struct Applied {
    document: Document,
    outcome: Outcome,
}

impl Applied {
    fn new(step: &Step, document: &Document) -> Result<Self, String> {
        let mut after = document.clone();
        let outcome = apply(step, &mut after).map_err(|error| error.to_string())?;
        after.take_dropped();
        if after.source() != document.source() {
            return Err("the source was changed".to_owned());
        }
        Ok(Self { document: after, outcome })
    }

    fn keeps(&self, law: Law, step: &Step) -> Result<(), String> {
        let after = &self.document;
        match law {
            // A page that nothing has split yet has no articles to conserve its bytes in.
            Law::Conservation if after.articles.is_empty() && after.residue.is_empty() => Ok(()),
            Law::Conservation => after.check_conservation().map_err(|broken| broken.to_string()),
            Law::Provenance => provenance(after),
            Law::RoundTrip => check_round_trip(after),
            Law::Idempotence if self.outcome != Outcome::Keep => Ok(()),
            Law::Idempotence => same_lines(&line(after), &line(&Self::new(step, after)?.document)),
            Law::NoPanic | Law::Order | Law::Determinism => Ok(()),
        }
    }
}

/// Checks conservation, provenance and round trip of one document, as it stands.
///
/// # Errors
/// What is broken, in words.
pub fn check_document(document: &Document) -> Result<(), String> {
    document.check_conservation().map_err(|broken| broken.to_string())?;
    provenance(document)?;
    check_round_trip(document)
}

fn provenance(document: &Document) -> Result<(), String> {
    let source = document.source().text();
    for article in &document.articles {
        for text in article.texts() {
            text.verify(source).map_err(|error| format!("{:?}: {error}", text.as_str()))?;
        }
        for metric in &article.metrics {
            let slices = metric.evidence.iter().map(|span| span.of(source).unwrap_or_default());
            let printed: String = slices.flat_map(str::split_whitespace).collect();
            let wanted: String = metric.text.split_whitespace().collect();
            // A text that the source does not have, as a headline that a page states in its head,
            // has no place to be shown.
            let is_nowhere = || {
                let mut unmapped = article.texts().filter(|text| text.runs().is_empty());
                metric.evidence.is_empty()
                    && unmapped.any(|text| text.as_str().contains(&metric.text))
            };
            if !printed.contains(&wanted) && !is_nowhere() {
                return Err(format!("the evidence of {wanted:?} says {printed:?}"));
            }
        }
    }
    Ok(())
}

fn line(document: &Document) -> Vec<u8> {
    let mut line = Vec::new();
    interchange::write_document(document, &mut line).expect("a document is JSON");
    line
}

fn same_lines(a: &[u8], b: &[u8]) -> Result<(), String> {
    if a == b {
        return Ok(());
    }
    let (a, b) = (String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    Err(format!("two lines that should be one:\n{a}{b}"))
}

/// Checks that a document and its articles are the same once they are written and read back.
///
/// # Errors
/// What is broken, in words.
pub fn check_round_trip(document: &Document) -> Result<(), String> {
    let written = line(document);
    let text = std::str::from_utf8(&written).map_err(|error| error.to_string())?;
    let read = interchange::read_document(text).map_err(|error| error.to_string())?;
    same_lines(&written, &line(&read))?;
    for article in &document.articles {
        let mut written = Vec::new();
        interchange::write_article(document.source(), article, &mut written)
            .map_err(|error| error.to_string())?;
        let text = std::str::from_utf8(&written).map_err(|error| error.to_string())?;
        let read = interchange::read_article(text).map_err(|error| error.to_string())?;
        let mut again = Vec::new();
        interchange::write_article(read.source(), &read.articles[0], &mut again)
            .map_err(|error| error.to_string())?;
        same_lines(&written, &again)?;
    }
    Ok(())
}

/// Order and determinism are the runner's laws as much as the stage's: they are checked there.
fn in_the_runner(law: Law, registry: &dyn Fn() -> Registry, stage: &str, options: &str) {
    let mut documents = Vec::new();
    for copy in 0..3 {
        for (at, document) in fixed_documents().iter().enumerate() {
            let name = format!("{copy}-{at}");
            let text = document.source().text();
            documents.push(match document.articles.len() {
                0 => Document::new(Source::new(name, text).expect("it was a source before")),
                _ => record(&name, text),
            });
        }
    }
    let table = format!("[[stage]]\nuse = {stage:?}\n{options}");
    let run = |threads: usize, chunk: usize| {
        let settings = format!("threads = {threads}\nchunk = {chunk}");
        let ran = run_stages(registry(), &settings, &table, &documents);
        let ran = ran.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(ran.report.quarantined, 0, "`{stage}` failed on a document");
        ran.documents
    };
    let expected = run(1, 512);
    if law == Law::Determinism {
        for (threads, chunk) in [(2, 1), (4, 512), (7, 1)] {
            assert!(run(threads, chunk) == expected, "{threads} threads, chunks of {chunk}");
        }
        for size in [1, 7] {
            let lines = run_in_pieces(registry(), &table, &documents, size);
            assert!(lines == expected, "pieces of {size}, as an engine works on them");
        }
    }
    let names: Vec<String> = read_documents(&expected)
        .unwrap_or_else(|broken| panic!("{broken}"))
        .iter()
        .map(|document| document.source().name().to_owned())
        .collect();
    in_order(&names, &documents).unwrap_or_else(|broken| panic!("{broken}"));
}

/// The documents of a run's lines.
pub(crate) fn read_documents(lines: &[u8]) -> Result<Vec<Document>, String> {
    let lines = std::str::from_utf8(lines).map_err(|error| error.to_string())?.lines();
    lines.map(|line| interchange::read_document(line).map_err(|error| error.to_string())).collect()
}

/// Whether `names` are those of some of `documents`, in their order.
pub(crate) fn in_order(names: &[String], documents: &[Document]) -> Result<(), String> {
    let mut order = documents.iter().map(|document| document.source().name());
    match names.iter().find(|name| !order.any(|it| it == name.as_str())) {
        Some(name) => Err(format!("order: {name} is not in its place among {names:?}")),
        None => Ok(()),
    }
}
