//! A plan's segments, worked on piece by piece, for an engine that spreads the pieces over machines
//! and keeps what waits between them.
//!
//! A run is cut into segments at its corpus stages. The engine leads every piece of the input through
//! the first segment; hands the digests of all documents, in the order of the input, to
//! [`Plan::resolve`]; brings each piece together with its verdicts, and leads it through the
//! next segment. Pieces of the input can be cut anywhere, and worked on again; from there on a piece
//! stays together. What comes out is, put into the order of the input, what [`Plan::run`] writes.

use std::borrow::Cow;
use std::mem;

use newsprint_core::config::Table;
use newsprint_core::interchange::RejectKind;
use newsprint_core::{Chunk, Digests, Document, Input, StepError};

use crate::digests::{self, DigestSpool};
use crate::guard::guarded;
use crate::plan::{AnyStage, Named};
use crate::process::{Decision, Processed, Segment, Slot, Verdicts};
use crate::raw::RawChunk;
use crate::rejects::Rejected;
use crate::resolved::Resolved;
use crate::source::spool_error;
use crate::spool::SpoolChunk;
use crate::{KeepRejects, Plan, RunControl, RunError};

/// Documents that wait for the next segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The documents, in an encoding of this version.
    pub documents: Vec<u8>,
    /// The digests of their articles, for [`Plan::add_digests`].
    pub digests: Vec<u8>,
}

/// What left a piece before its end, as a run keeps it among its rejects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gone {
    /// Whether it failed or was dropped on purpose.
    pub kind: RejectKind,
    /// The step that decided.
    pub stage: String,
    /// The rule that decided.
    pub code: Cow<'static, str>,
    /// What happened, in words.
    pub message: String,
    /// Where it was read.
    pub place: String,
    /// Its line among the rejects.
    pub line: Vec<u8>,
}

/// What became of a piece, each part of it in the order of the piece.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Piece {
    /// The documents before a corpus stage, if there are any.
    pub waiting: Option<Waiting>,
    /// The documents behind the last stage.
    pub documents: Vec<Document>,
    /// What each output has made of them.
    pub rendered: Vec<Vec<u8>>,
    /// What left: documents that do not go on, and articles of those that do.
    pub gone: Vec<Gone>,
}

/// Digests of all documents, gathered in the order of the input.
pub struct Gathered {
    spool: DigestSpool,
    /// Those that came last, put together, since each alone would be a list of its own.
    last: Digests,
    /// Articles of each piece.
    articles: Vec<usize>,
}

/// Bytes of digests that are put together.
const TOGETHER: usize = 1 << 20;

impl Plan {
    /// The input, to read and decode what goes into the first segment.
    pub fn input(&self) -> &dyn Input {
        self.input.step.as_ref()
    }

    /// The names of the corpus stages, of which there is one fewer than there are segments.
    pub fn corpus_stages(&self) -> impl Iterator<Item = &str> {
        self.corpus().map(|slot| slot.name)
    }

    /// The corpus stages that keep something for later runs, which is where their `resolve` runs.
    pub fn lasting_stages(&self) -> impl Iterator<Item = &str> {
        self.corpus().filter(|slot| slot.step.is_lasting()).map(|slot| slot.name)
    }

