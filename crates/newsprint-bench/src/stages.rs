//! What the stages cost that choose, mark and rewrite articles.

use std::fmt::Write as _;
use std::time::Duration;

use newsprint::Registry;
use newsprint::core::config::parse_toml;
use newsprint::core::{Document, Span, Stage, Step, StepKind};

use crate::find_metrics::document;
use crate::{corpus, machine};

const RUNS: usize = 5;
/// Records in 10 MB.
const RECORDS: u64 = 3400;

/// Each stage with options, and how many of the articles it keeps, where that is known.
const CASES: [(&str, &str, Option<usize>); 8] = [
    ("filter", r#"keep = 'length > 200 and section != "广告"'"#, Some(3400)),
    ("filter", r#"keep = 'date and date >= "2024" and "农村公路" not in text'"#, None),
    ("filter-quality", "preset = \"none\"\nleast-words = 20", Some(3400)),
    ("filter-quality", "preset = \"c4\"", None),
    ("filter-quality", "action = \"mark\"", Some(3400)),
    ("identify-language", "", Some(3400)),
    ("mask", "", Some(3400)),
    ("sample", "rate = 0.0", Some(0)),
];

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let registry = newsprint::registry().expect("names are not taken twice");
    let documents: Vec<Document> = (0..RECORDS).map(|it| document(&corpus::text(it))).collect();
    let bytes: usize = documents.iter().map(|it| it.source().text().len()).sum();
    let mut report = format!(
        "# What stages of any article cost\n\n\
         `cargo run --release -p newsprint-bench stages`, one thread, best of {RUNS} runs over {} MB \
         of generated news, answers checked; {}.\n\n| stage | options | MB per CPU second |\n\
         | --- | --- | --- |\n",
        bytes / 1_000_000,
        machine::describe(),
    );
    for (name, options, kept) in CASES {
        let stage = build(&registry, name, options);
        let runs = (0..RUNS).map(|_| run(stage.as_ref(), documents.clone(), kept));
        let time = runs.min().unwrap_or_default();
        let speed = bytes as u128 / time.as_micros().max(1);
        let options = options.replace('\n', ", ");
        let _ = writeln!(report, "| `{name}` | `{options}` | {speed} |");
    }
    let _ = writeln!(report, "\nPeak memory of all runs: {} MiB.", machine::peak_memory());
    report
}

fn build(registry: &Registry, name: &str, options: &str) -> Box<dyn Stage> {
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(StepKind::Stage, name).expect("the stage is bundled");
    let step = info.build(table, Span::default(), &mut faults);
    assert_eq!(faults, [], "{name}");
    let Some(Step::Stage(stage)) = step else { panic!("{name} works on one document at a time") };
    stage
}

fn run(stage: &dyn Stage, mut documents: Vec<Document>, kept: Option<usize>) -> Duration {
    let start = machine::cpu_time();
    for document in &mut documents {
        let _ = stage.apply(document).expect("the stage has no errors");
    }
    let time = machine::cpu_time().saturating_sub(start);
    let left = documents.iter().map(|document| document.articles.len()).sum::<usize>();
    assert!(kept.is_none_or(|kept| kept == left), "{left} articles are left");
    time
}
