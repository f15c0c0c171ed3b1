//! Ranges of numbers: `大于10小于20`, `20-100`, `三十或者以上`, `五百多`.

use std::ops::Range;

use newsprint_zh::numeral::Decimal;

use super::number::{self, Number};
use super::{Finder, Kind, Recognised};
use crate::lexicon::Role;
use crate::scan::amount::shared_low;

/// A range with the ends that it has, and whether it holds them.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) span: Range<usize>,
    low: Option<(Decimal, bool)>,
    high: Option<(Decimal, bool)>,
}

const SPACES: &[char] = &[' ', '\u{3000}'];

impl Finder<'_> {
    /// The ranges of `numbers`, in order; two that stand together and fit are one.
    pub(super) fn ranges(&self, numbers: &[Number]) -> Vec<Recognised> {
        let mut found: Vec<Bounds> = Vec::new();
        let mut at = 0;
        while let Some(number) = numbers.get(at) {
            let next = numbers.get(at + 1);
            if let Some(range) = next.and_then(|next| self.two_sided(number, next)) {
                found.push(range);
                at += 2;
                continue;
            }
            if let Some(range) = self.one_sided(number) {
                match found.last_mut().and_then(|last| self.joined(last, &range)) {
                    Some(both) => {
                        found.pop();
                        found.push(both);
                    }
                    None => found.push(range),
                }
            }
            at += 1;
        }
        found.into_iter().map(Bounds::recognised).collect()
    }

    /// `20~100`, `一到五`, `10000与20000之间`, `位于20和30之间的`.
    fn two_sided(&self, first: &Number, second: &Number) -> Option<Bounds> {
        let between = self.text.get(first.span.end..second.span.start)?;
        let between = between.trim_matches(SPACES);
        let after = &self.text[second.span.end..];
        let (mut start, mut end) = (first.span.start, second.span.end);
        match between {
            "-" | "~" | "～" | "–" | "—" | "－" | "到" | "至" => {
                let dash = !matches!(between, "到" | "至");
                let told = self.text[..start].ends_with(['第', '/', '.', ':', '：', '-']);
                let code = after.starts_with(['-', '－', ':', '：', '/', '年', '月', '日', '号']);
                // 010-6655 is a code.
                let zero = |it: &Number| {
                    let printed = &self.text[it.digits..it.span.end];
                    printed.starts_with('0') && it.value.is_whole() && printed.len() > 1
                };
                if told || dash && code || zero(first) {
                    return None;
                }
                if let Some(rest) = after.strip_prefix("之间") {
                    end = self.text.len() - rest.len();
                }
            }
            "和" | "与" | "與" | "和第" | "与第" => {
                let word = ["之间", "间"].iter().find(|it| after.starts_with(**it))?;
                let before = &self.text[..start];
                let place = ["位于", "在第", "介于", "在"].iter().find(|it| before.ends_with(**it));
                start -= place.map_or(0, |it| it.len());
                end += word.len();
            }
            _ => return None,
        }
        let ends = [first, second].map(|it| (it.value, it.numeral.exponent));
        let low = shared_low(ends[0], ends[1]);
        low.compare(second.value).is_lt().then_some(Bounds {
            span: start..end,
            low: Some((low, true)),
            high: Some((second.value, false)),
        })
    }

    /// `大于10`, `一以上`, `比 170 低`, `五百多`.
    fn one_sided(&self, number: &Number) -> Option<Bounds> {
        let before = self.text[..number.span.start].trim_end_matches(SPACES);
        let after = &self.text[number.span.end..];
        let before = before.strip_suffix("百分之").unwrap_or(before);
        let value = number.value;
        let (above, below) =
            (|holds| (Some((value, holds)), None), |holds| (None, Some((value, holds))));
        if before.ends_with('比') {
            let rest = after.trim_start_matches(SPACES);
            let (low, high) = match rest.chars().next()? {
                '大' | '高' | '多' => above(false),
                '小' | '低' | '少' => below(false),
                _ => return None,
            };
            let end = self.text.len() - rest.len() + '大'.len_utf8();
            return Some(Bounds { span: before.len() - '比'.len_utf8()..end, low, high });
        }
        let word = |role| self.lexicon.words(role).at_end(before).map(str::len);
        let roles = [
            (word(Role::RangeAbove), above(false)),
            (word(Role::RangeFrom), above(true)),
            (word(Role::RangeBelow), below(false)),
            (word(Role::RangeTo), below(true)),
            (word(Role::RangeEqual), (Some((value, true)), Some((value, true)))),
        ];
        let longest = roles.into_iter().filter_map(|(len, ends)| Some((len?, ends)));
        if let Some((len, (low, high))) = longest.max_by_key(|(len, _)| *len) {
            return Some(Bounds { span: before.len() - len..number.span.end, low, high });
        }
        let rest = after.trim_start_matches(SPACES);
        let word = |role| self.lexicon.words(role).at_start(rest).map(str::len);
        let roles = [
            (word(Role::AboveAfter), above(false)),
            (word(Role::FromAfter), above(true)),
            (word(Role::BelowAfter), below(false)),
            (word(Role::ToAfter), below(true)),
        ];
        let longest = roles.into_iter().filter_map(|(len, ends)| Some((len?, ends)));
        if let Some((len, (low, high))) = longest.max_by_key(|(len, _)| *len) {
            let end = self.text.len() - rest.len() + len;
            return Some(Bounds { span: number.span.start..end, low, high });
        }
        let more = ["多", "余", "几", "幾"].iter().find(|it| after.starts_with(**it));
        let end = number.span.end + more.map_or(0, |it| it.len());
        let said = more.is_some() || number.numeral.more && number.numeral.upper.is_none();
        said.then(|| Bounds { span: number.span.start..end, low: above(false).0, high: None })
    }

    /// `大于10并且小于20`: two one-sided ranges that meet.
    fn joined(&self, first: &Bounds, second: &Bounds) -> Option<Bounds> {
        let between = self.text.get(first.span.end..second.span.start)?;
        let between = between.trim_matches(|c: char| SPACES.contains(&c) || "，,".contains(c));
        matches!(between, "" | "并且" | "且" | "并" | "的同时" | "同时" | "而").then_some(())?;
        let ((Some(low), None, None, Some(high)) | (None, Some(high), Some(low), None)) =
            (first.low, first.high, second.low, second.high)
        else {
            return None;
        };
        let fits = low.0.compare(high.0).is_lt() && between != "且";
        let span = first.span.start..second.span.end;
        fits.then_some(Bounds { span, low: Some(low), high: Some(high) })
    }
}

impl Bounds {
    fn recognised(self) -> Recognised {
        let shown =
            |end: Option<(Decimal, bool)>| end.map(|it| it.0.to_string()).unwrap_or_default();
        let holds = |end: Option<(Decimal, bool)>| end.is_some_and(|it| it.1);
        let open = if holds(self.low) { '[' } else { '(' };
        let close = if holds(self.high) { ']' } else { ')' };
        let value = format!("{open}{},{}{close}", shown(self.low), shown(self.high));
        Recognised {
            span: self.span,
            kind: Kind::NumberRange,
            value: Some(value),
            others: Vec::new(),
            unit: None,
            timex: None,
        }
    }
}

/// `第十五`.
pub(super) fn ordinal(text: &str, at: usize, finder: &Finder<'_>) -> Option<Recognised> {
    let rest = text[at..].strip_prefix('第')?;
    let start = text.len() - rest.len();
    let number = number::read(text, start, finder.lexicon)?;
    Some(Recognised::new(at..number.span.end, Kind::Ordinal, number.value, None))
}
