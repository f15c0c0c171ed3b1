//! What a figure is read as.

use std::ops::Range;

use newsprint_core::{Bound, MetricKind};
use newsprint_zh::date::Period;
use newsprint_zh::numeral::Decimal;

/// A figure with its meaning, read from plain text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// Bytes of the text: number, multiplier, unit and the bounds that touch them.
    pub span: Range<usize>,
    /// Whose it is.
    pub subject: Option<String>,
    /// What is measured.
    pub indicator: String,
    /// What sort of figure it is.
    pub kind: MetricKind,
    /// The value, negative for a fall.
    pub value: Decimal,
    /// What one of the last printed digit counts, where the value does not show it: 100 for 5.20万.
    pub step: Option<Decimal>,
    /// The upper end of a range.
    pub max: Option<Decimal>,
    /// The unit, without multipliers.
    pub unit: String,
    /// The unit's code of ISO 4217 or UCUM.
    pub unit_code: Option<String>,
    /// How the value bounds the true one.
    pub bound: Option<Bound>,
    /// Of how many.
    pub of: Option<Decimal>,
    /// The time that the value is about.
    pub period: Option<Period>,
    /// What a change is measured against.
    pub comparison: Option<String>,
    /// Whether it is aimed at or expected.
    pub target: bool,
    /// Where the other fields were read, and by which rule.
    pub basis: Vec<Basis>,
    /// How sure the reading is, from 0 to 1.
    pub confidence: f64,
}

/// Where a field was read, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The field.
    pub field: Field,
    /// The rule.
    pub rule: Rule,
    /// The words it was read from, where they stand in the text.
    pub at: Option<At>,
}

/// A stretch of one of the texts that are read one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// Which of the texts, from 0.
    pub text: usize,
    /// Bytes of that text.
    pub span: Range<usize>,
}

newsprint_core::choices! {
    /// A field of a reading that has a basis.
    pub enum Field {
        /// What is measured.
        Indicator = "indicator",
        /// Whose it is.
        Subject = "subject",
        /// When.
        Period = "period",
        /// Against what.
        Comparison = "comparison",
        /// Of how many.
        Of = "of",
        /// How the value bounds the true one, where the word for it stands apart from the figure.
        Bound = "bound",
        /// Whether it is aimed at.
        Modality = "modality",
    }
}

newsprint_core::choices! {
    /// How a field was read.
    pub enum Rule {
        /// From the words before the figure in its clause.
        Clause = "clause",
        /// From the noun behind the figure.
        Noun = "noun",
        /// From a list whose values are dealt out by 分别.
        List = "list",
        /// From a clause without figures before this one.
        Topic = "topic",
        /// From a figure before this one.
        Figure = "figure",
        /// From the words before it in its sentence.
        Sentence = "sentence",
        /// From a sentence before.
        Text = "text",
        /// From what is known of the document: its date, its place.
        Document = "document",
        /// From no words: a growth without a base is against the year before.
        Usage = "usage",
    }
}

/// A fact about a text that makes readings doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Doubt {
    /// Which fact, as a kebab-case word.
    pub code: &'static str,
    /// The fact in words.
    pub message: String,
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
}

/// How sure a reading is: 0.9 where the indicator stands in the figure's own clause, 0.7 where it is
/// taken from a clause before; 0.1 less without a period and 0.1 less without a subject.
pub(crate) fn confidence(basis: &[Basis]) -> f64 {
    let rule = |field| basis.iter().find(|it| it.field == field).map(|it| it.rule);
    let inherited = matches!(rule(Field::Indicator), Some(Rule::Topic | Rule::Figure));
    let missing = [Field::Period, Field::Subject].into_iter().filter(|it| rule(*it).is_none());
    let tenths = if inherited { 7 } else { 9 } - missing.map(|_| 1).sum::<u8>();
    f64::from(tenths) / 10.0
}

/// Takes 0.2 from the confidence of `readings` that one of `doubts` is about; both are in the order of
/// the text.
pub(crate) fn discount(readings: &mut [Reading], doubts: &[Doubt]) {
    for Doubt { span, .. } in doubts {
        let first = readings.partition_point(|it| it.span.end <= span.start);
        for reading in readings[first..].iter_mut().take_while(|it| it.span.start < span.end) {
            reading.confidence = ((reading.confidence * 10.0 - 2.0).round() / 10.0).max(LEAST);
        }
    }
}

/// The confidence of a row that everything speaks against.
const LEAST: f64 = 0.1;
