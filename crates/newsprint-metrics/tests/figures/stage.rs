//! What the stage writes into an article: rows, their evidence and diagnostics.

use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Component, Document, MappedText, Source, Span, Stage,
};
use newsprint_metrics::{FindMetrics, FindMetricsOptions};
use newsprint_testkit::record;

fn apply(document: &mut Document) {
    let stage = FindMetrics::build(FindMetricsOptions { lexicons: Vec::new() }).unwrap();
    let _ = stage.apply(document).unwrap();
}

/// Each row of `document` as `indicator|printed|evidence`, the evidence as source text.
fn check(mut document: Document, expected: &[&str]) {
    apply(&mut document);
    let source = document.source().text();
    let shown: Vec<String> = document.articles[0]
        .metrics
        .iter()
        .map(|row| {
            let evidence: Vec<&str> =
                row.evidence.iter().map(|span| &source[span.start()..span.end()]).collect();
            format!("{}|{}|{}", row.indicator, row.text, evidence.join(","))
        })
        .collect();
    assert_eq!(shown, expected, "{source}");
}

#[test]
fn evidence_is_what_is_printed() {
    check(
        record("a", "青岭要闻\n去年，茶叶产量约5.2万吨，增长3％。\n今年，茶企共有70余家。"),
        &["茶叶产量|约5.2万吨|约5.2万吨", "茶叶产量|3％|3％", "茶企|70余家|70余家"],
    );
}

#[test]
fn a_figure_that_the_layout_cuts_has_evidence_in_each_part() {
    let text = "去年，茶叶产量5.\n图为茶园\n2万吨。";
    let source = Source::new("a", text).unwrap();
    let mut paragraph = MappedText::new();
    let cut = text.find('\n').unwrap();
    let resumed = text.rfind('\n').unwrap() + 1;
    paragraph.push_verbatim(text, Span::new(0, cut));
    paragraph.push_verbatim(text, Span::new(resumed, text.len()));
    let mut article = Article::new(ArticleId::new(&source, Span::new(0, text.len())));
    article.blocks.push(Block { kind: BlockKind::Paragraph, text: paragraph });
    let mut document = Document::new(source);
    document.articles.push(article);
    check(document, &["茶叶产量|5.2万吨|5.,2万吨"]);
}

/// Another stage may have put other characters in their place before.
#[test]
fn a_figure_is_quoted_as_the_source_prints_it() {
    let text = "去年，茶葉產量達5萬噸，●3％增長。";
    let source = Source::new("a", text).unwrap();
    let mut paragraph = MappedText::new();
    let mut done = 0;
    for (printed, folded) in [("葉產", "叶产"), ("達", "达"), ("萬噸", "万吨"), ("●3", "3")]
    {
        let at = text.find(printed).unwrap();
        paragraph.push_verbatim(text, Span::new(done, at));
        done = at + printed.len();
        paragraph.push_altered(folded, Span::new(at, done));
    }
    paragraph.push_verbatim(text, Span::new(done, text.len()));
    let mut article = Article::new(ArticleId::new(&source, Span::new(0, text.len())));
    article.blocks.push(Block { kind: BlockKind::Paragraph, text: paragraph });
    let mut document = Document::new(source);
    document.articles.push(article);
    check(document, &["茶叶产量|5萬噸|5萬噸", "茶叶产量|3％|●3％"]);
}

#[test]
fn a_headline_repeats_the_figure_of_the_body() {
    check(
        record("a", "青岭茶叶产量达5.2万吨\n去年，青岭市茶叶产量达5.2万吨。"),
        &["茶叶产量|5.2万吨|5.2万吨,5.2万吨"],
    );
    check(
        record("a", "青岭栽树3万株\n去年，青岭市茶叶产量达5.2万吨。"),
        &["茶叶产量|5.2万吨|5.2万吨", "栽树|3万株|3万株"],
    );
}

