//! What the page's own words tell: which characters stand together.

use crate::hash::{Run, bits_for, number};

/// Bits of the number of a run, at least and at most.
const BITS: (u32, u32) = (14, 25);
/// Numbers for each run.
const ROOM: usize = 64;

/// Which runs of two and three characters stand on the page: a Bloom filter with one function
/// (Bloom 1970), which takes about one run in fifty that does not for one that does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seams {
    bits: u32,
    seen: Vec<u64>,
}

/// What the page knows of two texts set together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seam {
    /// The characters on both sides stand together elsewhere.
    pub(crate) seen: bool,
    /// So do three of them.
    pub(crate) seen_long: bool,
    /// Both are digits.
    pub(crate) digits: bool,
}

impl Seams {
    /// For a page of so many characters.
    pub(crate) fn new(chars: usize) -> Self {
        let bits = bits_for(chars * 2, ROOM, BITS);
        Self { bits, seen: vec![0; 1 << (bits - 6)] }
    }

    /// Takes in that the page has `run`, of two or three characters.
    #[inline]
    pub(crate) fn meet(&mut self, run: Run) {
        let number = run.number(self.bits);
        self.seen[number / 64] |= 1 << (number % 64);
    }

    /// Whether the page has `run`, or another with the same number.
    pub(crate) fn knows(&self, run: &[char]) -> bool {
        let number = number(0, run, self.bits);
        self.seen[number / 64] >> (number % 64) & 1 == 1
    }

    /// What is known of `left` and `right` set together.
    pub(crate) fn between(&self, left: &str, right: &str) -> Seam {
        let mut end = left.chars().rev();
        let mut start = right.chars();
        let (Some(b), Some(c)) = (end.next(), start.next()) else {
            return Seam { seen: false, seen_long: false, digits: false };
        };
        let wide_left = end.next().is_some_and(|a| self.knows(&[a, b, c]));
        let wide_right = start.next().is_some_and(|d| self.knows(&[b, c, d]));
        Seam {
            seen: self.knows(&[b, c]),
            seen_long: wide_left || wide_right,
            digits: b.is_ascii_digit() && c.is_ascii_digit(),
        }
    }
}
