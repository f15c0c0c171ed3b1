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
    /// The upper end of a range.
    pub max: Option<Decimal>,
    /// The unit, without multipliers.
    pub unit: String,
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
    /// How sure the reading is, from 0 to 1.
    pub confidence: f64,
}

/// A fact about a text that makes readings doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// How sure a reading is: 0.9 where the indicator stands in the figure's own clause, 0.7 where it is
/// taken from a clause before; 0.1 less without a period and 0.1 less without a subject.
pub(crate) fn confidence(inherited: bool, has_period: bool, has_subject: bool) -> f64 {
    let tenths = if inherited { 7 } else { 9 } - u8::from(!has_period) - u8::from(!has_subject);
    f64::from(tenths) / 10.0
}
