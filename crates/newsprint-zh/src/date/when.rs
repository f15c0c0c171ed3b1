//! Time expressions: what they say, and the period that they mean in their context.

use super::{Date, Period, days_in};

/// Which year an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// `2023年`.
    Given(i32),
    /// Years from the year of writing: -1 for 去年.
    Relative(i32),
    /// Left to the context: `6月`, `全年`.
    Unsaid,
}

/// Which part of its year an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Up to another year.
    Until(i32),
    /// `上半年`.
    Half(u8),
    /// `一季度`.
    Quarter(u8),
    /// First and last month.
    Months(u8, u8),
    /// Months from the month of writing: -1 for 上月.
    RelativeMonth(i32),
    /// Month and day.
    Day(u8, u8),
    /// Days from the day of writing that the text does not count out: 今天, 昨天.
    Today,
    /// From one month and day to another.
    Days((u8, u8), (u8, u8)),
    /// The last day of the year.
    YearEnd,
    /// The last day of a month.
    MonthEnd(u8),
    /// The part that the context names: `去年同期`.
    Same,
    /// Some time that has no place in a calendar: 目前, 近年来.
    Vague,
}

/// A time expression, not yet placed in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Which year.
    pub year: Year,
    /// Which part of it.
    pub part: Part,
}

impl When {
    /// The period, given the period that the text was speaking of and the day of writing.
    ///
    /// A part of a year without its year is of the context's year, else the nearest one that is not
    /// after the day of writing. `None` for vague times, for days that do not exist, and when
    /// nothing says the year.
    pub fn resolve(self, context: Option<Period>, written: Option<Date>) -> Option<Period> {
        let year = match self.year {
            Year::Given(year) => Some(year),
            Year::Relative(by) => Some(written?.year() + by),
            Year::Unsaid => context.map(Period::year).or_else(|| {
                let date = written?;
                let started = self.first_month().is_none_or(|month| month <= date.month());
                Some(if started { date.year() } else { date.year() - 1 })
            }),
        };
        Some(match self.part {
            Part::Vague => return None,
            Part::Same => context?.in_year(year?),
            Part::RelativeMonth(by) => {
                let date = written?;
                let month = i32::from(date.month()) - 1 + by;
                let number = u8::try_from(month.rem_euclid(12) + 1).ok()?;
                Period::Month(date.year() + month.div_euclid(12), number)
            }
            Part::Today => Period::Day(written?),
            Part::Whole => Period::Year(year?),
            Part::Until(last) => Period::Years(year?, last),
            Part::Half(half) => Period::Half(year?, half),
            Part::Quarter(quarter) => Period::Quarter(year?, quarter),
            Part::Months(first, last) if first == last => Period::Month(year?, first),
            Part::Months(first, last) => Period::Months(year?, first, last),
            Part::Day(month, day) => Period::Day(Date::new(year?, month, day)?),
            Part::Days(first, last) => {
                Period::Days(Date::new(year?, first.0, first.1)?, Date::new(year?, last.0, last.1)?)
            }
            Part::YearEnd => Period::Day(Date::new(year?, 12, 31)?),
            Part::MonthEnd(month) => Period::Day(Date::new(year?, month, days_in(year?, month))?),
        })
    }

    /// Whether it names a single day.
    pub fn is_day(self) -> bool {
        matches!(self.part, Part::Day(..) | Part::Today)
    }

    fn first_month(self) -> Option<u8> {
        Some(match self.part {
            Part::Half(half) => half * 6 - 5,
            Part::Quarter(quarter) => quarter * 3 - 2,
            Part::Months(month, _)
            | Part::Day(month, _)
            | Part::MonthEnd(month)
            | Part::Days((month, _), _) => month,
            _ => return None,
        })
    }
}
