//! Which articles `group-reprints` takes for reprints of one story.

use crate::support::{
    BRIDGE, BULLETIN, LIBRARY, article, filled, misread, resolve, run, stage, start_of,
};
use newsprint_core::{GroupKind, MemoryRoom, Outcome};
use newsprint_dedup::{EdgeKind, Leader, Likenesses, Rules, group};

/// The group of each text, by the position of its first; `None` where it is alone.
fn groups(texts: &[String]) -> Vec<Option<usize>> {
    let places = group(texts, &Rules::DEFAULT).unwrap();
    places.iter().map(|place| place.map(|place| place.group)).collect()
}

#[track_caller]
fn check(texts: &[&str], expected: &[Option<usize>]) {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    assert_eq!(groups(&texts), expected);
}

/// Text without meaning or repetition, `count` characters of it.
fn noise(seed: u32, count: usize) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let draw = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        char::from_u32(0x4E00 + state % 5000).unwrap_or('一')
    };
    std::iter::repeat_with(draw).take(count).collect()
}

#[test]
fn other_punctuation_makes_no_other_text() {
    let spaced: String = LIBRARY.replace('，', ",").chars().flat_map(|c| [c, ' ']).collect();
    check(&[LIBRARY, &spaced, BRIDGE], &[Some(0), Some(0), None]);
    let places = group(&[LIBRARY, &spaced], &Rules::DEFAULT).unwrap();
    assert_eq!(
        places[1].map(|place| (place.kind, place.similarity)),
        Some((GroupKind::Exact, 1.0))
    );
}

#[test]
fn damaged_copies_are_found() {
    for step in [10, 15, 30, 100] {
        check(&[LIBRARY, BRIDGE, &misread(LIBRARY, step)], &[Some(0), None, Some(0)]);
    }
}

#[test]
fn a_new_head_and_tail_make_no_other_story() {
    let reprint =
        format!("本报讯 云溪市传来好消息。\n{LIBRARY}\n图为新馆外景。读者若有线索请拨打热线。");
    check(&[BRIDGE, &reprint, LIBRARY], &[None, Some(1), Some(1)]);
}

#[test]
fn the_shorter_can_be_contained() {
    let long = format!("{LIBRARY}\n{}", noise(1, 400));
    check(&[&long, LIBRARY], &[Some(0), Some(0)]);
    check(&[LIBRARY, &start_of(LIBRARY, 200)], &[Some(0), Some(0)]);
    let place = group(&[&long, LIBRARY], &Rules::DEFAULT).unwrap()[1].unwrap();
    assert_eq!((place.leader, place.kind), (0, GroupKind::Contained));
    assert!(place.similarity > 0.9, "{place:?}");
}

#[test]
fn a_shared_quotation_makes_no_reprint() {
    let quotation = start_of(BRIDGE, 80);
    let with = |text: &str| format!("{text}\n{quotation}");
    check(&[&with(LIBRARY), &with(&noise(2, 400))], &[None, None]);
}

#[test]
fn one_template_with_other_figures_stays_apart() {
    let years: Vec<String> = (0..6).map(|year| filled(BULLETIN, year)).collect();
    assert_eq!(groups(&years), [None; 6]);
    let mut with_copies = years.clone();
    with_copies.extend(years.iter().map(|year| misread(year, 40)));
    let expected: Vec<Option<usize>> = (0..12).map(|n| Some(n % 6)).collect();
    assert_eq!(groups(&with_copies), expected);
}

#[test]
fn ordinals_and_chinese_years_are_figures() {
    let session = |year: &str, ordinal: &str| {
        format!(
            "{year}，云溪市少年宫第{ordinal}届航模节在北郊草坪举行，第{ordinal}次由学生自己担任裁判。{}",
            start_of(LIBRARY, 220).replace("十二册", "许多"),
        )
    };
    let (a, b) = (session("二〇二三年", "五"), session("二〇二四年", "六"));
    check(&[&a, &b, &a], &[Some(0), None, Some(0)]);
}

