//! Amounts of money, with their parts, their range and the bounds that touch them.

use std::ops::Range;

use newsprint_zh::is_han;
use newsprint_zh::numeral::{self, Decimal};

use super::number::{self, Number};
use super::quantity::SPACES;
use super::{Finder, Kind, Recognised};
use crate::lexicon::{Role, Unit, UnitKind};
use crate::scan::amount::shared_low;
use crate::scan::part::subunits;

/// An amount of money while it is read.
struct Amount {
    start: usize,
    end: usize,
    value: Decimal,
    upper: Option<Decimal>,
    exponent: u32,
    iso: Option<String>,
}

impl Finder<'_> {
    /// Amounts of money, with their parts, their range and the bounds that touch them.
    pub(super) fn money(&mut self, number: &Number) {
        let Some(first) = self.amount(number) else { return };
        let second = self.second_amount(number, &first);
        let Some(mut amount) = second.or(Some(first)).filter(|it| it.iso.is_some()) else { return };
        if let Some((word, iso)) = self.currency_before(number.span.start)
            && (amount.iso.as_deref() == Some("CNY") || amount.iso.as_ref() == Some(&iso))
        {
            (amount.start, amount.iso) = (word.start, Some(iso));
        }
        self.bounds(&mut amount);
        let (value, upper) = (amount.value, amount.upper);
        let shown = match upper {
            Some(upper) => format!("[{value},{upper})"),
            None => value.to_string(),
        };
        let span = amount.start..amount.end;
        let mut found = Recognised::new(span, Kind::Currency, value, amount.iso.as_deref());
        found.value = Some(shown);
        self.propose(found);
    }

    /// A number with its currency, or without one as the first end of a range.
    fn amount(&self, number: &Number) -> Option<Amount> {
        let mut value = number.value;
        let mut end = number.span.end;
        let mut upper = number.numeral.upper;
        let more = self.text[end..].starts_with(['多', '余']);
        if more {
            end += '多'.len_utf8();
        }
        if more || number.numeral.more {
            upper = number.next();
        }
        // 两个亿
        let counted = ["个亿", "个万"].iter().find(|it| self.text[end..].starts_with(**it));
        if let Some(counted) = counted {
            let power = if counted.ends_with('亿') { 8 } else { 4 };
            value = value.shifted(power)?;
            end += counted.len();
        }
        end = self.words(end, &[&["（含）", "(含)"]]).unwrap_or(end);
        let mut amount = Amount {
            start: number.span.start,
            end,
            value,
            upper,
            exponent: number.numeral.exponent,
            iso: None,
        };
        let at = self.skip_spaces(end);
        if let Some((word, unit)) =
            self.unit_at(at).filter(|(word, it)| self.is_money(at, word, it))
        {
            amount.iso.clone_from(&unit.iso);
            amount.end = at + word.len();
            if let Some(factor) = self.subunit_alone(word) {
                amount.value = value.times(factor)?;
            } else {
                (amount.value, amount.end) =
                    subunits(self.lexicon, self.text, amount.value, amount.end);
            }
        }
        Some(amount)
    }

    /// 块 is money where no noun follows.
    fn is_money(&self, at: usize, word: &str, unit: &Unit) -> bool {
        let next = self.text[at + word.len()..].chars().next();
        let counts = next.is_some_and(|c| {
            is_han(c) && !numeral::starts(c) && !"和与到至以左多的，钱".contains(c)
        });
        unit.kind == UnitKind::Money || unit.iso.is_some() && !counts
    }

    fn subunit_alone(&self, word: &str) -> Option<Decimal> {
        let (found, factor) = self.lexicon.subunit(word)?;
        (found == word).then_some(factor)
    }

    /// The second end of a range of money: `1万-5万元`, `两到三万港元`.
    fn second_amount(&self, number: &Number, first: &Amount) -> Option<Amount> {
        let dash = ["——", "--", "-", "—", "–", "~", "～", "到", "至"];
        let at = self.words(first.end, &[&dash])?;
        let next = number::read(self.text, self.skip_spaces(at), self.lexicon)?;
        let second = self.amount(&next)?;
        let iso = second.iso.clone()?;
        let low = match first.iso {
            None => shared_low((first.value, first.exponent), (second.value, second.exponent)),
            Some(_) => first.value,
        };
        low.compare(second.value).is_lt().then_some(())?;
        let from = self.text[..number.span.start].ends_with('从');
        let start = number.span.start - if from { '从'.len_utf8() } else { 0 };
        let upper = Some(second.upper.unwrap_or(second.value));
        Some(Amount { start, value: low, upper, iso: Some(iso), ..second })
    }

    /// A currency before the number: `人民币 50元`, `$20`.
    fn currency_before(&self, at: usize) -> Option<(Range<usize>, String)> {
        let text = self.text[..at].trim_end_matches(' ');
        let near = at - text.len() <= SPACES;
        let starts = text.char_indices().rev().take(8).map(|(start, _)| start);
        let mut longest = None;
        for start in starts {
            if let Some((word, unit)) = self.lexicon.unit(&text[start..])
                && word.len() == text.len() - start
                && unit.kind == UnitKind::Money
                && near
                && word != "元"
                && !self.text[..start].trim_end_matches(' ').ends_with(numeral::starts)
            {
                longest = Some((start..text.len(), unit.iso.clone()?));
            }
        }
        longest
    }

    /// An amount of money is told with its bounds: 近700万元, 50万元以上.
    fn bounds(&self, amount: &mut Amount) {
        let before = &self.text[..amount.start];
        let roles = [
            Role::AtLeastBefore,
            Role::MoreThanBefore,
            Role::AtMostBefore,
            Role::LessThanBefore,
            Role::AboutBefore,
        ];
        let ends = roles.iter().filter_map(|role| self.lexicon.words(*role).at_end(before));
        if self.lexicon.words(Role::Keep).at_end(before).is_none() {
            amount.start -= ends.map(str::len).max().unwrap_or(0);
        }
        let after = &self.text[amount.end..];
        let included = ["（含）", "(含)"].iter().find(|it| after.starts_with(**it));
        let after = &after[included.map_or(0, |it| it.len())..];
        let roles = [Role::AtLeastAfter, Role::AtMostAfter, Role::AboutAfter];
        let mut starts = roles.iter().filter_map(|role| self.lexicon.words(*role).at_start(after));
        if let Some(word) = starts.next() {
            amount.end += included.map_or(0, |it| it.len()) + word.len();
        }
    }

    /// `￥300` and `人民币 300`, without a currency behind the number.
    pub(super) fn signed_money(&mut self, number: &Number) {
        let Some((word, iso)) = self.currency_before(number.span.start) else { return };
        let Some(amount) = self.amount(number).filter(|it| it.iso.is_none()) else { return };
        let span = word.start..amount.end;
        self.propose(Recognised::new(span, Kind::Currency, amount.value, Some(&iso)));
    }
}
