//! Which files an input takes, and what is wrong with those it cannot take.

use std::fs;

use super::{Read, build, folder, read};

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
    let folder = folder(&[("pages/first.txt", b"1"), ("plain", b"x"), ("empty/.txt", b"x")]);
    build(name, folder.path(), toml).err().expect("it is faulty")
}

#[test]
fn every_fault_is_told_with_its_place() {
    let paths = r#"paths = [
        "~/empty", "~/pages/frist.txt", "~/pages/zzz", "~/none/a.txt", "~/pages/*.html", "~/[a",
        "~/plain/x.txt",
    ]"#;
    let found = faults("text", paths);
    let expected = [
        "\"~/empty\": the folder `~/empty` has no file in `.txt`; \
         name files of other endings by a glob: `~/empty/**/*`",
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
fn a_folder_is_the_files_of_its_kind_in_it() {
    check(r#"["~/deep"]"#, &["~/deep/c.txt", "~/deep/folder.txt/d.txt"]);
    check(
        r#"["~/deep/", "~/"]"#,
        &["~/deep/c.txt", "~/deep/folder.txt/d.txt", "~/a.txt", "~/b.txt", "~/page[1].txt"],
    );
}

#[test]
fn a_list_names_files() {
    let folder = folder(&[("1.txt", b"1"), ("2.txt", b"2"), ("deep/3.txt", b"3")]);
    let root = folder.path().to_str().unwrap();
    let list =
        |lines: &str| fs::write(folder.path().join("list"), lines.replace('~', root)).unwrap();
    list("~/2.txt\r\n\n~/deep\n~/?.txt\n");
    let all = read("text", folder.path(), "paths = [\"@~/list\"]");
    let texts: Vec<&str> = all.iter().map(|read| read.as_ref().unwrap().source().text()).collect();
    assert_eq!(texts, ["2", "3", "1"]);

    let faults = |paths: &str| build("text", folder.path(), paths).err().expect("it is faulty");
    list("~/1.txt\n~/deep/4.txt\n\n~/*.html\n");
    assert_eq!(
        faults("paths = [\"@~/list\"]"),
        [
            "\"@~/list\": line 2 of `~/list`: the file `~/deep/4.txt` does not exist; did you mean `~/deep/3.txt`?",
            "\"@~/list\": line 4 of `~/list`: no file matches `~/*.html`; \
         see which files are there; `*` stays inside one folder, `**` does not",
        ]
    );
    list("\n \n");
    assert_eq!(
        faults("paths = [\"@~/list\"]"),
        ["\"@~/list\": the list `~/list` names no file; write one path a line"]
    );
    let told = faults("paths = [\"@~/lists\"]").remove(0);
    assert!(told.starts_with("\"@~/lists\": the list `~/lists` cannot be read: "), "{told}");
    assert!(told.ends_with("; did you mean `~/list`?"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_told() {
    let folder = folder(&[("pages/1.txt", b"1"), ("other/2.txt", b"2")]);
    let link = |to: &str, at: &str| {
        std::os::unix::fs::symlink(folder.path().join(to), folder.path().join(at)).unwrap();
    };
    link("other", "pages/other");
    let found = read("text", folder.path(), "paths = [\"~/pages\"]");
    assert_eq!(found.len(), 2);
    link("pages", "pages/self");
    link("pages", "other/back");
    link("nowhere", "pages/gone.txt");
    link("nowhere", "pages/gone.jpg");
    let loops = |folder: &str| {
        let help = "take the link away; what it leads to is read where it stands";
        format!("~/{folder}: a link back to `~/pages`; {help}")
    };
    let gone = "~/pages/gone.txt: a link that leads nowhere; mend the link, or take it away";
    let root = folder.path().to_str().unwrap();
    let told = |paths: &str| -> Vec<String> {
        let read = read("text", folder.path(), paths).into_iter();
        let name = |it: Read| it.map(|it| it.source().name().replace(root, "~"));
        read.map(|it| name(it).unwrap_or_else(|told| told)).collect()
    };
    let all = vec![
        "~/pages/1.txt".to_owned(),
        gone.to_owned(),
        "~/pages/other/2.txt".to_owned(),
        loops("pages/other/back"),
        loops("pages/self"),
    ];
    assert_eq!(told("paths = [\"~/pages\"]"), all);
    assert_eq!(told("paths = [\"~/pages/**/*.txt\"]"), all);
    // Each file once, where it stands.
    let names = told("paths = [\"~/**/*.txt\"]");
    let files: Vec<_> = names.iter().filter(|name| !name.contains("link")).collect();
    assert_eq!(files, ["~/other/2.txt", "~/pages/1.txt"]);
}

#[test]
fn no_path_is_a_fault() {
    let help = "name files, folders, globs such as `*.txt`, or `-` for standard input";
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

#[test]
fn what_a_folder_holds_besides_is_counted() {
    let files: [(&str, &[u8]); 9] = [
        ("a/1.txt", b"x"),
        ("a/b/7.txt", b"x"),
        ("a/1.toml", b"paper = \"p\""),
        ("a/2.JPG", b"x"),
        ("a/b/3.jpg", b"x"),
        ("a/b/4.md", b"x"),
        ("a/b/.5.txt", b"x"),
        ("a/LIES", b"x"),
        ("a/.c/6.txt", b"x"),
    ];
    let folder = folder(&files);
    let check = |paths: &str, expected: &str| {
        let input = build("text", folder.path(), &format!("paths = {paths}")).unwrap();
        let told = input.passed_over().into_iter().map(|it| format!("{} {}", it.count, it.reason));
        assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{paths}");
    };
    check(r#"["~/a"]"#, "1 hidden, 2 in .jpg, 1 in .md, 1 without ending");
    check(r#"["~/a", "~/a/b/"]"#, "1 hidden, 2 in .jpg, 1 in .md, 1 without ending");
    check(r#"["~/a", "~/a/b/*.md"]"#, "1 hidden, 2 in .jpg, 1 without ending");
    check(r#"["~/a/*.txt"]"#, "");
}
