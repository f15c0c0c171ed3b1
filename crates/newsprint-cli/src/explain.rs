//! `newsprint explain`: what each stage did to one document and why, or what a code means.

mod code;
mod failures;
mod page;

use std::fmt::Write as _;

use newsprint::core::{Note, Part};
use newsprint::pipeline::{RunError, Tried};
use newsprint::{Plan, Registry};
use serde_json::json;

use crate::args::{ExplainArgs, ExplainFormat, PipelineArgs};
use crate::delta::{Paint, short};
use crate::history::{History, Passed, follow};
use crate::show::Show;
use crate::{Exit, commands, preview};

/// Characters that are shown of the text that a note is about.
const SHOWN: usize = 40;

/// `newsprint explain`.
pub(crate) fn explain(args: &ExplainArgs, registry: &Registry, show: &Show) -> Exit {
    let Some(document) = &args.document else { return code::explain(&args.what, registry, show) };
    let (file, settings) = (args.what.clone().into(), args.settings.clone());
    let pipeline = PipelineArgs { file, inputs: Vec::new(), settings };
    let (plan, _) = match commands::plan(&pipeline, registry, show) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let waits = plan.graph(registry).iter().any(|step| step.waits_for_all);
    let history = match history(&plan, document, waits) {
        Ok(Ok(history)) => history,
        Ok(Err((message, help))) => {
            show.error(&message, Some(&help));
            return Exit::Usage;
        }
        Err(error) => {
            show.error(&error, error.help());
            return Exit::Failed;
        }
    };
    let printed = match args.format {
        ExplainFormat::Text => as_text(&history, show.paint),
        ExplainFormat::Json => format!("{:#}\n", json!(history)),
        ExplainFormat::Html => page::page(&history, registry),
    };
    commands::print(&printed, show)
}

/// Why a document is not found, and what to do.
pub(crate) type Unknown = (String, String);

/// The document's way through the stages: with all others of the input where a stage waits for all
/// articles, else alone.
fn history(plan: &Plan, name: &str, waits: bool) -> Result<Result<History, Unknown>, RunError> {
    let mut documents = plan.read_first(usize::MAX)?;
    let at = match find(&documents, name) {
        Ok(at) => Some(at),
        // Stages give articles their ids.
        Err(_) if is_article_id(name) => {
            let tried = plan.trial(documents).finish()?;
            let at = tried.iter().position(|it| has_article(it, name));
            documents = plan.read_first(usize::MAX)?;
            at
        }
        Err(unknown) => return Ok(Err(unknown)),
    };
    let Some(at) = at else {
        let help = "`id` in the output `jsonl` is an article's id";
        return Ok(Err((format!("no article has the id `{name}`"), help.to_owned())));
    };
    let (documents, at) =
        if waits { (documents, at) } else { (vec![documents.swap_remove(at)], 0) };
    Ok(Ok(follow(plan, documents, &[at], Some(at))?.swap_remove(0)))
}

/// The one document that `name` names: by its place, its file, or the id of its record.
pub(crate) fn find(documents: &[Tried], name: &str) -> Result<usize, Unknown> {
    let file = |it: &Tried| Part::read(&it.place).0 == name;
    let is = |it: &Tried| {
        let record = it.document.as_ref().and_then(|it| it.source().record());
        it.place == name || file(it) || record == Some(name) || has_article(it, name)
    };
    let exact = documents.iter().position(|it| it.place == name);
    let found: Vec<usize> = (0..documents.len()).filter(|at| is(&documents[*at])).collect();
    match (exact, found.as_slice()) {
        (Some(at), _) => Ok(at),
        (None, [at]) => Ok(*at),
        (None, []) => {
            let places = documents.iter().map(|it| it.place.as_str());
            let near = newsprint::core::config::nearest(name, places);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "name a path of the input, `FILE:LINE`, the id of a record or of an article"
                        .to_owned()
                }
            };
            Err((format!("the input has no document `{name}`"), help))
        }
        (None, several) => {
            let message = format!("the input has {} documents `{name}`", several.len());
            Err((message, format!("name one of them, such as `{}`", documents[several[0]].place)))
        }
    }
}

fn has_article(tried: &Tried, id: &str) -> bool {
    let left = tried.dropped.iter().map(|(alone, _)| alone);
    let documents = tried.document.iter().chain(left);
    let mut articles = documents.flat_map(|document| &document.articles);
    articles.any(|article| article.id.to_string() == id)
}

fn is_article_id(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn as_text(history: &History, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.strong(&history.place));
    for said in &history.read {
        let _ = writeln!(out, "  {said}");
    }
    for passed in &history.stages {
        let _ = writeln!(out, "\n{}: {}", paint.strong(&passed.stage), passed.summary());
        preview::left(passed, paint, &mut out);
        for note in &passed.notes {
            let _ = writeln!(out, "  {}", line(note, &history.text, paint));
        }
        changed(passed, paint, &mut out);
    }
    if !history.articles.is_empty() {
        out.push_str("\narticles that are named:\n");
    }
    for (id, is) in &history.articles {
        let _ = writeln!(out, "  {id}: {}", short(is, 2 * SHOWN));
    }
    out
}

fn changed(passed: &Passed, paint: Paint, out: &mut String) {
    if passed.changes.is_empty() {
        return;
    }
    out.push_str("  what changed:\n");
    for change in &passed.changes {
        let _ = writeln!(out, "    {}", preview::line(change, paint));
    }
}

/// A note in a line, with its text below where the message does not hold it.
fn line(note: &Note, text: &str, paint: Paint) -> String {
    let mut line = paint.strong(&note.code);
    if let Some(score) = note.score {
        let _ = write!(line, " {score:.2}");
    }
    let _ = write!(line, ": {}", note.message);
    if !note.parts.is_empty() {
        let parts = note.parts.iter().map(|(name, weight)| format!("{name} {weight:.2}"));
        let _ = write!(line, " ({})", parts.collect::<Vec<_>>().join(", "));
    }
    if let Some(said) = said(note, text).filter(|said| !note.message.contains(said)) {
        let _ = write!(line, "\n    {}", paint.faint(&short(&said, SHOWN)));
    }
    line
}

/// The text that a note is about.
fn said(note: &Note, text: &str) -> Option<String> {
    let said = note.span?.of(text)?;
    Some(said.split_whitespace().collect::<Vec<_>>().join(" "))
}
