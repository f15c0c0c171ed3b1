//! Which texts are reprints of which.

use std::cell::OnceCell;

use newsprint_core::{ArticleId, Digests, GroupKind, MemoryRoom, StepError};

use crate::align::Aligner;
use crate::compare::{Comparison, FigureComparison, compare, share};
use crate::corpus::Corpus;
use crate::figures::Figures;
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
    /// Whether this text is longer than the leader, which stands in it.
    pub exceeds_leader: bool,
}

/// Share of the shorter text's shingles in the longer from which it is worth aligning the two: a
/// tenth of the characters misread leaves two thirds of the shingles, and in both texts not half.
const WORTH_ALIGNING: f64 = 0.45;
/// Share of the shorter text's shingles from which two texts have a part in common.
const COMMON_PART: f64 = 0.12;
/// Replaced characters, as a share of those shared, that a sub-editor leaves.
const MOST_REPLACED: f64 = 0.03;
/// Gaps for each shared character that a sub-editor leaves.
const MOST_GAPS: f64 = 0.017;
/// Characters that differ at the ends, as a share of those shared: headline, byline and credit.
const MOST_ENDS: f64 = 0.25;
/// Replaced characters for each damaged place: damage strikes neighbours too.
const REPLACED_BY_DAMAGE: f64 = 0.35;
/// Gaps for each damaged place.
const GAPS_BY_DAMAGE: f64 = 0.25;
/// Replacements that may occur twice in copies.
const MOST_REPEATED: usize = 1;
/// Texts that share less are set phrases but for what is in them.
const SET_PHRASES: usize = 150;
/// Damaged and replaced characters, as a share of those shared, that set phrases may have.
const MOST_CHANGE: f64 = 0.04;
/// A text of at most this share of the other's length is contained in it and not near to it.
const CONTAINED_LENGTH: f64 = 0.8;

/// A text that is compared with many.
pub(crate) struct Prepared<'t> {
    text: &'t Fingerprint<'t>,
    aligner: OnceCell<Aligner<'t>>,
}

impl<'t> Prepared<'t> {
    pub(crate) fn new(text: &'t Fingerprint<'t>) -> Self {
        Self { text, aligner: OnceCell::new() }
    }

    fn compare(&self, other: &Fingerprint<'_>) -> Comparison {
        let aligner = self.aligner.get_or_init(|| Aligner::new(self.text.symbols));
        compare(other.symbols, self.text.symbols, aligner)
    }
}

/// What two texts are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Reprints of one story.
    Reprint,
    /// Uses of one template.
    Template,
    /// They share a part, which speaks neither for nor against one story.
    Part,
}

impl Rules {
    /// What the stage does by default.
    pub const DEFAULT: Self =
        Self { threshold: 0.75, shortest: 0.33, days: 7, leader: Leader::Longest };

    /// How alike two texts are that are reprints of one story; 0 when they share a part, which
    /// speaks neither for nor against it; none when they are two stories. Texts that are not aligned
    /// share a part at most.
    pub(crate) fn resemblance(
        &self,
        a: &Fingerprint<'_>,
        b: &Prepared<'_>,
        is_aligned: bool,
    ) -> Option<f64> {
        let containment = a.containment(b.text);
        if !is_aligned || containment < WORTH_ALIGNING {
            return (containment >= COMMON_PART).then_some(0.0);
        }
        let found = b.compare(a);
        match self.relation(a, b.text, &found) {
            Relation::Reprint => Some(resemblance(a, b.text, &found)),
            Relation::Part => Some(0.0),
            Relation::Template => None,
        }
    }

    /// What two texts that are compared are to each other.
    fn relation(&self, a: &Fingerprint<'_>, b: &Fingerprint<'_>, found: &Comparison) -> Relation {
        let (short, long) = (a.length.min(b.length), a.length.max(b.length));
        let is_late = a.day != 0 && b.day != 0 && u64::from(a.day.abs_diff(b.day)) > self.days;
        let shares_enough = covered(a, b, found) >= self.threshold
            && f64::from(short) >= self.shortest * f64::from(long);
        if found.repeated > MOST_REPEATED || has_other_figures(&found.figures) {
            Relation::Template
        } else if shares_enough && !is_late && is_copied(found) {
            Relation::Reprint
        } else {
            Relation::Part
        }
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
        let found = Prepared::new(leader).compare(text);
        let (short, long) = (text.length.min(leader.length), text.length.max(leader.length));
        let covered = covered(text, leader, &found);
        if covered >= self.threshold && f64::from(short) <= CONTAINED_LENGTH * f64::from(long) {
            (GroupKind::Contained, covered)
        } else {
            (GroupKind::Near, resemblance(text, leader, &found))
        }
    }
}

/// Share of the shorter text that stands in the longer.
fn covered(a: &Fingerprint<'_>, b: &Fingerprint<'_>, found: &Comparison) -> f64 {
    share(found.shared, a.symbols.len().min(b.symbols.len()))
}

/// Share of the characters of either text that stand in both.
fn resemblance(a: &Fingerprint<'_>, b: &Fingerprint<'_>, found: &Comparison) -> f64 {
    share(found.shared, a.symbols.len() + b.symbols.len() - found.shared)
}

/// Whether two texts differ no more than copies of one text do: by damage to single characters,
/// passages left out or added, another head and tail, and the odd word.
fn is_copied(found: &Comparison) -> bool {
    let of_shared = |count| share(count, found.shared);
    let damage = of_shared(found.damaged);
    let is_copy = of_shared(found.replaced) <= MOST_REPLACED + REPLACED_BY_DAMAGE * damage
        && of_shared(found.gaps) <= MOST_GAPS + GAPS_BY_DAMAGE * damage
        && of_shared(found.ends) <= MOST_ENDS;
    let is_clean = of_shared(found.damaged + found.replaced) <= MOST_CHANGE;
    is_copy && (is_clean || found.shared >= SET_PHRASES)
}

/// Whether more figures differ than damage and sub-editing account for. Damage is taken for a
/// Poisson process, of which a deviation and a half is allowed; of many figures a sub-editor, or a
/// caption that runs into one, changes more than of few.
fn has_other_figures(found: &FigureComparison) -> bool {
    let differing = found.slightly + found.wholly;
    let by_damage = found.slightly_by_damage + found.wholly_by_damage;
    let excess = share(differing, 1) - by_damage;
    let exceeds = |excess: f64, least: f64, by_damage: f64, deviations: f64| {
        excess > least + deviations * by_damage.sqrt()
    };
    let compared = share(found.compared, 1);
    let wholly = share(found.wholly, 1) - found.wholly_by_damage;
    exceeds(wholly, (compared / 10.0).max(0.8), found.wholly_by_damage, 1.5)
        || exceeds(excess, (compared / 8.0).max(1.5), by_damage, 1.5)
        || 2 * differing >= found.compared && exceeds(excess, 0.5, by_damage, 1.5)
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
