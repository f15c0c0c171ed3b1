//! The JSON Lines forms: an article, a whole document, a reject; one a line.
//!
//! Writing and reading back is the identity, byte for byte, for every line that this module wrote.
//! Each form names its version in `schema`, its first key; keys that a version does not know are
//! errors, so that nothing is lost in silence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Article, ArticleId, Block, BlockKind, Byline, Dateline, Diagnostic, Document, Extensions,
    Facts, Figure, Group, MappedText, Metric, Person, Residue, Run, Source, TextHash,
};

/// `schema` of an article's line.
pub const ARTICLE: &str = "newsprint/article/1";
/// `schema` of a document's line.
pub const DOCUMENT: &str = "newsprint/document/1";
/// `schema` of a reject's line.
pub const REJECT: &str = "newsprint/reject/1";
/// The JSON Schema (draft 2020-12) of an article's line.
pub const ARTICLE_JSON_SCHEMA: &str = include_str!("../schema/article-1.schema.json");

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
    /// The document's text is not what its hash says, or too large.
    #[error("{0}")]
    Source(String),
}

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

/// Appends an article's line, with its line feed.
///
/// # Errors
/// When an attachment cannot be written.
pub fn write_article(
    source: &Source,
    article: &Article,
    out: &mut Vec<u8>,
) -> Result<(), serde_json::Error> {
    let line = ArticleLine {
        schema: Some(Cow::Borrowed(ARTICLE)),
        source: Some(SourceLine::of(source)),
        ..ArticleLine::of(article)
    };
    write_line(&line, out)
}

/// Appends a document's line, with its line feed.
///
/// # Errors
/// When an attachment cannot be written.
pub fn write_document(document: &Document, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    write_line(&DocumentLine::of(document), out)
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
            Err(_) => raw_hex = Some(Cow::Owned(crate::source::hex(bytes))),
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
        (None, None, Some(digits)) => {
            RejectContent::Raw(crate::source::unhex(&digits).ok_or_else(|| {
                ReadError::Source("`raw_hex` is not pairs of lower-case hex digits".to_owned())
            })?)
        }
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

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentLine<'a> {
    schema: Cow<'a, str>,
    source: SourceLine<'a>,
    text: Option<Cow<'a, str>>,
    articles: Vec<ArticleLine<'a>>,
    residue: Cow<'a, [Residue]>,
    diagnostics: Cow<'a, [Diagnostic]>,
}

impl<'a> DocumentLine<'a> {
    fn of(document: &'a Document) -> Self {
        let source = document.source();
        Self {
            schema: Cow::Borrowed(DOCUMENT),
            source: SourceLine::of(source),
            text: (!source.is_detached()).then(|| Cow::Borrowed(source.text())),
            articles: document.articles.iter().map(ArticleLine::of).collect(),
            residue: Cow::Borrowed(&document.residue),
            diagnostics: Cow::Borrowed(&document.diagnostics),
        }
    }

    fn into_document(self) -> Result<Document, ReadError> {
        expect_schema(Some(self.schema), DOCUMENT)?;
        let source = self.source.into_source();
        let source = match self.text {
            None => source,
            Some(text) => source.with_text(text.into_owned()).map_err(ReadError::Source)?,
        };
        let mut document = Document::new(source);
        let articles = self.articles.into_iter().map(ArticleLine::into_article);
        document.articles = articles.collect::<Result<_, _>>()?;
        document.residue = self.residue.into_owned();
        document.diagnostics = self.diagnostics.into_owned();
        Ok(document)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceLine<'a> {
    name: Cow<'a, str>,
    record: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    sha256: TextHash,
    paper: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    page: Option<Cow<'a, str>>,
    url: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Cow<'a, str>>,
}

impl<'a> SourceLine<'a> {
    fn of(source: &'a Source) -> Self {
        let facts = source.facts();
        Self {
            name: Cow::Borrowed(source.name()),
            record: source.record().map(Cow::Borrowed),
            line: source.line(),
            sha256: source.sha256(),
            paper: borrowed(facts.paper.as_ref()),
            date: borrowed(facts.date.as_ref()),
            page: borrowed(facts.page.as_ref()),
            url: borrowed(facts.url.as_ref()),
            place: borrowed(facts.place.as_ref()),
        }
    }

