//! What goes wrong inside a step.

use std::fmt;

use crate::Span;

/// Why a step could not do its work.
///
/// The runner adds the step's name and the document's place; the step says what is wrong and, where
/// it knows, which bytes of the source are to blame and what to do.
#[derive(Debug, Default)]
pub struct StepError {
    message: String,
    decided: Box<Decided>,
    span: Option<Span>,
    help: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Which rule decided, and on what. Boxed, so that results that can hold an error stay small.
#[derive(Debug, Default)]
struct Decided {
    code: Option<&'static str>,
    value: Option<String>,
}

impl StepError {
    /// An error with its message: lower case, without a full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Says by which rule, as a kebab-case word: `bad-json`. Reports count by it; the runner has a
    /// word of its own where a step has none.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.decided.code = Some(code);
        self
    }

    /// Says which value decided, where one did: `70000 of at most 65536 bytes`.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.decided.value = Some(value.into());
        self
    }

    /// Names the bytes of the source that are to blame.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The rule, where the step named one.
    pub fn reason_code(&self) -> Option<&'static str> {
        self.decided.code
    }

    /// The value that decided.
    pub fn deciding_value(&self) -> Option<&str> {
        self.decided.value.as_deref()
    }

    /// The bytes of the source that are to blame.
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// What to do.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The message with what to do, for a reject and a report.
    pub fn in_full(&self) -> String {
        match &self.help {
            Some(help) => format!("{self}; {help}"),
            None => self.to_string(),
        }
    }
}

/// An attachment that cannot be written or read.
impl From<serde_json::Error> for StepError {
    fn from(error: serde_json::Error) -> Self {
        Self::new("an attachment is not what it should be").because(error)
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(span) = self.span {
            write!(f, " (bytes {span})")?;
        }
        if let Some(source) = &self.source {
            write!(f, ": {source}")?;
        }
        Ok(())
    }
}

impl std::error::Error for StepError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
