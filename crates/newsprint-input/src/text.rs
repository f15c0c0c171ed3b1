//! The input `text`: one file, one document.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, Input, RawRecord, Reader, Source, StepError};

use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::files::{InputFile, expand};
use crate::whole::{WholeFiles, whole};

newsprint_core::options! {
    /// Options of `text`.
    pub struct TextOptions {
        /// Files to read: paths, globs such as `seeds/*.txt`, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The encoding of the files: `auto`, or a label such as `utf-8`, `gb18030`, `big5` or
        /// `utf-16le`. A byte order mark is believed before it.
        pub encoding: TextEncoding = TextEncoding::AUTO;
        /// What becomes of a file with bytes that mean nothing in its encoding.
        pub malformed: Malformed = Malformed::Reject;
    }
}

#[doc = include_str!("../manual/text.md")]
#[derive(Clone, Debug)]
pub struct TextInput {
    files: Vec<InputFile>,
    max_bytes: u64,
    decoding: Decoding,
}

impl Component for TextInput {
    const NAME: &'static str = "text";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/text.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    type Options = TextOptions;

    fn build(options: TextOptions) -> Result<Self, Vec<Fault>> {
        let TextOptions { paths, max_bytes, encoding, malformed } = options;
        let decoding = Decoding { encoding, malformed };
        Ok(Self { files: expand(&paths, "txt")?, max_bytes, decoding })
    }
}

impl Input for TextInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(self.files.clone(), self.max_bytes, whole)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let Decoded { text, diagnostics } = self.decoding.decode(record.bytes, None)?;
        let source = Source::new(record.origin.file.as_str(), text)
            .map_err(|error| StepError::new(error.to_string()))?;
        match record.origin.sha256 {
            Some(stated) if stated != source.sha256() => {
                let found = source.sha256();
                let message =
                    format!("the text has the SHA-256 {found}, its sidecar says {stated}");
                Err(StepError::new(message).help("mend the sidecar, or get the text again"))
            }
            _ => {
                let mut document = Document::new(source.with_facts(record.origin.facts.clone()));
                document.diagnostics = diagnostics;
                Ok(document)
            }
        }
    }
}