    fn into_source(self) -> Source {
        let facts = Facts {
            paper: self.paper.map(Cow::into_owned),
            date: self.date.map(Cow::into_owned),
            page: self.page.map(Cow::into_owned),
            url: self.url.map(Cow::into_owned),
            place: self.place.map(Cow::into_owned),
        };
        Source::detached(self.name, self.sha256)
            .with_record(self.record.map(Cow::into_owned))
            .with_line(self.line)
            .with_facts(facts)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleLine<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<Cow<'a, str>>,
    id: ArticleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceLine<'a>>,
    kicker: Option<Cow<'a, str>>,
    headline: Option<Cow<'a, str>>,
    subheads: Vec<Cow<'a, str>>,
    section: Option<Cow<'a, str>>,
    bylines: Vec<BylineLine<'a>>,
    dateline: Option<DatelineLine<'a>>,
    blocks: Vec<BlockLine<'a>>,
    figures: Vec<FigureLine<'a>>,
    credits: Vec<Cow<'a, str>>,
    group: Option<Cow<'a, Group>>,
    metrics: Cow<'a, [Metric]>,
    spans: SpansLine<'a>,
    #[serde(default, skip_serializing_if = "no_diagnostics")]
    diagnostics: Cow<'a, [Diagnostic]>,
    extensions: Cow<'a, Extensions>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BylineLine<'a> {
    text: Cow<'a, str>,
    agency: Option<Cow<'a, str>>,
    people: Cow<'a, [Person]>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DatelineLine<'a> {
    place: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockLine<'a> {
    kind: BlockKind,
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureLine<'a> {
    caption: Option<Cow<'a, str>>,
    credit: Option<Cow<'a, str>>,
}

type Runs<'a> = Cow<'a, [Run]>;

/// The runs of each text field; a field without any is left out.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SpansLine<'a> {
    #[serde(skip_serializing_if = "no_runs")]
    kicker: Runs<'a>,
    #[serde(skip_serializing_if = "no_runs")]
    headline: Runs<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subheads: Vec<Runs<'a>>,
    #[serde(skip_serializing_if = "no_runs")]
    section: Runs<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bylines: Vec<Runs<'a>>,
    #[serde(skip_serializing_if = "no_runs")]
    dateline: Runs<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<Runs<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    figures: Vec<FigureSpans<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<Runs<'a>>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FigureSpans<'a> {
    #[serde(skip_serializing_if = "no_runs")]
    caption: Runs<'a>,
    #[serde(skip_serializing_if = "no_runs")]
    credit: Runs<'a>,
}

fn no_runs(runs: &Runs<'_>) -> bool {
    runs.is_empty()
}

#[expect(clippy::ptr_arg, reason = "serde hands the field as it is declared")]
fn no_diagnostics(diagnostics: &Cow<'_, [Diagnostic]>) -> bool {
    diagnostics.is_empty()
}

fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn text_of(text: Option<&MappedText>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn runs_of(text: Option<&MappedText>) -> Runs<'_> {
    Cow::Borrowed(text.map_or(&[], MappedText::runs))
}

fn each_runs<'a>(texts: impl Iterator<Item = &'a MappedText>) -> Vec<Runs<'a>> {
    texts.map(|text| runs_of(Some(text))).collect()
}

impl<'a> ArticleLine<'a> {
    fn of(article: &'a Article) -> Self {
        Self {
            schema: None,
            id: article.id,
            source: None,
            kicker: text_of(article.kicker.as_ref()),
            headline: text_of(article.headline.as_ref()),
            subheads: article.subheads.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
            section: text_of(article.section.as_ref()),
            bylines: article.bylines.iter().map(BylineLine::of).collect(),
            dateline: article.dateline.as_ref().map(DatelineLine::of),
            blocks: article.blocks.iter().map(BlockLine::of).collect(),
            figures: article.figures.iter().map(FigureLine::of).collect(),
            credits: article.credits.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
            group: article.group.as_ref().map(Cow::Borrowed),
            metrics: Cow::Borrowed(&article.metrics),
            spans: SpansLine::of(article),
            diagnostics: Cow::Borrowed(&article.diagnostics),
            extensions: Cow::Borrowed(&article.extensions),
        }
    }

