//! An article as templates see it.

use newsprint_core::{
    Article, BlockKind, Bound, Document, GroupKind, MappedText, Metric, MetricKind, Modality,
    Number, Severity, Source, Span, StepError,
};
use serde::Serialize;

use super::trace::{Piece, Places, Segment, segments};
use crate::engine::shortened;
use crate::naming::is_day;

/// Characters of a headline in lists and titles.
pub(crate) const TITLE: usize = 120;

/// What the template of an article's page is given.
#[derive(Serialize)]
pub(crate) struct ArticlePage<'a> {
    /// The way from the page up to the root of the output.
    root: &'static str,
    pub(crate) article: ArticleView<'a>,
    source: SourceView<'a>,
    /// The articles before and after it in the same document.
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
    /// JSON-LD, ready to stand in a script element.
    linked_data: minijinja::Value,
}

#[derive(Serialize)]
struct Neighbour {
    /// From the root of the output.
    href: String,
    title: String,
}

impl<'a> ArticlePage<'a> {
    /// The page of `article`, the `at`-th of the document; `href` tells where an id has its page.
    pub(crate) fn new(
        document: &'a Document,
        at: usize,
        article: &'a Article,
        root: &'static str,
        href: impl Fn(u64) -> String,
    ) -> Result<Self, StepError> {
        let neighbour = |at: Option<usize>| {
            let article = document.articles.get(at?)?;
            Some(Neighbour { href: href(article.id.as_u64()), title: title(article) })
        };
        let (view, source) = (ArticleView::new(article), SourceView::new(document, article));
        let linked_data = super::linked_data::of(&view, &source)?;
        Ok(Self {
            root,
            article: view,
            source,
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
            linked_data: minijinja::Value::from_safe_string(linked_data),
        })
    }
}

/// An article with its source.
#[derive(Serialize)]
pub(crate) struct ArticleView<'a> {
    pub(crate) id: String,
    /// The headline, or else the beginning, on one line, at most [`TITLE`] characters.
    pub(crate) title: String,
    /// Whether the headline is so long that it should be set small.
    pub(crate) is_long: bool,
    pub(crate) kicker: Option<Text<'a>>,
    pub(crate) headline: Option<Text<'a>>,
    pub(crate) decks: Vec<Text<'a>>,
    pub(crate) section: Option<Text<'a>>,
    pub(crate) bylines: Vec<Text<'a>>,
    /// The people that the bylines name, in order.
    pub(crate) people: Vec<&'a str>,
    pub(crate) agencies: Vec<&'a str>,
    pub(crate) place: Option<&'a str>,
    pub(crate) blocks: Vec<BlockView<'a>>,
    pub(crate) figures: Vec<FigureView<'a>>,
    pub(crate) credits: Vec<Text<'a>>,
    pub(crate) group: Option<GroupView>,
    pub(crate) metrics: Vec<MetricView<'a>>,
    pub(crate) diagnostics: Vec<DiagnosticView<'a>>,
    pub(crate) extensions: Vec<ExtensionView<'a>>,
    /// Letters, digits and signs of the body.
    pub(crate) characters: usize,
}

/// A text, and in `pieces` where figures stand in it.
#[derive(Serialize)]
pub(crate) struct Text<'a> {
    /// `t0`: its number among the texts, by which the source's pieces name it.
    pub(crate) target: String,
    pub(crate) plain: &'a str,
    pub(crate) pieces: Vec<Piece<'a>>,
}

#[derive(Serialize)]
pub(crate) struct BlockView<'a> {
    pub(crate) kind: BlockKind,
    pub(crate) text: Text<'a>,
}

#[derive(Serialize)]
pub(crate) struct FigureView<'a> {
    pub(crate) caption: Option<Text<'a>>,
    pub(crate) credit: Option<Text<'a>>,
}

#[derive(Clone, Serialize)]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) kind: GroupKind,
    pub(crate) leader: String,
    pub(crate) is_leader: bool,
    /// In hundredths, rounded down: what is not the same is never 100.
    pub(crate) percent: u8,
}

/// A row; `target` is `m0`.
#[derive(Serialize)]
pub(crate) struct MetricView<'a> {
    pub(crate) target: String,
    pub(crate) subject: Option<&'a str>,
    pub(crate) indicator: &'a str,
    pub(crate) kind: MetricKind,
    pub(crate) value: &'a str,
    pub(crate) value_max: Option<&'a str>,
    pub(crate) unit: &'a str,
    pub(crate) bound: Option<&'static str>,
    pub(crate) of: Option<&'a str>,
    pub(crate) period: Option<&'a str>,
    pub(crate) comparison: Option<&'a str>,
    pub(crate) modality: Option<&'static str>,
    pub(crate) text: &'a str,
    pub(crate) confidence: f64,
    pub(crate) conflicts: Vec<ConflictView>,
}

/// Another article's value, as `link-metrics` found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ConflictView {
    pub(crate) article: String,
    pub(crate) source: String,
    pub(crate) value: String,
}

#[derive(Serialize)]
pub(crate) struct DiagnosticView<'a> {
    pub(crate) is_warning: bool,
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    pub(crate) span: Option<Span>,
}

#[derive(Serialize)]
pub(crate) struct ExtensionView<'a> {
    pub(crate) key: &'a str,
    pub(crate) json: &'a str,
}

