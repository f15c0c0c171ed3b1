//! The JSON Lines forms: an article, a whole document, a reject; one a line.
//!
//! Writing and reading back is the identity, byte for byte, for every line that this module wrote.
//! Each form names its version in `schema`, its first key; keys that a version does not know are
//! errors, so that nothing is lost in silence.

mod field;
mod reject;
mod wire;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use field::{ARTICLE_FIELDS, write_article_field};
pub use reject::{
    Reject, RejectContent, RejectHead, RejectKind, read_reject, read_reject_head, write_reject,
};

use crate::{Article, Document, Source};
use wire::{ArticleLine, DocumentLine};

/// `schema` of an article's line.
pub const ARTICLE: &str = "newsprint/article/1";
/// `schema` of a document's line.
pub const DOCUMENT: &str = "newsprint/document/1";
/// `schema` of a reject's line.
pub const REJECT: &str = "newsprint/reject/1";
/// The JSON Schema (draft 2020-12) of an article's line.
pub const ARTICLE_JSON_SCHEMA: &str = include_str!("../../schema/article-1.schema.json");

/// Why a line could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No JSON, or not of the form that its `schema` promises.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A `schema` that this version does not know.
    #[error("schema `{0}` is not known; this version reads {ARTICLE}, {DOCUMENT} and {REJECT}")]
    Schema(String),
    /// A text and its runs do not fit together.
    #[error("the spans of `{field}` do not fit its text: {error}")]
    Spans {
        /// The field.
        field: &'static str,
        /// What is wrong.
        error: crate::MappingError,
    },
    /// There are more or fewer lists of runs than texts.
    #[error("`{field}` has {texts} texts but spans for {spans}")]
    SpanCount {
        /// The field.
        field: &'static str,
        /// Number of texts.
        texts: usize,
        /// Number of lists of runs.
        spans: usize,
    },
    /// The document's text is not what its hash says, or too large, or its layout is not that of
    /// the text.
    #[error("{0}")]
    Source(String),
}

/// Appends an article's line, with its line feed.
///
/// # Errors
/// When an attachment cannot be written.
pub fn write_article(
    source: &Source,
    article: &Article,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    write_line(&ArticleLine::standing_alone(source, article), out)
}

/// Appends a document's line, with its line feed.
///
/// # Errors
/// When an attachment cannot be written.
pub fn write_document(document: &Document, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    write_line(&DocumentLine::of(document), out)
}

/// The `schema` of a line of this module; `None` when the line has another form or none.
pub fn schema_of(line: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Head<'a> {
        #[serde(borrow)]
        schema: Option<Cow<'a, str>>,
    }
    // Nearly every line of a corpus lacks the word; looking for it is far cheaper than parsing.
    if !line.contains("newsprint/") {
        return None;
    }
    let head: Head<'_> = serde_json::from_str(line).ok()?;
    head.schema.filter(|schema| schema.starts_with("newsprint/"))
}

/// Reads an article's line into a document with that article and a detached source.
///
/// # Errors
/// When the line is not of this form.
pub fn read_article(line: &str) -> Result<Document, ReadError> {
    let mut line: ArticleLine<'_> = serde_json::from_str(line)?;
    expect_schema(line.schema.take(), ARTICLE)?;
    let source = line.source.take().ok_or_else(|| missing("source"))?.into_source();
    let mut document = Document::new(source);
    document.articles.push(line.into_article()?);
    Ok(document)
}

/// Reads a document's line.
///
/// # Errors
/// When the line is not of this form, or its text is not what its hash says.
pub fn read_document(line: &str) -> Result<Document, ReadError> {
    serde_json::from_str::<DocumentLine<'_>>(line)?.into_document()
}

fn write_line(line: &impl Serialize, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(&mut *out, line)?;
    out.push(b'\n');
    Ok(())
}

fn missing(key: &str) -> ReadError {
    ReadError::Json(serde::de::Error::custom(format_args!("missing field `{key}`")))
}

fn expect_schema(found: Option<Cow<'_, str>>, expected: &'static str) -> Result<(), ReadError> {
    match found {
        Some(schema) if schema == expected => Ok(()),
        Some(schema) => Err(ReadError::Schema(schema.into_owned())),
        None => Err(missing("schema")),
    }
}

#[cfg(test)]
mod tests;
