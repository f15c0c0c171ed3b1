//! How text becomes fragments: wrapping, gutters, presentation forms, references to other pages.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its stage must fail")]

use newsprint_core::{
    Article, Component as _, CorpusStage, Document, Facts, ResidueReason, Source, Stage as _,
};
use newsprint_parse::{Direction, JoinPages, Joined, SplitPage, SplitPageOptions, Turn, Turns};

fn split_source(source: Source) -> Document {
    let stage = SplitPage::build(SplitPageOptions {}).unwrap();
    let mut document = Document::new(source);
    let _ = stage.apply(&mut document).unwrap();
    assert_eq!(document.check_conservation(), Ok(()), "{:.80}", document.source().text());
    document
}

fn split(text: &str) -> Document {
    split_source(Source::new("page.txt", text).unwrap())
}

fn body(article: &Article) -> Vec<String> {
    article.blocks.iter().map(|block| block.text.to_string()).collect()
}

/// The paragraphs of a page with one article.
#[track_caller]
fn check_body(page: &str, expected: &[&str]) {
    let document = split(page);
    let [article] = &document.articles[..] else { panic!("{:#?}", document.articles) };
    assert_eq!(body(article), expected);
}

/// `paragraphs` set in lines of `measure` characters, the first of each two characters shorter.
fn set(paragraphs: &[&str], measure: usize, indent: &str) -> String {
    let mut page = String::new();
    for paragraph in paragraphs {
        let mut room = measure - 2;
        page.push_str(indent);
        for c in paragraph.chars() {
            if room == 0 && !"，。”、".contains(c) {
                page.push('\n');
                room = measure;
            }
            page.push(c);
            room = room.saturating_sub(1);
        }
        page.push('\n');
    }
    page
}

const REPORT: [&str; 3] = [
    "青河讯（记者林小舟）六月三日，青河县图书馆新馆开馆。首日迎来读者三百余人，借出图书五百余册，读者在门前排起长队。",
    "新馆共有三层，藏书十二万册，设有少儿阅览室、自习室和报告厅。馆长李秀兰介绍，新馆每天开放到晚上九点，周末也不休息，节假日另行通知。",
    "读者王阿婆说，以前借书要走很远的路，如今走出家门就能借到，孩子们放学以后也有了去处。",
];

const PLAIN: [&str; 3] = [
    "六月三日，青河县图书馆新馆开馆。首日迎来读者三百余人，借出图书五百余册，读者在门前排起长队。",
    REPORT[1],
    REPORT[2],
];

#[test]
fn lines_of_one_measure_are_paragraphs() {
    for measure in [14, 16, 18, 21, 26] {
        for indent in ["", "　　"] {
            check_body(&set(&REPORT, measure, indent), &PLAIN);
        }
    }
    check_body(
        &set(&REPORT, 18, "").replace('，', ","),
        &PLAIN.map(|it| it.replace('，', ",")).each_ref().map(String::as_str),
    );
}

#[test]
fn columns_have_their_own_measures() {
    let second = [
        "东岭讯（记者苏晓峰）东岭市水务局昨日发布消息，全市今年计划改造老旧供水管网一百二十公里，惠及居民四万余户。",
        "目前，首批工程已经开工，预计年底以前完成。施工期间部分路段夜间停水，水务局提醒居民提前储水。",
    ];
    let page = format!(
        "青河县图书馆新馆\n开馆\n{}东岭市改造供水管网\n{}",
        set(&REPORT, 18, ""),
        set(&second, 14, "")
    );
    let document = split(&page);
    let [library, water] = &document.articles[..] else { panic!("{:#?}", document.articles) };
    assert_eq!(body(library), PLAIN);
    assert_eq!(body(water)[1], second[1]);
    assert_eq!(
        water.headline.as_ref().map(ToString::to_string).as_deref(),
        Some("东岭市改造供水管网")
    );
}

#[test]
fn a_line_that_no_measure_explains_spoils_no_other() {
    // Nothing is known of how a mark comes to stand below a line wider than any column.
    let odd =
        format!("{}\n，渡口照常开放。\n", "渡口的老船工每天清晨划船送孩子们过河上学".repeat(5));
    let document = split(&format!("{}{odd}", set(&REPORT, 18, "")));
    let found: Vec<String> = document.articles.iter().flat_map(body).collect();
    for paragraph in PLAIN {
        assert!(found.iter().any(|it| it == paragraph), "{found:#?}");
    }
}

