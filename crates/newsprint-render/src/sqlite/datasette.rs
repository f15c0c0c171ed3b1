//! What Datasette reads beside the database: meanings of tables and columns, queries by name.

use std::fmt::Write as _;

use super::schema::RELATIONS;
use super::terms::{Class, MARK};
use crate::page::quoted;

/// A query with a name.
struct Query {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    sql: &'static str,
}

const QUERIES: &[Query] = &[
    Query {
        name: "series_of",
        title: "A series of figures",
        description: "The periods of each series whose indicator holds the words",
        sql: "select * from series_values where indicator like '%' || :indicator || '%' limit 1000",
    },
    Query {
        name: "values_of",
        title: "What is said of an indicator",
        description: "Every figure whose indicator holds the words, whoever states it",
        sql:
            "select metrics.subject, metrics.indicator, metrics.value, metrics.unit, metrics.bound,
  metrics.period, metrics.comparison, metrics.modality, metrics.article, articles.headline
from metrics join articles on articles.seq = metrics.article
where metrics.indicator like '%' || :indicator || '%'
order by metrics.subject, metrics.indicator, metrics.period limit 1000",
    },
    Query {
        name: "reprints_of",
        title: "The reprints of an article",
        description: "Every article of the group of the article with this `seq`",
        sql: "select * from reprints
where group_id = (select group_id from articles where seq = :article)",
    },
];

/// The query of the full-text index: its parameter `:query` is what people type.
pub(super) fn search() -> String {
    let terms = include_str!("terms.sql")
        .replace("{ideograph}", &Class::Ideograph.sql())
        .replace("{letter}", &Class::Letter.sql())
        .replace("{digit}", &Class::Digit.sql())
        .replace("{mark}", MARK);
    terms + include_str!("search.sql")
}

/// `metadata.yaml`.
pub(super) fn metadata(full_text: bool) -> String {
    let mut yaml = "title: \"newsprint\"\ndatabases:\n  newsprint:\n    queries:\n".to_owned();
    if full_text {
        let search = Query {
            name: "search",
            title: "Search the texts",
            description: "Articles with all the words between blanks, the best first. \
                Chinese is found wherever it stands, from one character on; \
                words of other scripts and numbers are found whole",
            sql: "",
        };
        add_query(&search, &search_sql(), &mut yaml);
    }
    for query in QUERIES {
        add_query(query, query.sql, &mut yaml);
    }
    yaml.push_str("    tables:\n");
    for relation in RELATIONS {
        let (name, doc) = (relation.name, quoted(relation.doc()));
        let _ = writeln!(yaml, "      {name}:\n        description: {doc}");
        if let Some(label) = relation.label {
            let _ = writeln!(yaml, "        label_column: {label}");
        }
        yaml.push_str("        columns:\n");
        for (name, _, doc) in relation.columns() {
            let _ = writeln!(yaml, "          {}: {}", quoted(name), quoted(&doc));
        }
    }
    if full_text {
        yaml.push_str("      search:\n        hidden: true\n");
    }
    yaml
}

/// The search without its comments: Datasette shows it in one piece.
fn search_sql() -> String {
    let sql = search();
    let lines = sql.lines().filter(|line| !line.starts_with("--"));
    lines.collect::<Vec<_>>().join("\n")
}

fn add_query(query: &Query, sql: &str, yaml: &mut String) {
    let Query { name, title, description, .. } = query;
    let _ = write!(
        yaml,
        "      {name}:\n        title: {}\n        description: {}\n        hide_sql: true\n        sql: |-\n",
        quoted(title),
        quoted(description),
    );
    for line in sql.lines() {
        let _ = writeln!(yaml, "          {line}");
    }
}
