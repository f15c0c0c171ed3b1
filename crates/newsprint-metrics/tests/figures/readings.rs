//! What plain sentences say, one line a case: `subject|indicator|value..max unit of|bound|period|
//! comparison`.

use newsprint_core::config::Located;
use newsprint_metrics::{Field, Lexicon, Rule, extract};
use newsprint_zh::date::Date;

pub(crate) fn check(text: &str, expected: &[&str]) {
    let rows: Vec<String> = extract(text, Date::new(2024, 6, 28))
        .readings
        .into_iter()
        .map(|row| {
            assert!(text.get(row.span.clone()).is_some(), "{row:?}");
            let max = row.max.map(|max| format!("..{max}")).unwrap_or_default();
            let of = row.of.map(|of| format!(" of {of}")).unwrap_or_default();
            let aim = if row.target { " target" } else { "" };
            let bound = row.bound.map(|bound| format!("{bound:?}")).unwrap_or_default();
            let period = row.period.map(|period| period.to_string()).unwrap_or_default();
            format!(
                "{}|{}|{}{max} {}{of}{aim}|{bound}|{period}|{}",
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
fn ranks_name_their_field() {
    check(
        "去年，青岭市茶叶产量5.2万吨，居全省第二位。",
        &["青岭市|茶叶产量|52000 吨||2023|", "青岭市|茶叶产量|2 名||2023|"],
    );
    check("今年，青岭市空气质量在全国50个城市中排名第七。", &["青岭市|空气质量|7 名 of 50||2024|"]);
    check(
        "2023年,青岭市绿化覆盖率达43.7%;青岭市空气质量达到二级标准,在全国50个城市中排名第七。",
        &["青岭市|绿化覆盖率|43.7 %||2023|", "青岭市|空气质量|7 名 of 50||2023|"],
    );
    check("今年，白河县发展指数跻身全国前十。", &["白河县|发展指数|10 名|AtMost|2024|"]);
    check("去年，青岭市绿化率居首位。", &["青岭市|绿化率|1 名||2023|"]);
}

#[test]
fn a_fraction_is_a_share() {
    check("去年，茶园占耕地的四分之一。", &["|茶园占耕地比重|25 %||2023|"]);
    check("去年，茶园占耕地的比重为百分之三十。", &["|茶园占耕地比重|30 %||2023|"]);
    check("去年，茶企与果企数量之比为3:2。", &["|茶企与果企数量之比|3  of 2||2023|"]);
    check("去年，主队以3:2获胜。", &[]);
}

#[test]
fn a_noun_ends_before_the_next_verb() {
    check("去年，30个5G工厂投产。", &["|5G工厂|30 个||2023|"]);
    check(
        "去年，全省634家A级景区接待游客5万人次。",
        &["全省|A级景区|634 家||2023|", "全省|634家A级景区接待游客|50000 人次||2023|"],
    );
    check("去年，12个旅游接待中心投产。", &["|旅游接待中心|12 个||2023|"]);
    check("今年，走访6个村民小组了解收支情况。", &["|村民小组|6 个||2024|"]);
    check("今年，走访2条道路改造工程施工现场。", &["|道路改造工程|2 条||2024|"]);
}

#[test]
fn ranges_have_two_ends() {
    check("去年，水稻亩产为410-450公斤。", &["|水稻亩产|410..450 公斤||2023|"]);
    check("今年，每日接待游客2万至3万人次。", &["|每日接待游客|20000..30000 人次||2024|"]);
    check("今年，合格率为95%到98%。", &["|合格率|95..98 %||2024|"]);
    check("今年，修路七八条。", &["|修路|7..8 条||2024|"]);
}

#[test]
fn bounds_of_every_kind() {
    check("去年，检修水泵约80台。", &["|检修水泵|80 台|About|2023|"]);
    check("去年，水库蓄水超过6亿立方米。", &["|水库蓄水|600000000 立方米|MoreThan|2023|"]);
    check("去年，能耗下降不超过3%。", &["|能耗|-3 %|AtMost|2023|yoy"]);
    check("去年，损耗率控制在5%以内。", &["|损耗率|5 %|AtMost|2023|"]);
    check("去年，栽树百万株以上。", &["|栽树|1000000 株|AtLeast|2023|"]);
    check("去年，安置群众2000余人。", &["|安置群众|2000 人|MoreThan|2023|"]);
}

#[test]
fn a_change_names_its_base() {
    check(
        "2023年，青岭市茶园面积12万亩，比上年末增长3%。",
        &["青岭市|茶园面积|120000 亩||2023|", "青岭市|茶园面积|3 %||2023|previous_year_end"],
    );
    check("5月，鲜笋价格比4月上涨3.2%。", &["|鲜笋价格|3.2 %||2024-05|mom"]);
    check("2023年，茶叶产量比2019年增长12%。", &["|茶叶产量|12 %||2023|2019年"]);
    check(
        "6月，用电量同比增长4%，环比下降1%。",
        &["|用电量|4 %||2024-06|yoy", "|用电量|-1 %||2024-06|mom"],
    );
    check("去年，砖瓦产量是2019年的2.3倍。", &["|砖瓦产量|2.3 ||2023|2019年"]);
}

#[test]
fn periods_hold_until_the_next() {
    check("2023年1—4月，青岭市产值增长5%。", &["青岭市|产值|5 %||2023-01/2023-04|yoy"]);
    check("截至5月末，青岭市茶企共70家。", &["青岭市|茶企|70 家||2024-05-31|"]);
    check("今年上半年，青岭市出口额3亿元。", &["青岭市|出口额|300000000 元||2024-H1|"]);
    check(
        "3月，客运量6万人次；4月，客运量7万人次。",
        &["|客运量|60000 人次||2024-03|", "|客运量|70000 人次||2024-04|"],
    );
    check("目前，青岭市共有茶企70家。", &["青岭市|茶企|70 家|||"]);
    check("2019年至2023年，青岭市造林9万亩。", &["青岭市|造林|90000 亩||2019/2023|"]);
    check("力争到2030年森林覆盖率达到65%。", &["|森林覆盖率|65 % target||2030|"]);
}

#[test]
fn lists_are_made_whole() {
    check(
        "去年，对东海、西山出口分别增长5%和6%。",
        &["|对东海出口|5 %||2023|yoy", "|对西山出口|6 %||2023|yoy"],
    );
    check(
        "去年，城乡居民人均收入分别为4.2万元和2.1万元。",
        &["|城镇居民人均收入|42000 元||2023|", "|农村居民人均收入|21000 元||2023|"],
    );
    check(
        "去年，鲜果、干果产值分别为3亿元、2亿元，分别增长5%、6%。",
        &[
            "|鲜果产值|300000000 元||2023|",
            "|干果产值|200000000 元||2023|",
            "|鲜果产值|5 %||2023|yoy",
            "|干果产值|6 %||2023|yoy",
        ],
    );
    check(
        "去年，苯、酚、醛分别下降2%和3%。",
        &["|苯、酚、醛|-2 %||2023|yoy", "|苯、酚、醛|-3 %||2023|yoy"],
    );
}

#[test]
fn a_place_that_is_printed_in_full_is_known_by_its_short_form() {
    check(
        "青岭市今年扩种。青岭市位于西部。去年，青岭产粮12万吨。",
        &["青岭|产粮|120000 吨||2023|"],
    );
    check("青岭市位于西部。去年，全市粮食产量12万吨。", &["青岭市|粮食产量|120000 吨||2023|"]);
    check("我县去年产茶5吨。", &["我县|产茶|5 吨||2023|"]);
    check("去年，全国铁路发送旅客3亿人次。", &["全国|铁路发送旅客|300000000 人次||2023|"]);
    check("北京机场再创新高，去年保障航班3万架次。", &["北京机场|保障航班|30000 架次||2023|"]);
    check("“客人多了。”北京宾馆经理说。去年，接待游客3万人次。", &["|接待游客|30000 人次||2023|"]);
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
        extract(&piece.repeat(60_000 / piece.len()), None);
    }
}

#[test]
fn digits_behind_a_noun_cut_no_character() {
    check("三亿多人的新村路上3", &["|新村路上3|300000000 人|MoreThan|2024|"]);
}

#[test]
fn the_example_lexicon_is_well_formed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/lexicons/environment.toml");
    let file = Located { value: path, span: newsprint_core::Span::default() };
    assert!(Lexicon::with_files(&[file]).is_ok());
}

#[test]
fn aims_are_told_from_what_is_done() {
    check("今年，青岭市计划新建桥梁3座。", &["青岭市|新建桥梁|3 座 target||2024|"]);
    check("今年，青岭市争取到扶持资金50万元。", &["青岭市|扶持资金|500000 元||2024|"]);
}

#[test]
fn each_field_tells_where_it_was_read() {
    let text = "2023年，青岭市茶叶产量5.2万吨，增长8.5%。茶企70家。";
    let found = extract(text, Date::new(2024, 6, 28)).readings;
    let shown: Vec<String> = found
        .iter()
        .map(|row| {
            let basis = row.basis.iter().map(|it| {
                let at = it.at.as_ref().map(|at| &text[at.span.clone()]);
                format!("{:?} {:?} {}", it.field, it.rule, at.unwrap_or_default())
            });
            basis.collect::<Vec<_>>().join("|")
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Indicator Clause 茶叶产量|Subject Clause 青岭市|Period Sentence 2023年",
            "Indicator Figure 茶叶产量|Subject Sentence 青岭市|Period Sentence 2023年|Comparison Usage ",
            "Indicator Clause 茶企|Subject Text 青岭市|Period Text 2023年",
        ]
    );
    let doubts = extract("去年，苯、酚、醛分别下降2%和3%。", None).doubts;
    assert_eq!(doubts.iter().map(|it| it.code).collect::<Vec<_>>(), ["unequal-list"]);
}

#[test]
fn aims_fields_and_bounds_tell_where_they_were_read() {
    let told = |text: &str, field: Field| {
        let row = extract(text, Date::new(2024, 6, 28)).readings.pop().unwrap();
        let basis = row.basis.into_iter().find(|it| it.field == field)?;
        Some((basis.rule, basis.at.map(|at| text[at.span].to_owned()).unwrap_or_default()))
    };
    let clause = |words: &str| Some((Rule::Clause, words.to_owned()));
    assert_eq!(told("今年，力争产茶5吨。", Field::Modality), clause("力争"));
    let aim = told("力争今年产茶5吨，出口2吨。", Field::Modality);
    assert_eq!(aim, Some((Rule::Sentence, "力争".to_owned())));
    assert_eq!(told("去年，产茶5吨。", Field::Modality), None);
    assert_eq!(told("去年，31个省份中有26个增产。", Field::Of), clause("31个"));
    assert_eq!(told("去年，产值超过了5亿元。", Field::Bound), clause("产值超过了"));
    assert_eq!(told("去年，产值约5亿元。", Field::Bound), None);
}

#[test]
fn a_row_that_is_doubted_is_less_sure() {
    let sure = |text: &str| {
        let rows = extract(text, Date::new(2024, 6, 28)).readings;
        rows.iter().map(|row| row.confidence).collect::<Vec<_>>()
    };
    assert_eq!(sure("去年，青岭市茶园面积5万亩。"), [0.9]);
    assert_eq!(sure("去年，青岭市茶园面积5万吨。"), [0.7]);
    assert_eq!(sure("去年，青岭市苯、酚、醛分别下降2%和3%。"), [0.7, 0.7]);
}

#[test]
fn the_time_of_an_aim_ends_with_its_sentence() {
    check(
        "2023年，青岭市产茶5吨。力争到2025年产茶8吨。茶园面积6万亩。",
        &[
            "青岭市|产茶|5 吨||2023|",
            "青岭市|产茶|8 吨 target||2025|",
            "青岭市|茶园面积|60000 亩||2023|",
        ],
    );
}
