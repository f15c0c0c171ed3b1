//! The inputs, as a pipeline builds them.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod chunks;
#[cfg(feature = "compression")]
mod compressed;
mod encodings;
mod facts;
mod folio;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "html")]
mod html_sites;
mod jsonl;
#[cfg(feature = "ocr")]
mod mets;
#[cfg(feature = "ocr")]
mod ocr;
mod offsets;
mod own_lines;
#[cfg(feature = "parquet")]
mod parquet;
mod paths;
#[cfg(feature = "pdf")]
mod pdf;
mod text;
#[cfg(feature = "warc")]
mod warc;

use std::fs;
use std::path::Path;

use newsprint_core::config::{Fault, parse_toml};
use newsprint_core::{
    ChunkLimits, Document, Input, RawRecord, Registry, Span, Step, StepError, StepKind,
};
use tempfile::TempDir;

const LIMITS: ChunkLimits = ChunkLimits { records: 512, bytes: 1 << 20 };

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// The input `name` with the options in `toml`, where `~/` is the folder.
fn build(name: &str, folder: &Path, toml: &str) -> Result<Box<dyn Input>, Vec<String>> {
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry).unwrap();
    let root = folder.to_str().unwrap();
    let text = toml.replace("~/", &format!("{root}/"));
    let (options, mut faults) = parse_toml(&text, 0);
    let info = registry.get(StepKind::Input, name).unwrap();
    if let Some(Step::Input(input)) = info.build(options, Span::default(), &mut faults) {
        return Ok(input);
    }
    let shown = |fault: &Fault| {
        let at = fault.span.of(&text).unwrap_or("?");
        let help = fault.help.as_deref().unwrap_or("-");
        format!("{at}: {}; {help}", fault.message).replace(root, "~")
    };
    Err(faults.iter().map(shown).collect())
}

/// A document, or the place, message and advice of a record that is none.
type Read = Result<Document, String>;

fn told(place: &str, error: &StepError) -> String {
    format!("{place}: {error}; {}", error.help_text().unwrap_or("-"))
}

fn decode(input: &dyn Input, record: RawRecord<'_>) -> Read {
    input.decode(record).map_err(|error| told(&record.place(), &error))
}

/// Everything that the input holds.
fn read_by(input: &dyn Input, limits: ChunkLimits) -> Vec<Read> {
    let mut reader = input.open().unwrap();
    let mut all = Vec::new();
    while let Some(chunk) = reader.next_chunk(limits).unwrap() {
        assert!((1..=limits.records).contains(&chunk.len()), "{} records", chunk.len());
        assert!(chunk.len() == 1 || chunk.byte_len() <= limits.bytes, "{} bytes", chunk.byte_len());
        all.extend(chunk.records().map(|record| match record {
            Ok(record) => decode(input, record),
            Err((place, error)) => Err(told(&place, error)),
        }));
    }
    assert!(reader.next_chunk(limits).unwrap().is_none());
    for document in all.iter().flatten().filter(|document| !document.articles.is_empty()) {
        assert_eq!(document.check_conservation(), Ok(()));
    }
    all
}

/// What the input `name` reads from the folder, and the names with `~` for the folder.
fn read(name: &str, folder: &Path, toml: &str) -> Vec<Read> {
    let input = build(name, folder, toml).unwrap();
    let root = folder.to_str().unwrap();
    let all = read_by(&*input, LIMITS);
    all.into_iter().map(|read| read.map_err(|told| told.replace(root, "~"))).collect()
}
