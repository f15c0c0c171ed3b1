//! Stages that choose, mark and rewrite articles: what users of corpora expect besides reading,
//! grouping and figures.

mod character;
#[cfg(feature = "opencc")]
mod convert_script;
mod expression;
mod filter;
mod identify_language;
mod limit;
mod mask;
mod name;
mod quality;
mod rename;
mod route;
mod sample;
mod script;
mod set;
mod text;

use newsprint_core::{Registry, RegistryError};

#[cfg(feature = "opencc")]
pub use convert_script::{ConvertScript, ConvertScriptOptions, Script, To};
pub use filter::{Each, Filter, FilterOptions};
pub use identify_language::{IdentifyLanguage, IdentifyLanguageOptions, Language};
pub use limit::{Limit, LimitOptions};
pub use mask::{Mask, MaskOptions, Private};
pub use quality::{Action, FilterQuality, FilterQualityOptions, Preset, Quality, Words};
pub use rename::{Rename, RenameOptions};
pub use route::{Route, RouteOptions, RouteTo};
pub use sample::{Sample, SampleOptions};
pub use set::{Set, SetField, SetOptions};

/// Adds the stages of this crate.
///
/// # Errors
/// When a name is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    #[cfg(feature = "opencc")]
    registry.add_stage::<ConvertScript>()?;
    #[cfg(not(feature = "opencc"))]
    registry.leave_out(newsprint_core::StepKind::Stage, "convert-script", "opencc");
    registry.add_stage::<Filter>()?;
    registry.add_stage::<FilterQuality>()?;
    registry.add_stage::<IdentifyLanguage>()?;
    registry.add_corpus_stage::<Limit>()?;
    registry.add_stage::<Mask>()?;
    registry.add_stage::<Rename>()?;
    registry.add_stage::<Route>()?;
    registry.add_stage::<Sample>()?;
    registry.add_stage::<Set>()
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
        identify_language_laws: "identify-language" with "",
        mask_laws: "mask" with
            "kinds = [\"phone\", \"id-number\", \"mail\", \"bank-card\", \"plate\"]",
        limit_of_articles: "limit" with "first = 3",
        limit_of_documents: "limit" with "first = 2\neach = \"document\"",
        rename_headline: "rename" with "from = \"headline\"\nto = \"kicker\"",
        route_by_length: "route" with
            "routes = [{ label = \"long\", when = \"length > 40\" }]\notherwise = \"short\"",
        sample_of_articles: "sample" with "rate = 0.5",
        sample_of_documents: "sample" with "rate = 0.5\neach = \"document\"",
        set_section: "set" with
            "fields = [{ name = \"section\", value = \"headline\" }, { name = \"a/b\", value = \"length\" }]",
        quality_marks: "filter-quality" with "action = \"mark\"",
    ],
}

#[cfg(all(test, feature = "opencc"))]
mod with_opencc {
    newsprint_testkit::laws! {
        register: crate::register,
        stages: [
            convert_to_simplified: "convert-script" with "",
            convert_to_taiwan: "convert-script" with "to = \"taiwan-words\"",
        ],
    }
}
