//! Lengths of time, and what is counted with them from the reference.

use super::super::place::{add, granule, letter};
use super::{Item, Meaning, Sort, Unit, short};
use crate::date::{DAY, Date, DateTime};

/// Seconds of a unit; months of 30 days and years of 365.
fn seconds(unit: Unit) -> i64 {
    match unit {
        Unit::Year => 365 * DAY,
        Unit::Quarter => 90 * DAY,
        Unit::Month => 30 * DAY,
        Unit::Week => 7 * DAY,
        Unit::WorkDay | Unit::Day => DAY,
        Unit::Hour => 3600,
        Unit::Minute => 60,
        Unit::Second => 1,
    }
}

pub(super) fn length(items: &[Item]) -> Meaning {
    let total = items.iter().fold(0_i64, |sum, item| {
        sum.saturating_add(item.thousandths.saturating_mul(seconds(item.unit)) / 1000)
    });
    let mut meaning = Meaning::new(Sort::Duration, iso(items));
    meaning.add(total.to_string());
    meaning
}

/// A length in ISO 8601, the longest unit first.
pub(super) fn iso(items: &[Item]) -> String {
    let mut items = items.to_vec();
    items.sort_by_key(|item| item.unit);
    let mut text = "P".to_owned();
    let mut timed = false;
    for item in items {
        if item.unit >= Unit::Hour && !timed {
            text.push('T');
            timed = true;
        }
        text.push_str(&(item.thousandths / 1000).to_string());
        if item.thousandths % 1000 != 0 {
            let decimals = format!("{:03}", item.thousandths % 1000);
            text.push('.');
            text.push_str(decimals.trim_end_matches('0'));
        }
        text.push_str(letter(item.unit));
    }
    text
}

/// The moment so long before or after another. Years and months follow the calendar.
fn moved(moment: DateTime, items: &[Item], past: bool) -> DateTime {
    items.iter().fold(moment, |moment, item| {
        let sign = if past { -1 } else { 1 };
        let count = i32::try_from(item.thousandths / 1000).unwrap_or(0) * sign;
        let rest = item.thousandths % 1000 * seconds(item.unit) / 1000 * i64::from(sign);
        if item.unit <= Unit::Month
            && let Some(date) = add(moment.date(), count, item.unit)
        {
            return DateTime::at(date, moment.second()).plus(rest);
        }
        if item.unit == Unit::WorkDay {
            return DateTime::at(workdays_on(moment.date(), count), moment.second());
        }
        moment.plus((i64::from(count) * seconds(item.unit)).saturating_add(rest))
    })
}

/// The day so many days on, weekends not counted.
fn workdays_on(date: Date, count: i32) -> Date {
    let weeks = date.plus_days(count / 5 * 7);
    let step = count.signum();
    (0..count % 5 * step).fold(weeks, |date, _| {
        let next = date.plus_days(step);
        if next.weekday() > 5 { next.plus_days(2 * step) } else { next }
    })
}

/// The year, month, week or day of a moment, by the unit it was counted in.
fn around(moment: DateTime, items: &[Item]) -> (DateTime, DateTime) {
    let day = moment.date();
    let unit = items.iter().map(|item| item.unit).max().unwrap_or(Unit::Day);
    let broken = items.iter().any(|item| item.thousandths % 1000 != 0) || items.len() > 1;
    let month = Date::new(day.year(), day.month(), 1).unwrap_or(day);
    let (start, end) = match unit {
        Unit::Year if !broken => {
            let start = Date::new(day.year(), 1, 1).unwrap_or(day);
            (start, start.plus_months(12))
        }
        Unit::Month if broken => (day, day.plus_months(1)),
        Unit::Year | Unit::Quarter | Unit::Month => (month, month.plus_months(1)),
        Unit::Week => (day.monday(), day.monday().plus_days(7)),
        Unit::Day | Unit::WorkDay => (day, day.plus_days(1)),
        _ => return (moment, moment.plus(1)),
    };
    (DateTime::midnight(start), DateTime::midnight(end))
}

fn is_clock(items: &[Item]) -> bool {
    items.iter().any(|item| item.unit >= Unit::Hour)
}

pub(super) fn ago(items: &[Item], past: bool, open: bool, reference: DateTime) -> Meaning {
    let moment = moved(reference, items, past);
    let (start, end) = around(moment, items);
    let timed = is_clock(items);
    let sort = if timed { Sort::DateTime } else { Sort::Date };
    let mut meaning = Meaning::new(sort, moment.date().to_string());
    meaning.add(if timed { moment.to_string() } else { moment.date().to_string() });
    if open {
        meaning.add(format!("{}/..", short(start)));
    }
    meaning.span(start, end);
    meaning
}

pub(super) fn lately(items: &[Item], past: bool, reference: DateTime) -> Meaning {
    let moment = moved(reference, items, past);
    let midnight = DateTime::midnight(moment.date());
    let timed = is_clock(items);
    let sort = if timed { Sort::DateTimeRange } else { Sort::DateRange };
    let now = reference.plus(granule(reference));
    let shown = |it: DateTime| it.to_string().replace(' ', "T");
    let (first, last) = match (timed, past) {
        (true, true) => (shown(moment), shown(reference)),
        (true, false) => (shown(reference), shown(moment)),
        (false, true) => (moment.date().to_string(), reference.date().to_string()),
        // 今后十年 start tomorrow.
        (false, false) => {
            let next = |it: DateTime| it.date().plus_days(1).to_string();
            (next(reference), next(moment))
        }
    };
    let mut meaning = Meaning::new(sort, format!("({first},{last},{})", iso(items)));
    if past {
        meaning.span(moment, now);
        meaning.span(midnight, now);
        meaning.span(around(moment, items).0, now);
    } else {
        let end = moment.plus(granule(reference));
        meaning.span(reference, end);
        meaning.span(reference, moment);
        meaning.span(reference, moment.plus(1));
        meaning.span(reference, midnight);
        meaning.span(reference, around(moment, items).1);
        meaning.span(reference, midnight.plus(DAY));
    }
    meaning
}
