//! Sentences and clauses, with the readings that stand in them.

use std::ops::Range;

use newsprint_zh::marks;

use crate::lexicon::{Lexicon, Starts};
use crate::scan::Token;

/// A stretch of text between two delimiters.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) span: Range<usize>,
    /// The readings that stand in it.
    pub(crate) tokens: Range<usize>,
    pub(crate) end: End,
}

/// What ends a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A comma, a colon, white space.
    Clause,
    /// A semicolon.
    Member,
    /// A full stop, or the end of the text.
    Sentence,
}

/// Longest bracket, in bytes, whose commas do not end a clause.
const BRACKET: usize = 90;

/// What `c` ends; `None` where it ends nothing.
fn end(c: char) -> Option<End> {
    Some(match c {
        '，' | ',' | '：' | ':' => End::Clause,
        '；' | ';' => End::Member,
        '\n' => End::Sentence,
        c if c.is_whitespace() => End::Clause,
        c if marks::ends_sentence(c) => End::Sentence,
        _ => return None,
    })
}

/// Whether `c` ends a clause, or opens a bracket whose commas end none.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(c, '（' | '(') || end(c).is_some()
}

/// Cuts `text` at delimiters that stand outside of readings and brackets. Linear.
pub(crate) fn clauses(lexicon: &Lexicon, text: &str, tokens: &[Token]) -> Vec<Clause> {
    let starts = lexicon.starts();
    let mut cut = Vec::new();
    let (mut start, mut first, mut token, mut skip) = (0, 0, 0, 0);
    for (at, c) in text.char_indices() {
        if starts.of(c) & Starts::STOP == 0 || at < skip {
            continue;
        }
        let Some(end) = end(c) else {
            skip = bracket_end(text, at).unwrap_or(skip);
            continue;
        };
        // Only a delimiter asks which reading it may stand in.
        while tokens.get(token).is_some_and(|token| token.span.end <= at) {
            token += 1;
        }
        if tokens.get(token).is_some_and(|token| token.span.contains(&at)) {
            continue;
        }
        cut.push(Clause { span: start..at, tokens: first..token, end });
        start = at + c.len_utf8();
        first = token;
    }
    cut.push(Clause { span: start..text.len(), tokens: first..tokens.len(), end: End::Sentence });
    cut
}

/// Where the bracket that opens at `open` closes, if near enough.
pub(crate) fn bracket_end(text: &str, open: usize) -> Option<usize> {
    let mut inside = text[open..].char_indices().take_while(|(at, _)| *at <= BRACKET).skip(1);
    inside.find(|(_, c)| matches!(c, '）' | ')')).map(|(at, c)| open + at + c.len_utf8())
}
