//! The command `newsprint` with one more stage.

use std::process::ExitCode;

fn main() -> ExitCode {
    newsprint_cli::main_with(custom_stage_example::register)
}
