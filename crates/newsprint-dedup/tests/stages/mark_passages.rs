//! Which passages `mark-passages` finds in which articles.

use crate::support::{article, run, stage};
use newsprint_core::{Digests, Group, GroupKind, MemoryRoom};
use newsprint_dedup::Passages;

/// The passages of each text: how many stories have it, and what the text says there.
fn passages(texts: &[&str], options: &str, groups: &[(usize, usize)]) -> Vec<Vec<(u64, String)>> {
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    for (member, of) in groups {
        let leader = articles[*of].1.id;
        let group = Group { id: leader, kind: GroupKind::Near, leader, similarity: 1.0 };
        articles[*member].1.group = Some(group);
    }
    let _ = run(&*stage("mark-passages", options), &mut articles);
    let said = |(text, (_, article)): (&&str, &(_, newsprint_core::Article))| {
        let found = article.extensions.get::<Passages>().unwrap();
        let found = found.map_or_else(Vec::new, |found| found.passages);
        let said =
            |spans: &[newsprint_core::Span]| spans.iter().filter_map(|it| it.of(text)).collect();
        found.iter().map(|it| (it.stories, said(&it.spans))).collect()
    };
    texts.iter().zip(&articles).map(said).collect()
}

#[track_caller]
fn check(texts: &[&str], expected: &[&[(u64, &str)]]) {
    let found = passages(texts, "shortest = 1", &[]);
    let plain: Vec<Vec<(u64, &str)>> =
        found.iter().map(|of| of.iter().map(|(n, text)| (*n, text.as_str())).collect()).collect();
    assert_eq!(plain, expected);
}

#[test]
fn two_sentences_make_a_passage_and_one_does_not() {
    check(&["甲。乙。丙。", "丁。乙。丙。"], &[&[(2, "乙。丙。")], &[(2, "乙。丙。")]]);
    check(&["甲。乙。丙。", "丁。乙。戊。"], &[&[], &[]]);
    check(&["甲。乙。", "乙。甲。"], &[&[], &[]]);
    check(&["", "。。", "甲"], &[&[], &[], &[]]);
}

#[test]
fn paragraphs_width_and_quotation_marks_do_not_count() {
    check(&["“1号。”乙！丙", "１号。\n乙!"], &[&[(2, "“1号。”乙！")], &[(2, "１号。乙!")]]);
}

#[test]
fn a_passage_ends_where_a_story_leaves_it() {
    check(
        &["甲。乙。丙。丁。", "甲。乙。丙。", "丙。丁。"],
        &[&[(2, "甲。乙。丙。"), (2, "丙。丁。")], &[(2, "甲。乙。丙。")], &[(2, "丙。丁。")]],
    );
    check(
        &["甲。乙。丙。", "甲。乙。丙。", "乙。丙。"],
        &[
            &[(2, "甲。乙。"), (3, "乙。丙。")],
            &[(2, "甲。乙。"), (3, "乙。丙。")],
            &[(3, "乙。丙。")],
        ],
    );
}

#[test]
fn what_repeats_in_one_article_is_no_passage() {
    check(&["甲。乙。甲。乙。", "丙。"], &[&[], &[]]);
}

#[test]
fn english_sentences_end_before_a_space() {
    check(
        &["One here. It cost 1.5 yuan. Ok.", "Two. It cost 1.5 yuan. Ok."],
        &[&[(2, " It cost 1.5 yuan. Ok.")], &[(2, " It cost 1.5 yuan. Ok.")]],
    );
}

#[test]
fn a_speech_is_a_passage_whoever_quotes_it() {
    check(
        &["他说：“甲。乙。”随后散会。", "会上，李四表示，“甲。乙。”会后无语。"],
        &[&[(2, "“甲。乙。”")], &[(2, "“甲。乙。”")]],
    );
    check(&["他说：“甲。”丙。", "他说：“甲。”丁。"], &[&[], &[]]);
    check(
        &["他说：“甲。乙。”丙。", "他说：“甲。乙，”丁。"],
        &[&[(2, "他说：“甲。乙。”")], &[(2, "他说：“甲。乙，”")]],
    );
    check(
        &["He said: \"Snow fell. It stays.\" Ok.", "\"Snow fell. It stays,\" she said."],
        &[&[(2, "\"Snow fell. It stays.\"")], &[(2, "\"Snow fell. It stays,\"")]],
    );
}

