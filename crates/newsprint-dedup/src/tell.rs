//! Which articles are nearest to one, and what groups them with it or keeps them apart, for a
//! reader who asks.

use newsprint_core::{ArticleId, Codes, Digests, Group, Note};

use crate::compare::{Comparison, share};
use crate::explain::Likeness;
use crate::fingerprint::Fingerprint;
use crate::grouping::Rules;
use crate::relation::{COMMON_PART, Prepared, covered, length, resemblance};

/// Candidates that are told.
const TOLD: usize = 5;

const PART: &str = "shared-part";

/// What `group-reprints` gives as reasons.
pub(crate) const CODES: Codes = &[
    ("same-text", "The two articles have the same letters and digits in the same order."),
    (
        "near-copy",
        "The two articles are one story: what differs is damage, sub-editing, head and tail. \
         `newsprint diff A B` shows it.",
    ),
    (
        "contained-text",
        "All of the shorter article stands in the longer one, of which it is a part.",
    ),
    (
        "same-template",
        "The two articles use one template for two stories: the figures or names in the same places \
         differ more than damage explains. They are kept apart.",
    ),
    (
        PART,
        "The two articles share a part, too little of them for one story, or they are too many days \
         apart. They are kept apart.",
    ),
    (
        "group",
        "The group that the article stands in, and how it is like the article that leads it.",
    ),
    ("no-candidate", "No other article of the run shares a part with this one."),
];

/// Notes on the article at `at`: its group, and the articles that share most with it.
pub(crate) fn tell(
    rules: &Rules,
    articles: &Digests,
    at: usize,
    group: Option<&Group>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(Group { id, kind, leader, similarity }) = group {
        let leads = articles.get(at).is_some_and(|(own, _)| own == *leader);
        let message = if leads {
            format!("in group {id}, which it leads")
        } else {
            format!("in group {id}, {} to its leader {leader}", kind.word())
        };
        notes.push(Note::new("group", message).scored(*similarity));
    }
    let read = |at| {
        let (id, digest) = articles.get(at)?;
        Some((id, Fingerprint::read(digest)?))
    };
    let Some((_, text)) = read(at).filter(|(_, text)| text.length > 0) else { return notes };
    let prepared = Prepared::new(&text);
    let others = (0..articles.len()).filter(|other| *other != at).filter_map(read);
    let mut near: Vec<(Comparison, ArticleId, Fingerprint<'_>)> = others
        .filter(|(_, other)| {
            other.exact == text.exact || prepared.containment(other) >= COMMON_PART
        })
        .map(|(id, other)| (prepared.compare(&other), id, other))
        .collect();
    near.sort_by(|a, b| (b.0.shared, a.1).cmp(&(a.0.shared, b.1)));
    if near.is_empty() {
        notes.push(Note::new("no-candidate", "no other article shares a part with this one"));
    }
    let told = near.iter().take(TOLD);
    notes.extend(told.map(|(found, id, other)| candidate(rules, &text, *id, other, found)));
    notes
}

fn candidate(
    rules: &Rules,
    text: &Fingerprint<'_>,
    id: ArticleId,
    other: &Fingerprint<'_>,
    found: &Comparison,
) -> Note {
    let (code, said) = match rules.likeness(text, other, found) {
        Likeness::Exact => ("same-text", "grouped: the same text"),
        Likeness::Near => ("near-copy", "grouped: the same story with small changes"),
        Likeness::Contained => ("contained-text", "grouped: the shorter stands in the longer"),
        Likeness::Template => {
            ("same-template", "kept apart: one template with other figures or names")
        }
        _ => (PART, "kept apart: two stories that share a part"),
    };
    let figures = &found.figures;
    Note::new(code, format!("article {id}: {said}"))
        .scored(resemblance(text, other, found))
        .part("covered", covered(text, other, found))
        .part("length", length(text, other))
        .part("damaged", share(found.damaged, found.shared))
        .part("replaced", share(found.replaced, found.shared))
        .part("other figures", share(figures.slightly + figures.wholly, figures.compared))
}
