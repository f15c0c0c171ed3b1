//! The input `html`: one file, one page, one document.

use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Field, Input, Origin, PassedOver, RawRecord, Reader, StepError,
};

use super::article::PageReader;
use crate::compression::Decompression;
use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::files::FileSet;
use crate::whole::{WholeFiles, source, whole};

newsprint_core::options! {
    /// Options of `html`.
    pub struct HtmlOptions {
        /// Files to read: paths, globs such as `pages/*.html`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The encoding of the files: `auto`, or a label such as `utf-8`, `gb18030` or `big5`. A
        /// byte order mark is believed before it, and `auto` believes what a page declares unless
        /// its bytes say otherwise.
        pub encoding: TextEncoding = TextEncoding::AUTO;
        /// What becomes of a page with bytes that mean nothing in its encoding.
        pub malformed: Malformed = Malformed::Replace;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}/*.html`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../../manual/html.md")]
#[derive(Clone, Debug)]
pub struct HtmlInput {
    files: FileSet,
    max_bytes: u64,
    decoding: Decoding,
    reader: Arc<PageReader>,
}

impl Component for HtmlInput {
    const NAME: &'static str = "html";
    const VERSION: u32 = 3;
    const MANUAL: &'static str = include_str!("../../manual/html.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    const CODES: newsprint_core::Codes = crate::origin::OF_PAGES;
    type Options = HtmlOptions;

    fn build(options: HtmlOptions) -> Result<Self, Vec<Fault>> {
        let HtmlOptions { paths, max_bytes, encoding, malformed, path_pattern, decompress } =
            options;
        let files = FileSet::new(&paths, &["html", "htm"], decompress, path_pattern.as_ref())?;
        let decoding = Decoding { encoding, malformed };
        let reader = Arc::new(PageReader::bundled()?);
        Ok(Self { files, max_bytes, decoding, reader })
    }
}

impl Input for HtmlInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(&self.files, self.max_bytes, whole)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let declared = declared_charset(record.bytes);
        let Decoded { text, diagnostics } = self.decoding.decode(record.bytes, declared)?;
        let page = self.reader.read(&text, record.origin.facts.url.as_deref());
        let mut document = page.into_document(|text, facts| source(record, text, facts))?;
        document
            .diagnostics
            .splice(..0, record.origin.diagnostics.iter().cloned().chain(diagnostics));
        Ok(document)
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

/// The label of the encoding that a page declares in its first bytes: `charset=gb2312`.
pub(crate) fn declared_charset(bytes: &[u8]) -> Option<&str> {
    const WORD: &[u8] = b"charset";
    let head = &bytes[..bytes.len().min(4096)];
    let at = head.windows(WORD.len()).position(|part| part.eq_ignore_ascii_case(WORD))?;
    let is_mark = |byte: &u8| matches!(byte, b' ' | b'=' | b'"' | b'\'' | b'\t');
    let rest = &head[at + WORD.len()..];
    let start = rest.iter().position(|byte| !is_mark(byte))?;
    let label = &rest[start..];
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    let end = label.iter().position(|byte| !is_label(byte)).unwrap_or(label.len());
    std::str::from_utf8(&label[..end]).ok()
}
