//! What each step of a plan reads and writes.

use newsprint_core::{Field, FlowItem, Registry, StepKind};
use serde::Serialize;

use crate::Plan;

/// A step of a plan with what it reads and writes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct GraphStep {
    /// Its name in the plan.
    pub name: String,
    /// Where it stands: `input`, `stage` or `output`.
    pub kind: String,
    /// Whether it must see all articles before it decides on any.
    pub waits_for_all: bool,
    /// What must have been written before it, attachments and labels that its options name among
    /// it.
    pub reads: Vec<String>,
    /// What it takes into account where it is there; `None` when that is not known.
    pub uses: Option<Vec<String>>,
    /// What is there after it.
    pub writes: Vec<String>,
}

impl Plan {
    /// Every step in order: the input, the stages, the outputs. `registry` is the one that the plan
    /// was made with.
    pub fn graph(&self, registry: &Registry) -> Vec<GraphStep> {
        let stages = self.stages.len();
        let step = |(index, name): (usize, &str)| {
            let kind = match index {
                0 => StepKind::Input,
                _ if index <= stages => StepKind::Stage,
                _ => StepKind::Output,
            };
            // The second of a name has a number behind it.
            let used = name.split('#').next().unwrap_or(name);
            let info = registry.get(kind, used);
            let named = self.flows.get(index);
            let needs = named.map(|flow| flow.needs.iter().map(|(item, _)| item));
            let gives = named.map(|flow| flow.gives.iter());
            GraphStep {
                name: name.to_owned(),
                kind: kind.to_string(),
                waits_for_all: info.is_some_and(|info| info.is_corpus),
                reads: items(info.map(|info| info.reads), needs.into_iter().flatten()),
                uses: info.and_then(|info| info.uses).map(|uses| items(Some(uses), [].iter())),
                writes: items(info.map(|info| info.writes), gives.into_iter().flatten()),
            }
        };
        self.step_names().into_iter().enumerate().map(step).collect()
    }
}

/// Fields and what options name besides, each once.
fn items<'a>(fields: Option<&[Field]>, named: impl Iterator<Item = &'a FlowItem>) -> Vec<String> {
    let fields = fields.unwrap_or_default().iter().map(Field::to_string);
    let mut items: Vec<String> = Vec::new();
    for item in fields.chain(named.map(FlowItem::to_string)) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items
}
