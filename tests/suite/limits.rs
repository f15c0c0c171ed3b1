//! Limits on a single document: what passes one is quarantined, and the rest goes on.

use serde_json::Value;

use crate::support::{Folder, Ran};

/// Three records, of which the second is the one at fault.
fn folder(second: &str, stages: &str) -> Folder {
    let folder = Folder::new();
    let line = |id: u32, text: &str| {
        let record = serde_json::json!({ "id": id.to_string(), "text": text });
        format!("{record}\n")
    };
    let lines = [line(1, "水渠通水。"), line(2, second), line(3, "果园丰收。")];
    folder.write("news.jsonl", lines.concat());
    folder.write(
        "pipeline.toml",
        format!(
            "[input]\nuse = \"jsonl\"\npaths = [\"news.jsonl\"]\n{stages}\n\
             [[output]]\nuse = \"jsonl\"\npath = \"out/articles.jsonl\"\n"
        ),
    );
    folder
}

fn run(folder: &Folder, settings: &[&str]) -> Ran {
    let sets = settings.iter().flat_map(|setting| ["--set", setting]);
    let args: Vec<&str> = ["run", "pipeline.toml"].into_iter().chain(sets).collect();
    folder.run(&args)
}

/// The second record leaves the run at `stage` with `code` and `value`; the others come out.
#[track_caller]
fn check(second: &str, stages: &str, settings: &[&str], [stage, code, value]: [&str; 3]) {
    let folder = folder(second, stages);
    run(&folder, settings).exits(1);
    let rejects = folder.read("out/rejects.jsonl");
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    let reject: Value = serde_json::from_str(&rejects).unwrap();
    assert_eq!(reject["place"], "news.jsonl:2");
    assert_eq!([&reject["stage"], &reject["code"]], [stage, code], "{reject}");
    assert_eq!(reject["value"].as_str().unwrap_or_default(), value, "{reject}");
    assert!(reject["message"].as_str().unwrap().contains("; "), "it says what to do: {reject}");
    assert_eq!(folder.read("out/articles.jsonl").lines().count(), 2);
}

const WAIT: &str = "[[stage]]\nuse = \"wait-on\"\nword = \"慢\"";

#[test]
fn a_document_beyond_a_limit_is_quarantined() {
    let long = "长".repeat(400);
    let bytes = "1200 of at most 1024 bytes";
    check(&long, "", &["run.max-document-bytes=1KiB"], ["jsonl", "too-large", bytes]);
    let lines = "1001 of at most 1000 lines";
    let many = "\n".repeat(1000);
    check(&many, "", &["run.max-document-lines=1000"], ["jsonl", "too-many-lines", lines]);
    let seconds = "more than 0.03 seconds";
    let slow = ["run.max-document-seconds=0.03"];
    check("慢", WAIT, &slow, ["wait-on", "too-slow", seconds]);
    let place = ["run.pass-over=[\"news.jsonl:2\"]"];
    check("水", "", &place, ["jsonl", "passed-over", ""]);
}

#[test]
fn a_document_at_a_limit_is_not() {
    for settings in [
        vec!["run.max-document-bytes=1200B", "run.max-document-lines=301"],
        vec!["run.max-document-seconds=60"],
    ] {
        let folder = folder(&"长\n".repeat(300), WAIT);
        run(&folder, &settings).exits(0);
    }
}

#[test]
fn the_defaults_hold() {
    let folder = folder(&"\n".repeat(200_001), "");
    let ran = run(&folder, &[]).exits(1);
    assert!(ran.stderr.contains("too-many-lines"), "{}", ran.stderr);
    let folder = self::folder(&"长".repeat((16 << 20) / 3 + 1), "");
    let ran = run(&folder, &[]).exits(1);
    assert!(ran.stderr.contains("too-large"), "{}", ran.stderr);
}

#[test]
fn a_limit_that_changes_counts_for_what_the_journal_holds() {
    let folder = folder("水渠\n通水", "[[stage]]\nuse = \"fail-on\"\nword = \"丰收\"");
    let run = |settings: &[&str]| {
        let always = ["run.journal=journal", "run.on-error=stop", "run.threads=1", "run.chunk=1"];
        run(&folder, &[&always, settings].concat())
    };
    run(&[]).exits(3);
    let ran = run(&["run.max-document-lines=1"]).exits(3);
    assert!(ran.stderr.contains("`run.max-document-lines` changed"), "{}", ran.stderr);
    assert!(ran.stderr.contains("news.jsonl:2"), "{}", ran.stderr);
}

#[test]
fn a_step_that_does_not_come_back_is_named_and_can_be_passed_over() {
    let stage = "[[stage]]\nuse = \"wait-on\"\nword = \"ever\"";
    let folder = folder("for ever", stage);
    let args = ["run", "pipeline.toml", "--resume", "--set", "run.max-document-seconds=0.05"];
    let more = ["--set", "run.threads=1", "--set", "run.chunk=1"];
    let ran = folder.run(&[&args[..], &more].concat()).exits(3);
    assert!(ran.stderr.contains("`wait-on` has been at news.jsonl:2 for"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run.pass-over = [\"news.jsonl:2\"]"), "{}", ran.stderr);
    assert!(!folder.exists("out/articles.jsonl"));
    let over = ["--set", "run.pass-over=[\"news.jsonl:2\"]", "--report", "report.json"];
    folder.run(&[&args[..], &more, &over].concat()).exits(1);
    let report: Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["journal"]["taken"], 1, "what was done is not done again");
    assert_eq!(folder.read("out/articles.jsonl").lines().count(), 2);
}

#[test]
fn a_place_that_does_not_come_is_told() {
    let folder = folder("水", "");
    let ran = run(&folder, &["run.pass-over=[\"news.jsonl:9\"]"]).exits(0);
    assert!(ran.stderr.contains("`news.jsonl:9` of `run.pass-over`"), "{}", ran.stderr);
}

/// Nesting is followed as far as it means something, and no further; a stack never overflows.
#[test]
fn nesting_has_an_end() {
    let deep = 200_000;
    let json =
        format!("{{\"id\":1,\"text\":\"水\",\"more\":{}{}}}", "[".repeat(deep), "]".repeat(deep));
    let text = json.replace("\"more\"", "\"text\"").replace("\"text\":\"水\",", "");
    let html = format!("<html><body>{}<p>水渠通水了。", "<div>".repeat(deep));
    let xml = format!("<alto>{}{}</alto>", "<x>".repeat(deep), "</x>".repeat(deep));
    let toml = format!("paper = {}", "[".repeat(deep));
    for (input, name, text, code) in [
        ("jsonl", "a.jsonl", &json, 0),
        ("jsonl", "b.jsonl", &text, 1),
        ("html", "a.html", &html, 0),
        ("ocr", "a.xml", &xml, 1),
    ] {
        let folder = Folder::new();
        let pipeline = format!(
            "[input]\nuse = \"{input}\"\npaths = [\"{name}\"]\n\
             [[output]]\nuse = \"jsonl\"\npath = \"out/articles.jsonl\"\n"
        );
        folder.write("pipeline.toml", pipeline).write(name, text);
        folder.run(&["run", "pipeline.toml"]).exits(code);
    }
    let folder = folder("水", "");
    folder.write("nested.toml", &toml);
    folder.run(&["run", "nested.toml"]).exits(2);
}
