//! The stage `exec` with children that do as they should, and with all others.

#![expect(clippy::unwrap_used, reason = "in tests, a panic is the report")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod children;
mod helper;
mod options;
mod support;
