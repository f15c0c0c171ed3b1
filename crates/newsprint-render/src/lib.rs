//! Writes articles as JSON Lines and Markdown.

use newsprint_core::{Registry, RegistryError};

/// Adds this crate's steps.
///
/// # Errors
/// When a name is taken.
pub fn register(_: &mut Registry) -> Result<(), RegistryError> {
    Ok(())
}
