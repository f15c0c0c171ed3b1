//! The tables and their columns.

use std::borrow::Cow;

use newsprint_core::{
    Article, ArticleId, BlockKind, Bound, Diagnostic, Document, Facts, Group, GroupKind,
    MappedText, Metric, Modality, Number, Part, Source, Span, StepError,
};

use super::cell::{Cell, Value};
use super::{Column, Table, Visit};

/// Declares a table: `column: type = value of a row;`, the type being what decides on the column's
/// kind and on whether it is nullable.
macro_rules! table {
    (
        $(#[doc = $table_doc:literal])+
        $table:ident = $name:literal, key $key:expr, references $references:expr;
        rows $row:ident in $rows:ident;
        $(
            $(#[doc = $doc:literal])+
            $column:ident : $ty:ty $(, in $unit:literal)? = $value:expr;
        )+
    ) => {
        $(#[doc = $table_doc])+
        pub static $table: Table = Table {
            name: $name,
            doc: concat!($($table_doc),+).trim_ascii(),
            columns: &[$(
                Column {
                    name: stringify!($column),
                    kind: <$ty as Cell<'static>>::KIND,
                    nullable: <$ty as Cell<'static>>::NULLABLE,
                    unit: table!(@unit $($unit)?),
                    doc: concat!($($doc),+).trim_ascii(),
                },
            )+],
            key: &$key,
            references: &$references,
            rows: {
                fn rows<'a>(document: &'a Document, visit: Visit<'a, '_>) -> Result<(), StepError> {
                    let mut cells: Vec<Value<'a>> = Vec::with_capacity($table.columns.len());
                    for $row in $rows(document) {
                        cells.clear();
                        $(
                            let cell: $ty = $value;
                            cells.push(cell.value());
                        )+
                        visit(&cells)?;
                    }
                    Ok(())
                }
                rows
            },
        };
    };
    (@unit) => { None };
    (@unit $unit:literal) => { Some($unit) };
}

table! {
    /// One row for each document: a page, a web page, a record of a corpus.
    DOCUMENTS = "documents", key ["id"], references [];
    rows row in document_rows;

    /// Id of the document: a hash of its name, record and text, the same on every run.
    id: String = row.id();
    /// Path or address that it was read from.
    source_name: Option<&str> = Some(row.source.name());
    /// Its own id in the corpus that it was read from.
    source_record: Option<&str> = row.source.record();
    /// Its line in the corpus file, from 1.
    source_line: Option<u64> = line_of(row.source);
    /// SHA-256 of its text in UTF-8, as hex digits.
    source_sha256: String = row.source.sha256().to_string();
    /// Name of the paper or outlet.
    paper: Option<&str> = row.facts().paper.as_deref();
    /// Date of publication, as the input gave it: 2024-06-28 where that is well-formed.
    date: Option<&str> = row.facts().date.as_deref();
    /// Page or edition, as printed.
    page: Option<&str> = row.facts().page.as_deref();
    /// Place that the paper or the record belongs to.
    place: Option<&str> = row.facts().place.as_deref();
    /// Address that the text was published at.
    url: Option<&str> = row.facts().url.as_deref();
    /// Length of the text in UTF-8; missing where only its articles were read.
    bytes: Option<usize>, in "bytes" = row.of_text(str::len);
    /// Length of the text; missing where only its articles were read.
    characters: Option<usize>, in "characters" = row.of_text(|text| text.chars().count());
    /// How many articles it was taken apart into.
    articles: usize, in "articles" = row.document.articles.len();
    /// How much of the text went into no article.
    residue: usize, in "bytes" = row.document.residue.iter().map(|it| it.span.len()).sum();
    /// Codes of what is to be said about the document, each once, joined by `; `.
    diagnostics: Option<String> = codes(&row.document.diagnostics);
}

table! {
    /// One row for each article.
    ARTICLES = "articles", key ["id"], references [("document_id", "documents")];
    rows row in article_rows;

    /// Id of the article: a hash of its source and its place there, the same on every run.
    id: String = row.article.id.to_string();
    /// Id of the document that it stands in.
    document_id: String = row.document.id();
    /// The headline.
    headline: Option<&str> = row.headline();
    /// The line above the headline.
    kicker: Option<&str> = row.article.kicker.as_ref().map(MappedText::as_str);
    /// The decks below the headline, one a line.
    subheads: Option<Cow<'_, str>> = lines(&row.article.subheads);
    /// Label of the column or series that it stands in.
    section: Option<&str> = row.article.section.as_ref().map(MappedText::as_str);
    /// The bylines as printed, one a line.
    byline: Option<Cow<'_, str>> = lines(row.article.bylines.iter().map(|byline| &byline.text));
    /// The agencies or papers that the bylines name, joined by `; `.
    agency: Option<String> = listed(row.article.bylines.iter().flat_map(|it| &it.agency));
    /// The people that the bylines name, in order, joined by `; `.
    people: Option<String> = listed(row.people().map(|person| &person.name));
    /// Their roles as printed, in the same order and number, joined by `; `; empty where none is.
    people_roles: Option<String> = listed(row.people().map(|it| it.role.as_deref().unwrap_or("")));
    /// The place that the dateline names.
    dateline_place: Option<&str> = row.article.dateline.as_ref().and_then(|it| it.place.as_deref());
    /// The date that the dateline names, as printed.
    dateline_date: Option<&str> = row.article.dateline.as_ref().and_then(|it| it.date.as_deref());
    /// The body in reading order, a paragraph, sub-heading, quotation or list a line.
    body: Option<Cow<'_, str>> = lines(row.article.blocks.iter().map(|block| &block.text));
    /// The captions of its pictures, one a line.
    captions: Option<Cow<'_, str>> = lines(row.article.figures.iter().flat_map(|it| &it.caption));
    /// The credits of its pictures, one a line.
    picture_credits: Option<Cow<'_, str>> = lines(row.article.figures.iter().flat_map(|it| &it.credit));
    /// Sources and editors as printed at the end, one a line.
    credits: Option<Cow<'_, str>> = lines(&row.article.credits);
    /// Length of the body, without the line ends between its parts.
    characters: usize, in "characters" = row.characters();
    /// How many paragraphs the body has.
    paragraphs: usize, in "paragraphs" = row.article.blocks_of(BlockKind::Paragraph).count();
    /// How many pictures it has.
    pictures: usize, in "pictures" = row.article.figures.len();
    /// How many rows of `metrics` were read from it.
    metrics: usize, in "rows" = row.article.metrics.len();
    /// The group of reprints that it belongs to.
    group_id: Option<String> = row.group(|group| group.id.to_string());
    /// How it is like the group's leader: `exact`, `near` or `contained`.
    group_kind: Option<&str> = row.group(|group| GroupKind::word(group.kind));
    /// Id of the article that stands for the group.
    group_leader: Option<String> = row.group(|group| group.leader.to_string());
    /// Likeness to the leader, from 0 to 1.
    group_similarity: Option<f64> = row.group(|group| group.similarity);
    /// Codes of what is to be said about the article, each once, joined by `; `.
    diagnostics: Option<String> = codes(&row.article.diagnostics);
    /// Name of the paper or outlet.
    paper: Option<&str> = row.document.facts().paper.as_deref();
    /// Date of publication, as the input gave it: 2024-06-28 where that is well-formed.
    date: Option<&str> = row.document.facts().date.as_deref();
    /// Page or edition, as printed.
    page: Option<&str> = row.document.facts().page.as_deref();
    /// Place that the paper or the record belongs to.
    place: Option<&str> = row.document.facts().place.as_deref();
    /// Address that it was published at.
    url: Option<&str> = row.document.facts().url.as_deref();
    /// Path or address that it was read from.
    source_name: Option<&str> = Some(row.document.source.name());
    /// The record's own id in its corpus.
    source_record: Option<&str> = row.document.source.record();
    /// The record's line in its corpus file, from 1.
    source_line: Option<u64> = line_of(row.document.source);
    /// SHA-256 of the source's text in UTF-8, as hex digits.
    source_sha256: String = row.document.source.sha256().to_string();
}

table! {
    /// One row for each figure that an article states.
    METRICS = "metrics", key ["article_id", "number"], references [("article_id", "articles")];
    rows row in metric_rows;

    /// Id of the article that states it.
    article_id: String = row.article.article.id.to_string();
    /// Its place among the article's figures, from 1.
    number: usize = row.number;
    /// Headline of the article.
    headline: Option<&str> = row.article.headline();
    /// Name of the paper or outlet.
    paper: Option<&str> = row.article.document.facts().paper.as_deref();
    /// Date of publication, as the input gave it: 2024-06-28 where that is well-formed.
    date: Option<&str> = row.article.document.facts().date.as_deref();
    /// Page or edition, as printed.
    page: Option<&str> = row.article.document.facts().page.as_deref();
    /// Whose figure it is: a place, an organisation or a person.
    subject: Option<&str> = row.metric.subject.as_deref();
    /// What is measured.
    indicator: Option<&str> = Some(&row.metric.indicator);
    /// What sort of figure it is: `quantity`, `money`, `percentage`, `index`, `change`, `rank` or
    /// `ratio`.
    kind: &str = row.metric.kind.word();
    /// The value, with 万 and 亿 folded in and a sign for falls, in `unit`; missing where it is
    /// beyond double precision.
    value: Option<f64> = double(Some(&row.metric.value));
    /// The value as its exact digits, with those printed behind the point.
    value_digits: &Number = &row.metric.value;
    /// What one of the last printed digit counts: 100 for 5.20万; missing where `value_digits` shows it.
    value_step: Option<f64> = double(row.metric.step.as_ref());
    /// The upper end, where a range is printed.
    value_max: Option<f64> = double(row.metric.value_max.as_ref());
    /// The upper end as its exact digits.
    value_max_digits: Option<&Number> = row.metric.value_max.as_ref();
    /// The unit of the value as printed, without 万 and 亿; missing for an index or a ratio.
    unit: Option<&str> = Some(&row.metric.unit);
    /// The unit's code, one for all its spellings: of ISO 4217 for money, of UCUM for a measure;
    /// missing where there is none.
    unit_code: Option<&str> = row.metric.unit_code.as_deref();
    /// How the value bounds the true one: `at_least`, `more_than`, `at_most`, `less_than` or
    /// `about`; missing where it is stated as it is.
    bound: Option<&str> = row.metric.bound.map(Bound::word);
    /// Of how many, for a rank or a share.
    of: Option<f64> = double(row.metric.of.as_ref());
    /// The time that the value is about: `2023`, `2023-07`, `2023-Q1`, `2023-01/2023-07`.
    period: Option<&str> = row.metric.period.as_deref();
    /// What a change is measured against: `yoy`, `mom`, `previous_year_end`, or as printed.
    comparison: Option<&str> = row.metric.comparison.as_deref();
    /// `target` where the figure is aimed at, planned or expected; missing where it is a fact.
    modality: Option<&str> = row.metric.modality.map(Modality::word);
    /// The figure as printed.
    text: Option<&str> = Some(&row.metric.text);
    /// Where the figure begins in the source's text in UTF-8.
    evidence_start: Option<usize>, in "bytes" = row.metric.evidence.first().map(|it| it.start());
    /// Where its first piece ends, one past the last byte.
    evidence_end: Option<usize>, in "bytes" = row.metric.evidence.first().map(|it| it.end());
    /// Every piece that it is printed in, as `start-end` in bytes, joined by `; `.
    evidence: Option<String> = listed(row.metric.evidence.iter().map(piece));
    /// How sure the reading is, from 0 to 1.
    confidence: Option<f64> = Some(row.metric.confidence);
    /// Address that the article was published at.
    url: Option<&str> = row.article.document.facts().url.as_deref();
    /// Path or address that it was read from.
    source_name: Option<&str> = Some(row.article.document.source.name());
    /// The record's own id in its corpus.
    source_record: Option<&str> = row.article.document.source.record();
}

table! {
    /// One row for each article that belongs to a group of reprints.
    GROUPS = "groups", key ["article_id"], references [("article_id", "articles")];
    rows row in group_rows;

    /// Id of the group: the id of its first article in input order.
    group_id: String = row.1.id.to_string();
    /// Id of the member.
    article_id: String = row.0.article.id.to_string();
    /// Id of the article that stands for the group.
    leader_id: String = row.1.leader.to_string();
    /// Whether the member is the leader.
    is_leader: bool = row.1.leader == row.0.article.id;
    /// How the member is like the leader: `exact`, `near` or `contained`.
    kind: &str = row.1.kind.word();
    /// Likeness to the leader, from 0 to 1; the leader's own is 1.
    similarity: Option<f64> = Some(row.1.similarity);
    /// Headline of the member.
    headline: Option<&str> = row.0.headline();
    /// Length of the member's body.
    characters: usize, in "characters" = row.0.characters();
    /// Name of the paper or outlet.
    paper: Option<&str> = row.0.document.facts().paper.as_deref();
    /// Date of publication, as the input gave it: 2024-06-28 where that is well-formed.
    date: Option<&str> = row.0.document.facts().date.as_deref();
    /// Page or edition, as printed.
    page: Option<&str> = row.0.document.facts().page.as_deref();
    /// Address that it was published at.
    url: Option<&str> = row.0.document.facts().url.as_deref();
    /// Path or address that it was read from.
    source_name: Option<&str> = Some(row.0.document.source.name());
    /// The record's own id in its corpus.
    source_record: Option<&str> = row.0.document.source.record();
}

#[derive(Clone, Copy)]
struct DocumentRow<'a> {
    document: &'a Document,
    source: &'a Source,
}

#[derive(Clone, Copy)]
struct ArticleRow<'a> {
    document: DocumentRow<'a>,
    article: &'a Article,
}