#[test]
fn datelines_and_credits_do_not_count() {
    check(
        &["新华社云溪6月28日电（记者 甲乙）雪。雨。（完）", "雪。雨。"],
        &[&[(2, "雪。雨。")], &[(2, "雪。雨。")]],
    );
}

#[test]
fn the_passages_are_the_same_whatever_the_memory() {
    let texts: Vec<String> = (0..3000)
        .map(|n| format!("第{n}篇。甲{}。乙。丙{}。丁{}。戊。", n % 7, n % 50, n % 1000))
        .collect();
    let stage = stage("mark-passages", "shortest = 1");
    let mut digests = Digests::new();
    for (n, text) in texts.iter().enumerate() {
        let (source, article) = article(n, text);
        let mut digest = Vec::new();
        stage.digest(&source, &article, &mut digest).unwrap();
        digests.push(article.id, &digest);
    }
    let verdicts = |memory| {
        let mut parts = (0..digests.len()).step_by(100).map(|first| {
            let mut part = Digests::new();
            (first..first + 100)
                .filter_map(|at| digests.get(at))
                .for_each(|(id, it)| part.push(id, it));
            part
        });
        stage.resolve(&mut parts, &MemoryRoom(memory)).unwrap().verdicts
    };
    let all = verdicts(usize::MAX);
    assert_eq!(all.iter().flatten().count(), 3000);
    for memory in [0, 200_000, 1_000_000] {
        assert_eq!(verdicts(memory), all, "{memory}");
    }
}

#[test]
fn a_broken_digest_is_an_error() {
    let mut digests = Digests::new();
    digests.push(article(0, "甲。").1.id, b"123");
    let digests = &mut Some(digests).into_iter();
    assert!(stage("mark-passages", "").resolve(digests, &MemoryRoom(usize::MAX)).is_err());
}

#[test]
fn articles_of_one_group_are_one_story() {
    let texts = ["甲。乙。", "甲。乙。", "丙。甲。乙。"];
    let count = |groups: &[(usize, usize)]| {
        passages(&texts, "shortest = 1", groups)[0].first().map(|(stories, _)| *stories)
    };
    assert_eq!(count(&[]), Some(3));
    assert_eq!(count(&[(0, 0), (1, 0)]), Some(2));
    assert_eq!(count(&[(0, 0), (1, 0), (2, 0)]), None);
}

#[test]
fn options_say_how_long_and_how_often() {
    let texts = ["甲。乙。", "甲。乙。"];
    assert_eq!(passages(&texts, "", &[])[0], []);
    assert_eq!(passages(&texts, "shortest = 2\nstories = 3", &[])[0], []);
    assert_eq!(passages(&texts, "shortest = 2", &[])[0].len(), 1);
}

#[test]
fn a_passage_has_one_id_and_a_second_run_changes_nothing() {
    let texts = ["甲。乙。丙。", "丁。乙。丙。"];
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let stage = stage("mark-passages", "shortest = 1");
    let _ = run(&*stage, &mut articles);
    let once = articles.clone();
    let _ = run(&*stage, &mut articles);
    assert_eq!(articles, once);
    let id = |n: usize| {
        let found: Passages = once[n].1.extensions.get().unwrap().unwrap();
        found.passages[0].id.clone()
    };
    assert_eq!(id(0), id(1));
    let _ = stage.apply(&mut articles[0].1, None).unwrap();
    assert!(articles[0].1.extensions.is_empty());
}

#[test]
fn many_articles_with_one_passage_take_no_more_than_their_time() {
    let texts: Vec<String> = (0..20_000).map(|n| format!("第{n}篇。甲。乙。丙。")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = passages(&texts, "shortest = 1", &[]);
    assert!(found.iter().all(|found| *found == [(20_000, "甲。乙。丙。".to_owned())]));
}
