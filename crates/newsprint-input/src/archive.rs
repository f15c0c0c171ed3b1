//! Archives: the files in them, one after another, without unpacking anything to disk.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};
use std::vec;

use newsprint_core::StepError;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipFileHeaderRecord};
use tar::{EntryType, Header, PaxExtensions};

use crate::compression::{Decompression, Stream};
use crate::encoding::{Decoding, Malformed, TextEncoding};
use crate::files::unreadable;
use crate::unpack::unzipped;

/// A file of an archive.
pub(crate) struct Member {
    /// Its path in the archive, with forward slashes.
    pub(crate) name: String,
    pub(crate) bytes: Result<Stream, StepError>,
}

pub(crate) enum Archive {
    Zip(ZipMembers),
    Tar(TarMembers),
}

impl Iterator for Archive {
    /// A file of the archive, or what is wrong with the archive from here on.
    type Item = Result<Member, StepError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Zip(members) => members.next().map(Ok),
            Self::Tar(members) => members.next(),
        }
    }
}

/// The path of a member, or the reason why nothing is to be read under it. Old archives have names
/// in the encoding of the machine that packed them.
fn name_of(bytes: &[u8]) -> (String, Result<(), StepError>) {
    let by_itself = Decoding { encoding: TextEncoding::AUTO, malformed: Malformed::Replace };
    let name = match by_itself.decode(bytes, None) {
        Ok(decoded) => decoded.text.replace('\\', "/"),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    let leaves =
        name.starts_with('/') || name.contains(':') || name.split('/').any(|it| it == "..");
    if leaves {
        let error = StepError::new("its name leaves the archive")
            .code("bad-name")
            .help("rename it in the archive, or unpack it where it does no harm");
        return (name, Err(error));
    }
    (name.trim_start_matches("./").to_owned(), Ok(()))
}

/// The files of a zip archive, in the order of its directory.
pub(crate) struct ZipMembers {
    file: File,
    limits: Decompression,
    entries: vec::IntoIter<ZipMember>,
}

struct ZipMember {
    name: Vec<u8>,
    method: CompressionMethod,
    is_encrypted: bool,
    /// Where its compressed bytes stand.
    range: (u64, u64),
    size: u64,
    crc: u32,
}

impl ZipMembers {
    /// Reads the directory of the archive.
    ///
    /// # Errors
    /// When it is damaged, or when its files overlap: that is how small archives pretend to hold
    /// more than any disk.
    pub(crate) fn open(file: File, limits: &Decompression) -> Result<Self, StepError> {
        let entries = Self::entries(&file).map_err(|error| {
            StepError::new("the zip archive cannot be read")
                .code("damaged")
                .help("see that it is complete: a zip archive is read from its end")
                .because(error)
        })?;
        let lengths = entries.iter().map(|it| it.range.1.saturating_sub(it.range.0));
        let packed = lengths.fold(0, u64::saturating_add);
        let length = file.metadata().map_err(unreadable)?.len();
        if packed > length {
            return Err(StepError::new("the files of the zip archive overlap")
                .code("damaged")
                .help("this is no archive that a packer writes; get it from somewhere else"));
        }
        Ok(Self { file, limits: limits.clone(), entries: entries.into_iter() })
    }

    fn entries(file: &File) -> Result<Vec<ZipMember>, Box<dyn std::error::Error + Send + Sync>> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file.try_clone()?, &mut buffer)?;
        let mut records = archive.entries(&mut buffer);
        let mut entries = Vec::new();
        while let Some(record) = records.next_entry()? {
            if !record.is_dir() {
                let range = archive.get_entry(record.wayfinder())?.compressed_data_range();
                entries.push(ZipMember::new(&record, range));
            }
        }
        Ok(entries)
    }

    fn open_member(&self, member: &ZipMember) -> Result<Stream, StepError> {
        if member.is_encrypted {
            return Err(StepError::new("encrypted")
                .code("encrypted")
                .help("unpack it with its password first"));
        }
        let (start, end) = member.range;
        let opened = self.file.try_clone().and_then(|mut file| {
            file.seek(SeekFrom::Start(start))?;
            let packed = file.take(end.saturating_sub(start));
            unzipped(packed, member.method.name(), &self.limits)
        });
        let Some(stream) = opened.map_err(unreadable)? else {
            let method = member.method.name().unwrap_or("an unknown method");
            let message = format!("compressed with {method}, which is not supported");
            return Err(StepError::new(message)
                .code("unknown-packing")
                .help("pack it again with deflate or zstd"));
        };
        let crc = flate2::Crc::new();
        Ok(Box::new(Checked { stream, crc, of: (member.size, member.crc) }))
    }
}

impl ZipMember {
    fn new(record: &ZipFileHeaderRecord<'_>, range: (u64, u64)) -> Self {
        Self {
            name: record.file_path().as_bytes().to_vec(),
            method: record.compression_method(),
            is_encrypted: record.flags().is_encrypted(),
            range,
            size: record.uncompressed_size_hint(),
            crc: record.crc32(),
        }
    }
}

