//! The output `jsonl`: one article or document a line.

use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{Component, Document, Field, Sink, SinkWriter, StepError, interchange};

use crate::compress::Compression;
use crate::lines::LinesWriter;

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
        pub path: Located<PathBuf>;
        /// What stands on a line.
        pub records: Records = Records::Articles;
        /// How the file is compressed.
        pub compression: Compression = Compression::Auto;
    }
}

#[doc = include_str!("../manual/jsonl.md")]
#[derive(Clone, Debug)]
pub struct JsonlSink {
    path: PathBuf,
    records: Records,
    compression: Compression,
}

impl Component for JsonlSink {
    const NAME: &'static str = "jsonl";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/jsonl.md");
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    type Options = JsonlSinkOptions;

    fn build(options: JsonlSinkOptions) -> Result<Self, Vec<Fault>> {
        let compression = options.compression.settle(&options.path).map_err(|fault| vec![fault])?;
        Ok(Self { path: options.path.value, records: options.records, compression })
    }
}

impl Sink for JsonlSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(LinesWriter::create(&self.path, self.compression)?))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        let written = match self.records {
            Records::Documents => interchange::write_document(document, out),
            Records::Articles => document.articles.iter().try_for_each(|article| {
                interchange::write_article(document.source(), article, out)
            }),
        };
        written.map_err(|error| StepError::new("cannot be written as JSON").because(error))
    }
}
