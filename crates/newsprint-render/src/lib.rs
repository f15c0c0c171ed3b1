//! Writes articles as JSON Lines and Markdown, and with the feature `site` as pages.

mod atomic;
#[cfg(feature = "site")]
mod engine;
mod jsonl;
mod markdown;
mod page;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "site")]
mod template;

pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
#[cfg(feature = "site")]
pub use site::{Language, Site, SiteOptions};
#[cfg(feature = "site")]
pub use template::{Template, TemplateOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl` and `markdown`, and with the feature `site` the outputs
/// `site` and `template`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<MarkdownSink>()?;
    #[cfg(feature = "site")]
    {
        registry.add_output::<Site>()?;
        registry.add_output::<Template>()?;
    }
    Ok(())
}
