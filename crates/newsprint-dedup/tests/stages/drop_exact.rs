//! What `drop-exact` takes for the same text.

use crate::support::{article, run, stage};
use newsprint_core::{Article, DropReason, MappedText, Outcome, Source};

/// The positions of the articles that stay.
fn kept(texts: &[&str]) -> Vec<usize> {
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let outcomes = run(&*stage("drop-exact", ""), &mut articles);
    (0..texts.len()).filter(|n| outcomes[*n] == Outcome::Keep).collect()
}

#[track_caller]
fn check(texts: &[&str], expected: &[usize]) {
    assert_eq!(kept(texts), expected);
}

#[test]
fn the_first_of_each_text_stays() {
    check(&["云溪下雪。", "青禾下雪。", "云溪下雪。", "云溪下雪。"], &[0, 1]);
    check(&["云溪下雪。"], &[0]);
    check(&[], &[]);
}

#[test]
fn width_white_space_and_punctuation_do_not_count() {
    check(&["云溪，2024年下雪。", "云溪,２０２４年\n下 雪"], &[0]);
    check(&["第一段。\n第二段。", "第一段。第二段。"], &[0]);
}

#[test]
fn numbers_count() {
    check(&["增长1.5%", "增长15%", "增长1.5", "增长-1.5%"], &[0, 1, 2, 3]);
    check(&["共12 5人", "共125人", "共12.5人", "共12。5人"], &[0, 1, 2]);
    check(&["共1,234人", "共1234人", "共１２３４人", "共1，2，3，4人"], &[0, 3]);
    check(&["下降5%", "下降5‰", "下降5"], &[0, 1, 2]);
}

#[test]
fn an_empty_body_is_no_copy() {
    check(&["", "", "。。", " "], &[0, 1, 2, 3]);
    check(&["雪", "雪"], &[0]);
}

#[test]
fn the_same_document_read_twice_is_a_copy() {
    let mut articles: Vec<(Source, Article)> = vec![article(0, "云溪下雪"), article(0, "云溪下雪")];
    let outcomes = run(&*stage("drop-exact", ""), &mut articles);
    assert!(matches!(outcomes[..], [Outcome::Keep, Outcome::Drop(_)]));
}

#[test]
fn only_the_body_counts() {
    let mut articles = vec![article(0, "云溪下雪"), article(1, "云溪下雪")];
    articles[0].1.headline = Some(MappedText::unmapped("大雪"));
    articles[0].1.credits.push(MappedText::unmapped("来源：云溪晚报"));
    let first = articles[0].1.id;
    let outcomes = run(&*stage("drop-exact", ""), &mut articles);
    let reason = DropReason::new("same-text", format!("the text of article {first}"));
    assert_eq!(outcomes, [Outcome::Keep, Outcome::Drop(reason)]);
}

#[test]
fn datelines_and_credits_in_the_text_do_not_count() {
    let bare = "云溪今天下雪，积雪3厘米。市民早起扫雪。";
    for (before, after) in [
        ("新华社云溪6月28日电（记者 甲乙）", "（完）"),
        ("本报云溪6月29日讯", "（记者 甲乙 摄）"),
        ("大雪来了！\n本报讯 （记者甲乙、丙丁）", "来源：青禾日报 责任编辑：甲乙"),
        ("", "\n来源：青禾日报\n编辑：甲乙\n校对：丙丁\n审核：戊己"),
    ] {
        check(&[bare, &format!("{before}{bare}{after}")], &[0]);
    }
    check(&["本报讯云溪下雪3厘米。", "本报讯云溪下雪5厘米。"], &[0, 1]);
}
