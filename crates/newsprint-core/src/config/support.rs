//! What the code that [`options!`](crate::options) writes calls.

use super::{
    Choices, Fault, Kind, Node, OptionSpec, OptionValue, Options, Table, Value, decode,
    decode_options,
};
use crate::Span;

/// Reads one of the words of a closed set.
pub fn decode_choice<C: Choices>(node: &Node, faults: &mut Vec<Fault>) -> Option<C> {
    decode::choice(node, faults)
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
    only_with: &[(&str, &'static str)],
) -> OptionSpec {
    OptionSpec {
        name: key(field),
        doc: doc.trim().replace("\n ", "\n"),
        kind: T::kind(),
        required: default.is_none() && !T::OPTIONAL,
        default: default.map(T::show),
        range: range.map(readable),
        only_with: only_with.first().map(|(other, word)| (key(other), *word)),
    }
}

/// Adds a fault for a value out of its range.
pub fn out_of_range(name: &str, shown: &str, range: &str, at: Span, faults: &mut Vec<Fault>) {
    let range = readable(range);
    let message = format!("`{name}` is {shown}, which is not in {range}");
    faults.push(Fault::new(at, message, "out of range").help(format!("give a value in {range}")));
}

/// A range as it stands in the code, for people: `1..=65_536` is `1 to 65536`.
fn readable(range: &str) -> String {
    range.replace([' ', '_'], "").replacen("..=", " to ", 1)
}

/// Reads a table of options inside options.
pub fn decode_table<O: Options>(node: &Node, faults: &mut Vec<Fault>) -> Option<O> {
    match &node.value {
        Value::Table(table) => decode_options(table.clone(), node.span, "this table", faults),
        other => {
            let message = format!("expected a table, found {}", other.describe());
            let help = "write `{ option = … }`, or a table of its own: `[input.option]`";
            faults.push(Fault::new(node.span, message, "not a table").help(help));
            None
        }
    }
}

/// The kind of a table of options.
pub fn table_kind<O: Options>() -> Kind {
    Kind::Table(O::specs())
}
