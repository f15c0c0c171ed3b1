//! Generated stories and their reprints: the same for the same number, on every machine, with the
//! truth of who is whose reprint.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// `SplitMix64` (Steele et al. 2014): numbers without a pattern from numbers with one.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(number: u64, purpose: u64) -> Self {
        Self(
            number.wrapping_mul(0x9E37_79B9_7F4A_7C15)
                ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(crate) fn small(&mut self, end: u8) -> u8 {
        u8::try_from(self.below(u64::from(end))).unwrap_or(0)
    }
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Original,
    Exact,
    Edited,
    Shortened,
}

/// The document's kind, and the number of the original that it is a print of.
pub(crate) fn story(number: u64) -> (Kind, u64) {
    let mut random = Random::new(number, 1);
    let kind = match random.below(10) {
        _ if number == 0 => Kind::Original,
        0 => Kind::Exact,
        1 | 2 => Kind::Edited,
        3 => Kind::Shortened,
        _ => Kind::Original,
    };
    let original = match kind {
        Kind::Original => number,
        _ => story(random.below(number)).1,
    };
    (kind, original)
}

/// The text of a document whose original has about `length` characters.
pub(crate) fn text(number: u64, length: usize) -> String {
    retold(number, original_text(story(number).1, length), length)
}

/// What document `number` makes of the `text` of its original, which has about `length` characters.
pub(crate) fn retold(number: u64, text: String, length: usize) -> String {
    match story(number).0 {
        Kind::Original | Kind::Exact => text,
        Kind::Edited => {
            let mut random = Random::new(number, 3);
            let edit = |c: char| if c > '\u{4E00}' && random.below(60) == 0 { '囗' } else { c };
            text.chars().map(edit).collect()
        }
        Kind::Shortened => text.chars().take(length * 4 / 5).collect(),
    }
}

/// The text of story `number`: sentences of words, some of which are everywhere, as in any language; every sixth sentence is a
/// set phrase.
pub(crate) fn original_text(number: u64, length: usize) -> String {
    let mut random = Random::new(number, 2);
    let mut text = String::with_capacity(3 * length);
    while text.len() < 3 * length {
        if random.below(6) == 0 {
            let phrase = random.below(200);
            let mut phrase = Random::new(phrase, 4);
            (0..8).for_each(|_| word(&mut phrase, &mut text));
        } else {
            (0..8 + random.below(8)).for_each(|_| word(&mut random, &mut text));
        }
        if random.below(4) == 0 {
            text.push_str(&random.below(10_000).to_string());
            text.push('个');
        }
        text.push_str(if random.below(5) == 0 { "。\n" } else { "，" });
    }
    text
}

/// One of 16,384 words of two characters; the n-th is about as common as one in n to the 2/3.
fn word(random: &mut Random, text: &mut String) {
    let draw = random.below(1 << 14) * random.below(1 << 14) / (1 << 14);
    let rank = draw * random.below(1 << 14) / (1 << 14);
    let mut spelling = Random::new(rank, 5);
    for _ in 0..2 {
        let character = u32::try_from(0x4E01 + spelling.below(3000)).unwrap_or(0x4E01);
        text.push(char::from_u32(character).unwrap_or('一'));
    }
}

/// Writes documents `0..count` as records; returns the bytes of their texts.
pub(crate) fn write(path: &Path, count: u64, length: usize) -> io::Result<u64> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut bytes = 0;
    for number in 0..count {
        let text = text(number, length);
        bytes += text.len() as u64;
        writeln!(file, "{}", serde_json::json!({ "id": number.to_string(), "text": text }))?;
    }
    file.flush()?;
    Ok(bytes)
}

/// How groups compare with the truth.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    /// Reprints.
    pub(crate) reprints: u64,
    /// Reprints that are in the group of their original.
    pub(crate) found: u64,
    /// Documents that are in the group of another story's original.
    pub(crate) wrong: u64,
}

impl Score {
    /// Scores the group of each document, as the number of the group's first document.
    pub(crate) fn of(groups: &[Option<u64>]) -> Self {
        let mut score = Self::default();
        for (number, group) in (0..).zip(groups) {
            let (kind, original) = story(number);
            let of_original = usize::try_from(original).ok().and_then(|at| groups[at]);
            score.reprints += u64::from(kind != Kind::Original);
            score.found +=
                u64::from(kind != Kind::Original && group.is_some() && *group == of_original);
            score.wrong += u64::from(group.is_some_and(|first| story(first).1 != original));
        }
        score
    }
}
