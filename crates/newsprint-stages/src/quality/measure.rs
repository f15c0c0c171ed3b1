//! What the rules measure.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use super::grams::{Words, repeated};
use super::line;
use crate::character::{Class, class};

/// Lengths of the runs of words of which the most frequent one is measured.
const TOP: [usize; 3] = [2, 3, 4];
/// Lengths of the runs of words of which all that repeat are measured.
const DUPLICATE: [usize; 6] = [5, 6, 7, 8, 9, 10];

/// English words of which running text holds some (Rae et al. 2021, A.1.1).
const STOP_WORDS: [&str; 8] = ["the", "be", "to", "of", "and", "that", "have", "with"];
/// Chinese characters of which running text holds some: the most frequent ones of news that are
/// words of grammar.
const STOP_CHARACTERS: [char; 8] = ['的', '在', '和', '是', '了', '有', '为', '不'];

/// How the words of a text are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// By white space.
    Word,
    /// Each Chinese or Japanese character is one, and each run of other letters and digits.
    Character,
}

impl Unit {
    /// The unit for a text: characters where most letters are Chinese or Japanese.
    pub(crate) fn of(lines: &[&str]) -> Self {
        let (mut ideographic, mut other) = (0_usize, 0_usize);
        for c in lines.iter().flat_map(|line| line.chars()) {
            match class(c) {
                Class::Ideographic => ideographic += 1,
                Class::Letter => other += 1,
                _ => {}
            }
        }
        // A Chinese character says about as much as three letters.
        if ideographic * 3 > other { Self::Character } else { Self::Word }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Character => "character",
        }
    }
}

/// Shares are from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Measures {
    pub(crate) words: f64,
    /// Characters, of texts whose words are told apart by white space.
    pub(crate) mean_word_length: Option<f64>,
    /// `#` for each word, and ellipses for each word.
    pub(crate) hashes: f64,
    pub(crate) ellipses: f64,
    pub(crate) alphabetic_words: f64,
    /// How many of the eight stand there.
    pub(crate) stop_words: f64,
    pub(crate) bullet_lines: f64,
    pub(crate) ellipsis_lines: f64,
    pub(crate) duplicate_lines: f64,
    pub(crate) duplicate_line_characters: f64,
    /// Shares of the text's characters; empty when not asked for.
    pub(crate) top_runs: Vec<f64>,
    pub(crate) duplicate_runs: Vec<f64>,
    /// Shares of the characters that are not white space.
    pub(crate) letters: f64,
    pub(crate) digits: f64,
    pub(crate) punctuation: f64,
    pub(crate) symbols: f64,
    pub(crate) sentences: f64,
}

impl Measures {
    /// Measures a text; runs of words only with `runs`, since they take most of the time.
    pub(crate) fn of(lines: &[&str], unit: Unit, runs: bool) -> Self {
        let mut count = Count::new(unit);
        for line in lines {
            count.line(line);
        }
        count.finish(lines, unit, runs)
    }
}

/// Numbers of words and characters, as they are met.
struct Count {
    words: Words,
    unit: Unit,
    alphabetic: usize,
    /// A bit for each stop word.
    stop_words: u8,
    hashes: usize,
    ellipses: usize,
    /// By class of character.
    classes: [usize; Class::COUNT],
    characters: usize,
    sentences: usize,
}

impl Count {
    fn new(unit: Unit) -> Self {
        Self {
            words: Words::new(u32::from(unit == Unit::Word)),
            unit,
            alphabetic: 0,
            stop_words: 0,
            hashes: 0,
            ellipses: 0,
            classes: [0; Class::COUNT],
            characters: 0,
            sentences: 0,
        }
    }

    fn line(&mut self, line: &str) {
        for c in line.chars() {
            self.classes[class(c) as usize] += 1;
            self.characters += 1;
            self.hashes += usize::from(matches!(c, '#' | '＃'));
        }
        self.ellipses += line::ellipses(line);
        self.sentences += line::sentences(line, self.unit);
        match self.unit {
            Unit::Word => line.split_whitespace().for_each(|word| self.word(word)),
            Unit::Character => self.characters_of(line),
        }
    }

