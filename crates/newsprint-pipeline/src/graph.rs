//! What each step of a plan reads and writes.

use newsprint_core::{Field, Registry, StepKind};
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
    /// What must have been written before it.
    pub reads: Vec<String>,
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
            let named = name.split('#').next().unwrap_or(name);
            let info = registry.get(kind, named);
            let fields = |of: Option<&[Field]>| -> Vec<String> {
                of.unwrap_or_default().iter().map(Field::to_string).collect()
            };
            GraphStep {
                name: name.to_owned(),
                kind: kind.to_string(),
                waits_for_all: info.is_some_and(|info| info.is_corpus),
                reads: fields(info.map(|info| info.reads)),
                writes: fields(info.map(|info| info.writes)),
            }
        };
        self.step_names().into_iter().enumerate().map(step).collect()
    }
}
