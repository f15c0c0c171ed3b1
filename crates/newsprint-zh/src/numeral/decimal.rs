//! Exact decimals.

use std::cmp::Ordering;
use std::fmt;

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

    /// The product; `None` when it does not fit.
    pub fn times(self, other: Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Some(Self { mantissa, scale: self.scale + other.scale })
    }

    /// The quotient, cut to as many digits as fit, 18 behind the point at most; `None` when `other` is
    /// zero.
    pub fn over(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let (part, whole) = (self.aligned(scale)?, other.aligned(scale)?);
        (whole != 0).then_some(())?;
        let quotient = |digits: u32| {
            let mantissa = part.checked_mul(10_i128.checked_pow(digits)?)? / whole;
            Some(Self { mantissa, scale: digits })
        };
        let mut share = (0..=18).rev().find_map(quotient)?;
        while share.scale > 0 && share.mantissa % 10 == 0 {
            share = Self::new(share.mantissa / 10, share.scale - 1);
        }
        Some(share)
    }

    /// The number whose decimal point stands `places` further left.
    #[must_use]
    pub const fn unshifted(self, places: u32) -> Self {
        Self { mantissa: self.mantissa, scale: self.scale + places }
    }

    /// The share of `whole` in hundredths, to two digits after the point, and whether that is exact;
    /// `None` when the number is negative, `whole` is not above zero, or the share does not fit.
    pub fn percent_of(self, whole: Self) -> Option<(Self, bool)> {
        let scale = self.scale.max(whole.scale);
        let (part, whole) = (self.aligned(scale)?.checked_mul(10_000)?, whole.aligned(scale)?);
        if part < 0 || whole <= 0 {
            return None;
        }
        let (quotient, rest) = (part / whole, part % whole);
        let mut share = Self::new(quotient + i128::from(rest >= whole - rest), 2);
        while share.scale > 0 && share.mantissa % 10 == 0 {
            share = Self::new(share.mantissa / 10, share.scale - 1);
        }
        Some((share, rest == 0))
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

    /// Whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether the number is a whole one as printed.
    pub const fn is_whole(self) -> bool {
        self.scale == 0
    }

    /// The number where it is a whole one as printed and 8 bits hold it.
    pub(crate) fn small(self) -> Option<u8> {
        u8::try_from(self.mantissa).ok().filter(|_| self.is_whole())
    }

    /// The number with one more digit printed behind it, which stands after the decimal point when
    /// `decimals` is 1 and before it when it is 0; `None` when it does not fit.
    pub(super) fn followed_by(self, digit: u32, decimals: u32) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
        Some(Self { mantissa, scale: self.scale + decimals })
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
        if let (Ok(digits), true) = (u64::try_from(digits), self.scale < SHORT) {
            return fmt_short(f, sign, digits, self.scale);
        }
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

/// Most digits behind the point of a number that is printed without wide arithmetic.
const SHORT: u32 = 20;

/// Prints a number that 64 bits hold, from its last digit to its first.
fn fmt_short(f: &mut fmt::Formatter<'_>, sign: &str, mut digits: u64, scale: u32) -> fmt::Result {
    // The digits of 64 bits, or those behind the point and one before it, and the point.
    let mut printed = [b'0'; 22];
    let mut start = printed.len();
    let mut count = 0;
    while digits > 0 || count <= scale {
        start -= 1;
        printed[start] += u8::try_from(digits % 10).unwrap_or_default();
        digits /= 10;
        count += 1;
        if count == scale {
            start -= 1;
            printed[start] = b'.';
        }
    }
    f.write_str(sign)?;
    f.write_str(str::from_utf8(&printed[start..]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_two_digits() {
        let check = |part: Decimal, whole: Decimal, share: &str, exact| {
            let (found, is_exact) = part.percent_of(whole).unwrap();
            assert_eq!((found.to_string().as_str(), is_exact), (share, exact), "{part} of {whole}");
        };
        check(1.into(), 4.into(), "25", true);
        check(1.into(), 8.into(), "12.5", true);
        check(2.into(), 3.into(), "66.67", false);
        check(Decimal::new(15, 1), 3.into(), "50", true);
        assert_eq!(Decimal::from(1).percent_of(0.into()), None);
        assert_eq!(Decimal::new(i128::MAX, 0).percent_of(3.into()), None);
    }

    #[test]
    fn order_is_by_value() {
        assert_eq!(Decimal::new(50, 1).compare(5.into()), Ordering::Equal);
        assert_eq!(Decimal::new(-51, 1).compare((5).into()), Ordering::Less);
        assert_eq!(Decimal::new(51, 1).negated().to_string(), "-5.1");
        assert_eq!(Decimal::new(5, 3).to_string(), "0.005");
    }

    #[test]
    fn all_digits_are_printed() {
        let check = |mantissa, scale, printed: &str| {
            assert_eq!(Decimal::new(mantissa, scale).to_string(), printed);
        };
        check(0, 0, "0");
        check(0, 2, "0.00");
        check(-1234, 2, "-12.34");
        check(12, 2, "0.12");
        check(u64::MAX.into(), 0, "18446744073709551615");
        check(u64::MAX.into(), 19, "1.8446744073709551615");
        check(u64::MAX.into(), 20, "0.18446744073709551615");
        check(i128::from(u64::MAX) + 1, 1, "1844674407370955161.6");
        check(1, 19, "0.0000000000000000001");
        check(1, 40, &format!("0.{}1", "0".repeat(39)));
    }
}
