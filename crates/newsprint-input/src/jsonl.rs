//! The input `jsonl`: one record a line.

use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::interchange::{self, ReadError, Reject, RejectContent};
use newsprint_core::{
    Component, Document, Field, Input, Origin, Part, RawRecord, Reader, StepError,
};

use crate::fields::{Fields, Shape};
use crate::files::{InputFile, expand, utf8};
use crate::lines::LineReader;
use crate::record;

newsprint_core::options! {
    /// Options of `jsonl`.
    pub struct JsonlOptions {
        /// Files to read: paths, globs such as `corpus/*.jsonl`, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The length in bytes above which a line is passed over and rejected.
        pub max_line_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The keys that a record's parts stand under, where they have other names.
        pub fields: Option<Fields>;
    }
}

#[doc = include_str!("../manual/jsonl.md")]
#[derive(Clone, Debug)]
pub struct JsonlInput {
    files: Vec<InputFile>,
    max_line: usize,
    shape: Shape,
}

impl Component for JsonlInput {
    const NAME: &'static str = "jsonl";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/jsonl.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    type Options = JsonlOptions;

    fn build(options: JsonlOptions) -> Result<Self, Vec<Fault>> {
        let max_line = usize::try_from(options.max_line_bytes).unwrap_or(usize::MAX);
        match (expand(&options.paths, "jsonl"), Shape::new(options.fields)) {
            (Ok(files), Ok(shape)) => Ok(Self { files, max_line, shape }),
            (files, shape) => {
                Err([files.err(), shape.err()].into_iter().flatten().flatten().collect())
            }
        }
    }
}

impl Input for JsonlInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(LineReader::new(self.files.clone(), self.max_line)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let line = utf8(record.bytes)?;
        let read = match interchange::schema_of(line).as_deref() {
            None => return record::decode(line, &self.shape, record),
            Some(interchange::ARTICLE) => interchange::read_article(line),
            Some(interchange::REJECT) => match interchange::read_reject(line) {
                Ok(reject) => return self.rejected(reject),
                Err(error) => Err(error),
            },
            Some(interchange::DOCUMENT) => interchange::read_document(line),
            Some(other) => Err(ReadError::Schema(other.to_owned())),
        };
        read.map_err(|error| match error {
            ReadError::Json(error) => record::bad_json(&error),
            error => StepError::new(error.to_string()),
        })
    }
}

impl JsonlInput {
    /// What a reject holds, as if it stood where it was first read.
    fn rejected(&self, reject: Reject) -> Result<Document, StepError> {
        let place = reject.place;
        match reject.content {
            RejectContent::Document(document) => Ok(*document),
            RejectContent::Raw(bytes) => {
                let (file, part) = Part::read(&place);
                let origin = Arc::new(Origin::new(file));
                self.decode(RawRecord { origin: &origin, part, bytes: &bytes })
            }
            RejectContent::Nothing => {
                let message = format!("the reject holds nothing: `{place}` could not be read");
                Err(StepError::new(message).help("mend that file and read it itself"))
            }
        }
    }
}
