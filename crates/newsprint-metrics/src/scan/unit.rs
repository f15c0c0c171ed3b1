//! Units and currencies as they are printed.

use newsprint_zh::numeral::{self, Numeral};
use newsprint_zh::{is_han, marks, width};

use super::Scanner;
use super::amount::Amount;
use crate::lexicon::{Role, UnitKind};

/// Longest currency, in characters.
const CURRENCY: usize = 4;

/// A unit as it is printed.
pub(super) struct Printed {
    pub(super) name: String,
    pub(super) kind: UnitKind,
    /// Words of which one must stand before the figure.
    pub(super) needs: Vec<String>,
}

impl Printed {
    pub(super) fn of(name: &str, kind: UnitKind) -> Self {
        Self { name: name.to_owned(), kind, needs: Vec::new() }
    }

    pub(super) fn percent(name: &str) -> Self {
        Self::of(name, UnitKind::Percent)
    }
}

impl Scanner<'_> {
    /// 600千克 is a number of 千克, not 600,000 of 克.
    pub(super) fn without_unit(&self, at: usize, numeral: Numeral) -> Numeral {
        let printed = &self.text[at..at + numeral.len];
        let last = printed.chars().next_back().filter(|c| numeral::exponent(*c).is_some());
        let Some(len) = last.map(char::len_utf8).filter(|len| *len < numeral.len) else {
            return numeral;
        };
        let number = &printed[..numeral.len - len];
        match self.lexicon.unit(&self.text[at + number.len()..]) {
            Some((word, _)) if word.len() > len => numeral::read(number).unwrap_or(numeral),
            _ => numeral,
        }
    }

    /// The unit at `at` and its end: `元`, ` 公里`, `微克/立方米`, `台（套）`.
    pub(super) fn unit(&self, at: usize) -> Option<(Printed, usize)> {
        let at = at + usize::from(self.text[at..].starts_with(' '));
        let (word, unit) = self.lexicon.unit(&self.text[at..])?;
        let mut end = at + word.len();
        let rest = &self.text[end..];
        let other = || self.lexicon.words(Role::NotUnit).at_start(&self.text[at..]);
        if rest.starts_with(is_han) && other().is_some_and(|other| other.len() > word.len()) {
            return None;
        }
        if word.ends_with(|c: char| c.is_ascii_alphabetic())
            && rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return None;
        }
        let mut name = unit.canonical.clone().unwrap_or_else(|| word.to_owned());
        let mut kind = unit.kind;
        if let Some((per, len)) = self.per(rest, kind) {
            let unit = Printed { name: format!("{name}/{per}"), kind, needs: unit.needs.clone() };
            return Some((unit, end + len));
        }
        let open = rest.chars().next().unwrap_or_default();
        let inside = &rest[rest.len().min(open.len_utf8())..];
        if matches!(open, '/' | '／')
            && let Some((per, _)) = self.lexicon.unit(inside)
        {
            name = format!("{name}/{per}");
            end += open.len_utf8() + per.len();
            kind = if kind == UnitKind::Money { kind } else { UnitKind::Measure };
        } else if matches!(open, '（' | '(')
            && let Some((other, _)) = self.lexicon.unit(inside)
            && let Some(close) = marks::closing(open)
            && inside[other.len()..].starts_with(close)
        {
            let len = open.len_utf8() + other.len() + close.len_utf8();
            name.push_str(&rest[..len]);
            end += len;
        }
        Some((Printed { name, kind, needs: unit.needs.clone() }, end))
    }

    /// `每公斤` behind a unit at the start of `rest`, and its length; what a number or a verb follows is
    /// no unit: `每天投入3万元每天`.
    fn per<'a>(&'a self, rest: &'a str, kind: UnitKind) -> Option<(&'a str, usize)> {
        let inside = rest.strip_prefix('每')?;
        let (per, unit) = self.lexicon.unit(inside)?;
        let behind = &inside[per.len()..];
        let apart =
            !behind.starts_with(|c| is_han(c) && c != '的') || self.bound_after(behind).is_some();
        let measured = matches!(kind, UnitKind::Money | UnitKind::Measure);
        let per_measure = unit.kind == UnitKind::Measure && !behind.starts_with(numeral::starts);
        (measured && (apart || per_measure)).then_some((per, '每'.len_utf8() + per.len()))
    }

    /// `￥300`, `US$20`, `人民币5000万`: a currency before its number.
    pub(super) fn currency_before(&self, amount: &mut Amount) {
        let plain =
            amount.unit.as_ref().is_none_or(|it| it.kind == UnitKind::Money && it.name == "元");
        if let Some((start, unit)) = self.currency(amount.start).filter(|_| plain) {
            (amount.start, amount.unit) = (start, Some(unit));
        }
    }

    /// The sign or name of a currency that ends at `at`, and where it starts.
    pub(super) fn currency(&self, at: usize) -> Option<(usize, Printed)> {
        let text = self.text[..at].strip_suffix(' ').unwrap_or(&self.text[..at]);
        let last = text.chars().next_back()?;
        // Few characters end one that stands before its number.
        (matches!(last, '￥' | '¥' | '$' | '＄' | '€' | '£' | '币') || last.is_ascii_uppercase())
            .then_some(())?;
        let starts = text.char_indices().rev().take(CURRENCY).map(|(start, _)| start);
        let longest = starts.filter_map(|start| {
            let (word, unit) = self.lexicon.unit(&text[start..])?;
            let whole = word.len() == text.len() - start && unit.kind == UnitKind::Money;
            whole.then_some((start, word, unit))
        });
        let (start, word, unit) = longest.last()?;
        let before = text[..start].chars().next_back();
        let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let within = before.is_some_and(|c| {
            latin && c.is_ascii_alphanumeric() || numeral::starts(c) || width::fold(c) == '.'
        });
        let name = unit.canonical.clone().unwrap_or_else(|| word.to_owned());
        (!within).then(|| (start, Printed::of(&name, UnitKind::Money)))
    }
}
