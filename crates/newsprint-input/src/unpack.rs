//! What takes compression off: with the feature `compression`.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use newsprint_core::StepError;

pub(crate) use crate::archive::Archive;
use crate::archive::{TarMembers, ZipMembers};
use crate::compression::{Content, Counted, Decompression, Format, Stream, bounded};
use crate::files::{unopened, unreadable};

/// Memory that an xz file may ask for: its strongest preset needs 65 MiB.
const XZ_MEMORY: u64 = 256 << 20;

/// Compressed bytes that are read at once.
const BLOCK: usize = 128 << 10;

/// Takes one layer of `format` off `stream`, which is the file at `path` where that is given.
pub(crate) fn unpack(
    format: Format,
    stream: Stream,
    path: Option<&Path>,
    limits: &Decompression,
) -> Result<Content, StepError> {
    match (format, path) {
        (Format::Tar, _) => Ok(Content::Archive(Archive::Tar(TarMembers::open(stream)))),
        (Format::Zip, Some(path)) => {
            let file = File::open(path).map_err(unopened)?;
            Ok(Content::Archive(Archive::Zip(ZipMembers::open(file, limits)?)))
        }
        (Format::Zip, None) => {
            Err(StepError::new("a zip archive in a stream, which can only be read from its end")
                .code("cannot-read")
                .help("save it to a file of its own"))
        }
        _ => Ok(Content::Plain(decoder(format, stream).map_err(unreadable)?)),
    }
}

fn decoder(format: Format, stream: Stream) -> io::Result<Stream> {
    let stream = BufReader::with_capacity(BLOCK, stream);
    Ok(match format {
        Format::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(stream)),
        Format::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(stream)?),
        Format::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(stream)),
        Format::Xz => {
            let flags = liblzma::stream::CONCATENATED;
            let state = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY, flags)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(stream, state))
        }
        Format::Zip | Format::Tar => Box::new(stream),
    })
}

/// A file of a zip archive as it was before; `None` for a method that is not supported.
pub(crate) fn unzipped(
    stream: impl io::Read + Send + 'static,
    method: Option<&str>,
    limits: &Decompression,
) -> io::Result<Option<Stream>> {
    let taken = Arc::new(AtomicU64::new(0));
    let stream: Stream = Box::new(Counted::new(stream, &taken));
    let stream: Stream = match method {
        Some("STORE") => stream,
        Some("DEFLATE") => {
            let stream = BufReader::with_capacity(BLOCK, stream);
            Box::new(flate2::bufread::DeflateDecoder::new(stream))
        }
        Some("BZIP2") => decoder(Format::Bzip2, stream)?,
        Some("ZSTD") => decoder(Format::Zstd, stream)?,
        Some("XZ") => decoder(Format::Xz, stream)?,
        _ => return Ok(None),
    };
    Ok(Some(bounded(stream, &taken, limits)))
}
