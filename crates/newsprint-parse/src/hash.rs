//! Numbers for runs of characters, the same everywhere and always.

const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;

/// A run of characters as a thing of some kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run(u64);

impl Run {
    /// The run without characters.
    pub(crate) fn new(kind: u64) -> Self {
        Self(kind.wrapping_mul(PRIME))
    }

    /// The run that goes on with `c`.
    #[inline]
    pub(crate) fn then(self, c: char) -> Self {
        Self((self.0 ^ u64::from(u32::from(c))).wrapping_mul(PRIME).rotate_left(29))
    }

    /// A number of `bits` bits (at most 32) for the run; runs may share one.
    #[inline]
    pub(crate) fn number(self, bits: u32) -> usize {
        usize::try_from(self.0.wrapping_mul(PRIME) >> (64 - bits)).unwrap_or_default()
    }
}

/// The number of `run`.
#[inline]
pub(crate) fn number(kind: u64, run: &[char], bits: u32) -> usize {
    run.iter().fold(Run::new(kind), |run, c| run.then(*c)).number(bits)
}

/// Bits at which a run has up to `room` numbers to itself, and half of that at least, within `bits`.
pub(crate) fn bits_for(runs: usize, room: usize, (least, most): (u32, u32)) -> u32 {
    (runs.max(1) * room).ilog2().clamp(least, most)
}
