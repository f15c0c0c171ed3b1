use super::*;

/// TIMEX3, the likeliest value, and what is left of `text`.
fn check(text: &str, timex: &str, value: &str, rest: &str) {
    let (said, len) = read(text).unwrap_or_else(|| panic!("no time in {text}"));
    let meaning = said.resolve(DateTime::parse("2024-06-28T09:30:00"));
    let found = (
        meaning.timex.as_deref().unwrap_or("-"),
        meaning.values.first().map_or("-", String::as_str),
        &text[len..],
    );
    assert_eq!(found, (timex, value, rest), "{text}");
}

#[test]
fn days() {
    check("2023年7月6日上", "2023-07-06", "2023-07-06", "上");
    check("明天", "2024-06-29", "2024-06-29", "");
}
