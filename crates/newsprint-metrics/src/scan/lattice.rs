//! The best path through readings that compete for the same characters.

use std::ops::Range;

/// A reading of a piece of text.
pub(crate) trait Reading {
    /// Bytes of the text.
    fn span(&self) -> Range<usize>;
    /// What it counts against the readings that it overlaps.
    fn weight(&self) -> usize;
}

/// How many readings before one are looked at in turn.
const NEAR: usize = 8;

/// The set of readings without overlaps that weighs most, in order (weighted interval scheduling).
/// Linear but for the sort, and for a search where many readings overlap one.
pub(crate) fn best<T: Reading>(mut found: Vec<T>) -> Vec<T> {
    let readings = found.iter().enumerate();
    let mut ends: Vec<(usize, usize, usize, usize)> =
        readings.map(|(at, it)| (it.span().end, it.span().start, it.weight(), at)).collect();
    ends.sort_unstable();
    // For each reading: the best weight up to and with it, and how many readings go before it.
    let mut totals = Vec::with_capacity(ends.len() + 1);
    let mut taken = Vec::with_capacity(ends.len() + 1);
    totals.push(0);
    taken.push(None);
    for (at, (_, start, weight, _)) in ends.iter().enumerate() {
        // Mostly the last but one fits; names that all start with one word would be a long way back.
        let near = ends[..at].iter().rev().take(NEAR).position(|(end, ..)| end <= start);
        let fits = near.map_or_else(
            || ends[..at.saturating_sub(NEAR)].partition_point(|(end, ..)| end <= start),
            |back| at - back,
        );
        let with = totals[fits] + weight;
        let without = totals[at];
        totals.push(with.max(without));
        taken.push((with > without).then_some(fits));
    }
    let mut chosen = vec![false; found.len()];
    let mut at = ends.len();
    while at > 0 {
        match taken[at] {
            Some(fits) => {
                chosen[ends[at - 1].3] = true;
                at = fits;
            }
            None => at -= 1,
        }
    }
    let mut chosen = chosen.into_iter();
    found.retain(|_| chosen.next() == Some(true));
    found.sort_by_key(|reading| reading.span().start);
    found
}
