//! Lengths of time, and what is counted with them from the reference.

use super::super::Item;
use super::super::words::{SMALL_UNITS, UNITS};
use super::{Reader, Shape, Step, Unit};
use crate::numeral::{self, Script};

impl Reader<'_> {
    /// A unit behind its number.
    pub(super) fn unit(&mut self, months: bool) -> Option<Unit> {
        let month = |it: &mut Self| (months && it.eat(&["月"])).then_some(Unit::Month);
        self.one_of(UNITS).or_else(|| month(self))
    }

    /// One or more lengths: `一年多三个月又20天`.
    fn length(&mut self) -> Option<Vec<Item>> {
        let mut items = vec![self.attempt(|it| it.item(false))?];
        while items.len() < 8 {
            let next = self.attempt(|it| {
                it.eat(&["又", "零", "余", "多"]);
                it.space();
                it.item(true)
            });
            match next {
                Some(item) => items.push(item),
                // 6天5晚 is six days.
                None if self.attempt(Self::nights).is_some() => {}
                None => break,
            }
        }
        Some(items)
    }

    fn nights(&mut self) -> Option<()> {
        self.number()?;
        self.eat(&["晚", "夜"]).then_some(())
    }

    fn item(&mut self, inner: bool) -> Option<Item> {
        if self.eat(&["一刻钟", "1刻钟", "一刻鐘"]) {
            return Some(Item { thousandths: 15_000, unit: Unit::Minute, more: false });
        }
        let half = self.eat(&["半"]);
        let (mut thousandths, mut more) = if half { (500, false) } else { self.amount()? };
        more |= self.eat(&["多", "余"]);
        self.space();
        let counted = self.attempt(|it| {
            it.eat(&["个", "個"]).then_some(())?;
            let more = it.eat(&["多", "余"]);
            let half = it.eat(&["半"]);
            let unit = it.unit(true)?;
            (more || half).then_some((unit, more, half))
        });
        if let Some((unit, some, half)) = counted {
            thousandths += i64::from(half) * 500;
            return Some(Item { thousandths, unit, more: more || some });
        }
        if !inner && self.eat(&["分半钟", "分半"]) {
            return Some(Item { thousandths: thousandths + 500, unit: Unit::Minute, more });
        }
        let unit = self.attempt(|it| it.unit(half));
        let unit = unit.or_else(|| inner.then(|| self.one_of(SMALL_UNITS)).flatten())?;
        if !half && !self.rest.starts_with("半个") && self.eat(&["半"]) {
            thousandths += 500;
        }
        more |= self.attempt(|it| it.eat(&["多"]).then_some(())).is_some();
        self.eat(&["春秋"]);
        Some(Item { thousandths, unit, more })
    }

    /// The number of a length in thousandths, and whether it says some more.
    fn amount(&mut self) -> Option<(i64, bool)> {
        if let Some(two) = self.one_of(&[("俩", 2000), ("倆", 2000), ("仨", 3000)]) {
            return Some((two, false));
        }
        let numeral = numeral::read(self.rest)?;
        // 二〇二四年 is a year.
        let year = numeral.script == Script::Positional;
        let thousandths = numeral.value.filter(|_| !year)?.shifted(3)?.to_string();
        let whole = thousandths.split('.').next()?.parse().ok()?;
        self.rest = &self.rest[numeral.len..];
        (whole < 1_000_000_000_000_000).then_some((whole, numeral.more))
    }

    /// A length, with 前 and 后 and what else counts it from the reference.
    pub(super) fn length_shape(&mut self) -> Option<Shape> {
        let length = self.length()?;
        let start = *self;
        if let Some(steps) = self.attempt(|it| it.day_from_now(&length)) {
            return Some(Shape::Point(steps));
        }
        self.space();
        if self.eat(&["以来"]) {
            return Some(Shape::Lately { length, past: true });
        }
        if self.eat(&["以内", "之内", "内"]) {
            return Some(Shape::Lately { length, past: false });
        }
        if self.eat(&["之前", "以前", "前"]) {
            return Some(Shape::Ago { length, past: true, open: false });
        }
        if self.eat(&["之后", "以后", "之後", "以後"]) {
            return Some(Shape::Ago { length, past: false, open: true });
        }
        if self.eat(&["后", "後"]) {
            return Some(Shape::Ago { length, past: false, open: false });
        }
        *self = start;
        Some(Shape::Length(length))
    }

    /// `三天后的上午十点`: a time of a day that is counted from the reference.
    fn day_from_now(&mut self, length: &[Item]) -> Option<Vec<Step>> {
        let [Item { thousandths, unit, more: false }] = length else { return None };
        let days = i32::try_from(thousandths / 1000).ok()?;
        let by = match unit {
            Unit::Day => days,
            Unit::Week => days.checked_mul(7)?,
            _ => return None,
        };
        let past = self.eat(&["之前", "以前", "前"]);
        let known = past || self.eat(&["之后", "以后", "后", "後"]);
        let steps = self.behind(vec![Step::Days(if past { -by } else { by })]);
        (known && steps.len() > 1).then_some(steps)
    }

    /// `过去十年`, `未来两个月`, `前1周`, `上个小时`, `再过半个小时`.
    pub(super) fn lately(&mut self) -> Option<Shape> {
        const PAST: &[&str] =
            &["过去的", "过去", "過去", "最近的", "最近", "之前", "此前", "近", "前"];
        const NEXT: &[&str] = &["未来的", "未来", "今后的", "今后", "接下来", "之后", "后", "後"];
        let hour = Item { thousandths: 1000, unit: Unit::Hour, more: false };
        if self.eat(&["上个小时", "上個小時"]) {
            return Some(Shape::Lately { length: vec![hour], past: true });
        }
        // 上两周, but 上一周 and 上半年 are of the calendar.
        let several = |it: &Self| {
            let next = it.rest.chars().nth(1);
            next.is_some_and(|c| "两二三四五六七八九十几23456789".contains(c))
        };
        let past = self.eat(PAST) || several(self) && self.eat(&["上"]);
        if !(past || self.eat(NEXT) || several(self) && self.eat(&["下"])) {
            self.eat(&["再过", "再過", "过", "過"]).then_some(())?;
            let length = self.length()?;
            self.eat(&["后"]);
            return Some(Shape::Ago { length, past: false, open: true });
        }
        self.space();
        let length = self.attempt(Self::length).or_else(|| self.attempt(Self::months))?;
        self.eat(&["以内", "之内", "内", "里", "间"]);
        Some(Shape::Lately { length, past })
    }

    /// `三月` as three months.
    fn months(&mut self) -> Option<Vec<Item>> {
        let (thousandths, more) = self.amount()?;
        self.eat(&["月"]).then(|| vec![Item { thousandths, unit: Unit::Month, more }])
    }

    /// `每天`, `每两周`, `每周一下午八点`.
    pub(super) fn set(&mut self) -> Option<Shape> {
        self.eat(&["每隔", "每"]).then_some(())?;
        let weekly = self.attempt(|it| it.weekday().filter(|it| matches!(it, Step::Weekday(_))));
        if let Some(day) = weekly {
            return Some(Shape::Set(Vec::new(), self.behind(vec![day])));
        }
        let one = |unit| vec![Item { thousandths: 1000, unit, more: false }];
        if self.eat(&["晚", "早"]) {
            return Some(Shape::Set(one(Unit::Day), Vec::new()));
        }
        let unit = self.attempt(|it| {
            it.eat(&["一"]);
            it.unit(true)
        });
        let items = match unit {
            Some(unit) => one(unit),
            None => self.length()?,
        };
        let mut behind = *self;
        let steps = behind.behind(Vec::new());
        let fits = steps.first().is_some_and(|step| step.level() >= 6);
        if fits {
            *self = behind;
        }
        Some(Shape::Set(items, if fits { steps } else { Vec::new() }))
    }
}
