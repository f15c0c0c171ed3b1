//! What is known of a file besides its bytes: from its path, then from its sidecar, then from a file
//! that names it. What its content says comes last, and each input reads that for itself.

use std::path::Path;

use newsprint_core::{Codes, Diagnostic, Facts, Origin, StepError};

use crate::path_pattern::PathPattern;
use crate::sidecar;

const FACTS: (&str, &str) = (
    "facts",
    "What is known of the text was taken from the path, from a sidecar file or from the folio of the \
     page, as is said.",
);
const PATTERN: (&str, &str) = (
    "path-pattern",
    "The path is not of the form that `path-pattern` gives, so that it says nothing of date, paper or \
     page.",
);
const ENCODING: (&str, &str) =
    ("encoding", "The text was in another encoding than UTF-8, which is named.");
const MALFORMED: (&str, &str) = (
    "malformed-bytes",
    "Bytes that mean nothing in the encoding were replaced by U+FFFD, since `malformed` says so. \
     Another `encoding` may fit.",
);
const DATE: (&str, &str) = (
    "unread-date",
    "The record states a date in a form that is not understood, or one that no calendar has; it is \
     kept as it is written, and no period can be told by it.",
);

/// What is said of files of any kind.
#[cfg(feature = "pdf")]
pub(crate) const OF_FILES: Codes = &[FACTS, PATTERN];
/// What is said of texts.
pub(crate) const OF_TEXTS: Codes = &[FACTS, PATTERN, ENCODING, MALFORMED];
/// What is said of records.
pub(crate) const OF_RECORDS: Codes = &[FACTS, PATTERN, ENCODING, MALFORMED, DATE];
/// What is said of rows, whose texts have one encoding.
#[cfg(feature = "parquet")]
pub(crate) const OF_ROWS: Codes = &[FACTS, PATTERN, DATE];
/// What is said of web pages.
#[cfg(feature = "html")]
pub(crate) const OF_PAGES: Codes = &[
    FACTS,
    PATTERN,
    ENCODING,
    MALFORMED,
    (
        "no-article",
        "No running text was found on the web page: it is a list of others, or scripts, frames or \
         pictures fill it.",
    ),
    (
        "deep-nesting",
        "The elements of the web page are nested deeper than any author writes; the inner ones were \
         taken as one.",
    ),
];

/// Adds to `origin` the facts of the file, and a diagnostic on where each is from. The sidecar stands
/// beside `path`; that of an archive is for all files in it. `named` is what a METS file says.
///
/// # Errors
/// When the sidecar cannot be understood.
pub(crate) fn add_facts(
    origin: &mut Origin,
    pattern: Option<&PathPattern>,
    path: Option<&Path>,
    named: Option<&Facts>,
) -> Result<(), StepError> {
    let mut told = Vec::new();
    if let Some(pattern) = pattern {
        match pattern.facts(&origin.file) {
            Some(facts) => {
                told.extend(tell(&facts, "the path"));
                origin.facts = facts;
            }
            None => origin.diagnostics.push(Diagnostic::warning(
                "path-pattern",
                "the path does not match `path-pattern` and says nothing",
            )),
        }
    }
    let stated = path.map_or_else(|| Ok(sidecar::Stated::default()), sidecar::read)?;
    origin.sha256 = stated.sha256;
    told.extend(tell(&origin.facts.complete(stated.facts), "the sidecar"));
    if let Some(facts) = named {
        told.extend(tell(&origin.facts.complete(facts.clone()), "the METS file"));
    }
    if !told.is_empty() {
        origin.diagnostics.push(Diagnostic::info("facts", told.join(", ")));
    }
    Ok(())
}

/// `paper and date from the path`; nothing of no facts.
pub(crate) fn tell(facts: &Facts, place: &str) -> Option<String> {
    let Facts { paper, date, page, url, place: of, .. } = facts;
    let known = [("paper", paper), ("date", date), ("page", page), ("url", url), ("place", of)];
    let names: Vec<&str> =
        known.iter().filter(|(_, fact)| fact.is_some()).map(|(name, _)| *name).collect();
    let (last, rest) = names.split_last()?;
    let rest = if rest.is_empty() { String::new() } else { format!("{} and ", rest.join(", ")) };
    Some(format!("{rest}{last} from {place}"))
}
