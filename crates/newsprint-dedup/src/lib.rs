//! Finds exact duplicates and reprints of articles.

mod align;
mod apart;
mod bands;
mod block;
mod body;
mod cluster;
mod compare;
mod corpus;
mod drop_exact;
mod evidence;
mod exchange;
mod explain;
mod figures;
mod fingerprint;
mod folder;
mod group_reprints;
mod grouping;
mod groups;
mod index;
mod mark_passages;
mod members;
mod normalise;
mod relation;
mod runs;
mod segment;
mod sentences;
mod shingle;
mod table;
mod tell;

use newsprint_core::{Registry, RegistryError};

pub use drop_exact::{DropExact, DropExactOptions};
pub use evidence::{EdgeKind, Evidence, LikenessEdge, Likenesses};
pub use explain::{Difference, Explanation, Likeness, explain};
pub use group_reprints::{Action, Candidates, GroupReprints, GroupReprintsOptions, IndexOptions};
pub use grouping::{Leader, Place, Rules, group};
pub use mark_passages::{MarkPassages, MarkPassagesOptions, Passage, Passages};
pub use normalise::normalise;

/// Seed of every hash that is stored or compared.
const SEED: u64 = 0;

/// Counts beyond 32 bits are told as the largest.
fn saturate(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Adds `drop-exact`, `group-reprints` and `mark-passages`.
///
/// # Errors
/// When a name is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_corpus_stage::<DropExact>()?;
    registry.add_corpus_stage::<GroupReprints>()?;
    registry.add_corpus_stage::<MarkPassages>()
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [
        drop_exact_laws: "drop-exact" with "",
        group_reprints_laws: "group-reprints" with "",
        group_reprints_dropping: "group-reprints" with "action = \"drop\"\nleader = \"earliest\"",
        mark_passages_laws: "mark-passages" with "stories = 1",
    ],
}
