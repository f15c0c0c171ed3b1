//! Writes articles as JSON Lines, as tables and as Markdown.

mod atomic;
mod csv;
mod jsonl;
mod markdown;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod stream;
pub mod table;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use self::csv::{CsvSink, CsvSinkOptions};
#[cfg(feature = "parquet")]
pub use self::parquet::{ParquetSink, ParquetSinkOptions};
pub use jsonl::{JsonlSink, JsonlSinkOptions, Records};
pub use markdown::{MarkdownSink, MarkdownSinkOptions};
#[cfg(feature = "xlsx")]
pub use xlsx::{XlsxSink, XlsxSinkOptions};

use newsprint_core::{Registry, RegistryError};

/// Adds the outputs `jsonl`, `csv` and `markdown`, and with the features of their names `xlsx` and
/// `parquet`.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_output::<JsonlSink>()?;
    registry.add_output::<CsvSink>()?;
    #[cfg(feature = "xlsx")]
    registry.add_output::<XlsxSink>()?;
    #[cfg(feature = "parquet")]
    registry.add_output::<ParquetSink>()?;
    registry.add_output::<MarkdownSink>()
}
