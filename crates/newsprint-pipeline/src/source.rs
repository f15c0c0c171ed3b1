//! Where the chunks of a segment come from.

use std::io;

use newsprint_core::{ChunkLimits, Progress, Reader};

use crate::guard::guarded;
use crate::raw::RawChunk;
use crate::spool::SpoolReader;
use crate::{Plan, RunError};

pub(crate) enum ChunkSource {
    Input(Box<dyn Reader>),
    Spool(SpoolReader),
}

impl ChunkSource {
    /// The documents that wait in `spool`, or else those of the input.
    pub(crate) fn open(plan: &Plan, spool: Option<SpoolReader>) -> Result<Self, RunError> {
        if let Some(reader) = spool {
            return Ok(Self::Spool(reader));
        }
        let reader = guarded(|| plan.input.step.open());
        reader.map(Self::Input).map_err(|error| RunError::step(&plan.input.name, error))
    }

    pub(crate) fn progress(&self) -> Progress {
        match self {
            Self::Input(reader) => reader.progress(),
            Self::Spool(reader) => reader.progress(),
        }
    }

    pub(crate) fn next_chunk(
        &mut self,
        limits: ChunkLimits,
        plan: &Plan,
    ) -> Result<Option<RawChunk>, RunError> {
        match self {
            Self::Input(reader) => {
                let chunk = guarded(|| reader.next_chunk(limits))
                    .map_err(|error| RunError::step(&plan.input.name, error))?;
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

/// An error of the folder that documents wait in.
pub(crate) fn spool_error(plan: &Plan, what: &'static str, error: io::Error) -> RunError {
    let path = plan.settings.spool.clone().unwrap_or_else(std::env::temp_dir);
    RunError::File { what, path, error }
}
