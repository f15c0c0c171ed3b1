//! The input `jsonl`: one record a line.

use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::interchange::{self, ReadError, Reject, RejectContent};
use newsprint_core::{
    Component, Document, Field, Input, Origin, Part, RawRecord, Reader, StepError,
};

use crate::files::{InputFile, expand, utf8};
use crate::lines::LineReader;
use crate::record;

newsprint_core::options! {
    /// Keys of a record; other keys are ignored.
    pub struct Fields {
        /// Key of the record's own id, a string or a number.
        pub id: String = Fields::default().id;
        /// Key of the headline.
        pub title: String = Fields::default().title;
        /// Key of the date of publication.
        pub date: String = Fields::default().date;
        /// Key of the place that the record belongs to.
        pub place: String = Fields::default().place;
        /// Key of the text, which every record must have.
        pub text: String = Fields::default().text;
    }
}

impl Default for Fields {
    fn default() -> Self {
        let [id, title, date, place, text] =
            ["id", "title", "date", "place", "text"].map(str::to_owned);
        Self { id, title, date, place, text }
    }
}

newsprint_core::options! {
    /// Options of `jsonl`.
    pub struct JsonlOptions {
        /// Files to read: paths, globs such as `corpus/*.jsonl`, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The length in bytes above which a line is passed over and rejected.
        pub max_line_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The keys that a record's parts stand under, where they have other names.
        pub fields: Option<Located<Fields>>;
    }
}

#[doc = include_str!("../manual/jsonl.md")]
#[derive(Clone, Debug)]
pub struct JsonlInput {
    files: Vec<InputFile>,
    max_line: usize,
    fields: Fields,
}

impl Component for JsonlInput {
    const NAME: &'static str = "jsonl";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/jsonl.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    type Options = JsonlOptions;

    fn build(options: JsonlOptions) -> Result<Self, Vec<Fault>> {
        let shared = options.fields.as_ref().and_then(shared_key);
        let files = expand(&options.paths, "jsonl");
        let fields = options.fields.map_or_else(Fields::default, |fields| fields.value);
        let max_line = usize::try_from(options.max_line_bytes).unwrap_or(usize::MAX);
        match (files, shared) {
            (Ok(files), None) => Ok(Self { files, max_line, fields }),
            (files, shared) => Err(files.err().into_iter().flatten().chain(shared).collect()),
        }
    }
}

/// The fault that two parts of a record would be read from one key.
fn shared_key(fields: &Located<Fields>) -> Option<Fault> {
    let Fields { id, title, date, place, text } = &fields.value;
    let mut keys = [id, title, date, place, text];
    keys.sort_unstable();
    let shared = keys.windows(2).find(|pair| pair[0] == pair[1])?[0];
    let message = format!("two parts of a record are read from the key `{shared}`");
    let help = "give each of `id`, `title`, `date`, `place` and `text` a key of its own";
    Some(Fault::new(fields.span, message, "used twice").help(help))
}

impl Input for JsonlInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(LineReader::new(self.files.clone(), self.max_line)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let line = utf8(record.bytes)?;
        let read = match interchange::schema_of(line).as_deref() {
            None => return record::decode(line, &self.fields, record),
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
