//! Runs the stories under `tests/literate` and the guide under `docs/guide`.
//!
//! A story is a Markdown file; each `##` section is a case in a folder of its own, with `seeds` and
//! `config`. A page of the guide is one case from top to bottom, in an empty folder, as its reader
//! would go through it. A fence whose info string ends in a file name writes that file. A `console`
//! fence runs each line that starts with `$ ` and expects what follows it on standard output; lines
//! that start with `! ` are expected on standard error, in their order with others between; `? 2`
//! expects an exit code (0 when there is none). `[..]` stands for anything within a line, and on a
//! line of its own for any lines. `> FILE` at the end of a command writes what it prints. Cases with
//! `python3` are skipped, and say so, where there is none.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::support::{Folder, root};

#[test]
fn every_story_is_true() {
    each_page("tests/literate", |text| {
        sections(text).map(|(title, body)| (title, tell(&Folder::with_seeds(), body))).collect()
    });
}

#[test]
fn every_page_of_the_guide_works_as_printed() {
    each_page("docs/guide", |text| {
        let told = check_guide(text).and_then(|()| tell(&Folder::new(), text));
        vec![("from the top", told)]
    });
}

/// Panics with all that went wrong on the pages of a folder; the contents tell no story.
fn each_page(folder: &str, tell: impl Fn(&str) -> Vec<(&str, Result<(), String>)>) {
    let mut failures = String::new();
    let mut cases = 0;
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if name == "README.md" || !name.ends_with(".md") {
            continue;
        }
        for (title, told) in tell(&fs::read_to_string(&path).unwrap()) {
            cases += 1;
            if let Err(failure) = told {
                let _ = writeln!(failures, "{name}, {title}:\n{failure}\n");
            }
        }
    }
    assert!(cases > 0, "there are no stories in {folder}");
    assert!(failures.is_empty(), "{failures}");
}

/// Whether a test runs all that a page of the guide shows: commands stand in `console` fences, and
/// a pipeline has a name that some command says.
fn check_guide(text: &str) -> Result<(), String> {
    let fences = fences(text);
    let commands = fences.iter().filter(|(info, _)| *info == "console");
    let commands: String = commands.map(|(_, content)| *content).collect();
    for (info, content) in fences {
        let (language, name) = info.split_once(' ').unwrap_or((info, ""));
        if ["bash", "sh", "shell"].contains(&language) && name.is_empty() {
            return Err(format!("write commands as `console`, so that they are run:\n{content}"));
        }
        let is_pipeline = language == "toml" && content.lines().any(|line| line == "[input]");
        if is_pipeline && (name.is_empty() || !commands.contains(name)) {
            return Err(format!("a pipeline that no command names, `{name}`:\n{content}"));
        }
    }
    Ok(())
}

/// The `##` sections: title and body.
fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, "")))
}

fn tell(folder: &Folder, body: &str) -> Result<(), String> {
    if body.contains("\"python3\"") && Command::new("python3").arg("--version").output().is_err() {
        eprintln!("a story is skipped: there is no python3 here");
        return Ok(());
    }
    let mut ran = false;
    for (info, content) in fences(body) {
        match info.split_once(' ') {
            Some((_, name)) => {
                folder.write(name, content);
            }
            None if info == "console" => {
                ran = true;
                console(folder, content)?;
            }
            None => {}
        }
    }
    if ran { Ok(()) } else { Err("the case runs nothing".to_owned()) }
}

/// The fenced blocks: info string and content.
pub(crate) fn fences(body: &str) -> Vec<(&str, &str)> {
    let mut fences = Vec::new();
    let mut rest = body;
    while let Some((_, after)) = rest.split_once("\n```") {
        let Some((info, after)) = after.split_once('\n') else { break };
        let Some((content, after)) = split_at_fence(after) else { break };
        fences.push((info, content));
        rest = after;
    }
    fences
}

fn split_at_fence(text: &str) -> Option<(&str, &str)> {
    if let Some(after) = text.strip_prefix("```") {
        return Some(("", after));
    }
    let end = text.find("\n```")? + 1;
    Some((&text[..end], &text[end + 3..]))
}

fn console(folder: &Folder, script: &str) -> Result<(), String> {
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            return Err(format!("expected a command, found {line:?}"));
        };
        let (mut code, mut stdout, mut stderr) = (0, Vec::new(), Vec::new());
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
            if let Some(expected) = line.strip_prefix("? ") {
                code = expected.parse().map_err(|_| format!("{line:?} is no exit code"))?;
            } else if let Some(expected) = line.strip_prefix("! ") {
                stderr.push(expected);
            } else {
                stdout.push(line);
            }
        }
        run(folder, command, code, &stdout, &stderr)
            .map_err(|why| format!("$ {command}\n{why}"))?;
    }
    Ok(())
}

fn run(
    folder: &Folder,
    command: &str,
    code: i32,
    stdout: &[&str],
    stderr: &[&str],
) -> Result<(), String> {
    if let Some((command, name)) = command.split_once(" > ") {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        folder.write(name, folder.run(&words).exits(code).stdout);
        return Ok(());
    }
    let words: Vec<&str> = command.split_whitespace().collect();
    let printed = match words[..] {
        ["newsprint", ref args @ ..] => {
            let ran = folder.run(args);
            let said = format!("stdout:\n{}\nstderr:\n{}", ran.stdout, ran.stderr);
            if ran.code != Some(code) {
                return Err(format!("exit code {:?}\n{said}", ran.code));
            }
            let mut lines = ran.stderr.lines();
            for expected in stderr {
                if !lines.any(|line| matches(expected, line)) {
                    return Err(format!("nothing like {expected:?} in its place\n{said}"));
                }
            }
            ran.stdout
        }
        ["cat", name] => folder.read(name),
        ["ls"] => folder.files().join("\n"),
        // What takes minutes to compile is run by `tests/quality/guide.py`.
        ["cargo", ..] | ["cd", _] => return Ok(()),
        _ => return Err("a story can run `newsprint`, `cat`, `ls`, `cargo` and `cd`".to_owned()),
    };
    let printed: Vec<&str> = printed.lines().collect();
    if all_match(stdout, &printed) {
        Ok(())
    } else {
        Err(format!("printed:\n{}", printed.join("\n")))
    }
}

/// Whether `lines` are what is expected, with any lines where `[..]` has a line of its own.
fn all_match(expected: &[&str], lines: &[&str]) -> bool {
    match expected {
        [] => lines.is_empty(),
        ["[..]", rest @ ..] => (0..=lines.len()).any(|skip| all_match(rest, &lines[skip..])),
        [first, rest @ ..] => {
            let split = lines.split_first();
            split.is_some_and(|(line, more)| matches(first, line) && all_match(rest, more))
        }
    }
}

/// Whether `line` is `pattern`, with anything where `[..]` stands.
fn matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut open = false;
    for part in parts {
        open = true;
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        if part.is_empty() {
            return true;
        }
    }
    rest.is_empty() || (open && pattern.ends_with("[..]"))
}
