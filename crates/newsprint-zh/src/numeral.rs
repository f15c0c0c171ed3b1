//! Numerals as newspapers print them, read as exact decimals.
//!
//! Arabic digits with grouping and full width, Chinese digits in their plain and their financial
//! forms, the multipliers 十 to 亿, and any mixture: `3580.64万`, `3万4000`, `两千四百五`, `二〇二四`.

mod arabic;
mod decimal;
#[cfg(test)]
mod tests;

pub use self::decimal::Decimal;

use crate::width::fold;

/// A numeral at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Length in bytes.
    pub len: usize,
    /// The value; `None` when it does not fit into 38 digits.
    pub value: Option<Decimal>,
    /// The upper end of an approximate pair: 8 in `七八`.
    pub upper: Option<Decimal>,
    /// How it is written.
    pub script: Script,
    /// Decimal exponent of the last multiplier, 0 without one: 4 in `20万`.
    pub exponent: u32,
    /// Whether 几, 余, 多 or 数 inside says that it is some more: `十几万`, `500多亿`.
    pub more: bool,
}

/// How a numeral is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// It starts with Arabic digits.
    Arabic,
    /// It starts with a Chinese digit, or with 十.
    Chinese,
    /// Chinese digits in places, as in `二〇二四`.
    Positional,
    /// It starts with a multiplier alone: `百万`, `万亿`.
    Multiplier,
}

/// Value of a Chinese digit, plain or financial.
pub const fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' | '兩' | '俩' | '倆' | '貳' => 2,
        '三' | '叁' | '叄' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Decimal exponent of a Chinese multiplier: 4 for 万.
pub const fn exponent(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        '兆' => 12,
        _ => return None,
    })
}

/// Whether a numeral can start with `c`.
#[inline]
pub const fn starts(c: char) -> bool {
    fold(c).is_ascii_digit() || digit(c).is_some() || exponent(c).is_some()
}

/// 几 and 数 before a multiplier say several of it: `几十`, `数百万`.
pub const SEVERAL: [char; 3] = ['几', '幾', '数'];

/// Reads the longest numeral at the start of `text`. Linear in the numeral.
pub fn read(text: &str) -> Option<Numeral> {
    let first = text.chars().next()?;
    if !starts(first) && !SEVERAL.contains(&first) {
        return None;
    }
    let numeral = |value, len, script| Numeral {
        len,
        value: Some(value),
        upper: None,
        script,
        exponent: 0,
        more: false,
    };
    let short = arabic::plain(text).map(|(value, len)| numeral(value, len, Script::Arabic));
    let short =
        short.or_else(|| single(text).map(|(value, len)| numeral(value, len, Script::Chinese)));
    short.or_else(|| read_long(text))
}

/// Reads a numeral of several elements.
#[inline(never)]
fn read_long(text: &str) -> Option<Numeral> {
    let mut state = State::default();
    let mut rest = text;
    if let Some(several) = text.strip_prefix(SEVERAL) {
        several.starts_with(|c| exponent(c).is_some()).then_some(())?;
        (state.several, state.more, rest) = (true, true, several);
    }
    while let Some(next) = state.step(rest) {
        rest = next;
    }
    state.finish(text.len() - rest.len())
}

/// One Chinese digit behind which nothing can go on with it, and its length: 一 in most words.
fn single(text: &str) -> Option<(Decimal, usize)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let value = digit(first)?;
    let goes_on = chars.next().is_some_and(|c| {
        digit(c).is_some()
            || exponent(c).is_some()
            || is_some_more(c)
            || matches!(fold(c), '点' | '點' | ' ')
    });
    (!goes_on).then(|| (value.into(), first.len_utf8()))
}

/// What has been read: the sum above 亿, the sum above 万, the sum below, and the digits that wait
/// for their multiplier.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that hold by themselves")]
struct State {
    above: Option<Decimal>,
    myriads: Option<Decimal>,
    section: Option<Decimal>,
    pending: Option<Pending>,
    script: Option<Script>,
    /// Exponent of the last multiplier, and the last one below 万 in this section.
    last: u32,
    small: Option<u32>,
    zero: bool,
    overflow: bool,
    several: bool,
    more: bool,
    /// How far apart the ends of an approximate pair are: 10 in `二三十`.
    spread: Option<Decimal>,
}

struct Pending {
    value: Decimal,
    /// How many Chinese digits; 0 for Arabic ones.
    digits: usize,
    /// The two last Chinese digits.
    pair: (u32, u32),
}

impl Pending {
    /// 七 and the distance to 八 in `七八`, also in `三五`.
    fn pair(&self) -> Option<(Decimal, Decimal)> {
        let (low, high) = self.pair;
        let near = high == low + 1 || (low, high) == (3, 5);
        (self.digits == 2 && low > 0 && near).then(|| (low.into(), (high - low).into()))
    }
}

