//! How much the streams of a file would unpack to, found out without unpacking them into memory.

use std::io::{self, Read as _};

use flate2::read::ZlibDecoder;
use memchr::memmem;
use newsprint_core::StepError;

/// What a byte can unpack to at most, by DEFLATE (RFC 1951: 258 bytes for two bits).
const DEFLATE: u64 = 1032;
/// The same by LZW: codes of nine bits and more for up to 4,096 bytes.
const LZW: u64 = 4096;
/// How far before its data the dictionary of a stream is looked for.
const DICTIONARY: usize = 1024;

/// Checks that the streams of `file` do not unpack to more than `limit` bytes.
///
/// Only streams large enough to matter are unpacked, and thrown away at once; of one that is packed
/// in a way that cannot be looked into, the worst is supposed. Streams of encrypted files cannot be
/// looked into at all.
pub(super) fn check(file: &[u8], limit: u64) -> Result<(), StepError> {
    let is_encrypted = memmem::find(file, b"/Encrypt").is_some();
    let mut left = limit;
    for at in memmem::find_iter(file, b"stream") {
        if file[..at].ends_with(b"end") {
            continue;
        }
        let data = file[at + b"stream".len()..].trim_ascii_start();
        let data = &data[..memmem::find(data, b"endstream").unwrap_or(data.len())];
        let packed = data.len() as u64;
        if packed.saturating_mul(LZW) <= limit {
            continue;
        }
        let dictionary = &file[at.saturating_sub(DICTIONARY)..at];
        let dictionary = &dictionary[memmem::rfind(dictionary, b" obj").unwrap_or(0)..];
        let count = |name: &[u8]| memmem::find_iter(dictionary, name).count();
        let (deflated, lzw) = (count(b"/FlateDecode") + count(b"/Fl "), count(b"/LZW"));
        let unpacked = match (deflated, lzw) {
            (0, 0) => packed,
            (1, 0) => match unpacked(data, left) {
                Ok(unpacked) => unpacked,
                Err(_) if is_encrypted => packed,
                Err(_) => packed.saturating_mul(DEFLATE),
            },
            _ => packed.saturating_mul(LZW),
        };
        left = left.checked_sub(unpacked).ok_or_else(|| {
            StepError::new(format!("the file unpacks to more than `max-unpacked`, {limit} bytes"))
                .code("unpacks-too-large")
                .help("raise `max-unpacked` if you trust the file")
        })?;
    }
    Ok(())
}

/// What `data` unpacks to, or a number above `most` when that is more.
fn unpacked(data: &[u8], most: u64) -> io::Result<u64> {
    let mut decoder = ZlibDecoder::new(data).take(most.saturating_add(1));
    match io::copy(&mut decoder, &mut io::sink()) {
        // What comes after an error is not unpacked by others either.
        Err(_) if decoder.get_ref().total_out() > 0 => Ok(decoder.get_ref().total_out()),
        unpacked => unpacked,
    }
}