struct MetricRow<'a> {
    article: ArticleRow<'a>,
    metric: &'a Metric,
    number: usize,
}

fn document_rows(document: &Document) -> impl Iterator<Item = DocumentRow<'_>> {
    std::iter::once(DocumentRow { document, source: document.source() })
}

fn article_rows(document: &Document) -> impl Iterator<Item = ArticleRow<'_>> {
    document_rows(document).flat_map(|document| {
        document.document.articles.iter().map(move |article| ArticleRow { document, article })
    })
}

fn metric_rows(document: &Document) -> impl Iterator<Item = MetricRow<'_>> {
    article_rows(document).flat_map(|article| {
        let metrics = (1..).zip(&article.article.metrics);
        metrics.map(move |(number, metric)| MetricRow { article, metric, number })
    })
}

fn group_rows(document: &Document) -> impl Iterator<Item = (ArticleRow<'_>, &Group)> {
    article_rows(document).filter_map(|row| Some((row, row.article.group.as_ref()?)))
}

impl<'a> DocumentRow<'a> {
    /// The id that an article with nothing of the text in it would have.
    fn id(self) -> String {
        ArticleId::new(self.source, Span::default()).to_string()
    }

    fn facts(self) -> &'a Facts {
        self.source.facts()
    }

    fn of_text<T>(self, read: impl FnOnce(&str) -> T) -> Option<T> {
        (!self.source.is_detached()).then(|| read(self.source.text()))
    }
}

