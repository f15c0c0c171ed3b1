//! A reader on a thread of its own, so that a run can be stopped while it waits for bytes that may
//! never come: those of a terminal, of a pipe, of a file system that hangs.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use newsprint_core::{Chunk, ChunkLimits, Progress, Reader, StepError};

use crate::guard::guarded;

/// How often a run that waits looks whether it is to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// A reader that works on its own thread, on one chunk at a time and only when it is asked for one:
/// nothing is read that nobody wants.
pub(crate) struct Reading {
    /// `None` once the reader is to end.
    wanted: Option<Sender<ChunkLimits>>,
    read: Receiver<Read>,
    progress: Progress,
    thread: Option<JoinHandle<()>>,
    /// Whether the reader has been left in the middle of a chunk.
    is_left: bool,
}

struct Read {
    chunk: Result<Option<Chunk>, StepError>,
    progress: Progress,
}

impl Reading {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub(crate) fn new(mut reader: Box<dyn Reader>) -> Result<Self, StepError> {
        let (wanted, wants) = channel();
        let (found, read) = channel();
        let work = move || {
            for limits in wants {
                let chunk = guarded(|| reader.next_chunk(limits));
                let progress = reader.progress();
                if found.send(Read { chunk, progress }).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("newsprint-read".to_owned()).spawn(work);
        let thread = thread.map_err(|error| {
            StepError::new("there is no thread to read on")
                .because(error)
                .help("set `run.threads` to a smaller number, or end other programs")
        })?;
        let progress = Progress::default();
        Ok(Self { wanted: Some(wanted), read, progress, thread: Some(thread), is_left: false })
    }

    /// The next chunk; `None` at the end, or when the run is to stop before the reader comes back.
    pub(crate) fn next_chunk(
        &mut self,
        limits: ChunkLimits,
        is_stopped: impl Fn() -> bool,
    ) -> Result<Option<Chunk>, StepError> {
        if self.is_left {
            return Ok(None);
        }
        let lost = || StepError::new("the thread that reads has ended");
        let wanted = self.wanted.as_ref().ok_or_else(lost)?;
        wanted.send(limits).map_err(|_| lost())?;
        loop {
            match self.read.recv_timeout(PATIENCE) {
                Ok(Read { chunk, progress }) => {
                    self.progress = progress;
                    return chunk;
                }
                Err(RecvTimeoutError::Timeout) if is_stopped() => {
                    self.is_left = true;
                    return Ok(None);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(lost()),
            }
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.wanted = None;
        // A reader that waits for bytes is left to itself: it ends when they come, or with the
        // process.
        if let Some(thread) = self.thread.take().filter(|_| !self.is_left) {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::Sender;

    use newsprint_core::{Origin, Part};

    use super::*;

    const LIMITS: ChunkLimits = ChunkLimits { records: 1, bytes: 1 };

    /// Gives two chunks, and then waits until the other end of its channel is gone.
    struct Waits(u64, Receiver<()>);

    impl Reader for Waits {
        fn next_chunk(&mut self, _: ChunkLimits) -> Result<Option<Chunk>, StepError> {
            self.0 += 1;
            if self.0 > 2 {
                let _ = self.1.recv();
                return Ok(None);
            }
            let mut chunk = Chunk::default();
            chunk.append(&Arc::new(Origin::new("a")), Part::Whole, b"a");
            Ok(Some(chunk))
        }

        fn progress(&self) -> Progress {
            Progress { read: self.0, total: None }
        }
    }

    fn waits() -> (Reading, Sender<()>) {
        let (other_end, hangs) = channel();
        (Reading::new(Box::new(Waits(0, hangs))).unwrap(), other_end)
    }

    #[test]
    fn a_reader_that_waits_is_left_when_the_run_is_to_stop() {
        let (mut reading, _other_end) = waits();
        for read in 1..=2 {
            assert_eq!(reading.next_chunk(LIMITS, || true).unwrap().map(|it| it.len()), Some(1));
            assert_eq!(reading.progress().read, read);
        }
        for _ in 0..2 {
            assert!(reading.next_chunk(LIMITS, || true).unwrap().is_none());
        }
    }

    #[test]
    fn a_reader_that_comes_to_its_end_is_waited_for() {
        let (mut reading, other_end) = waits();
        let next = |reading: &mut Reading| reading.next_chunk(LIMITS, || false).unwrap();
        assert!(next(&mut reading).is_some() && next(&mut reading).is_some());
        thread::spawn(move || {
            thread::sleep(2 * PATIENCE);
            drop(other_end);
        });
        assert!(next(&mut reading).is_none());
    }
}
