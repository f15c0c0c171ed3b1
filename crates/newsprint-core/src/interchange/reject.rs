//! The line of what left a run before its end.

use std::borrow::Cow;

use serde::de::IgnoredAny;
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
    /// The rule that decided, as a kebab-case word: `too-short`.
    pub code: Cow<'static, str>,
    /// The value that decided, where one did: `12 of at least 20 characters`.
    pub value: Option<String>,
    /// What happened, in words.
    pub message: String,
    /// Where it was read: `corpus.jsonl:17`.
    pub place: String,
    /// Where in its file the record begins, in bytes of the file as it is when it is unpacked, where
    /// the input knows that.
    pub offset: Option<u64>,
    /// What was being worked on.
    pub content: RejectContent,
}

/// Why something left the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// A reject without a value and an offset, whose code says no more than its kind.
    pub fn new(
        kind: RejectKind,
        stage: impl Into<String>,
        message: impl Into<String>,
        place: impl Into<String>,
        content: RejectContent,
    ) -> Self {
        let (stage, message, place) = (stage.into(), message.into(), place.into());
        let code = kind.code();
        Self { kind, stage, code, value: None, message, place, offset: None, content }
    }

    /// Says by which rule, and which value decided.
    #[must_use]
    pub fn because(mut self, code: impl Into<Cow<'static, str>>, value: Option<String>) -> Self {
        self.code = code.into();
        self.value = value;
        self
    }

    /// Says where in its file the record begins.
    #[must_use]
    pub fn at(mut self, offset: Option<u64>) -> Self {
        self.offset = offset;
        self
    }
}

impl RejectKind {
    /// The code of a reject without a better one.
    fn code(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Quarantined => "failed",
            Self::Dropped => "dropped",
        })
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
        code: Some(Cow::Borrowed(&reject.code)),
        value: reject.value.as_deref().map(Cow::Borrowed),
        message: Cow::Borrowed(&reject.message),
        place: Cow::Borrowed(&reject.place),
        offset: reject.offset,
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
        code: line.code.map_or_else(|| line.kind.code(), |code| code.into_owned().into()),
        value: line.value.map(Cow::into_owned),
        message: line.message.into_owned(),
        place: line.place.into_owned(),
        offset: line.offset,
        content,
    })
}

/// What a reject says of itself, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RejectHead {
    /// Whether it failed or was dropped on purpose.
    pub kind: RejectKind,
    /// The step that decided.
    pub stage: String,
    /// The rule that decided.
    pub code: Cow<'static, str>,
    /// Where it was read.
    pub place: String,
    /// Where in its file the record begins.
    pub offset: Option<u64>,
    /// Whether it holds nothing but its place.
    pub is_empty: bool,
}

/// Reads the head of a reject's line; what it holds is looked through, and not built.
///
/// # Errors
/// When the line is not of this form.
pub fn read_reject_head(line: &str) -> Result<RejectHead, ReadError> {
    let line: HeadLine<'_> = serde_json::from_str(line)?;
    expect_schema(Some(line.schema), REJECT)?;
    Ok(RejectHead {
        kind: line.kind,
        stage: line.stage.into_owned(),
        code: line.code.map_or_else(|| line.kind.code(), |code| code.into_owned().into()),
        place: line.place.into_owned(),
        offset: line.offset,
        is_empty: line.document.is_none() && line.raw.is_none() && line.raw_hex.is_none(),
    })
}

#[derive(Deserialize)]
struct HeadLine<'a> {
    schema: Cow<'a, str>,
    kind: RejectKind,
    stage: Cow<'a, str>,
    code: Option<Cow<'a, str>>,
    place: Cow<'a, str>,
    offset: Option<u64>,
    document: Option<IgnoredAny>,
    raw: Option<IgnoredAny>,
    raw_hex: Option<IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RejectLine<'a> {
    schema: Cow<'a, str>,
    kind: RejectKind,
    stage: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Cow<'a, str>>,
    message: Cow<'a, str>,
    place: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<DocumentLine<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raw_hex: Option<Cow<'a, str>>,
}
