//! The command line as a whole: its flags, and the page that describes it.

use std::any::TypeId;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};
use snapbox::{Data, assert_data_eq};

use crate::support::{Folder, command, root};

/// Flags that say what a person wants to see once.
const WITHOUT_TWIN: [&str; 2] = ["help", "version"];

fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_positional() && !arg.is_hide_set())
}

fn subcommands(command: &Command) -> Vec<&Command> {
    command.get_subcommands().filter(|it| it.get_name() != "help").collect()
}

#[test]
fn every_flag_has_a_twin_in_the_environment() {
    let whole = newsprint_cli::command();
    for command in subcommands(&whole).into_iter().chain([&whole]) {
        for flag in flags(command).filter(|it| !WITHOUT_TWIN.contains(&it.get_id().as_str())) {
            let twin = flag.get_env().and_then(|it| it.to_str()).unwrap_or_default();
            let name = format!("{} --{}", command.get_name(), flag.get_id());
            assert!(twin.starts_with("NEWSPRINT_"), "{name} has no variable NEWSPRINT_…");
        }
    }
}

/// Words for a flag that is on or off.
const ON: [&str; 5] = ["1", "true", "yes", "TRUE", "on"];
const OFF: [&str; 5] = ["0", "false", "no", "off", ""];
/// What no flag means.
const WRONG: &str = "没有这样的值";

/// What a flag makes of a word that stands in its variable.
fn read(flag: &Arg, word: &str) -> Result<bool, clap::Error> {
    let alone = Arg::new("flag").long("flag").num_args(1).action(ArgAction::Set);
    let command = Command::new("test").arg(alone.value_parser(flag.get_value_parser().clone()));
    let found = command.try_get_matches_from(["test", &format!("--flag={word}")])?;
    Ok(found.get_one::<bool>("flag").copied().unwrap_or_default())
}

#[test]
fn a_flag_that_is_on_or_off_reads_words() {
    let whole = newsprint_cli::command();
    let mut count = 0;
    for command in subcommands(&whole).into_iter().chain([&whole]) {
        let switches = flags(command).filter(|it| matches!(it.get_action(), ArgAction::SetTrue));
        for flag in switches {
            count += 1;
            for (words, is_on) in [(ON, true), (OFF, false)] {
                for word in words {
                    let name = format!("{} --{}: {word}", command.get_name(), flag.get_id());
                    assert_eq!(read(flag, word).ok(), Some(is_on), "{name}");
                }
            }
            assert!(read(flag, "maybe").is_err(), "--{}", flag.get_id());
        }
    }
    assert!(count > 10, "{count}");
}

/// Whether a flag takes any word.
fn takes_all(flag: &Arg) -> bool {
    let of = flag.get_value_parser().type_id();
    let is_any = of == TypeId::of::<String>() || of == TypeId::of::<PathBuf>();
    flag.get_action().takes_values() && is_any
}

#[test]
fn a_wrong_word_is_an_error_that_names_the_variable() {
    let whole = newsprint_cli::command();
    let folder = Folder::new();
    for subcommand in subcommands(&whole) {
        let required = subcommand.get_positionals().filter(|it| it.is_required_set());
        let words = required.map(|it| {
            let known = it.get_possible_values();
            known.first().map_or("a.txt".to_owned(), |known| known.get_name().to_owned())
        });
        let words: Vec<String> = words.collect();
        let flags = flags(subcommand).filter(|it| !WITHOUT_TWIN.contains(&it.get_id().as_str()));
        for flag in flags.filter(|it| !takes_all(it)) {
            let variable = flag.get_env().unwrap().to_str().unwrap();
            let mut run = command();
            run.arg(subcommand.get_name()).args(&words).env(variable, WRONG);
            let ran = run.current_dir(folder.path("")).output().unwrap();
            let said = String::from_utf8_lossy(&ran.stderr);
            let name = format!("{} {variable}: {said}", subcommand.get_name());
            assert_eq!(ran.status.code(), Some(2), "{name}");
            assert!(said.contains(&format!("invalid value '{WRONG}' for '{variable}'")), "{name}");
        }
    }
    assert!(folder.files().is_empty(), "{:?}", folder.files());
}

#[test]
fn a_wrong_word_on_the_command_line_is_told_as_such() {
    for flags in [&["--color", "red"][..], &["--color=red"]] {
        let mut run = command();
        let run = run.args(["stages", "jsonl"]).args(flags).env("NEWSPRINT_COLOR", "never");
        let ran = run.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{said}");
        assert!(said.contains("invalid value 'red' for '--color <COLOR>'"), "{said}");
    }
}

/// The page is made from what the command says of itself.
#[test]
fn the_reference_of_the_command_is_fresh() {
    let whole = newsprint_cli::command();
    let mut page = String::from(
        "# The command\n\nWhat `newsprint help` prints, on one page. \
         `newsprint man` and `newsprint completions` make a manual page and completions of it.\n\n\
         ## Everywhere\n\n",
    );
    describe(flags(&whole), &mut page);
    for command in subcommands(&whole) {
        let usage = command.clone().render_usage().to_string();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let usage = usage.trim_start_matches("Usage: ");
        let _ = write!(page, "\n## `newsprint {}`\n\n{about}.\n\n", command.get_name());
        let _ = write!(page, "```text\n{usage}\n```\n\n");
        let positional = command.get_arguments().filter(|arg| arg.is_positional());
        let own = flags(command).filter(|arg| !arg.is_global_set());
        describe(positional.chain(own), &mut page);
    }
    let page = format!("{}\n", page.trim_end());
    assert_data_eq!(page, Data::read_from(&root().join("docs/reference/command.md"), None).raw());
}

fn describe<'a>(args: impl Iterator<Item = &'a Arg>, page: &mut String) {
    for arg in args.filter(|it| it.get_id() != "help") {
        let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string);
        let help = help.unwrap_or_default().replace('\n', " ");
        let _ = write!(page, "- `{}`: {help}", arg.to_string().replace("...", "…"));
        let mut facts = Vec::new();
        let values = arg.get_possible_values();
        let takes_words = arg.get_action().takes_values() && !values.is_empty();
        let default = arg.get_default_values().iter().map(|it| it.to_string_lossy().into_owned());
        let default = default.filter(|_| arg.get_action().takes_values());
        facts.extend(default.map(|default| format!("default `{default}`")));
        let twin = arg.get_env().map(|it| it.to_string_lossy().into_owned());
        facts.extend(twin.map(|twin| format!("environment `{twin}`")));
        if !facts.is_empty() {
            let _ = write!(page, " ({})", facts.join("; "));
        }
        page.push('\n');
        if takes_words {
            for value in values.iter().filter(|it| !it.is_hide_set()) {
                let help = value.get_help().map(|help| format!(": {help}")).unwrap_or_default();
                let _ = writeln!(page, "  - `{}`{help}", value.get_name());
            }
        }
    }
}
