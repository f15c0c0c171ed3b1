//! Steps as pipelines build them, and an input of one file.

use std::fs;
use std::path::PathBuf;

use newsprint::core::config::{Fault, parse_toml};
use newsprint::core::{ChunkLimits, Document, Input, Span, Step, StepError, StepKind};
use newsprint_testkit::{check_alone, check_document};
use tempfile::TempDir;

/// A step with options in TOML.
pub(crate) fn step(kind: StepKind, name: &str, options: &str) -> Result<Step, Vec<Fault>> {
    let registry = newsprint::registry().unwrap();
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(kind, name).unwrap();
    info.build(table, Span::default(), &mut faults).ok_or(faults)
}

/// A stage whose options are sound.
pub(crate) fn stage(name: &str, options: &str) -> Step {
    step(StepKind::Stage, name, options).unwrap()
}

/// A document, or the place and the message of a record that is none.
pub(crate) type Read = Result<Document, String>;

/// An input of one file, whose bytes change.
pub(crate) struct OneFile {
    pub(crate) folder: TempDir,
    path: PathBuf,
    pub(crate) input: Box<dyn Input>,
}

impl OneFile {
    /// The input `name` of the file `file`, with further options.
    pub(crate) fn new(name: &str, file: &str, options: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::write(&path, "").unwrap();
        let options = format!("paths = [{:?}]\n{options}", path.display().to_string());
        match step(StepKind::Input, name, &options).unwrap() {
            Step::Input(input) => Self { folder, path, input },
            _ => unreachable!("inputs are inputs"),
        }
    }

    /// What the input makes of the file with these bytes, which no size of chunks may change.
    pub(crate) fn read(&self, bytes: &[u8]) -> Vec<Read> {
        fs::write(&self.path, bytes).unwrap();
        self.read_again()
    }

    /// What the input makes of the file as it is.
    pub(crate) fn read_again(&self) -> Vec<Read> {
        let whole = self.read_by(ChunkLimits { records: 512, bytes: 1 << 20 });
        let parts = self.read_by(ChunkLimits { records: 1, bytes: 1 });
        assert_eq!(whole.len(), parts.len(), "smaller chunks give other records");
        for (whole, part) in whole.iter().zip(&parts) {
            assert_eq!(whole, part, "a smaller chunk gives another record");
        }
        whole
    }

    fn read_by(&self, limits: ChunkLimits) -> Vec<Read> {
        let told =
            |place: String, error: &StepError| format!("{place}: {error} {:?}", error.help_text());
        let mut all = Vec::new();
        let mut reader = match self.input.open() {
            Ok(reader) => reader,
            Err(error) => return vec![Err(told(String::new(), &error))],
        };
        loop {
            match reader.next_chunk(limits) {
                Ok(None) => return all,
                Err(error) => {
                    all.push(Err(told(String::new(), &error)));
                    return all;
                }
                Ok(Some(chunk)) => {
                    let _ = reader.progress();
                    assert!((1..=limits.records).contains(&chunk.len()), "{} records", chunk.len());
                    all.extend(chunk.records().map(|record| match record {
                        Ok(record) => {
                            let read = self.input.decode(record);
                            read.map_err(|error| told(record.place(), &error))
                        }
                        Err((place, error)) => Err(told(place, error)),
                    }));
                }
            }
        }
    }
}

thread_local! {
    static SPLIT: Step = stage("split-page", "");
}

/// Checks the laws of what an input has read: of a page, once it is split.
pub(crate) fn check_read(document: &Document) {
    if document.articles.is_empty() && document.residue.is_empty() {
        SPLIT.with(|split| check_alone(split, document)).unwrap();
    } else {
        check_document(document).unwrap();
    }
}
