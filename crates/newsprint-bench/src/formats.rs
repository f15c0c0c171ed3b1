//! What each output costs: articles through a pipeline without stages into one form after another.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use newsprint::{ConfigText, Plan};
use rusqlite::Connection;

use crate::{machine, stories};

/// The argument that makes this program run one pipeline and say what it took.
pub(crate) const CHILD: &str = "--format";

/// Characters of an article.
const LENGTH: usize = 600;
const REPEATS: usize = 3;

/// A form, and how its answer is checked.
struct Case {
    name: &'static str,
    /// Name of the file or folder.
    target: &'static str,
    /// Options besides the path.
    options: &'static str,
    /// What was written, as articles.
    count: fn(&Path) -> u64,
}

const CASES: &[Case] = &[
    Case { name: "jsonl", target: "a.jsonl", options: "", count: |path| lines(open(path)) },
    Case {
        name: "jsonl",
        target: "a.jsonl.gz",
        options: "",
        count: |path| lines(flate2::read::GzDecoder::new(open(path))),
    },
    Case {
        name: "jsonl",
        target: "a.jsonl.zst",
        options: "",
        count: |path| lines(zstd::Decoder::new(open(path)).expect("it is a frame")),
    },
    Case { name: "ninjs", target: "ninjs.jsonl", options: "", count: |path| lines(open(path)) },
    Case { name: "dolma", target: "dolma", options: "", count: dolma },
    Case { name: "feed", target: "feed.xml", options: "newest = 50\n", count: feed },
    Case { name: "sqlite", target: "tables", options: "full-text = false\n", count: rows },
    Case { name: "sqlite", target: "database", options: "", count: found },
    Case { name: "markdown", target: "markdown", options: "", count: files },
];

fn open(path: &Path) -> File {
    File::open(path).expect("the run wrote it")
}

fn lines(text: impl Read) -> u64 {
    let mut text = BufReader::new(text);
    let mut lines = 0;
    while text.skip_until(b'\n').expect("it reads back") > 0 {
        lines += 1;
    }
    lines
}

fn dolma(folder: &Path) -> u64 {
    let parts = |name: &str| {
        let parts = fs::read_dir(folder.join(name)).expect("the run wrote it");
        parts
            .map(|part| {
                lines(flate2::read::GzDecoder::new(open(&part.expect("it can be listed").path())))
            })
            .sum()
    };
    let documents: u64 = parts("documents");
    assert_eq!(documents, parts("attributes/newsprint"), "a line of attributes for each document");
    documents
}

fn feed(path: &Path) -> u64 {
    let feed = fs::read_to_string(path).expect("the run wrote it");
    assert_eq!(feed.matches("<entry>").count(), 50, "the feed is full");
    0
}

fn rows(folder: &Path) -> u64 {
    ask(folder, "select count(*) from articles")
}

/// The number that the database in `folder` answers.
fn ask(folder: &Path, sql: &str) -> u64 {
    let database = Connection::open(folder.join("newsprint.db")).expect("it is a database");
    let answer: i64 = database.query_row(sql, [], |row| row.get(0)).expect("it can be asked");
    u64::try_from(answer).expect("a count")
}

/// Checks that what is searched for is found in every article that holds it.
fn found(folder: &Path) -> u64 {
    let [first, second] = [0, 1].map(|at| stories::original_text(0, LENGTH).chars().nth(at));
    let [first, second] = [first, second].map(|it| it.expect("a text has two characters"));
    let term = format!("{first}{second}");
    let held = format!("select count(distinct article) from blocks where instr(text, '{term}')");
    let found = format!("select count(*) from search('body : \"{first} {second}\"')");
    let (held, found) = (ask(folder, &held), ask(folder, &found));
    assert!(held > 0 && found == held, "{found} of {held} articles with `{term}` are found");
    rows(folder)
}

fn files(folder: &Path) -> u64 {
    // One of the files is the marker.
    fs::read_dir(folder).expect("the run wrote it").count() as u64 - 1
}

/// Bytes of a file, or of all files of a folder.
fn size(path: &Path) -> u64 {
    let metadata = fs::metadata(path).expect("the run wrote it");
    if metadata.is_file() {
        return metadata.len();
    }
    let entries = fs::read_dir(path).expect("the run wrote it");
    entries.map(|entry| size(&entry.expect("it can be listed").path())).sum()
}

