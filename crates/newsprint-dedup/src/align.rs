//! Which characters of one text stand in another, in the same order.

use crate::figures::is_foreign;
use crate::saturate;

/// Characters of a seed in Chinese text: five rarely meet by chance.
const SEED_LENGTH: usize = 5;
/// Characters of a seed in text of letters, of which about five make a word. At most eight.
const FOREIGN_SEED_LENGTH: usize = 8;
/// One in 2^2 windows of a text is a seed, chosen by its hash so that two texts agree.
const SAMPLED_BITS: u32 = 2;
/// Characters at the end of a run that may stand there by chance, so that the next run may claim
/// them.
const CHANCE: u32 = 8;
/// Cells of a table of differences; a wider gap is left as it is.
const MOST_CELLS: usize = 1 << 12;
/// Characters beside the first run, and beside the last, that are compared when both texts go on
/// there: a sentence, which is what a notice begins with.
const END: usize = 32;
/// One in so many of them must be shared for the two to say the same in other words; what two
/// texts share by chance is a sixth.
const END_SHARE: usize = 2;
/// What a character that another stands for costs, where a shared one gains 1.
const REPLACED_COST: usize = 2;
/// Low bits of a hash that do not choose the slot: a product's low bits know little.
const SLOT_SHIFT: u32 = 30;
/// Multiplier of the hash that orders seeds, an odd number without structure.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// A stretch of characters that two texts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Where it starts in the first text.
    pub(crate) a: usize,
    /// Where it starts in the second text.
    pub(crate) b: usize,
    /// Characters.
    pub(crate) len: usize,
}

impl Run {
    /// Where it ends in the first text.
    pub(crate) fn a_end(&self) -> usize {
        self.a + self.len
    }

    /// Where it ends in the second text.
    pub(crate) fn b_end(&self) -> usize {
        self.b + self.len
    }
}

/// A text with the places of its seeds, made once to be aligned with many others.
pub(crate) struct Aligner<'t> {
    text: &'t [u8],
    length: usize,
    /// Open addressing: 0, or twice the place and one more, and whether the seed occurs again.
    table: Vec<u32>,
}

impl<'t> Aligner<'t> {
    /// Linear in the text.
    pub(crate) fn new(text: &'t [u8]) -> Self {
        let length = if is_foreign(text) { FOREIGN_SEED_LENGTH } else { SEED_LENGTH };
        let seeds: Vec<(usize, u64)> = Seeds::new(text, length).collect();
        // Never full, so that every search for a slot ends.
        let mut aligner =
            Self { text, length, table: vec![0; (2 * seeds.len() + 1).next_power_of_two()] };
        for (place, hash) in seeds {
            let slot = aligner.slot(hash, &text[place..place + length]);
            let entry = &mut aligner.table[slot];
            *entry = if *entry == 0 { (saturate(place) + 1) << 1 } else { *entry | 1 };
        }
        aligner
    }

