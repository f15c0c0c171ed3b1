//! The shape of a pipeline file: which tables there are, before anything is known of the steps.

use newsprint_core::Span;
use newsprint_core::config::{Fault, Key, Node, Table, Value, nearest, parse_toml};

use crate::ConfigText;
use crate::expand::{expand, left_alone};

/// The tables of a pipeline file.
#[derive(Debug, Default)]
pub(crate) struct PipelineFile {
    pub(crate) input: Option<StepTable>,
    pub(crate) run: (Table, Span),
    pub(crate) stages: Vec<StepTable>,
    pub(crate) outputs: Vec<StepTable>,
    pub(crate) warnings: Vec<Fault>,
    pub(crate) tests: Vec<Node>,
}

/// A table that names a step with `use`.
#[derive(Debug)]
pub(crate) struct StepTable {
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) at: Span,
    /// What is left for the step itself.
    pub(crate) options: Table,
}

const TABLES: [&str; 5] = ["input", "run", "stage", "output", "test"];

impl PipelineFile {
    /// Takes the text apart; gives its syntax errors apart from the faults of its tables, since
    /// some of these may only follow from them.
    pub(crate) fn parse(text: &ConfigText, faults: &mut Vec<Fault>) -> (Self, Vec<Fault>) {
        let (mut root, syntax) = parse_toml(text.file(), 0);
        let mut file = Self::default();
        let tests = root.take("test");
        match text.variables() {
            Some(variables) => expand(&mut root, text.file(), variables, faults),
            None => left_alone(&root, &mut file.warnings),
        }
        for (start, assignment) in text.overrides() {
            apply_override(&mut root, start, assignment, faults);
        }
        match root.take("input") {
            Some((_, node)) => file.input = step_table(node, "[input]", faults),
            None => faults.push(missing_table("input", "[input]", "says what to read")),
        }
        if let Some((_, node)) = root.take("run") {
            match node.value {
                Value::Table(table) => file.run = (table, node.span),
                other => faults.push(not_a_table(node.span, &other, "[run]")),
            }
        }
        file.stages = step_tables(root.take("stage"), "[[stage]]", faults);
        let had_output = root.get("output").is_some();
        file.outputs = step_tables(root.take("output"), "[[output]]", faults);
        if !had_output {
            faults.push(missing_table("output", "[[output]]", "says where results go"));
        }
        file.tests = test_tables(tests, faults);
        for (key, _) in root.iter() {
            let message = format!("a pipeline has no table `{}`", key.name);
            let fault = Fault::new(key.span, message, "unknown table");
            faults.push(match nearest(&key.name, TABLES) {
                Some(name) => fault.help(format!("did you mean `{name}`?")),
                None => fault.help(format!("its tables are {}", TABLES.join(", "))),
            });
        }
        (file, syntax)
    }
}

fn missing_table(name: &str, head: &str, purpose: &str) -> Fault {
    Fault::new(Span::default(), format!("the pipeline has no `{name}`"), "in this file")
        .help(format!("add `{head}` with `use = …`, which {purpose}"))
}

fn not_a_table(span: Span, found: &Value, head: &str) -> Fault {
    let message = format!("expected a table `{head}`, found {}", found.describe());
    Fault::new(span, message, "not a table").help(format!("write `{head}` on a line of its own"))
}

/// `[[head]]` tables, each with its `use`.
fn step_tables(entry: Option<(Key, Node)>, head: &str, faults: &mut Vec<Fault>) -> Vec<StepTable> {
    let Some((key, node)) = entry else { return Vec::new() };
    match node.value {
        Value::Array(items) => {
            items.into_iter().filter_map(|item| step_table(item, head, faults)).collect()
        }
        Value::Table(_) => {
            let message = format!("`{}` is a list of steps, not one table", key.name);
            let fault = Fault::new(key.span, message, "single brackets");
            faults.push(fault.help(format!("write `{head}`, with double brackets")));
            Vec::new()
        }
        other => {
            faults.push(not_a_table(node.span, &other, head));
            Vec::new()
        }
    }
}

