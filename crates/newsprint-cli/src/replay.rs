//! `newsprint replay`: what an earlier run rejected is fed in again.

use std::path::PathBuf;

use newsprint::Registry;
use newsprint::pipeline::{Replay, ReplayChoice, ReplayError, RunControl};

use crate::args::{PipelineArgs, SettingArgs, WatchArgs};
use crate::commands::{config_text, execute, warn};
use crate::show::{Severity, Show};
use crate::{Exit, environment};

/// Feed what an earlier run rejected in again.
///
/// Documents go through the stages again, raw records and places through the input. Results and new
/// rejects go beside those of before, as `articles.replay-1.jsonl`; nothing is replaced but what
/// `--set` names.
#[derive(Debug, clap::Args)]
pub(crate) struct ReplayArgs {
    /// The pipeline file; `-` reads it from standard input
    file: PathBuf,
    /// The file of rejects; `run.rejects-file` of the pipeline when left out
    rejects: Option<PathBuf>,
    /// Also what stages dropped on purpose
    #[arg(long, env = "NEWSPRINT_DROPPED", value_parser = environment::truth)]
    dropped: bool,
    /// Only the rejects of this step, dropped ones too; may be given several times
    #[arg(long = "stage", value_name = "NAME", env = "NEWSPRINT_STAGE", value_delimiter = ',')]
    stages: Vec<String>,
    /// Only the rejects for this reason, dropped ones too; may be given several times
    #[arg(long = "reason", value_name = "CODE", env = "NEWSPRINT_REASON", value_delimiter = ',')]
    reasons: Vec<String>,
    #[command(flatten)]
    settings: SettingArgs,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
}

/// `newsprint replay`.
pub(crate) fn replay(args: &ReplayArgs, registry: &Registry, show: &Show) -> Exit {
    let ReplayArgs { file, rejects, dropped, stages, reasons, settings, watch } = args;
    let pipeline =
        PipelineArgs { file: file.clone(), inputs: Vec::new(), settings: settings.clone() };
    let text = match config_text(&pipeline, Some(watch), show) {
        Ok(text) => text,
        Err(exit) => return exit,
    };
    let choice = ReplayChoice {
        rejects: rejects.clone(),
        dropped: *dropped,
        stages: stages.clone(),
        reasons: reasons.clone(),
    };
    let replay = match Replay::new(&text, registry, &choice) {
        Ok(replay) => replay,
        Err(ReplayError::Config(error)) => {
            show.faults(Severity::Error, error.text(), error.faults());
            return Exit::Usage;
        }
        Err(error) => {
            show.error(&error, error.help());
            return Exit::Usage;
        }
    };
    if let Err(exit) = warn(&replay.plan, &text, settings, show) {
        return exit;
    }
    let (chosen, path) = (replay.chosen, replay.rejects.display());
    match replay.left {
        0 => show.note(&format_args!("replaying all {chosen} rejects of {path}")),
        left => {
            show.note(&format_args!("replaying {chosen} of {} rejects of {path}", chosen + left));
        }
    }
    execute(&replay.plan, watch, RunControl::default(), show)
}
