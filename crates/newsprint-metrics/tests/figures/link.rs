//! What `link-metrics` makes of several articles.

use newsprint_core::{
    Article, ArticleId, Component, CorpusStage, Digests, Document, Group, GroupKind, MemoryRoom,
    Stage,
};
use newsprint_metrics::{
    FindMetrics, FindMetricsOptions, LinkMetrics, LinkMetricsOptions, SeriesLinks,
};
use newsprint_testkit::record;

/// Each link as `article: series position/periods [conflicting values]`; articles of the same letter
/// are one group.
fn check(texts: &[(char, &str)], expected: &[&str]) {
    let mut documents: Vec<Document> =
        texts.iter().map(|(_, text)| record("要闻", &format!("要闻\n{text}"))).collect();
    let find = FindMetrics::build(FindMetricsOptions { lexicons: Vec::new() }).unwrap();
    let link = LinkMetrics::build(LinkMetricsOptions { lexicons: Vec::new() }).unwrap();
    for (document, (letter, _)) in documents.iter_mut().zip(texts) {
        let _ = find.apply(document).unwrap();
        let id = ArticleId::from_u64(u64::from(u32::from(*letter)));
        let group = Group { id, kind: GroupKind::Near, leader: id, similarity: 1.0 };
        document.articles[0].group = Some(group);
    }
    let mut shown = Vec::new();
    for _ in 0..2 {
        shown = linked(&link, &mut documents);
    }
    assert_eq!(shown, expected);
}

fn linked(link: &LinkMetrics, documents: &mut [Document]) -> Vec<String> {
    let stage: &dyn CorpusStage = link;
    let mut digests = Digests::new();
    for document in documents.iter() {
        digests.extend(&stage.digest_document(document).unwrap());
    }
    let verdicts = stage.resolve(&mut [digests].into_iter(), &MemoryRoom(0)).unwrap().verdicts;
    let mut shown = Vec::new();
    for (at, document) in documents.iter_mut().enumerate() {
        let _ = stage.apply_to_document(document, &verdicts[at..=at]).unwrap();
        shown.extend(show(at, &document.articles[0]));
    }
    shown
}

fn show(at: usize, article: &Article) -> Vec<String> {
    let links = article.extensions.get::<SeriesLinks>().unwrap().unwrap_or_default();
    let told = article.diagnostics.iter().filter(|it| it.code == "conflicting-value").count();
    assert_eq!(told, links.rows.iter().filter(|it| !it.conflicts.is_empty()).count());
    let rows = links.rows.iter().map(|it| {
        let values: Vec<&str> = it.conflicts.iter().map(|other| other.value.as_str()).collect();
        format!("{at}: {} {}/{} {values:?}", it.series, it.position, it.periods)
    });
    rows.collect()
}

#[test]
fn a_series_is_ordered_by_period() {
    check(
        &[
            ('a', "2023年，青岭市茶叶产量5吨。"),
            ('b', "2021年，青岭市茶叶产量3吨。"),
            ('c', "2022年，松原县茶叶产量4吨。"),
        ],
        &["0: 青岭市|茶叶产量|quantity|吨 1/2 []", "1: 青岭市|茶叶产量|quantity|吨 0/2 []"],
    );
}

#[test]
fn names_of_one_thing_are_one() {
    check(
        &[('a', "2023年，青岭市GDP为9亿元。"), ('b', "2022年，青岭市地区生产总值8亿元。")],
        &["0: 青岭市|地区生产总值|money|元 1/2 []", "1: 青岭市|地区生产总值|money|元 0/2 []"],
    );
}

#[test]
fn two_values_of_one_period_are_a_conflict() {
    check(
        &[('a', "2023年，青岭市茶叶产量5吨。"), ('b', "2023年，青岭市茶叶产量6吨。")],
        &[
            "0: 青岭市|茶叶产量|quantity|吨 0/1 [\"6\"]",
            "1: 青岭市|茶叶产量|quantity|吨 0/1 [\"5\"]",
        ],
    );
}

