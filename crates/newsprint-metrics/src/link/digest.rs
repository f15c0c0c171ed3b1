//! What must be known of an article's rows to link them.

use std::borrow::Cow;

use newsprint_core::{Article, ArticleId, Metric, Number, Source};
use serde::{Deserialize, Serialize};

use crate::fraction::Fraction;
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
    pub(super) measure: Measure,
    pub(super) period: String,
    pub(super) value: String,
    /// What one of the last printed digit counts, where the digits of the value do not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<String>,
    pub(super) unit: String,
    /// How many of the base unit one of the unit is, where it is not one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) factor: Option<Fraction>,
    /// Whether the value is told as it is, without a bound or a range.
    pub(super) exact: bool,
}

/// What the rows of a series share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Measure {
    pub(super) subject: String,
    /// The indicator by its canonical name, and the kind of its values.
    pub(super) indicator: String,
    pub(super) kind: Cow<'static, str>,
    /// The base unit that the values count.
    pub(super) base: String,
    pub(super) comparison: Option<String>,
    pub(super) modality: Option<Cow<'static, str>>,
}

impl Measure {
    /// The name of the series whose values are shown in `unit`.
    pub(super) fn series(&self, unit: &str) -> String {
        let mut series = [&self.subject, &self.indicator, &*self.kind, unit].join("|");
        for part in [self.comparison.as_deref(), self.modality.as_deref()].into_iter().flatten() {
            series.push('|');
            series.push_str(part);
        }
        series
    }
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
        let (base, factor) = lexicon.base_unit(&row.unit, &row.indicator);
        Some(Self {
            index,
            measure: Measure {
                subject: lexicon.subject(row.subject.as_ref()?).to_owned(),
                indicator: lexicon.indicator(&row.indicator).to_owned(),
                kind: row.kind.word().into(),
                base,
                comparison: row.comparison.clone(),
                modality: row.modality.map(|modality| modality.word().into()),
            },
            period: row.period.clone()?,
            value: row.value.to_string(),
            step: row.step.as_ref().map(Number::to_string),
            unit: row.unit.clone(),
            factor: Some(factor).filter(|it| *it != Fraction::ONE),
            exact: row.bound.is_none() && row.value_max.is_none(),
        })
    }

    pub(super) fn factor(&self) -> Fraction {
        self.factor.unwrap_or(Fraction::ONE)
    }
}
