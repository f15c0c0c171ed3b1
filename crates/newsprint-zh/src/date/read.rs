//! Reads time expressions.

use super::plan::plan;
use super::{Part, When, Year};
use crate::is_han;
use crate::numeral;
use crate::width::fold;

/// Words for times by their first characters, the longest first.
const WORDS: &[(char, &[(&str, When)])] = {
    const fn at(year: Year, part: Part) -> When {
        When { year, part }
    }
    const THIS: Year = Year::Relative(0);
    const LAST: Year = Year::Relative(-1);
    &[
        (
            '今',
            &[
                ("今年以来", at(THIS, Part::Whole)),
                ("今年年底", at(THIS, Part::YearEnd)),
                ("今年", at(THIS, Part::Whole)),
                ("今天", at(Year::Unsaid, Part::RelativeDay(0))),
                ("今日", at(Year::Unsaid, Part::RelativeDay(0))),
            ],
        ),
        (
            '昨',
            &[
                ("昨天", at(Year::Unsaid, Part::RelativeDay(-1))),
                ("昨日", at(Year::Unsaid, Part::RelativeDay(-1))),
            ],
        ),
        (
            '本',
            &[
                ("本年度", at(THIS, Part::Whole)),
                ("本年", at(THIS, Part::Whole)),
                ("本季度", at(Year::Unsaid, Part::RelativeQuarter(0))),
                ("本月", at(Year::Unsaid, Part::RelativeMonth(0))),
                ("本周", at(Year::Unsaid, Part::RelativeWeek(0))),
            ],
        ),
        (
            '去',
            &[
                ("去年同期", at(LAST, Part::Same)),
                ("去年年底", at(LAST, Part::YearEnd)),
                ("去年底", at(LAST, Part::YearEnd)),
                ("去年末", at(LAST, Part::YearEnd)),
                ("去年", at(LAST, Part::Whole)),
            ],
        ),
        (
            '上',
            &[
                ("上年同期", at(LAST, Part::Same)),
                ("上年末", at(LAST, Part::YearEnd)),
                ("上年底", at(LAST, Part::YearEnd)),
                ("上年度", at(LAST, Part::Whole)),
                ("上年", at(LAST, Part::Whole)),
                ("上半年", at(Year::Unsaid, Part::Half(1))),
                ("上季度", at(Year::Unsaid, Part::RelativeQuarter(-1))),
                ("上个季度", at(Year::Unsaid, Part::RelativeQuarter(-1))),
                ("上月", at(Year::Unsaid, Part::RelativeMonth(-1))),
                ("上个月", at(Year::Unsaid, Part::RelativeMonth(-1))),
                ("上周", at(Year::Unsaid, Part::RelativeWeek(-1))),
            ],
        ),
        ('过', &[("过去一年", at(LAST, Part::Whole))]),
        (
            '前',
            &[
                ("前年", at(Year::Relative(-2), Part::Whole)),
                ("前天", at(Year::Unsaid, Part::RelativeDay(-2))),
            ],
        ),
        ('当', &[("当月", at(Year::Unsaid, Part::LastMonth))]),
        ('期', &[("期末", at(Year::Unsaid, Part::PeriodEnd))]),
        ('明', &[("明年", at(Year::Relative(1), Part::Whole))]),
        ('全', &[("全年", at(Year::Unsaid, Part::Whole))]),
        (
            '年',
            &[("年末", at(Year::Unsaid, Part::YearEnd)), ("年底", at(Year::Unsaid, Part::YearEnd))],
        ),
        ('下', &[("下半年", at(Year::Unsaid, Part::Half(2)))]),
        ('截', &[("截至目前", at(Year::Unsaid, Part::Vague))]),
        ('目', &[("目前", at(Year::Unsaid, Part::Vague))]),
        ('如', &[("如今", at(Year::Unsaid, Part::Vague))]),
        (
            '近',
            &[
                ("近年来", at(Year::Unsaid, Part::Vague)),
                ("近几年", at(Year::Unsaid, Part::Vague)),
                ("近日", at(Year::Unsaid, Part::Vague)),
            ],
        ),
        ('日', &[("日前", at(Year::Unsaid, Part::Vague))]),
    ]
};

/// The words for times that start with `first`.
fn words(first: char) -> &'static [(&'static str, When)] {
    WORDS.iter().find(|(c, _)| *c == first).map_or(&[], |(_, words)| words)
}

/// Whether a time expression can start with `c`.
pub fn starts(c: char) -> bool {
    numeral::starts(c) || matches!(c, '第' | '首' | '同' | '最' | '“' | '‘') || !words(c).is_empty()
}

