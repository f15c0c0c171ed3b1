//! Inputs: where documents come from.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::StepError;
use crate::{Diagnostic, Document, Facts, Part, TextHash};

/// Where documents come from.
///
/// Two methods, so that reading and decoding can overlap: [`open`](Self::open) gives a [`Reader`]
/// that one thread at a time asks for chunks of raw records, in order;
/// [`decode`](Self::decode) makes a document of one record, from many threads at once.
///
/// `decode` is pure: the runner calls it a second time on the same record when a stage failed, to
/// keep the document as it was read.
pub trait Input: Send + Sync + 'static {
    /// Starts reading.
    ///
    /// # Errors
    /// When nothing can be read at all; the run ends. What concerns one file or record is an error
    /// of that record instead.
    fn open(&self) -> Result<Box<dyn Reader>, StepError>;

    /// Makes a document of one record.
    ///
    /// # Errors
    /// When the record is not what this input reads; it goes to the rejects with its bytes.
    fn decode(&self, record: RawRecord<'_>) -> Result<Document, StepError>;

    /// What is known of a file besides its records, for a record of it that was kept among the
    /// rejects: as [`open`](Self::open) would find it now. An input whose files say nothing of their
    /// records keeps the default.
    ///
    /// # Errors
    /// When what is known cannot be read; the record stays among the rejects.
    fn origin(&self, file: &str) -> Result<Origin, StepError> {
        Ok(Origin::new(file))
    }

    /// The files that are read, in order, each as `paths` could name it alone, so that several
    /// machines can read them. An input that reads no files, or needs all of them to read one, keeps
    /// the default, which is none.
    fn files(&self) -> Vec<String> {
        Vec::new()
    }

    /// What stands in the folders that are read and is not read itself, by reason, so that a run can
    /// tell. An input that reads all that it is given keeps the default, which is nothing.
    fn passed_over(&self) -> Vec<PassedOver> {
        Vec::new()
    }
}

/// Files that an input does not read, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PassedOver {
    /// What they are: `hidden`, `in .jpg`.
    pub reason: String,
    /// How many there are.
    pub count: u64,
}

impl PassedOver {
    /// So many files for this reason.
    pub fn new(reason: impl Into<String>, count: u64) -> Self {
        Self { reason: reason.into(), count }
    }
}

/// Reads raw records, in order.
pub trait Reader: Send {
    /// The next records, `None` at the end. A chunk holds at least one record, and ends when either
    /// limit is reached; one record larger than the limit makes a chunk of its own.
    ///
    /// # Errors
    /// When reading cannot go on; the run ends.
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError>;

    /// How far reading has come; a reader that does not know keeps the default.
    fn progress(&self) -> Progress {
        Progress::default()
    }
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the files, as they stand on disk.
    pub read: u64,
    /// Bytes that they have together, where that is known.
    pub total: Option<u64>,
}

/// How much one chunk should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkLimits {
    /// Number of records, at least one.
    pub records: usize,
    /// Number of bytes.
    pub bytes: usize,
}

/// A file that records come from, and what is known of all of them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Origin {
    /// The file, as the pipeline names it.
    pub file: String,
    /// What is known besides the text: from a sidecar, from the path.
    pub facts: Facts,
    /// The hash that the text must have, where something states it.
    pub sha256: Option<TextHash>,
    /// Label of the encoding of the whole file, where its parts may be too short to show it.
    pub encoding: Option<&'static str>,
    /// What is to be said of every document in it.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a record is the line of a reject, of something that was read in this file.
    pub rejects: bool,
}

impl Origin {
    /// A file of which only the name is known.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }
}

/// Raw records that are worked on together.
#[derive(Debug, Default)]
pub struct Chunk {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    origin: Arc<Origin>,
    part: Part,
    /// Where in the file it begins.
    offset: Option<u64>,
    content: Result<Range<usize>, StepError>,
}

/// One record before decoding.
#[derive(Clone, Copy, Debug)]
pub struct RawRecord<'a> {
    /// The file that it stands in, shared by its records.
    pub origin: &'a Arc<Origin>,
    /// Which part of the file it is.
    pub part: Part,
    /// The record's bytes.
    pub bytes: &'a [u8],
}

impl RawRecord<'_> {
    /// Where the record stands: `corpus.jsonl:17`.
    pub fn place(&self) -> String {
        self.part.of(&self.origin.file)
    }
}

impl Chunk {
    /// A chunk of records that stand in `bytes`.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, slots: Vec::new() }
    }

    /// Adds the record that stands at `range` of the chunk's bytes.
    pub fn push(&mut self, origin: &Arc<Origin>, part: Part, range: Range<usize>) {
        self.add(origin, part, Ok(range));
    }

    /// Appends bytes; gives the range that they have in the chunk.
    pub fn add_bytes(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    /// Appends a record with its bytes.
    pub fn append(&mut self, origin: &Arc<Origin>, part: Part, record: &[u8]) {
        let range = self.add_bytes(record);
        self.push(origin, part, range);
    }

    /// Adds a record that could not be read; it goes to the rejects.
    pub fn push_error(&mut self, origin: &Arc<Origin>, part: Part, error: StepError) {
        self.add(origin, part, Err(error));
    }

    fn add(&mut self, origin: &Arc<Origin>, part: Part, content: Result<Range<usize>, StepError>) {
        self.slots.push(Slot { origin: Arc::clone(origin), part, offset: None, content });
    }

    /// Says where the record that was added last begins: bytes from the start of its file, as it is
    /// when it is unpacked. An input that does not know leaves it out.
    pub fn begins_at(&mut self, offset: u64) {
        if let Some(slot) = self.slots.last_mut() {
            slot.offset = Some(offset);
        }
    }

    /// Takes out the records whose file and part `keep` does not want.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, Part) -> bool) {
        self.slots.retain(|slot| keep(&slot.origin.file, slot.part));
    }

    /// Puts an error in place of each record for whose file and part `refuse` gives one.
    pub fn refuse(&mut self, mut refuse: impl FnMut(&str, Part) -> Option<StepError>) {
        for slot in &mut self.slots {
            if let Some(error) = refuse(&slot.origin.file, slot.part) {
                slot.content = Err(error);
            }
        }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are no records.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Number of bytes of the records.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Where in its file each record begins, as far as that is known.
    pub fn offsets(&self) -> impl Iterator<Item = Option<u64>> {
        self.slots.iter().map(|slot| slot.offset)
    }

    /// Each record, or why it could not be read and its place.
    pub fn records(&self) -> impl Iterator<Item = Result<RawRecord<'_>, (String, &StepError)>> {
        self.slots.iter().map(|slot| match &slot.content {
            Ok(range) => Ok(RawRecord {
                origin: &slot.origin,
                part: slot.part,
                bytes: self.bytes.get(range.clone()).unwrap_or_default(),
            }),
            Err(error) => Err((slot.part.of(&slot.origin.file), error)),
        })
    }
}
