//! Numbers by themselves: signs, fractions, powers, suffixes, dozens.

use std::ops::Range;

use newsprint_zh::numeral::{self, Decimal, Numeral, Script};
use newsprint_zh::{is_han, width};

use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::sign::is_minus;

/// A number as it is printed.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) span: Range<usize>,
    /// Where its digits start, behind the sign.
    pub(super) digits: usize,
    pub(super) value: Decimal,
    pub(super) numeral: Numeral,
    /// Whether it stands for a number even without a unit.
    pub(super) stands_alone: bool,
}

impl Number {
    /// The first number at 0.1 that the value is short of when it says some more: 4000 for `3000多`.
    pub(super) fn next(&self) -> Option<Decimal> {
        if let Some(upper) = self.numeral.upper {
            return Some(upper);
        }
        let digits = self.value.to_string();
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        let one = Decimal::from(1).shifted(u32::try_from(zeros).ok()?)?;
        self.value.plus(one)
    }
}

/// The number that starts at `at`.
pub(super) fn read(text: &str, at: usize, lexicon: &Lexicon) -> Option<Number> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    let (negative, sign) = sign(rest, before)?;
    let digits = at + sign;
    let first = plain(text, digits)?;
    let mut value = first.value;
    let mut end = digits + first.len;
    let mut numeral = first.numeral;
    let mut composed = false;
    if let Some((share, len)) = fraction(&text[end..], value) {
        (value, end, composed) = (share, end + len, true);
    } else if let Some((share, len)) = slashed(text, end, value, before) {
        (value, end, composed) = (share, end + len, true);
    } else if let Some((share, len)) = mixed(text, end, value) {
        (value, end, composed) = (share, end + len, true);
    } else if let Some((scaled, len)) = powered(&text[end..], value) {
        (value, end, composed) = (scaled, end + len, true);
    } else if let Some((scaled, len)) = suffixed(&text[end..], value) {
        (value, end, composed) = (scaled, end + len, true);
        numeral.exponent = 3;
    } else if let Some(len) = dozens(lexicon, &text[end..]) {
        (value, end, composed) = (value.times(12.into())?, end + len, true);
    }
    if negative {
        value = value.negated();
    }
    let alone = composed || negative || stands_alone(text, digits..end, &numeral, lexicon);
    Some(Number { span: at..end, digits, value, numeral, stands_alone: alone })
}

/// Whether a minus stands here, and its length. `None` when a minus belongs to what is before.
fn sign(rest: &str, before: Option<char>) -> Option<(bool, usize)> {
    let c = rest.chars().next()?;
    let len = c.len_utf8();
    if matches!(c, '负' | '負') {
        return Some((true, len));
    }
    if !is_minus(c) {
        return Some((false, 0));
    }
    let touches = |c: char| {
        c.is_ascii_alphanumeric()
            || numeral::starts(c)
            || is_minus(c)
            || matches!(c, ')' | '）' | '%' | '％')
    };
    let next = rest[len..].chars().next()?;
    let number = width::fold(next).is_ascii_digit() || next == '.';
    (number && !before.is_some_and(touches)).then_some((true, len))
}

/// A numeral, or a decimal that starts with its point.
struct Plain {
    value: Decimal,
    len: usize,
    numeral: Numeral,
}

fn plain(text: &str, at: usize) -> Option<Plain> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    // 半百分点 is half a point.
    if let Some(half) = rest.strip_prefix("半百").filter(|it| !it.starts_with('分')) {
        let numeral = numeral::read("五十")?;
        return Some(Plain { value: 50.into(), len: rest.len() - half.len(), numeral });
    }
    let point = matches!(before, Some('.' | '．'));
    if let Some(decimals) = rest.strip_prefix('.') {
        let free = before.is_none_or(|c| c != '.' && !c.is_ascii_alphanumeric());
        let numeral = numeral::read(decimals).filter(|it| free && it.script == Script::Arabic)?;
        let len = decimals.bytes().take_while(u8::is_ascii_digit).count();
        let value = numeral::read(&format!("0{}", rest.get(..=len)?))?.value?;
        return Some(Plain { value, len: 1 + len, numeral });
    }
    let numeral = numeral::read(rest)?;
    let printed = &rest[..numeral.len];
    // 2.2.3 numbers a section; its parts are whole.
    let dotted = rest[numeral.len..].strip_prefix('.').is_some_and(starts_with_digit)
        && printed.contains('.')
        || point && text[..at - 1].ends_with(|c: char| c.is_ascii_digit());
    if dotted {
        let whole = numeral::read(printed.split('.').next()?)?;
        return Some(Plain { value: whole.value?, len: whole.len, numeral: whole });
    }
    Some(Plain { value: numeral.value?, len: numeral.len, numeral })
}

fn starts_with_digit(text: &str) -> bool {
    text.chars().next().is_some_and(|c| width::fold(c).is_ascii_digit())
}

/// `分之三` behind the whole, also `又三分之一` behind a number.
fn fraction(rest: &str, value: Decimal) -> Option<(Decimal, usize)> {
    if let Some((part, len)) = over(rest) {
        return Some((part.over(value)?, len));
    }
    let inner = skip(rest, &["又"])?;
    let whole = numeral::read(inner)?;
    let (part, len) = over(&inner[whole.len..])?;
    let share = part.over(whole.value?)?;
    Some((value.plus(share)?, rest.len() - inner.len() + whole.len + len))
}

/// The part behind 分之.
fn over(rest: &str) -> Option<(Decimal, usize)> {
    let rest_of = skip(skip(rest, &["分"])?, &["之"])?;
    let inner = rest_of.trim_start_matches(' ');
    let (negative, sign) = sign(inner, None)?;
    let part = numeral::read(&inner[sign..])?;
    let value = if negative { part.value?.negated() } else { part.value? };
    Some((value, rest.len() - inner.len() + sign + part.len))
}

