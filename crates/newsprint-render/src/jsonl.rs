//! The output `jsonl`: one article or document a line.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use newsprint_core::config::Fault;
use newsprint_core::{Component, Document, Field, Sink, SinkWriter, StepError, interchange};

use crate::atomic::{AtomicFile, BUFFER};
use crate::stream::Stream;

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
            Ok(Box::new(Stream::new(BufWriter::with_capacity(BUFFER, io::stdout()))))
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

    fn finish(&mut self) -> Result<(), StepError> {
        self.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.persist()?])
    }
}
