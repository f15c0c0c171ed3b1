use super::value::{agree, begin_and_end};

#[test]
fn values_agree_to_the_digits_of_the_coarser() {
    let check = |a, b, expected| {
        assert_eq!((agree(a, b), agree(b, a)), (expected, expected), "{a} {b}");
    };
    check("5", "5.0", true);
    check("126000000000000", "126058200000000", true);
    check("12650", "12600", false);
    check("0.047", "0.0469", true);
    check("-8.3", "8.3", false);
    check("99.96", "100", true);
    check("5.2", "5.3", false);
    check("0", "0.00", true);
    check("0", "1", false);
    check("10", "100", false);
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
