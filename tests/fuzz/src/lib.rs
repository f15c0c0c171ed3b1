//! What newsprint must keep to whatever bytes come in: a function for each parser of outside bytes,
//! which panics when a law is broken.
//!
//! The fuzz targets call them on bytes that libFuzzer makes, the tests of the workspace on the seeds.

mod damage;
mod inputs;
mod kept;
mod pipeline;
mod repeated;
mod support;
mod texts;

pub use inputs::{html, jsonl, mets, ocr, packed, parquet, pdf, sidecar, text, warc};
pub use kept::{index, journal, rejects};
pub use pipeline::pipeline;
pub use repeated::repeated;
pub use texts::{expression, figures, interchange, lexicon, page};

/// What panics on bytes that break a law.
pub type Target = fn(&[u8]);

/// Every target with its name.
pub const TARGETS: &[(&str, Target)] = &[
    ("expression", expression),
    ("figures", figures),
    ("html", html),
    ("index", index),
    ("interchange", interchange),
    ("journal", journal),
    ("jsonl", jsonl),
    ("lexicon", lexicon),
    ("mets", mets),
    ("ocr", ocr),
    ("packed", packed),
    ("page", page),
    ("parquet", parquet),
    ("pdf", pdf),
    ("pipeline", pipeline),
    ("rejects", rejects),
    ("repeated", repeated),
    ("sidecar", sidecar),
    ("text", text),
    ("warc", warc),
];

/// Lets a library panic on damaged files where that is caught, as pipelines do: libFuzzer's own hook
/// ends the process before. What is not caught ends it all the same; `RUST_BACKTRACE` tells why.
#[cfg(not(test))]
pub fn let_panics_be_caught() {
    let told = std::env::var_os("RUST_BACKTRACE").is_some();
    std::panic::set_hook(Box::new(move |panic| {
        if told {
            eprintln!("{panic}");
        }
    }));
}
