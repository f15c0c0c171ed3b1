//! How a run is started and stopped.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::limits::{AtWork, Hanging};
use crate::shard::merge_folder;
use crate::shards::listed;
use crate::{Plan, RunPart};

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
    /// Which part of the run is done. Shards and what brings them together keep journals of their
    /// own, whatever [`resume`](Self::resume) and the pipeline say.
    pub part: RunPart,
    pub(crate) at_work: Arc<AtWork>,
}

impl RunControl {
    /// A whole run, with a journal in any case to `resume`.
    pub fn new(resume: bool) -> Self {
        Self { resume, ..Self::default() }
    }

    /// Lets `stop` end the run.
    #[must_use]
    pub fn stopped_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// Does only a part of the run.
    #[must_use]
    pub fn part(self, part: RunPart) -> Self {
        Self { part, ..self }
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
    /// Where the journal of a run is, if it keeps one.
    pub(crate) fn kept_journal(&self, control: &RunControl) -> Option<PathBuf> {
        match control.part {
            RunPart::Whole => {
                (control.resume || self.settings.journal.is_some()).then(|| self.journal_folder())
            }
            RunPart::Shard(shard) => Some(self.shards_folder().join(shard.folder())),
            RunPart::Merge | RunPart::Resolve => Some(merge_folder(&self.shards_folder())),
        }
    }

    /// Files in whose folders no other run may write meanwhile.
    pub(crate) fn locked(&self, control: &RunControl) -> Vec<PathBuf> {
        let mut files = Vec::new();
        if control.part.writes() {
            files.extend(self.targets.iter().cloned());
            files.push(self.settings.rejects_file.clone());
        }
        let mut folders = Vec::new();
        match control.part {
            RunPart::Whole => folders.extend(self.settings.journal.clone()),
            RunPart::Shard(_) => folders.extend(self.kept_journal(control)),
            RunPart::Merge | RunPart::Resolve => {
                let shared = self.shards_folder();
                folders.push(merge_folder(&shared));
                folders.extend(listed(&shared).iter().map(|shard| shared.join(shard.folder())));
            }
        }
        files.extend(folders.into_iter().map(|folder| folder.join("log")));
        files
    }

    /// Where the journal of a whole run is that keeps one.
    pub(crate) fn journal_folder(&self) -> PathBuf {
        self.settings.journal.clone().unwrap_or_else(|| self.beside_rejects("journal"))
    }

    /// A hidden folder of this pipeline beside its rejects.
    pub(crate) fn beside_rejects(&self, what: &str) -> PathBuf {
        let stem = Path::new(&self.file).file_stem().unwrap_or_default();
        let is_plain = |c: &char| c.is_alphanumeric() || "-_.".contains(*c);
        let stem: String = stem.to_string_lossy().chars().filter(is_plain).collect();
        self.settings.rejects_file.with_file_name(format!(".newsprint-{what}-{stem}"))
    }
}
