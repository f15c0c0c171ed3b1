//! Rows as CSV (RFC 4180).

use std::borrow::Cow;

use newsprint_core::{Document, StepError};

use crate::table::{Counts, Table, Value};

/// The line that names the columns.
pub(super) fn write_head(table: &Table, out: &mut Vec<u8>) -> Result<(), StepError> {
    let names = table.columns.iter().map(|column| column.name);
    writer(out).write_record(names).map_err(cannot_write)
}

/// The rows of `document`, and how many cells of them hold nothing.
pub(super) fn write_rows(
    table: &Table,
    document: &Document,
    escape_formulas: bool,
    out: &mut Vec<u8>,
) -> Result<Counts, StepError> {
    let mut counts = Counts::new(table);
    let mut writer = writer(out);
    table.rows(document, &mut |cells| {
        counts.add(cells);
        for cell in cells {
            let written = match cell {
                Value::Text(text) if escape_formulas => writer.write_field(&*escaped(text)),
                _ => writer.write_field(&*cell.to_text()),
            };
            written.map_err(cannot_write)?;
        }
        writer.write_record(None::<&[u8]>).map_err(cannot_write)
    })?;
    writer.flush().map_err(cannot_write)?;
    drop(writer);
    Ok(counts)
}

/// A writer of rows, whose lines end as RFC 4180 says.
pub(crate) fn writer(out: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

pub(crate) fn cannot_write(error: impl Into<csv::Error>) -> StepError {
    StepError::new("cannot be written as CSV").because(error.into())
}

/// The text with a `'` before it when a spreadsheet would take it for a formula: when, after any
/// `'`, one of the characters stands that OWASP's page on CSV injection names. Counting in the
/// texts that have a `'` already makes it possible to take it back: of each text of this form,
/// exactly one `'` was added.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    let is_formula = text
        .trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_safe() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected, "{text:?}");
        check("=1+1", "'=1+1");
        check("+86", "'+86");
        check("-8.3%", "'-8.3%");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check("\n=1", "'\n=1");
        check("＝1+1", "'＝1+1");
        check("'=1", "''=1");
        check("''=1", "'''=1");
        check("'90后", "'90后");
        check("1-2", "1-2");
        check("——新渠", "——新渠");
        check("", "");
    }
}
