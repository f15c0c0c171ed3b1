//! What the lines of a page share: pairs of characters that recur, weighted by how rare they are.
//!
//! The weight of a pair is its inverse document frequency (Spärck Jones 1972, "A statistical
//! interpretation of term specificity"), the page's lines being the documents, times how telling it
//! is in news at large.

use newsprint_zh::is_han;

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::hash::{Run, bits_for};
use crate::telling::{self, Meaning};

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
/// Bits of how telling a pair is: with the place of a pair, which its number bounds, they fit in 32.
const TELLING_BITS: u32 = 7;
/// Bits of the number of slots at first.
const SLOT_BITS: u32 = 11;

/// What each line of a page shares with the lines around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Topics {
    /// Of each pair of each line that lines above have too, which of them: bit `k` is the line `k + 1`
    /// above. Neighbouring pairs that the same lines have are one.
    above: Vec<u64>,
    /// The weights of those pairs.
    weights: Vec<u32>,
    lines: Vec<Line>,
    /// What each line is about.
    meanings: Vec<Meaning>,
}

/// The pairs of a line.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// Where those end that lines above have too.
    end: usize,
    /// The weight of all, recurring or not.
    weight: u64,
    /// The weight of those that the next lines below have too.
    following: u64,
}

/// A pair of the page, on the way down.
#[derive(Clone, Copy, Debug)]
struct Met {
    /// Bit `k`: the line `k` above the last of its lines has it.
    lines: u64,
    /// The last line that has it, from 1; 0 before the first.
    last: u32,
    /// Its weight by how rare it is.
    rare: u32,
    /// Its weight there, by how telling it is too.
    weight: u32,
}

impl Topics {
    /// The topics of `fragments`. Linear in their text.
    pub(crate) fn of(fragments: &[Fragment]) -> Self {
        let chars: usize = fragments.iter().map(|it| it.length).sum();
        let mut pairs_known = Pairs::new(bits_for(chars, ROOM, BITS));
        let mut topics = Self {
            lines: Vec::with_capacity(fragments.len()),
            meanings: Vec::with_capacity(fragments.len()),
            ..Self::default()
        };
        // Of each pair of each line, its place among those of the page, and how telling it is in the
        // lower bits.
        let mut told = Vec::with_capacity(chars);
        let mut ends = Vec::with_capacity(fragments.len());
        let mut vectors = Vec::new();
        for (line, fragment) in (1..).zip(fragments) {
            vectors.clear();
            for pair in pairs(&fragment.folded) {
                let (telling, vector) = telling::telling(pair);
                if let Some(vector) = vector {
                    vectors.push(vector);
                }
                if let Some(place) = pairs_known.meet(pair, line) {
                    told.push(place << TELLING_BITS | u32::from(telling));
                }
            }
            ends.push(told.len());
            topics.meanings.push(Meaning::of(&vectors));
        }
        let mut met = pairs_known.met(fragments.len());
        // Room that is not filled is never touched; moving what a large page fills would be.
        topics.above.reserve(told.len());
        topics.weights.reserve(told.len());
        let mut start = 0;
        for (line, end) in (1..).zip(ends) {
            topics.share(line, &told[start..end], &mut met);
            start = end;
        }
        topics
    }

    /// Finds out for each pair of a line, the `line`th, which lines above have it too.
    fn share(&mut self, line: u32, told: &[u32], met: &mut [Met]) {
        let (start, mut weight) = (self.above.len(), 0);
        for told in told {
            let (place, telling) = (told >> TELLING_BITS, told & ((1 << TELLING_BITS) - 1));
            let pair = &mut met[place as usize];
            let own = pair.rare * telling;
            weight += u64::from(own);
            let down = line - pair.last;
            let lines = if down as usize >= REACH { 0 } else { pair.lines << down };
            if (1..=WINDOW.count_ones()).contains(&down) && pair.last > 0 {
                self.lines[pair.last as usize - 1].following += u64::from(pair.weight);
            }
            *pair = Met { lines: lines | 1, last: line, weight: own, ..*pair };
            if lines > 0 {
                self.push(start, lines >> 1, own);
            }
        }
        self.lines.push(Line { end: self.above.len(), weight, following: 0 });
    }

    /// Adds a pair to those of the line whose first stands at `start`.
    fn push(&mut self, start: usize, above: u64, weight: u32) {
        if self.above.len() > start
            && self.above.last() == Some(&above)
            && let Some(last) = self.weights.last_mut()
            && let Some(both) = last.checked_add(weight)
        {
            *last = both;
        } else {
            self.above.push(above);
            self.weights.push(weight);
        }
    }

    /// How many thousandths of the weight of `line` stand in the lines above it that each of `masks`
    /// names, the next one first; none of a line that is not there.
    pub(crate) fn above<const N: usize>(&self, line: usize, masks: [u64; N]) -> [u32; N] {
        let Some(Line { end, weight, .. }) = self.lines.get(line).copied() else { return [0; N] };
        let start = line.checked_sub(1).map_or(0, |before| self.lines[before].end);
        let mut shared = [0; N];
        for (above, weight) in self.above[start..end].iter().zip(&self.weights[start..end]) {
            for (shared, mask) in shared.iter_mut().zip(masks) {
                *shared += if above & mask != 0 { u64::from(*weight) } else { 0 };
            }
        }
        shared.map(|shared| thousandths(shared, weight))
    }

    /// How many thousandths of the weight of `line` stand in the next lines below it.
    pub(crate) fn following(&self, line: usize) -> u32 {
        self.lines.get(line).map_or(0, |line| thousandths(line.following, line.weight))
    }

