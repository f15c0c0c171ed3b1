//! What the framework itself costs: JSON Lines through stages that do nothing.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use newsprint::core::config::Fault;
use newsprint::core::{Component, Document, Field, Outcome, Stage, StepError};
use newsprint::{ConfigText, Plan, Registry};

use crate::{corpus, machine};

/// The argument that makes this program run one pipeline, for measurements of a fresh process.
pub(crate) const CHILD: &str = "--pipeline";

/// Records in 50 MB.
const RECORDS: u64 = 16_000;
const REPEATS: usize = 5;

newsprint::core::options! {
    /// Options of `do-nothing`.
    pub(crate) struct NoOptions {}
}

/// Does nothing.
struct DoNothing;

impl Component for DoNothing {
    const NAME: &'static str = "do-nothing";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = "Does nothing.";
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    type Options = NoOptions;

    fn build(_: NoOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self)
    }
}

impl Stage for DoNothing {
    fn apply(&self, _: &mut Document) -> Result<Outcome, StepError> {
        Ok(Outcome::Keep)
    }
}

fn registry() -> Registry {
    let mut registry = newsprint::registry().expect("bundled steps have names of their own");
    registry.add_stage::<DoNothing>().expect("the name is free");
    registry
}

/// Three stages that do nothing, between reading and writing.
fn pipeline(input: &str, output: &Path, threads: usize) -> String {
    let stage = "[[stage]]\nuse = \"do-nothing\"\n".repeat(3);
    format!(
        "[input]\nuse = \"jsonl\"\npaths = [{input:?}]\n[run]\nthreads = {threads}\nrejects-file = {:?}\n\
         {stage}[[output]]\nuse = \"jsonl\"\npath = {:?}\n",
        output.with_extension("rejects").to_string_lossy(),
        output.to_string_lossy(),
    )
}

/// Seconds of a run, by the clock and by the processor.
pub(crate) struct Measured {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// Runs the pipeline of the text `pipeline`.
pub(crate) fn run(pipeline: &str) -> Measured {
    let (cpu, wall) = (machine::cpu_time(), Instant::now());
    let text = ConfigText::new("bench.toml", pipeline);
    let plan = Plan::new(&text, &registry()).unwrap_or_else(|error| panic!("{error}"));
    let report = plan.run().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.quarantined, 0, "every record is good");
    let cpu = machine::cpu_time().saturating_sub(cpu).as_secs_f64();
    Measured { wall: wall.elapsed().as_secs_f64(), cpu }
}

/// The best of some runs, each answer checked.
fn best(input: &str, output: &Path, threads: usize) -> Measured {
    let pipeline = pipeline(input, output, threads);
    let runs = (0..REPEATS).map(|_| {
        let measured = run(&pipeline);
        corpus::check(&fs::read_to_string(output).expect("the run wrote it"), RECORDS);
        measured
    });
    runs.reduce(|a, b| Measured { wall: a.wall.min(b.wall), cpu: a.cpu.min(b.cpu) })
        .expect("there is at least one run")
}

/// Runs one pipeline, in a process of its own.
pub(crate) fn child(pipeline: &str) {
    let text = fs::read_to_string(pipeline).expect("the parent wrote it");
    run(&text);
}

/// Measures, checks, and tells.
pub(crate) fn report() -> String {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let at = |name: &str| folder.path().join(name);
    let bytes = corpus::write(&at("one.jsonl"), 0, RECORDS).expect("there is room");
    for part in 0..8 {
        let name = format!("part-{part}.jsonl");
        corpus::write(&at(&name), part * RECORDS / 8, RECORDS / 8).expect("there is room");
    }
    let name = |name: &str| at(name).to_string_lossy().into_owned();
    let megabytes = f64::from(u32::try_from(bytes).expect("the corpus is small")) / 1e6;
    let mut report = format!(
        "# What the framework costs\n\n\
         `cargo run --release -p newsprint-bench`, best of {REPEATS} runs, answers checked; {}.\n\
         JSON Lines ({RECORDS} records, {megabytes:.0} MB) through three stages that do nothing, to JSON Lines.\n\n\
         | case | MB per CPU second | MB per second |\n| --- | --- | --- |\n",
        machine::describe(),
    );
    for (case, input, threads) in [
        ("one file, 1 thread", name("one.jsonl"), 1),
        ("one file, 2 threads", name("one.jsonl"), 2),
        ("eight files, 2 threads", name("part-*.jsonl"), 2),
    ] {
        let measured = best(&input, &at("out.jsonl"), threads);
        let (cpu, wall) = (megabytes / measured.cpu, megabytes / measured.wall);
        let _ = writeln!(report, "| {case} | {cpu:.0} | {wall:.0} |");
    }
    let _ = writeln!(report, "\nPeak memory of all runs: {} MiB.", machine::peak_memory());
    let _ = writeln!(
        report,
        "Start to first document on standard output: {:.1} ms.",
        start(folder.path())
    );
    report
}

/// Milliseconds from starting a process to the first byte of its first document, at best.
fn start(folder: &Path) -> f64 {
    let input = folder.join("first.jsonl");
    corpus::write(&input, 0, 1).expect("there is room");
    let file = folder.join("first.toml");
    let pipeline = pipeline(&input.to_string_lossy(), Path::new("-"), 1);
    fs::write(&file, pipeline.replace("-.rejects", "rejects")).expect("there is room");
    let program = std::env::current_exe().expect("this program is a file");
    let once = |_| {
        let start = Instant::now();
        let mut child = Command::new(&program)
            .args([CHILD, &file.to_string_lossy()])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut first = [0];
        let stdout = child.stdout.as_mut().expect("it is piped");
        stdout.read_exact(&mut first).expect("there is a first document");
        let elapsed = start.elapsed().as_secs_f64() * 1e3;
        let mut rest = String::from_utf8_lossy(&first).into_owned();
        stdout.read_to_string(&mut rest).expect("an article is UTF-8");
        assert!(child.wait().is_ok_and(|status| status.success()), "the run succeeds");
        corpus::check(&rest, 1);
        elapsed
    };
    (0..20).map(once).fold(f64::INFINITY, f64::min)
}
