//! Figures that cannot be read: what is missing, and where.

use std::ops::Range;

use newsprint_zh::numeral::{self, Numeral};
use newsprint_zh::{is_han, marks, width};

use super::Scanner;
use super::amount::Amount;
use crate::lexicon::{Role, Roles, UnitKind, roles};
use crate::reading::Doubt;

/// Most characters of a text that a message quotes.
const SHOWN: usize = 40;

impl Scanner<'_> {
    fn doubt(&mut self, code: &'static str, start: usize, end: usize, why: &str) {
        let printed = &self.text[start..end];
        let message = match printed.char_indices().nth(SHOWN) {
            Some((cut, _)) => format!("`{}…` {why}", &printed[..cut]),
            None => format!("`{printed}` {why}"),
        };
        self.doubts.push(Doubt { code, message, span: start..end });
    }

    /// A numeral with more than 38 digits.
    pub(super) fn overlong(&mut self, at: usize, numeral: Numeral) {
        if numeral.value.is_none() {
            self.doubt("too-many-digits", at, at + numeral.len, "has more than 38 digits");
        }
    }

    /// `%` or a unit without a number before it.
    pub(super) fn sign(&mut self, at: usize, c: char) {
        if !matches!(c, '%' | '％' | '‰') {
            return self.lone_unit(at);
        }
        let end = at + c.len_utf8();
        let last = self.text[..at].trim_end_matches(' ').chars().next_back();
        let number = |c: char| {
            numeral::starts(c) || c.is_alphanumeric() && !is_han(c) || "几余多半".contains(c)
        };
        // A percent sign in brackets names a column.
        if !last.is_some_and(|c| number(c) || marks::closing(c).is_some() || marks::closes(c)) {
            self.doubt("percent-without-number", at, end, "has no number before it");
        }
    }

    /// `达吨，`, `增长个百分点。`: a unit that ends its clause, behind a word that a number follows.
    fn lone_unit(&mut self, at: usize) {
        const CUES: Roles = roles(&[Role::NeedsNumber, Role::Growth, Role::Fall]);
        let before = self.text[..at].trim_end_matches('个');
        let Some(cues) = self.lexicon.endings(before, CUES) else { return };
        let changes = cues.of(Role::Growth).max(cues.of(Role::Fall)) > 0;
        let needed = cues.of(Role::NeedsNumber) > 0;
        let Some((word, unit)) = self.lexicon.unit(&self.text[at..]) else { return };
        let end = at + word.len();
        let told = match unit.kind {
            UnitKind::Point => needed || changes,
            UnitKind::Measure | UnitKind::Money => needed,
            _ => false,
        };
        if told
            && unit.is_unmistakable()
            && !self.text[end..].starts_with(|c| is_han(c) || numeral::starts(c))
        {
            self.doubt("unit-without-number", at, end, "has no number before it");
        }
    }

    /// `20-万吨`, `30%至，`: a dash behind an amount, and no second number; gives the place of the dash
    /// and what stands where the number should.
    pub(super) fn half_range(&mut self, at: usize, first: &Amount) -> Option<Range<usize>> {
        let rest = &self.text[first.end..];
        let dash = rest.chars().next().filter(|c| DASHES.contains(c))?;
        let behind = &rest[dash.len_utf8()..];
        let word = matches!(dash, '至' | '到');
        // —— is a mark of its own.
        if behind.starts_with(dash) {
            return None;
        }
        let ends = |rest: &str| {
            rest.chars().next().is_none_or(|c| marks::ends_clause(c) || marks::ends_sentence(c))
        };
        let len = if first.unit.is_some() && ends(behind) {
            0
        } else {
            let multipliers: usize = behind
                .chars()
                .take_while(|c| numeral::exponent(*c) >= Some(4))
                .map(char::len_utf8)
                .sum();
            let unit = self.lexicon.unit(&behind[multipliers..]);
            let kinds = [UnitKind::Measure, UnitKind::Money, UnitKind::Percent];
            let unit = unit.filter(|(_, unit)| kinds.contains(&unit.kind));
            let (unit, _) = unit?;
            let latin = unit.starts_with(|c| width::fold(c).is_ascii_alphabetic());
            let len = multipliers + unit.len();
            // 5至人民路 is no range.
            if latin || word && behind[len..].starts_with(is_han) {
                return None;
            }
            len
        };
        let end = first.end + dash.len_utf8() + len;
        self.doubt("half-range", at, end, "has no second number");
        // 万吨 behind the dash is no figure of its own.
        (len > 0).then_some(first.end..end)
    }
}

/// What can stand between the ends of a range.
const DASHES: [char; 7] = ['-', '–', '—', '~', '～', '至', '到'];