impl<'a> ArticleRow<'a> {
    fn headline(self) -> Option<&'a str> {
        self.article.headline.as_ref().map(MappedText::as_str)
    }

    fn people(self) -> impl Iterator<Item = &'a newsprint_core::Person> {
        self.article.bylines.iter().flat_map(|byline| &byline.people)
    }

    fn characters(self) -> usize {
        self.article.blocks.iter().map(|block| block.text.as_str().chars().count()).sum()
    }

    fn group<T>(self, read: impl FnOnce(&Group) -> T) -> Option<T> {
        self.article.group.as_ref().map(read)
    }
}

/// Texts, one a line; a single one is not copied.
fn lines<'a>(texts: impl IntoIterator<Item = &'a MappedText>) -> Option<Cow<'a, str>> {
    let mut texts = texts.into_iter().map(MappedText::as_str);
    let first = texts.next()?;
    Some(texts.fold(Cow::Borrowed(first), |mut joined, text| {
        let owned = joined.to_mut();
        owned.push('\n');
        owned.push_str(text);
        joined
    }))
}

/// Short texts, joined by `; `; nothing when none of them says anything.
fn listed<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Option<String> {
    let mut joined = String::new();
    let mut says = false;
    for (at, text) in texts.enumerate() {
        if at > 0 {
            joined.push_str("; ");
        }
        joined.push_str(text.as_ref());
        says |= !text.as_ref().is_empty();
    }
    says.then_some(joined)
}

fn codes(diagnostics: &[Diagnostic]) -> Option<String> {
    let codes = diagnostics.iter().map(|diagnostic| &*diagnostic.code);
    listed(codes.collect::<std::collections::BTreeSet<_>>().into_iter())
}

fn line_of(source: &Source) -> Option<u64> {
    match source.part() {
        Part::Line(line) => Some(line),
        _ => None,
    }
}

fn piece(span: &Span) -> String {
    format!("{}-{}", span.start(), span.end())
}

/// The nearest double; infinite beyond them, which a nullable cell does not hold.
fn double(number: Option<&Number>) -> Option<f64> {
    number.and_then(|number| number.as_str().parse().ok())
}