#[test]
fn a_vertical_headline_is_one() {
    let page = format!("青\n河\n县\n图\n书\n馆\n新\n馆\n开\n馆\n{}", set(&REPORT, 18, ""));
    let document = split(&page);
    let [article] = &document.articles[..] else { panic!("{:#?}", document.articles) };
    assert_eq!(article.headline.as_ref().unwrap().as_str(), "青河县图书馆新馆开馆");
    assert_eq!(body(article), PLAIN);
}

#[test]
fn marks_set_close_together_do_not_end_a_line() {
    let quoted = set(
        &[
            "馆长李秀兰说：“新馆每天开放到晚上九点。”她又说：“周末也不休息，节假日另行通知，请读者留意馆前的告示和网站。”",
            REPORT[1],
            REPORT[2],
        ],
        18,
        "",
    );
    let cut = quoted.replace("。”", "。\n”");
    check_body(
        &cut,
        &[
            "馆长李秀兰说：“新馆每天开放到晚上九点。”她又说：“周末也不休息，节假日另行通知，请读者留意馆前的告示和网站。”",
            REPORT[1],
            REPORT[2],
        ],
    );
}

#[test]
fn prose_keeps_its_paragraphs() {
    let novel = [
        "天还没有亮，渡口的雾已经从水面上漫了起来。老周把竹篙横在船头，蹲下身去解缆绳。",
        "“今天还走吗？”岸上有人问。",
        "“走。”他说。",
        "那人便不再言语，提着一只旧皮箱，踩着跳板上了船。船身轻轻一晃，水声在雾里散开，像是谁叹了一口气。",
        "老周抬起头来，看了看对岸。对岸什么也看不见，只有几声鸡鸣，隔着水传过来，又远又轻。",
    ];
    check_body(&novel.map(|it| format!("　　{it}\n")).concat(), &novel);
    check_body(&set(&novel, 20, "　　"), &novel);
    let english = [
        "The harbour at Easton was quiet that winter. Ships came in twice a week, carrying timber and salt, and left again before the tide turned. Nobody stayed for long.",
        "Margaret Lowe kept the lighthouse log. She wrote down the weather, the ships and, when there was room, what she had eaten, on every day but Sundays.",
    ];
    let wrap = |text: &str| {
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            if lines.last().unwrap().len() + word.len() > 60 {
                lines.push(String::new());
            }
            let line = lines.last_mut().unwrap();
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        lines.join("\n") + "\n"
    };
    check_body(&english.map(wrap).join("\n"), &english);
    check_body(&english.join("\n\n"), &english);
}

#[test]
fn lines_that_are_paragraphs_are_left_alone() {
    let lines = [
        "过去一年，全县地区生产总值增长百分之六，一般公共预算收入增长百分之五，城乡居民收入稳步提高。",
        "新增规模以上工业企业十二家。",
        "改造老旧小区二十三个，新建农村公路一百四十六公里，新增学位两千四百个。",
        "各位代表，让我们团结一心，继续努力！",
    ];
    check_body(&lines.join("\n"), &lines);
}

#[test]
fn columns_are_cut_at_their_gutter() {
    let left = set(&REPORT[..2], 16, "");
    let right = set(
        &["设有少儿阅览室的分馆也在同日开馆，读者可以就近借书还书，办证只要五分钟。", REPORT[2]],
        16,
        "",
    );
    let rows = left.lines().zip(right.lines().chain(std::iter::repeat("")));
    let row = |(left, right): (&str, &str)| {
        let space = " ".repeat(40 - 2 * left.chars().count());
        format!("{left}{space}{right}").trim_end().to_owned()
    };
    let page = rows.map(row).collect::<Vec<_>>().join("\n");
    let document = split(&page);
    let text: String = document.articles.iter().flat_map(body).collect();
    assert!(text.contains("首日迎来读者三百余人，借出图书五百余册"), "{text}");
    assert!(text.contains("读者可以就近借书还书，办证只要五分钟"), "{text}");
    assert!(document.diagnostics.is_empty());
}

