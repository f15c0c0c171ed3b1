//! A TOML text as a tree of values with places.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::repair::Repaired;
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
/// what could be read in spite of the errors is in the table: a bracket that is missing is put in
/// where it is missed. All spans are moved by `offset`, so that several texts can share one space of
/// places.
pub fn parse_toml(text: &str, offset: usize) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return TreeReader { text, offset, repaired: None, faults: Vec::new() }
            .read(&table, &errors);
    }
    let repaired = Repaired::new(text);
    if let Some(repaired) = &repaired {
        let (table, left) = DeTable::parse_recoverable(&repaired.text);
        // Else it was not a bracket that was missing.
        if left.len() < errors.len() {
            let moved = |span: Span| Span::new(span.start() + offset, span.end() + offset);
            let faults = repaired.faults.iter().cloned();
            let faults = faults.map(|fault| Fault { span: moved(fault.span), ..fault }).collect();
            let reader = TreeReader { text, offset, repaired: Some(repaired), faults };
            return reader.read(&table, &left);
        }
    }
    TreeReader { text, offset, repaired: None, faults: Vec::new() }.read(&table, &errors)
}

struct TreeReader<'a> {
    text: &'a str,
    offset: usize,
    /// The text that is read, where it is not the text as it was.
    repaired: Option<&'a Repaired>,
    faults: Vec<Fault>,
}

impl TreeReader<'_> {
    fn read(mut self, table: &Spanned<DeTable<'_>>, errors: &[Error]) -> (Table, Vec<Fault>) {
        // Where a table that stands there a second time ends: what it repeats follows from that.
        let mut second_until = self.offset;
        let place = |error: &Error| self.place(error.span().unwrap_or_default());
        let mut errors: Vec<_> = errors.iter().map(|it| (place(it), it.message())).collect();
        errors.sort_by_key(|(span, _)| *span);
        for (span, message) in errors {
            let message = message.to_lowercase();
            let (start, end) = (span.start() - self.offset, span.end() - self.offset);
            let found = self.text.get(start..end).unwrap_or_default();
            if message == "duplicate key" {
                if span.start() < second_until {
                    continue;
                }
                let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
                if self.text[line..start].trim_start().starts_with('[') {
                    let end = self.text[end..].find("\n[").map_or(self.text.len(), |at| end + at);
                    second_until = end + self.offset;
                }
            }
            self.faults.push(syntax_fault(&message, found, span));
        }
        (self.table(table.get_ref()), self.faults)
    }

    fn place(&self, range: Range<usize>) -> Span {
        let original = |at| self.repaired.map_or(at, |repaired| repaired.original(at));
        Span::new(original(range.start) + self.offset, original(range.end) + self.offset)
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

/// What the parser says of `found`, for people.
fn syntax_fault(message: &str, found: &str, span: Span) -> Fault {
    if message == "duplicate key" {
        let fault = Fault::new(span, format!("`{found}` stands here a second time"), "given twice");
        return fault.help("take one of the two out");
    }
    if message.starts_with("string values must be quoted") || message.starts_with("missing value") {
        let help = "texts stand in quotes: `key = \"text\"`";
        return match found.trim() {
            "" => Fault::new(span, "the value is missing", "nothing stands here").help(help),
            found => {
                let message = format!("`{found}` is no value");
                Fault::new(span, message, "not valid TOML here").help(help)
            }
        };
    }
    let help = match message.split_once(", expected ") {
        // Of several marks it is not known which was meant.
        Some((_, mark)) if !mark.contains(", ") => format!("put {mark} here"),
        _ => "a line is `key = value`, with texts in quotes, or `[table]`".to_owned(),
    };
    Fault::new(span, message, "not valid TOML here").help(help)
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
    fn one_error_does_not_hide_the_rest() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("[run\na = 1\n[[b]]\nc = 2\n[[b]]\n", &["[run: `[run` lacks its `]`"], &["run", "b"]),
            ("a = [1\nb = 2\n[c]\n", &["[: this list is never closed"], &["a", "b", "c"]),
            ("a = \n[b]\n", &[": the value is missing"], &["b"]),
            ("a = 一个 词\n[b]\n", &["一个 词: `一个 词` is no value"], &["a", "b"]),
            (
                "[一]\n[a]\nb = 1\nb = 2\n[a]\nb = 3\n[c]\nb = 1\nb = 2\n",
                &[
                    "一: ",
                    "b: `b` stands here a second time",
                    "a: `a` stands here a second time",
                    "b: `b` stands here a second time",
                ],
                &["a", "c"],
            ),
        ];
        for (text, faults, keys) in cases {
            let (table, found) = parse_toml(text, 0);
            let shown = |it: &Fault| format!("{}: {}", it.span.of(text).unwrap(), it.message);
            let found: Vec<String> = found.iter().map(shown).collect();
            let as_expected = found.iter().zip(*faults).all(|(a, b)| a.starts_with(b));
            assert!(found.len() == faults.len() && as_expected, "{text}: {found:?}");
            for key in *keys {
                assert!(table.get(key).is_some(), "{text}: {key}");
            }
        }
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
