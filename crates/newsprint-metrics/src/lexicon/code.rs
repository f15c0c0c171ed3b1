//! Units as codes, and as so many of a base unit.

use newsprint_zh::numeral::Decimal;

use super::{Factor, Lexicon, Unit, UnitKind};
use crate::fraction::Fraction;

impl Lexicon {
    /// The code of the unit of a row: that of ISO 4217 for money, else that of UCUM. A unit per
    /// another has both codes with `/` between them.
    pub fn unit_code(&self, unit: &str, indicator: &str) -> Option<String> {
        let code = |word: &str| self.exactly(self.sense(word, indicator))?.code();
        match unit.split_once('/') {
            Some((unit, per)) => Some(format!("{}/{}", code(unit)?, code(per)?)),
            None => code(unit).map(str::to_owned),
        }
    }

    /// What the unit of a row counts, under a name that all units of its sort have, and how many of
    /// it one is: 亩 and 公顷 count `m2`. A unit of which no more is known counts itself.
    pub(crate) fn base_unit(&self, unit: &str, indicator: &str) -> (String, Fraction) {
        let (unit, per) = unit.split_once('/').unwrap_or((unit, ""));
        let (base, factor) = self.part(unit, indicator);
        if per.is_empty() {
            return (base.to_owned(), factor);
        }
        let (divisor, part) = self.part(per, indicator);
        match factor.over(part) {
            Some(factor) => (format!("{base}/{divisor}"), factor),
            None => (format!("{unit}/{per}"), Fraction::ONE),
        }
    }

    fn part<'a>(&'a self, word: &'a str, indicator: &str) -> (&'a str, Fraction) {
        let word = self.sense(word, indicator);
        let Some(unit) = self.exactly(word) else { return (word, Fraction::ONE) };
        let counted = unit.base.as_deref().or(unit.iso.as_deref());
        match (unit.factor.and_then(Factor::fraction), counted) {
            (Some(factor), Some(base)) => {
                let plain = self.exactly(base).filter(|it| it.factor.is_none());
                (plain.and_then(Unit::code).unwrap_or(base), factor)
            }
            _ => (unit.code().unwrap_or(word), Fraction::ONE),
        }
    }

    /// What is known of a unit that is this word.
    fn exactly(&self, word: &str) -> Option<&Unit> {
        self.unit(word).filter(|(found, _)| found.len() == word.len()).map(|(_, unit)| unit)
    }

    /// The unit that `word` is in an indicator.
    fn sense<'a>(&'a self, word: &'a str, indicator: &str) -> &'a str {
        let sense = self.senses.get(word);
        let sense = sense.filter(|it| it.measures.iter().any(|part| indicator.contains(part)));
        sense.map_or(word, |it| it.unit.as_str())
    }
}

impl Unit {
    /// Its own code; a part of a currency has none, nor has a word that only may be money.
    fn code(&self) -> Option<&str> {
        let money = self.kind == UnitKind::Money && self.factor.is_none();
        self.ucum.as_deref().or(self.iso.as_deref().filter(|_| money))
    }
}

impl Factor {
    /// As one fraction; `None` where it does not fit.
    fn fraction(self) -> Option<Fraction> {
        let part = |it: Decimal| Fraction::decimal(&it.to_string());
        part(self.numerator)?.over(part(self.denominator)?)
    }
}