    fn word(&mut self, word: &str) {
        let length = word.chars().count();
        self.words.push(number_of(word), u32::try_from(length).unwrap_or(u32::MAX));
        self.alphabetic += usize::from(word.contains(char::is_alphabetic));
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is = |stop: &&str| stop.eq_ignore_ascii_case(bare);
        if let Some(at) = STOP_WORDS.iter().position(is) {
            self.stop_words |= 1 << at;
        }
    }

    /// The characters and the runs of other letters of `line`.
    fn characters_of(&mut self, line: &str) {
        let mut run: Option<usize> = None;
        for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
            let class = class(c);
            if matches!(class, Class::Letter | Class::Digit) {
                run.get_or_insert(at);
                continue;
            }
            if let Some(start) = run.take() {
                let word = &line[start..at];
                let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
                self.words.push(number_of(word), length);
                self.alphabetic += usize::from(word.contains(char::is_alphabetic));
            }
            if class == Class::Ideographic {
                // Numbers of other words have the highest bit set.
                self.words.push(u32::from(c), 1);
                self.alphabetic += 1;
                if let Some(at) = STOP_CHARACTERS.iter().position(|stop| *stop == c) {
                    self.stop_words |= 1 << at;
                }
            }
        }
    }

    fn finish(self, lines: &[&str], unit: Unit, runs: bool) -> Measures {
        let words = self.words.len();
        let solid = self.characters - self.classes[Class::Space as usize];
        let class = |class: Class| share(self.classes[class as usize], solid);
        // Words are separated by characters of the text, Chinese characters by none.
        let whole = match unit {
            Unit::Word => self.characters + lines.len().saturating_sub(1),
            Unit::Character => solid,
        };
        let of_lines =
            |is: fn(&str) -> bool| share(lines.iter().filter(|line| is(line)).count(), lines.len());
        let (duplicates, duplicate_characters) = duplicate_lines(lines);
        let (top_runs, duplicate_runs) =
            if runs { self.runs(unit, whole) } else { Default::default() };
        let mean_word_length =
            (unit == Unit::Word).then(|| share(self.words.characters() as usize, words));
        Measures {
            words: number(words),
            mean_word_length,
            hashes: share(self.hashes, words),
            ellipses: share(self.ellipses, words),
            alphabetic_words: share(self.alphabetic, words),
            stop_words: f64::from(self.stop_words.count_ones()),
            bullet_lines: of_lines(line::starts_with_bullet),
            ellipsis_lines: of_lines(line::ends_in_ellipsis),
            duplicate_lines: share(duplicates, lines.len()),
            duplicate_line_characters: share(duplicate_characters, whole),
            top_runs,
            duplicate_runs,
            letters: class(Class::Letter) + class(Class::Ideographic),
            digits: class(Class::Digit),
            punctuation: class(Class::Punctuation),
            symbols: class(Class::Symbol),
            sentences: number(self.sentences),
        }
    }

    /// The shares of the most frequent runs and of those that repeat.
    fn runs(&self, unit: Unit, whole: usize) -> (Vec<f64>, Vec<f64>) {
        // Chinese words have two characters on average: a run of n words is one of 2n characters.
        let times = match unit {
            Unit::Word => 1,
            Unit::Character => 2,
        };
        let found = repeated(&self.words, &TOP.map(|n| n * times), &DUPLICATE.map(|n| n * times));
        let shares = |counts: Vec<u32>| -> Vec<f64> {
            counts.into_iter().map(|count| share(count as usize, whole)).collect()
        };
        (shares(found.top), shares(found.duplicate))
    }
}

/// Lines that stand earlier too, and their characters.
fn duplicate_lines(lines: &[&str]) -> (usize, usize) {
    let mut seen = BTreeSet::new();
    let again = lines.iter().filter(|line| !seen.insert(**line));
    again.fold((0, 0), |(count, all), line| (count + 1, all + line.chars().count()))
}

/// A number for a word that is no single Chinese character. Of 2^31 numbers two words of a text
/// have the same once in millions of texts.
fn number_of(word: &str) -> u32 {
    let hash = xxh3_64(word.as_bytes());
    // The highest number means something else.
    (u32::try_from(hash >> 33).unwrap_or(0) | 1 << 31).min(u32::MAX - 1)
}

/// `part` of `whole`; nothing of nothing.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

/// Counts of what is in a text are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "a text has less than 2^32 bytes")]
fn number(count: usize) -> f64 {
    count as f64
}