#[test]
fn figures_at_both_ends_are_compared() {
    let opening = |verb: &str, petrol: u32, diesel: u32| {
        format!("今日零时起，汽油每吨{verb}{petrol}元，柴油每吨{verb}{diesel}元。")
    };
    let (rise, fall) = (opening("上调", 205, 195), opening("下调", 340, 330));
    let with = |head: &str, tail: &str| format!("{head}{}{tail}", start_of(LIBRARY, 230));
    check(&[&with(&rise, ""), &with(&fall, ""), &with(&rise, "")], &[Some(0), None, Some(0)]);
    check(&[&with("", &rise), &with("", &fall), &with("", &rise)], &[Some(0), None, Some(0)]);
    let of_year = |year: &str| with(&format!("{year}年的城区读书节开幕了。"), "");
    check(&[&of_year("二〇二四"), &of_year("二〇二五")], &[None, None]);
    // What says something else is another head.
    let other = "市图书馆供稿，记者于3月5日上午9时到馆采访。";
    check(&[&with(&rise, ""), &with(other, "")], &[Some(0), Some(0)]);
}

#[test]
fn an_ordinal_that_changes_alone_makes_another_story() {
    let session = |year: u32, ordinal: &str| {
        format!(
            "{}{year}年云溪市少年宫第{ordinal}届航模节有120人报名，30个学校派队参加，用去经费45万元。",
            start_of(LIBRARY, 230)
        )
    };
    let (this, next) = (session(2023, "五"), session(2024, "五"));
    check(&[&this, &next, &this], &[Some(0), None, Some(0)]);
    check(&[&this, &session(2023, "六")], &[None, None]);
    // Damage elsewhere may have struck the ordinal too.
    check(&[&this, &misread(&next, 40)], &[Some(0), Some(0)]);
}

#[test]
fn a_number_in_other_numerals_is_the_same() {
    let session = |year: &str, ordinal: &str, count: &str| {
        format!(
            "{}{year}年云溪市少年宫第{ordinal}届航模节{year}年五月开幕，{count}人报名。",
            start_of(LIBRARY, 230)
        )
    };
    let arabic = session("2024", "10", "120");
    check(&[&arabic, &session("二〇二四", "十", "一百二十")], &[Some(0), Some(0)]);
    check(&[&arabic, &session("二〇二三", "十", "一百二十")], &[None, None]);
    check(&[&arabic, &session("二〇二四", "十一", "一百二十")], &[None, None]);
}

#[test]
fn set_phrases_make_no_reprint() {
    let visit = |guest: &str, day: &str| {
        format!(
            "{day}上午，市长在市政广场举行仪式欢迎{guest}来访。乐队奏响迎宾曲，两地小学生挥舞花束。\
            宾主一同检阅仪仗队，并沿红毯走向会谈大厅。"
        )
    };
    check(&[&visit("北岭州代表团", "周一"), &visit("东屿省友好人士", "今天")], &[None, None]);
}

#[test]
fn a_page_of_two_articles_does_not_chain_them() {
    let page = format!("{LIBRARY}\n{BRIDGE}");
    let copies = [LIBRARY, BRIDGE].map(|text| misread(text, 50));
    let found = groups(&[LIBRARY, &copies[0], &page, BRIDGE, &copies[1]].map(str::to_owned));
    assert_eq!((found[0], found[1]), (Some(0), Some(0)));
    assert_eq!(found[3], found[4]);
    assert_ne!(found[0], found[3]);
}

#[test]
fn texts_with_spaces_are_compared_by_words() {
    let words = |seed: u32| -> String {
        noise(seed, 300)
            .chars()
            .flat_map(|c| format!("w{:x} ", u32::from(c)).into_bytes())
            .map(char::from)
            .collect()
    };
    let changed = words(1).replacen(' ', " well ", 20);
    check(&[&words(1), &words(2), &words(1)], &[Some(0), None, Some(0)]);
    check(&[&words(1), &changed], &[Some(0), Some(0)]);
}

