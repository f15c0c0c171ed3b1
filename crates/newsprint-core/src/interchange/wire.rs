//! The shapes of the lines: texts as plain strings, their runs apart under `spans`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{ARTICLE, DOCUMENT, ReadError, expect_schema};
use crate::{
    Article, ArticleId, Block, BlockKind, Byline, Dateline, Diagnostic, Document, Extensions,
    Facts, Figure, Group, Layout, MappedText, Metric, Part, Person, Residue, Run, Source, TextHash,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentLine<'a> {
    schema: Cow<'a, str>,
    source: SourceLine<'a>,
    text: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout: Option<Cow<'a, Layout>>,
    articles: Vec<ArticleLine<'a>>,
    residue: Cow<'a, [Residue]>,
    diagnostics: Cow<'a, [Diagnostic]>,
}

impl<'a> DocumentLine<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let source = document.source();
        Self {
            schema: Cow::Borrowed(DOCUMENT),
            source: SourceLine::of(source),
            text: (!source.is_detached()).then(|| Cow::Borrowed(source.text())),
            layout: source.layout().map(Cow::Borrowed),
            articles: document.articles.iter().map(ArticleLine::of).collect(),
            residue: Cow::Borrowed(&document.residue),
            diagnostics: Cow::Borrowed(&document.diagnostics),
        }
    }

    pub(super) fn into_document(self) -> Result<Document, ReadError> {
        expect_schema(Some(self.schema), DOCUMENT)?;
        let source = self.source.into_source();
        let source = match self.text {
            None => source,
            Some(text) => source.with_text(text.into_owned()).map_err(ReadError::Source)?,
        };
        let layout = self.layout.map(Cow::into_owned);
        let source =
            source.with_layout(layout).map_err(|error| ReadError::Source(error.to_string()))?;
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
pub(super) struct SourceLine<'a> {
    name: Cow<'a, str>,
    record: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file_page: Option<u64>,
    sha256: TextHash,
    paper: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    page: Option<Cow<'a, str>>,
    url: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Cow<'a, str>>,
}

impl<'a> SourceLine<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let facts = source.facts();
        let (line, file_page) = match source.part() {
            Part::Whole => (None, None),
            Part::Line(line) => (Some(line), None),
            Part::Page(page) => (None, Some(page)),
        };
        Self {
            name: Cow::Borrowed(source.name()),
            record: source.record().map(Cow::Borrowed),
            line,
            file_page,
            sha256: source.sha256(),
            paper: borrowed(facts.paper.as_ref()),
            date: borrowed(facts.date.as_ref()),
            page: borrowed(facts.page.as_ref()),
            url: borrowed(facts.url.as_ref()),
            place: borrowed(facts.place.as_ref()),
        }
    }

    pub(super) fn into_source(self) -> Source {
        let facts = Facts {
            paper: self.paper.map(Cow::into_owned),
            date: self.date.map(Cow::into_owned),
            page: self.page.map(Cow::into_owned),
            url: self.url.map(Cow::into_owned),
            place: self.place.map(Cow::into_owned),
        };
        let page = self.file_page.map_or(Part::Whole, Part::Page);
        let part = self.line.map_or(page, Part::Line);
        Source::detached(self.name, self.sha256)
            .with_record(self.record.map(Cow::into_owned))
            .with_part(part)
            .with_facts(facts)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleLine<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<Cow<'a, str>>,
    id: ArticleId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<SourceLine<'a>>,
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
pub(super) struct BylineLine<'a> {
    text: Cow<'a, str>,
    agency: Option<Cow<'a, str>>,
    people: Cow<'a, [Person]>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatelineLine<'a> {
    place: Option<Cow<'a, str>>,
    date: Option<Cow<'a, str>>,
    text: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockLine<'a> {
    kind: BlockKind,
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureLine<'a> {
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

pub(super) fn text_of(text: Option<&MappedText>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn runs_of(text: Option<&MappedText>) -> Runs<'_> {
    Cow::Borrowed(text.map_or(&[], MappedText::runs))
}

fn each_runs<'a>(texts: impl Iterator<Item = &'a MappedText>) -> Vec<Runs<'a>> {
    texts.map(|text| runs_of(Some(text))).collect()
}

impl<'a> ArticleLine<'a> {
    /// An article as a line of its own, which names its form and its source.
    pub(super) fn standing_alone(source: &'a Source, article: &'a Article) -> Self {
        Self {
            schema: Some(Cow::Borrowed(ARTICLE)),
            source: Some(SourceLine::of(source)),
            ..Self::of(article)
        }
    }

    pub(super) fn of(article: &'a Article) -> Self {
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

    pub(super) fn into_article(self) -> Result<Article, ReadError> {
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
    pub(super) fn of(article: &'a Article) -> Self {
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
    pub(super) fn of(figure: &'a Figure) -> Self {
        Self { caption: runs_of(figure.caption.as_ref()), credit: runs_of(figure.credit.as_ref()) }
    }
}

impl<'a> BylineLine<'a> {
    pub(super) fn of(byline: &'a Byline) -> Self {
        Self {
            text: Cow::Borrowed(byline.text.as_str()),
            agency: borrowed(byline.agency.as_ref()),
            people: Cow::Borrowed(&byline.people),
        }
    }
}

impl<'a> DatelineLine<'a> {
    pub(super) fn of(dateline: &'a Dateline) -> Self {
        Self {
            place: borrowed(dateline.place.as_ref()),
            date: borrowed(dateline.date.as_ref()),
            text: text_of(dateline.text.as_ref()),
        }
    }
}

impl<'a> BlockLine<'a> {
    pub(super) fn of(block: &'a Block) -> Self {
        Self { kind: block.kind, text: Cow::Borrowed(block.text.as_str()) }
    }
}

impl<'a> FigureLine<'a> {
    pub(super) fn of(figure: &'a Figure) -> Self {
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
