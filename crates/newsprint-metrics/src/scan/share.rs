//! Shares in words and fractions: `百分之五`, `三分之一`, `九成`, `一半`, `3/4`, `打八折`.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::is_han;
use newsprint_zh::numeral::{self, Decimal, Numeral, Script};

use super::amount::Amount;
use super::unit::Printed;
use super::{Scanner, Token, What};
use crate::lexicon::Role;

/// Between the whole and the part of a fraction.
const FRACTION: &str = "分之";
/// Fractions that are units.
const PERCENT: &str = "百分之";
const PER_MILLE: &str = "千分之";

/// Largest whole of a fraction with a slash.
const WHOLE: u32 = 100;

/// 半 or a digit behind 成 at `end`, in tenths, and where it ends.
pub(crate) fn tenth(text: &str, end: usize) -> (Decimal, usize) {
    let mut chars = text[end..].chars();
    let first = chars.next().unwrap_or_default();
    let apart = chars.next().is_none_or(|c| !is_han(c));
    let digit = numeral::digit(first).filter(|it| apart && *it > 0);
    let digit = if first == '半' { Some(5) } else { digit };
    let end = end + digit.map_or(0, |_| first.len_utf8());
    (Decimal::from(digit.unwrap_or(0)).unshifted(1), end)
}

/// The share that a number of tenths or hundredths before 折 leaves: 80 for 八, 75 for 七五 and 75.
pub(crate) fn discounted(value: Decimal, script: Script) -> Option<Decimal> {
    let tens = script == Script::Positional || value.is_whole() && value.compare(10.into()).is_gt();
    let share = if tens { value } else { value.shifted(1)? };
    share.compare(100.into()).is_lt().then_some(share)
}

impl Scanner<'_> {
    /// `百分之五`, `千分之三`, `四分之一`; a share that has no exact decimal is rounded.
    pub(super) fn fraction(&self, at: usize, whole: Numeral) -> Option<Token> {
        let rest = self.text[at + whole.len..].strip_prefix(FRACTION)?;
        let part = numeral::read(rest)?;
        let end = self.text.len() - rest.len() + part.len;
        let value = part.value?;
        let (name, value, exact) = if self.text[at..].starts_with(PERCENT) {
            ("%", value, true)
        } else if self.text[at..].starts_with(PER_MILLE) {
            ("‰", value, true)
        } else {
            let (share, exact) = value.percent_of(whole.value?)?;
            ("%", share, exact)
        };
        let (unit, script) = (Some(Printed::percent(name)), Script::Chinese);
        let amount = Amount { unit, max: None, script, ..Amount::bare(part, value, at..end) };
        let mut token = self.figure(amount)?;
        if let What::Figure(figure) = &mut token.what
            && !exact
        {
            figure.bound.get_or_insert(Bound::About);
        }
        Some(token)
    }

    /// Whether a word that says no number is a piece of a fraction: 之一 in `三分之一`.
    pub(super) fn is_in_fraction(&self, word: &Range<usize>) -> bool {
        FRACTION.char_indices().skip(1).any(|(cut, _)| {
            let (first, last) = FRACTION.split_at(cut);
            let starts = self.text[word.start..].starts_with(last);
            let ends = self.text[..word.end].ends_with(first);
            starts && self.text[..word.start].ends_with(first)
                || ends && self.text[word.end..].starts_with(last)
        })
    }

    /// `三成`, `九成以上`.
    pub(super) fn tenths(&self, at: usize, numeral: Numeral) -> Option<Token> {
        let end = at + numeral.len + '成'.len_utf8();
        self.text[at + numeral.len..].starts_with('成').then_some(())?;
        let tens = numeral.value.filter(|value| value.compare(10.into()).is_le())?;
        let (tenth, end) = tenth(self.text, end);
        // 近八成农户, 九成企业: a bound before it or who it is of makes it a share.
        let bound = || {
            let free = self.lexicon.words(Role::NotTenths).at_start(&self.text[end..]).is_none();
            let rest = &self.text[end..];
            let who = [Role::Crowd, Role::CountedHead];
            let of = || who.iter().any(|role| self.lexicon.words(*role).at_start(rest).is_some());
            free && (self.bound_before(&self.text[..at]).is_some() || of())
        };
        (self.is_share_at(end) || bound()).then_some(())?;
        let amount = Amount::bare(numeral, tens.plus(tenth)?.shifted(1)?, at..end);
        self.figure(Amount { unit: Some(Printed::percent("%")), ..amount })
    }

    /// Whether a share in words can end at `end`: `三成的`, `九成以上`, and not `三成立`.
    pub(super) fn is_share_at(&self, end: usize) -> bool {
        let rest = &self.text[end..];
        !rest.starts_with(|c| is_han(c) && c != '的')
            || self.bound_after(rest).is_some()
            || self.lexicon.words(Role::MoreThanAfter).at_start(rest).is_some()
    }

    /// `3/4的耕地`: a part of a whole, where words around it say so.
    pub(super) fn slashed(&self, at: usize, part: Numeral) -> Option<Token> {
        let rest = self.text[at + part.len..].strip_prefix('/')?;
        let whole = numeral::read(rest).filter(|it| it.script == Script::Arabic)?;
        let end = self.text.len() - rest.len() + whole.len;
        let (value, over) = (part.value?, whole.value?);
        let small =
            value.is_whole() && value.compare(over).is_lt() && over.compare(WHOLE.into()).is_le();
        let before = &self.text[..at];
        let told = self.bound_before(before).is_some()
            || self.lexicon.words(Role::Share).at_end(before.trim_end_matches('的')).is_some();
        let of = self.text[end..].starts_with('的');
        let within =
            before.ends_with(['/', '-', '.']) || self.text[end..].starts_with(['/', '-', '.']);
        (small && over.is_whole() && !within && (told || of)).then_some(())?;
        self.share(at..end, value.percent_of(over)?)
    }

    /// `一半以上`, `近一半`, `占一半`: half of what is told, where words around it say so.
    pub(super) fn one_half(&self, start: usize, end: usize) -> Option<Token> {
        let before = &self.text[..start];
        let roles = [Role::Share, Role::Copula, Role::Level];
        let told = self.bound_before(before).is_some()
            || self.bound_after(&self.text[end..]).is_some()
            || roles.iter().any(|role| self.lexicon.words(*role).at_end(before).is_some());
        let ends = self.is_share_at(end) || self.bound_before(before).is_some();
        (told && ends).then(|| self.share(start..end, (50.into(), true)))?
    }

    /// A share in per cent, and whether it is exact.
    fn share(&self, span: Range<usize>, (value, exact): (Decimal, bool)) -> Option<Token> {
        let mut token = self.figure(Amount::share(span, value))?;
        if let What::Figure(figure) = &mut token.what
            && !exact
        {
            figure.bound.get_or_insert(Bound::About);
        }
        Some(token)
    }

    /// `打八折`, `打7.5折`, `打对折`.
    pub(super) fn discount(&self, at: usize) -> Option<Token> {
        let rest = self.text[at..].strip_prefix('打')?;
        let start = self.text.len() - rest.len();
        let (share, len) = match numeral::read(rest) {
            Some(number) => (discounted(number.value?, number.script)?, number.len),
            None => (50.into(), rest.starts_with('对').then_some('对'.len_utf8())?),
        };
        let behind = self.text[start + len..].strip_prefix('折')?;
        let end = self.text.len() - behind.len();
        let free = self.lexicon.words(Role::NotDiscount).at_start(behind).is_none();
        free.then(|| self.figure(Amount::share(at..end, share)))?
    }
}
