//! What plain sentences say, one line a case: `subject|indicator|value unit|bound|period|comparison`.

#![expect(clippy::unwrap_used, reason = "the bundled lists are checked by the crate's own tests")]

use newsprint_core::config::Located;
use newsprint_metrics::{Lexicon, extract};
use newsprint_zh::date::Date;

fn check(text: &str, expected: &[&str]) {
    let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
    let rows: Vec<String> = extract(&lexicon, text, Date::new(2024, 6, 28))
        .into_iter()
        .map(|row| {
            assert!(text.get(row.span.clone()).is_some(), "{row:?}");
            let bound = row.bound.map(|bound| format!("{bound:?}")).unwrap_or_default();
            let period = row.period.map(|period| period.to_string()).unwrap_or_default();
            format!(
                "{}|{}|{} {}|{bound}|{period}|{}",
                row.subject.unwrap_or_default(),
                row.indicator,
                row.value,
                row.unit,
                row.comparison.unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(rows, expected, "{text}");
}

#[test]
fn the_indicator_stands_left_of_a_measure() {
    check("2023年,青岭市绿化覆盖率达43.7%。", &["青岭市|绿化覆盖率|43.7 %||2023|"]);
    check("去年,粮食产量为3.2万吨。", &["|粮食产量|32000 吨||2023|"]);
}

#[test]
fn the_noun_follows_its_classifier() {
    check("今年，白河县新建成8个标准化养殖园。", &["白河县|标准化养殖园|8 个||2024|"]);
    check(
        "今年培训护林员35名、巡查员12名。",
        &["|培训护林员|35 名||2024|", "|巡查员|12 名||2024|"],
    );
}

#[test]
fn growth_belongs_to_the_figure_before() {
    check(
        "今年一季度，茶叶产值12亿元，同比增长8.5%。",
        &["|茶叶产值|1200000000 元||2024-Q1|", "|茶叶产值|8.5 %||2024-Q1|yoy"],
    );
    check("5月水果价格环比下降2.4%。", &["|水果价格|-2.4 %||2024-05|mom"]);
    check("去年森林覆盖率提高到61%。", &["|森林覆盖率|61 %||2023|"]);
}

#[test]
fn values_are_dealt_out() {
    check(
        "2023年，茶叶、蜂蜜产量分别增长4%和6%。",
        &["|茶叶产量|4 %||2023|yoy", "|蜂蜜产量|6 %||2023|yoy"],
    );
}

#[test]
fn shares_name_their_whole() {
    check(
        "2023年，茶叶产值9亿元，占农业总产值的18%。",
        &["|茶叶产值|900000000 元||2023|", "|茶叶产值占农业总产值比重|18 %||2023|"],
    );
}

#[test]
fn bounds_touch_or_stand_apart() {
    check("2023年水质达标率达96%以上。", &["|水质达标率|96 %|AtLeast|2023|"]);
    check("2023年接待游客近30万人次。", &["|接待游客|300000 人次|LessThan|2023|"]);
}

#[test]
fn what_is_no_figure_gives_no_row() {
    for text in [
        "“十五五”规划",
        "第三产业",
        "一是抓落实",
        "6月26日召开",
        "《条例》第8条",
        "G808公路",
        "9810",
    ] {
        check(text, &[]);
    }
}

#[test]
fn hostile_text_gives_no_panic() {
    let numeral = "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二";
    for piece in ["9", "一", "亿", "5个人", "6%、", "“", "（", "占", "比", "分别3%和", numeral]
    {
        let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
        extract(&lexicon, &piece.repeat(60_000 / piece.len()), None);
    }
}

#[test]
fn the_example_lexicon_is_well_formed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/lexicons/environment.toml");
    let file = Located { value: path, span: newsprint_core::Span::default() };
    assert!(Lexicon::with_files(&[file]).is_ok());
}
