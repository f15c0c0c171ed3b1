//! What an expression means for a reference.

use super::place::{Base, Grain, Place, add, granule, letter};
use super::{Item, Shape, Side, Step, Unit};
use crate::date::{Clock, DAY, Date, DateTime};

/// What sort of time is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A day.
    Date,
    /// Days.
    DateRange,
    /// A time of day.
    Time,
    /// A part of any day.
    TimeRange,
    /// A time of a day.
    DateTime,
    /// A part of a day, or more.
    DateTimeRange,
    /// A length.
    Duration,
    /// Times that come again.
    Set,
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What sort of time.
    pub sort: Sort,
    /// TIMEX3; `None` where it would depend on a reference that is not known.
    pub timex: Option<String>,
    /// The values it can have, the likeliest first: a day, a moment, seconds, or `start/end`, half
    /// open, where `..` is no limit. None where the calendar has no such day or the reference is not
    /// known.
    pub values: Vec<String>,
}

impl Meaning {
    fn new(sort: Sort, timex: String) -> Self {
        Self { sort, timex: Some(timex).filter(|it| !it.is_empty()), values: Vec::new() }
    }

    fn add(&mut self, value: String) {
        if !self.values.contains(&value) {
            self.values.push(value);
        }
    }

    fn span(&mut self, start: DateTime, end: DateTime) {
        self.add(format!("{}/{}", short(start), short(end)));
    }
}

pub(super) fn resolve(shape: &Shape, reference: Option<DateTime>) -> Meaning {
    let said = match shape {
        Shape::Point(steps) | Shape::Range(steps, _) | Shape::Beside(steps, _) => {
            matches!(steps.first(), Some(Step::Year(_) | Step::Century(_)))
        }
        Shape::Length(_) | Shape::Set(..) => true,
        Shape::Ago { .. } | Shape::Lately { .. } => false,
    };
    let now = reference.unwrap_or(DateTime::EPOCH);
    let mut meaning = match shape {
        Shape::Point(steps) => point(steps, now),
        Shape::Range(first, second) => range(first, second, now),
        Shape::Beside(steps, side) => beside(steps, *side, now),
        Shape::Length(items) => length(items),
        Shape::Ago { length, past, open } => ago(length, *past, *open, now),
        Shape::Lately { length, past } => lately(length, *past, now),
        Shape::Set(items, steps) => set(items, steps, now),
    };
    if reference.is_none() && !said {
        meaning.values.clear();
    }
    meaning
}

/// The places that steps can mean, the likeliest first.
fn places(steps: &[Step], reference: DateTime) -> Vec<Place> {
    let moves = steps.first().is_some_and(|step| Base::moves(*step));
    let lunar = steps.iter().any(|step| matches!(step, Step::Day(_, true)));
    let offsets: &[i32] = if moves { &[0, -1, 1, -2, 2, 3, -3] } else { &[0] };
    let mut found = Vec::new();
    for offset in offsets {
        for lunar in [false, true].into_iter().take(1 + usize::from(lunar)) {
            found.extend(Base { reference, offset: *offset, lunar }.place(steps));
        }
        // Only 29 February has to be looked for further away.
        if found.len() >= 3 || *offset == 1 && !found.is_empty() {
            break;
        }
    }
    found
}

fn point(steps: &[Step], reference: DateTime) -> Meaning {
    let found = places(steps, reference);
    let Some(first) = found.first() else {
        let day = Meaning::new(Sort::Date, unplaced(steps));
        return day;
    };
    let timex = format!("{}{}", first.date, first.clock);
    let mut meaning = Meaning::new(sort(first), timex);
    for place in &found {
        match meaning.sort {
            Sort::Date => meaning.add(place.start.date().to_string()),
            Sort::Time => meaning.add(Clock(place.start.second()).to_string()),
            Sort::DateTime => meaning.add(place.start.to_string()),
            Sort::TimeRange => {
                let (start, end) = (place.start.second(), place.end.second());
                meaning.add(format!("{}/{}", Clock(start), Clock(end)));
            }
            _ => {}
        }
        if meaning.sort != Sort::Date {
            meaning.span(place.start, place.end);
        }
    }
    meaning
}

/// TIMEX3 of a day that the calendar has not.
fn unplaced(steps: &[Step]) -> String {
    let mut parts = ["XXXX".to_owned(), "XX".to_owned(), "XX".to_owned()];
    for step in steps {
        match step {
            Step::Year(year) => parts[0] = format!("{year:04}"),
            Step::Month(month) => parts[1] = format!("{month:02}"),
            Step::Day(day, _) => parts[2] = format!("{day:02}"),
            _ => {}
        }
    }
    parts.join("-")
}

fn sort(place: &Place) -> Sort {
    match (place.grain, place.date.is_empty()) {
        (Grain::Day, _) if !place.date.ends_with("-WE") => Sort::Date,
        (Grain::Part, true) => Sort::TimeRange,
        (Grain::Part, false) => Sort::DateTimeRange,
        (Grain::Hour | Grain::Minute | Grain::Second, true) => Sort::Time,
        (Grain::Hour | Grain::Minute | Grain::Second, false) => Sort::DateTime,
        _ => Sort::DateRange,
    }
}

/// The sort of a range that starts or ends at `place`.
fn range_sort(place: &Place) -> Sort {
    match sort(place) {
        Sort::Date | Sort::DateRange => Sort::DateRange,
        Sort::Time | Sort::TimeRange => Sort::TimeRange,
        _ => Sort::DateTimeRange,
    }
}

