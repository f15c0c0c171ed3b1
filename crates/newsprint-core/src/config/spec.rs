//! What an option is, for the manual page and the schema.

use std::fmt::Write as _;

use serde_json::json;

use super::{Value, parse_toml};

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
    /// Bounds of a number, for people: `0.0 to 1.0`.
    pub range: Option<String>,
    /// Another option and the word that it must have, or hold among others, for this one to have an
    /// effect.
    pub only_with: Option<(String, &'static str)>,
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
    /// One of two kinds.
    Either(Box<[Kind; 2]>),
    /// Several of the same kind.
    Array(Box<Kind>),
    /// A table of options of its own.
    Table(Vec<OptionSpec>),
    /// A table with the keys that a JSON Schema names.
    Json(&'static serde_json::Value),
}

impl Kind {
    /// The kind in words: `an array of strings`.
    pub fn describe(&self) -> String {
        match self {
            Self::Boolean => "a boolean".to_owned(),
            Self::Integer => "a whole number of at least 0".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Path => "a path, as a string".to_owned(),
            Self::Choice(words) => {
                let quoted = words.iter().map(|(word, _)| format!("`\"{word}\"`"));
                format!("one of {}", quoted.collect::<Vec<_>>().join(", "))
            }
            Self::Either(kinds) => {
                kinds.iter().map(Self::describe).collect::<Vec<_>>().join(" or ")
            }
            Self::Array(item) => {
                let items = match **item {
                    Self::Boolean => "booleans",
                    Self::Integer => "whole numbers",
                    Self::Number => "numbers",
                    Self::String => "strings",
                    Self::Path => "paths, as strings",
                    Self::Choice(_) => "words",
                    Self::Either(_) => "values",
                    Self::Array(_) => "arrays",
                    Self::Table(_) | Self::Json(_) => "tables",
                };
                format!("an array of {items}")
            }
            Self::Table(_) | Self::Json(_) => "a table".to_owned(),
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
            Self::Either(kinds) => json!({ "anyOf": kinds.each_ref().map(Self::schema) }),
            Self::Array(item) => json!({ "type": "array", "items": item.schema() }),
            Self::Table(specs) => {
                let properties: serde_json::Map<_, _> =
                    specs.iter().map(|spec| (spec.name.clone(), spec.schema())).collect();
                let required: Vec<_> =
                    specs.iter().filter(|spec| spec.required).map(|spec| &spec.name).collect();
                json!({ "type": "object", "properties": properties, "required": required,
                        "additionalProperties": false })
            }
            Self::Json(schema) => (*schema).clone(),
        }
    }
}

impl OptionSpec {
    /// The options as a Markdown list, for manual pages.
    pub fn manual(options: &[Self]) -> String {
        let mut page = String::new();
        if options.is_empty() {
            page.push_str("None.\n");
        }
        describe(options, 0, &mut page);
        page
    }

    /// The option as JSON Schema.
    pub fn schema(&self) -> serde_json::Value {
        let mut schema = self.kind.schema();
        schema["description"] = self.doc.trim().into();
        let bounds = self.range.as_ref().and_then(|range| range.split_once(" to "));
        for (name, bound) in bounds.iter().flat_map(|(a, b)| [("minimum", a), ("maximum", b)]) {
            // A bound that is a constant's name, such as `u64::MAX`, is no bound to a reader.
            if let Ok(number) = serde_json::from_str::<serde_json::Number>(bound) {
                schema[name] = number.into();
            }
        }
        if let Some(default) = self.default.as_deref().and_then(toml_to_json) {
            schema["default"] = default;
        }
        schema
    }
}

/// A value that is written as TOML, as JSON.
fn toml_to_json(text: &str) -> Option<serde_json::Value> {
    let (mut table, faults) = parse_toml(&format!("v={text}"), 0);
    let (_, node) = table.take("v").filter(|_| faults.is_empty())?;
    Some(to_json(&node.value))
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Boolean(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) | Value::Datetime(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(|item| to_json(&item.value)).collect(),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, node)| (key.name.clone(), to_json(&node.value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}

fn describe(options: &[OptionSpec], depth: usize, page: &mut String) {
    let indent = "  ".repeat(depth);
    for option in options {
        let mut facts = vec![option.kind.describe()];
        facts.extend(option.range.as_ref().map(|range| format!("in {range}")));
        match &option.default {
            Some(default) => facts.push(format!("default `{default}`")),
            None if option.required => facts.push("required".to_owned()),
            None => {}
        }
        facts.extend(option.only_with.as_ref().map(|(name, word)| {
            let other = options.iter().find(|other| other.name == *name);
            match other.map(|other| &other.kind) {
                Some(Kind::Array(_)) => format!("only with `\"{word}\"` in `{name}`"),
                _ => format!("only with `{name} = \"{word}\"`"),
            }
        }));
        let doc = option.doc.replace('\n', " ");
        let _ = writeln!(page, "{indent}- `{}`: {doc} ({})", option.name, facts.join("; "));
        match &option.kind {
            Kind::Choice(words) => {
                for (word, meaning) in *words {
                    let meaning = meaning.trim().replace('\n', " ");
                    let _ = writeln!(page, "{indent}  - `\"{word}\"`: {meaning}");
                }
            }
            Kind::Table(options) => describe(options, depth + 1, page),
            _ => {}
        }
    }
}
