//! What the subcommands do.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use newsprint::core::StepKind;
use newsprint::core::config::nearest;
use newsprint::pipeline::{RunControl, RunPart};
use newsprint::{ConfigText, Plan, Registry, RunError, RunReport};

use crate::args::{
    CompletionsArgs, Deny, ManArgs, MergeArgs, PipelineArgs, RunArgs, SettingArgs, StagesArgs,
    WatchArgs,
};
use crate::progress::ProgressShow;
use crate::show::{Severity, Show, harmless};
use crate::signals::Signals;
use crate::{Exit, hang};

/// `newsprint run`.
pub(crate) fn run(args: &RunArgs, registry: &Registry, show: &Show) -> Exit {
    let part = args.shard.map_or(RunPart::Whole, RunPart::Shard);
    let control = RunControl::new(args.resume).part(part);
    run_part(&args.pipeline, &args.watch, control, registry, show)
}

/// `newsprint merge`.
pub(crate) fn merge(args: &MergeArgs, registry: &Registry, show: &Show) -> Exit {
    let part = if args.resolve { RunPart::Resolve } else { RunPart::Merge };
    run_part(&args.pipeline, &args.watch, RunControl::default().part(part), registry, show)
}

fn run_part(
    pipeline: &PipelineArgs,
    watch: &WatchArgs,
    control: RunControl,
    registry: &Registry,
    show: &Show,
) -> Exit {
    let text = config_text(pipeline, Some(watch), show);
    match text.and_then(|text| checked(&text, &pipeline.settings, registry, show)) {
        Ok(plan) => execute(&plan, watch, control, show),
        Err(exit) => exit,
    }
}

/// Runs a plan as `control` says, until a signal stops it, and tells how it went.
pub(crate) fn execute(plan: &Plan, watch: &WatchArgs, control: RunControl, show: &Show) -> Exit {
    let signals = Signals::watch();
    let control = control.stopped_by(signals.stop());
    let mut progress = ProgressShow::new(show);
    let report =
        hang::watched(plan, &control, show, || plan.run_controlled(&control, &mut progress));
    drop(progress);
    let report = match report {
        Ok(report) => report,
        Err(error @ RunError::Unread) => {
            show.note(&error);
            return Exit::Done;
        }
        Err(error) => {
            show.error(&error, error.help());
            return if matches!(error, RunError::Stopped { .. }) {
                signals.exit()
            } else {
                Exit::Failed
            };
        }
    };
    show.report(&report);
    if let Some(path) = &watch.report
        && let Err(error) = write_report(path, &report)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let place = path.display();
        let help = "the outputs are whole; name another file for the report";
        show.error(&format_args!("the report cannot be written to `{place}`: {error}"), Some(help));
        return Exit::Failed;
    }
    // The rejects of a part of a run are for the merge to tell: a shard with some has succeeded.
    if report.quarantined > 0 && report.part.is_none() { Exit::Rejects } else { Exit::Done }
}

/// `newsprint check`.
pub(crate) fn check(args: &PipelineArgs, registry: &Registry, show: &Show) -> Exit {
    match plan(args, registry, show) {
        Ok((plan, _)) => {
            let steps = plan.step_names().join(" → ");
            show.note(&format_args!("{} is in order: {steps}", args.file.display()));
            Exit::Done
        }
        Err(exit) => exit,
    }
}

/// `newsprint stages`.
pub(crate) fn stages(args: &StagesArgs, registry: &Registry, show: &Show) -> Exit {
    let text = match &args.name {
        None if args.python_helper => newsprint::exec::PYTHON_HELPER.to_owned(),
        None => step_list(registry),
        Some(name) => {
            let named = registry.iter().filter(|info| info.name == *name);
            let pages: Vec<_> = named.map(newsprint::core::StepInfo::manual_page).collect();
            if pages.is_empty() {
                let near = nearest(name, registry.iter().map(|info| info.name));
                let help = near.map_or_else(
                    || "`newsprint stages` lists the names".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                show.error(&format_args!("there is no step `{name}`"), Some(&help));
                return Exit::Usage;
            }
            pages.join("\n")
        }
    };
    print(&text, show)
}

/// `newsprint completions`.
pub(crate) fn completions(args: &CompletionsArgs, show: &Show) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::command(), "newsprint", &mut script);
    print(&String::from_utf8_lossy(&script), show)
}