#[test]
fn tiny_bodies_are_alike_only_when_they_are_the_same() {
    check(&["", "", "雪", "雪", "雨", "图片新闻"], &[None, None, Some(2), Some(2), None, None]);
}

#[test]
fn a_thousand_copies_are_one_group() {
    let same = vec![LIBRARY.to_owned(); 1000];
    assert_eq!(groups(&same), [Some(0); 1000]);
    let near: Vec<String> = (0..1000).map(|n| format!("{LIBRARY}{}", noise(n + 1, 20))).collect();
    assert_eq!(groups(&near), [Some(0); 1000]);
}

#[test]
fn hostile_texts_group_nothing() {
    let texts =
        ["一".repeat(100_000), "7".repeat(1_000_000), "“".repeat(100_000), "a ".repeat(100_000)];
    assert_eq!(groups(&texts), [None; 4]);
    let shared: Vec<String> =
        (0..3000).map(|n| format!("{}{}", start_of(BRIDGE, 60), noise(n + 9, 60))).collect();
    assert_eq!(groups(&shared), vec![None; 3000]);
}

#[test]
fn the_order_of_the_input_does_not_change_the_groups() {
    let mut texts: Vec<String> = (0..5).map(|year| filled(BULLETIN, year)).collect();
    texts.extend([LIBRARY, BRIDGE, &start_of(LIBRARY, 220)].map(str::to_owned));
    let copies: Vec<String> = texts[2..7].iter().map(|text| misread(text, 25)).collect();
    texts.extend(copies);
    let partition = |order: &[usize]| {
        let shuffled: Vec<String> = order.iter().map(|n| texts[*n].clone()).collect();
        let mut sets = std::collections::BTreeMap::new();
        for (at, found) in groups(&shuffled).into_iter().enumerate() {
            sets.entry(found.unwrap_or(at)).or_insert_with(Vec::new).push(order[at]);
        }
        let mut sets: Vec<Vec<usize>> = sets.into_values().collect();
        for set in &mut sets {
            set.sort_unstable();
        }
        sets.sort();
        sets
    };
    let forward: Vec<usize> = (0..texts.len()).collect();
    for step in [1, 3, 5, 7, 11] {
        let order: Vec<usize> = forward.iter().map(|n| n * step % texts.len()).collect();
        assert_eq!(partition(&order), partition(&forward));
    }
}

#[test]
fn the_leader_is_chosen_and_the_group_named_after_its_first() {
    let texts = [start_of(LIBRARY, 200), LIBRARY.to_owned(), LIBRARY.to_owned()];
    let leaders = |leader| {
        let places = group(&texts, &Rules { leader, ..Rules::DEFAULT }).unwrap();
        places.into_iter().map(|place| place.map(|place| (place.group, place.leader))).collect()
    };
    let longest: Vec<Option<(usize, usize)>> = leaders(Leader::Longest);
    assert_eq!(longest, [Some((0, 1)); 3]);
    let earliest: Vec<Option<(usize, usize)>> = leaders(Leader::Earliest);
    assert_eq!(earliest, [Some((0, 0)); 3]);
}

#[test]
fn the_cleanest_leads_where_that_is_wanted() {
    let longer = format!("{}本报将继续关注。", misread(LIBRARY, 12));
    let texts = [start_of(LIBRARY, 240), longer, LIBRARY.to_owned(), misread(LIBRARY, 20)];
    let leader = |leader| {
        let places = group(&texts, &Rules { leader, ..Rules::DEFAULT }).unwrap();
        places.into_iter().map(|place| place.map(|place| place.leader)).collect()
    };
    let cleanest: Vec<Option<usize>> = leader(Leader::Cleanest);
    assert_eq!(cleanest, [Some(2); 4]);
    let longest: Vec<Option<usize>> = leader(Leader::Longest);
    assert_eq!(longest, [Some(1); 4]);
}

