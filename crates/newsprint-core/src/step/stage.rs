//! Stages: one document at a time.

use std::borrow::Cow;
use std::fmt;

use super::{Note, StepError};
use crate::Document;

/// A step that works on one document at a time.
///
/// One method must be written. The runner calls it from many threads at once, on documents in any
/// order, and hands
/// the results on in the order of the input. Neighbouring stages run one after another on a document
/// while it is hot; nothing is written between them.
///
/// The stage must
/// - leave each non-blank byte of the source in exactly one article text or in the residue
///   (stages that only add to articles need not think of it);
/// - answer the same for the same document, and change nothing when it is applied a second time
///   ([`Document`]s that were rejected later in a run are fed in again from the start);
/// - take time linear in the text;
/// - not panic. If it does, or returns an error, the document leaves the run: it is kept whole among
///   the rejects, and the run goes on, or stops when the pipeline says so. What the stage had done to
///   the document by then is thrown away.
///
/// Facts about the text are [`Diagnostic`](crate::Diagnostic)s, not errors: an error is for a
/// document that the stage cannot work on at all.
pub trait Stage: Send + Sync + 'static {
    /// Makes ready what the stage needs besides documents: a program, a model.
    ///
    /// A run calls it before it reads or writes anything; nothing is to be done for most stages.
    ///
    /// # Errors
    /// When no document could be worked on. The run ends.
    fn open(&self) -> Result<(), StepError> {
        Ok(())
    }

    /// Works on `document`, in place.
    ///
    /// # Errors
    /// When the document cannot be worked on.
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError>;

    /// The decisions that [`apply`](Self::apply) would make on `document` as it stands, with what
    /// speaks for them, for a reader who asks. The default is none: what changes in the document
    /// and its diagnostics are shown besides.
    fn explain(&self, document: &Document) -> Vec<Note> {
        let _ = document;
        Vec::new()
    }
}

/// What becomes of what a stage looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// It goes on.
    Keep,
    /// It leaves the run, on purpose; it is kept whole among the rejects.
    Drop(DropReason),
}

/// Why something was dropped, and the value that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropReason {
    /// The rule, as a kebab-case word: `too-short`.
    pub code: Cow<'static, str>,
    /// The value that decided: `12 of at least 20 characters`.
    pub value: String,
}

impl DropReason {
    /// A reason with the value that decided.
    pub fn new(code: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self { code: code.into(), value: value.into() }
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.value)
    }
}
