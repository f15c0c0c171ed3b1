//! Word lists: units, cues and places, as TOML.
//!
//! A lexicon file has two arrays of tables: `[[units]]` with `kind`, `words`, and where needed
//! `canonical` and `needs`; and `[[words]]` with `role` and `words`. Files add up; a unit that is
//! given twice is what the later file says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use aho_corasick::{AhoCorasick, Anchored, BuildError, Input, MatchKind, StartKind};
use newsprint_core::Span;
use newsprint_core::config::{Choices, Fault, Located, decode_options, parse_toml};

newsprint_core::choices! {
    /// What a unit says about the number before it.
    pub enum UnitKind {
        /// A word between number and noun; the noun follows: 17支队伍.
        Classifier = "classifier",
        /// A noun that is counted without a classifier: 13省份.
        Noun = "noun",
        /// A measure; what is measured stands before the number.
        Measure = "measure",
        /// A length of time, which is a figure only where it is the value of something.
        Duration = "duration",
        /// A currency.
        Money = "money",
        /// A share or rate.
        Percent = "percent",
        /// A difference of shares or rates.
        Point = "point",
        /// A multiple.
        Multiple = "multiple",
    }
}

newsprint_core::choices! {
    /// What a word does around a figure.
    pub enum Role {
        /// Before a figure: the true value is at least this.
        AtLeastBefore = "at-least-before",
        /// After a figure: the true value is at least this.
        AtLeastAfter = "at-least-after",
        /// Before a figure: the true value is more.
        MoreThanBefore = "more-than-before",
        /// After a number: the true value is more.
        MoreThanAfter = "more-than-after",
        /// Before a figure: the true value is at most this.
        AtMostBefore = "at-most-before",
        /// After a figure: the true value is at most this.
        AtMostAfter = "at-most-after",
        /// Before a figure: the true value is less.
        LessThanBefore = "less-than-before",
        /// Before a figure: it is rounded.
        AboutBefore = "about-before",
        /// After a figure: it is rounded.
        AboutAfter = "about-after",
        /// A verb of growth.
        Growth = "growth",
        /// A verb of decline.
        Fall = "fall",
        /// A noun for growth.
        GrowthNoun = "growth-noun",
        /// A noun for decline.
        FallNoun = "fall-noun",
        /// Between an indicator and its value.
        Value = "value",
        /// Between growth and its value: the figure is where it arrived.
        Level = "level",
        /// An end of a word that only looks like a cue.
        Keep = "keep",
        /// A comparison with the same time of the year before.
        YearOnYear = "year-on-year",
        /// A comparison with the period before.
        MonthOnMonth = "month-on-month",
        /// A base that makes a comparison year-on-year.
        BaseOfYear = "base-of-year",
        /// A base that is the period before.
        BaseOfMonth = "base-of-month",
        /// A base that is the end of the year before.
        BaseOfYearEnd = "base-of-year-end",
        /// A word that a base of comparison follows.
        BaseMarker = "base-marker",
        /// A word that only looks like a base marker.
        NotBase = "not-base",
        /// A verb that says of what the figure is a share.
        Share = "share",
        /// The noun that a share ends with.
        ShareHead = "share-head",
        /// The word that deals values out to the items of a list.
        Each = "each",
        /// Says that a figure is aimed at or expected.
        Target = "target",
        /// A word at the head of a clause that names nothing measured.
        Opening = "opening",
        /// A verb that goes from the head of an indicator.
        LeadingVerb = "leading-verb",
        /// A beginning of a noun that only looks like an opening.
        KeepStart = "keep-start",
        /// A verb inside an indicator whose object is the indicator.
        LightVerb = "light-verb",
        /// A verb inside an indicator that holds its parts together.
        JointVerb = "joint-verb",
        /// A word for a figure that was told before.
        Pronoun = "pronoun",
        /// A preposition that holds for every item of a list.
        ListHead = "list-head",
        /// A verb of trade that holds for the goods listed after it.
        ListVerb = "list-verb",
        /// A word between the parts of a list.
        Joint = "joint",
        /// What starts a bracket that says nothing about the indicator.
        Aside = "aside",
        /// Says that a figure sums up what was added.
        Accumulated = "accumulated",
        /// Says that a figure is what was added.
        Addition = "addition",
        /// Says that a day is that of the report.
        Report = "report",
        /// Where a noun after its classifier ends.
        NounEnd = "noun-end",
        /// A word in which no noun ends, though it contains such a word.
        NounKeep = "noun-keep",
        /// The head of a noun that is counted.
        CountedHead = "counted-head",
        /// The head of a noun that is measured.
        MeasureHead = "measure-head",
        /// A group that belongs to every indicator after it.
        Group = "group",
        /// A counted noun that only structures the text.
        Discourse = "discourse",
        /// A verb of rank.
        Rank = "rank",
        /// The first place in words.
        RankFirst = "rank-first",
        /// A word with a numeral in it that says no number.
        NotFigure = "not-figure",
        /// A place without the word that says what it is.
        Place = "place",
        /// A word for the place that the text is about.
        Here = "here",
        /// The word for what a place is.
        PlaceSuffix = "place-suffix",
        /// A word that only ends like a place.
        NotPlace = "not-place",
        /// The word for what an organisation is.
        OrganisationSuffix = "organisation-suffix",
    }
}

newsprint_core::options! {
    /// A lexicon file.
    struct LexiconFile {
        /// Units.
        units: Vec<UnitEntry> = Vec::new();
        /// Words with a role.
        words: Vec<WordEntry> = Vec::new();
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

/// What is known of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) kind: UnitKind,
    pub(crate) canonical: Option<String>,
    pub(crate) needs: Vec<String>,
}

/// Words that can be looked for at the start, at the end and inside of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    set: BTreeSet<String>,
    longest: usize,
    automaton: Option<AhoCorasick>,
}

