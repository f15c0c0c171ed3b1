//! The stage outside of a run.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::{process, thread};

use newsprint_core::config::{Fault, parse_toml};
use newsprint_core::{
    Article, ArticleId, Document, MappedText, Outcome, Registry, Source, Span, Stage, Step,
    StepError, StepKind,
};

/// The Python to run children with, not a wrapper that looks for it; says so when there is none.
pub(crate) fn python() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<String>> = OnceLock::new();
    let find = || {
        let tell = ["-c", "import sys; print(sys.executable)"];
        let told = process::Command::new("python3").args(tell).output().ok()?;
        String::from_utf8(told.stdout).ok().filter(|_| told.status.success())
    };
    let python = PYTHON.get_or_init(find).as_deref().map(str::trim_end);
    if python.is_none() {
        eprintln!("skipped: there is no python3 here");
    }
    python
}

/// Options for `children/obey.py`.
pub(crate) fn options(python: &str, more: &str, args: &[&str]) -> String {
    let mut command =
        vec![python, concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exec/children/obey.py")];
    command.extend(args);
    format!(
        "command = {command:?}\nreads = [\"headline\"]\nwrites = [\"extensions.obey/order\"]\n{more}"
    )
}

/// Options for a stage that does no harm.
pub(crate) fn laws_options(python: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exec/children/good.py");
    format!(
        "command = [{python:?}, \"-B\", {path:?}]\nreads = [\"source\", \"text\", \"id\", \"kicker\", \
         \"headline\", \"subheads\", \"section\", \"bylines\", \"dateline\", \"blocks\", \"figures\", \
         \"credits\", \"group\", \"metrics\", \"diagnostics\", \"extensions.good/length\"]\n\
         writes = [\"extensions.good/length\"]"
    )
}

/// The stage, or what is wrong with its options.
pub(crate) fn build(options: &str) -> Result<Box<dyn Stage>, Vec<Fault>> {
    let mut registry = Registry::new();
    newsprint_exec::register(&mut registry).unwrap();
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(StepKind::Stage, "exec").unwrap();
    match info.build(table, Span::default(), &mut faults) {
        Some(Step::Stage(stage)) => Ok(stage),
        _ => Err(faults),
    }
}

pub(crate) fn stage(options: &str) -> Box<dyn Stage> {
    build(options).unwrap()
}

/// Builds the stage and opens it, as a run does.
pub(crate) fn try_open(options: &str) -> Result<(), StepError> {
    stage(options).open()
}

/// Applies the stage to documents with these headlines from several threads; tells what became of
/// each, in order.
pub(crate) fn apply_all(stage: &dyn Stage, headlines: &[&str], threads: usize) -> Vec<String> {
    stage.open().unwrap();
    let next = AtomicUsize::new(0);
    let became = Mutex::new(vec![String::new(); headlines.len()]);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(headline) = headlines.get(at) else { break };
                    let what = apply(stage, headline);
                    became.lock().unwrap()[at] = what;
                }
            });
        }
    });
    became.into_inner().unwrap()
}

fn apply(stage: &dyn Stage, headline: &str) -> String {
    let mut document = Document::new(Source::new("test", headline).unwrap());
    let span = Span::new(0, headline.len());
    let mut article = Article::new(ArticleId::new(document.source(), span));
    article.headline = Some(MappedText::verbatim(headline, span));
    document.articles.push(article);
    match stage.apply(&mut document) {
        Err(error) => format!("failed: {error}").replace(python().unwrap_or_default(), "python"),
        Ok(Outcome::Drop(reason)) => format!("dropped: {reason}"),
        Ok(Outcome::Keep) => {
            let left = document.articles.iter().flat_map(|it| it.extensions.iter());
            let left: Vec<_> = left.map(|(_, json)| json.to_owned()).collect();
            let left = if left.is_empty() { "nothing".to_owned() } else { left.join(" ") };
            let gone = document.take_dropped();
            let gone: Vec<_> = gone.iter().map(|it| format!(", dropped {}", it.reason)).collect();
            format!("kept {left}{}", gone.concat())
        }
    }
}
