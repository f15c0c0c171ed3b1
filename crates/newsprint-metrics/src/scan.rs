//! From text to figures, times and names.
//!
//! One pass proposes readings wherever a numeral, a time, a rank or a quoted name can start; the
//! readings compete, and the set that explains most of the text without overlaps wins (weighted
//! interval scheduling, which is the best path through the lattice of readings). Each run of digits
//! is read a bounded number of times, so the whole is linear in the text but for one sort.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::date::{self, When};
use newsprint_zh::numeral::{self, Decimal, Numeral, Script};
use newsprint_zh::{is_han, marks, width};

use crate::lexicon::{Lexicon, Role, UnitKind};

/// A reading of a piece of text.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Bytes of the text.
    pub(crate) span: Range<usize>,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Figure(Figure),
    Time(When),
    /// A name, code, ordinal or idiom: numerals in it say no number.
    Name,
}

/// A printed figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) value: Decimal,
    pub(crate) max: Option<Decimal>,
    pub(crate) unit: String,
    pub(crate) sort: Sort,
    pub(crate) bound: Option<Bound>,
    pub(crate) script: Script,
    /// Words of which one must stand before the figure.
    pub(crate) needs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A number without a unit.
    Bare,
    Unit(UnitKind),
    Rank,
}

/// Reads `text` into tokens, in order and without overlaps.
pub(crate) fn scan(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    let mut scanner = Scanner { text, lexicon, found: Vec::new() };
    scanner.propose();
    let mut tokens = best(scanner.found);
    share_units(text, &mut tokens);
    tokens
}

struct Scanner<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    found: Vec<Token>,
}

/// Longest quoted name, in bytes, and longest distance from a rank's cue to its number.
const NAME: usize = 60;
const TITLE: usize = 150;
const FIELD: usize = 60;

