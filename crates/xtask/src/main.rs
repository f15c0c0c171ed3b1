//! Chores of the workspace that need more than one command.
//!
//! `cargo run --release -p xtask -- train-split-page OUT.bin [--all] [--pdf] FOLDER[=WEIGHT]…` learns the weights of
//! `split-page` anew; `train-language FOLDER CORPUS.jsonl… [--leave-out CORPUS.jsonl|PAGES…]` what it
//! knows of the language.

#![expect(clippy::print_stderr, reason = "what a chore has to say is for the one who runs it")]

mod labels;
mod laid;
mod train_language;
mod train_split_page;

use std::process::ExitCode;

const USAGE: &str = "\
usage: xtask train-split-page OUT.bin [--all] [--pdf] FOLDER[=WEIGHT]…
       xtask train-language FOLDER CORPUS.jsonl… [--leave-out CORPUS.jsonl|PAGES…]";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.as_slice() {
        [chore, out, folders @ ..] if chore == "train-split-page" && !folders.is_empty() => {
            train_split_page::run(out.as_ref(), folders)
        }
        [chore, out, sources @ ..] if chore == "train-language" && !sources.is_empty() => {
            train_language::run(out.as_ref(), sources)
        }
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
