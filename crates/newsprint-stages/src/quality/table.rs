//! The rules: one a line, with its thresholds in each preset.

use newsprint_core::config::Located;

use super::measure::{Measures, Unit};
use super::{FilterQualityOptions, Preset};

/// A bound on a measure.
#[derive(Debug)]
pub(super) struct Rule {
    /// The reason that it gives.
    pub(super) code: &'static str,
    /// What is bounded, in words.
    pub(super) what: &'static str,
    bound: Bound,
    of: fn(&Measures) -> Option<f64>,
    given: fn(&FilterQualityOptions) -> Option<f64>,
    /// Thresholds for words told apart by spaces and for Chinese characters.
    gopher: [f64; 2],
    c4: [f64; 2],
    news: [f64; 2],
}

/// On which side of a threshold a text is good.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Least,
    Most,
}

use Bound::{Least, Most};

/// No threshold.
const NO: f64 = f64::NAN;
const NONE: [f64; 2] = [NO, NO];

/// A rule with its threshold, ready to be asked.
#[derive(Debug)]
pub(super) struct Threshold {
    pub(super) rule: &'static Rule,
    value: f64,
}

impl Threshold {
    /// The thresholds that a preset and the options give for texts of `unit`.
    pub(super) fn all(options: &FilterQualityOptions, unit: Unit) -> Vec<Self> {
        let column = usize::from(unit == Unit::Character);
        let of = |rule: &'static Rule| {
            let preset = match options.preset {
                Preset::Gopher => rule.gopher,
                Preset::C4 => rule.c4,
                Preset::News => rule.news,
                Preset::Empty => NONE,
            };
            let value = (rule.given)(options).unwrap_or(preset[column]);
            (!value.is_nan()).then_some(Self { rule, value })
        };
        RULES.iter().filter_map(of).collect()
    }

    /// What is wrong with the measures by this rule: `12 of at least 50 words`.
    pub(super) fn broken(&self, measures: &Measures) -> Option<String> {
        let found = (self.rule.of)(measures)?;
        let (bad, bound) = match self.rule.bound {
            Least => (found < self.value, "at least"),
            Most => (found > self.value, "at most"),
        };
        let what = self.rule.what;
        bad.then(|| format!("{} of {bound} {} {what}", shown(found), shown(self.value)))
    }

    /// The thresholds of a measure of which at least more is wanted than at most, so that no text is
    /// good.
    pub(super) fn crossed(all: &[Self], what: &str) -> Option<(f64, f64)> {
        let bounds = |is_least: bool| {
            let of = |it: &&Self| matches!(it.rule.bound, Least) == is_least;
            all.iter().filter(|it| it.rule.what == what).find(of).map(|it| it.value)
        };
        let (least, most) = (bounds(true)?, bounds(false)?);
        (least > most).then_some((least, most))
    }

    /// Whether runs of words must be counted for it.
    pub(super) fn needs_runs(&self) -> bool {
        self.rule.what == RUNS
    }
}

