//! The groups of all texts, from the pairs that are alike.

use std::collections::BTreeMap;

use newsprint_core::StepError;

use crate::cluster::{Edge, Graph, cluster};
use crate::grouping::Leader;
use crate::segment::Text;

/// What stands for the number of a text that is like no other.
const ALONE: u32 = u32::MAX;

/// The group of each text.
pub(crate) struct Groups {
    /// For each text the first text of its group, itself when it is alone.
    of: Vec<u32>,
    /// For each text that is first in its group: how many are in it.
    size: Vec<u32>,
    /// Whether the article of each text is that of an earlier text: it has been fed in again, and
    /// counts once.
    again: Vec<bool>,
    /// For each text that is first in its group: the text that stands for it.
    leader: Vec<u32>,
}

impl Groups {
    /// Groups `texts` by the pairs that are `alike`, which are put in order; `parts` gives all pairs
    /// that share a part, and may give others. A pair counts only when both texts are like some other.
    pub(crate) fn new(
        texts: &[Text],
        alike: &mut [Edge],
        leads: Leader,
        mut parts: impl FnMut(&mut dyn FnMut(Edge)) -> Result<(), StepError>,
    ) -> Result<Self, StepError> {
        alike.sort_unstable_by(|x, y| {
            y.similarity.total_cmp(&x.similarity).then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        let mut node = vec![ALONE; texts.len()];
        for text in alike.iter().flat_map(|edge| [edge.a, edge.b]) {
            node[text as usize] = 0;
        }
        let mut nodes = Vec::new();
        let like_others = node.iter_mut().zip(0_u32..).filter(|(node, _)| **node != ALONE);
        for ((node, text), number) in like_others.zip(0..) {
            *node = number;
            nodes.push(text);
        }
        let pair = |edge: &Edge| (node[edge.a as usize], node[edge.b as usize]);
        let graph = Graph::new(nodes.len(), |take| {
            for (a, b) in alike.iter().map(pair) {
                take(a, b, true);
            }
            parts(&mut |edge| {
                let (a, b) = pair(&edge);
                if edge.similarity <= 0.0 && a != ALONE && b != ALONE {
                    take(a, b, false);
                }
            })
        })?;
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        let mut of: Vec<u32> = texts.iter().map(|text| text.owner).collect();
        for (text, label) in nodes.iter().zip(cluster(&graph, alike.iter().map(pair))) {
            of[*text as usize] = *first.entry(label).or_insert(*text);
        }
        Ok(Self::with_leaders(texts, of, alike, leads))
    }

    fn with_leaders(texts: &[Text], mut of: Vec<u32>, alike: &[Edge], leads: Leader) -> Self {
        let again = again(texts);
        let liked =
            if leads == Leader::Cleanest { liked(texts, &again, alike) } else { Vec::new() };
        let mut size = vec![0; of.len()];
        let mut leader = of.clone();
        for (text, number) in texts.iter().zip(0..) {
            let group = of[text.owner as usize];
            of[number as usize] = group;
            if again[number as usize] {
                continue;
            }
            let group = group as usize;
            size[group] += 1;
            let first = leader[group] as usize;
            let is_better = match leads {
                Leader::Longest => text.length > texts[first].length,
                Leader::Cleanest => liked[number as usize] > liked[first],
                Leader::Earliest => false,
            };
            if is_better {
                leader[group] = number;
            }
        }
        Self { of, size, again, leader }
    }

    /// The text that stands for the group of a text, itself when it is alone.
    pub(crate) fn leader(&self, text: u32) -> u32 {
        self.leader[self.of[text as usize] as usize]
    }

    /// The group and the leader of a text that is not alone.
    pub(crate) fn place(&self, text: usize) -> Option<(usize, usize)> {
        let group = self.of[text] as usize;
        (self.size[group] > 1).then_some((group, self.leader[group] as usize))
    }

    /// Whether the article of a text is that of an earlier one.
    pub(crate) fn is_again(&self, text: usize) -> bool {
        self.again[text]
    }

    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.of.len()
    }
}

/// For each text whether its article is that of an earlier one: both are the same text then.
fn again(texts: &[Text]) -> Vec<bool> {
    let mut again = vec![false; texts.len()];
    let copies = texts.iter().zip(0_u32..).filter(|(text, number)| text.owner != *number);
    let mut copies: Vec<_> = copies.map(|(text, number)| (text.owner, text.id, number)).collect();
    copies.sort_unstable();
    for same in copies.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (owner, id, _) = same[0];
        let earlier = usize::from(texts[owner as usize].id != id);
        for (.., number) in same.iter().skip(earlier) {
            again[*number as usize] = true;
        }
    }
    again
}

/// How much each text is like others, in millionths of a whole text. A copy is the same as the
/// first, which alone has edges, so that it counts for that.
fn liked(texts: &[Text], again: &[bool], alike: &[Edge]) -> Vec<u64> {
    let mut liked = vec![0; texts.len()];
    for ((text, number), again) in texts.iter().zip(0..).zip(again) {
        liked[text.owner as usize] += u64::from(text.owner != number && !again) * 1_000_000;
    }
    for edge in alike {
        let millionths = millionths(edge.similarity);
        liked[edge.a as usize] += millionths;
        liked[edge.b as usize] += millionths;
    }
    liked
}

/// A share in millionths, which add up to the same in any order.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is in 0..=1")]
fn millionths(share: f64) -> u64 {
    (share * 1e6) as u64
}
