//! Sinks: where results go.

use super::{RunSummary, StepError};
use crate::Document;

/// Where results go.
///
/// [`render`](Self::render) turns one document into bytes, from many threads at once;
/// the [`SinkWriter`] that [`open`](Self::open) gives takes documents with their bytes one after
/// another, in the order of the input.
pub trait Sink: Send + Sync + 'static {
    /// Gets ready to write, beside the target: nothing under a final name is touched yet.
    ///
    /// # Errors
    /// When the target cannot be written; the run ends before it has begun.
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError>;

    /// Appends to `out` what the document is in this output's form. Sinks that need the document
    /// itself leave `out` alone.
    ///
    /// # Errors
    /// When the document cannot be rendered; it goes to the rejects.
    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError>;
}

/// A target that is being written.
///
/// Documents come through [`write`](Self::write) in input order; then [`finish`](Self::finish) is
/// called once, on every sink of the pipeline; and only when all of them have succeeded is
/// [`commit`](Self::commit) called. A writer that is dropped before `commit` takes away what it
/// wrote and leaves what stood under the final name as it was.
pub trait SinkWriter: Send {
    /// Takes the next document, with what [`Sink::render`] made of it.
    ///
    /// # Errors
    /// When it cannot be written; the run ends.
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError>;

    /// Writes all that is left to the temporary place, down to the disk. `run` tells what became of
    /// all documents, for outputs that show it; each writer gets its own.
    ///
    /// # Errors
    /// When it cannot be written; the run ends.
    fn finish(&mut self, run: RunSummary<'_>) -> Result<(), StepError>;

    /// What the result lacks of what came, one sentence each, for whoever runs the pipeline; asked
    /// once, after [`finish`](Self::finish).
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// Gives the result its final name; returns the names of what can now be opened, for the report.
    ///
    /// # Errors
    /// When the name cannot be given.
    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError>;
}
