//! The command line as a whole: its flags, and the page that describes it.

use std::fmt::Write as _;

use clap::{Arg, Command};
use snapbox::{Data, assert_data_eq};

use crate::support::root;

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
