//! How a run is watched while it goes on.

use newsprint_core::Progress;

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RunProgress<'a> {
    /// What is being done.
    pub phase: Phase<'a>,
    /// Documents that have come through this phase.
    pub documents: u64,
    /// Bytes read in this phase, and how many there are where that is known: of the input's files
    /// first, of the spool after a corpus stage.
    pub bytes: Progress,
    /// Documents and articles among the rejects so far, in all phases.
    pub rejects: u64,
    /// What each step has done so far, in all phases: the input, the stages, the outputs.
    pub steps: &'a [StepCount<'a>],
}

/// What one step has done so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StepCount<'a> {
    /// Its name, with a number when it is used more than once.
    pub name: &'a str,
    /// Documents that came to it.
    pub documents_in: u64,
    /// Documents that went on.
    pub documents_out: u64,
    /// Documents that it could not work on.
    pub failed: u64,
    /// Documents and articles that it dropped.
    pub dropped: u64,
}

impl<'a> StepCount<'a> {
    /// A step that nothing has come to yet.
    pub fn new(name: &'a str) -> Self {
        Self { name, documents_in: 0, documents_out: 0, failed: 0, dropped: 0 }
    }
}

impl<'a> RunProgress<'a> {
    /// Progress in numbers.
    pub fn new(phase: Phase<'a>, documents: u64, bytes: Progress, rejects: u64) -> Self {
        Self { phase, documents, bytes, rejects, steps: &[] }
    }

    /// Says what each step has done.
    #[must_use]
    pub fn with_steps(mut self, steps: &'a [StepCount<'a>]) -> Self {
        self.steps = steps;
        self
    }
}

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase<'a> {
    /// Documents are read and worked on.
    Reading,
    /// This corpus stage decides over all documents; nothing can be counted.
    Resolving(&'a str),
    /// Documents come back from the spool with what this corpus stage decided.
    Applying(&'a str),
}

/// Watches a run. It is called from one thread at a time, after each chunk (some hundred documents),
/// in the order of the input; the run waits for it.
pub trait Observer: Send {
    /// The run has come this far.
    fn progressed(&mut self, progress: &RunProgress<'_>);
}

/// Watches nothing.
impl Observer for () {
    fn progressed(&mut self, _: &RunProgress<'_>) {}
}