/// Where an article stood.
#[derive(Serialize)]
pub(crate) struct SourceView<'a> {
    /// The file, and which part of it: `corpus.jsonl:17`.
    pub(crate) name: String,
    pub(crate) record: Option<&'a str>,
    pub(crate) sha256: String,
    pub(crate) paper: Option<&'a str>,
    pub(crate) date: Option<&'a str>,
    /// The date once more when it is a day of the calendar, as `2024-06-28`.
    pub(crate) day: Option<&'a str>,
    pub(crate) page: Option<&'a str>,
    pub(crate) url: Option<&'a str>,
    /// The address once more when it is one that a browser may follow.
    pub(crate) link: Option<&'a str>,
    /// The text around the article; none when the text is not at hand.
    pub(crate) segments: Vec<Segment<'a>>,
}

impl<'a> SourceView<'a> {
    pub(crate) fn new(document: &'a Document, article: &Article) -> Self {
        let source: &Source = document.source();
        let facts = source.facts();
        let url = facts.url.as_deref();
        let is_web = |url: &&str| {
            ["https://", "http://"].iter().any(|scheme| {
                url.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme))
            })
        };
        Self {
            name: source.part().of(source.name()),
            record: source.record(),
            sha256: source.sha256().to_string(),
            paper: facts.paper.as_deref(),
            date: facts.date.as_deref(),
            day: facts.date.as_deref().filter(|date| is_day(date)),
            page: facts.page.as_deref(),
            url,
            link: url.filter(is_web),
            segments: segments(document, article),
        }
    }
}

impl<'a> ArticleView<'a> {
    pub(crate) fn new(article: &'a Article) -> Self {
        let places = Places::of(article);
        let mut number = 0;
        // In the order of `Article::texts`, which numbers the targets of the source's pieces.
        let mut text = |mapped: &'a MappedText| {
            let target = format!("t{number}");
            number += 1;
            Text { target, plain: mapped.as_str(), pieces: places.pieces(mapped) }
        };
        let kicker = article.kicker.as_ref().map(&mut text);
        let headline = article.headline.as_ref().map(&mut text);
        let decks = article.subheads.iter().map(&mut text).collect();
        let section = article.section.as_ref().map(&mut text);
        let bylines = article.bylines.iter().map(|it| text(&it.text)).collect();
        let blocks = article.blocks.iter();
        let blocks = blocks.map(|it| BlockView { kind: it.kind, text: text(&it.text) }).collect();
        let figures = article.figures.iter().map(|figure| FigureView {
            caption: figure.caption.as_ref().map(&mut text),
            credit: figure.credit.as_ref().map(&mut text),
        });
        let figures = figures.collect();
        let credits = article.credits.iter().map(&mut text).collect();
        let conflicts = super::links::conflicts(article);
        let metrics = article.metrics.iter().enumerate();
        let printed = |it: &&'a str| !it.is_empty();
        Self {
            id: article.id.to_string(),
            title: title(article),
            is_long: article.headline.as_ref().is_some_and(|it| it.as_str().chars().count() > 36),
            kicker,
            headline,
            decks,
            section,
            bylines,
            people: article
                .bylines
                .iter()
                .flat_map(|byline| byline.people.iter().map(|person| person.name.as_str()))
                .collect(),
            agencies: article.bylines.iter().filter_map(|it| it.agency.as_deref()).collect(),
            place: article.dateline.as_ref().and_then(|it| it.place.as_deref()).filter(printed),
            blocks,
            figures,
            credits,
            group: article.group.as_ref().map(|group| GroupView {
                id: group.id.to_string(),
                kind: group.kind,
                leader: group.leader.to_string(),
                is_leader: group.leader == article.id,
                percent: percent(group.similarity),
            }),
            metrics: metrics
                .map(|(row, it)| {
                    MetricView::new(row, it, conflicts.get(&row).cloned().unwrap_or_default())
                })
                .collect(),
            diagnostics: article
                .diagnostics
                .iter()
                .map(|it| DiagnosticView {
                    is_warning: it.severity == Severity::Warning,
                    code: &it.code,
                    message: &it.message,
                    span: it.span,
                })
                .collect(),
            extensions: article
                .extensions
                .iter()
                .map(|(key, json)| ExtensionView { key, json })
                .collect(),
            characters: article.blocks.iter().map(|it| it.text.as_str().chars().count()).sum(),
        }
    }
}

impl<'a> MetricView<'a> {
    pub(crate) fn new(row: usize, metric: &'a Metric, conflicts: Vec<ConflictView>) -> Self {
        Self {
            target: format!("m{row}"),
            subject: metric.subject.as_deref(),
            indicator: &metric.indicator,
            kind: metric.kind,
            value: metric.value.as_str(),
            value_max: metric.value_max.as_ref().map(Number::as_str),
            unit: &metric.unit,
            bound: metric.bound.map(Bound::word),
            of: metric.of.as_ref().map(Number::as_str),
            period: metric.period.as_deref(),
            comparison: metric.comparison.as_deref(),
            modality: metric.modality.map(Modality::word),
            text: &metric.text,
            confidence: metric.confidence,
            conflicts,
        }
    }
}

/// What an article is called in lists: its headline, or else the beginning of its body.
pub(crate) fn title(article: &Article) -> String {
    let headline = article.headline.as_ref().map_or("", |it| it.as_str());
    if headline.trim().is_empty() {
        let body = article.blocks.first().map_or("", |block| block.text.as_str());
        return shortened(body, 24);
    }
    shortened(headline, TITLE)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
fn percent(similarity: f64) -> u8 {
    (similarity * 100.0).clamp(0.0, 100.0).floor() as u8
}
