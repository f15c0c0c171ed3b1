//! Numbers in time expressions, and dates and times in digits alone.

use super::{Reader, Step};
use crate::is_han;
use crate::numeral::{self, Script};
use crate::width::fold;

/// A small whole number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: u32,
    /// How many digits stand for places: 4 in `二〇二四` and `2024`, 0 in `二十四`.
    pub(super) digits: usize,
}

impl Reader<'_> {
    /// A whole number below 10,000.
    pub(super) fn number(&mut self) -> Option<Number> {
        let c = self.peek()?;
        if fold(c).is_ascii_digit() {
            let (value, digits, len) = self.arabic(4)?;
            let rest = &self.rest[len..];
            // A decimal is no part of a date.
            let decimal = rest.strip_prefix(['.', '．', ',', '，']);
            if decimal.is_some_and(|rest| rest.chars().next().is_some_and(is_digit)) {
                return None;
            }
            self.rest = rest;
            return Some(Number { value, digits });
        }
        if let Some(rest) = self.rest.strip_prefix('廿') {
            let unit = rest.chars().next().and_then(numeral::digit);
            self.rest = rest.get(unit.map_or(0, |_| '一'.len_utf8())..)?;
            return Some(Number { value: 20 + unit.unwrap_or(0), digits: 0 });
        }
        let places: Vec<u32> = self.rest.chars().take(5).map_while(numeral::digit).collect();
        let len: usize = self.rest.chars().take(places.len()).map(char::len_utf8).sum();
        let multiplied = self.rest[len..].chars().next().and_then(numeral::exponent).is_some();
        if (2..=4).contains(&places.len()) && !multiplied {
            self.rest = &self.rest[len..];
            let value = places.iter().fold(0, |sum, digit| sum * 10 + digit);
            return Some(Number { value, digits: places.len() });
        }
        let is_part = |c: &char| numeral::digit(*c).is_some() || "十百千拾佰仟".contains(*c);
        let len = self.rest.chars().take(8).take_while(is_part).map(char::len_utf8).sum();
        let numeral = numeral::read(self.rest.get(..len)?)?;
        let plain = numeral.len == len && numeral.upper.is_none();
        let small = plain && numeral.script == Script::Chinese;
        let value = numeral.value.filter(|_| small)?.to_string().parse().ok()?;
        self.rest = &self.rest[len..];
        Some(Number { value, digits: 0 })
    }

    /// Arabic digits, at most `most` of them: value, count and length.
    fn arabic(&self, most: usize) -> Option<(u32, usize, usize)> {
        let digits = || self.rest.chars().take(most + 1).take_while(|c| is_digit(*c));
        let value = digits().filter_map(|c| fold(c).to_digit(10)).fold(0, |sum, d| sum * 10 + d);
        let count = digits().count();
        let len = digits().map(char::len_utf8).sum();
        (1..=most).contains(&count).then_some((value, count, len))
    }

    /// Arabic digits, at least `least` and at most `most`: value and count.
    fn take(&mut self, least: usize, most: usize) -> Option<(u32, usize)> {
        let (value, count, len) = self.arabic(most)?;
        (count >= least).then(|| self.rest = &self.rest[len..])?;
        Some((value, count))
    }

    /// Two digits with a time of day right behind them.
    fn two(&mut self) -> Option<u32> {
        let mut chars = self.rest.chars().map(fold);
        let (tens, units) = (chars.next()?.to_digit(10)?, chars.next()?.to_digit(10)?);
        let len: usize = self.rest.chars().take(2).map(char::len_utf8).sum();
        self.rest = &self.rest[len..];
        self.is_at_clock().then_some(tens * 10 + units)
    }

    fn is_at_clock(mut self) -> bool {
        self.digital_clock().is_some()
    }

    /// `2019-04-19 18:59`, `2010/1/29`, `1/2/2020`, `12/1`, `20240307`, `2008.03`.
    pub(super) fn digital(&mut self) -> Option<Vec<Step>> {
        self.eat(&["= "]);
        let mut steps = self
            .attempt(Self::eight_digits)
            .or_else(|| self.attempt(Self::year_first))
            .or_else(|| self.attempt(Self::day_or_month_first))?;
        let clock = self.attempt(|it| {
            it.eat(&["-"]);
            it.space();
            it.digital_clock()
        });
        steps.extend(clock);
        Some(steps)
    }

    fn eight_digits(&mut self) -> Option<Vec<Step>> {
        let (number, _) = self.take(8, 8)?;
        let year = number / 10_000;
        (1900..2100).contains(&year).then_some(())?;
        date(Some(year), number / 100 % 100, Some(number % 100))
    }

    /// `2019-04-19`, `2019.4`, `2019`.
    fn year_first(&mut self) -> Option<Vec<Step>> {
        let (year, _) = self.take(4, 4)?;
        let month = self.attempt(|it| {
            let mark = it.peek().filter(|c| "-/.·－ ".contains(*c))?;
            it.rest = it.rest.strip_prefix(mark)?;
            let (month, digits) = it.take(1, 2)?;
            let day = it.attempt(|it| {
                it.rest = it.rest.strip_prefix([mark, '-'])?;
                // `2018-12-1209:03` runs the day into the hour.
                it.attempt(|it| it.take(1, 2)).map(|day| day.0).or_else(|| it.two())
            });

            let whole = day.is_some() || digits == 2 && matches!(mark, '.' | '-');
            whole.then_some(())?;
            date(Some(year), month, day)
        });
        let steps = month.unwrap_or(date(Some(year), 0, None)?);
        let next = self.peek();
        let clocked = self.is_at_clock();
        let goes_on = |c: char| {
            is_digit(c) && !clocked
                || c.is_ascii_alphabetic()
                || "%％‰℃".contains(c)
                || "./:：．,，".contains(c) && self.rest.chars().nth(1).is_some_and(is_digit)
        };
        let bare = steps.len() == 1;
        let spaced = self.rest.trim_start_matches(' ').starts_with('年');
        let noun = spaced || next.is_some_and(|c| is_han(c) && !"至到和与".contains(c));
        let noun = bare && noun;
        let fits = (1900..2100).contains(&year) || !bare;
        (fits && !noun && !next.is_some_and(goes_on)).then_some(steps)
    }

    /// `1/2/2020`, `12-11-10`, `12/1`, `09-01`, `6·30`.
    fn day_or_month_first(&mut self) -> Option<Vec<Step>> {
        let (first, digits) = self.take(1, 2)?;
        let mark = self.peek().filter(|c| "-/·－".contains(*c))?;
        self.rest = self.rest.strip_prefix(mark)?;
        let (second, others) = self.take(1, 2)?;
        let third = self.attempt(|it| {
            it.rest = it.rest.strip_prefix(mark)?;
            it.take(1, 4)
        });
        let steps = match third {
            Some((year, 4)) => date(Some(year), second, Some(first))?,
            Some((day, 1..=2)) if digits == 2 => date(Some(2000 + first), second, Some(day))?,
            Some(_) => return None,
            None if mark != '/' && mark != '·' && digits + others < 4 => return None,
            None => date(None, first, Some(second))?,
        };
        let named = self.eat(&["号", "日"]);
        let next = self.peek();
        let noun = third.is_none() && next.is_some_and(is_han) && !named;
        let whole = matches!(third, Some((_, 4)));
        let goes_on = |c: char| {
            is_digit(c) || c.is_ascii_alphabetic() || "/.%％".contains(c) || c == '-' && !whole
        };
        (!noun && !next.is_some_and(goes_on)).then_some(steps)
    }

    /// `10:13`, `6:42:02`, `2:00 pm`, `11:00时`.
    pub(super) fn digital_clock(&mut self) -> Option<Step> {
        const NOON: &[(&str, bool)] = &[
            ("a.m.", false),
            ("am", false),
            ("A.M.", false),
            ("AM", false),
            ("p.m.", true),
            ("pm", true),
            ("P.M.", true),
            ("PM", true),
        ];
        let (hour, _) = self.take(1, 2)?;
        self.eat(&[":", "：", "∶"]).then_some(())?;
        let (minute, _) = self.take(2, 2)?;
        let second = self.attempt(|it| it.eat(&[":", "："]).then(|| it.take(2, 2)).flatten());
        // 11.1:47.5:41.4 and 2:10:30:5 are ratios.
        let ratio = self.rest.starts_with([':', '：', '.', '%', '％'])
            && self.rest.chars().nth(1).is_some_and(is_digit);
        (hour <= 24 && minute < 60 && !ratio).then_some(())?;
        let mut hour = u8::try_from(hour).ok()?;
        let noon = self.attempt(|it| {
            it.space();
            it.one_of(NOON)
        });
        match noon {
            Some(true) if hour < 12 => hour += 12,
            Some(false) if hour == 12 => hour = 0,
            _ => {}
        }
        self.eat(&["时", "分"]);
        let small = |it: u32| u8::try_from(it).ok().filter(|it| *it < 60);
        let second = second.and_then(|found| small(found.0));
        Some(Step::Clock { hour, minute: small(minute), second })
    }
}

fn is_digit(c: char) -> bool {
    fold(c).is_ascii_digit()
}

/// Steps to a day, to a month, or where that is 0 to a year.
fn date(year: Option<u32>, month: u32, day: Option<u32>) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    if let Some(year) = year {
        steps.push(Step::Year(i32::try_from(year).ok()?));
    }
    if month > 0 {
        let month = u8::try_from(month).ok().filter(|it| (1..=12).contains(it))?;
        steps.push(Step::Month(month));
    }
    if let Some(day) = day {
        let day = u8::try_from(day).ok().filter(|it| (1..=31).contains(it))?;
        steps.push(Step::Day(day, false));
    }
    Some(steps)
}
