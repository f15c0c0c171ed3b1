//! Documents that wait on disk for a corpus stage's decision.
//!
//! A temporary file without a name, so that nothing is left when the process dies. A document that
//! no step has worked on waits as the record that it was read from: decoding is pure, and costs less
//! than writing and reading the interchange form. A frame is a header of little-endian numbers
//! (articles, number of the record's origin or 0, bytes of the place in 4 bytes each, part of
//! the origin, 1 + offset in the file or 0, bytes of the record or document in 8 each), the place of a document, and the record,
//! or the document in the interchange form.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use newsprint_core::{
    ChunkLimits, Document, Input, Origin, Part, Progress, RawRecord, StepError, interchange,
};

const HEADER: usize = 36;

/// The origins of spooled records, numbered from 1 as they come.
#[derive(Default)]
pub(crate) struct Origins(Mutex<Numbered>);

#[derive(Default)]
struct Numbered {
    /// By address: an origin that is listed is not freed.
    numbers: BTreeMap<usize, u32>,
    origins: Vec<Arc<Origin>>,
}

impl Origins {
    fn number(&self, origin: &Arc<Origin>) -> Result<u32, StepError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let address = Arc::as_ptr(origin).addr();
        if let Some(number) = known.numbers.get(&address) {
            return Ok(*number);
        }
        known.origins.push(Arc::clone(origin));
        let number = count(known.origins.len())?;
        known.numbers.insert(address, number);
        Ok(number)
    }

    fn into_list(self) -> Arc<[Arc<Origin>]> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).origins.into()
    }
}

/// Appends a document's frame; nothing when that fails.
pub(crate) fn write_frame(
    document: &Document,
    place: &str,
    offset: Option<u64>,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    let start = out.len();
    let written = append_frame(document, place, offset, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn append_frame(
    document: &Document,
    place: &str,
    offset: Option<u64>,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER]);
    out.extend_from_slice(place.as_bytes());
    interchange::write_document(document, out)
        .map_err(|error| StepError::new("the document cannot be spooled").because(error))?;
    let length = out.len() - start - HEADER - place.len();
    let header = header(document.articles.len(), 0, place.len(), (0, offset), length)?;
    out[start..start + HEADER].copy_from_slice(&header);
    Ok(())
}

/// Appends the frame of a record that was read as a document of some articles.
pub(crate) fn write_record(
    record: RawRecord<'_>,
    offset: Option<u64>,
    articles: usize,
    origins: &Origins,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    let (origin, part) = (origins.number(record.origin)?, code_of(record.part));
    out.extend_from_slice(&header(articles, origin, 0, (part, offset), record.bytes.len())?);
    out.extend_from_slice(record.bytes);
    Ok(())
}

fn header(
    articles: usize,
    origin: u32,
    place: usize,
    (part, offset): (u64, Option<u64>),
    length: usize,
) -> Result<[u8; HEADER], StepError> {
    let mut header = [0; HEADER];
    header[..4].copy_from_slice(&count(articles)?.to_le_bytes());
    header[4..8].copy_from_slice(&origin.to_le_bytes());
    header[8..12].copy_from_slice(&count(place)?.to_le_bytes());
    header[12..20].copy_from_slice(&part.to_le_bytes());
    header[20..28].copy_from_slice(&offset.map_or(0, |offset| offset + 1).to_le_bytes());
    header[28..].copy_from_slice(&(length as u64).to_le_bytes());
    Ok(header)
}

/// Pages are told from lines by the highest bit.
const PAGE: u64 = 1 << 63;

fn code_of(part: Part) -> u64 {
    match part {
        Part::Whole => 0,
        Part::Line(line) => line,
        Part::Page(page) => PAGE | page,
    }
}

fn part_of(code: u64) -> Part {
    match code {
        0 => Part::Whole,
        code if code & PAGE == 0 => Part::Line(code),
        code => Part::Page(code & !PAGE),
    }
}

