//! Steps to years and to their parts.

use super::super::words::{ERAS, FESTIVALS, SEASONS, SHORT_SEASONS, YEARS};
use super::{Reader, Step, Unit};
use crate::numeral;

impl Reader<'_> {
    pub(super) fn year(&mut self, before: &[Step]) -> Option<Step> {
        let broken = |it: &Self| it.rest.starts_with(['半', '多']);
        if let Some(years) = self.attempt(|it| it.one_of(YEARS).filter(|_| !broken(it))) {
            self.eat(&["全年", "度"]);
            return Some(Step::Years(years));
        }
        self.eat(&["农历", "農曆", "阴历", "公元", "= "]);
        if let Some(first) = self.one_of(ERAS) {
            let number = if self.eat(&["元"]) { 1 } else { self.number()?.value };
            let year = first + i32::try_from(number).ok()? - 1;
            return self.eat(&["年"]).then_some(Step::Year(year));
        }
        if self.eat(&["上世纪", "上个世纪"]) {
            return Some(Step::Centuries(-1));
        }
        if self.eat(&["本世纪"]) {
            return Some(Step::Centuries(0));
        }
        let start = self.rest;
        let number = self.number()?;
        let value = i32::try_from(number.value).ok()?;
        if self.eat(&["世纪", "世紀"]) {
            return (1..=30).contains(&value).then_some(Step::Century(value));
        }
        if self.eat(&["年代"]) {
            return (value % 10 == 0 && value < 100).then_some(Step::Decade(value));
        }
        self.space();
        if start.starts_with("= ") || !self.eat(&["年"]) {
            return None;
        }
        let positional = number.digits > 0;
        let year = match number.digits {
            4 => value,
            2 if positional && value <= 30 => 2000 + value,
            2 if positional => 1900 + value,
            _ => return None,
        };
        self.eat(&["度", "全年"]);
        // 24年 alone is a length as well; 十年 always is one.
        let tail = self.peek();
        let counted = self.rest.chars().nth(1).is_some_and(numeral::starts);
        let free = number.digits == 4
            || start.starts_with(['0', '零', '〇', '０'])
            || tail.is_none_or(|c| !"以之内前后多来间半又".contains(c))
            || counted;
        let chinese_length = number.digits == 2 && !before.is_empty();
        (free && !chinese_length).then_some(Step::Year(year))
    }

    pub(super) fn part_of_year(&mut self, before: &[Step]) -> Option<Step> {
        let yearly = matches!(before.last(), Some(Step::Year(_) | Step::Years(_)));
        if yearly && let Some(festival) = self.attempt(|it| it.one_of(FESTIVALS)) {
            return Some(festival);
        }
        let season = self.attempt(|it| {
            it.eat(&["这个", "今个"]);
            it.one_of(SEASONS)
        });
        if season.is_some() {
            return season;
        }
        if yearly && let Some(season) = self.attempt(|it| it.one_of(SHORT_SEASONS)) {
            return Some(season);
        }
        let first = self.eat(&["上半年", "前半年", "上个半年", "上個半年"]);
        if first || self.eat(&["下半年", "后半年", "後半年", "下个半年"]) {
            return Some(Step::Half(if first { 1 } else { 2 }));
        }
        if let Some(step) = self.attempt(|it| it.quarter(yearly)) {
            return Some(step);
        }
        if let Some(by) = self.attempt(|it| it.relative(&["个月", "個月", "月"])) {
            self.eat(&["份"]);
            return Some(Step::MonthsOn(by));
        }
        if yearly && self.eat(&["首月"]) {
            return Some(Step::Month(1));
        }
        let lunar = [("正月", 1), ("腊月", 12), ("冬月", 11)];
        if let Some(month) = self.one_of(&lunar) {
            return Some(Step::LunarMonth(month, false));
        }
        let leap = self.eat(&["闰"]);
        let month = u8::try_from(self.number()?.value).ok()?;
        self.space();
        if !(1..=12).contains(&month) || !self.eat(&["月"]) {
            return None;
        }
        self.eat(&["份"]);
        Some(if leap { Step::LunarMonth(month, true) } else { Step::Month(month) })
    }

    /// `三季度`, `Q1季度`, `首季`, `本季度`.
    pub(super) fn quarter(&mut self, known: bool) -> Option<Step> {
        if let Some(by) = self.attempt(|it| it.relative(&["个季度", "季度"])) {
            return Some(Step::Quarters(by));
        }
        self.eat(&["第"]);
        let named = self.eat(&["Q", "q"]);
        let first = self.eat(&["首"]);
        let known = known || first;
        let number = if first { 1 } else { self.number()?.value };
        let quarter = u8::try_from(number).ok().filter(|it| (1..=4).contains(it))?;
        // 第一季 is as often one of a series.
        let told = self.eat(&["季度"]) || known && self.eat(&["季"]);
        (told || named).then_some(Step::Quarter(quarter))
    }

    /// How many units back or on: `上上个`, `下`, `本`, before one of `units`.
    pub(super) fn relative(&mut self, units: &[&str]) -> Option<i32> {
        let here = self.eat(&["这一", "这", "這", "本", "当", "同"]);
        let mut by = 0;
        while !here && by > -5 && self.eat(&["上"]) {
            by -= 1;
        }
        while !here && (0..5).contains(&by) && self.eat(&["下"]) {
            by += 1;
        }
        if !here && by == 0 {
            return None;
        }
        self.eat(&["一"]);
        self.eat(units).then_some(by)
    }

    /// 初, 中, 末 of what is before, also as 年初, 月底.
    pub(super) fn third(&mut self, before: &[Step]) -> Option<Step> {
        if before.is_empty() {
            let year = [("年底", 3), ("年末", 3), ("年初", 1), ("年中", 2)];
            return self.one_of(&year).map(Step::Third);
        }
        if matches!(before.last(), Some(Step::Month(_) | Step::MonthsOn(_))) {
            self.eat(&["月"]);
        } else {
            self.eat(&["年"]);
        }
        let words = [
            ("伊始", 0),
            ("初期", 1),
            ("前期", 1),
            ("初", 1),
            ("中期", 2),
            ("末期", 3),
            ("后期", 3),
            ("底", 3),
            ("末", 3),
        ];
        let third = self.one_of(&words)?;
        // 初一 is a day.
        (third > 1 || !self.peek().is_some_and(numeral::starts)).then_some(Step::Third(third))
    }

    /// `前三个月`, `最后五天`, `第一周`, `第三个星期日`, behind a year or a month.
    pub(super) fn ordinal(&mut self, before: &[Step]) -> Option<Step> {
        if !before.last().is_some_and(|it| (2..=3).contains(&it.level())) {
            return self.nth_from_now(before);
        }
        let last = self.eat(&["最后", "最後", "后", "後"]);
        let first = !last && self.eat(&["前", "头"]);
        let one = !last && !first && self.eat(&["首"]);
        let nth = one || !last && !first && self.eat(&["第"]);
        self.space();
        if !last && !first && !nth {
            return None;
        }
        let number = if one { 1 } else { i32::try_from(self.number()?.value).ok()? };
        (1..400).contains(&number).then_some(())?;
        self.space();
        let weekday = self.attempt(|it| {
            it.eat(&["个", "個"]);
            it.weekday()
        });
        if let Some(Step::Weekday(day)) = weekday {
            let which = if last { -number } else { number };
            return (!first).then_some(Step::NthWeekday(which, day));
        }
        let unit = self.unit(true)?;
        if nth && unit == Unit::Quarter {
            return u8::try_from(number).ok().filter(|it| *it <= 4).map(Step::Quarter);
        }
        Some(if last {
            Step::Last(number, unit)
        } else if first {
            Step::First(number, unit)
        } else {
            Step::Nth(number, unit)
        })
    }

    /// `第三天`, `第七年`: counted from the reference.
    pub(super) fn nth_from_now(&mut self, before: &[Step]) -> Option<Step> {
        if !before.is_empty() || !self.eat(&["第"]) {
            return None;
        }
        let number = i32::try_from(self.number()?.value).ok().filter(|it| (2..400).contains(it))?;
        match self.unit(false)? {
            Unit::Day => Some(Step::Days(number - 1)),
            Unit::Year => Some(Step::Years(number - 1)),
            _ => None,
        }
    }
}
