//! What whole pipelines cost: pages in, articles, groups and rows out as JSON Lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::Command;

use crate::stories::{self, Score};
use crate::{framework, machine, prose};

/// The argument that makes this program run one pipeline, in a process of its own.
pub(crate) const CHILD: &str = "--whole";

/// Characters of an article.
const LENGTH: u16 = 850;
/// Articles on a page.
const ON_A_PAGE: u64 = 8;
/// Pages in a file, form feeds between them.
const IN_A_FILE: u64 = 100;
/// Characters of a line of a column.
const MEASURE: usize = 16;
/// Of a hundred articles, those that must come back with their own headline.
const HEADLINES: u64 = 95;
/// Of a thousand planted reprints those that must be found, and of a thousand articles those that may
/// be with another story: of pages, where an article that was split wrongly is unlike its reprints,
/// and of a corpus.
const OF_PAGES: (u64, u64) = (900, 10);
const OF_CORPUS: (u64, u64) = (950, 1);
/// A figure that each article states once, beside its number.
const FIGURE: &str = "共投入资金4691.72万元";

const STAGES: [&str; 3] = ["split-page", "group-reprints", "find-metrics"];

/// Seconds and mebibytes of a run.
#[derive(Clone, Copy, Debug, Default)]
struct Measured {
    wall: f64,
    cpu: f64,
    /// What of `cpu` the kernel took.
    kernel: f64,
    memory: u64,
}

/// Runs the pipeline in the file `pipeline`; tells seconds by the clock and the processor, and MiB.
pub(crate) fn child(pipeline: &str) -> String {
    let text = fs::read_to_string(pipeline).expect("the parent wrote it");
    let measured = framework::run(&text);
    let kernel = machine::kernel_time().as_secs_f64();
    format!("{}\t{}\t{kernel}\t{}", measured.wall, measured.cpu, machine::peak_memory())
}

/// The headline of the story `original`.
fn headline(original: u64) -> String {
    format!("{}投入{}万元", prose::affair(original), original + 2)
}

/// The paragraphs of `text`, the first with a byline and the figure.
fn paragraphs(text: &str) -> Vec<String> {
    let whole = text.rfind('。').map_or(text, |end| &text[..end + '。'.len_utf8()]);
    let mut paragraphs: Vec<String> = whole.lines().map(str::to_owned).collect();
    if let Some(first) = paragraphs.first_mut() {
        *first = format!("青河讯(记者林小舟){FIGURE},{first}");
    }
    paragraphs
}

/// Articles from `first` on as a page whose columns cut every paragraph.
fn page(first: u64) -> String {
    let mut page = String::new();
    for number in first..first + ON_A_PAGE {
        let (_, original) = stories::story(number);
        let _ = write!(page, "{}\n\n", headline(original));
        let text = prose::text(original, usize::from(LENGTH));
        for paragraph in paragraphs(&stories::retold(number, text, usize::from(LENGTH))) {
            let chars: Vec<char> = paragraph.chars().collect();
            let cut = (chars.len() / 2 / MEASURE * MEASURE).max(MEASURE).min(chars.len());
            for part in [&chars[..cut], &chars[cut..]] {
                if !part.is_empty() {
                    page.extend(part);
                    page.push_str("\n\n");
                }
            }
        }
    }
    page
}

/// Writes pages, a hundred to a file; returns their bytes.
fn write_pages(folder: &Path, pages: u64) -> io::Result<u64> {
    let mut bytes = 0;
    for first in (0..pages).step_by(usize::try_from(IN_A_FILE).unwrap_or(1)) {
        let of_file = (first..(first + IN_A_FILE).min(pages)).map(|at| page(at * ON_A_PAGE));
        let text = of_file.collect::<Vec<_>>().join("\u{c}");
        bytes += text.len() as u64;
        fs::write(folder.join(format!("pages-{first:09}.txt")), text)?;
    }
    Ok(bytes)
}

