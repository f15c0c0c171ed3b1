//! Reads text files, JSON Lines and PDF pages into documents.

mod files;
mod jsonl;
mod lines;
#[cfg(feature = "pdf")]
mod pdf;
mod record;
mod sidecar;
mod text;
mod whole;

pub use jsonl::{Fields, JsonlInput, JsonlOptions};
#[cfg(feature = "pdf")]
pub use pdf::{PdfInput, PdfOptions};
pub use text::{TextInput, TextOptions};

#[cfg(not(feature = "pdf"))]
use newsprint_core::StepKind;
use newsprint_core::{Registry, RegistryError};

/// Adds the inputs `text`, `jsonl` and, with the feature of its name, `pdf`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_input::<TextInput>()?;
    #[cfg(feature = "pdf")]
    registry.add_input::<PdfInput>()?;
    #[cfg(not(feature = "pdf"))]
    registry.leave_out(StepKind::Input, "pdf", "pdf");
    registry.add_input::<JsonlInput>()
}
