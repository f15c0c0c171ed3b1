//! Takes a page's text apart into articles.
//!
//! The work is done in layers that know nothing of each other's insides: `gutter`, `wrap`, `typeset`
//! and `fragment` (lines), `observe` (facts about each line, with `topic`, `column`, `words` and
//! `language`), `decode` (the sequence of decisions that fits best, by the weights of
//! `data/decisions.bin`), `assemble` (articles from lines with decisions).

mod assemble;
mod beam;
mod byline;
mod column;
mod cues;
mod decode;
mod exclusion;
mod feature;
mod fragment;
mod gutter;
mod hash;
mod head;
mod join_pages;
#[cfg(not(feature = "train"))]
mod language;
#[cfg(feature = "train")]
pub mod language;
mod moment;
mod observe;
mod order;
mod path;
mod phrases;
mod placing;
mod role;
mod runs;
mod shape;
mod siblings;
mod split_page;
mod story;
mod table;
mod tell;
mod telling;
mod text;
mod topic;
#[cfg(feature = "train")]
pub mod train;
mod turn;
mod typeset;
mod weights;
mod words;
mod wrap;

use newsprint_core::{Registry, RegistryError};

pub use join_pages::{JoinPages, JoinPagesOptions, Joined, JoinedBlock};
pub use split_page::{Split, SplitPage, SplitPageOptions};
pub use turn::{Direction, Turn, Turns};

/// Adds the stages of this crate.
///
/// # Errors
/// When one of their names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<SplitPage>()?;
    registry.add_corpus_stage::<JoinPages>()
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [split_page_laws: "split-page" with "", join_pages_laws: "join-pages" with ""],
}
