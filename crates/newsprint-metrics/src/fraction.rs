//! Exact fractions.

use std::fmt;

use newsprint_zh::numeral::Decimal;
use serde::{Deserialize, Serialize};

/// A fraction in its lowest terms, with a denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    pub(crate) const ONE: Self = Self { numerator: 1, denominator: 1 };

    fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let common = common(numerator, denominator)?;
        let sign = denominator.signum();
        let numerator = (numerator / common).checked_mul(sign)?;
        Some(Self { numerator, denominator: (denominator / common).checked_mul(sign)? })
    }

    /// The number that digits with or without a point say; `None` when it does not fit.
    pub(crate) fn decimal(digits: &str) -> Option<Self> {
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
        let numerator = format!("{whole}{behind}").parse().ok()?;
        Self::new(numerator, ten_to(behind.len())?)
    }

    /// What one of the last of these digits counts: 0.1 in `86.5`.
    pub(crate) fn last_place(digits: &str) -> Option<Self> {
        let behind = digits.split_once('.').map_or(0, |(_, behind)| behind.len());
        Self::new(1, ten_to(behind)?)
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        // In lowest terms first, so that what fits is not lost on the way.
        let a = Self::new(self.numerator, other.denominator)?;
        let b = Self::new(other.numerator, self.denominator)?;
        let numerator = a.numerator.checked_mul(b.numerator)?;
        Self::new(numerator, a.denominator.checked_mul(b.denominator)?)
    }

    /// The quotient; `None` when `other` is zero or it does not fit.
    pub(crate) fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.denominator, other.numerator)?)
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let common = common(self.denominator, other.denominator)?;
        let (ours, theirs) = (other.denominator / common, self.denominator / common);
        let a = self.numerator.checked_mul(ours)?;
        let sum = a.checked_add(other.numerator.checked_mul(theirs)?)?;
        Self::new(sum, self.denominator.checked_mul(ours)?)
    }

    fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: other.numerator.checked_neg()?, ..other })
    }

    /// How far apart the two are.
    pub(crate) fn distance(self, other: Self) -> Option<Self> {
        let difference = self.minus(other)?;
        Some(Self { numerator: difference.numerator.checked_abs()?, ..difference })
    }

    pub(crate) fn is_less(self, other: Self) -> Option<bool> {
        Some(self.minus(other)?.numerator < 0)
    }
}

/// As a decimal where it has one, else as `2000/3`.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = (0..=38_u32).find_map(|digits| {
            let shifted = self.numerator.checked_mul(10_i128.checked_pow(digits)?)?;
            let whole = shifted % self.denominator == 0;
            whole.then(|| Decimal::new(shifted / self.denominator, digits))
        });
        match decimal {
            Some(decimal) => decimal.fmt(f),
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

/// The greatest common divisor, above zero; `None` for a divisor of zero or the lowest number.
fn common(numerator: i128, denominator: i128) -> Option<i128> {
    let (mut a, mut b) = (numerator.checked_abs()?, denominator.checked_abs()?);
    (b > 0).then_some(())?;
    while b > 0 {
        (a, b) = (b, a % b);
    }
    Some(a)
}

fn ten_to(exponent: usize) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(exponent).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact() {
        let decimal = |digits| Fraction::decimal(digits).unwrap();
        let third = decimal("2000").over(decimal("3")).unwrap();
        assert_eq!(third.to_string(), "2000/3");
        assert_eq!(third.times(decimal("15")).unwrap().to_string(), "10000");
        assert_eq!(decimal("-0.50").to_string(), "-0.5");
        assert_eq!(decimal("1.5").plus(decimal("-0.25")).unwrap().to_string(), "1.25");
        assert_eq!(decimal("-1").distance(decimal("2")).unwrap().to_string(), "3");
        assert_eq!(decimal("0.1").is_less(decimal("0.11")), Some(true));
        assert_eq!(Fraction::last_place("86.50").unwrap().to_string(), "0.01");
        assert_eq!(decimal("1").over(decimal("0")), None);
        assert_eq!(Fraction::decimal(&"9".repeat(40)), None);
        assert_eq!(decimal(&"9".repeat(38)).times(decimal("10")), None);
    }
}
