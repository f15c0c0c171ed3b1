//! The shapes of lines: how they start and end, and what divides them.

use newsprint_zh::is_han;
use newsprint_zh::marks::{closes, closing, ends_clause, ends_sentence, is_sentence_end};

use crate::cues::Cues;
use crate::phrases::Chars;

/// How a fragment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Sentence,
    Clause,
    Colon,
    Closing,
    Unfinished,
    Digit,
    Plain,
}

/// Whether sentences end within a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inner {
    None,
    /// All of them ask or exclaim, as headings do in their middle.
    Asks,
    /// One of them states something.
    States,
}

/// How `text` ends.
pub(crate) fn end_of(text: &str, cues: &Cues) -> End {
    let Some(last) = text.chars().next_back() else { return End::Plain };
    if is_sentence_end(text) || ends_latin_sentence(text) {
        End::Sentence
    } else if last == ':' {
        End::Colon
    } else if cues.sentence.unfinished.contains(last) {
        End::Unfinished
    } else if ends_clause(last) {
        End::Clause
    } else if closes(last) {
        End::Closing
    } else if last.is_ascii_digit() {
        End::Digit
    } else {
        End::Plain
    }
}

/// The characters of a line, taken in at once for all that is asked of them.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    pub(crate) chars: Chars,
    /// Those that are no Chinese ones, with the bytes where they stand.
    pub(crate) others: Vec<(usize, char)>,
}

impl Marks {
    /// Takes in those of `text` and forgets what was taken in before. Linear.
    pub(crate) fn read(&mut self, text: &str) {
        self.chars = Chars::default();
        self.others.clear();
        let (bytes, mut at) = (text.as_bytes(), 0);
        loop {
            // U+4E00 to U+9FFF, most of a text, need not be put together.
            if let Some([first @ 0xE4..=0xE9, second, third]) = bytes.get(at..at + 3)
                && (*first > 0xE4 || *second >= 0xB8)
            {
                self.chars.insert_low(u32::from(*second) << 6 | u32::from(*third) & 0x3F);
                at += 3;
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            self.chars.insert(c);
            if !is_han(c) {
                self.others.push((at, c));
            }
            at += c.len_utf8();
        }
    }

    /// How the sentences end that end before the last character of `text`, whose characters these are.
    pub(crate) fn inner_sentences(&self, text: &str) -> Inner {
        let body = text.trim_end_matches(|c: char| closes(c) || ends_sentence(c));
        let inner = self.others.iter().take_while(|(at, _)| *at < body.len());
        let mut found = Inner::None;
        for (_, c) in inner {
            match c {
                '。' => return Inner::States,
                '！' | '!' | '？' | '?' => found = Inner::Asks,
                _ => {}
            }
        }
        let is_latin = self.chars.may_have('.') && body.contains(". ");
        if is_latin { Inner::States } else { found }
    }

    /// Two halves of nearly the same length, with a comma or white space between.
    pub(crate) fn are_couplet(&self, text: &str) -> bool {
        let parts = |it: &&(usize, char)| matches!(it.1, ',' | ' ');
        let parting = self.others.iter().filter(parts).map(|(at, _)| *at);
        let (mut start, mut halves) = (0, [0; 2]);
        let mut found = 0;
        for end in parting.chain([text.len()]) {
            let half = &text[start..end];
            start = end + 1;
            if half.is_empty() {
                continue;
            }
            let length = half.chars().take(17).count();
            let Some(place) = halves.get_mut(found).filter(|_| (4..=16).contains(&length)) else {
                return false;
            };
            (*place, found) = (length, found + 1);
        }
        let [a, b] = halves;
        found == 2 && a.max(b) * 2 <= a.min(b) * 3
    }
}

/// Brackets and quotations of a fragment that have no partner in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) opened: usize,
    pub(crate) closed: usize,
}

impl Balance {
    pub(crate) fn of(marks: &Marks) -> Self {
        let mut expected = Vec::new();
        let mut closed = 0;
        for (_, c) in &marks.others {
            if let Some(close) = closing(*c) {
                expected.push(close);
            } else if closes(*c) {
                match expected.iter().rposition(|open| open == c) {
                    Some(at) => expected.truncate(at),
                    None => closed += 1,
                }
            }
        }
        Self { opened: expected.len(), closed }
    }
}

/// Whether a colon stands in `text` with white space or more behind it.
pub(crate) fn has_inner_colon(text: &str) -> bool {
    text.contains(": ") || text.trim_end_matches(':').contains(':')
}

/// Whether `text` ends with a full stop after a letter.
fn ends_latin_sentence(text: &str) -> bool {
    let word = text.trim_end_matches(closes).strip_suffix('.');
    word.is_some_and(|word| word.ends_with(|c: char| c.is_alphabetic() && !is_han(c)))
}

/// White space between characters of which one is Chinese.
pub(crate) fn has_gap(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some(next) = words.peek() else { break };
        let han =
            |c: Option<char>| c.is_some_and(|c| is_han(c) || closes(c) || closing(c).is_some());
        if han(word.chars().next_back()) || han(next.chars().next()) {
            return true;
        }
    }
    false
}

/// Whether `text` starts with digits and 年, 月 or 日.
pub(crate) fn starts_date(text: &str) -> bool {
    behind_number(text, &['年', '月', '日']).is_some()
}

/// What follows the number at the start of `text` and the one of `marks` behind it.
pub(crate) fn behind_number<'a>(text: &'a str, marks: &[char]) -> Option<&'a str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(marks).filter(|_| rest.len() < text.len())
}

/// Whether `text` starts with 一、, (一), 1. or the like.
pub(crate) fn starts_enumeration(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(['(', '第']);
    let after = rest.trim_start_matches(numeral);
    after.len() < rest.len() && after.starts_with(['、', '.', ')', '是', '章', '条'])
}
