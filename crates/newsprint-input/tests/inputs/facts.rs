//! What paths, sidecars and content say of a text, in that order.

use std::fs;

use newsprint_core::{Document, Part};

use super::{build, folder, read};

fn facts(document: &Document) -> String {
    let facts = document.source().facts();
    let shown = [&facts.paper, &facts.date, &facts.page, &facts.place];
    shown.map(|fact| fact.as_deref().unwrap_or("-")).join(" ")
}

fn told(document: &Document) -> Vec<String> {
    document.diagnostics.iter().map(|it| format!("{}: {}", it.code, it.message)).collect()
}

#[test]
fn a_pattern_reads_the_end_of_the_path() {
    let check = |path: &str, pattern: &str, expected: &str| {
        let folder = folder(&[(path, b"x")]);
        let toml = format!("paths = [\"~/{path}\"]\npath-pattern = \"{pattern}\"");
        let all = read("text", folder.path(), &toml);
        assert_eq!(facts(all[0].as_ref().unwrap()), expected, "{path} by {pattern}");
    };
    let usual = "{paper}/{date}/{page}.txt";
    check("青石报/2024-06-28/03.txt", usual, "青石报 2024-06-28 03 -");
    check("all/青石报/20240628/03.txt", usual, "青石报 2024-06-28 03 -");
    check("青石报/2024-06/28/03.txt", usual, "青石报 2024-06-28 03 -");
    check("青石报/202406/28/03.txt", usual, "青石报 2024-06-28 03 -");
    check("青石报/2024.6.8/A1.txt", usual, "青石报 2024-06-08 A1 -");
    check("青石报/2024年6月28日/03.txt", usual, "青石报 2024-06-28 03 -");
    check("云岭_20240229_第03版.txt", "{place}_{date}_第{page}版.txt", "- 2024-02-29 03 云岭");
    check("x/node_2.txt", "*/node_{page}.*", "- - 2 -");
    // No such day, and a path that is another.
    check("青石报/2023-02-29/03.txt", usual, "- - - -");
    check("青石报/20241301/03.txt", usual, "- - - -");
    check("青石报/03.txt", usual, "- - - -");
}

#[test]
fn a_path_that_does_not_match_is_told() {
    let folder = folder(&[("page.txt", b"x")]);
    let all = read("text", folder.path(), "paths = [\"~/\"]\npath-pattern = \"{date}/{page}.txt\"");
    let expected = "path-pattern: the path does not match `path-pattern` and says nothing";
    assert_eq!(told(all[0].as_ref().unwrap()), [expected]);
}

#[test]
fn faults_of_a_pattern_are_told() {
    let check = |pattern: &str, expected: &str| {
        let folder = folder(&[("page.txt", b"x")]);
        let toml = format!("paths = [\"~/\"]\npath-pattern = \"{pattern}\"");
        let faults = build("text", folder.path(), &toml).err().expect("it is faulty");
        assert_eq!(faults, [format!("\"{pattern}\": {expected}")]);
    };
    check("{papre}/{page}", "paths have no field `papre`; did you mean `{paper}`?");
    check(
        "{x}",
        "paths have no field `x`; the fields are `{paper}`, `{date}`, `{page}`, `{place}`",
    );
    check("{date", "a `{` is not closed; write fields as in `{paper}/{date}/{page}.txt`");
    check(
        "{date}/{date}",
        "the field `date` stands twice; put `*` where a part of the path says nothing new",
    );
    check(
        "a/*.txt",
        "the pattern names no field; name what the path says: `{paper}/{date}/{page}.txt`",
    );
}

