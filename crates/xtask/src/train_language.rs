//! Learns `data/language.bin`, `data/telling.bin` and `data/meaning.bin` of `newsprint-parse` from
//! articles.
//!
//! A `.jsonl` file has an article a line: `title`, and `paras` (a list) or `text` (a paragraph a
//! line); of articles with the same title the first is learnt from. Articles with a title that a
//! corpus behind `--leave-out` has, or a headline on a page of a folder there (`NAME.json` with
//! `articles`, each with its `headline`), are left out: decisions are learnt on these later, and
//! would trust too much in tables that have seen them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use newsprint_parse::language::train::{Text, learn};
use serde_json::Value;

use crate::train_split_page::{files, write};

/// Learns from `sources` and writes the tables into the folder `out`.
pub(crate) fn run(out: &Path, sources: &[String]) -> Result<(), String> {
    let mut parts = sources.split(|it| it == "--leave-out");
    let sources = parts.next().unwrap_or_default();
    let mut seen = BTreeSet::new();
    for source in parts.flatten().map(Path::new) {
        seen.extend(headlines(source)?);
    }
    let mut texts = Vec::new();
    for source in sources.iter().map(Path::new) {
        texts.extend(corpus(source)?);
    }
    texts.retain(|text| text.headings.iter().all(|heading| seen.insert(heading.clone())));
    let tables = learn(&texts);
    write(&out.join("language.bin"), &tables.language)?;
    write(&out.join("telling.bin"), &tables.telling)?;
    write(&out.join("meaning.bin"), &tables.meaning)
}

/// The headlines of a corpus or of a folder of pages.
fn headlines(source: &Path) -> Result<Vec<String>, String> {
    if !source.is_dir() {
        return Ok(corpus(source)?.into_iter().flat_map(|text| text.headings).collect());
    }
    let mut headlines = Vec::new();
    for file in files(source, "json")? {
        let page = json(&file, &read(&file)?)?;
        let articles = page["articles"].as_array().into_iter().flatten();
        headlines.extend(articles.filter_map(|it| Some(it["headline"].as_str()?.to_owned())));
    }
    Ok(headlines)
}

fn corpus(source: &Path) -> Result<Vec<Text>, String> {
    read(source)?.lines().map(|line| Ok(text_of(&json(source, line)?))).collect()
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
