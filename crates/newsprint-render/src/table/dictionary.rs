//! The tables for people: the data dictionary of a run, and the reference.

use std::fmt::Write as _;

use super::{Column, Profile, Table};

/// A chapter for each table: its columns with types, units, the share of cells without a value and
/// examples from the run.
pub(crate) fn dictionary(profiles: &[Profile]) -> String {
    let mut page = String::new();
    for profile in profiles {
        let table = profile.table;
        let _ = write!(page, "\n## {}\n\n{}\n", table.name, table.doc);
        let _ = writeln!(page, "Rows: {}.\n", profile.counts.rows);
        page.push_str("| column | type | unit | null | meaning | examples |\n");
        page.push_str("| --- | --- | --- | --- | --- | --- |\n");
        for (at, column) in table.columns.iter().enumerate() {
            let examples: Vec<String> =
                profile.examples(at).iter().map(|example| literal(example)).collect();
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {:.1} % | {} | {} |",
                column.name,
                column.kind.name(),
                column.unit.unwrap_or_default(),
                profile.null_share(at) * 100.0,
                column.doc,
                examples.join(", "),
            );
        }
    }
    page
}

/// The declared tables as a page of the reference.
pub fn reference() -> String {
    let mut page = "# Tables\n\n\
        The outputs `csv`, `xlsx` and `parquet` write these tables, with these columns in this order.\n\
        This page is made from their declaration.\n\n\
        A text that is empty counts as missing.\n\
        Parquet has one more column beside each of type `digits`, with `_decimal` for `_digits` in its \
        name: the same value as `decimal(38, 10)`, missing where that cannot hold it.\n"
        .to_owned();
    for table in Table::ALL {
        let _ = write!(page, "\n## {}\n\n{}\n", table.name, table.doc);
        let key: Vec<String> = table.key.iter().map(|column| format!("`{column}`")).collect();
        let _ = writeln!(page, "Rows are told apart by {}.", key.join(" and "));
        for (column, other) in table.references {
            let _ = writeln!(page, "`{column}` is the `id` of a row of `{other}`.");
        }
        page.push_str("\n| column | type | can be missing | unit | meaning |\n");
        page.push_str("| --- | --- | --- | --- | --- |\n");
        for Column { name, kind, nullable, unit, doc } in table.columns {
            let missing = if *nullable { "yes" } else { "no" };
            let unit = unit.unwrap_or_default();
            let _ = writeln!(page, "| `{name}` | {} | {missing} | {unit} | {doc} |", kind.name());
        }
    }
    page
}

/// Text of the input as an inline code span, in which nothing is markup, inside a table's cell.
fn literal(text: &str) -> String {
    let text = text.replace('`', "ˋ").replace('|', "\\|");
    format!("`` {text} ``")
}