#[test]
fn articles_say_what_they_are_like_and_why() {
    let texts = [&filled(BULLETIN, 1), &filled(BULLETIN, 2), LIBRARY, &misread(LIBRARY, 30)];
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let stage = stage("group-reprints", "leader = \"earliest\"");
    let _ = run(&*stage, &mut articles);
    let edges = |n: usize| {
        let found = articles[n].1.extensions.get::<Likenesses>().unwrap();
        found.map_or_else(Vec::new, |found| found.edges)
    };
    let [ref template] = edges(0)[..] else { panic!("one template") };
    assert_eq!((template.article, template.kind), (articles[1].1.id, EdgeKind::Template));
    assert_eq!(template.evidence.figures, 12);
    assert!(template.evidence.other_figures > 10, "{template:?}");
    assert_eq!(edges(1)[0].article, articles[0].1.id);
    assert_eq!(edges(2), []);
    let [ref copy] = edges(3)[..] else { panic!("one leader") };
    assert_eq!((copy.article, copy.kind), (articles[2].1.id, EdgeKind::Near));
    assert!(copy.evidence.damaged > 5 && copy.evidence.replaced == 0, "{copy:?}");
    let _ = stage.apply(&mut articles[3].1, None).unwrap();
    assert!(articles[3].1.extensions.is_empty());
}

#[test]
fn a_name_that_stands_for_another_throughout_makes_another_story() {
    let visit = |name: &str, place: &str| {
        format!(
            "{place}客人{name}一行昨日走进旧粮仓参观。{}讲解员陪同{name}看完了展览，{name}在留言簿上写下感想。\
             {}临别时{name}把一盆{place}的兰花留在了窗台上。",
            start_of(LIBRARY, 160),
            start_of(BRIDGE, 160),
        )
    };
    check(&[&visit("林晚舟", "北岭"), &visit("高思远", "东屿")], &[None, None]);
    check(&[&visit("林晚舟", "北岭"), &visit("林晚舟", "北岭")], &[Some(0), Some(0)]);
}

#[test]
fn days_keep_ritual_items_apart() {
    let item = format!("节日将至，广场花坛布置一新。{}", start_of(LIBRARY, 200));
    let texts = [item.clone(), item.replace("已经排起", "又排起了"), item.replace("不少", "许多")];
    let days = ["2023-10-01", "2024-10-01", "2024-10-03"];
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    for ((source, _), day) in articles.iter_mut().zip(days) {
        let mut facts = newsprint_core::Facts::default();
        facts.date = Some(day.to_owned());
        *source = source.clone().with_facts(facts);
    }
    let mut found = |options: &str| -> Vec<bool> {
        let _ = run(&*stage("group-reprints", options), &mut articles);
        articles.iter().map(|(_, article)| article.group.is_some()).collect()
    };
    assert_eq!(found(""), [false, true, true]);
    assert_eq!(found("days = 1000"), [true; 3]);
    assert_eq!(found("days = 1"), [false; 3]);
}

#[test]
fn headline_byline_and_credit_in_the_text_do_not_count() {
    let with = |head: &str, tail: &str| format!("{head}\n{LIBRARY}\n{tail}");
    let a = with("旧粮仓里的新书房\n云溪日报记者 童远山", "（责任编辑：梅若兰）");
    let b = with("来源：青禾晚报 2024-06-28 09:15", "编辑：宋长庚 校对：林晚舟");
    let mut articles: Vec<_> =
        [&a, &b].iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let _ = run(&*stage("group-reprints", ""), &mut articles);
    let kinds = articles.iter().map(|(_, article)| article.group.as_ref().map(|group| group.kind));
    assert_eq!(kinds.collect::<Vec<_>>(), [Some(GroupKind::Exact); 2]);
}

