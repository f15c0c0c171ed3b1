//! A checked plan: steps that are built, in an order in which each finds what it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use newsprint_core::config::{
    Fault, Node, OptionSpec, Options as _, Table, Value, decode_options, nearest,
};
use newsprint_core::{CorpusStage, Flow, Input, Registry, Span, Stage, Step, StepInfo, StepKind};

use crate::facts::StepFacts;
use crate::file::{PipelineFile, StepTable};
use crate::flow::{Lacking, Written};
use crate::only::Only;
use crate::outlet::Output;
use crate::settings::{KeepRejects, REJECTS};
use crate::testing::{Test, TestInput};
use crate::{ConfigError, ConfigText, RunSettings, advice, expand, places};

/// A pipeline that can run: every step built, every option checked.
pub struct Plan {
    pub(crate) input: Named<Box<dyn Input>>,
    pub(crate) stages: Vec<Named<AnyStage>>,
    pub(crate) outputs: Vec<Named<Output>>,
    pub(crate) settings: RunSettings,
    /// The pipeline's file, as it is called in messages.
    pub(crate) file: String,
    /// What each step depends on, in order.
    pub(crate) facts: Vec<StepFacts>,
    /// What the options of each step make it read and write, in order.
    pub(crate) flows: Vec<Flow>,
    /// What the outputs write.
    pub(crate) targets: Vec<PathBuf>,
    /// The kind and the options of each stage, with overrides applied.
    stage_options: Vec<(&'static str, Table)>,
    /// The kind and the options of each output, as the file has them.
    pub(crate) output_options: Vec<(String, Table)>,
    pub(crate) tests: Vec<Test>,
    warnings: Vec<Fault>,
}

/// A step as the file has it, for what is checked across steps.
pub(crate) struct Given {
    pub(crate) info: StepInfo,
    /// Where its name stands.
    pub(crate) at: Span,
    pub(crate) options: Table,
    /// What they make it read and write.
    pub(crate) flow: Flow,
}

impl Given {
    fn facts(&self) -> StepFacts {
        StepFacts::new(self.info.version, &self.options)
    }

    fn stage_options(&self) -> Option<(&'static str, Table)> {
        let is_stage = self.info.kind == StepKind::Stage;
        is_stage.then(|| (self.info.name, self.options.clone()))
    }

