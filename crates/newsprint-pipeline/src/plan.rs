//! A checked plan: steps that are built, in an order in which each finds what it reads.

use std::collections::{BTreeMap, BTreeSet};

use newsprint_core::config::{Fault, Node, decode_options, nearest};
use newsprint_core::{
    CorpusStage, Field, Input, Registry, Sink, Span, Stage, Step, StepInfo, StepKind,
};

use crate::file::{PipelineFile, StepTable};
use crate::testing::{Test, TestInput};
use crate::{ConfigError, ConfigText, RunSettings};

/// A pipeline that can run: every step built, every option checked.
pub struct Plan {
    pub(crate) input: Named<Box<dyn Input>>,
    pub(crate) stages: Vec<Named<AnyStage>>,
    pub(crate) outputs: Vec<Named<Box<dyn Sink>>>,
    pub(crate) settings: RunSettings,
    pub(crate) tests: Vec<Test>,
}

/// A step with the name that reports and rejects call it by: its name in the file, with a number
/// when it is used more than once.
pub(crate) struct Named<T> {
    pub(crate) name: String,
    pub(crate) step: T,
}

pub(crate) enum AnyStage {
    Document(Box<dyn Stage>),
    Corpus(Box<dyn CorpusStage>),
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("steps", &self.step_names()).finish_non_exhaustive()
    }
}

impl Plan {
    /// Checks a pipeline and builds its steps, without reading input or creating anything.
    ///
    /// # Errors
    /// Every fault of the text at once.
    pub fn new(text: &ConfigText, registry: &Registry) -> Result<Self, ConfigError> {
        let mut faults = Vec::new();
        let (file, syntax) = PipelineFile::parse(text, &mut faults);
        Self::of_file(text, file, syntax, faults, registry)
    }

    /// Checks and builds the steps of `file`, which was read from `text` with the faults given.
    pub(crate) fn of_file(
        text: &ConfigText,
        file: PipelineFile,
        syntax: Vec<Fault>,
        mut faults: Vec<Fault>,
        registry: &Registry,
    ) -> Result<Self, ConfigError> {
        let mut planner = Planner { registry, faults: Vec::new(), available: BTreeSet::new() };
        let plan = planner.plan(file);
        if syntax.is_empty() {
            faults.append(&mut planner.faults);
        } else {
            faults = without_cascades(text, syntax, planner.faults);
        }
        match plan {
            Some(plan) if faults.is_empty() => Ok(plan),
            _ => Err(ConfigError::new(text.clone(), faults)),
        }
    }

    /// The names of the steps, in order: the input, the stages, the outputs.
    pub fn step_names(&self) -> Vec<&str> {
        let stages = self.stages.iter().map(|stage| stage.name.as_str());
        let outputs = self.outputs.iter().map(|output| output.name.as_str());
        std::iter::once(self.input.name.as_str()).chain(stages).chain(outputs).collect()
    }

    /// The settings of the run.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }
}

/// The faults of a text that is no TOML, without those that only follow from others: one for each
/// line with a syntax error, and nothing from where a bracket that is never closed has swallowed
/// the rest.
fn without_cascades(text: &ConfigText, syntax: Vec<Fault>, steps: Vec<Fault>) -> Vec<Fault> {
    let unclosed = |fault: &&Fault| {
        fault.message.starts_with("unclosed array,") || fault.message.starts_with("unclosed inline")
    };
    let swallowed = syntax.iter().find(unclosed).and_then(|_| {
        syntax
            .iter()
            .find(|fault| fault.message.contains("array") || fault.message.contains("inline"))
    });
    let end = swallowed.map_or(usize::MAX, |fault| fault.span.start());
    let mut lines = BTreeSet::new();
    let mut kept = syntax;
    kept.sort_by_key(|fault| fault.span);
    kept.retain(|fault| fault.span.start() <= end && lines.insert(text.locate(fault.span).line));
    kept.extend(steps.into_iter().filter(|fault| {
        fault.span.start() < end && !lines.contains(&text.locate(fault.span).line)
    }));
    kept
}

struct Planner<'a> {
    registry: &'a Registry,
    faults: Vec<Fault>,
    /// What has been written up to the step at hand.
    available: BTreeSet<Field>,
}