fn range(first: &[Step], second: &[Step], reference: DateTime) -> Meaning {
    let at = |steps: &[Step], offset| Base { reference, offset, lunar: false }.place(steps);
    let moves = |steps: &[Step]| steps.first().is_some_and(|step| Base::moves(*step));
    let mut meaning: Option<Meaning> = None;
    for offset in [0, -1, 1] {
        if offset != 0 && !moves(first) {
            break;
        }
        let Some(start) = at(first, offset) else { continue };
        let own = if moves(second) { offset } else { 0 };
        let later = |end: &Place| end.start >= start.start;
        let mut end = at(second, own);
        if moves(second) && !end.as_ref().is_some_and(later) {
            end = at(second, own + 1);
        }
        let Some(end) = end else { continue };
        let timex = format!("({},{},{})", stamp(&start), stamp(&end), distance(&start, &end));
        let sort = if end.clock.is_empty() { range_sort(&start) } else { range_sort(&end) };
        let meaning = meaning.get_or_insert_with(|| Meaning::new(sort, timex));
        if sort == Sort::TimeRange {
            let clock = |it: DateTime| Clock(it.second()).to_string();
            meaning.add(format!("{}/{}", clock(start.start), clock(end.start)));
        }
        // A time of day ends what goes up to it; anything longer is part of it.
        if end.grain == Grain::Hour {
            meaning.span(start.start, end.start);
            meaning.span(start.start, end.start.plus(1));
        } else {
            meaning.span(start.start, end.end);
            meaning.span(start.start, end.start);
        }
    }
    meaning.unwrap_or_else(|| Meaning::new(Sort::DateRange, String::new()))
}

fn stamp(place: &Place) -> String {
    if place.date.is_empty() || place.date == "PRESENT_REF" {
        return place.clock.clone();
    }
    format!("{}{}", place.first_day(), place.clock)
}

/// The length from the start of one to the start of another, in ISO 8601.
fn distance(start: &Place, end: &Place) -> String {
    let (first, last) = (start.start.date(), end.start.date());
    let months =
        (last.year() - first.year()) * 12 + i32::from(last.month()) - i32::from(first.month());
    if !start.clock.is_empty() || !end.clock.is_empty() {
        let mut seconds = end.start.since(start.start);
        if seconds < 0 {
            seconds += DAY;
        }
        let part =
            |count: i64, letter| if count > 0 { format!("{count}{letter}") } else { String::new() };
        let (hours, minutes) = (part(seconds / 3600, 'H'), part(seconds / 60 % 60, 'M'));
        return format!("PT{hours}{minutes}{}", part(seconds % 60, 'S'));
    }
    match (start.grain, end.grain) {
        (Grain::Year, Grain::Year) => format!("P{}Y", months / 12),
        (Grain::Year | Grain::Month, Grain::Year | Grain::Month) => format!("P{months}M"),
        _ => format!("P{}D", last.number() - first.number()),
    }
}

fn beside(steps: &[Step], side: Side, reference: DateTime) -> Meaning {
    let found = places(steps, reference);
    let Some(first) = found.first() else {
        return Meaning::new(Sort::DateRange, unplaced(steps));
    };
    let mut meaning = Meaning::new(range_sort(first), format!("{}{}", first.date, first.clock));
    let now = reference.plus(granule(reference));
    for place in &found {
        let (start, end) = (short(place.start), short(place.end));
        let timed = place.grain >= Grain::Hour;
        match side {
            Side::Before | Side::Until => {
                if place.end > reference {
                    meaning.span(reference, place.end);
                }
                let until = side == Side::Until || timed;
                meaning.add(format!("../{}", if until { &end } else { &start }));
                meaning.add(format!("../{start}"));
            }
            Side::After if timed => meaning.add(format!("{start}/..")),
            Side::After => meaning.add(format!("{end}/..")),
            Side::Since => {
                meaning.add(format!("{start}/.."));
                if place.start < reference {
                    meaning.span(place.start, now);
                }
            }
            Side::SinceUntilNow => meaning.span(place.start, now),
        }
    }
    meaning
}

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

fn length(items: &[Item]) -> Meaning {
    let total = items.iter().fold(0_i64, |sum, item| {
        sum.saturating_add(item.thousandths.saturating_mul(seconds(item.unit)) / 1000)
    });
    let mut meaning = Meaning::new(Sort::Duration, iso(items));
    meaning.add(total.to_string());
    meaning
}

/// A length in ISO 8601, the longest unit first.
fn iso(items: &[Item]) -> String {
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

fn ago(items: &[Item], past: bool, open: bool, reference: DateTime) -> Meaning {
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

fn lately(items: &[Item], past: bool, reference: DateTime) -> Meaning {
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

fn set(items: &[Item], steps: &[Step], reference: DateTime) -> Meaning {
    let place = Base { reference, offset: 0, lunar: false }.place(steps);
    let timex = match (place, items) {
        (Some(place), []) => format!("{}{}", place.date, place.clock),
        (Some(place), _) if !place.clock.is_empty() => place.clock,
        _ => iso(items),
    };
    Meaning::new(Sort::Set, timex)
}

/// A day, or a moment where it is no midnight.
fn short(moment: DateTime) -> String {
    if moment.second() == 0 { moment.date().to_string() } else { moment.to_string() }
}
