//! Where steps lead in the calendar.

mod inside;
mod terms;

use std::fmt::Write as _;

use self::terms::{of_season, term};
use super::{Part, Step, Unit, lunar, new_year};
use crate::date::{DAY, Date, DateTime};

pub(super) use self::inside::{add, letter};

/// How long the smallest thing is that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Century,
    Decade,
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Part,
    Hour,
    Minute,
    Second,
}

/// A stretch of time with what was said of it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) start: DateTime,
    /// The first second after it.
    pub(super) end: DateTime,
    pub(super) grain: Grain,
    /// TIMEX3 of the day, or of what is longer; empty when only a time of day was said.
    pub(super) date: String,
    /// TIMEX3 of the time of day.
    pub(super) clock: String,
    pub(super) year_said: bool,
    part: Option<Part>,
    lunar_month: Option<(i32, u8)>,
    /// The whole, where parts are counted that reach out of it.
    month: Option<u8>,
}

/// What a place is counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base {
    pub(super) reference: DateTime,
    /// Years, months, weeks or days that the first step is moved by when it does not say which.
    pub(super) offset: i32,
    /// Whether days in Chinese digits are those of the lunar month.
    pub(super) lunar: bool,
}

impl Base {
    /// Whether `step`, as the first, is one of many.
    pub(super) fn moves(step: Step) -> bool {
        matches!(
            step,
            Step::Month(_)
                | Step::Months(..)
                | Step::LunarMonth(..)
                | Step::LunarDay(_)
                | Step::Festival(..)
                | Step::LunarFestival(..)
                | Step::MovingFestival(..)
                | Step::Term(_)
                | Step::Weekday(_)
                | Step::Day(..)
                | Step::Part(_)
                | Step::Clock { .. }
                | Step::Quarter(_)
                | Step::Season(_)
        )
    }

    pub(super) fn place(self, steps: &[Step]) -> Option<Place> {
        let mut place = None;
        for step in steps {
            place = Some(self.step(place.as_ref(), *step)?);
        }
        place
    }

    fn today(self) -> Date {
        self.reference.date()
    }

