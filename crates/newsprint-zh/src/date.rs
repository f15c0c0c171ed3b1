//! Dates and the periods that news texts name, absolute (`2023年1-4月份`) and relative (`去年底`).

use std::fmt;

use crate::numeral;
use crate::width::fold;

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The day; `None` when the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// Reads `2024-06-28`; what follows the day is ignored when it is no digit.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let rest = parts.next()?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Self::new(year, month, rest[..digits].parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A span of time with its customary name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2023`.
    Year(i32),
    /// `2021/2023`.
    Years(i32, i32),
    /// `2023-H1`.
    Half(i32, u8),
    /// `2023-Q1`.
    Quarter(i32, u8),
    /// `2023-07`.
    Month(i32, u8),
    /// `2023-01/2023-07`.
    Months(i32, u8, u8),
    /// `2023-06-26`.
    Day(Date),
    /// `2023-01-07/2023-02-14`.
    Days(Date, Date),
}

impl Period {
    /// The year in which it ends.
    pub fn year(self) -> i32 {
        match self {
            Self::Year(year)
            | Self::Years(_, year)
            | Self::Half(year, _)
            | Self::Quarter(year, _)
            | Self::Month(year, _)
            | Self::Months(year, ..) => year,
            Self::Day(date) | Self::Days(_, date) => date.year,
        }
    }

    /// The same part of another year.
    #[must_use]
    pub fn in_year(self, year: i32) -> Self {
        match self {
            Self::Year(_) => Self::Year(year),
            Self::Half(_, half) => Self::Half(year, half),
            Self::Quarter(_, quarter) => Self::Quarter(year, quarter),
            Self::Month(_, month) => Self::Month(year, month),
            Self::Months(_, first, last) => Self::Months(year, first, last),
            Self::Day(date) => match Date::new(year, date.month, date.day) {
                Some(date) => Self::Day(date),
                None => Self::Month(year, date.month),
            },
            Self::Years(..) | Self::Days(..) => self,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Years(first, last) => write!(f, "{first:04}/{last:04}"),
            Self::Half(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Months(year, first, last) => {
                write!(f, "{year:04}-{first:02}/{year:04}-{last:02}")
            }
            Self::Day(date) => write!(f, "{date}"),
            Self::Days(first, last) => write!(f, "{first}/{last}"),
        }
    }
}

/// Which year an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// `2023年`.
    Given(i32),
    /// Years from the year of writing: -1 for 去年.
    Relative(i32),
    /// Left to the context: `6月`, `全年`.
    Unsaid,
}

/// Which part of its year an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Up to another year.
    Until(i32),
    /// `上半年`.
    Half(u8),
    /// `一季度`.
    Quarter(u8),
    /// First and last month.
    Months(u8, u8),
    /// Months from the month of writing: -1 for 上月.
    RelativeMonth(i32),
    /// Month and day.
    Day(u8, u8),
    /// Days from the day of writing that the text does not count out: 今天, 昨天.
    Today,
    /// From one month and day to another.
    Days((u8, u8), (u8, u8)),
    /// The last day of the year.
    YearEnd,
    /// The last day of a month.
    MonthEnd(u8),
    /// The part that the context names: `去年同期`.
    Same,
    /// Some time that has no place in a calendar: 目前, 近年来.
    Vague,
}

/// A time expression, not yet placed in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Which year.
    pub year: Year,
    /// Which part of it.
    pub part: Part,
}

