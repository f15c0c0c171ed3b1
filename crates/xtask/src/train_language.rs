//! Learns `data/language.bin` of `newsprint-parse` from articles.
//!
//! A `.jsonl` file has an article a line: `title`, and `paras` (a list) or `text` (a paragraph a
//! line). A folder has labelled pages: `NAME.json` with `articles`, of which every fifth page is
//! held out, as it is when the other weights are learnt; nor is an article learnt from that has a
//! heading of a page held out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use newsprint_parse::language::train::{Text, learn};
use serde_json::Value;

use crate::train_split_page::{HELD_OUT, files};

/// Learns from `sources` and writes the table to `out`.
pub(crate) fn run(out: &Path, sources: &[String]) -> Result<(), String> {
    let mut texts: Vec<Text> = Vec::new();
    let mut held_out = BTreeSet::new();
    for source in sources {
        let path = Path::new(source);
        if path.is_dir() {
            for (number, file) in files(path, "json")?.iter().enumerate() {
                let page = json(file, &read(file)?)?;
                let articles = page["articles"].as_array().into_iter().flatten().map(of_page);
                if number % HELD_OUT == HELD_OUT - 1 {
                    held_out.extend(articles.flat_map(|article| article.headings));
                } else {
                    texts.extend(articles);
                }
            }
        } else {
            for line in read(path)?.lines() {
                texts.push(of_corpus(&json(path, line)?));
            }
        }
    }
    texts.retain(|text| !text.headings.iter().any(|heading| held_out.contains(heading)));
    let written = fs::write(out, learn(&texts));
    written.map_err(|error| format!("{}: {error}", out.display()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn json(file: &Path, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{}: {error}", file.display()))
}

/// An article of a labelled page.
fn of_page(article: &Value) -> Text {
    let mut text = Text::default();
    let heads = ["kicker", "headline", "subhead"].map(|key| &article[key]);
    text.headings.extend(heads.iter().filter_map(|head| head.as_str()).map(str::to_owned));
    for block in article["blocks"].as_array().into_iter().flatten() {
        let Some(line) = block["text"].as_str().map(str::to_owned) else { continue };
        if block["kind"] == "subheading" {
            text.headings.push(line);
        } else {
            text.paragraphs.push(line);
        }
    }
    text
}

/// A line of a corpus.
fn of_corpus(article: &Value) -> Text {
    let headings = article["title"].as_str().map(str::to_owned).into_iter().collect();
    let paragraphs = match article["paras"].as_array() {
        Some(list) => list.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        None => article["text"].as_str().unwrap_or_default().lines().map(str::to_owned).collect(),
    };
    Text { headings, paragraphs }
}
