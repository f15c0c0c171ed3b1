//! What pages are taken apart into.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its stage must fail")]

use newsprint_core::{
    Article, BlockKind, Component as _, Document, ResidueReason, Source, Stage as _,
};
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

const SECOND: &str = "东岭讯(记者苏晓峰)东岭市水务局昨日发布消息,全市今年计划改造老旧供水管网120公里,惠及居民4万余户。目前,首批工程已经开工。";

/// The article of `LEAD`, as it stands below its head and above what else it has.
fn library(head: &str, more: &str) -> String {
    let space = if head.is_empty() { "" } else { "|" };
    format!("{head}{space}B 青河讯(记者林小舟)|P {BODY}{more}")
}

/// The article of `SECOND`.
fn water(head: &str) -> String {
    let space = if head.is_empty() { "" } else { "|" };
    let (byline, body) = SECOND.split_at("东岭讯(记者苏晓峰)".len());
    format!("{head}{space}B {byline}|P {body}")
}

#[test]
fn a_headline_stands_above_its_body() {
    let page = format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n东岭市改造供水管网120公里\n\n{SECOND}\n");
    let expected = [library("H 青河县图书馆新馆开馆", ""), water("H 东岭市改造供水管网120公里")];
    check(&page, &[&expected[0], &expected[1]]);
    check(&page.replace('\n', "\r\n"), &[&expected[0], &expected[1]]);
}

#[test]
fn a_headline_may_follow_its_body() {
    let (first, second) =
        (library("H 青河县图书馆新馆开馆", ""), water("H 东岭市改造供水管网120公里"));
    let tail = format!("{LEAD}\n\n青河县图书馆新馆开馆\n");
    check(&format!("{tail}\n{SECOND}\n\n东岭市改造供水管网120公里\n"), &[&first, &second]);
    check(&format!("东岭市改造供水管网120公里\n\n{SECOND}\n\n{tail}"), &[&second, &first]);
}

#[test]
fn a_head_on_one_line_is_split() {
    let cases = [
        ("青河县: 图书馆新馆开门迎客", "K 青河县|H 图书馆新馆开门迎客"),
        ("全民阅读在青河： 图书馆新馆开馆", "K 全民阅读在青河|H 图书馆新馆开馆"),
        (
            "党建引领 青河县图书馆新馆开馆首日迎来读者300余人",
            "K 党建引领|H 青河县图书馆新馆开馆首日迎来读者300余人",
        ),
        (
            "首日迎来读者300余人,借出图书500余册,读者纷纷点赞 青河县图书馆新馆开馆",
            "K 首日迎来读者300余人,借出图书500余册,读者纷纷点赞|H 青河县图书馆新馆开馆",
        ),
        ("书香飘进千家万户 新馆点亮小城夜色", "H 书香飘进千家万户 新馆点亮小城夜色"),
        (
            "青河县召开全民阅读工作推进会 陈望舒出席并讲话",
            "H 青河县召开全民阅读工作推进会|D 陈望舒出席并讲话",
        ),
        (
            "青河县图书馆新馆开馆\n\n首日迎来读者300余人",
            "H 青河县图书馆新馆开馆|D 首日迎来读者300余人",
        ),
        (
            "图书馆新馆开馆\n\n——青河县全民阅读活动首日迎来读者300余人",
            "H 图书馆新馆开馆|D 青河县全民阅读活动首日迎来读者300余人",
        ),
    ];
    for (head, expected) in cases {
        check(&format!("{head}\n\n{LEAD}\n"), &[&library(expected, "")]);
    }
}

