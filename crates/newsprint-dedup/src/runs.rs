//! Rows that are sorted in bounded memory: sorted runs on disk, read side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, SeekFrom};

use newsprint_core::{Room, RoomFile, StepError};

/// Rows of a run that are read at a time, at least.
const LEAST_READ: usize = 64;
/// Rows that are held in memory, at least.
const LEAST_HELD: usize = 1024;
/// A sorter holds this part of the memory that there is: two can be at work at once, and digests
/// that wait take as much again.
const MEMORY_PART: usize = 4;

/// Takes rows in any order. Rows compare as their bytes do, so that numbers in them are big-endian.
pub(crate) struct Sorter<'r, const N: usize> {
    room: &'r dyn Room,
    rows: Vec<[u8; N]>,
    /// Rows that are held at most.
    most: usize,
    runs: Runs,
}

/// Sorted runs, one after another in one file.
#[derive(Default)]
struct Runs {
    file: Option<Box<dyn RoomFile>>,
    /// The row behind the last of each.
    ends: Vec<u64>,
}

impl<'r, const N: usize> Sorter<'r, N> {
    pub(crate) fn new(room: &'r dyn Room) -> Self {
        let most = (room.memory() / MEMORY_PART / N).max(LEAST_HELD);
        Self { room, rows: Vec::new(), most, runs: Runs::default() }
    }

    pub(crate) fn push(&mut self, row: [u8; N]) -> Result<(), StepError> {
        if self.rows.len() == self.most {
            self.spill().map_err(failed)?;
        }
        if self.rows.len() == self.rows.capacity() {
            // Not doubled beyond what may be held.
            let more = self.rows.len().max(LEAST_HELD).min(self.most - self.rows.len());
            self.rows.reserve_exact(more);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Writes the rows held as a run.
    fn spill(&mut self) -> io::Result<()> {
        self.rows.sort_unstable();
        let file = match &mut self.runs.file {
            Some(file) => file,
            none => none.insert(self.room.file()?),
        };
        file.write_all(self.rows.as_flattened())?;
        let before = self.runs.ends.last().copied().unwrap_or_default();
        self.runs.ends.push(before + self.rows.len() as u64);
        self.rows.clear();
        Ok(())
    }

    /// Turns to reading.
    pub(crate) fn finish(mut self) -> Result<Sorted<N>, StepError> {
        let mut heads = BinaryHeap::new();
        let mut runs = Vec::with_capacity(self.runs.ends.len());
        if self.runs.file.is_some() {
            self.spill().map_err(failed)?;
            self.rows = Vec::new();
            let read = (self.most / self.runs.ends.len()).max(LEAST_READ);
            let mut next = 0;
            for end in self.runs.ends {
                runs.push(Run { next, end, read, rows: Vec::new().into_iter() });
                next = end;
            }
        } else {
            self.rows.sort_unstable();
            runs.push(Run { next: 0, end: 0, read: 0, rows: self.rows.into_iter() });
        }
        let mut file = self.runs.file;
        for (index, run) in runs.iter_mut().enumerate() {
            heads.extend(run.next(&mut file).map_err(failed)?.map(|row| Reverse((row, index))));
        }
        Ok(Sorted { file, runs, heads })
    }
}

/// Rows that come in ascending order.
pub(crate) struct Sorted<const N: usize> {
    file: Option<Box<dyn RoomFile>>,
    runs: Vec<Run<N>>,
    /// The next row of each run.
    heads: BinaryHeap<Reverse<([u8; N], usize)>>,
}

impl<const N: usize> Sorted<N> {
    /// The next row; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<[u8; N]>, StepError> {
        let Some(Reverse((row, index))) = self.heads.pop() else { return Ok(None) };
        let following = self.runs[index].next(&mut self.file).map_err(failed)?;
        self.heads.extend(following.map(|row| Reverse((row, index))));
        Ok(Some(row))
    }
}

/// A run that is being read.
struct Run<const N: usize> {
    /// The rows that are on disk still.
    next: u64,
    end: u64,
    /// Rows that are read at a time.
    read: usize,
    rows: std::vec::IntoIter<[u8; N]>,
}

impl<const N: usize> Run<N> {
    fn next(&mut self, file: &mut Option<Box<dyn RoomFile>>) -> io::Result<Option<[u8; N]>> {
        if let Some(row) = self.rows.next() {
            return Ok(Some(row));
        }
        let left = usize::try_from(self.end - self.next).unwrap_or(usize::MAX).min(self.read);
        if let Some(file) = file.as_mut().filter(|_| left > 0) {
            let mut rows = vec![[0; N]; left];
            file.seek(SeekFrom::Start(self.next * N as u64))?;
            file.read_exact(rows.as_flattened_mut())?;
            self.next += left as u64;
            self.rows = rows.into_iter();
        }
        Ok(self.rows.next())
    }
}

fn failed(error: io::Error) -> StepError {
    StepError::new("rows cannot be sorted on disk")
        .help("make room where the run keeps its temporary files, or name another folder with `run.spool`")
        .because(error)
}

#[cfg(test)]
mod tests {
    use newsprint_core::MemoryRoom;

    use super::*;

    #[track_caller]
    fn check(count: u32, memory: usize) {
        let room = MemoryRoom(memory);
        let mut sorter = Sorter::<4>::new(&room);
        for number in 0..count {
            sorter.push((number.wrapping_mul(0x9E37_79B9) % 5000).to_be_bytes()).unwrap();
        }
        let mut expected: Vec<u32> =
            (0..count).map(|number| number.wrapping_mul(0x9E37_79B9) % 5000).collect();
        expected.sort_unstable();
        let mut rows = sorter.finish().unwrap();
        for number in expected {
            assert_eq!(rows.next().unwrap(), Some(number.to_be_bytes()));
        }
        assert_eq!(rows.next().unwrap(), None);
    }

    #[test]
    fn rows_come_sorted_whatever_the_memory() {
        for count in [0, 1, 1024, 1025, 100_000] {
            for memory in [0, 20_000, 100_000, 1 << 30] {
                check(count, memory);
            }
        }
    }
}
