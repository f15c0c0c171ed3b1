//! The lunar calendar of the years 1900 to 2049.

use crate::date::Date;

/// One number a year: the low four bits are the leap month, the next twelve say from the first
/// month on, highest bit first, which months have 30 days, bit 16 whether the leap month has. As
/// published by the Hong Kong Observatory's conversion tables.
const YEARS: [u32; 150] = [
    0x04bd8, 0x04ae0, 0x0a570, 0x054d5, 0x0d260, 0x0d950, 0x16554, 0x056a0, 0x09ad0, 0x055d2,
    0x04ae0, 0x0a5b6, 0x0a4d0, 0x0d250, 0x1d255, 0x0b540, 0x0d6a0, 0x0ada2, 0x095b0, 0x14977,
    0x04970, 0x0a4b0, 0x0b4b5, 0x06a50, 0x06d40, 0x1ab54, 0x02b60, 0x09570, 0x052f2, 0x04970,
    0x06566, 0x0d4a0, 0x0ea50, 0x16a95, 0x05ad0, 0x02b60, 0x186e3, 0x092e0, 0x1c8d7, 0x0c950,
    0x0d4a0, 0x1d8a6, 0x0b550, 0x056a0, 0x1a5b4, 0x025d0, 0x092d0, 0x0d2b2, 0x0a950, 0x0b557,
    0x06ca0, 0x0b550, 0x15355, 0x04da0, 0x0a5b0, 0x14573, 0x052b0, 0x0a9a8, 0x0e950, 0x06aa0,
    0x0aea6, 0x0ab50, 0x04b60, 0x0aae4, 0x0a570, 0x05260, 0x0f263, 0x0d950, 0x05b57, 0x056a0,
    0x096d0, 0x04dd5, 0x04ad0, 0x0a4d0, 0x0d4d4, 0x0d250, 0x0d558, 0x0b540, 0x0b6a0, 0x195a6,
    0x095b0, 0x049b0, 0x0a974, 0x0a4b0, 0x0b27a, 0x06a50, 0x06d40, 0x0af46, 0x0ab60, 0x09570,
    0x04af5, 0x04970, 0x064b0, 0x074a3, 0x0ea50, 0x06b58, 0x05ac0, 0x0ab60, 0x096d5, 0x092e0,
    0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5,
    0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930,
    0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530,
    0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45,
    0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0,
];

/// The solar days of a lunar month: the first, and how many.
pub(super) fn month(year: i32, month: u8, leap: bool) -> Option<(Date, i32)> {
    let mut day = Date::new(1900, 1, 31)?;
    for code in YEARS.iter().take(usize::try_from(year.checked_sub(1900)?).ok()?) {
        day = day.plus_days(months(*code).map(|(_, _, days)| days).sum());
    }
    let code = *YEARS.get(usize::try_from(year - 1900).ok()?)?;
    for (number, is_leap, days) in months(code) {
        if (number, is_leap) == (month, leap) {
            return Some((day, days));
        }
        day = day.plus_days(days);
    }
    None
}

/// A solar day of a lunar one; the last of its month when the month is too short.
pub(super) fn day(year: i32, month: u8, day: u8) -> Option<Date> {
    let (first, days) = self::month(year, month, false)?;
    Some(first.plus_days((i32::from(day) - 1).min(days - 1)))
}

/// Number, whether it is the leap month, and days, of each month of a year.
fn months(code: u32) -> impl Iterator<Item = (u8, bool, i32)> {
    let leap = u8::try_from(code & 15).unwrap_or(0);
    (1..=12_u8).flat_map(move |month| {
        let days = 29 + i32::from(code >> (16 - month) & 1 == 1);
        let leap_days = 29 + i32::from(code >> 16 & 1 == 1);
        let leaps = (month == leap).then_some((month, true, leap_days));
        std::iter::once((month, false, days)).chain(leaps)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_years_days() {
        let shown = |year| day(year, 1, 1).map(|it| it.to_string()).unwrap();
        let found = [1949, 1976, 2000, 2020, 2021, 2024, 2033, 2049].map(shown);
        let expected = [
            "1949-01-29",
            "1976-01-31",
            "2000-02-05",
            "2020-01-25",
            "2021-02-12",
            "2024-02-10",
            "2033-01-31",
            "2049-02-02",
        ];
        assert_eq!(found, expected);
        assert_eq!(month(2020, 4, true).unwrap().0.to_string(), "2020-05-23");
        assert_eq!(month(1899, 1, false), None);
    }
}