#[test]
fn a_cut_paragraph_is_joined() {
    let expected = library("H 青河县图书馆新馆开馆", "");
    for cut in ["首日迎来读\n\n者300余人", "首日迎来读者3\n\n00余人"] {
        let lead = LEAD.replace(&cut.replace('\n', ""), cut);
        check(&format!("青河县图书馆新馆开馆\n\n{lead}\n"), &[&expected]);
    }
    let more = "新馆共有三层,藏书12万册,设有少儿阅览室和自习室。";
    let expected = library("H 青河县图书馆新馆开馆", &format!("|P {more}"));
    for cut in ["阅\n览", "阅\n\n\n览"] {
        let more = more.replace("阅览", cut);
        check(&format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n{more}\n"), &[&expected]);
    }
}

#[test]
fn columns_of_two_articles_are_told_apart() {
    let library = [
        "图书馆馆长介绍,新馆的阅览室分为成人阅览室和少儿阅览室,读者凭身份证就能办理借书证,每人每次可以\n",
        "借图书10册。少儿阅览室里有绘本两万册,小读者可以在家长的陪伴下阅读。\n\n\
         图书馆还为视力不好的读者准备了听书机,读者戴上耳机就能听书。\n\n\
         开馆以来,图书馆每天接待读者2000余人,借出图书3000余册。\n",
    ];
    let water = [
        "供水公司的工程师说,老旧供水管道用了三十多年,漏水严重,管网改造以后,供水压力会\n",
        "提高,漏水的管道全部换新。改造期间,供水公司在夜里停水施工,白天恢复供水。\n\n\
         水务局提醒居民,停水前要储备生活用水,供水公司会派水车送水。\n",
    ];
    let page = format!(
        "青河县图书馆新馆开馆\n\n{LEAD}\n\n{}\n东岭市改造供水管网\n\n{SECOND}\n\n{}\n{}\n{}",
        library[0], water[0], library[1], water[1]
    );
    let body = |article: &Article| article.blocks.iter().map(|it| it.text.as_str()).collect();
    let bodies: Vec<String> = split(&page).articles.iter().map(body).collect();
    let (_, second) = SECOND.split_at("东岭讯(记者苏晓峰)".len());
    let expected = [format!("{BODY}{}", library.concat()), format!("{second}{}", water.concat())];
    assert_eq!(bodies, expected.map(|it| it.replace('\n', "")));
}

#[test]
fn an_article_is_not_gone_back_to_for_a_word() {
    let stock = "青岭芯科股价一日上涨三成,市值超过千亿元\n\n青岭讯(记者林小舟)芯片设计公司青岭芯科股价昨日上涨30%。\n\n\
        芯片需求大增,青岭芯科的订单已经排到明年。\n\n";
    let market = "收盘:三大股指震荡,沪指跌0.24%\n\n青岭网讯(记者 苏晓峰 实习生 周一帆)三大股指昨日低开后震荡,截至收盘,沪指下跌0.35%。\n\n\
        青岭芯科涨停,市值超过千亿元。\n\n分析人士认为,市场仍将震荡。央行本周将召开会议,市场预计利率不变。\n";
    check(
        &format!("{stock}{market}"),
        &[
            "H 青岭芯科股价一日上涨三成,市值超过千亿元|B 青岭讯(记者林小舟)|P 芯片设计公司青岭芯科股价昨日上涨30%。|P 芯片需求大增,青岭芯科的订单已经排到明年。",
            "H 收盘:三大股指震荡,沪指跌0.24%|B 青岭网讯(记者 苏晓峰 实习生 周一帆)|P 三大股指昨日低开后震荡,截至收盘,沪指下跌0.35%。|P 青岭芯科涨停,市值超过千亿元。|P 分析人士认为,市场仍将震荡。央行本周将召开会议,市场预计利率不变。",
        ],
    );
}

#[test]
fn a_sentence_that_is_cut_before_a_quantity_goes_on() {
    let report = "全县上半年用电量累计|1359.8万千瓦时,同比增长5.6%。其中居民用电量增长4.1%。";
    let expected = library("H 青河县图书馆新馆开馆", &format!("|P {}", report.replace('|', "")));
    let page = format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n{}\n", report.replace('|', "\n\n"));
    check(&page, &[&expected]);
}

#[test]
fn a_quotation_holds_a_cut_paragraph_together() {
    let quote = |cut: &str| {
        format!("读者李阿婆说:“这里真好。{cut}以前借书要走很远的路。”馆内还有儿童阅览室。")
    };
    let expected = library("H 青河县图书馆新馆开馆", &format!("|P {}", quote("")));
    check(&format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n{}\n", quote("\n\n")), &[&expected]);
    let cut = quote("").replace("要走很远", "要走\n\n很远");
    check(&format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n{cut}\n"), &[&expected]);
}

#[test]
fn captions_are_lifted_out_of_a_sentence() {
    let page = |figure: &str| {
        format!(
            "青河县图书馆新馆开馆\n\n{LEAD}\n\n新馆共有三层,藏书12万册,设有少儿阅\n\n{figure}\n\n览室和自习室。开馆时间延长到晚上九点。\n"
        )
    };
    let expected = |more: &str| {
        let rest = "|P 新馆共有三层,藏书12万册,设有少儿阅览室和自习室。开馆时间延长到晚上九点。";
        library("H 青河县图书馆新馆开馆", &format!("{rest}{more}"))
    };
    for caption in ["图为读者在新馆挑选图书。", "▲近日,读者在新馆挑选图书。"]
    {
        check(&page(caption), &[&expected(&format!("|C {caption}"))]);
    }
    check(
        &page("图为读者在新馆挑选图书。\n\n(本报记者 林小舟 摄)"),
        &[&expected("|C 图为读者在新馆挑选图书。|R (本报记者 林小舟 摄)")],
    );
}

#[test]
fn a_section_label_may_be_broken() {
    let page = format!("全民阅读\n在青河\n\n青河县图书馆新馆开馆\n\n{LEAD}\n");
    check(&page, &[&library("H 青河县图书馆新馆开馆|A 全民阅读在青河", "")]);
}

#[test]
fn headings_stand_between_paragraphs() {
    let page = "青河县图书馆的一天\n\n青河讯(记者林小舟)6月3日,青河县图书馆新馆开馆。记者走进新馆,记录下这一天。\n\n清晨:排队等候的老读者\n\n早上八点,门前已经排起长队。72岁的周大爷是第一个到的。\n\n午后:孩子们的故事会\n\n下午两点,儿童阅览室坐满了人。老师给孩子们讲了三个故事。\n";
    let expected = "H 青河县图书馆的一天|B 青河讯(记者林小舟)|P 6月3日,青河县图书馆新馆开馆。记者走进新馆,记录下这一天。|S 清晨:排队等候的老读者|P 早上八点,门前已经排起长队。72岁的周大爷是第一个到的。|S 午后:孩子们的故事会|P 下午两点,儿童阅览室坐满了人。老师给孩子们讲了三个故事。";
    check(page, &[expected]);
}

#[test]
fn a_byline_may_stand_alone() {
    for byline in ["本报记者 林小舟", "记者 林小舟 通讯员 周一帆"] {
        let expected = format!("H 青河县图书馆新馆开馆|B {byline}|P {BODY}");
        check(&format!("青河县图书馆新馆开馆\n\n{byline}\n\n{BODY}\n"), &[&expected]);
    }
    let expected = format!("H 青河县图书馆新馆开馆|B (本报记者 林小舟)|P {BODY}");
    check(&format!("青河县图书馆新馆开馆\n\n{BODY}\n\n(本报记者 林小舟)\n"), &[&expected]);
}

#[test]
fn articles_need_no_headline() {
    let credited = format!("{LEAD}\n\n(据“青河日报”)\n\n{SECOND}\n");
    check(&credited, &[&library("", "|R (据“青河日报”)"), &water("")]);
    check(&format!("{LEAD}\n\n\n\n\n{SECOND}\n"), &[&library("", ""), &water("")]);
}

#[test]
fn a_source_is_lifted_off_the_end() {
    let expected = library("H 青河县图书馆新馆开馆", "|R (据“青河日报”)");
    check(&format!("青河县图书馆新馆开馆\n\n{LEAD}(据“青河日报”)\n"), &[&expected]);
    check(&format!("青河县图书馆新馆开馆\n\n{LEAD}\n\n(据“青河日报”)\n"), &[&expected]);
}

#[test]
fn who_wrote_it_may_stand_at_the_end() {
    for credit in ["采写:青河日报记者 苏晓峰", "出品 青河工作室"] {
        let page = format!(
            "青河县图书馆新馆开馆\n\n{LEAD}\n\n{credit}\n\n东岭市改造供水管网120公里\n\n{SECOND}\n"
        );
        let expected = library("H 青河县图书馆新馆开馆", &format!("|R {credit}"));
        check(&page, &[&expected, &water("H 东岭市改造供水管网120公里")]);
    }
}

#[test]
fn furniture_is_in_no_article() {
    let page = format!(
        "第3版\n\n2031年6月4日 星期三\n\n青河县图书馆新馆开馆\n\n{LEAD}\n\n本版责编 周一帆\n\n本版校对 苏晓峰\n"
    );
    check(&page, &[&library("H 青河县图书馆新馆开馆", "")]);
    let document = split(&page);
    let residue: Vec<_> = document
        .residue
        .iter()
        .map(|it| (it.span.of(&page).unwrap(), it.reason, it.detail.as_deref().unwrap()))
        .collect();
    let reason = ResidueReason::PageFurniture;
    let expected = [
        ("第3版", reason, "folio"),
        ("2031年6月4日 星期三", reason, "folio"),
        ("本版责编 周一帆", reason, "editors"),
        ("本版校对 苏晓峰", reason, "editors"),
    ];
    assert_eq!(residue, expected);
}

#[test]
fn a_notice_is_in_no_article() {
    let page =
        format!("遗失声明\n\n周一帆遗失居民身份证,声明作废。\n\n青河县图书馆新馆开馆\n\n{LEAD}\n");
    check(&page, &[&library("H 青河县图书馆新馆开馆", "")]);
}

#[test]
fn wide_forms_are_kept() {
    let page = "青河县图书馆新馆开馆\n\n　　青河讯（记者林小舟）６月３日，青河县图书馆新馆开馆。首日迎来读者３\n\n００余人，借出图书５００余册。\n";
    let expected = "H 青河县图书馆新馆开馆|B 青河讯（记者林小舟）|P ６月３日，青河县图书馆新馆开馆。首日迎来读者３００余人，借出图书５００余册。";
    check(page, &[expected]);
}

#[test]
fn english_pages_have_headlines() {
    let page = "River town opens new library\n\nThe library of Greenford opened its new house on Monday. More than three hundred readers came on the first day.\n\nThe mayor, Ann Holt, said that the rooms would stay open until ten in the evening.\n";
    let expected = "H River town opens new library|P The library of Greenford opened its new house on Monday. More than three hundred readers came on the first day.|P The mayor, Ann Holt, said that the rooms would stay open until ten in the evening.";
    check(page, &[expected]);
}

#[test]
fn a_single_long_paragraph_is_a_body() {
    let page = "新馆里的灯一直亮着,读者在书架之间慢慢地走。".repeat(5_000);
    check(&page, &[&format!("P {page}")]);
}

#[test]
fn a_dispatch_below_a_dispatch_is_what_the_text_goes_by() {
    let of =
        |byline: &str, start: &str| format!("青河县图书馆新馆开馆\n\n{byline}\n\n{start}{BODY}\n");
    let sent = "新华社青河6月3日电";
    let cited = format!("H 青河县图书馆新馆开馆|B 青河讯(记者林小舟)|P {sent}{BODY}");
    check(&of("青河讯(记者林小舟)", sent), &[&cited]);
    // People by themselves have sent it.
    let own = format!("H 青河县图书馆新馆开馆|B 本报记者 林小舟|B {sent}|P {BODY}");
    check(&of("本报记者 林小舟", sent), &[&own]);
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
fn a_byline_without_brackets_ends_with_what_its_people_do() {
    let page = "青河县图书馆新馆开馆\n\n青河日报记者林小舟 苏晓峰 东岭报道6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。";
    check(
        page,
        &[
            "H 青河县图书馆新馆开馆|B 青河日报记者林小舟 苏晓峰 东岭报道|P 6月3日,青河县图书馆新馆开馆。首日迎来读者300余人,借出图书500余册。",
        ],
    );
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
