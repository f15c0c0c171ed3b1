//! The tables of the database, with what each column means.

use std::fmt::Write as _;

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What a row is.
    pub(super) meaning: &'static str,
    pub(super) columns: &'static [Column],
    /// Columns to find rows by, an index each.
    pub(super) indices: &'static [&'static str],
    /// The column that Datasette shows where another table refers to a row.
    pub(super) label: Option<&'static str>,
}

/// A column: its name, its type with constraints, what it means.
pub(super) struct Column(pub(super) &'static str, pub(super) &'static str, pub(super) &'static str);

impl Table {
    /// The statement that makes the table.
    pub(super) fn create(&self) -> String {
        let mut sql = format!("create table {} (\n", self.name);
        for (at, Column(name, kind, _)) in self.columns.iter().enumerate() {
            let comma = if at + 1 == self.columns.len() { "" } else { "," };
            let _ = writeln!(sql, "  \"{name}\" {kind}{comma}");
        }
        sql + ");\n"
    }

    /// The statements that make its indices.
    pub(super) fn create_indices(&self) -> String {
        let name = self.name;
        let indices = self
            .indices
            .iter()
            .map(|column| format!("create index {name}_{column} on {name} (\"{column}\");\n"));
        indices.collect()
    }

    /// The statement that adds a row, all columns in order.
    pub(super) fn insert(&self) -> String {
        let marks = vec!["?"; self.columns.len()].join(", ");
        format!("insert into {} values ({marks})", self.name)
    }
}

pub(super) const TABLES: &[&Table] =
    &[&DOCUMENTS, &GROUPS, &ARTICLES, &PEOPLE, &BLOCKS, &FIGURES, &METRICS, &CONFLICTS];

pub(super) const DOCUMENTS: Table = Table {
    name: "documents",
    meaning: "What was read: a page, a web page, a record of a corpus",
    columns: &[
        Column("number", "integer primary key", "Its place in the order of the output, from 1"),
        Column("name", "text not null", "Path or address that it was read from"),
        Column("record", "text", "The record's own id in its corpus"),
        Column("line", "integer", "The line of the corpus file, from 1"),
        Column("sha256", "text not null", "SHA-256 of the text"),
        Column("paper", "text", "Name of the paper or outlet"),
        Column("date", "text", "Date of publication"),
        Column("page", "text", "Page or edition, as printed"),
        Column("url", "text", "Address that the text was published at"),
        Column("place", "text", "Place that the paper or the record belongs to"),
    ],
    indices: &["date"],
    label: Some("name"),
};

pub(super) const GROUPS: Table = Table {
    name: "groups",
    meaning: "Reprints of one story",
    columns: &[
        Column("id", "text primary key", "The id of the group's first article in input order"),
        Column("leader", "text not null", "The id of the article that stands for the group"),
        Column("articles", "integer not null", "How many of its articles are in this database"),
    ],
    indices: &[],
    label: Some("id"),
};

pub(super) const ARTICLES: Table = Table {
    name: "articles",
    meaning: "Articles in the order of the output",
    columns: &[
        Column("number", "integer primary key", "Its place in the order of the output, from 1"),
        Column("id", "text not null", "The article's id, the same on every run"),
        Column("document", "integer not null references documents (number)", "Where it stands"),
        Column("kicker", "text", "The line above the headline"),
        Column("headline", "text", "The headline"),
        Column("subheads", "text", "Decks below the headline, one a line"),
        Column("section", "text", "Label of the column or series that it stands in"),
        Column("byline", "text", "Bylines as printed, one a line"),
        Column("agency", "text", "The agency or paper that the bylines name"),
        Column("dateline_place", "text", "Where it was written"),
        Column("dateline_date", "text", "When it was written, as printed"),
        Column("credits", "text", "Sources and editors as printed at the end, one a line"),
        Column("characters", "integer not null", "Length of the body in characters"),
        Column("group", "text references groups (id)", "The reprints that it belongs to"),
        Column("leader", "text", "The id of the article that stands for the group"),
        Column("group_kind", "text", "How it is like the leader: exact, near, contained"),
        Column("similarity", "real", "Likeness to the leader, from 0 to 1"),
        Column("extensions", "text", "What else was attached to it, as JSON"),
    ],
    indices: &["id", "document", "section", "group"],
    label: Some("headline"),
};

pub(super) const PEOPLE: Table = Table {
    name: "people",
    meaning: "People whom bylines name",
    columns: &[
        Column("article", "integer not null references articles (number)", "The article"),
        Column("name", "text not null", "The name as printed"),
        Column("role", "text", "The role as printed"),
    ],
    indices: &["article", "name"],
    label: None,
};

pub(super) const BLOCKS: Table = Table {
    name: "blocks",
    meaning: "The bodies, block by block, in reading order",
    columns: &[
        Column("article", "integer not null references articles (number)", "The article"),
        Column("position", "integer not null", "Place in the body, from 0"),
        Column("kind", "text not null", "paragraph, subheading, quote, list or table"),
        Column("text", "text not null", "What it says"),
    ],
    indices: &["article"],
    label: None,
};

pub(super) const FIGURES: Table = Table {
    name: "figures",
    meaning: "Photographs and drawings, of which the text keeps the captions",
    columns: &[
        Column("article", "integer not null references articles (number)", "The article"),
        Column("position", "integer not null", "Place among the article's figures, from 0"),
        Column("caption", "text", "What the picture shows"),
        Column("credit", "text", "Who made it, or where it is from"),
    ],
    indices: &["article"],
    label: None,
};

pub(super) const METRICS: Table = Table {
    name: "metrics",
    meaning: "Figures that the articles state",
    columns: &[
        Column("number", "integer primary key", "Its place in the order of the output, from 1"),
        Column("article", "integer not null references articles (number)", "The article"),
        Column("row", "integer not null", "Place among the article's figures, from 0"),
        Column("subject", "text", "Whose figure it is"),
        Column("indicator", "text not null", "What is measured"),
        Column("kind", "text not null", "What sort of figure it is"),
        Column("value", "real not null", "The value, to calculate with"),
        Column("value_text", "text not null", "The value to the last digit"),
        Column("value_max", "real", "The upper end, where a range is printed"),
        Column("value_max_text", "text", "The upper end to the last digit"),
        Column("unit", "text not null", "The unit as printed, without 万 and 亿"),
        Column("bound", "text", "How the value bounds the true one"),
        Column("of", "real", "Of how many, for a rank or a share"),
        Column("period", "text", "The time that the value is about"),
        Column("comparison", "text", "What a change is measured against"),
        Column("modality", "text", "target where it is an aim and no fact"),
        Column("text", "text not null", "The figure as printed"),
        Column(
            "evidence",
            "text not null",
            "Where it is printed, as JSON: first and last byte of the document's text",
        ),
        Column("confidence", "real not null", "How sure the reading is, from 0 to 1"),
        Column("series", "text", "The series that it belongs to, where `link-metrics` found one"),
        Column("series_position", "integer", "The place of its period in the series, from 0"),
    ],
    indices: &["article", "indicator", "subject", "series"],
    label: Some("text"),
};

pub(super) const CONFLICTS: Table = Table {
    name: "conflicts",
    meaning: "Other articles that state another value for the same period of a series",
    columns: &[
        Column("metric", "integer not null references metrics (number)", "The figure"),
        Column("article", "text not null", "The id of the other article"),
        Column("source", "text not null", "Where the other article stands"),
        Column("value_text", "text not null", "The value that the other article states"),
    ],
    indices: &["metric"],
    label: None,
};
