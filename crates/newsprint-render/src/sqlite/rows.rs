//! Documents as rows.

use std::borrow::Cow;

use newsprint_core::{Article, ArticleId, Document, MappedText, Metric, Number, StepError};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::{Deserialize, Serialize};

use super::schema::{self, Table};

/// Adds rows, and numbers them.
pub(super) struct Rows {
    statements: Vec<(&'static str, String)>,
    documents: i64,
    articles: i64,
    metrics: i64,
}

/// A value on its way into the database.
type Cell<'a> = ToSqlOutput<'a>;

impl Rows {
    pub(super) fn new() -> Self {
        let statement = |table: &&'static Table| (table.name, table.insert());
        let statements = schema::TABLES.iter().map(statement).collect();
        Self { statements, documents: 0, articles: 0, metrics: 0 }
    }

    /// The number of the last article.
    pub(super) fn articles(&self) -> i64 {
        self.articles
    }

    fn insert<const N: usize>(
        &self,
        database: &Connection,
        table: &Table,
        row: [Cell<'_>; N],
    ) -> Result<(), StepError> {
        let statement = self.statements.iter().find(|(name, _)| *name == table.name);
        let Some((_, sql)) = statement else { return Ok(()) };
        let mut statement = database.prepare_cached(sql).map_err(super::failed)?;
        statement.execute(params_from_iter(row)).map_err(super::failed)?;
        Ok(())
    }

    /// Adds a document with its articles.
    pub(super) fn add(
        &mut self,
        database: &Connection,
        document: &Document,
    ) -> Result<(), StepError> {
        self.documents += 1;
        let source = document.source();
        let facts = source.facts();
        let row = [
            integer(self.documents),
            text(source.name()),
            text(source.record()),
            optional(source.line().and_then(|line| i64::try_from(line).ok()).map(integer)),
            text(source.sha256().to_string()),
            text(facts.paper.as_deref()),
            text(facts.date.as_deref()),
            text(facts.page.as_deref()),
            text(facts.url.as_deref()),
            text(facts.place.as_deref()),
        ];
        self.insert(database, &schema::DOCUMENTS, row)?;
        document.articles.iter().try_for_each(|article| self.article(database, article))
    }

    fn article(&mut self, database: &Connection, article: &Article) -> Result<(), StepError> {
        self.articles += 1;
        let number = self.articles;
        let dateline = article.dateline.as_ref();
        let group = article.group.as_ref();
        let characters: usize =
            article.blocks.iter().map(|block| block.text.as_str().chars().count()).sum();
        let agencies = article.bylines.iter().filter_map(|byline| byline.agency.as_deref());
        let row = [
            integer(number),
            text(article.id.to_string()),
            integer(self.documents),
            text(article.kicker.as_ref().map(MappedText::as_str)),
            text(article.headline.as_ref().map(MappedText::as_str)),
            text(lines(article.subheads.iter().map(MappedText::as_str))),
            text(article.section.as_ref().map(MappedText::as_str)),
            text(lines(article.bylines.iter().map(|byline| byline.text.as_str()))),
            text(lines(agencies)),
            text(dateline.and_then(|it| it.place.as_deref())),
            text(dateline.and_then(|it| it.date.as_deref())),
            text(lines(article.credits.iter().map(MappedText::as_str))),
            integer(i64::try_from(characters).unwrap_or(i64::MAX)),
            text(group.map(|group| group.id.to_string())),
            text(group.map(|group| group.leader.to_string())),
            text(group.map(|group| word(&group.kind))),
            optional(group.map(|group| real(group.similarity))),
            text((!article.extensions.is_empty()).then(|| json(&article.extensions))),
        ];
        self.insert(database, &schema::ARTICLES, row)?;
        for person in article.bylines.iter().flat_map(|byline| &byline.people) {
            let row = [integer(number), text(&*person.name), text(person.role.as_deref())];
            self.insert(database, &schema::PEOPLE, row)?;
        }
        for (position, block) in (0..).zip(&article.blocks) {
            let row = [
                integer(number),
                integer(position),
                text(word(&block.kind)),
                text(block.text.as_str()),
            ];
            self.insert(database, &schema::BLOCKS, row)?;
        }
        for (position, figure) in (0..).zip(&article.figures) {
            let [caption, credit] = [&figure.caption, &figure.credit]
                .map(|it| text(it.as_ref().map(MappedText::as_str)));
            let row = [integer(number), integer(position), caption, credit];
            self.insert(database, &schema::FIGURES, row)?;
        }
        let links = links(article)?;
        for (row, metric) in article.metrics.iter().enumerate() {
            self.metrics += 1;
            let link = links.iter().find(|link| link.row == row);
            self.metric(database, row, metric, link)?;
        }
        Ok(())
    }

    fn metric(
        &self,
        database: &Connection,
        at: usize,
        metric: &Metric,
        link: Option<&Link<'_>>,
    ) -> Result<(), StepError> {
        let row = [
            integer(self.metrics),
            integer(self.articles),
            integer(i64::try_from(at).unwrap_or(i64::MAX)),
            text(metric.subject.as_deref()),
            text(&*metric.indicator),
            text(word(&metric.kind)),
            real(value(&metric.value)),
            text(metric.value.as_str()),
            optional(metric.value_max.as_ref().map(|it| real(value(it)))),
            text(metric.value_max.as_ref().map(Number::as_str)),
            text(&*metric.unit),
            text(metric.bound.map(newsprint_core::Bound::word)),
            optional(metric.of.as_ref().map(|it| real(value(it)))),
            text(metric.period.as_deref()),
            text(metric.comparison.as_deref()),
            text(metric.modality.map(newsprint_core::Modality::word)),
            text(&*metric.text),
            text(json(&metric.evidence)),
            real(metric.confidence),
            text(link.map(|link| &*link.series)),
            optional(link.map(|link| integer(link.position))),
        ];
        self.insert(database, &schema::METRICS, row)?;
        for conflict in link.iter().flat_map(|link| &link.conflicts) {
            let row = [
                integer(self.metrics),
                text(conflict.article.to_string()),
                text(&*conflict.source),
                text(&*conflict.value),
            ];
            self.insert(database, &schema::CONFLICTS, row)?;
        }
        Ok(())
    }
}

/// The attachment of `link-metrics`.
const SERIES: &str = "newsprint-metrics/series";

#[derive(Deserialize)]
struct Links<'a> {
    #[serde(borrow)]
    rows: Vec<Link<'a>>,
}

/// The series of a row.
#[derive(Deserialize)]
struct Link<'a> {
    row: usize,
    #[serde(borrow)]
    series: Cow<'a, str>,
    position: i64,
    #[serde(borrow)]
    conflicts: Vec<Conflict<'a>>,
}

