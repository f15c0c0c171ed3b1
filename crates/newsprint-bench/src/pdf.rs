//! What reading PDF pages costs: the input `pdf` from the bytes to the text with its boxes, and
//! `split-page` after it.

use std::time::Duration;
use std::{fs, path::Path};

use newsprint::core::config::parse_toml;
use newsprint::core::{
    ChunkLimits, Component as _, Document, Input, MappedText, Span, Stage as _, Step, StepKind,
};
use newsprint::parse::{SplitPage, SplitPageOptions};
use newsprint_testkit::{PdfPage, write_pdf};

use crate::machine;

const RUNS: usize = 5;
const PAGES: usize = 40;
const COLUMNS: u32 = 5;
/// Characters of a line of a column, and their size.
const MEASURE: usize = 17;
const SIZE: u32 = 10;
/// Lines of an article in each column.
const LINES: usize = 24;
const BANDS: u32 = 3;

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = page();
    let many = folder.path().join("many.pdf");
    fs::write(&many, write_pdf(&vec![page.clone(); PAGES])).expect("a file can be written");
    let one = folder.path().join("one.pdf");
    fs::write(&one, write_pdf(&[page])).expect("a file can be written");
    let (mut read, mut split) = (Duration::MAX, Duration::MAX);
    let stage = SplitPage::build(SplitPageOptions {}).expect("the bundled weights are whole");
    for _ in 0..RUNS {
        let start = machine::cpu_time();
        let mut documents = documents(&many);
        read = read.min(machine::cpu_time().saturating_sub(start));
        let start = machine::cpu_time();
        for document in &mut documents {
            let _ = stage.apply(document).expect("the stage has no errors");
        }
        split = split.min(machine::cpu_time().saturating_sub(start));
        check(&documents, PAGES);
    }
    let apart = (0..RUNS).map(|_| {
        let start = machine::cpu_time();
        for _ in 0..PAGES {
            assert_eq!(documents(&one).len(), 1);
        }
        machine::cpu_time().saturating_sub(start)
    });
    let rate = |time: Duration| (PAGES as u128 * 1_000_000) / time.as_micros().max(1);
    let characters = COLUMNS as usize * LINES * MEASURE * BANDS as usize;
    format!(
        "# What reading PDF pages costs\n\n\
         `cargo run --release -p newsprint-bench pdf`, one thread, best of {RUNS} \
         runs, answers checked; {}.\n\n\
         Pages of some {characters} characters in {COLUMNS} columns, in a font that the file names \
         and does not hold.\n\n| what | pages per CPU second |\n| --- | --- |\n\
         | a file of {PAGES} pages | {} |\n| {PAGES} files of a page | {} |\n\
         | `split-page` on them | {} |\n\nPeak memory of all runs: {} MiB.\n",
        machine::describe(),
        rate(read),
        rate(apart.min().unwrap_or_default()),
        rate(split),
        machine::peak_memory(),
    )
}

/// All documents of `file`, decoded.
fn documents(file: &Path) -> Vec<Document> {
    let registry = newsprint::registry().expect("the bundled steps have names of their own");
    let (options, mut faults) = parse_toml(&format!("paths = ['{}']", file.display()), 0);
    let info = registry.get(StepKind::Input, "pdf").expect("the feature `pdf` is on");
    let Some(Step::Input(input)) = info.build(options, Span::default(), &mut faults) else {
        panic!("the input cannot be built: {faults:?}")
    };
    let input: Box<dyn Input> = input;
    let mut reader = input.open().expect("the file is there");
    let mut documents = Vec::new();
    let limits = ChunkLimits { records: 64, bytes: 64 << 20 };
    while let Some(chunk) = reader.next_chunk(limits).expect("the file can be read") {
        for record in chunk.records() {
            let record = record.expect("the file can be read");
            documents.push(input.decode(record).expect("the page can be read"));
        }
    }
    documents
}

/// Each page must come back with its articles, each with its headline and whole paragraphs.
fn check(documents: &[Document], pages: usize) {
    assert_eq!(documents.len(), pages);
    for document in documents {
        assert_eq!(document.check_conservation(), Ok(()), "no byte is lost");
        let titles = document.articles.iter().filter_map(|it| it.headline.as_ref());
        let titles: Vec<&str> = titles.map(MappedText::as_str).collect();
        let expected: Vec<String> = (0..BANDS).map(headline).collect();
        assert_eq!(titles, expected);
    }
}

fn headline(band: u32) -> String {
    let topic = ["供水管网改造", "图书馆新馆开放", "老街修缮工程"][band as usize % 3];
    format!("青河县{topic}如期完成")
}

/// A page of articles below each other, each in all columns under its headline.
fn page() -> PdfPage {
    let mut page = PdfPage::new(992, 1_417);
    for band in 0..BANDS {
        let top = 60 + band * 440;
        page.line(26, top, 28, &headline(band));
        let text = body(band);
        let mut lines = text.chunks(MEASURE).map(|line| line.iter().collect::<String>());
        for column in 0..COLUMNS {
            for row in 0..LINES {
                let Some(line) = lines.next() else { break };
                let blank = line.chars().take_while(|c| *c == INDENT).count();
                let x = 26 + column * 188 + u32::try_from(blank).unwrap_or(0) * SIZE;
                let y = top + 30 + u32::try_from(row).unwrap_or(0) * 15;
                page.line(x, y, SIZE, line.trim_start_matches(INDENT));
            }
        }
    }
    page
}

/// Stands for an em of white space.
const INDENT: char = '\u{3000}';

/// Paragraphs of whole lines, as long as the columns of an article.
fn body(band: u32) -> Vec<char> {
    let mut text = Vec::new();
    for paragraph in 0_u32.. {
        if text.len() >= COLUMNS as usize * LINES * MEASURE {
            break;
        }
        let start = if paragraph == 0 { "本报讯(记者林小舟)" } else { "据介绍，" };
        let said = format!(
            "{INDENT}{INDENT}{start}第{}期工程日前完工，从去年{}月开始历时两百多天，共投入资金{}万元，惠及\
             周边居民{}户。负责改造的工程师说，工期比原计划提前了十天，施工期间没有影响居民出行。",
            paragraph + 1,
            1 + paragraph % 12,
            300 + (paragraph * 37 + band * 11) % 700,
            1_000 + paragraph * 131 % 9_000,
        );
        text.extend(said.chars());
        text.extend(std::iter::repeat_n(INDENT, (MEASURE - text.len() % MEASURE) % MEASURE));
    }
    text.truncate(COLUMNS as usize * LINES * MEASURE);
    text
}
