//! Whether what came out is what was expected, where only what is stated counts.

use newsprint_core::Span;
use newsprint_core::config::{Node, Value};
use serde_json::Value as Json;

/// How far two numbers may lie apart: shares are told to the second place.
const TOLERANCE: f64 = 0.005;

/// A stated value and what came out in its place.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// Where the value stands in the pipeline file.
    pub span: Span,
    /// Its key in the row: `group.kind`.
    pub field: String,
    /// What is stated.
    pub expected: String,
    /// What came out; `None` when nothing did.
    pub found: Option<String>,
}

/// How `found` differs from what `expected` states.
pub(super) fn differences(expected: &Node, found: &Json) -> Vec<Difference> {
    let mut differences = Vec::new();
    compare(expected, found, "", &mut differences);
    differences
}

fn compare(expected: &Node, found: &Json, field: &str, differences: &mut Vec<Difference>) {
    let mut differs = || {
        differences.push(Difference {
            span: expected.span,
            field: field.to_owned(),
            expected: shown(&expected.value),
            found: (!found.is_null()).then(|| shown_json(found)),
        });
    };
    match (&expected.value, found) {
        (Value::Table(table), Json::Object(_)) => {
            for (key, node) in table.iter() {
                let inner = match field {
                    "" => key.name.clone(),
                    _ => format!("{field}.{}", key.name),
                };
                compare(node, &found[&key.name], &inner, differences);
            }
        }
        (Value::Array(items), Json::Array(rows)) => {
            for (item, near) in items.iter().zip(pair(items, rows)) {
                match near {
                    Pairing::Found => {}
                    Pairing::Near(at) => compare(item, &rows[at], field, differences),
                    Pairing::None => differences.push(Difference {
                        span: item.span,
                        field: field.to_owned(),
                        expected: shown(&item.value),
                        found: None,
                    }),
                }
            }
        }
        (Value::String(text), Json::String(other)) if matches(text, other) => {}
        (Value::String(text), Json::Null) if text.is_empty() => {}
        (Value::Boolean(value), Json::Bool(other)) if value == other => {}
        (Value::Integer(value), Json::Number(other)) if other.as_i64() == Some(*value) => {}
        (Value::Float(value), Json::Number(other))
            if other.as_f64().is_some_and(|other| (other - value).abs() <= TOLERANCE) => {}
        _ => differs(),
    }
}

/// What stands for any text.
pub(super) const GAP: &str = "[..]";

/// What a stated row was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairing {
    /// A row of its own is like it.
    Found,
    /// None is; the row at this place is nearest.
    Near(usize),
    /// None is, and of several none shares anything with it.
    None,
}

/// Pairs each of `items` with a row of its own that is like it, in any order, for as many as can
/// be: augmenting paths, so that a row that fits two items goes to the one that nothing else fits.
pub(super) fn pair(items: &[Node], rows: &[Json]) -> Vec<Pairing> {
    let fits: Vec<Vec<bool>> = items
        .iter()
        .map(|item| rows.iter().map(|row| differences(item, row).is_empty()).collect())
        .collect();
    let mut owner: Vec<Option<usize>> = vec![None; rows.len()];
    let found: Vec<bool> = (0..items.len())
        .map(|item| assign(item, &fits, &mut owner, &mut vec![false; rows.len()]))
        .collect();
    let near = |(item, found): (&Node, bool)| {
        if found {
            return Pairing::Found;
        }
        let stated = leaves(&item.value);
        let free: Vec<usize> = (0..rows.len()).filter(|row| owner[*row].is_none()).collect();
        let missed = free.iter().map(|row| (differences(item, &rows[*row]).len(), *row));
        match missed.min() {
            Some((missed, row)) if missed < stated || free.len() == 1 => Pairing::Near(row),
            _ => Pairing::None,
        }
    };
    items.iter().zip(found).map(near).collect()
}

fn assign(item: usize, fits: &[Vec<bool>], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for row in 0..owner.len() {
        if !fits[item][row] || std::mem::replace(&mut seen[row], true) {
            continue;
        }
        if owner[row].is_none_or(|other| assign(other, fits, owner, seen)) {
            owner[row] = Some(item);
            return true;
        }
    }
    false
}