    /// What the lines above `line` that `mask` names are about together, the next one first.
    pub(crate) fn meaning_above(&self, line: usize, mut mask: u64) -> Meaning {
        Meaning::sum(std::iter::from_fn(|| {
            let up = (mask != 0).then(|| 1 + mask.trailing_zeros() as usize)?;
            mask &= mask - 1;
            line.checked_sub(up).and_then(|at| self.meanings.get(at))
        }))
    }

    /// So, of the line below `line` and the mask from there, where `above` is what this gave for `line`
    /// and the mask that moved one line down.
    fn meaning_grown(&self, line: usize, above: &Meaning) -> Meaning {
        above.and(self.meanings.get(line).unwrap_or(&Meaning::default()))
    }

    /// How much `line` is about the same as `others`, in thousandths; 0 of one that is not there.
    pub(crate) fn likeness(&self, line: usize, others: &Meaning) -> i32 {
        self.meanings.get(line).map_or(0, |meaning| meaning.like(others))
    }

    /// How much `line` is about the same as the next lines below it, in thousandths.
    pub(crate) fn likeness_following(&self, line: usize) -> i32 {
        let below = self.meanings.iter().skip(line + 1).take(WINDOW.count_ones() as usize);
        self.likeness(line, &Meaning::sum(below))
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
}

/// What articles are about, by the masks of their lines: most go on to the next line with those that
/// they have, and one more at most.
#[derive(Debug, Default)]
pub(crate) struct Abouts {
    line: usize,
    known: Vec<(u64, Meaning)>,
    /// Those of the line above.
    before: Vec<(u64, Meaning)>,
}

impl Abouts {
    /// [`Topics::meaning_above`]; lines are asked for downwards.
    pub(crate) fn above(&mut self, topics: &Topics, line: usize, mask: u64) -> &Meaning {
        if line != self.line {
            std::mem::swap(&mut self.known, &mut self.before);
            self.known.clear();
            self.line = line;
        }
        let known = self.known.iter().position(|(it, _)| *it == mask);
        let place = known.unwrap_or(self.known.len());
        if place == self.known.len() {
            let before = self.before.iter().find(|(it, _)| *it == mask >> 1);
            let meaning = match before {
                Some((_, meaning)) if mask & 1 == 0 => *meaning,
                Some((_, meaning)) => topics.meaning_grown(line - 1, meaning),
                None => topics.meaning_above(line, mask),
            };
            self.known.push((mask, meaning));
        }
        &self.known[place].1
    }
}

/// How many thousandths `shared` is of `weight`.
fn thousandths(shared: u64, weight: u64) -> u32 {
    u32::try_from(shared * 1_000 / weight.max(1)).unwrap_or(1_000)
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

/// The pairs of a page, by their numbers.
///
/// They stand in a table that grows with them, and not at their numbers: a page has few of those, and
/// a common one would spend more time on making room for all than on its pairs.
#[derive(Debug)]
struct Pairs {
    /// Bits of a number.
    bits: u32,
    /// The places of pairs, from 1, each at the upper bits of its number or behind that; 0 where there
    /// is none. A power of two, at most that of the numbers.
    slots: Vec<u32>,
    counts: Vec<Count>,
}

/// In how many lines a pair stands.
#[derive(Clone, Copy, Debug)]
struct Count {
    number: u32,
    lines: u32,
    /// The last of them, from 1.
    last: u32,
}

impl Pairs {
    fn new(bits: u32) -> Self {
        Self { bits, slots: vec![0; 1 << SLOT_BITS.min(bits)], counts: Vec::new() }
    }

    /// Takes a pair of `line` in; its place, if it is the first of that line.
    #[inline]
    fn meet(&mut self, pair: Run, line: u32) -> Option<u32> {
        let number = u32::try_from(pair.number(self.bits)).unwrap_or(u32::MAX);
        let mut slot = self.slot(number);
        let place = loop {
            match self.slots[slot] {
                0 => {
                    self.counts.push(Count { number, lines: 0, last: 0 });
                    self.slots[slot] = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
                    if self.counts.len() * 2 > self.slots.len() {
                        self.grow();
                    }
                    break self.counts.len() - 1;
                }
                place if self.counts[place as usize - 1].number == number => {
                    break place as usize - 1;
                }
                _ => slot = (slot + 1) % self.slots.len(),
            }
        };
        let count = &mut self.counts[place];
        (std::mem::replace(&mut count.last, line) != line).then(|| {
            count.lines += 1;
            u32::try_from(place).unwrap_or(u32::MAX)
        })
    }

    /// Where a pair with this number is looked for first.
    fn slot(&self, number: u32) -> usize {
        (number >> (self.bits - self.slots.len().ilog2())) as usize
    }

    /// Doubles the table, unless each number has a slot to itself.
    fn grow(&mut self) {
        if self.slots.len().ilog2() == self.bits {
            return;
        }
        self.slots = vec![0; self.slots.len() * 2];
        for (place, count) in (1..).zip(&self.counts) {
            let mut slot = self.slot(count.number);
            while self.slots[slot] != 0 {
                slot = (slot + 1) % self.slots.len();
            }
            self.slots[slot] = place;
        }
    }

    /// The pairs of a page of so many `lines`, before the first of them.
    fn met(self, lines: usize) -> Vec<Met> {
        let weight = weight_of(lines);
        let met = |it: &Count| Met { lines: 0, last: 0, rare: weight(it.lines), weight: 0 };
        self.counts.iter().map(met).collect()
    }
}