#[test]
fn what_is_rounded_or_bounded_does_not_contradict() {
    for other in ["2023年，青岭市茶叶产量5.24万吨。", "2023年，青岭市茶叶产量超过4万吨。"]
    {
        check(
            &[('a', "2023年，青岭市茶叶产量5.2万吨。"), ('b', other)],
            &["0: 青岭市|茶叶产量|quantity|吨 0/1 []", "1: 青岭市|茶叶产量|quantity|吨 0/1 []"],
        );
    }
}

#[test]
fn copies_of_one_text_are_one_source() {
    check(
        &[
            ('a', "2023年，青岭市茶叶产量5吨。"),
            ('a', "2023年，青岭市茶叶产量6吨。"),
            ('b', "2023年，青岭市茶叶产量5吨。"),
        ],
        &[
            "0: 青岭市|茶叶产量|quantity|吨 0/1 []",
            "1: 青岭市|茶叶产量|quantity|吨 0/1 [\"5\"]",
            "2: 青岭市|茶叶产量|quantity|吨 0/1 [\"6\"]",
        ],
    );
}

#[test]
fn a_growth_is_no_level_and_an_aim_no_fact() {
    check(
        &[
            ('a', "2023年，青岭市茶叶产量5吨。"),
            ('b', "2023年，青岭市力争茶叶产量6吨。"),
            ('c', "2023年，青岭市茶叶产量增长5吨。"),
        ],
        &[],
    );
}

#[test]
fn values_count_to_the_last_printed_digit() {
    let conflict = |a: &str, b: &str, values: [&str; 2]| {
        check(
            &[
                ('a', &format!("2023年，青岭市GDP为{a}。")),
                ('b', &format!("2023年，青岭市地区生产总值{b}。")),
            ],
            &[
                &format!("0: 青岭市|地区生产总值|money|元 0/1 [\"{}\"]", values[1]),
                &format!("1: 青岭市|地区生产总值|money|元 0/1 [\"{}\"]", values[0]),
            ],
        );
    };
    conflict("900亿元", "912亿元", ["90000000000", "91200000000"]);
    conflict("900亿元", "907亿元", ["90000000000", "90700000000"]);
    conflict("5.20万元", "5.24万元", ["52000", "52400"]);
    for other in ["900.3亿元", "9003000万元", "约912亿元", "超过900亿元"] {
        check(
            &[
                ('a', "2023年，青岭市GDP为900亿元。"),
                ('b', &format!("2023年，青岭市GDP为{other}。")),
            ],
            &["0: 青岭市|地区生产总值|money|元 0/1 []", "1: 青岭市|地区生产总值|money|元 0/1 []"],
        );
    }
}

#[test]
fn units_of_one_sort_are_one_series() {
    check(
        &[
            ('a', "2023年，青岭市茶园面积15万亩。"),
            ('b', "2023年，青岭市茶园面积1.0万公顷。"),
            ('c', "2022年，青岭市茶园面积14万亩。"),
            ('d', "2023年，青岭市茶园面积1.2万公顷。"),
        ],
        &[
            "0: 青岭市|茶园面积|quantity|亩 1/2 [\"12000\"]",
            "1: 青岭市|茶园面积|quantity|亩 1/2 [\"12000\"]",
            "2: 青岭市|茶园面积|quantity|亩 0/2 []",
            "3: 青岭市|茶园面积|quantity|亩 1/2 [\"10000\", \"150000\"]",
        ],
    );
    check(
        &[('a', "2023年，青岭市发电量5亿度。"), ('b', "2022年，青岭市发电量4亿千瓦时。")],
        &["0: 青岭市|发电量|quantity|度 1/2 []", "1: 青岭市|发电量|quantity|度 0/2 []"],
    );
}

#[test]
fn one_time_is_one_period_however_it_is_printed() {
    check(
        &[('a', "2023年，青岭市茶叶产量5吨。"), ('b', "2023年1-12月，青岭市茶叶产量6吨。")],
        &[
            "0: 青岭市|茶叶产量|quantity|吨 0/1 [\"6\"]",
            "1: 青岭市|茶叶产量|quantity|吨 0/1 [\"5\"]",
        ],
    );
}
