//! Reads whole files into memory, one after another, and cuts them into parts.

use std::io::Read as _;
use std::mem;
use std::ops::Range;
use std::sync::Arc;
use std::vec;

use newsprint_core::{
    Chunk, ChunkLimits, Document, Facts, Origin, Part, Progress, RawRecord, Reader, Source,
    StepError,
};

use crate::compression::Stream;
use crate::encoding::Decoded;
use crate::files::{FileSet, OpenFiles, unreadable};
use crate::folio::Folios;

/// Says which parts of a file are documents, and which of its bytes each needs: all of them, where
/// a page cannot be read without the rest of its file. It may add to what is known of the file.
pub(crate) type Split =
    Box<dyn Fn(&[u8], &mut Origin) -> Result<Vec<(Part, Range<usize>)>, StepError> + Send>;

/// The [`Split`] of files that are one document each.
#[cfg(feature = "html")]
#[expect(clippy::unnecessary_wraps, reason = "it is one of several, and others can fail")]
pub(crate) fn whole(file: &[u8], _: &mut Origin) -> Result<Vec<(Part, Range<usize>)>, StepError> {
    Ok(vec![(Part::Whole, 0..file.len())])
}

/// Bytes of room that are kept from one file to the next.
const ROOM: usize = 1 << 20;

/// Reads files whole. A chunk holds parts of one file or several small files.
pub(crate) struct WholeFiles {
    files: OpenFiles,
    max_bytes: u64,
    split: Split,
    /// A file of which not all parts have been handed out.
    open: Option<OpenFile>,
    /// Room that the file before has left.
    room: Vec<u8>,
}

struct OpenFile {
    origin: Arc<Origin>,
    bytes: Vec<u8>,
    parts: vec::IntoIter<(Part, Range<usize>)>,
}

impl WholeFiles {
    /// Reads `files`, of which none may be larger than `max_bytes`.
    pub(crate) fn new(
        files: &FileSet,
        max_bytes: u64,
        split: impl Fn(&[u8], &mut Origin) -> Result<Vec<(Part, Range<usize>)>, StepError>
        + Send
        + 'static,
    ) -> Self {
        Self {
            files: files.open(),
            max_bytes,
            split: Box::new(split),
            open: None,
            room: Vec::new(),
        }
    }

    fn read(&mut self, stream: Stream) -> Result<Vec<u8>, StepError> {
        let mut bytes = mem::take(&mut self.room);
        bytes.clear();
        bytes.shrink_to(ROOM);
        stream.take(self.max_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > self.max_bytes {
            let message = format!("the file is larger than `max-bytes`, {} bytes", self.max_bytes);
            return Err(StepError::new(message)
                .code("too-large")
                .value(format!("more than {} bytes", self.max_bytes))
                .help("raise `max-bytes`, or split the file"));
        }
        Ok(bytes)
    }
}

impl Reader for WholeFiles {
    fn next_chunk(&mut self, limits: ChunkLimits) -> Result<Option<Chunk>, StepError> {
        let mut chunk = Chunk::default();
        while chunk.len() < limits.records.max(1) {
            if let Some(file) = &mut self.open {
                if !file.fill(&mut chunk, limits) {
                    break;
                }
                self.room = mem::take(&mut file.bytes);
                self.open = None;
                // There may be no room for the next file, even to say that it cannot be read.
                continue;
            }
            let Some(file) = self.files.next() else { break };
            let mut origin = file.origin;
            let read = file.bytes.and_then(|stream| self.read(stream));
            let parts = read.and_then(|bytes| Ok(((self.split)(&bytes, &mut origin)?, bytes)));
            let origin = Arc::new(origin);
            match parts {
                Ok((parts, bytes)) => {
                    self.open = Some(OpenFile { origin, bytes, parts: parts.into_iter() });
                }
                Err(error) => chunk.push_error(&origin, Part::Whole, error),
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    fn progress(&self) -> Progress {
        self.files.progress()
    }
}

/// The document of a record whose text is `decoded`, with what is known of its file.
///
/// # Errors
/// When the text is too large, or not the one that a sidecar means.
pub(crate) fn document(
    record: RawRecord<'_>,
    decoded: Decoded<'_>,
    folios: &Folios,
) -> Result<Document, StepError> {
    let mut facts = record.origin.facts.clone();
    let told = folios.complete(&mut facts, &decoded.text);
    let source = source(record, decoded.text, facts)?;
    let mut document = Document::new(source);
    document.diagnostics.clone_from(&record.origin.diagnostics);
    document.diagnostics.extend(told);
    document.diagnostics.extend(decoded.diagnostics);
    Ok(document)
}

/// The source of a record whose text is `text`; what is known of its file is believed before what
/// the text says of itself, in `facts`.
///
/// # Errors
/// When the text is too large, or not the one that a sidecar means.
pub(crate) fn source(
    record: RawRecord<'_>,
    text: impl Into<String>,
    facts: Facts,
) -> Result<Source, StepError> {
    let source = Source::new(record.origin.file.as_str(), text)
        .map_err(|error| StepError::new(error.to_string()).code("too-large"))?;
    see_hash(record.origin, &source)?;
    let mut known = record.origin.facts.clone();
    known.complete(facts);
    Ok(source.with_part(record.part).with_facts(known))
}

/// Sees that the text is the one that a sidecar means.
pub(crate) fn see_hash(origin: &Origin, source: &Source) -> Result<(), StepError> {
    match origin.sha256 {
        Some(stated) if stated != source.sha256() => {
            let found = source.sha256();
            let message = format!("the text has the SHA-256 {found}, its sidecar says {stated}");
            Err(StepError::new(message)
                .code("other-text")
                .value(found.to_string())
                .help("mend the sidecar, or get the text again"))
        }
        _ => Ok(()),
    }
}

impl OpenFile {
    /// Moves parts to `chunk` until it is full; whether that was all of them. Parts that need the
    /// same bytes share them within a chunk.
    fn fill(&mut self, chunk: &mut Chunk, limits: ChunkLimits) -> bool {
        let mut shared: Option<(Range<usize>, Range<usize>)> = None;
        while let Some((part, range)) = self.parts.as_slice().first().cloned() {
            let known = shared.as_ref().filter(|(of_file, _)| *of_file == range);
            let room = limits.bytes.saturating_sub(chunk.byte_len());
            let fits = known.is_some() || range.len() <= room;
            if !chunk.is_empty() && (chunk.len() >= limits.records || !fits) {
                return false;
            }
            let of_chunk = match known {
                Some((_, of_chunk)) => of_chunk.clone(),
                None => chunk.add_bytes(&self.bytes[range.clone()]),
            };
            chunk.push(&self.origin, part, of_chunk.clone());
            chunk.begins_at(range.start as u64);
            shared = Some((range, of_chunk));
            self.parts.next();
        }
        true
    }
}