#[test]
fn the_path_comes_first_then_the_sidecar_then_the_content() {
    let record = br#"{"text":"x","date":"2024-01-01","place":"p"}"#;
    let folder = folder(&[
        ("2024-06-28/03.txt", b"x"),
        ("2024-06-28/03.toml", b"date = 2020-01-01\npaper = \"q\""),
        ("2024-06-28/04.jsonl", record),
        ("2024-06-28/04.toml", b"paper = \"q\""),
        ("05.jsonl", record),
    ]);
    let check = |name: &str, path: &str, expected: &str, notes: &[&str]| {
        let toml = format!("paths = [\"~/{path}\"]\npath-pattern = \"{{date}}/{{page}}.*\"");
        let document = read(name, folder.path(), &toml).remove(0).unwrap();
        assert_eq!(facts(&document), expected);
        assert_eq!(told(&document), notes);
    };
    let from_both = "facts: date and page from the path, paper from the sidecar";
    check("text", "2024-06-28/03.txt", "q 2024-06-28 03 -", &[from_both]);
    check("jsonl", "2024-06-28/04.jsonl", "q 2024-06-28 04 p", &[from_both]);
    let unmatched = "path-pattern: the path does not match `path-pattern` and says nothing";
    check("jsonl", "05.jsonl", "- 2024-01-01 - p", &[unmatched]);
}

/// The pages of a text, with the parts that they are.
fn pages(content: &[u8]) -> Vec<(Part, String)> {
    let folder = folder(&[("page.txt", content)]);
    let all = read("text", folder.path(), "paths = [\"~/\"]");
    let page =
        |document: &Document| (document.source().part(), document.source().text().to_owned());
    all.iter().map(|read| page(read.as_ref().unwrap())).collect()
}

#[test]
fn form_feeds_part_pages() {
    let check = |content: &str, expected: &[(Part, &str)]| {
        let owned: Vec<_> =
            expected.iter().map(|(part, text)| (*part, (*text).to_owned())).collect();
        assert_eq!(pages(content.as_bytes()), owned, "{content:?}");
        let utf16 = |bytes_of: fn(u16) -> [u8; 2]| -> Vec<u8> {
            content.encode_utf16().flat_map(bytes_of).collect()
        };
        if content.contains('\n') {
            assert_eq!(pages(&utf16(u16::to_le_bytes)), owned, "{content:?}");
            assert_eq!(pages(&utf16(u16::to_be_bytes)), owned, "{content:?}");
        }
        let (gbk, _, lossy) = encoding_rs::GB18030.encode(content);
        if !lossy && content.chars().count() > 30 {
            assert_eq!(pages(&gbk), owned, "{content:?}");
        }
    };
    let one = "云岭市青石镇今年新修水渠三十二公里\n";
    let two = "灌溉农田一万两千余亩,粮食总产量\n";
    check(one, &[(Part::Whole, one)]);
    check(&format!("{one}\u{C}"), &[(Part::Whole, &format!("{one}\u{C}"))]);
    check(&format!("{one}\u{C}{two}\u{C}"), &[(Part::Page(1), one), (Part::Page(2), two)]);
    check(&format!("{one}\u{C} \n\u{C}{two}"), &[(Part::Page(1), one), (Part::Page(3), two)]);
    check(&format!("\n\u{C}{two}"), &[(Part::Page(2), two)]);
    check(" \n\u{C}\n", &[(Part::Whole, " \n\u{C}\n")]);
    // U+0C0C has the byte of a form feed, twice.
    let odd = "云岭市青石镇今年新修ఌ水渠三十二公里\n";
    check(odd, &[(Part::Whole, odd)]);
    // A page too short to show its encoding has that of its file.
    check(
        &format!("{one}{two}\u{C}水\n"),
        &[(Part::Page(1), &format!("{one}{two}")), (Part::Page(2), "水\n")],
    );
}

#[test]
fn a_hash_is_that_of_all_pages() {
    let folder = folder(&[("a.txt", b"1\x0C2"), ("b.txt", b"1\x0C3")]);
    let hash = newsprint_core::TextHash::of("1\u{C}2");
    for name in ["a.toml", "b.toml"] {
        fs::write(folder.path().join(name), format!("sha256 = \"{hash}\"")).unwrap();
    }
    let all = read("text", folder.path(), "paths = [\"~/\"]");
    assert_eq!(all.len(), 3);
    assert!(all[0].is_ok() && all[1].is_ok());
    assert!(all[2].as_ref().unwrap_err().contains("b.txt: the text has the SHA-256 "));
}
