//! Rows of what must come out, each kind with the form of what there is to compare with.

use std::marker::PhantomData;
use std::sync::OnceLock;

use newsprint_core::config::{Fault, Kind, Node, OptionValue, Value};
use newsprint_core::interchange::ARTICLE_JSON_SCHEMA;
use serde_json::{Value as Json, json};

use super::shape;

/// A kind of row.
pub(super) trait RowKind: Clone + std::fmt::Debug {
    /// Its key in `expect`.
    const NAME: &'static str;

    /// Its form, as JSON Schema without references and without what is required.
    fn schema() -> &'static Json;
}

/// Rows that must come out.
#[derive(Clone, Debug)]
pub(crate) struct Rows<K> {
    pub(super) nodes: Vec<Node>,
    kind: PhantomData<K>,
}

impl<K: RowKind> OptionValue for Rows<K> {
    fn kind() -> Kind {
        Kind::Array(Box::new(Kind::Json(K::schema())))
    }

    fn decode(node: &Node, faults: &mut Vec<Fault>) -> Option<Self> {
        let before = faults.len();
        let schema = json!({ "type": "array", "items": K::schema() });
        shape::check(node, &schema, faults);
        let Value::Array(rows) = &node.value else { return None };
        if rows.is_empty() {
            let fault = Fault::new(node.span, "an empty list expects nothing", "no rows");
            faults.push(fault.help(format!("write `expect.count.{} = 0`", K::NAME)));
        }
        let nodes = rows.clone();
        (faults.len() == before).then_some(Self { nodes, kind: PhantomData })
    }

    fn show(&self) -> String {
        "[]".into()
    }
}

macro_rules! row_kinds {
    ($($(#[doc = $doc:literal])+ $name:ident, $key:literal = $schema:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub(crate) struct $name;

        impl RowKind for $name {
            const NAME: &'static str = $key;

            fn schema() -> &'static Json {
                static SCHEMA: OnceLock<Json> = OnceLock::new();
                SCHEMA.get_or_init(|| $schema)
            }
        }
    )+};
}

row_kinds! {
    /// Articles.
    Articles, "articles" = of_article(&[]);
    /// Figures of articles.
    Metrics, "metrics" = of_article(&["metrics", "items"]);
    /// What is said about articles and documents.
    Diagnostics, "diagnostics" = of_article(&["diagnostics", "items"]);
    /// What no article took.
    Residues, "residue" = strings(&["text", "reason", "detail", "record"]);
    /// What was dropped.
    Dropped, "dropped" = strings(&["stage", "code", "value", "record", "headline"]);
    /// What a stage failed on.
    Failed, "failed" = strings(&["stage", "message", "record"]);
}

/// A part of the article's schema. An article's own line has keys that no test needs.
fn of_article(path: &[&str]) -> Json {
    let schema: Json = serde_json::from_str(ARTICLE_JSON_SCHEMA).unwrap_or_default();
    let mut part = &schema;
    for step in path {
        part = if *step == "items" { &part["items"] } else { &part["properties"][step] };
    }
    let mut part = shape::without_references(part, &schema["$defs"]);
    if path.is_empty()
        && let Some(properties) = part["properties"].as_object_mut()
    {
        properties.remove("schema");
        properties.remove("spans");
    }
    part
}

fn strings(keys: &[&str]) -> Json {
    let string = |key: &&str| ((*key).to_owned(), json!({ "type": "string" }));
    let properties: serde_json::Map<_, _> = keys.iter().map(string).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