impl Scanner<'_> {
    fn propose(&mut self) {
        for span in self.lexicon.words(Role::NotFigure).find_all(self.text) {
            self.name(span);
        }
        for span in self.lexicon.words(Role::Rank).find_all(self.text) {
            self.rank(span);
        }
        let mut before = None;
        // Where the current run of Latin letters and the current numeral end.
        let (mut latin, mut numeral_end) = (None, 0);
        for (at, c) in self.text.char_indices() {
            let folded = width::fold(c);
            if !matches!(before, Some(b) if is_numeric(b)) || at >= numeral_end {
                if date::starts(c)
                    && let Some((when, len)) = date::read(&self.text[at..])
                    && !before.is_some_and(|b: char| b.is_ascii_alphanumeric())
                {
                    self.found.push(Token { span: at..at + len, what: What::Time(when) });
                }
                if numeral::starts(c)
                    && let Some(numeral) = numeral::read(&self.text[at..])
                {
                    numeral_end = at + numeral.len;
                    match (latin, before) {
                        (Some(start), _) => self.code(start, numeral_end),
                        (None, Some('第')) => self.name(at - '第'.len_utf8()..numeral_end),
                        _ => self.numeral(at, numeral),
                    }
                } else if c == '每' {
                    self.rate(at);
                }
            }
            if marks::closing(c).is_some() {
                self.quoted(at, c);
            }
            latin = match latin {
                start if folded.is_ascii_alphabetic() => start.or(Some(at)),
                start if c == '-' || folded.is_ascii_digit() => start,
                _ => None,
            };
            before = Some(c);
        }
    }

    fn name(&mut self, span: Range<usize>) {
        self.found.push(Token { span, what: What::Name });
    }

    /// `G808`, `PM2.5`; not `CPI3.2%`, where the figure has a unit of its own.
    fn code(&mut self, start: usize, end: usize) {
        if !self.text[end..].starts_with(['%', '％', '‰']) {
            self.name(start..end);
        }
    }

    /// `“十四五”`, `《关于第三批…的通知》`: a short quotation without clauses is a name.
    fn quoted(&mut self, at: usize, open: char) {
        let title = matches!(open, '《' | '〈');
        if !title && !matches!(open, '“' | '‘' | '「' | '『' | '〔') {
            return;
        }
        let Some(close) = marks::closing(open) else { return };
        let inside = at + open.len_utf8();
        let limit = if title { TITLE } else { NAME };
        let mut numeric = false;
        for (offset, c) in self.text[inside..].char_indices() {
            let end = inside + offset;
            if c == close {
                if numeric {
                    self.name(at..end + c.len_utf8());
                }
                return;
            }
            let clause = matches!(c, '，' | ',' | '；' | ';') || marks::ends_sentence(c);
            if end - at > limit || (clause && !title) {
                return;
            }
            numeric |= numeral::starts(c);
        }
    }

    fn numeral(&mut self, at: usize, numeral: Numeral) {
        let text = self.text;
        let Some(first) = self.amount(at, numeral) else { return };
        let figure = match self.range(&first) {
            Some(second) => {
                let low = if first.exponent == 0 && first.unit.is_none() && second.exponent > 0 {
                    first
                        .value
                        .shifted(second.exponent)
                        .filter(|low| low.compare(second.value).is_lt())
                } else {
                    None
                };
                let value = low.unwrap_or(first.value);
                let max = Some(second.value).filter(|max| max.compare(value).is_gt());
                max.map(|max| Amount { value, max: Some(max), ..second })
            }
            None => None,
        };
        let amount = figure.unwrap_or(first);
        let end = amount.end;
        if let Some(token) = self.figure(at, amount) {
            self.found.push(token);
        }
        // 三成, 九成以上.
        if let Some(rest) = text[at + numeral.len..].strip_prefix('成') {
            let tens = numeral.value.filter(|value| value.compare(10.into()).is_le());
            let next = rest.chars().next();
            let free = next.is_none_or(|c| !is_han(c) || "以左多的。".contains(c));
            if let Some(value) = tens.and_then(|it| it.shifted(1)).filter(|_| free && end > 0) {
                let end = at + numeral.len + '成'.len_utf8();
                let amount = Amount { value, end, ..Amount::bare(numeral, value, end) };
                let unit = ("%".to_owned(), UnitKind::Percent, Vec::new());
                let amount = Amount { unit: Some(unit), ..amount };
                self.found.extend(self.figure(at, amount));
            }
        }
    }

    /// A number with what belongs to it: 余 and 多, a multiplier after them, its unit.
    fn amount(&self, at: usize, numeral: Numeral) -> Option<Amount> {
        let mut end = at + numeral.len;
        let mut value = numeral.value?;
        let mut exponent = numeral.exponent;
        // 600千克 is a number of 千克, not 600,000 of 克.
        let last =
            self.text[at..end].chars().next_back().filter(|c| numeral::exponent(*c).is_some());
        if let Some(last) = last
            && let start = end - last.len_utf8()
            && start > at
            && let Some((word, _)) = self.lexicon.unit(&self.text[start..])
            && word.len() > last.len_utf8()
            && let Some(shorter) = numeral::read(&self.text[at..start])
        {
            value = shorter.value?;
            exponent = shorter.exponent;
            end = start;
        }
        let mut more = false;
        if let Some(word) = self.lexicon.words(Role::MoreThanAfter).at_start(&self.text[end..]) {
            let after = end + word.len();
            let next = self.text[after..].chars().next();
            if let Some(power) = next.and_then(numeral::exponent).filter(|power| *power >= 4) {
                value = value.shifted(power)?;
                exponent = power;
                end = after + next.map_or(0, char::len_utf8);
                more = true;
            } else if self.unit(after).is_some() {
                end = after;
                more = true;
            }
        }
        let mut amount = Amount { more, exponent, ..Amount::bare(numeral, value, end) };
        if let Some((unit, end)) = self.unit(end) {
            amount.unit = Some(unit);
            amount.end = end;
        }
        if let Some(word) =
            self.lexicon.words(Role::MoreThanAfter).at_start(&self.text[amount.end..])
            && amount.unit.is_some()
            && self.text[amount.end + word.len()..].chars().next().is_none_or(|c| !is_han(c))
        {
            amount.more = true;
            amount.end += word.len();
        }
        Some(amount)
    }

    /// The unit at `at` and its end: `元`, ` 公里`, `微克/立方米`, `台（套）`.
    fn unit(&self, at: usize) -> Option<(Printed, usize)> {
        let space = self.text[at..].len() - self.text[at..].trim_start_matches(' ').len();
        let at = at + space.min(1);
        let (word, unit) = self.lexicon.unit(&self.text[at..])?;
        let mut end = at + word.len();
        if word.ends_with(|c: char| c.is_ascii_alphabetic())
            && self.text[end..].starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return None;
        }
        let mut name = unit.canonical.clone().unwrap_or_else(|| word.to_owned());
        let mut kind = unit.kind;
        let rest = &self.text[end..];
        if let Some((per, _)) = rest.strip_prefix(['/', '／']).and_then(|it| self.lexicon.unit(it))
        {
            name = format!("{name}/{per}");
            end += rest.chars().next().map_or(0, char::len_utf8) + per.len();
            kind = if kind == UnitKind::Money { kind } else { UnitKind::Measure };
        } else if let Some(open) = rest.chars().next().filter(|c| matches!(c, '（' | '('))
            && let Some((other, _)) = self.lexicon.unit(&rest[open.len_utf8()..])
            && let Some(close) = marks::closing(open)
            && rest[open.len_utf8() + other.len()..].starts_with(close)
        {
            let len = open.len_utf8() + other.len() + close.len_utf8();
            name.push_str(&rest[..len]);
            end += len;
        }
        Some(((name, kind, unit.needs.clone()), end))
    }

    /// The second end of a range: `40-60万吨`, `41%到52%`.
    fn range(&self, first: &Amount) -> Option<Amount> {
        let rest = &self.text[first.end..];
        let c = rest.chars().next().filter(|c| "-—–－~～〜至到".contains(*c))?;
        let at = first.end + c.len_utf8();
        let next = self.text[at..].chars().next().filter(|c| numeral::starts(*c))?;
        let numeral = numeral::read(&self.text[at..])?;
        if next == '十' && !matches!(first.script, Script::Chinese) {
            return None;
        }
        let second = self.amount(at, numeral)?;
        second.unit.is_some().then_some(second)
    }

    /// `每吨412.5元` is 元/吨; `每百元` without a number after it is a name.
    fn rate(&mut self, at: usize) {
        let inside = at + '每'.len_utf8();
        let rest = &self.text[inside..];
        if let Some((per, unit)) = self.lexicon.unit(rest) {
            let start = inside + per.len();
            let money = |it: &Amount| matches!(&it.unit, Some((_, UnitKind::Money, _)));
            if unit.kind != UnitKind::Money
                && self.text[start..].starts_with(|c| width::fold(c).is_ascii_digit())
                && let Some(numeral) = numeral::read(&self.text[start..])
                && let Some(amount) = self.amount(start, numeral).filter(money)
                && let Some(mut token) = self.figure(at, amount)
            {
                if let What::Figure(figure) = &mut token.what {
                    figure.unit = format!("{}/{per}", figure.unit);
                }
                self.found.push(token);
            }
        } else if let Some(numeral) = numeral::read(rest)
            && let Some((_, end)) = self.unit(inside + numeral.len)
        {
            self.name(at..end);
        }
    }

    /// A token of an amount, with the bounds that touch it.
    fn figure(&self, at: usize, amount: Amount) -> Option<Token> {
        let (mut start, mut end) = (at, amount.end);
        let mut bound = amount.more.then_some(Bound::MoreThan);
        let before = [
            (Role::AtLeastBefore, Bound::AtLeast),
            (Role::MoreThanBefore, Bound::MoreThan),
            (Role::AtMostBefore, Bound::AtMost),
            (Role::LessThanBefore, Bound::LessThan),
            (Role::AboutBefore, Bound::About),
        ];
        let head = &self.text[..at];
        let longest = before
            .iter()
            .filter_map(|(role, bound)| Some((self.lexicon.words(*role).at_end(head)?, *bound)))
            .max_by_key(|(word, _)| word.len());
        if let Some((word, found)) = longest
            && self.lexicon.words(Role::Keep).at_end(head).is_none()
        {
            start -= word.len();
            bound = Some(found);
        }
        let after = [
            (Role::AtLeastAfter, Bound::AtLeast),
            (Role::AtMostAfter, Bound::AtMost),
            (Role::AboutAfter, Bound::About),
        ];
        let tail = &self.text[end..];
        let mut limit = false;
        for (role, found) in after {
            if let Some(word) = self.lexicon.words(role).at_start(tail) {
                end += word.len();
                bound = Some(found);
                limit = found != Bound::About && self.names_a_class(end);
            }
        }
        if limit {
            return Some(Token { span: start..end, what: What::Name });
        }
        if matches!(&amount.unit, Some((unit, ..)) if unit == "大") && amount.exponent > 0 {
            return self.figure(at, Amount { unit: None, end: end - "大".len(), ..amount });
        }
        let vague = matches!(amount.script, Script::Multiplier) && bound.is_none();
        let (unit, sort, needs) = match amount.unit {
            Some((unit, kind, needs)) => (unit, Sort::Unit(kind), needs),
            None if amount.script == Script::Multiplier && bound.is_some() => {
                (String::new(), Sort::Bare, Vec::new())
            }
            None if amount.script != Script::Arabic => return None,
            None => (String::new(), Sort::Bare, Vec::new()),
        };
        let counted = matches!(sort, Sort::Unit(UnitKind::Classifier | UnitKind::Noun));
        let small = amount.value.compare(2.into()).is_le() && amount.max.is_none();
        let spelt = amount.script == Script::Chinese && (counted && small && unit != "成");
        if (vague && counted) || spelt || amount.script == Script::Positional {
            return None;
        }
        let unit = if unit == "大" { String::new() } else { unit };
        let Amount { value, max, script, .. } = amount;
        let figure = Figure { value, max, unit, sort, bound, script, needs };
        Some(Token { span: start..end, what: What::Figure(figure) })
    }

    /// `5亿元以上项目`: a limit that a noun follows is a class, not a figure.
    fn names_a_class(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        let starts_noun = rest.chars().next().is_some_and(|c| is_han(c) && c != '的');
        starts_noun && self.lexicon.words(Role::NounEnd).at_start(rest).is_none()
    }

    /// `排名第二`, `位居全省之首`, `跻身世界前五十`.
    fn rank(&mut self, cue: Range<usize>) {
        let mut window = self.text.len().min(cue.end + FIELD);
        while !self.text.is_char_boundary(window) {
            window -= 1;
        }
        let rest = &self.text[cue.end..window];
        // 居, 列 and 排 are parts of many words.
        let short = self.text[cue.clone()].chars().count() == 1;
        if short && !rest.starts_with(['第', '全', '首', '世', '前', '同']) {
            return;
        }
        let stop = rest.find(|c| marks::ends_clause(c) || marks::ends_sentence(c) || c == ' ');
        let rest = &rest[..stop.unwrap_or(rest.len())];
        let mut found = None;
        for (at, c) in rest.char_indices() {
            let tail = &rest[at..];
            if let Some(word) = self.lexicon.words(Role::RankFirst).at_start(tail) {
                found = Some((Decimal::from(1), at + word.len(), None));
            } else if let Some(number) = tail.strip_prefix('第').or_else(|| tail.strip_prefix('前'))
                && let Some(numeral) = numeral::read(number)
                && let Some(value) = numeral.value
            {
                let bound = (c == '前').then_some(Bound::AtMost);
                let end = at + c.len_utf8() + numeral.len;
                let unit = rest[end..].chars().next().filter(|c| "名位".contains(*c));
                let other = rest[end..].chars().next().is_some_and(is_han) && unit.is_none();
                if !other {
                    let end = end + unit.map_or(0, char::len_utf8);
                    found = Some((value, end, bound));
                }
            }
            if found.is_some() {
                break;
            }
        }
        if let Some((value, end, bound)) = found {
            let figure = Figure {
                value,
                max: None,
                unit: "名".to_owned(),
                sort: Sort::Rank,
                bound,
                script: Script::Chinese,
                needs: Vec::new(),
            };
            let span = cue.start..cue.end + end;
            self.found.push(Token { span, what: What::Figure(figure) });
        }
    }
}

