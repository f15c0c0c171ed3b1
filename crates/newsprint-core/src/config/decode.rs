//! From nodes to typed options.

use std::path::PathBuf;

use serde_json::json;

use super::{Fault, Node, Table, Value, nearest};
use crate::Span;

/// What a step accepts: implemented by [`options!`](crate::options), not by hand.
pub trait Options: Sized {
    /// Every option, in the order of declaration.
    fn specs() -> Vec<OptionSpec>;

    /// Reads the options out of `table`; keys that are left in it are unknown. `at` is where the
    /// table's head stands, for options that are missing.
    ///
    /// `None` when a fault was added; every fault of the table is added, not only the first.
    fn decode(table: &mut Table, at: Span, faults: &mut Vec<Fault>) -> Option<Self>;
}

/// One option, as it stands in the manual page and the schema.
#[derive(Clone, Debug)]
pub struct OptionSpec {
    /// Its key, in kebab case.
    pub name: String,
    /// What it does, in Markdown.
    pub doc: String,
    /// What it takes.
    pub kind: Kind,
    /// The default as TOML; `None` when there is none.
    pub default: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// Bounds of a number, as written in Rust: `0.0..=1.0`.
    pub range: Option<String>,
}

/// What an option takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number of at least zero.
    Integer,
    /// A number.
    Number,
    /// A text.
    String,
    /// A path, relative to the working directory.
    Path,
    /// One of some words, each with its meaning.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of the same kind.
    Array(Box<Kind>),
    /// A table of options of its own.
    Table(Vec<OptionSpec>),
}

impl Kind {
    /// The kind in words: `an array of strings`.
    pub fn describe(&self) -> String {
        match self {
            Self::Boolean => "a boolean".to_owned(),
            Self::Integer => "a whole number of at least 0".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Path => "a path (a string)".to_owned(),
            Self::Choice(words) => {
                let quoted = words.iter().map(|(word, _)| format!("`\"{word}\"`"));
                format!("one of {}", quoted.collect::<Vec<_>>().join(", "))
            }
            Self::Array(item) => {
                let item = item.describe();
                format!("an array, each {}", item.trim_start_matches("an array, each "))
            }
            Self::Table(_) => "a table".to_owned(),
        }
    }

    /// The kind as JSON Schema.
    pub fn schema(&self) -> serde_json::Value {
        match self {
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Integer => json!({ "type": "integer", "minimum": 0 }),
            Self::Number => json!({ "type": "number" }),
            Self::String | Self::Path => json!({ "type": "string" }),
            Self::Choice(words) => {
                json!({ "enum": words.iter().map(|(word, _)| *word).collect::<Vec<_>>() })
            }
            Self::Array(item) => json!({ "type": "array", "items": item.schema() }),
            Self::Table(specs) => {
                let properties: serde_json::Map<_, _> =
                    specs.iter().map(|spec| (spec.name.clone(), spec.schema())).collect();
                let required: Vec<_> =
                    specs.iter().filter(|spec| spec.required).map(|spec| &spec.name).collect();
                json!({ "type": "object", "properties": properties, "required": required,
                        "additionalProperties": false })
            }
        }
    }
}

impl OptionSpec {
    /// The option as JSON Schema.
    pub fn schema(&self) -> serde_json::Value {
        let mut schema = self.kind.schema();
        schema["description"] = self.doc.trim().into();
        schema
    }
}

/// A type that an option can have.
pub trait OptionValue: Sized {
    /// What it takes.
    fn kind() -> Kind;

    /// Whether the option may be left out without a default.
    const OPTIONAL: bool = false;

    /// The value of an option that was left out, for types that have one.
    fn absent() -> Option<Self> {
        None
    }

    /// Reads the value; `None` when a fault was added.
    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self>;

    /// The value as TOML, for the manual page.
    fn show(&self) -> String;
}

/// A value that knows where it was written, so that a step which finds out later that the value
/// cannot be used (a file that is not there) can point at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the configuration's text.
    pub span: Span,
}

