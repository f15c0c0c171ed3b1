//! Compressed output: gzip and Zstandard, on every processor, the same bytes on any number of them.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use newsprint_core::StepError;
use newsprint_core::config::{Choices as _, Fault, Located};

#[cfg(feature = "compression")]
use self::codecs::Encoder;
#[cfg(not(feature = "compression"))]
use self::none::Encoder;

newsprint_core::choices! {
    /// How a file is compressed.
    pub enum Compression {
        /// By the ending of its name: `.gz`, `.zst`, or neither.
        Auto = "auto",
        /// Not at all.
        None = "none",
        /// With gzip (RFC 1952), as one member.
        Gzip = "gzip",
        /// With Zstandard (RFC 8878), as one frame with a checksum.
        Zstd = "zstd",
    }
}

impl Compression {
    /// What `path` is to be written with: no longer [`Compression::Auto`], and something that this
    /// build can do.
    pub(crate) fn settle(self, path: &Located<PathBuf>) -> Result<Self, Fault> {
        let named = Self::by_ending(&path.value);
        let settled = match self {
            Self::Auto => named,
            given => given,
        };
        if named != Self::None && settled != named {
            let (shown, word) = (path.value.display(), settled.word());
            let message = format!("`{shown}` is the name of another file than `{word}` writes");
            let fault = Fault::new(path.span, message, "ends otherwise");
            return Err(
                fault.help("give it the ending of its compression, or leave `compression` out")
            );
        }
        if settled == Self::None || cfg!(feature = "compression") {
            return Ok(settled);
        }
        let message = format!("this build cannot compress with `{}`", settled.word());
        let fault = Fault::new(path.span, message, "to be compressed");
        Err(fault.help("build newsprint with its feature `compression`"))
    }

