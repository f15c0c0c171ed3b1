//! What lexicon files say, gathered from all of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use newsprint_core::Span;
use newsprint_core::config::{Fault, Located, decode_options, parse_toml};
use newsprint_zh::numeral::{self, Decimal};

use super::Unit;
use super::role::{Role, UnitKind};
use super::words::{Roles, bit};

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
        /// Names of indicators.
        indicators: Vec<NameEntry> = Vec::new();
        /// Names of subjects.
        subjects: Vec<NameEntry> = Vec::new();
        /// Which units measures have.
        measures: Vec<MeasureEntry> = Vec::new();
    }
}

newsprint_core::options! {
    /// Units of one kind.
    struct UnitEntry {
        /// What the units say about their numbers.
        kind: UnitKind;
        /// The units as printed.
        words: Vec<Located<String>>;
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
        word: Located<String>;
        /// What it stands for, in order.
        parts: Vec<String>;
    }
}

newsprint_core::options! {
    /// Names of one thing.
    struct NameEntry {
        /// The name that series are kept under.
        name: Located<String>;
        /// What texts print.
        aliases: Vec<Located<String>> = Vec::new();
    }
}

newsprint_core::options! {
    /// Measures of one dimension.
    struct MeasureEntry {
        /// Ends of the measures' names.
        heads: Vec<Located<String>>;
        /// The units that their values have.
        units: Vec<String>;
    }
}

/// What is known of words, each with the place that says it.
#[derive(Debug)]
pub(super) struct Given<T>(BTreeMap<String, (T, String)>);

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: PartialEq> Given<T> {
    /// Adds a word that is given at `place`; the place that says otherwise, if one does.
    fn add(&mut self, word: String, value: T, place: String) -> Option<String> {
        match self.0.entry(word) {
            Entry::Occupied(given) => {
                let (known, place) = given.get();
                (*known != value).then(|| place.clone())
            }
            Entry::Vacant(new) => {
                new.insert((value, place));
                None
            }
        }
    }

    pub(super) fn into_map(self) -> BTreeMap<String, T> {
        self.0.into_iter().map(|(word, (value, _))| (word, value)).collect()
    }
}

/// What all files say.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) units: Given<Unit>,
    pub(super) subunits: BTreeMap<String, Decimal>,
    pub(super) words: BTreeMap<String, Roles>,
    pub(super) compounds: Given<Vec<String>>,
    pub(super) indicators: Given<String>,
    pub(super) subjects: Given<String>,
    pub(super) measures: Given<Vec<String>>,
}

impl Draft {
    /// Adds what one file says; its mistakes, with their place in it, are faults at `span`.
    pub(super) fn add(&mut self, name: &str, text: &str, span: Span) -> Vec<Fault> {
        let (table, mut faults) = parse_toml(text, 0);
        let file =
            decode_options::<LexiconFile>(table, Span::default(), "the lexicon", &mut faults);
        let at = |span: Span| {
            let (line, column) = place(text, span);
            format!("{name}:{line}:{column}")
        };
        let Some(file) = file.filter(|_| faults.is_empty()) else {
            let located = faults.into_iter().map(|it| {
                let message = format!("{}: {}", at(it.span), it.message);
                Fault { span, message, label: "in this lexicon".into(), ..it }
            });
            return located.collect();
        };
        let mut clashes = Vec::new();
        let mut clash = |word: &Located<String>, other: Option<String>| {
            if let Some(other) = other {
                let (here, word) = (at(word.span), &word.value);
                let message = format!("{here}: `{word}` is given otherwise in {other}");
                clashes.push(Fault::new(span, message, "in this lexicon"));
            }
        };
        for entry in file.units {
            let UnitEntry { kind, canonical, needs, iso, ucum, .. } = entry;
            let unit = Unit { kind, canonical, needs, iso, ucum };
            for word in entry.words {
                let other = self.units.add(word.value.clone(), unit.clone(), at(word.span));
                clash(&word, other);
            }
        }
        for entry in file.compounds {
            let other =
                self.compounds.add(entry.word.value.clone(), entry.parts, at(entry.word.span));
            clash(&entry.word, other);
        }
        for (names, given) in
            [(file.indicators, &mut self.indicators), (file.subjects, &mut self.subjects)]
        {
            for NameEntry { name, aliases } in names {
                for word in std::iter::once(&name).chain(&aliases) {
                    let other = given.add(word.value.clone(), name.value.clone(), at(word.span));
                    clash(word, other);
                }
            }
        }
        for entry in file.measures {
            for head in entry.heads {
                let other =
                    self.measures.add(head.value.clone(), entry.units.clone(), at(head.span));
                clash(&head, other);
            }
        }
        for entry in file.subunits {
            let factor = numeral::read(&entry.factor).and_then(|it| it.value);
            let factor = factor.unwrap_or(Decimal::from(1));
            self.subunits.extend(entry.words.into_iter().map(|word| (word, factor)));
        }
        for entry in file.words {
            for word in entry.words {
                *self.words.entry(word).or_default() |= bit(entry.role);
            }
        }
        clashes
    }
}

/// Line and column, both from 1, the column in characters.
fn place(text: &str, span: Span) -> (usize, usize) {
    let before = text.get(..span.start()).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line..].chars().count() + 1)
}
