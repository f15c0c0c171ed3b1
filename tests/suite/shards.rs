//! Runs whose work is cut into shards: the same bytes as one run, and what is told when they do not
//! fit together.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::literate::fences;
use crate::support::{Folder, command, root};

/// News of which some are copies, some are reprints with changes, some cannot be read, some are
/// dropped and some fail.
fn corpus(folder: &Folder) {
    let line = |id: u32| match id {
        _ if id.is_multiple_of(13) => format!("{{\"id\":{id}\n"),
        _ if id.is_multiple_of(11) => format!("{{\"id\":{id},\"text\":\"第{id}则广告。\"}}\n"),
        _ if id.is_multiple_of(9) => format!("{{\"id\":{id},\"text\":\"第{id}则乱码。\"}}\n"),
        _ if id.is_multiple_of(5) => format!("{{\"id\":{id},\"text\":\"一则消息。\"}}\n"),
        _ => {
            let of = id % 4;
            let ending = if id.is_multiple_of(3) { "村民前来观看。" } else { "" };
            let text = format!(
                "第{of}号水渠昨天上午正式通水,全长{of}公里,沿线共有{of}0个村庄受益。\
                 县水利局负责人说,工程总投资{of}200万元,比去年增长{of}.5%。{ending}"
            );
            format!("{{\"id\":{id},\"text\":\"{text}\"}}\n")
        }
    };
    folder.write("corpus/a.jsonl", (1..=50).map(line).collect::<String>());
    folder.write("corpus/b.jsonl", (51..=100).map(line).collect::<String>());
}

const INPUT: &str = "[input]\nuse = \"jsonl\"\npaths = [\"corpus\"]\n[run]\nchunk = 3\n\
                     threads = 2\nshards = \"shared\"\n";
const FILTERS: &str = "[[stage]]\nuse = \"drop-on\"\nword = \"广告\"\n\
                       [[stage]]\nuse = \"fail-on\"\nword = \"乱码\"\n";
const EXACT: &str = "[[stage]]\nuse = \"drop-exact\"\n";
const REPRINTS: &str = "[[stage]]\nuse = \"group-reprints\"\n";
const METRICS: &str = "[[stage]]\nuse = \"find-metrics\"\n";
const ROUTE: &str = "[[stage]]\nuse = \"route\"\n\
                     routes = [{ label = \"long\", when = \"length > 20\" }]\n";

/// Tables of outputs that differ in how they are written.
fn outputs() -> String {
    let output = |name: &str, path: &str, more: &str| {
        format!("[[output]]\nuse = \"{name}\"\npath = \"out/{path}\"\n{more}\n")
    };
    [
        output("jsonl", "articles.jsonl", ""),
        output("jsonl", "long.jsonl", "only = [\"long\"]"),
        output("csv", "tables", ""),
        output("parquet", "articles.parquet", ""),
        output("sqlite", "articles.sqlite", ""),
        output("markdown", "pages", ""),
        output("site", "site", ""),
        output("feed", "feed.xml", ""),
        output("xlsx", "articles.xlsx", ""),
    ]
    .concat()
}

/// A folder with the corpus and a pipeline of these stages.
fn folder(stages: &[&str], outputs: &str) -> Folder {
    let folder = Folder::new();
    corpus(&folder);
    folder.write("pipeline.toml", [INPUT, &stages.concat(), outputs].concat());
    folder
}

const JSONL: &str = "[[output]]\nuse = \"jsonl\"\npath = \"out/articles.jsonl\"\n";

/// What a run has left, without the folders of shards and journals.
fn results(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let files = folder.files().into_iter();
    let files = files.filter(|file| {
        let is_result = file.starts_with("out/") || file.starts_with("index/");
        is_result && !file.contains("/.new")
    });
    files.map(|file| (file.clone(), fs::read(folder.path(&file)).unwrap())).collect()
}

#[track_caller]
fn same(folder: &Folder, expected: &Folder, what: &str) {
    let (found, expected) = (results(folder), results(expected));
    let names = |of: &[(String, Vec<u8>)]| -> Vec<String> {
        of.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&found), names(&expected), "{what}");
    assert!(expected.len() > 1, "{what}: articles and rejects were written");
    for ((name, found), (_, expected)) in found.iter().zip(&expected) {
        assert!(found == expected, "{what}: {name} is another");
    }
}

fn shard(folder: &Folder, number: u32, of: u32) -> String {
    let shard = format!("{number}/{of}");
    folder.run(&["run", "pipeline.toml", "--shard", &shard]).exits(0).stderr
}

fn round(folder: &Folder, of: u32) {
    // Not in their order, which must not matter.
    (1..=of).rev().for_each(|number| drop(shard(folder, number, of)));
}

