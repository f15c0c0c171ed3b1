//! What the lines of a page share: pairs of characters that recur, weighted by how rare they are.
//!
//! The weight of a pair is its inverse document frequency (Spärck Jones 1972, "A statistical
//! interpretation of term specificity"), the page's lines being the documents.

use newsprint_zh::is_han;

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::hash::{bits_for, number};

/// Lines before and after a line that it is compared with; the bits of a mask.
const REACH: usize = 64;
/// The lines next before and after that a line is compared with.
const WINDOW: u64 = 0b11_1111;
/// Thousandths of shared weight that tell one likeness from another.
const APART: u32 = 40;
/// Bits of the number of a pair, at least and at most. Pairs that share a number count as one.
const BITS: (u32, u32) = (12, 20);

/// A recurring pair of a line: which of the lines around it have it.
#[derive(Clone, Copy, Debug)]
struct Pair {
    weight: u32,
    /// Bit `k`: the line `k + 1` above has it.
    above: u64,
    /// Bit `k`: the line `k + 1` below has it.
    below: u64,
}

/// What each line of a page shares with the lines around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Topics {
    pairs: Vec<Pair>,
    /// Of each line, the end of its pairs and the weight of all its pairs, recurring or not.
    lines: Vec<(usize, u32)>,
}

impl Topics {
    /// The topics of `fragments`. Linear in their text.
    pub(crate) fn of(fragments: &[Fragment]) -> Self {
        let chars: usize = fragments.iter().map(|it| it.length).sum();
        let bits = bits_for(chars, BITS.0, BITS.1);
        let mut frequency = vec![0_u32; 1 << bits];
        let mut last = vec![usize::MAX; 1 << bits];
        let (mut numbers, mut ends) = (Vec::with_capacity(chars), Vec::new());
        for (line, fragment) in fragments.iter().enumerate() {
            for number in pairs(&fragment.folded, bits) {
                if std::mem::replace(&mut last[number], line) != line {
                    frequency[number] += 1;
                    numbers.push(number);
                }
            }
            ends.push(numbers.len());
        }
        let weight = weight_of(fragments.len());
        let above = masks(&numbers, &ends, frequency.len(), Direction::Down);
        let below = masks(&numbers, &ends, frequency.len(), Direction::Up);
        let (mut topics, mut start) = (Self::default(), 0);
        for end in ends {
            let mut total = 0;
            for at in start..end {
                let weight = weight(frequency[numbers[at]]);
                total += weight;
                if above[at] | below[at] != 0 {
                    topics.pairs.push(Pair { weight, above: above[at], below: below[at] });
                }
            }
            topics.lines.push((topics.pairs.len(), total));
            start = end;
        }
        topics
    }

    fn pairs_of(&self, line: usize) -> &[Pair] {
        let start = line.checked_sub(1).map_or(0, |before| self.lines[before].0);
        &self.pairs[start..self.lines[line].0]
    }

    /// How many thousandths of the weight of `line` stand in the lines above it that `mask` names,
    /// the next one first.
    pub(crate) fn above(&self, line: usize, mask: u64) -> u32 {
        self.share(line, |pair| pair.above & mask != 0)
    }

    /// How many thousandths of the weight of `line` stand in the next lines below it.
    pub(crate) fn following(&self, line: usize) -> u32 {
        self.share(line, |pair| pair.below & WINDOW != 0)
    }

    /// How `line`, which is shaped like a heading or not, is like the lines around it.
    pub(crate) fn features(&self, line: usize, heading: bool) -> Features {
        use Feature as F;
        let (previous, next) = (self.above(line, WINDOW), self.following(line));
        // Of the line that follows, bit 0 is `line` itself.
        let cohesion =
            if line + 1 < self.lines.len() { self.above(line + 1, WINDOW << 1) } else { 0 };
        let levels = if heading {
            [
                F::HeadingNextNone,
                F::HeadingNextFew,
                F::HeadingNextSome,
                F::HeadingNextMany,
                F::HeadingNextMost,
            ]
        } else {
            [F::TextNextNone, F::TextNextFew, F::TextNextSome, F::TextNextMany, F::TextNextMost]
        };
        Features::of(&[
            (true, levels[level(next)]),
            (heading && previous > next + APART, F::HeadingPreviousMore),
            (heading && next > previous + APART, F::HeadingFollowingMore),
            (!heading && previous > next + APART, F::TextPreviousMore),
            (!heading && next > previous + APART, F::TextFollowingMore),
            (cohesion >= 150, F::Cohesive),
            ((60..150).contains(&cohesion), F::CohesiveSome),
            (cohesion < 60, F::Uncohesive),
        ])
    }

    fn share(&self, line: usize, counts: impl Fn(&Pair) -> bool) -> u32 {
        let pairs = self.pairs_of(line).iter();
        let shared: u32 = pairs.map(|pair| if counts(pair) { pair.weight } else { 0 }).sum();
        shared * 1_000 / self.lines[line].1.max(1)
    }
}

/// How much a share of so many thousandths is, from 0 to 4.
pub(crate) fn level(share: u32) -> usize {
    match share {
        0..20 => 0,
        20..60 => 1,
        60..130 => 2,
        130..250 => 3,
        _ => 4,
    }
}

/// The numbers of the pairs of neighbouring characters of `text`, marks and digits aside.
fn pairs(text: &str, bits: u32) -> impl Iterator<Item = usize> {
    let mut before = None;
    text.chars().filter_map(move |c| {
        let telling = is_han(c) || c.is_ascii_alphabetic();
        let left = std::mem::replace(&mut before, telling.then_some(c));
        Some(number(0, &[left?, before?], bits))
    })
}

/// The weight of a pair by its frequency among `lines`: four times the binary logarithm of how
/// rare it is.
fn weight_of(lines: usize) -> impl Fn(u32) -> u32 {
    move |frequency| {
        let rare = (lines as u128 * 256 / u128::from(frequency.max(1))).max(256);
        rare.pow(4).ilog2() - 32
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Down,
    Up,
}

/// Of each pair of each line, which of the lines passed before have it.
fn masks(numbers: &[usize], ends: &[usize], count: usize, direction: Direction) -> Vec<u64> {
    let mut known = vec![(0_usize, 0_u64); count];
    let mut masks = vec![0; numbers.len()];
    let mut pass = |step: usize, line: usize| {
        let start = line.checked_sub(1).map_or(0, |before| ends[before]);
        for at in start..ends[line] {
            let (last, mask) = &mut known[numbers[at]];
            let moved = step + 1 - *last;
            let seen = if moved >= REACH { 0 } else { *mask << moved };
            masks[at] = seen >> 1;
            (*last, *mask) = (step + 1, seen | 1);
        }
    };
    let lines = ends.len();
    match direction {
        Direction::Down => (0..lines).for_each(|line| pass(line, line)),
        Direction::Up => (0..lines).for_each(|step| pass(step, lines - 1 - step)),
    }
    masks
}
