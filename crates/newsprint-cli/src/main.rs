//! The command `newsprint`, with every bundled step and no other.

use std::process::ExitCode;

fn main() -> ExitCode {
    newsprint_cli::main_with(|_| Ok(()))
}
