//! Series of rows over periods, and rows that contradict each other.

use std::collections::{BTreeMap, HashMap};

use newsprint_core::StepError;
use serde::Serialize;

use super::charts::{Chart, chart};
use super::finish::Totals;
use super::frame::MetricRow;
use super::lists::ListedMetric;
use super::period::Period;
use super::pieces::{Pieces, push_parted};
use super::series_files::SeriesFiles;
use super::spill::SpillReader;
use super::{FigureEntry, SiteWriter};
use crate::engine::shortened;

/// Parts of series on a page, each with a chart or the rows that follow one.
const CHARTS: usize = 8;
/// Points of a chart: more cannot be told apart.
const POINTS: usize = 240;
/// Rows that stand together, and are in memory at once.
const ROWS: usize = 240;
/// Conflicts on a page.
const CONFLICTS: usize = 40;

/// A series with its chart, or rows that go on from the part before.
#[derive(Serialize)]
struct SeriesPart<'a> {
    root: &'static str,
    /// The part of the names of its files and of its anchor.
    key: &'a str,
    head: Head,
    chart: Option<&'a Chart>,
    rows: &'a [ListedMetric],
    /// The number of the first row, and of all rows.
    first: usize,
    total: usize,
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

/// The rows of one series and period that do not agree, or as many as stand together.
#[derive(Serialize)]
struct ConflictPart<'a> {
    root: &'static str,
    head: Head,
    period: &'a str,
    statements: &'a [ListedMetric],
    first: usize,
    total: usize,
}

/// The rows of one series, as indices into the figures.
struct Members(Vec<usize>);

/// The series that have something to show.
pub(super) struct AllSeries {
    /// Those of several periods.
    charts: Vec<Members>,
    /// The rows of each series and period of which one contradicts another.
    conflicts: Vec<Vec<usize>>,
}

impl AllSeries {
    /// How many charts and conflicts there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.charts.len(), self.conflicts.len())
    }
}