#[test]
fn a_dateline_and_a_credit_in_the_text_keep_nothing_apart() {
    let short = start_of(LIBRARY, 120);
    let texts = [
        format!("新华社云溪6月28日电（记者 甲乙）{short}。（完）"),
        format!("本报云溪7月16日讯（记者丙丁）{short}。来源：青禾日报 责任编辑：戊己"),
        format!("{short}。"),
    ];
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let _ = run(&*stage("group-reprints", ""), &mut articles);
    let kinds = articles.iter().map(|(_, article)| article.group.as_ref().map(|group| group.kind));
    assert_eq!(kinds.collect::<Vec<_>>(), [Some(GroupKind::Exact); 3]);
}

#[test]
fn two_excerpts_that_share_little_are_one_group_with_the_whole() {
    let whole = format!("{LIBRARY}{BRIDGE}");
    let count = whole.chars().count();
    let first = start_of(&whole, count * 6 / 10);
    let last: String = whole.chars().skip(count * 45 / 100).collect();
    check(&[&first, &last, &whole, &misread(&whole, 40)], &[Some(0); 4]);
}

#[test]
fn articles_are_marked_with_their_group() {
    let texts = [BRIDGE, LIBRARY, &start_of(&misread(LIBRARY, 30), 260)];
    let mut articles: Vec<_> = texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
    let stage = stage("group-reprints", "");
    assert_eq!(run(&*stage, &mut articles), vec![Outcome::Keep; 3]);
    let ids: Vec<_> = articles.iter().map(|(_, article)| article.id).collect();
    assert_eq!(articles[0].1.group, None);
    let leader = articles[1].1.group.clone().unwrap();
    assert_eq!((leader.id, leader.leader, leader.kind), (ids[1], ids[1], GroupKind::Exact));
    let copy = articles[2].1.group.clone().unwrap();
    assert_eq!((copy.id, copy.leader, copy.kind), (ids[1], ids[1], GroupKind::Near));
    assert!(copy.similarity > 0.6 && copy.similarity < 1.0, "{copy:?}");

    let verdicts = resolve(&*stage, &articles);
    assert_eq!(verdicts[2].as_ref().map(|verdict| &*verdict.reason), Some("near-copy"));
    let _ = stage.apply(&mut articles[1].1, None).unwrap();
    assert_eq!(articles[1].1.group, None);
}

#[test]
fn reprints_are_dropped_but_not_what_says_more() {
    let long = format!("{LIBRARY}\n{}", noise(1, 400));
    let texts = [LIBRARY, &misread(LIBRARY, 30), &long];
    let run = |options: &str| -> Vec<bool> {
        let mut articles: Vec<_> =
            texts.iter().enumerate().map(|(n, text)| article(n, text)).collect();
        let outcomes = run(&*stage("group-reprints", options), &mut articles);
        outcomes.iter().map(|outcome| *outcome == Outcome::Keep).collect()
    };
    assert_eq!(run("action = \"drop\""), [false, false, true]);
    assert_eq!(run("action = \"drop\"\nleader = \"earliest\""), [true, false, true]);
}

#[test]
fn thresholds_decide() {
    let texts = [LIBRARY.to_owned(), misread(LIBRARY, 15)];
    let strict = Rules { threshold: 0.99, ..Rules::DEFAULT };
    assert_eq!(group(&texts, &strict).unwrap(), [None, None]);
    assert!(group(&texts, &Rules::DEFAULT).unwrap()[1].is_some());
}

#[test]
fn a_broken_digest_is_an_error() {
    let mut digests = newsprint_core::Digests::new();
    let (_, article) = article(0, LIBRARY);
    digests.push(article.id, b"no digest");
    let (mut digests, room) = (Some(digests).into_iter(), MemoryRoom(usize::MAX));
    let error = stage("group-reprints", "").resolve(&mut digests, &room).unwrap_err();
    assert_eq!(error.to_string(), format!("the digest of article {} is broken", article.id));
}
