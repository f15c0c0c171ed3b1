//! Amounts: a number with its multiplier, its unit, its range and the bounds that touch it.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::numeral::{self, Decimal, Numeral, Script};
use newsprint_zh::{is_han, width};

use super::sign::Sign;
use super::unit::Printed;
use super::{Figure, Scanner, Sort, Token, What};
use crate::lexicon::{Role, Roles, UnitKind, roles};

/// The words before a figure that bound it.
const BOUNDS: Roles = roles(&[
    Role::AtLeastBefore,
    Role::MoreThanBefore,
    Role::AtMostBefore,
    Role::LessThanBefore,
    Role::AboutBefore,
]);

/// Formal numerals that are characters of common words.
const FORMAL: [char; 10] = ['壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾'];

/// A number and its unit, before the bounds around it are known.
pub(super) struct Amount {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: Decimal,
    pub(super) max: Option<Decimal>,
    pub(super) unit: Option<Printed>,
    pub(super) sign: Option<Sign>,
    pub(super) more: bool,
    pub(super) script: Script,
    pub(super) exponent: u32,
}

impl Amount {
    pub(super) fn bare(numeral: Numeral, value: Decimal, span: Range<usize>) -> Self {
        let Numeral { upper: max, script, exponent, more, .. } = numeral;
        let more = more && max.is_none();
        let Range { start, end } = span;
        Self { start, end, value, max, unit: None, sign: None, more, script, exponent }
    }

    fn is_measured(&self) -> bool {
        self.unit.as_ref().is_some_and(|unit| unit.kind.is_measured())
    }

