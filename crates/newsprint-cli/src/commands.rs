//! What the subcommands do.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use newsprint::core::StepKind;
use newsprint::core::config::nearest;
use newsprint::{ConfigText, Plan, Registry, RunReport};

use crate::Exit;
use crate::args::{PipelineArgs, RunArgs, StagesArgs, WatchArgs};
use crate::progress::ProgressShow;
use crate::show::Show;

/// `newsprint run`.
pub(crate) fn run(args: &RunArgs, registry: &Registry, show: &Show) -> Exit {
    let text = config_text(&args.pipeline, Some(&args.watch), show);
    match text.and_then(|text| checked(&text, registry, show)) {
        Ok(plan) => execute(&plan, &args.watch, show),
        Err(exit) => exit,
    }
}

/// Runs a plan and tells how it went.
pub(crate) fn execute(plan: &Plan, watch: &WatchArgs, show: &Show) -> Exit {
    let mut progress = ProgressShow::new(show);
    let report = plan.run_watched(&mut progress);
    drop(progress);
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            show.error(&error, error.help());
            return Exit::Failed;
        }
    };
    show.report(&report);
    if let Some(path) = &watch.report
        && let Err(error) = write_report(path, &report)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let place = path.display();
        show.error(&format_args!("the report cannot be written to `{place}`: {error}"), None);
        return Exit::Failed;
    }
    if report.quarantined > 0 { Exit::Rejects } else { Exit::Done }
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
    print(&text, show).err().unwrap_or(Exit::Done)
}

/// Writes to standard output; a reader that has gone away wants no more.
pub(crate) fn print(text: &str, show: &Show) -> Result<(), Exit> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            show.error(&format_args!("standard output cannot be written: {error}"), None);
            Err(Exit::Failed)
        }
        _ => Ok(()),
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
    Ok((checked(&text, registry, show)?, text))
}

fn checked(text: &ConfigText, registry: &Registry, show: &Show) -> Result<Plan, Exit> {
    Plan::new(text, registry).map_err(|error| {
        show.config_error(&error);
        Exit::Usage
    })
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
    for assignment in &args.set {
        text.push_override(assignment);
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
