//! Whether what a test states can be there at all, by the JSON Schema of what is compared.

use newsprint_core::config::{Fault, Node, Table, Value, nearest};
use serde_json::Value as Json;

use super::compare::GAP;

/// The schema with each `$ref` into `definitions` written out, and without `required`: of what is
/// expected, any part may be stated.
pub(super) fn without_references(schema: &Json, definitions: &Json) -> Json {
    match schema {
        Json::Object(entries) => {
            if let Some(name) = entries.get("$ref").and_then(Json::as_str) {
                let name = name.rsplit('/').next().unwrap_or_default();
                return without_references(&definitions[name], definitions);
            }
            let kept = entries.iter().filter(|(key, _)| {
                !matches!(key.as_str(), "required" | "$schema" | "$defs" | "title")
            });
            let inline = |(key, value): (&String, &Json)| {
                (key.clone(), without_references(value, definitions))
            };
            Json::Object(kept.map(inline).collect())
        }
        Json::Array(items) => {
            Json::Array(items.iter().map(|it| without_references(it, definitions)).collect())
        }
        other => other.clone(),
    }
}

/// Adds a fault for each key, word and type of `node` that `schema` does not allow. An empty string
/// stands for a value that is absent, and is allowed everywhere.
pub(super) fn check(node: &Node, schema: &Json, faults: &mut Vec<Fault>) {
    let schema = match schema["anyOf"].as_array() {
        Some(ways) => ways.iter().find(|way| way["type"] != "null").unwrap_or(schema),
        None => schema,
    };
    match &node.value {
        Value::String(text) if text.is_empty() || text.contains(GAP) => {}
        Value::String(text) if schema["enum"].is_array() => check_word(node, text, schema, faults),
        Value::Array(items) if allows(schema, "array") => {
            for item in items {
                check(item, &schema["items"], faults);
            }
        }
        Value::Table(table) if allows(schema, "object") => check_keys(table, schema, faults),
        value if allows(schema, word_of(value)) => {}
        value => {
            let expected = expected(schema);
            let message = format!("expected {expected}, found {}", value.describe());
            let label = format!("this is {}", value.describe());
            faults.push(Fault::new(node.span, message, label).help(format!("give {expected}")));
        }
    }
}

fn check_word(node: &Node, text: &str, schema: &Json, faults: &mut Vec<Fault>) {
    let words = || schema["enum"].as_array().into_iter().flatten().filter_map(Json::as_str);
    if words().any(|word| word == text) {
        return;
    }
    let list = words().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let message = format!("`{text}` is not one of {list}");
    let help = match nearest(text, words()) {
        Some(word) => format!("did you mean `\"{word}\"`?"),
        None => format!("give one of {list}"),
    };
    faults.push(Fault::new(node.span, message, "never comes out").help(help));
}

fn check_keys(table: &Table, schema: &Json, faults: &mut Vec<Fault>) {
    let Some(properties) = schema["properties"].as_object() else { return };
    for (key, node) in table.iter() {
        if let Some(schema) = properties.get(&key.name) {
            check(node, schema, faults);
            continue;
        }
        let fault = Fault::new(key.span, format!("there is no `{}` here", key.name), "unknown key");
        let names = || properties.keys().map(String::as_str);
        faults.push(match nearest(&key.name, names()) {
            Some(name) => fault.help(format!("did you mean `{name}`?")),
            None => fault.help(format!("the keys are {}", names().collect::<Vec<_>>().join(", "))),
        });
    }
}

fn word_of(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "boolean",
        Value::Integer(_) => "integer",
        Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::Datetime(_) => "date",
        Value::Array(_) => "array",
        Value::Table(_) => "object",
    }
}

/// Whether `schema` allows values of the type `word`; one that names no type allows all.
fn allows(schema: &Json, word: &str) -> bool {
    let is = |it: &Json| it == word || (word == "integer" && it == "number");
    match &schema["type"] {
        Json::Array(types) => types.iter().any(is),
        Json::Null => schema["enum"].is_null() || word == "string",
        of => is(of),
    }
}

fn expected(schema: &Json) -> &'static str {
    let of = |it: &Json| match it.as_str() {
        Some("integer") => Some("a whole number"),
        Some("number") => Some("a number"),
        Some("boolean") => Some("a boolean"),
        Some("array") => Some("an array"),
        Some("object") => Some("a table"),
        Some("string") => Some("a string"),
        _ => None,
    };
    match &schema["type"] {
        Json::Array(types) => types.iter().find_map(of),
        one => of(one),
    }
    .unwrap_or("a string")
}
