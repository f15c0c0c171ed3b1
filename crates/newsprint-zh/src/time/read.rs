//! From characters to what they say of time.

use super::words::TO;
use super::{Said, Shape, Side, Step, Unit};
use crate::numeral;

mod day;
mod digits;
mod length;
mod year;

/// The characters that the words of time expressions start with.
const FIRST: &str = "第今本去上下过前明全年大次来翌后後昨当同这現现农正腊闰廿初康民每周週星礼禮早清凌黎拂中午\
           傍黄晚夜半深白春夏秋冬元除圣国教建儿青劳愚植妇情平端重母父感护记万光双小立雨惊谷芒处霜寒\
           七近最未此之再还自从從截时時几数俩仨=Q暑季开顺宣咸道嘉乾雍崇永洪神贞昭令末月世约";

/// Whether a time expression can start with `c`.
pub fn starts(c: char) -> bool {
    numeral::starts(c) || FIRST.contains(c)
}

/// Reads the time expression at the start of `text`, and its length in bytes. Linear in the
/// numerals of the expression.
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

impl Reader<'_> {
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
        self.eat(&["大约", "约"]);
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
            self.eat(&["之"]);
            if !self.eat(&["间", "間"]) {
                return None;
            }
        }
        inherit(first, &mut steps);
        Some(steps)
    }

    /// 以前, 之后, 起 and the like behind a point.
    fn side(&mut self, from: bool) -> Option<Side> {
        const UNTIL: &[&str] =
            &["及以前", "及之前", "或之前", "或以前", "和以前", "（含）以前", "(含)以前"];
        const SINCE: &[&str] =
            &["及以后", "及之后", "或之后", "或以后", "和以后", "以来", "开始", "開始"];
        const NOW: &[&str] = &["起至今", "至今", "到现在", "到今"];
        self.attempt(|it| {
            it.space();
            if it.eat(UNTIL) {
                Some(Side::Until)
            } else if it.eat(NOW) {
                Some(Side::SinceUntilNow)
            } else if it.eat(SINCE) {
                Some(Side::Since)
            } else if it.eat(&["之前", "以前"]) || it.before() {
                Some(Side::Before)
            } else if it.eat(&["之后", "以后", "之後", "以後"])
                || it.eat(&["后", "後"]) && !it.rest.starts_with(['来', '期', '续'])
            {
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
        // 月底 is the end of this month.
        if ["月底", "月末", "月初", "月中旬"].iter().any(|word| self.rest.starts_with(word))
        {
            return Some(self.behind(vec![Step::MonthsOn(0)]));
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