    /// The year that a part of it is of.
    fn year(self, place: Option<&Place>) -> i32 {
        place.map_or(self.today().year() + self.offset, |place| place.start.date().year())
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each step")]
    fn step(self, place: Option<&Place>, step: Step) -> Option<Place> {
        let today = self.today();
        let said = place.is_some_and(|place| place.year_said);
        let year = if said { format!("{:04}", self.year(place)) } else { "XXXX".to_owned() };
        Some(match step {
            Step::Now => {
                let end = self.reference.plus(granule(self.reference));
                Place::new(self.reference, end, Grain::Second, "PRESENT_REF".to_owned())
            }
            Step::Century(century) => Place::years((century - 1) * 100, 100)?,
            Step::Centuries(by) => Place::years((today.year() / 100 + by) * 100, 100)?,
            Step::Decade(decade) => {
                let century = place.map_or(1900, |place| place.start.date().year());
                Place::years(century + decade, 10)?
            }
            Step::Year(year) => Place::years(year, 1)?,
            Step::Years(by) => Place::years(today.year() + by, 1)?,
            Step::Half(half) => self.months(place, half * 6 - 5, 6)?,
            Step::Quarter(quarter) => self.months(place, quarter * 3 - 2, 3)?,
            Step::Quarters(by) => {
                let first = i32::from((today.month() - 1) / 3 * 3);
                let start = new_year(today.year())?.plus_months(first + by * 3);
                Place::listed(start, start.plus_months(3), Grain::Quarter, "P3M")
            }
            Step::Season(season) => {
                let year = self.year(place);
                let end = if season == 4 { (year + 1, 1) } else { (year, season + 1) };
                let start = term(year, of_season(season))?;
                let end = term(end.0, of_season(end.1))?;
                let name = ["SP", "SU", "FA", "WI"][usize::from(season - 1) % 4];
                Place::days(start, end, Grain::Quarter, format!("{year:04}-{name}"))
            }
            Step::Months(first, last) => self.months(place, first, last + 1 - first)?,
            Step::Month(month) => {
                let start = Date::new(self.year(place), month, 1)?;
                let date = format!("{year}-{month:02}");
                let end = start.plus_months(1);
                Place {
                    month: Some(month),
                    year_said: said,
                    ..Place::days(start, end, Grain::Month, date)
                }
            }
            Step::MonthsOn(by) => {
                let start = Date::new(today.year(), today.month(), 1)?.plus_months(by);
                let date = format!("{:04}-{:02}", start.year(), start.month());
                let place = Place::days(start, start.plus_months(1), Grain::Month, date);
                Place { month: Some(start.month()), ..place }
            }
            Step::LunarMonth(month, leap) => {
                let number = self.year(place);
                let (start, days) = lunar::month(number, month, leap)
                    .or_else(|| Some((Date::new(number, month, 1)?, 30)))?;
                let date = format!("{year}-{month:02}");
                let place = Place::days(start, start.plus_days(days), Grain::Month, date);
                Place {
                    lunar_month: Some((number, month)),
                    month: Some(month),
                    year_said: said,
                    ..place
                }
            }
            Step::Weeks(by) => Place::week(today.monday().plus_days(7 * by)),
            Step::Weekend => {
                let monday = place.map_or(today, |place| place.start.date()).monday();
                let week = Place::week(monday).date;
                let (start, end) = (monday.plus_days(5), monday.plus_days(7));
                Place::days(start, end, Grain::Day, format!("{week}-WE"))
            }
            Step::Weekday(day) => match place {
                Some(place) if place.grain == Grain::Week => {
                    Place::day(place.start.date().plus_days(i32::from(day) - 1))
                }
                Some(place) => place.clone(),
                None => {
                    let start = today.monday().plus_days(i32::from(day) - 1 + 7 * self.offset);
                    let date = format!("XXXX-WXX-{day}");
                    Place { year_said: false, date, ..Place::day(start) }
                }
            },
            Step::NthWeekday(which, day) => place?.weekday(which, day)?,
            Step::Day(day, lunar) => self.day(place, day, lunar && self.lunar)?,
            Step::LunarDay(day) => self.day(place, day, true)?,
            Step::Days(by) => Place::day(today.plus_days(by)),
            Step::Festival(month, day) => {
                let start = Date::new(self.year(place), month, day)?;
                let date = format!("{year}-{month:02}-{day:02}");
                Place { year_said: said, date, ..Place::day(start) }
            }
            Step::LunarFestival(month, day) => {
                let number = self.year(place);
                let start = lunar::day(number, month, day).or(Date::new(number, month, day));
                let date = format!("{year}-{month:02}-{day:02}");
                Place { year_said: said, date, ..Place::day(start?) }
            }
            Step::Term(number) => {
                let day = term(self.year(place), number)?;
                Place { year_said: said, ..Place::day(day) }
            }
            Step::MovingFestival(month, which, day) => {
                let first = Date::new(self.year(place), month, 1)?;
                let month = Place::days(first, first.plus_months(1), Grain::Month, String::new());
                let day = month.weekday(which, day)?.start.date();
                Place { year_said: said, ..Place::day(day) }
            }
            Step::First(count, unit) => place?.first(count, unit)?,
            Step::Last(count, unit) => place?.last(count, unit)?,
            Step::Nth(number, unit) => place?.nth(number, unit)?,
            Step::Third(third) => match place {
                Some(place) => place.third(third)?,
                None => Place::years(today.year(), 1)?.third(third)?,
            },
            Step::TenDays(tens) => {
                let place = place?;
                let start = place.start.date().plus_days(i32::from(tens) * 10 - 10);
                let end = if tens == 3 { place.end.date() } else { start.plus_days(10) };
                Place::listed(start, end, Grain::Week, "P10D")
            }
            Step::HalfOf(half, Unit::Week) => {
                let monday = today.monday();
                let (start, end) = if half == 1 { (0, 3) } else { (3, 7) };
                let (start, end) = (monday.plus_days(start), monday.plus_days(end));
                let days = format!("P{}D", end.number() - start.number());
                Place::listed(start, end, Grain::Week, &days)
            }
            Step::HalfOf(half, _) => {
                let first = Date::new(today.year(), today.month(), 1)?;
                let middle = first.plus_days(15);
                let (start, end) =
                    if half == 1 { (first, middle) } else { (middle, first.plus_months(1)) };
                let days = format!("P{}D", end.number() - start.number());
                Place::listed(start, end, Grain::Week, &days)
            }
            Step::Part(part) => {
                let day = self.day_of(place);
                let date = place.map(|place| place.date.clone()).unwrap_or_default();
                let at = |hour: u8| DateTime::at(day, i64::from(hour) * 3600);
                Place {
                    clock: part.code.to_owned(),
                    part: Some(part),
                    year_said: said,
                    ..Place::new(at(part.first), at(part.last), Grain::Part, date)
                }
            }
            Step::Clock { hour, minute, second } => self.clock(place, hour, minute, second),
        })
    }

    /// The day that a time of day is of.
    fn day_of(self, place: Option<&Place>) -> Date {
        place.map_or(self.today().plus_days(self.offset), |place| place.start.date())
    }

    fn months(self, place: Option<&Place>, first: u8, count: u8) -> Option<Place> {
        let start = Date::new(self.year(place), first, 1)?;
        let end = start.plus_months(i32::from(count));
        Some(Place::listed(start, end, Grain::Quarter, &format!("P{count}M")))
    }

    fn day(self, place: Option<&Place>, day: u8, lunar: bool) -> Option<Place> {
        let said = place.is_some_and(|place| place.year_said);
        let today = self.today();
        let month = place.and_then(|place| place.month);
        let month_of = place.map_or_else(
            || Some(Date::new(today.year(), today.month(), 1)?.plus_months(self.offset)),
            |place| Some(place.start.date()),
        )?;
        let start = match place.and_then(|place| place.lunar_month) {
            Some((year, month)) => {
                lunar::day(year, month, day).or_else(|| Date::new(year, month, day))
            }
            None if lunar => lunar::day(month_of.year(), month.unwrap_or(month_of.month()), day),
            None => Date::new(month_of.year(), month_of.month(), day),
        }?;
        let date = match (said, month) {
            (true, Some(month)) => format!("{:04}-{month:02}-{day:02}", month_of.year()),
            (false, Some(month)) => format!("XXXX-{month:02}-{day:02}"),
            (_, None) => format!("XXXX-XX-{day:02}"),
        };
        Some(Place { year_said: said, date, ..Place::day(start) })
    }

    fn clock(
        self,
        place: Option<&Place>,
        hour: u8,
        minute: Option<u8>,
        second: Option<u8>,
    ) -> Place {
        let day = self.day_of(place);
        let part = place.and_then(|place| place.part);
        let mut hours = i64::from(hour);
        let mut shown = hour;
        match part {
            Some(part) if part.first >= 12 && hour < 12 => {
                // 夜里两点 is before dawn.
                let night = part.code == "TNI" && hour <= 5;
                hours += if night { 24 } else { 12 };
                shown = if night { hour } else { hour + 12 };
            }
            Some(part) if part.first >= 17 && hour == 12 => (hours, shown) = (24, 0),
            Some(part) if part.first < 6 && hour == 12 => (hours, shown) = (0, 0),
            _ => {}
        }
        let mut clock = format!("T{shown:02}");
        let mut seconds = hours * 3600;
        let mut grain = Grain::Hour;
        if let Some(minute) = minute {
            let _ = write!(clock, ":{minute:02}");
            (seconds, grain) = (seconds + i64::from(minute) * 60, Grain::Minute);
        }
        if let Some(second) = second {
            let _ = write!(clock, ":{second:02}");
            (seconds, grain) = (seconds + i64::from(second), Grain::Second);
        }
        let start = DateTime::at(day, seconds);
        let length = match grain {
            Grain::Hour => 3600,
            Grain::Minute => 60,
            _ => 1,
        };
        let date = place.map(|place| place.date.clone()).unwrap_or_default();
        let year_said = place.is_some_and(|place| place.year_said);
        Place { clock, year_said, ..Place::new(start, start.plus(length), grain, date) }
    }
}

impl Place {
    fn new(start: DateTime, end: DateTime, grain: Grain, date: String) -> Self {
        let clock = String::new();
        let (part, lunar_month, month) = (None, None, None);
        Self { start, end, grain, date, clock, year_said: true, part, lunar_month, month }
    }

