//! Parts and multiples in words: `1元5角3分`, `一吨半`, `半个百分点`, `一半`, `3/4`, `打八折`, `翻两番`.

use newsprint_core::Bound;
use newsprint_zh::is_han;
use newsprint_zh::numeral::{self, Decimal, Script};

use super::amount::Amount;
use super::unit::Printed;
use super::{Scanner, Sort, Token, What};
use crate::lexicon::{Lexicon, Role, UnitKind};

/// Most doublings.
const DOUBLINGS: u32 = 10;

/// The sum of `value`, which ends at `end`, and the parts of a currency behind it, and where they end:
/// `5角3分`.
pub(crate) fn subunits(
    lexicon: &Lexicon,
    text: &str,
    value: Decimal,
    end: usize,
) -> (Decimal, usize) {
    let (mut sum, mut end) = (value, end);
    for _ in 0..2 {
        let rest = &text[end..];
        let joined = rest.strip_prefix(['又', '零']).unwrap_or(rest);
        let Some(numeral) = numeral::read(joined) else { break };
        let behind = &joined[numeral.len..];
        let Some((word, factor)) = lexicon.subunit(behind) else { break };
        // 3元5分钟 and 三元二分之一 are no parts.
        let longer = lexicon.unit(behind).is_some_and(|(unit, _)| unit.len() > word.len());
        let part = numeral.value.and_then(|it| it.times(factor)).and_then(|it| sum.plus(it));
        let Some(part) = part.filter(|_| !longer && !behind.starts_with("分之")) else { break };
        (sum, end) = (part, text.len() - behind.len() + word.len());
    }
    (sum, end)
}

/// Where 半 ends that stands at `end`, behind a number in `script` and its unit, as their half: `一吨半`,
/// and not `5吨半挂车`.
pub(crate) fn half_end(lexicon: &Lexicon, text: &str, end: usize, script: Script) -> Option<usize> {
    let rest = text[end..].strip_prefix('半')?;
    let free = match script {
        Script::Chinese => lexicon.words(Role::NotHalf).at_start(rest).is_none(),
        _ => !rest.starts_with(is_han),
    };
    free.then_some(text.len() - rest.len())
}

