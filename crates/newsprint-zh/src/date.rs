//! Dates and the periods that news texts name, absolute (`2023年1-4月份`) and relative (`去年底`).

mod moment;
mod period;
mod plan;
mod read;
#[cfg(test)]
mod tests;
mod when;

use std::fmt;

pub use self::moment::{Clock, DAY, DateTime};
pub use self::period::Period;
pub use self::read::{read, starts};
pub use self::when::{Part, When, Year};

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The day; `None` when the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// Reads `2024-06-28`; what follows the day is ignored when it is no digit.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let rest = parts.next()?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Self::new(year, month, rest[..digits].parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since the last of the year 0 (Rata Die, Reingold and Dershowitz): 1 on 0001-01-01, and 0
    /// for all days before it.
    pub fn rata_die(self) -> u32 {
        let Some(years) = u32::try_from(self.year).ok().and_then(|year| year.checked_sub(1)) else {
            return 0;
        };
        let leap_days = years / 4 - years / 100 + years / 400;
        let months = (1..self.month).map(|month| u32::from(days_in(self.year, month)));
        years
            .saturating_mul(365)
            .saturating_add(leap_days + months.sum::<u32>() + u32::from(self.day))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}
