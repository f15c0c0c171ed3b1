//! Facts about a text that a stage wants known.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Span;

/// A fact about the text, for the reader of the output: no log line and no error.
///
/// Diagnostics about an article stand in [`Article::diagnostics`](crate::Article::diagnostics),
/// those about the whole document in [`Document::diagnostics`](crate::Document::diagnostics).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    /// Which fact, as a kebab-case word that tests and filters can rely on: `headline-after-body`.
    pub code: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// The fact in words, lower case and without a full stop.
    pub message: String,
    /// The bytes of the source that it is about.
    pub span: Option<Span>,
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A decision that a reader may want to see explained.
    Info,
    /// A result that may be wrong.
    Warning,
}

impl Diagnostic {
    /// A decision that a reader may want to see explained.
    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message.into())
    }

    /// A result that may be wrong.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    fn new(code: &'static str, severity: Severity, message: String) -> Self {
        Self { code: Cow::Borrowed(code), severity, message, span: None }
    }

    /// Names the bytes of the source that it is about.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }
}
