//! Documents as rows.

use std::borrow::Cow;
use std::iter::repeat_n;

use newsprint_core::{Article, ArticleId, Document, StepError};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde::Deserialize;

use super::schema::{self, RELATIONS, Relation};
use crate::table;

/// Adds rows, and counts them.
pub(super) struct Rows {
    inserts: Vec<Insert>,
    documents: i64,
    articles: i64,
    metrics: i64,
}

/// How rows of a relation are added.
struct Insert {
    relation: &'static Relation,
    sql: String,
    /// Which columns of the shared table are taken.
    is_kept: Vec<bool>,
}

/// A value on its way into the database.
type Cell<'a> = ToSqlOutput<'a>;

impl Rows {
    pub(super) fn new() -> Self {
        let insert = |relation: &&'static Relation| Insert {
            relation,
            sql: relation.insert(),
            is_kept: relation.shared.iter().flat_map(schema::Shared::is_kept).collect(),
        };
        Self {
            inserts: RELATIONS.iter().map(insert).collect(),
            documents: 0,
            articles: 0,
            metrics: 0,
        }
    }

    /// How many articles there are so far.
    pub(super) fn articles(&self) -> i64 {
        self.articles
    }

    /// Adds a document with its articles.
    pub(super) fn add(
        &mut self,
        database: &Connection,
        document: &Document,
    ) -> Result<(), StepError> {
        let place =
            |before: i64| move |at: usize| before + 1 + i64::try_from(at).unwrap_or(i64::MAX);
        let (article, metric) = (place(self.articles), place(self.metrics));
        self.documents += 1;
        let articles = || document.articles.iter().enumerate().map(|(at, it)| (article(at), it));
        let each = |relation| self.insert(database, relation);

        each(&schema::DOCUMENTS).shared(document, [[integer(self.documents)]])?;
        let places = articles().map(|(seq, _)| [integer(seq), integer(self.documents)]);
        each(&schema::ARTICLES).shared(document, places)?;
        let owners = articles().flat_map(|(seq, it)| repeat_n(seq, it.metrics.len()));
        let places = owners.enumerate().map(|(at, owner)| [integer(metric(at)), integer(owner)]);
        each(&schema::METRICS).shared(document, places)?;
        let members = articles().filter(|(_, it)| it.group.is_some());
        each(&schema::GROUPS).shared(document, members.map(|(seq, _)| [integer(seq)]))?;

        let mut first_metric = 0;
        for (seq, article) in articles() {
            self.parts(database, seq, article)?;
            for link in links(article)? {
                let metric = metric(first_metric + link.row);
                let row = [
                    integer(metric),
                    text(&*link.series),
                    link.value.as_deref().map_or(NULL, text),
                    integer(link.position),
                    integer(link.periods),
                ];
                each(&schema::SERIES).row(row)?;
                for Conflict { article, source, value, unit } in &link.conflicts {
                    let id = text(article.to_string());
                    each(&schema::CONFLICTS).row([
                        integer(metric),
                        id,
                        text(&**source),
                        text(&**value),
                        unit.as_deref().map_or(NULL, text),
                    ])?;
                }
            }
            first_metric += article.metrics.len();
        }
        self.metrics = metric(first_metric) - 1;
        self.articles = article(document.articles.len()) - 1;
        Ok(())
    }

    /// Adds what an article is made of.
    fn parts(&self, database: &Connection, seq: i64, article: &Article) -> Result<(), StepError> {
        let each = |relation| self.insert(database, relation);
        for person in article.bylines.iter().flat_map(|byline| &byline.people) {
            let role = person.role.as_deref().map_or(NULL, text);
            each(&schema::PEOPLE).row([integer(seq), text(&*person.name), role])?;
        }
        for (number, block) in (1..).zip(&article.blocks) {
            let (kind, says) = (text(block.kind.word()), text(block.text.as_str()));
            each(&schema::BLOCKS).row([integer(seq), integer(number), kind, says])?;
        }
        for (number, figure) in (1..).zip(&article.figures) {
            let [caption, credit] = [&figure.caption, &figure.credit]
                .map(|it| it.as_ref().map_or(NULL, |it| text(it.as_str())));
            each(&schema::FIGURES).row([integer(seq), integer(number), caption, credit])?;
        }
        for (key, value) in article.extensions.iter() {
            each(&schema::EXTENSIONS).row([integer(seq), text(key), text(value)])?;
        }
        Ok(())
    }

    fn insert<'a>(&'a self, database: &'a Connection, relation: &Relation) -> Target<'a> {
        let insert = self.inserts.iter().find(|it| std::ptr::eq(it.relation, relation));
        Target { database, insert }
    }
}

/// Rows on their way into one relation.
struct Target<'a> {
    database: &'a Connection,
    insert: Option<&'a Insert>,
}

impl Target<'_> {
    /// Adds a row.
    fn row<'c>(&self, row: impl IntoIterator<Item = Cell<'c>>) -> Result<(), StepError> {
        let Some(insert) = self.insert else { return Ok(()) };
        let mut statement = self.database.prepare_cached(&insert.sql).map_err(super::failed)?;
        statement.execute(params_from_iter(row)).map_err(super::failed)?;
        Ok(())
    }

    /// Adds the rows that the shared table has for `document`, each behind the next of `own`.
    fn shared<const N: usize>(
        &self,
        document: &Document,
        own: impl IntoIterator<Item = [Cell<'static>; N]>,
    ) -> Result<(), StepError> {
        let Some(Insert { relation: Relation { shared: Some(shared), .. }, is_kept, .. }) =
            self.insert
        else {
            return Ok(());
        };
        let mut own = own.into_iter();
        shared.table.rows(document, &mut |cells| {
            let kept = cells.iter().zip(is_kept).filter(|(_, is_kept)| **is_kept);
            self.row(
                own.next().into_iter().flatten().chain(kept.map(|(cell, _)| shared_cell(cell))),
            )
        })
    }
}

fn shared_cell<'a>(value: &'a table::Value<'_>) -> Cell<'a> {
    match value {
        table::Value::Text(words) => text(&**words),
        table::Value::Digits(digits) => text(*digits),
        table::Value::Integer(value) => integer(*value),
        table::Value::Number(value) => Cell::Owned(Value::Real(*value)),
        table::Value::Boolean(value) => integer(i64::from(*value)),
        table::Value::Null => NULL,
    }
}

const NULL: Cell<'static> = Cell::Owned(Value::Null);

fn integer(value: i64) -> Cell<'static> {
    Cell::Owned(Value::Integer(value))
}

/// A text. Many readers take a NUL for its end and would hide the rest.
fn text<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    match text.into() {
        text if text.contains('\0') => Cell::Owned(Value::Text(text.replace('\0', "\u{FFFD}"))),
        Cow::Borrowed(text) => Cell::Borrowed(ValueRef::Text(text.as_bytes())),
        Cow::Owned(text) => Cell::Owned(Value::Text(text)),
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
    #[serde(borrow, default)]
    value: Option<Cow<'a, str>>,
    position: i64,
    periods: i64,
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
    #[serde(borrow, default)]
    unit: Option<Cow<'a, str>>,
}

fn links(article: &Article) -> Result<Vec<Link<'_>>, StepError> {
    let attached = article.extensions.iter().find(|(key, _)| *key == SERIES);
    let links = attached.map(|(_, json)| serde_json::from_str::<Links<'_>>(json)).transpose()?;
    let links = links.map_or_else(Vec::new, |links| links.rows);
    // A row that is not there has nothing to refer to.
    Ok(links.into_iter().filter(|link| link.row < article.metrics.len()).collect())
}
