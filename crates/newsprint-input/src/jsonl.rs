//! The input `jsonl`: one record a line.

use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::interchange::{self, ReadError, Reject, RejectContent};
use newsprint_core::{
    Component, Document, Field, Input, Origin, Part, PassedOver, RawRecord, Reader, StepError,
};

use crate::compression::Decompression;
use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::fields::{Fields, Shape};
use crate::files::FileSet;
use crate::lines::LineReader;
use crate::paths::Extensions;
use crate::record;

/// Endings of files of records.
const EXTENSIONS: Extensions = &["jsonl", "ndjson", "json"];

newsprint_core::options! {
    /// Options of `jsonl`.
    pub struct JsonlOptions {
        /// Files to read: paths, globs such as `corpus/*.jsonl`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The length in bytes above which a line is passed over and rejected.
        pub max_line_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The keys that a record's parts stand under, where they have other names.
        pub fields: Option<Fields>;
        /// The encoding of the lines: a label such as `utf-8` or `gb18030`, or `auto`, by which
        /// each line is looked at by itself. Files in UTF-16 are read whatever it says.
        pub encoding: TextEncoding = TextEncoding::UTF_8;
        /// What becomes of a line with bytes that mean nothing in its encoding.
        pub malformed: Malformed = Malformed::Reject;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}.jsonl`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../manual/jsonl.md")]
#[derive(Clone, Debug)]
pub struct JsonlInput {
    files: FileSet,
    max_line: usize,
    decoding: Decoding,
    shape: Shape,
}

impl Component for JsonlInput {
    const NAME: &'static str = "jsonl";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/jsonl.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    const BRINGS_MORE: bool = true;
    const CODES: newsprint_core::Codes = crate::origin::OF_RECORDS;
    type Options = JsonlOptions;

    fn build(options: JsonlOptions) -> Result<Self, Vec<Fault>> {
        let max_line = usize::try_from(options.max_line_bytes).unwrap_or(usize::MAX);
        let decoding = Decoding { encoding: options.encoding, malformed: options.malformed };
        let pattern = options.path_pattern.as_ref();
        let files = FileSet::new(&options.paths, EXTENSIONS, options.decompress, pattern);
        match (files, Shape::new(options.fields)) {
            (Ok(files), Ok(shape)) => Ok(Self { files, max_line, decoding, shape }),
            (files, shape) => {
                Err([files.err(), shape.err()].into_iter().flatten().flatten().collect())
            }
        }
    }
}

impl Input for JsonlInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(LineReader::new(&self.files, self.max_line)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let Decoded { text, diagnostics } = self.decoding.decode(record.bytes, None)?;
        let line = &*text;
        let read = match interchange::schema_of(line).as_deref() {
            None => {
                let mut document = record::decode(line, &self.shape, record)?;
                document.diagnostics.extend(diagnostics);
                return Ok(document);
            }
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
            error => StepError::new(error.to_string()).code("bad-record"),
        })
    }

    fn origin(&self, file: &str) -> Result<Origin, StepError> {
        self.files.origin(file)
    }

    fn files(&self) -> Vec<String> {
        self.files.names()
    }

    fn passed_over(&self) -> Vec<PassedOver> {
        self.files.passed_over()
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
                Err(StepError::new(message)
                    .code("empty-reject")
                    .help("mend that file and read it itself"))
            }
        }
    }
}
