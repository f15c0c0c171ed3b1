//! A pipeline over what an earlier run rejected: its rejects come in, and nothing that stands
//! anywhere is replaced.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use newsprint_core::config::{Fault, Key, Node, Table, Value, decode_options};
use newsprint_core::interchange::{RejectHead, RejectKind, read_reject_head};
use newsprint_core::{Registry, Span, StepKind};

use crate::file::{PipelineFile, StepTable};
use crate::replay_input::{Again, ReplayInput};
use crate::{ConfigError, ConfigText, Plan, RunSettings};

/// Which rejects are fed in again.
#[derive(Clone, Debug, Default)]
pub struct ReplayChoice {
    /// The file of rejects; the one that the pipeline file names when left out.
    pub rejects: Option<PathBuf>,
    /// Also what stages dropped on purpose. A stage or a reason that is named asks for it too.
    pub dropped: bool,
    /// Only the rejects of these steps; of all when empty.
    pub stages: Vec<String>,
    /// Only the rejects with these codes; with any when empty.
    pub reasons: Vec<String>,
}

impl ReplayChoice {
    /// Whether a reject is among them.
    pub(crate) fn has(&self, reject: &RejectHead) -> bool {
        let is_named = !(self.stages.is_empty() && self.reasons.is_empty());
        let is_among =
            |names: &[String], name: &str| names.is_empty() || names.iter().any(|it| it == name);
        (reject.kind == RejectKind::Quarantined || self.dropped || is_named)
            && is_among(&self.stages, &reject.stage)
            && is_among(&self.reasons, &reject.code)
    }
}

/// A pipeline whose input are rejects.
///
/// What became a document goes through the stages again; what never did is decoded again; a place of
/// which nothing could be kept is read again in its file. Each output and the new rejects get a name
/// beside the one in the pipeline file, `articles.replay-1.jsonl`, with the first number that no file
/// has; a path that an override names is left as it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replay {
    /// What to run.
    pub plan: Plan,
    /// The file of rejects.
    pub rejects: PathBuf,
    /// How many are fed in again.
    pub chosen: u64,
    /// How many are not.
    pub left: u64,
}

/// Why nothing can be fed in again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The pipeline is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The rejects cannot be used.
    #[error("{message}")]
    Rejects {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl ReplayError {
    /// What to do, where it is known.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::Config(_) => None,
            Self::Rejects { help, .. } => Some(help),
        }
    }

    fn rejects(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Rejects { message: message.into(), help: help.into() }
    }
}

impl Replay {
    /// Checks a pipeline and the rejects that it is to take. Nothing is written.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn new(
        text: &ConfigText,
        registry: &Registry,
        choice: &ReplayChoice,
    ) -> Result<Self, ReplayError> {
        let mut faults = Vec::new();
        let (mut file, syntax) = PipelineFile::parse(text, &mut faults);
        let own = settings_of(&ConfigText::new("", text.file()));
        let (Some(settings), Some(own)) = (settings_of(text), own) else {
            // The settings are wrong; all faults are told at once.
            let plan = Plan::of_file(text, file, syntax, faults, registry)?;
            return Err(ReplayError::rejects(format!("{plan:?}"), "mend `[run]`"));
        };
        let path = choice.rejects.clone().unwrap_or(own.rejects_file);
        let found = Found::read(path, choice)?;
        let rename = Rename { overrides: text.file().len(), settings: &settings };
        rename.all(&mut file, registry, &mut faults);
        let new_rejects = settings_in(&file.run).map(|settings| settings.rejects_file);
        if new_rejects.is_some_and(|new| is_same(&new, &found.path)) {
            return Err(ReplayError::rejects(
                format!("the new rejects would replace `{}`, which is read", found.path.display()),
                "name another file: `--set run.rejects-file=…`",
            ));
        }
        if let Some(input) = &mut file.input {
            found.put_paths(input, registry);
        }
        let mut plan = Plan::of_file(text, file, syntax, faults, registry)?;
        let Found { path, file, chosen, left, again } = found;
        let (choice, kept) = (choice.clone(), path.display().to_string());
        plan.input.step = Box::new(ReplayInput::new(plan.input.step, file, kept, choice, again));
        Ok(Self { plan, rejects: path, chosen, left })
    }
}

fn settings_of(text: &ConfigText) -> Option<RunSettings> {
    settings_in(&PipelineFile::parse(text, &mut Vec::new()).0.run)
}

fn settings_in((run, at): &(Table, Span)) -> Option<RunSettings> {
    decode_options(run.clone(), *at, "run", &mut Vec::new())
}

/// What a file of rejects has.
struct Found {
    path: PathBuf,
    file: File,
    chosen: u64,
    left: u64,
    again: Again,
}

