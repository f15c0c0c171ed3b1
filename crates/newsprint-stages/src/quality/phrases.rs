//! Lists of phrases that no article may hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};

/// Phrases, found in any case; those of letters only where no other letter stands beside them.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// By their first character.
    by_start: BTreeMap<char, Vec<String>>,
}

impl Phrases {
    /// Reads lists, one phrase a line.
    pub(super) fn read(files: &[Located<PathBuf>]) -> Result<Self, Vec<Fault>> {
        let mut phrases = Self::default();
        let mut faults = Vec::new();
        for file in files {
            match fs::read_to_string(&file.value) {
                Ok(text) => text.lines().for_each(|line| phrases.add(line)),
                Err(error) => {
                    let message = format!("the list cannot be read: {error}");
                    let fault = Fault::new(file.span, message, "this file");
                    faults.push(fault.help("name a file of phrases in UTF-8, one a line"));
                }
            }
        }
        if faults.is_empty() { Ok(phrases) } else { Err(faults) }
    }

    fn add(&mut self, line: &str) {
        let phrase = line.trim().to_lowercase();
        if let Some(start) = phrase.chars().next() {
            self.by_start.entry(start).or_default().push(phrase);
        }
    }

    /// The first phrase that `line` holds.
    pub(super) fn find(&self, line: &str) -> Option<&str> {
        if self.by_start.is_empty() {
            return None;
        }
        let lower = line.to_lowercase();
        let mut before = None;
        for (at, c) in lower.char_indices() {
            let found = self.by_start.get(&c).into_iter().flatten().find(|phrase| {
                lower[at..].starts_with(phrase.as_str())
                    && !joins(before, Some(c))
                    && !joins(phrase.chars().next_back(), lower[at + phrase.len()..].chars().next())
            });
            if let Some(found) = found {
                return Some(found);
            }
            before = Some(c);
        }
        None
    }
}

/// Whether two neighbours are letters of one word; Chinese characters are words by themselves.
fn joins(a: Option<char>, b: Option<char>) -> bool {
    let is_letter = |c: char| {
        c.is_alphanumeric() && crate::character::class(c) != crate::character::Class::Ideographic
    };
    a.is_some_and(is_letter) && b.is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_words() {
        let mut phrases = Phrases::default();
        for phrase in ["bad word", "赌场", "Casino", ""] {
            phrases.add(phrase);
        }
        for (line, expected) in [
            ("A Bad Word.", Some("bad word")),
            ("a bad wording", None),
            ("abad word", None),
            ("线上赌场开业", Some("赌场")),
            ("casinos", None),
            ("在Casino里", Some("casino")),
            ("good", None),
        ] {
            assert_eq!(phrases.find(line), expected, "{line}");
        }
    }
}
