//! What the folio of a newspaper page says of it.

use newsprint_core::Document;

use super::{folder, read};

fn page(text: &str, sidecar: &str) -> Document {
    let folder = folder(&[("page.txt", text.as_bytes()), ("page.toml", sidecar.as_bytes())]);
    read("text", folder.path(), "paths = [\"~/page.txt\"]").remove(0).unwrap()
}

fn facts(document: &Document) -> String {
    let facts = document.source().facts();
    let shown = [&facts.paper, &facts.date, &facts.page];
    shown.map(|fact| fact.as_deref().unwrap_or("-")).join(" ")
}

fn check(text: &str, expected: &str) {
    assert_eq!(facts(&page(text, "")), expected, "{text}");
}

#[test]
fn folios_are_read_in_any_order() {
    let body =
        "青石渠全线通水\n云岭县青石渠昨日全线通水，下游三万亩稻田用上了渠水。\n农户很高兴。\n";
    let around = |line: &str, expected: &str| {
        check(&format!("{line}\n{body}"), expected);
        check(&format!("{body}\n{line}\n"), expected);
    };
    around("2024年6月28日 星期五 第3版 青岭日报", "青岭日报 2024-06-28 3");
    around("青岭日报 2024年6月28日　星期五　第０３版　要闻", "青岭日报 2024-06-28 03");
    around("A03 要闻 2024-06-28 青岭晚报", "青岭晚报 2024-06-28 A03");
    around("青岭日报/2024-06-28/第4版", "青岭日报 2024-06-28 4");
    around("要闻 第十二版 2024.06.28", "- 2024-06-28 12");
    around("星期五 2024年06月28日\n\n第5版 城事", "- 2024-06-28 5");
    around("2024年6月28日　星期五\n12　民生", "- 2024-06-28 12");
    around("二〇二四年六月二十八日 星期五 青岭日报", "青岭日报 2024-06-28 -");
    around(
        "The Greenhill Post | Friday, June 28, 2024 | Page A3",
        "The Greenhill Post 2024-06-28 A3",
    );
}

#[test]
fn what_is_ambiguous_or_text_is_left_alone() {
    check("2024年6月28日", "- - -");
    check("第3版", "- - -");
    check("青岭日报讯 县水利局昨日说，渠道通水了。\n6月28日", "- - -");
    check("青岭日报今年3月28日报道了这件事，第3版有详细的报道", "- - -");
    check("2024年6月28日 星期五 第3版\n文\n2024年6月29日 星期六 第3版", "- - 3");
    check("云岭县人民政府办公室\n2024年6月28日", "- - -");
    check("规划期为2024年6月28日至2025年6月28日 第3版", "- - -");
}

#[test]
fn what_is_from_the_folio_is_told_and_comes_last() {
    let text = "青岭日报 2024年6月28日 星期五 第3版\n\n云岭县青石渠昨日全线通水。\n";
    let document = page(text, "date = \"2024-07-01\"");
    assert_eq!(facts(&document), "青岭日报 2024-07-01 3");
    let told: Vec<&str> = document
        .diagnostics
        .iter()
        .filter(|it| it.code == "facts")
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(told, ["date from the sidecar", "paper and page from the folio"]);
}
