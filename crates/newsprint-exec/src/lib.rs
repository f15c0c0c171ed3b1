//! A stage in any language: a program that answers over pipes, one line of JSON a document.
//!
//! The stage is [`Exec`]; the protocol is told in `docs/reference/exec.md`. No other crate of the
//! library starts programs, and this one starts none but those that a pipeline names.

mod answer;
mod child;
mod launch;
mod pool;
mod request;
mod stage;
mod stderr;

use newsprint_core::{Registry, RegistryError};

pub use stage::{Exec, ExecOptions};

/// The helper for stages in Python: one file to be copied beside the stage.
pub const PYTHON_HELPER: &str = include_str!("../python/newsprint_stage.py");

/// Adds the crate's stage.
///
/// # Errors
/// When another step has its name.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<Exec>()
}
