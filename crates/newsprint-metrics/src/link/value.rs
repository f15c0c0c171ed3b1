//! Values and periods as they stand in rows.

use newsprint_zh::date::Date;

use super::digest::Row;
use crate::fraction::Fraction;

/// A value in its base unit, and how far the true one can be from it: half of what the last printed
/// digit counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    value: Fraction,
    half: Fraction,
}

impl Told {
    /// `None` for what is too large to reckon with.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let printed = match &row.step {
            Some(step) => Fraction::decimal(step),
            None => Fraction::last_place(&row.value),
        };
        let two = Fraction::ONE.plus(Fraction::ONE)?;
        Some(Self {
            value: Fraction::decimal(&row.value)?.times(row.factor())?,
            half: printed?.times(row.factor())?.over(two)?,
        })
    }

    /// Whether one true value can be printed as both: 126万亿 and 1260582亿 are.
    pub(super) fn agrees(self, other: Self) -> Option<bool> {
        self.value.distance(other.value)?.is_less(self.half.plus(other.half)?)
    }
}

/// The value of a row in a unit of which one is `unit` base units; `None` where that is its own.
pub(super) fn converted(row: &Row, unit: Fraction) -> Option<String> {
    let factor = row.factor().over(unit).filter(|it| *it != Fraction::ONE)?;
    Some(Fraction::decimal(&row.value)?.times(factor)?.to_string())
}

/// The days on which a period begins and ends, as `(year, month, day)` each, the last of a month
/// being 31: what periods are told apart and ordered by.
pub(super) fn begin_and_end(period: &str) -> [(i32, u8, u8); 2] {
    let (first, last) = period.split_once('/').unwrap_or((period, period));
    [edge(first, true), edge(last, false)]
}

fn edge(period: &str, begins: bool) -> (i32, u8, u8) {
    let mut parts = period.split('-');
    let year = parts.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let part = parts.next().unwrap_or_default();
    let day: Option<u8> = parts.next().and_then(|it| it.parse().ok());
    let number = |text: &str, most: u8| text.parse::<u8>().unwrap_or(0).min(most);
    // The last month, and how many go before it.
    let (last, before) = match (part.strip_prefix('Q'), part.strip_prefix('H')) {
        (Some(quarter), _) => (number(quarter, 4) * 3, 2),
        (_, Some(half)) => (number(half, 2) * 6, 5),
        _ if part.is_empty() => (12, 11),
        _ => (number(part, 12), 0),
    };
    let month = if begins { last.saturating_sub(before) } else { last };
    let goes_on = |day: &u8| Date::new(year, month, day.saturating_add(1)).is_some();
    let day = day.filter(|day| begins || goes_on(day));
    (year, month, day.unwrap_or(if begins { 1 } else { 31 }))
}
