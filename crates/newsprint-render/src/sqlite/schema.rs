//! The tables of the database: those of every format, tied together by numbers, and more that only
//! a database can hold.

use std::fmt::Write as _;

use crate::table::{self, Kind};

/// A table of the database.
pub(super) struct Relation {
    pub(super) name: &'static str,
    /// What a row is.
    doc: &'static str,
    /// The columns that only the database has; they come first.
    pub(super) own: &'static [Own],
    /// The table of every format whose columns follow.
    pub(super) shared: Option<Shared>,
    /// Columns to find rows by, an index each.
    indices: &'static [&'static str],
    /// The column that Datasette shows where another table refers to a row.
    pub(super) label: Option<&'static str>,
}

/// A column that only the database has: its name, its type with constraints, what it means.
pub(super) struct Own(&'static str, &'static str, &'static str);

/// The columns of a table but for some, which stand in other tables of the database.
pub(super) struct Shared {
    pub(super) table: &'static table::Table,
    without: &'static [&'static str],
}

impl Shared {
    /// Whether each column of the table is one of the database's, in order.
    pub(super) fn is_kept(&self) -> Vec<bool> {
        let columns = self.table.columns.iter();
        columns.map(|column| !self.without.contains(&column.name)).collect()
    }

    fn columns(&self) -> impl Iterator<Item = &'static table::Column> {
        let columns = self.table.columns.iter();
        columns.filter(|column| !self.without.contains(&column.name))
    }
}

impl Relation {
    /// What a row is.
    pub(super) fn doc(&self) -> &'static str {
        self.shared.as_ref().map_or(self.doc, |shared| shared.table.doc)
    }

    /// Each column: its name, its type with constraints, what it means.
    pub(super) fn columns(&self) -> Vec<(&'static str, String, String)> {
        let own = self
            .own
            .iter()
            .map(|Own(name, kind, doc)| (*name, (*kind).to_owned(), (*doc).to_owned()));
        let shared = self.shared.iter().flat_map(Shared::columns).map(|column| {
            let kind = match column.kind {
                Kind::Text | Kind::Digits => "text",
                Kind::Integer | Kind::Boolean => "integer",
                Kind::Number => "real",
            };
            let unit = column.unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
            let constraint = if column.nullable { "" } else { " not null" };
            (column.name, format!("{kind}{constraint}"), format!("{}{unit}", column.doc))
        });
        own.chain(shared).collect()
    }

    /// The statement that makes the table.
    pub(super) fn create(&self) -> String {
        let columns = self.columns();
        let columns = columns.iter().map(|(name, kind, _)| format!("  \"{name}\" {kind}"));
        format!("create table {} (\n{}\n);\n", self.name, columns.collect::<Vec<_>>().join(",\n"))
    }

    /// The statements that make its indices.
    pub(super) fn create_indices(&self) -> String {
        let mut sql = String::new();
        for column in self.indices {
            let _ = writeln!(sql, "create index {0}_{column} on {0} (\"{column}\");", self.name);
        }
        sql
    }

    /// The statement that adds a row, all columns in order.
    pub(super) fn insert(&self) -> String {
        let marks = vec!["?"; self.columns().len()].join(", ");
        format!("insert into {} values ({marks})", self.name)
    }
}

pub(super) static RELATIONS: [&Relation; 10] = [
    &DOCUMENTS,
    &ARTICLES,
    &PEOPLE,
    &BLOCKS,
    &FIGURES,
    &METRICS,
    &SERIES,
    &CONFLICTS,
    &GROUPS,
    &EXTENSIONS,
];

/// Ids are hashes, and the same input read twice gives the same ones: rows refer to each other by
/// their places instead.
const PLACE: Own =
    Own("seq", "integer primary key", "Its place in the order of the output, from 1");
const ARTICLE: Own =
    Own("article", "integer not null references articles (seq)", "The article: its `seq`");
const METRIC: Own =
    Own("metric", "integer not null references metrics (seq)", "The row of `metrics`: its `seq`");

pub(super) static DOCUMENTS: Relation = Relation {
    name: "documents",
    doc: "",
    own: &[PLACE],
    shared: Some(Shared { table: &table::DOCUMENTS, without: &[] }),
    indices: &["id", "date"],
    label: Some("source_name"),
};

