//! Where the chunks of a segment come from.

use std::collections::BTreeSet;
use std::io;

use newsprint_core::{ChunkLimits, Progress, Reader, StepError};

use crate::guard::guarded;
use crate::raw::RawChunk;
use crate::spool::SpoolReader;
use crate::{Plan, RunError};

pub(crate) enum ChunkSource {
    /// The input, and which places are still to be passed over.
    Input(Box<dyn Reader>, BTreeSet<String>),
    Spool(SpoolReader),
}

impl ChunkSource {
    /// The documents that wait in `spool`, or else those of the input.
    pub(crate) fn open(plan: &Plan, spool: Option<SpoolReader>) -> Result<Self, RunError> {
        if let Some(reader) = spool {
            return Ok(Self::Spool(reader));
        }
        let reader = guarded(|| plan.input.step.open());
        let reader = reader.map_err(|error| RunError::step(&plan.input.name, error))?;
        Ok(Self::Input(reader, plan.settings.pass_over.iter().cloned().collect()))
    }

    /// The places that were to be passed over and have not come.
    pub(crate) fn not_passed(&self) -> impl Iterator<Item = &String> {
        let places = match self {
            Self::Input(_, places) => Some(places),
            Self::Spool(_) => None,
        };
        places.into_iter().flatten()
    }

    pub(crate) fn progress(&self) -> Progress {
        match self {
            Self::Input(reader, _) => reader.progress(),
            Self::Spool(reader) => reader.progress(),
        }
    }

    pub(crate) fn next_chunk(
        &mut self,
        limits: ChunkLimits,
        plan: &Plan,
    ) -> Result<Option<RawChunk>, RunError> {
        match self {
            Self::Input(reader, places) => {
                let mut chunk = guarded(|| reader.next_chunk(limits))
                    .map_err(|error| RunError::step(&plan.input.name, error))?;
                if let (Some(chunk), false) = (&mut chunk, places.is_empty()) {
                    chunk.refuse(|file, part| places.take(&part.of(file)).map(|_| passed_over()));
                }
                Ok(chunk.map(RawChunk::Input))
            }
            Self::Spool(reader) => {
                let chunk = reader.next_chunk(limits);
                let what = "documents cannot be read back from";
                Ok(chunk.map_err(|error| spool_error(plan, what, error))?.map(RawChunk::Spooled))
            }
        }
    }
}

fn passed_over() -> StepError {
    StepError::new("`run.pass-over` names it")
        .code("passed-over")
        .help("take it out of the list once it can be worked on")
}

/// An error of the folder that documents wait in.
pub(crate) fn spool_error(plan: &Plan, what: &'static str, error: io::Error) -> RunError {
    let path = plan.settings.spool.clone().unwrap_or_else(std::env::temp_dir);
    RunError::File { what, path, error }
}