/// A unit: its name, its kind, and the words of which one must stand before the figure.
type Printed = (String, UnitKind, Vec<String>);

/// A number and its unit, before the bounds around it are known.
struct Amount {
    value: Decimal,
    max: Option<Decimal>,
    unit: Option<Printed>,
    end: usize,
    more: bool,
    script: Script,
    exponent: u32,
}

impl Amount {
    fn bare(numeral: Numeral, value: Decimal, end: usize) -> Self {
        Self {
            value,
            max: numeral.upper,
            unit: None,
            end,
            more: false,
            script: numeral.script,
            exponent: numeral.exponent,
        }
    }
}

fn is_numeric(c: char) -> bool {
    numeral::starts(c)
}

/// The set of readings without overlaps that weighs most.
fn best(mut found: Vec<Token>) -> Vec<Token> {
    found.sort_by_key(|token| (token.span.end, token.span.start));
    // For each reading: the best weight up to and with it, and the reading before it.
    let mut totals: Vec<usize> = vec![0];
    let mut taken: Vec<Option<usize>> = vec![None];
    for token in &found {
        let fits =
            totals.len().min(found.partition_point(|other| other.span.end <= token.span.start) + 1)
                - 1;
        let with = totals[fits] + weight(token);
        let without = totals.last().copied().unwrap_or(0);
        if with > without {
            totals.push(with);
            taken.push(Some(fits));
        } else {
            totals.push(without);
            taken.push(None);
        }
    }
    let mut chosen = Vec::new();
    let mut at = found.len();
    while at > 0 {
        match taken[at] {
            Some(fits) => {
                chosen.push(found.swap_remove(at - 1));
                found.truncate(fits);
                at = fits;
            }
            None => at -= 1,
        }
    }
    chosen.reverse();
    chosen
}

