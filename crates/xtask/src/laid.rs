//! Pages whose truth does not count their lines (PDF files, and their text line by line), with the
//! role of each line.
//!
//! The truth of a page tells its texts, each with its role; which lines of the page say which text
//! is found out here, since the order of a PDF is that of its drawing.

use std::path::Path;

use newsprint_core::config::parse_toml;
use newsprint_core::{ChunkLimits, Document, Input, Registry, Source, Span, Step, StepKind};
use newsprint_parse::train::{LabelledPage, lines_in_order};
use newsprint_zh::width::fold;
use serde_json::{Value, json};

use crate::labels::{list, roles};

/// Lines that tell which of several texts with one beginning is printed.
const AHEAD: usize = 4;

/// The first page of the PDF `file`, whose lines have the roles that `truth` tells.
pub(crate) fn read(file: &Path, truth: &Value) -> Result<LabelledPage, String> {
    label(document(file)?.source(), truth)
}

/// The page of `text`, whose lines have the roles that `truth` tells.
pub(crate) fn read_text(text: &str, truth: &Value) -> Result<LabelledPage, String> {
    let source = Source::new("page", text).map_err(|error| error.to_string())?;
    label(&source, truth)
}

fn label(source: &Source, truth: &Value) -> Result<LabelledPage, String> {
    let order = lines_in_order(source);
    let in_order = roles(&of_lines(source.text(), truth, &order)?)?;
    let starts = order.into_iter().map(Span::start);
    let roles = starts.zip(in_order).collect();
    Ok(LabelledPage { text: source.text().to_owned(), layout: source.layout().cloned(), roles })
}

/// The first page of `file`, as the input `pdf` reads it.
fn document(file: &Path) -> Result<Document, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry).map_err(|error| told(&error))?;
    let info =
        registry.get(StepKind::Input, "pdf").ok_or_else(|| told(&"build with `--features pdf`"))?;
    let (table, mut faults) = parse_toml(&format!("paths = [{}]", json!(file)), 0);
    let step = info.build(table, Span::default(), &mut faults);
    let Some(Step::Input(input)) = step else { return Err(told(&format!("{faults:?}"))) };
    let input: Box<dyn Input> = input;
    let mut reader = input.open().map_err(|error| told(&error))?;
    let limits = ChunkLimits { records: 1, bytes: 1 };
    let chunk = reader.next_chunk(limits).map_err(|error| told(&error))?;
    let chunk = chunk.ok_or_else(|| told(&"nothing to read"))?;
    let record = chunk.records().next().ok_or_else(|| told(&"nothing to read"))?;
    let record = record.map_err(|(_, error)| told(error))?;
    input.decode(record).map_err(|error| told(&error))
}

/// A text of the page, as far as lines were found to say it.
struct Part<'a> {
    fragment: &'a Value,
    text: String,
    done: usize,
}

impl<'a> Part<'a> {
    fn new(fragment: &'a Value) -> Self {
        Self { fragment, text: plain(fragment["text"].as_str().unwrap_or_default()), done: 0 }
    }
}

impl Part<'_> {
    /// What no line was found to say yet.
    fn rest(&self) -> &str {
        self.text.get(self.done..).unwrap_or_default()
    }

    /// How many of `lines` it goes on with.
    fn said<'l>(&self, lines: impl Iterator<Item = &'l String>) -> usize {
        let mut rest = self.rest();
        let goes_on = |line: &&String| {
            let after = rest.strip_prefix(line.as_str());
            rest = after.unwrap_or(rest);
            after.is_some()
        };
        lines.take(AHEAD).take_while(goes_on).count()
    }
}

/// `truth` with a fragment for each line of `order` in `text`, numbered by its place there.
fn of_lines(text: &str, truth: &Value, order: &[Span]) -> Result<Value, String> {
    let parts = list(truth, "fragments").or_else(|_| list(truth, "blocks_fragments"))?;
    let mut parts: Vec<Part<'_>> = parts.iter().map(Part::new).collect();
    let mut fragments = Vec::new();
    let mut at = 0;
    let line =
        |(rank, span): (usize, &Span)| (rank, plain(span.of(text).unwrap_or_default()), *span);
    let mut lines: Vec<(usize, String, Span)> = order.iter().enumerate().map(line).collect();
    lines.sort_by_key(|(_, _, span)| *span);
    for (index, (rank, line, _)) in lines.iter().enumerate() {
        // Of several texts that go on with the line, the one that goes on with most that follow.
        let said = |part: &Part<'_>| part.said(lines[index..].iter().map(|(_, line, _)| line));
        let after = || (at..parts.len()).chain(0..at).rev();
        let found = after().max_by_key(|at| said(&parts[*at])).filter(|at| said(&parts[*at]) > 0);
        // A line may end one text and begin the next: it counts for the first.
        let ends =
            |at: &usize| !parts[*at].rest().is_empty() && line.starts_with(parts[*at].rest());
        let found = found.or_else(|| after().rev().find(ends));
        // A page with a line of no known text is passed over.
        let Some(found) = found else {
            eprintln!("line {} of the page is in no text of its truth: {line}", rank + 1);
            continue;
        };
        at = found;
        fragments.push(json!({
            "role": parts[at].fragment["role"],
            "aid": parts[at].fragment["aid"],
            "cut_start": parts[at].done > 0 || parts[at].fragment["cut_start"] == true,
            "lines": [rank + 1, rank + 1],
        }));
        let mut left = line.len();
        while let Some(part) = parts.get_mut(at).filter(|_| left > 0) {
            let taken = left.min(part.rest().len());
            part.done += taken;
            left -= taken;
            at += usize::from(left > 0);
        }
        at = at.min(parts.len() - 1);
    }
    Ok(json!({"fragments": fragments, "furniture": []}))
}

/// `text` in plain half-width forms, without white space.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(fold).collect()
}
