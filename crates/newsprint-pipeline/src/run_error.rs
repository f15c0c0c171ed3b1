//! Why a run did not reach its end.

use std::io;
use std::path::PathBuf;

use newsprint_core::StepError;

use crate::MaxBad;
use crate::lock::holder;

/// Why a run did not reach its end. Nothing was left under a final name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// A document failed, and the pipeline says to stop.
    #[error("{place}: `{step}` failed: {message}")]
    Document {
        /// Where the document was read.
        place: String,
        /// The step that failed.
        step: String,
        /// What it said.
        message: String,
    },
    /// More documents failed than the pipeline allows.
    #[error("{failed} of {documents} documents failed, more than `max-bad = {most}` allows:\n  {}",
        .reasons.join("\n  "))]
    TooManyFailed {
        /// Documents that failed.
        failed: u64,
        /// Documents that had been read by then.
        documents: u64,
        /// What the pipeline allows.
        most: MaxBad,
        /// The commonest reasons, each with its count, its step and its first document.
        reasons: Vec<String>,
    },
    /// A step failed as a whole.
    #[error("`{step}` failed: {error}")]
    Step {
        /// The step.
        step: String,
        /// What it said.
        error: StepError,
    },
    /// The runner's own files failed.
    #[error("{what} `{path}`: {error}")]
    File {
        /// What was being done.
        what: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Another run writes to the same folder.
    #[error("another run is writing to `{folder}`: {holder} has locked `{lock}`")]
    Taken {
        /// The folder.
        folder: PathBuf,
        /// The lock in it.
        lock: PathBuf,
        /// What the lock says of the other run.
        holder: String,
    },
    /// A run was told to stop.
    #[error("the run was stopped before its end; no output was replaced")]
    Stopped {
        /// The journal that holds what was done.
        journal: Option<PathBuf>,
    },
    /// Whoever read the outputs has gone away, so that there was no reason to go on.
    #[error("nobody reads the output any more; the run has ended before its end")]
    Unread,
    /// A run without a journal would start where one with a journal has ended half-way.
    #[error(
        "an earlier run ended while it gave its results their names; `{journal}` knows how far"
    )]
    HalfCommitted {
        /// Its journal.
        journal: PathBuf,
    },
    /// Shards that are to be merged are missing, not at their end, or of another pipeline or input.
    #[error("the shards in `{folder}` cannot be merged:\n  {}", .faults.join("\n  "))]
    Shards {
        /// The folder that they share.
        folder: PathBuf,
        /// What is wrong, each with the shards that it is true of.
        faults: Vec<String>,
        /// What to do.
        help: String,
    },
    /// The threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl RunError {
    pub(crate) fn step(name: &str, error: StepError) -> Self {
        Self::Step { step: name.to_owned(), error }
    }

    pub(crate) fn taken(folder: PathBuf, lock: PathBuf) -> Self {
        let holder = holder(&lock);
        Self::Taken { folder, lock, holder }
    }

    /// What to do, where it is known.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Step { error, .. } => {
                Some(error.help_text().unwrap_or("mend what the message names, and run again"))
            }
            Self::Document { .. } => Some(
                "mend the document, or set `run.on-error = \"quarantine\"` to go on without it",
            ),
            Self::TooManyFailed { .. } => {
                Some("mend what fails, or raise `run.max-bad`; the run has written nothing")
            }
            Self::File { .. } => Some("make room or give permission, or name another path"),
            Self::Taken { .. } => Some("wait for it to end, or name other outputs and rejects"),
            Self::Shards { help, .. } => Some(help),
            Self::Stopped { journal: None } => {
                Some("nothing was kept; with `--resume` a run keeps what is done and can go on")
            }
            Self::Stopped { journal: Some(_) } => Some(
                "run again with `--resume`, or as before with `run.journal`, `--shard` or `merge`, to \
                 go on from here",
            ),
            Self::Unread => Some("name a file for the output to have all of it"),
            Self::HalfCommitted { .. } => Some(
                "bring it to its end as it was begun, by `newsprint run --resume` or `newsprint merge`, \
                 or remove that folder to start anew",
            ),
            Self::Threads(_) => Some("set `run.threads` to a smaller number"),
        }
    }
}
