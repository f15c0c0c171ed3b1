//! What a code, a rule or a step is.

use std::fmt::Write as _;

use newsprint::Registry;
use newsprint::core::config::{Choices as _, nearest};
use newsprint::core::{ResidueReason, StepInfo};
use newsprint::metrics::Rule;

use super::failures::FAILURES;
use crate::show::Show;
use crate::{Exit, commands};

/// `newsprint explain CODE`.
pub(super) fn explain(word: &str, registry: &Registry, show: &Show) -> Exit {
    let told = told(registry);
    let entries: Vec<_> = told.iter().filter(|it| it.code == word).collect();
    let pages: Vec<String> =
        registry.iter().filter(|info| info.name == word).map(StepInfo::manual_page).collect();
    if entries.is_empty() && pages.is_empty() {
        unknown(word, &told, registry, show);
        return Exit::Usage;
    }
    let mut out = String::new();
    for entry in entries {
        let _ = writeln!(out, "{word} ({})\n\n{}\n", entry.by, entry.meaning);
    }
    out.push_str(&pages.join("\n"));
    let out = format!("{}\n", out.trim_end());
    commands::print(&out, show)
}

fn unknown(word: &str, told: &[Told], registry: &Registry, show: &Show) {
    let path = std::path::Path::new(word);
    if path.extension().is_some_and(|it| it == "toml") || path.exists() {
        let help = format!("name a document of its input: `newsprint explain {word} DOCUMENT`");
        return show.error(&format_args!("`{word}` is a file, not a code"), Some(&help));
    }
    let codes = told.iter().map(|it| it.code);
    let help = match nearest(word, codes.chain(registry.iter().map(|info| info.name))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`newsprint stages NAME` lists the codes of a step".to_owned(),
    };
    show.error(&format_args!("there is no code and no step `{word}`"), Some(&help));
}

/// A code, its meaning, and what gives it.
pub(super) struct Told {
    pub(super) code: &'static str,
    pub(super) meaning: String,
    by: String,
}

/// Every code: those of steps, each meaning once, and those that belong to none.
pub(super) fn told(registry: &Registry) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for info in registry.iter() {
        for (code, meaning) in info.codes {
            match told.iter_mut().find(|it| it.code == *code && it.meaning == *meaning) {
                Some(known) => {
                    let _ = write!(known.by, ", {}", info.name);
                }
                None => told.push(Told {
                    code,
                    meaning: (*meaning).to_owned(),
                    by: info.name.to_owned(),
                }),
            }
        }
    }
    let residue = ResidueReason::CODES.iter().map(|(code, meaning)| (*code, *meaning, "residue"));
    let rules = Rule::WORDS.iter().map(|(code, meaning)| (*code, *meaning, "basis of a figure"));
    let failures = FAILURES.iter().map(|(code, meaning)| (*code, *meaning, "what failed"));
    told.extend(residue.chain(rules).chain(failures).map(|(code, meaning, by)| Told {
        code,
        meaning: meaning.trim().to_owned(),
        by: by.to_owned(),
    }));
    told
}
