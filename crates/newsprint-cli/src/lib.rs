//! The command `newsprint`, as a library, so that a binary with steps of its own is five lines:
//!
//! ```no_run
//! # mod acme {
//! #     pub fn register(_: &mut newsprint::Registry) -> Result<(), newsprint::RegistryError> { Ok(()) }
//! # }
//! fn main() -> std::process::ExitCode {
//!     newsprint_cli::main_with(acme::register)
//! }
//! ```
//!
//! Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 done with
//! rejects, 2 wrong usage or configuration, 3 failed, 130 and 143 stopped by Ctrl-C and SIGTERM.

mod args;
mod commands;
mod delta;
mod diff;
mod environment;
mod explain;
mod graph;
mod hang;
mod history;
mod init;
mod metrics;
mod new_stage;
mod preview;
mod progress;
mod replay;
mod schema;
mod show;
mod signals;
mod test;
mod trace;
mod view;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::{env, io};

use clap::{CommandFactory as _, Parser as _};
use newsprint::{Registry, RegistryError};

use crate::args::{Args, Command};
use crate::show::Show;
use crate::trace::Trace;

/// Runs the command with the bundled steps and those that `register` adds.
pub fn main_with(register: fn(&mut Registry) -> Result<(), RegistryError>) -> ExitCode {
    newsprint::pipeline::install_panic_hook();
    let line: Vec<OsString> = env::args_os().collect();
    let args = Args::try_parse_from(&line)
        .unwrap_or_else(|error| environment::blamed(error, &command(), &line).exit());
    let show = Show::new(&args.global);
    let file = args.command.trace().map(Path::to_owned);
    let fails = |error: io::Error| {
        let place = file.as_deref().unwrap_or(Path::new("")).display();
        show.error(&format_args!("the trace cannot be written to `{place}`: {error}"), None);
    };
    let trace = match file.as_deref().map(Trace::create).transpose() {
        Ok(trace) => trace,
        Err(error) => {
            fails(error);
            return ExitCode::from(Exit::Usage as u8);
        }
    };
    show.start_log(&args.global, trace.clone());
    let mut exit = run(args.command, register, &show);
    if let Some(Err(error)) = trace.map(|trace| trace.finish()) {
        fails(error);
        exit = Exit::Failed;
    }
    ExitCode::from(exit as u8)
}

fn run(
    command: Command,
    register: fn(&mut Registry) -> Result<(), RegistryError>,
    show: &Show,
) -> Exit {
    let registry = newsprint::registry().and_then(|mut registry| {
        register(&mut registry)?;
        Ok(registry)
    });
    let registry = match registry {
        Ok(registry) => registry,
        Err(error) => {
            show.error(&error, Some("give one of the steps that `register` adds another name"));
            return Exit::Usage;
        }
    };
    match command {
        Command::Run(args) => commands::run(&args, &registry, show),
        Command::Merge(args) => commands::merge(&args, &registry, show),
        Command::Replay(args) => replay::replay(&args, &registry, show),
        Command::Check(args) => commands::check(&args, &registry, show),
        Command::Metrics(args) => metrics::metrics(&args, show),
        Command::Stages(args) => commands::stages(&args, &registry, show),
        Command::Init(args) => init::init(&args, &registry, show),
        Command::NewStage(args) => new_stage::new_stage(&args, &registry, show),
        Command::Schema(args) => commands::print(&schema::schema(&args, &registry), show),
        Command::Completions(args) => commands::completions(&args, show),
        Command::Man(args) => commands::man(&args, show),
        Command::Test(args) => test::test(&args, &registry, show),
        Command::Explain(args) => explain::explain(&args, &registry, show),
        Command::Preview(args) => preview::preview(&args, &registry, show),
        Command::Graph(args) => graph::graph(&args, &registry, show),
        Command::Diff(args) => diff::diff(&args, &registry, show),
    }
}

/// The command line: its subcommands and flags with their help, to document or complete it.
pub fn command() -> clap::Command {
    let mut command = Args::command();
    command.build();
    command
}

/// What the command tells its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Exit {
    /// All done.
    Done = 0,
    /// Done, but some documents were rejected, or some tests failed.
    Rejects = 1,
    /// The command line or the pipeline file is wrong; nothing was run.
    Usage = 2,
    /// The run failed.
    Failed = 3,
    /// Ctrl-C stopped the run.
    Interrupted = 130,
    /// SIGTERM stopped the run.
    Terminated = 143,
}
