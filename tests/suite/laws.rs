//! The laws on whole pipelines: bundled stages in any order, over generated corpora.

use std::collections::BTreeSet;

use newsprint_core::{Document, StepKind};
use newsprint_testkit::{check_pipeline, corpus_strategy};
use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Every bundled stage with options under which it has something to do; `exec` has tests of its own,
/// since it needs a program.
const STAGES: &[(&str, &str)] = &[
    ("split-page", ""),
    ("find-metrics", ""),
    ("link-metrics", ""),
    ("group-reprints", ""),
    ("group-reprints", "action = \"drop\"\nleader = \"earliest\""),
    ("mark-passages", "stories = 1"),
    ("drop-exact", ""),
    ("join-pages", ""),
    ("convert-script", "to = \"traditional\""),
    ("convert-script", "to = \"simplified\""),
    ("convert-script", "to = \"taiwan-words\""),
    ("mask", "kinds = [\"phone\", \"id-number\", \"mail\", \"bank-card\", \"plate\"]"),
    ("identify-language", ""),
    ("filter", "keep = 'length >= 20'"),
    ("filter", "keep = 'length > 40'\neach = \"document\""),
    ("filter-quality", ""),
    ("filter-quality", "action = \"mark\""),
    ("limit", "first = 3"),
    ("sample", "rate = 0.7"),
    ("sample", "rate = 0.7\neach = \"document\""),
    ("rename", "from = \"kicker\"\nto = \"headline\""),
    ("route", "routes = [{ label = \"long\", when = \"length > 40\" }]\notherwise = \"short\""),
    ("set", "fields = [{ name = \"section\", value = 'headline or \"综合\"' }]"),
];

/// Settings of which none may show in what is written. Without memory, all that can wait on disk
/// does.
const SETTINGS: &[&str] = &[
    "threads = 1\nchunk = 512",
    "threads = 3\nchunk = 1\nmemory = \"0B\"",
    "threads = 2\nchunk = 3\nmemory = \"16KiB\"",
];

/// Pipelines tried; each runs three times over up to seven documents.
const CASES: u32 = 160;

fn tables(stages: &[usize]) -> String {
    let table = |at: &usize| {
        let (name, options) = STAGES[*at];
        format!("[[stage]]\nuse = \"{name}\"\n{options}\n")
    };
    stages.iter().map(table).collect()
}

fn check(stages: &[usize], documents: &[Document]) -> Result<(), TestCaseError> {
    let registry = || newsprint::registry().unwrap();
    let tables = tables(stages);
    check_pipeline(registry, &tables, documents, SETTINGS)
        .map_err(|broken| TestCaseError::fail(format!("{broken}\nwith\n{tables}")))
}

#[test]
fn any_pipeline_keeps_the_laws_on_any_corpus() {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let pipelines = (vec(0..STAGES.len(), 1..7), corpus_strategy());
    let outcome = runner.run(&pipelines, |(stages, documents)| check(&stages, &documents));
    outcome.unwrap_or_else(|broken| panic!("{broken}"));
}

#[test]
fn every_bundled_stage_is_among_them() {
    let registry = newsprint::registry().unwrap();
    let bundled: BTreeSet<&str> = registry.of_kind(StepKind::Stage).map(|info| info.name).collect();
    let mut tried: BTreeSet<&str> = STAGES.iter().map(|(name, _)| *name).collect();
    tried.insert("exec");
    assert_eq!(tried, bundled);
}
