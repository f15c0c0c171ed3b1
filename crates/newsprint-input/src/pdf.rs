//! The input `pdf`: one page, one document, with where its lines stand.

mod glyphs;
mod lines;
mod page_labels;
mod unpacked;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Component, Document, Facts, Field, Input, Origin, Part, PassedOver, RawRecord, Reader,
    StepError,
};

use crate::compression::Decompression;
use crate::files::FileSet;
use crate::folio::Folios;
use crate::whole::{WholeFiles, source};

use glyphs::{Overdrawn, Seen, see};

newsprint_core::options! {
    /// Options of `pdf`.
    pub struct PdfOptions {
        /// Files to read: paths, globs such as `daily/*.pdf`, folders, `@LIST` for the paths in a file,
        /// `-` for standard input.
        pub paths: Located<Vec<Located<String>>>;
        /// The size in bytes above which a file is rejected.
        pub max_bytes: u64 = 256 << 20, in 1..=4_294_967_294;
        /// The bytes that the streams of a file may unpack to; a file with more is rejected before
        /// any of it is unpacked into memory.
        pub max_unpacked: u64 = 512 << 20, in 1..=1_099_511_627_776;
        /// What the end of a path says, with `{paper}`, `{date}`, `{page}`, `{place}` and `*`:
        /// `{paper}/{date}/{page}.pdf`.
        pub path_pattern: Option<Located<String>>;
        /// Limits on what compressed files may grow to.
        pub decompress: Option<Decompression>;
    }
}

#[doc = include_str!("../manual/pdf.md")]
#[derive(Debug)]
pub struct PdfInput {
    files: FileSet,
    max_bytes: u64,
    max_unpacked: u64,
    folios: Folios,
    /// The file opened last: its other pages are likely to be asked for next.
    opened: Mutex<Option<Opened>>,
}

