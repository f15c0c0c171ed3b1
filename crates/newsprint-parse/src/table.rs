//! Small weights of runs of characters, in bytes that no text can be read back from.
//!
//! A run is told by its hash alone: the upper bits name a bucket, a byte below them, the tag, tells
//! the runs of a bucket apart. One run in some thirty that is not in the table is taken for one that
//! is.

use crate::hash;

/// Bits of a tag.
const TAG_BITS: u32 = 8;
/// Runs of a bucket.
const RUNS: usize = 8;

/// The tags of some runs, then their weights.
type Bucket = [u8; 2 * RUNS];

/// A table of weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    buckets: &'a [Bucket],
    /// Bits of the number of a run.
    bits: u32,
}

impl<'a> Table<'a> {
    /// The table that `bytes` hold: a power of two of buckets, at least one.
    pub(crate) const fn of(bytes: &'a [u8]) -> Self {
        let (buckets, _) = bytes.as_chunks();
        Self { buckets, bits: buckets.len().ilog2() + TAG_BITS }
    }

    /// The number of `run` as a thing of `kind`.
    pub(crate) fn number(self, kind: u64, run: &[char]) -> usize {
        hash::number(kind, run, self.bits)
    }

    /// The weight of the run with this number, of [`Table::bits`]; 0 of one that is not in the table.
    /// Nothing branches on whether it is there: of most runs nobody can guess.
    #[inline]
    pub(crate) fn weight(self, number: usize) -> i32 {
        let Some(bucket) = self.buckets.get(number >> TAG_BITS) else { return 0 };
        let same = same(bucket, number);
        let weight = bucket[RUNS + first(same) % RUNS].cast_signed();
        i32::from(weight) * i32::from(same != 0)
    }

    /// Where the run with this number stands in the table.
    #[inline]
    pub(crate) fn place(self, number: usize) -> Option<usize> {
        let bucket = number >> TAG_BITS;
        let same = same(self.buckets.get(bucket)?, number);
        (same != 0).then(|| bucket * RUNS + first(same))
    }

    /// The weight of the run that stands at `place`; 0 beyond the last.
    #[inline]
    pub(crate) fn at(self, place: usize) -> i8 {
        let bucket = self.buckets.get(place / RUNS);
        bucket.map_or(0, |bucket| bucket[RUNS + place % RUNS].cast_signed())
    }

    /// How many runs are in the table.
    #[cfg(feature = "train")]
    pub(crate) const fn len(self) -> usize {
        self.buckets.len() * RUNS
    }

    /// Bits of the number of a run.
    pub(crate) const fn bits(self) -> u32 {
        self.bits
    }
}

/// The tags of `bucket` that are that of the run with this number, the first of them for certain: a
/// bit in the byte of each. All are compared at once.
#[inline]
fn same(bucket: &Bucket, number: usize) -> u64 {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    let tags = bucket.first_chunk::<RUNS>().map_or(0, |tags| u64::from_le_bytes(*tags));
    let differing = tags ^ (LOW * (number as u64 & ((1 << TAG_BITS) - 1)));
    differing.wrapping_sub(LOW) & !differing & (LOW << 7)
}

/// The place of the first tag in `same`; [`RUNS`] where there is none.
#[inline]
fn first(same: u64) -> usize {
    same.trailing_zeros() as usize / 8
}

/// A run of characters that may be in a table.
#[cfg(feature = "train")]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) weight: i8,
    /// How much would be lost without it.
    pub(crate) worth: f32,
}

/// The bytes of a table of those of `entries`, which stand at their numbers, that are worth most in
/// their bucket.
#[cfg(feature = "train")]
pub(crate) fn pack(entries: impl ExactSizeIterator<Item = Entry>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((entries.len() >> TAG_BITS) * 2 * RUNS);
    let mut bucket = Vec::with_capacity(1 << TAG_BITS);
    for entry in entries {
        bucket.push((bucket.len(), entry));
        if bucket.len() == 1 << TAG_BITS {
            bucket.sort_by(|(_, a), (_, b)| b.worth.total_cmp(&a.worth));
            bucket.truncate(RUNS);
            bucket.sort_by_key(|(tag, _)| *tag);
            bytes.extend(bucket.iter().map(|(tag, _)| u8::try_from(*tag).unwrap_or_default()));
            bytes.extend(bucket.iter().map(|(_, entry)| entry.weight.cast_unsigned()));
            bucket.clear();
        }
    }
    bytes
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_keeps_the_runs_that_are_worth_most() {
        let entry = |number: usize| {
            let weight = i8::try_from(number % 100).unwrap_or_default();
            Entry { weight, worth: if number % 32 == 5 { 1.0 } else { 0.0 } }
        };
        let bytes = pack((0..512).map(entry));
        let table = Table::of(&bytes);
        assert_eq!(table.bits(), 9);
        let known: Vec<usize> = (0..512).filter(|it| table.place(*it).is_some()).collect();
        let expected: Vec<usize> = (0..512).filter(|it| it % 32 == 5).collect();
        assert_eq!(known, expected);
        assert_eq!(table.weight(37), 37);
        assert_eq!(table.weight(512), 0);
    }
}