    /// The slot where a seed stands or would stand.
    fn slot(&self, hash: u64, seed: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (hash >> SLOT_SHIFT) as usize & mask;
        while let Some(place) = (self.table[slot] >> 1).checked_sub(1) {
            if self.text[place as usize..].starts_with(seed) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The runs that this text shares with `a`, the first text, in order: the heaviest chain of
    /// seeds, the gaps between them filled with what else is shared in order, and of the whole the
    /// stretch in which texts share most and replace least. Time n log n.
    pub(crate) fn align(&self, a: &[u8]) -> Vec<Run> {
        let anchors = chain(self.anchors(a), self.text.len());
        let mut runs = Vec::with_capacity(2 * anchors.len());
        let mut table = Vec::new();
        let (mut sum, mut start) = (0, 0);
        let (mut best, mut best_stretch) = (0, 0..0);
        for (index, anchor) in anchors.iter().enumerate() {
            runs.push(*anchor);
            sum += anchor.len;
            if sum > best {
                (best, best_stretch) = (sum, start..runs.len());
            }
            let Some(next) = anchors.get(index + 1) else { break };
            let gap = (&a[anchor.a_end()..next.a], &self.text[anchor.b_end()..next.b]);
            let filled = fill(gap, (anchor.a_end(), anchor.b_end()), &mut table, &mut runs);
            let replaced = gap.0.len().min(gap.1.len()) - filled;
            sum = (sum + filled).saturating_sub(REPLACED_COST * replaced);
            if sum == 0 {
                start = runs.len();
            }
        }
        runs.truncate(best_stretch.end);
        runs.drain(..best_stretch.start);
        self.extend(a, &mut runs, &mut table);
        runs
    }

    /// Adds what two texts share beside the first run and the last, where that is so much that one
    /// sentence stands for the other: its figures are in the same place as those inside.
    fn extend(&self, a: &[u8], runs: &mut Vec<Run>, table: &mut Vec<u16>) {
        let (Some(first), Some(last)) = (runs.first().copied(), runs.last().copied()) else {
            return;
        };
        let b = self.text;
        let before = (first.a.saturating_sub(END), first.b.saturating_sub(END));
        let after = ((last.a_end() + END).min(a.len()), (last.b_end() + END).min(b.len()));
        let sides = (&a[last.a_end()..after.0], &b[last.b_end()..after.1]);
        fill_end(sides, (last.a_end(), last.b_end()), table, runs);
        let inside = std::mem::take(runs);
        fill_end((&a[before.0..first.a], &b[before.1..first.b]), before, table, runs);
        runs.extend(inside);
    }

    /// Runs from shared seeds, as long as they go, ascending and apart in the first text. A seed
    /// that occurs more than once goes with the run before it or not at all.
    fn anchors(&self, a: &[u8]) -> Vec<Run> {
        let mut found = Vec::new();
        let mut seeds = Seeds::new(a, self.length);
        let mut last = (0, 0);
        while let Some((place, hash)) = seeds.next() {
            let seed = &a[place..place + self.length];
            let entry = self.table[self.slot(hash, seed)];
            let at = match (entry >> 1, entry & 1) {
                (0, _) => continue,
                (at, 0) => at as usize - 1,
                _ => last.1 + (place - last.0),
            };
            let Some(there) = self.text.get(at..).filter(|there| there.starts_with(seed)) else {
                continue;
            };
            let before = a[last.0..place].iter().rev().zip(self.text[..at].iter().rev());
            let before = before.take_while(|(x, y)| x == y).count();
            let after = common_prefix(&a[place..], there);
            let run = Run { a: place - before, b: at - before, len: before + after };
            found.push(run);
            last = (run.a_end(), run.b_end());
            seeds.skip_to(run.a_end());
        }
        found
    }
}

/// The sampled windows of a text with their hashes: a window fits into eight bytes, which one
/// multiplication mixes.
struct Seeds<'t> {
    text: &'t [u8],
    length: usize,
    mask: u64,
    window: u64,
    /// Where the next window ends.
    end: usize,
}

impl<'t> Seeds<'t> {
    fn new(text: &'t [u8], length: usize) -> Self {
        let mut seeds =
            Self { text, length, mask: u64::MAX >> (64 - 8 * length), window: 0, end: 0 };
        seeds.skip_to(0);
        seeds
    }

    /// Goes on with the windows that start at `place` or later.
    fn skip_to(&mut self, place: usize) {
        self.end = (place + self.length - 1).min(self.text.len());
        let begun = &self.text[place.min(self.end)..self.end];
        self.window = begun.iter().fold(0, |window, symbol| window << 8 | u64::from(*symbol));
    }
}

impl Iterator for Seeds<'_> {
    type Item = (usize, u64);

    fn next(&mut self) -> Option<(usize, u64)> {
        for symbol in &self.text[self.end..] {
            self.window = (self.window << 8 | u64::from(*symbol)) & self.mask;
            self.end += 1;
            let hash = self.window.wrapping_mul(MIX);
            if hash >> (64 - SAMPLED_BITS) == 0 {
                return Some((self.end - self.length, hash));
            }
        }
        None
    }
}

/// How many symbols two texts have in common at their starts.
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let (words, others) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let same = 8 * words.iter().zip(others).take_while(|(x, y)| x == y).count();
    same + a[same..].iter().zip(&b[same..]).take_while(|(x, y)| x == y).count()
}

/// The heaviest chain of runs that ascend in both texts, each cut where the next one begins: a tree
/// of best chains by their ends (Fenwick 1994). Time n log n in the runs.
fn chain(runs: Vec<Run>, length: usize) -> Vec<Run> {
    if runs.windows(2).all(|pair| pair[0].b_end() <= pair[1].b) {
        return runs;
    }
    // The weight of a chain, and its last run counted from 1; 0 when there is none.
    let mut best = vec![(0, 0); length + 2];
    let mut before = Vec::with_capacity(runs.len());
    let mut heaviest_of_all: (u32, u32) = (0, 0);
    for (number, run) in (1..).zip(&runs) {
        let (mut heaviest, mut node) = ((0, 0), run.b + 1);
        while node > 0 {
            heaviest = heaviest.max(best[node]);
            node &= node - 1;
        }
        before.push(heaviest.1);
        let weight = (heaviest.0 + saturate(run.len), number);
        heaviest_of_all = weight.max(heaviest_of_all);
        let chance = (run.len / 2).min(CHANCE as usize);
        let mut node = run.b_end() - chance + 1;
        while let Some(entry) = best.get_mut(node) {
            *entry = weight.max(*entry);
            node += node & node.wrapping_neg();
        }
    }
    let mut last = heaviest_of_all.1;
    let mut chain: Vec<Run> = Vec::new();
    while let Some(index) = last.checked_sub(1) {
        let mut run = runs[index as usize];
        if let Some(next) = chain.last() {
            run.len = run.len.min(next.b - run.b);
        }
        chain.push(run);
        last = before[index as usize];
    }
    chain.reverse();
    chain
}

