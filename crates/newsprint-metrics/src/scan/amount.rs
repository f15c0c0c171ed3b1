//! Amounts: a number with its multiplier, its unit, its range and the bounds that touch it.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::numeral::{self, Decimal, Numeral, Script};
use newsprint_zh::{is_han, marks, width};

use super::{Figure, Scanner, Sort, Token, What};
use crate::lexicon::{Role, Roles, UnitKind, roles};

/// Between the whole and the part of a fraction.
const FRACTION: &str = "分之";
/// Fractions that are units.
const PERCENT: &str = "百分之";
const PER_MILLE: &str = "千分之";

/// The words before a figure that bound it.
const BOUNDS: Roles = roles(&[
    Role::AtLeastBefore,
    Role::MoreThanBefore,
    Role::AtMostBefore,
    Role::LessThanBefore,
    Role::AboutBefore,
]);

/// A number and its unit, before the bounds around it are known.
struct Amount {
    value: Decimal,
    max: Option<Decimal>,
    unit: Option<Printed>,
    end: usize,
    more: bool,
    script: Script,
    exponent: u32,
}

/// A unit as it is printed.
struct Printed {
    name: String,
    kind: UnitKind,
    /// Words of which one must stand before the figure.
    needs: Vec<String>,
}

impl Amount {
    fn bare(numeral: Numeral, value: Decimal, end: usize) -> Self {
        let Numeral { upper: max, script, exponent, more, .. } = numeral;
        Self { value, max, unit: None, end, more: more && max.is_none(), script, exponent }
    }

    /// The range from this amount up to `second`; `40-60万吨` counts both ends in 万.
    fn up_to(&self, second: Self) -> Option<Self> {
        let first = (self.value, self.exponent);
        let low = match self.unit {
            None => shared_low(first, (second.value, second.exponent)),
            Some(_) => self.value,
        };
        let rises = second.value.compare(low).is_gt();
        rises.then_some(Self { value: low, max: Some(second.value), ..second })
    }

    /// Whether it says too little to be a figure: `百万家`, `一个`, `二〇二四`.
    fn is_vague(&self, bound: Option<Bound>) -> bool {
        let kind = self.unit.as_ref().map(|unit| unit.kind);
        let counted = matches!(kind, Some(UnitKind::Classifier | UnitKind::Noun));
        let small = || self.max.is_none() && self.value.compare(2.into()).is_le();
        match self.script {
            Script::Positional => true,
            Script::Arabic => false,
            Script::Chinese => kind.is_none() || counted && small(),
            Script::Multiplier if self.max.is_some() => true,
            Script::Multiplier => bound.is_none() && (kind.is_none() || counted),
        }
    }
}

/// The lower end of a range in the multiplier that the upper end has for both: 20 in `20-30万`, also
/// 一千 in `一千到两千万`. Each end is its value with the exponent of its last multiplier.
pub(crate) fn shared_low(low: (Decimal, u32), high: (Decimal, u32)) -> Decimal {
    let shared = low.1 < high.1 && (low.1 == 0 || high.1 >= 4);
    let shifted = low.0.shifted(high.1).filter(|it| shared && it.compare(high.0).is_lt());
    shifted.unwrap_or(low.0)
}

