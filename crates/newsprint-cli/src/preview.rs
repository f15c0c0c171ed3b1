//! `newsprint preview`: what each stage changes in a few documents.

use std::fmt::Write as _;

use newsprint::Registry;
use serde_json::json;

use crate::args::{PreviewArgs, ReportFormat};
use crate::delta::{Paint, inline, short};
use crate::history::{History, Passed, follow};
use crate::show::Show;
use crate::view::{Change, ChangeKind};
use crate::{Exit, commands};

/// Characters that are shown of what stayed the same.
const CONTEXT: usize = 12;
/// Characters that are shown of a line.
const LENGTH: usize = 60;

/// `newsprint preview`.
pub(crate) fn preview(args: &PreviewArgs, registry: &Registry, show: &Show) -> Exit {
    let (plan, _) = match commands::plan(&args.pipeline, registry, show) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let histories = plan.read_first(args.documents).and_then(|documents| {
        let watched: Vec<usize> = (0..documents.len()).collect();
        follow(&plan, documents, &watched, None)
    });
    let histories = match histories {
        Ok(histories) => histories,
        Err(error) => {
            show.error(&error, error.help());
            return Exit::Failed;
        }
    };
    let printed = match args.format {
        ReportFormat::Text => histories.iter().map(|it| as_text(it, show.paint)).collect(),
        ReportFormat::Json => format!("{:#}\n", json!(histories)),
    };
    if let Some(stage) = plan.graph(registry).iter().find(|step| step.waits_for_all) {
        let count = histories.len();
        let s = if count == 1 { "" } else { "s" };
        let message = format!(
            "`{}` sees all articles of a run; here it saw those of {count} document{s}",
            stage.name
        );
        show.note(&message);
    }
    commands::print(&printed, show)
}

fn as_text(history: &History, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.strong(&history.place));
    for said in &history.read {
        let _ = writeln!(out, "  {said}");
    }
    for passed in &history.stages {
        let _ = writeln!(out, "  {}: {}", paint.strong(&passed.stage), passed.summary());
        left(passed, paint, &mut out);
        for change in &passed.changes {
            let _ = writeln!(out, "    {}", line(change, paint));
        }
    }
    out
}

/// What left at a stage.
pub(crate) fn left(passed: &Passed, paint: Paint, out: &mut String) {
    for gone in &passed.left {
        let what = gone.article.as_ref().map(|it| format!("{}: ", short(it, LENGTH)));
        let said = format!("{}{}", what.unwrap_or_default(), gone.message);
        let _ = writeln!(out, "    {}", paint.bad(&format!("! {said}")));
    }
}

/// A change in one line.
pub(crate) fn line(change: &Change, paint: Paint) -> String {
    let Change { kind, label, text, was } = change;
    let was = was.as_deref().unwrap_or_default();
    match kind {
        ChangeKind::Labelled => format!("~ {was} → {label}: {}", short(text, LENGTH)),
        ChangeKind::Joined => format!("~ {label}: {}", inline(was, text, CONTEXT, paint)),
        ChangeKind::Cut => format!("~ {label}, cut out of a line: {}", short(text, LENGTH)),
        ChangeKind::New => paint.whole(&format!("+ {label}: {}", short(text, 2 * LENGTH)), true),
        ChangeKind::Gone => paint.whole(&format!("- {label}: {}", short(text, LENGTH)), false),
    }
}