/// Writes articles as records; returns the bytes of their texts.
fn write_articles(path: &Path, articles: u64) -> io::Result<u64> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut bytes = 0;
    for number in 0..articles {
        // A hundred thousand articles of the few clauses that pages are made of would be formulas.
        let text = paragraphs(&stories::text(number, usize::from(LENGTH))).join("\n");
        bytes += text.len() as u64;
        let title = headline(stories::story(number).1);
        let record = serde_json::json!({ "id": number.to_string(), "title": title, "text": text });
        writeln!(file, "{record}")?;
    }
    file.flush()?;
    Ok(bytes)
}

/// Runs `input` through `stages` on so many threads, in a process of its own.
fn measure(folder: &Path, input: &str, stages: &[&str], threads: usize) -> Measured {
    let at = |name: &str| format!("{:?}", folder.join(name).to_string_lossy());
    let mut pipeline = format!(
        "[input]\n{input}\n[run]\nthreads = {threads}\nrejects-file = {}\nspool = {}\n",
        at("rejects"),
        at(""),
    );
    for stage in stages {
        let _ = writeln!(pipeline, "[[stage]]\nuse = {stage:?}");
    }
    let _ = writeln!(pipeline, "[[output]]\nuse = \"jsonl\"\npath = {}", at("out.jsonl"));
    let file = folder.join("pipeline.toml");
    fs::write(&file, pipeline).expect("there is room");
    let program = std::env::current_exe().expect("this program is a file");
    let output = Command::new(program).args([CHILD, &file.to_string_lossy()]).output();
    let output = output.expect("this program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut fields = text.trim_end().split('\t');
    let mut field = || fields.next().and_then(|it| it.parse().ok()).expect("a number");
    let (wall, cpu, kernel, memory) = (field(), field(), field(), field());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of mebibytes"
    )]
    Measured { wall, cpu, kernel, memory: memory as u64 }
}

/// Checks what a run over all stages wrote: articles in order with their headlines, groups, rows.
fn check(folder: &Path, articles: u64, (recall, wrong): (u64, u64)) {
    let file = File::open(folder.join("out.jsonl")).expect("the run wrote it");
    let lines = BufReader::new(file).lines();
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    let mut groups = vec![None; usize::try_from(articles).unwrap_or(0)];
    let (mut at, mut headed, mut figures) = (0, 0, 0);
    for line in lines {
        let article: serde_json::Value =
            serde_json::from_str(&line.expect("it is text")).expect("an article is JSON");
        // An article that was split wrongly moves those after it: look for the next that fits.
        let found = article["headline"].as_str().unwrap_or_default();
        let fits = |number: &u64| headline(stories::story(*number).1) == found;
        let Some(number) = (at..articles.min(at + ON_A_PAGE)).find(fits) else { continue };
        (at, headed) = (number + 1, headed + 1);
        let rows = article["metrics"].as_array().expect("an article has rows");
        figures += u64::from(rows.iter().any(|row| row["value"] == "46917200"));
        if let (Some(id), Ok(place)) = (article["group"]["id"].as_str(), usize::try_from(number)) {
            groups[place] = Some(*first.entry(id.to_owned()).or_insert(number));
        }
    }
    assert!(headed * 100 >= articles * HEADLINES, "{headed} of {articles} have their headline");
    assert!(figures * 100 >= articles * HEADLINES, "{figures} of {articles} have their figure");
    let score = Score::of(&groups);
    assert!(score.found * 1000 >= score.reprints * recall, "too few reprints are found: {score:?}");
    assert!(score.wrong * 1000 <= articles * wrong, "stories are mixed: {score:?}");
}

#[expect(clippy::cast_precision_loss, reason = "counts and bytes are below 2^53")]
fn per(amount: u64, seconds: f64) -> f64 {
    amount as f64 / seconds.max(0.01)
}

