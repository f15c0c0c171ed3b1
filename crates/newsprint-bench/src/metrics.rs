//! What reading figures costs: the scanner alone, and the recogniser for people.

use std::time::{Duration, Instant};

use newsprint::metrics::{Lexicon, recognise, scan};

use crate::{corpus, machine};

const RUNS: usize = 5;
/// Bytes of a text that is scanned whole.
const SIZE: usize = 1 << 20;

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let lexicon = Lexicon::bundled().expect("the bundled lists are well formed");
    let news: Vec<String> = (0..1000).map(corpus::text).collect();
    let figures: usize = news.iter().map(|text| corpus::figures(text)).sum();
    let bytes: usize = news.iter().map(String::len).sum();
    let scanned = best(|| news.iter().map(|text| scan(&lexicon, text).len()).sum(), figures);
    let few = &news[..50];
    let read = |text: &String| recognise(&lexicon, text, None).len();
    let expected = few.iter().map(read).sum();
    let recognised = best(|| few.iter().map(read).sum(), expected);
    let few: usize = few.iter().map(String::len).sum();
    let megabytes = |bytes: usize| u32::try_from(bytes).map_or(0.0, f64::from) / 1e6;
    let speed = |bytes: usize, time: Duration| megabytes(bytes) / time.as_secs_f64();
    let mut report = format!(
        "# What reading figures costs\n\n\
         `cargo run --release -p newsprint-bench metrics`, one thread, best of {RUNS} runs, answers \
         checked; {}.\n\n| case | MB per second |\n| --- | --- |\n\
         | scanner, {:.1} MB of generated news with {figures} readings | {:.0} |\n\
         | recogniser for people, {:.2} MB of the same | {:.1} |\n",
        machine::describe(),
        megabytes(bytes),
        speed(bytes, scanned),
        megabytes(few),
        speed(few, recognised),
    );
    for (name, piece) in [("digits", "9"), ("一", "一"), ("亿", "亿"), ("the long numeral", LONG)]
    {
        let text = piece.repeat(SIZE / piece.len());
        let half = &text[..text.len() / 2 / piece.len() * piece.len()];
        let time = |text: &str| best(|| scan(&lexicon, text).len(), scan(&lexicon, text).len());
        let growth = time(&text).as_secs_f64() / time(half).as_secs_f64();
        let line = format!(
            "| scanner, 1 MB of {name}; {growth:.1} times the time of half of it | {:.0} |\n",
            speed(text.len(), time(&text))
        );
        report.push_str(&line);
    }
    report + &format!("\nPeak memory of all runs: {} MiB.\n", machine::peak_memory())
}

/// A numeral that costs other recognisers most of a minute.
const LONG: &str = "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二";

/// The shortest of some runs, each of which gives `answer`.
fn best(mut run: impl FnMut() -> usize, answer: usize) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        assert_eq!(run(), answer, "every run finds the same");
        start.elapsed()
    });
    times.min().unwrap_or_default()
}