/// How many chunks a run worked on.
fn worked_on(folder: &Folder) -> u64 {
    let report: Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    report["journal"]["worked-on"].as_u64().unwrap()
}

const MERGE: &[&str] = &["merge", "pipeline.toml", "--report", "report.json"];

#[test]
fn shards_leave_what_one_run_leaves() {
    for stages in [
        vec![FILTERS, METRICS, ROUTE],
        vec![EXACT, ROUTE],
        vec![FILTERS, EXACT, REPRINTS, METRICS, ROUTE],
    ] {
        let whole = folder(&stages, &outputs());
        whole.run(&["run", "pipeline.toml"]).exits(1);
        for of in [1, 2, 3, 7] {
            let folder = folder(&stages, &outputs());
            round(&folder, of);
            assert!(!folder.exists("out"), "nothing is written but by the merge");
            folder.run(MERGE).exits(1);
            same(&folder, &whole, &format!("{stages:?} in {of}"));
        }
    }
}

#[test]
fn a_round_follows_each_decision() {
    let stages = [FILTERS, EXACT, REPRINTS, METRICS, ROUTE];
    let whole = folder(&stages, &outputs());
    whole.run(&["run", "pipeline.toml"]).exits(1);
    for of in [1, 3] {
        let folder = folder(&stages, &outputs());
        for decides in ["drop-exact", "group-reprints"] {
            round(&folder, of);
            let told = shard(&folder, of, of);
            let expected = format!("shard {of}/{of} is done up to `{decides}`");
            assert!(told.contains(&expected), "{told}");
            let told = folder.run(&["merge", "pipeline.toml", "--resolve"]).exits(0).stderr;
            assert!(told.contains(&format!("`{decides}` has decided")), "{told}");
            assert!(!folder.exists("out"));
        }
        round(&folder, of);
        let told = shard(&folder, of, of);
        assert!(told.contains(&format!("shard {of}/{of} is done\n")), "{told}");
        let told = folder.run(&["merge", "pipeline.toml", "--resolve"]).exits(0).stderr;
        assert!(told.contains("nothing is left to decide"), "{told}");
        folder.run(MERGE).exits(1);
        assert_eq!(worked_on(&folder), 0, "all work is done by the shards");
        same(&folder, &whole, &format!("in {of}"));
        // What is taken for failed can be done again.
        folder.run(MERGE).exits(1);
        same(&folder, &whole, "a second time");
    }
}

#[test]
fn a_page_and_an_index_that_stays() {
    let index = "[[stage]]\nuse = \"group-reprints\"\nindex = { path = \"index\" }\n";
    let (whole, parts) = (folder(&[index, METRICS], JSONL), folder(&[index, METRICS], JSONL));
    // The second day meets the articles of the first.
    for day in ["corpus/a.jsonl", "corpus/b.jsonl"] {
        whole.run(&["run", "pipeline.toml", day]).exits(1);
        for number in ["1/2", "2/2"] {
            parts.run(&["run", "pipeline.toml", day, "--shard", number]).exits(0);
        }
        parts.run(&["merge", "pipeline.toml", day]).exits(1);
        same(&parts, &whole, day);
        // The index has these articles now; they must not meet themselves in it.
        parts.run(&["merge", "pipeline.toml", day]).exits(1);
        same(&parts, &whole, day);
    }
    let (whole, parts) = (Folder::with_seeds(), Folder::with_seeds());
    whole.run(&["run", "config/page.toml"]).exits(0);
    for number in ["1/2", "2/2"] {
        parts.run(&["run", "config/page.toml", "--shard", number]).exits(0);
    }
    parts.run(&["merge", "config/page.toml"]).exits(0);
    fs::remove_dir_all(parts.path("out/.newsprint-shards-page")).unwrap();
    same(&parts, &whole, "the seed page");
}

/// Merges, and expects these words of each line.
#[track_caller]
fn refused(folder: &Folder, told: &[&str]) {
    let before = results(folder);
    let ran = folder.run(&["merge", "pipeline.toml"]).exits(3);
    for words in told {
        assert!(ran.stderr.contains(words), "no {words:?} in {}", ran.stderr);
    }
    assert!(results(folder) == before, "nothing is written");
}

