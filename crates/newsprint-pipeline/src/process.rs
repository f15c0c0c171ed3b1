//! What one thread does with one chunk: decode, verdict, stages, and the end of the segment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use newsprint_core::interchange::{self, Reject, RejectContent, RejectKind};
use newsprint_core::{CorpusStage, Digests, Document, Input, Stage, StepError, Verdict};
use tracing::trace;

use crate::KeepRejects;
use crate::frame::{write_frame, write_record};
use crate::guard::guarded;
use crate::limits::{AtWork, Limits};
use crate::outlet::Output;
use crate::raw::{Raw, RawChunk, Whence};
use crate::rejects::{Left, Rejected};
use crate::report::Counts;
use crate::spool::Origins;
use crate::stopped::{Stopped, settle};

/// The target of the events that tell what each step took of a chunk, inside the chunk's span.
const STEP_TIMES: &str = "newsprint::step";

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
    /// Whether documents wait as such even where no step has worked on them: elsewhere nothing is
    /// known of the origins of records.
    pub(crate) spools_documents: bool,
    pub(crate) steps: usize,
    pub(crate) timings: bool,
    pub(crate) rejects: KeepRejects,
    /// How many rejects of one reason a chunk can give to the sample.
    pub(crate) sample: u64,
    pub(crate) limits: Limits,
    pub(crate) at_work: Arc<AtWork>,
}

/// The corpus stage that a segment starts after, and what it decided.
pub(crate) struct Verdicts<'a> {
    pub(crate) stage: Slot<'a, dyn CorpusStage>,
    pub(crate) decision: Decision,
}

/// What a corpus stage decided.
pub(crate) struct Decision {
    /// What tells this decision from others.
    pub(crate) key: u128,
    /// By article number.
    pub(crate) by_article: Vec<Option<Verdict>>,
}