#[derive(Deserialize)]
struct Conflict<'a> {
    article: ArticleId,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

fn links(article: &Article) -> Result<Vec<Link<'_>>, StepError> {
    let attached = article.extensions.iter().find(|(key, _)| *key == SERIES);
    let links = attached.map(|(_, json)| serde_json::from_str::<Links<'_>>(json)).transpose()?;
    Ok(links.map_or_else(Vec::new, |links| links.rows))
}

/// Something that can stand in a text column.
trait Text<'a> {
    fn cell(self) -> Cell<'a>;
}

impl<'a> Text<'a> for &'a str {
    fn cell(self) -> Cell<'a> {
        // Many readers take a NUL for the end of the text and would hide the rest.
        if self.contains('\0') {
            return Cell::Owned(Value::Text(self.replace('\0', "\u{FFFD}")));
        }
        Cell::Borrowed(ValueRef::Text(self.as_bytes()))
    }
}

impl<'a> Text<'a> for String {
    fn cell(self) -> Cell<'a> {
        Cell::Owned(Value::Text(if self.contains('\0') {
            self.replace('\0', "\u{FFFD}")
        } else {
            self
        }))
    }
}

impl<'a, T: Text<'a>> Text<'a> for Option<T> {
    fn cell(self) -> Cell<'a> {
        optional(self.map(Text::cell))
    }
}

fn text<'a>(text: impl Text<'a>) -> Cell<'a> {
    text.cell()
}

fn integer(value: i64) -> Cell<'static> {
    Cell::Owned(Value::Integer(value))
}

fn real(value: f64) -> Cell<'static> {
    Cell::Owned(Value::Real(value))
}

fn optional(cell: Option<Cell<'_>>) -> Cell<'_> {
    cell.unwrap_or(Cell::Owned(Value::Null))
}

fn value(number: &Number) -> f64 {
    // Digits with at most one point and one sign are always a number.
    number.as_str().parse().unwrap_or(f64::NAN)
}

/// Texts on lines of their own; `None` when there are none.
fn lines<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The word of a value in the interchange form.
fn word(value: &impl Serialize) -> String {
    json(value).trim_matches('"').to_owned()
}
