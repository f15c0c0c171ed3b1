//! What is recognised for people, by kind.

use std::sync::LazyLock;

use newsprint_core::config::Choices as _;
use newsprint_metrics::{Kind, Lexicon, recognise};
use newsprint_zh::date::DateTime;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::bundled().unwrap());

/// What of `kind` is recognised in `text`, as `printed=value unit`.
fn check(kind: Kind, text: &str, expected: &[&str]) {
    let found = recognise(&LEXICON, text, DateTime::parse("2024-06-28"));
    let own = found.iter().filter(|it| it.kind == kind).map(|it| {
        let unit = it.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let value = it.value.as_deref().unwrap_or("-");
        format!("{}={value}{unit}", &text[it.span.clone()])
    });
    assert_eq!(own.collect::<Vec<_>>(), expected, "{} in {text}", kind.word());
}

#[test]
fn numbers() {
    let check = |text, expected| check(Kind::Number, text, expected);
    check("收了三千六百斤", &["三千六百=3600"]);
    check("温差达-12.5", &["-12.5=-12.5"]);
    check("负六点八", &["负六点八=-6.8"]);
    check("余下五分之二", &["五分之二=0.4"]);
    check("二又四分之一", &["二又四分之一=2.25"]);
    check("约3/8", &["3/8=0.375"]);
    check("60k和7e3", &["60k=60000", "7e3=7000"]);
    check("三打", &["三打=36"]);
    check("有两只", &["两=2"]);
    check("一切顺利，十分高兴，四面八方", &[]);
    check("部队登陆，大肆收拾", &[]);
    check("三十一起", &["三十一=31"]);
    check("见PM2.5与G808", &[]);
    check("《三十而立》印了两千册", &["两千=2000"]);
    check("http://a.cn/?n=35%20", &[]);
}

#[test]
fn shares() {
    let check = |text, expected| check(Kind::Percentage, text, expected);
    check("占35.6％", &["35.6％=35.6 %"]);
    check("百分之六十二", &["百分之六十二=62 %"]);
    check("千分之四", &["千分之四=0.4 %"]);
    check("七成半", &["七成半=75 %"]);
    check("八五折", &["八五折=85 %"]);
    check("提高六个百分点", &["六个百分点=6 %"]);
    check("提高三个半百分点", &["三个半百分点=3.5 %"]);
    check("三成本，四折合", &[]);
}

#[test]
fn ranges() {
    let check = |text, expected| check(Kind::NumberRange, text, expected);
    check("要30-45个", &["30-45=[30,45)"]);
    check("不少于八十", &["不少于八十=[80,)"]);
    check("大于6小于9", &["大于6小于9=(6,9)"]);
    check("大于9小于6", &["大于9=(9,)", "小于6=(,6)"]);
    check("三百以上", &["三百以上=(300,)"]);
    check("六百多", &["六百多=(600,)"]);
    check("电话是010-6655", &[]);
}

#[test]
fn money() {
    let check = |text, expected| check(Kind::Currency, text, expected);
    check("计36元5角", &["36元5角=36.5 CNY"]);
    check("近600万元", &["近600万元=6000000 CNY"]);
    check("人民币8千元", &["人民币8千元=8000 CNY"]);
    check("三到五万港元", &["三到五万港元=[30000,50000) HKD"]);
    check("6000多欧元", &["6000多欧元=[6000,7000) EUR"]);
    check("两个亿日元", &["两个亿日元=200000000 JPY"]);
    check("要价$25", &["$25=25 USD"]);
    check("三块蛋糕", &[]);
    check("花了三块", &["三块=3 CNY"]);
}

#[test]
fn quantities() {
    check(Kind::Dimension, "两吨半和600千克", &["两吨半=2.5 t", "600千克=600 kg"]);
    check(Kind::Dimension, "五十兆字节", &["五十兆字节=50 MBy"]);
    check(Kind::Dimension, "跑了-0.5千米", &["-0.5千米=-0.5 km"]);
    check(Kind::Temperature, "华氏80度", &["华氏80度=80 [degF]"]);
    check(Kind::Temperature, "零下6摄氏度", &["6摄氏度=-6 Cel"]);
    check(Kind::Age, "刚满三周岁", &["三周岁=3 a"]);
    check(Kind::Ordinal, "第六次，第十二", &["第六=6", "第十二=12"]);
}

#[test]
fn what_competes_is_read_once() {
    // An amount is no month, a fraction no minute, a ratio no time of day.
    check(Kind::DateRange, "4691.72万元", &[]);
    check(Kind::Duration, "四分之一", &[]);
    check(Kind::Time, "11.1:47.5:41.4", &[]);
    check(Kind::Duration, "已满七周岁", &[]);
    check(Kind::Date, "3月29省份", &[]);
    check(Kind::Date, "全国两会在5G时代", &[]);
    check(Kind::Date, "今日，《明日方向》上映", &["今日=2024-06-28"]);
}

#[test]
fn any_text_is_recognised_in_time() {
    let numeral = "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二";
    let pieces = [
        "9",
        "一",
        "亿",
        "a1",
        "3、",
        "《",
        "http://",
        "百分之",
        "-",
        "第",
        "每",
        "年",
        "5 ",
        "(",
        "1/2",
        "大于3",
        "3到",
        "人民币",
        numeral,
        "3月",
        "1.2.",
        "零",
        "\u{3000}",
    ];
    for piece in pieces {
        recognise(&LEXICON, &piece.repeat(20_000 / piece.len()), None);
    }
}
