use super::*;

/// TIMEX3, the likeliest value, and what is left of `text`, for a Friday at half past nine.
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
    check("二〇二三年七月六日", "2023-07-06", "2023-07-06", "");
    check("7月6日", "XXXX-07-06", "2024-07-06", "");
    check("本月6日", "2024-06-06", "2024-06-06", "");
    check("明天", "2024-06-29", "2024-06-29", "");
    check("大前天", "2024-06-25", "2024-06-25", "");
    check("2023-07-06", "2023-07-06", "2023-07-06", "");
    check("20230706", "2023-07-06", "2023-07-06", "");
    check("6/7/2023", "2023-07-06", "2023-07-06", "");
    check("下周三", "2024-07-03", "2024-07-03", "");
    check("周五", "XXXX-WXX-5", "2024-06-28", "");
    check("7月6日，星期六", "XXXX-07-06", "2024-07-06", "");
    check("十月首个星期一", "XXXX-10-WXX-1-#1", "2024-10-07", "");
    check("2月30日", "XXXX-02-30", "-", "");
}

#[test]
fn stretches_of_days() {
    check("2023年", "2023", "2023-01-01/2024-01-01", "");
    check("07年", "2007", "2007-01-01/2008-01-01", "");
    check("去年第三季度", "(2023-07-01,2023-10-01,P3M)", "2023-07-01/2023-10-01", "");
    check("上半年", "(2024-01-01,2024-07-01,P6M)", "2024-01-01/2024-07-01", "");
    check("1-4月份", "(XXXX-01-01,XXXX-04-01,P3M)", "2024-01-01/2024-05-01", "");
    check("2021-2023年", "(2021-01-01,2023-01-01,P2Y)", "2021-01-01/2024-01-01", "");
    check("本月上旬", "(2024-06-01,2024-06-11,P10D)", "2024-06-01/2024-06-11", "");
    check("下周", "2024-W27", "2024-07-01/2024-07-08", "");
    check("今年前五个月", "(2024-01-01,2024-06-01,P5M)", "2024-01-01/2024-06-01", "");
    check("上世纪八十年代", "(1980-01-01,1990-01-01,P10Y)", "1980-01-01/1990-01-01", "");
    check("光绪三年", "1877", "1877-01-01/1878-01-01", "");
    check("3月5日至9日", "(XXXX-03-05,XXXX-03-09,P4D)", "2024-03-05/2024-03-10", "");
    check("自2023年以来", "2023", "2023-01-01/..", "");
    check("2023年以前", "2023", "../2023-01-01", "");
}

#[test]
fn festivals_and_the_lunar_calendar() {
    check("去年中秋节", "2023-08-15", "2023-09-29", "");
    check("国庆", "XXXX-10-01", "2024-10-01", "");
    check("清明", "2024-04-04", "2024-04-04", "");
    check("去年冬至", "2023-12-22", "2023-12-22", "");
    check("母亲节", "2024-05-12", "2024-05-12", "");
    check("明年春节", "2025-01-01", "2025-01-29", "");
}

#[test]
fn times_of_day() {
    check("下午三点半", "T15:30", "15:30:00", "");
    check("8:05:10", "T08:05:10", "08:05:10", "");
    check("昨晚8点", "2024-06-27T20", "2024-06-27 20:00:00", "");
    check("明天上午", "2024-06-29TMO", "2024-06-29 07:00:00/2024-06-29 12:00:00", "");
    check("上午9点到11点", "(T09,T11,PT2H)", "09:00:00/11:00:00", "");
    check("零点", "T00", "00:00:00", "");
}

#[test]
fn lengths() {
    check("三年半", "P3.5Y", "110376000", "");
    check("两天又一个月", "P1M2D", "2764800", "");
    check("半小时", "PT0.5H", "1800", "");
    check("15个工作日", "P15BD", "1296000", "");
    check("三天前", "2024-06-25", "2024-06-25", "");
    check("三天后的上午十点", "2024-07-01T10", "2024-07-01 10:00:00", "");
    check(
        "过去十年",
        "(2014-06-28,2024-06-28,P10Y)",
        "2014-06-28 09:30:00/2024-06-28 09:31:00",
        "",
    );
    check("每周一", "XXXX-WXX-1", "-", "");
    check("每两周", "P2W", "-", "");
}

#[test]
fn what_is_no_time() {
    for text in ["", "三个", "二十点六", "三点建议", "12号", "11.1:47.5", "月", "两会", "1/2的"]
    {
        assert_eq!(read(text), None, "{text}");
    }
    // A count of things behind a month is no day of it.
    check("3月29省份", "XXXX-03", "2024-03-01/2024-04-01", "29省份");
}

#[test]
fn without_a_reference_only_what_is_said_is_known() {
    let values = |text: &str| read(text).map(|(said, _)| said.resolve(None).values);
    assert_eq!(values("2023年7月6日"), Some(vec!["2023-07-06".to_owned()]));
    assert_eq!(values("明天"), Some(Vec::new()));
}

#[test]
fn any_text_is_read_in_time() {
    for piece in
        ["9", "一", "年", "一年", "上", "1月", "每", "亿", "3点", "-", "周", "廿", "半", "6天"]
    {
        let text = piece.repeat(30_000 / piece.len());
        for (at, _) in text.char_indices().step_by(97) {
            read(&text[at..]);
        }
    }
}

#[test]
fn every_word_can_be_started() {
    let firsts = words::YEARS.iter().map(|it| it.0);
    let firsts = firsts.chain(words::DAYS.iter().map(|it| it.0));
    let firsts = firsts.chain(words::SHORT_DAYS.iter().map(|it| it.0));
    let firsts = firsts.chain(words::PARTS.iter().map(|it| it.0));
    let firsts = firsts.chain(words::ERAS.iter().map(|it| it.0));
    let firsts = firsts.chain(words::FESTIVALS.iter().map(|it| it.0));
    let firsts = firsts.chain(words::SEASONS.iter().map(|it| it.0));
    for word in firsts {
        assert!(word.starts_with(starts), "{word}");
    }
}
