//! Stretches inside of a place: its first three weeks, its second Sunday, its end.

use super::super::Unit;
use super::{Grain, Place};
use crate::date::Date;

impl Place {
    pub(super) fn weekday(&self, which: i32, day: u8) -> Option<Self> {
        let (first, last) = (self.start.date(), self.end.date().plus_days(-1));
        let ahead = (i32::from(day) - i32::from(first.weekday())).rem_euclid(7);
        let back = (i32::from(last.weekday()) - i32::from(day)).rem_euclid(7);
        let start = if which > 0 {
            first.plus_days(ahead + 7 * (which - 1))
        } else {
            last.plus_days(-back + 7 * (which + 1))
        };
        let number = (start.number() - first.number()) / 7 + 1;
        let inside = (self.start.date()..=last).contains(&start);
        let date = format!("{}-WXX-{day}-#{number}", self.date);
        inside.then(|| Self { year_said: self.year_said, date, ..Self::day(start) })
    }

    /// The first Monday of it.
    fn first_monday(&self) -> Date {
        let first = self.start.date();
        first.plus_days((8 - i32::from(first.weekday())) % 7)
    }

    pub(super) fn first(&self, count: i32, unit: Unit) -> Option<Self> {
        let first = self.start.date();
        let start = if unit == Unit::Week { self.first_monday() } else { first };
        let end = add(start, count, unit)?;
        Some(Self::listed(start, end, Grain::Week, &format!("P{count}{}", letter(unit))))
    }

    pub(super) fn last(&self, count: i32, unit: Unit) -> Option<Self> {
        let end = self.end.date();
        let end = if unit == Unit::Week { end.monday() } else { end };
        let start = add(end, -count, unit)?;
        Some(Self::listed(start, end, Grain::Week, &format!("P{count}{}", letter(unit))))
    }

    pub(super) fn nth(&self, number: i32, unit: Unit) -> Option<Self> {
        let base = if unit == Unit::Week { self.first_monday() } else { self.start.date() };
        let start = add(base, number - 1, unit)?;
        let end = add(start, 1, unit)?;
        let year_said = self.year_said;
        let place = match unit {
            Unit::Week => {
                Self::days(start, end, Grain::Week, format!("{}-W{number:02}", self.date))
            }
            Unit::Month => {
                let date = format!("{:04}-{:02}", start.year(), start.month());
                Self { month: Some(start.month()), ..Self::days(start, end, Grain::Month, date) }
            }
            Unit::Day => Self::day(start),
            _ => return None,
        };
        Some(Self { year_said, ..place })
    }

    /// 初, 中, 末: the first, the middle and the last of it, as long as is customary.
    pub(super) fn third(&self, third: u8) -> Option<Self> {
        let (first, end) = (self.start.date(), self.end.date());
        let (length, unit, middle) = match self.grain {
            Grain::Century => (20, Unit::Year, 40),
            Grain::Decade => (3, Unit::Year, 3),
            Grain::Year => (2, Unit::Month, 4),
            Grain::Quarter => (1, Unit::Month, 1),
            _ => (5, Unit::Day, 10),
        };
        let (start, end) = match third {
            0 => (first, add(first, 1, unit)?),
            1 => (first, add(first, length, unit)?),
            2 => {
                let start = add(first, middle, unit)?;
                (start, add(start, length, unit)?)
            }
            _ if unit == Unit::Day => (first.plus_days(24), end),
            _ => (add(end, -length, unit)?, end),
        };
        Some(Self::listed(start, end, Grain::Week, &format!("P{length}{}", letter(unit))))
    }
}

/// `count` units after `date`.
pub(in crate::time) fn add(date: Date, count: i32, unit: Unit) -> Option<Date> {
    Some(match unit {
        Unit::Year => date.plus_months(count.checked_mul(12)?),
        Unit::Quarter => date.plus_months(count.checked_mul(3)?),
        Unit::Month => date.plus_months(count),
        Unit::Week => date.plus_days(count.checked_mul(7)?),
        Unit::Day => date.plus_days(count),
        _ => return None,
    })
}

/// The letter of a unit in ISO 8601.
pub(in crate::time) fn letter(unit: Unit) -> &'static str {
    match unit {
        Unit::Year => "Y",
        Unit::Quarter => "Q",
        Unit::Month | Unit::Minute => "M",
        Unit::Week => "W",
        Unit::WorkDay => "BD",
        Unit::Day => "D",
        Unit::Hour => "H",
        Unit::Second => "S",
    }
}
