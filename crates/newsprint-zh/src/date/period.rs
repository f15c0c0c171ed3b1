//! Periods of the calendar and their notation.

use std::fmt;

use super::{Date, days_in};

/// A span of time with its customary name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2023`.
    Year(i32),
    /// `2021/2023`.
    Years(i32, i32),
    /// `2023-H1`.
    Half(i32, u8),
    /// `2023-Q1`.
    Quarter(i32, u8),
    /// `2023-07`.
    Month(i32, u8),
    /// `2023-01/2023-07`.
    Months(i32, u8, u8),
    /// `2023-06-26`.
    Day(Date),
    /// `2023-01-07/2023-02-14`.
    Days(Date, Date),
}

impl Period {
    /// The year in which it ends.
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year)
            | Self::Years(_, year)
            | Self::Half(year, _)
            | Self::Quarter(year, _)
            | Self::Month(year, _)
            | Self::Months(year, ..) => year,
            Self::Day(date) | Self::Days(_, date) => date.year(),
        }
    }

    /// The day with which it begins.
    pub fn first_day(self) -> Date {
        let (year, month) = match self {
            Self::Day(day) | Self::Days(day, _) => return day,
            Self::Year(year) | Self::Years(year, _) => (year, 1),
            Self::Half(year, half) => (year, half * 6 - 5),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2),
            Self::Month(year, month) | Self::Months(year, month, _) => (year, month),
        };
        Date { year, month, day: 1 }
    }

    /// The day with which it ends.
    pub fn last_day(self) -> Date {
        let (year, month) = match self {
            Self::Day(day) | Self::Days(_, day) => return day,
            Self::Year(year) | Self::Years(_, year) => (year, 12),
            Self::Half(year, half) => (year, half * 6),
            Self::Quarter(year, quarter) => (year, quarter * 3),
            Self::Month(year, month) | Self::Months(year, _, month) => (year, month),
        };
        Date { year, month, day: days_in(year, month) }
    }

    /// The same part of another year.
    #[must_use]
    pub fn in_year(self, year: i32) -> Self {
        match self {
            Self::Year(_) => Self::Year(year),
            Self::Half(_, half) => Self::Half(year, half),
            Self::Quarter(_, quarter) => Self::Quarter(year, quarter),
            Self::Month(_, month) => Self::Month(year, month),
            Self::Months(_, first, last) => Self::Months(year, first, last),
            Self::Day(date) => match Date::new(year, date.month(), date.day()) {
                Some(date) => Self::Day(date),
                None => Self::Month(year, date.month()),
            },
            Self::Years(..) | Self::Days(..) => self,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Years(first, last) => write!(f, "{first:04}/{last:04}"),
            Self::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Months(year, first, last) => {
                write!(f, "{year:04}-{first:02}/{year:04}-{last:02}")
            }
            Self::Day(date) => write!(f, "{date}"),
            Self::Days(first, last) => write!(f, "{first}/{last}"),
        }
    }
}
