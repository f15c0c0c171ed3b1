//! Reads text files and JSON Lines into documents.

#[cfg(feature = "compression")]
mod archive;
mod compression;
mod encoding;
mod fields;
mod files;
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
pub use jsonl::{JsonlInput, JsonlOptions};
pub use text::{TextInput, TextOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the inputs `text` and `jsonl`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_input::<TextInput>()?;
    registry.add_input::<JsonlInput>()
}
