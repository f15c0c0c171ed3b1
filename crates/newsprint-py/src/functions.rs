//! Single steps, without a pipeline.

use std::sync::LazyLock;

use newsprint::core::interchange::write_document;
use newsprint::core::{Article, Component as _, Document, Facts, Source, Span, Stage as _};
use newsprint::dedup::{Leader, Rules, group};
use newsprint::metrics::{FindMetrics, FindMetricsOptions};
use newsprint::parse::{SplitPage, SplitPageOptions};
use pyo3::prelude::*;

use crate::errors::failure;

static SPLIT: LazyLock<Option<SplitPage>> =
    LazyLock::new(|| SplitPage::build(SplitPageOptions {}).ok());
static METRICS: LazyLock<Option<FindMetrics>> =
    LazyLock::new(|| FindMetrics::build(FindMetricsOptions { lexicons: Vec::new() }).ok());

fn broken(error: impl std::fmt::Display) -> PyErr {
    failure(&error.to_string(), None)
}

/// A document of `text`.
fn document(
    name: &str,
    text: String,
    date: Option<String>,
    place: Option<String>,
) -> PyResult<Document> {
    let mut facts = Facts::default();
    (facts.date, facts.place) = (date, place);
    Ok(Document::new(Source::new(name, text).map_err(broken)?.with_facts(facts)))
}

/// Takes a page apart; gives its document's line.
#[pyfunction]
pub(crate) fn split_page(py: Python<'_>, text: String, name: &str) -> PyResult<Vec<u8>> {
    let mut page = document(name, text, None, None)?;
    py.detach(|| {
        let stage = SPLIT.as_ref().ok_or("the bundled weights are broken").map_err(broken)?;
        let _ = stage.apply(&mut page).map_err(broken)?;
        let mut line = Vec::new();
        write_document(&page, &mut line).map_err(broken)?;
        Ok(line)
    })
}

/// Reads the figures of a text; gives the metrics as JSON.
#[pyfunction]
pub(crate) fn metrics(
    py: Python<'_>,
    text: String,
    date: Option<String>,
    place: Option<String>,
) -> PyResult<Vec<u8>> {
    let mut document = document("text", text, date, place)?;
    py.detach(|| {
        let stage = METRICS.as_ref().ok_or("the bundled lexicon is broken").map_err(broken)?;
        document.articles =
            Article::whole(document.source(), Span::new(0, 0)).into_iter().collect();
        let _ = stage.apply(&mut document).map_err(broken)?;
        let metrics: Vec<_> =
            document.articles.iter().flat_map(|article| &article.metrics).collect();
        serde_json::to_vec(&metrics).map_err(broken)
    })
}

/// A text among its reprints: the first of its group, the one that leads, how it is like that one, how
/// much, and whether it says more.
type Reprint = (usize, usize, &'static str, f64, bool);

/// Groups reprints.
#[pyfunction]
pub(crate) fn group_reprints(
    py: Python<'_>,
    texts: Vec<String>,
    threshold: Option<f64>,
    shortest: Option<f64>,
    leader: &str,
) -> PyResult<Vec<Option<Reprint>>> {
    let leader = match leader {
        "longest" => Leader::Longest,
        "earliest" => Leader::Earliest,
        "cleanest" => Leader::Cleanest,
        other => {
            let help = "a leader is `longest`, `earliest` or `cleanest`";
            return Err(failure(&format!("there is no leader `{other}`"), Some(help)));
        }
    };
    let rules = Rules {
        threshold: share("threshold", threshold, Rules::DEFAULT.threshold)?,
        shortest: share("shortest", shortest, Rules::DEFAULT.shortest)?,
        leader,
        ..Rules::DEFAULT
    };
    let places = py.detach(|| group(&texts, &rules)).map_err(broken)?;
    let reprint = |place: newsprint::dedup::Place| {
        let kind = place.kind.word();
        (place.group, place.leader, kind, place.similarity, place.exceeds_leader)
    };
    Ok(places.into_iter().map(|place| place.map(reprint)).collect())
}

fn share(name: &str, given: Option<f64>, usual: f64) -> PyResult<f64> {
    match given {
        Some(share) if !(0.0..=1.0).contains(&share) => {
            Err(failure(&format!("`{name}` is {share}, not a share from 0 to 1"), None))
        }
        given => Ok(given.unwrap_or(usual)),
    }
}
