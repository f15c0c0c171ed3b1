//! Records that wait on disk until the end of the run.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

use newsprint_core::StepError;

/// Where a record stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    offset: u64,
    len: u32,
}

impl Place {
    /// Bytes of the record.
    pub(crate) fn bytes(self) -> usize {
        self.len as usize
    }
}

/// Bytes that are read at a time: where records do not follow each other, what was read for one is
/// of no use to the next.
const READ: usize = 32 << 10;

/// A file that is appended to.
pub(crate) struct Spill {
    file: BufWriter<File>,
    len: u64,
}

impl Spill {
    pub(crate) fn new(file: File) -> Self {
        Self { file: BufWriter::with_capacity(crate::atomic::BUFFER, file), len: 0 }
    }

    pub(crate) fn push(&mut self, record: &[u8]) -> Result<Place, StepError> {
        let len = u32::try_from(record.len())
            .map_err(|_| StepError::new("an article of 4 GiB cannot be shown"))?;
        self.file.write_all(record).map_err(failed)?;
        let place = Place { offset: self.len, len };
        self.len += u64::from(len);
        Ok(place)
    }

    /// Reads what was written so far; nothing may be written while it is used.
    pub(crate) fn reader(&mut self) -> Result<SpillReader, StepError> {
        self.file.flush().map_err(failed)?;
        let file = self.file.get_ref().try_clone().map_err(failed)?;
        let mut reader = BufReader::with_capacity(READ, file);
        reader.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(SpillReader { file: reader, at: 0 })
    }
}

/// Reads records at any place; cheap where they follow each other.
pub(crate) struct SpillReader {
    file: BufReader<File>,
    at: u64,
}

impl SpillReader {
    pub(crate) fn read(&mut self, place: Place) -> Result<Vec<u8>, StepError> {
        let mut record = vec![0; place.len as usize];
        let step = i64::try_from(i128::from(place.offset) - i128::from(self.at)).unwrap_or(0);
        self.file.seek_relative(step).map_err(failed)?;
        self.file.read_exact(&mut record).map_err(failed)?;
        self.at = place.offset + u64::from(place.len);
        Ok(record)
    }

    /// The record as the JSON that it is.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(
        &mut self,
        place: Place,
    ) -> Result<T, StepError> {
        Ok(serde_json::from_slice(&self.read(place)?)?)
    }
}

fn failed(error: io::Error) -> StepError {
    StepError::new("what waits for the end of the run cannot be kept")
        .help("make room on the disk of the output")
        .because(error)
}
