//! Reads texts, web pages, PDF pages and corpora into documents.

#[cfg(feature = "compression")]
mod archive;
mod compression;
mod day;
mod encoding;
mod fields;
mod files;
mod folio;
#[cfg(feature = "html")]
mod html;
mod jsonl;
mod lines;
mod look;
#[cfg(feature = "ocr")]
mod ocr;
mod origin;
mod paragraphs;
#[cfg(feature = "parquet")]
mod parquet;
mod path_pattern;
mod paths;
#[cfg(feature = "pdf")]
mod pdf;
mod printed_date;
mod record;
mod sidecar;
mod text;
#[cfg_attr(not(feature = "compression"), path = "no_unpack.rs")]
mod unpack;
mod utf16;
mod walk;
#[cfg(feature = "warc")]
mod warc;
mod whole;

#[cfg(feature = "parquet")]
pub use self::parquet::{ParquetInput, ParquetOptions, write_row};
pub use compression::Decompression;
pub use encoding::{Malformed, TextEncoding};
pub use fields::Fields;
#[cfg(feature = "html")]
pub use html::{HtmlInput, HtmlOptions, PageReader, ReadPage};
pub use jsonl::{JsonlInput, JsonlOptions};
pub use look::{Look, RecordKeys, look};
#[cfg(feature = "ocr")]
pub use ocr::{OcrInput, OcrOptions};
#[cfg(feature = "pdf")]
pub use pdf::{PdfInput, PdfOptions};
pub use text::{TextInput, TextOptions};
#[cfg(feature = "warc")]
pub use warc::{WarcInput, WarcOptions};

#[cfg(not(all(
    feature = "html",
    feature = "ocr",
    feature = "parquet",
    feature = "pdf",
    feature = "warc"
)))]
use newsprint_core::StepKind;
use newsprint_core::{Registry, RegistryError};

/// Adds the inputs whose features are on, and tells the registry of the others.
macro_rules! optional {
    ($registry:ident; $($feature:literal => $input:ident, $name:literal;)*) => {$(
        #[cfg(feature = $feature)]
        $registry.add_input::<$input>()?;
        #[cfg(not(feature = $feature))]
        $registry.leave_out(StepKind::Input, $name, $feature);
    )*};
}

/// Adds the inputs that this build has; the registry knows of the others which feature brings them.
///
/// # Errors
/// When one of the names is taken.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_input::<TextInput>()?;
    registry.add_input::<JsonlInput>()?;
    optional! { registry;
        "html" => HtmlInput, "html";
        "ocr" => OcrInput, "ocr";
        "parquet" => ParquetInput, "parquet";
        "pdf" => PdfInput, "pdf";
        "warc" => WarcInput, "warc";
    }
    Ok(())
}
