//! From nodes to typed options.

use std::path::PathBuf;

use super::{Fault, Kind, Node, OptionSpec, Table, Value, nearest};
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
    table: Table,
    at: Span,
    step: &str,
    faults: &mut Vec<Fault>,
) -> Option<O> {
    let (options, is_whole) = decode_known_options(table, at, step, faults);
    options.filter(|_| is_whole)
}

/// As [`decode_options`], but gives the options also when the only faults are unknown keys, so that
/// what is wrong with the known ones is told in the same breath; and whether there was no fault.
pub(crate) fn decode_known_options<O: Options>(
    mut table: Table,
    at: Span,
    step: &str,
    faults: &mut Vec<Fault>,
) -> (Option<O>, bool) {
    let before = faults.len();
    let options = O::decode(&mut table, at, faults).filter(|_| faults.len() == before);
    unknown_keys(&table, &O::specs(), step, faults);
    (options, faults.len() == before)
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
pub(super) fn choice<C: Choices>(node: &Node, faults: &mut Vec<Fault>) -> Option<C> {
    let words = || C::WORDS.iter().map(|(word, _)| *word);
    let Value::String(given) = &node.value else {
        let expected = Kind::Choice(C::WORDS).describe();
        let found = node.value.describe();
        let message = format!("expected {expected}, found {found}");
        let fault = Fault::new(node.span, message, format!("this is {found}"));
        faults.push(fault.help(format!("give {expected}")));
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
