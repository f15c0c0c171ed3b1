//! The tables that analysts open: one declaration, from which every format takes its columns, its
//! rows and its documentation.

mod cell;
mod chosen;
mod dictionary;
mod package;
mod profile;
mod schema;

pub use cell::Value;
pub use chosen::TableName;
pub use dictionary::reference;
pub use schema::{ARTICLES, DOCUMENTS, GROUPS, METRICS};

pub(crate) use chosen::{chosen, usual};
pub(crate) use dictionary::dictionary;
pub(crate) use package::{Resource, package};
pub(crate) use profile::{Counts, Profile};

use newsprint_core::{Document, StepError};

/// A table: what its rows are, its columns, and how a document becomes rows.
///
/// CSV, Excel, Parquet and `SQLite` files, the data dictionary, `datapackage.json`, the data set's
/// card and the reference are all made from it, so that they cannot disagree.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// Its name, in snake case: the file's, the sheet's, the relation's.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart.
    pub key: &'static [&'static str],
    /// Columns that hold the key of another table: the column and the table's name.
    pub references: &'static [(&'static str, &'static str)],
    rows: for<'a, 'v> fn(&'a Document, Visit<'a, 'v>) -> Result<(), StepError>,
}

/// Takes the rows of a table, one after another: a value for each column, in order.
pub type Visit<'a, 'v> = &'v mut dyn FnMut(&[Value<'a>]) -> Result<(), StepError>;

impl Table {
    /// Every table, each after those that it refers to.
    pub const ALL: [&'static Self; 4] = [&DOCUMENTS, &ARTICLES, &METRICS, &GROUPS];

    /// Hands the rows that `document` gives to `visit`, in the order of the document. Linear in
    /// the document; texts are borrowed from it wherever a cell is one text of it.
    ///
    /// # Errors
    /// The first that `visit` returns; it is not called again.
    pub fn rows<'a>(&self, document: &'a Document, visit: Visit<'a, '_>) -> Result<(), StepError> {
        (self.rows)(document, visit)
    }
}

/// A column of a [`Table`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Column {
    /// Its name, in snake case.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// Whether a value can be missing. A text that is empty is missing: neither CSV nor a
    /// spreadsheet can tell the two apart.
    pub nullable: bool,
    /// What a number counts.
    pub unit: Option<&'static str>,
    /// What it means.
    pub doc: &'static str,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A text.
    Text,
    /// An exact decimal as its digits: `-8.30`. Never a formula, whatever it begins with.
    Digits,
    /// A whole number of 64 bits.
    Integer,
    /// A number in double precision, never infinite or not a number.
    Number,
    /// Yes or no.
    Boolean,
}

impl Kind {
    /// Its name in the dictionary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Digits => "digits",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}
