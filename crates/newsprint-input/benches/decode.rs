//! Reads and decodes generated files on one thread, and tells megabytes per CPU second.
//!
//! `cargo bench -p newsprint-input --features compression,parquet`; Linux tells the time on the CPU, elsewhere
//! it is the clock's. Megabytes are those of the text as it is before compression.
#![expect(clippy::print_stdout, reason = "a benchmark's result is its output")]

#[cfg(feature = "parquet")]
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;
#[cfg(feature = "parquet")]
use std::sync::Arc;
use std::time::{Duration, Instant};

#[cfg(feature = "parquet")]
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use newsprint_core::config::parse_toml;
use newsprint_core::{ChunkLimits, Input, Registry, Span, Step, StepKind, TextHash};
#[cfg(feature = "parquet")]
use parquet::arrow::ArrowWriter;
#[cfg(feature = "parquet")]
use parquet::basic::{Compression, ZstdLevel};
#[cfg(feature = "parquet")]
use parquet::file::properties::WriterProperties;

const MEGABYTES: usize = 100;
const PASSES: usize = 5;
const LIMITS: ChunkLimits = ChunkLimits { records: 512, bytes: 1 << 20 };
const SENTENCES: [&str; 4] = [
    "云岭市青石镇今年新修水渠三十二公里,灌溉农田一万两千余亩。",
    "“往年靠天吃饭,如今水到田头。”镇上的农户说。",
    "据统计,2023年全镇粮食总产量达4.6万吨,同比增长8.3%。",
    "下一步,该镇将继续完善田间道路和泵站,计划于明年汛期前完工。",
];

type Answer<T> = Result<T, Box<dyn Error>>;

fn main() -> Answer<()> {
    let folder = tempfile::tempdir()?;
    let (corpus, records) = corpus()?;
    let path = |name: &str| folder.path().join(name);
    println!("| input | MB per CPU second | of which reading |\n| --- | --- | --- |");

    fs::write(path("corpus.jsonl"), &corpus)?;
    measure("jsonl", &path("corpus.jsonl"), corpus.len(), records)?;
    #[cfg(feature = "compression")]
    for (name, pack) in compressions() {
        let packed = path(&format!("corpus.jsonl.{name}"));
        fs::write(&packed, pack(&corpus)?)?;
        measure(&format!("jsonl, {name}"), &packed, corpus.len(), records)?;
    }

    #[cfg(feature = "parquet")]
    for (name, codec) in codecs() {
        let packed = path(&format!("{name}.parquet"));
        fs::write(&packed, table(&corpus, codec)?)?;
        measure(&format!("parquet, {name}"), &packed, corpus.len(), records)?;
    }

    for (pages, count) in [(12_000, MEGABYTES * 1_000_000 / 12_000), (1_000_000, MEGABYTES)] {
        for name in ["UTF-8", "GB18030", "UTF-16"] {
            let pages_folder = path(&format!("{name}-{pages}"));
            let bytes = write_pages(&pages_folder, name, pages, count)?;
            let label = format!("text, {name}, {} kB a file", pages / 1000);
            measure(&label, &pages_folder, bytes, count)?;
        }
    }

    let text = String::from_utf8(corpus)?;
    let best = best_of(|| TextHash::of(&text).as_bytes()[0] > 0 || text.is_empty());
    println!("| SHA-256 alone | {:.0} | |", megabytes(text.len()) / best);
    let best = best_of(|| std::str::from_utf8(text.as_bytes()).is_ok());
    println!(
        "| the standard library's check of UTF-8 alone | {:.0} | |",
        megabytes(text.len()) / best
    );
    Ok(())
}

