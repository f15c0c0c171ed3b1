//! Standard output as a target.

use std::io::{self, BufWriter, Write};

use newsprint_core::{Document, SinkWriter, StepError};

/// Standard output: what has been written cannot be taken back.
pub(crate) struct Stream<W: Write> {
    out: BufWriter<W>,
    head: Vec<u8>,
}

impl<W: Write> Stream<W> {
    pub(crate) fn new(out: BufWriter<W>) -> Self {
        Self::starting_with(out, Vec::new())
    }

    /// A stream that begins with `head`, also when nothing follows.
    pub(crate) fn starting_with(out: BufWriter<W>, head: Vec<u8>) -> Self {
        Self { out, head }
    }

    fn begin(&mut self) -> Result<(), StepError> {
        self.out.write_all(&std::mem::take(&mut self.head)).map_err(closed)
    }
}

impl<W: Write + Send> SinkWriter for Stream<W> {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.begin()?;
        self.out.write_all(rendered).map_err(closed)
    }

    fn finish(&mut self) -> Result<(), StepError> {
        self.begin()?;
        self.out.flush().map_err(closed)
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(Vec::new())
    }
}

/// The runner looks for [`io::ErrorKind::BrokenPipe`] in the cause.
fn closed(error: io::Error) -> StepError {
    StepError::new("cannot write to standard output").because(error)
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
        let mut stream = Stream::new(BufWriter::with_capacity(4, ClosedPipe));
        let document = Document::new(Source::new("a.txt", "").unwrap());
        let error = stream.write(&document, b"more than the buffer").unwrap_err();
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
    }

    #[test]
    fn a_stream_begins_with_its_head_also_when_nothing_follows() {
        let mut stream = Stream::starting_with(BufWriter::new(Vec::new()), b"id\r\n".to_vec());
        stream.finish().unwrap();
        assert_eq!(stream.out.get_ref(), b"id\r\n");
    }
}
