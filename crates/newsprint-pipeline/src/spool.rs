//! Documents that wait on disk for a corpus stage's decision.
//!
//! A temporary file without a name, so that nothing is left when the process dies. A frame is a
//! header of three little-endian numbers (articles, bytes of the place, bytes of the document), the
//! place, and the document in the interchange form.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};
use std::ops::Range;
use std::path::Path;

use newsprint_core::{ChunkLimits, Document, StepError, interchange};

const HEADER: usize = 16;

/// Appends a document's frame; nothing when that fails.
pub(crate) fn write_frame(
    document: &Document,
    place: &str,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    let start = out.len();
    let written = append_frame(document, place, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

fn append_frame(document: &Document, place: &str, out: &mut Vec<u8>) -> Result<(), StepError> {
    let start = out.len();
    out.extend_from_slice(&[0; HEADER]);
    out.extend_from_slice(place.as_bytes());
    interchange::write_document(document, out)
        .map_err(|error| StepError::new("the document cannot be spooled").because(error))?;
    let length = out.len() - start - HEADER - place.len();
    let header = &mut out[start..start + HEADER];
    header[..4].copy_from_slice(&count(document.articles.len())?.to_le_bytes());
    header[4..8].copy_from_slice(&count(place.len())?.to_le_bytes());
    header[8..].copy_from_slice(&(length as u64).to_le_bytes());
    Ok(())
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
    pub(crate) fn read(self) -> io::Result<SpoolReader> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(SpoolReader { file: BufReader::with_capacity(1 << 20, file), articles: 0 })
    }
}

/// A spool that is being read.
pub(crate) struct SpoolReader {
    file: BufReader<File>,
    /// Articles in the frames read so far.
    articles: usize,
}

/// Frames that are worked on together.
#[derive(Default)]
pub(crate) struct SpoolChunk {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
}

struct Frame {
    first_article: usize,
    place: Range<usize>,
    document: Range<usize>,
}

/// A spooled document before decoding.
#[derive(Clone, Copy)]
pub(crate) struct SpooledRecord<'a> {
    /// Number of articles before its first one.
    pub(crate) first_article: usize,
    /// Where it was read from.
    pub(crate) place: &'a str,
    /// Its line.
    pub(crate) document: &'a [u8],
}

impl SpoolReader {
    /// The next frames; `None` at the end.
    pub(crate) fn next_chunk(&mut self, limits: ChunkLimits) -> io::Result<Option<SpoolChunk>> {
        let mut chunk = SpoolChunk::default();
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
        let (articles, place, length) = (number(0..4), number(4..8), number(8..HEADER));
        let start = chunk.bytes.len();
        let end = start + place + length;
        chunk.bytes.resize(end, 0);
        self.file.read_exact(&mut chunk.bytes[start..])?;
        chunk.frames.push(Frame {
            first_article: self.articles,
            place: start..start + place,
            document: start + place..end,
        });
        self.articles += articles;
        Ok(())
    }
}

impl SpoolChunk {
    pub(crate) fn records(&self) -> impl Iterator<Item = SpooledRecord<'_>> {
        self.frames.iter().map(|frame| SpooledRecord {
            first_article: frame.first_article,
            place: std::str::from_utf8(&self.bytes[frame.place.clone()]).unwrap_or_default(),
            document: &self.bytes[frame.document.clone()],
        })
    }
}

impl SpooledRecord<'_> {
    pub(crate) fn decode(self) -> Result<Document, StepError> {
        let line = std::str::from_utf8(self.document)
            .map_err(|error| StepError::new("the spool is damaged").because(error))?;
        interchange::read_document(line)
            .map_err(|error| StepError::new("the spool is damaged").because(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use newsprint_core::{Article, ArticleId, Source, Span};

    #[test]
    fn documents_come_back_in_order_with_their_article_numbers() {
        let document = |text: &str, articles: u64| {
            let mut document = Document::new(Source::new("a", text).unwrap());
            let ids = (0..articles).map(ArticleId::from_u64);
            document.articles.extend(ids.map(Article::new));
            document
        };
        let documents = [document("一", 2), document("", 0), document("三", 1)];
        let mut spool = Spool::new(None).unwrap();
        for (index, document) in documents.iter().enumerate() {
            let mut frame = Vec::new();
            write_frame(document, &format!("页:{index}"), &mut frame).unwrap();
            spool.push(&frame).unwrap();
        }
        let mut reader = spool.read().unwrap();
        let limits = ChunkLimits { records: 2, bytes: 1 << 20 };
        let mut seen = Vec::new();
        while let Some(chunk) = reader.next_chunk(limits).unwrap() {
            for record in chunk.records() {
                let place = record.place.to_owned();
                seen.push((record.first_article, place, record.decode().unwrap()));
            }
        }
        let firsts: Vec<_> = seen.iter().map(|(first, ..)| *first).collect();
        assert_eq!(firsts, [0, 2, 2]);
        assert_eq!(seen[2].1, "页:2");
        assert!(seen.iter().map(|(.., document)| document).eq(&documents));
        assert_eq!(Span::of(Span::new(0, 3), seen[2].2.source().text()), Some("三"));
    }
}