/// Measures `pages` pages and up to `articles` articles; tells each case as it is measured.
pub(crate) fn report(pages: u64, articles: u64, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(
        out,
        "# What whole pipelines cost\n\n\
         `cargo run --release -p newsprint-bench whole {pages} {articles}`, each case in a process of \
         its own, answers checked (order, headlines, groups, a figure of each article); {}.\n\
         Pages of {ON_A_PAGE} articles of {LENGTH} characters, whose columns cut each paragraph; four \
         of ten articles are reprints: the same, with one character in sixty changed, or a fifth shorter.\n",
        machine::describe(),
    )?;
    let folder = tempfile::tempdir()?;
    of_pages(folder.path(), pages, out)?;
    let folder = tempfile::tempdir()?;
    of_articles(folder.path(), articles, out)
}

fn of_pages(folder: &Path, pages: u64, out: &mut impl io::Write) -> io::Result<()> {
    let bytes = write_pages(folder, pages)?;
    let paths = folder.join("pages-*.txt");
    let input = format!("use = \"text\"\npaths = [{:?}]", paths.to_string_lossy());
    writeln!(
        out,
        "## {pages} pages, {} MB\n\n| stages | threads | CPU s | s | MB a CPU s | MB/s | articles/s \
         | peak MiB |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        bytes / 1_000_000,
    )?;
    let mut before = 0.0;
    let mut alone = Vec::new();
    let cases = (0..=STAGES.len()).map(|count| (count, 1)).chain([(STAGES.len(), 2)]);
    for (count, threads) in cases {
        let stages = &STAGES[..count];
        let measured = measure(folder, &input, stages, threads);
        if count == STAGES.len() {
            check(folder, pages * ON_A_PAGE, OF_PAGES);
        }
        if threads == 1 {
            let name = stages.last().map_or("reading and writing", |stage| stage);
            alone.push((name, per(bytes, measured.cpu - before) / 1e6));
            before = measured.cpu;
        }
        writeln!(
            out,
            "| {} | {threads} | {:.2} | {:.2} | {:.1} | {:.1} | {:.0} | {} |",
            if stages.is_empty() { "none".to_owned() } else { stages.join(", ") },
            measured.cpu,
            measured.wall,
            per(bytes, measured.cpu) / 1e6,
            per(bytes, measured.wall) / 1e6,
            per(pages * ON_A_PAGE, measured.wall),
            measured.memory,
        )?;
    }
    writeln!(out, "\nWhat each adds, on one thread:\n\n| step | MB a CPU s |\n| --- | --- |")?;
    for (name, rate) in alone {
        writeln!(out, "| {name} | {rate:.0} |")?;
    }
    Ok(())
}

fn of_articles(folder: &Path, largest: u64, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(
        out,
        "\n## Articles of a corpus through {}, JSON Lines to JSON Lines\n\n\
         | articles | MB | threads | CPU s | in the kernel | s | MB/s | µs CPU an article | outside the \
         kernel | peak MiB |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        STAGES[1..].join(" and "),
    )?;
    let path = folder.join("in.jsonl");
    let input = format!("use = \"jsonl\"\npaths = [{:?}]", path.to_string_lossy());
    let sizes = [10_000, 100_000, 1_000_000].into_iter().filter(|size| *size <= largest);
    let mut bytes = 0;
    for (size, threads) in sizes.flat_map(|size| [(size, 1), (size, 2)]) {
        if threads == 1 {
            bytes = write_articles(&path, size)?;
        }
        let measured = measure(folder, &input, &STAGES[1..], threads);
        check(folder, size, OF_CORPUS);
        writeln!(
            out,
            "| {size} | {} | {threads} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} | {:.1} | {} |",
            bytes / 1_000_000,
            measured.cpu,
            measured.kernel,
            measured.wall,
            per(bytes, measured.wall) / 1e6,
            1e6 / per(size, measured.cpu),
            1e6 / per(size, measured.cpu - measured.kernel),
            measured.memory,
        )?;
    }
    Ok(())
}
