//! From text to figures, times and names.
//!
//! One pass proposes readings wherever a numeral, a time, a rank or a quoted name can start; the
//! readings compete, and the set that explains most of the text without overlaps wins (weighted
//! interval scheduling, which is the best path through the lattice of readings). Each run of digits
//! is read a bounded number of times, so the whole is linear in the text but for one sort.

pub(crate) mod amount;
mod doubt;
pub(crate) mod lattice;
mod name;
pub(crate) mod part;
mod rank;
mod relation;
pub(crate) mod share;
pub(crate) mod sign;
#[cfg(test)]
mod tests;
mod unit;

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::date::{self, Part, When};
use newsprint_zh::numeral::{self, Decimal, Script};
use newsprint_zh::width;

use crate::lexicon::{Lexicon, Role, Starts, UnitKind, Words};
use crate::reading::Doubt;

/// A reading of a piece of text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Token {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What it is read as.
    pub what: What,
}

/// What a piece of text is read as.
#[derive(Clone, Debug)]
pub enum What {
    /// A figure.
    Figure(Figure),
    /// A time.
    Time(When),
    /// A name, code, ordinal or idiom: numerals in it say no number.
    Name,
}

/// A printed figure.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Figure {
    /// The value, or the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range.
    pub max: Option<Decimal>,
    /// The unit, without multipliers; empty where none is printed.
    pub unit: String,
    /// What sort of figure it is.
    pub sort: Sort,
    /// How the value bounds the true one.
    pub bound: Option<Bound>,
    /// How the number is written.
    pub script: Script,
    /// Words of which one must stand before the figure.
    pub needs: Vec<String>,
    /// Whether its sign is printed: `-0.3%`, `+5%`.
    pub signed: bool,
    /// Decimal exponent of the last multiplier, 0 without one: 4 in `20万`.
    pub exponent: u32,
    /// The other numbers of a relation.
    pub others: Vec<Decimal>,
}

impl Figure {
    /// A figure that is printed in words.
    fn new(value: Decimal, unit: &str, sort: Sort) -> Self {
        Self {
            value,
            max: None,
            unit: unit.to_owned(),
            sort,
            bound: None,
            script: Script::Chinese,
            needs: Vec::new(),
            signed: false,
            exponent: 0,
            others: Vec::new(),
        }
    }

    /// Whether 万 or 亿 is printed and no unit: the clause implies it.
    pub(crate) fn is_big(&self) -> bool {
        self.sort == Sort::Bare && (self.script == Script::Multiplier || self.exponent >= 4)
    }

    /// Whether it is a number of things.
    pub(crate) fn counts(&self) -> bool {
        matches!(self.sort, Sort::Unit(UnitKind::Classifier | UnitKind::Noun))
    }
}

/// What sort of figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A number without a unit.
    Bare,
    /// A number with a unit.
    Unit(UnitKind),
    /// A place in an order.
    Rank,
    /// A multiple that is told by doublings: 翻两番.
    Doubling,
    /// A relation of numbers: `3:2`.
    Relation,
}

/// Reads `text` into tokens, in order and without overlaps; what cannot be read goes to `doubts`.
pub(crate) fn scan(text: &str, lexicon: &Lexicon, doubts: &mut Vec<Doubt>) -> Vec<Token> {
    let mut scanner = Scanner { text, lexicon, found: Vec::new(), doubts };
    scanner.propose();
    let mut tokens = lattice::best(scanner.found);
    share_units(text, lexicon.words(Role::Joint), &mut tokens);
    count_crowds(text, lexicon, &mut tokens);
    tokens
}

/// Every reading that was proposed for `text`, in its order, and those that won.
pub(crate) fn rivals(text: &str, lexicon: &Lexicon) -> (Vec<Token>, Vec<Token>) {
    let mut doubts = Vec::new();
    let mut scanner = Scanner { text, lexicon, found: Vec::new(), doubts: &mut doubts };
    scanner.propose();
    let proposed = scanner.found.clone();
    (proposed, lattice::best(scanner.found))
}

struct Scanner<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    found: Vec<Token>,
    doubts: &'a mut Vec<Doubt>,
}

