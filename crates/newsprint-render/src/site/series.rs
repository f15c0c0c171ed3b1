//! Series of rows over periods, and rows that contradict each other.

use std::collections::BTreeMap;

use newsprint_core::StepError;
use serde::Serialize;

use super::charts::{Chart, chart, csv, vega_lite};
use super::finish::{Pager, Totals, page_count, page_name, root_of};
use super::frame::MetricRow;
use super::lists::ListedMetric;
use super::period::Period;
use super::spill::SpillReader;
use super::{FigureEntry, SiteWriter};

/// Charts on a page.
const CHARTS: usize = 8;
/// Rows of a series that are shown.
const ROWS: usize = 240;
/// Conflicts on a page.
const CONFLICTS: usize = 40;

#[derive(Serialize)]
struct SeriesPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    series: Vec<SeriesView>,
}

#[derive(Serialize)]
struct SeriesView {
    /// The part of the names of its files and of its anchor.
    key: String,
    head: Head,
    chart: Option<Chart>,
    rows: Vec<ListedMetric>,
    /// Rows that are not shown.
    more: usize,
}

/// What the rows of a series share.
#[derive(Clone, Debug, Serialize)]
struct Head {
    subject: String,
    indicator: String,
    kind: String,
    unit: String,
    comparison: Option<String>,
    modality: Option<String>,
}

#[derive(Serialize)]
struct ConflictsPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    conflicts: Vec<ConflictGroup>,
}

/// The rows of one series and period that do not agree.
#[derive(Serialize)]
struct ConflictGroup {
    head: Head,
    period: String,
    statements: Vec<ListedMetric>,
}

/// The rows of one series, as indices into the figures.
struct Members(Vec<usize>);

impl SiteWriter {
    /// The rows of each series, in the order in which the series appear.
    fn series_members(&self) -> Vec<Members> {
        let of = |figure: &usize| self.figures[*figure].series;
        let mut linked: Vec<usize> = (0..self.figures.len()).filter(|it| of(it) != 0).collect();
        linked.sort_by_key(of);
        let same = linked.chunk_by(|a, b| of(a) == of(b));
        let wanted = same.filter(|members| {
            let first = &self.figures[members[0]];
            members
                .iter()
                .map(|it| &self.figures[*it])
                .any(|it: &FigureEntry| it.period != first.period || it.has_conflict)
        });
        let mut series: Vec<Members> = wanted.map(|it| Members(it.to_vec())).collect();
        series.sort_by_key(|members| members.0[0]);
        series
    }

    fn rows_of(
        &self,
        members: &[usize],
        reader: &mut SpillReader,
    ) -> Result<Vec<ListedMetric>, StepError> {
        let mut rows = Vec::with_capacity(members.len());
        for member in members {
            let figure = &self.figures[*member];
            let row: MetricRow = reader.json(figure.row)?;
            let href = format!("{}#m{}", self.address(figure.article), row.row);
            rows.push(ListedMetric { href, row });
        }
        Ok(rows)
    }

    /// The charts with their tables, and the conflicts.
    pub(super) fn write_series(&mut self, totals: &mut Totals) -> Result<(), StepError> {
        let mut reader = self.metrics.reader()?;
        let all = self.series_members();
        let is_charted = |members: &&Members| {
            let periods = members.0.iter().map(|it| self.figures[*it].period);
            let first = self.figures[members.0[0]].period;
            periods.into_iter().any(|period| period != first)
        };
        let charted: Vec<&Members> = all.iter().filter(is_charted).collect();
        totals.series = charted.len();
        let has_conflict =
            |members: &&Members| members.0.iter().any(|it| self.figures[*it].has_conflict);
        let mut conflicts: Vec<ConflictGroup> = Vec::new();
        for members in all.iter().filter(has_conflict) {
            let flagged: Vec<usize> =
                members.0.iter().copied().filter(|it| self.figures[*it].has_conflict).collect();
            let mut periods: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
            for member in flagged {
                periods.entry(self.figures[member].period).or_default().push(member);
            }
            let mut periods: Vec<Vec<usize>> = periods.into_values().collect();
            periods.sort_by_key(|members| members[0]);
            for members in periods {
                let statements = self.rows_of(&members[..members.len().min(ROWS)], &mut reader)?;
                let Some(head) = statements.first().map(|it| Head::of(&it.row)) else { continue };
                let period = statements[0].row.period.clone().unwrap_or_default();
                conflicts.push(ConflictGroup { head, period, statements });
            }
        }
        totals.conflicts = conflicts.len();
        let mut files: Vec<(String, String)> = Vec::new();
        let count = page_count(charted.len(), CHARTS);
        for number in 1..=count {
            let mut series = Vec::new();
            for members in charted.iter().skip((number - 1) * CHARTS).take(CHARTS) {
                let shown = &members.0[..members.0.len().min(ROWS)];
                let mut rows = self.rows_of(shown, &mut reader)?;
                rows.sort_by(|a, b| period(a).cmp(&period(b)));
                let key = format!("{:016x}", self.figures[members.0[0]].series);
                let head = Head::of(&rows[0].row);
                files.push((format!("series/{key}.csv"), csv(&rows)));
                files.push((format!("series/{key}.vl.json"), vega_lite(&head.title(), &rows)?));
                let chart = chart(&rows, self.theme.language);
                let more = members.0.len() - rows.len();
                series.push(SeriesView { key, head, chart, rows, more });
            }
            let name = page_name("series", number);
            let pager = Pager::new("series", number, count);
            let context = SeriesPage { root: root_of(&name), totals: *totals, pager, series };
            files.push((name, self.theme.render("series.html", &context)?));
            for (name, text) in files.drain(..) {
                self.folder.write(&name, text.as_bytes())?;
            }
        }
        self.write_conflicts(*totals, conflicts)
    }

    fn write_conflicts(
        &mut self,
        totals: Totals,
        conflicts: Vec<ConflictGroup>,
    ) -> Result<(), StepError> {
        let count = page_count(conflicts.len(), CONFLICTS);
        let mut conflicts = conflicts.into_iter();
        for number in 1..=count {
            let name = page_name("conflicts", number);
            let pager = Pager::new("conflicts", number, count);
            let conflicts = conflicts.by_ref().take(CONFLICTS).collect();
            let context = ConflictsPage { root: root_of(&name), totals, pager, conflicts };
            let page = self.theme.render("conflicts.html", &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }
}

fn period(row: &ListedMetric) -> Period<'_> {
    Period::of(row.row.period.as_deref().unwrap_or_default())
}

impl Head {
    fn of(row: &MetricRow) -> Self {
        Self {
            subject: row.subject.clone().unwrap_or_default(),
            indicator: row.indicator.clone(),
            kind: row.kind.clone(),
            unit: row.unit.clone(),
            comparison: row.comparison.clone(),
            modality: row.modality.clone(),
        }
    }

    fn title(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        format!("{} {}{unit}", self.subject, self.indicator)
    }
}
