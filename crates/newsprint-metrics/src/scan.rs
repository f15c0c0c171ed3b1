//! From text to figures, times and names.
//!
//! One pass proposes readings wherever a numeral, a time, a rank or a quoted name can start; the
//! readings compete, and the set that explains most of the text without overlaps wins (weighted
//! interval scheduling, which is the best path through the lattice of readings). Each run of digits
//! is read a bounded number of times, so the whole is linear in the text but for one sort.

mod amount;
pub(crate) mod lattice;
mod name;
mod rank;
#[cfg(test)]
mod tests;

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::date::{self, When};
use newsprint_zh::numeral::{self, Decimal, Script};
use newsprint_zh::{marks, width};

use crate::lexicon::{Lexicon, Role, UnitKind};

/// A reading of a piece of text.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Figure(Figure),
    Time(When),
    /// A name, code, ordinal or idiom: numerals in it say no number.
    Name,
}

/// A printed figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) value: Decimal,
    pub(crate) max: Option<Decimal>,
    pub(crate) unit: String,
    pub(crate) sort: Sort,
    pub(crate) bound: Option<Bound>,
    pub(crate) script: Script,
    /// Words of which one must stand before the figure.
    pub(crate) needs: Vec<String>,
}

impl Figure {
    /// Whether it is a number of things.
    pub(crate) fn counts(&self) -> bool {
        matches!(self.sort, Sort::Unit(UnitKind::Classifier | UnitKind::Noun))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A number without a unit.
    Bare,
    Unit(UnitKind),
    Rank,
}

/// Reads `text` into tokens, in order and without overlaps.
pub(crate) fn scan(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let mut scanner = Scanner { text, lexicon, found: Vec::new() };
    scanner.propose();
    let readings = scanner.found.into_iter();
    let readings = readings.map(|it| (it.span.clone(), weight(&it), it)).collect();
    let mut tokens = lattice::best(readings);
    share_units(text, &mut tokens);
    tokens
}

struct Scanner<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    found: Vec<Token>,
}

impl Scanner<'_> {
    fn propose(&mut self) {
        for span in self.lexicon.words(Role::NotFigure).find_all(self.text) {
            if !self.is_in_fraction(&span) {
                self.name(span);
            }
        }
        for span in self.lexicon.words(Role::Rank).find_all(self.text) {
            self.rank(span);
        }
        let mut before = None;
        // Where the current run of Latin letters and the current numeral end.
        let (mut latin, mut numeral_end) = (None, 0);
        for (at, c) in self.text.char_indices() {
            let folded = width::fold(c);
            if !before.is_some_and(numeral::starts) || at >= numeral_end {
                if date::starts(c)
                    && let Some((when, len)) = date::read(&self.text[at..])
                    && !before.is_some_and(|b: char| b.is_ascii_alphanumeric())
                {
                    self.found.push(Token { span: at..at + len, what: What::Time(when) });
                }
                if numeral::starts(c)
                    && let Some(numeral) = numeral::read(&self.text[at..])
                {
                    numeral_end = at + numeral.len;
                    match (latin, before) {
                        (Some(start), _) => self.code(start, numeral_end),
                        (None, Some('第')) => self.name(at - '第'.len_utf8()..numeral_end),
                        _ => self.numeral(at, numeral),
                    }
                } else if c == '每' {
                    self.rate(at);
                }
            }
            if marks::closing(c).is_some() {
                self.quoted(at, c);
            }
            latin = match latin {
                start if folded.is_ascii_alphabetic() => start.or(Some(at)),
                start if c == '-' || folded.is_ascii_digit() => start,
                _ => None,
            };
            before = Some(c);
        }
    }
}

/// Bytes explained, at ten points each; a name counts for more than the numbers in it, a time for
/// more than a number of years, and two readings for less than one of the same length.
fn weight(token: &Token) -> usize {
    let bonus = match &token.what {
        What::Name => 60,
        What::Time(_) => 8,
        What::Figure(figure) if figure.sort == Sort::Rank => 8,
        What::Figure(_) => 5,
    };
    token.span.len() * 10 + bonus - 5
}

/// `21、36和9微克/立方米`: numbers in a list have the unit of the last.
fn share_units(text: &str, tokens: &mut [Token]) {
    for at in (1..tokens.len()).rev() {
        let (head, tail) = tokens.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first()) else { continue };
        let joined = matches!(&text[left.span.end..right.span.start], "、" | "和" | "与" | "及");
        if let (What::Figure(bare), What::Figure(full), true) =
            (&mut left.what, &right.what, joined)
            && bare.sort == Sort::Bare
            && matches!(full.sort, Sort::Unit(_))
        {
            bare.sort = full.sort;
            bare.unit.clone_from(&full.unit);
            bare.needs.clone_from(&full.needs);
        }
    }
}
