//! The best path through readings that compete for the same characters.

use std::ops::Range;

/// A reading of a piece of text.
pub(crate) trait Reading {
    /// Bytes of the text.
    fn span(&self) -> Range<usize>;
    /// What it counts against the readings that it overlaps.
    fn weight(&self) -> usize;
}

/// The set of readings without overlaps that weighs most, in order (weighted interval scheduling).
/// Linear but for the sort, as long as few readings overlap any one.
pub(crate) fn best<T: Reading>(mut found: Vec<T>) -> Vec<T> {
    found.sort_by_key(|reading| (reading.span().end, reading.span().start));
    // For each reading: the best weight up to and with it, and how many readings go before it.
    let mut totals: Vec<usize> = vec![0];
    let mut taken: Vec<Option<usize>> = vec![None];
    for (at, reading) in found.iter().enumerate() {
        let start = reading.span().start;
        let fits = found[..at].iter().rposition(|other| other.span().end <= start);
        let fits = fits.map_or(0, |last| last + 1);
        let with = totals[fits] + reading.weight();
        let without = totals[at];
        totals.push(with.max(without));
        taken.push((with > without).then_some(fits));
    }
    let mut chosen = Vec::new();
    let mut at = found.len();
    while at > 0 {
        match taken[at] {
            Some(fits) => {
                found.truncate(at);
                chosen.extend(found.pop());
                at = fits;
            }
            None => at -= 1,
        }
    }
    chosen.reverse();
    chosen
}
