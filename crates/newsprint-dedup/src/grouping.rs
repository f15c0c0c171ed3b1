//! Which texts are reprints of which.

use newsprint_core::{ArticleId, Digests, GroupKind, MemoryRoom, StepError};

use crate::corpus::Corpus;
use crate::figures::{Agreement, Figures};
use crate::fingerprint::{Fingerprint, write};

newsprint_core::choices! {
    /// Which article stands for its group.
    pub enum Leader {
        /// The one with the longest text; of several the first.
        Longest = "longest",
        /// The first in input order.
        Earliest = "earliest",
    }
}

/// When texts are reprints of one another, and which of them leads.
///
/// Resemblance is the share of the shingles of either text that stand in both (Broder 1997).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Resemblance from which two texts are alike.
    pub threshold: f64,
    /// Share of the shorter text from which it is contained in the longer.
    pub containment: f64,
    /// Which text stands for its group.
    pub leader: Leader,
}

/// A text's place among its reprints. Texts are named by their position.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The first text of the group.
    pub group: usize,
    /// The text that stands for the group.
    pub leader: usize,
    /// How this text is like the leader.
    pub kind: GroupKind,
    /// Likeness to the leader, from 0 to 1; the leader's own is 1.
    pub similarity: f64,
    /// Whether this text is longer than the leader, which stands in it.
    pub exceeds_leader: bool,
}

/// Least sampled shingles of the shorter text from which likeness can be told.
const LEAST_EVIDENCE: u32 = 8;
/// Shingles that the set phrases of a genre account for: reports of two state visits share this
/// many and tell different stories. Texts that share fewer must be [`CLEARLY`] alike.
const SET_PHRASES: u32 = 150;
/// Resemblance that set phrases alone do not reach.
const CLEARLY: f64 = 0.7;
/// Most disagreement between figures that is put down to damage, as a share of what should agree.
const MOST_DAMAGE: f64 = 0.4;
/// A text of at most this share of the other's length can be contained in it.
const CONTAINED_LENGTH: f64 = 0.8;

impl Rules {
    /// What the stage does by default.
    pub const DEFAULT: Self = Self { threshold: 0.3, containment: 0.65, leader: Leader::Longest };

    /// The resemblance of two texts, if they are reprints of one story.
    pub(crate) fn resemblance(&self, a: &Fingerprint<'_>, b: &Fingerprint<'_>) -> Option<f64> {
        let likeness = a.likeness(b);
        let contained = likeness.of_first.max(likeness.of_second);
        let is_alike = likeness.resemblance >= self.threshold || contained >= self.containment;
        let is_telling = likeness.resemblance >= CLEARLY || likeness.shared >= SET_PHRASES;
        let may_be_one = likeness.evidence >= LEAST_EVIDENCE && is_alike && is_telling;
        (may_be_one && !is_vetoed(contained, a.agreement(b))).then_some(likeness.resemblance)
    }

    /// How a text is like its leader.
    pub(crate) fn place(
        &self,
        text: &Fingerprint<'_>,
        leader: &Fingerprint<'_>,
    ) -> (GroupKind, f64) {
        if text.exact == leader.exact {
            return (GroupKind::Exact, 1.0);
        }
        let likeness = text.likeness(leader);
        let contained = likeness.of_first.max(likeness.of_second);
        let (short, long) = (text.length.min(leader.length), text.length.max(leader.length));
        if contained >= self.containment && f64::from(short) <= CONTAINED_LENGTH * f64::from(long) {
            (GroupKind::Contained, contained)
        } else {
            (GroupKind::Near, likeness.resemblance)
        }
    }
}

/// Whether the figures of two texts say that they are two uses of one template.
///
/// Damage strikes figures as it strikes shingles, both being a few characters long: in copies the
/// figures agree about as often as the shingles of the shorter text are found in the longer. Two
/// standard deviations less, and one entry, is put down to chance; a figure counts twice, by the
/// context on either side, which doubles the variance.
fn is_vetoed(contained: f64, figures: Agreement) -> bool {
    let expected = contained * f64::from(figures.aligned);
    let deviation = (2.0 * expected * (1.0 - contained)).sqrt();
    let tolerance = (1.0 + 2.0 * deviation).min(MOST_DAMAGE * expected);
    f64::from(figures.same) + tolerance < expected
}

/// Finds the groups of reprints among `texts`, each a whole body: a place for each text, `None`
/// where it is alone. Time n log n in the length of all texts.
///
/// # Errors
/// When there are too many texts to number.
pub fn group<T: AsRef<str>>(texts: &[T], rules: &Rules) -> Result<Vec<Option<Place>>, StepError> {
    let broken = |_| StepError::new("the list of numerals is broken");
    let figures = Figures::bundled().map_err(broken)?;
    let (mut digests, mut digest) = (Digests::new(), Vec::new());
    for (text, number) in texts.iter().zip(0..) {
        digest.clear();
        write(std::iter::once(text.as_ref()), &figures, None, &mut digest);
        digests.push(ArticleId::from_u64(number), &digest);
    }
    let room = MemoryRoom(usize::MAX);
    let mut corpus = Corpus::new(rules, &room, Vec::new())?;
    Ok(corpus.resolve(&mut Some(digests).into_iter(), false)?.0)
}
