//! Digits as decimals of 128 bits.

/// Digits of a decimal: the most that 128 bits hold.
pub(super) const PRECISION: u8 = 38;

/// Digits behind the point.
pub(super) const SCALE: i8 = 10;

/// The value times 10 to the [`SCALE`]; `None` when it has more digits than fit on either side of
/// the point, trailing zeros aside.
pub(super) fn decimal(digits: &str) -> Option<i128> {
    let (sign, whole) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
    let (integer, fraction) = whole.split_once('.').unwrap_or((whole, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = usize::from(SCALE.unsigned_abs());
    if fraction.len() > places {
        return None;
    }
    let zeros = std::iter::repeat_n('0', places - fraction.len());
    let scaled =
        integer.chars().chain(fraction.chars()).chain(zeros).try_fold(0_i128, |value, digit| {
            value.checked_mul(10)?.checked_add(i128::from(digit.to_digit(10)?))
        })?;
    let limit = 10_i128.checked_pow(u32::from(PRECISION))?;
    (scaled < limit).then_some(sign * scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_exact_or_nothing() {
        let check = |digits: &str, expected| assert_eq!(decimal(digits), expected, "{digits}");
        check("0", Some(0));
        check("-8.3", Some(-83_000_000_000));
        check("46917200", Some(469_172_000_000_000_000));
        check("5.00000000000000", Some(50_000_000_000));
        check("0.0000000001", Some(1));
        check("0.00000000001", None);
        let most = "9".repeat(28);
        check(&format!("{most}.9999999999"), Some(10_i128.pow(38) - 1));
        check(&format!("1{}", "0".repeat(28)), None);
        check(&"9".repeat(400), None);
    }
}