    fn days(start: Date, end: Date, grain: Grain, date: String) -> Self {
        Self::new(DateTime::midnight(start), DateTime::midnight(end), grain, date)
    }

    fn day(date: Date) -> Self {
        Self::days(date, date.plus_days(1), Grain::Day, date.to_string())
    }

    fn week(monday: Date) -> Self {
        let (year, week) = monday.iso_week();
        Self::days(monday, monday.plus_days(7), Grain::Week, format!("{year:04}-W{week:02}"))
    }

    /// Days that have no notation of their own.
    fn listed(start: Date, end: Date, grain: Grain, length: &str) -> Self {
        Self::days(start, end, grain, format!("({start},{end},{length})"))
    }

    fn years(first: i32, count: i32) -> Option<Self> {
        let (start, end) = (new_year(first)?, new_year(first + count)?);
        Some(match count {
            1 => Self::days(start, end, Grain::Year, format!("{first:04}")),
            10 => Self::listed(start, end, Grain::Decade, "P10Y"),
            _ => Self::listed(start, end, Grain::Century, "P100Y"),
        })
    }

    /// The first day, with `X` for what was not said.
    pub(super) fn first_day(&self) -> String {
        let day = self.start.date();
        match self.grain {
            Grain::Day => self.date.clone(),
            _ if self.year_said => day.to_string(),
            _ => format!("XXXX-{:02}-{:02}", day.month(), day.day()),
        }
    }
}

/// How exact a moment is, in seconds: the last of its parts that is no zero.
pub(super) fn granule(moment: DateTime) -> i64 {
    match moment.second() {
        0 => DAY,
        second if second % 3600 == 0 => 3600,
        second if second % 60 == 0 => 60,
        _ => 1,
    }
}
