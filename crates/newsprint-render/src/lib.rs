//! Writes articles as JSON Lines, Markdown, tables, news items, feeds, databases and sites.

mod atomic;
mod compress;
#[cfg(feature = "compression")]
mod dolma;
#[cfg(feature = "site")]
mod engine;
mod feed;
mod impresso;
mod items;
mod jsonl;
mod lines;
mod markdown;
mod markup;
mod naming;
mod ninjs;
mod page;
mod passage;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "sqlite")]
mod sqlite;
pub mod table;
#[cfg(feature = "site")]
mod template;

pub use compress::Compression;
#[cfg(feature = "compression")]
pub use dolma::{DolmaSink, DolmaSinkOptions};
pub use feed::{FeedFormat, FeedSink, FeedSinkOptions};
pub use impresso::{ImpressoSink, ImpressoSinkOptions};
pub use items::Layout;
pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
pub use ninjs::{NinjsSink, NinjsSinkOptions};
#[cfg(feature = "site")]
pub use site::{Language, Site, SiteOptions};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteSink, SqliteSinkOptions};
#[cfg(feature = "site")]
pub use template::{Template, TemplateOptions};

use newsprint_core::{Registry, RegistryError};
#[cfg(not(all(feature = "compression", feature = "site", feature = "sqlite")))]
use newsprint_core::StepKind;

/// Adds the outputs that this build has; the registry knows of the others which feature brings them.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()?;
    registry.add_output::<NinjsSink>()?;
    registry.add_output::<ImpressoSink>()?;
    registry.add_output::<FeedSink>()?;
    #[cfg(feature = "compression")]
    registry.add_output::<DolmaSink>()?;
    #[cfg(not(feature = "compression"))]
    registry.leave_out(StepKind::Output, "dolma", "compression");
    #[cfg(feature = "sqlite")]
    registry.add_output::<SqliteSink>()?;
    #[cfg(not(feature = "sqlite"))]
    registry.leave_out(StepKind::Output, "sqlite", "sqlite");
    #[cfg(feature = "site")]
    {
        registry.add_output::<Site>()?;
        registry.add_output::<Template>()?;
    }
    #[cfg(not(feature = "site"))]
    for name in ["site", "template"] {
        registry.leave_out(StepKind::Output, name, "site");
    }
    Ok(())
}
