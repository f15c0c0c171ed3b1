//! Benchmarks of newsprint that check their answers.
//!
//! `cargo run --release -p newsprint-bench` prints a Markdown report to keep under
//! `docs/benchmarks`. Linux only: processor time and memory are read from `/proc`.

#![expect(clippy::print_stdout, reason = "the report is the program's output")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run has nothing to say")]

mod corpus;
mod find_metrics;
mod framework;
mod machine;
mod metrics;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["framework"] => print!("{}", framework::report()),
        ["find-metrics"] => print!("{}", find_metrics::report()),
        ["metrics"] => print!("{}", metrics::report()),
        [framework::CHILD, pipeline] => framework::child(pipeline),
        _ => {
            println!("usage: newsprint-bench [find-metrics | framework | metrics]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
