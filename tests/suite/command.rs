//! What the command says, word for word.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;
use snapbox::{assert_data_eq, file};

use crate::support::{Folder, command};

#[test]
fn help() {
    let folder = Folder::new();
    assert_data_eq!(folder.run(&["--help"]).exits(0).stdout, file!["snapshots/help.txt"]);
    assert_data_eq!(
        folder.run(&["run", "--help"]).exits(0).stdout,
        file!["snapshots/help-run.txt"]
    );
    assert_data_eq!(folder.run(&["stages"]).exits(0).stdout, file!["snapshots/stages.txt"]);
    let page = folder.run(&["stages", "group-reprints"]).exits(0).stdout;
    assert_data_eq!(page, file!["snapshots/stages-group-reprints.txt"]);
}

#[test]
fn figures_of_a_text() {
    let folder = Folder::new();
    let text = "2023年，青岭市茶叶产量5.2万吨，增长8.5%。力争到2025年茶企达到“双百”目标，产值20-30亿元。\n\
                茶园面积120余万亩，占耕地的三成。";
    folder.write("news.txt", text);
    for format in ["table", "csv", "jsonl"] {
        let args = ["metrics", "news.txt", "--date", "2024-06-28", "--format", format];
        let printed = folder.run(&args).exits(0).stdout.replace('\r', "");
        let expected = match format {
            "table" => file!["snapshots/metrics-table.txt"],
            "csv" => file!["snapshots/metrics-csv.txt"],
            _ => file!["snapshots/metrics-jsonl.txt"],
        };
        assert_data_eq!(printed, expected);
    }
    assert_data_eq!(
        folder.run(&["metrics", "--help"]).exits(0).stdout,
        file!["snapshots/help-metrics.txt"]
    );
}

#[test]
fn a_lexicon_that_contradicts_another() {
    let folder = Folder::new();
    folder.write("news.txt", "去年，青岭市产茶5担。");
    folder.write("a.toml", "[[units]]\nkind = \"measure\"\nwords = [\"担担\"]\n");
    folder.write("b.toml", "[[units]]\nkind = \"money\"\nwords = [\"担担\"]\n");
    let args = ["metrics", "news.txt", "--lexicon", "a.toml", "--lexicon", "b.toml"];
    let said = folder.run(&args).exits(2);
    assert_eq!(said.stdout, "");
    assert_data_eq!(said.stderr, file!["snapshots/lexicon-clash.txt"]);
}

/// Checks the report on a faulty pipeline; nothing may be left behind.
#[track_caller]
fn check(pipeline: &str, expected: snapbox::Data) {
    let folder = Folder::with_seeds();
    folder.write("faulty.toml", pipeline);
    let before = folder.files();
    let said = folder.run(&["check", "faulty.toml"]).exits(2);
    assert_eq!(said.stdout, "");
    assert_data_eq!(said.stderr.as_str(), expected);
    assert_eq!(folder.run(&["run", "faulty.toml"]).exits(2).stderr, said.stderr);
    assert_eq!(folder.files(), before);
}

#[test]
fn an_unknown_stage() {
    check(
        "[input]\nuse = \"text\"\npaths = [\"seeds/*.txt\"]\n\n[[stage]]\nuse = \"spilt-page\" # 分版\n\n\
         [[stage]]\nuse = \"markdown\"\n\n[[stage]]\nuse = \"翻译\"\n\n[[stage]]\nuse = \"translate\"\n\n[[output]]\nuse = \"jsonl\"\npath = \"-\"\n",
        file!["snapshots/unknown-stage.txt"],
    );
}

#[test]
fn an_unknown_option() {
    check(
        "[input]\nuse = \"text\"\npath = [\"seeds/*.txt\"]\npaths = [\"seeds/*.txt\"]\n\n[[stage]]\n\
         use = \"split-page\"\n# 相似度\n[[stage]]\nuse = \"group-reprints\"\ntreshold = 0.9\nleadr = \"longest\"\n\n\
         [run]\nthread = 2\n\n[[output]]\nuse = \"jsonl\"\npath = \"-\"\n",
        file!["snapshots/unknown-option.txt"],
    );
}

#[test]
fn a_wrong_type() {
    check(
        "[input]\nuse = \"text\"\npaths = \"seeds/*.txt\"\n\n[run]\nchunk = 0\non-error = \"ignore\"\n\n[[stage]]\n\
         use = \"split-page\"\n[[stage]]\nuse = \"group-reprints\"\nthreshold = \"高\"\naction = 7\n\n\
         [[output]]\nuse = \"jsonl\"\npath = true\n",
        file!["snapshots/wrong-type.txt"],
    );
}

#[test]
fn a_missing_use() {
    check(
        "[input]\npaths = [\"seeds/*.txt\"]\n\n[[stage]]\nthreshold = 0.8\n\n[[stage]]\nuse = 3\n\n[[output]]\n\
         path = \"-\"\n",
        file!["snapshots/missing-use.txt"],
    );
}

