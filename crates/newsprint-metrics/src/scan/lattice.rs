//! The best path through readings that compete for the same characters.

use std::ops::Range;

/// The set of readings without overlaps that weighs most, in order. Each reading is its span, its
/// weight and what it is (weighted interval scheduling).
pub(crate) fn best<T>(mut found: Vec<(Range<usize>, usize, T)>) -> Vec<T> {
    found.sort_by_key(|(span, ..)| (span.end, span.start));
    // For each reading: the best weight up to and with it, and the reading before it.
    let mut totals: Vec<usize> = vec![0];
    let mut taken: Vec<Option<usize>> = vec![None];
    for (span, weight, _) in &found {
        let fits =
            totals.len().min(found.partition_point(|(other, ..)| other.end <= span.start) + 1) - 1;
        let with = totals[fits] + weight;
        let without = totals.last().copied().unwrap_or(0);
        if with > without {
            totals.push(with);
            taken.push(Some(fits));
        } else {
            totals.push(without);
            taken.push(None);
        }
    }
    let mut chosen = Vec::new();
    let mut at = found.len();
    while at > 0 {
        match taken[at] {
            Some(fits) => {
                chosen.push(found.swap_remove(at - 1).2);
                found.truncate(fits);
                at = fits;
            }
            None => at -= 1,
        }
    }
    chosen.reverse();
    chosen
}
