//! Runs the stories under `tests/literate`, and the guides that are stories too.
//!
//! A story is a Markdown file; each `##` section is a case in a folder of its own. A fence whose
//! info string ends in a file name writes that file. A `console` fence runs each line that starts
//! with `$ ` and expects what follows it on standard output; lines that start with `! ` are expected
//! on standard error, in their order with others between; `? 2` expects an exit code (0 when there
//! is none). `[..]` stands for anything within a line.

use std::fmt::Write as _;
use std::fs;

use crate::support::{Folder, root};

/// Guides whose sections are run as they are printed.
const GUIDES: [&str; 1] = ["docs/guide/filtering-a-corpus.md"];

#[test]
fn every_story_is_true() {
    let mut failures = String::new();
    let mut cases = 0;
    let stories = fs::read_dir(root().join("tests/literate")).unwrap();
    let stories = stories.map(|entry| entry.unwrap().path());
    for path in stories.chain(GUIDES.iter().map(|guide| root().join(guide))) {
        let text = fs::read_to_string(&path).unwrap();
        for (title, body) in sections(&text) {
            cases += 1;
            if let Err(failure) = tell(body) {
                let name = path.file_name().unwrap().to_string_lossy();
                let _ = writeln!(failures, "{name}, {title}:\n{failure}\n");
            }
        }
    }
    assert!(cases > 0, "there are no stories");
    assert!(failures.is_empty(), "{failures}");
}

/// The `##` sections: title and body.
fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n## ").skip(1).map(|section| section.split_once('\n').unwrap_or((section, "")))
}

fn tell(body: &str) -> Result<(), String> {
    let folder = Folder::with_seeds();
    let mut ran = false;
    for (info, content) in fences(body) {
        match info.split_once(' ') {
            Some((_, name)) => {
                folder.write(name, content);
            }
            None if info == "console" => {
                ran = true;
                console(&folder, content)?;
            }
            None => {}
        }
    }
    if ran { Ok(()) } else { Err("the case runs nothing".to_owned()) }
}

/// The fenced blocks: info string and content.
fn fences(body: &str) -> Vec<(&str, &str)> {
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
        _ => return Err("a story can run `newsprint`, `cat` and `ls`".to_owned()),
    };
    let printed: Vec<&str> = printed.lines().collect();
    let same = printed.len() == stdout.len()
        && stdout.iter().zip(&printed).all(|(expected, line)| matches(expected, line));
    if same { Ok(()) } else { Err(format!("printed:\n{}", printed.join("\n"))) }
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
