//! Digests that wait for their corpus stage: in memory up to a limit, beyond it on disk.
//!
//! A frame on disk is the number of articles and the number of bytes, then for each article its id
//! and the length of its digest, then the digests; numbers are little-endian.

use std::collections::VecDeque;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _};
use std::path::PathBuf;

use newsprint_core::{ArticleId, DigestReader, Digests, Room, RoomFile, StepError};

use crate::frame::is_at_end;

const BUFFER: usize = 1 << 18;

/// The memory and the folder that a run may use.
#[derive(Clone, Debug)]
pub(crate) struct RunRoom {
    pub(crate) memory: usize,
    /// The system's folder for temporary files when there is none.
    pub(crate) folder: Option<PathBuf>,
}

impl Room for RunRoom {
    fn memory(&self) -> usize {
        self.memory
    }

    fn file(&self) -> io::Result<Box<dyn RoomFile>> {
        Ok(Box::new(match &self.folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        }))
    }
}

/// Digests that are being gathered: the first ones in memory, those that follow on disk.
#[derive(Default)]
pub(crate) struct DigestSpool {
    held: VecDeque<Digests>,
    bytes: usize,
    spilled: Option<BufWriter<Box<dyn RoomFile>>>,
}

impl DigestSpool {
    /// Adds the digests that follow. A quarter of the room's memory is for digests that wait.
    pub(crate) fn push(&mut self, mut digests: Digests, room: &dyn Room) -> io::Result<()> {
        self.bytes += digests.byte_len();
        match &mut self.spilled {
            None if self.bytes <= room.memory() / 4 => {
                digests.shrink_to_fit();
                self.held.push_back(digests);
            }
            None => {
                let file = self.spilled.insert(BufWriter::with_capacity(BUFFER, room.file()?));
                write_frame(&digests, file)?;
            }
            Some(file) => write_frame(&digests, file)?,
        }
        Ok(())
    }

    /// Turns to reading, from the first digest.
    pub(crate) fn read(self) -> io::Result<DigestSpoolReader> {
        let rewind = |file: BufWriter<Box<dyn RoomFile>>| {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok::<_, io::Error>(BufReader::with_capacity(BUFFER, file))
        };
        Ok(DigestSpoolReader {
            held: self.held,
            spilled: self.spilled.map(rewind).transpose()?,
            articles: 0,
        })
    }
}

/// Digests that are being read, each once.
pub(crate) struct DigestSpoolReader {
    held: VecDeque<Digests>,
    spilled: Option<BufReader<Box<dyn RoomFile>>>,
    /// Articles read so far.
    pub(crate) articles: usize,
}

impl DigestReader for DigestSpoolReader {
    fn next(&mut self) -> Result<Option<Digests>, StepError> {
        let next = match (self.held.pop_front(), &mut self.spilled) {
            (None, Some(file)) => read_frame(file).map_err(|error| {
                StepError::new("digests cannot be read back from the spool").because(error)
            })?,
            (held, _) => held,
        };
        self.articles += next.as_ref().map_or(0, Digests::len);
        Ok(next)
    }
}

pub(crate) fn write_frame(digests: &Digests, file: &mut impl io::Write) -> io::Result<()> {
    let bytes: usize = digests.iter().map(|(_, digest)| digest.len()).sum();
    file.write_all(&(digests.len() as u64).to_le_bytes())?;
    file.write_all(&(bytes as u64).to_le_bytes())?;
    for (id, digest) in digests.iter() {
        file.write_all(&id.as_u64().to_le_bytes())?;
        file.write_all(&(digest.len() as u64).to_le_bytes())?;
    }
    digests.iter().try_for_each(|(_, digest)| file.write_all(digest))
}

pub(crate) fn read_frame(file: &mut impl io::BufRead) -> io::Result<Option<Digests>> {
    if is_at_end(file)? {
        return Ok(None);
    }
    let (articles, bytes) = (read_number(file)?, read_number(file)?);
    let mut entries = Vec::new();
    for _ in 0..articles {
        entries.push((ArticleId::from_u64(read_number(file)?), read_number(file)?));
    }
    let mut digests = Digests::new();
    let mut all = Vec::new();
    file.take(bytes).read_to_end(&mut all)?;
    let mut rest = all.as_slice();
    for (id, length) in entries {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (digest, after) = rest.split_at_checked(length).ok_or(io::ErrorKind::UnexpectedEof)?;
        digests.push(id, digest);
        rest = after;
    }
    Ok(Some(digests))
}

fn read_number(file: &mut impl io::Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    file.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(first: u64) -> Digests {
        let mut digests = Digests::new();
        for number in first..first + 3 {
            digests
                .push(ArticleId::from_u64(number), &number.to_le_bytes()[..(number % 4) as usize]);
        }
        digests
    }

    #[test]
    fn digests_come_back_in_order_whatever_the_memory() {
        for memory in [0, 400, 1 << 20] {
            let room = RunRoom { memory, folder: None };
            let mut spool = DigestSpool::default();
            for first in [0, 3, 6, 9] {
                spool.push(chunk(first), &room).unwrap();
            }
            let mut reader = spool.read().unwrap();
            let all = (&mut reader as &mut dyn DigestReader).all().unwrap();
            let mut expected = Digests::new();
            for first in [0, 3, 6, 9] {
                expected.extend(&chunk(first));
            }
            assert!(all.iter().eq(expected.iter()), "{memory}");
            assert_eq!(reader.articles, 12);
        }
    }

    /// A disk without room.
    struct Full;

    impl Room for Full {
        fn memory(&self) -> usize {
            0
        }

        fn file(&self) -> io::Result<Box<dyn RoomFile>> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let error = DigestSpool::default().push(chunk(0), &Full).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
