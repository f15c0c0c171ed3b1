//! Reads the figures that articles state, as rows.
//!
//! The stage is [`FindMetrics`]; [`extract`] reads plain text without the model of articles.

mod bind;
mod clause;
mod lead;
mod lexicon;
mod link;
mod list;
mod place;
mod reading;
mod recognise;
mod said;
mod scan;
mod stage;
mod subject;

use newsprint_core::{Registry, RegistryError};
use newsprint_zh::date::Date;

pub use lexicon::{Factor, Lexicon, Unit, UnitKind};
pub use link::{Conflict, LinkMetrics, LinkMetricsOptions, SeriesLink, SeriesLinks};
pub use reading::{At, Basis, Field, Reading, Rule};
pub use recognise::{Kind, Recognised, recognise};
pub use scan::{Figure, Sort, Token, What};
pub use stage::{FindMetrics, FindMetricsOptions};

use crate::bind::Reader;
use crate::subject::Places;

/// Adds the crate's stages.
///
/// # Errors
/// When another step has the name of one.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<FindMetrics>()?;
    registry.add_corpus_stage::<LinkMetrics>()
}

/// The figures, times and names of a plain text, in order and without overlaps. Linear in the text.
pub fn scan(lexicon: &Lexicon, text: &str) -> Vec<Token> {
    scan::scan(text, lexicon, &mut Vec::new())
}

/// The figures of a plain text, in order; `written` is the day that relative times are counted
/// from. Linear in the text.
pub fn extract(lexicon: &Lexicon, text: &str, written: Option<Date>) -> Vec<Reading> {
    let places = Places::learn(lexicon, std::iter::once(text), None);
    Reader::new(lexicon, places, written).read(text)
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [
        find_metrics_laws: "find-metrics" with "",
        link_metrics_laws: "link-metrics" with "",
    ],
}
