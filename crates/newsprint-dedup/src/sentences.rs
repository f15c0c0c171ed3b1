//! The sentences of a body, and what is said before a speech that is quoted.

use std::ops::Range;

use newsprint_core::MappedText;
use newsprint_zh::marks::{closes, closing, ends_sentence};

use crate::body::Body;

/// Characters in which the first sentence of a speech ends, so that quotations that nothing closes
/// take no more than their time.
const SPEECH: usize = 400;

/// A piece of a body.
#[derive(Clone, Debug)]
pub(crate) struct Sentence<'a> {
    pub(crate) text: &'a MappedText,
    pub(crate) range: Range<usize>,
    /// Whether a speech follows that has a sentence of its own: `他说：`. That is no sentence.
    pub(crate) is_lead: bool,
}

impl<'a> Sentence<'a> {
    pub(crate) fn as_str(&self) -> &'a str {
        self.text.as_str().get(self.range.clone()).unwrap_or_default()
    }
}

/// The sentences of a body that have a letter or a digit. A sentence ends with its block at the
/// latest.
pub(crate) fn sentences(body: Body<'_>) -> impl Iterator<Item = Sentence<'_>> {
    let pieces = body.parts().flat_map(|(text, part)| {
        let whole = text.as_str().get(..part.end).unwrap_or_default();
        let mut start = part.start;
        std::iter::from_fn(move || {
            let rest = whole.get(start..).filter(|rest| !rest.is_empty())?;
            let (length, is_lead) = sentence_end(rest);
            let range = start..start + length;
            start = range.end;
            Some(Sentence { text, range, is_lead })
        })
    });
    pieces.filter(|piece| piece.as_str().contains(char::is_alphanumeric))
}

/// Two sentences each, one after the other, with the leads among and before them: from which piece
/// to which. As many as there are pieces with two sentences from them on.
pub(crate) fn pairs(pieces: &[Sentence<'_>]) -> impl Iterator<Item = Range<usize>> {
    let next = |from: usize| (from..pieces.len()).find(|at| !pieces[*at].is_lead);
    let mut first = next(0);
    let mut second = first.and_then(|first| next(first + 1));
    (0..pieces.len()).map_while(move |start| {
        if first.is_some_and(|first| first < start) {
            first = second;
            second = second.and_then(|second| next(second + 1));
        }
        second.map(|second| start..second + 1)
    })
}

/// The end of the sentence that `text` starts with, its closing marks included, and whether a speech
/// begins there.
fn sentence_end(text: &str) -> (usize, bool) {
    let mut chars = text.char_indices().peekable();
    let mut before = None;
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        if at > 0 && opens(before, c, after) && is_speech(&text[at..]) {
            return (at, true);
        }
        // `“…，”他说`
        let is_said = matches!(before, Some('，' | ',')) && (closes(c) || c == '"');
        if ends_sentence(c) || is_stop(c, after) || is_said {
            let ends = |c: char| closes(c) || ends_sentence(c) || c == '"';
            while chars.next_if(|(_, c)| ends(*c)).is_some() {}
            return (chars.peek().map_or(text.len(), |(at, _)| *at), false);
        }
        before = Some(c);
    }
    (text.len(), false)
}

/// Whether `c` is a full stop of a script with spaces that ends a sentence: before white space, or the
/// end of a quotation.
fn is_stop(c: char, after: Option<char>) -> bool {
    c == '.' && after.is_none_or(|after| after.is_whitespace() || matches!(after, '"' | '”'))
}

/// Whether `c` opens a quotation.
fn opens(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    matches!(c, '“' | '「' | '『') || c == '"' && !is_word(before) && is_word(after)
}

/// Whether a sentence ends inside the quotation that `text` opens with.
fn is_speech(text: &str) -> bool {
    let mut chars = text.chars();
    let close = chars.next().map(|open| closing(open).unwrap_or(open));
    let mut rest = chars.take(SPEECH).peekable();
    while let Some(c) = rest.next() {
        if Some(c) == close {
            return false;
        }
        if ends_sentence(c) || is_stop(c, rest.peek().copied()) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut found = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (end, is_lead) = sentence_end(rest);
            found.push_str(&rest[..end]);
            found.push(if is_lead { '>' } else { '|' });
            rest = &rest[end..];
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_with_their_closing_marks() {
        check("甲。“乙！”丙", "甲。|“乙！”|丙|");
        check("It is 1.5. Ok.", "It is 1.5.| Ok.|");
        check("甲……乙", "甲……|乙|");
    }

    #[test]
    fn a_speech_begins_a_sentence() {
        check("他说：“甲。乙。”随后", "他说：>“甲。|乙。”|随后|");
        check("他说“甲。乙，”丙说，“丁。”", "他说>“甲。|乙，”|丙说，>“丁。”|");
        check("“十四五”规划“收官”。", "“十四五”规划“收官”。|");
        check("He said: \"We go. We win,\" twice.", "He said: >\"We go.| We win,\"| twice.|");
        check("The \"red line\" is here.", "The \"red line\" is here.|");
    }
}