impl Words {
    fn insert(&mut self, word: String) {
        self.longest = self.longest.max(word.len());
        self.set.insert(word);
    }

    fn compile(&mut self) -> Result<(), BuildError> {
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Both);
        self.automaton = Some(builder.build(&self.set)?);
        Ok(())
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        self.set.contains(word)
    }

    /// The longest word that `text` starts with.
    pub(crate) fn at_start<'a>(&self, text: &'a str) -> Option<&'a str> {
        let found = self.automaton.as_ref()?.find(Input::new(text).anchored(Anchored::Yes))?;
        text.get(found.range())
    }

    /// The longest word that `text` ends with.
    pub(crate) fn at_end<'a>(&self, text: &'a str) -> Option<&'a str> {
        let first = text.len().saturating_sub(self.longest);
        let starts = (first..text.len()).filter(|at| text.is_char_boundary(*at));
        starts.map(|start| &text[start..]).find(|it| self.set.contains(*it))
    }

    /// The words in `text` that do not overlap, from left to right.
    pub(crate) fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found.map(|found| found.range())
    }

    /// The first word in `text`.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).next()
    }

    /// The last word in `text`.
    pub(crate) fn find_last(&self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).last()
    }
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
    roles: Vec<Words>,
}

/// What the crate brings along.
const BUNDLED: [&str; 3] = [
    include_str!("../data/units.toml"),
    include_str!("../data/cues.toml"),
    include_str!("../data/places.toml"),
];

impl Lexicon {
    /// The bundled word lists with those of `files` added. Reads the files.
    ///
    /// # Errors
    /// For each file that cannot be read, and each mistake in one with its line and column, a fault
    /// at the file's place in the pipeline's configuration.
    pub fn with_files(files: &[Located<impl AsRef<Path>>]) -> Result<Self, Vec<Fault>> {
        let mut lexicon = Self { units: BTreeMap::new(), longest_unit: 0, roles: Vec::new() };
        lexicon.roles.resize_with(Role::ALL.len(), Words::default);
        let mut faults = Vec::new();
        for text in BUNDLED {
            faults.extend(lexicon.add(text).err().into_iter().flatten());
        }
        for file in files {
            let path = file.value.as_ref();
            let shown = path.display();
            match fs::read_to_string(path) {
                Err(error) => {
                    let message = format!("the lexicon `{shown}` cannot be read: {error}");
                    faults.push(Fault::new(file.span, message, "needed here"));
                }
                Ok(text) => {
                    faults.extend(lexicon.add(&text).err().into_iter().flatten().map(|it| {
                        let (line, column) = place(&text, it.span);
                        let message = format!("{shown}:{line}:{column}: {}", it.message);
                        Fault { span: file.span, message, label: "in this lexicon".into(), ..it }
                    }));
                }
            }
        }
        for words in &mut lexicon.roles {
            if let Err(error) = words.compile() {
                let at = files.first().map_or(Span::default(), |file| file.span);
                faults.push(Fault::new(at, format!("too many words: {error}"), "needed here"));
            }
        }
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    fn add(&mut self, text: &str) -> Result<(), Vec<Fault>> {
        let (table, mut faults) = parse_toml(text, 0);
        let file =
            decode_options::<LexiconFile>(table, Span::default(), "the lexicon", &mut faults);
        let Some(file) = file.filter(|_| faults.is_empty()) else { return Err(faults) };
        for entry in file.units {
            let unit = Unit { kind: entry.kind, canonical: entry.canonical, needs: entry.needs };
            for word in entry.words {
                self.longest_unit = self.longest_unit.max(word.len());
                self.units.insert(word, unit.clone());
            }
        }
        for entry in file.words {
            let words = &mut self.roles[entry.role as usize];
            for word in entry.words {
                words.insert(word);
            }
        }
        Ok(())
    }

    pub(crate) fn words(&self, role: Role) -> &Words {
        &self.roles[role as usize]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled() -> Lexicon {
        Lexicon::with_files(&[] as &[Located<&str>]).unwrap()
    }

    #[test]
    fn the_bundled_lists_are_well_formed() {
        let lexicon = bundled();
        for (_, _, role) in Role::ALL {
            assert!(!lexicon.words(*role).set.is_empty(), "{role:?} is empty");
        }
    }

    #[test]
    fn the_longest_word_wins() {
        let lexicon = bundled();
        assert_eq!(lexicon.unit("人次,").map(|found| found.0), Some("人次"));
        assert_eq!(lexicon.unit("吗").map(|found| found.0), None);
        assert_eq!(lexicon.words(Role::Growth).at_end("利润增长"), Some("增长"));
        assert_eq!(lexicon.words(Role::Growth).at_start("增长了一"), Some("增长了"));
    }

    #[test]
    fn faults_name_line_and_column() {
        let mut lexicon = bundled();
        let faults = lexicon.add("[[units]]\nkind = \"mesure\"\nwords = [\"担\"]\n").unwrap_err();
        let text = "[[units]]\nkind = \"mesure\"\n";
        assert_eq!(place(text, faults[0].span), (2, 8));
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `\"measure\"`?"));
        assert!(lexicon.add("[[unit]]\n").is_err());
    }

    #[test]
    fn a_missing_file_is_a_fault_at_its_option() {
        let file = Located { value: "no-such-file.toml", span: Span::new(3, 9) };
        let faults = Lexicon::with_files(&[file]).unwrap_err();
        assert_eq!((faults.len(), faults[0].span), (1, Span::new(3, 9)));
    }
}
