//! What the stage `exec` costs a document: the way to a child and back.

use std::fmt::Write as _;
use std::io::{BufRead as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, fs, io, thread};

use newsprint::core::config::parse_toml;
use newsprint::core::{
    Article, ArticleId, Block, BlockKind, Document, MappedText, Registry, Source, Span, Stage,
    Step, StepKind,
};

use crate::machine;

/// The argument that makes this program a child of `exec`.
pub(crate) const CHILD: &str = "--exec-child";

const DOCUMENTS: usize = 4_000;
const REPEATS: usize = 3;
const SENTENCE: &str = "青岭市今年茶叶丰收,产量提升一成,茶农收入喜人。";

/// A stage that looks at each text and attaches a number.
const PYTHON: &str = "import newsprint_stage\n\n\
    def length(article):\n    \
        return {'bench/length': sum(len(block['text']) for block in article['blocks'])}\n\n\
    newsprint_stage.run(length)\n";

/// A document of 3 kB: six paragraphs of seven sentences.
fn document(number: usize) -> Document {
    let paragraph = SENTENCE.repeat(7);
    let text = [paragraph.as_str(); 6].join("\n");
    let mut document =
        Document::new(Source::new(format!("{number}"), text.as_str()).expect("it is small"));
    let mut article = Article::new(ArticleId::new(document.source(), Span::new(0, text.len())));
    for start in (0..text.len()).step_by(paragraph.len() + 1) {
        let text = MappedText::verbatim(&text, Span::new(start, start + paragraph.len()));
        article.blocks.push(Block { kind: BlockKind::Paragraph, text });
    }
    document.articles.push(article);
    document
}

fn stage(command: &[&str], processes: usize) -> Box<dyn Stage> {
    let mut registry = Registry::new();
    newsprint::exec::register(&mut registry).expect("the registry is empty");
    let options = format!(
        "command = {command:?}\nreads = [\"headline\", \"blocks\"]\n\
         writes = [\"extensions.bench/length\"]\nprocesses = {processes}\n"
    );
    let (table, mut faults) = parse_toml(&options, 0);
    let info = registry.get(StepKind::Stage, "exec").expect("it was registered");
    match info.build(table, Span::default(), &mut faults) {
        Some(Step::Stage(stage)) => stage,
        _ => panic!("{faults:?}"),
    }
}

/// Microseconds a document: of the clock, and of processor time of this process and the children.
fn measure(command: &[&str], threads: usize, processes: usize) -> (f64, f64) {
    let documents: Vec<Document> = (0..DOCUMENTS).map(document).collect();
    let stage = stage(command, processes);
    // What starting costs is not what a document costs.
    for document in &documents[..threads] {
        let _ = stage.apply(&mut document.clone()).expect("the child answers");
    }
    let (next, cpu, wall) = (AtomicUsize::new(0), machine::cpu_time(), Instant::now());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(document) = documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut document = document.clone();
                    let _ = stage.apply(&mut document).expect("the child answers");
                    let length = 7 * SENTENCE.chars().count() * 6;
                    let attached = document.articles[0].extensions.iter().next();
                    let expected = format!("{length}");
                    assert_eq!(attached, Some(("bench/length", expected.as_str())));
                }
            });
        }
    });
    let wall = wall.elapsed();
    // The children's time counts once they have been waited for.
    let children = machine::children_cpu_time();
    drop(stage);
    let children = machine::children_cpu_time().saturating_sub(children);
    let cpu = machine::cpu_time().saturating_sub(cpu) + children;
    let each = |seconds: f64| seconds * 1e6 / f64::from(u32::try_from(DOCUMENTS).expect("small"));
    (each(wall.as_secs_f64()), each(cpu.as_secs_f64()))
}

/// The child: answers with the length of the texts, as the one in Python does.
pub(crate) fn child() {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.expect("requests are UTF-8");
        let request: serde_json::Value = serde_json::from_str(&line).expect("requests are JSON");
        let n = &request["n"];
        let texts = request["articles"][0]["blocks"].as_array();
        let answer = match texts {
            None => format!("{{\"n\":{n},\"newsprint\":\"exec/1\"}}\n"),
            Some(blocks) => {
                let texts = blocks.iter().filter_map(|block| block["text"].as_str());
                let length: usize = texts.map(|text| text.chars().count()).sum();
                format!(
                    "{{\"n\":{n},\"articles\":[{{\"extensions\":{{\"bench/length\":{length}}}}}]}}\n"
                )
            }
        };
        out.write_all(answer.as_bytes()).and_then(|()| out.flush()).expect("newsprint listens");
    }
}

/// Measures, checks, and tells.
pub(crate) fn report() -> String {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("there is room");
        path.to_string_lossy().into_owned()
    };
    write("newsprint_stage.py", newsprint::exec::PYTHON_HELPER);
    let script = write("length.py", PYTHON);
    let own = env::current_exe().expect("this program has a path").to_string_lossy().into_owned();
    let rust = [own.as_str(), CHILD];
    let python = ["python3", script.as_str()];
    let mut report = format!(
        "# What a stage in another language costs\n\n\
         `cargo run --release -p newsprint-bench -- exec`, best of {REPEATS} runs, answers checked; {}.\n\
         {DOCUMENTS} documents of {} bytes that are read whole; one number each is attached.\n\
         Processor time is that of both sides, without reading and writing files.\n\n\
         | child | threads | children | µs a document | processor µs a document |\n\
         | --- | --- | --- | --- | --- |\n",
        machine::describe(),
        document(0).source().text().len(),
    );
    for (name, command) in [("Rust", rust), ("Python", python)] {
        for (threads, processes) in [(1, 1), (2, 2), (8, 1), (8, 2)] {
            let runs = (0..REPEATS).map(|_| measure(&command, threads, processes));
            let best = runs.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)));
            let (wall, cpu) = best.expect("there is at least one run");
            let _ = writeln!(report, "| {name} | {threads} | {processes} | {wall:.0} | {cpu:.0} |");
        }
    }
    report
}
