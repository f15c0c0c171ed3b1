//! Markdown folders stand under their name whole or not at all.

use std::fs;

use newsprint_core::RunSummary;
use tempfile::tempdir;

use super::{document, fault, names, sink_to, write};

#[test]
fn a_folder_is_replaced_as_a_whole() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("new/out");
    let sink = sink_to("markdown", &path);
    let written = write(&*sink, &[document("春耕", "开始。"), document("丰收", "在望。")]);
    assert_eq!(written.unwrap(), [path.to_str().unwrap()]);
    let first = "0001-春耕-0000000000000abc.md";
    assert_eq!(names(&path), [".newsprint", first, "0002-丰收-0000000000000abc.md"]);
    write(&*sink, &[document("夏收", "开始。")]).unwrap();
    assert_eq!(names(&path), [".newsprint", "0001-夏收-0000000000000abc.md"]);
    assert_eq!(names(path.parent().unwrap()), ["out"]);
}

#[test]
fn a_run_that_fails_leaves_what_stood_there() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let sink = sink_to("markdown", &path);
    let mut writer = sink.open().unwrap();
    writer.write(&document("春耕", "开始。"), b"").unwrap();
    writer.finish(RunSummary::default()).unwrap();
    drop(writer);
    assert_eq!(names(folder.path()), [""; 0]);
    write(&*sink, &[]).unwrap();
    drop(sink.open().unwrap());
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(names(&path), [".newsprint"]);
}

#[test]
fn only_folders_of_ours_and_empty_ones_are_replaced() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    fs::create_dir(&path).unwrap();
    write(&*sink_to("markdown", &path), &[]).unwrap();
    fs::remove_file(path.join(".newsprint")).unwrap();
    fs::write(path.join("diary.md"), "mine").unwrap();
    let (message, help) = fault(&*sink_to("markdown", &path));
    assert!(message.contains("holds what newsprint did not write"), "{message}");
    assert!(help.contains(".newsprint"), "{help}");

    let file = path.join("diary.md");
    assert!(fault(&*sink_to("markdown", &file)).0.ends_with("is a file"));
    assert!(fault(&*sink_to("markdown", &file.join("x"))).1.contains("a file stands where"));
    assert!(fault(&*sink_to("markdown", "..".as_ref())).0.contains("no name of its own"));
    assert_eq!(names(&path), ["diary.md"]);
}

#[test]
fn what_is_put_into_the_target_during_the_run_is_not_lost() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("out");
    let sink = sink_to("markdown", &path);
    let mut writer = sink.open().unwrap();
    writer.finish(RunSummary::default()).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("diary.md"), "mine").unwrap();
    assert!(writer.commit().is_err());
    assert_eq!(names(&path), ["diary.md"]);
}

#[test]
fn names_are_safe_everywhere() {
    let check = |headline: &str, expected: &str| {
        let folder = tempdir().unwrap();
        let path = folder.path().join("out");
        write(&*sink_to("markdown", &path), &[document(headline, "正文。")]).unwrap();
        let names = names(&path);
        assert_eq!(names[1], format!("0001-{expected}0000000000000abc.md"), "{headline:?}");
        assert_eq!(names.len(), 2);
    };
    check("", "");
    check("../../etc/passwd", "etc-passwd-");
    check("CON", "CON-");
    check("a\0b\u{202E}c\u{7f}", "a-b-c-");
    check("“水到田头”:新渠 三十二公里!", "水到田头-新渠-三十二公里-");
    check("<script>|\"*?", "script-");
    check(&"长".repeat(300), &format!("{}-", "长".repeat(40)));
    check(&"长 ".repeat(100), &format!("{}长-", "长-".repeat(19)));
    check(&"𠀀".repeat(100), &format!("{}-", "𠀀".repeat(40)));
}
