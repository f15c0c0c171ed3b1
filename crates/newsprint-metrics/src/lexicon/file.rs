//! Lexicon files: what they hold, and how several become one lexicon.

use std::collections::BTreeMap;

use newsprint_core::Span;
use newsprint_core::config::{Fault, Located, decode_options, parse_toml};
use newsprint_zh::numeral::{self, Decimal};

use super::words::{Roles, bit};
use super::{Factor, Role, Unit, UnitKind};

newsprint_core::options! {
    /// A lexicon file.
    pub(super) struct LexiconFile {
        /// Units.
        pub(super) units: Vec<UnitEntry> = Vec::new();
        /// Parts of currencies.
        pub(super) subunits: Vec<SubunitEntry> = Vec::new();
        /// Words with a role.
        pub(super) words: Vec<WordEntry> = Vec::new();
        /// Words that stand for several.
        pub(super) compounds: Vec<CompoundEntry> = Vec::new();
    }
}

newsprint_core::options! {
    /// Units of one kind.
    pub(super) struct UnitEntry {
        /// What the units say about their numbers.
        pub(super) kind: UnitKind;
        /// The units as printed.
        pub(super) words: Vec<Located<String>>;
        /// The unit of the row, where it is not the printed one.
        pub(super) canonical: Option<String>;
        /// Words of which one must stand before the figure.
        pub(super) needs: Vec<String> = Vec::new();
        /// The currency's code in ISO 4217.
        pub(super) iso: Option<String>;
        /// The code in UCUM.
        pub(super) ucum: Option<String>;
        /// How many of the base unit it is: a decimal, or a fraction such as `2000/3`.
        pub(super) factor: Option<Located<String>>;
        /// The base unit that the factor counts.
        pub(super) base: Option<String>;
    }
}

newsprint_core::options! {
    /// Parts of a currency that are amounts only behind one of its own.
    pub(super) struct SubunitEntry {
        /// The parts as printed.
        pub(super) words: Vec<String>;
        /// How many of the currency one is.
        pub(super) factor: Located<String>;
    }
}

newsprint_core::options! {
    /// Words of one role.
    pub(super) struct WordEntry {
        /// What the words do.
        pub(super) role: Role;
        /// The words.
        pub(super) words: Vec<String>;
    }
}

newsprint_core::options! {
    /// A word that stands for several.
    pub(super) struct CompoundEntry {
        /// The word.
        pub(super) word: String;
        /// What it stands for, in order.
        pub(super) parts: Vec<String>;
    }
}

/// Where a word is given: the file, the line and the column.
type Place = String;

/// What all files say together.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) units: BTreeMap<String, (Unit, Place)>,
    pub(super) subunits: BTreeMap<String, Decimal>,
    pub(super) words: BTreeMap<String, Roles>,
    pub(super) compounds: BTreeMap<String, Vec<String>>,
}

impl Gathered {
    /// Adds what one file says; its mistakes, with their place in it, are faults at `span`.
    pub(super) fn add(&mut self, name: &str, text: &str, span: Span) -> Vec<Fault> {
        let (table, mut faults) = parse_toml(text, 0);
        let file =
            decode_options::<LexiconFile>(table, Span::default(), "the lexicon", &mut faults);
        if let Some(file) = file.filter(|_| faults.is_empty()) {
            let place = |at| format!("{name}:{}", place(text, at));
            for entry in file.units {
                self.add_units(entry, place, &mut faults);
            }
            for entry in file.subunits {
                let factor = decimal(&entry.factor, &mut faults).unwrap_or(Decimal::from(1));
                self.subunits.extend(entry.words.into_iter().map(|word| (word, factor)));
            }
            self.compounds.extend(file.compounds.into_iter().map(|it| (it.word, it.parts)));
            for entry in file.words {
                for word in entry.words {
                    *self.words.entry(word).or_default() |= bit(entry.role);
                }
            }
        }
        let located = faults.into_iter().map(|it| {
            let message = format!("{name}:{}: {}", place(text, it.span), it.message);
            Fault { span, message, label: "in this lexicon".into(), ..it }
        });
        located.collect()
    }

    /// Adds units. One that stands already with another meaning is a fault that names both places.
    fn add_units(
        &mut self,
        entry: UnitEntry,
        place: impl Fn(Span) -> Place,
        faults: &mut Vec<Fault>,
    ) {
        let UnitEntry { kind, words, canonical, needs, iso, ucum, factor, base } = entry;
        let factor = factor.and_then(|it| fraction(&it, faults));
        let unit = Unit { kind, canonical, needs, iso, ucum, factor, base };
        for word in words {
            let (here, word_span) = (place(word.span), word.span);
            let (known, there) =
                self.units.entry(word.value.clone()).or_insert((unit.clone(), here));
            if *known != unit {
                let word = &word.value;
                let message = format!("the unit `{word}` means something else at {there}");
                let fault = Fault::new(word_span, message, "given again");
                faults.push(fault);
            }
        }
    }
}

/// `2000/3` or a decimal.
fn fraction(text: &Located<String>, faults: &mut Vec<Fault>) -> Option<Factor> {
    let (numerator, denominator) = text.value.split_once('/').unwrap_or((&text.value, "1"));
    let part = |part: &str, faults: &mut Vec<Fault>| {
        decimal(&Located { value: part.to_owned(), span: text.span }, faults)
    };
    Some(Factor { numerator: part(numerator, faults)?, denominator: part(denominator, faults)? })
}

fn decimal(text: &Located<String>, faults: &mut Vec<Fault>) -> Option<Decimal> {
    let numeral = numeral::read(&text.value).filter(|it| it.len == text.value.len());
    let value = numeral.and_then(|it| it.value);
    if value.is_none() {
        let message = format!("`{}` is no number", text.value);
        faults.push(Fault::new(text.span, message, "expected a decimal or a fraction"));
    }
    value
}

/// Line and column, both from 1, the column in characters.
fn place(text: &str, span: Span) -> String {
    let before = text.get(..span.start()).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    format!("{}:{}", before.matches('\n').count() + 1, before[line..].chars().count() + 1)
}
