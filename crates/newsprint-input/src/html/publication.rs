//! When a page was published: where its metadata, its address and its text agree.

use std::collections::BTreeMap;

use super::headline::ratio;
use super::reading::Reading;
use super::statement::Statement;
use super::vocabulary::Meaning;
use crate::printed_date::{Day, dates, first_date};

/// What is left of the weight of a date that belongs to a change of the page.
const CHANGE: f32 = 0.25;
/// The weight of what a page shows from which on it tells the day of a moment at Greenwich.
const LOCAL: f32 = 2.0;

/// The day of publication with the most evidence.
pub(crate) fn published(
    reading: &Reading<'_>,
    statement: &Statement,
    url: Option<&str>,
    headline: Option<usize>,
    text: std::ops::Range<usize>,
) -> Option<Day> {
    let mut votes = Votes::default();
    let stated: Vec<Moment> = statement.published.iter().filter_map(|it| Moment::of(it)).collect();
    let changed: Vec<Moment> = statement.changed.iter().filter_map(|it| Moment::of(it)).collect();
    let mut weight = 8.0;
    for moment in &stated {
        votes.state(*moment, weight);
        weight *= 0.4;
    }
    for moment in &changed {
        votes.state(*moment, 1.0);
    }
    // A printed day on which the page was changed, and not published, is that of the change.
    let is_of_change = |day: Day| {
        let on = |moments: &[Moment]| moments.iter().any(|moment| moment.may_be(day));
        !stated.is_empty() && on(&changed) && !on(&stated)
    };
    let addresses = url.into_iter().chain(statement.url.as_deref());
    for day in addresses.take(2).filter_map(address_date) {
        votes.show(day, 4.0);
    }
    let page = reading.page;
    let near = headline.unwrap_or(text.start);
    let mut ranked = 0;
    for time in &page.times {
        if let Some(moment) = Moment::of(&time.date) {
            let is_furniture =
                reading.meaning(time.line).has(Meaning::FURNITURE.and(Meaning::UNSEEN));
            let is_near = time.line + 3 >= near && time.line <= text.start + 2;
            let weight = match (is_near, is_furniture) {
                (true, false) => 5.0,
                (false, false) => 1.5,
                (_, true) => 0.5,
            };
            let weight = if ranked == 0 { weight } else { weight * 0.3 };
            if time.is_change || is_of_change(moment.day) {
                votes.state(moment, weight * CHANGE);
            } else {
                votes.state(moment, weight);
                ranked += 1;
            }
        }
    }
    // Printed between headline and text, or just around them.
    let around = near.saturating_sub(6)..text.start.saturating_add(3).min(page.lines.len());
    let mut seen = 0;
    for line in around {
        if page.lines[line].units > 60.0 {
            continue;
        }
        let meaning = reading.meaning(line);
        let weight = if meaning.has(Meaning::DATA.and(Meaning::CREDITS)) { 6.0 } else { 5.0 };
        let weight = if line < near { weight * 0.5 } else { weight };
        let weight = if meaning.has(Meaning::RELATED.and(Meaning::COMMENT)) { 0.5 } else { weight };
        let says_change = reading.vocabulary.says_change(page.line(line));
        for (number, day) in dates(page.line(line)).into_iter().enumerate() {
            let weight = if seen == 0 { weight } else { weight * 0.3 };
            if says_change && number == 0 || is_of_change(day) {
                votes.show(day, weight * CHANGE);
            } else {
                votes.show(day, weight);
                seen += 1;
            }
        }
    }
    if votes.is_empty() {
        // Printed anywhere, in a line of its own.
        for (number, line) in page.lines.iter().enumerate() {
            if line.units < 30.0
                && let Some(day) = first_date(page.line(number))
            {
                let rank = if number >= near { 1.0 } else { 0.5 };
                votes.show(day, rank / (1.0 + ratio(number.abs_diff(near), 20)));
            }
        }
    }
    votes.best()
}

/// A stated day, and the hour where that is told at the meridian of Greenwich: it can be another day
/// where the page was written.
#[derive(Clone, Copy, Debug)]
struct Moment {
    day: Day,
    universal: Option<u8>,
}

impl Moment {
    fn of(date: &str) -> Option<Self> {
        let day = first_date(date)?;
        let is_universal = date.ends_with(['Z', 'z']) || date.ends_with("+00:00");
        let hour = || date.split(['T', 't', ' ']).nth(1)?.get(..2)?.parse().ok();
        Some(Self { day, universal: if is_universal { hour() } else { None } })
    }

    /// Whether it can have been that day somewhere: clocks are up to 12 hours behind those of
    /// Greenwich, and up to 14 ahead.
    fn may_be(self, day: Day) -> bool {
        day == self.day
            || self.universal.is_some_and(|hour| {
                hour < 12 && day.is_before(self.day) || hour >= 10 && self.day.is_before(day)
            })
    }
}

/// Evidence for each day.
#[derive(Default)]
struct Votes {
    /// Days as they were where the page was written.
    shown: BTreeMap<Day, f32>,
    /// Days as they were at Greenwich.
    stated: Vec<(Moment, f32)>,
}

impl Votes {
    fn show(&mut self, day: Day, weight: f32) {
        *self.shown.entry(day).or_default() += weight;
    }

    fn state(&mut self, moment: Moment, weight: f32) {
        if moment.universal.is_some() {
            self.stated.push((moment, weight * 0.7));
        } else {
            self.show(moment.day, weight);
        }
    }

    fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.stated.is_empty()
    }

    /// The day with the most evidence, the earliest of equal ones.
    fn best(self) -> Option<Day> {
        let mut all = self.shown.clone();
        for (moment, weight) in self.stated {
            let of = |day: Day| self.shown.get(&day).copied().unwrap_or_default();
            let others = self.shown.iter().filter(|(day, _)| moment.may_be(**day));
            let most = others.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
            let day = match most {
                Some((day, shown)) if *shown >= LOCAL && *shown > of(moment.day) => *day,
                _ => moment.day,
            };
            *all.entry(day).or_default() += weight;
        }
        let best = all.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        best.map(|(day, _)| day)
    }
}

/// The day in an address.
fn address_date(url: &str) -> Option<Day> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    first_date(path)
}
