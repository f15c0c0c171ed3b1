//! What the index's template sees of all articles together: figures, series, conflicts, groups and
//! rejects, each only when a template asks for it.

use std::collections::{BTreeMap, HashMap, HashSet};

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use newsprint_core::interchange::RejectKind;
use newsprint_core::{Article, RunSummary, StepError};
use serde::{Deserialize, Serialize};

use crate::site::frame::MetricRow;
use crate::site::period::Period;
use crate::site::view;

/// Which of them the templates name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    pub(super) figures: bool,
    pub(super) groups: bool,
    pub(super) rejects: bool,
}

impl Wanted {
    pub(super) fn of(pages: &Environment<'_>) -> Self {
        let templates = pages.templates();
        let names: HashSet<String> =
            templates.flat_map(|(_, template)| template.undeclared_variables(false)).collect();
        let is_named = |name: &str| names.contains(name);
        Self {
            figures: ["figures", "series", "conflicts"].into_iter().any(is_named),
            groups: is_named("groups"),
            rejects: is_named("rejects"),
        }
    }
}

/// The group of an article in the index.
#[derive(Serialize, Deserialize)]
pub(super) struct Membership {
    id: String,
    leader: String,
    is_leader: bool,
    percent: u8,
}

impl Membership {
    pub(super) fn of(article: &Article, view: &view::ArticleView<'_>) -> Option<Self> {
        let group = view.group.as_ref()?;
        let id = article.group.as_ref()?.id.to_string();
        let (leader, is_leader) = (group.leader.clone(), group.is_leader);
        Some(Self { id, leader, is_leader, percent: group.percent })
    }
}

/// Rows that belong together.
#[derive(Serialize)]
struct Together {
    subject: Option<String>,
    indicator: String,
    unit: String,
    period: Option<String>,
    rows: Vec<Value>,
}

/// The rows of all articles, each with the address of its article.
#[derive(Default)]
pub(super) struct Figures(Vec<(MetricRow, Value)>);

impl Figures {
    pub(super) fn add(&mut self, href: &str, row: MetricRow) {
        #[derive(Serialize)]
        struct Stated<'a> {
            href: &'a str,
            #[serde(flatten)]
            row: &'a MetricRow,
        }
        let value = Value::from(Serde(Stated { href, row: &row }));
        self.0.push((row, value));
    }

    /// Every row, in the order of the output.
    pub(super) fn all(&self) -> Vec<Value> {
        self.0.iter().map(|(_, value)| value.clone()).collect()
    }

    /// The rows that `key` puts together, by the place of the first; those of one key by period.
    fn together<K: Ord>(
        &self,
        key: impl Fn(&MetricRow) -> Option<K>,
    ) -> Vec<Vec<&(MetricRow, Value)>> {
        let mut found: BTreeMap<K, (usize, Vec<_>)> = BTreeMap::new();
        for (at, pair) in self.0.iter().enumerate() {
            if let Some(key) = key(&pair.0) {
                found.entry(key).or_insert((at, Vec::new())).1.push(pair);
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by_key(|(at, _)| *at);
        let mut found: Vec<Vec<_>> = found.into_iter().map(|(_, rows)| rows).collect();
        for rows in &mut found {
            rows.sort_by(|a, b| period(&a.0).cmp(&period(&b.0)));
        }
        found
    }

    /// The series that have several periods.
    pub(super) fn series(&self) -> Vec<Value> {
        let mut all = self.together(|row| row.series.clone());
        all.retain(|rows| rows.iter().any(|it| it.0.period != rows[0].0.period));
        all.iter().map(|rows| shown(rows, false)).collect()
    }

    /// The rows of each series and period that contradict each other.
    pub(super) fn conflicts(&self) -> Vec<Value> {
        let key = |row: &MetricRow| Some((row.series.clone(), row.period.clone()));
        let key = |row: &MetricRow| key(row).filter(|_| row.has_conflict);
        self.together(key).iter().map(|rows| shown(rows, true)).collect()
    }
}

fn period(row: &MetricRow) -> Period<'_> {
    Period::of(row.period.as_deref().unwrap_or_default())
}

fn shown(rows: &[&(MetricRow, Value)], with_period: bool) -> Value {
    let (first, _) = rows[0];
    Value::from(Serde(Together {
        subject: first.subject.clone(),
        indicator: first.indicator.clone(),
        unit: first.unit.clone(),
        period: first.period.clone().filter(|_| with_period),
        rows: rows.iter().map(|(_, value)| value.clone()).collect(),
    }))
}

/// The groups of reprints in the order in which they appear, each with its articles.
pub(super) fn groups(articles: &[(Option<Membership>, Value)]) -> Vec<Value> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<(&Membership, Vec<Value>)> = Vec::new();
    for (membership, value) in articles {
        let Some(membership) = membership else { continue };
        let number = *numbers.entry(&membership.id).or_insert(groups.len());
        if number == groups.len() {
            groups.push((membership, Vec::new()));
        }
        groups[number].1.push(value.clone());
    }
    let groups = groups.into_iter().map(|(membership, articles)| {
        let Membership { id, leader, .. } = membership;
        context! { id, leader, articles }
    });
    groups.collect()
}

/// What left the run before its end.
pub(super) fn rejects(run: RunSummary<'_>) -> Result<Vec<Value>, StepError> {
    let rejects = run.rejects.map(|reject| {
        let reject = reject?;
        let is_failure = reject.kind == RejectKind::Quarantined;
        let (stage, message, place) = (&reject.stage, &reject.message, &reject.place);
        Ok(context! { is_failure, stage, message, place })
    });
    rejects.collect()
}
