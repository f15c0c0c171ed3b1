//! The records of a WARC file (ISO 28500), read one after another.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::sync::Arc;

use memchr::memmem;
use newsprint_core::{Chunk, ChunkLimits, Origin, Part, Progress, Reader, StepError};

use super::http;
use crate::compression::Stream;
use crate::files::{FileSet, OpenFiles, unreadable};

/// Bytes that the header of a record may take.
const LONGEST_HEAD: u64 = 64 << 10;

/// Named fields that the header of a record may have.
pub(super) const MOST_FIELDS: usize = 64;

/// How headers begin.
const MARKS: [&[u8]; 4] = [b"WARC/1.0\r\n", b"WARC/1.1\r\n", b"WARC/1.0\n", b"WARC/1.1\n"];

/// What the header of a record says.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// `response`, `resource`, `request` and others.
    pub(super) kind: String,
    /// The record's own id.
    pub(super) id: Option<String>,
    /// The address that was asked for.
    pub(super) target: Option<String>,
    /// Media type of the block.
    pub(super) media: String,
    /// Bytes of the block.
    length: u64,
}

impl Head {
    /// Reads a header, with its first line.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn parse(head: &[u8]) -> Result<Self, StepError> {
        let fields = head.starts_with(b"WARC/").then(|| memmem::find(head, b"\n")).flatten();
        let Some(fields) = fields else { return Err(no_record("it does not start with `WARC/`")) };
        let mut space = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let parsed = httparse::parse_headers(&head[fields + 1..], &mut space);
        let Ok(httparse::Status::Complete((_, fields))) = parsed else {
            return Err(no_record("its header is broken"));
        };
        let mut found = Self::default();
        let mut length = None;
        for field in fields {
            let value = String::from_utf8_lossy(field.value).trim().to_owned();
            match field.name.to_ascii_lowercase().as_str() {
                "warc-type" => found.kind = value,
                "warc-record-id" => found.id = Some(value),
                // Some writers put the address into angle brackets, as the standard once had it.
                "warc-target-uri" => {
                    found.target = Some(value.trim_matches(['<', '>']).to_owned());
                }
                "content-type" => found.media = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        found.length = length.ok_or_else(|| no_record("its header has no `Content-Length`"))?;
        Ok(found)
    }
}

fn no_record(why: &str) -> StepError {
    StepError::new(format!("what stands here is no WARC record: {why}"))
        .code("bad-record")
        .help("see that the file is whole; what stands before it has been read")
}

/// The header of a record, with the empty line that ends it, and the block behind it.
pub(super) fn split_head(record: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memmem::find(record, b"\r\n\r\n")? + 4;
    Some(record.split_at(end))
}

/// Reads the records that hold pages; others are passed over without being held.
pub(super) struct WarcReader {
    files: OpenFiles,
    max_bytes: u64,
    current: Option<Crawl>,
}

/// A file that is being read.
struct Crawl {
    origin: Arc<Origin>,
    bytes: BufReader<Stream>,
    /// Records met so far.
    number: u64,
    /// Bytes taken so far.
    position: u64,
    /// Where the record met last begins.
    start: u64,
    /// A header whose block has not been read yet.
    waiting: Option<(Vec<u8>, Head)>,
    /// What stands where a header should.
    broken: Vec<u8>,
    /// The beginning of a header that was found behind it.
    ahead: Vec<u8>,
}

/// What came of looking for the next page of a file.
enum Next {
    /// It is in the chunk now.
    Page,
    /// It stays where it is, since the chunk is full.
    NoRoom,
    End,
}

impl WarcReader {
    pub(super) fn new(files: &FileSet, max_bytes: u64) -> Self {
        Self { files: files.open(), max_bytes, current: None }
    }
}

impl Reader for WarcReader {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        while chunk.len() < limits.records.max(1) {
            let Some(crawl) = &mut self.current else {
                let Some(file) = self.files.next() else { break };
                let origin = Arc::new(file.origin);
                match file.bytes {
                    Ok(bytes) => self.current = Some(Crawl::new(origin, bytes)),
                    Err(error) => chunk.push_error(&origin, Part::Whole, error),
                }
                continue;
            };
            match crawl.next_page(&mut chunk, limits.bytes, self.max_bytes) {
                Ok(Next::Page) => {}
                Ok(Next::NoRoom) => break,
                Ok(Next::End) => self.current = None,
                Err(error) => {
                    let (number, start) = (crawl.number, crawl.start);
                    let next = crawl.next_start();
                    let error = match next {
                        Some(next) => error
                            .value(format!("bytes {start} to {next}"))
                            .help(format!("reading goes on with the record at byte {next}")),
                        None => error,
                    };
                    chunk.push_error(&crawl.origin, Part::Line(number), error);
                    chunk.begins_at(start);
                    if next.is_none() {
                        self.current = None;
                    }
                }
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    fn progress(&self) -> Progress {
        self.files.progress()
    }
}

impl Crawl {
    fn new(origin: Arc<Origin>, bytes: Stream) -> Self {
        Self {
            origin,
            bytes: BufReader::with_capacity(256 << 10, bytes),
            number: 0,
            position: 0,
            start: 0,
            waiting: None,
            broken: Vec::new(),
            ahead: Vec::new(),
        }
    }

