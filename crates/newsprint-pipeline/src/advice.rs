//! What a pipeline does in vain: it can run, and its writer meant something else.

use newsprint_core::config::{
    Choices as _, Fault, Key, Node, OptionSpec, Options as _, Table, Value,
};
use newsprint_core::{Field, FlowItem, StepKind};

use crate::plan::Given;
use crate::{KeepRejects, RunSettings};

/// A warning for each step and option of a pipeline that has no effect, or less than it seems.
pub(crate) fn warnings(steps: &[Given], run: &Table) -> Vec<Fault> {
    let mut warnings = options_without_effect(run, &RunSettings::specs());
    warnings.extend(rejects_that_go_nowhere(run));
    for (index, step) in steps.iter().enumerate() {
        let (before, after) = (&steps[..index], &steps[index + 1..]);
        warnings.extend(options_without_effect(&step.options, &step.info.options()));
        if step.info.kind == StepKind::Stage {
            let in_vain = said_twice(before.last(), step)
                .or_else(|| unused(step, after))
                .or_else(|| thrown_away(step, after));
            warnings.extend(in_vain);
        }
    }
    if !steps.iter().any(|step| step.info.is_corpus) {
        warnings.extend(["spool", "memory"].into_iter().filter_map(|name| {
            let (key, _) = run.iter().find(|(key, _)| key.name == name)?;
            let message = format!("`{name}` has no effect: no stage waits for all articles");
            Some(Fault::new(key.span, message, "nothing waits").help("take it out"))
        }));
    }
    warnings
}

/// The same stage once more changes nothing: that is a law of stages.
fn said_twice(before: Option<&Given>, step: &Given) -> Option<Fault> {
    let before = before.filter(|it| it.info.name == step.info.name)?;
    same_table(&before.options, &step.options).then(|| {
        let message = format!("`{}` has just done the same", step.info.name);
        Fault::new(step.at, message, "changes nothing").help("take it out")
    })
}

/// Options that count only when another option has another value.
fn options_without_effect(options: &Table, specs: &[OptionSpec]) -> Vec<Fault> {
    let without_effect = specs.iter().filter_map(|spec| {
        let (other, word) = spec.only_with.as_ref()?;
        let (key, _) = options.iter().find(|(key, _)| key.name == spec.name)?;
        let given = options.get(other).map(|node| &node.value);
        let default = specs.iter().find(|it| it.name == *other)?.default.as_deref();
        let is_word = |value: &Value| matches!(value, Value::String(it) if it == word);
        let mut is_list = false;
        let has_effect = match given {
            Some(given @ Value::String(_)) => is_word(given),
            Some(Value::Array(items)) => {
                is_list = true;
                items.iter().any(|item| is_word(&item.value))
            }
            // What is neither is a fault of its own.
            Some(_) => true,
            None => {
                is_list = default.is_some_and(|default| default.starts_with('['));
                let quoted = format!("{word:?}");
                default.is_some_and(|it| it == quoted || (is_list && it.contains(&quoted)))
            }
        };
        (!has_effect).then(|| {
            let message = format!("`{}` has no effect here", spec.name);
            let help = if is_list {
                format!("add `\"{word}\"` to `{other}`, or take it out")
            } else {
                format!("set `{other} = \"{word}\"`, or take it out")
            };
            Fault::new(key.span, message, "no effect").help(help)
        })
    });
    without_effect.collect()
}

/// A file for rejects of which none are kept.
fn rejects_that_go_nowhere(run: &Table) -> Option<Fault> {
    let (key, _) = run.iter().find(|(key, _)| key.name == "rejects-file")?;
    let kept = run.get("rejects").map(|node| &node.value);
    let counts = matches!(kept, Some(Value::String(word)) if word == KeepRejects::Count.word());
    let fault = Fault::new(key.span, "`rejects-file` has no effect here", "no effect");
    counts.then(|| fault.help("set `rejects = \"keep\"` or `\"sample\"`, or take it out"))
}

/// A stage whose results no later step reads or shows.
fn unused(step: &Given, after: &[Given]) -> Option<Fault> {
    let results = results(step)?;
    let is_used = after.iter().any(|later| results.iter().any(|field| may_use(later, *field)));
    (!is_used).then(|| {
        let names: Vec<_> = results.iter().map(Field::to_string).collect();
        let message = format!("no later step uses what `{}` writes", step.info.name);
        let fault = Fault::new(step.at, message, format!("writes {}", names.join(", ")));
        fault.help("take it out, or add an output that shows it, such as `jsonl`")
    })
}

/// A stage that works on articles which the next steps throw away without looking at its results.
fn thrown_away(step: &Given, after: &[Given]) -> Option<Fault> {
    let results = results(step)?;
    let uses = |later: &&Given| results.iter().any(|field| may_use(later, *field));
    let dropping = after.iter().take_while(|later| !uses(later)).find(|later| later.info.drops)?;
    let (name, other) = (step.info.name, dropping.info.name);
    let message = format!("`{name}` works on articles that `{other}` drops without looking at it");
    let fault = Fault::new(step.at, message, "partly in vain");
    Some(fault.help(format!("put `{name}` behind `{other}`")))
}

/// What a stage adds to articles; `None` when it makes or changes them.
fn results(step: &Given) -> Option<&'static [Field]> {
    let writes = step.info.writes;
    let adds = !writes.is_empty() && !writes.contains(&Field::Articles) && !step.info.drops;
    adds.then_some(writes)
}

fn may_use(step: &Given, field: Field) -> bool {
    let item = FlowItem::from(field);
    step.info.uses.is_none_or(|uses| uses.contains(&field))
        || step.info.reads.contains(&field)
        || step.flow.needs.iter().any(|(needed, _)| *needed == item)
}

/// Whether two tables say the same, wherever they stand.
fn same_table(a: &Table, b: &Table) -> bool {
    let entry = |(key, node): &(Key, Node)| match b.get(&key.name) {
        Some(other) => same(&node.value, &other.value),
        None => false,
    };
    a.iter().count() == b.iter().count() && a.iter().all(entry)
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.value, &b.value))
        }
        (Value::Table(a), Value::Table(b)) => same_table(a, b),
        (a, b) => a == b,
    }
}
