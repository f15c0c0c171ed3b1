//! What an article says of the articles that it is like.

use newsprint_core::{ArticleId, GroupKind, serde};

use crate::compare::Comparison;
use crate::saturate;

newsprint_core::attachment! {
    /// The articles that an article is like, with what speaks for it.
    pub struct Likenesses: "newsprint-dedup/likeness" {
        /// The leader of its group, unless it is that itself; then the article that uses the same
        /// template with other figures and is most like it, if one was met.
        pub edges: Vec<LikenessEdge>,
    }
}

/// How an article is like another.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
#[non_exhaustive]
pub struct LikenessEdge {
    /// The other article.
    pub article: ArticleId,
    /// How the two are alike.
    pub kind: EdgeKind,
    /// How much, from 0 to 1: of the characters of either those in both; of the shorter article's
    /// when one is contained.
    pub similarity: f64,
    /// What decided.
    pub evidence: Evidence,
}

/// How two articles are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "newsprint_core::serde", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EdgeKind {
    /// The same text after normalisation.
    Exact,
    /// The same story with small changes.
    Near,
    /// The shorter one stands in the longer one.
    Contained,
    /// One template with other figures: two stories.
    Template,
}

impl From<GroupKind> for EdgeKind {
    fn from(kind: GroupKind) -> Self {
        match kind {
            GroupKind::Exact => Self::Exact,
            GroupKind::Contained => Self::Contained,
            _ => Self::Near,
        }
    }
}

/// What two texts share and how they differ, in letters and digits where not said otherwise. All is
/// 0 for texts that are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
#[non_exhaustive]
pub struct Evidence {
    /// Stand in both, in the same order.
    pub shared: u32,
    /// Places where one character is lost, added or replaced.
    pub damaged: u32,
    /// Stand for others, in wider gaps.
    pub replaced: u32,
    /// Figures that stand in the same place.
    pub figures: u32,
    /// How many of these differ.
    pub other_figures: u32,
}

/// Bytes of evidence in a verdict.
pub(crate) const EVIDENCE_SIZE: usize = 20;

impl Evidence {
    pub(crate) fn new(found: &Comparison) -> Self {
        Self {
            shared: saturate(found.shared),
            damaged: saturate(found.damaged),
            replaced: saturate(found.replaced),
            figures: saturate(found.figures.compared),
            other_figures: saturate(found.figures.slightly + found.figures.wholly),
        }
    }

    pub(crate) fn to_bytes(self) -> [u8; EVIDENCE_SIZE] {
        let Self { shared, damaged, replaced, figures, other_figures } = self;
        let mut bytes = [0; EVIDENCE_SIZE];
        let numbers = [shared, damaged, replaced, figures, other_figures];
        for (chunk, number) in bytes.as_chunks_mut().0.iter_mut().zip(numbers) {
            *chunk = number.to_le_bytes();
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; EVIDENCE_SIZE]) -> Self {
        let mut numbers = [0; EVIDENCE_SIZE / 4];
        for (number, chunk) in numbers.iter_mut().zip(bytes.as_chunks().0) {
            *number = u32::from_le_bytes(*chunk);
        }
        let [shared, damaged, replaced, figures, other_figures] = numbers;
        Self { shared, damaged, replaced, figures, other_figures }
    }
}
