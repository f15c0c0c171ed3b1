//! Every reason that a step gives has a meaning, and every meaning a reason that is given.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use newsprint::core::ResidueReason;
use serde_json::Value;

use crate::support::{Folder, root};

/// Every code that `newsprint explain` knows of a step.
fn known() -> BTreeSet<&'static str> {
    let registry = newsprint::registry().unwrap();
    registry.iter().flat_map(|info| info.codes).map(|(code, _)| *code).collect()
}

/// The sources of the crates with steps, without their tests and comments.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for member in ["dedup", "exec", "input", "metrics", "parse", "pipeline", "render", "stages"] {
        collect(&root().join(format!("crates/newsprint-{member}/src")), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            files.push((path.display().to_string(), lines.collect::<Vec<_>>().join("\n")));
        }
    }
}

#[test]
fn every_code_that_is_written_has_a_meaning() {
    let known = known();
    for (name, text) in sources() {
        for call in ["Diagnostic::info(", "Diagnostic::warning(", "DropReason::new(", "Note::new("]
        {
            for after in text.split(call).skip(1) {
                let Some(literal) = after.trim_start().strip_prefix('"') else { continue };
                let code = literal.split('"').next().unwrap();
                assert!(known.contains(code), "{name}: `{code}` stands in no `CODES`");
            }
        }
    }
}

#[test]
fn every_meaning_belongs_to_a_code_that_is_written() {
    let sources = sources();
    for code in known() {
        let literal = format!("\"{code}\"");
        let is_written = sources.iter().any(|(_, text)| {
            let mut places = text.match_indices(&literal);
            places.any(|(at, _)| !is_entry(&text[..at], &text[at + literal.len()..]))
        });
        // A code that is a constant stands in the list by its name.
        assert!(is_written, "`{code}` has a meaning and is never given");
    }
}

/// Whether what stands between `before` and `after` opens a pair of code and meaning.
fn is_entry(before: &str, after: &str) -> bool {
    let Some(outside) = before.trim_end().strip_suffix('(') else { return false };
    let is_call = outside.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '!');
    !is_call
        && after.trim_start().strip_prefix(',').is_some_and(|it| it.trim_start().starts_with('"'))
}

#[test]
fn codes_are_words_and_meanings_sentences() {
    let registry = newsprint::registry().unwrap();
    let of_steps = registry.iter().flat_map(|info| info.codes);
    for (code, meaning) in of_steps.chain(ResidueReason::CODES) {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(code.chars().all(is_word), "{code}");
        assert!(meaning.ends_with('.') && meaning.len() > 30, "{code}: {meaning}");
    }
}

#[test]
fn every_reason_for_residue_has_a_meaning() {
    use ResidueReason::{Advertisement, Dropped, PageFurniture, Unplaced, Unreadable};
    let all = [PageFurniture, Advertisement, Unreadable, Unplaced, Dropped];
    let words: BTreeSet<String> =
        all.map(|reason| serde_json::to_value(reason).unwrap().as_str().unwrap().to_owned()).into();
    assert!(ResidueReason::CODES.iter().map(|(code, _)| *code).eq([
        "page-furniture",
        "advertisement",
        "unreadable",
        "unplaced",
        "dropped"
    ]));
    assert!(ResidueReason::CODES.iter().all(|(code, _)| words.contains(*code)));
}

#[test]
fn every_code_that_a_run_gives_is_known() {
    let folder = Folder::with_seeds();
    folder.run(&["run", "config/page.toml"]).exits(0);
    let known = known();
    let mut seen = BTreeSet::new();
    for line in folder.read("out/articles.jsonl").lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        for diagnostic in article["diagnostics"].as_array().into_iter().flatten() {
            seen.insert(diagnostic["code"].as_str().unwrap().to_owned());
        }
    }
    assert!(!seen.is_empty());
    for code in seen {
        assert!(known.contains(code.as_str()), "{code}");
        let said = folder.run(&["explain", &code]).exits(0).stdout;
        assert!(said.starts_with(&code), "{said}");
    }
}

#[test]
fn every_code_of_a_document_that_fails_can_be_explained() {
    let folder = Folder::new();
    let mut codes = BTreeSet::new();
    for (_, text) in sources() {
        for after in text.split(".code(").skip(1) {
            let literal = after.trim_start().strip_prefix('"');
            codes.extend(literal.and_then(|it| it.split('"').next()).map(str::to_owned));
        }
    }
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        let said = folder.run(&["explain", &code]).exits(0).stdout;
        assert!(said.starts_with(&code), "{said}");
    }
}

#[test]
fn every_step_can_be_explained() {
    let folder = Folder::new();
    let registry = newsprint::registry().unwrap();
    for info in registry.iter() {
        let said = folder.run(&["explain", info.name]).exits(0).stdout;
        assert!(said.contains(&info.manual_page().trim_end().to_owned()), "{}", info.name);
    }
}
