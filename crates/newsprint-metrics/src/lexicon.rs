//! Word lists: units, cues and places, as TOML.
//!
//! A lexicon file has arrays of tables: `[[units]]` with `kind`, `words`, and where needed
//! `canonical`, `needs`, `iso`, `ucum`, `factor` and `base`; `[[subunits]]` with `words` and
//! `factor`; `[[senses]]` with `word`, `measures` and `unit`; `[[words]]` with `role` and `words`;
//! and `[[compounds]]` with `word` and `parts`. So are `[[indicators]]` and `[[subjects]]` with `name`
//! and `aliases`, and `[[measures]]` with `heads` and `units`. Files add up; what two places give
//! different meanings is a fault that names both.

mod code;
mod file;
mod role;
mod starts;
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

use self::file::{Gathered, Given};
pub(crate) use self::role::Role;
pub use self::role::UnitKind;
pub(crate) use self::starts::Starts;
use self::tree::Tree;
use self::words::AllWords;
pub(crate) use self::words::{Edge, Present, Roles, Words, roles};

/// What is known of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// What it says about the number before it.
    pub kind: UnitKind,
    /// The unit of a row, where it is not the printed one.
    pub canonical: Option<String>,
    /// Words of which one must stand before the figure.
    pub needs: Vec<String>,
    /// The currency's code in ISO 4217.
    pub iso: Option<String>,
    /// The code in UCUM.
    pub ucum: Option<String>,
    /// How many of the base unit one is.
    pub factor: Option<Factor>,
    /// The base unit that the factor counts.
    pub base: Option<String>,
}

impl Unit {
    /// Whether its word says nothing else, as 人 and 方 do.
    pub(crate) fn is_unmistakable(&self) -> bool {
        let coded = self.iso.is_some() || self.ucum.is_some() || self.base.is_some();
        coded && self.kind.is_measured() || self.kind == UnitKind::Point
    }
}

/// An exact factor: 2000/3 square metres are one 亩.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Above the line.
    pub numerator: Decimal,
    /// Below the line.
    pub denominator: Decimal,
}

/// What a unit is in some indicators: 度 is 千瓦时 where it measures electricity.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sense {
    /// Words of which one must stand in the indicator.
    measures: Vec<String>,
    unit: String,
}

/// Every word list, compiled.
#[derive(Clone, Debug)]
pub struct Lexicon {
    units: Vec<Unit>,
    /// The units' words, each with the place of its unit.
    unit_words: Tree<usize>,
    /// Parts of currencies with the power of ten that divides the currency.
    subunits: Tree<Decimal>,
    senses: BTreeMap<String, Sense>,
    words: AllWords,
    starts: Starts,
    compounds: BTreeMap<String, Vec<String>>,
    /// The name under which series are kept, by what texts print.
    indicators: BTreeMap<String, String>,
    subjects: BTreeMap<String, String>,
    /// The units that measures have, and the ends of their names with the places of those.
    usual_units: Vec<Vec<String>>,
    measures: Tree<usize>,
}