/// Adds to `runs` what the two sides of a gap share in order, and tells how much that is: the
/// longest common subsequence, for gaps that are not wide.
fn fill(
    (a, b): (&[u8], &[u8]),
    at: (usize, usize),
    table: &mut Vec<u16>,
    runs: &mut Vec<Run>,
) -> usize {
    let width = b.len() + 1;
    if a.is_empty() || b.is_empty() || a.len() * b.len() > MOST_CELLS {
        return 0;
    }
    table.clear();
    table.resize((a.len() + 1) * width, 0);
    for (i, x) in a.iter().enumerate().rev() {
        let (row, below) = table[i * width..(i + 2) * width].split_at_mut(width);
        // Without a branch, and not read back from memory: each cell waits for the one before it.
        let mut longest = 0;
        for (j, y) in b.iter().enumerate().rev() {
            longest = below[j].max(below[j + 1] + u16::from(x == y)).max(longest);
            row[j] = longest;
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        let below = (i + 1) * width + j;
        if a[i] == b[j] {
            match runs.last_mut() {
                Some(run) if (run.a_end(), run.b_end()) == (at.0 + i, at.1 + j) => run.len += 1,
                _ => runs.push(Run { a: at.0 + i, b: at.1 + j, len: 1 }),
            }
            (i, j) = (i + 1, j + 1);
        } else if table[below] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    table[0].into()
}

/// Fills the two sides beside a run, when they share enough of the shorter.
fn fill_end(sides: (&[u8], &[u8]), at: (usize, usize), table: &mut Vec<u16>, runs: &mut Vec<Run>) {
    let (inside, last) = (runs.len(), runs.last().copied());
    let filled = fill(sides, at, table, runs);
    if END_SHARE * filled < sides.0.len().min(sides.1.len()) {
        runs.truncate(inside);
        // What follows the last run at once was added to it.
        runs.last_mut().into_iter().zip(last).for_each(|(run, last)| *run = last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aligns two texts of letters and gives what they share, its runs apart by `|`.
    #[track_caller]
    fn check(a: &str, b: &str, expected: &str) {
        let runs = Aligner::new(b.as_bytes()).align(a.as_bytes());
        let shared: Vec<&str> = runs.iter().map(|run| &a[run.a..run.a_end()]).collect();
        assert_eq!(shared.join("|"), expected);
        for run in &runs {
            assert_eq!(a.as_bytes()[run.a..run.a_end()], b.as_bytes()[run.b..run.b_end()]);
        }
        let apart = runs.windows(2).all(|w| w[0].a_end() <= w[1].a && w[0].b_end() <= w[1].b);
        assert!(apart, "{runs:?}");
    }

    const TEXT: &str =
        "KLMNOPABCDEFGHIJQRSTUVWXYZ!#$&'()*+/:;<=>?@[]^_`{|}~0123456789abcdefghijklmnopqrstuvwxyz";

    #[test]
    fn equal_texts_share_one_run() {
        check(TEXT, TEXT, TEXT);
        check("", TEXT, "");
        check(TEXT, "", "");
        check(TEXT, &"=".repeat(1000), "");
    }

    #[test]
    fn what_is_lost_or_added_parts_runs() {
        let (head, tail) = TEXT.split_at(40);
        check(TEXT, &format!("{head}{tail}--"), TEXT);
        check(TEXT, &format!("{head}----{tail}"), &format!("{head}|{tail}"));
        check(&format!("{head}-{tail}"), &format!("{head}={tail}"), &format!("{head}|{tail}"));
    }

    #[test]
    fn what_is_damaged_is_filled() {
        let damaged = TEXT.replace(['J', 'Q', 'X', '+', '@', '5', 'd', 'k', 'r'], "-");
        let expected =
            TEXT.replace(['J', 'Q', 'X', '+', '@', '5', 'd', 'k', 'r'], "|").replace("||", "|");
        check(TEXT, &damaged, &expected);
    }

    #[test]
    fn repetition_takes_no_more_than_its_time() {
        let (a, b) = ("ab".repeat(100_000), "aba".repeat(100_000));
        assert!(Aligner::new(b.as_bytes()).align(a.as_bytes()).is_empty());
        let same = Aligner::new(a.as_bytes()).align(a.as_bytes());
        assert!(same.iter().map(|run| run.len).sum::<usize>() <= a.len());
    }
}
