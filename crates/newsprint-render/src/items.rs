//! A folder with one file an article.

use std::path::Path;

use newsprint_core::{Document, RunSummary, SinkWriter, StepError};

use crate::atomic::AtomicFolder;

newsprint_core::choices! {
    /// Where items stand.
    pub enum Layout {
        /// In one file, one a line.
        Lines = "lines",
        /// In a folder, one a file, named by their numbers in the order of the output and their ids.
        Files = "files",
    }
}

/// Writes each line that was rendered into a file of its own.
pub(crate) struct ItemsWriter {
    folder: AtomicFolder,
    extension: &'static str,
    /// Items so far.
    written: usize,
}

impl ItemsWriter {
    /// Starts the folder that is to be `path`.
    pub(crate) fn create(path: &Path, extension: &'static str) -> Result<Self, StepError> {
        Ok(Self { folder: AtomicFolder::create(path)?, extension, written: 0 })
    }
}

impl SinkWriter for ItemsWriter {
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError> {
        let lines = rendered.split_inclusive(|byte| *byte == b'\n');
        for (article, line) in document.articles.iter().zip(lines) {
            self.written += 1;
            let name = format!("{:06}-{}.{}", self.written, article.id, self.extension);
            self.folder.write(&name, line)?;
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
