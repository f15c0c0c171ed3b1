//! newsprint as its users see it, and the laws of its workspace.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]

mod bad_input;
mod codes;
mod command;
mod determinism;
mod explain;
mod graph;
mod literate;
mod readme;
mod rejects;
mod replay;
mod support;
mod tidy;
mod watched;
