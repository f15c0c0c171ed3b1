//! How two texts differ, where they are aligned.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::SEED;
use crate::align::Run;
use crate::figures::{are_one_number, are_one_numeral, figures, is_designator, is_numeral};

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
    /// Those of them that tell which one: ordinals, years, days.
    pub(crate) designators: Designators,
}

/// Ordinals, years and days of two texts that stand in the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Designators {
    /// How many.
    pub(crate) compared: usize,
    /// How many differ.
    pub(crate) differing: usize,
}

impl Comparison {
    /// Compares two texts of symbols that are aligned. Linear in the texts, but for a search for the
    /// run of each figure.
    pub(crate) fn new(a: &[u8], b: &[u8], runs: &[Run]) -> Self {
        let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return Self::default() };
        let tail = (a.len() - last.a_end()).min(b.len() - last.b_end());
        let ends = first.a.min(first.b) + tail;
        let shared = runs.iter().map(|run| run.len).sum();
        let mut found = Self { shared, ends, ..Self::default() };
        let mut words = Vec::new();
        for (x, y) in gaps(runs) {
            let (x, y) = (&a[x], &b[y]);
            let (less, more) = (x.len().min(y.len()), x.len().max(y.len()));
            // A number in other numerals is no change.
            if are_one_number(x, y) {
                continue;
            }
            if more <= 1 || (less, more) == (1, 2) {
                found.damaged += 1;
            } else {
                found.gaps += 1;
                found.replaced += less;
            }
            if less > 0 && (2..=WORD).contains(&more) {
                let word = |text| xxh3_64_with_seed(text, SEED);
                words.push((word(x), word(y)));
            }
        }
        words.sort_unstable();
        found.repeated = words.windows(2).filter(|pair| pair[0] == pair[1]).count();
        found.figures = FigureComparison::new(a, b, runs, share(found.damaged, shared));
        found
    }
}

/// What stands between the runs of two aligned texts, in both; one of the two can be empty, or both.
pub(crate) fn gaps(runs: &[Run]) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let pairs = runs.windows(2);
    pairs.map(|pair| (pair[0].a_end()..pair[1].a, pair[0].b_end()..pair[1].b))
}

/// `part` of `whole`, as a share.
#[expect(clippy::cast_precision_loss, reason = "texts are shorter than 2^52 characters")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl FigureComparison {
    /// Compares the figures, of which `damage` is the share of characters that damage strikes.
    fn new(a: &[u8], b: &[u8], runs: &[Run], damage: f64) -> Self {
        let mut found = Self::default();
        for (place, other) in figure_pairs(a, b, runs) {
            let (figure, other) = (&a[place.clone()], &b[other]);
            let is_other = !are_one_number(figure, other);
            if is_designator(a, &place) {
                found.designators.compared += 1;
                found.designators.differing += usize::from(is_other);
            }
            if is_other {
                let is_slight = differ_in_one(figure, other);
                found.slightly += usize::from(is_slight);
                found.wholly += usize::from(!is_slight);
            }
            found.compared += 1;
            let whole = (1.0 - damage).powi(i32::try_from(figure.len()).unwrap_or(i32::MAX));
            let slightly = share(figure.len(), 1) * damage * whole / (1.0 - damage).max(0.5);
            found.slightly_by_damage += slightly;
            found.wholly_by_damage += (1.0 - whole - slightly).max(0.0);
        }
        found
    }
}

/// The figures of `a` with those that stand in their places in `b`: where the figure is shared, or
/// what is on both sides of it, a character or the end of the text, and a numeral stands between.
pub(crate) fn figure_pairs(
    a: &[u8],
    b: &[u8],
    runs: &[Run],
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let place = |at: usize| {
        let run = runs[..runs.partition_point(|run| run.a <= at)].last()?;
        (at < run.a_end()).then(|| run.b + (at - run.a))
    };
    let other = move |figure: &Range<usize>| {
        if let Some(start) = place(figure.start) {
            let same = start..start + figure.len();
            if place(figure.end - 1) == Some(same.end - 1) && stands_alone(b, same.clone()) {
                return Some(same);
            }
        }
        let start = figure.start.checked_sub(1).map_or(Some(0), |at| Some(place(at)? + 1))?;
        let end = if figure.end == a.len() { b.len() } else { place(figure.end)? };
        let slot = start..end;
        let fits = slot.len() <= figure.len() + LONGER_FIGURE && has_numeral(b, &slot);
        fits.then_some(slot)
    };
    figures(a).filter_map(move |figure| other(&figure).map(|other| (figure, other)))
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
