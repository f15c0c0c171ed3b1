//! What stands in a spool and in the journal of a document: a frame.
//!
//! A frame is a header of little-endian numbers (articles, number of the record's origin or 0, bytes
//! of the place in 4 bytes each, part of the origin, 1 + offset in the file or 0, bytes of the record
//! or document in 8 each), the place of a document, and the record, or the document in the
//! interchange form.

use std::io::{self, BufRead};
use std::ops::Range;

use newsprint_core::{Document, Part, RawRecord, StepError, interchange};

use crate::spool::Origins;

/// Bytes of a frame's header.
pub(crate) const HEADER: usize = 36;

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
    let articles = count(document.articles.len())?;
    let length = (out.len() - start - HEADER - place.len()) as u64;
    let header =
        Header { articles, origin: 0, place: count(place.len())?, part: 0, offset, length };
    out[start..start + HEADER].copy_from_slice(&header.to_bytes());
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
    let length = record.bytes.len() as u64;
    let header = Header { articles: count(articles)?, origin, place: 0, part, offset, length };
    out.extend_from_slice(&header.to_bytes());
    out.extend_from_slice(record.bytes);
    Ok(())
}

/// What a frame begins with.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    pub(crate) articles: u32,
    /// Number of the record's origin; 0 for a document.
    pub(crate) origin: u32,
    place: u32,
    /// Code of the part that the record is.
    pub(crate) part: u64,
    /// Where in its file it begins.
    pub(crate) offset: Option<u64>,
    length: u64,
}

impl Header {
    /// Of a frame that stands for the record of this number and lacks its bytes.
    pub(crate) fn stub(articles: u32, record: usize) -> Self {
        Self { articles, origin: u32::MAX, place: 0, part: record as u64, offset: None, length: 0 }
    }

    /// The number of the record that a frame without bytes stands for.
    pub(crate) fn stands_for(self) -> Option<usize> {
        (self.origin == u32::MAX).then(|| usize::try_from(self.part).ok())?
    }

    pub(crate) fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..4].copy_from_slice(&self.articles.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.origin.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.place.to_le_bytes());
        bytes[12..20].copy_from_slice(&self.part.to_le_bytes());
        bytes[20..28].copy_from_slice(&code_of_offset(self.offset).to_le_bytes());
        bytes[28..].copy_from_slice(&self.length.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: [u8; HEADER]) -> Self {
        let number = |range: Range<usize>| {
            bytes[range].iter().rev().fold(0, |number: u64, byte| number << 8 | u64::from(*byte))
        };
        let small = |range| u32::try_from(number(range)).unwrap_or(u32::MAX);
        Self {
            articles: small(0..4),
            origin: small(4..8),
            place: small(8..12),
            part: number(12..20),
            offset: number(20..28).checked_sub(1),
            length: number(28..HEADER),
        }
    }

    fn lengths(self) -> Option<(usize, usize)> {
        Some((usize::try_from(self.place).ok()?, usize::try_from(self.length).ok()?))
    }
}

/// A frame in memory.
pub(crate) struct FrameBytes<'a> {
    pub(crate) header: Header,
    /// With its header.
    pub(crate) whole: &'a [u8],
    /// The record or the document.
    pub(crate) content: &'a [u8],
}

/// The first of some frames, and those that follow.
pub(crate) fn split_frame(frames: &[u8]) -> Option<(FrameBytes<'_>, &[u8])> {
    let header = Header::from_bytes(*frames.first_chunk()?);
    let (place, length) = header.lengths()?;
    let end = HEADER.checked_add(place)?.checked_add(length)?;
    let (whole, rest) = frames.split_at_checked(end)?;
    Some((FrameBytes { header, whole, content: &whole[HEADER + place..] }, rest))
}

/// Pages are told from lines by the highest bit.
const PAGE: u64 = 1 << 63;

pub(crate) fn code_of(part: Part) -> u64 {
    match part {
        Part::Whole => 0,
        Part::Line(line) => line,
        Part::Page(page) => PAGE | page,
    }
}

pub(crate) fn part_of(code: u64) -> Part {
    match code {
        0 => Part::Whole,
        code if code & PAGE == 0 => Part::Line(code),
        code => Part::Page(code & !PAGE),
    }
}

/// 1 + an offset, or 0. Rejects can claim an offset that no file has: it counts for none.
pub(crate) fn code_of_offset(offset: Option<u64>) -> u64 {
    offset.and_then(|offset| offset.checked_add(1)).unwrap_or(0)
}

pub(crate) fn count(number: usize) -> Result<u32, StepError> {
    u32::try_from(number).map_err(|_| StepError::new("the document is too large for the spool"))
}

/// Whether nothing is left to read. A read that was interrupted, which `fill_buf` takes for an error,
/// is made again.
pub(crate) fn is_at_end(file: &mut impl BufRead) -> io::Result<bool> {
    loop {
        match file.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read.map(<[u8]>::is_empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    /// Is interrupted before each read.
    struct Interrupted<'a>(&'a [u8], bool);

    impl Read for Interrupted<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 { Err(io::ErrorKind::Interrupted.into()) } else { self.0.read(buffer) }
        }
    }

    #[test]
    fn an_interrupted_read_is_made_again() {
        let mut file = BufReader::new(Interrupted(b"a", false));
        assert!(!is_at_end(&mut file).unwrap());
        file.consume(1);
        assert!(is_at_end(&mut file).unwrap());
    }

    #[test]
    fn an_offset_that_no_file_has_counts_for_none() {
        let header = |offset| Header { offset, ..Header::stub(1, 2) };
        for (offset, known) in [(None, None), (Some(7), Some(7)), (Some(u64::MAX), None)] {
            assert_eq!(Header::from_bytes(header(offset).to_bytes()).offset, known);
        }
    }
}
