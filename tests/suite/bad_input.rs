//! Input that cannot be used: an error or a reject that names source and place, and no half-written
//! output under its final name.

use std::fs;

use serde_json::Value;

use crate::support::{Folder, Ran};

const PIPELINE: &str = "[input]\nuse = \"text\"\npaths = [\"page.txt\"]\n\
    [[stage]]\nuse = \"split-page\"\n[[stage]]\nuse = \"drop-exact\"\n\
    [[stage]]\nuse = \"group-reprints\"\n[[stage]]\nuse = \"find-metrics\"\n\
    [[output]]\nuse = \"jsonl\"\npath = \"out/articles.jsonl\"\n\
    [[output]]\nuse = \"markdown\"\npath = \"out/articles\"\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("page.toml.off", "").write("pipeline.toml", PIPELINE);
    folder
}

fn run_on(page: impl AsRef<[u8]>) -> (Folder, Ran) {
    let folder = folder();
    folder.write("page.txt", page);
    let ran = folder.run(&["run", "pipeline.toml"]);
    (folder, ran)
}

/// The one reject of a run.
fn reject(folder: &Folder) -> Value {
    let rejects = folder.read("out/rejects.jsonl");
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    serde_json::from_str(&rejects).unwrap()
}

#[test]
fn a_missing_file_is_a_fault_of_the_pipeline() {
    let folder = folder();
    let ran = folder.run(&["run", "pipeline.toml"]).exits(2);
    assert!(ran.stderr.contains("page.txt"), "{}", ran.stderr);
    assert!(ran.stderr.contains("pipeline.toml:3:10"), "{}", ran.stderr);
    assert!(!folder.exists("out"));
}

#[test]
fn a_folder_is_a_fault_of_the_pipeline() {
    let folder = folder();
    fs::create_dir(folder.path("page.txt")).unwrap();
    let ran = folder.run(&["run", "pipeline.toml"]).exits(2);
    assert!(ran.stderr.contains("has no file in `.txt`"), "{}", ran.stderr);
}

#[test]
fn bytes_that_are_not_utf_8_are_rejected_with_their_place() {
    let page = ["云岭新闻".as_bytes(), b"\xff\xfe", "水渠通水".as_bytes()].concat();
    let (folder, ran) = run_on(&page);
    ran.exits(1);
    let reject = reject(&folder);
    assert_eq!(reject["place"], "page.txt");
    assert!(reject["message"].as_str().unwrap().contains("byte 12"), "{reject}");
    let hex = "e4ba91e5b2ade696b0e997bbfffee6b0b4e6b8a0e9809ae6b0b4";
    assert_eq!(reject["raw_hex"], hex);
    assert_eq!(folder.read("out/articles.jsonl"), "");
}

#[test]
fn a_page_without_text_is_a_page_without_articles() {
    for page in ["", "\n", " \n\t\r\n\u{3000}\n"] {
        let (folder, ran) = run_on(page);
        ran.exits(0);
        assert_eq!(folder.read("out/articles.jsonl"), "");
        assert!(!folder.exists("out/rejects.jsonl"));
    }
}

#[test]
fn a_line_of_ten_megabytes_is_a_line() {
    let line = "志愿服务队走进社区。".repeat(370_000);
    assert!(line.len() > 10_000_000);
    let (folder, ran) = run_on(&line);
    ran.exits(0);
    assert!(folder.read("out/articles.jsonl").len() > line.len());
}

#[test]
fn an_output_that_cannot_be_written_ends_the_run_before_it_begins() {
    let folder = folder();
    folder.write("page.txt", "标题\n\n正文。").write("out", "a file where a folder should be");
    let ran = folder.run(&["run", "pipeline.toml"]).exits(3);
    assert!(ran.stderr.contains("out/articles.jsonl"), "{}", ran.stderr);
    assert_eq!(folder.read("out"), "a file where a folder should be");
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let folder = folder();
    folder.write("page.txt", "标题\n\n正文。").write("out/articles/diary.md", "mine");
    let ran = folder.run(&["run", "pipeline.toml"]).exits(3);
    assert!(ran.stderr.contains("out/articles"), "{}", ran.stderr);
    assert_eq!(folder.read("out/articles/diary.md"), "mine");
    assert!(!folder.exists("out/articles.jsonl"), "no output without the others");
}

#[test]
fn a_second_run_replaces_the_first_whole() {
    let (folder, ran) = run_on("甲报道的标题\n\n本报讯(记者张三)甲报道的正文在此。");
    ran.exits(0);
    let first = folder.files();
    folder.write("page.txt", "乙报道的标题\n\n本报讯(记者李四)乙报道的正文在此。");
    folder.run(&["run", "pipeline.toml"]).exits(0);
    assert_eq!(folder.files().len(), first.len(), "{:?}", folder.files());
    assert!(!folder.read("out/articles.jsonl").contains('甲'));
    assert!(
        folder.files().iter().all(|file| !file.contains(".newsprint-")),
        "{:?}",
        folder.files()
    );
}

#[test]
fn hostile_pages_lose_nothing_and_stop_nothing() {
    let pages = [
        "“".repeat(10_000),
        "中\n".repeat(20_000),
        "9".repeat(1_000_000),
        "\u{202e}\u{feff}\u{0}\u{7}\u{fffd}\r\r\n".repeat(50),
        "亿".repeat(300_000),
    ];
    for page in pages {
        let (_, ran) = run_on(&page);
        ran.exits(0);
    }
}
