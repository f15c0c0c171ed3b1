//! Reads whole files into memory, one after another, and cuts them into parts.

use std::io::Read as _;
use std::ops::Range;
use std::sync::Arc;
use std::vec;

use newsprint_core::{Chunk, ChunkLimits, Origin, Part, Reader, StepError};

use crate::files::{InputFile, unreadable};
use crate::sidecar;

/// Says which parts of a file are documents, and which of its bytes each needs: all of them, where
/// a page cannot be read without the rest of its file.
pub(crate) type Split = fn(&[u8]) -> Result<Vec<(Part, Range<usize>)>, StepError>;

/// The [`Split`] of files that are one document each.
#[expect(clippy::unnecessary_wraps, reason = "it is one of several, and others can fail")]
pub(crate) fn whole(file: &[u8]) -> Result<Vec<(Part, Range<usize>)>, StepError> {
    Ok(vec![(Part::Whole, 0..file.len())])
}

/// Reads files whole. A chunk holds parts of one file or several small files.
pub(crate) struct WholeFiles {
    files: vec::IntoIter<InputFile>,
    max_bytes: u64,
    split: Split,
    /// A file of which not all parts have been handed out.
    open: Option<OpenFile>,
}

struct OpenFile {
    origin: Arc<Origin>,
    bytes: Vec<u8>,
    parts: vec::IntoIter<(Part, Range<usize>)>,
}

impl WholeFiles {
    /// Reads `files`, of which none may be larger than `max_bytes`.
    pub(crate) fn new(files: Vec<InputFile>, max_bytes: u64, split: Split) -> Self {
        Self { files: files.into_iter(), max_bytes, split, open: None }
    }

    /// The bytes of `file`; what its sidecar says goes to `origin`.
    fn read(&self, file: &InputFile, origin: &mut Origin) -> Result<Vec<u8>, StepError> {
        if let Some(path) = &file.path {
            sidecar::add_facts(origin, path)?;
        }
        let mut bytes = Vec::new();
        file.open()?.take(self.max_bytes + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > self.max_bytes {
            let message = format!("the file is larger than `max-bytes`, {} bytes", self.max_bytes);
            return Err(StepError::new(message).help("raise `max-bytes`, or split the file"));
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
                self.open = None;
            }
            let Some(file) = self.files.next() else { break };
            let mut origin = Origin::new(file.name.as_str());
            let read = self.read(&file, &mut origin);
            let parts = read.and_then(|bytes| Ok(((self.split)(&bytes)?, bytes)));
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
            shared = Some((range, of_chunk));
            self.parts.next();
        }
        true
    }
}
