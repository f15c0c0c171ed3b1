//! newsprint as its users see it, and the laws of its workspace.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]
#![expect(clippy::print_stderr, reason = "a story that is skipped says so")]

mod bad_input;
mod check;
mod codes;
mod command;
mod determinism;
mod explain;
mod flags;
#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is the library of the fuzz targets")]
mod fuzz;
mod graph;
mod interrupt;
mod laws;
mod limits;
mod literate;
mod readme;
mod rejects;
mod replay;
mod resume;
mod security;
mod seeds;
mod shards;
mod support;
mod tidy;
mod watched;
