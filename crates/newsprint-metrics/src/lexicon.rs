//! Word lists: units, cues and places, as TOML.
//!
//! A lexicon file has three arrays of tables: `[[units]]` with `kind`, `words`, and where needed
//! `canonical` and `needs`; `[[words]]` with `role` and `words`; and `[[compounds]]` with `word` and
//! `parts`. Files add up; a unit or compound that is given twice is what the later file says.

mod file;
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
use newsprint_core::config::{Fault, Located};

use newsprint_zh::numeral::Decimal;

use self::file::Draft;
pub(crate) use self::role::{Role, UnitKind};
use self::words::AllWords;
pub(crate) use self::words::{Endings, Words};

/// What is known of a unit.
#[derive(Clone, Debug, PartialEq)]
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
    /// The name under which series are kept, by what texts print.
    indicators: BTreeMap<String, String>,
    subjects: BTreeMap<String, String>,
    /// The units that measures have, by the end of their name.
    measures: BTreeMap<String, Vec<String>>,
}

/// What the crate brings along.
const BUNDLED: [(&str, &str); 6] = [
    ("data/units.toml", include_str!("../data/units.toml")),
    ("data/cues.toml", include_str!("../data/cues.toml")),
    ("data/indicators.toml", include_str!("../data/indicators.toml")),
    ("data/measures.toml", include_str!("../data/measures.toml")),
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
        let mut draft = Draft::default();
        let mut faults = Vec::new();
        for (name, text) in BUNDLED {
            faults.extend(draft.add(name, text, Span::default()));
        }
        for file in files {
            let path = file.value.as_ref();
            let name = path.display().to_string();
            match fs::read_to_string(path) {
                Ok(text) => faults.extend(draft.add(&name, &text, file.span)),
                Err(error) => {
                    let message = format!("the lexicon `{name}` cannot be read: {error}");
                    faults.push(Fault::new(file.span, message, "needed here"));
                }
            }
        }
        let words = AllWords::compile(&draft.words).map_err(|error| {
            let at = files.first().map_or(Span::default(), |file| file.span);
            vec![Fault::new(at, format!("too many words: {error}"), "needed here")]
        })?;
        if !faults.is_empty() {
            return Err(faults);
        }
        let units = draft.units.into_map();
        Ok(Self {
            longest_unit: units.keys().map(String::len).max().unwrap_or(0),
            units,
            subunits: draft.subunits,
            words,
            compounds: draft.compounds.into_map(),
            indicators: draft.indicators.into_map(),
            subjects: draft.subjects.into_map(),
            measures: draft.measures.into_map(),
        })
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

    /// The name under which an indicator's series is kept.
    pub(crate) fn indicator<'a>(&'a self, printed: &'a str) -> &'a str {
        self.indicators.get(printed).map_or(printed, String::as_str)
    }

    /// The name under which a subject's series are kept.
    pub(crate) fn subject<'a>(&'a self, printed: &'a str) -> &'a str {
        self.subjects.get(printed).map_or(printed, String::as_str)
    }

    /// The name of a place without the word that says what it is, if it has one.
    pub(crate) fn place_stem<'a>(&self, name: &'a str) -> Option<&'a str> {
        let suffix = self.words(Role::PlaceSuffix).at_end(name)?;
        let stem = &name[..name.len() - suffix.len()];
        (stem.chars().count() >= 2).then_some(stem)
    }

    /// The units that values of `indicator` have, where that is known.
    pub(crate) fn usual_units(&self, indicator: &str) -> Option<&[String]> {
        let mut ends = indicator.char_indices().map(|(at, _)| &indicator[at..]);
        ends.find_map(|end| self.measures.get(end)).map(Vec::as_slice)
    }
}
