//! Steps to days, parts of a day and times of day.

use super::super::words::{DAYS, FESTIVALS, PARTS, SHORT_DAYS, SHORT_PARTS};
use super::{Reader, Step, Unit};
use crate::numeral;

impl Reader<'_> {
    pub(super) fn week(&mut self) -> Option<Step> {
        const WEEKS: &[&str] = &[
            "个周",
            "個週",
            "个星期",
            "個星期",
            "个礼拜",
            "個禮拜",
            "周",
            "週",
            "星期",
            "礼拜",
            "禮拜",
        ];
        if let Some(weeks) = self.attempt(|it| it.relative(WEEKS)) {
            return Some(Step::Weeks(weeks));
        }
        self.weekday()
    }

    /// `星期一`, `周末`; behind `上周` the word for week may be left out.
    pub(super) fn weekday(&mut self) -> Option<Step> {
        self.eat(&["周", "週", "星期", "礼拜", "禮拜"]).then(|| self.day_of_week()).flatten()
    }

    pub(super) fn day_of_week(&mut self) -> Option<Step> {
        const DAYS: &[(&str, u8)] = &[
            ("一", 1),
            ("二", 2),
            ("三", 3),
            ("四", 4),
            ("五", 5),
            ("六", 6),
            ("日", 7),
            ("天", 7),
            ("1", 1),
            ("2", 2),
            ("3", 3),
            ("4", 4),
            ("5", 5),
            ("6", 6),
        ];
        if self.eat(&["末"]) {
            return Some(Step::Weekend);
        }
        let day = self.one_of(DAYS)?;
        // 周一百 and 周二十 are no days.
        (!self.peek().is_some_and(numeral::starts)).then_some(Step::Weekday(day))
    }

    pub(super) fn day(&mut self, before: &[Step]) -> Option<Step> {
        let last = before.last().copied();
        let monthly =
            matches!(last, Some(Step::Month(_) | Step::MonthsOn(_) | Step::LunarMonth(..)));
        let weekly = matches!(last, Some(Step::Weeks(_)));
        if weekly && let Some(day) = self.attempt(Self::day_of_week) {
            return Some(day);
        }
        if let Some(step) = self.one_of(FESTIVALS) {
            return Some(step);
        }
        if let Some(days) = self.one_of(DAYS) {
            return Some(Step::Days(days));
        }
        let short = self.attempt(|it| {
            let days = it.one_of(SHORT_DAYS)?;
            // Only the day is taken; the part of the day is the next step.
            let mut ahead = *it;
            ahead.one_of(PARTS).or_else(|| ahead.one_of(SHORT_PARTS)).map(|_| days)
        });
        if let Some(days) = short {
            return Some(Step::Days(days));
        }
        if last.is_none_or(|it| it.level() <= 3)
            && let Some(third) = self.attempt(|it| it.third(before))
        {
            return Some(third);
        }
        if monthly {
            self.eat(&["月"]);
            let tens = [("上旬", 1), ("中旬", 2), ("下旬", 3)];
            if let Some(number) = self.one_of(&tens) {
                return Some(Step::TenDays(number));
            }
        }
        let halves = [
            ("上半月", Step::HalfOf(1, Unit::Month)),
            ("下半月", Step::HalfOf(2, Unit::Month)),
            ("上半周", Step::HalfOf(1, Unit::Week)),
            ("下半周", Step::HalfOf(2, Unit::Week)),
        ];
        if let Some(half) = self.one_of(&halves) {
            return Some(half);
        }
        if self.eat(&["初"]) && monthly {
            let day = u8::try_from(self.number()?.value).ok()?;
            return (1..=10).contains(&day).then_some(Step::Day(day, true));
        }
        let twenty = self.rest.starts_with('廿');
        if self.rest.starts_with(['两', '兩', '俩']) {
            return None;
        }
        let number = self.number()?;
        let day = u8::try_from(number.value).ok().filter(|it| (1..=31).contains(it))?;
        self.space();
        if self.eat(&["日"]) || !before.is_empty() && self.eat(&["号", "號"]) {
            let length = before.is_empty() && self.rest.starts_with(['内', '以', '之', '游']);
            return (!length).then_some(Step::Day(day, false));
        }
        if before.is_empty() && self.eat(&["号", "號"]) {
            // A number with 号 alone is as often a house.
            let known = [Step::Day(day, false)];
            let mut ahead = *self;
            let goes_on = ahead.part_of_day(&known).is_some() || ahead.clock(&known).is_some();
            return goes_on.then_some(Step::Day(day, false));
        }
        if twenty {
            return Some(Step::LunarDay(day));
        }
        let bare = monthly
            && !self.rest.starts_with(|c: char| {
                "万亿千百十余多几点省个家名人位项条件次户台辆座所处套张部例笔种类批场届组"
                    .contains(c)
            });
        bare.then_some(Step::Day(day, number.digits == 0))
    }

    pub(super) fn part_of_day(&mut self, before: &[Step]) -> Option<Step> {
        if let Some(part) = self.one_of(PARTS) {
            return Some(Step::Part(part));
        }
        let daily = before.last().is_some_and(|it| it.level() == 5);
        let part = daily.then(|| self.one_of(SHORT_PARTS)).flatten()?;
        Some(Step::Part(part))
    }

    /// `8点`, `九点二十`, `10:13:05`, `17时30分`.
    pub(super) fn clock(&mut self, before: &[Step]) -> Option<Step> {
        if let Some(clock) = self.attempt(Self::digital_clock) {
            return Some(clock);
        }
        let number = self.number()?;
        let hour = u8::try_from(number.value).ok().filter(|it| *it <= 24)?;
        self.eat(&["多"]);
        let hours = self.eat(&["点", "點"]);
        if !hours && !self.eat(&["时", "時"]) || self.rest.starts_with(['间', '期', '代']) {
            return None;
        }
        if hours && before.is_empty() && self.names_points() {
            return None;
        }
        let mut minute = self.attempt(|it| it.minute(hours));
        let second = minute.and_then(|_| self.attempt(Self::second));
        if minute.is_none() && hours {
            // 二十点六 is a number.
            if self.peek().is_some_and(numeral::starts) {
                return None;
            }
            if before.is_empty() && number.value == 1 {
                return None;
            }
            minute = None;
        }
        if !self.eat(&["钟", "鐘"]) {
            self.eat(&["多钟", "整"]);
        }
        self.eat(&["左右", "许"]);
        Some(Step::Clock { hour, minute, second })
    }

    /// Whether 点 counts points: `三点建议`.
    pub(super) fn names_points(&self) -> bool {
        self.rest
            .starts_with(['建', '意', '要', '希', '是', '原', '理', '措', '启', '体', '共', '、'])
    }

    pub(super) fn minute(&mut self, spoken: bool) -> Option<u8> {
        if self.eat(&["半"]) {
            return Some(30);
        }
        let quarters = [("一刻", 15), ("1刻", 15), ("三刻", 45), ("3刻", 45)];
        if let Some(minute) = self.one_of(&quarters) {
            return Some(minute);
        }
        self.eat(&["过"]);
        let zero = self.rest.starts_with(['零', '0', '〇', '０']);
        let number = self.number()?;
        let minute = u8::try_from(number.value).ok().filter(|it| *it < 60)?;
        let two = minute >= 10 || zero;
        (self.eat(&["分"]) || spoken && two).then_some(minute)
    }

    pub(super) fn second(&mut self) -> Option<u8> {
        let second = u8::try_from(self.number()?.value).ok().filter(|it| *it < 60)?;
        self.eat(&["秒"]).then_some(second)
    }
}
