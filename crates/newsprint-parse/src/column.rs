//! The measure of the page's columns, as the lines that a column break cut give it away.

use crate::fragment::Fragment;
use crate::shape::End;

/// Characters that a line of a column can have.
const MEASURES: std::ops::RangeInclusive<usize> = 9..=30;
/// Fewest lines that show a measure.
const FEWEST: usize = 4;
/// Characters that a mark which must not start a line takes off whole lines.
const RAGGED: usize = 2;

/// How a text fits the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Whole,
    Near,
    Off,
}

/// Characters of a line of the page's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure(usize);

impl Measure {
    /// The measure at which most of the texts that end within a sentence are whole lines, if it is
    /// most of them.
    pub(crate) fn of<'a>(fragments: impl Iterator<Item = (&'a Fragment, End)>) -> Option<Self> {
        let (mut lengths, mut fits) = (0, [0_usize; *MEASURES.end() + 1]);
        for (fragment, end) in fragments {
            if fragment.chars < *MEASURES.start() || matches!(end, End::Sentence | End::Colon) {
                continue;
            }
            lengths += 1;
            for measure in MEASURES {
                fits[measure] += usize::from(fragment.chars % measure == 0);
            }
        }
        // By chance one text in `measure` fits: a small measure has to show more.
        let worth = |measure: &usize| (fits[*measure] * 64).saturating_sub(lengths * 64 / measure);
        let best = MEASURES.max_by_key(worth)?;
        (fits[best] >= FEWEST && fits[best] * 3 > lengths).then_some(Self(best))
    }

    /// How a text of `chars` characters fits.
    pub(crate) fn fit(self, chars: usize) -> Fit {
        match chars % self.0 {
            0 => Fit::Whole,
            rest if rest + RAGGED >= self.0 => Fit::Near,
            _ => Fit::Off,
        }
    }
}
