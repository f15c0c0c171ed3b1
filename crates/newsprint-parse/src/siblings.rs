//! Headings inside one article that are made alike.

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::observe::Observed;
use crate::shape::End;

/// Fragments between headings of one article that are siblings.
const NEARBY: usize = 12;

/// Which fragments are shaped like headings, stand between sentences, and have another such
/// fragment near them in the same article, as far as bylines tell: of like length, or a twin, which
/// has the same mark first and at the same place.
pub(crate) fn siblings(fragments: &[Fragment], observed: &[Observed]) -> Vec<Features> {
    let between = |at: usize| {
        let ends = |it: &Observed| it.end == End::Sentence && !it.heading_like;
        observed[at].heading_like
            && at.checked_sub(1).is_some_and(|at| ends(&observed[at]))
            && observed.get(at + 1).is_some_and(|it| !it.heading_like && !it.has_byline)
    };
    let mut siblings = vec![Features::default(); fragments.len()];
    let mut last: Option<usize> = None;
    for at in 0..fragments.len() {
        if observed[at].has_byline {
            last = None;
        } else if between(at) {
            if let Some(known) = last.filter(|known| at - known <= NEARBY) {
                let (a, b) = (fragments[at].length, fragments[known].length);
                let parting = parting_of(&fragments[at].folded);
                let are_twins =
                    parting.is_some() && parting == parting_of(&fragments[known].folded);
                let are_siblings = are_twins || a.max(b) * 2 <= a.min(b) * 3;
                let found = [(are_siblings, Feature::Sibling), (are_twins, Feature::Twin)];
                for it in [at, known] {
                    siblings[it] = siblings[it].with(&Features::of(&found));
                }
            }
            last = Some(at);
        }
    }
    siblings
}

/// The first mark inside a heading, and how many characters stand before it.
fn parting_of(heading: &str) -> Option<(usize, char)> {
    heading.chars().enumerate().find(|(_, c)| !c.is_alphanumeric() && !c.is_whitespace())
}
