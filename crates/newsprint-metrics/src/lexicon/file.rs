//! Lexicon files: what they hold, and how several become one lexicon.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use newsprint_core::Span;
use newsprint_core::config::{Choices as _, Fault, Located, decode_options, parse_toml};
use newsprint_zh::numeral::{self, Decimal};

use super::words::{Roles, bit};
use super::{Factor, Role, Sense, Unit, UnitKind};

newsprint_core::options! {
    /// A lexicon file.
    pub(super) struct LexiconFile {
        /// Units.
        pub(super) units: Vec<UnitEntry> = Vec::new();
        /// Parts of currencies.
        pub(super) subunits: Vec<SubunitEntry> = Vec::new();
        /// Units that are another in some indicators.
        pub(super) senses: Vec<SenseEntry> = Vec::new();
        /// Words with a role.
        pub(super) words: Vec<WordEntry> = Vec::new();
        /// Words that stand for several.
        pub(super) compounds: Vec<CompoundEntry> = Vec::new();
        /// Names of indicators.
        pub(super) indicators: Vec<NameEntry> = Vec::new();
        /// Names of subjects.
        pub(super) subjects: Vec<NameEntry> = Vec::new();
        /// Which units measures have.
        pub(super) measures: Vec<MeasureEntry> = Vec::new();
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
        pub(super) iso: Option<Located<String>>;
        /// The code in UCUM.
        pub(super) ucum: Option<Located<String>>;
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
        pub(super) words: Vec<Located<String>>;
        /// How many of the currency one is.
        pub(super) factor: Located<String>;
    }
}

newsprint_core::options! {
    /// A unit that is another in some indicators.
    pub(super) struct SenseEntry {
        /// The unit as printed.
        pub(super) word: Located<String>;
        /// Words of which one must stand in the indicator.
        pub(super) measures: Vec<String>;
        /// The unit that it is there.
        pub(super) unit: String;
    }
}

newsprint_core::options! {
    /// Words of one role.
    pub(super) struct WordEntry {
        /// What the words do.
        pub(super) role: Role;
        /// The words.
        pub(super) words: Vec<Located<String>>;
    }
}

newsprint_core::options! {
    /// A word that stands for several.
    pub(super) struct CompoundEntry {
        /// The word.
        pub(super) word: Located<String>;
        /// What it stands for, in order.
        pub(super) parts: Vec<String>;
    }
}

newsprint_core::options! {
    /// Names of one thing.
    pub(super) struct NameEntry {
        /// The name that series are kept under.
        pub(super) name: Located<String>;
        /// What texts print.
        pub(super) aliases: Vec<Located<String>> = Vec::new();
    }
}

newsprint_core::options! {
    /// Measures of one dimension.
    pub(super) struct MeasureEntry {
        /// Ends of the measures' names.
        pub(super) heads: Vec<Located<String>>;
        /// The units that their values have.
        pub(super) units: Vec<String>;
    }
}

/// Where a word is given.
#[derive(Clone, Debug)]
pub(super) struct Place {
    file: Rc<str>,
    line: usize,
    /// In characters.
    column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What is said of words, each with the place that says it.
pub(super) type Given<T> = BTreeMap<String, (T, Place)>;

/// What all files say together.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) units: Given<Unit>,
    pub(super) compounds: Given<Vec<String>>,
    pub(super) indicators: Given<String>,
    pub(super) subjects: Given<String>,
    pub(super) measures: Given<Vec<String>>,
    pub(super) subunits: Given<Decimal>,
    pub(super) senses: Given<Sense>,
    pub(super) words: BTreeMap<String, Roles>,
    /// The roles that rule others out, by their words.
    ruling: BTreeMap<String, Vec<(Role, Place)>>,
}

impl Gathered {
    /// Adds what one file says; its mistakes, with their place in it, are faults at `span`.
    pub(super) fn add(&mut self, name: &str, text: &str, span: Span) -> Vec<Fault> {
        let lines = Lines::new(name, text);
        let (table, mut faults) = parse_toml(text, 0);
        let file =
            decode_options::<LexiconFile>(table, Span::default(), "the lexicon", &mut faults);
        if let Some(file) = file.filter(|_| faults.is_empty()) {
            self.take(file, &mut Book { lines: &lines, faults: &mut faults });
        }
        let located = faults.into_iter().map(|it| {
            let message = format!("{}: {}", lines.place(it.span), it.message);
            Fault { span, message, label: "in this lexicon".into(), ..it }
        });
        located.collect()
    }
}

impl Gathered {
    fn take(&mut self, file: LexiconFile, book: &mut Book<'_>) {
        for entry in file.units {
            let (words, unit) = entry.read(book.faults);
            book.give_all(&mut self.units, &words, &unit);
        }
        for SubunitEntry { words, factor } in file.subunits {
            let factor = decimal(&factor, book.faults).unwrap_or(Decimal::from(1));
            book.give_all(&mut self.subunits, &words, &factor);
        }
        for SenseEntry { word, measures, unit } in file.senses {
            book.give_all(&mut self.senses, &[word], &Sense { measures, unit });
        }
        for CompoundEntry { word, parts } in file.compounds {
            book.give_all(&mut self.compounds, &[word], &parts);
        }
        for NameEntry { name, aliases } in file.indicators {
            let words: Vec<_> = aliases.into_iter().chain([name.clone()]).collect();
            book.give_all(&mut self.indicators, &words, &name.value);
        }
        for NameEntry { name, aliases } in file.subjects {
            let words: Vec<_> = aliases.into_iter().chain([name.clone()]).collect();
            book.give_all(&mut self.subjects, &words, &name.value);
            // Who has a name in the lexicon can stand at the head of a clause.
            self.give_role(Role::Place, words, book);
        }
        for MeasureEntry { heads, units } in file.measures {
            book.give_all(&mut self.measures, &heads, &units);
        }
        for WordEntry { role, words } in file.words {
            self.give_role(role, words, book);
        }
    }

