//! What grouping reprints costs, and whether it grows as it should.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use newsprint::core::config::parse_toml;
use newsprint::core::{
    Article, ArticleId, Block, BlockKind, CorpusStage, Digests, MappedText, MemoryRoom, Room,
    RoomFile, Source, Span, Step, StepKind,
};
use newsprint::{ConfigText, Plan};

use crate::machine;
use crate::stories::{self, Kind, Score};

/// The argument that makes this program measure one thing, in a process of its own.
pub(crate) const CHILD: &str = "--dedup";

/// Characters of an article.
const LENGTH: usize = 850;
/// Characters of an article of which only the digest is wanted.
const SHORT: usize = 300;
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Least share of planted reprints that must be found.
const RECALL: f64 = 0.97;
/// Articles that are worked on between two looks at the clock, which ticks 100 times a second.
const BATCH: usize = 8192;
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

/// How many of articles that are all reprints are in a group.
fn in_groups(groups: &[Option<u64>]) -> String {
    let found = groups.iter().flatten().count();
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
    let share = found as f64 / groups.len() as f64;
    assert!(share >= RECALL, "too few are in a group: {share}");
    format!("{share:.4} in groups")
}

/// A story that shares a long phrase with all others.
fn in_a_crowd(number: u64) -> String {
    let phrase: String = stories::original_text(0, SHORT).chars().take(80).collect();
    phrase + &stories::original_text(number + 1, SHORT)
}

/// One story, in which one word is another for each number.
fn nearly_the_same(number: u64) -> String {
    let text = stories::original_text(0, SHORT);
    let character = |number: u64| char::from_u32(0x4E00 + u32::try_from(number).unwrap_or(0));
    let word = [number % 3000, number / 3000 % 3000].into_iter().filter_map(character);
    let (head, tail) = (text.chars().take(SHORT / 2), text.chars().skip(SHORT / 2 + 2));
    head.chain(word).chain(tail).collect()
}

/// Processor time of some work, and what it gives.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = machine::cpu_time();
    let done = work();
    (machine::cpu_time().saturating_sub(start), done)
}

/// Digests documents, so many at a time, of which the texts are made before the time counts. A print
/// that changes nothing must have the digest of its original.
fn sketch(stage: &dyn CorpusStage, count: u64) -> (Duration, String) {
    let (mut time, mut bytes, mut compared) = (Duration::ZERO, 0, 0_u64);
    for first in (0..count).step_by(BATCH) {
        let end = count.min(first + BATCH as u64);
        let texts: Vec<String> = (first..end).map(|it| stories::text(it, LENGTH)).collect();
        let at = |number: u64| usize::try_from(number).unwrap_or(0);
        let all = || -> Vec<Digests> {
            digests(stage, end - first, |it| texts[at(it)].clone()).collect()
        };
        let (taken, all) = timed(all);
        time += taken;
        bytes += all.iter().map(Digests::byte_len).sum::<usize>();
        let digest = |number: u64| {
            let number = number - first;
            all[at(number / CHUNK)].get(at(number % CHUNK)).map(|(_, digest)| digest)
        };
        for number in first..end {
            let (kind, original) = stories::story(number);
            if kind == Kind::Exact && original >= first {
                assert_eq!(digest(number), digest(original), "{number} is a print of {original}");
                compared += 1;
            }
        }
    }
    assert!(compared > 0, "some prints change nothing");
    (time, format!("{} bytes an article", bytes as u64 / count))
}

