//! Reads and decodes generated JSON Lines on one thread, and tells megabytes per CPU second.
//!
//! `cargo bench -p newsprint-input`; Linux tells the time on the CPU, elsewhere it is the clock's.
#![expect(clippy::print_stdout, reason = "a benchmark's result is its output")]

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use newsprint_core::config::parse_toml;
use newsprint_core::{ChunkLimits, Input, Registry, Span, Step, StepKind};

const MEGABYTES: usize = 100;
const LIMITS: ChunkLimits = ChunkLimits { records: 512, bytes: 4 << 20 };
const SENTENCES: [&str; 4] = [
    "云岭市青石镇今年新修水渠三十二公里,灌溉农田一万两千余亩。",
    "“往年靠天吃饭,如今水到田头。”镇上的农户说。",
    "据统计,2023年全镇粮食总产量达4.6万吨,同比增长8.3%。",
    "下一步,该镇将继续完善田间道路和泵站,计划于明年汛期前完工。",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("corpus.jsonl");
    let (records, bytes) = write_corpus(&path)?;
    let input = input(&path.to_string_lossy())?;

    // The first pass warms the page cache.
    for pass in 1..=4 {
        let start = (cpu_time(), Instant::now());
        let (mut read, mut reading) = (0, Duration::ZERO);
        let mut reader = input.open()?;
        loop {
            let before = cpu_time();
            let Some(chunk) = reader.next_chunk(LIMITS)? else { break };
            reading += cpu_time().saturating_sub(before);
            for record in chunk.records() {
                let document = input.decode(record.map_err(|(place, _)| place)?)?;
                read += document.articles.len();
            }
        }
        assert_eq!(read, records, "every record is one article");
        let spent = cpu_time().saturating_sub(start.0);
        println!(
            "pass {pass}: {records} records, {:.1} MB: {:.0} MB per CPU second, reading {:.0}; {:.2} s",
            megabytes(bytes),
            megabytes(bytes) / spent.as_secs_f64(),
            megabytes(bytes) / reading.as_secs_f64(),
            start.1.elapsed().as_secs_f64(),
        );
    }
    Ok(())
}

/// Writes records of three paragraphs and some 3 kB; gives their number and bytes.
fn write_corpus(path: &std::path::Path) -> Result<(usize, usize), Box<dyn Error>> {
    let mut lines = Vec::new();
    let mut records = 0;
    while lines.len() < MEGABYTES * 1_000_000 {
        let paragraph: String = SENTENCES.iter().cycle().skip(records).take(12).copied().collect();
        let text = [paragraph.as_str(); 3].join("\\n");
        writeln!(
            lines,
            r#"{{"id":"r{records}","title":"青石镇新修水渠{records}公里","date":"2024-06-28","text":"{text}"}}"#
        )?;
        records += 1;
    }
    std::fs::write(path, &lines)?;
    Ok((records, lines.len()))
}

fn input(path: &str) -> Result<Box<dyn Input>, Box<dyn Error>> {
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry)?;
    let (options, mut faults) = parse_toml(&format!("paths = [{path:?}]"), 0);
    let info = registry.get(StepKind::Input, "jsonl").ok_or("not registered")?;
    match info.build(options, Span::default(), &mut faults) {
        Some(Step::Input(input)) => Ok(input),
        _ => Err(format!("{faults:?}").into()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "megabytes, to print")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Time that this thread has been on a CPU.
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|stat| stat.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
