use super::*;

/// The value and what is left of `text`.
fn check(text: &str, value: &str, rest: &str) {
    let numeral = read(text).unwrap_or_else(|| panic!("no numeral in {text}"));
    let shown = numeral.value.map_or("overflow".to_owned(), |value| value.to_string());
    assert_eq!((shown.as_str(), &text[numeral.len..]), (value, rest), "{text}");
}

#[test]
fn arabic_digits() {
    check("2468名", "2468", "名");
    check("31,728辆", "31728", "辆");
    check("1,234,567.80元", "1234567.80", "元");
    check("１２．５％", "12.5", "％");
    check("27,47", "27", ",47");
    check("3.", "3", ".");
    check("0.10个", "0.10", "个");
}

#[test]
fn multipliers() {
    check("3580.64万元", "35806400", "元");
    check("2.83万亿元", "2830000000000", "元");
    check("83614.07 亿元", "8361407000000", "元");
    check("3万4000", "34000", "");
    check("25万6千", "256000", "");
    check("1亿2000万人", "120000000", "人");
    check("0.0005万", "5", "");
    check("百万吨", "1000000", "吨");
    check("万亿", "1000000000000", "");
}

#[test]
fn chinese_digits() {
    check("十", "10", "");
    check("二十三个", "23", "个");
    check("一百零五", "105", "");
    check("两千四百五", "2450", "");
    check("三万五", "35000", "");
    check("三千五百万", "35000000", "");
    check("一百一十", "110", "");
    check("壹佰贰拾叁元", "123", "元");
    check("二〇二四年", "2024", "年");
    check("三点一四", "3.14", "");
    check("三点五十", "3", "点五十");
    check("四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二", "4569831148725382", "");
}

#[test]
fn spaces_stand_around_multipliers() {
    check("6 万2 千吨", "62000", "吨");
    check("二 十 亿", "2000000000", "");
    check("三百 五 十 六", "356", "");
    check("6 2 千", "6", " 2 千");
    check("三百 人", "300", " 人");
}

#[test]
fn some_more_stands_inside() {
    let check = |text: &str, value: u32, rest: &str| {
        let numeral = read(text).unwrap();
        assert_eq!((numeral.value, numeral.more), (Some(value.into()), true), "{text}");
        assert_eq!(&text[numeral.len..], rest, "{text}");
    };
    check("十几万", 100_000, "");
    check("600多万元", 6_000_000, "元");
    check("三十余万", 300_000, "");
    check("十几个", 10, "个");
    let several = read("数十万人").unwrap();
    assert_eq!((several.value, several.upper), (Some(100_000.into()), Some(1_000_000.into())));
    assert!(!read("60多人").unwrap().more);
}

#[test]
fn traditional_and_large() {
    check("兩萬陸仟", "26000", "");
    check("三兆五億", "3000500000000", "");
    check("三十两", "30", "两");
    check("两万两千", "22000", "");
    check("6千零30", "6030", "");
    check("十万万", "1000000000", "");
    check("两千三点五", "2300.5", "");
}

#[test]
fn an_approximate_pair_has_two_ends() {
    let pair = read("七八个").unwrap();
    assert_eq!((pair.value, pair.upper), (Some(7.into()), Some(8.into())));
    let tens = read("二十七八岁").unwrap();
    assert_eq!((tens.value, tens.upper), (Some(27.into()), Some(28.into())));
    let shared = read("三四十万").unwrap();
    assert_eq!((shared.value, shared.upper), (Some(300_000.into()), Some(400_000.into())));
}

#[test]
fn what_does_not_fit_is_no_value() {
    for c in ['9', '一', '亿', '千', '零'] {
        let text = c.to_string().repeat(100_000);
        let mut rest = text.as_str();
        while let Some(numeral) = read(rest) {
            rest = &rest[numeral.len..];
        }
        assert_eq!(rest, "");
    }
    assert_eq!(read(&"9".repeat(60)).unwrap().value, None);
    assert_eq!(read("年"), None);
}
