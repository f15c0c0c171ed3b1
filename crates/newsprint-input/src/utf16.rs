//! UTF-16 to UTF-8 while it is read, for inputs that look for line ends in bytes.

use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};
use newsprint_core::StepError;

use crate::compression::{Stream, peek};
use crate::encoding::utf16_without_mark;

/// Bytes at the start of a file that show whether it is UTF-16.
const START: usize = 4096;

/// Bytes that are decoded at once.
const BLOCK: u64 = 64 << 10;

/// `stream`, in UTF-8 where it is UTF-16; other encodings have line ends of one byte. Also whether
/// it was another one.
pub(crate) fn in_utf8(stream: Stream) -> (Stream, bool) {
    let (start, rest) = peek(stream, START);
    let marked = Encoding::for_bom(&start).map(|(encoding, _)| encoding);
    let encoding = marked.or_else(|| utf16_without_mark(&start));
    let stream = Cursor::new(start).chain(rest);
    match encoding {
        Some(encoding) if [UTF_16LE, UTF_16BE].contains(&encoding) => {
            let decoder = encoding.new_decoder_with_bom_removal();
            let text = Cursor::default();
            (Box::new(Transcoding { stream, decoder, taken: 0, text, is_over: false }), true)
        }
        _ => (Box::new(stream), false),
    }
}

struct Transcoding<R> {
    stream: R,
    decoder: Decoder,
    /// Bytes decoded.
    taken: usize,
    /// What they mean, as far as it has not been handed out.
    text: Cursor<String>,
    /// The stream has ended.
    is_over: bool,
}

impl<R: Read> Read for Transcoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.text.read(buffer)?;
            if length > 0 || buffer.is_empty() || self.is_over {
                return Ok(length);
            }
            self.fill()?;
        }
    }
}

impl<R: Read> Transcoding<R> {
    /// Decodes the next block.
    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.stream.by_ref().take(BLOCK).read_to_end(&mut bytes)?;
        self.is_over = bytes.is_empty();
        self.text.set_position(0);
        let text = self.text.get_mut();
        text.clear();
        let most = self.decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        text.reserve(most.unwrap_or(bytes.len()));
        let (result, read) =
            self.decoder.decode_to_string_without_replacement(&bytes, text, self.is_over);
        self.taken += read;
        if let DecoderResult::Malformed(length, after) = result {
            let at = self.taken.saturating_sub(usize::from(length) + usize::from(after));
            let name = self.decoder.encoding().name();
            let error = StepError::new(format!("not {name} at byte {at}")).code("bad-encoding");
            return Err(io::Error::other(error.help("see that the file is complete")));
        }
        Ok(())
    }
}
