//! What a step reads and writes because its options say so.

use std::fmt;

use super::Field;
use crate::Span;

/// What a step reads and writes because its options name it, besides what every step of its name
/// does ([`READS`](super::Component::READS), [`WRITES`](super::Component::WRITES)).
///
/// ```
/// use newsprint_core::{Flow, FlowItem, Span};
///
/// let flow = Flow::default()
///     .reads(FlowItem::Attachment("acme/tone".into()), Span::new(20, 29))
///     .writes(FlowItem::Label("angry".into()));
/// assert_eq!(flow.needs[0].0.to_string(), "acme/tone");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flow {
    /// What must have been written before it, each with the place of the options that names it.
    pub needs: Vec<(FlowItem, Span)>,
    /// What is there after it.
    pub gives: Vec<FlowItem>,
}

impl Flow {
    /// Adds what must have been written before; `at` is the place that names it.
    #[must_use]
    pub fn reads(mut self, item: FlowItem, at: Span) -> Self {
        self.needs.push((item, at));
        self
    }

    /// Adds what is there afterwards.
    #[must_use]
    pub fn writes(mut self, item: FlowItem) -> Self {
        self.gives.push(item);
        self
    }
}

/// Something that one step writes and another reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FlowItem {
    /// The text of the source.
    Text,
    /// Articles with their texts.
    Articles,
    /// Groups of reprints.
    Group,
    /// Figures.
    Metrics,
    /// An attachment, by its key.
    Attachment(String),
    /// One of the [`Labels`](crate::Labels) that articles are given.
    Label(String),
}

impl From<Field> for FlowItem {
    fn from(field: Field) -> Self {
        match field {
            Field::Text => Self::Text,
            Field::Articles => Self::Articles,
            Field::Group => Self::Group,
            Field::Metrics => Self::Metrics,
            Field::Extension(key) => Self::Attachment(key.to_owned()),
        }
    }
}

impl fmt::Display for FlowItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Articles => f.write_str("articles"),
            Self::Group => f.write_str("group"),
            Self::Metrics => f.write_str("metrics"),
            Self::Attachment(key) => f.write_str(key),
            Self::Label(label) => write!(f, "label `{label}`"),
        }
    }
}