#[test]
fn a_headline_rounds_the_figure_of_the_body() {
    let body = "去年，青岭市茶叶产量达5.2万吨，增长8.1%。";
    let both = |head: &str| record("a", &format!("{head}\n{body}"));
    let growth = "茶叶产量|8.1%|8.1%";
    check(both("青岭茶叶产量超5万吨"), &["茶叶产量|5.2万吨|超5万吨,5.2万吨", growth]);
    check(both("青岭茶叶产量约5万吨"), &["茶叶产量|5.2万吨|约5万吨,5.2万吨", growth]);
    check(both("茶叶产量增长8%"), &["茶叶产量|5.2万吨|5.2万吨", "茶叶产量|8.1%|8%,8.1%"]);
    // Neither more digits, nor another number, nor a bound that the value does not keep.
    let apart = |printed: &'static str| ["茶叶产量|5.2万吨|5.2万吨", growth, printed];
    check(both("青岭茶叶产量5.18万吨"), &apart("茶叶产量|5.18万吨|5.18万吨"));
    check(both("青岭茶叶产量超4万吨"), &apart("茶叶产量|超4万吨|超4万吨"));
    check(both("青岭茶叶产量近5万吨"), &apart("茶叶产量|近5万吨|近5万吨"));
    check(both("2022年青岭茶叶产量5万吨"), &apart("茶叶产量|5万吨|5万吨"));
    check(both("青岭茶叶出口5万斤"), &apart("茶叶出口|5万斤|5万斤"));
    // Of two that it could round it is neither.
    check(
        record("a", "茶叶产量增长8%\n一季度，茶叶产量增长8.1%。上半年，茶叶产量增长7.9%。"),
        &["茶叶产量|8.1%|8.1%", "茶叶产量|7.9%|7.9%", "茶叶产量|8%|8%"],
    );
}

#[test]
fn an_example_ends_with_its_paragraph_where_the_headline_tells_of_a_country() {
    let subjects = |head: &str| {
        let body = "茶业发展平稳。\n河南茶叶产量9吨。茶园面积8亩。在安徽芜湖，茶厂产茶5吨。\n\
                    茶具销量5万件。";
        let mut document = record("a", &format!("{head}\n{body}"));
        apply(&mut document);
        let rows = document.articles[0].metrics.iter();
        rows.map(|row| row.subject.clone().unwrap_or_default()).collect::<Vec<String>>()
    };
    let told = ["河南", "河南", "安徽芜湖"];
    assert_eq!(subjects("我国茶业向好"), [&told[..], &["我国"]].concat());
    assert_eq!(subjects("茶业向好"), [&told[..], &["河南"]].concat());
    assert_eq!(subjects("国内生产总值增长"), [&told[..], &["河南"]].concat());
}

