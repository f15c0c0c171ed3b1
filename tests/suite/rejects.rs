//! One spoiled document among a thousand costs that document alone.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Folder, Ran};

/// A thousand records, of which number 500 is `spoiled`.
fn corpus(spoiled: &str) -> String {
    (0..1000).fold(String::new(), |mut corpus, number| {
        let _ = match number {
            500 => writeln!(corpus, "{spoiled}"),
            _ => writeln!(corpus, r#"{{"id":"{number}","title":"标题","text":"第{number}篇。"}}"#),
        };
        corpus
    })
}

fn pipeline(stage: &str) -> String {
    format!(
        "[input]\nuse = \"jsonl\"\npaths = [\"corpus.jsonl\"]\n{stage}\n\
         [[output]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n"
    )
}

fn run(spoiled: &str, stage: &str, set: &[&str]) -> (Folder, Ran) {
    let folder = Folder::new();
    folder.write("corpus.jsonl", corpus(spoiled)).write("pipeline.toml", pipeline(stage));
    let mut args = vec!["run", "pipeline.toml", "--set", "run.chunk=64"];
    args.extend(set.iter().flat_map(|set| ["--set", set]));
    let ran = folder.run(&args);
    (folder, ran)
}

fn records(folder: &Folder, name: &str) -> Vec<String> {
    let record = |line: &str| {
        let article: Value = serde_json::from_str(line).unwrap();
        article["source"]["record"].as_str().unwrap().to_owned()
    };
    folder.read(name).lines().map(record).collect()
}

#[track_caller]
fn check_costs_one(spoiled: &str, stage: &str, expected_stage: &str, expected: &str) {
    let (folder, ran) = run(spoiled, stage, &[]);
    ran.exits(1);
    let others: Vec<_> = (0..1000).filter(|n| *n != 500).map(|n| n.to_string()).collect();
    assert_eq!(records(&folder, "out.jsonl"), others);
    let rejects = folder.read("out/rejects.jsonl");
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    let reject: Value = serde_json::from_str(&rejects).unwrap();
    assert_eq!(reject["kind"], "quarantined");
    assert_eq!(reject["place"], "corpus.jsonl:501");
    assert_eq!(reject["stage"], expected_stage);
    let message = reject["message"].as_str().unwrap();
    assert!(message.contains(expected), "{message}");
}

const GOOD: &str = r#"{"id":"500","title":"标题","text":"一处毒丸。"}"#;

#[test]
fn a_broken_line_costs_itself() {
    check_costs_one(r#"{"id":"500","text":"#, "", "jsonl", "broken record at column");
}

#[test]
fn a_record_without_text_costs_itself() {
    check_costs_one(r#"{"id":"500","title":"标题"}"#, "", "jsonl", "`text`");
}

#[test]
fn a_text_of_null_costs_itself() {
    check_costs_one(r#"{"id":"500","text":null}"#, "", "jsonl", "`text`");
}

#[test]
fn a_stage_that_panics_costs_the_document() {
    let stage = "[[stage]]\nuse = \"panic-on\"\nword = \"毒丸\"";
    check_costs_one(GOOD, stage, "panic-on", "毒丸 was found");
    check_costs_one(GOOD, stage, "panic-on", "src/main.rs:");
}

#[test]
fn a_stage_that_fails_costs_the_document() {
    let stage = "[[stage]]\nuse = \"fail-on\"\nword = \"毒丸\"";
    check_costs_one(GOOD, stage, "fail-on", "毒丸 was found; take it out");
}

#[test]
fn what_was_rejected_can_be_fed_in_again() {
    let stage = "[[stage]]\nuse = \"panic-on\"\nword = \"毒丸\"";
    let (folder, ran) = run(GOOD, stage, &[]);
    ran.exits(1);
    let again = ["run", "pipeline.toml", "out/rejects.jsonl", "--set", "stage.panic-on.word=别的"];
    folder.run(&again).exits(0);
    assert_eq!(records(&folder, "out.jsonl"), ["500"]);
    assert!(folder.read("out.jsonl").contains("一处毒丸。"));
    assert!(!folder.exists("out/rejects.jsonl"), "no rejects, no file");
}

#[test]
fn a_run_that_stops_at_an_error_leaves_nothing() {
    let stage = "[[stage]]\nuse = \"fail-on\"\nword = \"毒丸\"";
    let (folder, ran) = run(GOOD, stage, &["run.on-error=stop"]);
    let ran = ran.exits(3);
    assert!(
        ran.stderr.contains("corpus.jsonl:501: `fail-on` failed: 毒丸 was found"),
        "{}",
        ran.stderr
    );
    assert_eq!(folder.files(), ["corpus.jsonl", "pipeline.toml"]);
}

#[test]
fn a_drop_is_kept_and_is_no_failure() {
    let stage = "[[stage]]\nuse = \"drop-on\"\nword = \"毒丸\"";
    let (folder, ran) = run(GOOD, stage, &[]);
    ran.exits(0);
    let reject: Value = serde_json::from_str(&folder.read("out/rejects.jsonl")).unwrap();
    assert_eq!(reject["kind"], "dropped");
    assert_eq!(reject["message"], "word-found: 毒丸 in 22 bytes");
    assert_eq!(reject["document"]["text"], "标题\n一处毒丸。");
    assert_eq!(records(&folder, "out.jsonl").len(), 999);
}

#[test]
fn an_article_that_is_dropped_is_kept_too() {
    let folder = Folder::new();
    let line = |id: u32| format!("{{\"id\":\"{id}\",\"text\":\"同一篇报道的正文。\"}}\n");
    folder.write("corpus.jsonl", line(1) + &line(2));
    folder.write("pipeline.toml", pipeline("[[stage]]\nuse = \"drop-exact\"\n"));
    folder.run(&["run", "pipeline.toml"]).exits(0);
    assert_eq!(records(&folder, "out.jsonl"), ["1"]);
    let reject: Value = serde_json::from_str(&folder.read("out/rejects.jsonl")).unwrap();
    assert_eq!(reject["place"], "corpus.jsonl:2");
    assert_eq!(reject["document"]["articles"][0]["blocks"][0]["text"], "同一篇报道的正文。");
}

/// A corpus of which every tenth record is broken and every tenth dropped.
fn spoiled(stage_and_run: &str, set: &[&str]) -> (Folder, Ran) {
    let folder = Folder::new();
    let record = |n: u32| match n % 10 {
        3 => "{\"text\":\n".to_owned(),
        7 => format!("{{\"id\":{n},\"text\":\"毒丸{n}\"}}\n"),
        _ => format!("{{\"id\":{n},\"text\":\"第{n}篇。\"}}\n"),
    };
    folder.write("corpus.jsonl", (0..2000).map(record).collect::<String>());
    let stage = "[[stage]]\nuse = \"drop-on\"\nword = \"毒丸\"\n";
    folder.write("pipeline.toml", pipeline(&format!("{stage_and_run}\n{stage}")));
    let sets = set.iter().flat_map(|set| ["--set", set]);
    let args: Vec<&str> = ["run", "pipeline.toml"].into_iter().chain(sets).collect();
    let ran = folder.run(&args);
    (folder, ran)
}

#[test]
fn a_sample_is_the_same_for_any_threads() {
    let table = "[run]\nrejects = \"sample\"\nrejects-sample = 3";
    let sample = |set: &[&str]| {
        let (folder, ran) = spoiled(table, set);
        let ran = ran.exits(1);
        assert!(ran.stderr.contains("kept 6 of 200 failed and 200 dropped in out/rejects.jsonl"));
        folder.read("out/rejects.jsonl")
    };
    let first = sample(&[]);
    let places: Vec<String> = first
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["place"].as_str().unwrap().to_owned()
        })
        .collect();
    let line = |n: u32| format!("corpus.jsonl:{n}");
    assert_eq!(places, [4, 8, 14, 18, 24, 28].map(line));
    assert_eq!(sample(&["run.threads=1", "run.chunk=7"]), first);
    assert_eq!(sample(&["run.threads=4", "run.chunk=1000"]), first);
}

#[test]
fn rejects_can_be_counted_only() {
    let (folder, ran) = spoiled("[run]\nrejects = \"count\"", &[]);
    let ran = ran.exits(1);
    assert!(ran.stderr.contains("200 failed (bad-json)"), "{}", ran.stderr);
    assert!(ran.stderr.contains("kept none of 200 failed and 200 dropped"), "{}", ran.stderr);
    assert!(!folder.exists("out/rejects.jsonl"));
}

#[test]
fn a_run_that_goes_wrong_stops_at_the_same_document_for_any_threads() {
    let stopped = |set: &[&str]| {
        let (folder, ran) = spoiled("[run]\nmax-bad = \"5%\"", set);
        assert_eq!(folder.files(), ["corpus.jsonl", "pipeline.toml"]);
        ran.exits(3).stderr
    };
    let said = stopped(&[]);
    let expected = "error: 100 of 1000 documents failed, more than `max-bad = \"5%\"` allows:\n  \
                    100 × `jsonl` bad-json, the first at corpus.jsonl:4: broken record at column";
    assert!(said.starts_with(expected), "{said}");
    assert!(said.contains("help: mend what fails, or raise `run.max-bad`"), "{said}");
    assert_eq!(stopped(&["run.threads=1", "run.chunk=7"]), said);
    assert_eq!(stopped(&["run.threads=4", "run.chunk=999"]), said);
    let (folder, ran) = spoiled("[run]\nmax-bad = \"11%\"", &[]);
    ran.exits(1);
    assert!(folder.exists("out.jsonl"));
    let (_, ran) = spoiled("[run]\nmax-bad = 7", &[]);
    assert!(ran.exits(3).stderr.contains("8 of 74 documents failed, more than `max-bad = 7`"));
}

#[test]
fn rejects_that_cannot_be_kept_end_the_run() {
    let folder = Folder::new();
    folder.write("corpus.jsonl", "{\"text\":\n").write("out", "a file where the folder should be");
    folder.write("pipeline.toml", pipeline(""));
    let said = folder.run(&["run", "pipeline.toml"]).exits(3).stderr;
    assert!(said.contains("rejects cannot be kept in `out/rejects.jsonl`"), "{said}");
    assert_eq!(folder.files(), ["corpus.jsonl", "out", "pipeline.toml"]);
}
