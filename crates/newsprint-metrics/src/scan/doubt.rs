//! Figures that cannot be read: what is missing, and where.

use newsprint_zh::numeral::{self, Numeral};
use newsprint_zh::{is_han, marks, width};

use super::Scanner;
use crate::lexicon::UnitKind;
use crate::reading::Doubt;

impl Scanner<'_> {
    fn doubt(&mut self, code: &'static str, start: usize, end: usize, why: &str) {
        let printed: String = self.text[start..end].chars().take(40).collect();
        let message = format!("`{printed}` {why}");
        self.doubts.push(Doubt { code, message, span: start..end });
    }

    /// A numeral with more than 38 digits.
    pub(super) fn overlong(&mut self, at: usize, numeral: Numeral) {
        if numeral.value.is_none() {
            self.doubt("too-many-digits", at, at + numeral.len, "has more than 38 digits");
        }
    }

    /// `%` or `元` without a number before it.
    pub(super) fn sign(&mut self, at: usize, c: char) {
        let end = at + c.len_utf8();
        let before = self.text[..at].trim_end_matches(' ');
        let last = before.chars().next_back();
        if c == '元' {
            let told = ["达", "达到", "约", "超过"].iter().any(|cue| before.ends_with(cue));
            let ends = self.text[end..].chars().next().is_none_or(|c| !is_han(c));
            if told && ends && before.len() == at {
                self.doubt("unit-without-number", at, end, "has no number before it");
            }
            return;
        }
        let number = |c: char| {
            numeral::starts(c) || c.is_alphanumeric() && !is_han(c) || "几余多半".contains(c)
        };
        // A percent sign in brackets names a column.
        if !last.is_some_and(|c| number(c) || marks::closing(c).is_some() || marks::closes(c)) {
            self.doubt("percent-without-number", at, end, "has no number before it");
        }
    }

    /// `20-万吨`: a dash behind a number, and a unit where the second number should stand.
    pub(super) fn half_range(&mut self, at: usize, end: usize) {
        let Some(dash) = self.text[end..].chars().next().filter(|c| matches!(c, '-' | '~' | '～'))
        else {
            return;
        };
        let rest = &self.text[end + dash.len_utf8()..];
        let multipliers: usize =
            rest.chars().take_while(|c| numeral::exponent(*c) >= Some(4)).map(char::len_utf8).sum();
        let unit = self.lexicon.unit(&rest[multipliers..]);
        let kinds = [UnitKind::Measure, UnitKind::Money, UnitKind::Percent];
        let Some((word, _)) = unit.filter(|(_, unit)| kinds.contains(&unit.kind)) else { return };
        let latin = word.starts_with(|c| width::fold(c).is_ascii_alphabetic());
        if !latin {
            let end = end + dash.len_utf8() + multipliers + word.len();
            self.doubt("half-range", at, end, "has no second number");
        }
    }
}
