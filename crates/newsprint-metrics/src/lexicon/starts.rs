//! What can start at a character.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use newsprint_zh::{date, is_han, marks, numeral, width};

use super::Role;
use super::words::{Roles, bit};

/// What can start at a character, one bit each: most characters start nothing and are passed over
/// with one look.
#[derive(Clone, Debug)]
pub(crate) struct Starts {
    /// By code point, as far as words and numerals reach.
    classes: Vec<u8>,
}

/// Code points of the table: all planes but the supplementary ones.
const SIZE: usize = 0x1_0000;

/// Where numerals, words for times, marks and Latin letters stand: up to the CJK marks, the unified
/// ideographs, and the compatibility forms.
const BLOCKS: [RangeInclusive<char>; 3] =
    ['\0'..='\u{303F}', '\u{4E00}'..='\u{9FFF}', '\u{F900}'..='\u{FFFF}'];

impl Starts {
    /// A numeral.
    pub(crate) const NUMERAL: u8 = 1;
    /// A word for a time.
    pub(crate) const TIME: u8 = 2;
    /// A name, an idiom or a verb of rank.
    pub(crate) const WORD: u8 = 4;
    /// A quotation or a bracket.
    pub(crate) const QUOTE: u8 = 8;
    /// A rate: 每.
    pub(crate) const EACH: u8 = 16;
    /// A code: Latin letters.
    pub(crate) const LATIN: u8 = 32;
    /// A sign or a unit that needs a number before it: %, 元, 个百分点.
    pub(crate) const SIGN: u8 = 64;
    /// A figure that starts with no numeral: 半, 打 and 翻.
    pub(crate) const PART: u8 = 128;

    /// `units` are those that nothing else is called.
    pub(super) fn new<'a>(
        words: &BTreeMap<String, Roles>,
        units: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut classes = vec![0; SIZE];
        for c in BLOCKS.into_iter().flatten() {
            let numeral = numeral::starts(c);
            let tests = [
                (numeral || numeral::SEVERAL.contains(&c), Self::NUMERAL),
                (!numeral && date::starts(c), Self::TIME),
                (marks::closing(c).is_some(), Self::QUOTE),
                (c == '每', Self::EACH),
                (matches!(c, '%' | '％' | '‰'), Self::SIGN),
                (matches!(c, '半' | '打' | '翻'), Self::PART),
                (width::fold(c).is_ascii_alphabetic(), Self::LATIN),
            ];
            let class = tests.iter().filter(|(holds, _)| *holds).fold(0, |all, (_, bit)| all | bit);
            classes[c as usize] = class;
        }
        let mut starts = Self { classes };
        let sought = bit(Role::NotFigure) | bit(Role::Rank);
        let firsts = words.iter().filter(|(_, roles)| *roles & sought != 0);
        let firsts = firsts.map(|(word, _)| (word.as_str(), Self::WORD));
        for (word, bit) in firsts.chain(units.map(|unit| (unit, Self::SIGN))) {
            let first = word.chars().next().filter(|c| is_han(*c) || bit == Self::WORD);
            if let Some(class) = first.and_then(|c| starts.classes.get_mut(c as usize)) {
                *class |= bit;
            }
        }
        starts
    }

    /// The first character of `text` behind `from` where something can start: its place, itself, and
    /// what can start there.
    #[inline]
    pub(crate) fn next(&self, text: &str, from: usize) -> Option<(usize, char, u8)> {
        let mut rest = text[from..].chars();
        while let Some(c) = rest.next() {
            let class = self.classes.get(c as usize).copied().unwrap_or(0);
            if class != 0 {
                return Some((text.len() - rest.as_str().len() - c.len_utf8(), c, class));
            }
        }
        None
    }
}
