//! Where the chunks of a segment come from.

use std::collections::BTreeSet;
use std::{io, mem};

use newsprint_core::{ChunkLimits, Progress, StepError};

use crate::guard::guarded;
use crate::raw::RawChunk;
use crate::reading::Reading;
use crate::spool::SpoolReader;
use crate::{Plan, RunControl, RunError, Shard};

pub(crate) enum ChunkSource {
    Input {
        reader: Reading,
        /// Whose chunks are wanted; all are when there are no shards.
        shard: Option<Shard>,
        /// The number of the next chunk.
        next: u64,
        /// The places that are still to be passed over.
        places: BTreeSet<String>,
    },
    Spool(SpoolReader),
}

impl ChunkSource {
    /// The documents that wait in `spool`, or else those of the input, of one shard if that is said.
    pub(crate) fn open(
        plan: &Plan,
        shard: Option<Shard>,
        spool: Option<SpoolReader>,
    ) -> Result<Self, RunError> {
        if let Some(reader) = spool {
            return Ok(Self::Spool(reader));
        }
        let reader = guarded(|| plan.input.step.open()).and_then(Reading::new);
        let reader = reader.map_err(|error| RunError::step(&plan.input.name, error))?;
        let places = plan.settings.pass_over.iter().cloned().collect();
        Ok(Self::Input { reader, shard, next: 0, places })
    }

    /// The places that were to be passed over and have not come.
    pub(crate) fn not_passed(&self) -> impl Iterator<Item = &String> {
        let places = match self {
            Self::Input { places, .. } => Some(places),
            Self::Spool(_) => None,
        };
        places.into_iter().flatten()
    }

    pub(crate) fn progress(&self) -> Progress {
        match self {
            Self::Input { reader, .. } => reader.progress(),
            Self::Spool(reader) => reader.progress(),
        }
    }

    /// The next chunk with the number that it has in the input; `None` at the end, or when `control`
    /// stops the run.
    pub(crate) fn next_chunk(
        &mut self,
        limits: ChunkLimits,
        plan: &Plan,
        control: &RunControl,
    ) -> Result<Option<(u64, RawChunk)>, RunError> {
        match self {
            Self::Input { reader, shard, next, places } => loop {
                let chunk = reader
                    .next_chunk(limits, || control.is_stopped())
                    .map_err(|error| RunError::step(&plan.input.name, error))?;
                let Some(mut chunk) = chunk else { return Ok(None) };
                if !places.is_empty() {
                    chunk.refuse(|file, part| places.take(&part.of(file)).map(|_| passed_over()));
                }
                let number = mem::replace(next, *next + 1);
                if shard.is_none_or(|shard| shard.has(number)) {
                    return Ok(Some((number, RawChunk::Input(chunk))));
                }
            },
            Self::Spool(reader) => {
                let what = "documents cannot be read back from";
                let chunk = reader.next_chunk().map_err(|error| spool_error(plan, what, error))?;
                Ok(chunk.map(|chunk| (chunk.number, RawChunk::Spooled(chunk))))
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
