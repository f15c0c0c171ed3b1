//! Sentences and clauses, with the readings that stand in them.

use std::ops::Range;

use newsprint_zh::{marks, not_han};

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

/// About how long a clause is, in bytes.
const CLAUSE: usize = 45;

/// Cuts `text` at delimiters that stand outside of readings and brackets. Linear.
pub(crate) fn clauses(text: &str, tokens: &[Token]) -> Vec<Clause> {
    let mut cut = Vec::with_capacity(text.len() / CLAUSE + 1);
    let (mut start, mut first, mut token, mut skip) = (0, 0, 0, 0);
    for (at, c) in not_han(text) {
        if at < skip {
            continue;
        }
        let end = match c {
            '（' | '(' => {
                skip = bracket_end(text, at).unwrap_or(skip);
                continue;
            }
            '，' | ',' | '：' | ':' => End::Clause,
            '；' | ';' => End::Member,
            '\n' => End::Sentence,
            c if c.is_whitespace() => End::Clause,
            c if marks::ends_sentence(c) => End::Sentence,
            _ => continue,
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
