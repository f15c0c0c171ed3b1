//! Where the parts of an expression stand in the pipeline file.

use std::ops::Range;

use minijinja::machinery::ast::Expr;
use newsprint_core::Span;
use newsprint_core::config::{Fault, Located};

/// An expression's text, and where it stands in the pipeline file.
pub(crate) struct Place {
    pub(crate) text: String,
    whole: Span,
    /// Where the text begins, where what stands in the file is the text as it is.
    start: Option<usize>,
}

impl Place {
    pub(crate) fn new(located: &Located<String>) -> Self {
        let (text, whole) = (located.value.clone(), located.span);
        // Of a value only its length in the file is known: with more than its quotes there are
        // escapes in it.
        let start = match whole.len().checked_sub(text.len()) {
            Some(0) => Some(0),
            Some(2) => Some(1),
            Some(6) if text.contains('\n') => Some(3),
            Some(7) if text.contains('\n') => Some(4),
            _ => None,
        };
        let start = start.map(|start| whole.start() + start);
        Self { text, whole, start }
    }

    /// A fault at a range of the text; where the file has it otherwise, at the whole value.
    pub(crate) fn fault(&self, at: Range<usize>, message: impl Into<String>, label: &str) -> Fault {
        if self.start.is_some() {
            Fault::new(self.span(&at), message, label)
        } else {
            let before = self.text.get(..at.start).unwrap_or_default();
            let message = message.into();
            let character = before.chars().count() + 1;
            Fault::new(self.whole, format!("{message}, at character {character}"), label)
        }
    }

    /// Where a range of the text stands in the file; all of the value where that has it otherwise.
    pub(crate) fn span(&self, at: &Range<usize>) -> Span {
        self.start.map_or(self.whole, |start| Span::new(start + at.start, start + at.end))
    }

    /// Where `expr` stands in the text.
    #[expect(clippy::unused_self, reason = "a place is asked for places")]
    pub(crate) fn of(&self, expr: &Expr<'_>) -> Range<usize> {
        let span = expr.span();
        span.start_offset as usize..span.end_offset as usize
    }

    /// `expr` as it is written.
    pub(crate) fn text(&self, expr: &Expr<'_>) -> &str {
        self.text.get(self.of(expr)).unwrap_or_default()
    }
}