impl When {
    /// The period, given the period that the text was speaking of and the day of writing.
    ///
    /// A part of a year without its year is of the context's year, else the nearest one that is not
    /// after the day of writing. `None` for vague times, for days that do not exist, and when
    /// nothing says the year.
    pub fn resolve(self, context: Option<Period>, written: Option<Date>) -> Option<Period> {
        let year = match self.year {
            Year::Given(year) => Some(year),
            Year::Relative(by) => Some(written?.year + by),
            Year::Unsaid => context.map(Period::year).or_else(|| {
                let date = written?;
                let started = self.first_month().is_none_or(|month| month <= date.month);
                Some(if started { date.year } else { date.year - 1 })
            }),
        };
        Some(match self.part {
            Part::Vague => return None,
            Part::Same => context?.in_year(year?),
            Part::RelativeMonth(by) => {
                let date = written?;
                let month = i32::from(date.month) - 1 + by;
                let number = u8::try_from(month.rem_euclid(12) + 1).ok()?;
                Period::Month(date.year + month.div_euclid(12), number)
            }
            Part::Today => Period::Day(written?),
            Part::Whole => Period::Year(year?),
            Part::Until(last) => Period::Years(year?, last),
            Part::Half(half) => Period::Half(year?, half),
            Part::Quarter(quarter) => Period::Quarter(year?, quarter),
            Part::Months(first, last) if first == last => Period::Month(year?, first),
            Part::Months(first, last) => Period::Months(year?, first, last),
            Part::Day(month, day) => Period::Day(Date::new(year?, month, day)?),
            Part::Days(first, last) => {
                Period::Days(Date::new(year?, first.0, first.1)?, Date::new(year?, last.0, last.1)?)
            }
            Part::YearEnd => Period::Day(Date::new(year?, 12, 31)?),
            Part::MonthEnd(month) => Period::Day(Date::new(year?, month, days_in(year?, month))?),
        })
    }

    /// Whether it names a single day.
    pub fn is_day(self) -> bool {
        matches!(self.part, Part::Day(..) | Part::Today)
    }

    fn first_month(self) -> Option<u8> {
        Some(match self.part {
            Part::Half(half) => half * 6 - 5,
            Part::Quarter(quarter) => quarter * 3 - 2,
            Part::Months(month, _)
            | Part::Day(month, _)
            | Part::MonthEnd(month)
            | Part::Days((month, _), _) => month,
            _ => return None,
        })
    }
}

/// Words for times, longest first among those that share a beginning.
const WORDS: &[(&str, When)] = {
    const fn at(year: Year, part: Part) -> When {
        When { year, part }
    }
    const THIS: Year = Year::Relative(0);
    const LAST: Year = Year::Relative(-1);
    &[
        ("今年以来", at(THIS, Part::Whole)),
        ("今年年底", at(THIS, Part::YearEnd)),
        ("今年", at(THIS, Part::Whole)),
        ("本年度", at(THIS, Part::Whole)),
        ("本年", at(THIS, Part::Whole)),
        ("去年同期", at(LAST, Part::Same)),
        ("上年同期", at(LAST, Part::Same)),
        ("去年年底", at(LAST, Part::YearEnd)),
        ("去年底", at(LAST, Part::YearEnd)),
        ("去年末", at(LAST, Part::YearEnd)),
        ("上年末", at(LAST, Part::YearEnd)),
        ("上年底", at(LAST, Part::YearEnd)),
        ("去年", at(LAST, Part::Whole)),
        ("上年度", at(LAST, Part::Whole)),
        ("上年", at(LAST, Part::Whole)),
        ("过去一年", at(LAST, Part::Whole)),
        ("前年", at(Year::Relative(-2), Part::Whole)),
        ("明年", at(Year::Relative(1), Part::Whole)),
        ("全年", at(Year::Unsaid, Part::Whole)),
        ("年末", at(Year::Unsaid, Part::YearEnd)),
        ("年底", at(Year::Unsaid, Part::YearEnd)),
        ("上半年", at(Year::Unsaid, Part::Half(1))),
        ("下半年", at(Year::Unsaid, Part::Half(2))),
        ("本月", at(Year::Unsaid, Part::RelativeMonth(0))),
        ("上月", at(Year::Unsaid, Part::RelativeMonth(-1))),
        ("上个月", at(Year::Unsaid, Part::RelativeMonth(-1))),
        ("今天", at(Year::Unsaid, Part::Today)),
        ("今日", at(Year::Unsaid, Part::Today)),
        ("截至目前", at(Year::Unsaid, Part::Vague)),
        ("目前", at(Year::Unsaid, Part::Vague)),
        ("如今", at(Year::Unsaid, Part::Vague)),
        ("近年来", at(Year::Unsaid, Part::Vague)),
        ("近日", at(Year::Unsaid, Part::Vague)),
        ("日前", at(Year::Unsaid, Part::Vague)),
    ]
};

/// Whether a time expression can start with `c`.
pub fn starts(c: char) -> bool {
    numeral::starts(c) || "今本去上过前明全年下截目如近日第首同".contains(c)
}

