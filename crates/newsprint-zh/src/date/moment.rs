//! Moments of civil time, and counting with days.

use std::fmt;

use super::{Date, days_in};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// A second of civil time, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// Seconds since the start of the year 1970.
    seconds: i64,
}

impl DateTime {
    /// The first second of 1970.
    pub const EPOCH: Self = Self { seconds: 0 };

    /// `seconds` after the day has begun, or before it where they are negative.
    pub fn at(date: Date, seconds: i64) -> Self {
        Self { seconds: i64::from(date.number()) * DAY + seconds }
    }

    /// The first second of `date`.
    pub fn midnight(date: Date) -> Self {
        Self::at(date, 0)
    }

    /// Reads `2024-06-28T09:30:00`, where the seconds, the minutes and the hour may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let date = Date::parse(text)?;
        let clock = text.find(['T', ' ']).map_or("", |at| &text[at + 1..]);
        let mut seconds = 0;
        for (part, unit) in clock.split(':').zip([3600, 60, 1]) {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            seconds += part[..digits].parse::<i64>().ok().filter(|it| *it < 60).unwrap_or(0) * unit;
        }
        Some(Self::at(date, seconds))
    }

    /// The day.
    pub fn date(self) -> Date {
        Date::from_number(i32::try_from(self.seconds.div_euclid(DAY)).unwrap_or(0))
    }

    /// Seconds since the day began.
    pub fn second(self) -> i64 {
        self.seconds.rem_euclid(DAY)
    }

    /// The moment so many seconds later.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self { seconds: self.seconds.saturating_add(seconds) }
    }

    /// Seconds from `other` to this moment.
    pub fn since(self, other: Self) -> i64 {
        self.seconds - other.seconds
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date(), Clock(self.second()))
    }
}

/// A time of day as `09:30:00`.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub i64);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

impl Date {
    /// Days since the first day of 1970.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years start in March, so that
    /// the leap day is the last.
    pub fn number(self) -> i32 {
        let year = self.year() - i32::from(self.month() <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i32::from(self.month()) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i32::from(self.day()) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day with that number.
    pub fn from_number(number: i32) -> Self {
        let day = i64::from(number) + 719_468;
        let era = day.div_euclid(146_097);
        let of_era = day.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        let fits = |it: i64| u8::try_from(it).unwrap_or(1);
        Self { year: i32::try_from(year).unwrap_or(0), month: fits(month), day: fits(day) }
    }

    /// The day so many days later.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_number(self.number().saturating_add(days))
    }

    /// The day so many months later, or the last of that month when it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let count = (i64::from(self.year) * 12 + i64::from(self.month) - 1) + i64::from(months);
        let year = i32::try_from(count.div_euclid(12)).unwrap_or(self.year);
        let month = u8::try_from(count.rem_euclid(12) + 1).unwrap_or(1);
        Self { year, month, day: self.day.min(days_in(year, month)) }
    }

    /// The day of the week, 1 for Monday.
    pub fn weekday(self) -> u8 {
        u8::try_from((self.number() + 3).rem_euclid(7) + 1).unwrap_or(1)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus_days(1 - i32::from(self.weekday()))
    }

    /// Year and number of its week, as ISO 8601 counts them.
    pub fn iso_week(self) -> (i32, i32) {
        let thursday = self.monday().plus_days(3);
        let first = Self { year: thursday.year, month: 1, day: 1 };
        (thursday.year, (thursday.number() - first.number()) / 7 + 1)
    }
}
