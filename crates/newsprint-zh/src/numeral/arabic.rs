//! Numbers in Arabic digits.

use super::{Decimal, exponent, is_some_more};
use crate::width::fold;

/// Most digits of a number that 64 bits hold.
const PLAIN: usize = 18;

/// A number of a few ASCII digits, with or without a decimal point, behind which nothing can go on with
/// it, and its length: most numerals of a text, for which nothing else need be looked at.
pub(super) fn plain(text: &str) -> Option<(Decimal, usize)> {
    let digits = |from: usize| {
        let digits = text.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.count()
    };
    let whole = digits(0);
    if whole == 0 {
        return None;
    }
    let point = text[whole..].starts_with('.');
    let decimals = if point { digits(whole + 1) } else { 0 };
    let len = if decimals > 0 { whole + 1 + decimals } else { whole };
    let mut behind = text[len..].chars();
    let goes_on = behind.next().is_some_and(|c| match fold(c) {
        ',' => behind.next().is_some_and(|c| fold(c).is_ascii_digit()),
        '.' | ' ' => true,
        folded => folded.is_ascii_digit() || exponent(c).is_some() || is_some_more(c),
    });
    if goes_on || whole + decimals > PLAIN {
        return None;
    }
    let printed = text[..len].bytes().filter(u8::is_ascii_digit);
    let mantissa = printed.fold(0_u64, |sum, byte| sum * 10 + u64::from(byte - b'0'));
    Some((Decimal::new(mantissa.into(), u32::try_from(decimals).ok()?), len))
}

/// Arabic digits with grouping commas and a decimal point; the value is `None` when it overflows.
pub(super) fn read(text: &str) -> (Option<Decimal>, usize) {
    let mut value = Some(Decimal::from(0));
    let mut push = |c: char, decimals: u32| {
        let digit = c.to_digit(10).unwrap_or(0);
        value = value.and_then(|it: Decimal| it.followed_by(digit, decimals));
    };
    let mut len = 0;
    let mut group = 0;
    let (mut grouped, mut wide) = (false, false);
    let mut chars = text.char_indices().map(|(at, c)| (at, c, fold(c))).peekable();
    while let Some((at, c, folded)) = chars.next() {
        if folded.is_ascii_digit() {
            wide = c != folded;
            push(folded, 0);
            group += 1;
            len = at + c.len_utf8();
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let digits = after.chars().take_while(|c| fold(*c).is_ascii_digit()).take(4).count();
        let size_fits = if grouped { group == 3 } else { group <= 3 };
        // A full-width comma groups full-width digits, or where it cannot part clauses.
        let groups = c == ','
            || c == '，'
                && (grouped || wide || after.as_bytes().get(3).is_some_and(|c| b",.".contains(c)));
        if groups && size_fits && digits == 3 {
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
