//! Why two articles are grouped or kept apart, in words and numbers.

use std::ops::Range;

use newsprint_core::{Article, Source, StepError};

use crate::align::Aligner;
use crate::apart::Apart;
use crate::compare::{Comparison, figure_pairs, gaps};
use crate::figures::Figures;
use crate::fingerprint::{Fingerprint, day, write};
use crate::grouping::Rules;
use crate::normalise::normalise;
use crate::relation::{Relation, covered, length, resemblance};

/// What two articles are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Likeness {
    /// The same text after normalisation.
    Exact,
    /// The same story with small changes.
    Near,
    /// All of the shorter one stands in the longer one.
    Contained,
    /// One template with other figures.
    Template,
    /// Two stories that share a part.
    Passage,
    /// Two stories that share nothing to speak of.
    Unlike,
}

/// What two articles share and how they differ. Counts are letters and digits but where said
/// otherwise; shares are from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// What they are to each other.
    pub likeness: Likeness,
    /// Share of the characters of either that stand in both.
    pub resemblance: f64,
    /// Share of the shorter that stands in the longer.
    pub covered: f64,
    /// Length of the shorter as a share of the longer.
    pub length: f64,
    /// Days between them, where both are known.
    pub days: Option<u32>,
    /// Stand in both, in the same order.
    pub shared: usize,
    /// Places where one character is lost, added or replaced.
    pub damaged: usize,
    /// Stand for others, in wider gaps.
    pub replaced: usize,
    /// Differ before and after all that is shared.
    pub ends: usize,
    /// Figures that stand in the same place.
    pub figures: usize,
    /// The figures of both that stand in one place and differ.
    pub other_figures: Vec<(String, String)>,
    /// The words of both that stand in one place and differ, figures aside; one of the two can be
    /// empty.
    pub other_words: Vec<(String, String)>,
}

impl Rules {
    /// What two texts that are compared are to each other.
    pub(crate) fn likeness(
        &self,
        a: &Fingerprint<'_>,
        b: &Fingerprint<'_>,
        found: &Comparison,
    ) -> Likeness {
        match self.relation(a, b, found) {
            _ if a.length > 0 && a.exact == b.exact => Likeness::Exact,
            _ if found.shared == 0 => Likeness::Unlike,
            Relation::Template => Likeness::Template,
            Relation::Part => Likeness::Passage,
            Relation::Reprint if self.is_contained(a, b, found) => Likeness::Contained,
            Relation::Reprint => Likeness::Near,
        }
    }
}

/// Compares two articles by the rules of `group-reprints`. Time n log n in the length of both.
///
/// # Errors
/// When a bundled list of words is broken.
pub fn explain(
    a: (&Source, &Article),
    b: (&Source, &Article),
    rules: &Rules,
) -> Result<Explanation, StepError> {
    let broken = |_| StepError::new("a bundled list of words is broken");
    let figures = Figures::bundled().map_err(broken)?;
    let apart = Apart::bundled().map_err(broken)?;
    let mut digests = [Vec::new(), Vec::new()];
    for (digest, (source, article)) in digests.iter_mut().zip([a, b]) {
        write(apart.body(article).texts(), day(source), &figures, None, digest);
    }
    let broken = || StepError::new("a digest is broken");
    let first = Fingerprint::read(&digests[0]).ok_or_else(broken)?;
    let second = Fingerprint::read(&digests[1]).ok_or_else(broken)?;
    let texts = [a.1, b.1]
        .map(|article| normalise(apart.body(article).texts()).chars().collect::<Vec<char>>());
    let said = |(x, y): (Range<usize>, Range<usize>)| {
        let said =
            |text: &[char], at: Range<usize>| text.get(at).unwrap_or_default().iter().collect();
        (said(&texts[0], x), said(&texts[1], y))
    };
    let runs = Aligner::new(second.symbols).align(first.symbols);
    let found = Comparison::new(first.symbols, second.symbols, &runs);
    let likeness = rules.likeness(&first, &second, &found);
    let differ = |(x, y): &(Range<usize>, Range<usize>)| {
        first.symbols[x.clone()] != second.symbols[y.clone()]
    };
    let figures: Vec<_> = figure_pairs(first.symbols, second.symbols, &runs).collect();
    let is_in_figure = |gap: &Range<usize>| {
        figures.iter().any(|(figure, _)| figure.start <= gap.start && gap.end <= figure.end)
    };
    let words = gaps(&runs).filter(|(gap, _)| !is_in_figure(gap)).filter(differ);
    Ok(Explanation {
        likeness,
        resemblance: resemblance(&first, &second, &found),
        covered: covered(&first, &second, &found),
        length: length(&first, &second),
        days: (first.day != 0 && second.day != 0).then(|| first.day.abs_diff(second.day)),
        shared: found.shared,
        damaged: found.damaged,
        replaced: found.replaced,
        ends: found.ends,
        figures: figures.len(),
        other_words: words.map(said).collect(),
        other_figures: figures.iter().filter(|pair| differ(pair)).cloned().map(said).collect(),
    })
}
