//! Signals, and two runs at once.

use std::fs;
use std::io::Write as _;
use std::process::{Child, ChildStdin, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Folder, command};

const PIPELINE: &str = "[input]\nuse = \"jsonl\"\npaths = [\"-\"]\n[run]\nchunk = 1\nthreads = 1\n\
    [[output]]\nuse = \"jsonl\"\npath = \"out/articles.jsonl\"\n";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("pipeline.toml", PIPELINE).write("out/articles.jsonl", "old\n");
    folder
}

/// A run that reads from a pipe, once it has begun.
fn start(folder: &Folder, more: &[&str]) -> (Child, ChildStdin) {
    let mut command = command();
    command.args(["run", "pipeline.toml"]).args(more).current_dir(folder.path(""));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = command.spawn().unwrap();
    let stdin = run.stdin.take().unwrap();
    wait_for(|| folder.exists("out/.newsprint-lock"));
    (run, stdin)
}

/// Polls, since there is nothing to be notified by.
#[track_caller]
fn wait_for(state: impl Fn() -> bool) {
    let begin = Instant::now();
    while !state() {
        assert!(begin.elapsed() < Duration::from_mins(1), "it never comes to that");
        thread::yield_now();
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_second_of_two_runs_is_refused_before_it_writes() {
    let folder = folder();
    let (run, mut stdin) = start(&folder, &[]);
    let other = PIPELINE.replace("articles.jsonl", "others.jsonl");
    folder.write("other.toml", other);
    for pipeline in ["pipeline.toml", "other.toml"] {
        let ran = folder.run(&["run", pipeline]).exits(3);
        let holder = format!("another run is writing to `out`: process {}", run.id());
        assert!(ran.stderr.contains(&holder), "{}", ran.stderr);
        assert!(ran.stderr.contains("has locked `out/.newsprint-lock`"), "{}", ran.stderr);
        assert!(ran.stderr.contains("help: wait for it to end"), "{}", ran.stderr);
    }
    assert_eq!(folder.read("out/articles.jsonl"), "old\n");
    stdin.write_all(b"{\"id\":1,\"text\":\"\xE4\xB8\x80\"}\n").unwrap();
    drop(stdin);
    let output = run.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(folder.read("out/articles.jsonl").contains("\"record\":\"1\""));
    folder.run(&["run", "other.toml"]).exits(0);
    let left = folder.files();
    assert!(!left.iter().any(|file| file.contains(".newsprint")), "{left:?}");
}

#[test]
fn a_lock_that_a_killed_run_has_left_locks_nobody_out() {
    let folder = folder();
    let (mut run, _stdin) = start(&folder, &[]);
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(folder.exists("out/.newsprint-lock"));
    folder.run(&["run", "pipeline.toml"]).exits(0);
    let left = folder.files();
    assert!(!left.iter().any(|file| file.contains(".newsprint")), "{left:?}");
}

#[cfg(unix)]
mod signals {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;

    use super::*;

    fn send(signal: &str, run: &Child) {
        let sent = Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn line(id: u32) -> String {
        format!("{{\"id\":\"{id}\",\"text\":\"第{id}则。\"}}\n")
    }

    #[test]
    fn a_signal_lets_the_chunk_at_hand_be_finished() {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            for (flags, help) in [
                (vec![], "nothing was kept; with `--resume` a run keeps what is done"),
                (vec!["--resume"], "run again with `--resume`"),
            ] {
                let folder = folder();
                let (run, mut stdin) = start(&folder, &flags);
                stdin.write_all(line(1).as_bytes()).unwrap();
                if !flags.is_empty() {
                    let log = folder.path("out/.newsprint-journal-pipeline/log");
                    let length = || fs::metadata(&log).map_or(0, |log| log.len());
                    wait_for(|| length() > 0);
                }
                send(signal, &run);
                drop(stdin);
                let output = run.wait_with_output().unwrap();
                assert_eq!(output.status.code(), Some(code), "{}", said(&output));
                assert!(said(&output).contains("the run was stopped"), "{}", said(&output));
                assert!(said(&output).contains(help), "{}", said(&output));
                assert_eq!(folder.read("out/articles.jsonl"), "old\n");
                let input = line(1) + &line(2);
                let args = [&["run", "pipeline.toml"], flags.as_slice()].concat();
                let ran = folder.run_with_input(&args, &input).exits(0);
                assert_eq!(ran.stderr.contains("going on"), !flags.is_empty(), "{}", ran.stderr);
                assert_eq!(folder.read("out/articles.jsonl").lines().count(), 2);
            }
        }
    }

    #[test]
    fn a_run_that_waits_for_its_input_is_stopped_all_the_same() {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let folder = folder();
            let (run, stdin) = start(&folder, &["--resume"]);
            let begin = Instant::now();
            send(signal, &run);
            let output = run.wait_with_output().unwrap();
            // It takes a tenth of a second where the machine has nothing else to do.
            assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
            drop(stdin);
            assert_eq!(output.status.code(), Some(code), "{}", said(&output));
            assert!(said(&output).contains("help: run again with `--resume`"), "{}", said(&output));
            assert_eq!(folder.read("out/articles.jsonl"), "old\n");
            assert!(!folder.exists("out/.newsprint-lock"));
        }
    }

    #[test]
    fn a_second_signal_ends_it_at_once() {
        let folder = folder();
        let waits = "[[stage]]\nuse = \"wait-on\"\nword = \"ever\"\n[[output]]";
        folder.write("pipeline.toml", PIPELINE.replace("[[output]]", waits));
        let (run, mut stdin) = start(&folder, &[]);
        stdin.write_all(b"{\"id\":1,\"text\":\"for ever\"}\n").unwrap();
        // The first one waits for the stage.
        send("-TERM", &run);
        send("-INT", &run);
        let output = run.wait_with_output().unwrap();
        drop(stdin);
        assert!(matches!(output.status.code(), Some(130 | 143)), "{:?}", output.status);
        assert_eq!(output.status.signal(), None);
        assert_eq!(folder.read("out/articles.jsonl"), "old\n");
    }

    #[test]
    fn a_limit_on_files_is_an_error_that_loses_nothing() {
        let folder = folder();
        let input: String = (0..5000).map(line).collect();
        folder.write("in.jsonl", &input);
        for output in ["jsonl", "csv", "sqlite"] {
            let path = format!("output.{output}.path=out/big");
            let (head, _) = PIPELINE.split_once("[[output]]").unwrap();
            let text = format!("{head}[[output]]\nuse = \"{output}\"\npath = \"\"\n");
            folder.write("big.toml", text);
            let script = "ulimit -f 40; exec \"$0\" \"$@\"";
            let limited = Command::new("sh")
                .args(["-c", script, env!("CARGO_BIN_EXE_newsprint-under-test")])
                .args(["run", "big.toml", "in.jsonl", "--set", &path])
                .current_dir(folder.path(""))
                .output()
                .unwrap();
            assert_eq!(limited.status.code(), Some(3), "{output}: {}", said(&limited));
            let failed = format!("`{output}` failed: ");
            assert!(said(&limited).contains(&failed), "{output}: {}", said(&limited));
            assert!(said(&limited).contains("help: "), "{output}: {}", said(&limited));
            let left = folder.files();
            assert!(
                left.iter().all(|file| !file.starts_with("out/") || file == "out/articles.jsonl"),
                "{left:?}"
            );
        }
    }
}
