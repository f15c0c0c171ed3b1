//! Numerals as newspapers print them, read as exact decimals.
//!
//! Arabic digits with grouping and full width, Chinese digits in their plain and their financial
//! forms, the multipliers 十 to 亿, and any mixture: `3580.64万`, `3万4000`, `两千四百五`, `二〇二四`.

use std::cmp::Ordering;
use std::fmt;

use crate::width::fold;

/// An exact decimal that keeps the precision it was printed with: `5.0` is not `5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// `mantissa` divided by ten to the power of `scale`.
    pub const fn new(mantissa: i128, scale: u32) -> Self {
        Self { mantissa, scale }
    }

    /// The number with its sign turned.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self { mantissa: self.mantissa.saturating_neg(), scale: self.scale }
    }

    /// Ten to the power of `exponent` times the number; `None` when it does not fit.
    pub fn shifted(self, exponent: u32) -> Option<Self> {
        let fraction = self.scale.min(exponent);
        let factor = 10_i128.checked_pow(exponent - fraction)?;
        Some(Self { mantissa: self.mantissa.checked_mul(factor)?, scale: self.scale - fraction })
    }

    /// The sum; `None` when it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let sum = self.aligned(scale)?.checked_add(other.aligned(scale)?)?;
        Some(Self { mantissa: sum, scale })
    }

    /// Order by value, whatever the printed precision. Numbers too far apart to be brought to one
    /// scale are ordered by their signs.
    pub fn compare(self, other: Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.aligned(scale), other.aligned(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.mantissa.signum().cmp(&other.mantissa.signum()),
        }
    }

    /// Whether the number is a whole one as printed.
    pub const fn is_whole(self) -> bool {
        self.scale == 0
    }

    fn aligned(self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(10_i128.checked_pow(scale - self.scale)?)
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        Self::new(i128::from(value), 0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs();
        match 10_u128.checked_pow(self.scale) {
            Some(1) => write!(f, "{sign}{digits}"),
            Some(unit) => {
                let width = self.scale as usize;
                write!(f, "{sign}{}.{:0width$}", digits / unit, digits % unit)
            }
            // No i128 has 39 digits after the point and one before it.
            None => write!(f, "{sign}0.{digits:0width$}", width = self.scale as usize),
        }
    }
}

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
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
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
        _ => return None,
    })
}

/// Whether a numeral can start with `c`.
pub const fn starts(c: char) -> bool {
    fold(c).is_ascii_digit() || digit(c).is_some() || exponent(c).is_some()
}

/// Reads the longest numeral at the start of `text`. Linear in the numeral.
pub fn read(text: &str) -> Option<Numeral> {
    let mut state = State::default();
    let mut rest = text;
    while let Some(next) = state.step(rest) {
        rest = next;
    }
    state.finish(text.len() - rest.len())
}

/// What has been read: the sum above 亿, the sum above 万, the sum below, and the digits that wait
/// for their multiplier.
#[derive(Default)]
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
}

