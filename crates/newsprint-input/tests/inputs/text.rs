//! The input `text`.

use std::fs;

use super::{LIMITS, build, folder, read, read_by};

/// Reads `page.txt` with this content, and with a sidecar where there is one.
fn page(content: &[u8], sidecar: Option<&str>, options: &str) -> Result<String, String> {
    let folder = folder(&[("page.txt", content)]);
    if let Some(sidecar) = sidecar {
        fs::write(folder.path().join("page.toml"), sidecar).unwrap();
    }
    let mut all = read("text", folder.path(), &format!("paths = [\"~/page.txt\"]\n{options}"));
    assert_eq!(all.len(), 1);
    all.remove(0).map(|document| {
        assert!(document.articles.is_empty());
        let facts = document.source().facts();
        let shown = [&facts.date, &facts.paper, &facts.page, &facts.url, &facts.place];
        let shown = shown.map(|fact| fact.as_deref().unwrap_or("-"));
        format!("{:?} {}", document.source().text(), shown.join(" "))
    })
}

#[test]
fn a_file_is_a_document() {
    let check = |content: &[u8], expected: &str| {
        assert_eq!(page(content, None, ""), Ok(format!("{expected:?} - - - - -")));
    };
    check("水渠\r\n通水\n".as_bytes(), "水渠\r\n通水\n");
    check("\u{FEFF}水渠\u{FEFF}".as_bytes(), "水渠\u{FEFF}");
    check(b"", "");
    check("\u{FEFF}".as_bytes(), "");
    check(b" \n", " \n");
    check(&vec![b'1'; 1 << 20], &"1".repeat(1 << 20));
}

#[test]
fn a_file_above_the_limit_is_rejected() {
    let help = "raise `max-bytes`, or split the file";
    let expected = format!("~/page.txt: the file is larger than `max-bytes`, 4 bytes; {help}");
    assert_eq!(page(b"12345", None, "max-bytes = 4"), Err(expected));
    assert!(page(b"1234", None, "max-bytes = 4").is_ok());
}

#[test]
fn a_sidecar_gives_facts() {
    let check = |sidecar: &str, expected: &str| {
        assert_eq!(page(b"x", Some(sidecar), ""), Ok(format!("\"x\" {expected}")), "{sidecar}");
    };
    check("", "- - - - -");
    check("date = 2024-06-28", "2024-06-28 - - - -");
    check("date = \"2024-06-28\"\norigin = [1]", "2024-06-28 - - - -");
    check("paper = \"青石报\"\npage = \"03\"\nurl = \"u\"\nplace = \"云岭\"", "- 青石报 03 u 云岭");
    check("[input]\nuse = \"text\"\npaths = [\"page.txt\"]", "- - - - -");
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    check(&format!("sha256 = \"{hash}\""), "- - - - -");
}

#[test]
fn faults_of_a_sidecar_are_told_with_their_places() {
    let check = |sidecar: &str, expected: &str| {
        let told = page(b"x", Some(sidecar), "").unwrap_err();
        assert_eq!(told, format!("~/page.txt: {expected}"), "{sidecar}");
    };
    check(
        "# 说明\npapre = \"青石报\"",
        "~/page.toml:2:1: `page.toml` has no option `papre`; did you mean `paper`?",
    );
    check(
        "paper = \"报\"\npage = 3",
        "~/page.toml:2:8: expected a string, found a whole number; give a string",
    );
    check(
        "url = \"水\"; x = 1",
        "~/page.toml:1:10: unexpected key or value, expected newline, `#`; a line is `key = value`, \
         with texts in quotes, or `[table]`",
    );
    check(
        "sha256 = \"12\"",
        "~/page.toml:1:10: a SHA-256 is 64 lower-case hex digits; give its 64 hexadecimal digits",
    );
    let told = page(b"x", Some("a = 1\nb = 2"), "").unwrap_err();
    assert!(told.contains("page.toml:1:1: ") && told.contains("; ~/page.toml:2:1: "), "{told}");
}

#[test]
fn a_text_with_another_hash_is_rejected() {
    let sidecar = format!("sha256 = \"{}\"", "0".repeat(64));
    let told = page(b"x", Some(&sidecar), "").unwrap_err();
    assert!(told.starts_with("~/page.txt: the text has the SHA-256 2d711642b726b044"), "{told}");
    assert!(told.ends_with("its sidecar says 0000000000000000000000000000000000000000000000000000000000000000; mend the sidecar, or get the text again"), "{told}");
}

#[test]
fn a_sidecar_can_be_read_as_a_text_itself() {
    let folder = folder(&[("page.toml", b"words")]);
    let all = read("text", folder.path(), "paths = [\"~/page.toml\"]");
    assert_eq!(all[0].as_ref().unwrap().source().text(), "words");
}

#[test]
fn a_file_that_is_gone_does_not_end_the_run() {
    let folder = folder(&[("1.txt", b"1"), ("2.txt", b"2"), ("3.txt", b"3")]);
    for name in ["text", "jsonl"] {
        let input = build(name, folder.path(), "paths = [\"~/?.txt\"]").unwrap();
        fs::write(folder.path().join("1.txt"), "{\"text\":\"1\"}").unwrap();
        fs::rename(folder.path().join("2.txt"), folder.path().join("away")).unwrap();
        fs::remove_file(folder.path().join("3.txt")).unwrap();
        fs::create_dir(folder.path().join("3.txt")).unwrap();
        let all = read_by(&*input, LIMITS);
        assert_eq!(all.len(), 3);
        assert!(all[0].is_ok());
        let told = all[1].as_ref().unwrap_err();
        assert!(told.contains("2.txt: the file cannot be opened: "), "{told}");
        assert!(all[2].as_ref().unwrap_err().contains(": the file cannot be "));
        fs::remove_dir(folder.path().join("3.txt")).unwrap();
        fs::write(folder.path().join("3.txt"), "3").unwrap();
        fs::rename(folder.path().join("away"), folder.path().join("2.txt")).unwrap();
    }
}
