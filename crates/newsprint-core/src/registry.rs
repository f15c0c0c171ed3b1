//! The steps that pipeline files can name.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::Span;
use crate::config::{Fault, OptionSpec, Options as _, Table, decode_known_options};
use crate::step::{Codes, Component, CorpusStage, Field, Flow, Input, Sink, Stage};

/// The steps that pipeline files can name.
///
/// Registration is explicit: each crate of steps has a `register` function that adds its own, and
/// the binary calls those it wants.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    steps: BTreeMap<(StepKind, &'static str), StepInfo>,
    left_out: BTreeMap<(StepKind, &'static str), &'static str>,
}

/// Where in a pipeline a step can stand. Inputs, stages and outputs have separate names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// In `[input]`.
    Input,
    /// In `[[stage]]`.
    Stage,
    /// In `[[output]]`.
    Output,
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Input => "input",
            Self::Stage => "stage",
            Self::Output => "output",
        })
    }
}

/// A step, ready to run.
pub enum Step {
    /// Reads documents.
    Input(Box<dyn Input>),
    /// Works on one document at a time.
    Stage(Box<dyn Stage>),
    /// Works on all articles at once.
    Corpus(Box<dyn CorpusStage>),
    /// Writes results.
    Sink(Box<dyn Sink>),
}

/// What is known of a registered step.
#[derive(Clone)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a component declares")]
pub struct StepInfo {
    /// Its name in pipeline files.
    pub name: &'static str,
    /// Where it can stand.
    pub kind: StepKind,
    /// Whether it must see all articles before it decides on any.
    pub is_corpus: bool,
    /// Raised whenever its results change.
    pub version: u32,
    /// What must have been written before it.
    pub reads: &'static [Field],
    /// What is there after it.
    pub writes: &'static [Field],
    /// What it takes into account where it is there; `None` when that is not known.
    pub uses: Option<&'static [Field]>,
    /// Whether its options may name more that it reads and writes.
    pub has_flow: bool,
    /// Whether documents may come from it with more than it writes.
    pub brings_more: bool,
    /// Whether it always takes documents or articles out of the run.
    pub drops: bool,
    /// The words that it gives as reasons, each with its meaning.
    pub codes: Codes,
    manual: &'static str,
    options: fn() -> Vec<OptionSpec>,
    build: BuildFn,
}

type BuildFn = Arc<dyn Fn(Table, Span, &mut Vec<Fault>) -> Option<(Step, Flow)> + Send + Sync>;

impl StepInfo {
    /// Makes the step from its options; `at` is where its table stands in the pipeline file.
    ///
    /// `None` when a fault was added.
    pub fn build(&self, options: Table, at: Span, faults: &mut Vec<Fault>) -> Option<Step> {
        self.build_with_flow(options, at, faults).map(|(step, _)| step)
    }

    /// [Makes](Self::build) the step, and says what its options make it read and write.
    pub fn build_with_flow(
        &self,
        options: Table,
        at: Span,
        faults: &mut Vec<Fault>,
    ) -> Option<(Step, Flow)> {
        (self.build)(options, at, faults)
    }

    /// What the pipeline file can set.
    pub fn options(&self) -> Vec<OptionSpec> {
        (self.options)()
    }

    /// The first sentence of the manual page.
    pub fn summary(&self) -> &'static str {
        let body = self.manual.trim_start().lines().find(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#')
        });
        body.unwrap_or_default().trim()
    }

    /// The manual page in Markdown: the step's own text and what is known from its declaration.
    pub fn manual_page(&self) -> String {
        let mut page = format!("# `{}` ({})\n\n{}\n", self.name, self.kind, self.manual.trim());
        page.push_str("\n## Options\n");
        page.push_str(&OptionSpec::manual(&self.options()));
        if !self.codes.is_empty() {
            page.push_str("\n## Codes\n");
            for (code, meaning) in self.codes {
                let _ = writeln!(page, "- `{code}`: {meaning}");
            }
        }
        let names = |fields: &[Field]| match fields {
            [] => "nothing".to_owned(),
            _ => fields.iter().map(Field::to_string).collect::<Vec<_>>().join(", "),
        };
        let _ = writeln!(
            page,
            "\n## In a pipeline\nReads {}; writes {}{}. Version {}.{}{}{}",
            names(self.reads),
            names(self.writes),
            if self.has_flow { "; and what its options name" } else { "" },
            self.version,
            if self.is_corpus { " Waits for all articles." } else { "" },
            if self.brings_more { " What an earlier run wrote comes with all it had." } else { "" },
            match self.uses {
                Some(uses @ [_, ..]) => format!(" Takes {} into account.", names(uses)),
                _ => String::new(),
            },
        );
        page
    }
}

