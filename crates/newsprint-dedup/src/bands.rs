//! Keys of whole bands of a `MinHash` signature, for corpora of which a list of shingles is too much.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::SEED;
use crate::shingle::Shingles;

/// Most keys of a text.
const MOST_BANDS: u32 = 32;
/// Pairs at the threshold that must share a key.
const RECALL: f64 = 0.95;
/// Steps in which an empty bin looks for a full one before it stays empty.
const DENSIFY: u32 = 64;

/// How a signature is cut into bands. Two texts of resemblance `s` share a key of `rows` rows with
/// probability `s^rows`, and one key of all with `1 - (1 - s^rows)^bands`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bands {
    bands: u32,
    rows: u32,
}

impl Bands {
    /// The bands of most rows, which meet the fewest unlike texts, of those that find [`RECALL`] of
    /// the pairs at `threshold` with no more than [`MOST_BANDS`] keys; the bands of two rows when
    /// none does.
    pub(crate) fn tuned(threshold: f64) -> Self {
        let found = |rows: &u32| {
            let of_one = threshold.powi(i32::try_from(*rows).unwrap_or(i32::MAX));
            let bands = (1..=MOST_BANDS).find(|bands| {
                1.0 - (1.0 - of_one).powi(i32::try_from(*bands).unwrap_or(i32::MAX)) >= RECALL
            });
            bands.map(|bands| Self { bands, rows: *rows })
        };
        let tuned = (2..=16).rev().find_map(|rows| found(&rows));
        tuned.unwrap_or(Self { bands: MOST_BANDS, rows: 2 })
    }

    /// The keys of a text: none of one shorter than a shingle.
    ///
    /// One permutation (Li et al. 2012): a shingle falls into one bin by its hash, a bin keeps the
    /// smallest; an empty one takes that of another bin, found by hashing its own number (Shrivastava
    /// 2017).
    #[expect(clippy::cast_possible_truncation, reason = "a place is below the number of bins")]
    pub(crate) fn keys(self, shingles: &Shingles<'_>) -> Vec<u32> {
        let bins = u64::from(self.bands * self.rows);
        let mut signature = vec![u32::MAX; (self.bands * self.rows) as usize];
        shingles.each(|hash| {
            // The upper part chooses the bin, the lower is the value.
            let place = u64::from(hash) * bins;
            let bin = &mut signature[(place >> 32) as usize];
            *bin = (*bin).min(place as u32);
        });
        if shingles.count() == 0 {
            return Vec::new();
        }
        let full = |(bin, value): (usize, &u32)| {
            let other = |attempt: u32| {
                let seed = (bin as u64) << 32 | u64::from(attempt);
                let place = xxh3_64_with_seed(&seed.to_le_bytes(), SEED) % bins;
                signature[place as usize]
            };
            let values = std::iter::once(*value).chain((0..DENSIFY).map(other));
            values.into_iter().find(|value| *value != u32::MAX).unwrap_or(u32::MAX)
        };
        let dense: Vec<u32> = signature.iter().enumerate().map(full).collect();
        let mut bytes = Vec::new();
        let key = |(band, rows): (u32, &[u32])| {
            bytes.clear();
            bytes.extend_from_slice(&band.to_le_bytes());
            bytes.extend(rows.iter().flat_map(|value| value.to_le_bytes()));
            (xxh3_64_with_seed(&bytes, SEED) >> 32) as u32
        };
        (0..).zip(dense.chunks_exact(self.rows as usize)).map(key).collect()
    }
}

impl fmt::Display for Bands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bands:{}x{}", self.bands, self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_tuned_to_the_threshold() {
        assert_eq!(Bands::tuned(0.3), Bands { bands: 32, rows: 2 });
        assert_eq!(Bands::tuned(0.5), Bands { bands: 23, rows: 3 });
        assert_eq!(Bands::tuned(0.7), Bands { bands: 24, rows: 6 });
        assert_eq!(Bands::tuned(0.05), Bands { bands: 32, rows: 2 });
    }

    #[test]
    fn equal_texts_share_all_keys_and_empty_ones_have_none() {
        let keys = |text: &str| {
            let characters: Vec<char> = text.chars().collect();
            Bands::tuned(0.5).keys(&Shingles::new(std::iter::once(text), &characters))
        };
        let text = "云溪市图书馆新馆昨日正式开门迎客清晨六点多馆前广场上已经排起长队";
        assert_eq!(keys(text).len(), 23);
        assert_eq!(keys(text), keys(text));
        let other = keys("青禾县石盘渡的摆渡船迎来了最后一个航次随着对岸新桥合龙");
        assert!(keys(text).iter().zip(&other).all(|(a, b)| a != b));
        assert!(keys("雪").is_empty());
    }
}
