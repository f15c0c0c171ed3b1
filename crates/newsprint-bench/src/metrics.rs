//! What reading figures costs: the scanner alone, and the recogniser for people.

use std::time::Duration;

use newsprint::metrics::{Lexicon, recognise, scan};

use crate::{corpus, machine};

const RUNS: usize = 5;
/// Processor time of one run, far more than the 10 ms that the clock ticks in.
const RUN: Duration = Duration::from_millis(300);
/// Bytes of a text that is scanned whole.
const SIZE: usize = 1 << 20;

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let lexicon = Lexicon::bundled().expect("the bundled lists are well formed");
    let news: Vec<String> = (0..1000).map(corpus::text).collect();
    let figures: usize = news.iter().map(|text| corpus::figures(text)).sum();
    let scanned = || news.iter().map(|text| scan(&lexicon, text).len()).sum();
    let few = &news[..50];
    let recognised = || few.iter().map(|text| recognise(&lexicon, text, None).len()).sum();
    let mut report = format!(
        "# What reading figures costs\n\n\
         `cargo run --release -p newsprint-bench metrics`, one thread, best of {RUNS} runs, answers \
         checked; {}.\n\n| case | MB per CPU second |\n| --- | --- |\n\
         | scanner, generated news with {figures} readings | {:.0} |\n\
         | recogniser for people, some of the same | {:.1} |\n",
        machine::describe(),
        speed(&news, figures, scanned),
        speed(few, recognised(), recognised),
    );
    for (name, piece) in [("digits", "9"), ("一", "一"), ("亿", "亿"), ("the long numeral", LONG)]
    {
        let text = [piece.repeat(SIZE / piece.len())];
        let half = [piece.repeat(SIZE / 2 / piece.len())];
        let [whole, half] = [text, half].map(|text| {
            let run = || scan(&lexicon, &text[0]).len();
            speed(&text, run(), run)
        });
        let line = format!("| scanner, 1 MB of {name}, and half a MB | {whole:.0}, {half:.0} |\n");
        report.push_str(&line);
    }
    report + &format!("\nPeak memory of all runs: {} MiB.\n", machine::peak_memory())
}

/// A numeral that costs other recognisers most of a minute.
const LONG: &str = "四千五百六十九万八千三百一十一亿四千八百七十二万五千三百八十二";

/// The best of some runs over `texts`, in megabytes per second of processor time; each pass gives
/// `answer`.
fn speed(texts: &[String], answer: usize, pass: impl Fn() -> usize) -> f64 {
    let bytes: u32 = texts.iter().filter_map(|text| u32::try_from(text.len()).ok()).sum();
    let run = || {
        let (start, mut passes) = (machine::cpu_time(), 0.0);
        loop {
            assert_eq!(pass(), answer, "every pass finds the same");
            passes += 1.0;
            let time = machine::cpu_time().saturating_sub(start);
            if time >= RUN {
                return passes * f64::from(bytes) / 1e6 / time.as_secs_f64();
            }
        }
    };
    (0..RUNS).map(|_| run()).fold(0.0, f64::max)
}
