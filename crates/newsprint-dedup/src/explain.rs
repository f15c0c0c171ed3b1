//! Why two articles are grouped or kept apart, in words and numbers.

use std::ops::Range;

use newsprint_core::{Article, Source, StepError};

use crate::align::Aligner;
use crate::apart::Apart;
use crate::body::Body;
use crate::compare::{Comparison, figure_pairs, gaps};
use crate::figures::{Figures, is_designator};
use crate::fingerprint::{Fingerprint, day, write};
use crate::grouping::Rules;
use crate::normalise::normalise;
use crate::relation::{Relation, covered, length, resemblance};

/// Characters that are told before a difference.
const BEFORE: usize = 8;

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
    /// Those of them that tell which one, ordinals, years and days, where they differ.
    pub other_dates: Vec<Difference>,
    /// The other figures that stand in one place and differ.
    pub other_figures: Vec<Difference>,
    /// The words that stand in one place and differ, figures aside; one of the two can be empty.
    pub other_words: Vec<Difference>,
}

/// What stands in one place of two articles and differs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// In the first article.
    pub a: String,
    /// In the second article.
    pub b: String,
    /// The paragraph of either, counted from 1.
    pub paragraphs: (usize, usize),
    /// The letters and digits before it in the first article.
    pub after: String,
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
    let texts = [a.1, b.1].map(|article| Letters::new(apart.body(article)));
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
    let others = figures.iter().filter(|pair| differ(pair)).cloned();
    let (dates, others): (Vec<_>, Vec<_>) =
        others.partition(|(figure, _)| is_designator(first.symbols, figure));
    let told = |pairs: Vec<_>| {
        let told = |(x, y)| Letters::difference(&texts, x, y);
        pairs.into_iter().map(told).collect()
    };
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
        other_words: told(words.collect()),
        other_dates: told(dates),
        other_figures: told(others),
    })
}

/// The letters and digits of a body, and where its paragraphs begin.
struct Letters {
    text: Vec<char>,
    /// Paragraphs of the article before the body.
    before: usize,
    /// Where each paragraph of the body begins. A number that goes on in the next paragraph can shift
    /// them by a character.
    starts: Vec<usize>,
}

impl Letters {
    fn new(body: Body<'_>) -> Self {
        let mut end = 0;
        let starts = body.texts().map(|text| {
            let start = end;
            end += normalise(std::iter::once(text)).chars().count();
            start
        });
        let (starts, text) = (starts.collect(), normalise(body.texts()).chars().collect());
        Self { text, before: body.before, starts }
    }

    fn paragraph(&self, at: usize) -> usize {
        self.before + self.starts.partition_point(|start| *start <= at).max(1)
    }

    fn said(&self, at: Range<usize>) -> String {
        self.text.get(at).unwrap_or_default().iter().collect()
    }

    fn difference([a, b]: &[Self; 2], x: Range<usize>, y: Range<usize>) -> Difference {
        Difference {
            paragraphs: (a.paragraph(x.start), b.paragraph(y.start)),
            after: a.said(x.start.saturating_sub(BEFORE)..x.start),
            a: a.said(x),
            b: b.said(y),
        }
    }
}
