//! `newsprint new-stage`: a crate with a stage that compiles, keeps the laws, and runs.
//!
//! The template is the crate `custom-stage-example`, which is compiled and tested by itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use newsprint::Registry;
use newsprint::core::StepKind;

use crate::Exit;
use crate::init::quoted;
use crate::show::Show;

#[derive(Debug, clap::Args)]
pub(crate) struct NewStageArgs {
    /// The name of the stage and of its crate: lower-case words joined by `-`, such as `add-lead`
    pub(crate) name: String,
    /// Where newsprint's source is: the folder of a checkout, or the address of a git repository;
    /// without it the checkout that this command was built in
    #[arg(long, value_name = "PLACE", env = "NEWSPRINT_SOURCE")]
    pub(crate) newsprint: Option<String>,
}

macro_rules! template {
    ($($file:literal),*) => {
        [$( ($file, include_str!(concat!("../../custom-stage-example/", $file))) ),*]
    };
}

const TEMPLATE: [(&str, &str); 6] = template![
    "manual.md",
    "page.txt",
    "pipeline.toml",
    "src/lib.rs",
    "src/main.rs",
    "tests/stage.rs"
];

/// `newsprint new-stage`.
pub(crate) fn new_stage(args: &NewStageArgs, registry: &Registry, show: &Show) -> Exit {
    let name = args.name.as_str();
    let written = check_name(name, registry)
        .and_then(|()| dependencies(args.newsprint.as_deref()))
        .and_then(|source| write(name, &source));
    match written {
        Ok(()) => {
            show.note(&format_args!("wrote {name}: a stage `{name}`, its tests and a pipeline"));
            show.note(&format_args!(
                "next: cd {name} && cargo test && cargo run -- run pipeline.toml"
            ));
            Exit::Done
        }
        Err((message, help)) => {
            show.error(&message, Some(&help));
            Exit::Usage
        }
    }
}

/// What is wrong, and what to do.
type Complaint = (String, String);

fn complaint<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Complaint> {
    Err((message.into(), help.into()))
}

fn check_name(name: &str, registry: &Registry) -> Result<(), Complaint> {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let is_name = name.contains('-')
        && name.split('-').all(is_word)
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    if !is_name || name.starts_with("newsprint-") {
        let help = "give a verb and what it acts on, in lower-case words joined by `-`: `add-lead`";
        return complaint(format!("`{name}` is no name for a stage"), help);
    }
    if registry.get(StepKind::Stage, name).is_some() {
        return complaint(format!("there is a stage `{name}` already"), "give it another name");
    }
    if Path::new(name).exists() {
        let help = "give the stage another name, or go to another folder";
        return complaint(format!("`{name}` is here already"), help);
    }
    Ok(())
}

/// Where the crates of newsprint come from.
enum Source {
    /// A checkout.
    Folder(PathBuf),
    /// A git repository, by its address.
    Git(String),
}

fn dependencies(place: Option<&str>) -> Result<Source, Complaint> {
    let is_checkout = |folder: &Path| folder.join("crates/newsprint-core/Cargo.toml").is_file();
    match place {
        Some(place) if place.contains("://") || place.starts_with("git@") => {
            Ok(Source::Git(place.to_owned()))
        }
        Some(place) => match fs::canonicalize(place) {
            Ok(folder) if is_checkout(&folder) => Ok(Source::Folder(folder)),
            _ => complaint(
                format!("`{place}` is no checkout of newsprint"),
                "name the folder that holds newsprint's `crates`, or a git repository",
            ),
        },
        None => match Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2) {
            Some(folder) if is_checkout(folder) => Ok(Source::Folder(folder.to_owned())),
            _ => complaint(
                "where newsprint's source is, is not known",
                "get a checkout of it, and name its folder: `--newsprint FOLDER`",
            ),
        },
    }
}

fn write(name: &str, source: &Source) -> Result<(), Complaint> {
    let write = |file: &str, content: &str| {
        let path = Path::new(name).join(file);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, content)
    };
    let written: io::Result<()> = TEMPLATE
        .into_iter()
        .try_for_each(|(file, content)| write(file, &renamed(content, name)))
        .and_then(|()| write("Cargo.toml", &manifest(name, source)))
        .and_then(|()| write(".gitignore", "/target\n"))
        .and_then(|()| match source {
            // The versions that newsprint itself is tested with.
            Source::Folder(folder) if folder.join("Cargo.lock").is_file() => {
                fs::copy(folder.join("Cargo.lock"), Path::new(name).join("Cargo.lock")).map(drop)
            }
            _ => Ok(()),
        });
    written.map_err(|error| {
        let help = "see that files can be made here".to_owned();
        (format!("the crate `{name}` cannot be written: {error}"), help)
    })
}

fn manifest(name: &str, source: &Source) -> String {
    let from = |krate: &str| match source {
        Source::Folder(folder) => {
            let path = folder.join("crates").join(krate);
            format!("{krate} = {{ path = {} }}", quoted(&path.to_string_lossy()))
        }
        Source::Git(address) => format!("{krate} = {{ git = {} }}", quoted(address)),
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\n\
         # For the binary alone; a stage needs `newsprint-core` and nothing else.\n{}\n{}\n\n\
         [dev-dependencies]\n{}\n\n\
         # A workspace of its own, wherever it stands; take this out to make it a member of another.\n\
         [workspace]\n\n\
         # The laws try a stage on thousands of texts.\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n\
         [profile.dev.package.\"*\"]\nopt-level = 1\n",
        from("newsprint-cli"),
        from("newsprint-core"),
        from("newsprint-testkit"),
    )
}

/// The template's text with the names of the new stage.
fn renamed(text: &str, name: &str) -> String {
    let snake = name.replace('-', "_");
    let camel: String = name
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect();
    // By way of signs that no text has, so that no name is taken for a part of the template.
    let names = [
        ("custom_stage_example", snake),
        ("custom-stage-example", name.to_owned()),
        ("AddReadingTime", camel.clone()),
        ("add-reading-time", name.to_owned()),
        ("ReadingTimeOptions", format!("{camel}Options")),
        ("ReadingTime", format!("{camel}Facts")),
    ];
    let mut signs = ('\u{E000}'..).take(names.len());
    let mut text = text.to_owned();
    let mut put = Vec::new();
    for ((old, new), sign) in names.iter().zip(&mut signs) {
        text = text.replace(old, sign.encode_utf8(&mut [0; 4]));
        put.push((sign, new));
    }
    put.into_iter().fold(text, |text, (sign, new)| text.replace(sign, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_in_everywhere() {
        let text = "custom_stage_example::AddReadingTime, \"add-reading-time\", ReadingTimeOptions, ReadingTime";
        let expected =
            "reading_time::ReadingTime, \"reading-time\", ReadingTimeOptions, ReadingTimeFacts";
        assert_eq!(renamed(text, "reading-time"), expected);
        for (file, content) in TEMPLATE {
            let content = renamed(content, "mark-weather");
            for left in ["custom", "AddReading", "add-reading", "ReadingTimeOptions"] {
                assert!(!content.contains(left), "{file}: {left}");
            }
        }
    }
}
