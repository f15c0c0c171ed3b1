//! `newsprint schema`: JSON Schemas, for editors and for programs that read what is written.

use newsprint::Registry;
use newsprint::core::StepKind;
use newsprint::core::config::{OptionSpec, Options as _};
use newsprint::core::interchange::ARTICLE_JSON_SCHEMA;
use newsprint::pipeline::{RunSettings, Test};
use serde_json::{Map, Value, json};

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, default_value_t)]
    pub(crate) of: SchemaOf,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SchemaOf {
    /// Pipeline files, with every step that this build has
    #[default]
    Pipeline,
    /// Articles as the output `jsonl` writes them, one a line
    Article,
}

/// What `newsprint schema` prints.
pub(crate) fn schema(args: &SchemaArgs, registry: &Registry) -> String {
    match args.of {
        SchemaOf::Pipeline => format!("{:#}\n", pipeline(registry)),
        SchemaOf::Article => ARTICLE_JSON_SCHEMA.to_owned(),
    }
}

/// The draft is one that editors of TOML read.
fn pipeline(registry: &Registry) -> Value {
    let list = |kind| json!({ "type": "array", "items": steps(registry, kind) });
    let mut output = list(StepKind::Output);
    output["minItems"] = 1.into();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "newsprint pipeline",
        "type": "object",
        "required": ["input", "output"],
        "additionalProperties": false,
        "properties": {
            "input": steps(registry, StepKind::Input),
            "run": table(Map::new(), &RunSettings::specs()),
            "stage": list(StepKind::Stage),
            "output": output,
            "test": { "type": "array", "items": table(Map::new(), &Test::options()) },
        },
    })
}

/// A table that is one of the steps of a kind, told apart by `use`.
fn steps(registry: &Registry, kind: StepKind) -> Value {
    let step = |info: &newsprint::core::StepInfo| {
        let mut properties = Map::new();
        properties
            .insert("use".to_owned(), json!({ "const": info.name, "description": info.summary() }));
        if kind == StepKind::Output {
            properties.insert("only".to_owned(), only());
        }
        let mut table = table(properties, &info.options());
        table["title"] = info.name.into();
        table["description"] = info.summary().into();
        if let Some(required) = table["required"].as_array_mut() {
            required.insert(0, "use".into());
        }
        table
    };
    json!({ "type": "object", "required": ["use"],
            "oneOf": registry.of_kind(kind).map(step).collect::<Vec<_>>() })
}

/// The option that the runner gives to every output.
fn only() -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "minItems": 1,
            "description": "Labels of `route`: the output takes articles that have one of them." })
}

fn table(mut properties: Map<String, Value>, specs: &[OptionSpec]) -> Value {
    properties.extend(specs.iter().map(|spec| (spec.name.clone(), spec.schema())));
    let required: Vec<&str> =
        specs.iter().filter(|spec| spec.required).map(|spec| spec.name.as_str()).collect();
    json!({ "type": "object", "properties": properties, "required": required,
            "additionalProperties": false })
}