/// Compares documents two by two: each with a reprint of it, then with its text under other figures,
/// which is no reprint.
fn verify(stage: &dyn CorpusStage, count: u64) -> (Duration, String) {
    let mut time = Duration::ZERO;
    let (mut found, mut pairs, mut wrong) = (0, 0, 0);
    let other_figures = |text: &str| -> String {
        let other = |c: char| c.to_digit(10).and_then(|it| char::from_digit(9 - it, 10));
        text.chars().map(|c| other(c).unwrap_or(c)).collect()
    };
    for first in (0..count).step_by(BATCH) {
        let pair = |number: u64| {
            let original = stories::original_text(stories::story(number).1, LENGTH);
            let is_reprint = stories::story(number).0 != Kind::Original;
            let other =
                if is_reprint { stories::text(number, LENGTH) } else { other_figures(&original) };
            let both = [original, other];
            let all = digests(stage, 2, |it| both[usize::from(it > 0)].clone()).next();
            (is_reprint, all.unwrap_or_default())
        };
        let all: Vec<_> = (first..count.min(first + BATCH as u64)).map(pair).collect();
        let (taken, ()) = timed(|| {
            for (is_reprint, both) in all {
                let groups = resolve(stage, Some(both).into_iter(), &MemoryRoom(usize::MAX));
                let is_group = groups[1].is_some() && groups[0] == groups[1];
                pairs += u64::from(is_reprint);
                found += u64::from(is_reprint && is_group);
                wrong += u64::from(!is_reprint && is_group);
            }
        });
        time += taken;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of documents are small")]
    let (recall, wrong) = (found as f64 / pairs as f64, wrong as f64 / (count - pairs) as f64);
    assert!(recall >= RECALL && wrong <= 1.0 - RECALL, "found {recall}, wrong {wrong}");
    (time, format!("{recall:.4} found, {wrong:.4} wrong"))
}

/// Measures one thing; prints CPU seconds, peak memory in MiB, and what the check says.
pub(crate) fn child(what: &str, count: &str, argument: &str) -> String {
    let count: u64 = count.parse().expect("a number of documents");
    let by_keys = |keys: &str| stage(&format!("candidates = {keys:?}\nband-threshold = 0.3"));
    let memory = || Disk(argument.parse().expect("a number of bytes"));
    let gathered = |stage: &dyn CorpusStage, text: fn(u64) -> String| -> Vec<Digests> {
        digests(stage, count, text).collect()
    };
    let (cpu, answer) = match what {
        "sketch" => sketch(&*stage(""), count),
        "verification" => verify(&*stage(""), count),
        "shingles" | "bands" => {
            let stage = by_keys(what);
            let all = gathered(&*stage, |number| stories::text(number, LENGTH));
            let room = MemoryRoom(usize::MAX);
            let (cpu, groups) = timed(|| resolve(&*stage, all.into_iter(), &room));
            (cpu, check(&groups))
        }
        "crowd" | "crowd-bands" => {
            let stage = by_keys(if what == "crowd" { "shingles" } else { "bands" });
            let all = gathered(&*stage, in_a_crowd);
            let (cpu, groups) = timed(|| resolve(&*stage, all.into_iter(), &memory()));
            assert!(groups.iter().all(Option::is_none), "they are all different");
            (cpu, "no group".to_owned())
        }
        "identical" | "nearly-identical" => {
            let stage = stage("");
            let is_one = what == "identical";
            let text = move |number| {
                if is_one { stories::text(0, SHORT) } else { nearly_the_same(number) }
            };
            // Made as they are wanted: what they take is not what a run holds.
            let all = digests(&*stage, count, text);
            let (cpu, groups) = timed(|| resolve(&*stage, all, &memory()));
            if is_one {
                assert!(groups.iter().all(|group| *group == Some(0)), "they are one group");
            }
            (cpu, in_groups(&groups))
        }
        "signatures" => {
            let stage = stage("");
            let all = digests(&*stage, count, |number| stories::text(number, SHORT));
            let (cpu, groups) = timed(|| resolve(&*stage, all, &memory()));
            (cpu, check(&groups))
        }
        "whole" => timed(|| {
            whole(argument);
            String::new()
        }),
        _ => panic!("there is no measurement `{what}`"),
    };
    let cpu = cpu.as_secs_f64();
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
        row("sketch", size, &measure("sketch", size, ""))?;
        row("verification, two by two", size, &measure("verification", size, ""))?;
        for (keys, part) in
            [("shingles", "candidates by shingles"), ("bands", "candidates by bands")]
        {
            let part = format!("{part}, verification, groups");
            row(&part, size, &measure(keys, size, ""))?;
        }
        for (what, part) in [
            ("identical", "all the same, with making them"),
            ("nearly-identical", "all the same but for a word, with making them"),
            ("crowd", "a crowd that shares a phrase, by shingles"),
            ("crowd-bands", "a crowd that shares a phrase, by bands"),
        ] {
            row(part, size, &measure(what, size, &gibibyte))?;
        }
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
