//! The output `site`: articles a second, memory as articles grow, sizes of files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use newsprint::{ConfigText, Plan};

use crate::{corpus, machine};

/// The argument by which this program runs one pipeline for its parent.
pub(crate) const CHILD: &str = "site-child";

/// Articles of each case.
const SIZES: [u64; 3] = [2_000, 8_000, 32_000];

fn run(pipeline: &str) {
    let registry = newsprint::registry().expect("bundled steps have names of their own");
    let plan = Plan::new(&ConfigText::new("bench.toml", pipeline), &registry);
    let report = plan.unwrap_or_else(|error| panic!("{error}")).run();
    let report = report.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.quarantined, 0, "every record is good");
}

/// Runs one pipeline in a process of its own; tells seconds, processor seconds and peak memory.
pub(crate) fn child(pipeline: &str) -> String {
    let start = Instant::now();
    run(&fs::read_to_string(pipeline).expect("the parent wrote it"));
    let (wall, cpu) = (start.elapsed().as_secs_f64(), machine::cpu_time().as_secs_f64());
    format!("{wall} {cpu} {}", machine::peak_memory())
}

fn pipeline(input: &Path, stages: &str, output: &str, threads: usize) -> String {
    format!(
        "[input]\nuse = \"jsonl\"\npaths = ['{}']\n[run]\nthreads = {threads}\nrejects-file = '{}'\n\
         {stages}[[output]]\n{output}\n",
        input.display(),
        input.with_extension("rejects").display(),
    )
}

/// Files below a folder, their bytes, and the bytes of the largest.
fn sizes(folder: &Path) -> (u64, u64, u64) {
    let mut sum = (0, 0, 0);
    for entry in fs::read_dir(folder).expect("the run wrote it") {
        let entry = entry.expect("the run wrote it");
        let metadata = entry.metadata().expect("the run wrote it");
        let (files, bytes, largest) = if metadata.is_dir() {
            sizes(&entry.path())
        } else {
            (1, metadata.len(), metadata.len())
        };
        sum = (sum.0 + files, sum.1 + bytes, sum.2.max(largest));
    }
    sum
}

/// Checks the pages, the table of metrics and the index of the search against the corpus.
fn check(site: &Path, articles: u64) {
    let (pages, ..) = sizes(&site.join("articles"));
    assert_eq!(pages, articles, "a page for each article");
    let read = |name: &str| fs::read_to_string(site.join(name)).expect("the run wrote it");
    let index = read("search/1/index.js");
    let count = index.split_once("\"articles\":").map(|(_, rest)| rest);
    let count = count.and_then(|it| it.split(',').next()?.parse::<u64>().ok());
    let in_segment = count.expect("an index tells its articles");
    let mut postings = String::new();
    for file in 0.. {
        let Ok(text) = fs::read_to_string(site.join(format!("search/1/p{file}.js"))) else { break };
        postings.extend(text.lines().filter(|line| line.starts_with("\"志愿\":[")));
    }
    let found = postings.split(',').filter(|it| !it.is_empty()).count() as u64;
    let expected = (0..in_segment).filter(|it| corpus::text(*it).contains("志愿")).count() as u64;
    assert_eq!(found, expected, "each article with the pair is in its list");
    assert!(
        read("run/1.html").contains("find-metrics")
            || read("metrics/1.html").contains("4691.72万元")
    );
}

/// Measures, checks, and tells.
pub(crate) fn report() -> String {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let at = |name: String| folder.path().join(name);
    let mut report = format!(
        "# What a site costs\n\n\
         `cargo run --release -p newsprint-bench site`, answers checked; {}.\n\
         Articles of about 1,000 characters with their figures, from JSON Lines to a site.\n\n\
         | articles | threads | articles a second | articles a CPU second | peak MiB | files | MB | largest file, KB |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        machine::describe(),
    );
    let program = std::env::current_exe().expect("this program is a file");
    for (articles, threads) in SIZES.map(|it| (it, 2)).into_iter().chain([(SIZES[0], 1)]) {
        let (records, input) = (at("records.jsonl".to_owned()), at(format!("{articles}.jsonl")));
        if !input.exists() {
            corpus::write(&records, 0, articles).expect("there is room");
            let output =
                format!("use = \"jsonl\"\nrecords = \"documents\"\npath = '{}'", input.display());
            run(&pipeline(&records, "[[stage]]\nuse = \"find-metrics\"\n", &output, 2));
        }
        let site = at("site".to_owned());
        let file = at("site.toml".to_owned());
        let output = format!("use = \"site\"\npath = '{}'", site.display());
        fs::write(&file, pipeline(&input, "", &output, threads)).expect("there is room");
        let child = Command::new(&program).args([CHILD.as_ref(), file.as_os_str()]).output();
        let child = child.expect("this program starts");
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        let told = String::from_utf8(child.stdout).expect("numbers");
        let told: Vec<f64> = told.split_whitespace().filter_map(|it| it.parse().ok()).collect();
        check(&site, articles);
        let (files, bytes, largest) = sizes(&site);
        let count = f64::from(u32::try_from(articles).expect("a few thousand"));
        let _ = writeln!(
            report,
            "| {articles} | {threads} | {:.0} | {:.0} | {:.0} | {files} | {} | {} |",
            count / told[0],
            count / told[1],
            told[2],
            bytes / 1_000_000,
            largest / 1000,
        );
    }
    report
}
