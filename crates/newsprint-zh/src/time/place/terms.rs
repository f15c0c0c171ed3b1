//! The solar terms, from which the seasons are counted.

use crate::date::Date;

/// For each term from 小寒 on, its constant in ten thousandths of a day; two stand in each month.
///
/// The customary formula for the 21st century: the day is `[Y * D + C] - L` with Y the year of the
/// century, D = 0.2422 and L the leap years before. A day off at most in the years around it.
const CONSTANTS: [i32; 24] = [
    54_055, 201_200, 38_700, 187_300, 56_300, 206_460, 48_100, 201_000, 55_200, 210_400, 56_780,
    213_700, 71_080, 228_300, 75_000, 231_300, 76_460, 230_420, 83_180, 234_380, 74_380, 223_600,
    71_800, 219_400,
];

/// The day of a term of `year`, counted from 小寒.
pub(super) fn term(year: i32, term: u8) -> Option<Date> {
    let constant = CONSTANTS.get(usize::from(term))?;
    let place = year.rem_euclid(100);
    let leaps = if term < 4 { (place - 1).div_euclid(4) } else { place / 4 };
    let day = (place * 2422 + constant) / 10_000 - leaps;
    Date::new(year, term / 2 + 1, u8::try_from(day).ok()?)
}

/// The term that a season starts with, counted from spring: 立春, 立夏, 立秋, 立冬.
pub(super) const fn of_season(season: u8) -> u8 {
    season * 6 - 4
}
