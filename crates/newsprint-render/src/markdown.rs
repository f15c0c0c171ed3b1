//! The output `markdown`: a folder with one file an article.

use std::path::PathBuf;

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Component, Document, Field, RunSummary, Sink, SinkWriter, StepError,
};

use crate::atomic::AtomicFolder;
use crate::page;

/// Characters of a headline that stand in a file's name: in bytes at most 160 of the 255 that file
/// systems allow.
const SLUG_CHARACTERS: usize = 40;

newsprint_core::options! {
    /// Options of `markdown`.
    pub struct MarkdownSinkOptions {
        /// The folder to write.
        pub path: PathBuf;
    }
}

#[doc = include_str!("../manual/markdown.md")]
#[derive(Clone, Debug)]
pub struct MarkdownSink {
    path: PathBuf,
}

impl Component for MarkdownSink {
    const NAME: &'static str = "markdown";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/markdown.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[Field::Metrics]);
    type Options = MarkdownSinkOptions;

    fn build(options: MarkdownSinkOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { path: options.path })
    }
}

impl Sink for MarkdownSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(MarkdownWriter { folder: AtomicFolder::create(&self.path)?, written: 0 }))
    }

    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

struct MarkdownWriter {
    folder: AtomicFolder,
    /// Articles so far.
    written: usize,
}

impl SinkWriter for MarkdownWriter {
    fn write(&mut self, document: &Document, _: &[u8]) -> Result<(), StepError> {
        for article in &document.articles {
            self.written += 1;
            let page = page::render(document.source(), article);
            self.folder.write(&file_name(self.written, article), page.as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}

/// A name that every file system takes: it starts with a digit, so that none is hidden or reserved,
/// and the number tells names apart where case does not count.
fn file_name(number: usize, article: &Article) -> String {
    let headline = article.headline.as_ref().map_or("", |headline| headline.as_str());
    let words = headline.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("-").chars().take(SLUG_CHARACTERS).collect();
    let slug = slug.trim_end_matches('-');
    let dash = if slug.is_empty() { "" } else { "-" };
    format!("{number:04}-{slug}{dash}{}.md", article.id)
}
