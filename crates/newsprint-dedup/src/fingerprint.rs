//! What is kept of an article to compare it with others.

use newsprint_core::Source;
use newsprint_zh::date::Date;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::bands::Bands;
use crate::figures::Figures;
use crate::normalise::normalise;
use crate::shingle::{COARSEST, Shingles, is_sampled};
use crate::{SEED, saturate};

/// Shared shingles of half a sample that make two texts worth comparing.
const LEAST: u8 = 4;
/// Least sampled shingles of the shorter text from which likeness can be told.
const LEAST_EVIDENCE: u32 = 8;
/// Bytes of a fingerprint before its lists.
const HEAD: usize = 33;
/// Levels that a sample can have.
const LEVELS: usize = COARSEST as usize + 1;

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
    let characters: Vec<char> = normalised.chars().collect();
    let shingles = Shingles::new(blocks, &characters);
    let keys = bands.map_or_else(Vec::new, |bands| bands.keys(&shingles));
    let sample = shingles.sample();
    let length = saturate(characters.len());
    out.reserve(HEAD + 4 * (sample.hashes.len() + keys.len()) + characters.len());
    out.extend_from_slice(&exact_hash(&normalised).to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&day.to_le_bytes());
    out.push(sample.level);
    out.extend_from_slice(&saturate(sample.hashes.len()).to_le_bytes());
    out.extend_from_slice(&saturate(keys.len()).to_le_bytes());
    for number in sample.hashes.iter().chain(&keys) {
        out.extend_from_slice(&number.to_le_bytes());
    }
    figures.write(&characters, out);
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
        if banded.len() != size(u32::from_le_bytes(*keys))? || *level > COARSEST {
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
    pub(crate) fn least(&self) -> u8 {
        if self.keys.is_empty() { LEAST } else { 1 }
    }
}

/// A text's sampled hashes, to be compared with those of many others.
pub(crate) struct Lookup {
    level: u8,
    /// How many of the hashes are in the sample of each level.
    counts: [u32; LEVELS],
    /// Open addressing by the upper bits of a hash, since the lower ones of all are zero. 0 stands in
    /// an empty slot, so that a hash of 0 counts for nothing.
    slots: Vec<u32>,
    shift: u32,
}

impl Lookup {
    pub(crate) fn new(text: &Fingerprint<'_>) -> Self {
        // A quarter full, so that most searches end at the first slot.
        let bits = (4 * text.hashes.len()).max(2).next_power_of_two().trailing_zeros();
        let mut lookup = Self {
            counts: [0; LEVELS],
            level: text.level,
            slots: vec![0; 1 << bits],
            shift: u32::BITS - bits,
        };
        for hash in text.hashes(0) {
            let slot = lookup.slot(hash);
            lookup.slots[slot] = hash;
            for (count, level) in lookup.counts.iter_mut().zip(0..) {
                *count += u32::from(is_sampled(hash, level));
            }
        }
        lookup
    }

    /// The slot where a hash stands or would stand.
    fn slot(&self, hash: u32) -> usize {
        let mut slot = (hash >> self.shift) as usize;
        while self.slots[slot] != 0 && self.slots[slot] != hash {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// Share of the text with fewer shingles that stands in the other, as their samples estimate it
    /// at the coarser level of the two; 0 when they are too small to tell. Linear in the other's
    /// sample.
    pub(crate) fn containment(&self, other: &Fingerprint<'_>) -> f64 {
        let level = self.level.max(other.level);
        let (mut count, mut shared) = (0, 0);
        for hash in other.hashes(level) {
            count += 1;
            shared += u32::from(self.slots[self.slot(hash)] == hash);
        }
        let least = self.counts.get(usize::from(level)).map_or(0, |own| count.min(*own));
        if least < LEAST_EVIDENCE { 0.0 } else { f64::from(shared) / f64::from(least) }
    }
}

/// A stored count as a length in memory.
fn size(count: u32) -> Option<usize> {
    usize::try_from(count).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(text: &str) -> Vec<u8> {
        let mut digest = Vec::new();
        write(std::iter::once(text), 0, &Figures::bundled().unwrap(), None, &mut digest);
        digest
    }

    #[test]
    fn bytes_of_another_form_are_refused() {
        let whole = digest(&"雪落在南坡。".repeat(20));
        for cut in 1..whole.len() {
            assert_eq!(Fingerprint::read(&whole[..cut]), None, "{cut}");
        }
        let mut level = whole.clone();
        level[24] = COARSEST + 1;
        assert_eq!(Fingerprint::read(&level), None);
    }

    #[track_caller]
    fn check(a: &str, b: &str, expected: std::ops::RangeInclusive<f64>) {
        let (a, b) = (digest(a), digest(b));
        let (a, b) = (Fingerprint::read(&a).unwrap(), Fingerprint::read(&b).unwrap());
        let containment = Lookup::new(&a).containment(&b);
        assert!(expected.contains(&containment), "{containment}");
        let other = Lookup::new(&b).containment(&a);
        assert_eq!(other.to_bits(), containment.to_bits(), "whichever is prepared");
    }

    #[test]
    fn containment_is_of_the_shorter_text_at_any_level() {
        let text = |characters: std::ops::Range<u32>| -> String {
            let spread = |n: u32| 0x4E00 + n.wrapping_mul(0x9E37_79B9) % 20_000;
            characters.filter_map(|n| char::from_u32(spread(n))).collect()
        };
        check(&text(0..900), &text(0..900), 1.0..=1.0);
        check(&text(0..900), &text(0..300), 1.0..=1.0);
        check(&text(0..5000), &text(2500..7500), 0.4..=0.6);
        check(&text(0..900), &text(1000..1900), 0.0..=0.0);
        check("雪", &text(0..900), 0.0..=0.0);
    }
}
