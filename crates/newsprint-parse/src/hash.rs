//! Numbers for runs of characters, the same everywhere and always.

const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;

/// A number of `bits` bits (at most 32) for `run` as a thing of `kind`; runs may share one.
#[inline]
pub(crate) fn number(kind: u64, run: &[char], bits: u32) -> usize {
    let mix =
        |hash: u64, c: &char| (hash ^ u64::from(u32::from(*c))).wrapping_mul(PRIME).rotate_left(29);
    let hash = run.iter().fold(kind.wrapping_mul(PRIME), mix).wrapping_mul(PRIME);
    usize::try_from(hash >> (64 - bits)).unwrap_or_default()
}

/// Bits at which `chars` runs share few numbers, from `least` to `most`.
pub(crate) fn bits_for(chars: usize, least: u32, most: u32) -> u32 {
    (chars.max(1).ilog2() + 3).clamp(least, most)
}
