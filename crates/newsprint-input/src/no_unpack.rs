//! What stands in for `unpack.rs` in a build without the feature `compression`.

use std::path::Path;

use newsprint_core::StepError;

use crate::compression::{Content, Decompression, Format, Stream};

/// A file of an archive.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) bytes: Result<Stream, StepError>,
}

/// No archive can be opened.
pub(crate) enum Archive {}

impl Iterator for Archive {
    type Item = Result<Member, StepError>;

    fn next(&mut self) -> Option<Self::Item> {
        match *self {}
    }
}

/// Says what is lacking.
pub(crate) fn unpack(
    format: Format,
    _: Stream,
    _: Option<&Path>,
    _: &Decompression,
) -> Result<Content, StepError> {
    let name = match format {
        Format::Gzip => "gzip",
        Format::Zstd => "zstd",
        Format::Xz => "xz",
        Format::Bzip2 => "bzip2",
        Format::Zip => "zip",
        Format::Tar => "tar",
    };
    let message = format!("compressed with {name}, which this build cannot read");
    let help = "build with the feature `compression`, or decompress the file first";
    Err(StepError::new(message).code("unknown-packing").help(help))
}