    fn by_ending(path: &Path) -> Self {
        match path.extension().and_then(OsStr::to_str) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Compresses what is written to one file, or leaves it as it is.
pub(crate) struct Packer {
    encoder: Option<Encoder>,
    /// What the encoder gave last.
    packed: Vec<u8>,
}

impl Packer {
    /// For a settled compression.
    pub(crate) fn new(compression: Compression) -> Result<Self, StepError> {
        let encoder = Encoder::new(compression).map_err(failed)?;
        Ok(Self { encoder, packed: Vec::new() })
    }

    /// Takes `bytes`; gives what is ready to be written.
    pub(crate) fn push<'a>(&'a mut self, bytes: &'a [u8]) -> Result<&'a [u8], StepError> {
        let Some(encoder) = &mut self.encoder else { return Ok(bytes) };
        self.packed.clear();
        encoder.push(bytes, &mut self.packed).map_err(failed)?;
        Ok(&self.packed)
    }

    /// Gives what is left.
    pub(crate) fn finish(&mut self) -> Result<&[u8], StepError> {
        self.packed.clear();
        if let Some(encoder) = &mut self.encoder {
            encoder.finish(&mut self.packed).map_err(failed)?;
        }
        Ok(&self.packed)
    }
}

fn failed(error: io::Error) -> StepError {
    StepError::new("cannot compress").help("set `compression = \"none\"`").because(error)
}

#[cfg(feature = "compression")]
mod codecs {
    use std::io::{self, Write as _};
    use std::num::NonZero;
    use std::thread;

    use flate2::{Compress, Crc, FlushCompress, Status};

    use super::Compression;

    /// Compresses a stream of bytes.
    pub(super) enum Encoder {
        Gzip(Gzip),
        Zstd(zstd::Encoder<'static, Vec<u8>>),
    }

    impl Encoder {
        /// An encoder; `None` where nothing is to be compressed.
        pub(super) fn new(compression: Compression) -> io::Result<Option<Self>> {
            Ok(match compression {
                Compression::Gzip => Some(Self::Gzip(Gzip::new())),
                Compression::Zstd => {
                    let mut encoder =
                        zstd::Encoder::new(Vec::new(), zstd::DEFAULT_COMPRESSION_LEVEL)?;
                    encoder.include_checksum(true)?;
                    // The frame does not depend on how many workers there are, as long as there
                    // are any (zstd.h on ZSTD_c_nbWorkers).
                    encoder.multithread(u32::try_from(processors()).unwrap_or(1))?;
                    Some(Self::Zstd(encoder))
                }
                Compression::None | Compression::Auto => None,
            })
        }

        /// Takes `bytes`, and appends to `out` what is ready.
        pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
            match self {
                Self::Gzip(gzip) => gzip.push(bytes, out),
                Self::Zstd(encoder) => {
                    encoder.write_all(bytes)?;
                    out.append(encoder.get_mut());
                    Ok(())
                }
            }
        }

        /// Appends what is left, and the end of the stream.
        pub(super) fn finish(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
            match self {
                Self::Gzip(gzip) => gzip.finish(out),
                Self::Zstd(encoder) => {
                    encoder.do_finish()?;
                    out.append(encoder.get_mut());
                    Ok(())
                }
            }
        }
    }

    fn processors() -> usize {
        thread::available_parallelism().map_or(1, NonZero::get).min(16)
    }

    /// Bytes that one thread compresses at a time. They are cut at multiples of this, so that the
    /// result does not depend on how they came or how many threads there are.
    const BLOCK: usize = 1 << 20;

    /// One gzip member whose blocks are compressed side by side, as `pigz` does: each is a piece of
    /// DEFLATE that ends on a whole byte. One member, since some readers stop after the first.
    pub(super) struct Gzip {
        /// Blocks that are compressed side by side: asking the system each time would cost more
        /// than a line does.
        threads: usize,
        started: bool,
        waiting: Vec<u8>,
        checksum: Crc,
    }

    impl Gzip {
        fn new() -> Self {
            Self {
                threads: processors(),
                started: false,
                waiting: Vec::new(),
                checksum: Crc::new(),
            }
        }

        fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
            self.waiting.extend_from_slice(bytes);
            let full = self.waiting.len() / BLOCK;
            if full < self.threads {
                return Ok(());
            }
            let rest = self.waiting.split_off(full * BLOCK);
            let blocks = std::mem::replace(&mut self.waiting, rest);
            self.append(&blocks, out)
        }

        fn finish(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
            let last = std::mem::take(&mut self.waiting);
            self.append(&last, out)?;
            // An empty block with the bit that says it is the last.
            out.extend(deflate(&[], FlushCompress::Finish)?);
            out.extend(self.checksum.sum().to_le_bytes());
            out.extend(self.checksum.amount().to_le_bytes());
            Ok(())
        }

        fn append(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
            if !std::mem::replace(&mut self.started, true) {
                // No name, no time: the same bytes for the same input. 255: unknown system.
                out.extend([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);
            }
            let done = thread::scope(|scope| {
                let compress = |block| {
                    scope.spawn(move || {
                        let mut checksum = Crc::new();
                        checksum.update(block);
                        deflate(block, FlushCompress::Sync).map(|packed| (packed, checksum))
                    })
                };
                let threads: Vec<_> = bytes.chunks(BLOCK).map(compress).collect();
                let join = |thread: thread::ScopedJoinHandle<'_, io::Result<(Vec<u8>, Crc)>>| {
                    thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread gave up")))
                };
                threads.into_iter().map(join).collect::<io::Result<Vec<_>>>()
            })?;
            for (packed, checksum) in done {
                out.extend(packed);
                self.checksum.combine(&checksum);
            }
            Ok(())
        }
    }

    /// `bytes` as DEFLATE (RFC 1951), up to where `end` says.
    fn deflate(bytes: &[u8], end: FlushCompress) -> io::Result<Vec<u8>> {
        let mut deflate = Compress::new(flate2::Compression::default(), false);
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let done = usize::try_from(deflate.total_in()).map_err(io::Error::other)?;
            let status = deflate.compress_vec(&bytes[done..], &mut packed, end)?;
            // Room that is left over says that nothing waits to be written.
            let all = deflate.total_in() == bytes.len() as u64 && packed.len() < packed.capacity();
            if status == Status::StreamEnd || all {
                return Ok(packed);
            }
            packed.reserve(packed.capacity().max(64));
        }
    }
}

#[cfg(not(feature = "compression"))]
mod none {
    use std::io;

    use super::Compression;

    /// Cannot be made: this build does not compress.
    pub(super) enum Encoder {}

    impl Encoder {
        #[expect(clippy::unnecessary_wraps, reason = "the build that compresses can fail")]
        pub(super) fn new(_: Compression) -> io::Result<Option<Self>> {
            Ok(None)
        }

        pub(super) fn push(&mut self, _: &[u8], _: &mut Vec<u8>) -> io::Result<()> {
            match *self {}
        }

        pub(super) fn finish(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
            match *self {}
        }
    }
}
