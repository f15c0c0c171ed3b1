//! Flags as variables of the environment.

use std::env;
use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue};

/// Reads a flag that is on or off.
pub(crate) fn truth(word: &str) -> Result<bool, String> {
    match word.to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" | "t" => Ok(true),
        "" | "0" | "false" | "no" | "off" | "n" | "f" => Ok(false),
        _ => Err("expected 1, true, yes, 0, false or no".to_owned()),
    }
}

/// Reads a flag that can be given several times.
pub(crate) fn level(word: &str) -> Result<u8, String> {
    let expected = |_| "expected how often it is meant: 0, 1 or 2".to_owned();
    word.parse().or_else(|_| truth(word).map(u8::from)).map_err(expected)
}

/// Names the variable that a wrong value stands in, where it is not from the command line.
pub(crate) fn blamed(mut error: clap::Error, whole: &Command, line: &[OsString]) -> clap::Error {
    let subcommand = line.iter().find_map(|word| whole.find_subcommand(word));
    let Some(ContextValue::String(named)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let mut args = subcommand.into_iter().chain([whole]).flat_map(Command::get_arguments);
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else {
        return error;
    };
    let is_of_line = line
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| word == value || word.split_once('=').is_some_and(|(_, given)| given == value));
    let variable = args.find(|arg| arg.to_string() == *named).and_then(|arg| {
        let name = arg.get_env().filter(|_| !is_of_line)?.to_str()?;
        let is_there = env::var(name).is_ok_and(|it| it == *value);
        is_there.then(|| name.to_owned())
    });
    if let Some(variable) = variable {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable));
    }
    error
}
