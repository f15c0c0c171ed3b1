//! Tables of sorted rows on disk, in frames with checksums.
//!
//! A frame is the number of its bytes, the key of its last row (4 bytes each) and a checksum of
//! both and of its rows (8), then the rows; all little-endian. Keys never fall from row to row, so
//! that a reader passes over frames that it does not need.

use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use newsprint_core::{RoomFile, StepError};
use xxhash_rust::xxh3::Xxh3;

use crate::SEED;

/// Bytes of rows from which a frame is written.
const FRAME: usize = 1 << 16;
const HEADER: usize = 16;
const BUFFER: usize = 1 << 17;

/// A table that can be read.
pub(crate) struct Table {
    pub(crate) file: Box<dyn RoomFile>,
    pub(crate) bytes: u64,
}

/// A table that is being written.
pub(crate) struct TableWriter {
    file: BufWriter<Box<dyn RoomFile>>,
    bytes: u64,
    frame: Vec<u8>,
    last: u32,
}

impl TableWriter {
    pub(crate) fn new(file: Box<dyn RoomFile>) -> Self {
        Self {
            file: BufWriter::with_capacity(BUFFER, file),
            bytes: 0,
            frame: Vec::with_capacity(FRAME),
            last: 0,
        }
    }

    /// Appends a row, made of parts, under a key that is not below that of the row before it.
    pub(crate) fn push(&mut self, key: u32, row: &[&[u8]]) -> Result<(), StepError> {
        self.last = key;
        for part in row {
            self.frame.extend_from_slice(part);
        }
        if self.frame.len() >= FRAME { self.write_frame() } else { Ok(()) }
    }

    fn write_frame(&mut self) -> Result<(), StepError> {
        let length = u32::try_from(self.frame.len())
            .map_err(|_| StepError::new("an article's digest is too large for the index"))?;
        let sum = checksum(length, self.last, &self.frame);
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(&length.to_le_bytes());
        header[4..8].copy_from_slice(&self.last.to_le_bytes());
        header[8..].copy_from_slice(&sum.to_le_bytes());
        self.file.write_all(&header).map_err(unwritable)?;
        self.file.write_all(&self.frame).map_err(unwritable)?;
        self.bytes += (HEADER + self.frame.len()) as u64;
        self.frame.clear();
        Ok(())
    }

    /// Appends all frames of `table`, as they are but for a check.
    pub(crate) fn append(&mut self, table: &mut Table) -> Result<(), StepError> {
        if !self.frame.is_empty() {
            self.write_frame()?;
        }
        let mut rows = table.read()?;
        while rows.next_frame(0)? {
            self.last = rows.last;
            std::mem::swap(&mut self.frame, &mut rows.frame);
            self.write_frame()?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Table, StepError> {
        if !self.frame.is_empty() {
            self.write_frame()?;
        }
        let file = self.file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        Ok(Table { file, bytes: self.bytes })
    }
}

impl Table {
    /// Starts reading at the first row.
    pub(crate) fn read(&mut self) -> Result<Rows<'_>, StepError> {
        self.file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let file = BufReader::with_capacity(BUFFER, &mut self.file);
        Ok(Rows { file, left: self.bytes, frame: Vec::new(), at: 0, last: 0 })
    }
}

/// A table that is being read.
pub(crate) struct Rows<'a> {
    file: BufReader<&'a mut Box<dyn RoomFile>>,
    left: u64,
    frame: Vec<u8>,
    at: usize,
    last: u32,
}

impl Rows<'_> {
    /// The next row of `N` bytes in a frame that can have keys from `key` on; `None` at the end.
    pub(crate) fn next<const N: usize>(&mut self, key: u32) -> Result<Option<[u8; N]>, StepError> {
        while self.at == self.frame.len() || self.last < key {
            if !self.next_frame(key)? {
                return Ok(None);
            }
        }
        let row = self.frame[self.at..].first_chunk().ok_or_else(damaged)?;
        self.at += N;
        Ok(Some(*row))
    }

    /// The bytes of a row whose length was read before.
    pub(crate) fn bytes(&mut self, length: u32) -> Result<&[u8], StepError> {
        let rest = &self.frame[self.at..];
        let row = rest.get(..length as usize).ok_or_else(damaged)?;
        self.at += row.len();
        Ok(row)
    }

    /// Goes on to a frame whose last key is `key` at least; whether there is one.
    fn next_frame(&mut self, key: u32) -> Result<bool, StepError> {
        while self.left > 0 {
            let mut header = [0; HEADER];
            self.file.read_exact(&mut header).map_err(unreadable)?;
            let [length, last] = [&header[..4], &header[4..8]].map(|part| {
                part.iter().rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            });
            let size = HEADER as u64 + u64::from(length);
            self.left = self.left.checked_sub(size).ok_or_else(damaged)?;
            if last < key {
                self.file.seek_relative(length.into()).map_err(unreadable)?;
                continue;
            }
            self.frame.resize(length as usize, 0);
            self.file.read_exact(&mut self.frame).map_err(unreadable)?;
            if header[8..] != checksum(length, last, &self.frame).to_le_bytes() {
                return Err(damaged());
            }
            (self.at, self.last) = (0, last);
            return Ok(true);
        }
        Ok(false)
    }
}

fn checksum(length: u32, last: u32, rows: &[u8]) -> u64 {
    let mut hash = Xxh3::with_seed(SEED);
    hash.update(&length.to_le_bytes());
    hash.update(&last.to_le_bytes());
    hash.update(rows);
    hash.digest()
}

/// The error of an index whose bytes are not those that were written.
pub(crate) fn damaged() -> StepError {
    StepError::new("the index is damaged").help(
        "bring back a copy of its folder, or remove the folder and feed all articles in again",
    )
}

pub(crate) fn unreadable(error: io::Error) -> StepError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged(),
        _ => StepError::new("the index cannot be read")
            .help("see that its disk is in order and that it may be read, and run again")
            .because(error),
    }
}

pub(crate) fn unwritable(error: io::Error) -> StepError {
    StepError::new("the index cannot be written")
        .help("make room, or name another folder; the index is as it was before the run")
        .because(error)
}