/// Reads the time expression at the start of `text`, and its length in bytes. Looks at a few dozen
/// characters at most.
pub fn read(text: &str) -> Option<(When, usize)> {
    for (word, when) in WORDS {
        let Some(rest) = text.strip_prefix(word) else { continue };
        let yearly = when.part == Part::Whole && *word != "今年以来";
        let rest = skip(rest, &["的"]).filter(|rest| part(rest).is_some()).unwrap_or(rest);
        return match part(rest).filter(|_| yearly) {
            Some((part, rest)) => Some((When { part, ..*when }, text.len() - rest.len())),
            None => Some((*when, word.len())),
        };
    }
    if let Some((year, rest)) = given_year(text) {
        let when = |part| When { year: Year::Given(year), part };
        let rest = skip(rest, &["全年"]).unwrap_or(rest);
        return Some(match part(rest) {
            Some((part, rest)) => (when(part), text.len() - rest.len()),
            None => (when(Part::Whole), text.len() - rest.len()),
        });
    }
    if let Some(found) = years(text) {
        return Some(found);
    }
    let (part, rest) = part(text)?;
    Some((When { year: Year::Unsaid, part }, text.len() - rest.len()))
}

/// `2023年`, `二〇二三年`, `2023年度`.
fn given_year(text: &str) -> Option<(i32, &str)> {
    let (year, rest) = year_number(text)?;
    let rest = rest.strip_prefix('年')?;
    Some((year, skip(rest, &["度", "以来"]).unwrap_or(rest)))
}

/// `2021-2023年`.
fn years(text: &str) -> Option<(When, usize)> {
    let (first, rest) = year_number(text)?;
    let (last, rest) = given_year(skip(rest.strip_prefix('年').unwrap_or(rest), DASHES)?)?;
    (first < last).then_some(())?;
    Some((When { year: Year::Given(first), part: Part::Until(last) }, text.len() - rest.len()))
}

fn year_number(text: &str) -> Option<(i32, &str)> {
    let count = text.chars().take_while(|c| place_value(*c).is_some()).take(5).count();
    let digits: i32 = text.chars().take(4).filter_map(place_value).fold(0, |sum, d| sum * 10 + d);
    let len: usize = text.chars().take(4).map(char::len_utf8).sum();
    (count == 4 && (1000..=2999).contains(&digits)).then_some((digits, &text[len..]))
}

fn place_value(c: char) -> Option<i32> {
    let value = fold(c).to_digit(10).or(numeral::digit(c).filter(|_| c != '两'))?;
    i32::try_from(value).ok()
}

const DASHES: &[&str] = &["-", "—", "–", "－", "~", "～", "至", "到"];

fn skip<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// A part of a year and what is left.
fn part(text: &str) -> Option<(Part, &str)> {
    let fixed = [
        ("上半年", Part::Half(1)),
        ("下半年", Part::Half(2)),
        ("年末", Part::YearEnd),
        ("年底", Part::YearEnd),
        ("底", Part::YearEnd),
        ("末", Part::YearEnd),
        ("同期", Part::Same),
    ];
    for (word, part) in fixed {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((part, rest));
        }
    }
    if let Some(rest) = text.strip_prefix('前') {
        let (count, rest) = small(rest)?;
        if let Some(rest) = skip(rest, &["季度", "个季度"]) {
            return (2..=4).contains(&count).then_some((Part::Months(1, count * 3), rest));
        }
        let rest = skip(rest, &["个月"])?;
        return (1..=12).contains(&count).then_some((Part::Months(1, count), rest));
    }
    let plain = text.strip_prefix('第').unwrap_or(text);
    let (first, rest) = match plain.strip_prefix('首') {
        Some(rest) => (1, rest),
        None => small(plain)?,
    };
    if let Some(rest) = skip(rest, &["季度", "季"]) {
        return (1..=4).contains(&first).then_some((Part::Quarter(first), rest));
    }
    if let Some((last, rest)) = skip(rest.strip_prefix('月').unwrap_or(rest), DASHES)
        .and_then(small)
        .and_then(|(last, rest)| Some((last, month_word(rest)?)))
        .filter(|(last, rest)| (first..=12).contains(last) && small(rest).is_none())
    {
        return (first >= 1).then_some((Part::Months(first, last), rest));
    }
    let rest = rest.strip_prefix('月')?;
    if !(1..=12).contains(&first) {
        return None;
    }
    if let Some((day, rest)) = day(rest) {
        let until = skip(rest, DASHES).and_then(|rest| {
            let named =
                small(rest).and_then(|(month, rest)| Some((month, rest.strip_prefix('月')?)));
            let (month, rest) = named.unwrap_or((first, rest));
            let (last, rest) = self::day(rest)?;
            Some((Part::Days((first, day), (month, last)), rest))
        });
        return Some(until.unwrap_or((Part::Day(first, day), rest)));
    }
    if let Some(rest) = skip(rest, &["末", "底"]) {
        return Some((Part::MonthEnd(first), rest));
    }
    Some((Part::Months(first, first), skip(rest, &["份"]).unwrap_or(rest)))
}

