//! What stages over all articles attached: series, conflicts, and what speaks for a reprint.

use std::collections::BTreeMap;

use newsprint_core::{Article, Metric};
use serde::Deserialize;

use super::view::ConflictView;

/// The attachment of `link-metrics`.
const SERIES: &str = "newsprint-metrics/series";
/// The attachment of `group-reprints`.
const LIKENESSES: &str = "newsprint-dedup/likeness";

#[derive(Default, Deserialize)]
struct SeriesLinks {
    rows: Vec<SeriesLink>,
}

#[derive(Deserialize)]
struct SeriesLink {
    row: usize,
    series: String,
    /// The value in the unit of the series, where the row has another.
    value: Option<String>,
    conflicts: Vec<Conflict>,
}

#[derive(Deserialize)]
struct Conflict {
    article: String,
    source: String,
    value: String,
    /// Its unit, where that is not the row's.
    unit: Option<String>,
}

#[derive(Default, Deserialize)]
struct Likenesses {
    edges: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    article: String,
    evidence: BTreeMap<String, u64>,
}

/// An attachment under its key; nothing when there is none, or one of another form: what another
/// crate wrote cannot be relied on.
fn attached<T: Default + for<'a> Deserialize<'a>>(article: &Article, key: &str) -> T {
    let found = article.extensions.iter().find(|(name, _)| *name == key);
    found.and_then(|(_, json)| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// The values of other articles that contradict a row, by the row.
pub(super) fn conflicts(article: &Article) -> BTreeMap<usize, Vec<ConflictView>> {
    let links: SeriesLinks = attached(article, SERIES);
    let rows = links.rows.into_iter().filter(|link| !link.conflicts.is_empty());
    let view = |it: Conflict| ConflictView {
        article: it.article,
        source: it.source,
        value: it.value + it.unit.as_deref().unwrap_or_default(),
    };
    rows.map(|link| (link.row, link.conflicts.into_iter().map(view).collect())).collect()
}

/// The series of each row that has a subject and a period: as `link-metrics` named it, else by the
/// row's own words in the same form. A row in another unit than its series goes by its own words: a
/// chart has one unit.
pub(super) fn series(article: &Article) -> BTreeMap<usize, String> {
    let rows = article.metrics.iter().enumerate();
    let mut series: BTreeMap<usize, String> =
        rows.filter_map(|(row, metric)| Some((row, own_series(metric)?))).collect();
    let links: SeriesLinks = attached(article, SERIES);
    let links = links.rows.into_iter().filter(|link| link.value.is_none());
    series.extend(links.map(|link| (link.row, link.series)));
    series
}

fn own_series(metric: &Metric) -> Option<String> {
    metric.period.as_ref()?;
    let kind = serde_json::to_value(metric.kind).ok()?;
    let mut parts = vec![
        metric.subject.as_deref()?,
        metric.indicator.as_str(),
        kind.as_str()?,
        metric.unit.as_str(),
    ];
    parts.extend(metric.comparison.as_deref());
    parts.extend(metric.modality.map(newsprint_core::Modality::word));
    Some(parts.join("|"))
}

/// What was counted when the article was compared with its leader: `shared`, `damaged`, `replaced`,
/// `figures`, `other_figures`.
pub(super) fn evidence(article: &Article) -> BTreeMap<String, u64> {
    let Some(group) = &article.group else { return BTreeMap::new() };
    let leader = group.leader.to_string();
    let likenesses: Likenesses = attached(article, LIKENESSES);
    let edge = likenesses.edges.into_iter().find(|edge| edge.article == leader);
    edge.map(|edge| edge.evidence).unwrap_or_default()
}
