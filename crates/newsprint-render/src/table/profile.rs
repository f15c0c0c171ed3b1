//! What a run saw of a table: how many rows, how many cells without a value, a few values.

use super::{Table, Value};

/// Different values of a column that are kept.
const EXAMPLES: usize = 3;

/// Rows that examples are taken from.
const EXAMPLE_ROWS: u64 = 1_000;

/// Characters of an example.
const EXAMPLE_CHARACTERS: usize = 40;

/// How many rows there are, and how many of each column's cells hold nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) nulls: Vec<u64>,
}

impl Counts {
    pub(crate) fn new(table: &Table) -> Self {
        Self { rows: 0, nulls: vec![0; table.columns.len()] }
    }

    /// Counts one row.
    pub(crate) fn add(&mut self, cells: &[Value<'_>]) {
        self.rows += 1;
        for (nulls, cell) in self.nulls.iter_mut().zip(cells) {
            *nulls += u64::from(matches!(cell, Value::Null));
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        for (nulls, more) in self.nulls.iter_mut().zip(&other.nulls) {
            *nulls += more;
        }
    }
}

/// A table as a run filled it.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) table: &'static Table,
    pub(crate) counts: Counts,
    /// The first different values of each column, in the order of the rows.
    examples: Vec<Vec<String>>,
}

impl Profile {
    pub(crate) fn new(table: &'static Table) -> Self {
        let examples = vec![Vec::new(); table.columns.len()];
        Self { table, counts: Counts::new(table), examples }
    }

    /// Takes a row into account. `csv` counts where it renders, and only merges.
    #[cfg(any(test, feature = "parquet", feature = "xlsx"))]
    pub(crate) fn take(&mut self, cells: &[Value<'_>]) {
        if self.wants_examples() {
            self.exemplify(cells);
        }
        self.counts.add(cells);
    }

    /// Whether rows may still give examples.
    pub(crate) fn wants_examples(&self) -> bool {
        self.counts.rows < EXAMPLE_ROWS
    }

    /// Keeps values of a row that were not seen before, without counting it.
    pub(crate) fn exemplify(&mut self, cells: &[Value<'_>]) {
        for (examples, cell) in self.examples.iter_mut().zip(cells) {
            if examples.len() < EXAMPLES && *cell != Value::Null {
                let example = clipped(&cell.to_text());
                if !examples.contains(&example) {
                    examples.push(example);
                }
            }
        }
    }

    /// The share of the column's cells that hold nothing, from 0 to 1, to four places.
    pub(crate) fn null_share(&self, column: usize) -> f64 {
        let nulls = self.counts.nulls.get(column).copied().unwrap_or(0);
        #[expect(clippy::cast_precision_loss, reason = "a share to four places")]
        let share = nulls as f64 / self.counts.rows.max(1) as f64;
        (share * 10_000.0).round() / 10_000.0
    }

    /// Values of the column, each shortened to one line of at most 40 characters.
    pub(crate) fn examples(&self, column: usize) -> &[String] {
        self.examples.get(column).map_or(&[], Vec::as_slice)
    }
}

/// The text on one line, without control characters, and no longer than an example may be.
fn clipped(text: &str) -> String {
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut example: String = characters.by_ref().take(EXAMPLE_CHARACTERS).collect();
    if characters.next().is_some() {
        example.push('…');
    }
    example
}

#[cfg(test)]
mod tests {
    use super::super::GROUPS;
    use super::*;

    #[test]
    fn counts_and_examples() {
        let mut profile = Profile::new(&GROUPS);
        let mut row = vec![Value::Null; GROUPS.columns.len()];
        for text in ["甲", "乙", "甲", "长\n长", "丁"] {
            row[0] = Value::Text(text.into());
            profile.take(&row);
        }
        row[0] = Value::Null;
        profile.take(&row);
        assert_eq!(profile.counts.rows, 6);
        assert_eq!(profile.examples(0), ["甲", "乙", "长 长"]);
        assert_eq!(profile.null_share(0).to_string(), "0.1667");
        assert_eq!(profile.null_share(1).to_string(), "1");
        assert_eq!(clipped(&"长".repeat(41)), format!("{}…", "长".repeat(40)));
    }
}