/// What a segment ends in.
pub(crate) enum End<'a> {
    /// A corpus stage: articles are digested, documents spooled.
    Barrier(Slot<'a, dyn CorpusStage>),
    /// The outputs.
    Sinks(Vec<Slot<'a, Output>>),
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
    pub(crate) left: Left,
    pub(crate) counts: Vec<Counts>,
    /// The number of the record at hand.
    record: u64,
    /// When the record at hand was taken, where that counts.
    since: Option<Instant>,
    /// How many articles of the document at hand each output takes; `None` when it takes nothing.
    taken: Vec<Option<u64>>,
    /// Lines kept for a sample, by step and code.
    sampled: BTreeMap<(usize, String), u64>,
}

impl<'a> Segment<'a> {
    /// Works on a chunk. Nothing that a step does wrong gets out of here but as a reject.
    pub(crate) fn process(&self, chunk: &RawChunk) -> Processed {
        let mut done = self.nothing_done();
        match chunk {
            RawChunk::Spooled(chunk) => {
                for record in chunk.records() {
                    self.record(Raw::Spooled(record), &mut done);
                    done.record += 1;
                }
            }
            RawChunk::Input(chunk) => {
                for (record, offset) in chunk.records().zip(chunk.offsets()) {
                    done.counts[self.input.index].documents_in += 1;
                    match record {
                        Ok(record) => self.record(Raw::Input(record, offset), &mut done),
                        Err((place, error)) => {
                            let stopped = Stopped::failed(&self.input, error);
                            let whence = Whence { place, offset };
                            self.reject(stopped, whence, &mut done, || RejectContent::Nothing);
                        }
                    }
                    done.record += 1;
                }
            }
        }
        if self.timings {
            self.tell_times(&done);
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

    /// Tells, for a trace, what each step took of the chunk.
    fn tell_times(&self, done: &Processed) {
        let verdict = self.verdicts.iter().map(|it| (it.stage.index, it.stage.name));
        let stages = self.stages.iter().map(|it| (it.index, it.name));
        let ends: Vec<(usize, &str)> = match &self.end {
            End::Barrier(slot) => vec![(slot.index, slot.name)],
            End::Sinks(sinks) => sinks.iter().map(|it| (it.index, it.name)).collect(),
        };
        let input = [(self.input.index, self.input.name)].into_iter();
        for (index, step) in input.chain(verdict).chain(stages).chain(ends) {
            let counts = &done.counts[index];
            let (nanos, documents) = (counts.time.as_nanos(), counts.documents_in);
            let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
            trace!(target: STEP_TIMES, step, nanos, documents);
        }
    }

    fn record(&self, raw: Raw<'_>, done: &mut Processed) {
        if !self.limits.are_timed() {
            return self.work_on(raw, done);
        }
        done.since = Some(self.at_work.begin(raw.whence().place));
        self.work_on(raw, done);
        self.at_work.end();
    }

    fn work_on(&self, raw: Raw<'_>, done: &mut Processed) {
        let decoded = self.timed(&self.input, done, || raw.decode(self.input.step));
        let mut document = match decoded {
            Ok(document) => document,
            Err(error) => {
                let stopped = Stopped::failed(&self.input, &error);
                return self.reject(stopped, raw.whence(), done, || raw.content());
            }
        };
        if matches!(raw, Raw::Input(..)) {
            if let Err(error) = self.limits.check(&document) {
                let stopped = Stopped::failed(&self.input, &error);
                return self.reject(stopped, raw.whence(), done, || RejectContent::Nothing);
            }
            let counts = &mut done.counts[self.input.index];
            counts.leave(&document);
            counts.text_bytes += document.source().text().len() as u64;
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
                    let content = || RejectContent::Document(Box::new(alone));
                    self.reject(stopped, raw.whence(), done, content);
                }
            }
            Err(stopped) => {
                // What a step did before it failed may be half done: the record is decoded anew.
                self.reject(stopped, raw.whence(), done, || {
                    match guarded(|| raw.decode(self.input.step)) {
                        Ok(document) => RejectContent::Document(Box::new(document)),
                        Err(_) => raw.content(),
                    }
                });
            }
        }
    }

    /// Counts what leaves the run, and keeps its `content` where that is asked for.
    fn reject(
        &self,
        stopped: Stopped<'_>,
        Whence { place, offset }: Whence,
        done: &mut Processed,
        content: impl FnOnce() -> RejectContent,
    ) {
        let Stopped { index: step, name, kind, code, value, message } = stopped;
        let counts = &mut done.counts[step];
        match kind {
            RejectKind::Dropped => counts.dropped += 1,
            RejectKind::Quarantined => counts.quarantined += 1,
        }
        if self.is_kept(step, &code, done) {
            let mut reject = Reject::new(kind, name, &*message, &*place, content())
                .because(code.clone(), value)
                .at(offset);
            let lines = &mut done.left.lines;
            if interchange::write_reject(&reject, lines).is_err() {
                // Only an attachment that is no JSON gets here; the rest is still worth keeping.
                lines.truncate(done.left.rejected.last().map_or(0, |last| last.end));
                reject.content = RejectContent::Nothing;
                let _ = interchange::write_reject(&reject, lines);
            }
        }
        let (record, end) = (done.record, done.left.lines.len());
        done.left.rejected.push(Rejected { step, kind, code, record, place, message, end });
    }

    /// Whether a reject can be among those that are kept.
    fn is_kept(&self, step: usize, code: &str, done: &mut Processed) -> bool {
        match self.rejects {
            KeepRejects::Keep => true,
            KeepRejects::Count => false,
            KeepRejects::Sample => {
                let sampled = done.sampled.entry((step, code.to_owned())).or_default();
                *sampled += 1;
                *sampled <= self.sample
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
        if let (Some(Verdicts { stage, decision }), Raw::Spooled(record)) = (&self.verdicts, raw) {
            let verdicts = decision.by_article.get(record.first_article..).unwrap_or_default();
            let outcome =
                self.timed(stage, done, || stage.step.apply_to_document(document, verdicts));
            settle(stage, outcome, document, dropped)?;
            done.counts[stage.index].leave(document);
        }
        for stage in &self.stages {
            done.counts[stage.index].enter(document);
            let outcome = self.timed(stage, done, || stage.step.apply(document));
            settle(stage, outcome, document, dropped)?;
            done.counts[stage.index].leave(document);
        }
        Ok(())
    }

    /// Calls a step, and measures what it takes where that is asked for.
    fn timed<S: ?Sized, T>(
        &self,
        slot: &Slot<'_, S>,
        done: &mut Processed,
        step: impl FnOnce() -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        if done.since.is_some() {
            self.at_work.enter(slot.name);
        }
        let start = self.timings.then(Instant::now);
        let result = guarded(step);
        if let Some(start) = start {
            done.counts[slot.index].time += start.elapsed();
        }
        result.and_then(|result| self.limits.in_time(done.since).map(|()| result))
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
                done.counts[slot.index].enter(&document);
                let digests = self
                    .timed(slot, done, || slot.step.digest_document(&document))
                    .map_err(|error| Stopped::failed(slot, &error))?;
                let articles = document.articles.len();
                let may_wait = self.stages.is_empty() && !self.spools_documents;
                let untouched = raw.record().filter(|_| may_wait);
                let spooled = if let Some((record, offset)) = untouched {
                    write_record(record, offset, articles, &self.origins, &mut done.frames)
                } else {
                    let Whence { place, offset } = raw.whence();
                    write_frame(&document, &place, offset, &mut done.frames)
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

/// Renders for every output; for none when one of them fails.
pub(crate) fn render_all<'a>(
    sinks: &[Slot<'a, Output>],
    document: &Document,
    done: &mut Processed,
    segment: &Segment<'a>,
) -> Result<(), Stopped<'a>> {
    done.taken.clear();
    for (at, slot) in sinks.iter().enumerate() {
        let mut out = std::mem::take(&mut done.rendered[at].0);
        let result = segment.timed(slot, done, || {
            let part = slot.step.part(document)?;
            let articles = part.as_ref().map(|part| part.articles.len() as u64);
            part.map_or(Ok(()), |part| slot.step.sink.render(&part, &mut out))?;
            Ok(articles)
        });
        done.rendered[at].0 = out;
        done.taken.extend(result.as_ref().ok());
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
    for (slot, taken) in sinks.iter().zip(&done.taken) {
        let counts = &mut done.counts[slot.index];
        counts.enter(document);
        counts.documents_out += u64::from(taken.is_some());
        counts.articles_out += taken.unwrap_or_default();
    }
    Ok(())
}
