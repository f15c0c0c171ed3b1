//! What grouping reprints costs, and whether it grows as it should.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write};
use std::path::Path;
use std::process::Command;

use newsprint::core::config::parse_toml;
use newsprint::core::{
    Article, ArticleId, Block, BlockKind, CorpusStage, Digests, MappedText, MemoryRoom, Room,
    RoomFile, Source, Span, Step, StepKind,
};
use newsprint::{ConfigText, Plan};

use crate::machine;
use crate::stories::{self, Score};

/// The argument that makes this program measure one thing, in a process of its own.
pub(crate) const CHILD: &str = "--dedup";

/// Characters of an article.
const LENGTH: usize = 850;
/// Characters of an article of which only the digest is wanted.
const SHORT: usize = 300;
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Least share of planted reprints that must be found.
const RECALL: f64 = 0.97;
/// Articles in a chunk of digests.
const CHUNK: u64 = 256;

/// Temporary files, and some memory.
struct Disk(usize);

impl Room for Disk {
    fn memory(&self) -> usize {
        self.0
    }

    fn file(&self) -> io::Result<Box<dyn RoomFile>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

fn stage(options: &str) -> Box<dyn CorpusStage> {
    let registry = newsprint::registry().expect("bundled steps have names of their own");
    let (table, mut faults) = parse_toml(options, 0);
    let info = registry.get(StepKind::Stage, "group-reprints").expect("it is bundled");
    match info.build(table, Span::default(), &mut faults) {
        Some(Step::Corpus(stage)) => stage,
        _ => panic!("{faults:?}"),
    }
}

/// The digests of documents of which `text` gives the text.
fn digests<'a>(
    stage: &'a dyn CorpusStage,
    count: u64,
    text: impl Fn(u64) -> String + 'a,
) -> impl Iterator<Item = Digests> + 'a {
    let chunk = move |first: u64| {
        let mut digests = Digests::new();
        let mut digest = Vec::new();
        for number in first..(first + CHUNK).min(count) {
            let text = text(number);
            let source = Source::new("generated", text.as_str()).expect("a text is small");
            let mut article = Article::new(ArticleId::from_u64(number));
            let body = MappedText::verbatim(&text, Span::new(0, text.len()));
            article.blocks.push(Block { kind: BlockKind::Paragraph, text: body });
            digest.clear();
            stage.digest(&source, &article, &mut digest).expect("it can be digested");
            digests.push(article.id, &digest);
        }
        digests
    };
    (0..count).step_by(usize::try_from(CHUNK).unwrap_or(1)).map(chunk)
}

/// Resolves, and gives the group of each document as the number of its first.
fn resolve(
    stage: &dyn CorpusStage,
    mut digests: impl Iterator<Item = Digests>,
    room: &dyn Room,
) -> Vec<Option<u64>> {
    let resolution = stage.resolve(&mut digests, room).expect("digests can be resolved");
    let group = |payload: &[u8]| payload.first_chunk().map(|id| u64::from_le_bytes(*id));
    let verdicts = resolution.verdicts.into_iter();
    verdicts.map(|verdict| verdict.and_then(|verdict| group(&verdict.payload))).collect()
}

/// Checks groups against the truth; tells recall and wrong members.
fn check(groups: &[Option<u64>]) -> String {
    let score = Score::of(groups);
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
    let recall = score.found as f64 / score.reprints.max(1) as f64;
    assert!(recall >= RECALL, "too few reprints are found: {score:?}");
    assert_eq!(score.wrong, 0, "stories are mixed");
    format!("{recall:.4}")
}

/// A story that shares a long phrase with all others.
fn in_a_crowd(number: u64) -> String {
    let phrase: String = stories::original_text(0, SHORT).chars().take(80).collect();
    phrase + &stories::original_text(number + 1, SHORT)
}

/// Measures one thing; prints CPU seconds, peak memory in MiB, and what the check says.
pub(crate) fn child(what: &str, count: &str, argument: &str) -> String {
    let count: u64 = count.parse().expect("a number of documents");
    let stage_of = |options: &str| stage(options);
    let memory = || argument.parse().expect("a number of bytes");
    let start;
    let answer = match what {
        "sketch" => {
            let stage = stage_of("");
            let texts: Vec<String> =
                (0..count).map(|number| stories::text(number, LENGTH)).collect();
            start = machine::cpu_time();
            let text = |number| texts[usize::try_from(number).unwrap_or(0)].clone();
            let bytes: usize = digests(&*stage, count, text).map(|it| it.byte_len()).sum();
            format!("{} bytes an article", bytes as u64 / count)
        }
        "shingles" | "bands" => {
            let stage = stage_of(&format!("candidates = {what:?}\nband-threshold = 0.3"));
            let all: Vec<_> =
                digests(&*stage, count, |number| stories::text(number, LENGTH)).collect();
            start = machine::cpu_time();
            check(&resolve(&*stage, all.into_iter(), &MemoryRoom(usize::MAX)))
        }
        "crowd" => {
            let stage = stage_of("");
            let all: Vec<_> = digests(&*stage, count, in_a_crowd).collect();
            start = machine::cpu_time();
            let groups = resolve(&*stage, all.into_iter(), &Disk(memory()));
            assert!(groups.iter().all(Option::is_none), "they are all different");
            "no group".to_owned()
        }
        "identical" => {
            let stage = stage_of("");
            let all: Vec<_> = digests(&*stage, count, |_| stories::text(0, SHORT)).collect();
            start = machine::cpu_time();
            let groups = resolve(&*stage, all.into_iter(), &Disk(memory()));
            assert!(groups.iter().all(|group| *group == Some(0)), "they are one group");
            "one group".to_owned()
        }
        "signatures" => {
            let stage = stage_of("");
            start = machine::cpu_time();
            let all = digests(&*stage, count, |number| stories::text(number, SHORT));
            check(&resolve(&*stage, all, &Disk(memory())))
        }
        "whole" => {
            start = machine::cpu_time();
            whole(argument);
            String::new()
        }
        _ => panic!("there is no measurement `{what}`"),
    };
    let cpu = machine::cpu_time().saturating_sub(start).as_secs_f64();
    format!("{cpu:.3}\t{}\t{answer}", machine::peak_memory())
}

