//! An output that is being written.

use std::io;

use newsprint_core::{Sink, SinkWriter, StepError};

use crate::RunError;
use crate::guard::guarded;
use crate::plan::Named;

/// An output that is being written; without a writer once its reader has gone away.
pub(crate) struct Outlet<'a> {
    pub(crate) name: &'a str,
    writer: Option<Box<dyn SinkWriter>>,
}

impl<'a> Outlet<'a> {
    pub(crate) fn open(output: &'a Named<Box<dyn Sink>>) -> Result<Self, RunError> {
        let writer =
            guarded(|| output.step.open()).map_err(|error| RunError::step(&output.name, error))?;
        Ok(Outlet { name: &output.name, writer: Some(writer) })
    }

    pub(crate) fn name(&self) -> &'a str {
        self.name
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