impl Found {
    fn read(path: PathBuf, choice: &ReplayChoice) -> Result<Self, ReplayError> {
        let name = path.display();
        let file = File::open(&path).map_err(|error| {
            let help = "name the file of rejects; a run without rejects leaves none";
            ReplayError::rejects(format!("the rejects `{name}` cannot be read: {error}"), help)
        })?;
        let (mut chosen, mut left, mut again) = (0, 0, Again::default());
        let mut by_reason: BTreeMap<(String, String), u64> = BTreeMap::new();
        for (line, number) in BufReader::new(&file).lines().zip(1..) {
            let head = line
                .map_err(|error| error.to_string())
                .and_then(|line| read_reject_head(&line).map_err(|error| error.to_string()));
            let head = head.map_err(|error| {
                let message = format!("`{name}` is no file of rejects: line {number}: {error}");
                ReplayError::rejects(message, "name a file that a run kept its rejects in")
            })?;
            if choice.has(&head) {
                chosen += 1;
                again.add(&head);
            } else {
                left += 1;
            }
            *by_reason.entry((head.stage, head.code.into_owned())).or_default() += 1;
        }
        if chosen == 0 {
            let reasons = by_reason.iter();
            let reasons = reasons.map(|((stage, code), n)| format!("{n} × `{stage}` {code}"));
            let there = reasons.collect::<Vec<_>>().join(", ");
            let help = match left {
                0 => "the file is empty".to_owned(),
                _ => format!("it has {there}; choose by `--stage`, `--reason` or `--dropped`"),
            };
            return Err(ReplayError::rejects(format!("nothing of `{name}` is chosen"), help));
        }
        Ok(Self { path, file, chosen, left, again })
    }

    /// Lets the input read the files of which parts must be read again; where there are none, it is
    /// never opened, and needs a file that is there.
    fn put_paths(&self, input: &mut StepTable, registry: &Registry) {
        let info = registry.get(StepKind::Input, &input.name);
        if !info.is_some_and(|info| info.options().iter().any(|option| option.name == "paths")) {
            return;
        }
        let mut paths = self.again.paths();
        if paths.is_empty() {
            paths.push(self.path.clone());
        }
        let span = input.options.get("paths").map_or(input.at, |node| node.span);
        let string = |path: PathBuf| Node {
            span,
            value: Value::String(path.to_string_lossy().into_owned()),
        };
        let value = Value::Array(paths.into_iter().map(string).collect());
        input.options.insert(Key { span, name: "paths".to_owned() }, Node { span, value });
    }
}

/// Gives outputs and rejects names that nothing has.
struct Rename<'a> {
    /// What stands from here on was given by overrides, and stays.
    overrides: usize,
    settings: &'a RunSettings,
}

impl Rename<'_> {
    fn all(&self, file: &mut PipelineFile, registry: &Registry, faults: &mut Vec<Fault>) {
        for output in &file.outputs {
            let info = registry.get(StepKind::Output, &output.name);
            let options = info.map(newsprint_core::StepInfo::options).unwrap_or_default();
            if info.is_some() && !options.iter().any(|option| option.name == "path") {
                let name = &output.name;
                let message = format!("`{name}` has no `path`: it would replace what it wrote");
                let fault = Fault::new(output.at, message, "cannot be replayed");
                faults.push(fault.help("take it out of the pipeline for the replay"));
            }
        }
        let rejects = match file.run.0.get("rejects-file") {
            Some(node) if node.span.start() >= self.overrides => None,
            node => Some(node.map_or(file.run.1, |node| node.span)),
        };
        let rejects_file = self.settings.rejects_file.to_string_lossy().into_owned();
        let targets: Vec<String> = {
            let outputs = file.outputs.iter().filter_map(|output| self.path(output));
            outputs.chain(rejects.map(|_| rejects_file.clone())).collect()
        };
        let is_free = |number: &u32| {
            targets.iter().all(|path| fs::symlink_metadata(numbered(path, *number)).is_err())
        };
        let number = (1..u32::MAX).find(is_free).unwrap_or(u32::MAX);
        for output in &mut file.outputs {
            let Some(path) = self.path(output) else { continue };
            if let Some(node) = output.options.get_mut("path") {
                node.value = Value::String(numbered(&path, number));
            }
        }
        if let Some(span) = rejects {
            let value = Value::String(numbered(&rejects_file, number));
            let key = Key { span, name: "rejects-file".to_owned() };
            file.run.0.insert(key, Node { span, value });
        }
    }

    /// The path that an output has in the pipeline file.
    fn path(&self, output: &StepTable) -> Option<String> {
        let node = output.options.get("path").filter(|node| node.span.start() < self.overrides)?;
        match &node.value {
            Value::String(path) if path != "-" && !path.is_empty() => Some(path.clone()),
            _ => None,
        }
    }
}

/// `out/articles.replay-1.jsonl.gz` for `out/articles.jsonl.gz`.
fn numbered(path: &str, number: u32) -> String {
    let trimmed = path.trim_end_matches(['/', std::path::MAIN_SEPARATOR]);
    let start = trimmed.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    let name = &trimmed[start..];
    let dot = name.char_indices().skip(1).find(|(_, c)| *c == '.').map_or(name.len(), |it| it.0);
    let (stem, endings) = trimmed.split_at(start + dot);
    format!("{stem}.replay-{number}{endings}")
}

fn is_same(a: &Path, b: &Path) -> bool {
    a == b || matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_a_number_before_their_endings() {
        for (path, expected) in [
            ("out/articles.jsonl", "out/articles.replay-2.jsonl"),
            ("a.b/articles.jsonl.gz", "a.b/articles.replay-2.jsonl.gz"),
            ("out/site", "out/site.replay-2"),
            ("out/site/", "out/site.replay-2"),
            (".hidden", ".hidden.replay-2"),
            ("版面.csv", "版面.replay-2.csv"),
        ] {
            assert_eq!(numbered(path, 2), expected);
        }
    }
}
