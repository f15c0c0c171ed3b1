//! Which files an input takes, and what is wrong with those it cannot take.

use super::{build, folder, read};

fn check(paths: &str, expected: &[&str]) {
    let folder = folder(&[
        ("b.txt", b"b"),
        ("a.txt", b"a"),
        ("deep/c.txt", b"c"),
        ("deep/.hidden.txt", b"h"),
        ("deep/folder.txt/d.txt", b"d"),
        ("page[1].txt", b"1"),
    ]);
    let root = folder.path().to_str().unwrap();
    let names: Vec<String> = read("text", folder.path(), &format!("paths = {paths}"))
        .into_iter()
        .map(|read| read.unwrap().source().name().replace(root, "~"))
        .collect();
    assert_eq!(names, expected, "{paths}");
}

#[test]
fn files_come_in_order_and_once() {
    check(r#"["~/b.txt", "~/a.txt"]"#, &["~/b.txt", "~/a.txt"]);
    check(r#"["~/?.txt"]"#, &["~/a.txt", "~/b.txt"]);
    check(r#"["~/b.txt", "~/?.txt", "~/./b.txt"]"#, &["~/b.txt", "~/a.txt"]);
    check(r#"["~/deep/*.txt"]"#, &["~/deep/c.txt"]);
    check(r#"["~/deep/**/*.txt"]"#, &["~/deep/c.txt", "~/deep/folder.txt/d.txt"]);
    check(r#"["~/page[1].txt"]"#, &["~/page[1].txt"]);
}

fn faults(name: &str, toml: &str) -> Vec<String> {
    let folder = folder(&[("pages/first.txt", b"1"), ("plain", b"x")]);
    build(name, folder.path(), toml).err().expect("it is faulty")
}

#[test]
fn every_fault_is_told_with_its_place() {
    let paths = r#"paths = [
        "~/pages", "~/pages/frist.txt", "~/pages/zzz", "~/none/a.txt", "~/pages/*.html", "~/[a",
        "~/plain/x.txt",
    ]"#;
    let found = faults("text", paths);
    let expected = [
        "\"~/pages\": `~/pages` is a directory; name the files in it: `~/pages/*.txt`",
        "\"~/pages/frist.txt\": the file `~/pages/frist.txt` does not exist; \
         did you mean `~/pages/first.txt`?",
        "\"~/pages/zzz\": the file `~/pages/zzz` does not exist; \
         paths are relative to the working directory",
        "\"~/none/a.txt\": the file `~/none/a.txt` does not exist; \
         the folder `~/none` does not exist either",
        "\"~/pages/*.html\": no file matches `~/pages/*.html`; \
         see which files are there; `*` stays inside one folder, `**` does not",
    ];
    assert_eq!(found[..5], expected);
    assert!(found[5].contains("`~/[a` is no glob: "), "{}", found[5]);
    assert!(found[6].contains("`~/plain/x.txt` cannot be looked at: "), "{}", found[6]);
    assert_eq!(found.len(), 7);
}

#[test]
fn a_directory_gets_the_glob_of_its_input() {
    let found = faults("jsonl", r#"paths = ["~/pages/"]"#);
    assert_eq!(
        found,
        ["\"~/pages/\": `~/pages/` is a directory; name the files in it: `~/pages/*.jsonl`"]
    );
}

#[test]
fn no_path_is_a_fault() {
    let help = "name files, globs such as `*.txt`, or `-` for standard input";
    assert_eq!(faults("text", "paths = []"), [format!("[]: `paths` names no file; {help}")]);
    assert!(faults("text", "").len() == 1);
}

#[test]
fn faults_of_several_options_are_told_together() {
    let toml = r#"
        paths = ["~/none.jsonl"]
        fields = { text = "x", title = "x", id = "/a~", url = "/u" }"#;
    let found = faults("jsonl", toml);
    assert_eq!(found.len(), 3, "{found:?}");
    let pointer = "a `/` inside a key is written `~1`, a `~` is written `~0`";
    assert_eq!(found[1], format!("\"/a~\": `/a~` is no JSON Pointer; {pointer}"));
    let message = "two parts of a record are read from the key `x`";
    assert_eq!(found[2], format!("\"x\": {message}; give each part a key of its own"));
}

#[test]
fn standard_input_needs_no_file() {
    let folder = folder(&[]);
    assert!(build("text", folder.path(), r#"paths = ["-", "-"]"#).is_ok());
    assert!(build("jsonl", folder.path(), r#"paths = ["-"]"#).is_ok());
}
