//! Stages that choose, mark and rewrite articles: what users of corpora expect besides reading,
//! grouping and figures.

mod expression;
mod filter;
mod identify_language;
mod text;

use newsprint_core::{Registry, RegistryError};

pub use filter::{Each, Filter, FilterOptions};
pub use identify_language::Language;

/// Adds the stages of this crate.
///
/// # Errors
/// When a name is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<Filter>()
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [
        filter_laws: "filter" with "keep = 'length >= 40'",
        filter_of_documents: "filter" with "keep = 'length > 40'\neach = \"document\"",
    ],
}
