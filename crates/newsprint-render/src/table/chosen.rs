//! The option that says which tables to write.

use newsprint_core::Span;
use newsprint_core::config::{Fault, Located};

use super::{ARTICLES, DOCUMENTS, GROUPS, METRICS, Table};

newsprint_core::choices! {
    /// A table by its name.
    pub enum TableName {
        /// A row for each article.
        Articles = "articles",
        /// A row for each figure that an article states.
        Metrics = "metrics",
        /// A row for each article that belongs to a group of reprints.
        Groups = "groups",
        /// A row for each document.
        Documents = "documents",
    }
}

impl TableName {
    fn table(self) -> &'static Table {
        match self {
            Self::Articles => &ARTICLES,
            Self::Metrics => &METRICS,
            Self::Groups => &GROUPS,
            Self::Documents => &DOCUMENTS,
        }
    }
}

/// What is written when nothing else is asked for.
pub(crate) fn usual() -> Located<Vec<TableName>> {
    let value = vec![TableName::Articles, TableName::Metrics, TableName::Groups];
    Located { value, span: Span::default() }
}

/// The tables, in the order that they are named.
///
/// # Errors
/// When there is none, or one is named twice.
pub(crate) fn chosen(names: &Located<Vec<TableName>>) -> Result<Vec<&'static Table>, Fault> {
    let mut tables: Vec<&'static Table> = Vec::new();
    for table in names.value.iter().map(|name| name.table()) {
        if tables.iter().any(|known| known.name == table.name) {
            let message = format!("the table `{}` is named twice", table.name);
            return Err(Fault::new(names.span, message, "named twice").help("name it once"));
        }
        tables.push(table);
    }
    if tables.is_empty() {
        let fault = Fault::new(names.span, "no table is named", "empty");
        return Err(fault.help("name one, or leave the option out"));
    }
    Ok(tables)
}
