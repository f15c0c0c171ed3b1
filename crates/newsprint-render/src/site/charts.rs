//! The chart of a series: where lines, points and labels stand, as the template draws them.

use std::fmt::Write as _;

use serde::Serialize;

use super::Language;
use super::lists::ListedMetric;
use super::period::Period;
use crate::engine::shortened;

/// The drawing, in units of its own; a page scales it.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;
/// Labels of periods that fit below the axis.
const LABELS: usize = 7;

/// A chart, its places rounded to a tenth.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    bottom: f64,
    /// Height and value of each line across.
    levels: Vec<Tick>,
    /// Place and name of each period that is labelled.
    periods: Vec<Tick>,
    /// The line through the first value of each period, as path data.
    path: String,
    points: Vec<Point>,
}

#[derive(Debug, Serialize)]
struct Tick {
    at: String,
    label: String,
}

#[derive(Debug, Serialize)]
struct Point {
    x: String,
    y: String,
    label: String,
    href: String,
    has_conflict: bool,
}

/// The chart of rows that are in the order of their periods; none when fewer than two periods have a
/// place in time.
pub(super) fn chart(rows: &[ListedMetric], language: Language) -> Option<Chart> {
    let placed: Vec<(f64, f64, &ListedMetric)> = rows
        .iter()
        .filter_map(|row| {
            let time = Period::of(row.row.period.as_deref()?).middle()?;
            let value = row.row.value.parse::<f64>().ok().filter(|it| it.is_finite())?;
            Some((time, value, row))
        })
        .collect();
    let (begin, end) = ends(placed.iter().map(|it| it.0))?;
    if end <= begin {
        return None;
    }
    let (low, high) = ends(placed.iter().map(|it| it.1))?;
    let (levels, low, high) = nice(low, high);
    let x = |time: f64| LEFT + (time - begin) / (end - begin) * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    let mut path = String::new();
    let mut names: Vec<(f64, &str)> = Vec::new();
    for (time, value, row) in &placed {
        let name = row.row.period.as_deref().unwrap_or_default();
        if names.last().is_none_or(|(before, _)| before < time) {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", tenth(x(*time)), tenth(y(*value)));
            names.push((*time, name));
        }
    }
    let step = names.len().div_ceil(LABELS);
    let labelled = names.iter().step_by(step);
    Some(Chart {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: WIDTH - RIGHT,
        bottom: HEIGHT - BOTTOM,
        levels: levels
            .iter()
            .map(|level| Tick { at: tenth(y(*level)), label: short(*level, language) })
            .collect(),
        periods: labelled
            .map(|(time, name)| Tick { at: tenth(x(*time)), label: (*name).to_owned() })
            .collect(),
        path,
        points: placed
            .iter()
            .map(|(time, value, row)| Point {
                x: tenth(x(*time)),
                y: tenth(y(*value)),
                label: shortened(
                    &format!(
                        "{}: {} {}",
                        row.row.period.as_deref().unwrap_or_default(),
                        row.row.value,
                        row.row.unit
                    ),
                    80,
                ),
                href: row.href.clone(),
                has_conflict: row.row.has_conflict,
            })
            .collect(),
    })
}

fn ends(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |ends, it| match ends {
        None => Some((it, it)),
        Some((low, high)) => Some((f64::min(low, it), f64::max(high, it))),
    })
}

fn tenth(number: f64) -> String {
    format!("{number:.1}")
}

/// Three to six round levels that cover `low..=high`, and the ends of the axis. Zero is on the axis
/// where it is near.
fn nice(low: f64, high: f64) -> (Vec<f64>, f64, f64) {
    let near_zero = |a: f64, b: f64| a > 0.0 && a < 0.4 * b;
    let is_flat = low >= high;
    let low = if near_zero(low, high) || is_flat && low > 0.0 { 0.0 } else { low };
    let high = match high {
        _ if near_zero(-high, -low) || is_flat && high < 0.0 => 0.0,
        0.0 if is_flat => 1.0,
        _ => high,
    };
    let room = high - low;
    // By steps, since logarithms differ from machine to machine.
    let mut power = 1.0;
    while power * 40.0 <= room {
        power *= 10.0;
    }
    while power * 4.0 > room {
        power /= 10.0;
    }
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|it| it * power)
        .find(|step| room / step <= 5.0)
        .unwrap_or(room);
    let (first, last) =
        ((low / step).floor(), (high / step).ceil().max((low / step).floor() + 1.0));
    let mut levels = Vec::new();
    let mut at = first;
    while at <= last && levels.len() < 12 {
        levels.push(at * step);
        at += 1.0;
    }
    (levels, first * step, last * step)
}

/// A level in few characters: 1.2亿 or 120M.
fn short(number: f64, language: Language) -> String {
    let scales: &[(f64, &str)] = match language {
        Language::Chinese => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
        Language::English => &[(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")],
    };
    let scale = scales.iter().find(|(size, _)| number.abs() >= *size);
    let (size, name) = match scale {
        Some((1e4, "k")) => (1e3, "k"),
        Some((size, name)) => (*size, *name),
        None => (1.0, ""),
    };
    let digits = format!("{:.4}", number / size);
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    let digits = if digits == "-0" { "0" } else { digits };
    format!("{digits}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_round_and_cover_the_values() {
        let check =
            |low, high, expected: &[f64]| assert_eq!(nice(low, high).0, expected, "{low} {high}");
        check(0.0, 10.0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        check(86.5, 99.0, &[85.0, 87.5, 90.0, 92.5, 95.0, 97.5, 100.0]);
        check(3.0, 41.0, &[0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
        check(5.0, 5.0, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        check(-8.0, -2.0, &[-8.0, -6.0, -4.0, -2.0, 0.0]);
        check(-4.0, -4.0, &[-4.0, -3.0, -2.0, -1.0, 0.0]);
        assert_eq!(nice(0.0, 0.0).0.len(), 6);
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(short(1.26e14, Language::Chinese), "126万亿");
        assert_eq!(short(46_917_200.0, Language::English), "46.9172M");
        assert_eq!(short(25_000.0, Language::English), "25k");
        assert_eq!(short(-0.5, Language::Chinese), "-0.5");
    }
}
