//! The command `newsprint`, with every bundled step and no other.

use std::process::ExitCode;

/// Texts, runs and rows are many small allocations: `find-metrics` is a fifth faster with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    newsprint_cli::main_with(|_| Ok(()))
}
