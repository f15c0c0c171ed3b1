//! Pipeline files: from TOML to a checked plan to an ordered, bounded, parallel run.
//!
//! ```text
//! text ── file ──▶ tables with places ── plan ──▶ steps, built and checked ── run ──▶ report
//! ```
//!
//! This crate knows no step: it takes a [`Registry`](newsprint_core::Registry). `check` and `run`
//! are the same function up to the moment that outputs are opened.

mod advice;
mod barrier;
mod config_text;
mod control;
mod digests;
mod distribute;
mod entry;
mod exchange;
mod expand;
mod facts;
mod file;
mod flow;
mod frame;
mod graph;
mod guard;
mod journal;
mod limits;
mod lock;
mod observer;
mod only;
mod ordered;
mod outlet;
mod places;
mod plan;
mod process;
mod raw;
mod reading;
mod rejects;
mod replay;
mod replay_input;
mod report;
mod resolved;
mod run;
mod run_error;
mod run_journal;
mod segment;
mod segment_journal;
mod settings;
mod shard;
mod shards;
mod source;
mod spool;
mod stopped;
mod testing;
mod trial;

pub use config_text::{ConfigError, ConfigText, Location};
pub use control::RunControl;
pub use distribute::{Gathered, Gone, Piece, Waiting};
pub use exchange::{DECIDED, LINKS, Mail, Message, PIECES, articles_in};
pub use graph::GraphStep;
pub use guard::install_panic_hook;
pub use limits::Hanging;
pub use newsprint_core::{PassedOver, StepReport};
pub use observer::{Observer, Phase, RunProgress, StepCount};
pub use plan::Plan;
pub use replay::{Replay, ReplayChoice, ReplayError};
pub use report::{JournalReport, PartReport, REPORT, REPORT_JSON_SCHEMA, RunReport};
pub use run_error::RunError;
pub use settings::{KeepRejects, MaxBad, MemorySize, OnError, RunSettings};
pub use shard::{RunPart, Shard, ShardError};
pub use testing::{Difference, Failure, Test, TestReport};
pub use trial::{Left, Trial, Tried, TriedStage};
