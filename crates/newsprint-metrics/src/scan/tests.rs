use newsprint_core::config::Located;

use super::*;

/// Figures as `value..max unit bound`, names and times as their text.
fn check(text: &str, expected: &[&str]) {
    let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
    let shown: Vec<String> = scan(text, &lexicon, &mut Vec::new())
        .iter()
        .map(|token| match &token.what {
            What::Figure(it) => {
                let max = it.max.map(|max| format!("..{max}")).unwrap_or_default();
                let bound = it.bound.map(|bound| format!(" {bound:?}")).unwrap_or_default();
                format!(
                    "{}{max}{}{}{bound}",
                    it.value,
                    if it.unit.is_empty() { "" } else { " " },
                    it.unit
                )
            }
            What::Time(_) => format!("@{}", &text[token.span.clone()]),
            What::Name => format!("#{}", &text[token.span.clone()]),
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn numbers_and_units() {
    check("投入3580.64万元", &["35806400 元"]);
    check("共有3.06万套", &["30600 套"]);
    check("达23微克/立方米", &["23 微克/立方米"]);
    check("折合2075亿元人民币", &["207500000000 元"]);
    check("净含量600千克", &["600 千克"]);
    check("电量310亿千瓦时", &["31000000000 千瓦时"]);
    check("农机3万台（套）", &["30000 台（套）"]);
    check("均价每吨412.5元", &["412.5 元/吨"]);
    check("上升0.3个百分点", &["0.3 百分点"]);
    check("比例为63％", &["63 %"]);
    check("近7成,", &["70 % LessThan"]);
    check("21、36和9微克/立方米", &["21 微克/立方米", "36 微克/立方米", "9 微克/立方米"]);
}

#[test]
fn fractions() {
    check("占比为百分之五", &["5 %"]);
    check("百分之八十五点六", &["85.6 %"]);
    check("千分之三", &["3 ‰"]);
    check("四分之一的", &["25 %"]);
    check("三分之二", &["66.67 % About"]);
    check("十分之一", &["10 %"]);
    check("超过三分之一", &["33.33 % MoreThan"]);
    check("三分之二以上的", &["66.67 % AtLeast"]);
    check("零分之一", &["0 分"]);
    check("重点之一", &["#之一"]);
}

#[test]
fn bounds() {
    check("60余件", &["60 件 MoreThan"]);
    check("50万余元", &["500000 元 MoreThan"]);
    check("3亿多亩", &["300000000 亩 MoreThan"]);
    check("100余万元", &["1000000 元 MoreThan"]);
    check("不超过5%", &["5 % AtMost"]);
    check("近4万家", &["40000 家 LessThan"]);
    check("95%以上", &["95 % AtLeast"]);
    check("约8%左右", &["8 % About"]);
    check("百万吨以上。", &["1000000 吨 AtLeast"]);
    check("5亿元以上项目31个", &["#5亿元以上", "31 个"]);
}

#[test]
fn ranges() {
    check("年产40-60万吨", &["400000..600000 吨"]);
    check("41%到52%", &["41..52 %"]);
    check("18亿元至25亿元", &["1800000000..2500000000 元"]);
    check("七八个", &["7..8 个"]);
}

#[test]
fn times_are_no_figures() {
    check("2023年1-4月份", &["@2023年1-4月份"]);
    check("3月29省份", &["@3月", "29 省份"]);
    check("去年同期", &["@去年同期"]);
}

#[test]
fn names_are_no_figures() {
    check("“246”体系", &["#“246”"]);
    check("PM2.5年均浓度", &["#PM2.5"]);
    check("G808和G919", &["#G808", "#G919"]);
    check("第一产业", &["#第一"]);
    check("第48期", &["#第48"]);
    check("一带一路", &["#一带一路"]);
    check("每百元收入", &["#每百元"]);
}

#[test]
fn ranks() {
    check("排名第二", &["2 名"]);
    check("位居全省之首", &["1 名"]);
    check("排名世界前三十", &["30 名 AtMost"]);
    check("居全国第3位", &["3 名"]);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let check = |text: &str, expected: &[(&str, &str)]| {
        let mut doubts = Vec::new();
        scan(text, &Lexicon::bundled().unwrap(), &mut doubts);
        let shown: Vec<_> = doubts.iter().map(|it| (it.code, &text[it.span.clone()])).collect();
        assert_eq!(shown, expected, "{text}");
    };
    let long = "1".repeat(40);
    check(&format!("共{long}元"), &[("too-many-digits", &long)]);
    check("增长%，", &[("percent-without-number", "%")]);
    check("增长5%、6 ％和七％（%）", &[]);
    check("年产20-万吨", &[("half-range", "20-万吨")]);
    check("年产20-30万吨，编号20-甲", &[]);
    check("收入达元。", &[("unit-without-number", "元")]);
    check("收入达亿元，达元首级别", &[]);
}

#[test]
fn spaced_and_mixed_numerals() {
    check("产量7万5 千吨", &["75000 吨"]);
    check("占52 ％", &["52 %"]);
    check("投资3万4000元", &["34000 元"]);
    check("计25万6千人", &["256000 人"]);
    check("收入1,100万元", &["11000000 元"]);
    check("功率一千瓦", &["1 千瓦"]);
    check("跨度一千到两千万元", &["10000000..20000000 元"]);
    check("数百万元", &[]);
}

#[test]
fn hostile_text_is_read_in_time() {
    for piece in ["9", "一", "亿", "3、", "“", "每", "排名", "第", "1-", "年", "5个"] {
        let text = piece.repeat(200_000 / piece.len());
        let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
        scan(&text, &lexicon, &mut Vec::new());
    }
}