fn month_word(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('月')?;
    Some(skip(rest, &["份"]).unwrap_or(rest))
}

fn day(text: &str) -> Option<(u8, &str)> {
    let (day, rest) = small(text)?;
    Some((day, skip(rest, &["日", "号"])?))
}

/// A whole number below 100 and what is left.
fn small(text: &str) -> Option<(u8, &str)> {
    let c = text.chars().next()?;
    let len: usize = if fold(c).is_ascii_digit() {
        let digits = text.chars().take(3).take_while(|c| fold(*c).is_ascii_digit());
        digits.map(char::len_utf8).sum()
    } else {
        let is_part = |c: &char| numeral::digit(*c).is_some() || *c == '十';
        text.chars().take(4).take_while(is_part).map(char::len_utf8).sum()
    };
    let numeral = numeral::read(&text[..len])?;
    let whole = numeral.value.filter(|_| numeral.upper.is_none() && numeral.len == len)?;
    let number = whole.to_string().parse().ok().filter(|n| *n < 100)?;
    Some((number, &text[len..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, context: Option<Period>, period: &str, rest: &str) {
        let (when, len) = read(text).unwrap_or_else(|| panic!("no time in {text}"));
        let written = Date::new(2024, 6, 28);
        let shown = when.resolve(context, written).map_or("-".into(), |it| it.to_string());
        assert_eq!((shown.as_str(), &text[len..]), (period, rest), "{text}");
    }

    #[test]
    fn absolute_times() {
        check("2023年,全", None, "2023", ",全");
        check("二〇二三年", None, "2023", "");
        check("2023年7月份", None, "2023-07", "");
        check("2022年12月31日", None, "2022-12-31", "");
        check("2023年一季度", None, "2023-Q1", "");
        check("2023年底", None, "2023-12-31", "");
        check("2023年全年收入", None, "2023", "收入");
        check("2021-2023年", None, "2021/2023", "");
        check("2023年1月7日至2月14日", None, "2023-01-07/2023-02-14", "");
        check("2023年2月30日", None, "-", "");
    }

    #[test]
    fn the_year_of_writing_settles_the_rest() {
        check("今年", None, "2024", "");
        check("去年前三季度", None, "2023-01/2023-09", "");
        check("1-4月份工业", None, "2024-01/2024-04", "工业");
        check("1—2月", None, "2024-01/2024-02", "");
        check("8月", None, "2023-08", "");
        check("上半年", None, "2024-H1", "");
        check("前8个月", Some(Period::Year(2020)), "2020-01/2020-08", "");
        check("5月末", None, "2024-05-31", "");
        check("3月31省份", None, "2024-03", "31省份");
        check("6月26日", None, "2024-06-26", "");
        check("上月", None, "2024-05", "");
        check("目前", None, "-", "");
        check("去年同期", Some(Period::Quarter(2024, 1)), "2023-Q1", "");
    }

    #[test]
    fn what_is_no_time() {
        for text in ["3个", "13月", "一", "", "第一产业", "12024年", "前十名", "年"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_reads_back() {
        let date = Date::parse("2024-02-29").unwrap();
        assert_eq!((date.to_string().as_str(), date.year(), date.month()), ("2024-02-29", 2024, 2));
        assert_eq!(Date::parse("2023-02-29"), None);
        assert_eq!(Date::parse("2024-02-29T10:00"), Some(date));
        assert_eq!(Date::parse("20240229"), None);
    }
}
