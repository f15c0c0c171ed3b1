//! Splits files into lines, a chunk at a time.

use std::io::{self, Read};
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;
use newsprint_core::{Chunk, ChunkLimits, Origin, Part, Progress, Reader, StepError};

use crate::compression::Stream;
use crate::encoding::BYTE_ORDER_MARK;
use crate::files::{FileSet, OpenFiles, unreadable};
use crate::utf16::in_utf8;

/// Bytes asked of a file at once.
const BLOCK: usize = 512 << 10;

/// Reads the lines of files, blank ones aside. Linear in the bytes for any limits.
pub(crate) struct LineReader {
    files: OpenFiles,
    current: Option<OpenFile>,
    window: Window,
    max_line: usize,
}

struct OpenFile {
    origin: Arc<Origin>,
    bytes: Stream,
    /// Whether the bytes are others than those of the file.
    is_transcoded: bool,
    /// Lines taken so far.
    line: u64,
}

/// A record of the chunk to be; its range counts from the window's start.
struct Slot {
    origin: Arc<Origin>,
    part: Part,
    offset: Option<u64>,
    content: Result<Range<usize>, StepError>,
}

impl LineReader {
    pub(crate) fn new(files: &FileSet, max_line: usize) -> Self {
        Self { files: files.open(), current: None, window: Window::default(), max_line }
    }
}

impl Reader for LineReader {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut slots: Vec<Slot> = Vec::new();
        while slots.len() < limits.records.max(1) {
            let Some(file) = &mut self.current else {
                let Some(next) = self.files.next() else { break };
                let origin = Arc::new(next.origin);
                match next.bytes.map(in_utf8) {
                    Ok((bytes, is_transcoded)) => {
                        self.window.position = 0;
                        self.current = Some(OpenFile { origin, bytes, is_transcoded, line: 0 });
                    }
                    Err(error) => {
                        let (part, offset) = (Part::Whole, None);
                        slots.push(Slot { origin, part, offset, content: Err(error) });
                    }
                }
                continue;
            };
            // The first line is taken whatever its size.
            let room = if slots.is_empty() { usize::MAX } else { limits.bytes };
            let at = (!file.is_transcoded).then_some(self.window.position);
            match self.window.next_line(&mut *file.bytes, self.max_line, room) {
                Ok(Next::Line(line)) => slots.extend(file.slot(self.window.bytes(), line, at)),
                Ok(Next::TooLong) => slots.push(file.too_long(self.max_line, at)),
                Ok(Next::NoRoom) => break,
                Ok(Next::End) => self.current = None,
                Err(error) => {
                    slots.push(file.error(unreadable(error), at));
                    self.window.drop_unfinished();
                    self.current = None;
                }
            }
            if slots.is_empty() {
                self.window.pass();
            }
        }
        if slots.is_empty() {
            return Ok(None);
        }
        let mut chunk = Chunk::new(self.window.cut());
        for Slot { origin, part, offset, content } in slots {
            match content {
                Ok(range) => chunk.push(&origin, part, range),
                Err(error) => chunk.push_error(&origin, part, error),
            }
            if let Some(offset) = offset {
                chunk.begins_at(offset);
            }
        }
        Ok(Some(chunk))
    }

    fn progress(&self) -> Progress {
        self.files.progress()
    }
}

impl OpenFile {
    /// The next line without its ending, unless it is blank.
    fn slot(
        &mut self,
        window: &[u8],
        mut range: Range<usize>,
        mut offset: Option<u64>,
    ) -> Option<Slot> {
        self.line += 1;
        let mut bytes = window.get(range.clone())?;
        if self.line == 1
            && let Some(rest) = bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes())
        {
            range.start += BYTE_ORDER_MARK.len();
            offset = offset.map(|offset| offset + BYTE_ORDER_MARK.len() as u64);
            bytes = rest;
        }
        range.end -= usize::from(bytes.ends_with(b"\r"));
        let is_blank = bytes.trim_ascii().is_empty();
        let (origin, part) = (Arc::clone(&self.origin), Part::Line(self.line));
        (!is_blank).then_some(Slot { origin, part, offset, content: Ok(range) })
    }

    fn too_long(&mut self, max_line: usize, offset: Option<u64>) -> Slot {
        let message = format!("the line is longer than `max-line-bytes`, {max_line} bytes");
        self.error(
            StepError::new(message)
                .code("too-large")
                .value(format!("more than {max_line} bytes"))
                .help("raise `max-line-bytes`, or split the record"),
            offset,
        )
    }

    /// What is wrong with the next line.
    fn error(&mut self, error: StepError, offset: Option<u64>) -> Slot {
        self.line += 1;
        let (origin, part) = (Arc::clone(&self.origin), Part::Line(self.line));
        Slot { origin, part, offset, content: Err(error) }
    }
}

