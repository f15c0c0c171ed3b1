//! Variables of the environment inside a pipeline, where that is asked for.

use std::collections::BTreeMap;

use newsprint_core::Span;
use newsprint_core::config::{Fault, Kind, Node, OptionSpec, Table, Value, nearest, parse_toml};

/// The variables that a pipeline may name.
pub(crate) type Variables = BTreeMap<String, String>;

/// Puts the values of variables into the strings of a table: `${NAME}`, `${NAME:-default}` where
/// the default stands for a variable that is not set or empty, and `$$` for a dollar sign. Only
/// strings are looked at, so that no value can change what else the file says, and every place stays
/// what it was.
pub(crate) fn expand(
    table: &mut Table,
    file: &str,
    variables: &Variables,
    faults: &mut Vec<Fault>,
) {
    for node in table.values_mut() {
        expand_node(node, file, variables, faults);
    }
}

fn expand_node(node: &mut Node, file: &str, variables: &Variables, faults: &mut Vec<Fault>) {
    match &mut node.value {
        Value::String(text) if text.contains('$') => {
            let written = node.span.of(file).unwrap_or_default();
            let reader = Reader { written, span: node.span, variables };
            if let Some(expanded) = reader.read(text, faults) {
                *text = expanded;
            }
        }
        Value::Array(items) => {
            for item in items {
                expand_node(item, file, variables, faults);
            }
        }
        Value::Table(table) => expand(table, file, variables, faults),
        _ => {}
    }
}

struct Reader<'a> {
    /// The string as it is written, quotes and all.
    written: &'a str,
    span: Span,
    variables: &'a Variables,
}

impl Reader<'_> {
    /// The text with values in place of variables; `None` when one has none.
    fn read(&self, text: &str, faults: &mut Vec<Fault>) -> Option<String> {
        let before = faults.len();
        let mut expanded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((plain, after)) = rest.split_once('$') {
            expanded.push_str(plain);
            rest = after;
            if let Some(after) = rest.strip_prefix('$') {
                expanded.push('$');
                rest = after;
            } else if let Some(after) = rest.strip_prefix('{') {
                let Some((inside, after)) = after.split_once('}') else {
                    let fault = self.fault("${", "a variable has no `}`", "opened here");
                    faults.push(fault.help("close it, or write `$$` for a dollar sign"));
                    return None;
                };
                match self.value(inside) {
                    Ok(value) => expanded.push_str(value),
                    Err(fault) => faults.push(fault),
                }
                rest = after;
            } else {
                expanded.push('$');
            }
        }
        expanded.push_str(rest);
        (faults.len() == before).then_some(expanded)
    }

    fn value<'a>(&'a self, inside: &'a str) -> Result<&'a str, Fault> {
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        };
        let written = format!("${{{inside}}}");
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty();
        if !is_name {
            let fault =
                self.fault(&written, format!("`{name}` is no name of a variable"), "no name");
            return Err(
                fault.help("write `${NAME}` or `${NAME:-default}`, and `$$` for a dollar sign")
            );
        }
        let set = self.variables.get(name).map(String::as_str);
        match (set, default) {
            (Some(value), None) => Ok(value),
            (Some(value), Some(_)) if !value.is_empty() => Ok(value),
            (_, Some(default)) => Ok(default),
            (None, None) => {
                let fault =
                    self.fault(&written, format!("the variable `{name}` is not set"), "not set");
                let near = nearest(name, self.variables.keys().map(String::as_str));
                let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
                Err(fault.help(format!("{near}set it, or give a default: `${{{name}:-…}}`")))
            }
        }
    }

    /// A fault at the first place where the string is written like `part`.
    fn fault(&self, part: &str, message: impl Into<String>, label: &str) -> Fault {
        let span = self.written.find(part).map_or(self.span, |at| {
            let start = self.span.start() + at;
            Span::new(start, start + part.len())
        });
        Fault::new(span, message, label)
    }
}

/// Reads the strings that variables were put into as what the options want: a number or a boolean
/// has to be written between quotes when it is a variable.
pub(crate) fn settle_types(table: &mut Table, specs: &[OptionSpec], file: &str) {
    for spec in specs {
        let Some(node) = table.get_mut(&spec.name) else { continue };
        match (&spec.kind, &mut node.value) {
            (Kind::Boolean | Kind::Integer | Kind::Number, Value::String(text)) => {
                let is_variable = node.span.of(file).is_some_and(|written| written.contains("${"));
                let value = is_variable.then(|| scalar(text)).flatten();
                node.value = value.unwrap_or_else(|| Value::String(std::mem::take(text)));
            }
            (Kind::Table(specs), Value::Table(table)) => settle_types(table, specs, file),
            _ => {}
        }
    }
}

fn scalar(text: &str) -> Option<Value> {
    let (mut table, faults) = parse_toml(&format!("v={}", text.trim()), 0);
    let (_, node) = table.take("v").filter(|_| faults.is_empty())?;
    matches!(node.value, Value::Boolean(_) | Value::Integer(_) | Value::Float(_))
        .then_some(node.value)
}

/// A warning for each string that names a variable, where variables are left alone.
pub(crate) fn left_alone(table: &Table, warnings: &mut Vec<Fault>) {
    for (_, node) in table.iter() {
        left_alone_node(node, warnings);
    }
}

fn left_alone_node(node: &Node, warnings: &mut Vec<Fault>) {
    match &node.value {
        Value::String(text) if text.contains("${") => {
            let fault = Fault::new(node.span, "variables are taken as they are written", "`${`");
            warnings.push(fault.help("give `--expand-env` to put in their values"));
        }
        Value::Array(items) => items.iter().for_each(|item| left_alone_node(item, warnings)),
        Value::Table(table) => left_alone(table, warnings),
        _ => {}
    }
}