impl Scanner<'_> {
    pub(super) fn numeral(&mut self, at: usize, numeral: Numeral) {
        if let Some(fraction) = self.fraction(at, numeral) {
            self.found.push(fraction);
            return;
        }
        let Some(first) = self.amount(at, numeral) else { return };
        let range = self.second(&first).and_then(|second| first.up_to(second));
        if range.is_none() {
            self.half_range(at, first.end);
        }
        let figure = self.figure(at, range.unwrap_or(first));
        for token in [figure, self.tenths(at, numeral)].into_iter().flatten() {
            self.found.push(token);
        }
    }

    /// `百分之五`, `千分之三`, `四分之一`; a share that has no exact decimal is rounded.
    fn fraction(&self, at: usize, whole: Numeral) -> Option<Token> {
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
        let unit = Printed { name: name.to_owned(), kind: UnitKind::Percent, needs: Vec::new() };
        let script = Script::Chinese;
        let amount =
            Amount { unit: Some(unit), max: None, script, ..Amount::bare(part, value, end) };
        let mut token = self.figure(at, amount)?;
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
    fn tenths(&self, at: usize, numeral: Numeral) -> Option<Token> {
        let end = at + numeral.len + '成'.len_utf8();
        let rest = self.text[at + numeral.len..].strip_prefix('成')?;
        let free = !rest.starts_with(|c| is_han(c) && c != '的')
            || self.bound_after(rest).is_some()
            || self.lexicon.words(Role::MoreThanAfter).at_start(rest).is_some();
        let tens = numeral.value.filter(|value| free && value.compare(10.into()).is_le())?;
        let unit = Printed { name: "%".to_owned(), kind: UnitKind::Percent, needs: Vec::new() };
        let amount = Amount::bare(numeral, tens.shifted(1)?, end);
        self.figure(at, Amount { unit: Some(unit), ..amount })
    }

    /// A number with what belongs to it: 余 and 多, a multiplier after them, its unit.
    fn amount(&self, at: usize, numeral: Numeral) -> Option<Amount> {
        let numeral = self.without_unit(at, numeral);
        let mut amount = Amount::bare(numeral, numeral.value?, at + numeral.len);
        if let Some(end) = self.more_than(amount.end).filter(|end| self.unit(*end).is_some()) {
            amount.end = end;
            amount.more = true;
        }
        // 大 counts things up to ten: 五大任务, but 20万大军.
        if let Some((unit, end)) = self.unit(amount.end)
            && (amount.exponent == 0 || !unit.name.is_empty())
        {
            amount.unit = Some(unit);
            amount.end = end;
            if let Some(end) = self.more_than(end)
                && !self.text[end..].starts_with(is_han)
            {
                amount.more = true;
                amount.end = end;
            }
        }
        Some(amount)
    }

    /// The end of 余 or 多 at `at`.
    fn more_than(&self, at: usize) -> Option<usize> {
        let word = self.lexicon.words(Role::MoreThanAfter).at_start(&self.text[at..])?;
        Some(at + word.len())
    }

    /// 600千克 is a number of 千克, not 600,000 of 克.
    fn without_unit(&self, at: usize, numeral: Numeral) -> Numeral {
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
    fn unit(&self, at: usize) -> Option<(Printed, usize)> {
        let at = at + usize::from(self.text[at..].starts_with(' '));
        let (word, unit) = self.lexicon.unit(&self.text[at..])?;
        let mut end = at + word.len();
        let rest = &self.text[end..];
        if word.ends_with(|c: char| c.is_ascii_alphabetic())
            && rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return None;
        }
        let mut name = unit.canonical.clone().unwrap_or_else(|| word.to_owned());
        let mut kind = unit.kind;
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

    /// The second end of a range: `40-60万吨`, `41%到52%`.
    fn second(&self, first: &Amount) -> Option<Amount> {
        let dash = self.text[first.end..].chars().next();
        let dash =
            dash.filter(|c| matches!(c, '-' | '—' | '–' | '－' | '~' | '～' | '〜' | '至' | '到'))?;
        let at = first.end + dash.len_utf8();
        let rest = &self.text[at..];
        if rest.starts_with('十') && first.script != Script::Chinese {
            return None;
        }
        let numeral = numeral::read(rest).filter(|it| it.script != Script::Multiplier)?;
        let second = self.amount(at, numeral)?;
        second.unit.is_some().then_some(second)
    }

    /// `每吨412.5元` is 元/吨; `每百元` without a number after it is a name.
    pub(super) fn rate(&mut self, at: usize) {
        let inside = at + '每'.len_utf8();
        let rest = &self.text[inside..];
        if let Some((per, unit)) = self.lexicon.unit(rest) {
            let start = inside + per.len();
            let is_money = |it: &Printed| it.kind == UnitKind::Money;
            if unit.kind != UnitKind::Money
                && self.text[start..].starts_with(|c| width::fold(c).is_ascii_digit())
                && let Some(numeral) = numeral::read(&self.text[start..])
                && let Some(amount) = self.amount(start, numeral)
                && amount.unit.as_ref().is_some_and(is_money)
                && let Some(mut token) = self.figure(at, amount)
            {
                if let What::Figure(figure) = &mut token.what {
                    figure.unit = format!("{}/{per}", figure.unit);
                }
                self.found.push(token);
            }
        } else if let Some(numeral) = numeral::read(rest)
            && let Some((_, end)) = self.unit(inside + numeral.len)
        {
            self.name(at..end);
        }
    }

    /// A token of an amount, with the bounds that touch it.
    fn figure(&self, at: usize, amount: Amount) -> Option<Token> {
        let (mut start, mut end) = (at, amount.end);
        let mut bound = amount.more.then_some(Bound::MoreThan);
        if let Some((word, found)) = self.bound_before(&self.text[..at]) {
            start -= word.len();
            bound = Some(found);
        }
        if let Some((word, found)) = self.bound_after(&self.text[end..]) {
            end += word.len();
            bound = Some(found);
            if found != Bound::About && self.names_a_class(end) {
                return Some(Token { span: start..end, what: What::Name });
            }
        }
        if amount.is_vague(bound) {
            return None;
        }
        let Amount { value, max, script, unit, .. } = amount;
        let (unit, sort, needs) = match unit {
            Some(unit) => (unit.name, Sort::Unit(unit.kind), unit.needs),
            None => (String::new(), Sort::Bare, Vec::new()),
        };
        let figure = Figure { value, max, unit, sort, bound, script, needs };
        Some(Token { span: start..end, what: What::Figure(figure) })
    }

    fn bound_before<'a>(&self, text: &'a str) -> Option<(&'a str, Bound)> {
        let words = self.lexicon.endings(text, BOUNDS)?;
        if words.of(Role::Keep) > 0 {
            return None;
        }
        let bounds = [
            (words.of(Role::AtLeastBefore), Bound::AtLeast),
            (words.of(Role::MoreThanBefore), Bound::MoreThan),
            (words.of(Role::AtMostBefore), Bound::AtMost),
            (words.of(Role::LessThanBefore), Bound::LessThan),
            (words.of(Role::AboutBefore), Bound::About),
        ];
        let (len, bound) = bounds.into_iter().max_by_key(|(len, _)| *len)?;
        (len > 0).then(|| (&text[text.len() - len..], bound))
    }

    fn bound_after<'a>(&self, text: &'a str) -> Option<(&'a str, Bound)> {
        let roles = [Role::AtLeastAfter, Role::AtMostAfter, Role::AboutAfter];
        let bounds = [Bound::AtLeast, Bound::AtMost, Bound::About];
        let lengths = self.lexicon.longest(text, roles);
        let (len, bound) = lengths.into_iter().zip(bounds).find(|(len, _)| *len > 0)?;
        Some((&text[..len], bound))
    }

    /// `5亿元以上项目`: a limit that a noun follows is a class, not a figure.
    fn names_a_class(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        let starts_noun = rest.chars().next().is_some_and(|c| is_han(c) && c != '的');
        starts_noun && self.lexicon.words(Role::NounEnd).at_start(rest).is_none()
    }
}
