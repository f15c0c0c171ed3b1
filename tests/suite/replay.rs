//! What was rejected is fed in again, wherever it stood, and nothing is lost or replaced.

use serde_json::Value;

use crate::support::{Folder, Ran};

/// A pipeline over `input` with the lines of `stages`.
fn pipeline(folder: &Folder, input: &str, stages: &str) {
    folder.write(
        "p.toml",
        format!(
            "[input]\n{input}\n{stages}\n[[output]]\nuse = \"jsonl\"\npath = \"out/a.jsonl\"\n\
             records = \"documents\"\n"
        ),
    );
}

fn replay(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(&[&["replay", "p.toml"], args].concat())
}

/// The places of the articles, or of the rejects, in a file of lines.
fn places(folder: &Folder, name: &str) -> Vec<String> {
    let place = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(place) = line["place"].as_str() {
            return place.to_owned();
        }
        let source = &line["source"];
        let part = [("line", ":"), ("file_page", "#page=")]
            .map(|(key, mark)| source[key].as_u64().map(|n| format!("{mark}{n}")));
        format!(
            "{}{}",
            source["name"].as_str().unwrap(),
            part.into_iter().flatten().collect::<String>()
        )
    };
    folder.read(name).lines().map(place).collect()
}

const RECORDS: &str = "use = \"jsonl\"\npaths = [\"corpus.jsonl\"]";

#[test]
fn only_the_line_that_was_too_long_is_read_again() {
    let folder = Folder::new();
    let long = "长".repeat(100);
    folder.write(
        "corpus.jsonl",
        format!("{{\"text\":\"甲\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"乙\"}}\n"),
    );
    pipeline(&folder, &format!("{RECORDS}\nmax-line-bytes = 100"), "");
    folder.run(&["run", "p.toml"]).exits(1);
    let reject: Value = serde_json::from_str(&folder.read("out/rejects.jsonl")).unwrap();
    assert_eq!((&reject["code"], &reject["offset"]), (&"too-large".into(), &15.into()));
    replay(&folder, &["--set", "input.max-line-bytes=1000"]).exits(0);
    assert_eq!(places(&folder, "out/a.replay-1.jsonl"), ["corpus.jsonl:2"]);
    assert!(!folder.exists("out/rejects.replay-1.jsonl"));
}

#[test]
fn only_the_page_that_failed_is_read_again() {
    let folder = Folder::new();
    let page = |bad: &[u8]| {
        let parts: [&[u8]; 5] =
            ["第一版的文字。".as_bytes(), b"\x0C", bad, b"\x0C", "第三版的文字。".as_bytes()];
        parts.concat()
    };
    folder.write("page.txt", page(b"\xE7\xAC\xAC\xFF\xFE\xFD"));
    pipeline(
        &folder,
        "use = \"text\"\npaths = [\"page.txt\"]\nencoding = \"utf-8\"",
        "[[stage]]\nuse = \"split-page\"",
    );
    folder.run(&["run", "p.toml"]).exits(1);
    assert_eq!(places(&folder, "out/rejects.jsonl"), ["page.txt#page=2"]);
    replay(&folder, &[]).exits(1);
    assert_eq!(places(&folder, "out/rejects.replay-1.jsonl"), ["page.txt#page=2"], "still bad");
    folder.write("page.txt", page("第二版的文字。".as_bytes()));
    replay(&folder, &[]).exits(0);
    assert_eq!(places(&folder, "out/a.replay-2.jsonl"), ["page.txt#page=2"]);
}

#[test]
fn a_file_that_is_gone_stays_among_the_rejects() {
    let folder = Folder::new();
    folder.write("page.txt", "一篇报道。").write("page.toml", "dat = 2024-06-28\n");
    pipeline(&folder, "use = \"text\"\npaths = [\"page.txt\"]", "[[stage]]\nuse = \"split-page\"");
    folder.run(&["run", "p.toml"]).exits(1);
    std::fs::rename(folder.path("page.txt"), folder.path("elsewhere.txt")).unwrap();
    replay(&folder, &[]).exits(1);
    let reject: Value = serde_json::from_str(&folder.read("out/rejects.replay-1.jsonl")).unwrap();
    assert_eq!((&reject["code"], &reject["place"]), (&"gone".into(), &"page.txt".into()));
    std::fs::rename(folder.path("elsewhere.txt"), folder.path("page.txt")).unwrap();
    folder.write("page.toml", "date = 2024-06-28\n");
    replay(&folder, &["out/rejects.replay-1.jsonl"]).exits(0);
    assert!(folder.read("out/a.replay-2.jsonl").contains("\"date\":\"2024-06-28\""));
}

