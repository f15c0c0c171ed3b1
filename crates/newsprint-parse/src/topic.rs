//! What the lines of a page share: pairs of characters that recur, weighted by how rare they are.
//!
//! The weight of a pair is its inverse document frequency (Spärck Jones 1972, "A statistical
//! interpretation of term specificity"), the page's lines being the documents, times how telling it
//! is in news at large.

use newsprint_zh::is_han;

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::hash::{Run, bits_for};
use crate::telling::Meaning;

/// Lines before and after a line that it is compared with; the bits of a mask.
const REACH: usize = 64;
/// The lines next before and after that a line is compared with.
const WINDOW: u64 = 0b11_1111;
/// Thousandths of shared weight that tell one likeness from another.
const APART: u32 = 30;
/// Bits of the number of a pair, at least and at most. Pairs that share a number count as one.
const BITS: (u32, u32) = (12, 22);
/// Numbers for each pair.
const ROOM: usize = 32;

/// A recurring pair of a line: which of the lines around it have it.
#[derive(Clone, Copy, Debug)]
struct Pair {
    weight: u32,
    /// Bit `k`: the line `k + 1` above has it.
    above: u64,
    /// Bit `k`: the line `k + 1` below has it.
    below: u64,
}

/// In how many lines a pair stands.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    lines: u32,
    /// The last of them, from 1; then the pair's own number behind those of the lines.
    last: u32,
}

/// What each line of a page shares with the lines around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Topics {
    pairs: Vec<Pair>,
    /// Of each line, the end of its pairs and the weight of all its pairs, recurring or not.
    lines: Vec<(usize, u64)>,
    /// What each line is about.
    meanings: Vec<Meaning>,
}

impl Topics {
    /// The topics of `fragments`. Linear in their text.
    pub(crate) fn of(fragments: &[Fragment]) -> Self {
        let chars: usize = fragments.iter().map(|it| it.length).sum();
        let bits = bits_for(chars, ROOM, BITS);
        let mut counts = vec![Count::default(); 1 << bits];
        let (mut numbers, mut ends) = (Vec::with_capacity(chars), Vec::new());
        let mut meanings = Vec::with_capacity(fragments.len());
        for (line, fragment) in (1..).zip(fragments) {
            let mut meaning = Meaning::default();
            for pair in pairs(&fragment.folded) {
                let number = pair.number(bits);
                let telling = meaning.add(pair);
                let count = &mut counts[number];
                if std::mem::replace(&mut count.last, line) != line {
                    count.lines += 1;
                    numbers.push((u32::try_from(number).unwrap_or(u32::MAX), u32::from(telling)));
                }
            }
            ends.push(numbers.len());
            meanings.push(meaning);
        }
        let weight = weight_of(fragments.len());
        let rarest = weight(1);
        let mut topics = Self { meanings, ..Self::default() };
        // Most pairs stand in one line only. The others get numbers without gaps.
        let lines = u32::try_from(fragments.len()).unwrap_or(u32::MAX);
        let (mut recurring, mut known, mut start) = (Vec::new(), 0, 0);
        for end in ends {
            let mut total = 0;
            for (number, telling) in numbers[start..end].iter().copied() {
                let count = &mut counts[number as usize];
                if count.lines == 1 {
                    total += u64::from(rarest * telling);
                    continue;
                }
                let weight = weight(count.lines) * telling;
                total += u64::from(weight);
                if count.last <= lines {
                    known += 1;
                    count.last = lines + known;
                }
                recurring.push(count.last - lines - 1);
                topics.pairs.push(Pair { weight, above: 0, below: 0 });
            }
            topics.lines.push((topics.pairs.len(), total));
            start = end;
        }
        topics.compare(&recurring, known);
        topics
    }

    /// Finds out for each pair, by its number below `count`, which lines around it have it too.
    fn compare(&mut self, numbers: &[u32], count: u32) {
        let ends: Vec<usize> = self.lines.iter().map(|line| line.0).collect();
        let above = masks(numbers, &ends, count, Direction::Down);
        let below = masks(numbers, &ends, count, Direction::Up);
        for ((pair, above), below) in self.pairs.iter_mut().zip(above).zip(below) {
            (pair.above, pair.below) = (above, below);
        }
    }

    fn pairs_of(&self, line: usize) -> &[Pair] {
        let start = line.checked_sub(1).map_or(0, |before| self.lines[before].0);
        &self.pairs[start..self.lines[line].0]
    }

    /// How many thousandths of the weight of `line` stand in the lines above it that each of `masks`
    /// names, the next one first; none of a line that is not there.
    pub(crate) fn above<const N: usize>(&self, line: usize, masks: [u64; N]) -> [u32; N] {
        self.shares(line, |pair| masks.map(|mask| pair.above & mask != 0))
    }

