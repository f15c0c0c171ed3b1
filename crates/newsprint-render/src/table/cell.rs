//! What stands in a cell, and which Rust types can.

use std::borrow::Cow;

use newsprint_core::Number;

use super::Kind;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A text of one character or more, in a column of [`Kind::Text`].
    Text(Cow<'a, str>),
    /// The digits of a decimal, in a column of [`Kind::Digits`].
    Digits(&'a str),
    /// A whole number, in a column of [`Kind::Integer`].
    Integer(i64),
    /// A finite number, in a column of [`Kind::Number`].
    Number(f64),
    /// Yes or no, in a column of [`Kind::Boolean`].
    Boolean(bool),
}

impl Value<'_> {
    /// The value as text, in a form that CSV readers take for its type; empty for nothing.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Digits(digits) => Cow::Borrowed(digits),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Boolean(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        }
    }
}

/// A type that a column can be declared with; an `Option` of one makes it nullable.
pub(super) trait Cell<'a> {
    const KIND: Kind;
    const NULLABLE: bool = false;

    fn value(self) -> Value<'a>;
}

impl<'a> Cell<'a> for &'a str {
    const KIND: Kind = Kind::Text;

    fn value(self) -> Value<'a> {
        Value::Text(Cow::Borrowed(self))
    }
}

impl<'a> Cell<'a> for String {
    const KIND: Kind = Kind::Text;

    fn value(self) -> Value<'a> {
        Value::Text(Cow::Owned(self))
    }
}

impl<'a> Cell<'a> for Cow<'a, str> {
    const KIND: Kind = Kind::Text;

    fn value(self) -> Value<'a> {
        Value::Text(self)
    }
}

impl<'a> Cell<'a> for &'a Number {
    const KIND: Kind = Kind::Digits;

    fn value(self) -> Value<'a> {
        Value::Digits(self.as_str())
    }
}

impl Cell<'_> for usize {
    const KIND: Kind = Kind::Integer;

    fn value(self) -> Value<'static> {
        Value::Integer(i64::try_from(self).unwrap_or(i64::MAX))
    }
}

impl Cell<'_> for u64 {
    const KIND: Kind = Kind::Integer;

    fn value(self) -> Value<'static> {
        Value::Integer(i64::try_from(self).unwrap_or(i64::MAX))
    }
}

impl Cell<'_> for f64 {
    const KIND: Kind = Kind::Number;

    fn value(self) -> Value<'static> {
        Value::Number(self)
    }
}

impl Cell<'_> for bool {
    const KIND: Kind = Kind::Boolean;

    fn value(self) -> Value<'static> {
        Value::Boolean(self)
    }
}

impl<'a, T: Cell<'a>> Cell<'a> for Option<T> {
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;

    fn value(self) -> Value<'a> {
        match self.map(T::value) {
            None => Value::Null,
            Some(Value::Text(text)) if text.is_empty() => Value::Null,
            Some(Value::Number(number)) if !number.is_finite() => Value::Null,
            Some(value) => value,
        }
    }
}