/// Reads the time expression at the start of `text`, and its length in bytes. Looks at a few dozen
/// characters at most.
pub fn read(text: &str) -> Option<(When, usize)> {
    let first = text.chars().next()?;
    for (word, when) in words(first) {
        let Some(rest) = text.strip_prefix(word) else { continue };
        if let Part::RelativeWeek(by) = when.part {
            return in_week(by, rest)
                .map(|(part, rest)| (When { part, ..*when }, text.len() - rest.len()));
        }
        let yearly = when.part == Part::Whole && *word != "今年以来";
        let rest = skip(rest, &["的"]).filter(|rest| part(rest).is_some()).unwrap_or(rest);
        return match part(rest).filter(|_| yearly) {
            Some((part, rest)) => Some((When { part, ..*when }, text.len() - rest.len())),
            None => Some((*when, word.len())),
        };
    }
    let (when, rest) = if numeral::starts(first) {
        numbered(text)?
    } else {
        match first {
            '“' | '‘' => plan(text)?,
            '近' | '最' | '过' => unsaid(lately(text)?),
            _ if PARTS.contains(&first) => unsaid(part(text)?),
            _ => return None,
        }
    };
    Some((when, text.len() - rest.len()))
}

/// What can start a part of a year but its number.
const PARTS: [char; 9] = ['上', '下', '年', '底', '末', '同', '前', '第', '首'];

fn unsaid((part, rest): (Part, &str)) -> (When, &str) {
    (When { year: Year::Unsaid, part }, rest)
}

/// A time that starts with a number: of a year, of a plan, or of a part of a year.
fn numbered(text: &str) -> Option<(When, &str)> {
    let of_year = || {
        let (year, rest) = year_number(text)?;
        let (part, rest) = of_year(year, rest)?;
        Some((When { year: Year::Given(year), part }, rest))
    };
    of_year().or_else(|| plan(text)).or_else(|| part(text).map(unsaid))
}

/// What follows 上周 and 本周: a day of it, or nothing; 本周边 and 本周期 are no weeks.
fn in_week(week: i32, text: &str) -> Option<(Part, &str)> {
    const DAYS: [char; 6] = ['一', '二', '三', '四', '五', '六'];
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    if first.is_some_and(|c| matches!(c, '边' | '期' | '年' | '岁' | '刊' | '报')) {
        return None;
    }
    let day = match first {
        Some('日' | '天') => Some(7),
        Some(c) => DAYS.iter().position(|it| *it == c).map(|at| at + 1),
        None => None,
    };
    // 本周一共 counts, 本周三项 too.
    let counts =
        rest.starts_with(|c| is_han(c) && !matches!(c, '上' | '下' | '晚' | '早' | '的' | '，'));
    Some(match day.and_then(|it| u8::try_from(it).ok()).filter(|_| !counts) {
        Some(day) => (Part::Weekday(week, day), rest),
        None => (Part::RelativeWeek(week), text),
    })
}

/// `近三年`, `最近6个月`, `过去十年来`.
fn lately(text: &str) -> Option<(Part, &str)> {
    let (count, rest) = small(skip(text, &["最近", "过去", "近"])?)?;
    let (part, rest) = if let Some(rest) = skip(rest, &["年"]) {
        (Part::Lately(count.checked_mul(12)?, 0), rest)
    } else if let Some(rest) = skip(rest, &["个月"]) {
        (Part::Lately(count, 0), rest)
    } else if let Some(rest) = skip(rest, &["周"]) {
        (Part::Lately(0, count.checked_mul(7)?), rest)
    } else {
        (Part::Lately(0, count), skip(rest, &["天", "日"])?)
    };
    let fits = count > 0 && !rest.starts_with(['期', '级', '制', '生', '度']);
    fits.then(|| (part, skip(rest, &["以来", "来", "间", "内", "里"]).unwrap_or(rest)))
}

/// What follows the number of a year: `年`, `年度`, `年7月`, or the year that it reaches to.
fn of_year(year: i32, text: &str) -> Option<(Part, &str)> {
    if let Some((last, rest)) = last_year(text).filter(|(last, _)| year < *last) {
        return Some((Part::Until(last), rest));
    }
    let rest = year_word(text)?;
    if let Some(rest) = rest.strip_prefix("以来") {
        return Some((Part::Since, rest));
    }
    let rest = skip(rest, &["全年"]).unwrap_or(rest);
    Some(part(rest).unwrap_or((Part::Whole, rest)))
}

/// `年`, `年度`.
fn year_word(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('年')?;
    Some(skip(rest, &["度"]).unwrap_or(rest))
}

/// `-2023年`, `年至2023年`, after the number of the first year.
fn last_year(text: &str) -> Option<(i32, &str)> {
    let (last, rest) = year_number(text.strip_prefix('年').unwrap_or(text).strip_prefix(DASHES)?)?;
    Some((last, year_word(rest)?))
}

