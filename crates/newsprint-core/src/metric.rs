//! A figure that an article states, as a row.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::Span;

/// One figure with its meaning and the place it was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Metric {
    /// Whose it is: a place, an organisation or a person.
    pub subject: Option<String>,
    /// What is measured.
    pub indicator: String,
    /// What sort of figure it is.
    pub kind: MetricKind,
    /// The value, with 万 and 亿 folded in and a sign for falls.
    pub value: Number,
    /// What one of the last printed digit counts, where the digits of the value do not show it: 100
    /// for 5.20万, which is the value 52000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Number>,
    /// The upper end, where a range is printed.
    pub value_max: Option<Number>,
    /// The unit as printed, without 万 and 亿; empty for an index or a ratio.
    pub unit: String,
    /// The unit's code: of ISO 4217 for money, of UCUM for a measure, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// How the value bounds the true one.
    pub bound: Option<Bound>,
    /// Of how many, for a rank or a share.
    pub of: Option<Number>,
    /// The time that the value is about: `2023`, `2023-07`, `2023-Q1`, `2023-01/2023-07`.
    pub period: Option<String>,
    /// What a change is measured against: `yoy`, `mom`, `previous_year_end`, or as printed.
    pub comparison: Option<String>,
    /// Present when the text does not state the figure as a fact.
    pub modality: Option<Modality>,
    /// The figure as printed.
    pub text: String,
    /// Where it is printed: byte spans of the source, in reading order. Several when the layout
    /// cut the figure apart or when it is printed in several places.
    pub evidence: Vec<Span>,
    /// Where the other fields were read, and by which rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Basis>,
    /// How sure the reading is, from 0 to 1.
    pub confidence: f64,
}

/// Where a field of a row was read, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The field: `indicator`, `subject`, `period`, `comparison`.
    pub field: Cow<'static, str>,
    /// The rule, as a kebab-case word of the stage that read the row: `figure-before`.
    pub rule: Cow<'static, str>,
    /// The words that it was read from, in reading order; none where they stand outside of the text.
    pub spans: Vec<Span>,
}

impl Metric {
    /// A row with what every figure has; the rest is absent until set.
    pub fn new(kind: MetricKind, value: Number, text: impl Into<String>) -> Self {
        Self {
            subject: None,
            indicator: String::new(),
            kind,
            value,
            step: None,
            value_max: None,
            unit: String::new(),
            unit_code: None,
            bound: None,
            of: None,
            period: None,
            comparison: None,
            modality: None,
            text: text.into(),
            evidence: Vec::new(),
            basis: Vec::new(),
            confidence: 1.0,
        }
    }
}

/// What sort of figure a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MetricKind {
    /// A count or a measure.
    Quantity,
    /// An amount of money.
    Money,
    /// A share or a rate.
    Percentage,
    /// A number without a unit, such as a purchasing managers' index.
    Index,
    /// A growth or a fall against a base.
    Change,
    /// A place in an order.
    Rank,
    /// A relation of numbers.
    Ratio,
}

impl MetricKind {
    /// Its word in the interchange form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Money => "money",
            Self::Percentage => "percentage",
            Self::Index => "index",
            Self::Change => "change",
            Self::Rank => "rank",
            Self::Ratio => "ratio",
        }
    }
}

/// How a printed value bounds the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Bound {
    /// 以上, 不低于, 至少.
    AtLeast,
    /// 余, 多, 超过, 突破.
    MoreThan,
    /// 以下, 以内, 不超过.
    AtMost,
    /// 不足, 不到, 近.
    LessThan,
    /// 约, 左右.
    About,
}

impl Bound {
    /// Its word in the interchange form.
    pub fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::AtMost => "at_most",
            Self::LessThan => "less_than",
            Self::About => "about",
        }
    }
}

/// How the text states a figure, where not as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Modality {
    /// Aimed at, planned or expected.
    Target,
}

impl Modality {
    /// Its word in the interchange form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
        }
    }
}

/// An exact decimal, kept as its digits: `-8.3`, `46917200`.
///
/// Digits with at most one point between them and at most one `-` before them; digits printed behind
/// the point are kept, so `5.0` and `5` are two spellings of one value and compare as different.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Number(String);

impl Number {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Number {
    type Error = String;

    fn try_from(digits: String) -> Result<Self, String> {
        let whole = digits.strip_prefix('-').unwrap_or(&digits);
        let (integer, fraction) = whole.split_once('.').unwrap_or((whole, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if is_digits(integer) && is_digits(fraction) {
            Ok(Self(digits))
        } else {
            Err(format!("`{digits}` is not a decimal number"))
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value.to_string())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_interchange_form() {
        use Bound::{About, AtLeast, AtMost, LessThan, MoreThan};
        use MetricKind::{Change, Index, Money, Percentage, Quantity, Rank, Ratio};
        for bound in [AtLeast, MoreThan, AtMost, LessThan, About] {
            assert_eq!(serde_json::to_value(bound).unwrap(), bound.word());
        }
        for kind in [Quantity, Money, Percentage, Index, Change, Rank, Ratio] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
        assert_eq!(serde_json::to_value(Modality::Target).unwrap(), Modality::Target.word());
    }

    #[test]
    fn a_number_is_digits() {
        for right in ["0", "-8.3", "46917200", "5.0"] {
            assert_eq!(Number::try_from(right.to_owned()).unwrap().as_str(), right);
        }
        for wrong in ["", "-", ".5", "5.", "1e3", "+1", "1,000", "--1", "１"] {
            assert!(Number::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
