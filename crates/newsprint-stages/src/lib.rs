//! Stages that choose, mark and rewrite articles: what users of corpora expect besides reading,
//! grouping and figures.

mod character;
mod expression;
mod filter;
mod identify_language;
mod quality;
mod text;

use newsprint_core::{Registry, RegistryError};

pub use filter::{Each, Filter, FilterOptions};
pub use identify_language::Language;
pub use quality::{Action, FilterQuality, FilterQualityOptions, Preset, Quality, Words};

/// Adds the stages of this crate.
///
/// # Errors
/// When a name is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<Filter>()?;
    registry.add_stage::<FilterQuality>()
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [
        filter_laws: "filter" with "keep = 'length >= 40'",
        filter_of_documents: "filter" with "keep = 'length > 40'\neach = \"document\"",
        quality_of_news: "filter-quality" with "",
        quality_of_gopher: "filter-quality" with "preset = \"gopher\"",
        quality_of_c4: "filter-quality" with "preset = \"c4\"\nleast-sentences = 1",
        quality_marks: "filter-quality" with "action = \"mark\"",
    ],
}