impl Iterator for ZipMembers {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        let member = self.entries.next()?;
        let (name, sound) = name_of(&member.name);
        Some(Member { name, bytes: sound.and_then(|()| self.open_member(&member)) })
    }
}

/// Sees that what was decompressed is what had been packed.
struct Checked {
    stream: Stream,
    crc: flate2::Crc,
    /// Length and CRC-32 that the directory states.
    of: (u64, u32),
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        self.crc.update(&buffer[..length]);
        let is_whole = (u64::from(self.crc.amount()), self.crc.sum())
            == (self.of.0 & u64::from(u32::MAX), self.of.1);
        if length == 0 && !buffer.is_empty() && !is_whole {
            let message = "it is not what the archive's checksum says";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(length)
    }
}

/// Bytes of a tar record: headers and files start at multiples of it.
const RECORD: usize = 512;

/// Bytes that a long name may have.
const LONG_NAME: u64 = 1 << 20;

/// The files of a tar archive, in its order.
pub(crate) struct TarMembers(Arc<Mutex<TarStream>>);

struct TarStream {
    stream: Stream,
    /// Bytes of the current member that have not been read.
    left: u64,
    /// Bytes between its end and the next header.
    padding: u64,
    /// Nothing more can be read.
    is_over: bool,
}

impl TarMembers {
    pub(crate) fn open(stream: Stream) -> Self {
        Self(Arc::new(Mutex::new(TarStream { stream, left: 0, padding: 0, is_over: false })))
    }
}

impl Iterator for TarMembers {
    type Item = Result<Member, StepError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut tar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = match tar.next_file() {
            _ if tar.is_over => return None,
            Ok(None) => return None,
            Ok(Some(name)) => name,
            Err(error) => {
                tar.is_over = true;
                let message = "the tar archive cannot be read from here on";
                let help = "see that it is complete; what stands before this place was read";
                return Some(Err(StepError::new(message)
                    .code("damaged")
                    .help(help)
                    .because(error)));
            }
        };
        let (name, sound) = name_of(&name);
        let bytes = sound.map(|()| Box::new(TarMember(Arc::clone(&self.0))) as Stream);
        Some(Ok(Member { name, bytes }))
    }
}

impl TarStream {
    /// Goes to the next file; gives its name.
    fn next_file(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (mut name, mut size) = (None, None);
        loop {
            self.skip()?;
            let Some(header) = self.header()? else { return Ok(None) };
            let kind = header.entry_type();
            self.left = size.take().map_or_else(|| header.entry_size(), Ok)?;
            self.padding = self.left.wrapping_neg() % RECORD as u64;
            if kind.is_gnu_longname() {
                let mut long = self.extension()?;
                long.truncate(long.iter().position(|byte| *byte == 0).unwrap_or(long.len()));
                name = Some(long);
            } else if kind.is_pax_local_extensions() {
                let extension = self.extension()?;
                for field in PaxExtensions::new(&extension) {
                    let field = field?;
                    match field.key_bytes() {
                        b"path" => name = Some(field.value_bytes().to_vec()),
                        b"size" => size = field.value().ok().and_then(|it| it.parse().ok()),
                        _ => {}
                    }
                }
            } else if kind.is_file() || kind.is_contiguous() || kind == EntryType::new(0) {
                return Ok(Some(name.unwrap_or_else(|| header.path_bytes().into_owned())));
            } else {
                // A folder, a link, a device: its names were for itself.
                name = None;
            }
        }
    }

    /// The next header; `None` at the end of the archive.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let mut bytes = [0; RECORD];
        let mut filled = 0;
        while filled < RECORD {
            match self.stream.read(&mut bytes[filled..]) {
                Ok(0) if filled == 0 => return Ok(None),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if bytes == [0; RECORD] {
            return Ok(None);
        }
        let header = Header::from_byte_slice(&bytes).clone();
        // The sum of all bytes, where its own field counts as spaces.
        let sum: u32 = bytes.iter().map(|byte| u32::from(*byte)).sum();
        let own: u32 = bytes[148..156].iter().map(|byte| u32::from(*byte)).sum();
        if header.cksum()? != sum - own + 8 * u32::from(b' ') {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a header's checksum is wrong"));
        }
        Ok(Some(header))
    }

    /// What stands in a header's extension.
    fn extension(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if self.left > LONG_NAME {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a name is beyond all measure"));
        }
        self.stream.by_ref().take(self.left).read_to_end(&mut bytes)?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    /// Passes over what is left of the current file.
    fn skip(&mut self) -> io::Result<()> {
        // What an archive claims can be more than can be counted.
        let rest = self.left.saturating_add(self.padding);
        let skipped = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        if skipped < rest {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (self.left, self.padding) = (0, 0);
        Ok(())
    }
}

/// The current file of a tar archive.
struct TarMember(Arc<Mutex<TarStream>>);

impl Read for TarMember {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(tar.left).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = match tar.stream.read(&mut buffer[..most]) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            read => read,
        };
        match &read {
            Ok(length) => tar.left -= *length as u64,
            Err(error) => tar.is_over = error.kind() != io::ErrorKind::Interrupted,
        }
        read
    }
}
