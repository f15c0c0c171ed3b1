//! What must be known of an article's rows to link them.

use newsprint_core::{Article, ArticleId, Metric, Source};
use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;

/// The rows of an article that can be linked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Digest {
    /// The article's group of reprints, or itself.
    pub(super) group: ArticleId,
    /// The source's name, and behind `#` the record.
    pub(super) source: String,
    pub(super) rows: Vec<Row>,
}

/// A row with a subject and a period.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    /// Its index in the article's metrics.
    pub(super) index: usize,
    pub(super) subject: String,
    /// What the series shares besides the subject.
    pub(super) measure: String,
    pub(super) period: String,
    pub(super) value: String,
    /// Whether the value is told as it is, without a bound or a range.
    pub(super) exact: bool,
}

impl Digest {
    pub(super) fn of(lexicon: &Lexicon, source: &Source, article: &Article) -> Self {
        let rows = article.metrics.iter().enumerate();
        Self {
            group: article.group.as_ref().map_or(article.id, |group| group.id),
            source: match source.record() {
                Some(record) => format!("{}#{record}", source.name()),
                None => source.name().to_owned(),
            },
            rows: rows.filter_map(|(index, row)| Row::of(lexicon, index, row)).collect(),
        }
    }
}

impl Row {
    fn of(lexicon: &Lexicon, index: usize, row: &Metric) -> Option<Self> {
        let kind = serde_json::to_value(row.kind).ok()?;
        let mut measure = vec![
            lexicon.indicator(&row.indicator).to_owned(),
            kind.as_str()?.to_owned(),
            row.unit.clone(),
        ];
        measure.extend(row.comparison.clone());
        measure.extend(row.modality.map(|modality| modality.word().to_owned()));
        Some(Self {
            index,
            subject: lexicon.subject(row.subject.as_ref()?).to_owned(),
            measure: measure.join("|"),
            period: row.period.clone()?,
            value: row.value.to_string(),
            exact: row.bound.is_none() && row.value_max.is_none(),
        })
    }
}
