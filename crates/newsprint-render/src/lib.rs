//! Writes articles as JSON Lines, Markdown, news items, feeds and databases.

mod atomic;
mod compress;
mod feed;
mod items;
mod jsonl;
mod lines;
mod markdown;
mod markup;
mod naming;
mod ninjs;
mod page;

pub use compress::Compression;
pub use feed::{FeedFormat, FeedSink, FeedSinkOptions};
pub use items::Layout;
pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
pub use ninjs::{NinjsSink, NinjsSinkOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl`, `markdown`, `ninjs` and `feed`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()?;
    registry.add_output::<NinjsSink>()?;
    registry.add_output::<FeedSink>()
}
