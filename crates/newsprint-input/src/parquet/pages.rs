//! The bytes of a file, but for pages that unpack to more than anyone writes.

use std::fs::File;
use std::io::{BufRead as _, BufReader};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// A file of which no page is read that unpacks to more than `most` bytes: room for a page is made
/// before it is unpacked.
pub(super) struct Pages {
    pub(super) file: File,
    pub(super) most: u64,
}

impl Length for Pages {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Pages {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut bytes = self.file.get_read(start)?;
        let size = unpacked_size(bytes.fill_buf()?).unwrap_or_default();
        if size > self.most {
            let message =
                format!("a page of {size} bytes, more than `max-page-bytes`, {} bytes", self.most);
            return Err(ParquetError::General(message));
        }
        Ok(bytes)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // Room is made for all of them at once.
        if self.len().saturating_sub(start) < length as u64 {
            return Err(ParquetError::EOF(format!("{length} bytes are not there at {start}")));
        }
        self.file.get_bytes(start, length)
    }
}

/// The size that a page's header states, which is a Thrift struct in the compact protocol: its
/// second field, after the type of the page. `None` of other bytes.
fn unpacked_size(header: &[u8]) -> Option<u64> {
    /// A field of 32 bits, with the number that follows that of the field before.
    const NEXT_NUMBER: u8 = 0x15;
    let [NEXT_NUMBER, 0..=6, NEXT_NUMBER, number @ ..] = header else { return None };
    let mut value = 0;
    for (byte, shift) in number.iter().zip((0..35).step_by(7)) {
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            // Zigzag; a size is not negative.
            return Some(value >> 1);
        }
    }
    None
}