/// Whether `c` behind a number can say that it is some more.
const fn is_some_more(c: char) -> bool {
    matches!(c, '几' | '幾' | '余' | '餘' | '多' | '来')
}

/// Most spaces between two parts of a numeral.
const SPACES: usize = 4;

/// `text` without the spaces at its start, as many as a numeral can have.
fn unspaced(text: &str) -> &str {
    let spaces = text.chars().take(SPACES).take_while(|c| fold(*c) == ' ');
    &text[spaces.map(char::len_utf8).sum()..]
}

impl State {
    /// Takes one element off `rest`; `None` when the numeral ends before it.
    fn step<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let c = rest.chars().next()?;
        if fold(c).is_ascii_digit() {
            return self.arabic(rest);
        }
        let next = &rest[c.len_utf8()..];
        if let Some(value) = digit(c) {
            // 两 stands before a multiplier only: 三十两 weighs, 三千两百 counts.
            let leads = self.script.is_none() || next.starts_with(|c| exponent(c) >= Some(2));
            if matches!(c, '两' | '兩') && !leads {
                return None;
            }
            self.chinese(value).then_some(next)
        } else if let Some(exponent) = exponent(c) {
            self.multiply(exponent).then_some(next)
        } else if matches!(c, '点' | '點') {
            self.point(next)
        } else if is_some_more(c) {
            self.some_more(c, next)
        } else if fold(c) == ' ' {
            self.spaced(next)
        } else {
            None
        }
    }

    /// `十几万`, `500多亿`, `十 余 万`; at the end only in `十几`.
    fn some_more<'a>(&mut self, c: char, rest: &'a str) -> Option<&'a str> {
        let large = |c| exponent(c) >= Some(4);
        let ahead = unspaced(rest);
        let goes_on = ahead.starts_with(large);
        let teens = matches!(c, '几' | '幾') && self.small == Some(1) && self.pending.is_none();
        let some = self.script.is_some() && (goes_on || teens && !self.more);
        self.more |= some;
        self.zero = false;
        some.then_some(if goes_on { ahead } else { rest })
    }

    /// `83614.07 亿`, `7 万5 千`, `一百 五 十`: layouts set spaces before and behind multipliers.
    fn spaced<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        self.script?;
        let ahead = unspaced(rest);
        let mut chars = ahead.chars().take(6 * SPACES);
        let first = chars.next()?;
        let waits = self.pending.is_some() || self.section.is_some() || self.more;
        let multiplier = exponent(first).is_some() && waits;
        let point = matches!(first, '点' | '點') && self.script == Some(Script::Chinese);
        let more = matches!(first, '余' | '餘' | '几' | '幾');
        let after_multiplier = self.pending.is_none() && self.last > 0;
        let digit = after_multiplier
            && (digit(first).is_some_and(|it| it > 0) || fold(first).is_ascii_digit())
            && chars.find(|c| fold(*c) != ' ' && !fold(*c).is_ascii_digit()).is_none_or(|next| {
                exponent(next).is_some()
                    || digit(first).is_some() && (next == '又' || !crate::is_han(next))
            });
        (multiplier || point || more || digit).then_some(ahead)
    }

    fn arabic<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let (value, len) = arabic::read(rest);
        // 3千5百 and 1千零20, but 一百2024年 is no numeral.
        let multiplied = || {
            let next = unspaced(&rest[len..]).chars().next();
            next.and_then(exponent).is_some_and(|it| Some(it) < self.small)
        };
        let behind_small = self.small.is_some() && !self.zero && !multiplied();
        if self.pending.is_some() || behind_small {
            return None;
        }
        self.script.get_or_insert(Script::Arabic);
        self.overflow |= value.is_none();
        let value = value.unwrap_or(Decimal::from(0));
        self.pending = Some(Pending { value, digits: 0, pair: (0, 0) });
        Some(&rest[len..])
    }

    fn chinese(&mut self, value: u32) -> bool {
        match &mut self.pending {
            None if value == 0 && self.script.is_some() && self.last > 0 => self.zero = true,
            None => {
                self.script.get_or_insert(Script::Chinese);
                let pair = (0, value);
                self.pending = Some(Pending { value: value.into(), digits: 1, pair });
            }
            Some(pending) if pending.digits == 0 => return false,
            Some(pending) => {
                let more = pending.value.followed_by(value, 0);
                self.overflow |= more.is_none();
                let pair = (pending.pair.1, value);
                let digits = pending.digits + 1;
                *pending = Pending { value: more.unwrap_or(pending.value), digits, pair };
            }
        }
        true
    }

    fn multiply(&mut self, exponent: u32) -> bool {
        if exponent < 4 && self.small.is_some_and(|small| small <= exponent) {
            return false;
        }
        let alone = self.pending.is_none() && self.section.is_none();
        if exponent == 4 && self.myriads.is_some() && !(alone && self.last == 4) {
            return false;
        }
        if self.script.is_none() {
            let ten = exponent == 1 && !self.several;
            self.script = Some(if ten { Script::Chinese } else { Script::Multiplier });
        }
        let pending = self.take_pending(exponent);
        self.zero = false;
        let part = |parts: [Option<Decimal>; 3]| {
            let sum = parts.into_iter().flatten().map(Some).reduce(|a, b| a?.plus(b?));
            sum.unwrap_or(Some(Decimal::from(1)))?.shifted(exponent)
        };
        let result = match exponent {
            ..4 => {
                self.small = Some(exponent);
                let added = part([pending, None, None]);
                let sum = added.and_then(|it| it.plus(self.section.unwrap_or(Decimal::from(0))));
                self.section = sum;
                sum
            }
            4 => {
                self.small = None;
                self.myriads = part([self.myriads.take(), self.section.take(), pending]);
                self.myriads
            }
            _ => {
                self.small = None;
                let inner = [self.myriads.take(), self.section.take(), pending];
                let whole = match self.above.take() {
                    // 五兆六十二亿 is a sum, 万亿亿 a product.
                    Some(above) if inner.iter().any(Option::is_some) => {
                        part(inner).and_then(|it| it.plus(above))
                    }
                    Some(above) => part([Some(above), None, None]),
                    None => part(inner),
                };
                self.above = whole;
                whole
            }
        };
        self.overflow |= result.is_none();
        self.last = exponent;
        true
    }

    /// The digits that wait for a multiplier. Of an approximate pair the lower one; 零十 is ten.
    fn take_pending(&mut self, exponent: u32) -> Option<Decimal> {
        let pending = self.pending.take();
        if let Some((low, spread)) = pending.as_ref().and_then(Pending::pair) {
            self.spread = spread.shifted(exponent);
            return Some(low);
        }
        if exponent >= 4 {
            self.spread = self.spread.and_then(|it| it.shifted(exponent));
        }
        let zero = |it: &Pending| it.digits > 0 && it.value == Decimal::from(0);
        pending.filter(|it| !zero(it)).map(|it| it.value)
    }

    /// `三点五`: digits after 点, unless a time of day is being told.
    fn point<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let rest = unspaced(rest);
        let digits = rest.chars().take_while(|c| digit(*c).is_some_and(|_| *c != '两')).count();
        let len: usize = rest.chars().take(digits).map(char::len_utf8).sum();
        let after = &rest[len..];
        let clock = after.starts_with(['十', '分', '刻', '是', '、', '要']);
        if digits == 0 || clock || self.script != Some(Script::Chinese) {
            return None;
        }
        let whole = self.pending.as_ref().map_or(Some(Decimal::from(0)), |it| self.elided(it))?;
        let mut decimals = rest.chars().take(digits).filter_map(digit);
        let fraction = decimals.try_fold(whole, |sum, digit| sum.followed_by(digit, 1));
        self.overflow |= fraction.is_none();
        let value = fraction.unwrap_or(whole);
        self.pending = Some(Pending { value, digits: 0, pair: (0, 0) });
        Some(after)
    }

    fn finish(self, len: usize) -> Option<Numeral> {
        let script = self.script?;
        let chinese = self.pending.as_ref().map_or(0, |pending| pending.digits);
        let positional = chinese > 1;
        let mut pending = self.pending.as_ref().and_then(|it| self.elided(it));
        let mut spread = self.spread;
        if let Some((low, distance)) = self.pending.as_ref().and_then(Pending::pair) {
            (pending, spread) = (Some(low), Some(distance));
        }
        let base = [self.above, self.myriads, self.section].into_iter().flatten().map(Some);
        let base = base.reduce(|a, b| a?.plus(b?)).unwrap_or(Some(Decimal::from(0)));
        let total = base.and_then(|base| base.plus(pending.unwrap_or(Decimal::from(0))));
        let value = total.filter(|_| !self.overflow);
        let several = self.several.then(|| value?.shifted(1)).flatten();
        Some(Numeral {
            len,
            value,
            upper: several.or(spread.and_then(|spread| value?.plus(spread))),
            script: match script {
                Script::Chinese if positional && spread.is_none() => Script::Positional,
                other => other,
            },
            exponent: self.last,
            more: self.more,
        })
    }

    /// The value of the last digits; 两千四百五 leaves the last multiplier out.
    fn elided(&self, pending: &Pending) -> Option<Decimal> {
        let elided = pending.digits == 1 && self.last > 1 && !self.zero;
        pending.value.shifted(if elided { self.last - 1 } else { 0 })
    }
}
