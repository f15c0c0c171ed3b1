//! What rendering an article gives, on its way from the threads that render to the writer.

use newsprint_core::{Article, Document, StepError};
use serde::{Deserialize, Serialize};

use super::links;
use super::search::pairs;
use super::view::{ArticleView, MetricView};
use crate::engine::{script_json, shortened, visible};

/// Characters of a body that a search can check a phrase against and quote from.
const SEARCHED: usize = 20_000;

/// The parts of a rendered article. Numbers are little-endian, texts have their length before them.
pub(super) struct Frame<'a> {
    pub(super) id: u64,
    /// The article's page.
    pub(super) page: &'a [u8],
    /// A [`Row`] as JSON.
    pub(super) row: &'a [u8],
    /// What a search shows and checks: `title, address of the page, place, text` as JSON, where
    /// `\u{0}` stands for the address, which only the writer knows.
    pub(super) entry: &'a [u8],
    /// Eight bytes a pair.
    pub(super) pairs: &'a [u8],
    /// A [`Copy`] as JSON when the article is in a group of reprints, with the group.
    pub(super) copy: Option<(u64, &'a [u8])>,
    pub(super) metrics: Vec<MetricFrame<'a>>,
}

/// A row of the table of metrics.
pub(super) struct MetricFrame<'a> {
    /// Hashes of its series and period; 0 when it belongs to no series.
    pub(super) series: u64,
    pub(super) period: u64,
    pub(super) has_conflict: bool,
    /// A [`MetricRow`] as JSON.
    pub(super) row: &'a [u8],
}

/// An article in lists.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) title: String,
    pub(crate) kicker: Option<String>,
    pub(crate) deck: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) teaser: String,
    pub(crate) byline: String,
    pub(crate) figures: usize,
    pub(crate) conflicts: usize,
    pub(crate) is_reprint: bool,
    pub(crate) characters: usize,
    pub(crate) source: String,
}

/// An article among its reprints.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Copy {
    pub(super) id: u64,
    pub(super) leader: u64,
    pub(super) kind: String,
    pub(super) percent: u8,
    pub(super) evidence: std::collections::BTreeMap<String, u64>,
    pub(super) title: String,
    pub(super) place: String,
    pub(super) text: String,
}

/// A row of the table, with the article that states it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MetricRow {
    pub(crate) subject: Option<String>,
    pub(crate) indicator: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) value_max: Option<String>,
    pub(crate) unit: String,
    pub(crate) bound: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) comparison: Option<String>,
    pub(crate) modality: Option<String>,
    pub(crate) text: String,
    pub(crate) series: Option<String>,
    /// Index among the article's rows.
    pub(crate) row: usize,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) has_conflict: bool,
}

/// Where a document stood, in words: paper, date, page, else its name.
pub(super) fn place(document: &Document) -> String {
    let source = document.source();
    let facts = source.facts();
    let parts: Vec<&str> = [&facts.paper, &facts.date, &facts.page]
        .into_iter()
        .filter_map(|it| it.as_deref())
        .collect();
    let place = if parts.is_empty() { source.name().to_owned() } else { parts.join(" · ") };
    shortened(&visible(&place), 80)
}

/// Appends the frame of `article`, whose page is `page`.
pub(super) fn write(
    document: &Document,
    article: &Article,
    view: &ArticleView<'_>,
    page: &str,
    out: &mut Vec<u8>,
) -> Result<(), StepError> {
    out.extend_from_slice(&article.id.as_u64().to_le_bytes());
    put(out, page.as_bytes());
    let place = place(document);
    put(out, &serde_json::to_vec(&row(document, article, view))?);
    let texts = || article.texts().map(AsRef::as_ref);
    let body = texts().collect::<Vec<&str>>().join("\n");
    let is_whole = body.chars().nth(SEARCHED).is_none();
    let body: String = body.chars().take(SEARCHED).collect();
    put(
        out,
        script_json(&(&visible(&view.title), "\0", &place, &visible(&body), is_whole))?.as_bytes(),
    );
    let pairs = pairs(texts());
    put(out, &pairs.iter().flat_map(|pair| pair.to_le_bytes()).collect::<Vec<u8>>());
    match &article.group {
        Some(group) => {
            out.push(1);
            out.extend_from_slice(&group.id.as_u64().to_le_bytes());
            let blocks = article.blocks.iter().map(|block| block.text.as_str());
            let copy = Copy {
                id: article.id.as_u64(),
                leader: group.leader.as_u64(),
                kind: word(&group.kind),
                percent: view.group.as_ref().map_or(0, |it| it.percent),
                evidence: links::evidence(article),
                title: view.title.clone(),
                place: place.clone(),
                text: blocks.collect::<Vec<&str>>().join("\n"),
            };
            put(out, &serde_json::to_vec(&copy)?);
        }
        None => out.push(0),
    }
    put_len(out, view.metrics.len());
    let series = links::series(article);
    for (row, metric) in view.metrics.iter().enumerate() {
        let series = series.get(&row);
        let period = metric.period.filter(|_| series.is_some());
        out.extend_from_slice(&series.map_or(0, |it| hash(it)).to_le_bytes());
        out.extend_from_slice(&period.map_or(0, hash).to_le_bytes());
        out.push(u8::from(!metric.conflicts.is_empty()));
        put(out, &serde_json::to_vec(&metric_row(row, metric, series, view, &place))?);
    }
    Ok(())
}

