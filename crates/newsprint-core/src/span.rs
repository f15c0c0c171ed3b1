//! Byte ranges of a source text.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, with `start <= end`.
///
/// Spans of [`Source::text`](crate::Source::text) always stand on character boundaries when they
/// were made by the constructors of this crate; a span that was read from outside is checked
/// where it is used. In JSON a span is `[start, end]`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(into = "[usize; 2]", try_from = "[usize; 2]")]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span `start..end`; an `end` before `start` gives the empty span at `start`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// First byte.
    pub const fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub const fn end(self) -> usize {
        self.end
    }

    /// Number of bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// What the span covers in `text`; `None` when it leaves the text or cuts a character.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies wholly inside.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

impl From<Span> for [usize; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

impl TryFrom<[usize; 2]> for Span {
    type Error = String;

    fn try_from([start, end]: [usize; 2]) -> Result<Self, String> {
        if start <= end {
            Ok(Self { start, end })
        } else {
            Err(format!("a span must not end before it starts: [{start}, {end}]"))
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_never_ends_before_it_starts() {
        assert_eq!(Span::new(5, 2), Span::new(5, 5));
        assert!(serde_json::from_str::<Span>("[5,2]").is_err());
        assert_eq!(serde_json::from_str::<Span>("[2,5]").unwrap(), Span::new(2, 5));
    }

    #[test]
    fn a_span_that_cuts_a_character_covers_nothing() {
        assert_eq!(Span::new(0, 3).of("新闻"), Some("新"));
        assert_eq!(Span::new(0, 2).of("新闻"), None);
        assert_eq!(Span::new(0, 9).of("新闻"), None);
    }
}
