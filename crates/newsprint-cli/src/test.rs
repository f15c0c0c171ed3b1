//! `newsprint test`: the examples of a pipeline file.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use newsprint::core::config::nearest;
use newsprint::pipeline::{Difference, Failure, Test};
use newsprint::{ConfigText, Plan, Registry};
use serde_json::{Value, json};

use crate::args::{ReportFormat, TestArgs};
use crate::delta::{Paint, inline, short};
use crate::show::Show;
use crate::{Exit, commands};

/// Rows that are shown of what came out instead.
const SHOWN: usize = 5;
/// Characters of a difference that are shown under its line.
const LABEL: usize = 24;
/// Characters that are shown around a difference.
const CONTEXT: usize = 40;
/// Keys of rows that nobody states in a test.
const UNTOLD: [&str; 9] = [
    "basis",
    "confidence",
    "diagnostics",
    "evidence",
    "extensions",
    "id",
    "metrics",
    "source",
    "span",
];

/// A test and what is wrong with it.
type Told<'a> = (&'a Test, Vec<Failure>);

/// `newsprint test`.
pub(crate) fn test(args: &TestArgs, registry: &Registry, show: &Show) -> Exit {
    let (plan, text) = match commands::plan(&args.pipeline, registry, show) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let wanted = |test: &&Test| args.filter.iter().all(|part| test.name.contains(part.as_str()));
    let tests: Vec<&Test> = plan.tests().iter().filter(wanted).collect();
    if tests.is_empty() {
        nothing_to_run(args, &plan, show);
        return Exit::Usage;
    }
    let mut told = Vec::new();
    for test in tests {
        match plan.run_test(test) {
            Ok(report) => told.push((test, report.failures)),
            Err(error) => {
                let message = format!("test `{}`: {error}", test.name);
                show.error(&message, error.help());
                return Exit::Failed;
            }
        }
    }
    let printed = match args.format {
        ReportFormat::Text => as_text(&told, &text, show),
        ReportFormat::Json => as_json(&told, &text),
    };
    let exit = commands::print(&printed, show);
    if exit != Exit::Done {
        return exit;
    }
    if told.iter().all(|(_, failures)| failures.is_empty()) { Exit::Done } else { Exit::Rejects }
}

fn nothing_to_run(args: &TestArgs, plan: &Plan, show: &Show) {
    let names = || plan.tests().iter().map(|test| test.name.as_str());
    let Some(filter) = args.filter.as_ref().filter(|_| names().next().is_some()) else {
        let help = "add a `[[test]]` table with `name`, `text` and `expect`";
        return show.error(&"the pipeline has no tests", Some(help));
    };
    let help = match nearest(filter, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    show.error(&format_args!("no test's name has `{filter}` in it"), Some(&help));
}

fn as_text(told: &[Told<'_>], text: &ConfigText, show: &Show) -> String {
    let paint = show.paint;
    let mut out = String::new();
    for (test, failures) in told {
        let mark = if failures.is_empty() { paint.good("ok  ") } else { paint.bad("FAIL") };
        let _ = writeln!(out, "{mark} {}", test.name);
        for failure in failures {
            let _ = writeln!(out, "\n{}", shown(failure, text, paint));
            for difference in &failure.differences {
                let Difference { field, expected, found: Some(found), .. } = difference else {
                    continue;
                };
                if expected.chars().count() + found.chars().count() > 16 {
                    let _ = writeln!(out, "  {field}: {}", inline(expected, found, CONTEXT, paint));
                }
            }
            if let (true, Some(found)) = (failure.differences.is_empty(), &failure.found) {
                list(found, &mut out);
            }
        }
        if !failures.is_empty() {
            out.push('\n');
        }
    }
    let failed = told.iter().filter(|(_, failures)| !failures.is_empty()).count();
    let _ = writeln!(out, "{} passed, {failed} failed", told.len() - failed);
    out
}

/// The expectation with its line and what came out in the place of each value.
fn shown(failure: &Failure, text: &ConfigText, paint: Paint) -> String {
    let renderer = if paint.0 { Renderer::styled() } else { Renderer::plain() };
    let (name, source, span) = text.resolve(failure.span);
    let mut labels: Vec<_> = failure
        .differences
        .iter()
        .map(|it| {
            let label = match &it.found {
                Some(found) => format!("here `{}`", short(found, LABEL)),
                None => "not there".to_owned(),
            };
            (text.resolve(it.span).2, label)
        })
        .collect();
    if labels.is_empty() {
        labels.push((span, failure.label.clone()));
    }
    let annotate = |(span, label): &(newsprint::core::Span, String)| {
        AnnotationKind::Primary.span(span.range()).label(label.clone())
    };
    let snippet = Snippet::source(source).path(name).annotations(labels.iter().map(annotate));
    let report = Level::ERROR.primary_title(failure.message.as_str()).element(snippet);
    renderer.render(&[report])
}

/// What came out, as it could be stated in the test.
fn list(found: &[Value], out: &mut String) {
    if found.is_empty() {
        out.push_str("  nothing of the kind came out\n");
        return;
    }
    out.push_str("  what came out:\n");
    for row in found.iter().take(SHOWN) {
        let _ = writeln!(out, "  {}", toml(row));
    }
    if let Some(more) = found.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "  and {more} more");
    }
}

/// A row as TOML, without what is absent and what no test states.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let is_told = |(key, value): &(&String, &Value)| {
                let is_empty = match value {
                    Value::Null => true,
                    Value::Array(items) => items.is_empty(),
                    _ => false,
                };
                !is_empty && !UNTOLD.contains(&key.as_str())
            };
            let told = entries.iter().filter(is_told);
            let told: Vec<String> =
                told.map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{ {} }}", told.join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn as_json(told: &[Told<'_>], text: &ConfigText) -> String {
    let place = |span| {
        let at = text.locate(span);
        json!({ "file": at.name, "line": at.line, "column": at.column })
    };
    let difference = |it: &Difference| {
        json!({ "at": place(it.span), "field": it.field, "expected": it.expected,
                "found": it.found })
    };
    let failure = |it: &Failure| {
        let differences: Vec<Value> = it.differences.iter().map(difference).collect();
        json!({ "at": place(it.span), "message": it.message, "differences": differences,
                "found": it.found })
    };
    let of = |(test, failures): &Told<'_>| {
        let failures: Vec<Value> = failures.iter().map(failure).collect();
        json!({ "name": test.name, "at": place(test.span), "passed": failures.is_empty(),
                "failures": failures })
    };
    let failed = told.iter().filter(|(_, failures)| !failures.is_empty()).count();
    let tests: Vec<Value> = told.iter().map(of).collect();
    format!("{:#}\n", json!({ "passed": told.len() - failed, "failed": failed, "tests": tests }))
}
