//! Outputs: what they take, and one that is being written.

use std::borrow::Cow;
use std::io;

use newsprint_core::{Document, Sink, SinkWriter, StepError};

use crate::RunError;
use crate::guard::guarded;
use crate::only::Only;
use crate::plan::Named;

/// An output, and which articles it takes.
pub(crate) struct Output {
    pub(crate) sink: Box<dyn Sink>,
    pub(crate) only: Option<Only>,
}

impl Output {
    /// What it takes of a document; `None` when that is nothing.
    pub(crate) fn part<'a>(
        &self,
        document: &'a Document,
    ) -> Result<Option<Cow<'a, Document>>, StepError> {
        part(self.only.as_ref(), document)
    }
}

fn part<'a>(
    only: Option<&Only>,
    document: &'a Document,
) -> Result<Option<Cow<'a, Document>>, StepError> {
    only.map_or(Ok(Some(Cow::Borrowed(document))), |only| only.part(document))
}

/// An output that is being written; without a writer once its reader has gone away.
pub(crate) struct Outlet<'a> {
    pub(crate) name: &'a str,
    only: Option<&'a Only>,
    writer: Option<Box<dyn SinkWriter>>,
}

impl<'a> Outlet<'a> {
    pub(crate) fn open(Named { name, step }: &'a Named<Output>) -> Result<Self, RunError> {
        let writer = guarded(|| step.sink.open()).map_err(|error| RunError::step(name, error))?;
        Ok(Outlet { name, only: step.only.as_ref(), writer: Some(writer) })
    }

    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    /// Whether its reader has gone away.
    pub(crate) fn is_closed(&self) -> bool {
        self.writer.is_none()
    }

    /// Writes what it takes of a document, with what was rendered of that.
    pub(crate) fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), RunError> {
        let only = self.only;
        self.call(|writer| match part(only, document)? {
            Some(part) => writer.write(&part, rendered),
            None => Ok(()),
        })
    }

    /// Calls the writer. A reader of standard output that has gone away wants no more: that ends
    /// this output and nothing else.
    pub(crate) fn call(
        &mut self,
        act: impl FnOnce(&mut Box<dyn SinkWriter>) -> Result<(), StepError>,
    ) -> Result<(), RunError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        match guarded(|| act(writer)) {
            Ok(()) => Ok(()),
            Err(error) if is_closed_pipe(&error) => {
                self.writer = None;
                Ok(())
            }
            Err(error) => Err(RunError::step(self.name, error)),
        }
    }

    /// What the result lacks of what came.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = self.writer.iter().flat_map(|writer| writer.notes());
        notes.map(|note| format!("`{}`: {note}", self.name)).collect()
    }

    /// Gives the result its name; returns what can now be opened.
    pub(crate) fn commit(self) -> Result<Vec<String>, RunError> {
        let Some(writer) = self.writer else { return Ok(Vec::new()) };
        guarded(|| writer.commit()).map_err(|error| RunError::step(self.name, error))
    }
}

fn is_closed_pipe(error: &StepError) -> bool {
    let cause =
        std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
