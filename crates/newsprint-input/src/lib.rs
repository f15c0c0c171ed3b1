//! Reads text files and JSON Lines into documents.

#[cfg(feature = "compression")]
mod archive;
mod compression;
mod encoding;
mod fields;
mod files;
#[cfg(feature = "html")]
mod html;
mod jsonl;
mod lines;
mod origin;
mod path_pattern;
mod paths;
mod record;
mod sidecar;
mod text;
#[cfg_attr(not(feature = "compression"), path = "no_unpack.rs")]
mod unpack;
mod utf16;
mod whole;

pub use compression::Decompression;
pub use encoding::{Malformed, TextEncoding};
pub use fields::Fields;
#[cfg(feature = "html")]
pub use html::{HtmlInput, HtmlOptions, PageReader, ReadPage};
pub use jsonl::{JsonlInput, JsonlOptions};
pub use text::{TextInput, TextOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the inputs `text`, `jsonl`, and with the feature of its name `html`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_input::<TextInput>()?;
    registry.add_input::<JsonlInput>()?;
    #[cfg(feature = "html")]
    registry.add_input::<HtmlInput>()?;
    Ok(())
}
