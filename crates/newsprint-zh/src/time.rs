//! Time expressions for people: days, ranges, times of day, lengths and repetitions, with the value
//! that they have for a reference.
//!
//! [`read`] takes the expression at the start of a text; [`Said::resolve`] places it in the calendar.
//! What the text says is kept as TIMEX3 writes it (ISO 24617-1), with `X` for what it leaves unsaid.

mod lunar;
mod place;
mod read;
mod resolve;
#[cfg(test)]
mod tests;
mod words;

use crate::date::{Date, DateTime};

pub use self::read::{read, starts};
pub use self::resolve::{Meaning, Sort};

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// A place in the calendar or in the day.
    Point(Vec<Step>),
    /// From one to another.
    Range(Vec<Step>, Vec<Step>),
    /// All before or after a point.
    Beside(Vec<Step>, Side),
    /// A length of time.
    Length(Vec<Item>),
    /// A point so far from the reference: `三年前`; open is `三年以后`.
    Ago { length: Vec<Item>, past: bool, open: bool },
    /// All from the reference back or on: `过去十年`, `15天内`, `三个月以来`.
    Lately { length: Vec<Item>, past: bool },
    /// A length that comes again, or a point of it: `每周一`.
    Set(Vec<Item>, Vec<Step>),
}

/// On which side of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    /// Before it, or it.
    Until,
    After,
    /// From its start on.
    Since,
    /// From its start to the reference.
    SinceUntilNow,
}

/// One step from a long time to a shorter one inside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Now,
    Century(i32),
    /// Centuries from that of reference.
    Centuries(i32),
    /// The year that a decade starts with, in its century.
    Decade(i32),
    Year(i32),
    /// Years from that of reference.
    Years(i32),
    Half(u8),
    Quarter(u8),
    /// Quarters from that of reference.
    Quarters(i32),
    Season(u8),
    /// First and last month.
    Months(u8, u8),
    Month(u8),
    /// Months from that of reference.
    MonthsOn(i32),
    /// A month of the lunar year, and whether it is the leap month.
    LunarMonth(u8, bool),
    /// Weeks from that of reference.
    Weeks(i32),
    Weekend,
    /// A day of the week, 1 for Monday.
    Weekday(u8),
    /// Which of the days of the week in what is before; -1 is the last.
    NthWeekday(i32, u8),
    /// A day of the month, and whether a lunar one can be meant.
    Day(u8, bool),
    LunarDay(u8),
    /// Days from that of reference.
    Days(i32),
    Festival(u8, u8),
    LunarFestival(u8, u8),
    /// Month, which of its days of a week, and the day of the week.
    MovingFestival(u8, i32, u8),
    /// A solar term, counted from 小寒.
    Term(u8),
    First(i32, Unit),
    Last(i32, Unit),
    Nth(i32, Unit),
    /// 初, 中, 末.
    Third(u8),
    /// 上旬, 中旬, 下旬.
    TenDays(u8),
    /// 上半月, 下半周.
    HalfOf(u8, Unit),
    Part(Part),
    Clock {
        hour: u8,
        minute: Option<u8>,
        second: Option<u8>,
    },
}

impl Step {
    /// How fine it is; a step stands behind a coarser one.
    fn level(self) -> u8 {
        match self {
            Self::Century(_) | Self::Centuries(_) => 0,
            Self::Decade(_) => 1,
            Self::Year(_) | Self::Years(_) => 2,
            Self::Half(_)
            | Self::Quarter(_)
            | Self::Quarters(_)
            | Self::Season(_)
            | Self::Months(..)
            | Self::Month(_)
            | Self::MonthsOn(_)
            | Self::LunarMonth(..) => 3,
            Self::Weeks(_) => 4,
            Self::Part(_) => 6,
            Self::Clock { .. } => 7,
            Self::Now => 8,
            _ => 5,
        }
    }
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    code: &'static str,
    first: u8,
    last: u8,
}

impl Part {
    const fn new(code: &'static str, first: u8, last: u8) -> Self {
        Self { code, first, last }
    }
}

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Year,
    Quarter,
    Month,
    Week,
    WorkDay,
    Day,
    Hour,
    Minute,
    Second,
}

/// A length in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    /// Thousandths of the unit.
    thousandths: i64,
    unit: Unit,
    /// 多 or 几 in it: some more.
    more: bool,
}

impl Said {
    /// Whether it is a length of time, and no place in the calendar.
    pub fn is_length(&self) -> bool {
        matches!(self.shape, Shape::Length(_))
    }

    /// What it means for `reference`; without one, what it says by itself.
    pub fn resolve(&self, reference: Option<DateTime>) -> Meaning {
        resolve::resolve(&self.shape, reference)
    }
}

/// The first day of `year`.
fn new_year(year: i32) -> Option<Date> {
    Date::new(year, 1, 1)
}
