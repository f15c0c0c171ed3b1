//! Word lists: units, cues and places, as TOML.
//!
//! A lexicon file has three arrays of tables: `[[units]]` with `kind`, `words`, and where needed
//! `canonical` and `needs`; `[[words]]` with `role` and `words`; and `[[compounds]]` with `word` and
//! `parts`. Files add up; a unit or compound that is given twice is what the later file says.

mod role;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use newsprint_core::Span;
use newsprint_core::config::{Fault, Located, decode_options, parse_toml};

use newsprint_zh::numeral::{self, Decimal};

pub(crate) use self::role::{Role, UnitKind};
use self::words::{AllWords, Roles, bit};
pub(crate) use self::words::{Endings, Words};

newsprint_core::options! {
    /// A lexicon file.
    struct LexiconFile {
        /// Units.
        units: Vec<UnitEntry> = Vec::new();
        /// Parts of currencies.
        subunits: Vec<SubunitEntry> = Vec::new();
        /// Words with a role.
        words: Vec<WordEntry> = Vec::new();
        /// Words that stand for several.
        compounds: Vec<CompoundEntry> = Vec::new();
    }
}

newsprint_core::options! {
    /// Units of one kind.
    struct UnitEntry {
        /// What the units say about their numbers.
        kind: UnitKind;
        /// The units as printed.
        words: Vec<String>;
        /// The unit of the row, where it is not the printed one.
        canonical: Option<String>;
        /// Words of which one must stand before the figure.
        needs: Vec<String> = Vec::new();
        /// The currency's code in ISO 4217.
        iso: Option<String>;
        /// The code in UCUM.
        ucum: Option<String>;
        /// How many of the base unit it is: a decimal, or a fraction such as `2000/3`.
        factor: Option<String>;
        /// The base unit that the factor counts.
        base: Option<String>;
    }
}

newsprint_core::options! {
    /// Parts of a currency that are amounts only behind one of its own.
    struct SubunitEntry {
        /// The parts as printed.
        words: Vec<String>;
        /// How many of the currency one is.
        factor: String;
    }
}

newsprint_core::options! {
    /// Words of one role.
    struct WordEntry {
        /// What the words do.
        role: Role;
        /// The words.
        words: Vec<String>;
    }
}

newsprint_core::options! {
    /// A word that stands for several.
    struct CompoundEntry {
        /// The word.
        word: String;
        /// What it stands for, in order.
        parts: Vec<String>;
    }
}

/// What is known of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) kind: UnitKind,
    pub(crate) canonical: Option<String>,
    pub(crate) needs: Vec<String>,
    pub(crate) iso: Option<String>,
    pub(crate) ucum: Option<String>,
}

/// Ends of the characters of `text`, up to `longest` bytes.
fn ends(text: &str, longest: usize) -> impl DoubleEndedIterator<Item = usize> {
    let last = text.len().min(longest);
    (1..=last).filter(|end| text.is_char_boundary(*end))
}

/// Every word list, compiled.
#[derive(Clone, Debug)]
pub struct Lexicon {
    units: BTreeMap<String, Unit>,
    longest_unit: usize,
    /// Parts of currencies with the power of ten that divides the currency.
    subunits: BTreeMap<String, Decimal>,
    words: AllWords,
    compounds: BTreeMap<String, Vec<String>>,
}

/// What the crate brings along.
const BUNDLED: [(&str, &str); 4] = [
    ("data/units.toml", include_str!("../data/units.toml")),
    ("data/cues.toml", include_str!("../data/cues.toml")),
    ("data/names.toml", include_str!("../data/names.toml")),
    ("data/places.toml", include_str!("../data/places.toml")),
];

impl Lexicon {
    /// The bundled word lists.
    ///
    /// # Errors
    /// Never in practice: a test reads every list.
    pub fn bundled() -> Result<Self, Vec<Fault>> {
        Self::with_files(&[] as &[Located<&str>])
    }

