//! Documents that wait on disk for a corpus stage's decision.
//!
//! A temporary file without a name, so that nothing is left when the process dies. A document that
//! no step has worked on waits as the record that it was read from: decoding is pure, and costs less
//! than writing and reading the interchange form. What was worked on together comes back together:
//! a chunk keeps the number that it had in the input, by which shards know theirs.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use newsprint_core::{Document, Input, Origin, Part, Progress, RawRecord, StepError, interchange};

use crate::frame::{FrameBytes, HEADER, count, is_at_end, part_of, split_frame};

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
    /// The number of an origin that has one.
    pub(crate) fn known(&self, origin: &Arc<Origin>) -> Option<u32> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.numbers.get(&Arc::as_ptr(origin).addr()).copied()
    }

    pub(crate) fn number(&self, origin: &Arc<Origin>) -> Result<u32, StepError> {
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

    /// Adds the frames of the input's chunk of this number; a chunk of which none are left is
    /// forgotten.
    pub(crate) fn push(&mut self, number: u64, frames: &[u8]) -> io::Result<()> {
        if frames.is_empty() {
            return Ok(());
        }
        self.file.write_all(&number.to_le_bytes())?;
        self.file.write_all(&(frames.len() as u64).to_le_bytes())?;
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
    /// Its number in the input.
    pub(crate) number: u64,
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    origins: Arc<[Arc<Origin>]>,
}

struct Frame {
    articles: Range<usize>,
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
    /// Number of its articles.
    pub(crate) articles: usize,
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

    /// The next chunk; `None` at the end.
    pub(crate) fn next_chunk(&mut self) -> io::Result<Option<SpoolChunk>> {
        if is_at_end(&mut self.file)? {
            return Ok(None);
        }
        let (number, length) = (self.read_number()?, self.read_number()?);
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| io::ErrorKind::InvalidData)?];
        self.file.read_exact(&mut bytes)?;
        self.progress.read += 16 + length;
        let mut chunk =
            SpoolChunk::of_frames(bytes, self.articles).ok_or(io::ErrorKind::InvalidData)?;
        self.articles += chunk.articles();
        (chunk.number, chunk.origins) = (number, Arc::clone(&self.origins));
        Ok(Some(chunk))
    }

    fn read_number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.file.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

impl SpoolChunk {
    /// The documents of frames that were written elsewhere; nothing when they are damaged.
    pub(crate) fn of_documents(frames: Vec<u8>) -> Option<Self> {
        Self::of_frames(frames, 0)
    }

    /// Frames that so many articles come before.
    fn of_frames(bytes: Vec<u8>, before: usize) -> Option<Self> {
        let (mut frames, mut rest, mut articles) = (Vec::new(), &*bytes, before);
        while !rest.is_empty() {
            let start = bytes.len() - rest.len();
            let (FrameBytes { header, whole, content }, after) = split_frame(rest)?;
            let (end, first) = (start + whole.len(), articles);
            let origin = usize::try_from(header.origin).unwrap_or(usize::MAX);
            articles += usize::try_from(header.articles).unwrap_or(usize::MAX);
            frames.push(Frame {
                articles: first..articles,
                record: origin.checked_sub(1).map(|origin| (origin, part_of(header.part))),
                offset: header.offset,
                place: start + HEADER..end - content.len(),
                content: end - content.len()..end,
            });
            rest = after;
        }
        Some(Self { bytes, frames, ..Self::default() })
    }

    /// Number of articles.
    pub(crate) fn articles(&self) -> usize {
        self.frames.iter().map(|frame| frame.articles.len()).sum()
    }

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
            let Range { start: first_article, end } = frame.articles;
            Spooled { first_article, articles: end - first_article, offset: frame.offset, content }
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
    use newsprint_core::{Article, ArticleId, Source};

    use super::*;
    use crate::frame::{write_frame, write_record};

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
            spool.push(9, &[]).unwrap();
            let mut frames = Vec::new();
            write_frame(document, &format!("页:{line}"), Some(line), &mut frames).unwrap();
            let record =
                RawRecord { origin: &file, part: Part::Line(line), bytes: "原".as_bytes() };
            write_record(record, None, 2, &origins, &mut frames).unwrap();
            spool.push(line, &frames).unwrap();
        }
        let mut reader = spool.read(origins).unwrap();
        let (mut seen, mut numbers) = (Vec::new(), Vec::new());
        while let Some(chunk) = reader.next_chunk().unwrap() {
            numbers.push(chunk.number);
            let records = chunk.records();
            seen.extend(
                records.map(|it| (it.first_article, it.place(), it.decode(&Names).unwrap())),
            );
        }
        let firsts: Vec<_> = seen.iter().map(|(first, ..)| *first).collect();
        assert_eq!((firsts, numbers), (vec![0, 2, 4, 4, 6, 7], vec![1, 2, 3]));
        assert_eq!((&*seen[2].1, &*seen[3].1), ("页:2", "页:2"));
        assert!(seen.iter().step_by(2).map(|(.., document)| document).eq(&documents));
        assert!(seen.iter().skip(1).step_by(2).all(|(.., it)| *it == document("原", 2)));
    }
}
