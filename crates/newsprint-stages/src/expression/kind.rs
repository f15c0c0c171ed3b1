//! What sorts of value expressions work with.

use minijinja::Value;
use minijinja::value::ValueKind;

/// A sort of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Number,
    Text,
    Texts,
    Numbers,
    /// A value with known parts.
    Map(&'static [(&'static str, Type)]),
    /// The attachments, by key.
    Extensions,
    /// A part of an attachment: known when it is there.
    Any,
}

impl Kind {
    /// In words, for messages.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::Numbers => "a list of numbers",
            Self::Map(_) => "a value with parts",
            Self::Extensions => "the attachments by key",
            Self::Any => "a part of an attachment",
        }
    }

    /// Whether `value` is of this sort.
    pub(crate) fn is_of(self, value: &Value) -> bool {
        match self {
            Self::Bool => value.kind() == ValueKind::Bool,
            Self::Number => value.kind() == ValueKind::Number,
            Self::Text => value.kind() == ValueKind::String,
            Self::Texts | Self::Numbers => value.kind() == ValueKind::Seq,
            Self::Map(_) | Self::Extensions => value.kind() == ValueKind::Map,
            Self::Any => true,
        }
    }

    /// What a list of such values is.
    pub(crate) fn list(self) -> Option<Self> {
        match self {
            Self::Text => Some(Self::Texts),
            Self::Number => Some(Self::Numbers),
            _ => None,
        }
    }

    /// What a list holds.
    pub(crate) fn item(self) -> Option<Self> {
        match self {
            Self::Texts => Some(Self::Text),
            Self::Numbers => Some(Self::Number),
            Self::Any => Some(Self::Any),
            _ => None,
        }
    }
}

/// A sort of value, and whether it may be empty because nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) kind: Kind,
    /// An empty text can stand for an unknown one: it is in no order with others.
    pub(crate) may_be_unknown: bool,
}

impl Type {
    pub(crate) const fn present(kind: Kind) -> Self {
        Self { kind, may_be_unknown: false }
    }

    pub(crate) const fn absent(kind: Kind) -> Self {
        Self { kind, may_be_unknown: true }
    }
}
