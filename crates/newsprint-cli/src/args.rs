//! The command line.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use newsprint::pipeline::Shard;

use crate::environment;
use crate::init::InitArgs;
use crate::metrics::MetricsArgs;
use crate::new_stage::NewStageArgs;
use crate::replay::ReplayArgs;
use crate::schema::SchemaArgs;

/// Turns raw news text into clean articles, groups of reprints and tables of figures.
#[derive(Debug, Parser)]
#[command(name = "newsprint", bin_name = "newsprint", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, 1 done with rejects, 2 wrong usage or configuration, \
                        3 failed, 130 and 143 stopped by Ctrl-C and SIGTERM.\nResults go to standard output or to the files that the pipeline \
                        names; everything else to standard error.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct GlobalArgs {
    /// How messages, the log and the report are written on standard error
    #[arg(long, global = true, value_enum, default_value_t, env = "NEWSPRINT_LOG_FORMAT")]
    pub(crate) log_format: LogFormat,
    /// Say more: once for what the run is doing, twice for details
    #[arg(short, long, global = true, action = ArgAction::Count, env = "NEWSPRINT_VERBOSE",
          value_parser = environment::level)]
    pub(crate) verbose: u8,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", env = "NEWSPRINT_QUIET",
          value_parser = environment::truth)]
    pub(crate) quiet: bool,
    /// When to use colours; `auto` honours `NO_COLOR`
    #[arg(long, global = true, value_enum, default_value_t, env = "NEWSPRINT_COLOR")]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// What in the pipeline has no effect, or less than it seems
    Warnings,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a pipeline
    Run(RunArgs),
    /// Bring the shards of a run together: corpus stages decide, outputs are written
    Merge(MergeArgs),
    /// Feed what an earlier run rejected in again
    Replay(ReplayArgs),
    /// Check a pipeline without reading its input
    Check(PipelineArgs),
    /// Read the figures of a text without a pipeline
    Metrics(MetricsArgs),
    /// List the steps that pipelines can use, or print one step's manual page
    Stages(StagesArgs),
    /// Run the `[[test]]` tables of a pipeline
    Test(TestArgs),
    /// Tell what each stage did to a document and why, or what a code means
    Explain(ExplainArgs),
    /// Show what each stage changes in a few documents, without writing anything
    Preview(PreviewArgs),
    /// Draw a pipeline, with what each step reads and writes
    Graph(GraphArgs),
    /// Write a commented pipeline for what is found in a folder
    Init(InitArgs),
    /// Write a crate with a stage of your own, which compiles, keeps the laws, and runs
    NewStage(NewStageArgs),
    /// Print the JSON Schema of pipeline files or of articles
    Schema(SchemaArgs),
    /// Print a script that completes this command in a shell
    Completions(CompletionsArgs),
    /// Print a manual page for `man`
    Man(ManArgs),
    /// Tell why `group-reprints` groups two articles or keeps them apart
    Diff(DiffArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct PipelineArgs {
    /// The pipeline file; `-` reads it from standard input
    pub(crate) file: PathBuf,
    /// Paths to read, in place of `input.paths`; `-` is standard input
    pub(crate) inputs: Vec<String>,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

/// What is said of a pipeline besides its file.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SettingArgs {
    /// Override an option: `run.chunk=64`, `stage.NAME.OPTION=value`, `output.NAME.path=-`; in the
    /// environment one a line
    #[arg(long = "set", value_name = "KEY=VALUE", value_delimiter = '\n', env = "NEWSPRINT_SET")]
    pub(crate) set: Vec<String>,
    /// Put variables of the environment into the pipeline's strings: `${NAME}`, `${NAME:-default}`
    #[arg(long, env = "NEWSPRINT_EXPAND_ENV", value_parser = environment::truth)]
    pub(crate) expand_env: bool,
    /// What to take for an error
    #[arg(long, value_name = "WHAT", value_enum, env = "NEWSPRINT_DENY")]
    pub(crate) deny: Option<Deny>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArgs,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
    /// Keep a journal of what is done, and go on from that of a run that was interrupted
    #[arg(long, env = "NEWSPRINT_RESUME", value_parser = environment::truth)]
    pub(crate) resume: bool,
    /// Do only this part of the work, the i-th of n, into the folder that the shards share
    /// (`run.shards`); goes on from what it has done before
    #[arg(long, value_name = "I/N", env = "NEWSPRINT_SHARD")]
    pub(crate) shard: Option<Shard>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArgs,
    #[command(flatten)]
    pub(crate) watch: WatchArgs,
    /// Let the next stage that compares all articles decide, and leave what follows to another round
    /// of shards
    #[arg(long, env = "NEWSPRINT_RESOLVE", value_parser = environment::truth)]
    pub(crate) resolve: bool,
}

/// How a run is watched.
#[derive(Debug, clap::Args)]
pub(crate) struct WatchArgs {
    /// Time each step, and tell it as a table; the same as `--set run.timings=true`
    #[arg(long, env = "NEWSPRINT_TIMINGS", value_parser = environment::truth)]
    pub(crate) timings: bool,
    /// Write a trace of the run to this file, which Perfetto and `chrome://tracing` open; times each
    /// step too
    #[arg(long, value_name = "FILE", env = "NEWSPRINT_TRACE")]
    pub(crate) trace: Option<PathBuf>,
    /// Write the run report as JSON to this file; `-` is standard output
    #[arg(long, value_name = "FILE", env = "NEWSPRINT_REPORT")]
    pub(crate) report: Option<PathBuf>,
}

impl Command {
    /// The file for a trace.
    pub(crate) fn trace(&self) -> Option<&Path> {
        match self {
            Self::Run(args) => args.watch.trace.as_deref(),
            Self::Merge(args) => args.watch.trace.as_deref(),
            Self::Replay(args) => args.watch.trace.as_deref(),
            _ => None,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct StagesArgs {
    /// Print the helper for Python of the stage `exec`, to be copied beside your program
    #[arg(
        long,
        conflicts_with = "name",
        env = "NEWSPRINT_PYTHON_HELPER",
        value_parser = environment::truth
    )]
    pub(crate) python_helper: bool,
    /// The step whose manual page to print
    pub(crate) name: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The subcommand whose page to print
    pub(crate) command: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// A text file, or `FILE#ID`: an article that the output `jsonl` wrote, by its own id or its
    /// record's; with `--pipeline` a document of its input: its file, `FILE:LINE`, or the id of its
    /// record or article
    pub(crate) a: String,
    /// The other article
    pub(crate) b: String,
    /// Compare two documents of this pipeline's input, by the options of its `group-reprints`
    #[arg(long, value_name = "FILE", env = "NEWSPRINT_PIPELINE")]
    pub(crate) pipeline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArgs,
    /// Run only the tests whose names have this in them
    #[arg(long, value_name = "NAME", env = "NEWSPRINT_FILTER")]
    pub(crate) filter: Option<String>,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t, env = "NEWSPRINT_FORMAT")]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArgs,
    /// How many documents of the input are shown
    #[arg(
        short = 'n',
        long,
        value_name = "NUMBER",
        default_value_t = 3,
        env = "NEWSPRINT_DOCUMENTS"
    )]
    pub(crate) documents: usize,
    /// How the changes are printed
    #[arg(long, value_enum, default_value_t, env = "NEWSPRINT_FORMAT")]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// A pipeline file; alone, a code, a rule or a step to explain
    #[arg(value_name = "FILE|CODE")]
    pub(crate) what: String,
    /// A document of the pipeline's input: its path, `FILE:LINE`, the id of its record or of one of
    /// its articles
    pub(crate) document: Option<String>,
    #[command(flatten)]
    pub(crate) settings: SettingArgs,
    /// How the explanation is printed
    #[arg(long, value_enum, default_value_t, env = "NEWSPRINT_FORMAT")]
    pub(crate) format: ExplainFormat,
}

/// How an explanation is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people
    #[default]
    Text,
    /// As one JSON value
    Json,
    /// As a page for browsers
    Html,
}

#[derive(Debug, clap::Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub(crate) pipeline: PipelineArgs,
    /// How the pipeline is drawn
    #[arg(long, value_enum, default_value_t, env = "NEWSPRINT_FORMAT")]
    pub(crate) format: GraphFormat,
}

/// How a pipeline is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Boxes and arrows
    #[default]
    Text,
    /// For Graphviz
    Dot,
    /// For Markdown pages
    Mermaid,
    /// As one JSON value
    Json,
}

/// How a report is printed on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    #[default]
    Text,
    /// As one JSON value
    Json,
}