#[test]
fn a_misspelt_table() {
    check(
        "[input]\nuse = \"text\"\npaths = [\"seeds/没有.txt\"]\n\n[[stages]]\nuse = \"split-page\"\n\n[stage]\n\
         use = \"split-page\"\n\n[[output]]\nuse = \"jsonl\"\npath = \"-\"\n",
        file!["snapshots/misspelt-table.txt"],
    );
}

#[test]
fn a_stage_that_needs_what_no_earlier_one_writes() {
    check(
        "[input]\nuse = \"text\"\npaths = [\"seeds/*.txt\"]\n\n[[stage]]\nuse = \"find-metrics\"\n\n[[stage]]\n\
         use = \"split-page\"\n\n[[output]]\nuse = \"jsonl\"\npath = \"-\"\n",
        file!["snapshots/needs.txt"],
    );
}

#[test]
fn broken_toml() {
    check(
        "[input]\nuse = \"text\"\npaths = [\"seeds/*.txt\"\n\n[[output]]\nuse = \"jsonl\npath = \"-\"\n",
        file!["snapshots/broken-toml.txt"],
    );
}

#[test]
fn an_override_that_leads_nowhere() {
    let folder = Folder::with_seeds();
    let args = [
        "check",
        "config/page.toml",
        "--set",
        "stage.spilt-page.x=1",
        "--set",
        "run.chunk=0",
        "--set",
        "oops",
    ];
    let said = folder.run(&args).exits(2);
    assert_data_eq!(said.stderr, file!["snapshots/override.txt"]);
}

#[test]
fn faults_as_json() {
    let folder = Folder::with_seeds();
    folder.write("faulty.toml", "[input]\nuse = \"文本\"\n");
    let said = folder.run(&["--log-format", "json", "check", "faulty.toml"]).exits(2);
    let faults: Vec<Value> =
        said.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(faults.len(), 2);
    assert_eq!((&faults[1]["line"], &faults[1]["column"]), (&2.into(), &7.into()));
    assert_eq!(faults[1]["message"], "there is no input `文本`");
}

#[test]
fn the_report_as_json() {
    let folder = Folder::with_seeds();
    folder
        .run(&["run", "config/page.toml", "--report", "report.json", "--set", "run.timings=true"])
        .exits(0);
    let report: Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    let steps = report["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 7);
    assert_eq!(steps[1]["name"], "split-page");
    assert_eq!((&steps[1]["documents-in"], &steps[1]["articles-out"]), (&1.into(), &8.into()));
    assert!(steps[1]["seconds"].as_f64().is_some());
    assert_eq!(report["quarantined"], 0);
    assert_eq!(report["written"], serde_json::json!(["out/articles.jsonl", "out/articles"]));
}

#[test]
fn a_pipeline_and_its_input_from_standard_input() {
    let folder = Folder::with_seeds();
    let pipeline = "[input]\nuse = \"text\"\npaths = [\"seeds/*.txt\"]\n[[stage]]\nuse = \"split-page\"\n\
                    [[output]]\nuse = \"jsonl\"\npath = \"-\"\n";
    let ran = folder.run_with_input(&["run", "-"], pipeline).exits(0);
    assert_eq!(ran.stdout.lines().count(), 8);
    folder.write("pipeline.toml", pipeline);
    let page = "青山县开展巡河行动\n\n本报讯(记者张三)青山县日前开展巡河行动。";
    let ran = folder.run_with_input(&["run", "pipeline.toml", "-"], page).exits(0);
    assert!(ran.stdout.contains("青山县开展巡河行动"), "{}", ran.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::new();
    let line = "{\"text\":\"一篇报道的正文。\"}\n";
    folder.write("corpus.jsonl", line.repeat(50_000));
    folder.write(
        "pipeline.toml",
        "[input]\nuse = \"jsonl\"\npaths = [\"corpus.jsonl\"]\n[[output]]\nuse = \"jsonl\"\npath = \"-\"\n\
         [[output]]\nuse = \"jsonl\"\npath = \"all.jsonl\"\n",
    );
    let mut child = command()
        .args(["run", "pipeline.toml"])
        .current_dir(folder.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(folder.read("all.jsonl").lines().count(), 50_000, "the other output is whole");
}

#[test]
fn quiet_says_nothing_and_verbose_says_more() {
    let folder = Folder::with_seeds();
    assert_eq!(folder.run(&["run", "config/page.toml", "--quiet"]).exits(0).stderr, "");
    let loud = folder.run(&["run", "config/page.toml", "-v", "--log-format", "json"]).exits(0);
    assert!(loud.stderr.lines().count() >= 3, "{}", loud.stderr);
    for line in loud.stderr.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["level"], "INFO");
    }
}

#[test]
fn colours_only_when_asked_for() {
    let folder = Folder::new();
    folder.write("faulty.toml", "");
    let plain = folder.run(&["check", "faulty.toml"]).exits(2).stderr;
    assert!(!plain.contains('\u{1b}'));
    let coloured = folder.run(&["--color", "always", "check", "faulty.toml"]).exits(2).stderr;
    assert!(coloured.contains('\u{1b}'));
}