#[test]
fn mixed_columns_are_refused() {
    let page = "青河县图书馆新馆开馆首日迎来 东岭市水务局昨日发布消息全市\n读者三百余人借出图书五百余册 计划改造老旧供水管网一百二十\n读者在门前排起长队新馆共有三 公里惠及居民四万余户目前首批\n";
    let document = split(page);
    assert!(document.articles.is_empty());
    assert!(document.residue.iter().all(|it| it.reason == ResidueReason::Unreadable));
    assert_eq!(document.diagnostics[0].code, "columns-side-by-side");
}

#[test]
fn presentation_forms_are_folded_with_their_places() {
    let page = "⻘河县图书馆新馆开⻔\n\n⻘河讯(记者林⼩⾈)6⽉3⽇,⻘河县图书馆新馆开馆。⾸⽇迎来读者300余⼈,借出图书500余册。\n";
    let document = split(page);
    let [article] = &document.articles[..] else { panic!("{:#?}", document.articles) };
    let headline = article.headline.as_ref().unwrap();
    assert_eq!(headline.as_str(), "青河县图书馆新馆开门");
    let first = headline.runs()[0];
    assert!(!first.is_verbatim());
    assert_eq!(first.source().of(page), Some("⻘"));
    assert_eq!(
        body(article),
        ["6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。"]
    );
    assert_eq!(article.bylines[0].people[0].name, "林小舟");
}

const LEAD: &str =
    "青河讯(记者林小舟)6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册,设有少儿阅";
const REST: &str = "览室和自习室。开馆时间延长到晚上九点,周末不休息。读者王阿婆说,以前借书要走很远的路,如今走出家门就能借到。";

fn turns(article: &Article) -> Vec<(Direction, String, Option<String>)> {
    let turns = article.extensions.get::<Turns>().unwrap();
    let of = |turn: Turn| (turn.direction, turn.page, turn.title);
    turns.into_iter().flat_map(|it| it.turns).map(of).collect()
}

#[test]
fn a_reference_to_the_next_page_is_no_text() {
    let cases = [
        ("(下转第2版)", "2", None),
        ("（下转A3版）", "A3", None),
        ("▶下转06版", "6", None),
        ("【下转第十二版】", "12", None),
        ("(下转第4版《新馆开馆》)", "4", Some("新馆开馆")),
    ];
    for (printed, page, title) in cases {
        for gap in ["\n\n", "\n", ""] {
            let document = split(&format!("青河县图书馆新馆开馆\n\n{LEAD}{gap}{printed}\n"));
            let [article] = &document.articles[..] else { panic!("{:#?}", document.articles) };
            let expected = (Direction::To, page.to_owned(), title.map(str::to_owned));
            assert_eq!(turns(article), [expected], "{printed}");
            assert!(!body(article).concat().contains("下转"), "{printed}");
            assert_eq!(document.residue[0].reason, ResidueReason::PageFurniture);
        }
    }
}

#[test]
fn a_reference_to_the_page_before_is_no_headline() {
    for (printed, page) in [("(上接第1版)", "1"), ("（紧接第一版）", "1"), ("(上接01版)", "1")]
    {
        let document = split(&format!("{printed}青河县图书馆新馆开馆\n\n{REST}\n"));
        let [article] = &document.articles[..] else { panic!("{:#?}", document.articles) };
        assert_eq!(article.headline.as_ref().unwrap().as_str(), "青河县图书馆新馆开馆");
        let title = Some("青河县图书馆新馆开馆".to_owned());
        assert_eq!(turns(article), [(Direction::From, page.to_owned(), title)]);
    }
}

#[test]
fn words_about_pages_are_no_reference() {
    let page =
        format!("青河县图书馆新馆开馆\n\n{LEAD}{REST}这本书转到第2版才有插图,读者觉得可惜。\n");
    assert!(turns(&split(&page).articles[0]).is_empty());
}

