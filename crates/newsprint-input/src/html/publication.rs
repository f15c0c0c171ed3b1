//! When a page was published: where its metadata, its address and its text agree.

use std::collections::BTreeMap;

use super::headline::ratio;
use super::reading::Reading;
use super::statement::Statement;
use super::vocabulary::Meaning;
use crate::printed_date::{Day, dates, first_date};

/// The day of publication with the most evidence.
pub(crate) fn published(
    reading: &Reading<'_>,
    statement: &Statement,
    url: Option<&str>,
    headline: Option<usize>,
    text: std::ops::Range<usize>,
) -> Option<Day> {
    let mut votes = Votes::default();
    let mut weight = 8.0;
    for date in &statement.published {
        // At the meridian of Greenwich it can be another day than where the page was written.
        let is_universal = date.ends_with(['Z', 'z']) || date.ends_with("+00:00");
        let day = first_date(date);
        votes.add(day, if is_universal { weight * 0.7 } else { weight });
        if day.is_some() {
            weight *= 0.4;
        }
    }
    for date in &statement.changed {
        votes.add(first_date(date), 1.0);
    }
    let addresses = url.into_iter().chain(statement.url.as_deref());
    for day in addresses.take(2).filter_map(address_date) {
        votes.add(Some(day), 4.0);
    }
    let page = reading.page;
    let near = headline.unwrap_or(text.start);
    let mut ranked = 0;
    for (date, line) in &page.times {
        if let Some(day) = first_date(date) {
            let is_furniture = reading.meaning(*line).has(Meaning::FURNITURE.and(Meaning::UNSEEN));
            let is_near = *line + 3 >= near && *line <= text.start + 2;
            let weight = match (is_near, is_furniture) {
                (true, false) => 5.0,
                (false, false) => 1.5,
                (_, true) => 0.5,
            };
            votes.add(Some(day), if ranked == 0 { weight } else { weight * 0.3 });
            ranked += 1;
        }
    }
    // Printed between headline and text, or just around them.
    let around = near.saturating_sub(6)..text.start.saturating_add(3).min(page.lines.len());
    let mut seen = 0;
    for line in around {
        if page.lines[line].units > 60.0 {
            continue;
        }
        for day in dates(page.line(line)) {
            let meaning = reading.meaning(line);
            let weight = if meaning.has(Meaning::DATA.and(Meaning::CREDITS)) { 6.0 } else { 5.0 };
            let weight = if line < near { weight * 0.5 } else { weight };
            let weight =
                if meaning.has(Meaning::RELATED.and(Meaning::COMMENT)) { 0.5 } else { weight };
            votes.add(Some(day), if seen == 0 { weight } else { weight * 0.3 });
            seen += 1;
        }
    }
    if votes.0.is_empty() {
        // Printed anywhere, in a line of its own.
        for (number, line) in page.lines.iter().enumerate() {
            if line.units < 30.0 {
                let rank = if number >= near { 1.0 } else { 0.5 };
                votes.add(
                    first_date(page.line(number)),
                    rank / (1.0 + ratio(number.abs_diff(near), 20)),
                );
            }
        }
    }
    let best = votes.0.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
    best.map(|(day, _)| *day)
}

/// Evidence for each day.
#[derive(Default)]
struct Votes(BTreeMap<Day, f32>);

impl Votes {
    fn add(&mut self, day: Option<Day>, weight: f32) {
        if let Some(day) = day {
            *self.0.entry(day).or_default() += weight;
        }
    }
}

/// The day in an address.
fn address_date(url: &str) -> Option<Day> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    first_date(path)
}
