//! Pages in PDF files, with the role of each of their lines.
//!
//! The truth of a page tells its texts, each with its role; which lines of the page say which text
//! is found out here, since the order of a PDF is that of its drawing.

use std::path::Path;

use newsprint_core::config::parse_toml;
use newsprint_core::{ChunkLimits, Document, Input, Registry, Span, Step, StepKind};
use newsprint_parse::train::LabelledPage;
use newsprint_zh::width::fold;
use serde_json::{Value, json};

use crate::labels::{list, roles};

/// The first page of the PDF `file`, whose lines have the roles that `truth` tells.
pub(crate) fn read(file: &Path, truth: &Value) -> Result<LabelledPage, String> {
    let document = document(file)?;
    let source = document.source();
    let roles = roles(&of_lines(source.text(), truth)?)?;
    Ok(LabelledPage { text: source.text().to_owned(), layout: source.layout().cloned(), roles })
}

/// The first page of `file`, as the input `pdf` reads it.
fn document(file: &Path) -> Result<Document, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry).map_err(|error| told(&error))?;
    let info = registry.get(StepKind::Input, "pdf").ok_or_else(|| told(&"no input `pdf`"))?;
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

/// `truth` with a fragment for each line of `text`.
fn of_lines(text: &str, truth: &Value) -> Result<Value, String> {
    let parts = list(truth, "fragments").or_else(|_| list(truth, "blocks_fragments"))?;
    let mut parts: Vec<Part<'_>> = parts.iter().map(Part::new).collect();
    let mut fragments = Vec::new();
    let mut at = 0;
    for (number, line) in text.split('\n').enumerate() {
        let line = plain(line);
        if line.is_empty() {
            continue;
        }
        let goes_on = |part: &Part<'_>| part.text[part.done..].starts_with(&line);
        let after = (at..parts.len()).chain(0..at);
        let found = after.clone().find(|at| goes_on(&parts[*at]));
        let Some(found) = found else {
            return Err(format!("line {} is in no text of the page: {line}", number + 1));
        };
        at = found;
        let part = &mut parts[at];
        let (is_first, fragment) = (part.done == 0, part.fragment);
        part.done += line.len();
        fragments.push(json!({
            "role": fragment["role"],
            "aid": fragment["aid"],
            "cut_start": !is_first || fragment["cut_start"] == true,
            "lines": [number + 1, number + 1],
        }));
    }
    Ok(json!({"fragments": fragments, "furniture": []}))
}

/// `text` in plain half-width forms, without white space.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(fold).collect()
}