/// What comes next in a file.
enum Next {
    /// A line, without its line feed.
    Line(Range<usize>),
    /// A line above the limit; it has been passed over.
    TooLong,
    /// A line that would end beyond the room given; it stays.
    NoRoom,
    /// Nothing.
    End,
}

/// Bytes read ahead. `done` and `searched` count from `start`.
#[derive(Default)]
struct Window {
    buffer: Vec<u8>,
    /// Where the chunk to be starts: what stands before has been handed out.
    start: usize,
    /// Where the last line taken ends, with its line feed.
    done: usize,
    /// No line feed stands between `done` and here.
    searched: usize,
    /// Where in the file `done` is.
    position: u64,
    /// Why nothing can be read beyond the buffer.
    failure: Option<io::Error>,
}

impl Window {
    fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn next_line(&mut self, file: &mut dyn Read, max_line: usize, room: usize) -> io::Result<Next> {
        loop {
            let found = memchr(b'\n', &self.bytes()[self.searched..]);
            self.searched = found.map_or(self.bytes().len(), |at| self.searched + at);
            if self.searched > room {
                return Ok(Next::NoRoom);
            }
            let is_too_long = self.searched - self.done > max_line;
            if found.is_none() {
                if is_too_long {
                    self.skip_line(file)?;
                    return Ok(Next::TooLong);
                }
                if self.fill(file)? > 0 {
                    continue;
                }
                if self.searched == self.done {
                    return Ok(Next::End);
                }
            }
            let line = self.done..self.searched;
            self.searched += usize::from(found.is_some());
            self.position += (self.searched - self.done) as u64;
            self.done = self.searched;
            return Ok(if is_too_long { Next::TooLong } else { Next::Line(line) });
        }
    }

    /// Passes over the rest of a line without keeping it.
    fn skip_line(&mut self, file: &mut dyn Read) -> io::Result<()> {
        loop {
            self.position += (self.bytes().len() - self.done) as u64;
            self.drop_unfinished();
            if self.fill(file)? == 0 {
                return Ok(());
            }
            if let Some(at) = memchr(b'\n', &self.bytes()[self.done..]) {
                self.position += at as u64 + 1;
                self.buffer.drain(self.done..=self.done + at);
                return Ok(());
            }
        }
    }

    /// Reads a block; gives its length, 0 at the end of the file.
    fn fill(&mut self, file: &mut dyn Read) -> io::Result<usize> {
        self.buffer.drain(..self.start);
        self.start = 0;
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        self.buffer.reserve(BLOCK);
        let before = self.buffer.len();
        let read = file.take(BLOCK as u64).read_to_end(&mut self.buffer);
        // What was read before an error is sound, and comes first.
        match (read, self.buffer.len() - before) {
            (Err(error), 0) => Err(error),
            (Err(error), length) => {
                self.failure = Some(error);
                Ok(length)
            }
            (Ok(_), length) => Ok(length),
        }
    }

    /// Forgets what has been read of a line whose end is not there.
    fn drop_unfinished(&mut self) {
        self.buffer.truncate(self.start + self.done);
        self.searched = self.done;
    }

    /// Moves the start of the chunk to be past the lines taken.
    fn pass(&mut self) {
        self.start += self.done;
        self.searched -= self.done;
        self.done = 0;
    }

    /// Hands the lines taken out. The shorter side is copied, so that a small chunk costs no more
    /// than its own bytes and a large one no more than what was read beyond it.
    fn cut(&mut self) -> Vec<u8> {
        let end = self.start + self.done;
        if self.start == 0 && self.buffer.len() - end < end {
            let ahead = self.buffer.split_off(end);
            self.searched -= self.done;
            self.done = 0;
            return mem::replace(&mut self.buffer, ahead);
        }
        let lines = self.buffer[self.start..end].to_vec();
        self.pass();
        lines
    }
}