/// A file of several pages. As long as its origin is held, no other file can have its address.
struct Opened {
    origin: Arc<Origin>,
    pdf: Arc<Pdf>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Component for PdfInput {
    const NAME: &'static str = "pdf";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/pdf.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[Field::Text];
    const CODES: newsprint_core::Codes = crate::origin::OF_FILES;
    type Options = PdfOptions;

    fn build(options: PdfOptions) -> Result<Self, Vec<Fault>> {
        let PdfOptions { paths, max_bytes, max_unpacked, path_pattern, decompress } = options;
        let files = FileSet::new(&paths, &["pdf"], decompress, path_pattern.as_ref())?;
        let folios = Folios::bundled()?;
        Ok(Self { files, max_bytes, max_unpacked, folios, opened: Mutex::default() })
    }
}

impl Input for PdfInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        let max_unpacked = self.max_unpacked;
        let split = move |file: &[u8], _: &mut Origin| Ok(pages(file, max_unpacked));
        Ok(Box::new(WholeFiles::new(&self.files, self.max_bytes, split)))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        let (pdf, number) = match record.part {
            Part::Page(number) => (self.opened(&record)?, number),
            _ => (Arc::new(load(record.bytes, self.max_unpacked)?), 1),
        };
        let page = usize::try_from(number).ok().and_then(|it| pdf.pages().get(it.checked_sub(1)?));
        let page =
            page.ok_or_else(|| StepError::new("the file has no such page").code("no-page"))?;
        let seen = looked_at(page)?;
        let (text, layout) = lines::lines(&seen);
        let mut facts = record.origin.facts.clone();
        let told = self.folios.complete(&mut facts, &text);
        let label = u32::try_from(number - 1).ok().and_then(|page| page_labels::label(&pdf, page));
        let mut counted = Facts::default();
        counted.page = Some(label.unwrap_or_else(|| number.to_string()));
        facts.complete(counted);
        let source = source(record, text, facts)?.with_layout(Some(layout));
        let source =
            source.map_err(|error| StepError::new(error.to_string()).code("bad-layout"))?;
        let mut document = Document::new(source);
        document.diagnostics.clone_from(&record.origin.diagnostics);
        document.diagnostics.extend(told);
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

impl PdfInput {
    /// The file of `record`, which is opened once for pages that follow one another.
    fn opened(&self, record: &RawRecord<'_>) -> Result<Arc<Pdf>, StepError> {
        let known = || self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = &*known()
            && Arc::ptr_eq(&opened.origin, record.origin)
        {
            return Ok(Arc::clone(&opened.pdf));
        }
        let pdf = Arc::new(load(record.bytes, self.max_unpacked)?);
        let origin = Arc::clone(record.origin);
        *known() = Some(Opened { origin, pdf: Arc::clone(&pdf) });
        Ok(pdf)
    }
}

/// The parts of a file: its pages, each of which needs all of it. A file that cannot be opened is
/// one part, of which `decode` tells the reason.
fn pages(file: &[u8], max_unpacked: u64) -> Vec<(Part, Range<usize>)> {
    let all = 0..file.len();
    let count = || load(file, max_unpacked).map_or(0, |pdf| pdf.pages().len());
    match catch_unwind(count) {
        Ok(count @ 2..) => (1..).take(count).map(|page| (Part::Page(page), all.clone())).collect(),
        _ => vec![(Part::Whole, all)],
    }
}

fn load(file: &[u8], max_unpacked: u64) -> Result<Pdf, StepError> {
    unpacked::check(file, max_unpacked)?;
    let pdf = Pdf::new(file.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            StepError::new("the file is encrypted and asks for a password")
                .code("encrypted")
                .help("decrypt it with its password first, `qpdf --decrypt` for one")
        }
        LoadPdfError::Decryption(_) => {
            StepError::new("the file is encrypted in a way that cannot be read")
                .code("encrypted")
                .help("decrypt it first, `qpdf --decrypt` for one")
        }
        LoadPdfError::Invalid if is_pdf(file) => {
            StepError::new("the file is damaged: no pages can be found in it")
                .code("damaged")
                .help("get it again; `qpdf --check` says what is wrong with it")
        }
        LoadPdfError::Invalid => StepError::new("the file is no PDF")
            .code("not-pdf")
            .help("it should begin with `%PDF-`"),
    })?;
    if pdf.pages().is_empty() {
        return Err(StepError::new("the file is damaged: no pages can be found in it")
            .code("damaged")
            .help("see whether it opens in a viewer, or get it anew"));
    }
    Ok(pdf)
}

/// Whether a file says that it is a PDF; readers look for that in its first kibibyte.
fn is_pdf(file: &[u8]) -> bool {
    memchr::memmem::find(&file[..file.len().min(1024)], b"%PDF-").is_some()
}

/// What is drawn on `page`, when that is text.
fn looked_at(page: &Page<'_>) -> Result<Seen, StepError> {
    // What the device throws to stop an endless page is caught here; panics go on.
    let seen = catch_unwind(AssertUnwindSafe(|| see(page))).or_else(|payload| {
        if payload.is::<Overdrawn>() {
            let message = "more is drawn on the page than any page needs";
            Err(StepError::new(message)
                .code("overdrawn")
                .help("print the page anew, or leave it out"))
        } else {
            resume_unwind(payload)
        }
    })?;
    let (named, nameless) = (seen.glyphs.len(), seen.nameless);
    if nameless > named {
        let message = format!(
            "{nameless} of {} characters are drawn without saying which they are",
            named + nameless
        );
        return Err(StepError::new(message).code("nameless-glyphs").help(
            "the fonts lack their Unicode tables: print the page to PDF anew, or read a scan of it",
        ));
    }
    if named == 0 && seen.images > 0 {
        let message = "the page is a picture without a text layer";
        return Err(StepError::new(message)
            .code("no-text-layer")
            .help("recognise its text first, `ocrmypdf` for one"));
    }
    Ok(seen)
}