    /// Moves the next page to `chunk`, unless that has no room left.
    ///
    /// # Errors
    /// When the file cannot be read on.
    fn next_page(&mut self, chunk: &mut Chunk, room: usize, most: u64) -> Result<Next, StepError> {
        loop {
            let (mut record, head) = match self.waiting.take() {
                Some(waiting) => waiting,
                None => match self.next_head()? {
                    Some(next) => next,
                    None => return Ok(Next::End),
                },
            };
            if !http::may_hold_page(&head) {
                self.pass(head.length)?;
                continue;
            }
            let part = Part::Line(self.number);
            if head.length > most {
                let length = head.length;
                let message =
                    format!("the record has {length} bytes, more than `max-bytes`, {most}");
                chunk.push_error(
                    &self.origin,
                    part,
                    StepError::new(message)
                        .code("too-large")
                        .value(format!("{length} bytes"))
                        .help("raise `max-bytes`"),
                );
                chunk.begins_at(self.start);
                self.pass(length)?;
                return Ok(Next::Page);
            }
            let whole =
                usize::try_from(head.length).unwrap_or(usize::MAX).saturating_add(record.len());
            if !chunk.is_empty() && chunk.byte_len().saturating_add(whole) > room {
                self.waiting = Some((record, head));
                return Ok(Next::NoRoom);
            }
            let start = record.len();
            let block = self.bytes.by_ref().take(head.length).read_to_end(&mut record);
            self.position += block.map_err(unreadable)? as u64;
            if ((record.len() - start) as u64) < head.length {
                return Err(cut_off());
            }
            if http::is_page(&head, &record[start..]) {
                chunk.append(&self.origin, part, &record);
                chunk.begins_at(self.start);
                return Ok(Next::Page);
            }
        }
    }

    /// The header of the next record, with the empty line that ends it; `None` at the end.
    fn next_head(&mut self) -> Result<Option<(Vec<u8>, Head)>, StepError> {
        let mut head = std::mem::take(&mut self.ahead);
        if !head.is_empty() {
            self.number += 1;
            self.start = self.position - head.len() as u64;
        }
        let ends = |head: &[u8]| head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n");
        let mut bytes = self.bytes.by_ref().take(LONGEST_HEAD);
        // Two line ends follow each block.
        while !ends(&head) {
            let start = head.len();
            let length = bytes.read_until(b'\n', &mut head).map_err(unreadable)?;
            self.position += length as u64;
            if length == 0 {
                if bytes.limit() == 0 {
                    self.broken = head;
                    return Err(no_record("its header does not end"));
                }
                return if head.is_empty() { Ok(None) } else { Err(cut_off()) };
            }
            let is_blank = head[start..].trim_ascii().is_empty();
            match (is_blank, start) {
                (true, 0) => head.clear(),
                (true, _) => break,
                (false, _) => {}
            }
            if start == 0 && !head.is_empty() {
                self.number += 1;
                self.start = self.position - length as u64;
            }
        }
        match Head::parse(&head) {
            Ok(found) => Ok(Some((head, found))),
            Err(error) => {
                self.broken = head;
                Err(error)
            }
        }
    }

    /// Where the next record begins behind what is none; `None` where nothing is broken but the end of
    /// the file, or no record follows. Damage can stand right before a header, without a line end.
    fn next_start(&mut self) -> Option<u64> {
        let broken = std::mem::take(&mut self.broken);
        if broken.is_empty() {
            return None;
        }
        let first = MARKS.iter().filter_map(|mark| memmem::find(broken.get(1..)?, mark)).min();
        if let Some(at) = first {
            self.ahead = broken[at + 1..].to_vec();
            return Some(self.position - self.ahead.len() as u64);
        }
        let mut line = Vec::new();
        loop {
            line.clear();
            let bytes = self.bytes.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut line);
            let length = bytes.ok().filter(|length| *length > 0)?;
            self.position += length as u64;
            if let Some(mark) = MARKS.iter().find(|mark| line.ends_with(mark)) {
                self.ahead = mark.to_vec();
                return Some(self.position - mark.len() as u64);
            }
        }
    }

    fn pass(&mut self, length: u64) -> Result<(), StepError> {
        let passed = io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink());
        let passed = passed.map_err(unreadable)?;
        self.position += passed;
        if passed < length { Err(cut_off()) } else { Ok(()) }
    }
}

fn cut_off() -> StepError {
    StepError::new("the file ends inside this record")
        .code("cut-off")
        .help("get the file again; the records before this one have been read")
}
