//! Shingles, and the sample of them that stands for a text.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::SEED;
use crate::normalise::{is_chinese, words};

/// Characters in a shingle of Chinese text: measured best of 3, 4, 5, 6 and 8.
const CHARACTERS: usize = 4;
/// Words in a shingle of other text.
const WORDS: usize = 5;
/// A text with this many shingles or more keeps at least this many hashes.
const ENOUGH: usize = 64;
/// The coarsest level: 1 in 2^4 shingles.
pub(crate) const COARSEST: u8 = 4;
/// Multiplier of the rolling hash, an odd number without structure (from `SplitMix64`).
const BASE: u64 = 0xBF58_476D_1CE4_E5B9;

/// The shingles of a text that were sampled: `FracMinHash` (Irber et al. 2022) at a level that
/// leaves about 64 to 128 hashes, more for texts of over 2,048 shingles.
///
/// A hash is in the sample of level `l` when its low `l` bits are zero, so that the samples of two
/// texts compare at the coarser level of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// 1 in 2^level shingles are kept.
    pub(crate) level: u8,
    /// The hashes, ascending, each once.
    pub(crate) hashes: Vec<u32>,
}

/// The shingles of a text: character 4-grams of Chinese, word 5-grams of other text. A text shorter
/// than a shingle has none.
pub(crate) enum Shingles<'a> {
    /// A normalised text.
    Characters(&'a [char]),
    /// The hashes of words.
    Words(Vec<u64>),
}

impl<'a> Shingles<'a> {
    /// The shingles of `blocks`, of which `normalised` is the normalised text.
    pub(crate) fn new<'b>(blocks: impl Iterator<Item = &'b str>, normalised: &'a [char]) -> Self {
        if is_chinese(normalised) {
            Self::Characters(normalised)
        } else {
            let hash = |word: String| xxh3_64_with_seed(word.as_bytes(), SEED);
            Self::Words(words(blocks).map(hash).collect())
        }
    }

    /// Their number.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Characters(text) => text.len().saturating_sub(CHARACTERS - 1),
            Self::Words(words) => words.len().saturating_sub(WORDS - 1),
        }
    }

    /// Gives the hash of each to `visit`, in order.
    pub(crate) fn each(&self, visit: impl FnMut(u32)) {
        match self {
            Self::Characters(text) => roll::<CHARACTERS>(text.iter().map(|c| u64::from(*c)), visit),
            Self::Words(words) => roll::<WORDS>(words.iter().copied(), visit),
        }
    }

    /// Samples them.
    pub(crate) fn sample(&self) -> Sample {
        let leaves_enough = |level: &u8| self.count() >> level >= ENOUGH;
        let level = (0..=COARSEST).rev().find(leaves_enough).unwrap_or(0);
        let mut hashes = Vec::with_capacity((self.count() >> level) * 5 / 4);
        self.each(|hash| {
            if is_sampled(hash, level) {
                hashes.push(hash);
            }
        });
        hashes.sort_unstable();
        hashes.dedup();
        Sample { level, hashes }
    }
}

/// Whether a hash is in the samples of `level`.
pub(crate) fn is_sampled(hash: u32, level: u8) -> bool {
    hash.trailing_zeros() >= u32::from(level)
}

/// Gives the hash of every window of `SIZE` units to `visit`: a rolling polynomial (Karp and Rabin
/// 1987) modulo 2^64, then a finaliser, since its low bits alone know only the low bits of the units.
fn roll<const SIZE: usize>(units: impl Iterator<Item = u64>, mut visit: impl FnMut(u32)) {
    let leaving = (0..SIZE).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut window = [0_u64; SIZE];
    let mut hash = 0_u64;
    for (index, unit) in units.enumerate() {
        let gone = std::mem::replace(&mut window[index % SIZE], unit);
        hash = hash.wrapping_mul(BASE).wrapping_add(unit).wrapping_sub(gone.wrapping_mul(leaving));
        if index + 1 >= SIZE {
            visit(finalise(hash));
        }
    }
}

/// The upper half of `SplitMix64`'s finaliser.
fn finalise(hash: u64) -> u32 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(BASE);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (hash >> 32) as u32
}
