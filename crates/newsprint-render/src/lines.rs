//! A file of lines, or standard output; plain or compressed.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use newsprint_core::{Document, RunSummary, SinkWriter, StepError};
use serde::Serialize;

use crate::atomic::{AtomicFile, BUFFER};
use crate::compress::{Compression, Packer};

/// Appends `value` as a line of JSON.
pub(crate) fn json_line(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), StepError> {
    serde_json::to_writer(&mut *out, value)
        .map_err(|error| StepError::new("cannot be written as JSON").because(error))?;
    out.push(b'\n');
    Ok(())
}

/// Writes what the output rendered, in order.
pub(crate) struct LinesWriter {
    /// What the target begins with, as long as nothing has been written.
    head: Vec<u8>,
    target: Target,
    packer: Packer,
}

/// Where the bytes go.
enum Target {
    File(AtomicFile),
    /// What has been written cannot be taken back.
    Stream(Box<dyn Write + Send>),
}

impl LinesWriter {
    /// Starts the file that is to be `path`; `-` is standard output.
    pub(crate) fn create(path: &Path, compression: Compression) -> Result<Self, StepError> {
        let target = if path == Path::new("-") {
            Target::Stream(Box::new(BufWriter::with_capacity(BUFFER, io::stdout())))
        } else {
            Target::File(AtomicFile::create(path)?)
        };
        Ok(Self { head: Vec::new(), target, packer: Packer::new(compression)? })
    }

    /// The same, with `head` at the start, also when nothing follows.
    pub(crate) fn starting_with(self, head: Vec<u8>) -> Self {
        Self { head, ..self }
    }

    fn begin(&mut self) -> Result<(), StepError> {
        let head = std::mem::take(&mut self.head);
        self.target.append(self.packer.push(&head)?)
    }
}

impl SinkWriter for LinesWriter {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.begin()?;
        self.target.append(self.packer.push(rendered)?)
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.begin()?;
        self.target.append(self.packer.finish()?)?;
        match &mut self.target {
            Target::File(file) => file.sync(),
            Target::Stream(stream) => stream.flush().map_err(closed),
        }
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        match self.target {
            Target::File(file) => Ok(vec![file.persist()?]),
            Target::Stream(_) => Ok(Vec::new()),
        }
    }
}

impl Target {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        match self {
            Self::File(file) => file.append(bytes),
            Self::Stream(stream) => stream.write_all(bytes).map_err(closed),
        }
    }
}

/// The runner looks for [`io::ErrorKind::BrokenPipe`] in the cause.
fn closed(error: io::Error) -> StepError {
    StepError::new("cannot write to standard output")
        .help("see that what reads it, or the disk it goes to, takes more")
        .because(error)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use newsprint_core::Source;

    struct ClosedPipe;

    impl Write for ClosedPipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_can_be_told_from_other_errors() {
        let target = Target::Stream(Box::new(ClosedPipe));
        let packer = Packer::new(Compression::None).unwrap();
        let mut writer = LinesWriter { head: Vec::new(), target, packer };
        let document = Document::new(Source::new("a.txt", "").unwrap());
        let error = writer.write(&document, b"a line").unwrap_err();
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
    }
}
