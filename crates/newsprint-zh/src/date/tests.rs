use super::*;

fn check(text: &str, context: Option<Period>, period: &str, rest: &str) {
    let (when, len) = read(text).unwrap_or_else(|| panic!("no time in {text}"));
    let written = Date::new(2024, 6, 28);
    let shown = when.resolve(context, written).map_or("-".into(), |it| it.to_string());
    assert_eq!((shown.as_str(), &text[len..]), (period, rest), "{text}");
}

#[test]
fn absolute_times() {
    check("2023年,全", None, "2023", ",全");
    check("二〇二三年", None, "2023", "");
    check("2023年7月份", None, "2023-07", "");
    check("2022年12月31日", None, "2022-12-31", "");
    check("2023年一季度", None, "2023-Q1", "");
    check("2023年底", None, "2023-12-31", "");
    check("2023年全年收入", None, "2023", "收入");
    check("2021-2023年", None, "2021/2023", "");
    check("2021年至2023年", None, "2021/2023", "");
    check("2023年至今", None, "2023", "至今");
    check("2023年以来", None, "2023", "");
    check("2023年1月7日至2月14日", None, "2023-01-07/2023-02-14", "");
    check("2023年2月30日", None, "-", "");
}

#[test]
fn the_year_of_writing_settles_the_rest() {
    check("今年", None, "2024", "");
    check("去年前三季度", None, "2023-01/2023-09", "");
    check("1-4月份工业", None, "2024-01/2024-04", "工业");
    check("1—2月", None, "2024-01/2024-02", "");
    check("前三季度", None, "2023-01/2023-09", "");
    check("8月", None, "2023-08", "");
    check("上半年", None, "2024-H1", "");
    check("前8个月", Some(Period::Year(2020)), "2020-01/2020-08", "");
    check("5月末", None, "2024-05-31", "");
    check("3月31省份", None, "2024-03", "31省份");
    check("6月26日", None, "2024-06-26", "");
    check("上月", None, "2024-05", "");
    check("目前", None, "-", "");
    check("去年同期", Some(Period::Quarter(2024, 1)), "2023-Q1", "");
}

#[test]
fn parts_of_a_year() {
    check("第三季度", None, "2023-Q3", "");
    check("首季", None, "2024-Q1", "");
    check("前四个季度", Some(Period::Year(2020)), "2020-01/2020-12", "");
    check("下半年", None, "2023-H2", "");
    check("年底", None, "2024-12-31", "");
    check("2月末", None, "2024-02-29", "");
    check("2月下旬", None, "2024-02-21/2024-02-29", "");
    check("6月上旬以来", None, "2024-06-01/2024-06-10", "以来");
    check("1月份至5月份", None, "2024-01/2024-05", "");
    check("3月5日—9日", None, "2024-03-05/2024-03-09", "");
    check("１—４月份", None, "2024-01/2024-04", "");
    check("十二月", None, "2023-12", "");
}

#[test]
fn five_year_plans() {
    check("“十四五”期间，", None, "2021/2025", "，");
    check("十四五时期", None, "2021/2025", "");
    check("“十四五”规划期间", None, "2021/2025", "");
    check("“十五五”时期", None, "2026/2030", "");
    check("“九五”期间", None, "1996/2000", "");
    check("“一五”时期", None, "1953/1957", "");
    check("“十三五”以来", None, "2016/2020", "");
    check("“十三五”末增加", None, "2020-12-31", "增加");
    check("“十四五”期末", None, "2025-12-31", "");
    check("“十四五”前三年", None, "2021/2023", "");
    check("“十四五”规划的收官之年", None, "2025", "");
    check("‘十四五’开局之年", None, "2021", "");
}

#[test]
fn what_is_counted_from_the_day_of_writing() {
    check("昨天", None, "2024-06-27", "");
    check("前天下午", None, "2024-06-26", "下午");
    check("上周", None, "2024-06-17/2024-06-23", "");
    check("本周五，", None, "2024-06-28", "，");
    check("上周日上午", None, "2024-06-23", "上午");
    check("本周一共", None, "2024-06-24/2024-06-30", "一共");
    check("上季度", None, "2024-Q1", "");
    check("本季度", None, "2024-Q2", "");
    check("近三年来", None, "2021-06-29/2024-06-28", "");
    check("最近6个月", None, "2023-12-29/2024-06-28", "");
    check("近两周", None, "2024-06-15/2024-06-28", "");
    check("近几年", None, "-", "");
    let (when, _) = read("昨天").unwrap();
    assert_eq!(when.resolve(Some(Period::Year(2023)), None), None);
}

#[test]
fn the_context_settles_what_it_names() {
    check("期末", Some(Period::Quarter(2023, 3)), "2023-09-30", "");
    check("期末", Some(Period::Month(2024, 2)), "2024-02-29", "");
    check("期末", Some(Period::Years(2021, 2025)), "2025-12-31", "");
    check("期末", None, "-", "");
    check("当月", Some(Period::Months(2024, 1, 5)), "2024-05", "");
    check("当月", Some(Period::Year(2023)), "-", "");
    check("三季度末", Some(Period::Year(2023)), "2023-09-30", "");
    check("2023年一季度末", None, "2023-03-31", "");
    check("6月末", Some(Period::Year(2023)), "2023-06-30", "");
    // A plan of several years does not say which of them.
    check("上半年", Some(Period::Years(2021, 2025)), "2024-H1", "");
}

#[test]
fn days_that_no_calendar_has() {
    let exists = |text: &str, context: Option<Period>| {
        read(text).map(|(when, _)| when.exists(context, None))
    };
    assert_eq!(exists("2023年2月29日", None), Some(false));
    assert_eq!(exists("2024年2月29日", None), Some(true));
    assert_eq!(exists("2月29日", None), Some(true));
    assert_eq!(exists("2月29日", Some(Period::Year(2023))), Some(false));
    assert_eq!(exists("2月30日", None), Some(false));
    assert_eq!(exists("13月5日", None), Some(false));
    assert_eq!(exists("6月1日至31日", None), Some(false));
    assert_eq!(exists("6月", None), Some(true));
}

#[test]
fn what_is_no_time() {
    for text in [
        "3个",
        "13月",
        "一",
        "",
        "第一产业",
        "12024年",
        "前十名",
        "年",
        "5-3月",
        "“十四五”规划",
        "九五期间",
        "“十四”期间",
        "近5亿吨",
        "近三年级",
        "本周边",
        "上周期",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_date_reads_back() {
    let date = Date::parse("2024-02-29").unwrap();
    assert_eq!((date.to_string().as_str(), date.year(), date.month()), ("2024-02-29", 2024, 2));
    assert_eq!(Date::parse("2023-02-29"), None);
    assert_eq!(Date::parse("2024-02-29T10:00"), Some(date));
    assert_eq!(Date::parse("20240229"), None);
}