    /// The range from this amount up to `second`; `40-60万吨` counts both ends in 万, and `零下5至8℃`
    /// both below zero.
    fn up_to(&self, mut second: Self) -> Option<Self> {
        // 提升2.2个百分点至34.2%: by how much, and what that makes.
        let kind = |it: &Self| it.unit.as_ref().map(|unit| unit.kind);
        if self.unit.is_some() && kind(self) != kind(&second) {
            return None;
        }
        let first = (self.value, self.exponent);
        let mut low = match self.unit {
            None => shared_low(first, (second.value, second.exponent)),
            Some(_) => self.value,
        };
        if self.unit.is_none() && self.sign == Some(Sign::Below) && second.sign.is_none() {
            second.value = second.value.negated();
        }
        let mut high = second.max.unwrap_or(second.value);
        // What is colder is the lower end, wherever it stands.
        if low.is_negative() && high.compare(low).is_lt() {
            std::mem::swap(&mut low, &mut high);
        }
        let (start, sign) = (self.start, self.sign.or(second.sign));
        let rises = high.compare(low).is_gt();
        rises.then_some(Self { start, value: low, max: Some(high), sign, ..second })
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

/// The classifier of things that have no other, and of percentage points.
pub(super) const GENERAL: &str = "个";

/// The lower end of a range in the multiplier that the upper end has for both: 20 in `20-30万`, also
/// 一千 in `一千到两千万`. Each end is its value with the exponent of its last multiplier.
pub(crate) fn shared_low(low: (Decimal, u32), high: (Decimal, u32)) -> Decimal {
    let shared = low.1 < high.1 && (low.1 == 0 || high.1 >= 4);
    let shifted = low.0.shifted(high.1).filter(|it| shared && it.compare(high.0).is_lt());
    shifted.unwrap_or(low.0)
}

impl Scanner<'_> {
    pub(super) fn numeral(&mut self, at: usize, numeral: Numeral) {
        let fraction = self.fraction(at, numeral).or_else(|| self.slashed(at, numeral));
        let half = "一半";
        let fraction = fraction.or_else(|| self.relation(at, numeral)).or_else(|| {
            self.text[at..].starts_with(half).then(|| self.one_half(at, at + half.len()))?
        });
        if let Some(fraction) = fraction {
            self.found.push(fraction);
            return;
        }
        // 水陆两栖: one formal numeral by itself is a part of a word.
        if self.text[at..].starts_with(FORMAL) && numeral.len == '陆'.len_utf8() {
            return;
        }
        if let Some(end) = self.day_of_month(at..at + numeral.len) {
            return self.name(at..end);
        }
        let Some(first) = self.amount(at, numeral) else { return };
        let mut first = self.signed(at, first);
        let second = self.second(&first);
        if ![Some(&first), second.as_ref()].into_iter().flatten().any(Amount::is_measured) {
            first.unsign(at);
        }
        let range = second.and_then(|second| first.up_to(second));
        let half = if range.is_none() { self.half_range(at, &first) } else { None };
        let figure = self.figure(range.unwrap_or(first));
        for token in [figure, self.tenths(at, numeral)].into_iter().flatten() {
            self.found.push(token);
        }
        if let Some(half) = half {
            self.name(half);
        }
    }

    /// Where a day of the month ends whose number stands at `number`, told by its hour or by the word
    /// before it: `20日12时`, `截至20日`. It counts nothing. Behind a month it is a part of a date.
    fn day_of_month(&self, number: Range<usize>) -> Option<usize> {
        let before = self.text[..number.start].trim_end();
        if before.ends_with('月') && self.lexicon.words(Role::Until).at_end(before).is_none() {
            return None;
        }
        let rest = self.text[number.end..].strip_prefix(['日', '号'])?;
        let hour = rest.trim_start_matches(|c| width::fold(c).is_ascii_digit());
        let end = hour.strip_prefix(['时', '点']).filter(|_| hour.len() < rest.len());
        let until = || self.lexicon.words(Role::Until).at_end(before).is_some();
        let end = end.or_else(|| until().then_some(rest))?;
        Some(self.text.len() - end.len())
    }

    /// A number with what belongs to it: 余 and 多, a multiplier after them, its unit.
    fn amount(&self, at: usize, numeral: Numeral) -> Option<Amount> {
        let numeral = self.without_unit(at, numeral);
        let mut amount = Amount::bare(numeral, numeral.value?, at..at + numeral.len);
        self.mixed(&mut amount);
        self.several(at, &mut amount);
        if let Some(end) = self.more_than(amount.end).filter(|end| self.unit(*end).is_some()) {
            amount.end = end;
            amount.more = true;
        }
        // 大 counts things up to ten: 五大任务, but 20万大军.
        if self.half_counted(&mut amount) {
            return Some(amount);
        }
        if let Some((unit, end)) = self.unit(amount.end)
            && (amount.exponent == 0 || !unit.name.is_empty())
        {
            amount.unit = Some(unit);
            amount.end = end;
            self.parts(&mut amount);
            if let Some(end) = self.more_than(end)
                && !self.text[end..].starts_with(is_han)
            {
                amount.more = true;
                amount.end = end;
            }
        }
        self.currency_before(&mut amount);
        Some(amount)
    }

    /// The end of 余 or 多 at `at`.
    pub(super) fn more_than(&self, at: usize) -> Option<usize> {
        let word = self.lexicon.words(Role::MoreThanAfter).at_start(&self.text[at..])?;
        Some(at + word.len())
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
        let sign = self.sign_at(at);
        let at = at + sign;
        let rest = &self.text[at..];
        let numeral = numeral::read(rest).filter(|it| it.script != Script::Multiplier)?;
        let second = self.amount(at, numeral)?;
        let second = if sign > 0 { self.signed(at, second) } else { second };
        second.unit.is_some().then_some(second)
    }

    /// `每吨412.5元` is 元/吨, `每亩412公斤` 公斤/亩; `每百元` without a number after it is a name.
    pub(super) fn rate(&mut self, at: usize) {
        let inside = at + '每'.len_utf8();
        let rest = &self.text[inside..];
        if let Some((per, unit)) = self.lexicon.unit(rest) {
            let start = inside + per.len();
            // 每亩412公斤, but 每天3000吨 is what a day has.
            let is_rate = |it: &Printed| match it.kind {
                UnitKind::Money => true,
                UnitKind::Measure => unit.kind == UnitKind::Measure && unit.is_unmistakable(),
                _ => false,
            };
            if unit.kind != UnitKind::Money
                && self.text[start..].starts_with(|c| width::fold(c).is_ascii_digit())
                && let Some(numeral) = numeral::read(&self.text[start..])
                && let Some(amount) = self.amount(start, numeral)
                && amount.unit.as_ref().is_some_and(is_rate)
                && let Some(mut token) = self.figure(Amount { start: at, ..amount })
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
    pub(super) fn figure(&self, amount: Amount) -> Option<Token> {
        let (mut start, mut end) = (amount.start, amount.end);
        let mut bound = amount.more.then_some(Bound::MoreThan);
        if let Some((word, found)) = self.bound_before(&self.text[..start]) {
            start -= word.len();
            bound = Some(found);
        } else if amount.script == Script::Multiplier && self.is_up_from(start) {
            start -= '上'.len_utf8();
            bound = Some(Bound::AtLeast);
        }
        if let Some((word, found)) = self.bound_after(&self.text[end..]) {
            end += word.len();
            bound = Some(found);
            // 80%以上居民 is a part of them, 800个以上基地 their number.
            let counts = amount
                .unit
                .as_ref()
                .is_some_and(|it| it.kind == UnitKind::Percent || it.name == GENERAL);
            if found != Bound::About && !counts && self.names_a_class(end) {
                return Some(Token { span: start..end, what: What::Name });
            }
        }
        if amount.is_vague(bound) {
            return None;
        }
        let Amount { value, max, script, unit, sign, exponent, .. } = amount;
        let (unit, sort, needs) = match unit {
            Some(unit) => (unit.name, Sort::Unit(unit.kind), unit.needs),
            None => (String::new(), Sort::Bare, Vec::new()),
        };
        let (signed, others) = (sign.is_some(), Vec::new());
        let figure =
            Figure { value, max, unit, sort, bound, script, needs, signed, exponent, others };
        Some(Token { span: start..end, what: What::Figure(figure) })
    }

    pub(super) fn bound_before<'a>(&self, text: &'a str) -> Option<(&'a str, Bound)> {
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

    pub(super) fn bound_after<'a>(&self, text: &'a str) -> Option<(&'a str, Bound)> {
        let roles = [Role::AtLeastAfter, Role::AtMostAfter, Role::AboutAfter];
        let bounds = [Bound::AtLeast, Bound::AtMost, Bound::About];
        let lengths = self.lexicon.longest(text, roles);
        let (len, bound) = lengths.into_iter().zip(bounds).find(|(len, _)| *len > 0)?;
        // 数十家上下游企业: the word is part of a longer one.
        let longer = || self.lexicon.words(Role::NotAbout).at_start(&text[len..]).is_some();
        let cut = bound == Bound::About && longer();
        (!cut).then(|| (&text[..len], bound))
    }

    /// `5亿元以上项目`: a limit that a noun follows is a class, not a figure.
    fn names_a_class(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        let starts_noun = rest.chars().next().is_some_and(|c| is_han(c) && c != '的');
        starts_noun && self.lexicon.words(Role::NounEnd).at_start(rest).is_none()
    }
}
