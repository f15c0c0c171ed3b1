//! How rows go from the threads that render them to the one that writes: after their counts.
//!
//! Counting where the rows are made keeps the writer, which is alone, from making them again.

use newsprint_core::StepError;

use crate::table::{Counts, Table};

/// Appends what `rows` appends, after its length and its counts.
pub(super) fn write(
    table: &Table,
    out: &mut Vec<u8>,
    rows: impl FnOnce(&mut Vec<u8>) -> Result<Counts, StepError>,
) -> Result<(), StepError> {
    let start = out.len();
    let body = start + length(table);
    out.resize(body, 0);
    let counts = rows(out)?;
    let numbers = [(out.len() - body) as u64, counts.rows];
    let numbers = numbers.into_iter().chain(counts.nulls).flat_map(u64::to_le_bytes);
    for (place, byte) in out[start..body].iter_mut().zip(numbers) {
        *place = byte;
    }
    Ok(())
}

/// Counts and rows of the table, and what comes after them.
pub(super) fn read<'a>(
    table: &Table,
    rendered: &'a [u8],
) -> Result<(Counts, &'a [u8], &'a [u8]), StepError> {
    let torn = || StepError::new("what was rendered is not what is to be written");
    let (head, body) = rendered.split_at_checked(length(table)).ok_or_else(torn)?;
    let (numbers, _) = head.as_chunks::<NUMBER>();
    let mut numbers = numbers.iter().map(|bytes| u64::from_le_bytes(*bytes));
    let bytes = numbers.next().and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(torn)?;
    let rows = numbers.next().ok_or_else(torn)?;
    let (written, rest) = body.split_at_checked(bytes).ok_or_else(torn)?;
    Ok((Counts { rows, nulls: numbers.collect() }, written, rest))
}

const NUMBER: usize = size_of::<u64>();

/// Bytes before the rows.
fn length(table: &Table) -> usize {
    (2 + table.columns.len()) * NUMBER
}
