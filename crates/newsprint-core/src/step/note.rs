//! What a stage says of its decisions, for a reader who asks.

use std::borrow::Cow;

use serde::Serialize;

use crate::Span;

/// One decision of a stage, for `newsprint explain`: what was decided, on what, and what spoke for
/// it.
///
/// Notes are made for a single document when somebody asks; what every reader of the output should
/// know is a [`Diagnostic`](crate::Diagnostic) instead.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Note {
    /// Which decision, as a kebab-case word: `role`, `join`, `candidate`.
    pub code: Cow<'static, str>,
    /// The decision in words, lower case and without a full stop.
    pub message: String,
    /// The bytes of the source that it is about.
    pub span: Option<Span>,
    /// How good the choice is, on a scale of the stage's own.
    pub score: Option<f64>,
    /// What spoke for it or against it, each with how much, in the order in which it should be
    /// read.
    pub parts: Vec<(String, f64)>,
}

impl Note {
    /// A decision without a place and a score.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let (code, message) = (code.into(), message.into());
        Self { code, message, span: None, score: None, parts: Vec::new() }
    }

    /// Names the bytes of the source that it is about.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Says how good the choice is.
    #[must_use]
    pub fn scored(mut self, score: f64) -> Self {
        self.score = Some(score);
        self
    }

    /// Adds what spoke for it, or against it where the number is negative.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, weight: f64) -> Self {
        self.parts.push((name.into(), weight));
        self
    }
}