fn year_number(text: &str) -> Option<(i32, &str)> {
    let mut chars = text.chars();
    let mut digits = chars.by_ref().take(4).map(place_value);
    let year = digits.try_fold(0, |sum, digit| Some(sum * 10 + digit?))?;
    let rest = chars.as_str();
    let longer = rest.chars().next().and_then(place_value).is_some();
    (!longer && (1000..=2999).contains(&year)).then_some((year, rest))
}

fn place_value(c: char) -> Option<i32> {
    let value = fold(c).to_digit(10).or(numeral::digit(c).filter(|_| c != '两'))?;
    i32::try_from(value).ok()
}

const DASHES: [char; 8] = ['-', '—', '–', '－', '~', '～', '至', '到'];

pub(super) fn skip<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// A part of a year and what is left.
fn part(text: &str) -> Option<(Part, &str)> {
    // Each with its first character apart.
    const FIXED: [(char, &str, Part); 7] = [
        ('上', "半年", Part::Half(1)),
        ('下', "半年", Part::Half(2)),
        ('年', "末", Part::YearEnd),
        ('年', "底", Part::YearEnd),
        ('底', "", Part::YearEnd),
        ('末', "", Part::YearEnd),
        ('同', "期", Part::Same),
    ];
    let mut chars = text.chars();
    let first = chars.next()?;
    let behind = chars.as_str();
    let fixed = FIXED.iter().filter(|(c, ..)| *c == first);
    let fixed = fixed.map(|(_, word, part)| Some((*part, behind.strip_prefix(word)?)));
    if let Some(fixed) = fixed.flatten().next() {
        return Some(fixed);
    }
    if let Some(rest) = text.strip_prefix('前') {
        return first_months(rest);
    }
    let plain = text.strip_prefix('第').unwrap_or(text);
    let (first, rest) = match plain.strip_prefix('首') {
        Some(rest) => (1, rest),
        None => small(plain)?,
    };
    if let Some(rest) = skip(rest, &["季度", "季"]) {
        let fits = (1..=4).contains(&first);
        return fits.then(|| match skip(rest, &["末", "底"]) {
            Some(rest) => (Part::QuarterEnd(first), rest),
            None => (Part::Quarter(first), rest),
        });
    }
    months(first, rest).or_else(|| in_month(first, rest.strip_prefix('月')?))
}

/// `三季度`, `8个月`, after 前.
fn first_months(text: &str) -> Option<(Part, &str)> {
    let (count, rest) = small(text)?;
    if let Some(rest) = skip(rest, &["季度", "个季度"]) {
        return (2..=4).contains(&count).then_some((Part::Months(1, count * 3), rest));
    }
    let rest = skip(rest, &["个月"])?;
    (1..=12).contains(&count).then_some((Part::Months(1, count), rest))
}

/// `月-4月份`, after the number of the first month.
fn months(first: u8, text: &str) -> Option<(Part, &str)> {
    let (last, rest) = small(skip(text, &["月份", "月"]).unwrap_or(text).strip_prefix(DASHES)?)?;
    let rest = rest.strip_prefix('月')?;
    let rest = skip(rest, &["份"]).unwrap_or(rest);
    // `3月至5月12日` ends in a day.
    let fits = first >= 1 && (first..=12).contains(&last) && small(rest).is_none();
    fits.then_some((Part::Months(first, last), rest))
}

/// What follows `6月`: a day, days, its end, or nothing.
fn in_month(month: u8, text: &str) -> Option<(Part, &str)> {
    if !(1..=12).contains(&month) {
        // 13月5日 is a day, which the calendar has not.
        return day(text).map(|(day, rest)| (Part::Day(month, day), rest));
    }
    if let Some((first, rest)) = day(text) {
        let until = rest.strip_prefix(DASHES).and_then(|rest| {
            let named = small(rest).and_then(|(last, rest)| Some((last, rest.strip_prefix('月')?)));
            let (last_month, rest) = named.unwrap_or((month, rest));
            let (last, rest) = day(rest)?;
            Some((Part::Days((month, first), (last_month, last)), rest))
        });
        return Some(until.unwrap_or((Part::Day(month, first), rest)));
    }
    if let Some(rest) = skip(text, &["末", "底"]) {
        return Some((Part::MonthEnd(month), rest));
    }
    for (third, word) in (1..).zip(["上旬", "中旬", "下旬"]) {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((Part::TenDays(month, third), rest));
        }
    }
    Some((Part::Months(month, month), skip(text, &["份"]).unwrap_or(text)))
}

fn day(text: &str) -> Option<(u8, &str)> {
    let (day, rest) = small(text)?;
    Some((day, skip(rest, &["日", "号"])?))
}

/// A whole number below 100 and what is left.
pub(super) fn small(text: &str) -> Option<(u8, &str)> {
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
    let number = whole.small().filter(|number| *number < 100)?;
    Some((number, &text[len..]))
}
