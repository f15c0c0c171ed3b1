//! The output `jsonl`: one article or document a line.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use newsprint_core::config::Fault;
use newsprint_core::{
    Component, Document, Field, RunSummary, Sink, SinkWriter, StepError, interchange,
};

use crate::atomic::{AtomicFile, BUFFER};

newsprint_core::choices! {
    /// What stands on a line.
    pub enum Records {
        /// An article, with what is known of its source.
        Articles = "articles",
        /// A document with its text, its articles and the residue.
        Documents = "documents",
    }
}

newsprint_core::options! {
    /// Options of `jsonl`.
    pub struct JsonlSinkOptions {
        /// The file to write; `-` is standard output.
        pub path: PathBuf;
        /// What stands on a line.
        pub records: Records = Records::Articles;
    }
}

#[doc = include_str!("../manual/jsonl.md")]
#[derive(Clone, Debug)]
pub struct JsonlSink {
    options: JsonlSinkOptions,
}

impl Component for JsonlSink {
    const NAME: &'static str = "jsonl";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/jsonl.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    type Options = JsonlSinkOptions;

    fn build(options: JsonlSinkOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { options })
    }
}

impl Sink for JsonlSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        if self.options.path == Path::new("-") {
            Ok(Box::new(Stream(BufWriter::with_capacity(BUFFER, io::stdout()))))
        } else {
            Ok(Box::new(AtomicFile::create(&self.options.path)?))
        }
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        let written = match self.options.records {
            Records::Documents => interchange::write_document(document, out),
            Records::Articles => document.articles.iter().try_for_each(|article| {
                interchange::write_article(document.source(), article, out)
            }),
        };
        written.map_err(|error| StepError::new("cannot be written as JSON").because(error))
    }
}

impl SinkWriter for AtomicFile {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.append(rendered)
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.persist()?])
    }
}

/// Standard output: what has been written cannot be taken back.
struct Stream<W: Write>(BufWriter<W>);

impl<W: Write + Send> SinkWriter for Stream<W> {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        self.0.write_all(rendered).map_err(closed)
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.0.flush().map_err(closed)
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
        let mut stream = Stream(BufWriter::with_capacity(4, ClosedPipe));
        let document = Document::new(Source::new("a.txt", "").unwrap());
        let error = stream.write(&document, b"more than the buffer").unwrap_err();
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(cause.map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
    }
}