#[test]
fn shards_that_do_not_fit_are_named() {
    let folder = folder(&[FILTERS, EXACT, METRICS], JSONL);
    let again = "help: run each of these again with `--shard`, then merge";
    refused(
        &folder,
        &["the shards in `shared` cannot be merged:", "there are none", "--shard i/n"],
    );
    shard(&folder, 2, 4);
    refused(&folder, &["not run yet: 1/4, 3/4, 4/4\n", again]);
    round(&folder, 4);
    fs::remove_file(folder.path("shared/3-of-4/done.json")).unwrap();
    refused(&folder, &["not at its end: 3/4\n", again]);
    shard(&folder, 3, 4);
    // Damage is found by checksums, wherever it is.
    let log = folder.path("shared/2-of-4/log");
    let whole = fs::read(&log).unwrap();
    let mut damaged = whole.clone();
    let at = damaged.len() - 20;
    damaged[at] ^= 1;
    fs::write(&log, &damaged).unwrap();
    refused(&folder, &["without results for the input as it is now: 2/4\n", again]);
    shard(&folder, 2, 4);
    // Another input, another pipeline, another number of shards.
    let text = folder.read("corpus/a.jsonl");
    folder.write("corpus/a.jsonl", text.replace("水利局", "农业局"));
    refused(&folder, &["without results for the input as it is now: 1/4, 2/4, 3/4, 4/4\n", again]);
    folder.write("corpus/a.jsonl", text);
    let pipeline = folder.read("pipeline.toml");
    folder.write("pipeline.toml", pipeline.replace("广告", "消息"));
    let changed =
        "run for another pipeline, since the option `word` of `drop-on` changed: 1/4, 2/4";
    refused(&folder, &[changed, again]);
    shard(&folder, 1, 4);
    refused(&folder, &["the option `word` of `drop-on` changed: 2/4, 3/4, 4/4\n"]);
    folder.write("pipeline.toml", pipeline);
    shard(&folder, 1, 4);
    shard(&folder, 1, 3);
    refused(&folder, &["some are of 3, others of 4", "take away the folders"]);
    fs::remove_dir_all(folder.path("shared/1-of-3")).unwrap();
    folder.run(MERGE).exits(1);
}

#[test]
fn a_shard_that_is_lost_after_a_decision_is_named() {
    let folder = folder(&[EXACT, METRICS], JSONL);
    round(&folder, 3);
    folder.run(&["merge", "pipeline.toml", "--resolve"]).exits(0);
    shard(&folder, 1, 3);
    let lost = "not at the end of the round that others have done: 2/3, 3/3\n";
    refused(&folder, &[lost]);
    shard(&folder, 2, 3);
    shard(&folder, 3, 3);
    folder.run(MERGE).exits(1);
    // With more input, what was decided before holds no longer; the merge decides anew.
    let text = folder.read("corpus/b.jsonl");
    folder.write("corpus/b.jsonl", text + "{\"id\":101,\"text\":\"又一则消息。\"}\n");
    round(&folder, 3);
    folder.run(MERGE).exits(1);
    let whole = self::folder(&[EXACT, METRICS], JSONL);
    whole.write("corpus/b.jsonl", folder.read("corpus/b.jsonl"));
    whole.run(&["run", "pipeline.toml"]).exits(1);
    same(&folder, &whole, "with more input");
}

#[test]
fn outputs_and_settings_that_change_nothing_can_change() {
    let folder = folder(&[EXACT, METRICS], JSONL);
    round(&folder, 2);
    let pipeline = folder.read("pipeline.toml");
    let csv = "[[output]]\nuse = \"csv\"\npath = \"out/tables\"\n";
    folder.write("pipeline.toml", pipeline.replace("threads = 2", "threads = 1") + csv);
    let whole = self::folder(&[EXACT, METRICS], &[JSONL, csv].concat());
    whole.run(&["run", "pipeline.toml"]).exits(1);
    folder.run(MERGE).exits(1);
    same(&folder, &whole, "another output");
}

/// A shard is killed while it waits for the second half of its input; before, another one that is
/// the same is refused.
#[test]
fn a_shard_that_was_killed_goes_on() {
    let folder = folder(&[EXACT], JSONL);
    let pipeline =
        folder.read("pipeline.toml").replace("[\"corpus\"]", "[\"corpus/a.jsonl\", \"-\"]");
    folder.write("pipeline.toml", pipeline.replace("chunk = 3", "chunk = 1"));
    let input = folder.read("corpus/b.jsonl");
    let args = ["run", "pipeline.toml", "--shard", "1/2"];
    let mut command = command();
    command.args(args).current_dir(folder.path(""));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut run = command.spawn().unwrap();
    let log = folder.path("shared/1-of-2/log");
    let begin = Instant::now();
    while fs::metadata(&log).map_or(0, |log| log.len()) < 2000 {
        assert!(begin.elapsed() < Duration::from_mins(1), "it never comes to that");
        thread::sleep(Duration::from_millis(5));
    }
    let ran = folder.run_with_input(&args, &input).exits(3);
    let holder = format!("another run is writing to `shared/1-of-2`: process {}", run.id());
    assert!(ran.stderr.contains(&holder), "{}", ran.stderr);
    folder.run_with_input(&["merge", "pipeline.toml"], &input).exits(3);
    run.kill().unwrap();
    run.wait().unwrap();
    let ran = folder.run_with_input(&["merge", "pipeline.toml"], &input).exits(3);
    assert!(ran.stderr.contains("not at its end: 1/2\n"), "{}", ran.stderr);
    let again = [&args[..], &["--report", "report.json"]].concat();
    let ran = folder.run_with_input(&again, &input).exits(0);
    assert!(ran.stderr.contains("going on from the journal in `shared/1-of-2`"), "{}", ran.stderr);
    assert!(worked_on(&folder) < 50, "some were done already");
    folder.run_with_input(&["run", "pipeline.toml", "--shard", "2/2"], &input).exits(0);
    folder.run_with_input(&["merge", "pipeline.toml"], &input).exits(1);
    let whole = self::folder(&[EXACT], JSONL);
    whole.write("pipeline.toml", folder.read("pipeline.toml"));
    whole.run_with_input(&["run", "pipeline.toml"], &input).exits(1);
    same(&folder, &whole, "killed");
}

