//! Text that knows which bytes of the source it came from.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};

use crate::Span;

/// A stretch of a [`MappedText`] and the stretch of the source that it was made from.
///
/// A *verbatim* run repeats its source bytes; an *altered* run replaces them (a folded presentation
/// form, a mended character). In JSON: `[text, source, length]`, with a fourth number, the length
/// in the source, when the run is altered. All numbers are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<u32>")]
pub struct Run {
    text: u32,
    len: u32,
    source: u32,
    source_len: u32,
    altered: bool,
}

impl Run {
    /// Bytes of the mapped text.
    pub fn text(self) -> Range<usize> {
        self.text as usize..(self.text + self.len) as usize
    }

    /// Bytes of the source.
    pub fn source(self) -> Span {
        Span::new(self.source as usize, (self.source + self.source_len) as usize)
    }

    /// Whether the text repeats the source byte for byte.
    pub fn is_verbatim(self) -> bool {
        !self.altered
    }

    /// The part of this run inside `range` of the text. An altered run is never cut: a part of it
    /// still stands for all of its source.
    fn clip(self, range: &Range<usize>) -> Option<Self> {
        let own = self.text();
        let start = own.start.max(range.start);
        let end = own.end.min(range.end);
        if start >= end {
            return None;
        }
        let mut part = Self { text: narrow(start), len: narrow(end - start), ..self };
        if !self.altered {
            part.source += part.text - self.text;
            part.source_len = part.len;
        }
        Some(part)
    }
}

impl Serialize for Run {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers = [self.text, self.source, self.len, self.source_len];
        serializer.collect_seq(&numbers[..if self.altered { 4 } else { 3 }])
    }
}

impl TryFrom<Vec<u32>> for Run {
    type Error = String;

    fn try_from(numbers: Vec<u32>) -> Result<Self, String> {
        let run = match numbers[..] {
            [text, source, len] => Self { text, len, source, source_len: len, altered: false },
            [text, source, len, source_len] => {
                Self { text, len, source, source_len, altered: true }
            }
            _ => return Err(format!("a run has three or four numbers, not {}", numbers.len())),
        };
        if run.text.checked_add(run.len).is_none()
            || run.source.checked_add(run.source_len).is_none()
        {
            return Err(format!("a run must end below 4 GiB: {numbers:?}"));
        }
        Ok(run)
    }
}

/// Why runs and a text do not make a [`MappedText`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// Runs must be in the order of the text and must not overlap in it.
    #[error("run {0} starts before the one before it ends")]
    Order(usize),
    /// A run must stay inside the text, on character boundaries.
    #[error("run {0} does not lie on whole characters of the text")]
    Bounds(usize),
    /// A verbatim run must repeat its source.
    #[error("run {0} is not what the source says there")]
    Verbatim(usize),
}

/// A string with run-length provenance back to byte spans of the source text.
///
/// Invariants, kept by every constructor: runs are ordered and disjoint in the text, lie on whole
/// characters of it, and none is empty. Bytes that no run covers were inserted by a stage. Runs may
/// stand in any order in the *source*: a headline's second line can come before its first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedText {
    text: String,
    runs: Vec<Run>,
}

impl MappedText {
    /// An empty text, to push pieces onto.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes `span` of `source`; empty when the span is not on whole characters of it.
    ///
    /// Texts of 4 GiB and more cannot be mapped; [`Source`](crate::Source) refuses them.
    pub fn verbatim(source: &str, span: Span) -> Self {
        let mut text = Self::new();
        text.push_verbatim(source, span);
        text
    }

    /// An empty text with room for so many bytes in so many runs.
    pub fn with_capacity(bytes: usize, runs: usize) -> Self {
        Self { text: String::with_capacity(bytes), runs: Vec::with_capacity(runs) }
    }

    /// A text without provenance.
    pub fn unmapped(text: impl Into<String>) -> Self {
        Self { text: text.into(), runs: Vec::new() }
    }

    /// Puts a text and its runs together again, as read from the interchange form.
    ///
    /// # Errors
    /// When the runs break an invariant of this type.
    pub fn from_parts(text: String, runs: Vec<Run>) -> Result<Self, MappingError> {
        let mut end = 0;
        for (index, run) in runs.iter().enumerate() {
            let range = run.text();
            if range.start < end {
                return Err(MappingError::Order(index));
            }
            if range.is_empty() || text.get(range.clone()).is_none() {
                return Err(MappingError::Bounds(index));
            }
            end = range.end;
        }
        Ok(Self { text, runs })
    }

    /// Appends the bytes `span` of `source`.
    pub fn push_verbatim(&mut self, source: &str, span: Span) {
        let Some(piece) = span.of(source) else { return };
        let len = narrow(piece.len());
        self.push_run(
            piece,
            Run { text: 0, len, source: narrow(span.start()), source_len: len, altered: false },
        );
    }

    /// Appends `piece`, which stands for the bytes `span` of the source without repeating them.
    pub fn push_altered(&mut self, piece: &str, span: Span) {
        let run = Run {
            text: 0,
            len: narrow(piece.len()),
            source: narrow(span.start()),
            source_len: narrow(span.len()),
            altered: true,
        };
        self.push_run(piece, run);
    }