fn count(number: usize) -> Result<u32, StepError> {
    u32::try_from(number).map_err(|_| StepError::new("the document is too large for the spool"))
}

/// A spool that is being filled.
pub(crate) struct Spool {
    file: BufWriter<File>,
}

impl Spool {
    /// An empty spool in `folder`, or where the system keeps temporary files.
    pub(crate) fn new(folder: Option<&Path>) -> io::Result<Self> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        Ok(Self { file: BufWriter::with_capacity(1 << 20, file) })
    }

    /// Adds frames.
    pub(crate) fn push(&mut self, frames: &[u8]) -> io::Result<()> {
        self.file.write_all(frames)
    }

    /// Turns to reading, from the first frame.
    pub(crate) fn read(self, origins: Origins) -> io::Result<SpoolReader> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let file = BufReader::with_capacity(1 << 20, file);
        let total = Some(file.get_ref().metadata()?.len());
        let progress = Progress { read: 0, total };
        Ok(SpoolReader { file, progress, articles: 0, origins: origins.into_list() })
    }
}

/// A spool that is being read.
pub(crate) struct SpoolReader {
    file: BufReader<File>,
    progress: Progress,
    /// Articles in the frames read so far.
    articles: usize,
    origins: Arc<[Arc<Origin>]>,
}

/// Frames that are worked on together.
#[derive(Default)]
pub(crate) struct SpoolChunk {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    origins: Arc<[Arc<Origin>]>,
}

struct Frame {
    first_article: usize,
    /// The origin's number and the part of it, of a record.
    record: Option<(usize, Part)>,
    offset: Option<u64>,
    place: Range<usize>,
    content: Range<usize>,
}

/// A spooled document before decoding.
#[derive(Clone, Copy)]
pub(crate) struct Spooled<'a> {
    /// Number of articles before its first one.
    pub(crate) first_article: usize,
    /// Where in its file it begins.
    pub(crate) offset: Option<u64>,
    /// What is spooled of it.
    pub(crate) content: Content<'a>,
}

/// What is spooled of a document.
#[derive(Clone, Copy)]
pub(crate) enum Content<'a> {
    /// The record that it was read from.
    Record(RawRecord<'a>),
    /// The document as steps have left it.
    Document {
        /// Where it was read from.
        place: &'a str,
        /// Its line.
        line: &'a [u8],
    },
}

impl SpoolReader {
    /// How much of the spool has been read.
    pub(crate) fn progress(&self) -> Progress {
        self.progress
    }

    /// The next frames; `None` at the end.
    pub(crate) fn next_chunk(&mut self, limits: ChunkLimits) -> io::Result<Option<SpoolChunk>> {
        let mut chunk = SpoolChunk { origins: Arc::clone(&self.origins), ..SpoolChunk::default() };
        while chunk.frames.len() < limits.records.max(1) && chunk.bytes.len() < limits.bytes.max(1)
        {
            let mut header = [0; HEADER];
            match self.file.read_exact(&mut header) {
                Ok(()) => self.read_frame(header, &mut chunk)?,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
        }
        Ok((!chunk.frames.is_empty()).then_some(chunk))
    }

    fn read_frame(&mut self, header: [u8; HEADER], chunk: &mut SpoolChunk) -> io::Result<()> {
        let number = |range: Range<usize>| {
            header[range]
                .iter()
                .rev()
                .fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
        };
        let (articles, origin, place) = (number(0..4), number(4..8), number(8..12));
        let (part, offset, length) = (number(12..20), number(20..28), number(28..HEADER));
        let start = chunk.bytes.len();
        let end = start + place + length;
        chunk.bytes.resize(end, 0);
        self.file.read_exact(&mut chunk.bytes[start..])?;
        let part = part_of(part as u64);
        chunk.frames.push(Frame {
            first_article: self.articles,
            record: origin.checked_sub(1).map(|origin| (origin, part)),
            offset: offset.checked_sub(1).map(|offset| offset as u64),
            place: start..start + place,
            content: start + place..end,
        });
        self.articles += articles;
        self.progress.read += (HEADER + place + length) as u64;
        Ok(())
    }
}

impl SpoolChunk {
    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = Spooled<'_>> {
        self.frames.iter().map(|frame| {
            let bytes = &self.bytes[frame.content.clone()];
            let origin = |(origin, part)| Some((self.origins.get(origin)?, part));
            let content = match frame.record.and_then(origin) {
                Some((origin, part)) => Content::Record(RawRecord { origin, part, bytes }),
                None => Content::Document {
                    place: std::str::from_utf8(&self.bytes[frame.place.clone()])
                        .unwrap_or_default(),
                    line: bytes,
                },
            };
            Spooled { first_article: frame.first_article, offset: frame.offset, content }
        })
    }
}