fn whole(pipeline: &str) {
    let text = fs::read_to_string(pipeline).expect("the parent wrote it");
    let registry = newsprint::registry().expect("bundled steps have names of their own");
    let plan = Plan::new(&ConfigText::new("bench.toml", text), &registry)
        .unwrap_or_else(|error| panic!("{error}"));
    let report = plan.run().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(report.quarantined, 0, "every record is good");
}

struct Measured {
    cpu: f64,
    memory: u64,
    answer: String,
}

fn measure(what: &str, count: u64, argument: &str) -> Measured {
    let program = std::env::current_exe().expect("this program is a file");
    let mut command = Command::new(program);
    command.args([CHILD, what, &count.to_string(), argument]);
    let output = command.output().expect("this program starts");
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let mut fields = text.trim_end_matches('\n').split('\t');
    let mut field = || fields.next().unwrap_or_default();
    Measured {
        cpu: field().parse().expect("seconds"),
        memory: field().parse().expect("MiB"),
        answer: field().to_owned(),
    }
}

/// Runs the pipeline over `count` records, in a process of its own; checks what it wrote.
fn measure_whole(folder: &Path, count: u64) -> (u64, Measured) {
    let at = |name: &str| format!("{:?}", folder.join(name).to_string_lossy());
    let bytes = stories::write(&folder.join("in.jsonl"), count, LENGTH).expect("there is room");
    let pipeline = format!(
        "[input]\nuse = \"jsonl\"\npaths = [{}]\n[run]\nthreads = 1\nrejects-file = {}\nspool = {}\n\
         [[stage]]\nuse = \"group-reprints\"\n[[output]]\nuse = \"jsonl\"\npath = {}\n",
        at("in.jsonl"),
        at("rejects"),
        at(""),
        at("out.jsonl"),
    );
    let file = folder.join("pipeline.toml");
    fs::write(&file, pipeline).expect("there is room");
    let mut measured = measure("whole", count, &file.to_string_lossy());
    measured.answer = check(&read_groups(&folder.join("out.jsonl")));
    (bytes, measured)
}

/// The group of each article in a file of articles, as the number of its first.
fn read_groups(path: &Path) -> Vec<Option<u64>> {
    let lines = BufReader::new(File::open(path).expect("the run wrote it")).lines();
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    let group = |(number, line): (u64, io::Result<String>)| {
        let article: serde_json::Value =
            serde_json::from_str(&line.expect("it is text")).expect("an article is JSON");
        assert_eq!(article["source"]["record"], number.to_string(), "records in order");
        let id = article["group"]["id"].as_str()?;
        Some(*first.entry(id.to_owned()).or_insert(number))
    };
    (0..).zip(lines).map(group).collect()
}

/// Measures sizes up to `largest`, checks, and tells each case as soon as it is measured.
pub(crate) fn report(largest: u64, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "# What grouping reprints costs\n\n\
         `cargo run --release -p newsprint-bench dedup {largest}`, one thread, each case in a process \
         of its own, answers checked; {}.\n\
         Generated articles of {LENGTH} characters, four of ten of them reprints: the same, with one \
         character in sixty changed, or a fifth shorter.\n\n\
         | part | documents | CPU seconds | microseconds a document | peak MiB | answer |\n\
         | --- | --- | --- | --- | --- | --- |",
        machine::describe(),
    )?;
    let mut row = |part: &str, count: u64, measured: &Measured| {
        let Measured { cpu, memory, answer } = measured;
        #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
        let each = cpu * 1e6 / count as f64;
        writeln!(out, "| {part} | {count} | {cpu:.2} | {each:.1} | {memory} | {answer} |")
    };
    let folder = tempfile::tempdir()?;
    let gibibyte = (1_u64 << 30).to_string();
    for size in SIZES.into_iter().filter(|size| *size <= largest) {
        row("sketch", size.min(100_000), &measure("sketch", size.min(100_000), ""))?;
        for (keys, part) in
            [("shingles", "candidates by shingles"), ("bands", "candidates by bands")]
        {
            let part = format!("{part}, verification, groups");
            row(&part, size, &measure(keys, size, ""))?;
        }
        row("all the same", size, &measure("identical", size, &gibibyte))?;
        row("a crowd that shares a phrase", size, &measure("crowd", size, &gibibyte))?;
        let (bytes, measured) = measure_whole(folder.path(), size);
        #[expect(clippy::cast_precision_loss, reason = "a corpus has less than 2^53 bytes")]
        let rate = bytes as f64 / 1e6 / measured.cpu;
        let megabytes = bytes / 1_000_000;
        row(&format!("whole run, {megabytes} MB, {rate:.0} MB/s"), size, &measured)?;
    }
    Ok(())
}

/// Measures generated signatures alone, in a stated memory.
pub(crate) fn signatures(count: u64, memory: u64) -> String {
    let Measured { cpu, memory: peak, answer } = measure("signatures", count, &memory.to_string());
    format!(
        "{count} signatures of generated articles of {SHORT} characters within {} MiB: {cpu:.0} CPU \
         seconds with generating them, peak {peak} MiB, recall {answer}, no wrong member.\n",
        memory >> 20
    )
}
