//! What is kept of an article to compare it with others.

use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::figures::Figures;
use crate::normalise::normalise;
use crate::shingle::{is_sampled, sample};
use crate::{SEED, saturate};

/// Least sampled shingles of the shorter text from which likeness can be told.
const LEAST_EVIDENCE: u32 = 8;

/// An article's fingerprint, as bytes in memory of its own or in a digest.
///
/// The encoding is fixed little-endian: the exact hash (16 bytes), the length of the normalised
/// text in characters (4), the day (4), the level of the sample (1), the number of hashes (4), the
/// hashes (4 each), and the text as symbols (1 each).
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
}

/// Hash of a normalised text that is stored: XXH3 with a seed, the same on every machine.
pub(crate) fn exact_hash(normalised: &str) -> u128 {
    xxh3_128_with_seed(normalised.as_bytes(), SEED)
}

/// Appends the fingerprint of a body of `day` to `out`; nothing when the body has no letter and no
/// digit.
pub(crate) fn write<'a>(
    blocks: impl Iterator<Item = &'a str> + Clone,
    day: u32,
    figures: &Figures,
    out: &mut Vec<u8>,
) {
    let normalised = normalise(blocks.clone());
    if normalised.is_empty() {
        return;
    }
    let sample = sample(blocks, &normalised);
    let length = saturate(normalised.chars().count());
    out.extend_from_slice(&exact_hash(&normalised).to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&day.to_le_bytes());
    out.push(sample.level);
    out.extend_from_slice(&saturate(sample.hashes.len()).to_le_bytes());
    for hash in &sample.hashes {
        out.extend_from_slice(&hash.to_le_bytes());
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
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (hashes, symbols) = rest.split_at_checked(count.checked_mul(4)?)?;
        let length = u32::from_le_bytes(*length);
        if symbols.len() != usize::try_from(length).ok()? {
            return None;
        }
        Some(Self {
            exact: u128::from_le_bytes(*exact),
            length,
            level: *level,
            day: u32::from_le_bytes(*day),
            symbols,
            hashes: hashes.as_chunks().0,
        })
    }

    /// The sampled hashes of `level` and coarser, ascending.
    pub(crate) fn hashes(&self, level: u8) -> impl Iterator<Item = u32> + use<'a> {
        let hashes = self.hashes.iter().map(|bytes| u32::from_le_bytes(*bytes));
        hashes.filter(move |hash| is_sampled(*hash, level))
    }

    /// Share of the text with fewer shingles that stands in the other, as their samples estimate it;
    /// 0 when they are too small to tell. Linear in the samples.
    pub(crate) fn containment(&self, other: &Self) -> f64 {
        let level = self.level.max(other.level);
        let (mut first, mut second, mut shared) = (0_u32, 0_u32, 0_u32);
        let (mut left, mut right) = (self.hashes(level).peekable(), other.hashes(level).peekable());
        loop {
            let (on_left, on_right) = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(a), Some(b)) => (a <= b, b <= a),
                (a, _) => (a.is_some(), a.is_none()),
            };
            first += u32::from(on_left);
            second += u32::from(on_right);
            shared += u32::from(on_left && on_right);
            left.next_if(|_| on_left);
            right.next_if(|_| on_right);
        }
        let least = first.min(second);
        if least < LEAST_EVIDENCE { 0.0 } else { f64::from(shared) / f64::from(least) }
    }
}
