//! How two texts differ, where they are aligned.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::SEED;
use crate::align::{Aligner, Run};
use crate::figures::{are_one_numeral, figures, is_numeral};

/// Characters of a replaced word, name or figure at most; wider gaps are other passages.
const WORD: usize = 12;
/// Characters by which the figure in the place of another can be longer.
const LONGER_FIGURE: usize = 6;

/// What two texts share and how they differ. Counts are characters but where said otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Comparison {
    /// Stand in both texts, in the same order.
    pub(crate) shared: usize,
    /// Places where one character is lost, added or replaced, as damage does.
    pub(crate) damaged: usize,
    /// Stand for others, in gaps wider than that.
    pub(crate) replaced: usize,
    /// Gaps wider than one character.
    pub(crate) gaps: usize,
    /// Differ before and after all that is shared.
    pub(crate) ends: usize,
    /// Replacements of one word by another that occur again.
    pub(crate) repeated: usize,
    /// The figures that stand in the same place.
    pub(crate) figures: FigureComparison,
}

/// Figures of two texts that stand in the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct FigureComparison {
    /// How many.
    pub(crate) compared: usize,
    /// How many differ in one character.
    pub(crate) slightly: usize,
    /// How many differ in more.
    pub(crate) wholly: usize,
    /// How many damage would make differ in one character.
    pub(crate) slightly_by_damage: f64,
    /// How many damage would make differ in more.
    pub(crate) wholly_by_damage: f64,
}

/// Compares two texts of symbols, of which the second is prepared. Time n log n.
pub(crate) fn compare(a: &[u8], b: &[u8], aligner: &Aligner<'_>) -> Comparison {
    let runs = aligner.align(a);
    let [first, .., last] = runs.as_slice() else {
        let shared = runs.first().map_or(0, |run| run.len);
        let ends = runs.first().map_or(0, |run| ends(a, b, run, run));
        let mut found = Comparison { shared, ends, ..Comparison::default() };
        found.figures = compare_figures(a, b, &runs, 0.0);
        return found;
    };
    let mut found = Comparison { ends: ends(a, b, first, last), ..Comparison::default() };
    let mut words = Vec::new();
    for (run, next) in runs.iter().zip(&runs[1..]) {
        let gap = (run.a_end()..next.a, run.b_end()..next.b);
        let (less, more) = (gap.0.len().min(gap.1.len()), gap.0.len().max(gap.1.len()));
        if more <= 1 || (less, more) == (1, 2) {
            found.damaged += usize::from(more > 0);
        } else {
            found.gaps += 1;
            found.replaced += less;
        }
        if less > 0 && (2..=WORD).contains(&more) {
            let word = |text: &[u8], at| xxh3_64_with_seed(&text[at], SEED);
            words.push((word(a, gap.0), word(b, gap.1)));
        }
    }
    words.sort_unstable();
    found.repeated = words.windows(2).filter(|pair| pair[0] == pair[1]).count();
    found.shared = runs.iter().map(|run| run.len).sum();
    let damage = share(found.damaged, found.shared);
    found.figures = compare_figures(a, b, &runs, damage);
    found
}

/// `part` of `whole`, as a share.
#[expect(clippy::cast_precision_loss, reason = "texts are shorter than 2^52 characters")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What differs before and after all that is shared.
fn ends(a: &[u8], b: &[u8], first: &Run, last: &Run) -> usize {
    let before = first.a.min(first.b);
    before + (a.len() - last.a_end()).min(b.len() - last.b_end())
}

/// Compares the figures of `a` with those that stand in their places in `b`: where the characters
/// on both sides of the figure are shared, or the figure is.
fn compare_figures(a: &[u8], b: &[u8], runs: &[Run], damage: f64) -> FigureComparison {
    let place = |at: usize| {
        let run = runs[..runs.partition_point(|run| run.a <= at)].last()?;
        (at < run.a_end()).then(|| run.b + (at - run.a))
    };
    let mut found = FigureComparison::default();
    for figure in figures(a) {
        let same = place(figure.start).filter(|start| {
            let end = start + figure.len();
            place(figure.end - 1) == Some(end - 1) && stands_alone(b, *start..end)
        });
        if same.is_none() {
            let slot = figure.start.checked_sub(1).and_then(place).zip(place(figure.end));
            let most = figure.len() + LONGER_FIGURE;
            let slot = slot.map(|(before, after)| before + 1..after);
            let Some(other) = slot.filter(|slot| slot.len() <= most && has_numeral(b, slot)) else {
                continue;
            };
            if differ_in_one(&a[figure.clone()], &b[other]) {
                found.slightly += 1;
            } else {
                found.wholly += 1;
            }
        }
        found.compared += 1;
        let whole = (1.0 - damage).powi(i32::try_from(figure.len()).unwrap_or(i32::MAX));
        let slightly = share(figure.len(), 1) * damage * whole / (1.0 - damage).max(0.5);
        found.slightly_by_damage += slightly;
        found.wholly_by_damage += (1.0 - whole - slightly).max(0.0);
    }
    found
}

/// Whether a figure begins and ends where `at` does.
fn stands_alone(text: &[u8], at: Range<usize>) -> bool {
    let before = at.start.checked_sub(1).map(|before| text[before]);
    let goes_on = |neighbour: Option<u8>, end: u8| {
        neighbour.is_some_and(|neighbour| are_one_numeral(neighbour, end))
    };
    !goes_on(before, text[at.start]) && !goes_on(text.get(at.end).copied(), text[at.end - 1])
}

/// Whether a numeral stands in `slot`.
fn has_numeral(text: &[u8], slot: &Range<usize>) -> bool {
    let inside = text.get(slot.clone()).unwrap_or_default();
    inside.iter().any(|symbol| is_numeral(*symbol))
}

/// Whether two figures that are not the same differ in one character: lost, added or replaced.
fn differ_in_one(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    match long.len() - short.len() {
        0 => short.get(same + 1..) == long.get(same + 1..),
        1 => short.get(same..) == long.get(same + 1..),
        _ => false,
    }
}
