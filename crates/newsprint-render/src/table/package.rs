//! `datapackage.json`: the tables for programs, as the Data Package standard 2.0 has it
//! (<https://datapackage.org/standard/data-package/>), readable by tools for version 1.

use serde_json::{Value as Json, json};

use super::{Kind, Profile};

/// A table's file, for the package.
pub(crate) struct Resource<'a> {
    pub(crate) profile: &'a Profile,
    /// The file's name, relative to the package.
    pub(crate) path: String,
    /// Its length.
    pub(crate) bytes: u64,
}

/// The package of CSV files, with a line end.
pub(crate) fn package(resources: &[Resource<'_>]) -> String {
    let written: Vec<&str> = resources.iter().map(|resource| resource.profile.table.name).collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "newsprint",
        "title": "Articles, the figures that they state and their reprints",
        "resources": resources.iter().map(|it| resource(it, &written)).collect::<Vec<_>>(),
    });
    format!("{package:#}\n")
}

fn resource(resource: &Resource<'_>, written: &[&str]) -> Json {
    let profile = resource.profile;
    let table = profile.table;
    let fields: Vec<Json> = (0..table.columns.len()).map(|at| field(profile, at)).collect();
    // A reference to a table that is not written could not be followed.
    let references = table.references.iter().filter(|(_, other)| written.contains(other));
    let foreign: Vec<Json> = references
        .map(|(column, other)| json!({ "fields": [column], "reference": { "resource": other, "fields": ["id"] } }))
        .collect();
    json!({
        "profile": "tabular-data-resource",
        "type": "table",
        "name": table.name,
        "description": table.doc,
        "path": resource.path,
        "bytes": resource.bytes,
        "rows": profile.counts.rows,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "schema": {
            "fields": fields,
            "missingValues": [""],
            "primaryKey": table.key,
            "foreignKeys": foreign,
        },
    })
}

fn field(profile: &Profile, at: usize) -> Json {
    let column = &profile.table.columns[at];
    let mut field = json!({
        "name": column.name,
        "type": type_name(column.kind),
        "description": column.doc,
        "nulls": profile.null_share(at),
        "constraints": { "required": !column.nullable },
    });
    if column.kind == Kind::Boolean {
        field["trueValues"] = json!(["true"]);
        field["falseValues"] = json!(["false"]);
    }
    if let Some(unit) = column.unit {
        field["unit"] = unit.into();
    }
    if let [first, ..] = profile.examples(at) {
        field["example"] = first.as_str().into();
        field["examples"] = profile.examples(at).into();
    }
    field
}

/// The type's name in a Table Schema.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Digits => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
    }
}
