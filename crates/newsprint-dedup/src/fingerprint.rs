//! What is kept of an article to compare it with others.

use newsprint_core::Source;
use newsprint_zh::date::Date;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::bands::Bands;
use crate::figures::Figures;
use crate::normalise::normalise;
use crate::shingle::{Shingles, is_sampled};
use crate::{SEED, saturate};

/// Shared shingles of half a sample that make two texts worth comparing.
const LEAST: u16 = 4;
/// Least sampled shingles of the shorter text from which likeness can be told.
const LEAST_EVIDENCE: u32 = 8;

/// An article's fingerprint, as bytes in memory of its own or in a digest.
///
/// The encoding is fixed little-endian: the exact hash (16 bytes), the length of the normalised
/// text in characters (4), the day (4), the level of the sample (1), the number of hashes and of
/// keys (4 each), the hashes and the keys (4 each), and the text as symbols (1 each).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint<'a> {
    /// Hash of the normalised text.
    pub(crate) exact: u128,
    /// Length of the normalised text in characters.
    pub(crate) length: u32,
    /// 1 in 2^level shingles are kept.
    pub(crate) level: u8,
    /// The day of publication, counted from the year 0; 0 when it is not known.
    pub(crate) day: u32,
    /// The normalised text as symbols, one a character.
    pub(crate) symbols: &'a [u8],
    hashes: &'a [[u8; 4]],
    keys: &'a [[u8; 4]],
}

/// Hash of a normalised text that is stored: XXH3 with a seed, the same on every machine.
pub(crate) fn exact_hash(normalised: &str) -> u128 {
    xxh3_128_with_seed(normalised.as_bytes(), SEED)
}

/// The day that a source was published on, as a number; 0 when it is not known.
pub(crate) fn day(source: &Source) -> u32 {
    source.facts().date.as_deref().and_then(Date::parse).map_or(0, Date::rata_die)
}

/// Appends the fingerprint of a body of `day` to `out`; nothing when the body has no letter and no
/// digit.
pub(crate) fn write<'a>(
    blocks: impl Iterator<Item = &'a str> + Clone,
    day: u32,
    figures: &Figures,
    bands: Option<Bands>,
    out: &mut Vec<u8>,
) {
    let normalised = normalise(blocks.clone());
    if normalised.is_empty() {
        return;
    }
    let shingles = Shingles::new(blocks, &normalised);
    let keys = bands.map_or_else(Vec::new, |bands| bands.keys(&shingles));
    let sample = shingles.sample();
    let length = saturate(normalised.chars().count());
    out.extend_from_slice(&exact_hash(&normalised).to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&day.to_le_bytes());
    out.push(sample.level);
    out.extend_from_slice(&saturate(sample.hashes.len()).to_le_bytes());
    out.extend_from_slice(&saturate(keys.len()).to_le_bytes());
    for number in sample.hashes.iter().chain(&keys) {
        out.extend_from_slice(&number.to_le_bytes());
    }
    figures.write(&normalised, out);
}

impl<'a> Fingerprint<'a> {
    /// Reads what [`write`] wrote; `None` when the bytes are not of that form.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.is_empty() {
            return Some(Self::default());
        }
        let (exact, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        let (level, rest) = rest.split_first()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (keys, rest) = rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        let (numbers, symbols) = rest.split_at_checked(rest.len().checked_sub(size(length)?)?)?;
        let (numbers, []) = numbers.as_chunks() else { return None };
        let (hashes, banded) = numbers.split_at_checked(size(u32::from_le_bytes(*count))?)?;
        if banded.len() != size(u32::from_le_bytes(*keys))? {
            return None;
        }
        Some(Self {
            exact: u128::from_le_bytes(*exact),
            length,
            level: *level,
            day: u32::from_le_bytes(*day),
            symbols,
            hashes,
            keys: banded,
        })
    }

    /// The sampled hashes of `level` and coarser, ascending.
    pub(crate) fn hashes(&self, level: u8) -> impl Iterator<Item = u32> + use<'a> {
        let hashes = self.hashes.iter().map(|bytes| u32::from_le_bytes(*bytes));
        hashes.filter(move |hash| is_sampled(*hash, level))
    }

    /// The keys by which candidates are found: those of bands, or half of the sample, which is
    /// enough.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u32> + use<'a> {
        let of_shingles = (self.hashes, self.level + 1);
        let (keys, level) = if self.keys.is_empty() { of_shingles } else { (self.keys, 0) };
        let keys = keys.iter().map(|bytes| u32::from_le_bytes(*bytes));
        keys.filter(move |key| is_sampled(*key, level))
    }

    /// Shared keys that make another text worth comparing.
    pub(crate) fn least(&self) -> u16 {
        if self.keys.is_empty() { LEAST } else { 1 }
    }

    /// Share of the text with fewer shingles that stands in the other, as their samples estimate it;
    /// 0 when they are too small to tell. Linear in the samples.
    pub(crate) fn containment(&self, other: &Self) -> f64 {
        let (first, second, shared) = self.overlap(other, self.level.max(other.level));
        let least = first.min(second);
        if least < LEAST_EVIDENCE { 0.0 } else { f64::from(shared) / f64::from(least) }
    }

    /// How many sampled hashes of `level` each text has, and how many both.
    fn overlap(&self, other: &Self, level: u8) -> (u32, u32, u32) {
        if self.level < level || other.level < level {
            let [mut first, mut second] = [Vec::new(), Vec::new()];
            first.extend(self.hashes(level));
            second.extend(other.hashes(level));
            let shared = common(&first, &second, |hash| *hash);
            return (saturate(first.len()), saturate(second.len()), shared);
        }
        let shared = common(self.hashes, other.hashes, |bytes| u32::from_le_bytes(*bytes));
        (saturate(self.hashes.len()), saturate(other.hashes.len()), shared)
    }
}

/// A stored count as a length in memory.
fn size(count: u32) -> Option<usize> {
    usize::try_from(count).ok()
}

/// How many numbers two ascending lists share. Each step is without a branch, since which list goes
/// on is a coin's toss.
fn common<T>(first: &[T], second: &[T], number: impl Fn(&T) -> u32) -> u32 {
    let (mut at, mut other_at, mut shared) = (0, 0, 0);
    while let (Some(a), Some(b)) = (first.get(at), second.get(other_at)) {
        let (a, b) = (number(a), number(b));
        shared += u32::from(a == b);
        at += usize::from(a <= b);
        other_at += usize::from(b <= a);
    }
    shared
}
