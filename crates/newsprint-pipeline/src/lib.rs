//! Pipeline files: from TOML to a checked plan to an ordered, bounded, parallel run.
//!
//! ```text
//! text ── file ──▶ tables with places ── plan ──▶ steps, built and checked ── run ──▶ report
//! ```
//!
//! This crate knows no step: it takes a [`Registry`](newsprint_core::Registry). `check` and `run`
//! are the same function up to the moment that outputs are opened.

mod config_text;
mod digests;
mod file;
mod graph;
mod guard;
mod observer;
mod ordered;
mod plan;
mod process;
mod raw;
mod rejects;
mod replay;
mod replay_input;
mod report;
mod run;
mod run_error;
mod settings;
mod spool;
mod testing;
mod trial;

pub use config_text::{ConfigError, ConfigText, Location};
pub use graph::GraphStep;
pub use guard::install_panic_hook;
pub use newsprint_core::StepReport;
pub use observer::{Observer, Phase, RunProgress, StepCount};
pub use plan::Plan;
pub use replay::{Replay, ReplayChoice, ReplayError};
pub use report::{REPORT, REPORT_JSON_SCHEMA, RunReport};
pub use run_error::RunError;
pub use settings::{KeepRejects, MaxBad, MemorySize, OnError, RunSettings};
pub use testing::{Difference, Failure, Test, TestReport};
pub use trial::{Left, Trial, Tried, TriedStage};
