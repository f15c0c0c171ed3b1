//! Signs before a number: `-3.5%`, `+0.3%`, `负2.1%`, `零下12℃`.

use newsprint_zh::{is_han, numeral, width};

use super::Scanner;
use super::amount::Amount;
use crate::lexicon::Role;

/// The words for a temperature below zero.
const BELOW: &str = "零下";

/// A sign that is printed before a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    /// 零下: of temperatures.
    Below,
}

/// Whether `c` can be a minus.
pub(crate) const fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−' | '﹣')
}

impl Scanner<'_> {
    /// `amount`, whose number starts at `at`, with the sign that is printed before it. Only what is
    /// measured can have one: `-3个` is an item of a list.
    pub(super) fn signed(&self, at: usize, mut amount: Amount) -> Amount {
        let Some((sign, start)) = self.sign_before(at) else { return amount };
        let fits = amount.unit.as_ref().is_none_or(|unit| match sign {
            Sign::Below => unit.name.ends_with(['度', '℃', '℉', 'C', 'F', 'c']),
            // 直-8L is a machine.
            Sign::Plus | Sign::Minus => {
                let latin = unit.name.starts_with(|c: char| c.is_ascii_alphabetic());
                unit.kind.is_measured() && !(latin && self.text[..start].ends_with(is_han))
            }
        });
        if fits {
            (amount.start, amount.sign) = (start, Some(sign));
            amount.turn(sign);
        }
        amount
    }

    /// The sign that ends at `at`, and where it starts.
    fn sign_before(&self, at: usize) -> Option<(Sign, usize)> {
        let before = &self.text[..at];
        if let Some(rest) = before.strip_suffix(BELOW) {
            return Some((Sign::Below, rest.len()));
        }
        let mark = before.chars().next_back()?;
        let start = at - mark.len_utf8();
        let before = &before[..start];
        let sign = match mark {
            '负' | '負' => return self.says_negative(before).then_some((Sign::Minus, start)),
            '+' | '＋' => Sign::Plus,
            mark if is_minus(mark) => Sign::Minus,
            _ => return None,
        };
        // At the start of a line it is the mark of an item, behind a number or a time a dash.
        let free = before.chars().next_back().is_some_and(|c| {
            let joins = is_minus(c) || matches!(c, '—' | '–' | ')' | '）' | '%' | '％' | '+' | '/');
            let counts = numeral::starts(c) || width::fold(c).is_ascii_digit() || c == '第';
            c != '\n' && !joins && !counts
        });
        let read = self.found.iter().rev().take(NEAR);
        let joins = read.clone().any(|token| token.span.end == start);
        (free && !joins).then_some((sign, start))
    }

    /// Whether 负 behind `before` is a sign: `为负2.1%`, and not `自负2万元`.
    fn says_negative(&self, before: &str) -> bool {
        let cues = [Role::Value, Role::Level, Role::YearOnYear, Role::MonthOnMonth];
        let told = || cues.iter().any(|role| self.lexicon.words(*role).at_end(before).is_some());
        before.chars().next_back().is_none_or(|c| !is_han(c)) || told()
    }

    /// The length of the sign at the start of the second end of a range: `-10℃至-5℃`.
    pub(super) fn sign_at(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let mark = rest.chars().next().filter(|c| is_minus(*c) || "负負+＋".contains(*c));
        let sign = if rest.starts_with(BELOW) { BELOW.len() } else { 0 };
        sign.max(mark.map_or(0, char::len_utf8))
    }
}

impl Amount {
    /// Takes the sign off a number that starts at `at`.
    pub(super) fn unsign(&mut self, at: usize) {
        if let Some(sign) = self.sign.take().filter(|_| self.start < at) {
            self.start = at;
            self.turn(sign);
        }
    }

    /// Turns the number, or the ends of its range, by a sign.
    fn turn(&mut self, sign: Sign) {
        if sign != Sign::Plus {
            (self.value, self.max) = match self.max {
                Some(max) => (max.negated(), Some(self.value.negated())),
                None => (self.value.negated(), None),
            };
        }
    }
}

/// How many readings before a sign are looked at for one that ends there.
const NEAR: usize = 8;
