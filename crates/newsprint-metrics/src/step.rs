//! What the last printed digit of a figure counts.

use newsprint_zh::numeral::{self, Decimal};
use newsprint_zh::width;

/// What one of the last digit counts that `text` prints of `value`: 100 in `5.20万`. `None` where
/// the digits of the value show it, and where no numeral of the text is the value.
pub(crate) fn step(text: &str, value: Decimal) -> Option<Decimal> {
    let size = if value.compare(0.into()).is_lt() { value.negated() } else { value };
    let starts = text.char_indices().filter(|(_, c)| numeral::starts(*c));
    let (at, len, tenths) = starts.take(NUMERALS).find_map(|(at, _)| {
        let numeral = numeral::read(&text[at..])?;
        let read = numeral.value?;
        // 三成 is 30 per cent.
        let tenths =
            (0..=1).find(|it| read.shifted(*it).is_some_and(|it| it.compare(size).is_eq()))?;
        Some((at, numeral.len, tenths))
    })?;
    let (zeros, decimals) = last_place(&text[at..at + len]);
    let zeros = (zeros + tenths).checked_sub(decimals).filter(|it| *it > 0)?;
    Decimal::from(1).shifted(zeros)
}

/// Most places of a figure's text where its numeral is looked for.
const NUMERALS: usize = 8;

/// The zeros that the multipliers at the end of a numeral stand for, and how many digits stand
/// behind its point: 4 and 2 in `5.20万`. In 两千四百五 the last digit counts tens.
fn last_place(numeral: &str) -> (u32, u32) {
    let mut chars = numeral.chars().rev().map(width::fold).filter(|c| *c != ' ').peekable();
    let mut zeros = 0;
    while let Some(exponent) = chars.peek().copied().and_then(numeral::exponent) {
        zeros += exponent;
        chars.next();
    }
    let mut digits = 0;
    let mut last = None;
    while let Some(c) = chars.next_if(|c| c.is_ascii_digit() || numeral::digit(*c).is_some()) {
        digits += 1;
        last.get_or_insert(c);
    }
    let behind = chars.next();
    let elided = zeros == 0 && digits == 1 && last.is_some_and(|c| !c.is_ascii());
    match behind {
        Some('.' | '点' | '點') => (zeros, digits),
        Some(c) if elided => (numeral::exponent(c).map_or(0, |it| it.saturating_sub(1)), 0),
        _ => (zeros, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_printed_digit_counts() {
        let check = |text: &str, value: Decimal, expected: Option<u64>| {
            let expected = expected.map(|it| it.to_string());
            assert_eq!(step(text, value).map(|it| it.to_string()), expected, "{text}");
        };
        check("5.20万吨", 52_000.into(), Some(100));
        check("5.2万吨", 52_000.into(), Some(1000));
        check("900亿元", Decimal::new(90_000_000_000, 0), Some(100_000_000));
        check("下降900亿元", Decimal::new(-90_000_000_000, 0), Some(100_000_000));
        check("126万亿元", Decimal::new(126_000_000_000_000, 0), Some(1_000_000_000_000));
        check("83614.07 亿元", Decimal::new(8_361_407_000_000, 0), Some(1_000_000));
        check("３．５万吨", 35_000.into(), Some(1000));
        check("三点五万吨", 35_000.into(), Some(1000));
        check("1,234.5万元", 12_345_000.into(), Some(1000));
        check("三千人", 3000.into(), Some(1000));
        check("两千四百五十人", 2450.into(), Some(10));
        check("两千四百五", 2450.into(), Some(10));
        check("三千零五人", 3005.into(), None);
        check("3万4000人", 34_000.into(), None);
        check("3000人", 3000.into(), None);
        check("86.5%", Decimal::new(865, 1), None);
        check("1.23456万吨", Decimal::new(123_456, 1), None);
        check("三成", 30.into(), Some(10));
        check("百分之五", 5.into(), None);
        check("百分之五十", 50.into(), Some(10));
        check("第3次翻番", 100.into(), None);
        check("", 1.into(), None);
    }
}
