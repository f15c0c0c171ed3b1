//! The input of a replay: the lines of a rejects file, then the places that are read again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use newsprint_core::interchange::{RejectContent, RejectHead, read_reject, read_reject_head};
use newsprint_core::{
    Chunk, ChunkLimits, Document, Input, Origin, Part, Progress, RawRecord, Reader, StepError,
};

use crate::ReplayChoice;

/// Places of which nothing could be kept: they are read again in their files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Again(BTreeMap<String, BTreeMap<Place, bool>>);

/// What is to be read of a file. A page or line of its own, or all from a line on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    From(u64),
    Line(u64),
    Page(u64),
}

impl Place {
    /// A record that is too large stands alone; behind any other line, reading did not go on.
    fn of(part: Part, code: &str) -> Self {
        match part {
            Part::Whole => Self::From(0),
            Part::Line(line) if code == "too-large" => Self::Line(line),
            Part::Line(line) => Self::From(line),
            Part::Page(page) => Self::Page(page),
        }
    }

    /// What stands for all of a file stands for its pages and lines.
    fn has(self, part: Part) -> bool {
        match (self, part) {
            (_, Part::Whole) | (Self::From(0), _) => true,
            (Self::From(first), Part::Line(line)) => line >= first,
            (Self::Line(this), Part::Line(line)) => this == line,
            (Self::Page(this), Part::Page(page)) => this == page,
            _ => false,
        }
    }

    fn part(self) -> Part {
        match self {
            Self::From(0) => Part::Whole,
            Self::From(line) | Self::Line(line) => Part::Line(line),
            Self::Page(page) => Part::Page(page),
        }
    }
}

impl Again {
    /// Adds the place of a reject that holds nothing.
    pub(crate) fn add(&mut self, reject: &RejectHead) {
        if reject.is_empty {
            let (file, part) = Part::read(&reject.place);
            let places = self.0.entry(file.to_owned()).or_default();
            places.insert(Place::of(part, &reject.code), false);
        }
    }

    /// The files on disk in which the places are: archives for the files in them. Those that are
    /// gone are left out.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let on_disk = self.0.keys().filter_map(|name| {
            Path::new(name).ancestors().find(|it| it.is_file()).map(Path::to_owned)
        });
        let mut paths: Vec<PathBuf> = on_disk.collect();
        paths.dedup();
        paths
    }

    /// Whether a record is to be read again; remembers that it was met.
    fn meet(&mut self, file: &str, part: Part) -> bool {
        let Some(places) = self.0.get_mut(file) else { return false };
        let mut is_wanted = false;
        for (_, met) in places.iter_mut().filter(|(place, _)| place.has(part)) {
            *met = true;
            is_wanted = true;
        }
        is_wanted
    }
}

/// Gives rejects as the documents and records that they were.
pub(crate) struct ReplayInput {
    inner: Box<dyn Input>,
    file: File,
    name: String,
    choice: ReplayChoice,
    again: Again,
}

impl ReplayInput {
    /// The rejects in `file`, called `name`, that are chosen, read by `inner` where they are raw.
    pub(crate) fn new(
        inner: Box<dyn Input>,
        file: File,
        name: String,
        choice: ReplayChoice,
        again: Again,
    ) -> Self {
        Self { inner, file, name, choice, again }
    }

    fn unreadable(&self, error: io::Error) -> StepError {
        StepError::new(format!("the rejects `{}` cannot be read", self.name)).because(error)
    }
}

impl Input for ReplayInput {
    fn open(&self) -> Result<Box<dyn Reader>, StepError> {
        let mut file = self.file.try_clone().map_err(|error| self.unreadable(error))?;
        file.rewind().map_err(|error| self.unreadable(error))?;
        let total = file.metadata().ok().map(|metadata| metadata.len());
        let is_needed = !self.again.0.is_empty();
        let reader = is_needed.then(|| self.inner.open()).transpose()?;
        Ok(Box::new(ReplayReader {
            lines: Some(BufReader::new(file)),
            name: self.name.clone(),
            choice: self.choice.clone(),
            progress: Progress { read: 0, total },
            again: self.again.clone(),
            reader,
        }))
    }

    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError> {
        if !record.origin.rejects {
            return self.inner.decode(record);
        }
        let line = std::str::from_utf8(record.bytes).unwrap_or_default();
        let reject = read_reject(line)
            .map_err(|error| StepError::new(error.to_string()).code("bad-record"))?;
        match reject.content {
            RejectContent::Document(document) => Ok(*document),
            RejectContent::Raw(bytes) => {
                let origin = Arc::new(self.inner.origin(&record.origin.file)?);
                self.inner.decode(RawRecord { origin: &origin, part: record.part, bytes: &bytes })
            }
            RejectContent::Nothing => Err(gone()),
        }
    }

    fn origin(&self, file: &str) -> Result<Origin, StepError> {
        self.inner.origin(file)
    }
}

fn gone() -> StepError {
    StepError::new("it cannot be read again: its file is gone, or lacks this part")
        .code("gone")
        .help("put the file back where it was")
}

struct ReplayReader {
    /// `None` when all have been read.
    lines: Option<BufReader<File>>,
    name: String,
    choice: ReplayChoice,
    progress: Progress,
    again: Again,
    /// What reads again; `None` when there is nothing left.
    reader: Option<Box<dyn Reader>>,
}

impl Reader for ReplayReader {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        while let Some(lines) = &mut self.lines
            && chunk.len() < limits.records.max(1)
            && chunk.byte_len() < limits.bytes.max(1)
        {
            let mut line = String::new();
            let read = lines.read_line(&mut line).map_err(|error| {
                let message = format!("the rejects `{}` cannot be read", self.name);
                StepError::new(message).because(error)
            })?;
            if read == 0 {
                self.lines = None;
                break;
            }
            self.progress.read += read as u64;
            let head = read_reject_head(&line).map_err(|error| {
                let message = format!("`{}` changed while it was read", self.name);
                StepError::new(message).because(error)
            })?;
            if self.choice.has(&head) && !head.is_empty {
                let (file, part) = Part::read(&head.place);
                let mut origin = Origin::new(file);
                origin.rejects = true;
                chunk.append(&Arc::new(origin), part, line.trim_end_matches('\n').as_bytes());
                if let Some(offset) = head.offset {
                    chunk.begins_at(offset);
                }
            }
        }
        if !chunk.is_empty() {
            return Ok(Some(chunk));
        }
        self.read_again(limits)
    }

    fn progress(&self) -> Progress {
        self.progress
    }
}

impl ReplayReader {
    fn read_again(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        while let Some(reader) = &mut self.reader {
            match reader.next_chunk(limits)? {
                Some(mut chunk) => {
                    chunk.retain(|file, part| self.again.meet(file, part));
                    if !chunk.is_empty() {
                        return Ok(Some(chunk));
                    }
                }
                None => self.reader = None,
            }
        }
        // What was not met is told once, and stays among the rejects.
        let mut chunk = Chunk::default();
        for (file, places) in std::mem::take(&mut self.again.0) {
            let origin = Arc::new(Origin::new(file));
            for (place, _) in places.into_iter().filter(|(_, met)| !met) {
                // The code tells, when this is replayed, that the line stands alone.
                let code = if matches!(place, Place::Line(_)) { "too-large" } else { "gone" };
                chunk.push_error(&origin, place.part(), gone().code(code));
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}
