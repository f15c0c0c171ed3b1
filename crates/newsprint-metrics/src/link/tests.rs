use super::digest::{Measure, Row};
use super::value::{Told, begin_and_end, converted};
use crate::fraction::Fraction;

/// A row that prints `value`, with what its last digit counts and what its unit counts, both empty
/// where that is plain.
fn row((value, step, factor): (&str, &str, &str)) -> Row {
    let (numerator, denominator) = factor.split_once('/').unwrap_or((factor, "1"));
    let part = |part| Fraction::decimal(part).unwrap();
    let factor = (!factor.is_empty()).then(|| part(numerator).over(part(denominator)).unwrap());
    let step = Some(step.to_owned()).filter(|it| !it.is_empty());
    let measure = Measure {
        subject: String::new(),
        indicator: String::new(),
        kind: "quantity".into(),
        base: String::new(),
        comparison: None,
        modality: None,
    };
    let (value, unit, period) = (value.to_owned(), String::new(), String::new());
    Row { index: 0, measure, period, value, step, unit, factor, exact: true }
}

#[test]
fn values_agree_within_what_is_printed() {
    let check = |a: (&str, &str, &str), b: (&str, &str, &str), expected| {
        let (one, other) = (Told::of(&row(a)).unwrap(), Told::of(&row(b)).unwrap());
        assert_eq!((one.agrees(other), other.agrees(one)), (expected, expected), "{a:?} {b:?}");
    };
    let plain = |a, b, expected| check((a, "", ""), (b, "", ""), Some(expected));
    plain("5", "5.0", true);
    plain("12650", "12600", false);
    plain("0.047", "0.0469", true);
    plain("-8.3", "8.3", false);
    plain("99.96", "100", true);
    plain("5.2", "5.3", false);
    plain("0", "0.00", true);
    plain("0", "1", false);
    plain("10", "100", false);
    plain("3000", "3012", false);
    let yi = "100000000";
    check(("90000000000", yi, ""), ("91200000000", yi, ""), Some(false));
    check(("90000000000", yi, ""), ("90700000000", yi, ""), Some(false));
    check(("90000000000", yi, ""), ("90040000000", "10000000", ""), Some(true));
    check(("126000000000000", "1000000000000", ""), ("126058200000000", yi, ""), Some(true));
    check(("52000", "100", ""), ("52400", "100", ""), Some(false));
    check(("52000", "1000", ""), ("52400", "100", ""), Some(true));
    check(("15000", "10000", "2000/3"), ("1000", "", "10000"), Some(true));
    check(("15001", "", "2000/3"), ("1000", "", "10000"), Some(true));
    check(("16000", "", "2000/3"), ("1000", "", "10000"), Some(false));
    let long = "9".repeat(38);
    assert!(Told::of(&row((&long, "", "3600000"))).is_none());
}

#[test]
fn values_in_other_units_are_exact() {
    let check = |value, factor, unit, expected: Option<&str>| {
        let unit = Fraction::decimal(unit).unwrap();
        assert_eq!(converted(&row((value, "", factor)), unit).as_deref(), expected, "{value}");
    };
    check("1.5", "2000/3", "10000", Some("0.1"));
    check("1", "2000/3", "10000", Some("1/15"));
    check("3", "500", "1000000", Some("0.0015"));
    check("3", "500", "500", None);
}

#[test]
fn one_time_is_one_period() {
    let check = |a, b, expected| {
        assert_eq!(begin_and_end(a) == begin_and_end(b), expected, "{a} {b}");
    };
    check("2023", "2023-01/2023-12", true);
    check("2023-Q1", "2023-01/2023-03", true);
    check("2023-H1", "2023-01/2023-06", true);
    check("2023-H2", "2023-Q3/2023-Q4", true);
    check("2023", "2023-01-01/2023-12-31", true);
    check("2024-02", "2024-02-01/2024-02-29", true);
    check("2024-02", "2024-02-01/2024-02-28", false);
    check("2023-12", "2023-12-31", false);
    check("2023-01", "2023-Q1", false);
    check("2021/2025", "2021-01/2025-12", true);
}

#[test]
fn periods_are_ordered_by_their_days() {
    let mut periods =
        ["2024", "2023-12-31", "2023", "2023-Q1", "2023-01/2023-07", "2023-H2", "2023-01"];
    periods.sort_by_key(|period| begin_and_end(period));
    let expected =
        ["2023-01", "2023-Q1", "2023-01/2023-07", "2023", "2023-H2", "2023-12-31", "2024"];
    assert_eq!(periods, expected);
}