/// Seconds and MiB of one run.
struct Measured {
    wall: f64,
    cpu: f64,
    peak: f64,
}

/// Runs one pipeline, and says what it took.
pub(crate) fn child(pipeline: &str) -> String {
    let text = fs::read_to_string(pipeline).expect("the parent wrote it");
    let registry = newsprint::registry().expect("bundled steps have names of their own");
    let (cpu, wall) = (machine::cpu_time(), Instant::now());
    let plan = Plan::new(&ConfigText::new("bench.toml", text), &registry);
    let report = plan.unwrap_or_else(|error| panic!("{error}")).run();
    assert_eq!(
        report.unwrap_or_else(|error| panic!("{error}")).quarantined,
        0,
        "every record is good"
    );
    let cpu = machine::cpu_time().saturating_sub(cpu).as_secs_f64();
    format!("{} {cpu} {}", wall.elapsed().as_secs_f64(), machine::peak_memory())
}

fn run(folder: &Path, case: &Case, articles: u64, repeats: usize) -> (Measured, u64) {
    let target = folder.join(case.target);
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let pipeline = folder.join("bench.toml");
    let text = format!(
        "[input]\nuse = \"jsonl\"\npaths = [{:?}]\n[run]\nthreads = 2\nrejects-file = {:?}\n\
         [[output]]\nuse = {:?}\npath = {:?}\n{}",
        at(&format!("{articles}.jsonl")),
        at("rejects"),
        case.name,
        at(case.target),
        case.options,
    );
    fs::write(&pipeline, text).expect("there is room");
    let once = |_| {
        let program = std::env::current_exe().expect("this program is a file");
        let output = Command::new(program).arg(CHILD).arg(&pipeline).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut said = said.split_whitespace().map(|it| it.parse::<f64>().expect("a number"));
        let mut next = || said.next().expect("three numbers");
        let (wall, cpu, peak) = (next(), next(), next());
        Measured { wall, cpu, peak }
    };
    let best = (0..repeats).map(once).reduce(|a, b| Measured {
        wall: a.wall.min(b.wall),
        cpu: a.cpu.min(b.cpu),
        peak: a.peak.max(b.peak),
    });
    let count = (case.count)(&target);
    assert!(count == articles || case.name == "feed", "{count} of {articles} articles");
    let bytes = size(&target);
    let removed =
        if target.is_dir() { fs::remove_dir_all(&target) } else { fs::remove_file(&target) };
    removed.expect("it can be taken away");
    (best.expect("there is at least one run"), bytes)
}

/// Writes records `0..count`, each with a date.
fn write(path: &Path, count: u64) {
    let mut text = String::new();
    for number in 0..count {
        let day = 1 + number % 28;
        let record = serde_json::json!({ "id": number.to_string(), "title": format!("第{number}号报道"),
            "date": format!("2024-06-{day:02}"), "text": stories::text(number, LENGTH) });
        let _ = writeln!(text, "{record}");
    }
    fs::write(path, text).expect("there is room");
}

/// Measures, checks, and tells: `articles` of them, and four times as many for the memory.
pub(crate) fn report(articles: u64) -> String {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    for count in [articles, 4 * articles] {
        write(&folder.path().join(format!("{count}.jsonl")), count);
    }
    let mut report = format!(
        "| output | articles per second | MB per second | articles per CPU second | bytes an article | MiB at {articles} | MiB at {} |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
        4 * articles
    );
    for case in CASES {
        let (measured, bytes) = run(folder.path(), case, articles, REPEATS);
        let (more, _) = run(folder.path(), case, 4 * articles, 1);
        let float = |number: u64| f64::from(u32::try_from(number).expect("the corpus is small"));
        let options = case.options.trim_end();
        let _ = writeln!(
            report,
            "| `{}` {options} to `{}` | {:.0} | {:.0} | {:.0} | {:.0} | {} | {} |",
            case.name,
            case.target,
            float(articles) / measured.wall,
            float(bytes) / 1e6 / measured.wall,
            float(articles) / measured.cpu,
            float(bytes) / float(articles),
            measured.peak,
            more.peak,
        );
    }
    format!(
        "Best of {REPEATS} runs of a process of its own, answers checked; {}.\n\n{report}",
        machine::describe()
    )
}