/// Reads `path` in several passes, of which the first warms the page cache; the best counts.
fn measure(label: &str, path: &Path, bytes: usize, documents: usize) -> Answer<()> {
    let name = label.split(',').next().unwrap_or(label);
    let input = input(name, &format!("paths = [{:?}]", path.to_string_lossy()))?;
    let (mut best, mut best_reading) = (f64::MAX, f64::MAX);
    for _ in 0..PASSES {
        let start = cpu_time();
        let (mut read, mut reading) = (0, Duration::ZERO);
        let mut reader = input.open()?;
        loop {
            let before = cpu_time();
            let Some(chunk) = reader.next_chunk(LIMITS)? else { break };
            reading += cpu_time().saturating_sub(before);
            for record in chunk.records() {
                let document = input.decode(record.map_err(|(place, _)| place)?)?;
                read += usize::from(document.source().text().contains('镇'));
            }
        }
        assert_eq!(read, documents, "every document has come through");
        best = best.min(cpu_time().saturating_sub(start).as_secs_f64());
        best_reading = best_reading.min(reading.as_secs_f64());
    }
    println!(
        "| {label} | {:.0} | {:.0} |",
        megabytes(bytes) / best,
        megabytes(bytes) / best_reading
    );
    Ok(())
}

/// CPU seconds of `work`, whose answer must be yes.
fn best_of(work: impl Fn() -> bool) -> f64 {
    let time = || {
        let start = cpu_time();
        assert!(work(), "the answer is right");
        cpu_time().saturating_sub(start).as_secs_f64()
    };
    (0..PASSES).map(|_| time()).fold(f64::MAX, f64::min)
}

/// Records of three paragraphs and some 3 kB, and their number.
fn corpus() -> Answer<(Vec<u8>, usize)> {
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
    Ok((lines, records))
}

/// Writes texts of `length` bytes or less in an encoding; gives their bytes together.
fn write_pages(folder: &Path, encoding: &str, length: usize, count: usize) -> Answer<usize> {
    fs::create_dir(folder)?;
    let mut text = String::new();
    for sentence in SENTENCES.iter().cycle() {
        text.push_str(sentence);
        text.push('\n');
        if text.len() >= length {
            break;
        }
    }
    let bytes = match encoding {
        "GB18030" => encoding_rs::GB18030.encode(&text).0.into_owned(),
        "UTF-16" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.into_bytes(),
    };
    for number in 0..count {
        fs::write(folder.join(format!("{number}.txt")), &bytes)?;
    }
    Ok(bytes.len() * count)
}

/// Each compression, at the level that its command uses.
#[cfg(feature = "compression")]
type Pack = fn(&[u8]) -> std::io::Result<Vec<u8>>;

#[cfg(feature = "compression")]
fn compressions() -> [(&'static str, Pack); 3] {
    let gzip: Pack = |bytes| {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes)?;
        writer.finish()
    };
    let xz: Pack = |bytes| {
        let mut writer = liblzma::write::XzEncoder::new(Vec::new(), 1);
        writer.write_all(bytes)?;
        writer.finish()
    };
    [("gz", gzip), ("zst", |bytes| zstd::encode_all(bytes, 3)), ("xz", xz)]
}

/// The codecs that programs write by default.
#[cfg(feature = "parquet")]
fn codecs() -> [(&'static str, Compression); 2] {
    [("snappy", Compression::SNAPPY), ("zstd", Compression::ZSTD(ZstdLevel::default()))]
}

/// The corpus as a Parquet file.
#[cfg(feature = "parquet")]
fn table(corpus: &[u8], codec: Compression) -> Answer<Vec<u8>> {
    let lines = corpus.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let records = lines.map(serde_json::from_slice::<BTreeMap<String, String>>);
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let column = |name: &'static str| {
        let values = records.iter().map(|record| record.get(name));
        (name, Arc::new(values.collect::<StringArray>()) as ArrayRef)
    };
    let batch = RecordBatch::try_from_iter(["id", "title", "date", "text"].map(column))?;
    let properties = WriterProperties::builder().set_compression(codec).build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(bytes)
}

fn input(name: &str, toml: &str) -> Answer<Box<dyn Input>> {
    let mut registry = Registry::new();
    newsprint_input::register(&mut registry)?;
    let toml = format!("{toml}\ndecompress.max-ratio = 100_000");
    let (options, mut faults) = parse_toml(&toml, 0);
    let info = registry.get(StepKind::Input, name).ok_or("not registered")?;
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