/// Bytes explained, at ten points each; a name counts for more than the numbers in it, a time for
/// more than a number of years, and two readings for less than one of the same length.
fn weight(token: &Token) -> usize {
    let bonus = match &token.what {
        What::Name => 60,
        What::Time(_) => 8,
        What::Figure(figure) if figure.sort == Sort::Rank => 8,
        What::Figure(_) => 5,
    };
    token.span.len() * 10 + bonus - 5
}

/// `21、36和9微克/立方米`: numbers in a list have the unit of the last.
fn share_units(text: &str, tokens: &mut [Token]) {
    for at in (1..tokens.len()).rev() {
        let (head, tail) = tokens.split_at_mut(at);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first()) else { continue };
        let joined = matches!(&text[left.span.end..right.span.start], "、" | "和" | "与" | "及");
        if let (What::Figure(bare), What::Figure(full), true) =
            (&mut left.what, &right.what, joined)
            && bare.sort == Sort::Bare
            && matches!(full.sort, Sort::Unit(_))
        {
            bare.sort = full.sort;
            bare.unit.clone_from(&full.unit);
            bare.needs.clone_from(&full.needs);
        }
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::config::Located;

    use super::*;

    /// Figures as `value..max unit bound`, names and times as their text.
    fn check(text: &str, expected: &[&str]) {
        let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
        let shown: Vec<String> = scan(text, &lexicon)
            .iter()
            .map(|token| match &token.what {
                What::Figure(it) => {
                    let max = it.max.map(|max| format!("..{max}")).unwrap_or_default();
                    let bound = it.bound.map(|bound| format!(" {bound:?}")).unwrap_or_default();
                    format!(
                        "{}{max}{}{}{bound}",
                        it.value,
                        if it.unit.is_empty() { "" } else { " " },
                        it.unit
                    )
                }
                What::Time(_) => format!("@{}", &text[token.span.clone()]),
                What::Name => format!("#{}", &text[token.span.clone()]),
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn numbers_and_units() {
        check("投入3580.64万元", &["35806400 元"]);
        check("共有3.06万套", &["30600 套"]);
        check("达23微克/立方米", &["23 微克/立方米"]);
        check("折合2075亿元人民币", &["207500000000 元"]);
        check("净含量600千克", &["600 千克"]);
        check("电量310亿千瓦时", &["31000000000 千瓦时"]);
        check("农机3万台（套）", &["30000 台（套）"]);
        check("均价每吨412.5元", &["412.5 元/吨"]);
        check("上升0.3个百分点", &["0.3 百分点"]);
        check("比例为63％", &["63 %"]);
        check("近7成,", &["70 % LessThan"]);
        check("21、36和9微克/立方米", &["21 微克/立方米", "36 微克/立方米", "9 微克/立方米"]);
    }

    #[test]
    fn bounds() {
        check("60余件", &["60 件 MoreThan"]);
        check("50万余元", &["500000 元 MoreThan"]);
        check("3亿多亩", &["300000000 亩 MoreThan"]);
        check("100余万元", &["1000000 元 MoreThan"]);
        check("不超过5%", &["5 % AtMost"]);
        check("近4万家", &["40000 家 LessThan"]);
        check("95%以上", &["95 % AtLeast"]);
        check("约8%左右", &["8 % About"]);
        check("百万吨以上。", &["1000000 吨 AtLeast"]);
        check("5亿元以上项目31个", &["#5亿元以上", "31 个"]);
    }

    #[test]
    fn ranges() {
        check("年产40-60万吨", &["400000..600000 吨"]);
        check("41%到52%", &["41..52 %"]);
        check("18亿元至25亿元", &["1800000000..2500000000 元"]);
        check("七八个", &["7..8 个"]);
    }

    #[test]
    fn times_are_no_figures() {
        check("2023年1-4月份", &["@2023年1-4月份"]);
        check("3月29省份", &["@3月", "29 省份"]);
        check("去年同期", &["@去年同期"]);
    }

    #[test]
    fn names_are_no_figures() {
        check("“246”体系", &["#“246”"]);
        check("PM2.5年均浓度", &["#PM2.5"]);
        check("G808和G919", &["#G808", "#G919"]);
        check("第一产业", &["#第一"]);
        check("第48期", &["#第48"]);
        check("一带一路", &["#一带一路"]);
        check("每百元收入", &["#每百元"]);
    }

    #[test]
    fn ranks() {
        check("排名第二", &["2 名"]);
        check("位居全省之首", &["1 名"]);
        check("排名世界前三十", &["30 名 AtMost"]);
        check("居全国第3位", &["3 名"]);
    }

    #[test]
    fn hostile_text_is_read_in_time() {
        for piece in ["9", "一", "亿", "3、", "“", "每", "排名", "第", "1-", "年", "5个"]
        {
            let text = piece.repeat(200_000 / piece.len());
            let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
            scan(&text, &lexicon);
        }
    }
}
