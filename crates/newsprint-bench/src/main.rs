//! Benchmarks of newsprint that check their answers.
//!
//! `cargo run --release -p newsprint-bench` prints a Markdown report to keep under
//! `docs/benchmarks`. Linux only: processor time and memory are read from `/proc`.

#![expect(clippy::print_stdout, reason = "the report is the program's output")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run has nothing to say")]

mod corpus;
mod dedup;
mod exec;
mod find_metrics;
mod formats;
mod framework;
mod html;
mod machine;
mod metrics;
mod pdf;
mod prose;
mod render;
mod site;
mod split_page;
mod stages;
mod stories;
mod whole;

use std::process::ExitCode;

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["framework"] => print!("{}", framework::report()),
        ["exec"] => print!("{}", exec::report()),
        [exec::CHILD] => exec::child(),
        ["find-metrics"] => print!("{}", find_metrics::report()),
        ["html"] => print!("{}", html::report()),
        ["metrics"] => print!("{}", metrics::report()),
        ["pdf"] => print!("{}", pdf::report()),
        ["site"] => print!("{}", site::report()),
        [site::CHILD, pipeline] => println!("{}", site::child(pipeline)),
        ["stages"] => print!("{}", stages::report()),
        ["split-page"] => print!("{}", split_page::report()),
        ["formats", articles] => print!("{}", formats::report(number(articles))),
        [formats::CHILD, pipeline] => println!("{}", formats::child(pipeline)),
        [framework::CHILD, pipeline] => framework::child(pipeline),
        ["render"] => print!("{}", render::report()),
        [render::CHILD, output, path, count] => print!("{}", render::child(output, path, count)),
        ["dedup", largest] => {
            dedup::report(number(largest), &mut std::io::stdout())
                .expect("standard output is open");
        }
        ["signatures", count, mebibytes] => {
            print!("{}", dedup::signatures(number(count), number(mebibytes) << 20));
        }
        ["whole", pages, articles] => {
            whole::report(number(pages), number(articles), &mut std::io::stdout())
                .expect("standard output is open");
        }
        [whole::CHILD, pipeline] => println!("{}", whole::child(pipeline)),
        [dedup::CHILD, what, count, argument] => {
            println!("{}", dedup::child(what, count, argument));
        }
        _ => {
            println!(
                "usage: newsprint-bench [framework | exec | find-metrics | html | metrics | pdf | render \
                 | site | split-page | stages | dedup DOCUMENTS | formats ARTICLES \
                 | signatures COUNT MEBIBYTES | whole PAGES ARTICLES]"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}