impl Scanner<'_> {
    fn propose(&mut self) {
        let starts = self.lexicon.starts();
        // Where the current run of Latin letters starts, and where the last character that was looked
        // at, the current numeral, the last word that says no number and the last verb of rank end.
        let (mut latin, mut end, mut numeral_end, mut name_end, mut rank_end) = (None, 0, 0, 0, 0);
        while let Some((at, c, class)) = starts.next(self.text, end) {
            latin = latin.filter(|_| self.text[end..at].bytes().all(|byte| byte == b'-'));
            end = at + c.len_utf8();
            let before = self.text[..at].chars().next_back();
            if class & Starts::WORD != 0 {
                let roles = [Role::NotFigure, Role::Rank];
                let [name, rank] = self.lexicon.longest(&self.text[at..], roles).map(|it| at + it);
                if name > at && at >= name_end {
                    name_end = name;
                    if !self.is_in_fraction(&(at..name)) {
                        self.name(at..name);
                    }
                }
                if rank > at && at >= rank_end {
                    rank_end = rank;
                    self.rank(at..rank);
                }
            }
            let latin_before = before.is_some_and(|b: char| b.is_ascii_alphanumeric());
            if class & Starts::TIME != 0 && !latin_before {
                self.time(at);
            }
            if class & Starts::NUMERAL != 0
                && at >= numeral_end
                && !self.ends_a_noun(at)
                && let Some(numeral) = numeral::read(&self.text[at..])
            {
                numeral_end = at + numeral.len;
                self.overlong(at, numeral);
                if !latin_before && self.tells_time(numeral_end) {
                    self.time(at);
                }
                match (latin, before) {
                    (Some(start), _)
                        if !self.is_share(numeral_end) && self.currency(at).is_none() =>
                    {
                        self.name(start..numeral_end);
                    }
                    (None, Some('第')) => self.name(at - '第'.len_utf8()..numeral_end),
                    _ => self.numeral(at, numeral),
                }
            }
            if class & Starts::PART != 0 {
                self.part(at);
            }
            if class & Starts::SIGN != 0 {
                self.sign(at, c);
            }
            if class & Starts::EACH != 0 {
                self.rate(at);
            }
            if class & Starts::QUOTE != 0 {
                self.quoted(at, c);
            }
            latin = match latin {
                start if class & Starts::LATIN != 0 => start.or(Some(at)),
                start if c == '-' || width::fold(c).is_ascii_digit() => start,
                _ => None,
            };
        }
    }

    fn time(&mut self, at: usize) {
        if let Some((when, len)) = date::read(&self.text[at..])
            && !self.is_cut(at, at + len, when)
        {
            self.found.push(Token { span: at..at + len, what: What::Time(when) });
        }
    }

    /// Whether the words before `at` make something else of a time there: 前天 in 目前天气, a length
    /// of time in 历时近三年.
    fn is_cut(&self, at: usize, behind: usize, when: When) -> bool {
        let ends = |end: usize, role| self.lexicon.words(role).at_end(&self.text[..end]).is_some();
        let reaches = self.text[at..].starts_with(['前', '期']);
        reaches && ends(at + '前'.len_utf8(), Role::NotTime)
            || matches!(when.part, Part::Lately(..))
                && ends(at, Role::NotLately)
                // 为近5年同期最快: of these years it is the fastest.
                && self.lexicon.words(Role::Superlative).at_start(&self.text[behind..]).is_none()
    }

    /// Whether what follows a numeral can make a time of it.
    fn tells_time(&self, end: usize) -> bool {
        const BEHIND: [char; 15] =
            ['年', '月', '季', '-', '—', '–', '－', '~', '～', '至', '到', '时', '期', '以', '末'];
        self.text[end..].starts_with(BEHIND)
    }
}

impl lattice::Reading for Token {
    fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Bytes explained, at ten points each; a name counts for more than the numbers in it, a time for
    /// more than a number of years, and two readings for less than one of the same length.
    fn weight(&self) -> usize {
        let bonus = match &self.what {
            What::Name => 60,
            What::Time(_) => 8,
            What::Figure(figure) if figure.sort == Sort::Rank => 8,
            // 一番 alone is a word.
            What::Figure(figure) if figure.sort == Sort::Doubling => 60,
            What::Figure(_) => 5,
        };
        self.span.len() * 10 + bonus - 5
    }
}

/// `10多万农户`, `上千万岗位`: behind 万 and 亿 people and their like need no classifier.
fn count_crowds(text: &str, lexicon: &Lexicon, tokens: &mut [Token]) {
    for token in tokens {
        let What::Figure(figure) = &mut token.what else { continue };
        if !figure.is_big() {
            continue;
        }
        let rest = &text[token.span.end..];
        let more = lexicon.words(Role::MoreThanAfter).at_start(rest).map_or(0, str::len);
        let bound = figure.bound.or((more > 0).then_some(Bound::MoreThan));
        let told = figure.script != Script::Multiplier || bound.is_some();
        if let Some(crowd) = lexicon.words(Role::Crowd).at_start(&rest[more..]).filter(|_| told) {
            (figure.sort, figure.bound) = (Sort::Unit(UnitKind::Noun), bound);
            crowd.clone_into(&mut figure.unit);
            token.span.end += more + crowd.len();
        }
    }
}

/// `21、36和9微克/立方米`, `0.1个和0.2个百分点`: numbers in a list have the unit of the last.
fn share_units(text: &str, joints: Words<'_>, tokens: &mut [Token]) {
    for at in (1..tokens.len()).rev() {
        let (head, tail) = tokens.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first()) else { continue };
        let between = left.span.end..right.span.start;
        if let (What::Figure(bare), What::Figure(full)) = (&mut left.what, &right.what)
            && (bare.sort == Sort::Bare && matches!(full.sort, Sort::Unit(_))
                || bare.unit == amount::GENERAL && full.sort == Sort::Unit(UnitKind::Point))
            && joints.contains(&text[between])
        {
            bare.sort = full.sort;
            bare.unit.clone_from(&full.unit);
            bare.needs.clone_from(&full.needs);
        }
    }
}