/// Number of values that are stated in `value`.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Table(table) => table.iter().map(|(_, node)| leaves(&node.value)).sum(),
        Value::Array(items) => items.iter().map(|node| leaves(&node.value)).sum(),
        _ => 1,
    }
}

/// Whether `text` is `pattern`, with anything where `[..]` stands.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, after)) = pattern.split_once(GAP) else { return pattern == text };
    let (between, last) = after.rsplit_once(GAP).unwrap_or(("", after));
    let Some(mut rest) = text.strip_prefix(first).and_then(|it| it.strip_suffix(last)) else {
        return false;
    };
    for part in between.split(GAP) {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// A stated value as it is compared: a string without its quotes.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) | Value::Datetime(text) => text.clone(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|node| shown(&node.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let entries =
                table.iter().map(|(key, node)| format!("{} = {}", key.name, shown(&node.value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn shown_json(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use newsprint_core::config::parse_toml;
    use serde_json::json;

    use super::*;

    fn node(toml: &str) -> Node {
        let (mut table, faults) = parse_toml(&format!("v = {toml}"), 0);
        assert_eq!(faults, [], "{toml}");
        table.take("v").unwrap().1
    }

    #[expect(clippy::needless_pass_by_value, reason = "a literal is given")]
    fn check(toml: &str, found: Json, expected: &[(&str, &str, Option<&str>)]) {
        let differences = differences(&node(toml), &found);
        let shown: Vec<_> = differences
            .iter()
            .map(|it| (it.field.as_str(), it.expected.as_str(), it.found.as_deref()))
            .collect();
        assert_eq!(shown, expected, "{toml}");
    }

    #[test]
    fn only_what_is_stated_counts() {
        let row =
            json!({ "unit": "元", "value": "5", "period": null, "group": { "kind": "near" } });
        check(r#"{ unit = "元" }"#, row.clone(), &[]);
        check(r#"{ unit = "元", period = "" }"#, row.clone(), &[]);
        check(r#"{ group = { kind = "near" } }"#, row.clone(), &[]);
        check(r#"{ value = "6" }"#, row.clone(), &[("value", "6", Some("5"))]);
        check(r#"{ period = "2023" }"#, row.clone(), &[("period", "2023", None)]);
        check(r#"{ group.kind = "exact" }"#, row, &[("group.kind", "exact", Some("near"))]);
    }

    #[test]
    fn a_gap_in_a_string_stands_for_any_text() {
        for (pattern, text, is_like) in [
            ("甲乙", "甲乙", true),
            ("甲[..]", "甲乙", true),
            ("[..]乙", "甲乙", true),
            ("[..]", "", true),
            ("甲[..]丙[..]戊", "甲乙丙丁戊", true),
            ("甲[..]丙", "甲乙丙丁", false),
            ("甲[..]甲", "甲", false),
            ("甲", "甲乙", false),
            ("[..]丁[..]丙[..]", "甲乙丙丁", false),
        ] {
            assert_eq!(matches(pattern, text), is_like, "{pattern} {text}");
        }
    }

    #[test]
    fn numbers_are_compared_to_the_second_place() {
        check("0.93", json!(0.9312), &[]);
        check("0.93", json!(0.94), &[("", "0.93", Some("0.94"))]);
        check("1", json!(1), &[]);
        check("true", json!(true), &[]);
    }

    #[test]
    fn rows_are_found_in_any_order_each_once() {
        let rows = json!([{ "a": "1", "b": "1" }, { "a": "1", "b": "2" }]);
        check(r#"[{ b = "2" }, { a = "1" }]"#, rows.clone(), &[]);
        // The first would take the row that alone fits the second.
        check(r#"[{ a = "1" }, { b = "1" }]"#, rows.clone(), &[]);
        check(
            r#"[{ a = "1" }, { a = "1" }, { a = "1" }]"#,
            rows.clone(),
            &[("", "{ a = 1 }", None)],
        );
        check(r#"[{ a = "1", b = "3" }]"#, rows, &[("b", "3", Some("1"))]);
    }
}
