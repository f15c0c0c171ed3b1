//! Text as the terms that the full-text index holds.
//!
//! SQLite's own tokenisers take a run of Chinese for one word. Here each ideograph is a term, and so
//! are a word of another script and a run of digits. A query, cut in the same way, is a phrase of
//! neighbouring terms. Marks are no terms, but where one ends a run of ideographs [`MARK`] stands
//! for it, so that no phrase reaches over the end of a sentence or of a text.

use std::fmt::Write as _;

/// What a character is to the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Ends a term: marks, blanks.
    Mark,
    /// Part of a word.
    Letter,
    /// Part of a number.
    Digit,
    /// A term by itself.
    Ideograph,
}

/// Characters that are no marks, as first and last; what stands nowhere is a mark. After the blocks
/// of Unicode 16.
const RANGES: &[(u32, u32, Class)] = &[
    (0x30, 0x39, Class::Digit),
    (0x41, 0x5A, Class::Letter),
    (0x61, 0x7A, Class::Letter),
    (0xC0, 0xD6, Class::Letter),
    (0xD8, 0xF6, Class::Letter),
    (0xF8, 0x0F0A, Class::Letter),
    // Tibetan but for its marks between syllables and sentences.
    (0x0F15, 0x1FFF, Class::Letter),
    // From the mark of repetition to the circle for zero.
    (0x3005, 0x3007, Class::Ideograph),
    (0x3041, 0x30FA, Class::Ideograph),
    (0x30FC, 0x31FF, Class::Ideograph),
    (0x3400, 0x9FFF, Class::Ideograph),
    (0xA000, 0xD7FF, Class::Ideograph),
    (0xF900, 0xFAFF, Class::Ideograph),
    (0x1_0000, 0x1_EFFF, Class::Letter),
    (0x2_0000, 0x3_FFFF, Class::Ideograph),
];

impl Class {
    fn of(c: char) -> Self {
        let c = u32::from(c);
        // Most characters are ideographs of the one great block.
        if (0x3400..=0x9FFF).contains(&c) {
            return Self::Ideograph;
        }
        let range = RANGES.partition_point(|(_, last, _)| *last < c);
        match RANGES.get(range) {
            Some((first, _, class)) if *first <= c => *class,
            _ => Self::Mark,
        }
    }

    /// The condition in SQL under which the character `u`, as a number, is of this class.
    pub(super) fn sql(self) -> String {
        let mut sql = String::new();
        for (first, last, _) in RANGES.iter().filter(|(.., class)| *class == self) {
            let or = if sql.is_empty() { "" } else { " or " };
            let _ = write!(sql, "{or}u between {first} and {last}");
        }
        sql
    }
}

/// Full-width forms of ASCII as ASCII.
fn folded(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The term of any marks behind an ideograph.
pub(super) const MARK: &str = "，";

/// Appends the terms of `text`, each with a blank after it. Linear in the text.
pub(super) fn append(text: &str, out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    let mut before = Class::Mark;
    for c in text.chars().map(folded) {
        let class = Class::of(c);
        if class != before {
            end(before, class, out);
        }
        if class != Class::Mark {
            out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
        if class == Class::Ideograph {
            out.push(b' ');
        }
        before = class;
    }
    end(before, Class::Mark, out);
}

/// Ends a run of one class, before `next`.
fn end(run: Class, next: Class, out: &mut Vec<u8>) {
    match run {
        Class::Letter | Class::Digit => out.push(b' '),
        Class::Ideograph if next == Class::Mark => {
            out.extend_from_slice(MARK.as_bytes());
            out.push(b' ');
        }
        Class::Ideograph | Class::Mark => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ideograph_and_each_word_is_a_term() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            append(text, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{text}");
        };
        check("专项资金", "专 项 资 金 ， ");
        check("资金,拉萨。", "资 金 ， 拉 萨 ， ");
        check("《资金》——拉萨", "资 金 ， 拉 萨 ， ");
        check("人均GDP达4.5万", "人 均 GDP 达 4 5 万 ， ");
        check("ＧＤＰ２０２４年", "GDP 2024 年 ， ");
        check("air  quality", "air quality ");
        check("བཀྲ་ཤིས།", "བཀྲ ཤིས ");
        check("𠀀𠀁", "𠀀 𠀁 ， ");
        check("PM₂.₅\u{0}\"*", "PM ");
        check("", "");
    }

    #[test]
    fn ranges_are_in_order() {
        assert!(RANGES.is_sorted_by(|a, b| a.1 < b.0));
        assert!(RANGES.iter().all(|(first, last, _)| first <= last));
    }
}