pub(super) static ARTICLES: Relation = Relation {
    name: "articles",
    doc: "",
    own: &[
        PLACE,
        Own("document", "integer not null references documents (seq)", "The document: its `seq`"),
    ],
    shared: Some(Shared {
        table: &table::ARTICLES,
        // In `documents`, `people`, `blocks`, `figures` and `groups`.
        without: &[
            "document_id",
            "source_name",
            "source_record",
            "source_line",
            "source_sha256",
            "page",
            "place",
            "url",
            "people",
            "people_roles",
            "body",
            "captions",
            "picture_credits",
            "group_kind",
            "group_leader",
            "group_similarity",
        ],
    }),
    indices: &["id", "document", "section", "date", "group_id"],
    label: Some("headline"),
};

pub(super) static PEOPLE: Relation = Relation {
    name: "people",
    doc: "One row for each time that a byline names someone.",
    own: &[
        ARTICLE,
        Own("name", "text not null", "The name as printed."),
        Own("role", "text", "The role as printed."),
    ],
    shared: None,
    indices: &["article", "name"],
    label: None,
};

pub(super) static BLOCKS: Relation = Relation {
    name: "blocks",
    doc: "One row for each part of a body, in reading order.",
    own: &[
        ARTICLE,
        Own("number", "integer not null", "Its place in the body, from 1."),
        Own("kind", "text not null", "`paragraph`, `subheading`, `quote`, `list` or `table`."),
        Own("text", "text not null", "What it says."),
    ],
    shared: None,
    indices: &["article"],
    label: None,
};

pub(super) static FIGURES: Relation = Relation {
    name: "figures",
    doc: "One row for each picture of which the text keeps a caption or a credit.",
    own: &[
        ARTICLE,
        Own("number", "integer not null", "Its place among the article's pictures, from 1."),
        Own("caption", "text", "What the picture shows."),
        Own("credit", "text", "Who made it, or where it is from."),
    ],
    shared: None,
    indices: &["article"],
    label: None,
};

pub(super) static METRICS: Relation = Relation {
    name: "metrics",
    doc: "",
    own: &[PLACE, ARTICLE],
    shared: Some(Shared {
        table: &table::METRICS,
        // In `articles` and `documents`.
        without: &[
            "article_id",
            "headline",
            "paper",
            "date",
            "page",
            "url",
            "source_name",
            "source_record",
        ],
    }),
    indices: &["article", "indicator", "subject"],
    label: Some("text"),
};

pub(super) static SERIES: Relation = Relation {
    name: "series",
    doc: "One row for each figure that `link-metrics` found to go on in another article.",
    own: &[
        METRIC,
        Own(
            "series",
            "text not null",
            "What the figures of the series share: subject, indicator, kind, unit, and where there is one comparison and modality.",
        ),
        Own(
            "value",
            "text",
            "The value in the unit of the series, exact, where the figure's own unit is another.",
        ),
        Own(
            "position",
            "integer not null",
            "The place of the figure's period in the series, from 0.",
        ),
        Own("periods", "integer not null", "How many periods the series has."),
    ],
    shared: None,
    indices: &["metric", "series"],
    label: None,
};

pub(super) static CONFLICTS: Relation = Relation {
    name: "conflicts",
    doc: "One row for each other article that states another value for the same period of a series.",
    own: &[
        METRIC,
        Own("other_id", "text not null", "Id of the other article."),
        Own("other_source", "text not null", "Where the other article stands."),
        Own("other_value", "text not null", "The value that it states, as its exact digits."),
        Own("other_unit", "text", "The unit of that value, where it is printed otherwise."),
    ],
    shared: None,
    indices: &["metric"],
    label: None,
};

pub(super) static GROUPS: Relation = Relation {
    name: "groups",
    doc: "",
    own: &[ARTICLE],
    shared: Some(Shared {
        table: &table::GROUPS,
        // In `articles` and `documents`.
        without: &[
            "article_id",
            "headline",
            "characters",
            "paper",
            "date",
            "page",
            "url",
            "source_name",
            "source_record",
        ],
    }),
    indices: &["article", "group_id"],
    label: None,
};

pub(super) static EXTENSIONS: Relation = Relation {
    name: "extensions",
    doc: "One row for each thing that a stage of another crate attached to an article.",
    own: &[
        ARTICLE,
        Own("key", "text not null", "What it is: `crate/thing`."),
        Own("value", "text not null", "The thing, as JSON."),
    ],
    shared: None,
    indices: &["article"],
    label: None,
};
