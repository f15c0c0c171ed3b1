//! The time that a figure is about: as the clause says, then the sentences before it, then the day of
//! writing, which is 2024-06-28 here.

use newsprint_metrics::{Field, Rule, extract};
use newsprint_zh::date::Date;

/// The periods of the rows of `text`, with the rule by which each was read.
fn check(text: &str, expected: &[&str]) {
    let rows = extract(text, Date::new(2024, 6, 28)).readings;
    let shown = rows.iter().map(|row| {
        let basis = row.basis.iter().find(|it| it.field == Field::Period);
        let rule = basis.map_or("", |it| match it.rule {
            Rule::Sentence => " sentence",
            Rule::Text => " text",
            Rule::Document => " document",
            _ => " other",
        });
        format!("{}{rule}", row.period.map(|it| it.to_string()).unwrap_or_default())
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn a_plan_is_five_years() {
    check("“十四五”期间，青岭市修路500公里。", &["2021/2025 sentence"]);
    check("十四五时期，青岭市修路500公里。", &["2021/2025 sentence"]);
    check("“十三五”以来，青岭市修路500公里。", &["2016/2020 sentence"]);
    check("“十三五”末，青岭市公路里程500公里。", &["2020-12-31 sentence"]);
    check("青岭市公路里程比“十三五”末增加500公里。", &["2024 document"]);
    check("青岭市发布“十四五”规划，拟修路500公里。", &["2024 document"]);
}

#[test]
fn an_end_is_its_last_day() {
    check("2023年三季度末，贷款余额5亿元。", &["2023-09-30 sentence"]);
    check("6月末，贷款余额5亿元。", &["2024-06-30 sentence"]);
    check("2023年，产茶5吨。年末，茶园面积3万亩。", &["2023 sentence", "2023-12-31 sentence"]);
    check(
        "2023年一季度，营业收入5亿元，期末总资产20亿元。",
        &["2023-Q1 sentence", "2023-03-31 sentence"],
    );
    check("全市学期末在校学生3万人。", &["2024 document"]);
}

#[test]
fn the_day_of_writing_is_what_relative_times_are_counted_from() {
    check("昨天，青岭市接待游客5万人次。", &["2024-06-27 sentence"]);
    check("前天，青岭市最高气温35℃。", &["2024-06-26 sentence"]);
    check("目前天气转好，青岭市接待游客5万人次。", &[""]);
    check("上周，青岭市用电量3亿千瓦时。", &["2024-06-17/2024-06-23 sentence"]);
    check("上周五，青岭市用电量3亿千瓦时。", &["2024-06-21 sentence"]);
    check("上月，青岭市用电量3亿千瓦时。", &["2024-05 sentence"]);
    check("上季度，青岭市用电量3亿千瓦时。", &["2024-Q1 sentence"]);
    check("近三年，青岭市修路500公里。", &["2021-06-29/2024-06-28 sentence"]);
    check("历时近三年，青岭市修路500公里。", &["2024 document"]);
    check("青岭市用电量比上季度增长3%，比上周增长1%。", &["2024 document", "2024 document"]);
}

#[test]
fn what_goes_on_with_a_sentence_has_its_time() {
    check(
        "6月1日至20日，接待游客5万人次。其中，外地游客2万人次。茶园面积3万亩。",
        &["2024-06-01/2024-06-20 sentence", "2024-06-01/2024-06-20 sentence", "2024 document"],
    );
    check("5月，失业率为5%，与上月持平；产茶3吨。", &["2024-05 sentence", "2024-05 sentence"]);
    check("6月上旬，产茶5吨，比上旬增长3%。", &["2024-06-01/2024-06-10 sentence"; 2]);
}

#[test]
fn a_part_of_a_year_is_of_the_year_that_the_text_names() {
    check("2023年，青岭市产茶5吨，其中上半年2吨。", &["2023 sentence", "2023-H1 sentence"]);
    check("2022年，青岭市产茶5吨。三季度，出口2吨。", &["2022 sentence", "2022-Q3 sentence"]);
    check(
        "2022年，青岭市产茶5吨。前5个月，出口2吨。",
        &["2022 sentence", "2022-01/2022-05 sentence"],
    );
    check("前5个月，青岭市产茶5吨。", &["2024-01/2024-05 sentence"]);
    check(
        "1-4月份，青岭市产茶5吨，当月产茶2吨。",
        &["2024-01/2024-04 sentence", "2024-04 sentence"],
    );
    check("2012年以来，修路90公里。上半年，修路3公里。", &["2012 sentence", "2024-H1 sentence"]);
    // What the sentence before names would be behind the day of writing.
    check("力争到2025年产茶8吨。上半年，产茶5吨。", &["2025 sentence", "2024-H1 sentence"]);
    check("上半年，出口3亿元，而去年同期为2亿元。", &["2024-H1 sentence", "2023-H1 sentence"]);
}