struct Pending {
    value: Decimal,
    /// How many Chinese digits; 0 for Arabic ones.
    digits: usize,
    /// The two last Chinese digits.
    pair: (u32, u32),
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
            self.chinese(value).then_some(next)
        } else if let Some(exponent) = exponent(c) {
            self.multiply(exponent).then_some(next)
        } else if c == '点' {
            self.point(next)
        } else if c == ' ' && matches!(&self.pending, Some(pending) if pending.digits == 0) {
            // `83614.07 亿元`: layouts set a space before a large multiplier.
            next.starts_with(['万', '亿']).then_some(next)
        } else {
            None
        }
    }

    fn arabic<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        if self.pending.is_some() || self.small.is_some() {
            return None;
        }
        self.script.get_or_insert(Script::Arabic);
        let (value, len) = arabic(rest);
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
                let more = pending.value.shifted(1).and_then(|ten| ten.plus(value.into()));
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
        if exponent == 4 && self.myriads.is_some() {
            return false;
        }
        if self.script.is_none() {
            self.script = Some(if exponent == 1 { Script::Chinese } else { Script::Multiplier });
        }
        let pending = self.pending.take().map(|pending| pending.value);
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
                self.myriads = part([self.section.take(), pending, None]);
                self.myriads
            }
            _ => {
                self.small = None;
                let inner = [self.myriads.take(), self.section.take(), pending];
                let whole = match (self.above.take(), inner.iter().any(Option::is_some)) {
                    (Some(above), true) => part([Some(above), inner[0], sum(inner[1], inner[2])]),
                    (above, _) => part([above.or(inner[0]), inner[1], inner[2]]),
                };
                self.above = whole;
                whole
            }
        };
        self.overflow |= result.is_none();
        self.last = exponent;
        true
    }

    /// `三点五`: digits after 点, unless a time of day is being told.
    fn point<'a>(&mut self, rest: &'a str) -> Option<&'a str> {
        let digits = rest.chars().take_while(|c| digit(*c).is_some_and(|_| *c != '两')).count();
        let len: usize = rest.chars().take(digits).map(char::len_utf8).sum();
        let after = &rest[len..];
        let clock = after.starts_with(['十', '分', '刻', '是', '、', '要']);
        if digits == 0 || clock || self.script != Some(Script::Chinese) {
            return None;
        }
        let whole = self.pending.as_ref().map_or(Decimal::from(0), |pending| pending.value);
        let fraction = rest.chars().take(digits).filter_map(digit).try_fold(whole, |sum, digit| {
            Some(Decimal { scale: sum.scale + 1, ..sum.shifted(1 + sum.scale)? }).and_then(|it| {
                let mantissa = it.mantissa.checked_add(i128::from(digit))?;
                Some(Decimal { mantissa, scale: sum.scale + 1 })
            })
        });
        self.overflow |= fraction.is_none();
        let value = fraction.unwrap_or(whole);
        self.pending = Some(Pending { value, digits: 0, pair: (0, 0) });
        Some(after)
    }

    fn finish(self, len: usize) -> Option<Numeral> {
        let script = self.script?;
        let chinese = self.pending.as_ref().map_or(0, |pending| pending.digits);
        let positional = chinese > 1;
        let mut pending = self.pending.as_ref().map(|pending| pending.value);
        let mut upper = None;
        if chinese == 1 && self.last > 1 && !self.zero {
            // 两千四百五 leaves the last multiplier out.
            pending = pending.and_then(|value| value.shifted(self.last - 1));
        }
        if let Some(Pending { digits: 2, pair: (low, high), .. }) = self.pending
            && low > 0
            && high == low + 1
        {
            pending = Some(low.into());
            upper = Some(high.into());
        }
        let base = [self.above, self.myriads, self.section].into_iter().flatten().map(Some);
        let base = base.reduce(|a, b| a?.plus(b?)).unwrap_or(Some(Decimal::from(0)));
        let total = |part: Option<Decimal>| {
            base?.plus(part.unwrap_or(Decimal::from(0))).filter(|_| !self.overflow)
        };
        Some(Numeral {
            len,
            value: total(pending),
            upper: upper.and_then(|upper| total(Some(upper))),
            script: match script {
                Script::Chinese if positional && upper.is_none() => Script::Positional,
                other => other,
            },
            exponent: self.last,
        })
    }
}

fn sum(a: Option<Decimal>, b: Option<Decimal>) -> Option<Decimal> {
    match (a, b) {
        (Some(a), Some(b)) => a.plus(b),
        (a, b) => a.or(b),
    }
}

