//! Rows as a table, as CSV, as JSON Lines.

use std::fmt::Write as _;

use newsprint::core::Bound;
use newsprint::core::config::Choices as _;
use newsprint::metrics::Reading;
use serde_json::{Value, json};

/// One object a row, with the keys of a metric in the JSON article; `evidence` and `basis` are bytes
/// of the text.
pub(super) fn jsonl(text: &str, readings: &[Reading]) -> String {
    let mut lines = String::new();
    for reading in readings {
        let basis = reading.basis.iter().map(|it| {
            let spans = it.at.iter().map(|at| [at.span.start, at.span.end]);
            json!({ "field": it.field.word(), "rule": it.rule.word(),
                "spans": spans.collect::<Vec<_>>() })
        });
        let mut row = json!({
            "subject": reading.subject, "indicator": reading.indicator, "kind": reading.kind,
            "value": reading.value.to_string(), "value_max": shown(reading.max.as_ref()),
            "unit": reading.unit, "bound": reading.bound.map(Bound::word),
            "of": shown(reading.of.as_ref()), "period": shown(reading.period.as_ref()),
            "comparison": reading.comparison, "modality": modality(reading),
            "text": printed(text, reading),
            "evidence": [[reading.span.start, reading.span.end]],
            "basis": basis.collect::<Vec<_>>(), "confidence": reading.confidence,
        });
        // As in the article, what there is not is left out.
        let step = shown(reading.step.as_ref());
        for (key, value) in [("step", step), ("unit_code", reading.unit_code.clone())] {
            if let Some(value) = value {
                row[key] = value.into();
            }
        }
        let _ = writeln!(lines, "{row}");
    }
    lines
}

/// The columns of the CSV form, which are keys of the JSON form.
const COLUMNS: [&str; 15] = [
    "subject",
    "indicator",
    "kind",
    "value",
    "step",
    "value_max",
    "unit",
    "unit_code",
    "bound",
    "of",
    "period",
    "comparison",
    "modality",
    "text",
    "confidence",
];

/// Rows with a head, in the form of RFC 4180.
pub(super) fn csv(text: &str, readings: &[Reading]) -> String {
    let mut lines = format!("{}\r\n", COLUMNS.join(","));
    for line in jsonl(text, readings).lines() {
        let row: Value = serde_json::from_str(line).unwrap_or_default();
        let cells = COLUMNS.map(|column| match &row[column] {
            Value::Null => String::new(),
            Value::String(cell) => quoted(cell),
            other => other.to_string(),
        });
        let _ = write!(lines, "{}\r\n", cells.join(","));
    }
    lines
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// What people ask of a figure first, in columns.
pub(super) fn table(text: &str, readings: &[Reading]) -> String {
    let head = ["subject", "indicator", "value", "unit", "period", "comparison", "text"];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(readings.iter().map(|reading| {
        [
            reading.subject.clone().unwrap_or_default(),
            reading.indicator.clone(),
            value(reading),
            reading.unit.clone(),
            shown(reading.period.as_ref()).unwrap_or_default(),
            reading.comparison.clone().unwrap_or_default(),
            printed(text, reading).to_owned(),
        ]
    }));
    let mut widths = [0; 7];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let mut table = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(width - columns(cell)));
        }
        let _ = writeln!(table, "{}", line.trim_end());
    }
    table
}

/// The value with its bound and its aim: `≥95`, `20–30`, `65 (target)`.
fn value(reading: &Reading) -> String {
    let bound = match reading.bound {
        Some(Bound::AtLeast) => "≥",
        Some(Bound::MoreThan) => ">",
        Some(Bound::AtMost) => "≤",
        Some(Bound::LessThan) => "<",
        Some(Bound::About) => "≈",
        _ => "",
    };
    let max = reading.max.map(|max| format!("–{max}")).unwrap_or_default();
    let of = reading.of.map(|of| format!(" of {of}")).unwrap_or_default();
    let aim = modality(reading).map(|aim| format!(" ({aim})")).unwrap_or_default();
    format!("{bound}{}{max}{of}{aim}", reading.value)
}

fn modality(reading: &Reading) -> Option<&'static str> {
    reading.target.then_some("target")
}

fn printed<'a>(text: &'a str, reading: &Reading) -> &'a str {
    text.get(reading.span.clone()).unwrap_or_default()
}

fn shown(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

/// How wide a terminal shows `text`: characters from the CJK radicals on take two columns.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum()
}