    /// How many thousandths of the weight of `line` stand in the next lines below it.
    pub(crate) fn following(&self, line: usize) -> u32 {
        let [share] = self.shares(line, |pair| [pair.below & WINDOW != 0]);
        share
    }

    /// What the lines above `line` that `mask` names are about together, the next one first.
    pub(crate) fn meaning_above(&self, line: usize, mut mask: u64) -> Meaning {
        let mut all = Meaning::default();
        while mask != 0 {
            let up = 1 + mask.trailing_zeros() as usize;
            if let Some(meaning) = line.checked_sub(up).and_then(|at| self.meanings.get(at)) {
                all.add_all(meaning);
            }
            mask &= mask - 1;
        }
        all
    }

    /// How much `line` is about the same as `others`, in thousandths; 0 of one that is not there.
    pub(crate) fn likeness(&self, line: usize, others: &Meaning) -> i32 {
        self.meanings.get(line).map_or(0, |meaning| meaning.like(others))
    }

    /// How much `line` is about the same as the next lines below it, in thousandths.
    pub(crate) fn likeness_following(&self, line: usize) -> i32 {
        let mut all = Meaning::default();
        let below = self.meanings.iter().skip(line + 1).take(WINDOW.count_ones() as usize);
        below.for_each(|meaning| all.add_all(meaning));
        self.likeness(line, &all)
    }

    /// How `line`, which is shaped like a heading or not, is like the lines around it.
    pub(crate) fn features(&self, line: usize, heading: bool) -> Features {
        use Feature as F;
        let ([previous], next) = (self.above(line, [WINDOW]), self.following(line));
        // Of the line that follows, bit 0 is `line` itself.
        let [cohesion] = self.above(line + 1, [WINDOW << 1]);
        let levels = if heading {
            [
                F::HeadingNextNone,
                F::HeadingNextTrace,
                F::HeadingNextFew,
                F::HeadingNextSome,
                F::HeadingNextFair,
                F::HeadingNextMany,
                F::HeadingNextMost,
                F::HeadingNextNearly,
            ]
        } else {
            [
                F::TextNextNone,
                F::TextNextTrace,
                F::TextNextFew,
                F::TextNextSome,
                F::TextNextFair,
                F::TextNextMany,
                F::TextNextMost,
                F::TextNextNearly,
            ]
        };
        Features::of(&[
            (true, levels[level(next)]),
            (heading && previous > next + APART, F::HeadingPreviousMore),
            (heading && next > previous + APART, F::HeadingFollowingMore),
            (!heading && previous > next + APART, F::TextPreviousMore),
            (!heading && next > previous + APART, F::TextFollowingMore),
            (cohesion >= 100, F::Cohesive),
            ((35..100).contains(&cohesion), F::CohesiveSome),
            (cohesion < 35, F::Uncohesive),
        ])
    }

    fn shares<const N: usize>(&self, line: usize, counts: impl Fn(&Pair) -> [bool; N]) -> [u32; N] {
        let Some((_, weight)) = self.lines.get(line) else { return [0; N] };
        let mut shared = [0; N];
        for pair in self.pairs_of(line) {
            for (shared, counts) in shared.iter_mut().zip(counts(pair)) {
                *shared += if counts { u64::from(pair.weight) } else { 0 };
            }
        }
        let thousandths = |shared| u32::try_from(shared * 1_000 / weight.max(&1)).unwrap_or(1_000);
        shared.map(thousandths)
    }
}

/// How much a share of so many thousandths is, from 0 to 7.
pub(crate) fn level(share: u32) -> usize {
    [6, 15, 30, 55, 90, 150, 260].partition_point(|bound| *bound <= share)
}

/// The pairs of neighbouring characters of `text`, marks and digits aside.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = Run> {
    let (start, mut before) = (Run::new(0), None);
    text.chars().filter_map(move |c| {
        let telling = is_han(c) || c.is_ascii_alphabetic();
        let left = std::mem::replace(&mut before, telling.then(|| start.then(c)));
        before.and(left).map(|left: Run| left.then(c))
    })
}

/// The weight of a pair by its frequency among `lines`: four times the binary logarithm of how
/// rare it is.
fn weight_of(lines: usize) -> impl Fn(u32) -> u32 {
    move |frequency| {
        let rare = (lines as u64 * 256 / u64::from(frequency.max(1))).max(256);
        u128::from(rare).pow(4).ilog2() - 32
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Down,
    Up,
}

/// Of each pair of each line, which of the lines passed before have it.
fn masks(numbers: &[u32], ends: &[usize], count: u32, direction: Direction) -> Vec<u64> {
    let mut known = vec![(0_usize, 0_u64); count as usize];
    let mut masks = vec![0; numbers.len()];
    let mut pass = |step: usize, line: usize| {
        let start = line.checked_sub(1).map_or(0, |before| ends[before]);
        for at in start..ends[line] {
            let (last, mask) = &mut known[numbers[at] as usize];
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
