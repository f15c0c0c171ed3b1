//! Writes articles as JSON Lines, Markdown, news items, feeds and databases.

mod atomic;
mod compress;
mod dolma;
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
#[cfg(feature = "sqlite")]
mod sqlite;
pub mod table;

pub use compress::Compression;
pub use dolma::{DolmaSink, DolmaSinkOptions};
pub use feed::{FeedFormat, FeedSink, FeedSinkOptions};
pub use impresso::{ImpressoSink, ImpressoSinkOptions};
pub use items::Layout;
pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
pub use ninjs::{NinjsSink, NinjsSinkOptions};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteSink, SqliteSinkOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl`, `markdown`, `ninjs`, `feed`, `dolma` and `impresso`, and with the
/// feature `sqlite` the output of that name.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()?;
    registry.add_output::<NinjsSink>()?;
    registry.add_output::<ImpressoSink>()?;
    registry.add_output::<DolmaSink>()?;
    #[cfg(feature = "sqlite")]
    registry.add_output::<SqliteSink>()?;
    registry.add_output::<FeedSink>()
}
