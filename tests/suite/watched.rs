//! A run that is watched: its progress, its times, its trace, its report.

use std::collections::BTreeSet;

use newsprint::pipeline::{Observer, Phase, RunProgress};
use newsprint::{ConfigText, Plan, registry};
use serde_json::Value;

use crate::support::{Folder, command};

#[derive(Default)]
struct Seen(Vec<(String, u64, u64, Option<u64>)>);

impl Observer for Seen {
    fn progressed(&mut self, progress: &RunProgress<'_>) {
        let phase = match progress.phase {
            Phase::Reading => "reading".to_owned(),
            Phase::Resolving(stage) => format!("resolving {stage}"),
            Phase::Applying(stage) => format!("applying {stage}"),
            _ => "?".to_owned(),
        };
        self.0.push((phase, progress.documents, progress.bytes.read, progress.bytes.total));
    }
}

#[test]
fn each_phase_is_told_to_its_end() {
    let folder = Folder::new();
    let line =
        |n| format!("{{\"id\":{n},\"text\":\"青石镇新修水渠{n}公里,灌溉农田一万余亩。\"}}\n");
    let lines: String = (0..100).map(line).collect();
    let (input, output) = (folder.path("in.jsonl"), folder.path("out.jsonl"));
    folder.write("in.jsonl", &lines);
    let text = format!(
        "[input]\nuse = \"jsonl\"\npaths = [{input:?}]\n[run]\nchunk = 10\nrejects-file = {:?}\n\
         [[stage]]\nuse = \"group-reprints\"\n[[output]]\nuse = \"jsonl\"\npath = {output:?}\n",
        folder.path("rejects.jsonl"),
    );
    let plan = Plan::new(&ConfigText::new("p.toml", text), &registry().unwrap()).unwrap();
    let mut seen = Seen::default();
    plan.run_watched(&mut seen).unwrap();
    let length = lines.len() as u64;
    let of = |phase: &str| -> Vec<_> { seen.0.iter().filter(|it| it.0 == phase).collect() };
    let reading = of("reading");
    assert_eq!(reading.len(), 10);
    assert!(reading.is_sorted_by_key(|it| it.1));
    assert_eq!(reading[9], &("reading".to_owned(), 100, length, Some(length)));
    assert_eq!(of("resolving group-reprints").len(), 1);
    let applying = of("applying group-reprints");
    let (_, documents, read, total) = applying.last().unwrap();
    assert_eq!((*documents, Some(*read)), (100, *total));
}

/// A folder with a corpus of two records, of which one is broken, and a pipeline.
fn two_records() -> Folder {
    let folder = Folder::new();
    folder.write("corpus.jsonl", "{\"text\":\"一篇报道的正文。\"}\n{\"text\":\n");
    folder.write(
        "p.toml",
        "[input]\nuse = \"jsonl\"\npaths = [\"corpus.jsonl\"]\n[[stage]]\nuse = \"drop-exact\"\n\
         [[output]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    folder
}

/// The names of the slices of a trace, each once.
fn slices(folder: &Folder) -> Vec<String> {
    let trace: Vec<Value> = serde_json::from_str(&folder.read("trace.json")).unwrap();
    let slices = trace.iter().filter(|event| event["ph"] == "X");
    let names: BTreeSet<String> = slices
        .map(|event| {
            assert!(event["ts"].as_f64().is_some() && event["dur"].as_f64().is_some(), "{event}");
            assert!(event["tid"].as_u64().is_some(), "{event}");
            event["name"].as_str().unwrap().to_owned()
        })
        .collect();
    names.into_iter().collect()
}

#[test]
fn a_trace_is_whole_however_the_run_ends() {
    let folder = two_records();
    folder.run(&["run", "p.toml", "--trace", "trace.json"]).exits(1);
    let all = ["chunk", "deliver", "drop-exact", "finish", "jsonl", "read", "resolve"];
    assert_eq!(slices(&folder), all);
    let stopped = ["run", "p.toml", "--trace", "trace.json", "--set", "run.on-error=stop"];
    folder.run(&stopped).exits(3);
    let seen = slices(&folder);
    assert!(seen.contains(&"chunk".to_owned()) && !seen.contains(&"finish".to_owned()), "{seen:?}");
    folder.run(&["run", "p.toml", "--trace", "no/such/folder/trace.json"]).exits(2);
}

#[test]
fn timings_are_told_as_a_table() {
    let folder = two_records();
    let said = folder.run(&["run", "p.toml", "--timings"]).exits(1).stderr;
    let table: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("time ")).collect();
    assert!(table[0].ends_with("documents    articles        MB/s"), "{said}");
    let words: Vec<&str> = table[1].split_whitespace().collect();
    assert_eq!((words[0], words[1], words[3], words[6]), ("input", "jsonl", "s", "2"), "{said}");
    assert!(
        !folder.run(&["run", "p.toml"]).exits(1).stderr.contains("time "),
        "only when asked for"
    );
}

#[test]
fn a_run_that_nobody_reads_ends() {
    let folder = two_records();
    for (outputs, code) in [(&["-"][..], 0), (&["-", "out.jsonl"], 1)] {
        let input = "[input]\nuse = \"jsonl\"\npaths = [\"corpus.jsonl\"]\n";
        let output = |path: &&str| format!("[[output]]\nuse = \"jsonl\"\npath = {path:?}\n");
        let outputs: Vec<String> = outputs.iter().map(output).collect();
        folder.write("pipe.toml", input.to_owned() + &outputs.concat());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut run = command();
        let run = run.args(["run", "pipe.toml"]).current_dir(folder.path(".")).stdout(writer);
        let ran = run.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(code), "{said}");
        assert_eq!(said.contains("nobody reads the output"), code == 0, "{said}");
        // What is written to files is whole, or not there.
        assert_eq!(folder.exists("out.jsonl"), code == 1);
        assert_eq!(folder.exists("out/rejects.jsonl"), code == 1);
    }
}

#[test]
fn a_report_whose_reader_has_gone_away_is_no_failure() {
    let folder = two_records();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut child = command();
    let child = child.args(["run", "p.toml", "--report", "-"]).current_dir(folder.path("."));
    let status = child.stdout(writer).stderr(std::process::Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}