impl Scanner<'_> {
    /// `5角3分` and 半 behind the unit of `amount`.
    pub(super) fn parts(&self, amount: &mut Amount) {
        let Some(unit) = &amount.unit else { return };
        match unit.kind {
            UnitKind::Money if !unit.name.contains('/') => {
                (amount.value, amount.end) =
                    subunits(self.lexicon, self.text, amount.value, amount.end);
            }
            UnitKind::Measure | UnitKind::Multiple => self.half(amount),
            _ => {}
        }
    }

    /// `一吨半`, `三倍半`.
    fn half(&self, amount: &mut Amount) {
        let half = half_end(self.lexicon, self.text, amount.end, amount.script);
        if let Some(end) = half.filter(|_| amount.exponent < 2 && amount.max.is_none()) {
            amount.add_half(end);
        }
    }

    /// `三个半百分点`, `2个半小时`; whether such a half was read.
    pub(super) fn half_counted(&self, amount: &mut Amount) -> bool {
        let Some(rest) = self.text[amount.end..].strip_prefix("个半") else { return false };
        let unit = self.unit(self.text.len() - rest.len());
        let halved = |unit: &Printed| matches!(unit.kind, UnitKind::Point | UnitKind::Duration);
        let Some((unit, end)) = unit.filter(|(unit, _)| halved(unit)) else { return false };
        amount.unit = Some(unit);
        amount.add_half(end);
        true
    }

    /// `2又1/2`, with the multiplier behind it; `两万半吨`.
    pub(super) fn mixed(&self, amount: &mut Amount) {
        let rest = &self.text[amount.end..];
        if let Some(behind) = rest.strip_prefix('半').filter(|_| amount.exponent >= 2) {
            let end = self.text.len() - behind.len();
            let unit = self.unit(end).filter(|(unit, _)| unit.kind == UnitKind::Measure);
            let half = Decimal::from(5).shifted(amount.exponent - 1);
            let sum = half.and_then(|it| amount.value.plus(it));
            if let Some(sum) = sum.filter(|_| unit.is_some() && amount.script == Script::Chinese) {
                (amount.value, amount.end) = (sum, end);
            }
            return;
        }
        let Some(inner) = rest.strip_prefix('又').filter(|_| amount.exponent == 0) else { return };
        let Some(part) = numeral::read(inner) else { return };
        let behind = &inner[part.len..];
        let share = if let Some(whole) = behind.strip_prefix('/') {
            // The multiplier behind it is that of the sum.
            let len = whole.bytes().take_while(u8::is_ascii_digit).count();
            let whole = numeral::read(&whole[..len]).and_then(|it| it.value);
            part.value.zip(whole).map(|it| (it, 1 + len))
        } else {
            let over = behind.strip_prefix("分之").and_then(numeral::read);
            over.and_then(|it| Some(((it.value?, part.value?), "分之".len() + it.len)))
        };
        let Some(((part, whole), len)) = share else { return };
        // A share that has no exact decimal is left alone.
        let share = part
            .over(whole)
            .filter(|it| it.times(whole).is_some_and(|it| it.compare(part).is_eq()));
        let end = self.text.len() - behind.len() + len;
        let multiplier =
            self.text[end..].chars().next().filter(|c| numeral::exponent(*c) >= Some(4));
        let exponent = multiplier.and_then(numeral::exponent).unwrap_or(0);
        let sum = share.and_then(|it| amount.value.plus(it)?.shifted(exponent));
        if let Some(sum) = sum {
            (amount.value, amount.exponent) = (sum, exponent);
            amount.end = end + multiplier.map_or(0, char::len_utf8);
        }
    }

    /// A figure that starts with no numeral.
    pub(super) fn part(&mut self, at: usize) {
        let rest = &self.text[at..];
        let found = self.half_point(at).or_else(|| self.discount(at)).or_else(|| self.doubled(at));
        let found = found
            .or_else(|| rest.starts_with("半数").then(|| self.one_half(at, at + "半数".len()))?);
        self.found.extend(found);
    }

    /// `半个百分点`.
    fn half_point(&self, at: usize) -> Option<Token> {
        let unit = at + '半'.len_utf8();
        self.text[at..].starts_with('半').then_some(())?;
        let (unit, end) = self.unit(unit).filter(|(unit, _)| unit.kind == UnitKind::Point)?;
        let amount = Amount::share(at..end, Decimal::new(5, 1));
        self.figure(Amount { unit: Some(unit), ..amount })
    }

    /// `翻一番` is twice as much, `翻了两番` four times.
    fn doubled(&self, at: usize) -> Option<Token> {
        let rest = self.text[at..].strip_prefix('翻')?;
        let rest = rest.strip_prefix('了').unwrap_or(rest);
        let bound = self.lexicon.longest(rest, BEFORE);
        let (len, bound) = bound.into_iter().zip(BOUNDS).max_by_key(|(len, _)| *len)?;
        let number = numeral::read(&rest[len..]);
        let times = number.map_or(Some(1.into()), |it| it.value)?;
        let times = (1..=DOUBLINGS).find(|it| times.compare((*it).into()).is_eq())?;
        let behind = rest[len + number.map_or(0, |it| it.len)..].strip_prefix('番')?;
        let mut amount = Amount::share(at..self.text.len() - behind.len(), (1_u32 << times).into());
        self.is_share_at(amount.end).then_some(())?;
        if let Some(more) = self.more_than(amount.end) {
            (amount.end, amount.more) = (more, true);
        }
        let mut token = self.figure(amount)?;
        if let What::Figure(figure) = &mut token.what {
            figure.sort = Sort::Doubling;
            figure.unit.clear();
            figure.bound = Some(bound).filter(|_| len > 0).or(figure.bound);
        }
        Some(token)
    }

    /// 数 and 几 before a multiplier say from two to nine of it: `数十万人`.
    pub(super) fn several(&self, at: usize, amount: &mut Amount) {
        if self.text[at..].starts_with(numeral::SEVERAL)
            && amount.script == Script::Multiplier
            && let [Some(low), Some(high)] = [2, 9].map(|it: u32| amount.value.times(it.into()))
        {
            (amount.value, amount.max, amount.script) = (low, Some(high), Script::Chinese);
        }
    }

    /// Whether 上 before a multiplier that ends at `at` says at least so much: `上百家`, and not
    /// `网上百家`.
    pub(super) fn is_up_from(&self, at: usize) -> bool {
        let before = self.text[..at].strip_suffix('上');
        before.is_some_and(|it| self.lexicon.words(Role::NotUp).at_end(it).is_none())
    }

    /// Whether 数 at `at` ends a noun: 人数百万.
    pub(super) fn ends_a_noun(&self, at: usize) -> bool {
        let before = &self.text[..at];
        self.text[at..].starts_with('数')
            && self.lexicon.words(Role::NotSeveral).at_end(before).is_some()
    }
}

impl Amount {
    /// A share in per cent.
    pub(super) fn share(span: std::ops::Range<usize>, value: Decimal) -> Self {
        let std::ops::Range { start, end } = span;
        let (unit, script) = (Some(Printed::percent("%")), Script::Chinese);
        Self { start, end, value, max: None, unit, sign: None, more: false, script, exponent: 0 }
    }

    fn add_half(&mut self, end: usize) {
        if let Some(sum) = self.value.plus(Decimal::new(5, 1)) {
            (self.value, self.end) = (sum, end);
        }
    }
}

/// The words between 翻 and its number that bound it.
const BEFORE: [Role; 4] =
    [Role::MoreThanBefore, Role::LessThanBefore, Role::AboutBefore, Role::AtLeastBefore];
const BOUNDS: [Bound; 4] = [Bound::MoreThan, Bound::LessThan, Bound::About, Bound::AtLeast];
