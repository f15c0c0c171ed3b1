//! What one thread does with one chunk: decode, verdict, stages, and the end of the segment.

use std::time::Instant;

use newsprint_core::interchange::{self, Reject, RejectContent, RejectKind};
use newsprint_core::{
    Chunk, CorpusStage, Digests, Document, DroppedArticle, Input, Outcome, Part, RawRecord, Sink,
    Stage, StepError, Verdict,
};

use crate::frame::{write_frame, write_record};
use crate::guard::guarded;
use crate::report::Counts;
use crate::spool::{Origins, SpoolChunk, Spooled};

/// A step with the place of its counts.
pub(crate) struct Slot<'a, T: ?Sized> {
    pub(crate) index: usize,
    pub(crate) name: &'a str,
    pub(crate) step: &'a T,
}

/// The part of a run between two barriers.
pub(crate) struct Segment<'a> {
    pub(crate) input: Slot<'a, dyn Input>,
    pub(crate) verdicts: Option<Verdicts<'a>>,
    pub(crate) stages: Vec<Slot<'a, dyn Stage>>,
    pub(crate) end: End<'a>,
    /// Of the records that are spooled as they are.
    pub(crate) origins: Origins,
    pub(crate) steps: usize,
    pub(crate) timings: bool,
}

/// The corpus stage that a segment starts after, with its decisions by article number.
pub(crate) struct Verdicts<'a> {
    pub(crate) stage: Slot<'a, dyn CorpusStage>,
    pub(crate) by_article: Vec<Option<Verdict>>,
}

/// What a segment ends in.
pub(crate) enum End<'a> {
    /// A corpus stage: articles are digested, documents spooled.
    Barrier(Slot<'a, dyn CorpusStage>),
    /// The outputs.
    Sinks(Vec<Slot<'a, dyn Sink>>),
}

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

#[derive(Clone, Copy)]
enum Raw<'a> {
    Input(RawRecord<'a>),
    Spooled(Spooled<'a>),
}

/// What became of a chunk.
#[derive(Default)]
pub(crate) struct Processed {
    /// The documents for the outputs.
    pub(crate) documents: Vec<Document>,
    /// What each output made of them, and where each document's part ends.
    pub(crate) rendered: Vec<(Vec<u8>, Vec<usize>)>,
    /// The documents for the spool.
    pub(crate) frames: Vec<u8>,
    pub(crate) digests: Digests,
    /// Lines for the rejects file.
    pub(crate) rejects: Vec<u8>,
    /// The first document that failed: place, step, message.
    pub(crate) first_failure: Option<(String, String, String)>,
    pub(crate) counts: Vec<Counts>,
}

/// Why a document goes no further, and at which step.
pub(crate) struct Stopped<'a> {
    index: usize,
    name: &'a str,
    kind: RejectKind,
    message: String,
}

impl<'a> Stopped<'a> {
    fn failed<T: ?Sized>(slot: &Slot<'a, T>, error: &StepError) -> Self {
        let help = error.help_text().map(|help| format!("; {help}")).unwrap_or_default();
        Self {
            index: slot.index,
            name: slot.name,
            kind: RejectKind::Quarantined,
            message: format!("{error}{help}"),
        }
    }
}

impl<'a> Raw<'a> {
    fn place(self) -> String {
        match self {
            Self::Input(record) => record.place(),
            Self::Spooled(record) => record.place(),
        }
    }

    fn decode(self, input: &dyn Input) -> Result<Document, StepError> {
        match self {
            Self::Input(record) => input.decode(record),
            Self::Spooled(record) => record.decode(input),
        }
    }

    /// What can be kept of a record that never became a document. A page shares its bytes with the
    /// other pages of its file, which would be kept once for each: its place has to do.
    fn content(self) -> RejectContent {
        match self {
            Self::Input(RawRecord { part: Part::Page(_), .. }) => RejectContent::Nothing,
            Self::Input(record) => RejectContent::Raw(record.bytes.to_vec()),
            Self::Spooled(record) => RejectContent::Raw(record.bytes()),
        }
    }

    /// The record to be spooled in place of its document, unless it shares its bytes with others.
    fn record(self) -> Option<RawRecord<'a>> {
        match self {
            Self::Input(record) => (!matches!(record.part, Part::Page(_))).then_some(record),
            Self::Spooled(_) => None,
        }
    }
}