/// What the crate brings along.
const BUNDLED: [(&str, &str); 7] = [
    ("data/units.toml", include_str!("../data/units.toml")),
    ("data/cues.toml", include_str!("../data/cues.toml")),
    ("data/indicators.toml", include_str!("../data/indicators.toml")),
    ("data/measures.toml", include_str!("../data/measures.toml")),
    ("data/names.toml", include_str!("../data/names.toml")),
    ("data/neighbours.toml", include_str!("../data/neighbours.toml")),
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
        let mut gathered = Gathered::default();
        let mut faults = Vec::new();
        for (name, text) in BUNDLED {
            faults.extend(gathered.add(name, text, Span::default()));
        }
        for file in files {
            let path = file.value.as_ref();
            let name = path.display().to_string();
            match fs::read_to_string(path) {
                Ok(text) => faults.extend(gathered.add(&name, &text, file.span)),
                Err(error) => {
                    let message = format!("the lexicon `{name}` cannot be read: {error}");
                    let help =
                        "name a file of words in TOML; `newsprint stages find-metrics` shows one";
                    faults.push(Fault::new(file.span, message, "needed here").help(help));
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self::compile(gathered))
    }

    fn compile(gathered: Gathered) -> Self {
        // 个 and 人 stand nearly everywhere: they start no unit that is looked for without a number.
        let common = |word: &str| {
            let first = word.chars().next().map(String::from).unwrap_or_default();
            gathered.units.get(&first).is_some_and(|(unit, _)| !unit.is_unmistakable())
        };
        let units = gathered
            .units
            .iter()
            .filter(|(word, (unit, _))| unit.is_unmistakable() && !common(word));
        let starts = Starts::new(&gathered.words, units.map(|(word, _)| word.as_str()));
        let words = gathered.units.keys().enumerate();
        let unit_words = Tree::new(words.map(|(at, word)| (word.chars(), at)));
        let subunits = gathered.subunits.iter().map(|(word, (part, _))| (word.chars(), *part));
        let measures = gathered.measures.keys().enumerate();
        let measures = Tree::new(measures.map(|(at, head)| (head.chars().rev(), at)));
        Self {
            unit_words,
            subunits: Tree::new(subunits),
            senses: meanings(gathered.senses),
            units: gathered.units.into_values().map(|(unit, _)| unit).collect(),
            starts,
            words: AllWords::new(&gathered.words),
            compounds: meanings(gathered.compounds),
            indicators: meanings(gathered.indicators),
            subjects: meanings(gathered.subjects),
            measures,
            usual_units: gathered.measures.into_values().map(|(units, _)| units).collect(),
        }
    }

    pub(crate) fn words(&self, role: Role) -> Words<'_> {
        self.words.of(role)
    }

    /// The words of every role that `text` ends with; none where none of `roles` can be among them.
    pub(crate) fn endings(&self, text: &str, roles: Roles) -> Option<Edge> {
        self.words.endings(text, roles)
    }

    /// Which of `roles` words in `text` have: what is not there need not be looked for.
    pub(crate) fn present(&self, text: &str, roles: Roles) -> Present {
        self.words.present(text, roles)
    }

    /// Lengths of the longest words of some roles that `text` starts with, 0 where there is none.
    #[inline]
    pub(crate) fn longest<const N: usize>(&self, text: &str, roles: [Role; N]) -> [usize; N] {
        self.words.longest(text, roles)
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

    /// The longest word of `text` that stands for several, and those.
    pub(crate) fn compound(&self, text: &str) -> Option<(&str, &[String])> {
        let inside = self.compounds.iter().filter(|(word, _)| text.contains(*word));
        let (word, parts) = inside.max_by_key(|(word, _)| word.len())?;
        Some((word, parts))
    }

    /// The longest part of a currency that `text` starts with, and how much of it that is.
    pub(crate) fn subunit<'a>(&self, text: &'a str) -> Option<(&'a str, Decimal)> {
        let (len, factor) = self.subunits.longest(text.chars())?;
        Some((text.get(..len)?, factor))
    }

    /// The longest unit that `text` starts with, and what is known of it. Looks at no more than the
    /// longest unit.
    pub fn unit<'a>(&self, text: &'a str) -> Option<(&'a str, &Unit)> {
        let (len, unit) = self.unit_words.longest(text.chars())?;
        Some((text.get(..len)?, self.units.get(unit)?))
    }

    /// What can start at a character.
    pub(crate) fn starts(&self) -> &Starts {
        &self.starts
    }

    /// The name under which an indicator's series is kept.
    pub(crate) fn indicator<'a>(&'a self, printed: &'a str) -> &'a str {
        self.indicators.get(printed).map_or(printed, String::as_str)
    }

    /// Whether `printed` is the whole name of an indicator that is known.
    pub(crate) fn is_indicator(&self, printed: &str) -> bool {
        self.indicators.contains_key(printed)
    }

    /// The name under which a subject's series are kept.
    pub(crate) fn subject<'a>(&'a self, printed: &'a str) -> &'a str {
        self.subjects.get(printed).map_or(printed, String::as_str)
    }

    /// Whether series are kept under this name of a subject.
    pub(crate) fn is_subject(&self, name: &str) -> bool {
        self.subjects.get(name).is_some_and(|it| it == name)
    }

    /// The name of a place without the word that says what it is, if it has one.
    pub(crate) fn place_stem<'a>(&self, name: &'a str) -> Option<&'a str> {
        let suffix = self.words(Role::PlaceSuffix).at_end(name)?;
        let stem = &name[..name.len() - suffix.len()];
        (stem.chars().count() >= 2).then_some(stem)
    }

    /// What is left of a name without the words for what it is, itself where it has none.
    pub(crate) fn innermost_stem<'a>(&self, mut name: &'a str) -> &'a str {
        while let Some(stem) = self.place_stem(name) {
            name = stem;
        }
        name
    }

    /// The unit that values of `indicator` have where none is printed.
    pub(crate) fn usual_unit(&self, indicator: &str) -> Option<&str> {
        let (_, units) = self.measures.longest(indicator.chars().rev())?;
        let unit = self.usual_units.get(units)?.first()?;
        (!matches!(unit.as_str(), "" | "%")).then_some(unit)
    }

    /// Whether values of `indicator` can have this unit, where that is known: one of its usual units
    /// or another of what those measure.
    pub(crate) fn has_unit(&self, indicator: &str, unit: &str) -> Option<bool> {
        let (_, units) = self.measures.longest(indicator.chars().rev())?;
        let usual = self.usual_units.get(units)?;
        let alike = || {
            let dimension = self.dimension(unit);
            dimension.is_some() && usual.iter().any(|it| self.dimension(it) == dimension)
        };
        let has = usual.is_empty() || usual.iter().any(|it| it == unit) || alike();
        Some(has)
    }

    /// What `unit` measures: its base unit, or any money.
    fn dimension<'a>(&'a self, unit: &'a str) -> Option<&'a str> {
        let (word, unit) = self.unit(unit).filter(|(word, _)| word.len() == unit.len())?;
        if unit.iso.is_some() || unit.kind == UnitKind::Money {
            return Some("money");
        }
        unit.base.as_deref().or(unit.ucum.as_deref()).or(Some(word))
    }
}

/// The words with their meanings, without the places.
fn meanings<T>(given: Given<T>) -> BTreeMap<String, T> {
    given.into_iter().map(|(word, (meaning, _))| (word, meaning)).collect()
}