/// A closed set of words: implemented by [`choices!`](crate::choices), not by hand.
pub trait Choices: Copy + 'static {
    /// Each word, its meaning and its value.
    const ALL: &'static [(&'static str, &'static str, Self)];
    /// Each word and its meaning.
    const WORDS: &'static [(&'static str, &'static str)];

    /// The word for this value.
    fn word(self) -> &'static str;
}

/// Reads a step's options from `table`, adding every fault: wrong types, values out of range,
/// missing and unknown keys. `step` names the step in messages.
pub fn decode_options<O: Options>(
    mut table: Table,
    at: Span,
    step: &str,
    faults: &mut Vec<Fault>,
) -> Option<O> {
    let before = faults.len();
    let options = O::decode(&mut table, at, faults);
    let specs = O::specs();
    unknown_keys(&table, &specs, step, faults);
    options.filter(|_| faults.len() == before)
}

/// Adds a fault for each key that is left in `table`.
fn unknown_keys(table: &Table, specs: &[OptionSpec], step: &str, faults: &mut Vec<Fault>) {
    for (key, _) in table.iter() {
        let message = format!("`{step}` has no option `{}`", key.name);
        let fault = Fault::new(key.span, message, "unknown option");
        let names = || specs.iter().map(|spec| spec.name.as_str());
        faults.push(match nearest(&key.name, names()) {
            Some(name) => fault.help(format!("did you mean `{name}`?")),
            None if specs.is_empty() => fault.help(format!("`{step}` takes no options")),
            None => fault.help(format!("its options are {}", list(names()))),
        });
    }
}

/// Names between backquotes, for messages.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn wrong<T: OptionValue>(node: &Node, faults: &mut Vec<Fault>) -> Option<T> {
    let expected = T::kind().describe();
    let found = node.value.describe();
    let message = format!("expected {expected}, found {found}");
    let label = format!("this is {found}");
    faults.push(Fault::new(node.span, message, label).help(format!("give {expected}")));
    None
}