/// Which parts `join-pages` finds for the first article of each page of (paper, page, text).
fn join(pages: &[(&str, &str, &str)]) -> Vec<Option<Joined>> {
    let documents: Vec<Document> = pages
        .iter()
        .map(|(paper, page, text)| {
            let mut facts = Facts::default();
            facts.paper = Some((*paper).to_owned());
            facts.date = Some("2024-06-04".to_owned());
            facts.page = Some((*page).to_owned());
            let name = format!("{paper}-{page}.txt");
            split_source(Source::new(name, *text).unwrap().with_facts(facts))
        })
        .collect();
    let stage: &dyn CorpusStage = &JoinPages;
    let mut digests = newsprint_core::Digests::new();
    for document in &documents {
        digests.extend(&stage.digest_document(document).unwrap());
    }
    let mut verdicts = stage
        .resolve(&mut [digests].into_iter(), &newsprint_core::MemoryRoom(0))
        .unwrap()
        .verdicts
        .into_iter();
    documents
        .into_iter()
        .map(|mut document| {
            let own: Vec<_> = verdicts.by_ref().take(document.articles.len()).collect();
            let _ = stage.apply_to_document(&mut document, &own).unwrap();
            document.articles[0].extensions.get::<Joined>().unwrap()
        })
        .collect()
}

#[test]
fn parts_are_joined_over_the_pages_of_an_issue() {
    let first = format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n(下转第3版)\n");
    let second = format!("(上接第1版)青河县图书馆新馆开馆\n\n{REST}\n");
    let other = "(上接第1版)东岭市改造供水管网\n\n全市今年计划改造老旧供水管网120公里,惠及居民4万余户。目前,首批工程已经开工,预计年底以前完成。\n";
    let joined = join(&[
        ("青河日报", "1", &first),
        ("青河日报", "3", &second),
        ("东岭日报", "03", &second),
        ("青河日报", "第3版", other),
    ]);
    let whole = joined[0].as_ref().unwrap();
    assert_eq!(whole.parts.len(), 2);
    assert!(whole.blocks[0].text.contains("设有少儿阅览室和自习室"), "{whole:?}");
    assert_eq!(joined[1].as_ref().map(|it| &it.parts), Some(&whole.parts));
    assert!(joined[1].as_ref().is_some_and(|it| it.blocks.is_empty()));
    assert_eq!(joined[2..], [None, None]);
}

#[test]
fn pages_that_name_each_other_in_a_circle_end() {
    let page = |here: &str, there: &str| {
        format!("(上接第{there}版)新馆开馆{here}\n\n{REST}\n\n(下转第{there}版)\n")
    };
    let (one, two) = (page("一", "2"), page("二", "1"));
    let joined = join(&[("青河日报", "1", &one), ("青河日报", "2", &two)]);
    assert_eq!(joined.len(), 2);
}

/// Characters without order, in lines without a measure.
fn noise(chars: usize) -> String {
    let pool: Vec<char> = "水电路桥修补县里的了又，。“”（ab 1\u{7}\u{3000}".chars().collect();
    let mut seed = 3_u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as usize
    };
    (0..chars).map(|_| if next() % 33 == 0 { '\n' } else { pool[next() % pool.len()] }).collect()
}

#[test]
fn hostile_layouts_are_conserved() {
    let short: Vec<String> =
        (0..20_000).map(|at| if at % 3 == 0 { "字".to_owned() } else { "x".to_owned() }).collect();
    let hostile = [
        "版".repeat(50_000),
        "(下转第2版)".repeat(500),
        "(上接第1版)\n".repeat(500),
        "（".repeat(50_000) + "\n" + &"”\n".repeat(5_000),
        short.join("\n"),
        "字\n".repeat(20_000),
        format!("{}\n{}", set(&REPORT, 18, ""), short[..3_000].join("\n")),
        "مرحبا بالعالم هذه صفحة من الصحيفة اليومية\n".repeat(200),
        "\u{202e}青河县图书馆新馆开馆首日迎来读者三百余人\u{202c}\n".repeat(200),
        "\u{0}\u{1}\u{7f}字\u{85}\u{b}\n\u{c}\r\r\n".repeat(500),
        "a  b\n".repeat(2_000),
        "左边的文字在这里继续写下去  右边的文字在这里继续写下去\n".repeat(500),
        "\u{2f08}\u{2ea0}\u{fe35}\n".repeat(1_000),
        noise(40_000),
    ];
    for text in &hostile {
        split(text);
    }
}