    /// Gives `words` a role beside those that they have. One that has a role which rules this one
    /// out is a fault that names both places.
    fn give_role(&mut self, role: Role, words: Vec<Located<String>>, book: &mut Book<'_>) {
        let ruling = role.contraries().next().is_some();
        for word in words {
            if !book.is_word(&word) {
                continue;
            }
            if ruling {
                let roles = self.ruling.entry(word.value.clone()).or_default();
                if let Some((other, there)) = roles.iter().find(|it| role.rules_out(it.0)) {
                    let (value, other, own) = (&word.value, other.word(), role.word());
                    let message =
                        format!("`{value}` is `{other}` at {there}, which rules out `{own}`");
                    let help = "take it out of one of the two lists";
                    book.faults.push(Fault::new(word.span, message, "given again").help(help));
                } else {
                    roles.push((role, book.lines.place(word.span)));
                }
            }
            *self.words.entry(word.value).or_default() |= bit(role);
        }
    }
}

impl UnitEntry {
    fn read(self, faults: &mut Vec<Fault>) -> (Vec<Located<String>>, Unit) {
        let Self { kind, words, canonical, needs, iso, ucum, factor, base } = self;
        let counts = base.is_some() || iso.is_some();
        let given = factor.as_ref().map(|it| it.span);
        let factor = factor.and_then(|it| fraction(&it, faults));
        if let Some(span) = given.filter(|_| factor.is_some() && !counts) {
            let message = "a factor without a base unit counts nothing";
            let help = "add `base`, or `iso` for a part of a currency";
            faults.push(Fault::new(span, message, "counts what?").help(help));
        }
        let capitals = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        let iso = iso.and_then(|it| {
            code(it, capitals, "no code of ISO 4217", "write its three capital letters", faults)
        });
        let visible = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_graphic());
        let ucum = ucum.and_then(|it| {
            code(it, visible, "no code of UCUM", "write it in ASCII without spaces", faults)
        });
        (words, Unit { kind, canonical, needs, iso, ucum, factor, base })
    }
}

/// A code that has the right form; else a fault.
fn code(
    text: Located<String>,
    is_formed: impl Fn(&str) -> bool,
    wrong: &str,
    help: &'static str,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    if is_formed(&text.value) {
        return Some(text.value);
    }
    let message = format!("`{}` is {wrong}", text.value);
    faults.push(Fault::new(text.span, message, "not a code").help(help));
    None
}

/// One file while it is read.
struct Book<'a> {
    lines: &'a Lines<'a>,
    faults: &'a mut Vec<Fault>,
}

impl Book<'_> {
    /// Whether there is something to look for; else a fault.
    fn is_word(&mut self, word: &Located<String>) -> bool {
        let is_word = !word.value.trim().is_empty();
        if !is_word {
            let help = "write the word as texts print it, or take it out";
            self.faults.push(Fault::new(word.span, "a word is empty", "nothing here").help(help));
        }
        is_word
    }

    /// Gives `words` a meaning. One that stands already with another is a fault that names both
    /// places.
    fn give_all<T: Clone + PartialEq>(
        &mut self,
        given: &mut Given<T>,
        words: &[Located<String>],
        meaning: &T,
    ) {
        for word in words {
            if !self.is_word(word) {
                continue;
            }
            let here = self.lines.place(word.span);
            let (known, there) =
                given.entry(word.value.clone()).or_insert_with(|| (meaning.clone(), here));
            if known != meaning {
                let message = format!("`{}` means something else at {there}", word.value);
                let help = "take it out of one of the two lists, or give it one meaning in both";
                self.faults.push(Fault::new(word.span, message, "given again").help(help));
            }
        }
    }
}

/// `2000/3` or a decimal, above zero.
fn fraction(text: &Located<String>, faults: &mut Vec<Fault>) -> Option<Factor> {
    let (numerator, denominator) = text.value.split_once('/').unwrap_or((&text.value, "1"));
    let part = |part: &str, faults: &mut Vec<Fault>| {
        decimal(&Located { value: part.to_owned(), span: text.span }, faults)
    };
    let (numerator, denominator) = (part(numerator, faults)?, part(denominator, faults)?);
    let above_zero = |it: Decimal| it.compare(0.into()).is_gt();
    if !above_zero(numerator) || !above_zero(denominator) {
        let message = format!("`{}` is not above zero", text.value);
        faults.push(Fault::new(text.span, message, "expected a number above zero"));
    }
    Some(Factor { numerator, denominator })
}

fn decimal(text: &Located<String>, faults: &mut Vec<Fault>) -> Option<Decimal> {
    let numeral = numeral::read(&text.value).filter(|it| it.len == text.value.len());
    let value = numeral.and_then(|it| it.value);
    if value.is_none() {
        let message = format!("`{}` is no number", text.value);
        let fault = Fault::new(text.span, message, "expected a decimal or a fraction");
        faults.push(fault.help("write a decimal such as `0.5`, or a fraction such as `2000/3`"));
    }
    value
}

/// The lines of a file.
struct Lines<'a> {
    file: Rc<str>,
    text: &'a str,
    /// Where each starts.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(file: &str, text: &'a str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { file: file.into(), text, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// Where `span` starts: line and column, both from 1.
    fn place(&self, span: Span) -> Place {
        let before = self.text.get(..span.start()).unwrap_or(self.text);
        let line = self.starts.partition_point(|start| *start <= before.len());
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        Place { file: self.file.clone(), line, column: before[start..].chars().count() + 1 }
    }
}