#[test]
fn what_may_fail_is_judged_by_the_merge() {
    let folder = folder(&[FILTERS], JSONL);
    let limit = |most: &str| format!("run.max-bad={most}");
    let share = ["--set", &limit("\"1%\"")];
    for number in ["1/2", "2/2"] {
        let args = [&["run", "pipeline.toml", "--shard", number], &share[..]].concat();
        folder.run(&args).exits(0);
    }
    let ran = folder.run(&[&["merge", "pipeline.toml"], &share[..]].concat()).exits(3);
    let whole = folder.run(&[&["run", "pipeline.toml"], &share[..]].concat()).exits(3);
    assert_eq!(ran.stderr.lines().last(), whole.stderr.lines().last());
    assert!(ran.stderr.contains("more than `max-bad"), "{}", ran.stderr);
    assert!(!folder.exists("out/articles.jsonl"));
    // A number is passed by a shard alone; one document that fails ends a run that is to stop.
    for (setting, told) in
        [(limit("2"), "more than `max-bad"), ("run.on-error=stop".into(), "failed")]
    {
        let args = ["run", "pipeline.toml", "--shard", "1/2", "--set", &setting];
        let ran = folder.run(&args).exits(3);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

#[test]
fn what_is_no_shard_is_refused() {
    let folder = folder(&[], JSONL);
    for wrong in ["0/3", "4/3", "1", "a/b"] {
        let ran = folder.run(&["run", "pipeline.toml", "--shard", wrong]).exits(2);
        assert!(ran.stderr.contains("i from 1 to n"), "{}", ran.stderr);
    }
}

/// The scripts of the guide start their shards, and leave what one run leaves.
#[cfg(unix)]
#[test]
fn the_scripts_of_the_guide_work() {
    // In place of what a cluster has: it does at once what it is given.
    const SBATCH: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in --wrap) wrapped=$2; shift;; --*) ;; *) script=$1;; esac
    shift
done
if [ -n "$wrapped" ]; then
    sh -c "$wrapped" >&2
else
    for i in 1 2 3 4; do SLURM_ARRAY_TASK_ID=$i sh "$script" >&2 || exit 1; done
fi
echo 7
"#;
    let page = fs::read_to_string(root().join("docs/guide/many-machines.md")).unwrap();
    let folder = || {
        let folder = Folder::new();
        for (info, content) in fences(&page) {
            if let Some((_, name)) = info.split_once(' ') {
                folder.write(name, content);
            }
        }
        folder.write("bin/sbatch", SBATCH);
        let program = env!("CARGO_BIN_EXE_newsprint-under-test");
        std::os::unix::fs::symlink(program, folder.path("bin/newsprint")).unwrap();
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(folder.path("bin/sbatch"), executable).unwrap();
        folder
    };
    let whole = folder();
    whole.run(&["run", "corpus.toml"]).exits(0);
    let yaml = whole.read("shards.yaml");
    let container = yaml.lines().find_map(|line| line.trim().strip_prefix("- newsprint run"));
    let container = format!("newsprint run{}", container.unwrap());
    let indexed = format!(
        "for JOB_COMPLETION_INDEX in 0 1 2 3; do {container} || exit 1; done; \
         newsprint merge corpus.toml"
    );
    for script in ["sh all.sh", "sh submit.sh", indexed.as_str()] {
        let folder = folder();
        let path = format!("{}:{}", folder.path("bin").display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).env("PATH", path).current_dir(folder.path(""));
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}: {said}");
        let articles = folder.read("out/corpus.jsonl");
        assert_eq!(articles, whole.read("out/corpus.jsonl"), "{script}: {said}");
    }
}
