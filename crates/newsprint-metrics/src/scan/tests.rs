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
                let mut others = String::new();
                for other in &it.others {
                    others.push(':');
                    others.push_str(&other.to_string());
                }
                format!(
                    "{}{others}{max}{}{}{bound}",
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
fn signs() {
    check("净利润-3.5亿元", &["-350000000 元"]);
    check("增速－0.3%，涨幅−1.2%", &["-0.3 %", "-1.2 %"]);
    check("出口+5.2%，进口＋3%", &["5.2 %", "3 %"]);
    check("利润为负2.1%", &["-2.1 %"]);
    check("自负2万元，负债3万元，正负5%", &["20000 元", "30000 元", "5 %"]);
    check("PPI-2.5%", &["-2.5 %"]);
    check("CPI3.2%", &["3.2 %"]);
    check("约-4℃，接近零下30℃", &["-4 ℃ About", "-30 ℃ LessThan"]);
    check("零下12.5℃", &["-12.5 ℃"]);
    check("零下三十多度", &["-30 度 MoreThan"]);
    check("零下5个，跌至零下", &["5 个"]);
    check("-3%至5%，", &["3..5 %"]);
    check("为-3%至5%，", &["-3..5 %"]);
    check("为-10℃~-5℃ 零下10℃至零下15℃", &["-10..-5 ℃", "-15..-10 ℃"]);
    check("零下5到8度", &["-8..-5 度"]);
    check("+2%到+5%，同比+2%到+5%", &["2..5 %", "2..5 %"]);
}

#[test]
fn a_dash_is_no_sign() {
    check("年产20-30万吨", &["200000..300000 吨"]);
    check("18亿元-25亿元", &["1800000000..2500000000 元"]);
    check("——3.5万套，—3%", &["35000 套", "3 %"]);
    check("甲-3个，第-3%", &["3 个", "3 %"]);
    check("直-8L型，歼-20飞机", &["8 L", "20"]);
    check("-5万元\n-3%", &["50000 元", "3 %"]);
    check("2024年-3%", &["@2024年", "3 %"]);
    check("COVID-19", &["#COVID-19"]);
    check("（一）-3%", &["3 %"]);
}

#[test]
fn parts_of_units() {
    check("1元5角3分", &["1.53 元"]);
    check("伍佰陆拾柒元捌角玖分", &["567.89 元"]);
    check("三元零五分", &["3.05 元"]);
    check("3元5分钟", &["3 元", "5 分钟"]);
    check("一吨半，一吨半粮食", &["1.5 吨", "1.5 吨"]);
    check("5吨半挂车，3米半径，2公斤半", &["5 吨", "3 米", "2.5 公斤"]);
    check("三倍半", &["3.5 倍"]);
    check("三个半百分点，半个百分点", &["3.5 百分点", "0.5 百分点"]);
    check("两万半吨，三千半挂", &["25000 吨"]);
    check("2又1/2万亩，3又四分之一吨", &["25000 亩", "3.25 吨"]);
    check("2又1/3吨", &["2", "1", "3 吨"]);
    check("半天，半价，半决赛", &[]);
}

#[test]
fn shares_in_words() {
    check("一半以上，近一半，占一半", &["50 % AtLeast", "50 % LessThan", "50 %"]);
    check("超半数，半数以上的，半数人", &["50 % MoreThan", "50 % AtLeast"]);
    check("一半是海水，另一半", &["#另一"]);
    check("三成半，九成五。", &["35 %", "95 %"]);
    check("三成半价", &[]);
    check("近3/4的耕地，3/4的", &["75 % LessThan", "75 %"]);
    check("打八折，打七五折，打对折", &["80 %", "75 %", "50 %"]);
    check("打骨折，打三折叠", &[]);
}

#[test]
fn doublings() {
    check("翻番，翻一番", &["2", "2"]);
    check("翻了两番，翻三番", &["4", "8"]);
    check("翻了近一番，翻两番以上，翻一番多", &["2 LessThan", "4 AtLeast", "2 MoreThan"]);
    check("翻番工程，翻修三间", &["3 间"]);
}

#[test]
fn vague_numbers() {
    check("数百万元", &["2000000..9000000 元"]);
    check("几十万家，数千名", &["200000..900000 家", "2000..9000 名"]);
    check(
        "上百家，上亿元，近万人",
        &["100 家 AtLeast", "100000000 元 AtLeast", "10000 人 LessThan"],
    );
    check("网上百家，史上百年", &["#百年"]);
    check("人数百万人，数以万计，十几万", &["1000000 人"]);
    check("上千家上下游企业", &["1000 家 AtLeast"]);
}

#[test]
fn currencies_before_the_number() {
    check("￥5000万，US$300万，USD 300万", &["50000000 元", "3000000 美元", "3000000 美元"]);
    check("人民币5000万元，CHF20", &["50000000 元", "20 瑞士法郎"]);
    check("HK$1.5亿，€3000", &["150000000 港元", "3000 欧元"]);
    check("3$5", &["3 美元", "5"]);
}

#[test]
fn units_in_words() {
    check("120元每公斤", &["120 元/公斤"]);
    check("35微克每立方米，20立方米每秒", &["35 微克/立方米", "20 立方米/秒"]);
    check("3万元每天投入，5元每2公斤", &["30000 元", "5 元", "#每2公斤"]);
    check("300万m3", &["3000000 m3"]);
}

#[test]
fn relations() {
    check("三次产业结构为11.1:47.5:41.4", &["#三次产业", "11.1:47.5:41.4"]);
    check("性别比105.2∶100，比例约为1.2：1", &["105.2:100", "1.2:1"]);
    check("以3:2战胜，比分为3:2，于18:30", &["3", "2", "3", "2", "18", "30"]);
    check("结构调整会于18:30", &["18", "30"]);
    check("比例尺1:50000", &["1", "50000"]);
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
}

#[test]
fn hostile_text_is_read_in_time() {
    for piece in [
        "9", "一", "亿", "3、", "“", "每", "排名", "第", "1-", "年", "5个", "-1", "1:", "零下",
        "1/", "一半", "翻", "数", "1元", "半", "上", "$",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let lexicon = Lexicon::with_files(&[] as &[Located<&str>]).unwrap();
        scan(&text, &lexicon, &mut Vec::new());
    }
}
