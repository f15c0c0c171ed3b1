//! Style that can be a test is a test.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Crates, and files of others, that may touch files or ask the clock, outside tests: readers,
/// writers, the runner, the command. `newsprint-exec` waits for children. `newsprint-metrics` reads
/// the word lists that its options name, and `filter-quality` its lists of phrases; the index of
/// `newsprint-dedup` stays between runs, so that it outlives the files that a runner lends a stage.
const MAY_TOUCH_FILES: &[&str] = &[
    "newsprint-bench",
    "newsprint-cli",
    "newsprint-dedup/src/folder.rs",
    "newsprint-exec",
    "newsprint-input",
    "newsprint-metrics",
    "newsprint-pipeline",
    "newsprint-render",
    "newsprint-stages/src/quality/phrases.rs",
    "newsprint-testkit",
    "xtask",
];

/// Every Rust file below `crates` and `tests`, with its path from the root.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["crates", "tests"] {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(path).unwrap())
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (name, text) in sources() {
        let is_tests = name.ends_with("/tests.rs");
        assert!(is_tests || text.starts_with("//! "), "{name} does not start with `//! `");
    }
}

#[test]
fn no_file_is_long_without_being_a_table() {
    for (name, text) in sources() {
        let lines = text.lines().count();
        let is_table = name.ends_with("/table.rs");
        assert!(is_table || lines <= 450, "{name} has {lines} lines: split it by subject");
    }
}

#[test]
fn no_test_is_skipped_in_silence() {
    for (name, text) in sources() {
        let ignored = concat!("#[", "ignore");
        assert!(!text.contains(ignored), "{name} has an ignored test");
    }
}

#[test]
fn only_some_crates_touch_files() {
    for (name, text) in sources() {
        let Some(inner) = name.strip_prefix("crates/") else { continue };
        let (member, file) = inner.split_once('/').unwrap();
        if [member, inner].iter().any(|it| MAY_TOUCH_FILES.contains(it))
            || !file.starts_with("src/")
        {
            continue;
        }
        let code: Vec<&str> = text.lines().filter(|line| !line.trim().starts_with("//")).collect();
        assert!(!code.iter().any(|line| line.contains("std::fs")), "{name} touches files");
        assert!(!code.iter().any(|line| line.contains("std::time")), "{name} asks the clock");
    }
}

/// A clock that goes backwards can do no harm.
#[test]
fn nobody_asks_for_the_time_of_day() {
    for (name, text) in sources() {
        let asks = [concat!("System", "Time"), concat!(".modified", "()")];
        assert!(!asks.iter().any(|it| text.contains(it)), "{name} asks for the time of day");
    }
}

#[test]
fn the_top_level_holds_what_the_design_names() {
    let known = [
        ".ci",
        ".git",
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "SECURITY.md",
        "clippy.toml",
        "config",
        "crates",
        "deny.toml",
        "docs",
        "out",
        "rustfmt.toml",
        "seeds",
        "target",
        "tests",
    ];
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(known.contains(&name.as_str()), "`{name}` does not belong at the top level");
    }
}
