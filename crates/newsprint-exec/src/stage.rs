//! The stage `exec`.

use std::time::Duration;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Codes, Component, Document, Field, Flow, FlowItem, Outcome, Span, Stage, StepError,
};
use serde_json::json;

use crate::answer::{self, PROTOCOL};
use crate::launch::{Launch, find_program};
use crate::pool::{Failure, Pool};
use crate::request::{Reads, extension};

newsprint_core::options! {
    /// Options of `exec`.
    pub struct ExecOptions {
        /// The program and its arguments. No shell reads them; a name without a folder is looked
        /// for in `PATH`. The program runs in newsprint's working directory.
        pub command: Located<Vec<String>>;
        /// What the program is told of each document: `source`, `text`, fields of its articles
        /// (`headline`, `blocks`, …), attachments (`extensions.crate/thing`).
        pub reads: Vec<Located<String>>;
        /// The attachments that it may write: `extensions.crate/thing`.
        pub writes: Vec<Located<String>> = Vec::new();
        /// How many children may run at a time; as many as there are threads when left out or 0.
        pub processes: Option<u64>;
        /// Seconds that a child may take for a document.
        pub timeout: f64 = 60.0, in 0.01..=86_400.0;
        /// Seconds that a child may take to start.
        pub start_timeout: f64 = 60.0, in 0.01..=86_400.0;
        /// Names of the environment variables that a child gets; all when left out.
        pub env: Option<Vec<String>>;
    }
}

#[doc = include_str!("../manual.md")]
pub struct Exec {
    name: String,
    reads: Reads,
    /// What earlier steps must have written, each with the place that names it.
    needs: Vec<(FlowItem, Span)>,
    writes: Vec<String>,
    pool: Pool,
}

impl Component for Exec {
    const NAME: &'static str = "exec";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual.md");
    // What is read and written depends on the options.
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    const FLOW: Option<fn(&Self) -> Flow> = Some(Self::flow);
    const CODES: Codes = &[
        (
            "child-lost",
            "The program ended or closed its pipes over this document, and so did a fresh one that did \
             nothing else.",
        ),
        (
            "child-hung",
            "The program gave no answer to this document within `timeout`, and neither did a fresh \
             one.",
        ),
        (
            "child-error",
            "The program answered that it cannot work on the document; the message is its own.",
        ),
        (
            "bad-answer",
            "What the program answered is no line of the protocol; the message says why.",
        ),
        ("no-child", "The program could not be started, several times over."),
    ];
    type Options = ExecOptions;

    fn build(options: ExecOptions) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let program = program(&options.command, &mut faults);
        let reads = Reads::new(&options.reads, &mut faults);
        let writes = writes(&options.writes, &mut faults);
        let (Some((name, program)), []) = (program, &faults[..]) else { return Err(faults) };
        let needs = options.reads.iter().filter_map(|name| Some((item(&name.value)?, name.span)));
        let needs = needs.collect();
        let names = |names: Vec<Located<String>>| names.into_iter().map(|it| it.value).collect();
        let (read, written): (Vec<_>, Vec<_>) = (names(options.reads), names(options.writes));
        let hello = json!({ "newsprint": PROTOCOL, "reads": read, "writes": written });
        let launch = Launch {
            name: name.clone(),
            program,
            args: options.command.value.into_iter().skip(1).collect(),
            env: options.env,
            hello: hello.to_string().into_bytes(),
            start_timeout: Duration::from_secs_f64(options.start_timeout),
            timeout: Duration::from_secs_f64(options.timeout),
        };
        let most = options.processes.filter(|most| *most > 0);
        let most = most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Self { name, reads, needs, writes, pool: Pool::new(launch, most) })
    }
}

impl Stage for Exec {
    fn open(&self) -> Result<(), StepError> {
        self.pool.open().map_err(|reason| self.error(&reason))
    }

    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let request = self.reads.request(document)?;
        let answer = self.pool.ask(&request);
        let answer = answer.map_err(|Failure { code, reason }| self.error(&reason).code(code))?;
        answer::apply(&answer, &self.writes, document)
    }
}

impl Exec {
    fn flow(&self) -> Flow {
        let needs = self.needs.iter().cloned();
        let flow = needs.fold(Flow::default(), |flow, (item, at)| flow.reads(item, at));
        self.writes.iter().fold(flow, |flow, key| flow.writes(FlowItem::Attachment(key.clone())))
    }

    fn error(&self, reason: &str) -> StepError {
        StepError::new(format!("`{}` {reason}", self.name))
    }
}

/// What `reads` names, where a stage has to write it.
fn item(name: &str) -> Option<FlowItem> {
    match name {
        "group" => Some(FlowItem::Group),
        "metrics" => Some(FlowItem::Metrics),
        _ => extension(name).map(|key| FlowItem::Attachment(key.to_owned())),
    }
}

fn program(
    command: &Located<Vec<String>>,
    faults: &mut Vec<Fault>,
) -> Option<(String, std::path::PathBuf)> {
    let Some(name) = command.value.first().filter(|name| !name.is_empty()) else {
        let fault = Fault::new(command.span, "the command is empty", "no program");
        faults.push(fault.help("name a program: `command = [\"python3\", \"stage.py\"]`"));
        return None;
    };
    let program = find_program(name);
    if program.is_none() {
        let message = format!("there is no program `{name}`");
        let fault = Fault::new(command.span, message, "not found");
        faults.push(fault.help("install it, or name it with its folder"));
    }
    program.map(|program| (name.clone(), program))
}

fn writes(names: &[Located<String>], faults: &mut Vec<Fault>) -> Vec<String> {
    let key = |name: &Located<String>| {
        let key = extension(&name.value);
        if key.is_none() {
            let message = format!("`{}` cannot be written", name.value);
            let fault = Fault::new(name.span, message, "no attachment");
            faults.push(fault.help("name an attachment: `extensions.crate/thing`"));
        }
        key.map(str::to_owned)
    };
    names.iter().filter_map(key).collect()
}