    fn into_article(self) -> Result<Article, ReadError> {
        let spans = self.spans;
        let mut article = Article::new(self.id);
        article.kicker = join_one("kicker", self.kicker, spans.kicker)?;
        article.headline = join_one("headline", self.headline, spans.headline)?;
        article.subheads = join_all("subheads", self.subheads, spans.subheads)?;
        article.section = join_one("section", self.section, spans.section)?;
        for (byline, runs) in pairs("bylines", self.bylines, spans.bylines)? {
            article.bylines.push(Byline {
                text: join("bylines", byline.text, runs)?,
                agency: byline.agency.map(Cow::into_owned),
                people: byline.people.into_owned(),
            });
        }
        if let Some(dateline) = self.dateline {
            article.dateline = Some(Dateline {
                place: dateline.place.map(Cow::into_owned),
                date: dateline.date.map(Cow::into_owned),
                text: join_one("dateline", dateline.text, spans.dateline)?,
            });
        }
        for (block, runs) in pairs("blocks", self.blocks, spans.blocks)? {
            let text = join("blocks", block.text, runs)?;
            article.blocks.push(Block { kind: block.kind, text });
        }
        for (figure, runs) in pairs("figures", self.figures, spans.figures)? {
            article.figures.push(Figure {
                caption: join_one("figures", figure.caption, runs.caption)?,
                credit: join_one("figures", figure.credit, runs.credit)?,
            });
        }
        article.credits = join_all("credits", self.credits, spans.credits)?;
        article.group = self.group.map(Cow::into_owned);
        article.metrics = self.metrics.into_owned();
        article.diagnostics = self.diagnostics.into_owned();
        article.extensions = self.extensions.into_owned();
        Ok(article)
    }
}

impl<'a> SpansLine<'a> {
    fn of(article: &'a Article) -> Self {
        let dateline = article.dateline.as_ref().and_then(|dateline| dateline.text.as_ref());
        Self {
            kicker: runs_of(article.kicker.as_ref()),
            headline: runs_of(article.headline.as_ref()),
            subheads: each_runs(article.subheads.iter()),
            section: runs_of(article.section.as_ref()),
            bylines: each_runs(article.bylines.iter().map(|byline| &byline.text)),
            dateline: runs_of(dateline),
            blocks: each_runs(article.blocks.iter().map(|block| &block.text)),
            figures: article.figures.iter().map(FigureSpans::of).collect(),
            credits: each_runs(article.credits.iter()),
        }
    }
}

impl<'a> FigureSpans<'a> {
    fn of(figure: &'a Figure) -> Self {
        Self { caption: runs_of(figure.caption.as_ref()), credit: runs_of(figure.credit.as_ref()) }
    }
}

impl<'a> BylineLine<'a> {
    fn of(byline: &'a Byline) -> Self {
        Self {
            text: Cow::Borrowed(byline.text.as_str()),
            agency: borrowed(byline.agency.as_ref()),
            people: Cow::Borrowed(&byline.people),
        }
    }
}

impl<'a> DatelineLine<'a> {
    fn of(dateline: &'a Dateline) -> Self {
        Self {
            place: borrowed(dateline.place.as_ref()),
            date: borrowed(dateline.date.as_ref()),
            text: text_of(dateline.text.as_ref()),
        }
    }
}

impl<'a> BlockLine<'a> {
    fn of(block: &'a Block) -> Self {
        Self { kind: block.kind, text: Cow::Borrowed(block.text.as_str()) }
    }
}

impl<'a> FigureLine<'a> {
    fn of(figure: &'a Figure) -> Self {
        Self { caption: text_of(figure.caption.as_ref()), credit: text_of(figure.credit.as_ref()) }
    }
}

fn join(field: &'static str, text: Cow<'_, str>, runs: Runs<'_>) -> Result<MappedText, ReadError> {
    MappedText::from_parts(text.into_owned(), runs.into_owned())
        .map_err(|error| ReadError::Spans { field, error })
}

fn join_one(
    field: &'static str,
    text: Option<Cow<'_, str>>,
    runs: Runs<'_>,
) -> Result<Option<MappedText>, ReadError> {
    match text {
        Some(text) => join(field, text, runs).map(Some),
        None if runs.is_empty() => Ok(None),
        None => Err(ReadError::SpanCount { field, texts: 0, spans: 1 }),
    }
}

fn join_all(
    field: &'static str,
    texts: Vec<Cow<'_, str>>,
    runs: Vec<Runs<'_>>,
) -> Result<Vec<MappedText>, ReadError> {
    pairs(field, texts, runs)?.map(|(text, runs)| join(field, text, runs)).collect()
}

/// Texts with their runs.
fn pairs<T, R>(
    field: &'static str,
    texts: Vec<T>,
    runs: Vec<R>,
) -> Result<impl Iterator<Item = (T, R)>, ReadError> {
    if texts.len() == runs.len() {
        Ok(texts.into_iter().zip(runs))
    } else {
        Err(ReadError::SpanCount { field, texts: texts.len(), spans: runs.len() })
    }
}
