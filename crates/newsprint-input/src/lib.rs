//! Reads text files and JSON Lines into documents.

mod encoding;
mod files;
mod jsonl;
mod lines;
mod record;
mod sidecar;
mod text;
mod whole;

pub use encoding::{Malformed, TextEncoding};
pub use jsonl::{Fields, JsonlInput, JsonlOptions};
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