impl Spooled<'_> {
    /// Where it was read from.
    pub(crate) fn place(self) -> String {
        match self.content {
            Content::Record(record) => record.place(),
            Content::Document { place, .. } => place.to_owned(),
        }
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        match self.content {
            Content::Record(record) => record.bytes.to_vec(),
            Content::Document { line, .. } => line.to_vec(),
        }
    }

    pub(crate) fn decode(self, input: &dyn Input) -> Result<Document, StepError> {
        let line = match self.content {
            Content::Record(record) => return input.decode(record),
            Content::Document { line, .. } => line,
        };
        let line = std::str::from_utf8(line)
            .map_err(|error| StepError::new("the spool is damaged").because(error))?;
        interchange::read_document(line)
            .map_err(|error| StepError::new("the spool is damaged").because(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newsprint_core::{Article, ArticleId, Source};

    /// Reads the lines of a test as the names of documents with two articles.
    struct Names;

    impl Input for Names {
        fn open(&self) -> Result<Box<dyn newsprint_core::Reader>, StepError> {
            Err(StepError::new("not in this test"))
        }

        fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
            Ok(document(std::str::from_utf8(record.bytes).unwrap(), 2))
        }
    }

    fn document(text: &str, articles: u64) -> Document {
        let mut document = Document::new(Source::new("a", text).unwrap());
        document.articles.extend((0..articles).map(ArticleId::from_u64).map(Article::new));
        document
    }

    #[test]
    fn documents_and_records_come_back_in_order_with_their_article_numbers() {
        let (file, origins) = (Arc::new(Origin::new("页")), Origins::default());
        let mut spool = Spool::new(None).unwrap();
        let documents = [document("一", 2), document("", 0), document("三", 1)];
        for (document, line) in documents.iter().zip(1..) {
            let mut frames = Vec::new();
            write_frame(document, &format!("页:{line}"), Some(line), &mut frames).unwrap();
            let record =
                RawRecord { origin: &file, part: Part::Line(line), bytes: "原".as_bytes() };
            write_record(record, None, 2, &origins, &mut frames).unwrap();
            spool.push(&frames).unwrap();
        }
        let mut reader = spool.read(origins).unwrap();
        let limits = ChunkLimits { records: 2, bytes: 1 << 20 };
        let mut seen = Vec::new();
        while let Some(chunk) = reader.next_chunk(limits).unwrap() {
            let records = chunk.records();
            seen.extend(
                records.map(|it| (it.first_article, it.place(), it.decode(&Names).unwrap())),
            );
        }
        let firsts: Vec<_> = seen.iter().map(|(first, ..)| *first).collect();
        assert_eq!(firsts, [0, 2, 4, 4, 6, 7]);
        assert_eq!((&*seen[2].1, &*seen[3].1), ("页:2", "页:2"));
        assert!(seen.iter().step_by(2).map(|(.., document)| document).eq(&documents));
        assert!(seen.iter().skip(1).step_by(2).all(|(.., it)| *it == document("原", 2)));
    }
}
