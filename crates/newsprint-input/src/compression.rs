//! Compressed files, known by their first bytes whatever their names.

use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use newsprint_core::StepError;

use crate::unpack::{Archive, unpack};

/// Bytes that are read one after another.
pub(crate) type Stream = Box<dyn Read + Send>;

/// How many times over a file may be compressed: `.tar.gz` twice, with room for oddities.
const LAYERS: usize = 4;

/// Bytes at the start of a file that are looked at. A tar, the last to tell itself, does so at byte
/// 257; small files are read whole in one call of the system.
const START: usize = 64 << 10;

/// Output that no ratio is asked of: short texts of one character compress without bound.
const FREE: u64 = 16 << 20;

newsprint_core::options! {
    /// Limits on what compressed files may grow to, against files made to fill memory and disks.
    pub struct Decompression {
        /// The size in bytes above which a decompressed file is refused.
        pub max_bytes: u64 = Decompression::default().max_bytes, in 1..=u64::MAX;
        /// How many times its compressed size a file may grow to, the first 16 MiB aside.
        pub max_ratio: u64 = Decompression::default().max_ratio, in 1..=u64::MAX;
    }
}

impl Default for Decompression {
    /// A tebibyte, and 200 times: text compresses 3 to 20 times.
    fn default() -> Self {
        Self { max_bytes: 1 << 40, max_ratio: 200 }
    }
}

/// What stands in a file once it is decompressed.
pub(crate) enum Content {
    /// The file itself.
    Plain(Stream),
    /// Files, one after another.
    #[cfg_attr(not(feature = "compression"), expect(dead_code, reason = "nothing is unpacked"))]
    Archive(Archive),
}

/// A format that is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    Zip,
    Tar,
}

impl Format {
    /// The format of a file that starts like this; `None` for none of them.
    fn of(start: &[u8]) -> Option<Self> {
        Some(match start {
            [0x1F, 0x8B, 0x08, ..] => Self::Gzip,
            // A frame, or one of the skippable frames that may stand before it.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, ..] => Self::Bzip2,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            _ if start.get(257..262) == Some(b"ustar") => Self::Tar,
            _ => return None,
        })
    }
}

/// Takes the compression off `stream`, layer by layer, while it is read. `path` is where the stream is
/// a file of its own: a zip archive is read from its end.
///
/// # Errors
/// When this build cannot decompress, or an archive's table of contents is damaged. What is wrong
/// further on is an error of reading, after what is sound.
pub(crate) fn open(
    stream: Stream,
    path: Option<&Path>,
    limits: &Decompression,
) -> Result<Content, StepError> {
    let taken = Arc::new(AtomicU64::new(0));
    let mut stream: Stream = Box::new(Counted::new(stream, &taken));
    for layer in 0..=LAYERS {
        let (start, rest) = peek(stream, START);
        let format = Format::of(&start);
        stream = Box::new(Cursor::new(start).chain(rest));
        let Some(format) = format else { return Ok(Content::Plain(stream)) };
        match unpack(format, stream, path.filter(|_| layer == 0), limits)? {
            Content::Plain(inner) => stream = bounded(inner, &taken, limits),
            archive @ Content::Archive(_) => return Ok(archive),
        }
    }
    Err(StepError::new(format!("compressed more than {LAYERS} times over"))
        .code("unpacks-too-large")
        .help("decompress it yourself, if it is what you think"))
}

/// The first `length` bytes of `stream`, and the rest of it. An error among them comes where it
/// stood, before the rest, so that what stands before it is not lost.
pub(crate) fn peek(mut stream: Stream, length: usize) -> (Vec<u8>, Stream) {
    let mut start = Vec::with_capacity(length);
    match stream.by_ref().take(length as u64).read_to_end(&mut start) {
        Ok(_) => (start, stream),
        Err(error) => (start, Box::new(Failing(Some(error)))),
    }
}

/// A stream that has failed.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Counts the bytes that are read through it.
pub(crate) struct Counted<R> {
    bytes: R,
    taken: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    /// Adds what is read of `bytes` to `taken`.
    pub(crate) fn new(bytes: R, taken: &Arc<AtomicU64>) -> Self {
        Self { bytes, taken: Arc::clone(taken) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.bytes.read(buffer)?;
        self.taken.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// The decompressed `stream`, which is refused once it has grown beyond the limits. `taken` counts
/// the compressed bytes that went in, as far as they have been read ahead.
pub(crate) fn bounded(stream: Stream, taken: &Arc<AtomicU64>, limits: &Decompression) -> Stream {
    Box::new(Bounded { stream, given: 0, taken: Arc::clone(taken), limits: limits.clone() })
}

struct Bounded {
    stream: Stream,
    given: u64,
    taken: Arc<AtomicU64>,
    limits: Decompression,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        self.given += length as u64;
        let Decompression { max_bytes, max_ratio } = self.limits;
        if self.given > max_bytes {
            let message = format!("it grows beyond `max-bytes`, {max_bytes} bytes");
            return Err(refused(message, "max-bytes"));
        }
        let taken = self.taken.load(Ordering::Relaxed);
        if self.given > FREE && self.given / max_ratio > taken {
            let message = format!("it grows to more than {max_ratio} times its compressed size");
            return Err(refused(message, "max-ratio"));
        }
        Ok(length)
    }
}

fn refused(message: String, option: &str) -> io::Error {
    let help = format!("if it is no trap, raise the limit: `decompress = {{ {option} = … }}`");
    io::Error::other(StepError::new(message).code("unpacks-too-large").help(help))
}