impl OptionValue for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => wrong::<Self>(node, faults),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl OptionValue for u64 {
    fn kind() -> Kind {
        Kind::Integer
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match node.value {
            Value::Integer(value) if value >= 0 => value.try_into().ok(),
            Value::Integer(_) => {
                let message = "expected a whole number of at least 0, found a negative one";
                faults.push(Fault::new(node.span, message, "below 0").help("give 0 or more"));
                None
            }
            _ => wrong::<Self>(node, faults),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl OptionValue for f64 {
    fn kind() -> Kind {
        Kind::Number
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "an option beyond 2^53 has no use for its units"
    )]
    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match node.value {
            Value::Float(value) => Some(value),
            Value::Integer(value) => Some(value as Self),
            _ => wrong::<Self>(node, faults),
        }
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl OptionValue for String {
    fn kind() -> Kind {
        Kind::String
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match &node.value {
            Value::String(value) => Some(value.clone()),
            _ => wrong::<Self>(node, faults),
        }
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl OptionValue for PathBuf {
    fn kind() -> Kind {
        Kind::Path
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        match &node.value {
            Value::String(value) if !value.is_empty() => Some(Self::from(value)),
            Value::String(_) => {
                faults
                    .push(Fault::new(node.span, "the path is empty", "empty").help("name a file"));
                None
            }
            _ => wrong::<Self>(node, faults),
        }
    }

    fn show(&self) -> String {
        format!("{:?}", self.to_string_lossy())
    }
}

impl<T: OptionValue> OptionValue for Option<T> {
    const OPTIONAL: bool = true;

    fn kind() -> Kind {
        T::kind()
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        T::decode(node, faults).map(Some)
    }

    fn show(&self) -> String {
        self.as_ref().map(T::show).unwrap_or_default()
    }
}

impl<T: OptionValue> OptionValue for Located<T> {
    fn kind() -> Kind {
        T::kind()
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let value = T::decode(node, faults)?;
        Some(Self { value, span: node.span })
    }

    fn show(&self) -> String {
        self.value.show()
    }
}

impl<T: OptionValue> OptionValue for Vec<T> {
    fn kind() -> Kind {
        Kind::Array(Box::new(T::kind()))
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let Value::Array(items) = &node.value else { return wrong::<Self>(node, faults) };
        // Every item is read before the first fault counts, so that all faults are told.
        let decoded: Vec<Option<T>> = items.iter().map(|item| T::decode(item, faults)).collect();
        decoded.into_iter().collect()
    }

    fn show(&self) -> String {
        format!("[{}]", self.iter().map(T::show).collect::<Vec<_>>().join(", "))
    }
}

/// Reads one of the words of a closed set.
fn choice<C: Choices>(node: &Node, faults: &mut Vec<Fault>) -> Option<C> {
    let words = || C::WORDS.iter().map(|(word, _)| *word);
    let Value::String(given) = &node.value else {
        let expected = Kind::Choice(C::WORDS).describe();
        let found = node.value.describe();
        let message = format!("expected {expected}, found {found}");
        faults.push(Fault::new(node.span, message, format!("this is {found}")));
        return None;
    };
    if let Some((.., value)) = C::ALL.iter().find(|(word, ..)| word == given) {
        return Some(*value);
    }
    let message = format!("`{given}` is not one of {}", list(words()));
    let fault = Fault::new(node.span, message, "unknown word");
    faults.push(match nearest(given, words()) {
        Some(word) => fault.help(format!("did you mean `\"{word}\"`?")),
        None => fault.help(format!("give one of {}", list(words()))),
    });
    None
}

/// What the code that [`options!`](crate::options) writes calls.
#[doc(hidden)]
pub mod support {
    use super::{Fault, Kind, Node, OptionSpec, OptionValue, Options, Span, Table, Value};

    /// Reads one of the words of a closed set.
    pub fn decode_choice<C: super::Choices>(node: &Node, faults: &mut Vec<Fault>) -> Option<C> {
        super::choice(node, faults)
    }

    /// Takes one option out of the table.
    pub fn take<T: OptionValue>(
        table: &mut Table,
        name: &str,
        default: Option<T>,
        at: Span,
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        match table.take(name) {
            Some((_, node)) => T::decode(&node, faults),
            None => default.or_else(T::absent).or_else(|| {
                let message = format!("the option `{name}` is missing");
                let help = format!("add `{name} = …`, {}", T::kind().describe());
                faults.push(Fault::new(at, message, "needed here").help(help));
                None
            }),
        }
    }

    /// The node of an option before it is taken, to point at.
    pub fn span_of(table: &Table, name: &str, at: Span) -> Span {
        table.get(name).map_or(at, |node| node.span)
    }

    /// The key of a field.
    pub fn key(field: &str) -> String {
        field.replace('_', "-")
    }

    /// A spec from what the macro saw.
    pub fn spec<T: OptionValue>(
        field: &str,
        doc: &str,
        default: Option<&T>,
        range: Option<&str>,
    ) -> OptionSpec {
        OptionSpec {
            name: key(field),
            doc: doc.trim().replace("\n ", "\n"),
            kind: T::kind(),
            required: default.is_none() && !T::OPTIONAL,
            default: default.map(T::show),
            range: range.map(str::to_owned),
        }
    }

    /// Adds a fault for a value out of its range.
    pub fn out_of_range(name: &str, shown: &str, range: &str, at: Span, faults: &mut Vec<Fault>) {
        let message = format!("`{name}` is {shown}, outside {range}");
        faults.push(Fault::new(at, message, "out of range").help(format!("give one in {range}")));
    }

    /// Reads a table of options inside options.
    pub fn decode_table<O: Options>(node: &Node, faults: &mut Vec<Fault>) -> Option<O> {
        match &node.value {
            Value::Table(table) => {
                super::decode_options(table.clone(), node.span, "this table", faults)
            }
            other => {
                let message = format!("expected a table, found {}", other.describe());
                faults.push(Fault::new(node.span, message, "not a table"));
                None
            }
        }
    }

    /// The kind of a table of options.
    pub fn table_kind<O: Options>() -> Kind {
        Kind::Table(O::specs())
    }
}
