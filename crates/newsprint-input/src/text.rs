//! The input `text`: one file, one document.

use std::io::Read as _;
use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Chunk, ChunkLimits, Component, Document, Field, Input, Origin, RawRecord, Reader, Source,
    StepError,
};

use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::files::{InputFile, expand, unreadable};
use crate::sidecar;

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
        Ok(Box::new(TextReader { input: self.clone(), next: 0 }))
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

struct TextReader {
    input: TextInput,
    next: usize,
}

impl Reader for TextReader {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        while let Some(file) = self.input.files.get(self.next) {
            let bytes = usize::try_from(file.len()).unwrap_or(usize::MAX);
            let is_full = chunk.len() >= limits.records
                || chunk.byte_len().saturating_add(bytes) > limits.bytes;
            if is_full && !chunk.is_empty() {
                break;
            }
            self.next += 1;
            let mut origin = Origin::new(file.name.as_str());
            match read(file, self.input.max_bytes, &mut origin) {
                Ok(bytes) => chunk.append(&Arc::new(origin), None, &bytes),
                Err(error) => chunk.push_error(&Arc::new(origin), None, error),
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

/// The bytes of `file`; what its sidecar says goes to `origin`.
fn read(file: &InputFile, max_bytes: u64, origin: &mut Origin) -> Result<Vec<u8>, StepError> {
    if let Some(path) = &file.path {
        sidecar::add_facts(origin, path)?;
    }
    let mut bytes = Vec::new();
    file.open()?.take(max_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > max_bytes {
        let message = format!("the file is larger than `max-bytes`, {max_bytes} bytes");
        return Err(StepError::new(message).help("raise `max-bytes`, or split the file"));
    }
    Ok(bytes)
}
