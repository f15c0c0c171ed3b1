//! Where a pipeline reads and writes: nothing may be written twice, nor over what is read.

use std::path::{Component, Path, PathBuf};
use std::{fs, iter};

use glob::{MatchOptions, Pattern};
use newsprint_core::config::{Fault, Kind, Node, OptionSpec, Table, Value};
use newsprint_core::{Span, StepKind};

use crate::plan::Given;

/// Adds a fault for each two places of the pipeline that get in each other's way. `file` is the
/// pipeline's own file; `rejects` is where rejects go, if they are kept, and where the pipeline says so.
pub(crate) fn check(
    steps: &[Given],
    file: &str,
    rejects: Option<(&Path, Option<Span>)>,
    faults: &mut Vec<Fault>,
) {
    let mut written: Vec<Place> = Vec::new();
    let outputs = steps.iter().filter(|step| step.info.kind == StepKind::Output);
    for place in outputs.filter_map(Place::written_by) {
        match written.iter().find_map(|other| place.collides(other)) {
            Some(fault) => faults.push(fault),
            None => written.push(place),
        }
    }
    for output in &written {
        faults.extend(rejects.and_then(|(path, at)| output.holds_rejects(path, at)));
    }
    let pipeline = Place::new("this pipeline", Path::new(file), Span::default());
    for output in &written {
        let read = steps.iter().flat_map(Place::read_by).chain(iter::once(pipeline.clone()));
        faults.extend(read.into_iter().find_map(|read| output.overwrites(&read)));
    }
}

/// A path that a pipeline names.
#[derive(Clone)]
struct Place {
    /// Whose it is, for messages.
    owner: String,
    /// As the pipeline has it.
    shown: String,
    /// Without links and detours, so that two names of one place are the same.
    path: PathBuf,
    span: Span,
}

impl Place {
    fn new(owner: impl Into<String>, path: &Path, span: Span) -> Self {
        let shown = path.to_string_lossy().into_owned();
        Self { owner: owner.into(), path: resolved(path), shown, span }
    }

    fn written_by(output: &Given) -> Option<Self> {
        let node = output.options.get("path")?;
        let Value::String(path) = &node.value else { return None };
        let owner = format!("the output `{}`", output.info.name);
        Some(Self::new(owner, Path::new(path), node.span))
    }

    /// What a step reads: the `paths` of an input, and every other option that is a path.
    fn read_by(step: &Given) -> Vec<Self> {
        let owner = format!("the {} `{}`", step.info.kind, step.info.name);
        let (mut nodes, specs) = (Vec::new(), step.info.options());
        paths(&step.options, &specs, &mut nodes);
        if step.info.kind == StepKind::Input
            && let Some(node) = step.options.get("paths")
        {
            strings(node, &mut nodes);
        }
        let is_own = |span: Span| {
            let own = step.options.get("path").map(|node| node.span);
            step.info.kind == StepKind::Output && own == Some(span)
        };
        let others = nodes.into_iter().filter(|(path, span)| *path != "-" && !is_own(*span));
        let place = |path: &str, span| {
            Self::new(owner.clone(), Path::new(path.strip_prefix('@').unwrap_or(path)), span)
        };
        others.map(|(path, span)| place(path, span)).collect()
    }

    /// A fault at `self` when both cannot be written in one run.
    fn collides(&self, other: &Self) -> Option<Fault> {
        let (shown, owner) = (&self.shown, &other.owner);
        let fault = |message: String, label: &str, help: &str| {
            Some(Fault::new(self.span, message, label).help(help))
        };
        if self.shown == "-" && other.shown == "-" {
            let message = format!("standard output is written by {owner} already");
            return fault(message, "written twice", "name a file");
        }
        if self.shown == "-" || other.shown == "-" {
            return None;
        }
        if self.path == other.path {
            let message = format!("`{shown}` is written by {owner} already");
            return fault(message, "written twice", "name another path");
        }
        let help = "name paths of which neither lies in the other";
        if self.path.starts_with(&other.path) {
            let message = format!("`{shown}` lies in `{}`, which {owner} writes", other.shown);
            return fault(message, "in another output", help);
        }
        if other.path.starts_with(&self.path) {
            let message = format!("`{}`, which {owner} writes, lies in `{shown}`", other.shown);
            return fault(message, "around another output", help);
        }
        None
    }

    /// A fault when rejects would get into the way of this output: where the pipeline says that they
    /// go, or else at the output.
    fn holds_rejects(&self, rejects: &Path, at: Option<Span>) -> Option<Fault> {
        let kept = Self::new("the file of rejects", rejects, at.unwrap_or_default());
        if at.is_some() {
            return kept.collides(self);
        }
        let help = "name another path, or another for the rejects: `run.rejects-file`";
        self.collides(&kept).map(|fault| fault.help(help))
    }

    /// A fault at `self`, which is written, when that would destroy what is read.
    fn overwrites(&self, read: &Self) -> Option<Fault> {
        if self.shown == "-" {
            return None;
        }
        let is_over = read.path.starts_with(&self.path) || read.matches(&self.path);
        is_over.then(|| {
            let (shown, owner) = (&self.shown, &read.owner);
            let message = if read.span == Span::default() {
                format!("`{shown}` would be written over {owner}")
            } else {
                format!("`{shown}` would be written over what {owner} reads")
            };
            Fault::new(self.span, message, "read by the same run").help("name another path")
        })
    }

    /// Whether this is a glob that takes in `path`.
    fn matches(&self, path: &Path) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        self.shown.contains(['*', '?', '['])
            && Pattern::new(&self.path.to_string_lossy())
                .is_ok_and(|pattern| pattern.matches_path_with(path, options))
    }
}

/// The options that are paths, also in tables and arrays.
fn paths<'a>(table: &'a Table, specs: &[OptionSpec], found: &mut Vec<(&'a str, Span)>) {
    for spec in specs {
        let Some(node) = table.get(&spec.name) else { continue };
        match (&spec.kind, &node.value) {
            (Kind::Path, _) => strings(node, found),
            (Kind::Array(item), _) if matches!(**item, Kind::Path) => strings(node, found),
            (Kind::Table(specs), Value::Table(table)) => paths(table, specs, found),
            _ => {}
        }
    }
}

fn strings<'a>(node: &'a Node, found: &mut Vec<(&'a str, Span)>) {
    match &node.value {
        Value::String(text) => found.push((text, node.span)),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        _ => {}
    }
}

/// The path from the root, links followed as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut resolved = PathBuf::new();
    for component in whole.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            other => {
                resolved.push(other);
                resolved = fs::canonicalize(&resolved).unwrap_or(resolved);
            }
        }
    }
    resolved
}
