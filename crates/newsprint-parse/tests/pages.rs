//! What pages are taken apart into.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its stage must fail")]

use newsprint_core::{Article, BlockKind, Component as _, Document, Source, Stage as _};
use newsprint_parse::{SplitPage, SplitPageOptions};

fn split(text: &str) -> Document {
    let stage = SplitPage::build(SplitPageOptions {}).unwrap();
    let mut document = Document::new(Source::new("page.txt", text).unwrap());
    let _ = stage.apply(&mut document).unwrap();
    assert_eq!(document.check_conservation(), Ok(()), "{text:.80}");
    let once = document.clone();
    let _ = stage.apply(&mut document).unwrap();
    assert_eq!(document, once, "a second run changes nothing");
    document
}

fn outline(article: &Article) -> String {
    let mut lines = Vec::new();
    lines.extend(article.kicker.iter().map(|text| format!("K {text}")));
    lines.extend(article.headline.iter().map(|text| format!("H {text}")));
    lines.extend(article.subheads.iter().map(|text| format!("D {text}")));
    lines.extend(article.section.iter().map(|text| format!("A {text}")));
    lines.extend(article.bylines.iter().map(|byline| format!("B {}", byline.text)));
    lines.extend(article.blocks.iter().map(|block| match block.kind {
        BlockKind::Subheading => format!("S {}", block.text),
        _ => format!("P {}", block.text),
    }));
    lines.extend(article.figures.iter().flat_map(|it| &it.caption).map(|it| format!("C {it}")));
    let photos = article.figures.iter().flat_map(|it| &it.credit);
    lines.extend(photos.chain(&article.credits).map(|text| format!("R {text}")));
    lines.join("|")
}

#[track_caller]
fn check(page: &str, expected: &[&str]) {
    let outlines: Vec<String> = split(page).articles.iter().map(outline).collect();
    assert_eq!(outlines, expected);
}

const LEAD: &str =
    "青河讯(记者林小舟)6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。";
const BODY: &str = "6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。";

#[test]
fn a_headline_stands_above_its_body() {
    let expected = format!("H 青河县图书馆新馆开馆|B 青河讯(记者林小舟)|P {BODY}");
    check(&format!("青河县图书馆新馆开馆\n\n{LEAD}\n"), &[&expected]);
    check(&format!("青河县图书馆新馆开馆\r\n\r\n{LEAD}\r\n"), &[&expected]);
}

#[test]
fn people_need_no_separator() {
    let page = "青河县图书馆新馆开馆\n\n青河讯(记者林小舟实习生周一帆)6月3日,青河县图书馆新馆开馆。首日迎来读者300余人。";
    let document = split(page);
    let byline = &document.articles[0].bylines[0];
    let people: Vec<_> =
        byline.people.iter().map(|it| (it.name.as_str(), it.role.as_deref())).collect();
    assert_eq!(people, [("林小舟", Some("记者")), ("周一帆", Some("实习生"))]);
    assert_eq!(byline.agency.as_deref(), Some("青河"));
}

#[test]
fn a_dateline_is_read() {
    let page = "青河县图书馆新馆开馆\n\n新华社青河6月3日电（记者林小舟）青河县图书馆新馆3日开馆。首日迎来读者300余人。";
    let dateline = split(page).articles[0].dateline.clone().unwrap();
    assert_eq!(dateline.place.as_deref(), Some("青河"));
    assert_eq!(dateline.date.as_deref(), Some("6月3日"));
}

#[test]
fn the_seed_page_has_eight_articles() {
    let page = include_str!("../../../seeds/000_2d5a64c20e9234d2.txt");
    let document = split(page);
    assert!(document.residue.is_empty(), "{:?}", document.residue);
    let shape = |article: &Article| {
        let count = |kind| article.blocks_of(kind).count();
        (
            article.kicker.is_some(),
            article.subheads.len(),
            count(BlockKind::Paragraph),
            count(BlockKind::Subheading),
        )
    };
    let shapes: Vec<_> = document.articles.iter().map(shape).collect();
    let expected = [
        (true, 0, 4, 0),
        (false, 1, 3, 0),
        (true, 0, 5, 3),
        (false, 1, 3, 0),
        (false, 1, 2, 0),
        (false, 0, 2, 0),
        (true, 0, 4, 0),
        (false, 0, 2, 0),
    ];
    assert_eq!(shapes, expected);
    assert!(document.articles[1].diagnostics.iter().any(|it| it.code == "headline-after-body"));
}

#[test]
fn any_text_is_conserved() {
    let hostile = [
        String::new(),
        " \n\t\r\n\u{3000}\n".to_owned(),
        "字".repeat(100_000),
        "字\n".repeat(5_000),
        "“（《".repeat(2_000),
        "”）》\n".repeat(2_000),
        "1".repeat(1_000_000),
        "记者".repeat(5_000),
        "(\n\n".repeat(2_000),
        "１２％，\u{3000}ａ\u{200b}\u{2028}\u{feff}b\u{0}".to_owned(),
    ];
    for text in &hostile {
        split(text);
    }
}

#[test]
fn prose_is_one_article() {
    let page = "雨下了一夜,河水涨到桥边。老人早早起来,推开木门,看见院子里积满了水。\n\n“今天怕是去不成了。”他自言自语。\n\n孙子还在睡。他轻轻关上门,回到灶边,把火生起来。\n";
    let document = split(page);
    let [article] = &document.articles[..] else { panic!("{:?}", document.articles) };
    let texts: Vec<String> = article.blocks.iter().map(|block| block.text.to_string()).collect();
    let lines: Vec<&str> = page.split("\n\n").map(str::trim).collect();
    assert_eq!(texts, lines);
}

#[test]
fn words_of_other_scripts_keep_their_space() {
    let page = "The library of the small town by the river opened its new\nhouse on Monday, and many readers came to see the rooms, to\nborrow books for the summer, and to hear the songs that the\nchildren of the school had learnt for the day.\n";
    let document = split(page);
    let text: String =
        document.articles.iter().flat_map(|it| &it.blocks).map(|it| it.text.to_string()).collect();
    assert!(text.contains("its new house on Monday"), "{document:?}");
}