/// `rest` without one of `words` and the spaces around it, at most four bytes of them.
fn skip<'a>(rest: &'a str, words: &[&str]) -> Option<&'a str> {
    let inner = rest.trim_start_matches([' ', '\u{3000}']);
    let near = rest.len() - inner.len() <= 6;
    let found = words.iter().find_map(|word| inner.strip_prefix(word)).filter(|_| near)?;
    let next = found.trim_start_matches([' ', '\u{3000}']);
    Some(if found.len() - next.len() <= 6 { next } else { found })
}

/// `/5` behind the part of a fraction.
fn slashed(
    text: &str,
    end: usize,
    value: Decimal,
    before: Option<char>,
) -> Option<(Decimal, usize)> {
    if matches!(before, Some('/' | '／')) {
        return None;
    }
    let rest = &text[end..];
    let whole = rest.strip_prefix(['/', '／'])?;
    let numeral = numeral::read(whole).filter(|it| it.script == Script::Arabic)?;
    let plain = numeral.exponent == 0 && !whole[numeral.len..].starts_with(['/', '／']);
    let share = value.over(numeral.value.filter(|_| plain)?)?;
    Some((share, rest.len() - whole.len() + numeral.len))
}

/// ` 3/5` behind a whole number.
fn mixed(text: &str, end: usize, value: Decimal) -> Option<(Decimal, usize)> {
    let inner = text[end..].strip_prefix(' ')?;
    let numeral = numeral::read(inner).filter(|it| it.script == Script::Arabic)?;
    let start = end + 1;
    let (share, len) = slashed(text, start + numeral.len, numeral.value?, None)?;
    Some((value.plus(share)?, 1 + numeral.len + len))
}

/// `e5`, `^-2`.
fn powered(rest: &str, value: Decimal) -> Option<(Decimal, usize)> {
    let mark = rest.chars().next()?;
    let folded = width::fold(mark);
    let mut inner = &rest[mark.len_utf8()..];
    let mut negative = false;
    for _ in 0..2 {
        match inner.chars().next().map(width::fold)? {
            '-' => negative = !negative,
            '+' => {}
            _ => break,
        }
        inner = &inner[inner.chars().next()?.len_utf8()..];
    }
    if !starts_with_digit(inner) {
        return None;
    }
    let numeral = numeral::read(inner)?;
    let power: u32 = numeral.value?.to_string().parse().ok().filter(|it| *it <= 38)?;
    let scaled = match folded {
        'e' | 'E' if negative => value.unshifted(power),
        'e' | 'E' => value.shifted(power)?,
        '^' => {
            let product = (0..power).try_fold(Decimal::from(1), |it, _| it.times(value))?;
            if negative { Decimal::from(1).over(product)? } else { product }
        }
        _ => return None,
    };
    Some((scaled, rest.len() - inner.len() + numeral.len))
}

/// `k`, ` M` behind Arabic digits.
fn suffixed(rest: &str, value: Decimal) -> Option<(Decimal, usize)> {
    let inner = rest.strip_prefix(' ').unwrap_or(rest);
    let mut chars = inner.chars();
    let c = chars.next()?;
    let power = match width::fold(c) {
        'k' | 'K' => 3,
        'M' => 6,
        'G' => 9,
        'T' => 12,
        _ => return None,
    };
    let free = chars.next().is_none_or(|c| !width::fold(c).is_ascii_alphanumeric());
    let scaled = value.shifted(power).filter(|_| free)?;
    Some((scaled, rest.len() - inner.len() + c.len_utf8()))
}

/// 打 as a dozen, and no verb.
fn dozens(lexicon: &Lexicon, rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('打')?;
    let verb = lexicon.words(Role::NotDozen).at_start(after);
    verb.is_none().then_some('打'.len_utf8())
}

/// Whether a numeral says a number where it stands. Single Chinese digits are parts of many words:
/// they need a unit, a mark or a particle behind them.
fn stands_alone(text: &str, span: Range<usize>, numeral: &Numeral, lexicon: &Lexicon) -> bool {
    let printed = &text[span.clone()];
    let next = text[span.end..].chars().next();
    let before = text[..span.start].chars().next_back();
    let apart = |c: Option<char>| c.is_none_or(|c| !is_han(c));
    let multipliers = |c: char| numeral::exponent(c).is_some();
    if numeral.upper.is_some() {
        return false;
    }
    match numeral.script {
        Script::Arabic => {
            let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
            !letters(before)
        }
        Script::Multiplier if printed.chars().all(multipliers) => false,
        Script::Positional => printed.chars().count() > 2 || apart(before) && apart(next),
        _ if printed.chars().count() > 1 => true,
        _ => {
            let same = next.is_some_and(|c| printed.starts_with(c))
                || before.is_some_and(|c| printed.starts_with(c));
            let particle = next.is_some_and(|c| "的是和与及而却不那这".contains(c));
            let unit = lexicon.unit(&text[span.end..]);
            let apart_from = [UnitKind::Money, UnitKind::Percent];
            let counts = unit.is_some_and(|(_, it)| !apart_from.contains(&it.kind));
            let formal = printed.starts_with(|c| "伍陆陸肆柒捌玖叁參拾零〇".contains(c));
            let told = formal && before.is_some_and(|c| is_han(c) && !"是为到至叫".contains(c));
            !same
                && !told
                && before != Some('之')
                && (apart(next) || !formal && (particle || counts))
        }
    }
}
