//! Time expressions: what they say, and the period that they mean in their context.

use super::{Date, Period};

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
    /// All of it, with what comes after: `2012年以来`.
    Since,
    /// Up to another year.
    Until(i32),
    /// `上半年`.
    Half(u8),
    /// `一季度`.
    Quarter(u8),
    /// First and last month.
    Months(u8, u8),
    /// Quarters from that of writing: -1 for 上季度.
    RelativeQuarter(i32),
    /// Months from the month of writing: -1 for 上月.
    RelativeMonth(i32),
    /// Weeks from that of writing: -1 for 上周.
    RelativeWeek(i32),
    /// A day of a week, 1 for Monday, and weeks from that of writing: 上周五.
    Weekday(i32, u8),
    /// Month and day.
    Day(u8, u8),
    /// Days from the day of writing: -1 for 昨天.
    RelativeDay(i32),
    /// From one month and day to another.
    Days((u8, u8), (u8, u8)),
    /// A month, and which third of it: 下旬 is the last.
    TenDays(u8, u8),
    /// The last day of the year.
    YearEnd,
    /// The last day of a quarter.
    QuarterEnd(u8),
    /// The last day of a month.
    MonthEnd(u8),
    /// The last day of what the context names: 期末.
    PeriodEnd,
    /// The last month of what the context names: 当月.
    LastMonth,
    /// So many months and days up to the day of writing: 近三年.
    Lately(u8, u8),
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
        let relative = self.relative(context, written);
        let in_year = || self.in_year(self.year(context, written)?, context);
        relative.or_else(in_year)
    }

    /// The part of `year` that it names.
    fn in_year(self, year: i32, context: Option<Period>) -> Option<Period> {
        Some(match self.part {
            Part::Whole | Part::Since => Period::Year(year),
            Part::Same => context?.in_year(year),
            Part::Until(last) => Period::Years(year, last),
            Part::Half(half) => Period::Half(year, half),
            Part::Quarter(quarter) => Period::Quarter(year, quarter),
            Part::Months(first, last) if first == last => Period::Month(year, first),
            Part::Months(first, last) => Period::Months(year, first, last),
            Part::Day(month, day) => Period::Day(Date::new(year, month, day)?),
            Part::Days(first, last) => {
                Period::Days(Date::new(year, first.0, first.1)?, Date::new(year, last.0, last.1)?)
            }
            Part::TenDays(month, third) => {
                let last = match third {
                    3 => Period::Month(year, month).last_day(),
                    _ => Date::new(year, month, third * 10)?,
                };
                Period::Days(Date::new(year, month, third * 10 - 9)?, last)
            }
            Part::YearEnd => Period::Day(Period::Year(year).last_day()),
            Part::QuarterEnd(quarter) => Period::Day(Period::Quarter(year, quarter).last_day()),
            Part::MonthEnd(month) => Period::Day(Period::Month(year, month).last_day()),
            _ => return None,
        })
    }

    /// What is counted from the day of writing, or is of the context as a whole.
    fn relative(self, context: Option<Period>, written: Option<Date>) -> Option<Period> {
        let months = |by: i32| {
            let date = written?;
            let month = i32::from(date.month()) - 1 + by;
            let number = u8::try_from(month.rem_euclid(12) + 1).ok()?;
            Some((date.year() + month.div_euclid(12), number))
        };
        let monday = |weeks: i32| Some(written?.monday().plus_days(7 * weeks));
        match self.part {
            Part::RelativeQuarter(by) => {
                months(3 * by).map(|(year, month)| Period::Quarter(year, month.div_ceil(3)))
            }
            Part::RelativeMonth(by) => months(by).map(|(year, month)| Period::Month(year, month)),
            Part::RelativeWeek(by) => monday(by).map(|it| Period::Days(it, it.plus_days(6))),
            Part::Weekday(by, day) => {
                monday(by).map(|it| Period::Day(it.plus_days(i32::from(day) - 1)))
            }
            Part::RelativeDay(by) => written.map(|it| Period::Day(it.plus_days(by))),
            Part::PeriodEnd => context.map(|it| Period::Day(it.last_day())),
            Part::LastMonth => match context? {
                Period::Year(_) | Period::Years(..) => None,
                context => {
                    let last = context.last_day();
                    Some(Period::Month(last.year(), last.month()))
                }
            },
            Part::Lately(months, days) => written.map(|it| {
                let before = it.plus_months(-i32::from(months)).plus_days(-i32::from(days));
                Period::Days(before.plus_days(1), it)
            }),
            _ => None,
        }
    }

    /// The year that it names, or leaves to its context.
    fn year(self, context: Option<Period>, written: Option<Date>) -> Option<i32> {
        match self.year {
            Year::Given(year) => Some(year),
            Year::Relative(by) => Some(written?.year() + by),
            Year::Unsaid => {
                // A plan of several years says not which of them.
                let of_one = context.filter(|it| !matches!(it, Period::Years(..)));
                of_one.map(Period::year).or_else(|| {
                    let date = written?;
                    let started = self.telling_month().is_none_or(|month| month <= date.month());
                    Some(if started { date.year() } else { date.year() - 1 })
                })
            }
        }
    }

    /// Whether the calendar has the days that it names: in their year, or in some year where nothing
    /// says which.
    pub fn exists(self, context: Option<Period>, written: Option<Date>) -> bool {
        const LEAP: i32 = 2000;
        let year = self.year(context, written).unwrap_or(LEAP);
        let has = |month, day| Date::new(year, month, day).is_some();
        match self.part {
            Part::Day(month, day) => has(month, day),
            Part::Days(first, last) => has(first.0, first.1) && has(last.0, last.1),
            _ => true,
        }
    }

    /// Whether it names a single day.
    pub fn is_day(self) -> bool {
        matches!(self.part, Part::Day(..) | Part::RelativeDay(_) | Part::Weekday(..))
    }

    /// The month that must have begun before figures are told of it: of 前三季度 the last.
    fn telling_month(self) -> Option<u8> {
        Some(match self.part {
            Part::Half(half) => half * 6 - 5,
            Part::Quarter(quarter) | Part::QuarterEnd(quarter) => quarter * 3 - 2,
            Part::Months(_, month)
            | Part::Day(month, _)
            | Part::MonthEnd(month)
            | Part::TenDays(month, _)
            | Part::Days((month, _), _) => month,
            _ => return None,
        })
    }
}
