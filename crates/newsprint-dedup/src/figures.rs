//! Texts as symbols of one byte, and the figures in them.
//!
//! Symbols keep figures apart from all else, so that texts can be aligned and their figures compared
//! at a byte a character. Other characters share the remaining symbols by a hash, which costs
//! nothing where whole stretches are compared.

use std::ops::Range;

use newsprint_core::Span;
use newsprint_core::config::{Fault, decode_options, parse_toml};
use newsprint_zh::numeral::{self, Decimal};

const DATA: &str = include_str!("../data/figures.toml");

/// Arabic digits and the marks of numbers.
const ARABIC: &str = "0123456789.,%-";
/// Chinese numerals that can begin a figure.
const STARTING: &str = "〇零一二三四五六七八九十两";
/// Those that can only go on with one: 万 alone, or 千万, states no number.
const CONTINUING: &str = "百千万亿";
const DIGITS: Range<u8> = 0..10;
const MARKS: Range<u8> = 10..13;
const MINUS: u8 = 13;
/// The symbols of each class of characters, of which the file may use as many.
const STARTS: Range<u8> = 14..46;
const CONTINUES: Range<u8> = 46..54;
const BEFORE: Range<u8> = 54..58;
const AFTER: Range<u8> = 58..74;
const LETTERS: Range<u8> = 74..100;
const OTHERS: Range<u8> = 100..255;

newsprint_core::options! {
    /// Which characters make figures, each entry a string of single characters.
    struct Characters {
        /// A single numeral is a figure after one of these.
        before: String;
        /// A single numeral is a figure before one of these.
        after: String;
    }
}

/// Writes texts as symbols.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// The symbol of each character of the basic plane.
    symbols: Box<[u8]>,
}

impl Figures {
    /// The characters that come with the crate.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(DATA, 0);
        let characters =
            decode_options::<Characters>(table, Span::default(), "figures.toml", &mut faults);
        let Some(found) = characters else { return Err(faults) };
        let mut symbols: Box<[u8]> = (0..1 << 16).map(other).collect();
        let classes = [
            (ARABIC, DIGITS.start..STARTS.start),
            (STARTING, STARTS),
            (CONTINUING, CONTINUES),
            (found.before.as_str(), BEFORE),
            (found.after.as_str(), AFTER),
        ];
        for (characters, class) in classes {
            for (c, symbol) in characters.chars().zip(class) {
                if let Some(entry) = symbols.get_mut(c as usize) {
                    *entry = symbol;
                }
            }
        }
        let cases = ('a'..='z').zip('A'..='Z').zip(LETTERS);
        for ((lower, upper), symbol) in cases {
            (symbols[lower as usize], symbols[upper as usize]) = (symbol, symbol);
        }
        Ok(Self { symbols })
    }

    /// Appends the symbols of a normalised text, one a character.
    pub(crate) fn write(&self, normalised: &[char], out: &mut Vec<u8>) {
        let symbol = |c: &char| {
            let code = u32::from(*c);
            self.symbols.get(code as usize).map_or_else(|| other(code), |symbol| *symbol)
        };
        out.extend(normalised.iter().map(symbol));
    }
}

/// The symbol of a character that belongs to no class.
fn other(code: u32) -> u8 {
    let hash = code.wrapping_mul(0x9E37_79B1) >> 16;
    let spread = u32::from(OTHERS.end - OTHERS.start);
    OTHERS.start + (hash % spread).to_le_bytes()[0]
}

/// Whether a symbol is a digit or a Chinese numeral.
pub(crate) fn is_numeral(symbol: u8) -> bool {
    DIGITS.contains(&symbol) || STARTS.contains(&symbol) || CONTINUES.contains(&symbol)
}

/// Whether two symbols that stand side by side belong to one numeral.
pub(crate) fn are_one_numeral(a: u8, b: u8) -> bool {
    let is_arabic = |symbol| symbol < STARTS.start;
    is_arabic(a) == is_arabic(b) && is_numeral(a) && is_numeral(b)
}

/// Whether two figures say one number: the same, or one in Arabic digits and one in Chinese numerals.
pub(crate) fn are_one_number(a: &[u8], b: &[u8]) -> bool {
    let is_chinese = |figure: &[u8]| figure.first().is_some_and(|symbol| *symbol >= STARTS.start);
    a == b || is_chinese(a) != is_chinese(b) && value(a).is_some_and(|it| value(b) == Some(it))
}

/// The number that a figure says as a whole.
fn value(figure: &[u8]) -> Option<Decimal> {
    let numerals =
        [(DIGITS.start, ARABIC), (STARTS.start, STARTING), (CONTINUES.start, CONTINUING)];
    let numeral = |symbol: &u8| {
        let (start, characters) = numerals.iter().rfind(|(start, _)| start <= symbol)?;
        characters.chars().nth((symbol - start).into())
    };
    let text: String = figure.iter().map(numeral).collect::<Option<_>>()?;
    let read = numeral::read(&text).filter(|it| it.len == text.len() && it.upper.is_none())?;
    read.value
}

/// Whether a text is of letters with spaces between words, and not of Chinese characters.
pub(crate) fn is_foreign(symbols: &[u8]) -> bool {
    2 * symbols.iter().filter(|symbol| LETTERS.contains(symbol)).count() > symbols.len()
}

/// The figures of a text: numbers in Arabic digits, numbers of several Chinese numerals, and
/// ordinals and dates of one. In order, each as long as it goes.
pub(crate) fn figures(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Most symbols begin no figure.
        while let Some(passed) = text[at..].iter().position(|symbol| *symbol < BEFORE.start) {
            let start = at + passed;
            let end = figure_end(text, start);
            // A Chinese numeral that is no figure is passed whole.
            at = end.max(start + chinese(&text[start..])).max(start + 1);
            if end > start {
                return Some(start..end);
            }
        }
        None
    })
}

/// Whether a numeral tells which one, not how many: an ordinal, a year, a day.
pub(crate) fn is_designator(text: &[u8], numeral: &Range<usize>) -> bool {
    numeral.start.checked_sub(1).is_some_and(|at| BEFORE.contains(&text[at]))
        || text.get(numeral.end).is_some_and(|after| AFTER.contains(after))
}

/// The end of the figure that starts at `start`; `start` when none does.
fn figure_end(text: &[u8], start: usize) -> usize {
    let rest = &text[start..];
    let is_number = |symbol: &&u8| DIGITS.contains(symbol) || MARKS.contains(symbol);
    match rest {
        [digit, ..] if DIGITS.contains(digit) => start + rest.iter().take_while(is_number).count(),
        [MINUS, after @ ..] => start + 1 + after.iter().take_while(is_number).count(),
        [first, ..] if STARTS.contains(first) || CONTINUES.contains(first) => {
            let end = start + chinese(rest);
            let is_long = end > start + 1 && STARTS.contains(first);
            if is_long || is_designator(text, &(start..end)) { end } else { start }
        }
        _ => start,
    }
}

/// Length of the Chinese numerals at the start of a text.
fn chinese(text: &[u8]) -> usize {
    let goes_on = |symbol: &&u8| STARTS.contains(symbol) || CONTINUES.contains(symbol);
    text.iter().take_while(goes_on).count()
}
