//! What an expression means for a reference.

mod length;

use self::length::{ago, iso, lately, length};
use super::place::{Base, Grain, Place, granule};
use super::{Item, Shape, Side, Step, Unit};
use crate::date::{Clock, DAY, DateTime};

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
        return Meaning::new(Sort::Date, unplaced(steps));
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
