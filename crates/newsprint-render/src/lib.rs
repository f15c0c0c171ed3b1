//! Writes articles as JSON Lines, Markdown, tables, news items, feeds, databases and sites.

mod atomic;
mod compress;
mod csv;
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
#[cfg(feature = "parquet")]
mod parquet;
mod passage;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "sqlite")]
mod sqlite;
pub mod table;
#[cfg(feature = "site")]
mod template;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use self::csv::{CsvSink, CsvSinkOptions};
#[cfg(feature = "parquet")]
pub use self::parquet::{ArrowRows, ParquetSink, ParquetSinkOptions};
pub use compress::Compression;
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
#[cfg(feature = "xlsx")]
pub use xlsx::{XlsxSink, XlsxSinkOptions};

#[cfg(not(all(feature = "parquet", feature = "site", feature = "sqlite", feature = "xlsx")))]
use newsprint_core::StepKind;
use newsprint_core::{Registry, RegistryError};

/// Adds the outputs whose features are on, and tells the registry of the others.
macro_rules! optional {
    ($registry:ident; $($feature:literal => $sink:ident, $name:literal;)*) => {$(
        #[cfg(feature = $feature)]
        $registry.add_output::<$sink>()?;
        #[cfg(not(feature = $feature))]
        $registry.leave_out(StepKind::Output, $name, $feature);
    )*};
}

/// Adds the outputs that this build has; the registry knows of the others which feature brings them.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<CsvSink>()?;
    registry.add_output::<MarkdownSink>()?;
    registry.add_output::<NinjsSink>()?;
    registry.add_output::<ImpressoSink>()?;
    registry.add_output::<FeedSink>()?;
    registry.add_output::<DolmaSink>()?;
    optional! { registry;
        "parquet" => ParquetSink, "parquet";
        "site" => Site, "site";
        "site" => Template, "template";
        "sqlite" => SqliteSink, "sqlite";
        "xlsx" => XlsxSink, "xlsx";
    }
    Ok(())
}
