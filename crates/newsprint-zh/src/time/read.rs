//! From characters to what they say of time.

use super::words::{
    DAYS, ERAS, FESTIVALS, PARTS, SEASONS, SHORT_DAYS, SHORT_PARTS, SHORT_SEASONS, TO, YEARS,
};
use super::{Said, Shape, Side, Step, Unit};
use crate::numeral;

mod digits;
mod length;

/// Whether a time expression can start with `c`.
pub fn starts(c: char) -> bool {
    numeral::starts(c)
        || "第今本去上下过前明全年大次来翌后後昨当同这現现农正腊闰廿初康民每周週星礼禮早清凌黎拂中午正下傍黄晚夜半深白春夏秋冬元除圣国教建儿青劳愚植妇情平端重七近最未此之再还自从從截时時几数俩仨=Q闰寒暑季开顺宣光同咸道嘉乾雍崇万永洪神贞昭令末月世Q约"
            .contains(c)
}

/// Reads the time expression at the start of `text`, and its length in bytes. Looks at a few dozen
/// characters at most.
pub fn read(text: &str) -> Option<(Said, usize)> {
    let mut reader = Reader { rest: text };
    let shape = reader.expression()?;
    Some((Said { shape }, text.len() - reader.rest.len()))
}

/// What is left to read.
#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Takes one of `words` off, the first that fits.
    fn eat(&mut self, words: &[&str]) -> bool {
        let rest = words.iter().find_map(|word| self.rest.strip_prefix(word));
        rest.inspect(|rest| self.rest = rest).is_some()
    }

    /// Takes a word of `table` off and gives what it stands for.
    fn one_of<T: Copy>(&mut self, table: &[(&str, T)]) -> Option<T> {
        let (rest, value) =
            table.iter().find_map(|(word, value)| Some((self.rest.strip_prefix(word)?, *value)))?;
        self.rest = rest;
        Some(value)
    }

    /// What `read` takes off; nothing is taken off when it gives nothing.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut reader = *self;
        let found = read(&mut reader)?;
        *self = reader;
        Some(found)
    }

    /// Takes up to two spaces off.
    fn space(&mut self) {
        for _ in 0..2 {
            self.eat(&[" ", "\u{3000}"]);
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn expression(&mut self) -> Option<Shape> {
        self.attempt(Self::set)
            .or_else(|| self.attempt(Self::lately))
            .or_else(|| self.calendar_or_length())
    }

    /// A place in the calendar or a length, whichever explains more.
    fn calendar_or_length(&mut self) -> Option<Shape> {
        let (mut first, mut second) = (*self, *self);
        let calendar = first.calendar();
        let length = second.length_shape();
        let longer = second.rest.len() < first.rest.len();
        let (shape, reader) = match (calendar, length) {
            (Some(_), Some(shape)) if longer => (shape, second),
            (Some(shape), _) => (shape, first),
            (None, shape) => (shape?, second),
        };
        *self = reader;
        Some(shape)
    }

    /// A point, with what is said of its sides, or a range.
    fn calendar(&mut self) -> Option<Shape> {
        const BEFORE: &[&str] = &["截止到", "截至到", "截止至", "截至", "截止"];
        if self.eat(BEFORE) {
            let steps = self.point()?;
            return Some(Shape::Beside(steps, Side::Before));
        }
        let since = self.eat(&["自从", "自從", "自"]);
        let from = since || self.eat(&["从", "從"]);
        let _ = self.eat(&["大约", "约"]);
        self.space();
        if let Some((first, second)) = self.attempt(Self::compact_range) {
            return Some(Shape::Range(first, second));
        }
        let first = self.point()?;
        if let Some(second) = self.attempt(|it| it.second_end(&first)) {
            self.eat(&["止", "之间", "间"]);
            return Some(Shape::Range(first, second));
        }
        if let Some(side) = self.side(since || from) {
            return Some(Shape::Beside(first, side));
        }
        if since {
            return Some(Shape::Beside(first, Side::Since));
        }
        self.eat(&["左右", "前后", "许", "期间"]);
        self.eat(&["内"]);
        Some(Shape::Point(first))
    }

    /// The second end of a range, behind the first.
    fn second_end(&mut self, first: &[Step]) -> Option<Vec<Step>> {
        self.eat(&["起"]);
        self.space();
        let between = self.eat(&["和", "与", "與"]);
        if !between && !self.eat(TO) {
            return None;
        }
        self.space();
        let same_month = self.attempt(|it| {
            let day = u8::try_from(it.number()?.value).ok().filter(|it| (1..=31).contains(it))?;
            let known = first.iter().any(|step| matches!(step, Step::Day(..)));
            (known && it.eat(&["号", "號"])).then(|| it.behind(vec![Step::Day(day, false)]))
        });
        let mut steps = same_month.or_else(|| self.point())?;
        if between {
            self.eat(&["之"]).then_some(());
            if !self.eat(&["间", "間"]) {
                return None;
            }
        }
        inherit(first, &mut steps);
        Some(steps)
    }

    /// 以前, 之后, 起 and the like behind a point.
    fn side(&mut self, from: bool) -> Option<Side> {
        self.attempt(|it| {
            it.space();
            const UNTIL: &[&str] =
                &["及以前", "及之前", "或之前", "或以前", "和以前", "（含）以前", "(含)以前"];
            const SINCE: &[&str] =
                &["及以后", "及之后", "或之后", "或以后", "和以后", "以来", "开始", "開始"];
            const NOW: &[&str] = &["起至今", "至今", "到现在", "到今", "以来至今"];
            if it.eat(UNTIL) {
                Some(Side::Until)
            } else if it.eat(NOW) {
                Some(Side::SinceUntilNow)
            } else if it.eat(SINCE) {
                Some(Side::Since)
            } else if it.eat(&["之前", "以前"]) || it.before() {
                Some(Side::Before)
            } else if it.eat(&["之后", "以后", "之後", "以後"]) {
                Some(Side::After)
            } else if it.eat(&["后", "後"]) && !it.rest.starts_with(['来', '期', '续']) {
                Some(Side::After)
            } else if it.eat(&["起"]) && (from || !it.rest.starts_with(['诉', '点', '义'])) {
                Some(Side::Since)
            } else {
                None
            }
        })
    }

    /// 前, where it is no beginning of `前三天`.
    fn before(&mut self) -> bool {
        let found = self.attempt(|it| {
            let word = it.eat(&["前"]);
            let goes_on = it.rest.starts_with(['往', '去', '期', '后', '列', '十', '百'])
                || it.peek().is_some_and(numeral::starts);
            (word && !goes_on).then_some(())
        });
        found.is_some()
    }

    /// `1-4月份`, `12-19日`, `9~12点`, `1995-1997年`: numbers that share their unit.
    fn compact_range(&mut self) -> Option<(Vec<Step>, Vec<Step>)> {
        let mut steps = Vec::new();
        while let Some(step) = self.attempt(|it| it.next_step(&steps)) {
            steps.push(step);
        }
        let before = steps.len();
        let first = self.number()?;
        self.space();
        if !self.eat(TO) {
            return None;
        }
        self.space();
        let mut second = steps.clone();
        let start = self.rest;
        while let Some(step) = self.attempt(|it| it.next_step(&second)) {
            second.push(step);
        }
        let last = *second.get(before)?;
        let number = i32::try_from(first.value).ok()?;
        let small = u8::try_from(number).ok();
        let same = match last {
            Step::Year(year) => {
                let number = if first.digits == 4 {
                    number
                } else {
                    (0..100).contains(&number).then(|| year / 100 * 100 + number)?
                };
                (number < year).then_some(Step::Year(number))
            }
            Step::Month(month) => small.filter(|it| *it < month).map(Step::Month),
            Step::Day(day, lunar) if !lunar => {
                small.filter(|it| *it < day).map(|day| Step::Day(day, false))
            }
            Step::Clock { .. } if start.starts_with(|c: char| numeral::starts(c)) => small
                .filter(|it| *it <= 24)
                .map(|hour| Step::Clock { hour, minute: None, second: None }),
            _ => None,
        };
        steps.push(same?);
        Some((steps, second))
    }

    /// Steps from coarse to fine.
    fn point(&mut self) -> Option<Vec<Step>> {
        if let Some(steps) = self.attempt(Self::digital) {
            return Some(self.behind(steps));
        }
        if self.eat(&["现在", "現在", "此刻", "此时"]) {
            return Some(vec![Step::Now]);
        }
        Some(self.behind(Vec::new())).filter(|steps| !steps.is_empty())
    }

    /// `steps` with all that can be read behind them.
    fn behind(&mut self, mut steps: Vec<Step>) -> Vec<Step> {
        while let Some(step) = self.attempt(|it| it.next_step(&steps)) {
            steps.push(step);
        }
        steps
    }

    /// The next finer step, with what joins it.
    fn next_step(&mut self, before: &[Step]) -> Option<Step> {
        if let Some(last) = before.last() {
            self.space();
            if last.level() < 6 {
                self.eat(&["的"]);
                self.space();
            }
            if matches!(last, Step::Day(..)) {
                let weekday = self.attempt(|it| {
                    it.eat(&["，", ",", "（", "("]);
                    let day = it.weekday()?;
                    it.eat(&["）", ")"]);
                    Some(day)
                });
                if weekday.is_some() {
                    return weekday;
                }
            }
        }
        let level = before.last().map_or(-1, |step| i32::from(step.level()));
        let step = self.step(before)?;
        let fits = i32::from(step.level()) > level
            || matches!((before.last(), step), (Some(Step::Weeks(_)), Step::Weekday(_)));
        fits.then_some(step)
    }

    fn step(&mut self, before: &[Step]) -> Option<Step> {
        self.attempt(|it| it.ordinal(before))
            .or_else(|| self.attempt(|it| it.year(before)))
            .or_else(|| self.attempt(|it| it.part_of_year(before)))
            .or_else(|| self.attempt(Self::week))
            .or_else(|| self.attempt(|it| it.day(before)))
            .or_else(|| self.attempt(|it| it.part_of_day(before)))
            .or_else(|| self.attempt(|it| it.clock(before)))
    }

    fn year(&mut self, before: &[Step]) -> Option<Step> {
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

    fn part_of_year(&mut self, before: &[Step]) -> Option<Step> {
        let yearly = matches!(before.last(), Some(Step::Year(_) | Step::Years(_)));
        if let Some(season) = self.one_of(SEASONS) {
            return Some(season);
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
    fn quarter(&mut self, known: bool) -> Option<Step> {
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
    fn relative(&mut self, units: &[&str]) -> Option<i32> {
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

    fn week(&mut self) -> Option<Step> {
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
    fn weekday(&mut self) -> Option<Step> {
        self.eat(&["周", "週", "星期", "礼拜", "禮拜"]).then(|| self.day_of_week()).flatten()
    }

    fn day_of_week(&mut self) -> Option<Step> {
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

    fn day(&mut self, before: &[Step]) -> Option<Step> {
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
        if last.is_some_and(|it| it.level() <= 3) || before.is_empty() {
            if let Some(third) = self.attempt(|it| it.third(before)) {
                return Some(third);
            }
        }
        if monthly {
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
        let bare = monthly && !self.rest.starts_with(|c: char| "万亿千百十余多几点".contains(c));
        bare.then_some(Step::Day(day, number.digits == 0))
    }

    /// 初, 中, 末 of what is before, also as 年初, 月底.
    fn third(&mut self, before: &[Step]) -> Option<Step> {
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
    fn ordinal(&mut self, before: &[Step]) -> Option<Step> {
        if !before.last().is_some_and(|it| (2..=3).contains(&it.level())) {
            return self.nth_from_now(before);
        }
        let last = self.eat(&["最后", "最後", "后", "後"]);
        let first = !last && self.eat(&["前", "头"]);
        let nth = !last && !first && self.eat(&["第"]);
        self.space();
        if !last && !first && !nth {
            return None;
        }
        let number = i32::try_from(self.number()?.value).ok().filter(|it| (1..400).contains(it))?;
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
    fn nth_from_now(&mut self, before: &[Step]) -> Option<Step> {
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

    fn part_of_day(&mut self, before: &[Step]) -> Option<Step> {
        if let Some(part) = self.one_of(PARTS) {
            return Some(Step::Part(part));
        }
        let daily = before.last().is_some_and(|it| it.level() == 5);
        let part = daily.then(|| self.one_of(SHORT_PARTS)).flatten()?;
        Some(Step::Part(part))
    }

    /// `8点`, `九点二十`, `10:13:05`, `17时30分`.
    fn clock(&mut self, before: &[Step]) -> Option<Step> {
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
            if self.peek().is_some_and(|c| numeral::starts(c)) {
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
    fn names_points(&self) -> bool {
        self.rest
            .starts_with(['建', '意', '要', '希', '是', '原', '理', '措', '启', '体', '共', '、'])
    }

    fn minute(&mut self, spoken: bool) -> Option<u8> {
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

    fn second(&mut self) -> Option<u8> {
        let second = u8::try_from(self.number()?.value).ok().filter(|it| *it < 60)?;
        self.eat(&["秒"]).then_some(second)
    }
}

/// Gives `steps` what they leave to the first end of the range.
fn inherit(first: &[Step], steps: &mut Vec<Step>) {
    let Some(head) = steps.first().copied() else { return };
    // 次日 counts from the first day.
    if matches!(head, Step::Now | Step::Year(_) | Step::Years(_)) {
        return;
    }
    let relative =
        matches!(head, Step::Days(_) | Step::Weeks(_) | Step::MonthsOn(_) | Step::Quarters(_));
    if relative {
        return;
    }
    let mut shared: Vec<Step> =
        first.iter().copied().filter(|step| step.level() < head.level()).collect();
    if let (Some(Step::Clock { hour: to, .. }), Some(Step::Clock { hour: from, .. })) =
        (steps.last(), first.last())
        && to < from
    {
        shared.retain(|step| !matches!(step, Step::Part(_)));
    }
    shared.append(steps);
    *steps = shared;
}
