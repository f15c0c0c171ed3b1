//! A file of lines, or standard output; plain or compressed.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use newsprint_core::{Document, SinkWriter, StepError};

use crate::atomic::{AtomicFile, BUFFER};
use crate::compress::{Compression, Encoder};

/// Writes what the output rendered, in order.
pub(crate) struct LinesWriter {
    target: Target,
    encoder: Option<Encoder>,
    /// What the encoder gave, before it is written.
    packed: Vec<u8>,
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
        let encoder = Encoder::new(compression).map_err(cannot_compress)?;
        Ok(Self { target, encoder, packed: Vec::new() })
    }

    /// Writes on.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        let Some(encoder) = &mut self.encoder else { return self.target.append(bytes) };
        encoder.push(bytes, &mut self.packed).map_err(cannot_compress)?;
        self.write_packed()
    }

    fn write_packed(&mut self) -> Result<(), StepError> {
        self.target.append(&self.packed)?;
        self.packed.clear();
        Ok(())
    }
}

impl SinkWriter for LinesWriter {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.append(rendered)
    }

    fn finish(&mut self) -> Result<(), StepError> {
        if let Some(encoder) = &mut self.encoder {
            encoder.finish(&mut self.packed).map_err(cannot_compress)?;
            self.write_packed()?;
        }
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
    StepError::new("cannot write to standard output").because(error)
}

fn cannot_compress(error: io::Error) -> StepError {
    StepError::new("cannot compress").help("set `compression = \"none\"`").because(error)
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
        let mut writer = LinesWriter { target, encoder: None, packed: Vec::new() };
        let document = Document::new(Source::new("a.txt", "").unwrap());
        let error = writer.write(&document, b"a line").unwrap_err();
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
    }
}