impl<'a> Segment<'a> {
    /// Works on a chunk. Nothing that a step does wrong gets out of here but as a reject.
    pub(crate) fn process(&self, chunk: &RawChunk) -> Processed {
        let mut done = self.nothing_done();
        match chunk {
            RawChunk::Spooled(chunk) => {
                for record in chunk.records() {
                    self.record(Raw::Spooled(record), &mut done);
                }
            }
            RawChunk::Input(chunk) => {
                for record in chunk.records() {
                    done.counts[self.input.index].documents_in += 1;
                    match record {
                        Ok(record) => self.record(Raw::Input(record), &mut done),
                        Err((place, error)) => {
                            let stopped = Stopped::failed(&self.input, error);
                            done.reject(stopped, place, RejectContent::Nothing);
                        }
                    }
                }
            }
        }
        done
    }

    pub(crate) fn nothing_done(&self) -> Processed {
        let mut done =
            Processed { counts: vec![Counts::default(); self.steps], ..Processed::default() };
        if let End::Sinks(sinks) = &self.end {
            done.rendered.resize_with(sinks.len(), Default::default);
        }
        done
    }

    /// The places of the steps before the outputs, in order.
    pub(crate) fn step_indexes(&self) -> Vec<usize> {
        let applied = self.verdicts.as_ref().map(|verdicts| verdicts.stage.index);
        let barrier = match &self.end {
            End::Barrier(slot) => Some(slot.index),
            End::Sinks(_) => None,
        };
        let stages = self.stages.iter().map(|slot| slot.index);
        std::iter::once(self.input.index).chain(applied).chain(stages).chain(barrier).collect()
    }

    fn record(&self, raw: Raw<'_>, done: &mut Processed) {
        let decoded = self.timed(self.input.index, done, || raw.decode(self.input.step));
        let mut document = match decoded {
            Ok(document) => document,
            Err(error) => {
                let stopped = Stopped::failed(&self.input, &error);
                return done.reject(stopped, raw.place(), raw.content());
            }
        };
        if matches!(raw, Raw::Input(_)) {
            done.counts[self.input.index].leave(document.articles.len());
        }
        let mut dropped = Vec::new();
        let result = self
            .steps_on(raw, &mut document, &mut dropped, done)
            .and_then(|()| self.finish(raw, document, done));
        match result {
            // Articles that were dropped are kept by themselves only when the rest goes on; else
            // they are part of the whole that is kept.
            Ok(()) => {
                for (stopped, alone) in dropped {
                    done.reject(stopped, raw.place(), RejectContent::Document(Box::new(alone)));
                }
            }
            Err(stopped) => {
                // What a step did before it failed may be half done: the record is decoded anew.
                let content = match guarded(|| raw.decode(self.input.step)) {
                    Ok(document) => RejectContent::Document(Box::new(document)),
                    Err(_) => raw.content(),
                };
                done.reject(stopped, raw.place(), content);
            }
        }
    }

    /// The verdict and the document stages.
    fn steps_on(
        &self,
        raw: Raw<'_>,
        document: &mut Document,
        dropped: &mut Vec<(Stopped<'a>, Document)>,
        done: &mut Processed,
    ) -> Result<(), Stopped<'a>> {
        if let (Some(Verdicts { stage, by_article }), Raw::Spooled(record)) = (&self.verdicts, raw)
        {
            let verdicts = by_article.get(record.first_article..).unwrap_or_default();
            let outcome =
                self.timed(stage.index, done, || stage.step.apply_to_document(document, verdicts));
            settle(stage, outcome, document, dropped)?;
            done.counts[stage.index].leave(document.articles.len());
        }
        for stage in &self.stages {
            done.counts[stage.index].enter(document.articles.len());
            let outcome = self.timed(stage.index, done, || stage.step.apply(document));
            settle(stage, outcome, document, dropped)?;
            done.counts[stage.index].leave(document.articles.len());
        }
        Ok(())
    }

