//! Learns `data/language.bin` of `newsprint-parse` from articles.
//!
//! A `.jsonl` file has an article a line: `title`, and `paras` (a list) or `text` (a paragraph a
//! line). A folder has labelled pages: `NAME.json` with `articles`, each with its `headline`. Articles
//! under one of their headlines are left out, for decisions are learnt on these pages later, and
//! would trust too much in a table that has seen them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use newsprint_parse::language::train::{Text, learn};
use serde_json::Value;

use crate::train_split_page::files;

/// Learns from `sources` and writes the table to `out`.
pub(crate) fn run(out: &Path, sources: &[String]) -> Result<(), String> {
    let (mut texts, mut left_out) = (Vec::new(), BTreeSet::new());
    for source in sources.iter().map(Path::new) {
        if source.is_dir() {
            for file in files(source, "json")? {
                let page = json(&file, &read(&file)?)?;
                let articles = page["articles"].as_array().into_iter().flatten();
                left_out
                    .extend(articles.filter_map(|it| Some(it["headline"].as_str()?.to_owned())));
            }
        } else {
            for line in read(source)?.lines() {
                texts.push(text_of(&json(source, line)?));
            }
        }
    }
    texts.retain(|text| !text.headings.iter().any(|heading| left_out.contains(heading)));
    let written = fs::write(out, learn(&texts));
    written.map_err(|error| format!("{}: {error}", out.display()))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn json(file: &Path, text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{}: {error}", file.display()))
}

/// A line of a corpus.
fn text_of(article: &Value) -> Text {
    let headings = article["title"].as_str().map(str::to_owned).into_iter().collect();
    let paragraphs = match article["paras"].as_array() {
        Some(list) => list.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        None => article["text"].as_str().unwrap_or_default().lines().map(str::to_owned).collect(),
    };
    Text { headings, paragraphs }
}
