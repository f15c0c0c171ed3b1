//! What the lines of a page share: pairs of characters that recur, weighted by how rare they are.
//!
//! The weight of a pair is its inverse document frequency (Spärck Jones 1972, "A statistical
//! interpretation of term specificity"), the page's lines being the documents, times how telling it
//! is in news at large.

mod pairs;

use newsprint_zh::is_han;

use crate::feature::{Feature, Features};
use crate::hash::Run;
use crate::telling::{self, Meaning};
use pairs::Pairs;

/// Lines before and after a line that it is compared with; the bits of a mask.
const REACH: usize = 64;
/// The lines next before and after that a line is compared with.
const WINDOW: u64 = 0b11_1111;
/// Thousandths of shared weight that tell one likeness from another.
const APART: u32 = 30;
/// Bits of how telling a pair is: with the place of a pair, which its number bounds, they fit in 32.
const TELLING_BITS: u32 = 7;

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

/// The pairs of a page, line by line.
#[derive(Debug)]
pub(crate) struct Reader {
    known: Pairs,
    /// Of each pair of each line, its place among those of the page, and how telling it is in the
    /// lower bits.
    told: Vec<u32>,
    /// Where those of each line end.
    ends: Vec<usize>,
    /// Where the vectors stand of the pairs of the line at hand.
    vectors: Vec<usize>,
    meanings: Vec<Meaning>,
    /// The number of the line at hand, from 1.
    line: u32,
}

impl Reader {
    /// For a page of so many `lines`, with so many `chars` that are no white space.
    pub(crate) fn new(lines: usize, chars: usize) -> Self {
        Self {
            known: Pairs::new(chars),
            told: Vec::with_capacity(chars),
            ends: Vec::with_capacity(lines),
            vectors: Vec::new(),
            meanings: Vec::with_capacity(lines),
            line: 1,
        }
    }

    /// Takes in a pair of the line at hand, of characters that [tell](tells).
    #[inline]
    pub(crate) fn meet(&mut self, pair: Run) {
        let (telling, vector) = telling::telling(pair);
        self.vectors.extend(vector);
        if let Some(place) = self.known.meet(pair, self.line) {
            self.told.push(place << TELLING_BITS | u32::from(telling));
        }
    }

    /// Goes on to the next line.
    pub(crate) fn end_line(&mut self) {
        self.ends.push(self.told.len());
        self.meanings.push(Meaning::of(&self.vectors));
        self.vectors.clear();
        self.line += 1;
    }

    /// What the lines share.
    pub(crate) fn finish(self) -> Topics {
        let weights = weights_of(self.ends.len());
        let met = |lines| Met { lines: 0, last: 0, rare: weights[lines as usize], weight: 0 };
        let mut met: Vec<Met> = self.known.lines().map(met).collect();
        // Room that is not filled is never touched; moving what a large page fills would be.
        let mut topics = Topics {
            above: Vec::with_capacity(self.told.len()),
            weights: Vec::with_capacity(self.told.len()),
            lines: Vec::with_capacity(self.ends.len()),
            meanings: self.meanings,
        };
        let mut start = 0;
        for (line, end) in (1..).zip(self.ends) {
            topics.share(line, &self.told[start..end], &mut met);
            start = end;
        }
        topics
    }
}

/// Whether pairs of `c` may tell what a line is about: marks and digits do not.
#[inline]
pub(crate) fn tells(c: char) -> bool {
    is_han(c) || c.is_ascii_alphabetic()
}

impl Topics {
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
#[cfg(any(test, feature = "train"))]
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = Run> {
    let (start, mut before) = (Run::new(0), None);
    text.chars().filter_map(move |c| {
        let left = std::mem::replace(&mut before, tells(c).then(|| start.then(c)));
        before.and(left).map(|left: Run| left.then(c))
    })
}

/// The weights of pairs by their frequency among so many `lines`, from 0 on: four times the binary
/// logarithm of how rare they are.
fn weights_of(lines: usize) -> Vec<u32> {
    let weight = |frequency: usize| {
        let rare = (lines as u64 * 256 / frequency.max(1) as u64).max(256);
        u128::from(rare).pow(4).ilog2() - 32
    };
    (0..=lines).map(weight).collect()
}
