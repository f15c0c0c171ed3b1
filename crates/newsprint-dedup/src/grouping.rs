//! Which texts are reprints of which.

use std::collections::BTreeMap;

use newsprint_core::GroupKind;

use crate::cluster::{Edge, cluster};
use crate::fingerprint::Fingerprint;
use crate::index::Index;

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
/// Figures agree in copies about as often as shingles do, since damage strikes both alike; in
/// texts of one template far less often. Texts whose figures agree less than this share of what
/// their shingles promise are not reprints.
const LEAST_AGREEMENT: f64 = 0.6;
/// A text of at most this share of the other's length can be contained in it.
const CONTAINED_LENGTH: f64 = 0.8;

impl Rules {
    /// Whether two texts are alike, and how.
    fn similarity(&self, a: &Fingerprint<'_>, b: &Fingerprint<'_>) -> Option<f64> {
        let likeness = a.likeness(b);
        let contained = likeness.of_first.max(likeness.of_second);
        if likeness.evidence < LEAST_EVIDENCE
            || likeness.resemblance < self.threshold && contained < self.containment
        {
            return None;
        }
        let figures = a.agreement(b);
        let promised = LEAST_AGREEMENT * contained * figures.aligned as f64;
        (figures.same as f64 >= promised).then_some(likeness.resemblance)
    }

    /// How a text is like its leader.
    fn place(&self, text: &Fingerprint<'_>, leader: &Fingerprint<'_>) -> (GroupKind, f64) {
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

/// Finds the groups of reprints: a place for each text, none where it is alone.
pub(crate) fn place(texts: &[Fingerprint<'_>], rules: &Rules) -> Vec<Option<Place>> {
    let (unlike, owner) = without_copies(texts);
    let mut index = Index::new(&unlike);
    let mut edges = Vec::new();
    for (b, text) in unlike.iter().enumerate() {
        for a in index.candidates(b) {
            let similarity = rules.similarity(&unlike[a as usize], text);
            edges.extend(similarity.map(|similarity| Edge { similarity, a, b: b as u32 }));
        }
    }
    let groups = cluster(unlike.len(), edges);
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (text, owner) in owner.iter().enumerate() {
        members.entry(groups[*owner]).or_default().push(text);
    }
    let mut places = vec![None; texts.len()];
    for members in members.values().filter(|members| members.len() > 1) {
        let leader = match rules.leader {
            Leader::Earliest => members[0],
            Leader::Longest => {
                let longest = members.iter().rev().max_by_key(|text| texts[**text].length);
                longest.copied().unwrap_or(members[0])
            }
        };
        for &text in members {
            let (kind, similarity) = rules.place(&texts[text], &texts[leader]);
            let exceeds_leader =
                kind == GroupKind::Contained && texts[text].length > texts[leader].length;
            places[text] = Some(Place { group: members[0], leader, kind, similarity, exceeds_leader });
        }
    }
    places
}

/// The first text of each set of copies, and for each text the position of its copy among these.
fn without_copies<'a>(texts: &[Fingerprint<'a>]) -> (Vec<Fingerprint<'a>>, Vec<usize>) {
    let mut first: BTreeMap<u128, usize> = BTreeMap::new();
    let mut unlike = Vec::new();
    let mut owner = Vec::with_capacity(texts.len());
    for text in texts {
        let new = unlike.len();
        let at = if text.length == 0 { new } else { *first.entry(text.exact).or_insert(new) };
        if at == new {
            unlike.push(*text);
        }
        owner.push(at);
    }
    (unlike, owner)
}
