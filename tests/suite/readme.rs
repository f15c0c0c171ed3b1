//! The README tells the truth.

use std::fs;

use newsprint::core::config::{OptionSpec, Options as _};
use newsprint::pipeline::RunSettings;
use snapbox::{Data, assert_data_eq};

use crate::support::{Folder, root};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The two commands, as they stand in the README.
fn commands() -> Vec<String> {
    let is_command = |line: &&str| line.starts_with("cargo run") || line.starts_with("cargo test");
    readme().lines().filter(is_command).map(str::to_owned).collect()
}

#[test]
fn the_two_commands_are_the_ones_that_ci_runs() {
    let commands = commands();
    assert_eq!(commands[0], "cargo run --release -- run config/page.toml");
    assert_eq!(commands[1], "cargo test --workspace");
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    for word in
        ["main_job=$(grep -m1 '^cargo run' README.md)", "eval \"$main_job\"", "eval \"$tests\""]
    {
        assert!(ci.contains(word), "{word}");
    }
}

#[test]
fn the_main_job_does_what_the_readme_says() {
    let folder = Folder::with_seeds();
    let commands = commands();
    let (_, args) = commands[0].split_once(" -- ").unwrap();
    let args: Vec<&str> = args.split(' ').collect();
    let ran = folder.run(&args).exits(0);
    for written in ["out/articles.jsonl", "out/articles"] {
        assert!(ran.stderr.contains(&format!("wrote {written}")), "{}", ran.stderr);
        assert!(folder.exists(written));
        assert!(readme().contains(written));
    }
}

/// Each row of the README's table of metrics is a row of the output.
#[test]
fn the_table_holds_real_rows() {
    let folder = Folder::with_seeds();
    folder.run(&["run", "config/page.toml"]).exits(0);
    let mut rows = Vec::new();
    for line in folder.read("out/articles.jsonl").lines() {
        let article: serde_json::Value = serde_json::from_str(line).unwrap();
        for metric in article["metrics"].as_array().unwrap() {
            let cell = |key: &str| metric[key].as_str().unwrap_or_default().to_owned();
            rows.push(["subject", "indicator", "value", "unit", "period", "text"].map(cell));
        }
    }
    let readme = readme();
    let mut lines = readme.lines().skip_while(|line| !line.starts_with("| subject |")).skip(2);
    let table: Vec<&str> = lines.by_ref().take_while(|line| line.starts_with('|')).collect();
    assert!(table.len() >= 5, "the README shows rows");
    for line in table {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert!(rows.iter().any(|row| row.iter().eq(&cells)), "{line} is not in the output");
    }
}

/// The reference of steps is made from what the steps say of themselves.
#[test]
fn the_reference_of_steps_is_fresh() {
    let mut reference = String::from(
        "# Steps\n\nWhat `newsprint stages NAME` prints for each bundled step, and the settings of a run.\n\n\
         # `[run]`\n\nHow a pipeline is run. None of it changes what is written of documents within the limits.\n\n## Options\n",
    );
    reference.push_str(&OptionSpec::manual(&RunSettings::specs()));
    for step in newsprint::registry().unwrap().iter() {
        reference.push('\n');
        reference.push_str(&step.manual_page());
    }
    assert_data_eq!(reference, Data::read_from(&root().join("docs/reference/steps.md"), None));
}
