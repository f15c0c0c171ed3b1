//! Single fields of an article, as they stand in its line.

use serde::Serialize;

use super::wire::{BlockLine, BylineLine, DatelineLine, FigureLine, text_of};
use crate::{Article, MappedText};

/// The fields that [`write_article_field`] knows: those of an article's line but for its source,
/// its spans and its attachments.
pub const ARTICLE_FIELDS: [&str; 13] = [
    "id",
    "kicker",
    "headline",
    "subheads",
    "section",
    "bylines",
    "dateline",
    "blocks",
    "figures",
    "credits",
    "group",
    "metrics",
    "diagnostics",
];

/// Appends the value that the field `name` has in an article's line; says whether there is such a
/// field.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn write_article_field(
    article: &Article,
    name: &str,
    out: &mut Vec<u8>,
) -> Result<bool, serde_json::Error> {
    let a = article;
    match name {
        "id" => write(&a.id, out),
        "kicker" => write(&text_of(a.kicker.as_ref()), out),
        "headline" => write(&text_of(a.headline.as_ref()), out),
        "subheads" => write(&texts(&a.subheads), out),
        "section" => write(&text_of(a.section.as_ref()), out),
        "bylines" => write(&a.bylines.iter().map(BylineLine::of).collect::<Vec<_>>(), out),
        "dateline" => write(&a.dateline.as_ref().map(DatelineLine::of), out),
        "blocks" => write(&a.blocks.iter().map(BlockLine::of).collect::<Vec<_>>(), out),
        "figures" => write(&a.figures.iter().map(FigureLine::of).collect::<Vec<_>>(), out),
        "credits" => write(&texts(&a.credits), out),
        "group" => write(&a.group, out),
        "metrics" => write(&a.metrics, out),
        "diagnostics" => write(&a.diagnostics, out),
        _ => return Ok(false),
    }
    .map(|()| true)
}

fn write(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(out, value)
}

fn texts(texts: &[MappedText]) -> Vec<&str> {
    texts.iter().map(MappedText::as_str).collect()
}
