//! Which texts are reprints of which.

use newsprint_core::{ArticleId, Digests, GroupKind, MemoryRoom, StepError};

use crate::corpus::Corpus;
use crate::evidence::Evidence;
use crate::figures::Figures;
use crate::fingerprint::write;

newsprint_core::choices! {
    /// Which article stands for its group.
    pub enum Leader {
        /// The one with the longest text; of several the first.
        Longest = "longest",
        /// The first in input order.
        Earliest = "earliest",
        /// The one that the others are most like, which damage and excerpts are not; of several the
        /// first.
        Cleanest = "cleanest",
    }
}

/// When texts are reprints of one another, and which of them leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Share of the shorter text that stands in the longer, in the same order, from which the two
    /// can be reprints of one story.
    pub threshold: f64,
    /// Length of the shorter text, as a share of the longer, from which the two can be reprints.
    pub shortest: f64,
    /// Days between two texts beyond which they are reprints only when they are the same, where
    /// both days are known.
    pub days: u64,
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
    /// What it shares with the leader, and where it differs.
    pub evidence: Evidence,
    /// Whether this text is longer than the leader, which stands in it.
    pub exceeds_leader: bool,
}

impl Rules {
    /// What the stage does by default.
    pub const DEFAULT: Self =
        Self { threshold: 0.75, shortest: 0.33, days: 7, leader: Leader::Longest };
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
        write(std::iter::once(text.as_ref()), 0, &figures, None, &mut digest);
        digests.push(ArticleId::from_u64(number), &digest);
    }
    let room = MemoryRoom(usize::MAX);
    let mut corpus = Corpus::new(rules, &room, Vec::new())?;
    Ok(corpus.resolve(&mut Some(digests).into_iter(), false)?.0)
}