#[test]
fn diagnostics_name_what_is_doubtful() {
    let check = |text: &str, codes: &[&str]| {
        let mut document = record("a", &format!("要闻\n{text}"));
        apply(&mut document);
        let found = document.articles[0].diagnostics.iter().map(|it| it.code.as_ref());
        assert_eq!(found.collect::<Vec<_>>(), codes, "{text}");
    };
    check("去年，苯、酚、醛分别下降2%和3%。", &["unequal-list"]);
    check("去年，青岭市茶叶占农业产值的130%。", &["share-above-100"]);
    check("2023年2月30日，青岭市产茶5吨。", &["no-such-date"]);
    check("2月30日，记者获悉，青岭市产茶5吨。", &["no-such-date"]);
    check("青岭市茶园面积比2023年2月29日增加5亩。", &["no-such-date"]);
    check("2024年2月29日，青岭市产茶5吨。", &[]);
    check("去年，茶叶产量5-万吨。", &["half-range"]);
    check("去年，茶叶合格率为30%至，茶企70家。", &["half-range"]);
    check("去年，茶叶产值5亿元——创下新高，从5%到8%不等。", &[]);
    check("去年，茶叶产量达吨，增长个百分点。", &["unit-without-number"; 2]);
    check("去年，李达人在青岭市约方先生。", &[]);
    check("去年，茶叶产量增长%。", &["percent-without-number"]);
    check("去年，茶叶、蜂蜜、菌菇占比分别为60%、30%和20%。", &["shares-above-100"]);
    check("去年，茶叶、蜂蜜、菌菇占比分别为60%、20%和20%。", &[]);
    check("去年，青岭市产值50亿元，其中茶叶产值60亿元。", &["part-above-whole"]);
    check("去年，青岭市产值50亿元，其中茶叶产值40亿元。", &[]);
    check("去年，青岭市茶园面积5万吨。", &["unusual-unit"]);
    check("去年，青岭市造林面积5万亩，覆盖率40%。", &[]);
    // A rate of a whole, but not one that can be more.
    check("去年，青岭市森林覆盖率达130%。", &["share-above-100"]);
    check("去年，青岭市产品合格率为101%。", &["share-above-100"]);
    check("去年，青岭市收入目标完成率为105%。", &[]);
    // Parts and shares that are parallel add up.
    check("去年，总投资30亿元，其中，一期25亿元，二期10亿元。", &["part-above-whole"]);
    check("去年，总投资30亿元，其中，一期20亿元，二期10亿元。", &[]);
    check("去年，总投资30亿元，其中，民间投资25亿元，制造业10亿元。", &[]);
    check("去年，12人住院，其中儿童3人，另有20人受伤。", &[]);
    check("去年，粮食单产375公斤，其中小麦单产400公斤。", &[]);
    check("去年，铁路里程15公里，其中高铁4公里；公路里程543公里。", &[]);
    check("去年，一产占20%、二产占50%、三产占60%。", &["shares-above-100"]);
    check("去年，一产占20%、二产占50%、三产占30%。", &[]);
    check("去年，完工量、订单量分别占全球的60%和70%。", &[]);
    // Units of one dimension stand for one another.
    check("去年，粮食产量5亿元。", &["unusual-unit"]);
    check("去年，降水量560亩。", &["unusual-unit"]);
    check("去年，茶园面积5%。", &["unusual-unit"]);
    check("去年，冬小麦播种面积已过九成，完成意向面积的90%。", &[]);
    check("去年，公路里程3200km，展馆面积42㎡，出口额3亿泰铢。", &[]);
    check("去年，飞机日利用率8小时，接卸效率300吨/小时。", &[]);
    check("去年，青岭市产茶5吨。", &[]);
}

#[test]
fn a_long_numeral_is_quoted_cut_short() {
    let mut document = record("a", &format!("要闻\n编号{}。", "9".repeat(100_000)));
    apply(&mut document);
    let [told] = &document.articles[0].diagnostics[..] else { panic!("one diagnostic") };
    assert_eq!(told.code, "too-many-digits");
    assert!(told.message.chars().count() < 80, "{}", told.message);
    assert_eq!(told.span.map(|it| it.end() - it.start()), Some(100_000));
}

#[test]
fn a_headline_can_have_another_name_for_the_indicator() {
    check(
        record("a", "青岭市GDP增长5.5%\n去年，青岭市地区生产总值增长5.5%。"),
        &["地区生产总值|5.5%|5.5%,5.5%"],
    );
}

#[test]
fn a_second_application_changes_nothing() {
    let mut document = record("a", "青岭产茶5吨\n去年，苯、酚、醛分别下降2%和3%，产茶5吨。");
    apply(&mut document);
    let once = document.clone();
    apply(&mut document);
    assert_eq!(document, once);
}

#[test]
fn hostile_articles_give_no_panic() {
    for piece in ["9", "，", "“", "《", "5%", "同比", "分别", "的", "第", "2023年", "\n", "１"]
    {
        let mut document = record("a", &piece.repeat(100_000 / piece.len()));
        apply(&mut document);
        let text = document.source().text();
        let rows = document.articles.iter().flat_map(|article| &article.metrics);
        let mut spans = rows.flat_map(|row| &row.evidence);
        assert!(spans.all(|span| text.get(span.start()..span.end()).is_some()), "{piece}");
    }
    apply(&mut record("a", ""));
}
