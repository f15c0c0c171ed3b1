//! The input `text`: one file, one document.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, Input, RawRecord, Reader, Source, StepError};

use crate::files::{BYTE_ORDER_MARK, InputFile, expand, utf8};
use crate::whole::{WholeFiles, whole};

newsprint_core::options! {
    /// Options of `text`.
    pub struct TextOptions {
        /// Files to read: paths, globs such as `seeds/*.txt`, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
    }
}

#[doc = include_str!("../manual/text.md")]
#[derive(Clone, Debug)]
pub struct TextInput {
    files: Vec<InputFile>,
    max_bytes: u64,
}

impl Component for TextInput {
    const NAME: &'static str = "text";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/text.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    type Options = TextOptions;

    fn build(options: TextOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { files: expand(&options.paths, "txt")?, max_bytes: options.max_bytes })
    }
}

impl Input for TextInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(self.files.clone(), self.max_bytes, whole)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let text = utf8(record.bytes)?;
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let source = Source::new(record.origin.file.as_str(), text)
            .map_err(|error| StepError::new(error.to_string()))?;
        match record.origin.sha256 {
            Some(stated) if stated != source.sha256() => {
                let found = source.sha256();
                let message =
                    format!("the text has the SHA-256 {found}, its sidecar says {stated}");
                Err(StepError::new(message).help("mend the sidecar, or get the text again"))
            }
            _ => Ok(Document::new(source.with_facts(record.origin.facts.clone()))),
        }
    }
}
