//! Why a run did not reach its end.

use std::io;
use std::path::PathBuf;

use newsprint_core::StepError;

use crate::MaxBad;

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
    /// The threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl RunError {
    pub(crate) fn step(name: &str, error: StepError) -> Self {
        Self::Step { step: name.to_owned(), error }
    }

    /// What to do, where it is known.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Step { error, .. } => error.help_text(),
            Self::Document { .. } => Some(
                "mend the document, or set `run.on-error = \"quarantine\"` to go on without it",
            ),
            Self::TooManyFailed { .. } => {
                Some("mend what fails, or raise `run.max-bad`; the run has written nothing")
            }
            Self::File { .. } => Some("make room or give permission, or name another path"),
            Self::Threads(_) => Some("set `run.threads` to a smaller number"),
        }
    }
}