    /// The outputs, each with the name of its kind and its options as the pipeline file has them.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.output_options.iter().map(|(name, options)| (name.as_str(), options))
    }

    /// Decodes the records of `chunk` and leads them through the first segment.
    pub fn work_on_records(&self, chunk: Chunk) -> Piece {
        let segment = self.segment(0, None);
        self.lead(&segment, &RawChunk::Input(chunk))
    }

    /// Carries out the verdicts on the waiting documents of a piece and leads them through the segment
    /// of this number, 1 for the one behind the first corpus stage. `verdicts` are empty where none
    /// were given.
    ///
    /// # Errors
    /// When there is no such segment, or the bytes are not what another segment and
    /// [`resolve`](Self::resolve) have given.
    pub fn work_on_waiting(
        &self,
        segment: usize,
        documents: Vec<u8>,
        verdicts: &[u8],
    ) -> Result<Piece, RunError> {
        let stage = self.corpus_before(segment)?;
        let failed = |message: &str| RunError::step(stage.name, StepError::new(message));
        let chunk = SpoolChunk::of_documents(documents)
            .ok_or_else(|| failed("waiting documents are damaged"))?;
        let by_article = if verdicts.is_empty() {
            Vec::new()
        } else {
            let read = Resolved::read(verdicts).map(|resolved| resolved.verdicts);
            read.filter(|verdicts| verdicts.len() == chunk.articles())
                .ok_or_else(|| failed("verdicts are damaged"))?
        };
        // Nothing is kept of what an engine works on: no decision is to be told from another.
        let decision = Decision { key: 0, by_article };
        let segment = self.segment(segment, Some(Verdicts { stage, decision }));
        Ok(self.lead(&segment, &RawChunk::Spooled(chunk)))
    }

    /// Lets the corpus stage before the segment of this number decide over all digests. Gives for
    /// each piece the verdicts on its articles, and nothing where there are none.
    ///
    /// # Errors
    /// When there is no such segment, or no decision can be made.
    pub fn resolve(
        &self,
        segment: usize,
        gathered: Gathered,
    ) -> Result<impl Iterator<Item = Vec<u8>> + use<>, RunError> {
        let stage = self.corpus_before(segment)?;
        let failed = |error| RunError::step(stage.name, error);
        if stage.step.is_lasting() {
            let message = "it keeps something for later runs, which an engine cannot";
            return Err(failed(StepError::new(message).help("leave that option out")));
        }
        let (mut spool, room) = (gathered.spool, self.room());
        let read = spool.push(gathered.last, &room).and_then(|()| spool.read());
        let mut digests = read.map_err(|error| spool_error(self, DIGESTS, error))?;
        let resolved = guarded(|| stage.step.resolve(&mut digests, &room)).map_err(failed)?;
        let (found, articles) = (resolved.verdicts.len(), digests.articles);
        if found != articles {
            let message = format!("it gave {found} verdicts for {articles} articles");
            return Err(failed(StepError::new(message)));
        }
        let mut rest = resolved.verdicts.into_iter();
        Ok(gathered.articles.into_iter().map(move |articles| {
            let verdicts: Vec<_> = rest.by_ref().take(articles).collect();
            if verdicts.iter().all(Option::is_none) {
                return Vec::new();
            }
            Resolved::write_verdicts(&verdicts, None)
        }))
    }

    /// Nothing gathered yet.
    pub fn gather(&self) -> Gathered {
        Gathered { spool: DigestSpool::default(), last: Digests::new(), articles: Vec::new() }
    }

    /// Adds the digests of the piece that follows.
    ///
    /// # Errors
    /// When they are damaged, or cannot be kept on the disk.
    pub fn add_digests(&self, gathered: &mut Gathered, digests: &[u8]) -> Result<(), RunError> {
        let read = digests::read_frame(&mut &*digests);
        let room = self.room();
        let added = read.and_then(|digests| {
            let digests = digests.unwrap_or_default();
            gathered.articles.push(digests.len());
            gathered.last.extend(&digests);
            if gathered.last.byte_len() < TOGETHER {
                return Ok(());
            }
            gathered.spool.push(mem::take(&mut gathered.last), &room)
        });
        added.map_err(|error| spool_error(self, DIGESTS, error))
    }

    fn corpus(&self) -> impl Iterator<Item = Slot<'_, dyn newsprint_core::CorpusStage>> {
        (1..).zip(&self.stages).filter_map(|(index, Named { name, step })| match step {
            AnyStage::Corpus(step) => Some(Slot { index, name, step: step.as_ref() }),
            AnyStage::Document(_) => None,
        })
    }

    pub(crate) fn corpus_before(
        &self,
        segment: usize,
    ) -> Result<Slot<'_, dyn newsprint_core::CorpusStage>, RunError> {
        segment.checked_sub(1).and_then(|at| self.corpus().nth(at)).ok_or_else(|| {
            let message = format!("no corpus stage stands before segment {segment}");
            RunError::step(&self.file, StepError::new(message))
        })
    }

    fn segment<'a>(&'a self, segment: usize, verdicts: Option<Verdicts<'a>>) -> Segment<'a> {
        let before = segment.checked_sub(1).and_then(|at| self.corpus().nth(at));
        let passed = before.map_or(0, |slot| slot.index);
        let mut stages = self.stages.iter().zip(1..).skip(passed);
        Segment {
            spools_documents: true,
            // How many are kept is for the engine to say, which sees all of them.
            rejects: KeepRejects::Keep,
            ..Segment::next(self, &RunControl::default(), &mut stages, verdicts)
        }
    }

    /// Leads a chunk through a segment.
    fn lead(&self, segment: &Segment<'_>, chunk: &RawChunk) -> Piece {
        let Processed { documents, rendered, frames, digests, left, .. } = segment.process(chunk);
        let (mut start, names) = (0, self.step_names());
        let gone = |Rejected { step, kind, code, place, message, end, .. }| {
            let line = left.lines[mem::replace(&mut start, end)..end].to_vec();
            let stage = names.get(step).copied().unwrap_or_default().to_owned();
            Gone { kind, stage, code, message, place, line }
        };
        let gone = left.rejected.into_iter().map(gone).collect();
        let waiting = (!frames.is_empty()).then(|| {
            let mut waiting = Waiting { documents: frames, digests: Vec::new() };
            // Writing to memory does not fail.
            let _ = digests::write_frame(&digests, &mut waiting.digests);
            waiting
        });
        let rendered = rendered.into_iter().map(|(bytes, _)| bytes).collect();
        Piece { waiting, documents, rendered, gone }
    }
}

const DIGESTS: &str = "digests cannot be kept in";
