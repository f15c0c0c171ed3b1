//! Writes articles as JSON Lines and Markdown.

mod atomic;
mod jsonl;
mod markdown;
mod page;
pub mod table;

pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl` and `markdown`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()
}
