//! Five-year plans as times: `“十四五”期间`, `“十三五”末`.

use super::read::{skip, small};
use super::{Part, When, Year};
use crate::numeral;

/// Years of a plan.
const YEARS: i32 = 5;

/// A plan at the start of `text` with the word that makes a time of it, and what is left: the plan
/// itself is a name.
pub(super) fn plan(text: &str) -> Option<(When, &str)> {
    let quoted = text.strip_prefix(['“', '‘', '"']);
    let inside = quoted.unwrap_or(text);
    let digits = inside.chars().take(4).take_while(|c| *c == '十' || numeral::digit(*c).is_some());
    let len = digits.map(char::len_utf8).sum();
    let (ordinal, left) = small(inside[..len].strip_suffix('五')?)?;
    let rest = &inside[len..];
    let rest = if quoted.is_some() { rest.strip_prefix(['”', '’', '"'])? } else { rest };
    // Without quotation marks 九五 and 十五 are numbers.
    let told = left.is_empty() && (quoted.is_some() && ordinal > 0 || ordinal > 10);
    let first = first_year(i32::from(ordinal)).filter(|_| told)?;
    let rest = skip(rest, &["规划"]).unwrap_or(rest);
    let (year, part, rest) = of_plan(first, skip(rest, &["的"]).unwrap_or(rest))?;
    Some((When { year: Year::Given(year), part }, rest))
}

/// What follows the name of a plan that starts with the year `first`.
fn of_plan(first: i32, text: &str) -> Option<(i32, Part, &str)> {
    let last = first + YEARS - 1;
    if let Some(rest) = skip(text, &["时期", "期间", "期内", "以来"]) {
        return Some((first, Part::Until(last), rest));
    }
    if let Some(rest) = skip(text, &["期末", "末期", "末"]) {
        return Some((last, Part::YearEnd, rest));
    }
    if let Some(rest) = skip(text, &["开局之年", "首年"]) {
        return Some((first, Part::Whole, rest));
    }
    if let Some(rest) = skip(text, &["收官之年"]) {
        return Some((last, Part::Whole, rest));
    }
    let (count, rest) = small(skip(text, &["前", "头"])?)?;
    let until = first + i32::from(count) - 1;
    (first..=last).contains(&until).then_some(())?;
    Some((first, Part::Until(until), rest.strip_prefix('年')?))
}

/// The year with which a plan starts. The first ran from 1953; behind the second no plan ran for three
/// years.
fn first_year(ordinal: i32) -> Option<i32> {
    Some(match ordinal {
        1 | 2 => 1953 + (ordinal - 1) * YEARS,
        3..=20 => 1966 + (ordinal - 3) * YEARS,
        _ => return None,
    })
}