    /// The bundled word lists with those of `files` added. Reads the files.
    ///
    /// # Errors
    /// For each file that cannot be read, and each mistake in one with its line and column, a fault
    /// at the file's place in the pipeline's configuration.
    pub fn with_files(files: &[Located<impl AsRef<Path>>]) -> Result<Self, Vec<Fault>> {
        let mut lexicon = Self {
            units: BTreeMap::new(),
            longest_unit: 0,
            subunits: BTreeMap::new(),
            words: AllWords::default(),
            compounds: BTreeMap::new(),
        };
        let mut words = BTreeMap::new();
        let mut faults = Vec::new();
        for (name, text) in BUNDLED {
            faults.extend(lexicon.add(name, text, Span::default(), &mut words));
        }
        for file in files {
            let path = file.value.as_ref();
            let name = path.display().to_string();
            match fs::read_to_string(path) {
                Ok(text) => faults.extend(lexicon.add(&name, &text, file.span, &mut words)),
                Err(error) => {
                    let message = format!("the lexicon `{name}` cannot be read: {error}");
                    faults.push(Fault::new(file.span, message, "needed here"));
                }
            }
        }
        match AllWords::compile(&words) {
            Ok(words) => lexicon.words = words,
            Err(error) => {
                let at = files.first().map_or(Span::default(), |file| file.span);
                faults.push(Fault::new(at, format!("too many words: {error}"), "needed here"));
            }
        }
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    /// Adds the words of one file; its mistakes, with their place in it, are faults at `span`.
    fn add(
        &mut self,
        name: &str,
        text: &str,
        span: Span,
        words: &mut BTreeMap<String, Roles>,
    ) -> Vec<Fault> {
        let (table, mut faults) = parse_toml(text, 0);
        let file =
            decode_options::<LexiconFile>(table, Span::default(), "the lexicon", &mut faults);
        let Some(file) = file.filter(|_| faults.is_empty()) else {
            let located = faults.into_iter().map(|it| {
                let (line, column) = place(text, it.span);
                let message = format!("{name}:{line}:{column}: {}", it.message);
                Fault { span, message, label: "in this lexicon".into(), ..it }
            });
            return located.collect();
        };
        for entry in file.units {
            let UnitEntry { kind, canonical, needs, iso, ucum, .. } = entry;
            let unit = Unit { kind, canonical, needs, iso, ucum };
            for word in entry.words {
                self.longest_unit = self.longest_unit.max(word.len());
                self.units.insert(word, unit.clone());
            }
        }
        for entry in file.subunits {
            let factor = numeral::read(&entry.factor).and_then(|it| it.value);
            let factor = factor.unwrap_or(Decimal::from(1));
            self.subunits.extend(entry.words.into_iter().map(|word| (word, factor)));
        }
        self.compounds.extend(file.compounds.into_iter().map(|entry| (entry.word, entry.parts)));
        for entry in file.words {
            for word in entry.words {
                *words.entry(word).or_default() |= bit(entry.role);
            }
        }
        Vec::new()
    }

    pub(crate) fn words(&self, role: Role) -> Words<'_> {
        self.words.of(role)
    }

    /// The words of every role that `text` ends with.
    pub(crate) fn endings(&self, text: &str) -> Endings {
        self.words.endings(text)
    }

    /// The words of `role` in `text` that are no part of a word of `keep`.
    pub(crate) fn free<'a>(
        &'a self,
        role: Role,
        keep: Role,
        text: &'a str,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut kept = self.words(keep).find_all(text).peekable();
        self.words(role).find_all(text).filter(move |word| {
            while kept.next_if(|kept| kept.end <= word.start).is_some() {}
            kept.peek().is_none_or(|kept| kept.start > word.start || kept.end < word.end)
        })
    }

    /// A word of `text` that stands for several, and those.
    pub(crate) fn compound(&self, text: &str) -> Option<(&str, &[String])> {
        let (word, parts) = self.compounds.iter().find(|(word, _)| text.contains(*word))?;
        Some((word, parts))
    }

    /// The longest part of a currency that `text` starts with, and how much of it that is.
    pub(crate) fn subunit<'a>(&self, text: &'a str) -> Option<(&'a str, Decimal)> {
        let mut words = ends(text, self.longest_unit).rev().map(|end| &text[..end]);
        words.find_map(|word| Some((word, *self.subunits.get(word)?)))
    }

    /// The longest unit that `text` starts with.
    pub(crate) fn unit<'a>(&self, text: &'a str) -> Option<(&'a str, &Unit)> {
        let mut words = ends(text, self.longest_unit).rev().map(|end| &text[..end]);
        words.find_map(|word| Some((word, self.units.get(word)?)))
    }
}

/// Line and column, both from 1, the column in characters.
fn place(text: &str, span: Span) -> (usize, usize) {
    let before = text.get(..span.start()).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line..].chars().count() + 1)
}