fn step_table(node: Node, head: &str, faults: &mut Vec<Fault>) -> Option<StepTable> {
    let mut options = match node.value {
        Value::Table(table) => table,
        other => {
            faults.push(not_a_table(node.span, &other, head));
            return None;
        }
    };
    let Some((_, named)) = options.take("use") else {
        let message = format!("this `{head}` does not say what it uses");
        let fault = Fault::new(node.span, message, "`use` is missing");
        faults.push(fault.help("add `use = \"…\"`; `newsprint stages` lists the names"));
        return None;
    };
    match named.value {
        Value::String(name) => Some(StepTable { name, at: named.span, options }),
        other => {
            let message = format!("expected the name of a step, found {}", other.describe());
            faults
                .push(Fault::new(named.span, message, "not a string").help("write `use = \"…\"`"));
            None
        }
    }
}

/// `[[test]]` tables, read once the input is known.
fn test_tables(entry: Option<(Key, Node)>, faults: &mut Vec<Fault>) -> Vec<Node> {
    let Some((_, node)) = entry else { return Vec::new() };
    match node.value {
        Value::Array(tests) => tests,
        other => {
            faults.push(not_a_table(node.span, &other, "[[test]]"));
            Vec::new()
        }
    }
}

/// Carries out `table.key=value` or `stage.NAME.key=value`.
fn apply_override(root: &mut Table, start: usize, assignment: &str, faults: &mut Vec<Fault>) {
    let whole = Span::new(start, start + assignment.len());
    let Some((path, value)) = assignment.split_once('=') else {
        let fault = Fault::new(whole, "an override needs a `=`", "no value");
        faults.push(fault.help("write `--set run.chunk=64` or `--set stage.NAME.option=value`"));
        return;
    };
    let node = override_value(value, start + path.len() + 1);
    let mut segments: Vec<&str> = path.trim().split('.').collect();
    let key = Key {
        span: Span::new(start, start + path.len()),
        name: segments.pop().unwrap_or_default().to_owned(),
    };
    if let Some(table) = target(root, &segments, key.span) {
        return table.insert(key, node);
    }
    let message = format!("`{path}` names nothing in this pipeline");
    let help = "name `input.OPTION`, `run.OPTION`, `stage.NAME.OPTION` or `output.NAME.OPTION`, \
                with the name that the step has in `use`";
    faults.push(Fault::new(key.span, message, "no such table").help(help));
}

/// The value as TOML; as a string where it is not TOML, so that paths need no quotes.
fn override_value(value: &str, at: usize) -> Node {
    let (mut table, faults) = parse_toml(&format!("v={value}"), at.saturating_sub(2));
    match table.take("v") {
        Some((_, node)) if faults.is_empty() => node,
        _ => Node {
            span: Span::new(at, at + value.len()),
            value: Value::String(value.trim().to_owned()),
        },
    }
}

/// The table that an override's path leads to.
fn target<'a>(root: &'a mut Table, path: &[&str], at: Span) -> Option<&'a mut Table> {
    match path {
        [name @ ("input" | "run"), inner @ ..] => {
            if *name == "run" && root.get(name).is_none() {
                let key = Key { span: at, name: (*name).to_owned() };
                root.insert(key, Node { span: at, value: Value::Table(Table::default()) });
            }
            inside(as_table(root.get_mut(name)?)?, inner, at)
        }
        [list @ ("stage" | "output"), name, inner @ ..] => {
            let Value::Array(items) = &mut root.get_mut(list)?.value else { return None };
            let step = items.iter_mut().filter_map(as_table).find(|table| {
                let used = table.get("use").map(|node| &node.value);
                matches!(used, Some(Value::String(used)) if used == name)
            });
            inside(step?, inner, at)
        }
        _ => None,
    }
}

/// The table that the keys of `path` lead to, made where it is not there.
fn inside<'a>(mut table: &'a mut Table, path: &[&str], at: Span) -> Option<&'a mut Table> {
    for name in path {
        if table.get(name).is_none() {
            let key = Key { span: at, name: (*name).to_owned() };
            table.insert(key, Node { span: at, value: Value::Table(Table::default()) });
        }
        table = as_table(table.get_mut(name)?)?;
    }
    Some(table)
}

fn as_table(node: &mut Node) -> Option<&mut Table> {
    match &mut node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}
