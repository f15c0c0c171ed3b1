//! The input `text`: one file, one document, or one for each page where form feeds part them.

use std::ops::Range;

use memchr::{memchr, memmem};
use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Field, Input, Origin, Part, PassedOver, RawRecord, Reader, Source,
    StepError,
};

use crate::compression::Decompression;
use crate::encoding::{Decoding, Malformed, TextEncoding, encoding_of, unit_of};
use crate::files::FileSet;
use crate::folio::Folios;
use crate::whole::{WholeFiles, document, see_hash};

newsprint_core::options! {
    /// Options of `text`.
    pub struct TextOptions {
        /// Files to read: paths, globs such as `seeds/*.txt`, folders, `@LIST` for the paths in a
        /// file, `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 64 << 20, in 1..=4_294_967_294;
        /// The encoding of the files: `auto`, or a label such as `utf-8`, `gb18030`, `big5` or
        /// `utf-16le`. A byte order mark is believed before it.
        pub encoding: TextEncoding = TextEncoding::AUTO;
        /// What becomes of a file with bytes that mean nothing in its encoding.
        pub malformed: Malformed = Malformed::Reject;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}/{page}.txt`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../manual/text.md")]
#[derive(Clone, Debug)]
pub struct TextInput {
    files: FileSet,
    max_bytes: u64,
    decoding: Decoding,
    folios: Folios,
}

impl Component for TextInput {
    const NAME: &'static str = "text";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/text.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    const CODES: newsprint_core::Codes = crate::origin::OF_TEXTS;
    type Options = TextOptions;

    fn build(options: TextOptions) -> Result<Self, Vec<Fault>> {
        let TextOptions { paths, max_bytes, encoding, malformed, path_pattern, decompress } =
            options;
        let files = FileSet::new(&paths, &["txt"], decompress, path_pattern.as_ref())?;
        let folios = Folios::bundled()?;
        Ok(Self { files, max_bytes, decoding: Decoding { encoding, malformed }, folios })
    }
}

impl Input for TextInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        Ok(Box::new(WholeFiles::new(&self.files, self.max_bytes, pages)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let decoding = self.decoding.or(record.origin.encoding);
        document(record, decoding.decode(record.bytes, None)?, &self.folios)
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

/// The pages of a text, which form feeds part. A text of one page is one document with all its
/// bytes; of several, those that are blank are passed over.
fn pages(file: &[u8], origin: &mut Origin) -> Result<Vec<(Part, Range<usize>)>, StepError> {
    let whole = vec![(Part::Whole, 0..file.len())];
    if memchr(FORM_FEED, file).is_none() {
        return Ok(whole);
    }
    let encoding = encoding_of(file);
    let unit = unit_of(encoding, FORM_FEED);
    let (mut pages, mut start) = (Vec::new(), 0);
    let ends = memmem::find_iter(file, &unit).filter(|at| at % unit.len() == 0);
    for (number, end) in (1..).zip(ends.chain([file.len()])) {
        if file.get(start..end).is_some_and(|page| !is_blank(page)) {
            pages.push((Part::Page(number), start..end));
        }
        start = end + unit.len();
    }
    if matches!(pages[..], [] | [(Part::Page(1), _)]) {
        return Ok(whole);
    }
    if origin.sha256.is_some() {
        let decoding = Decoding { encoding: TextEncoding::AUTO, malformed: Malformed::Reject };
        let text = decoding.or(encoding).decode(file, None)?.text;
        let source = Source::new(origin.file.as_str(), text);
        see_hash(
            origin,
            &source.map_err(|error| StepError::new(error.to_string()).code("too-large"))?,
        )?;
        origin.sha256 = None;
    }
    origin.encoding = encoding;
    Ok(pages)
}

const FORM_FEED: u8 = 0x0C;

/// Whether there is only white space, in any encoding.
fn is_blank(page: &[u8]) -> bool {
    page.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}
