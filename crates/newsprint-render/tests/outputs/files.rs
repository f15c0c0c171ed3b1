//! JSON Lines files stand under their name whole or not at all.

use std::fs;

use newsprint_core::RunSummary;
use newsprint_core::interchange::{read_article, read_document, write_document};
use tempfile::tempdir;

use super::{document, fault, names, sink, sink_to, write};

#[test]
fn articles_are_written_a_line_each() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("new/out/a.jsonl");
    let written =
        write(&*sink_to("jsonl", &path), &[document("春耕", "开始。"), document("丰收", "在望。")]);
    assert_eq!(written.unwrap(), [path.to_str().unwrap()]);
    let text = fs::read_to_string(&path).unwrap();
    let headlines = text
        .lines()
        .map(|line| read_article(line).unwrap().articles[0].headline.as_ref().unwrap().to_string());
    assert_eq!(headlines.collect::<Vec<_>>(), ["春耕", "丰收"]);
}

#[test]
fn documents_come_back_as_they_were() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("d.jsonl");
    let options = format!("path = {:?}\nrecords = \"documents\"", path.to_str().unwrap());
    let document = document("春耕", "开始。");
    write(&*sink("jsonl", &options), std::slice::from_ref(&document)).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(read_document(text.trim_end()).unwrap(), document);
    let mut again = Vec::new();
    write_document(&document, &mut again).unwrap();
    assert_eq!(text.as_bytes(), again);
}

#[test]
fn a_run_that_fails_leaves_what_stood_there() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    fs::write(&path, "old").unwrap();
    let sink = sink_to("jsonl", &path);
    let mut writer = sink.open().unwrap();
    writer.write(&document("春耕", "开始。"), b"new\n").unwrap();
    writer.finish(RunSummary::default()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()).len(), 2);
    drop(writer);
    assert_eq!(names(folder.path()), ["a.jsonl"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    write(&*sink, &[]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "");
}

#[test]
fn a_target_that_cannot_be_written_is_named() {
    let folder = tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    let check = |path: &str, message: &str, help: &str| {
        let found = fault(&*sink("jsonl", &format!("path = \"{root}{path}\"")));
        assert!(found.0.replace(root, "~").starts_with(message), "{path}: {}", found.0);
        assert!(found.1.contains(help), "{path}: {}", found.1);
    };
    check("", "`~` is a folder", "name a file in it");
    check("/new/", "`~/new/` is a folder", "name a file in it");
    check("/file/a.jsonl", "cannot write `~/file/a.jsonl`: ", "a file stands where");
    check("/file/b/a.jsonl", "cannot write `~/file/b/a.jsonl`: ", "a file stands where");
    assert_eq!(names(folder.path()), ["file"]);
}

#[cfg(unix)]
#[test]
fn devices_are_refused_and_permissions_are_the_usual_ones() {
    use std::os::unix::fs::PermissionsExt as _;

    let (message, help) = fault(&*sink("jsonl", "path = \"/dev/null\""));
    assert_eq!(message, "`/dev/null` is no regular file");
    assert!(help.contains("standard output"));

    let folder = tempdir().unwrap();
    let mode =
        |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    fs::write(folder.path().join("plain"), "").unwrap();
    write(&*sink_to("jsonl", &folder.path().join("ours")), &[]).unwrap();
    assert_eq!(mode("ours"), mode("plain"));
}

#[cfg(unix)]
#[test]
fn a_folder_without_write_permission_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write all the same; then there is nothing to see.
    if fs::write(folder.path().join("probe"), "").is_err() {
        let (message, help) = fault(&*sink_to("jsonl", &folder.path().join("a.jsonl")));
        assert!(message.starts_with("cannot write `"), "{message}");
        assert!(help.contains("may be written to"), "{help}");
    }
}
