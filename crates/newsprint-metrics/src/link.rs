//! `link-metrics`: one series of each indicator of each subject, over all articles.

mod digest;
mod series;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::exchange::{Exchange, Separable};
use newsprint_core::{
    Article, ArticleId, Attachment, Codes, Component, CorpusStage, Diagnostic, DigestReader, Field,
    Outcome, Resolution, Room, Source, Span, StepError, Verdict,
};
use serde::{Deserialize, Serialize};

use self::digest::{Digest, Row};
use crate::lexicon::Lexicon;

newsprint_core::options! {
    /// Options of `link-metrics`.
    pub struct LinkMetricsOptions {
        /// Files with further names of indicators and subjects, added to the bundled ones in this order.
        pub lexicons: Vec<Located<PathBuf>> = Vec::new();
    }
}

/// The series that the rows of an article belong to: what `link-metrics` attaches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesLinks {
    /// One entry for each row that another article goes on with, in the order of the rows.
    pub rows: Vec<SeriesLink>,
}

impl Attachment for SeriesLinks {
    const KEY: &'static str = "newsprint-metrics/series";
}

/// The series of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesLink {
    /// Index of the row in the article's metrics.
    pub row: usize,
    /// What the rows of the series share: subject, indicator by its canonical name, kind, unit (the
    /// one that most of them print), and where there is one comparison and modality, with `|` between
    /// them.
    pub series: String,
    /// The value in the unit of the series, where the row has another: exact, as a decimal or else as
    /// a fraction such as `2000/3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The place of the row's period in the series, from 0.
    pub position: usize,
    /// How many periods the series has.
    pub periods: usize,
    /// Rows of other articles with the same period and another value.
    pub conflicts: Vec<Conflict>,
}

/// A row of another article that states another value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The other article.
    pub article: ArticleId,
    /// Its source: the name, and behind `#` the record.
    pub source: String,
    /// The value that it states.
    pub value: String,
    /// Its unit, where that is printed otherwise than the row's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[doc = include_str!("../manual/link-metrics.md")]
#[derive(Clone, Debug)]
pub struct LinkMetrics {
    lexicon: Lexicon,
}

impl Component for LinkMetrics {
    const NAME: &'static str = "link-metrics";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/link-metrics.md");
    const READS: &'static [Field] = &[Field::Articles, Field::Metrics];
    const WRITES: &'static [Field] = &[Field::Extension(SeriesLinks::KEY)];
    const USES: Option<&'static [Field]> = Some(&[Field::Group]);
    const CODES: Codes = &[(
        CONFLICT,
        "Another article states another value for the same subject, indicator, unit and period: one \
         of them was revised, is wrong, or measures something else.",
    )];
    type Options = LinkMetricsOptions;

    fn build(options: LinkMetricsOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { lexicon: Lexicon::with_files(&options.lexicons)? })
    }
}

/// Code of the diagnostic that this stage writes.
const CONFLICT: &str = "conflicting-value";

impl CorpusStage for LinkMetrics {
    fn digest(
        &self,
        source: &Source,
        article: &Article,
        out: &mut Vec<u8>,
    ) -> Result<(), StepError> {
        let digest = Digest::of(&self.lexicon, source, article);
        if !digest.rows.is_empty() {
            serde_json::to_writer(out, &digest)?;
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        _: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let digests = digests.all()?;
        Ok(Resolution::new(series::resolve(&self.lexicon, &digests)?))
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        article.extensions.remove::<SeriesLinks>();
        article.diagnostics.retain(|it| it.code != CONFLICT);
        if let Some(verdict) = verdict {
            let links: SeriesLinks = serde_json::from_slice(&verdict.payload)?;
            for link in &links.rows {
                article.diagnostics.extend(diagnostic(article, link));
            }
            article.extensions.set(&links)?;
        }
        Ok(Outcome::Keep)
    }

    fn exchange(&self) -> Option<&dyn Exchange> {
        Some(self)
    }
}

impl Separable for LinkMetrics {
    /// The rows of a subject are linked apart from those of others; its names have one stem.
    fn split(&self, digest: &[u8], take: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StepError> {
        if digest.is_empty() {
            return Ok(());
        }
        let digest: Digest = serde_json::from_slice(digest)?;
        let mut shares: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in digest.rows {
            let stem = self.lexicon.innermost_stem(&row.measure.subject);
            shares.entry(stem.to_owned()).or_default().push(row);
        }
        for (stem, rows) in shares {
            let share = Digest { group: digest.group, source: digest.source.clone(), rows };
            take(stem.as_bytes(), &serde_json::to_vec(&share)?);
        }
        Ok(())
    }

    fn join(&self, mut verdicts: Vec<Verdict>) -> Result<Option<Verdict>, StepError> {
        let Some(mut verdict) = verdicts.pop() else { return Ok(None) };
        let mut links: SeriesLinks = serde_json::from_slice(&verdict.payload)?;
        for other in &verdicts {
            links.rows.extend(serde_json::from_slice::<SeriesLinks>(&other.payload)?.rows);
        }
        links.rows.sort_unstable_by_key(|link| link.row);
        verdict.payload = serde_json::to_vec(&links)?;
        Ok(Some(verdict))
    }
}

/// Says that other articles state another value.
fn diagnostic(article: &Article, link: &SeriesLink) -> Option<Diagnostic> {
    let row = article.metrics.get(link.row)?;
    let first = link.conflicts.first()?;
    let (here, there) = match &first.unit {
        Some(unit) => (row.unit.as_str(), unit.as_str()),
        None => ("", ""),
    };
    let (value, other, source) = (&row.value, &first.value, &first.source);
    let message = format!("{value}{here} here, {other}{there} in {source}");
    let span = row.evidence.iter().copied().reduce(Span::cover);
    Some(Diagnostic::warning(CONFLICT, message).at(span))
}