impl Planner<'_> {
    /// Goes through all of the file before giving up, so that all faults are told.
    fn plan(&mut self, file: PipelineFile) -> Option<Plan> {
        let (run, at) = file.run;
        let settings = decode_options(run, at, "run", &mut self.faults);
        let tests = self.tests(file.tests, file.input.as_ref());
        let input_known = file.input.is_some();
        let input = file.input.and_then(|table| self.step(table, StepKind::Input));
        if input.is_none() && !input_known {
            // What the input gives is unknown; the stages' needs cannot be judged.
            self.available.extend([Field::Text, Field::Articles]);
        }
        let stages = self.steps(file.stages, StepKind::Stage);
        let outputs = self.steps(file.outputs, StepKind::Output);
        let input = match input? {
            Named { name, step: Step::Input(step) } => Named { name, step },
            _ => return None,
        };
        let stages = stages.into_iter().filter_map(|Named { name, step }| match step {
            Step::Stage(step) => Some(Named { name, step: AnyStage::Document(step) }),
            Step::Corpus(step) => Some(Named { name, step: AnyStage::Corpus(step) }),
            Step::Input(_) | Step::Sink(_) => None,
        });
        let outputs = outputs.into_iter().filter_map(|Named { name, step }| match step {
            Step::Sink(step) => Some(Named { name, step }),
            _ => None,
        });
        Some(Plan {
            input,
            stages: stages.collect(),
            outputs: outputs.collect(),
            settings: settings?,
            tests,
        })
    }

    fn tests(&mut self, tests: Vec<Node>, input: Option<&StepTable>) -> Vec<Test> {
        let input = input.and_then(|table| {
            let info = self.registry.get(StepKind::Input, &table.name)?;
            Some(TestInput { info, options: &table.options })
        });
        let read = |node| Test::read(node, input.as_ref(), &mut self.faults);
        tests.into_iter().filter_map(read).collect()
    }

    fn steps(&mut self, tables: Vec<StepTable>, kind: StepKind) -> Vec<Named<Step>> {
        let mut steps: Vec<Named<Step>> = Vec::new();
        let mut times_used: BTreeMap<String, usize> = BTreeMap::new();
        for table in tables {
            let times = times_used.entry(table.name.clone()).or_default();
            *times += 1;
            let number = *times;
            if let Some(mut step) = self.step(table, kind) {
                if number > 1 {
                    step.name = format!("{}#{number}", step.name);
                }
                steps.push(step);
            }
        }
        steps
    }

    fn step(&mut self, table: StepTable, kind: StepKind) -> Option<Named<Step>> {
        let Some(info) = self.registry.get(kind, &table.name) else {
            self.unknown_step(&table, kind);
            return None;
        };
        let info = info.clone();
        self.check_reads(&info, table.at);
        self.available.extend(info.writes);
        let step = info.build(table.options, table.at, &mut self.faults)?;
        Some(Named { name: table.name, step })
    }

    fn unknown_step(&mut self, table: &StepTable, kind: StepKind) {
        let name = &table.name;
        let fault = Fault::new(table.at, format!("there is no {kind} `{name}`"), "unknown name");
        let names = || self.registry.of_kind(kind).map(|info| info.name);
        let elsewhere = self.registry.iter().find(|info| info.name == *name);
        let help = match (nearest(name, names()), elsewhere) {
            (_, Some(other)) => format!("`{name}` is the name of an {}", other.kind),
            (Some(near), None) => format!("did you mean `{near}`?"),
            (None, None) => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        let left_out = self.registry.left_out(kind, name).map(|feature| {
            format!("this build lacks it: build newsprint with `--features {feature}`")
        });
        self.faults.push(fault.help(left_out.unwrap_or(help)));
        // What the unknown step would have written is unknown; later needs are not judged by it.
        if kind != StepKind::Output {
            self.available.extend([Field::Text, Field::Articles, Field::Group, Field::Metrics]);
        }
    }

    fn check_reads(&mut self, info: &StepInfo, at: Span) {
        for field in info.reads {
            if self.available.contains(field) {
                continue;
            }
            let name = info.name;
            let message = format!("`{name}` reads {field}, which no earlier step writes");
            let fault = Fault::new(at, message, format!("needs {field}"));
            let writers = self.registry.of_kind(StepKind::Stage);
            let writer = writers.into_iter().find(|info| info.writes.contains(field));
            self.faults.push(match writer {
                Some(writer) => fault
                    .help(format!("put a `[[stage]]` with `use = \"{}\"` before it", writer.name)),
                None => fault.help(format!("no registered stage writes {field}")),
            });
        }
    }
}
