//! How a run is started and stopped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Plan;
use crate::limits::{AtWork, Hanging};

/// How a run goes about its work, besides what its pipeline says. None of it changes what a run
/// writes.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RunControl {
    /// Whether to keep a journal where the pipeline names none: a hidden folder beside the rejects.
    /// A run goes on from what its journal holds.
    pub resume: bool,
    /// Ends the run once it is set: chunks that are being worked on are finished, no more are taken.
    pub stop: Arc<AtomicBool>,
    pub(crate) at_work: Arc<AtWork>,
}

impl RunControl {
    /// A run with or without a journal, that `stop` stops.
    pub fn new(resume: bool, stop: Arc<AtomicBool>) -> Self {
        Self { resume, stop, ..Self::default() }
    }

    /// A document that a step of `plan`, which this controls the run of, does not come back from: by
    /// then it has taken ten times what `run.max-document-seconds` allows. The run cannot end by
    /// itself; a program can only end its process, which loses no more than being killed does. To be
    /// asked from another thread.
    pub fn hanging(&self, plan: &Plan) -> Option<Hanging> {
        self.at_work.hanging(&plan.settings)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Plan {
    pub(crate) fn keeps_journal(&self, control: &RunControl) -> bool {
        control.resume || self.settings.journal.is_some()
    }

    /// Where the journal of a run is that keeps one.
    pub(crate) fn journal_folder(&self) -> PathBuf {
        self.settings.journal.clone().unwrap_or_else(|| {
            let stem = Path::new(&self.file).file_stem().unwrap_or_default();
            let is_plain = |c: &char| c.is_alphanumeric() || "-_.".contains(*c);
            let stem: String = stem.to_string_lossy().chars().filter(is_plain).collect();
            self.settings.rejects_file.with_file_name(format!(".newsprint-journal-{stem}"))
        })
    }
}