impl fmt::Debug for StepInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepInfo")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Why a step could not be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// Two steps of one kind want the same name.
    #[error("two steps want the name `{name}` as {kind}; give one of them another")]
    Taken {
        /// The name.
        name: &'static str,
        /// Where both would stand.
        kind: StepKind,
    },
    /// A name must be lower-case words joined by `-`.
    #[error("`{0}` is no step name: use lower-case words joined by `-`")]
    BadName(&'static str),
}

impl Registry {
    /// A registry without steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an input.
    ///
    /// # Errors
    /// When the name is taken or not well-formed.
    pub fn add_input<T: Component + Input>(&mut self) -> Result<(), RegistryError> {
        self.add::<T>(StepKind::Input, false, |step| Step::Input(Box::new(step)))
    }

    /// Adds a stage.
    ///
    /// # Errors
    /// When the name is taken or not well-formed.
    pub fn add_stage<T: Component + Stage>(&mut self) -> Result<(), RegistryError> {
        self.add::<T>(StepKind::Stage, false, |step| Step::Stage(Box::new(step)))
    }

    /// Adds a corpus stage.
    ///
    /// # Errors
    /// When the name is taken or not well-formed.
    pub fn add_corpus_stage<T: Component + CorpusStage>(&mut self) -> Result<(), RegistryError> {
        self.add::<T>(StepKind::Stage, true, |step| Step::Corpus(Box::new(step)))
    }

    /// Adds an output.
    ///
    /// # Errors
    /// When the name is taken or not well-formed.
    pub fn add_output<T: Component + Sink>(&mut self) -> Result<(), RegistryError> {
        self.add::<T>(StepKind::Output, false, |step| Step::Sink(Box::new(step)))
    }

    /// Says that this build lacks a step, and which cargo feature brings it, so that a pipeline that
    /// names it can be told what to do.
    pub fn leave_out(&mut self, kind: StepKind, name: &'static str, feature: &'static str) {
        self.left_out.insert((kind, name), feature);
    }

    /// The cargo feature that brings the step `name`, where this build lacks it.
    pub fn left_out(&self, kind: StepKind, name: &str) -> Option<&'static str> {
        let mut left_out = self.left_out.iter();
        left_out.find(|((of, it), _)| *of == kind && *it == name).map(|(_, feature)| *feature)
    }

    fn add<T: Component + 'static>(
        &mut self,
        kind: StepKind,
        is_corpus: bool,
        wrap: fn(T) -> Step,
    ) -> Result<(), RegistryError> {
        let name = T::NAME;
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !name.split('-').all(is_word) {
            return Err(RegistryError::BadName(name));
        }
        if self.steps.contains_key(&(kind, name)) {
            return Err(RegistryError::Taken { name, kind });
        }
        let info = StepInfo {
            name,
            kind,
            is_corpus,
            version: T::VERSION,
            reads: T::READS,
            writes: T::WRITES,
            uses: T::USES,
            has_flow: T::FLOW.is_some(),
            brings_more: T::BRINGS_MORE,
            drops: T::DROPS,
            codes: T::CODES,
            manual: T::MANUAL,
            options: T::Options::specs,
            build: Arc::new(move |table, at, faults| {
                let (options, is_whole) =
                    decode_known_options::<T::Options>(table, at, name, faults);
                match T::build(options?) {
                    Ok(step) => is_whole.then(|| {
                        let flow = T::FLOW.map(|flow| flow(&step)).unwrap_or_default();
                        (wrap(step), flow)
                    }),
                    Err(found) => {
                        faults.extend(found);
                        None
                    }
                }
            }),
        };
        self.steps.insert((kind, name), info);
        Ok(())
    }

    /// The step of this kind and name.
    pub fn get(&self, kind: StepKind, name: &str) -> Option<&StepInfo> {
        self.of_kind(kind).find(|info| info.name == name)
    }

    /// Every step of this kind, by name.
    pub fn of_kind(&self, kind: StepKind) -> impl Iterator<Item = &StepInfo> {
        self.steps.values().filter(move |info| info.kind == kind)
    }

    /// Every step, by kind and name.
    pub fn iter(&self) -> impl Iterator<Item = &StepInfo> {
        self.steps.values()
    }
}