/// A number with at most four digits after the point.
fn shown(number: f64) -> String {
    let digits = format!("{number:.4}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const RUNS: &str = "of the characters";

/// Gopher: Rae et al. 2021, section A.1.1 and Table A1. C4: Raffel et al. 2020, section 2.2; its
/// rules on lines are in `line_rules.rs`. The thresholds of `news` were chosen on articles of a
/// broadcaster so that they drop next to none of them.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { code: "too-few-words", what: "words", bound: Least, of: |m| Some(m.words), given: |o| whole(value(o.least_words.as_ref())), gopher: [50.0, 50.0], c4: NONE, news: [20.0, 30.0] },
    Rule { code: "too-many-words", what: "words", bound: Most, of: |m| Some(m.words), given: |o| whole(value(o.most_words.as_ref())), gopher: [100_000.0, 100_000.0], c4: NONE, news: [100_000.0, 100_000.0] },
    Rule { code: "words-too-short", what: "characters a word", bound: Least, of: |m| m.mean_word_length, given: |o| value(o.least_mean_word_length.as_ref()), gopher: [3.0, NO], c4: NONE, news: [3.0, NO] },
    Rule { code: "words-too-long", what: "characters a word", bound: Most, of: |m| m.mean_word_length, given: |o| value(o.most_mean_word_length.as_ref()), gopher: [10.0, NO], c4: NONE, news: [10.0, NO] },
    Rule { code: "too-many-hashes", what: "hash signs a word", bound: Most, of: |m| Some(m.hashes), given: |o| o.most_hashes, gopher: [0.1, 0.1], c4: NONE, news: [0.1, 0.1] },
    Rule { code: "too-many-ellipses", what: "ellipses a word", bound: Most, of: |m| Some(m.ellipses), given: |o| o.most_ellipses, gopher: [0.1, 0.1], c4: NONE, news: [0.1, 0.1] },
    Rule { code: "too-many-bullet-lines", what: "of the lines", bound: Most, of: |m| Some(m.bullet_lines), given: |o| o.most_bullet_lines, gopher: [0.9, 0.9], c4: NONE, news: [0.9, 0.9] },
    Rule { code: "too-many-ellipsis-lines", what: "of the lines", bound: Most, of: |m| Some(m.ellipsis_lines), given: |o| o.most_ellipsis_lines, gopher: [0.3, 0.3], c4: NONE, news: [0.3, 0.3] },
    Rule { code: "too-few-alphabetic-words", what: "of the words", bound: Least, of: |m| Some(m.alphabetic_words), given: |o| o.least_alphabetic_words, gopher: [0.8, 0.8], c4: NONE, news: [0.6, 0.6] },
    Rule { code: "too-few-stop-words", what: "stop words", bound: Least, of: |m| Some(m.stop_words), given: |o| whole(o.least_stop_words), gopher: [2.0, 2.0], c4: NONE, news: [2.0, NO] },
    Rule { code: "too-few-sentences", what: "sentences", bound: Least, of: |m| Some(m.sentences), given: |o| whole(o.least_sentences), gopher: NONE, c4: [3.0, 3.0], news: NONE },
    Rule { code: "too-few-letters", what: "of the characters", bound: Least, of: |m| Some(m.letters), given: |o| o.least_letters, gopher: NONE, c4: NONE, news: [0.5, 0.5] },
    Rule { code: "too-many-digits", what: "of the characters", bound: Most, of: |m| Some(m.digits), given: |o| o.most_digits, gopher: NONE, c4: NONE, news: [0.3, 0.3] },
    Rule { code: "too-much-punctuation", what: "of the characters", bound: Most, of: |m| Some(m.punctuation), given: |o| o.most_punctuation, gopher: NONE, c4: NONE, news: [0.35, 0.35] },
    Rule { code: "too-many-symbols", what: "of the characters", bound: Most, of: |m| Some(m.symbols), given: |o| o.most_symbols, gopher: NONE, c4: NONE, news: [0.1, 0.1] },
    Rule { code: "duplicate-lines", what: "of the lines", bound: Most, of: |m| Some(m.duplicate_lines), given: |o| o.most_duplicate_lines, gopher: [0.3, 0.3], c4: NONE, news: [0.3, 0.3] },
    Rule { code: "duplicate-line-characters", what: "of the characters", bound: Most, of: |m| Some(m.duplicate_line_characters), given: |o| o.most_duplicate_line_characters, gopher: [0.2, 0.2], c4: NONE, news: [0.2, 0.2] },
    Rule { code: "top-2-gram", what: RUNS, bound: Most, of: |m| m.top_runs.first().copied(), given: |o| o.most_top_2_gram, gopher: [0.2, 0.2], c4: NONE, news: [0.2, 0.25] },
    Rule { code: "top-3-gram", what: RUNS, bound: Most, of: |m| m.top_runs.get(1).copied(), given: |o| o.most_top_3_gram, gopher: [0.18, 0.18], c4: NONE, news: [0.18, 0.23] },
    Rule { code: "top-4-gram", what: RUNS, bound: Most, of: |m| m.top_runs.get(2).copied(), given: |o| o.most_top_4_gram, gopher: [0.16, 0.16], c4: NONE, news: [0.16, 0.22] },
    Rule { code: "duplicate-5-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.first().copied(), given: |o| o.most_duplicate_5_grams, gopher: [0.15, 0.15], c4: NONE, news: [0.15, 0.25] },
    Rule { code: "duplicate-6-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.get(1).copied(), given: |o| o.most_duplicate_6_grams, gopher: [0.14, 0.14], c4: NONE, news: [0.14, 0.24] },
    Rule { code: "duplicate-7-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.get(2).copied(), given: |o| o.most_duplicate_7_grams, gopher: [0.13, 0.13], c4: NONE, news: [0.13, 0.23] },
    Rule { code: "duplicate-8-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.get(3).copied(), given: |o| o.most_duplicate_8_grams, gopher: [0.12, 0.12], c4: NONE, news: [0.12, 0.22] },
    Rule { code: "duplicate-9-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.get(4).copied(), given: |o| o.most_duplicate_9_grams, gopher: [0.11, 0.11], c4: NONE, news: [0.11, 0.21] },
    Rule { code: "duplicate-10-grams", what: RUNS, bound: Most, of: |m| m.duplicate_runs.get(5).copied(), given: |o| o.most_duplicate_10_grams, gopher: [0.1, 0.1], c4: NONE, news: [0.1, 0.2] },
];

fn value<T: Copy>(given: Option<&Located<T>>) -> Option<T> {
    given.map(|given| given.value)
}

/// Thresholds on counts are whole numbers.
#[expect(clippy::cast_precision_loss, reason = "no text has 2^53 words")]
fn whole(threshold: Option<u64>) -> Option<f64> {
    threshold.map(|it| it as f64)
}
