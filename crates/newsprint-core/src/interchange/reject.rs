//! The line of what left a run before its end.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::wire::DocumentLine;
use super::{REJECT, ReadError, expect_schema, write_line};
use crate::Document;
use crate::source::{hex, unhex};

/// Something that left the run before its end, whole, so that it can be fed in again.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reject {
    /// Whether it failed or was dropped on purpose.
    pub kind: RejectKind,
    /// The step that decided, by the name it has in the pipeline file.
    pub stage: String,
    /// What happened, in words.
    pub message: String,
    /// Where it was read: `corpus.jsonl:17`.
    pub place: String,
    /// What was being worked on.
    pub content: RejectContent,
}

/// Why something left the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectKind {
    /// It could not be read or worked on.
    Quarantined,
    /// A stage decided against it.
    Dropped,
}

/// What a reject holds.
#[derive(Clone, Debug, PartialEq)]
pub enum RejectContent {
    /// The document as it was before the failing step's part of the run began; for a dropped
    /// article, the document with that article alone.
    Document(Box<Document>),
    /// Bytes that never became a document.
    Raw(Vec<u8>),
    /// Nothing could be read at all: the file is missing or unreadable.
    Nothing,
}

impl Reject {
    /// A reject with all its parts.
    pub fn new(
        kind: RejectKind,
        stage: impl Into<String>,
        message: impl Into<String>,
        place: impl Into<String>,
        content: RejectContent,
    ) -> Self {
        let (stage, message, place) = (stage.into(), message.into(), place.into());
        Self { kind, stage, message, place, content }
    }
}

/// Appends a reject's line, with its line feed.
///
/// # Errors
/// When an attachment cannot be written.
pub fn write_reject(reject: &Reject, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let (mut document, mut raw, mut raw_hex) = (None, None, None);
    match &reject.content {
        RejectContent::Document(rejected) => document = Some(DocumentLine::of(rejected)),
        RejectContent::Raw(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => raw = Some(Cow::Borrowed(text)),
            Err(_) => raw_hex = Some(Cow::Owned(hex(bytes))),
        },
        RejectContent::Nothing => {}
    }
    let line = RejectLine {
        schema: Cow::Borrowed(REJECT),
        kind: reject.kind,
        stage: Cow::Borrowed(&reject.stage),
        message: Cow::Borrowed(&reject.message),
        place: Cow::Borrowed(&reject.place),
        document,
        raw,
        raw_hex,
    };
    write_line(&line, out)
}

/// Reads a reject's line.
///
/// # Errors
/// When the line is not of this form.
pub fn read_reject(line: &str) -> Result<Reject, ReadError> {
    let line: RejectLine<'_> = serde_json::from_str(line)?;
    expect_schema(Some(line.schema), REJECT)?;
    let content = match (line.document, line.raw, line.raw_hex) {
        (Some(document), None, None) => {
            RejectContent::Document(Box::new(document.into_document()?))
        }
        (None, Some(raw), None) => RejectContent::Raw(raw.into_owned().into_bytes()),
        (None, None, Some(digits)) => RejectContent::Raw(unhex(&digits).ok_or_else(|| {
            ReadError::Source("`raw_hex` is not pairs of lower-case hex digits".to_owned())
        })?),
        (None, None, None) => RejectContent::Nothing,
        _ => {
            let message = "a reject has one of `document`, `raw` and `raw_hex`";
            return Err(ReadError::Source(message.to_owned()));
        }
    };
    Ok(Reject {
        kind: line.kind,
        stage: line.stage.into_owned(),
        message: line.message.into_owned(),
        place: line.place.into_owned(),
        content,
    })
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectLine<'a> {
    schema: Cow<'a, str>,
    kind: RejectKind,
    stage: Cow<'a, str>,
    message: Cow<'a, str>,
    place: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentLine<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw_hex: Option<Cow<'a, str>>,
}