    fn timed<T>(
        &self,
        index: usize,
        done: &mut Processed,
        step: impl FnOnce() -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        if !self.timings {
            return guarded(step);
        }
        let start = Instant::now();
        let result = guarded(step);
        done.counts[index].time += start.elapsed();
        result
    }

    /// The end of the segment: digests and a frame, or what the outputs make of the document.
    fn finish(
        &self,
        raw: Raw<'_>,
        document: Document,
        done: &mut Processed,
    ) -> Result<(), Stopped<'a>> {
        match &self.end {
            End::Barrier(slot) => {
                done.counts[slot.index].enter(document.articles.len());
                let digests = self
                    .timed(slot.index, done, || slot.step.digest_document(&document))
                    .map_err(|error| Stopped::failed(slot, &error))?;
                let articles = document.articles.len();
                let untouched = raw.record().filter(|_| self.stages.is_empty());
                let spooled = match untouched {
                    Some(record) => write_record(record, articles, &self.origins, &mut done.frames),
                    None => write_frame(&document, &raw.place(), &mut done.frames),
                };
                spooled.map_err(|error| Stopped::failed(slot, &error))?;
                done.digests.extend(&digests);
            }
            End::Sinks(sinks) => {
                render_all(sinks, &document, done, self)?;
                done.documents.push(document);
            }
        }
        Ok(())
    }
}

/// Keeps the articles that a step dropped; stops at a document that it dropped or failed on.
fn settle<'a, T: ?Sized>(
    slot: &Slot<'a, T>,
    outcome: Result<Outcome, StepError>,
    document: &mut Document,
    dropped: &mut Vec<(Stopped<'a>, Document)>,
) -> Result<(), Stopped<'a>> {
    let (index, name, kind) = (slot.index, slot.name, RejectKind::Dropped);
    match outcome.map_err(|error| Stopped::failed(slot, &error))? {
        Outcome::Keep => {}
        Outcome::Drop(reason) => {
            return Err(Stopped { index, name, kind, message: reason.to_string() });
        }
    }
    for DroppedArticle { article, reason } in document.take_dropped() {
        let mut alone = Document::new(document.source().detach());
        alone.articles.push(article);
        dropped.push((Stopped { index, name, kind, message: reason.to_string() }, alone));
    }
    Ok(())
}

/// Renders for every output; for none when one of them fails.
pub(crate) fn render_all<'a>(
    sinks: &[Slot<'a, dyn Sink>],
    document: &Document,
    done: &mut Processed,
    segment: &Segment<'a>,
) -> Result<(), Stopped<'a>> {
    for (at, slot) in sinks.iter().enumerate() {
        let mut out = std::mem::take(&mut done.rendered[at].0);
        let result = segment.timed(slot.index, done, || slot.step.render(document, &mut out));
        done.rendered[at].0 = out;
        if let Err(error) = result {
            for (bytes, ends) in &mut done.rendered {
                ends.truncate(done.documents.len());
                bytes.truncate(ends.last().copied().unwrap_or(0));
            }
            return Err(Stopped::failed(slot, &error));
        }
        let (bytes, ends) = &mut done.rendered[at];
        ends.push(bytes.len());
    }
    for slot in sinks {
        let counts = &mut done.counts[slot.index];
        counts.enter(document.articles.len());
        counts.leave(document.articles.len());
    }
    Ok(())
}

impl Processed {
    fn reject(&mut self, stopped: Stopped<'_>, place: String, content: RejectContent) {
        let counts = &mut self.counts[stopped.index];
        match stopped.kind {
            RejectKind::Dropped => counts.dropped += 1,
            RejectKind::Quarantined => {
                counts.quarantined += 1;
                self.first_failure.get_or_insert_with(|| {
                    (place.clone(), stopped.name.to_owned(), stopped.message.clone())
                });
            }
        }
        let mut reject = Reject::new(stopped.kind, stopped.name, stopped.message, place, content);
        if interchange::write_reject(&reject, &mut self.rejects).is_err() {
            // Only an attachment that is no JSON gets here; the rest is still worth keeping.
            reject.content = RejectContent::Nothing;
            let _ = interchange::write_reject(&reject, &mut self.rejects);
        }
    }
}
