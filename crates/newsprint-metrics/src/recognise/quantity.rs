//! Numbers with what they count or measure: shares, dimensions, temperatures, ages.

use std::ops::Range;

use newsprint_zh::numeral::{self, Decimal, Script};
use newsprint_zh::width;

use super::number::{self, Number};
use super::{Finder, Kind, Recognised};
use crate::lexicon::{Role, Unit, UnitKind};
use crate::scan::part::half_end;
use crate::scan::share::{discounted, tenth};

impl Finder<'_> {
    /// Every quantity that the number at `number` starts.
    pub(super) fn quantities(&mut self, number: &Number) {
        let found = [
            self.percent_sign(number),
            self.tenths(number),
            self.age(number),
            self.temperature(number),
            self.dimension(number),
        ];
        for found in found.into_iter().flatten() {
            self.propose(found);
        }
        self.money(number);
    }

    /// Whether a word of `role` stands at `at`.
    fn is_followed(&self, at: usize, role: Role) -> bool {
        self.lexicon.words(role).at_start(&self.text[at..]).is_some()
    }

    pub(super) fn skip_spaces(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let spaces = rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
        if spaces <= SPACES { at + spaces } else { at }
    }

    /// The end of `words` at `at`, with spaces between them.
    pub(super) fn words(&self, at: usize, words: &[&[&str]]) -> Option<usize> {
        words.iter().try_fold(at, |at, options| {
            let at = self.skip_spaces(at);
            let found = options.iter().find(|word| self.text[at..].starts_with(**word))?;
            Some(at + found.len())
        })
    }

    /// `5%`, `六个百分点`, `三个半百分点`.
    fn percent_sign(&self, number: &Number) -> Option<Recognised> {
        let value = number.value;
        number.numeral.upper.is_none().then_some(())?;
        let sign = self.words(number.span.end, &[&["%", "％"]]);
        let point = || {
            let of_hundred: &[&[&str]] = &[&["百"], &["分"], &["点", "點"]];
            let counted = self.words(number.span.end, &[&["个", "個"]]);
            let half = counted.and_then(|at| self.words(at, &[&["半"]]));
            let end = self.words(half.or(counted).unwrap_or(number.span.end), of_hundred)?;
            let whole = half.is_none();
            Some((if whole { value } else { value.plus(Decimal::new(5, 1))? }, end))
        };
        if sign.is_none() && number.numeral.script == Script::Multiplier {
            return None;
        }
        let per_mille = || self.words(number.span.end, &[&["‰"]]);
        let (value, end) = match sign.map(|end| (value, end)).or_else(point) {
            Some(found) => found,
            None => (value.unshifted(1), per_mille()?),
        };
        Some(percent(number.span.start..end, value))
    }

    /// `百分之五`, `千分之2.4`, `万万分之七`.
    pub(super) fn share(&self, at: usize) -> Option<Recognised> {
        let whole = numeral::read(&self.text[at..])?;
        let printed = &self.text[at..at + whole.len];
        let multipliers = printed.chars().all(|c| numeral::exponent(c) >= Some(2));
        let alone = !self.text[..at].ends_with(numeral::starts);
        (multipliers && alone).then_some(())?;
        let part = self.words(at + whole.len, &[&["分"], &["之"]])?;
        let part = self.skip_spaces(part);
        let (value, end) = match number::read(self.text, part, self.lexicon) {
            Some(number) if number.numeral.upper.is_some() => return None,
            Some(number) => (number.value, number.span.end),
            None => return None,
        };
        let share = value.times(100.into())?.over(whole.value?)?;
        Some(percent(at..end, share))
    }

    /// `三成半`, `七成六`, `75折`, `打对折`.
    fn tenths(&self, number: &Number) -> Option<Recognised> {
        let plain = number.numeral.upper.is_none() && number.numeral.exponent <= 1;
        plain.then_some(())?;
        if let Some(end) = self.words(number.span.end, &[&["成"]]) {
            let (more, end) = tenth(self.text, self.skip_spaces(end));
            let value = number.value.plus(more)?.shifted(1)?;
            let limit = value.compare(100.into()).is_le();
            let free = limit && !self.is_followed(end, Role::NotTenths);
            return free.then(|| percent(number.span.start..end, value));
        }
        let end = self.words(number.span.end, &[&["折"]])?;
        let value = discounted(number.value, number.numeral.script)?;
        let free = !self.is_followed(end, Role::NotDiscount);
        free.then(|| percent(number.span.start..end, value))
    }

    /// `半成`, `半折`, `打对折`, `九 九 折`.
    pub(super) fn odd_shares(&self, at: usize) -> Option<Recognised> {
        let rest = &self.text[at..];
        for (word, value) in [("半成", 5), ("半折", 50)] {
            if rest.starts_with(word) && !self.is_followed(at + word.len(), Role::NotTenths) {
                return Some(percent(at..at + word.len(), value.into()));
            }
        }
        if rest.starts_with("对折") || rest.starts_with("對折") {
            let told = self.text[..at].ends_with('打');
            return told.then(|| percent(at..at + "对折".len(), 50.into()));
        }
        let digit = |at: usize| {
            let c = self.text[at..].chars().next()?;
            let value = width::fold(c).to_digit(10).or(numeral::digit(c))?;
            Some((value, at + c.len_utf8()))
        };
        let (tens, end) = digit(at)?;
        let next = self.skip_spaces(end);
        let (units, end) = digit(next).filter(|_| next > end)?;
        let end = self.words(end, &[&["折"]])?;
        Some(percent(at..end, (tens * 10 + units).into()))
    }

    /// `29岁`, `十个月大`.
    fn age(&self, number: &Number) -> Option<Recognised> {
        const UNITS: [(&str, &str); 9] = [
            ("周岁", "a"),
            ("周歲", "a"),
            ("岁", "a"),
            ("歲", "a"),
            ("个月大", "mo"),
            ("個月大", "mo"),
            ("周大", "wk"),
            ("天大", "d"),
            ("年大", "a"),
        ];
        let rest = &self.text[number.span.end..];
        let (word, code) = UNITS.iter().find(|(word, _)| rest.starts_with(word))?;
        let span = number.span.start..number.span.end + word.len();
        let big = self.is_followed(span.end, Role::NotAge);
        let known = !(word.ends_with('大') && big);
        known.then(|| Recognised::new(span, Kind::Age, number.value, Some(code)))
    }

    /// `20摄氏度`, `华氏温度98.6度`, `85度`.
    fn temperature(&self, number: &Number) -> Option<Recognised> {
        let (word, unit) = self.lexicon.unit(&self.text[self.skip_spaces(number.span.end)..])?;
        let end = self.skip_spaces(number.span.end) + word.len();
        let mut start = number.span.start;
        let code = match unit.ucum.as_deref() {
            Some(code @ ("Cel" | "[degF]")) => code,
            _ if word == "度" => {
                let prefixes = [
                    ("华氏温度", "[degF]"),
                    ("华氏", "[degF]"),
                    ("摄氏温度", "Cel"),
                    ("摄氏", "Cel"),
                    ("零下", "deg"),
                ];
                let before = self.text[..start].trim_end_matches(' ');
                let prefix = prefixes.iter().find(|(word, _)| before.ends_with(word));
                start = prefix.map_or(start, |(word, _)| before.len() - word.len());
                prefix.map_or("deg", |(_, code)| code)
            }
            _ => return None,
        };
        let cold = self.text[..number.span.start].ends_with("零下");
        let value = if cold { number.value.negated() } else { number.value };
        Some(Recognised::new(start..end, Kind::Temperature, value, Some(code)))
    }

    /// `387万亩`, `一吨半`.
    fn dimension(&self, number: &Number) -> Option<Recognised> {
        let (value, at) = self.without_multiplier(number);
        let at = self.skip_spaces(at);
        let (word, unit) = self.unit_at(at)?;
        let measured = unit.kind == UnitKind::Measure && unit.needs.is_empty();
        let temperature = matches!(unit.ucum.as_deref(), Some("Cel" | "[degF]"));
        let coded = unit.ucum.is_some() || matches!(word, "亩" | "畝" | "钱");
        (measured && coded && !temperature).then_some(())?;
        let mut end = at + word.len();
        let mut value = value;
        if let Some(half) = half_end(self.lexicon, self.text, end, number.numeral.script) {
            (value, end) = (value.plus(Decimal::new(5, 1))?, half);
        }
        let unit = unit.ucum.clone().unwrap_or_else(|| "亩".to_owned());
        let span = number.span.start..end;
        let mut found = Recognised::new(span, Kind::Dimension, value, Some(&unit));
        if let Some(upper) = number.numeral.upper {
            found.value = Some(format!("[{value},{upper})"));
        }
        Some(found)
    }

    /// 三千比特 is three of 千比特.
    fn without_multiplier(&self, number: &Number) -> (Decimal, usize) {
        let whole = (number.value, number.span.end);
        let printed = &self.text[number.digits..number.span.end];
        let last = printed.chars().next_back();
        let Some(len) = last.filter(|c| numeral::exponent(*c).is_some()).map(char::len_utf8) else {
            return whole;
        };
        let end = number.span.end - len;
        let unit = self.unit_at(end).filter(|(word, _)| word.len() > len);
        let rest = printed.get(..printed.len() - len).and_then(numeral::read);
        match (unit, rest.and_then(|it| it.value)) {
            (Some(_), Some(value)) if number.digits > number.span.start => (value.negated(), end),
            (Some(_), Some(value)) => (value, end),
            _ => whole,
        }
    }

    pub(super) fn unit_at(&self, at: usize) -> Option<(&str, &Unit)> {
        let (word, unit) = self.lexicon.unit(self.text.get(at..)?)?;
        let latin = word.ends_with(|c: char| c.is_ascii_alphabetic());
        let goes_on = self.text[at + word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        (!latin || !goes_on).then_some((word, unit))
    }
}

fn percent(span: Range<usize>, value: Decimal) -> Recognised {
    Recognised::new(span, Kind::Percentage, value, Some("%"))
}

/// Most bytes of spaces between the parts of a quantity.
pub(super) const SPACES: usize = 12;
