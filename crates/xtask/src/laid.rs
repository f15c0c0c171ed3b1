//! Pages in PDF files, with the role of each of their lines.
//!
//! The truth of a page tells its texts, each with its role; which lines of the page say which text
//! is found out here, since the order of a PDF is that of its drawing.

use std::path::Path;

use newsprint_core::config::parse_toml;
use newsprint_core::{ChunkLimits, Document, Input, Registry, Span, Step, StepKind};
use newsprint_parse::train::{LabelledPage, lines_in_order};
use newsprint_zh::width::fold;
use serde_json::{Value, json};

use crate::labels::{list, roles};

/// Lines that tell which of several texts with one beginning is printed.
const AHEAD: usize = 4;

/// The first page of the PDF `file`, whose lines have the roles that `truth` tells.
pub(crate) fn read(file: &Path, truth: &Value) -> Result<LabelledPage, String> {
    let document = document(file)?;
    let source = document.source();
    let order = lines_in_order(source);
    let in_order = roles(&of_lines(source.text(), truth, &order)?)?;
    let mut roles = vec![None; source.text().split('\n').count()];
    for (line, role) in order.into_iter().zip(in_order) {
        roles[line] = role;
    }
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
    /// How many of `lines` it goes on with.
    fn said<'l>(&self, lines: impl Iterator<Item = &'l String>) -> usize {
        let mut rest = &self.text[self.done..];
        let goes_on = |line: &&String| {
            let after = rest.strip_prefix(line.as_str());
            rest = after.unwrap_or(rest);
            after.is_some()
        };
        lines.take(AHEAD).take_while(goes_on).count()
    }
}

/// `truth` with a fragment for each line of `text`, numbered by their place in `order`.
fn of_lines(text: &str, truth: &Value, order: &[usize]) -> Result<Value, String> {
    let parts = list(truth, "fragments").or_else(|_| list(truth, "blocks_fragments"))?;
    let mut parts: Vec<Part<'_>> = parts.iter().map(Part::new).collect();
    let mut fragments = Vec::new();
    let mut at = 0;
    let lines = text.split('\n').map(plain).enumerate();
    let lines: Vec<(usize, String)> = lines.filter(|(_, line)| !line.is_empty()).collect();
    for (index, (number, line)) in lines.iter().enumerate() {
        // Of several texts that go on with the line, the one that goes on with most that follow.
        let said = |part: &Part<'_>| part.said(lines[index..].iter().map(|(_, line)| line));
        let after = (at..parts.len()).chain(0..at).rev();
        let found = after.max_by_key(|at| said(&parts[*at])).filter(|at| said(&parts[*at]) > 0);
        // A page with a line of no known text is passed over.
        let Some(found) = found else {
            eprintln!("line {} of the page is in no text of its truth: {line}", number + 1);
            continue;
        };
        at = found;
        let part = &mut parts[at];
        let (is_first, fragment) = (part.done == 0, part.fragment);
        part.done += line.len();
        let Some(rank) = order.iter().position(|line| line == number) else { continue };
        fragments.push(json!({
            "role": fragment["role"],
            "aid": fragment["aid"],
            "cut_start": !is_first || fragment["cut_start"] == true,
            "lines": [rank + 1, rank + 1],
        }));
    }
    Ok(json!({"fragments": fragments, "furniture": []}))
}

/// `text` in plain half-width forms, without white space.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(fold).collect()
}