/// Arabic digits with grouping commas and a decimal point; the value is `None` when it overflows.
fn arabic(text: &str) -> (Option<Decimal>, usize) {
    let mut value = Some(Decimal::from(0));
    let mut push = |c: char, scale: u32| {
        let digit = i128::from(c.to_digit(10).unwrap_or(0));
        value = value.and_then(|it: Decimal| {
            let mantissa = it.mantissa.checked_mul(10)?.checked_add(digit)?;
            Some(Decimal { mantissa, scale: it.scale + scale })
        });
    };
    let mut len = 0;
    let mut group = 0;
    let mut grouped = false;
    let mut chars = text.char_indices().map(|(at, c)| (at, c, fold(c))).peekable();
    while let Some((at, c, folded)) = chars.next() {
        if folded.is_ascii_digit() {
            push(folded, 0);
            group += 1;
            len = at + c.len_utf8();
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let digits = after.chars().take_while(|c| fold(*c).is_ascii_digit()).take(4).count();
        let size_fits = if grouped { group == 3 } else { group <= 3 };
        if c == ',' && size_fits && digits == 3 {
            (grouped, group) = (true, 0);
            continue;
        }
        if folded == '.' && digits > 0 {
            for (at, c, folded) in chars.by_ref() {
                if !folded.is_ascii_digit() {
                    break;
                }
                push(folded, 1);
                len = at + c.len_utf8();
            }
        }
        break;
    }
    (value, len)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value and what is left of `text`.
    fn check(text: &str, value: &str, rest: &str) {
        let numeral = read(text).unwrap_or_else(|| panic!("no numeral in {text}"));
        let shown = numeral.value.map_or("overflow".to_owned(), |value| value.to_string());
        assert_eq!((shown.as_str(), &text[numeral.len..]), (value, rest), "{text}");
    }

    #[test]
    fn arabic_digits() {
        check("2468名", "2468", "名");
        check("31,728辆", "31728", "辆");
        check("1,234,567.80元", "1234567.80", "元");
        check("１２．５％", "12.5", "％");
        check("27,47", "27", ",47");
        check("3.", "3", ".");
        check("0.10个", "0.10", "个");
    }

    #[test]
    fn multipliers() {
        check("3580.64万元", "35806400", "元");
        check("2.83万亿元", "2830000000000", "元");
        check("83614.07 亿元", "8361407000000", "元");
        check("3万4000", "34000", "");
        check("25万6千", "256000", "");
        check("1亿2000万人", "120000000", "人");
        check("0.0005万", "5", "");
        check("百万吨", "1000000", "吨");
        check("万亿", "1000000000000", "");
    }

    #[test]
    fn chinese_digits() {
        check("十", "10", "");
        check("二十三个", "23", "个");
        check("一百零五", "105", "");
        check("两千四百五", "2450", "");
        check("三万五", "35000", "");
        check("三千五百万", "35000000", "");
        check("一百一十", "110", "");
        check("壹佰贰拾叁元", "123", "元");
        check("二〇二四年", "2024", "年");
        check("三点一四", "3.14", "");
        check("三点五十", "3", "点五十");
        check(
            "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二",
            "4569831148725382",
            "",
        );
    }

    #[test]
    fn an_approximate_pair_has_two_ends() {
        let pair = read("七八个").unwrap();
        assert_eq!((pair.value, pair.upper), (Some(7.into()), Some(8.into())));
        let tens = read("二十七八岁").unwrap();
        assert_eq!((tens.value, tens.upper), (Some(27.into()), Some(28.into())));
    }

    #[test]
    fn what_does_not_fit_is_no_value() {
        for c in ['9', '一', '亿', '千', '零'] {
            let text = c.to_string().repeat(100_000);
            let mut rest = text.as_str();
            while let Some(numeral) = read(rest) {
                rest = &rest[numeral.len..];
            }
            assert_eq!(rest, "");
        }
        assert_eq!(read(&"9".repeat(60)).unwrap().value, None);
        assert_eq!(read("年"), None);
    }

    #[test]
    fn order_is_by_value() {
        assert_eq!(Decimal::new(50, 1).compare(5.into()), Ordering::Equal);
        assert_eq!(Decimal::new(-51, 1).compare((5).into()), Ordering::Less);
        assert_eq!(Decimal::new(51, 1).negated().to_string(), "-5.1");
        assert_eq!(Decimal::new(5, 3).to_string(), "0.005");
    }
}
