//! What a run did, as its outputs see it.

use std::fmt;

use serde::Serialize;

use super::StepError;
use crate::StepKind;
use crate::interchange::{Reject, RejectKind};

/// What a run did, for [`SinkWriter::finish`](super::SinkWriter::finish), once every document has
/// come through: outputs that show it need no second pass.
///
/// Counts are final. Without the runs' timings, which pipeline files can ask for, nothing in here
/// depends on a clock.
#[non_exhaustive]
pub struct RunSummary<'a> {
    /// Each step in order: the input, the stages, the outputs.
    pub steps: &'a [StepReport],
    /// What left the run before its end, one at a time, in the order in which it left. Rejects wait
    /// on disk: a writer that does not iterate pays nothing, and none needs to hold them all.
    pub rejects: Rejects<'a>,
}

/// Rejects, read one at a time.
pub type Rejects<'a> = Box<dyn Iterator<Item = Result<Reject, StepError>> + 'a>;

impl<'a> RunSummary<'a> {
    /// A summary of its parts.
    pub fn new(steps: &'a [StepReport], rejects: Rejects<'a>) -> Self {
        Self { steps, rejects }
    }
}

impl Default for RunSummary<'_> {
    /// A run without steps and rejects.
    fn default() -> Self {
        Self::new(&[], Box::new(std::iter::empty()))
    }
}

impl fmt::Debug for RunSummary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunSummary").field("steps", &self.steps).finish_non_exhaustive()
    }
}

/// What one step did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct StepReport {
    /// Where it stands: `input`, `stage` or `output`.
    pub kind: String,
    /// Its name, with a number when it is used more than once.
    pub name: String,
    /// Documents that came to it.
    pub documents_in: u64,
    /// Documents that went on.
    pub documents_out: u64,
    /// Articles that came to it.
    pub articles_in: u64,
    /// Articles that went on.
    pub articles_out: u64,
    /// Bytes of the source texts of the documents that came to it; those of articles that were read
    /// without their sources count nothing.
    pub text_bytes: u64,
    /// Documents that it could not work on.
    pub quarantined: u64,
    /// Documents and articles that it dropped.
    pub dropped: u64,
    /// Both by reason, the commonest first.
    pub rejects: Vec<ReasonCount>,
    /// Time spent in it on all threads together, for the input the decoding, without waiting for
    /// files; `None` when it was not measured.
    pub seconds: Option<f64>,
}

/// How often a step had one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReasonCount {
    /// Whether it failed or was dropped on purpose.
    pub kind: RejectKind,
    /// The rule, as a kebab-case word: `too-short`.
    pub code: String,
    /// Documents and articles.
    pub count: u64,
}

impl StepReport {
    /// A step that nothing has come to yet.
    pub fn new(kind: StepKind, name: impl Into<String>) -> Self {
        let (kind, name) = (kind.to_string(), name.into());
        Self { kind, name, ..Self::default() }
    }
}
