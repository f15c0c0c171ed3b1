//! The input `warc`: news pages as crawlers keep them.

mod http;
mod record;

use std::sync::Arc;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Field, Input, Origin, PassedOver, RawRecord, Reader, StepError,
};

use self::record::{Head, WarcReader, split_head};
use crate::compression::Decompression;
use crate::encoding::{Decoded, Decoding, Malformed, TextEncoding};
use crate::files::FileSet;
use crate::html::{PageReader, declared_charset};
use crate::whole::source;

newsprint_core::options! {
    /// Options of `warc`.
    pub struct WarcOptions {
        /// Files to read: paths, globs such as `crawl/*.warc.gz`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a record is passed over and rejected.
        pub max_bytes: u64 = 16 << 20, in 1..=4_294_967_294;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../../manual/warc.md")]
#[derive(Clone, Debug)]
pub struct WarcInput {
    files: FileSet,
    max_bytes: u64,
    pages: Arc<PageReader>,
}

impl Component for WarcInput {
    const NAME: &'static str = "warc";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../../manual/warc.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text, Field::Articles];
    const CODES: newsprint_core::Codes = crate::origin::OF_PAGES;
    type Options = WarcOptions;

    fn build(options: WarcOptions) -> Result<Self, Vec<Fault>> {
        let WarcOptions { paths, max_bytes, path_pattern, decompress } = options;
        let files = FileSet::new(&paths, &["warc"], decompress, path_pattern.as_ref())?;
        Ok(Self { files, max_bytes, pages: Arc::new(PageReader::bundled()?) })
    }
}

impl Input for WarcInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WarcReader::new(&self.files, self.max_bytes)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let (head, block) = split_head(record.bytes)
            .ok_or_else(|| StepError::new("the record has no header").code("bad-record"))?;
        let head = Head::parse(head)?;
        let page = http::page(&head, block, self.max_bytes)?;
        let declared = page.charset.as_deref().or_else(|| declared_charset(&page.code));
        // Crawls keep pages as servers sent them: a stray byte must not cost a page.
        let decoding = Decoding { encoding: TextEncoding::AUTO, malformed: Malformed::Replace };
        let Decoded { text, diagnostics } = decoding.decode(&page.code, declared)?;
        let read = self.pages.read(&text, head.target.as_deref());
        let mut document = read
            .into_document(|text, facts| Ok(source(record, text, facts)?.with_record(head.id)))?;
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