/// What lists show of an article.
pub(crate) fn row(document: &Document, article: &Article, view: &ArticleView<'_>) -> Row {
    let shown =
        |text: Option<&super::view::Text<'_>>, limit| text.map(|it| shortened(it.plain, limit));
    let names = if view.people.is_empty() { &view.agencies } else { &view.people };
    Row {
        title: view.title.clone(),
        kicker: shown(view.kicker.as_ref(), 60),
        deck: shown(view.decks.first(), 80),
        section: shown(view.section.as_ref(), 24),
        teaser: article.blocks.first().map_or(String::new(), |it| shortened(it.text.as_str(), 96)),
        byline: shortened(&names.join(" "), 40),
        figures: view.metrics.len(),
        conflicts: view.metrics.iter().filter(|it| !it.conflicts.is_empty()).count(),
        is_reprint: view.group.as_ref().is_some_and(|it| !it.is_leader),
        characters: view.characters,
        source: shortened(document.source().name(), 80),
    }
}

/// The rows of an article for lists.
pub(crate) fn metric_rows(
    document: &Document,
    article: &Article,
    view: &ArticleView<'_>,
) -> Vec<MetricRow> {
    let (place, series) = (place(document), links::series(article));
    let rows = view.metrics.iter().enumerate();
    rows.map(|(row, metric)| metric_row(row, metric, series.get(&row), view, &place)).collect()
}

fn metric_row(
    row: usize,
    metric: &MetricView<'_>,
    series: Option<&String>,
    view: &ArticleView<'_>,
    place: &str,
) -> MetricRow {
    let own = |text: Option<&str>| text.map(|it| visible(it).into_owned());
    MetricRow {
        subject: own(metric.subject),
        indicator: visible(metric.indicator).into_owned(),
        kind: word(&metric.kind),
        value: metric.value.to_owned(),
        value_max: own(metric.value_max),
        unit: visible(metric.unit).into_owned(),
        bound: own(metric.bound),
        of: own(metric.of),
        period: own(metric.period),
        comparison: own(metric.comparison),
        modality: own(metric.modality),
        text: visible(metric.text).into_owned(),
        series: series.map(|it| visible(it).into_owned()),
        row,
        title: visible(&view.title).into_owned(),
        place: place.to_owned(),
        has_conflict: !metric.conflicts.is_empty(),
    }
}

/// The word of an enumeration in the interchange form.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// FNV-1a (Fowler, Noll, Vo) of 64 bits, never 0.
fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    text.bytes().fold(0xCBF2_9CE4_8422_2325, step).max(1)
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    out.extend_from_slice(&(len as u64).to_le_bytes());
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    put_len(out, bytes.len());
    out.extend_from_slice(bytes);
}

impl<'a> Frame<'a> {
    /// Takes the next frame off `rest`; `None` when it is not one that [`write`] made.
    pub(super) fn read(rest: &mut &'a [u8]) -> Option<Self> {
        let id = number(rest)?;
        let (page, row) = (bytes(rest)?, bytes(rest)?);
        let (entry, pairs) = (bytes(rest)?, bytes(rest)?);
        let copy = match byte(rest)? {
            0 => None,
            _ => Some((number(rest)?, bytes(rest)?)),
        };
        let count = number(rest)?;
        let metric = |_| {
            Some(MetricFrame {
                series: number(rest)?,
                period: number(rest)?,
                has_conflict: byte(rest)? != 0,
                row: bytes(rest)?,
            })
        };
        let metrics = (0..count).map(metric).collect::<Option<Vec<_>>>()?;
        Some(Self { id, page, row, entry, pairs, copy, metrics })
    }

    /// The pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = u64> + 'a {
        let (pairs, _) = self.pairs.as_chunks::<8>();
        pairs.iter().map(|pair| u64::from_le_bytes(*pair))
    }
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let (number, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u64::from_le_bytes(*number))
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, after) = rest.split_first()?;
    *rest = after;
    Some(*byte)
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = usize::try_from(number(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(bytes)
}
