//! Reads the figures that articles state, as rows.
//!
//! The stage is [`FindMetrics`]; [`extract`] reads plain text without the model of articles:
//! `extract(text, date)` gives the rows of a text and what makes them doubtful.

mod base;
mod bind;
mod clause;
mod field;
mod fraction;
mod lead;
mod lexicon;
mod link;
mod list;
mod place;
mod predicate;
mod reading;
mod recognise;
mod rows;
mod said;
mod scan;
mod stage;
mod step;
mod subject;
mod tell;

use std::sync::LazyLock;

use newsprint_core::{Registry, RegistryError};
use newsprint_zh::date::Date;

pub use lexicon::{Factor, Lexicon, Unit, UnitKind};
pub use link::{Conflict, LinkMetrics, LinkMetricsOptions, SeriesLink, SeriesLinks};
pub use reading::{At, Basis, Doubt, Field, Reading, Rule};
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

/// What a plain text states.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Extract {
    /// The figures, in order: each with its value, unit, indicator, subject, period and comparison,
    /// and where those were read.
    pub readings: Vec<Reading>,
    /// What makes them doubtful, and what could not be read: each with a code and its bytes.
    pub doubts: Vec<Doubt>,
}

/// The figures of a plain text with their meaning; `written` is the day that relative times are
/// counted from: without it they have no place in the calendar. Each line of `text` is a paragraph.
/// Linear in the text.
///
/// The word lists are the bundled ones, which are compiled once; for others see [`extract_with`].
///
/// ```
/// use newsprint_metrics::extract;
/// use newsprint_zh::date::Date;
///
/// let text = "去年，青岭市茶叶产量5.2万吨，增长8.5%。";
/// let found = extract(text, Date::new(2024, 6, 28));
/// let [level, growth] = &found.readings[..] else { return Err("two figures".into()) };
/// assert_eq!((level.subject.as_deref(), level.indicator.as_str()), (Some("青岭市"), "茶叶产量"));
/// assert_eq!((level.value.to_string(), level.unit.as_str()), ("52000".to_owned(), "吨"));
/// assert_eq!((&growth.indicator, growth.comparison.as_deref()), (&level.indicator, Some("yoy")));
/// assert_eq!(growth.period.map(|it| it.to_string()).as_deref(), Some("2023"));
/// assert_eq!(&text[growth.span.clone()], "8.5%");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extract(text: &str, written: Option<Date>) -> Extract {
    // A test reads the bundled lists: there is always a lexicon.
    BUNDLED.as_ref().map(|lexicon| extract_with(lexicon, text, written)).unwrap_or_default()
}

static BUNDLED: LazyLock<Option<Lexicon>> = LazyLock::new(|| Lexicon::bundled().ok());

/// What [`extract`] gives, by the words of `lexicon`.
///
/// ```
/// use newsprint_metrics::{Lexicon, extract_with};
///
/// let lexicon = Lexicon::bundled().map_err(|_| "the bundled lists are well formed")?;
/// let found = extract_with(&lexicon, "茶企70家。", None);
/// assert_eq!(found.readings[0].unit, "家");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn extract_with(lexicon: &Lexicon, text: &str, written: Option<Date>) -> Extract {
    let places = Places::learn(lexicon, std::iter::once(text), None);
    let mut reader = Reader::new(lexicon, places, written);
    let readings = reader.read(text);
    Extract { readings, doubts: reader.doubts }
}

#[cfg(test)]
newsprint_testkit::laws! {
    register: register,
    stages: [
        find_metrics_laws: "find-metrics" with "",
        link_metrics_laws: "link-metrics" with "",
    ],
}
