//! What two texts are to each other: reprints, uses of one template, or two stories.

use std::cell::OnceCell;

use newsprint_core::GroupKind;

use crate::align::Aligner;
use crate::compare::{Comparison, FigureComparison, share};
use crate::evidence::Evidence;
use crate::figures::is_foreign;
use crate::fingerprint::{Fingerprint, Lookup};
use crate::grouping::Rules;

/// Share of the shorter text's shingles in the longer from which it is worth aligning the two: a
/// tenth of the characters misread leaves two thirds of the shingles, and in both texts not half.
const WORTH_ALIGNING: f64 = 0.45;
/// Share of the shorter text's shingles from which two texts have a part in common.
pub(crate) const COMMON_PART: f64 = 0.12;
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
    pub(crate) text: &'t Fingerprint<'t>,
    lookup: OnceCell<Lookup>,
    aligner: OnceCell<Aligner<'t>>,
}

impl<'t> Prepared<'t> {
    pub(crate) fn new(text: &'t Fingerprint<'t>) -> Self {
        Self { text, lookup: OnceCell::new(), aligner: OnceCell::new() }
    }

    /// Share of the text with fewer shingles that stands in the other, as their samples tell.
    pub(crate) fn containment(&self, other: &Fingerprint<'_>) -> f64 {
        self.lookup.get_or_init(|| Lookup::new(self.text)).containment(other)
    }

    pub(crate) fn compare(&self, other: &Fingerprint<'_>) -> Comparison {
        let aligner = self.aligner.get_or_init(|| Aligner::new(self.text.symbols));
        let runs = aligner.align(other.symbols);
        Comparison::new(other.symbols, self.text.symbols, &runs)
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

/// What was found of two candidates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bond {
    /// Reprints of one story, and how alike they are.
    Reprint(f64),
    /// They share a part, which speaks neither for nor against one story.
    Part,
    /// Uses of one template, and how alike they are.
    Template(f64, Evidence),
    /// They share nothing to speak of.
    None,
}

impl Rules {
    /// What two texts of some containment are to each other; none when they share nothing to speak of.
    pub(crate) fn bond(&self, a: &Fingerprint<'_>, b: &Prepared<'_>, containment: f64) -> Bond {
        if containment < COMMON_PART {
            return Bond::None;
        }
        // One misread letter costs five shingles of words, which are as long as six of characters.
        if containment < WORTH_ALIGNING && !is_foreign(b.text.symbols) {
            return Bond::Part;
        }
        let found = b.compare(a);
        let similarity = resemblance(a, b.text, &found);
        match self.relation(a, b.text, &found) {
            Relation::Reprint => Bond::Reprint(similarity),
            Relation::Part => Bond::Part,
            Relation::Template => Bond::Template(similarity, Evidence::new(&found)),
        }
    }

    /// What two texts that are compared are to each other.
    pub(crate) fn relation(
        &self,
        a: &Fingerprint<'_>,
        b: &Fingerprint<'_>,
        found: &Comparison,
    ) -> Relation {
        let is_late = a.day != 0 && b.day != 0 && u64::from(a.day.abs_diff(b.day)) > self.days;
        let shares_enough = covered(a, b, found) >= self.threshold && length(a, b) >= self.shortest;
        let is_other = has_other_figures(&found.figures) || has_other_designators(found);
        if found.repeated > MOST_REPEATED || is_other {
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
        prepared: &Prepared<'_>,
    ) -> (GroupKind, f64, Evidence) {
        let leader = prepared.text;
        if text.exact == leader.exact {
            return (GroupKind::Exact, 1.0, Evidence::default());
        }
        let found = prepared.compare(text);
        let (kind, similarity) = if self.is_contained(text, leader, &found) {
            (GroupKind::Contained, covered(text, leader, &found))
        } else {
            (GroupKind::Near, resemblance(text, leader, &found))
        };
        (kind, similarity, Evidence::new(&found))
    }

    /// Whether the shorter of two reprints stands in the longer and leaves some of it out.
    pub(crate) fn is_contained(
        &self,
        a: &Fingerprint<'_>,
        b: &Fingerprint<'_>,
        found: &Comparison,
    ) -> bool {
        covered(a, b, found) >= self.threshold && length(a, b) <= CONTAINED_LENGTH
    }
}

/// Length of the shorter text as a share of the longer.
pub(crate) fn length(a: &Fingerprint<'_>, b: &Fingerprint<'_>) -> f64 {
    let (a, b) = (a.symbols.len(), b.symbols.len());
    share(a.min(b), a.max(b))
}

/// Share of the shorter text that stands in the longer.
pub(crate) fn covered(a: &Fingerprint<'_>, b: &Fingerprint<'_>, found: &Comparison) -> f64 {
    share(found.shared, a.symbols.len().min(b.symbols.len()))
}

/// Share of the characters of either text that stand in both.
pub(crate) fn resemblance(a: &Fingerprint<'_>, b: &Fingerprint<'_>, found: &Comparison) -> f64 {
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
        || 2 * differing >= found.compared && exceeds(excess, 0.5, by_damage, 2.0)
}

/// Whether ordinals, years and days differ: they tell this year's notice from last year's where all
/// else is the same, and of few a sub-editor corrects none. Where characters elsewhere are damaged,
/// one that differs slightly may be damaged too.
fn has_other_designators(found: &Comparison) -> bool {
    let FigureComparison { slightly, designators, .. } = &found.figures;
    let is_clean = found.damaged <= *slightly;
    is_clean && 8 * designators.differing > designators.compared
}
