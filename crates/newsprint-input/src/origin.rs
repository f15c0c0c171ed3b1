//! What is known of a file besides its bytes: from its path, then from its sidecar, then from a file
//! that names it. What its content says comes last, and each input reads that for itself.

use std::path::Path;

use newsprint_core::{Diagnostic, Facts, Origin, StepError};

use crate::path_pattern::PathPattern;
use crate::sidecar;

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
fn tell(facts: &Facts, place: &str) -> Option<String> {
    let Facts { paper, date, page, url, place: of, .. } = facts;
    let known = [("paper", paper), ("date", date), ("page", page), ("url", url), ("place", of)];
    let names: Vec<&str> =
        known.iter().filter(|(_, fact)| fact.is_some()).map(|(name, _)| *name).collect();
    let (last, rest) = names.split_last()?;
    let rest = if rest.is_empty() { String::new() } else { format!("{} and ", rest.join(", ")) };
    Some(format!("{rest}{last} from {place}"))
}
