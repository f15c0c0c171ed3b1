//! Records on their way into a segment: from the input, or back from the spool.

use newsprint_core::interchange::{self, RejectContent};
use newsprint_core::{Chunk, Document, Input, Part, RawRecord, StepError};

use crate::spool::{SpoolChunk, Spooled};

/// Records before decoding.
pub(crate) enum RawChunk {
    Input(Chunk),
    Spooled(SpoolChunk),
}

impl RawChunk {
    /// Number of records.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Input(chunk) => chunk.len(),
            Self::Spooled(chunk) => chunk.len(),
        }
    }
}

/// One record before decoding.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'a> {
    /// With the offset in its file.
    Input(RawRecord<'a>, Option<u64>),
    Spooled(Spooled<'a>),
}

/// Where something that leaves the run was read.
pub(crate) struct Whence {
    pub(crate) place: String,
    pub(crate) offset: Option<u64>,
}

impl<'a> Raw<'a> {
    /// Where it was read.
    pub(crate) fn whence(self) -> Whence {
        match self {
            Self::Input(record, offset) => Whence { place: record.place(), offset },
            Self::Spooled(record) => Whence { place: record.place(), offset: record.offset },
        }
    }

    /// The document that it is.
    pub(crate) fn decode(self, input: &dyn Input) -> Result<Document, StepError> {
        match self {
            Self::Input(record, _) => input.decode(record),
            Self::Spooled(record) => record.decode(input),
        }
    }

    /// What can be kept of a record that never became a document. A page shares its bytes with the
    /// other pages of its file, which would be kept once for each: its place has to do.
    pub(crate) fn content(self) -> RejectContent {
        match self {
            Self::Input(record, _) if record.origin.rejects => kept_before(record.bytes),
            Self::Input(RawRecord { part: Part::Page(_), .. }, _) => RejectContent::Nothing,
            Self::Input(record, _) => RejectContent::Raw(record.bytes.to_vec()),
            Self::Spooled(record) => RejectContent::Raw(record.bytes()),
        }
    }

    /// The record to be spooled in place of its document, unless it shares its bytes with others.
    pub(crate) fn record(self) -> Option<(RawRecord<'a>, Option<u64>)> {
        match self {
            Self::Input(record, offset) => {
                (!matches!(record.part, Part::Page(_))).then_some((record, offset))
            }
            Self::Spooled(_) => None,
        }
    }
}

/// What the line of a reject holds.
fn kept_before(line: &[u8]) -> RejectContent {
    let reject = std::str::from_utf8(line).ok().and_then(|it| interchange::read_reject(it).ok());
    reject.map_or_else(|| RejectContent::Raw(line.to_vec()), |reject| reject.content)
}
