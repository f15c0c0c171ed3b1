//! What taking pages apart costs: `split-page` from the text to the articles.

use std::time::Duration;

use newsprint::core::{Component as _, Document, Source, Stage as _};
use newsprint::parse::{SplitPage, SplitPageOptions};

use crate::machine;

const RUNS: usize = 5;
/// Characters of a line of a column.
const MEASURE: usize = 16;
const TOPICS: [&str; 6] = ["供水管网", "图书馆", "渡口", "果园", "夜校", "老街"];

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let stage = SplitPage::build(SplitPageOptions {}).expect("the bundled weights are whole");
    let mut rows = Vec::new();
    // Pages of common size, and "pages" of 1, 10 and 50 MB.
    for (megabytes, pages, runs) in [(0, 400, RUNS), (1, 10, RUNS), (10, 1, 1), (50, 1, 1)] {
        let articles = if megabytes == 0 { 8 } else { megabytes * 1_000_000 / ARTICLE_BYTES };
        let text = page(articles);
        let times = (0..runs).map(|_| run(&stage, &text, articles, pages));
        let time = times.min().unwrap_or_default();
        let rate = (text.len() * pages) as u128 * 10 / time.as_micros().max(1);
        let (bytes, rate) = (text.len() / 1_000, format!("{}.{}", rate / 10, rate % 10));
        rows.push(format!("| {pages} of {bytes} kB, {articles} articles each | {rate} |"));
    }
    format!(
        "# What taking pages apart costs\n\n\
         `cargo run --release -p newsprint-bench split-page`, one thread, best of {RUNS} runs \
         (the largest: one), answers checked; {}.\n\n| pages | MB per CPU second |\n| --- | --- |\n\
         {}\n\nPeak memory of all runs: {} MiB.\n",
        machine::describe(),
        rows.join("\n"),
        machine::peak_memory(),
    )
}

/// Bytes of one article, roughly.
const ARTICLE_BYTES: usize = 1_150;

/// Takes `text` apart `times` times; of a hundred articles ninety-nine must come back with their
/// headline, and no byte may be lost.
fn run(stage: &SplitPage, text: &str, articles: usize, times: usize) -> Duration {
    let source = Source::new("page.txt", text).expect("the page is small enough");
    let mut documents: Vec<_> = (0..times).map(|_| Document::new(source.clone())).collect();
    let start = machine::cpu_time();
    for document in &mut documents {
        let _ = stage.apply(document).expect("the stage has no errors");
    }
    let time = machine::cpu_time().saturating_sub(start);
    for document in documents {
        let found = document.articles.iter().filter(|article| article.headline.is_some()).count();
        assert!(found * 100 >= articles * 99, "{found} of {articles} articles have their headline");
        assert_eq!(document.check_conservation(), Ok(()), "no byte is lost");
    }
    time
}

/// A page of articles whose paragraphs columns cut.
fn page(articles: usize) -> String {
    let mut text = String::new();
    for number in 0..articles {
        let topic = TOPICS[number % TOPICS.len()];
        text.extend(["青河县", topic, "改造工程第", &number.to_string(), "期完工\n\n"]);
        for paragraph in 0..4 {
            let start = match paragraph {
                0 => "青河讯(记者林小舟)",
                _ => "据介绍,",
            };
            let body = format!(
                "{start}{topic}改造工程第{number}期日前完工,工程从去年{}月开始,历时两百多天,\
                 共投入资金{}万元,惠及周边居民{}户。负责{topic}改造的工程师说,{topic}的工期比原计划提前了十天,\
                 施工期间没有影响居民出行。",
                1 + number % 12,
                300 + number % 700,
                1_000 + number % 9_000,
            );
            let chars: Vec<char> = body.chars().collect();
            let cut = (chars.len() / 2 / MEASURE * MEASURE).max(MEASURE);
            let (left, right) = chars.split_at(cut);
            text.extend(left);
            text += "\n\n";
            text.extend(right);
            text += "\n\n";
        }
    }
    text
}