/// The way from the pages of series and conflicts to the root of the site.
const ROOT: &str = "../";

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

    /// What there is to show of the series.
    pub(super) fn all_series(&self) -> AllSeries {
        let mut charts = self.series_members();
        let conflicts = self.conflict_groups(&charts);
        charts.retain(|members| self.has_periods(members));
        AllSeries { charts, conflicts }
    }

    /// The charts with their tables, and the conflicts.
    pub(super) fn write_series(
        &self,
        series: AllSeries,
        totals: Totals,
        reader: &mut SpillReader,
    ) -> Result<(), StepError> {
        let mut told = Pieces::new(self.folder.scratch()?);
        for members in &series.conflicts {
            self.push_conflict(members, reader, &mut told)?;
        }
        let mut charts = Pieces::new(self.folder.scratch()?);
        for members in series.charts {
            let members = self.by_period(members, reader)?;
            self.push_series(&members, reader, &mut charts)?;
        }
        self.write_pieces("series", totals, charts, CHARTS)?;
        self.write_pieces("conflicts", totals, told, CONFLICTS)
    }

    fn has_periods(&self, members: &Members) -> bool {
        let first = self.figures[members.0[0]].period;
        members.0.iter().any(|it| self.figures[*it].period != first)
    }

    /// The rows of a series in the order of their periods, those of one period as they came. Only
    /// one row of each period is looked at: a series may have more rows than fit into memory.
    fn by_period(&self, members: Members, reader: &mut SpillReader) -> Result<Members, StepError> {
        let mut names: HashMap<u64, String> = HashMap::new();
        for member in &members.0 {
            let figure = &self.figures[*member];
            if let std::collections::hash_map::Entry::Vacant(entry) = names.entry(figure.period) {
                let row: MetricRow = reader.json(figure.row)?;
                entry.insert(row.period.unwrap_or_default());
            }
        }
        let mut periods: Vec<u64> = names.keys().copied().collect();
        periods.sort_by(|a, b| Period::of(&names[a]).cmp(&Period::of(&names[b])));
        let ranks: HashMap<u64, usize> = periods.into_iter().zip(0..).collect();
        let mut members = members;
        members.0.sort_by_key(|it| ranks.get(&self.figures[*it].period).copied());
        Ok(members)
    }

    fn push_series(
        &self,
        members: &Members,
        reader: &mut SpillReader,
        pieces: &mut Pieces,
    ) -> Result<(), StepError> {
        let key = format!("{:016x}", self.figures[members.0[0]].series);
        let chart = chart(&self.rows_of(&spread(&members.0), reader)?, self.theme.language);
        let mut files: Option<SeriesFiles> = None;
        let mut first = 1;
        for some in members.0.chunks(ROWS) {
            let mut rows = self.rows_of(some, reader)?;
            let mut open = match files.take() {
                Some(open) => open,
                None => SeriesFiles::start(&self.folder, &key, &rows[0].row)?,
            };
            open.append(&rows)?;
            files = Some(open);
            for it in &mut rows {
                shorten(&mut it.row);
            }
            push_parted(pieces, &rows, first, &|rows, first| {
                let head = Head::of(&rows[0].row);
                let chart = chart.as_ref().filter(|_| first == 1);
                let (key, total) = (key.as_str(), members.0.len());
                let part = SeriesPart { root: ROOT, key, head, chart, rows, first, total };
                self.theme.render("series-part.html", &part)
            })?;
            first += some.len();
        }
        files.map_or(Ok(()), SeriesFiles::finish)
    }

    /// The rows of each series and period of which one contradicts another.
    fn conflict_groups(&self, all: &[Members]) -> Vec<Vec<usize>> {
        let mut conflicts = Vec::new();
        for members in all {
            let mut periods: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
            for member in members.0.iter().filter(|it| self.figures[**it].has_conflict) {
                periods.entry(self.figures[*member].period).or_default().push(*member);
            }
            let mut periods: Vec<Vec<usize>> = periods.into_values().collect();
            periods.sort_by_key(|members| members[0]);
            conflicts.append(&mut periods);
        }
        conflicts
    }

    fn push_conflict(
        &self,
        members: &[usize],
        reader: &mut SpillReader,
        pieces: &mut Pieces,
    ) -> Result<(), StepError> {
        let mut first = 1;
        for some in members.chunks(ROWS) {
            let mut rows = self.rows_of(some, reader)?;
            for it in &mut rows {
                shorten(&mut it.row);
            }
            push_parted(pieces, &rows, first, &|statements, first| {
                let head = Head::of(&statements[0].row);
                let period = statements[0].row.period.as_deref().unwrap_or_default();
                let total = members.len();
                let part = ConflictPart { root: ROOT, head, period, statements, first, total };
                self.theme.render("conflicts-part.html", &part)
            })?;
            first += some.len();
        }
        Ok(())
    }
}

/// At most as many of the rows as a chart has points, evenly, the first and the last among them.
fn spread(members: &[usize]) -> Vec<usize> {
    if members.len() <= POINTS {
        return members.to_vec();
    }
    (0..POINTS).map(|at| members[at * (members.len() - 1) / (POINTS - 1)]).collect()
}

/// Cuts what a row of a page has no room for; its article has all of it, and so have the files.
fn shorten(row: &mut MetricRow) {
    let texts = [(&mut row.indicator, 120), (&mut row.unit, 40), (&mut row.text, 240)];
    let optional = [
        (&mut row.subject, 120),
        (&mut row.period, 60),
        (&mut row.comparison, 60),
        (&mut row.modality, 60),
    ];
    let optional = optional.into_iter().filter_map(|(it, most)| Some((it.as_mut()?, most)));
    for (text, most) in texts.into_iter().chain(optional) {
        // No text has more characters than bytes.
        if text.len() > most {
            *text = shortened(text, most);
        }
    }
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
}