/// `newsprint man`.
pub(crate) fn man(args: &ManArgs, show: &Show) -> Exit {
    let whole = crate::command();
    let page = match &args.command {
        None => Some(whole.clone()),
        Some(name) => whole.find_subcommand(name).cloned(),
    };
    let Some(page) = page else {
        let name = args.command.as_deref().unwrap_or_default();
        let near = nearest(name, whole.get_subcommands().map(clap::Command::get_name));
        let help = near.map_or_else(
            || "`newsprint help` lists the subcommands".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        show.error(&format_args!("there is no subcommand `{name}`"), Some(&help));
        return Exit::Usage;
    };
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = clap_mangen::Man::new(page).render(&mut text);
    print(&String::from_utf8_lossy(&text), show)
}

/// Prints to standard output, for people where that is a terminal; a reader that has gone away is no
/// error.
pub(crate) fn print(text: &str, show: &Show) -> Exit {
    let mut stdout = io::stdout().lock();
    let text = if stdout.is_terminal() { harmless(text) } else { text.into() };
    match stdout.write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let help = "see that what reads it, or the disk it goes to, takes more";
            show.error(&format_args!("standard output cannot be written: {error}"), Some(help));
            Exit::Failed
        }
        _ => Exit::Done,
    }
}

fn step_list(registry: &Registry) -> String {
    let mut list = String::new();
    let width = registry.iter().map(|info| info.name.len()).max().unwrap_or(0);
    for kind in [StepKind::Input, StepKind::Stage, StepKind::Output] {
        for info in registry.of_kind(kind) {
            let _ = writeln!(list, "{kind:7} {:width$}  {}", info.name, info.summary());
        }
    }
    list
}

/// Reads, overrides and checks the pipeline.
pub(crate) fn plan(
    args: &PipelineArgs,
    registry: &Registry,
    show: &Show,
) -> Result<(Plan, ConfigText), Exit> {
    let text = config_text(args, None, show)?;
    Ok((checked(&text, &args.settings, registry, show)?, text))
}

/// The plan, when nothing keeps it from running.
fn checked(
    text: &ConfigText,
    settings: &SettingArgs,
    registry: &Registry,
    show: &Show,
) -> Result<Plan, Exit> {
    let plan = Plan::new(text, registry).map_err(|error| {
        show.faults(Severity::Error, error.text(), error.faults());
        Exit::Usage
    })?;
    warn(&plan, text, settings, show)?;
    Ok(plan)
}

/// Tells the warnings of a plan; `Err` when they are to count as errors.
pub(crate) fn warn(
    plan: &Plan,
    text: &ConfigText,
    args: &SettingArgs,
    show: &Show,
) -> Result<(), Exit> {
    if plan.warnings().is_empty() {
        return Ok(());
    }
    if args.deny == Some(Deny::Warnings) {
        show.faults(Severity::Error, text, plan.warnings());
        return Err(Exit::Usage);
    }
    show.faults(Severity::Warning, text, plan.warnings());
    Ok(())
}

/// Reads the pipeline and its overrides.
pub(crate) fn config_text(
    args: &PipelineArgs,
    watch: Option<&WatchArgs>,
    show: &Show,
) -> Result<ConfigText, Exit> {
    let name = args.file.to_string_lossy();
    let (name, text) = if name == "-" {
        ("<stdin>".to_owned(), read_stdin())
    } else {
        (name.into_owned(), std::fs::read_to_string(&args.file))
    };
    let text = text.map_err(|error| {
        let message = format!("the pipeline `{name}` cannot be read: {error}");
        show.error(&message, Some("name a pipeline file, such as `config/page.toml`"));
        Exit::Usage
    })?;
    let mut text = ConfigText::new(name, text);
    if !args.inputs.is_empty() {
        text.push_override(&format!("input.paths={:?}", args.inputs));
    }
    for assignment in &args.settings.set {
        text.push_override(assignment);
    }
    if args.settings.expand_env {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        text.expand_with(variables);
    }
    if watch.is_some_and(|watch| watch.timings || watch.trace.is_some()) {
        text.push_override("run.timings=true");
    }
    Ok(text)
}

fn read_stdin() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}

fn write_report(path: &Path, report: &RunReport) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    if path == Path::new("-") {
        return io::stdout().lock().write_all(text.as_bytes());
    }
    std::fs::write(path, text)
}