    /// What an output writes, unless it is standard output.
    fn target(&self) -> Option<PathBuf> {
        let is_output = self.info.kind == StepKind::Output;
        match &self.options.get("path").filter(|_| is_output)?.value {
            Value::String(path) if path != "-" => Some(path.into()),
            _ => None,
        }
    }
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
        let mut planner = Planner {
            registry,
            text,
            faults: Vec::new(),
            warnings: Vec::new(),
            written: Written::new(registry),
            given: Vec::new(),
        };
        let plan = planner.plan(file);
        let in_it = |fault: &Fault, other: &Fault| {
            !other.span.is_empty() && fault.span.contains(other.span)
        };
        // A value whose variable is at fault is not judged as well.
        planner.faults.retain(|fault| !faults.iter().any(|other| in_it(fault, other)));
        faults.append(&mut planner.faults);
        if !syntax.is_empty() {
            faults = without_cascades(text, syntax, faults);
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

    /// What in the pipeline has no effect, or less than it seems; it can be run all the same.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }

    /// The options that are set of the first stage of this kind.
    pub fn stage_options(&self, kind: &str) -> Option<&Table> {
        self.stage_options.iter().find(|(name, _)| *name == kind).map(|(_, options)| options)
    }

    /// The settings of the run.
    pub fn settings(&self) -> &RunSettings {
        &self.settings
    }
}

/// The faults of a text that is no TOML, without those that may only follow from others: one for
/// each line with a syntax error, and of tables that are missing none.
fn without_cascades(text: &ConfigText, syntax: Vec<Fault>, others: Vec<Fault>) -> Vec<Fault> {
    let mut lines = BTreeSet::new();
    let mut kept = syntax;
    kept.sort_by_key(|fault| fault.span);
    kept.retain(|fault| lines.insert(text.locate(fault.span).line));
    let is_sure = |fault: &Fault| {
        fault.span != Span::default() && !lines.contains(&text.locate(fault.span).line)
    };
    kept.extend(others.into_iter().filter(is_sure));
    kept
}

/// A step with the labels that it takes articles by, if it is an output that does so.
type Built = (Step, Option<Only>);

struct Planner<'a> {
    registry: &'a Registry,
    text: &'a ConfigText,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    /// What has been written up to the step at hand.
    written: Written<'a>,
    given: Vec<Given>,
}

impl Planner<'_> {
    /// Goes through all of the file before giving up, so that all faults are told.
    fn plan(&mut self, file: PipelineFile) -> Option<Plan> {
        let (mut run, at) = file.run;
        self.settle_types(&mut run, &RunSettings::specs());
        let settings: Option<RunSettings> =
            decode_options(run.clone(), at, "run", &mut self.faults);
        let tests = self.tests(file.tests, file.input.as_ref());
        let input_known = file.input.is_some();
        let input = file.input.and_then(|table| self.step(table, StepKind::Input));
        if input.is_none() && !input_known {
            // What the input gives is unknown; the stages' needs cannot be judged.
            self.written.add_unknown();
        }
        let stages = self.steps(file.stages, StepKind::Stage);
        let options = |table: &StepTable| (table.name.clone(), table.options.clone());
        let output_options = file.outputs.iter().map(options).collect();
        let outputs = self.steps(file.outputs, StepKind::Output);
        let keeps = settings.as_ref().is_none_or(|it| it.rejects != KeepRejects::Count);
        let rejects = match run.get("rejects-file") {
            Some(Node { value: Value::String(path), span }) => (Path::new(path), Some(*span)),
            _ => (Path::new(REJECTS), None),
        };
        let rejects = keeps.then_some(rejects);
        places::check(&self.given, self.text.name(), rejects, &mut self.faults);
        let mut warnings = file.warnings;
        warnings.append(&mut self.warnings);
        warnings.extend(advice::warnings(&self.given, &run));
        warnings.sort_by_key(|warning| warning.span);
        let input = match input? {
            Named { name, step: (Step::Input(step), _) } => Named { name, step },
            _ => return None,
        };
        let stages = stages.into_iter().filter_map(|Named { name, step: (step, _) }| match step {
            Step::Stage(step) => Some(Named { name, step: AnyStage::Document(step) }),
            Step::Corpus(step) => Some(Named { name, step: AnyStage::Corpus(step) }),
            Step::Input(_) | Step::Sink(_) => None,
        });
        let outputs = outputs.into_iter().filter_map(|Named { name, step: (step, only) }| {
            let Step::Sink(sink) = step else { return None };
            Some(Named { name, step: Output { sink, only } })
        });
        Some(Plan {
            input,
            stages: stages.collect(),
            outputs: outputs.collect(),
            settings: settings?,
            file: self.text.locate(Span::default()).name.to_owned(),
            facts: self.given.iter().map(Given::facts).collect(),
            flows: self.given.iter().map(|given| given.flow.clone()).collect(),
            targets: self.given.iter().filter_map(Given::target).collect(),
            stage_options: self.given.iter().filter_map(Given::stage_options).collect(),
            output_options,
            tests,
            warnings,
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

    fn steps(&mut self, tables: Vec<StepTable>, kind: StepKind) -> Vec<Named<Built>> {
        let mut steps: Vec<Named<Built>> = Vec::new();
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

    fn settle_types(&self, table: &mut Table, specs: &[OptionSpec]) {
        if self.text.variables().is_some() {
            expand::settle_types(table, specs, self.text.file());
        }
    }

    fn step(&mut self, mut table: StepTable, kind: StepKind) -> Option<Named<Built>> {
        let Some(info) = self.registry.get(kind, &table.name) else {
            self.unknown_step(&table, kind);
            return None;
        };
        let info = info.clone();
        self.settle_types(&mut table.options, &info.options());
        let is_output = kind == StepKind::Output;
        let mut flow = Flow::default();
        let only = is_output.then(|| Only::take(&mut table.options, &mut flow, &mut self.faults));
        let options = table.options.clone();
        let built = info.build_with_flow(table.options, table.at, &mut self.faults);
        let named = built.as_ref().map(|(_, named)| named);
        if let Some(named) = named {
            flow.needs.extend(named.needs.iter().cloned());
            flow.gives.extend(named.gives.iter().cloned());
        }
        let Lacking { faults, warnings } = self.written.lacking(&info, table.at, &flow);
        self.faults.extend(faults);
        self.warnings.extend(warnings);
        self.written.add(&info, named);
        self.given.push(Given { info, at: table.at, options, flow });
        let (step, _) = built?;
        Some(Named { name: table.name, step: (step, only.flatten()) })
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
            self.written.add_unknown();
        }
    }
}
