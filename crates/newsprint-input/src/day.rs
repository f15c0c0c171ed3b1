//! Dates as records and sidecars write them.

use crate::path_pattern::date;

/// Seconds of Unix time that are taken for a date: from March 1973, so that no other number of eight
/// digits or fewer is meant, to the year 2100. In milliseconds they are a thousand times that.
const SECONDS: std::ops::Range<i64> = 100_000_000..4_102_444_800;

/// What a written date says.
#[derive(Debug, PartialEq)]
pub(crate) enum Written {
    /// A day, as `2024-06-28`; what was written so stays as it is, with the time behind it.
    Day(String),
    /// A day that no calendar has.
    NoDay,
    /// Something else.
    Other,
}

/// Reads `2024-06-28`, `2024/06/28`, `2024.06.28`, `20240628`, `2024年6月28日`, each also before a
/// time, `Fri, 28 Jun 2024 08:00:00 +0800`, and Unix times.
pub(crate) fn read(written: &str) -> Written {
    let text = written.trim();
    // A day and minutes in twelve figures would be milliseconds of the last century.
    let is_day = || text.len() == 12 && date(text.get(..8).unwrap_or_default()).is_some();
    if let Some(moment) = of_unix_time(text).filter(|_| !is_day()) {
        return Written::Day(moment);
    }
    let Some(length) = numeric(text) else {
        return of_mail(text)
            .map_or(Written::Other, |day| date(&day).map_or(Written::NoDay, Written::Day));
    };
    let (head, rest) = text.split_at(length);
    match date(head) {
        None => Written::NoDay,
        // The time is kept where the day is written as others read it.
        Some(day) if day == head => Written::Day([&day, rest].concat()),
        Some(day) => Written::Day(day),
    }
}

/// How long the day in figures is that `text` begins with, when at most a time follows it.
fn numeric(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mark = |at: usize, of: &[char]| {
        let c = text.get(at..)?.chars().next()?;
        of.contains(&c).then_some(at + c.len_utf8())
    };
    let end = match digits(0) {
        8 => 8,
        // The time follows without a mark.
        12 | 14 => return Some(8),
        4 => {
            let month = mark(4, &['-', '/', '.', '_', '年'])?;
            let length = digits(month);
            let day = mark(month + length, &['-', '/', '.', '_', '月'])?;
            let end = day + digits(day);
            if !(1..=2).contains(&length) || !(1..=2).contains(&(end - day)) {
                return None;
            }
            mark(end, &['日', '号']).unwrap_or(end)
        }
        _ => return None,
    };
    let rest = &text[end..];
    let is_time =
        rest.starts_with(|c: char| c.is_whitespace() || matches!(c, 'T' | 't' | '+' | 'Z'));
    (rest.is_empty() || is_time).then_some(end)
}

/// The day in a date as mails and feeds write it (RFC 2822).
fn of_mail(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let text = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let mut words = text.split_ascii_whitespace();
    let day: u8 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    let year = words.next().filter(|year| year.len() == 4)?;
    let year: u16 = year.parse().ok()?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// The moment in UTC that a Unix time in seconds or milliseconds means; `None` of other numbers.
pub(crate) fn of_unix_time(number: &str) -> Option<String> {
    let whole = match number.split_once('.') {
        Some((whole, part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => number,
    };
    let is_number = (9..=13).contains(&whole.len()) && whole.bytes().all(|it| it.is_ascii_digit());
    let number = whole.parse::<i64>().ok().filter(|_| is_number)?;
    let seconds = if SECONDS.contains(&number) { number } else { number / 1000 };
    if !SECONDS.contains(&seconds) {
        return None;
    }
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// The day of the calendar that is `days` after 1970-01-01, for days that are not before it (Howard
/// Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_that_people_write() {
        let check = |written: &str, expected: &str| {
            assert_eq!(read(written), Written::Day(expected.to_owned()), "{written}");
        };
        check("2024-06-28", "2024-06-28");
        check(" 2024年6月28日", "2024-06-28");
        check("2024年6月28日 08:00", "2024-06-28");
        check("2024/06/28", "2024-06-28");
        check("2024/6/8 08:00:00", "2024-06-08");
        check("2024.06.28", "2024-06-28");
        check("20240628", "2024-06-28");
        check("20240628080000", "2024-06-28");
        check("202406280800", "2024-06-28");
        check("2024-06-28T08:00:00+08:00", "2024-06-28T08:00:00+08:00");
        check("Fri, 28 Jun 2024 08:00:00 +0800", "2024-06-28");
        check("8 Jun 2024", "2024-06-08");
        check("1719532800", "2024-06-28T00:00:00Z");
        check("1719532801500", "2024-06-28T00:00:01Z");
        check("951782400.0", "2000-02-29T00:00:00Z");
    }

    #[test]
    fn what_is_no_day_is_told_apart() {
        for written in ["2022-02-30", "2024/13/01", "20240631", "31 Feb 2024"] {
            assert_eq!(read(written), Written::NoDay, "{written}");
        }
        for written in ["", "2024", "2024-06", "去年", "5", "1719", "2024-06-281", "2024-06-28x"]
        {
            assert_eq!(read(written), Written::Other, "{written}");
        }
    }
}
