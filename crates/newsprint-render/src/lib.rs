//! Writes articles as JSON Lines, Markdown, news items, feeds and databases.

mod atomic;
mod compress;
#[cfg(feature = "compression")]
mod dolma;
mod feed;
mod items;
mod jsonl;
mod lines;
mod markdown;
mod markup;
mod naming;
mod ninjs;
mod page;
#[cfg(feature = "compression")]
mod passage;
#[cfg(feature = "sqlite")]
mod sqlite;
pub mod table;

pub use compress::Compression;
#[cfg(feature = "compression")]
pub use dolma::{DolmaSink, DolmaSinkOptions};
pub use feed::{FeedFormat, FeedSink, FeedSinkOptions};
pub use items::Layout;
pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
pub use ninjs::{NinjsSink, NinjsSinkOptions};
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteSink, SqliteSinkOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl`, `markdown`, `ninjs` and `feed`, and those whose features are on: `dolma`
/// with `compression`, `sqlite` with `sqlite`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()?;
    registry.add_output::<NinjsSink>()?;
    #[cfg(feature = "compression")]
    registry.add_output::<DolmaSink>()?;
    #[cfg(feature = "sqlite")]
    registry.add_output::<SqliteSink>()?;
    registry.add_output::<FeedSink>()
}
