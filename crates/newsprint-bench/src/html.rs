//! What reading HTML pages costs.

use std::fmt::Write as _;
use std::time::Duration;

use newsprint::core::{Source, StepError};
use newsprint::input::PageReader;

use crate::{corpus, machine};

const RUNS: usize = 5;
const PAGES: u64 = 2000;

/// The report, in Markdown.
pub(crate) fn report() -> String {
    let reader = PageReader::bundled().expect("the bundled words are well formed");
    let pages: Vec<String> = (0..PAGES).map(page).collect();
    let bytes: usize = pages.iter().map(String::len).sum();
    let time = (0..RUNS).map(|_| run(&reader, &pages)).min().unwrap_or_default();
    let deep = "<div>".repeat(100_000) + &pages[0];
    let deep_time = (0..RUNS).map(|_| run(&reader, std::slice::from_ref(&deep))).min();
    format!(
        "# What reading HTML costs\n\n\
         `cargo run --release -p newsprint-bench html`, one thread, best of {RUNS} runs, answers \
         checked; {}.\n\n| case | MB per CPU second |\n| --- | --- |\n\
         | {PAGES} generated pages, {} MB, to documents | {} |\n\n\
         A page inside 100,000 nested elements takes {} ms.\n\
         Peak memory of all runs: {} MiB.\n",
        machine::describe(),
        bytes / 1_000_000,
        bytes as u128 / time.as_micros().max(1),
        deep_time.unwrap_or_default().as_millis(),
        machine::peak_memory(),
    )
}

/// Reads all pages; each must give its headline, its date and its paragraphs.
fn run(reader: &PageReader, pages: &[String]) -> Duration {
    let start = machine::cpu_time();
    let documents: Vec<_> = pages
        .iter()
        .map(|page| {
            reader.read(page, None).into_document(|text, facts| {
                let source = Source::new("bench", text);
                source
                    .map(|source| source.with_facts(facts))
                    .map_err(|error| StepError::new(error.to_string()))
            })
        })
        .collect();
    let time = machine::cpu_time().saturating_sub(start);
    for document in documents {
        let document = document.expect("the page is small");
        assert_eq!(document.source().facts().date.as_deref(), Some("2024-06-28"));
        let article = document.articles.first().expect("each page has an article");
        let headline = article.headline.as_ref().expect("each page has a headline");
        assert!(headline.as_str().starts_with("第"), "{headline}");
        assert_eq!(article.blocks.len(), PARAGRAPHS);
    }
    time
}

/// Paragraphs of a page.
const PARAGRAPHS: usize = 8;

/// A page as news sites write them: scripts, menus, an article, other stories.
fn page(number: u64) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>第{number}号新闻的标题_新闻网</title>\
         <meta name=pubdate content=2024-06-28>"
    );
    for n in 0..12 {
        let script = "var settings = settings || {}; settings.push('value', 1); ".repeat(12);
        let _ = write!(page, "<script type=\"text/javascript\" data-n=\"{n}\">{script}</script>");
    }
    page.push_str("</head><body><div class=\"nav\"><ul>");
    let link = |page: &mut String, n: u64| {
        let _ = write!(
            page,
            "<li class=\"item\"><a href=\"https://news.example/{n}.html\" target=\"_blank\">栏目{n}</a></li>"
        );
    };
    (0..60).for_each(|n| link(&mut page, n));
    let _ = write!(page, "</ul></div><div class=\"article\"><h1>第{number}号新闻的标题</h1><div>");
    for n in 0..PARAGRAPHS as u64 {
        let text = corpus::text(number * 31 + n).replace('\n', "");
        let _ = writeln!(page, "<p style=\"text-indent: 2em\">　　{text}</p>");
    }
    page.push_str("</div></div><div class=\"related\"><h3>相关新闻</h3><ul>");
    (0..40).for_each(|n| link(&mut page, n));
    page.push_str("</ul></div><div class=\"footer\">版权所有</div></body></html>");
    page
}
