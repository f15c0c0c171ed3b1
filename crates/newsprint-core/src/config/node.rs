//! A TOML text as a tree of values with places.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Span;

/// Something in a configuration that its writer must mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the configuration's text to underline.
    pub span: Span,
    /// What is wrong, lower case and without a full stop.
    pub message: String,
    /// A word or two to stand under the underlined text.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at `span`.
    pub fn new(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: label.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes of the text.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value of a configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent.
    Float(f64),
    /// A text.
    String(String),
    /// A date or time, as written.
    Datetime(String),
    /// Values in order.
    Array(Vec<Node>),
    /// Values by key.
    Table(Table),
}

impl Value {
    /// What the value is, for messages: `a whole number`.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number with a point",
            Self::String(_) => "a string",
            Self::Datetime(_) => "a date or time",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
        }
    }
}

/// A key and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Bytes of the text.
    pub span: Span,
    /// The key.
    pub name: String,
}

/// Values by key, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Vec<(Key, Node)>,
}

impl Table {
    /// Every key with its value.
    pub fn iter(&self) -> impl Iterator<Item = &(Key, Node)> {
        self.entries.iter()
    }

    /// The value under `name`.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The value under `name`, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// Every value, to change.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.entries.iter_mut().map(|(_, node)| node)
    }

    /// Puts `node` under `key`, in place of what stood there.
    pub fn insert(&mut self, key: Key, node: Node) {
        match self.entries.iter_mut().find(|(known, _)| known.name == key.name) {
            Some(entry) => *entry = (key, node),
            None => self.entries.push((key, node)),
        }
    }

    /// Takes the entry of `name` out.
    pub fn take(&mut self, name: &str) -> Option<(Key, Node)> {
        let at = self.entries.iter().position(|(key, _)| key.name == name)?;
        Some(self.entries.remove(at))
    }
}

/// Parses a TOML text into its root table, with every syntax error that can be found in one pass;
/// what could be read in spite of the errors is in the table. All spans are moved by `offset`, so
/// that several texts can share one space of places.
pub fn parse_toml(text: &str, offset: usize) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = TreeReader { offset, faults: Vec::new() };
    for error in errors {
        let span = error.span().map_or(Span::new(offset, offset), |range| reader.place(range));
        let message = error.message().to_lowercase();
        let help = match message.split_once(", expected ") {
            // Of several marks it is not known which was meant.
            Some((_, mark)) if !mark.contains(", ") => format!("put {mark} here"),
            _ => "a line is `key = value`, with texts in quotes, or `[table]`".to_owned(),
        };
        reader.faults.push(Fault::new(span, message, "not valid TOML here").help(help));
    }
    (reader.table(table.get_ref()), reader.faults)
}

struct TreeReader {
    offset: usize,
    faults: Vec<Fault>,
}

impl TreeReader {
    fn place(&self, range: Range<usize>) -> Span {
        Span::new(range.start + self.offset, range.end + self.offset)
    }

    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries = Vec::with_capacity(table.len());
        for (name, value) in table {
            let key = Key { span: self.place(name.span()), name: name.get_ref().to_string() };
            entries.push((key, self.node(value)));
        }
        entries.sort_by_key(|(key, _)| key.span);
        Table { entries }
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.place(value.span());
        let value = match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(digits) => Value::Integer(
                i64::from_str_radix(digits.as_str(), digits.radix()).unwrap_or_else(|_| {
                    let message = "the number does not fit into 64 bits";
                    let fault = Fault::new(span, message, "too large");
                    self.faults.push(fault.help("give a smaller number"));
                    0
                }),
            ),
            // The parser has checked the digits; a float that is too large is an infinity.
            DeValue::Float(digits) => Value::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Boolean(*value),
            DeValue::Datetime(value) => Value::Datetime(value.to_string()),
            DeValue::Array(items) => Value::Array(items.iter().map(|it| self.node(it)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { span, value }
    }
}

/// The candidate that `name` was most likely meant to be, if any is near enough.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|it| (strsim::jaro_winkler(name, it), it));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.75).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_and_order_is_the_texts() {
        let text = "b = 1\n[a]\nc = [\"x\", 2.5]\n";
        let (table, faults) = parse_toml(text, 100);
        assert_eq!(faults, []);
        let keys: Vec<_> = table.iter().map(|(key, _)| key.name.as_str()).collect();
        assert_eq!(keys, ["b", "a"]);
        let Some(Node { value: Value::Table(a), .. }) = table.get("a") else { panic!("no table") };
        let c = a.get("c").unwrap();
        assert_eq!(&text[c.span.start() - 100..c.span.end() - 100], "[\"x\", 2.5]");
    }

    #[test]
    fn every_syntax_error_is_told() {
        let (table, faults) = parse_toml("a = \nb = 2\nc = = 3\n", 0);
        assert!(faults.len() >= 2, "{faults:?}");
        assert!(table.get("b").is_some());
    }

    #[test]
    fn a_number_that_is_too_large_is_told() {
        let (_, faults) = parse_toml("a = 99999999999999999999", 0);
        assert_eq!(faults[0].span, Span::new(4, 24));
        assert!(faults[0].message.contains("64 bits"));
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["split-page", "find-metrics", "group-reprints"];
        assert_eq!(nearest("spilt-page", names), Some("split-page"));
        assert_eq!(nearest("metrics", names), Some("find-metrics"));
        assert_eq!(nearest("zzz", names), None);
    }
}