#[test]
fn a_raw_record_gets_the_facts_of_its_file_again() {
    let folder = Folder::new();
    folder.write("daily/2024-06-28.jsonl", "{\"story\":\"一篇报道。\"}\n");
    let input = "use = \"jsonl\"\npaths = [\"daily\"]\npath-pattern = \"{date}.jsonl\"";
    pipeline(&folder, input, "");
    folder.run(&["run", "p.toml"]).exits(1);
    // What is kept raw needs its file no more.
    std::fs::remove_dir_all(folder.path("daily")).unwrap();
    replay(&folder, &["--set", "input.fields={text=\"story\"}"]).exits(0);
    let article = folder.read("out/a.replay-1.jsonl");
    assert!(article.contains("\"date\":\"2024-06-28\""), "{article}");
}

#[test]
fn what_failed_after_a_barrier_goes_through_from_the_start() {
    let folder = Folder::new();
    let lines: String =
        (0..30).map(|n| format!("{{\"id\":{n},\"text\":\"第{n}篇毒丸的报道。\"}}\n")).collect();
    folder.write("corpus.jsonl", &lines);
    let stages = "[[stage]]\nuse = \"drop-exact\"\n[[stage]]\nuse = \"fail-on\"\nword = \"第7篇\"";
    pipeline(&folder, RECORDS, stages);
    folder.run(&["run", "p.toml", "--set", "run.chunk=4"]).exits(1);
    let reject: Value = serde_json::from_str(&folder.read("out/rejects.jsonl")).unwrap();
    let offset = lines.find("{\"id\":7,").unwrap();
    assert_eq!((&reject["place"], &reject["offset"]), (&"corpus.jsonl:8".into(), &offset.into()));
    replay(&folder, &["--set", "stage.fail-on.word=别的"]).exits(0);
    let again: Vec<String> =
        folder.read("out/a.replay-1.jsonl").lines().map(str::to_owned).collect();
    folder.run(&["run", "p.toml", "--set", "stage.fail-on.word=别的"]).exits(0);
    let whole = folder.read("out/a.jsonl");
    assert_eq!(again, [whole.lines().nth(7).unwrap()], "the line that the run would have written");
}

#[test]
fn what_was_dropped_is_replayed_only_when_asked_for() {
    let folder = Folder::new();
    folder.write("corpus.jsonl", "{\"text\":\"毒丸\"}\n{\"story\":1}\n{\"text\":\"好\"}\n");
    pipeline(&folder, RECORDS, "[[stage]]\nuse = \"drop-on\"\nword = \"毒丸\"");
    folder.run(&["run", "p.toml"]).exits(1);
    let said = replay(&folder, &[]).exits(1).stderr;
    assert!(said.starts_with("replaying 1 of 2 rejects of out/rejects.jsonl\n"), "{said}");
    let mended = ["--set", "stage.drop-on.word=别的"];
    replay(&folder, &[&["--reason", "word-found"][..], &mended].concat()).exits(0);
    assert_eq!(places(&folder, "out/a.replay-2.jsonl"), ["corpus.jsonl:1"]);
    replay(&folder, &[&["--stage", "drop-on"][..], &mended].concat()).exits(0);
    replay(&folder, &[&["--dropped"][..], &mended].concat()).exits(1);
    assert_eq!(places(&folder, "out/a.replay-4.jsonl"), ["corpus.jsonl:1"]);
    let said = replay(&folder, &["--reason", "word-fuond"]).exits(2).stderr;
    assert!(said.contains("1 × `drop-on` word-found, 1 × `jsonl` missing-text"), "{said}");
    assert_eq!(places(&folder, "out/a.jsonl"), ["corpus.jsonl:3"], "as the run wrote it");
    assert_eq!(folder.read("out/rejects.jsonl").lines().count(), 2, "as the run wrote it");
}

#[test]
fn what_cannot_be_replayed_is_told_before_anything_runs() {
    let folder = Folder::new();
    folder
        .write("corpus.jsonl", "{\"story\":1}\n")
        .write("damaged.jsonl", "{\"schema\":\"newsprint/");
    pipeline(&folder, RECORDS, "");
    let check = |args: &[&str], expected: &str| {
        let before = folder.files();
        let said = replay(&folder, args).exits(2).stderr;
        assert!(said.contains(expected), "{said}");
        assert_eq!(folder.files(), before);
    };
    check(&[], "the rejects `out/rejects.jsonl` cannot be read");
    check(&["corpus.jsonl"], "`corpus.jsonl` is no file of rejects: line 1: missing field");
    check(&["damaged.jsonl"], "`damaged.jsonl` is no file of rejects: line 1");
    folder.run(&["run", "p.toml"]).exits(1);
    check(&["out/a.jsonl"], "nothing of `out/a.jsonl` is chosen");
    check(&["--set", "run.rejects-file=./out/rejects.jsonl"], "would replace `out/rejects.jsonl`");
    check(&["--set", "run.rejects=all"], "`all` is not one of `keep`, `sample`, `count`");
    check(&["--set", "stage.x.y=1", "--set", "run.max-bad=two"], "expected a number of documents");
}