    /// Appends text that the source does not have.
    pub fn push_inserted(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// Appends another mapped text of the same source.
    pub fn push(&mut self, other: &Self) {
        let mut done = 0;
        for run in &other.runs {
            self.push_inserted(&other.text[done..run.text().start]);
            self.push_run(&other.text[run.text()], *run);
            done = run.text().end;
        }
        self.push_inserted(&other.text[done..]);
    }

    fn push_run(&mut self, piece: &str, mut run: Run) {
        if piece.is_empty() {
            return;
        }
        run.text = narrow(self.text.len());
        self.text.push_str(piece);
        match self.runs.last_mut() {
            Some(last)
                if !last.altered
                    && !run.altered
                    && last.text + last.len == run.text
                    && last.source + last.source_len == run.source =>
            {
                last.len += run.len;
                last.source_len += run.source_len;
            }
            _ => self.runs.push(run),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The runs, in the order of the text.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The part `range` of the text with its provenance; empty when the range is not on whole
    /// characters. Linear in the runs.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let Some(text) = self.text.get(range.clone()) else { return Self::new() };
        let runs = self.runs.iter().filter_map(|run| run.clip(&range));
        let shifted = runs.map(|run| Run { text: run.text - narrow(range.start), ..run });
        Self { text: text.to_owned(), runs: shifted.collect() }
    }

    /// The text without white space at its ends.
    #[must_use]
    pub fn trim(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        self.slice(start..start + self.text.trim().len())
    }

    /// Where the bytes `range` of the text stand in the source, in the order of the text;
    /// neighbours are joined. Bytes without provenance add nothing.
    pub fn source_spans(&self, range: Range<usize>) -> Vec<Span> {
        let first = self.runs.partition_point(|run| run.text().end <= range.start);
        let mut parts =
            self.runs[first..].iter().map_while(|run| run.clip(&range)).map(Run::source);
        let Some(first) = parts.next() else { return Vec::new() };
        let mut spans = vec![first];
        for part in parts {
            match spans.last_mut() {
                Some(last) if last.end() == part.start() => *last = last.cover(part),
                _ => spans.push(part),
            }
        }
        spans
    }

    /// The span of the source from the first to the last byte that this text took.
    pub fn source_bounds(&self) -> Option<Span> {
        self.runs.iter().map(|run| run.source()).reduce(Span::cover)
    }

    /// Checks the runs against the source text.
    ///
    /// # Errors
    /// When a verbatim run does not repeat its source, or a run leaves the source.
    pub fn verify(&self, source: &str) -> Result<(), MappingError> {
        for (index, run) in self.runs.iter().enumerate() {
            let Some(original) = run.source().of(source) else {
                return Err(MappingError::Bounds(index));
            };
            if run.is_verbatim() && original != &self.text[run.text()] {
                return Err(MappingError::Verbatim(index));
            }
        }
        Ok(())
    }
}

impl fmt::Display for MappedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for MappedText {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Offsets are kept in 32 bits; `Source` refuses texts that need more.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "水质达标率达\n\n100%,好。";

    fn joined() -> MappedText {
        let mut text = MappedText::verbatim(SOURCE, Span::new(0, 18));
        text.push_verbatim(SOURCE, Span::new(20, 25));
        text
    }

    #[test]
    fn pieces_join_and_keep_their_places() {
        let text = joined();
        assert_eq!(text.as_str(), "水质达标率达100%,");
        assert_eq!(text.runs().len(), 2);
        assert_eq!(text.verify(SOURCE), Ok(()));
        assert_eq!(text.source_spans(15..22), [Span::new(15, 18), Span::new(20, 24)]);
        assert_eq!(text.source_bounds(), Some(Span::new(0, 25)));
    }

    #[test]
    fn neighbours_are_one_run() {
        let mut text = MappedText::verbatim(SOURCE, Span::new(0, 6));
        text.push_verbatim(SOURCE, Span::new(6, 18));
        assert_eq!(text.runs().len(), 1);
    }

    #[test]
    fn a_slice_keeps_its_places() {
        let part = joined().slice(15..21);
        assert_eq!(part.as_str(), "达100");
        assert_eq!(part.verify(SOURCE), Ok(()));
        assert_eq!(part.source_spans(0..6), [Span::new(15, 18), Span::new(20, 23)]);
        assert_eq!(joined().slice(1..2), MappedText::new());
    }

    #[test]
    fn an_altered_run_stands_for_all_of_its_source() {
        let mut text = MappedText::new();
        text.push_altered("在", Span::new(0, 6));
        text.push_inserted("-");
        text.push_verbatim(SOURCE, Span::new(6, 9));
        assert_eq!(text.source_spans(0..3), [Span::new(0, 6)]);
        assert_eq!(text.source_spans(3..4), []);
        assert_eq!(serde_json::to_string(text.runs()).unwrap(), "[[0,0,3,6],[4,6,3]]");
        let runs = serde_json::from_str("[[0,0,3,6],[4,6,3]]").unwrap();
        assert_eq!(MappedText::from_parts(text.as_str().to_owned(), runs), Ok(text));
    }

    #[test]
    fn broken_runs_are_refused() {
        let parts = |runs: &str| {
            MappedText::from_parts("新闻".to_owned(), serde_json::from_str(runs).unwrap())
        };
        assert_eq!(parts("[[0,0,3],[0,3,3]]"), Err(MappingError::Order(1)));
        assert_eq!(parts("[[0,0,2]]"), Err(MappingError::Bounds(0)));
        assert_eq!(parts("[[0,0,0]]"), Err(MappingError::Bounds(0)));
        assert_eq!(parts("[[0,0,9]]"), Err(MappingError::Bounds(0)));
        assert!(serde_json::from_str::<Run>("[0,4294967295,1]").is_err());
        assert_eq!(
            MappedText::verbatim("新闻", Span::new(0, 3)).verify("旧闻"),
            Err(MappingError::Verbatim(0))
        );
    }

    #[test]
    fn trimming_moves_the_start() {
        let text = MappedText::verbatim(" a b ", Span::new(0, 5)).trim();
        assert_eq!((text.as_str(), text.source_bounds()), ("a b", Some(Span::new(1, 4))));
    }
}
