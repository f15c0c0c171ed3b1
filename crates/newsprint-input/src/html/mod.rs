//! The input `html`: one news page, one document with its article.

mod agreement;
mod article;
mod attributes;
mod body;
mod build;
mod bylines;
mod container;
mod headline;
mod input;
mod lead;
mod page;
mod people;
mod publication;
mod reading;
mod script;
mod statement;
mod tag;
mod vocabulary;

pub use article::{PageReader, ReadPage};
#[cfg(feature = "warc")]
pub(crate) use input::declared_charset;
pub use input::{HtmlInput, HtmlOptions};
