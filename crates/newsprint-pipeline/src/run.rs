//! The run: segment after segment, from the input to the outputs.

use std::io;
use std::time::Instant;

use newsprint_core::{
    ChunkLimits, Commit, CorpusStage, Progress, Resolution, Room, RunSummary, Sink, SinkWriter,
    StepError, StepKind, StepReport,
};
use tracing::{debug, debug_span, info};

use crate::digests::{DigestSpool, DigestSpoolReader, RunRoom};
use crate::guard::guarded;
use crate::observer::{Observer, Phase, RunProgress, StepCount};
use crate::ordered::ordered;
use crate::plan::{AnyStage, Named, Plan};
use crate::process::{End, Processed, Segment, Slot, Verdicts};
use crate::raw::RawChunk;
use crate::rejects::Rejects;
use crate::report::Counts;
use crate::spool::{Origins, Spool, SpoolReader};
use crate::{RunError, RunReport};

/// Bytes of input that a thread works on at a time, whatever the number of documents.
const CHUNK_BYTES: usize = 1 << 20;
/// Chunks on the way for each thread.
const CHUNKS_PER_THREAD: usize = 4;

impl Plan {
    /// Runs the pipeline to its end.
    ///
    /// Outputs and rejects get their names together, after the last document; on an error nothing
    /// does, and what stood under those names before is still there.
    ///
    /// # Errors
    /// See [`RunError`]. A document that fails is no error unless the pipeline says so.
    pub fn run(&self) -> Result<RunReport, RunError> {
        self.run_watched(&mut ())
    }

    /// [Runs](Self::run) the pipeline while `observer` watches.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn run_watched(&self, observer: &mut dyn Observer) -> Result<RunReport, RunError> {
        let start = Instant::now();
        let threads =
            self.settings.threads.map_or(0, |threads| usize::try_from(threads).unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("newsprint-{index}"))
            .build()?;
        let mut report = pool.install(|| Runner::new(self, observer)?.run())?;
        report.seconds = start.elapsed().as_secs_f64();
        Ok(report)
    }
}

struct Runner<'a> {
    plan: &'a Plan,
    rejects: Rejects,
    counts: Vec<Counts>,
    outlets: Vec<Outlet<'a>>,
    room: RunRoom,
    /// What corpus stages leave for later runs, each with its stage's name.
    commits: Vec<(&'a str, Commit)>,
    observer: &'a mut dyn Observer,
}

/// An output that is being written; without a writer once its reader has gone away.
struct Outlet<'a> {
    name: &'a str,
    writer: Option<Box<dyn SinkWriter>>,
}

/// A corpus stage that has decided, and the documents that wait for it.
struct Barrier<'a> {
    verdicts: Verdicts<'a>,
    spool: SpoolReader,
}

/// What a segment that ends at a barrier leaves.
struct Filling {
    spool: Spool,
    digests: DigestSpool,
}

impl<'a> Runner<'a> {
    fn new(plan: &'a Plan, observer: &'a mut dyn Observer) -> Result<Self, RunError> {
        let open = |output: &'a Named<Box<dyn Sink>>| {
            let writer = guarded(|| output.step.open())
                .map_err(|error| RunError::step(&output.name, error))?;
            Ok(Outlet { name: &output.name, writer: Some(writer) })
        };
        Ok(Self {
            plan,
            rejects: Rejects::new(&plan.settings, &plan.step_names()),
            counts: vec![Counts::default(); plan.step_names().len()],
            outlets: plan.outputs.iter().map(open).collect::<Result<_, RunError>>()?,
            room: RunRoom {
                memory: usize::try_from(plan.settings.memory.0).unwrap_or(usize::MAX),
                folder: plan.settings.spool.clone(),
            },
            commits: Vec::new(),
            observer,
        })
    }

    fn run(mut self) -> Result<RunReport, RunError> {
        let mut stages = self.plan.stages.iter().zip(1..);
        let mut barrier = None;
        loop {
            let (segment, spool) = self.next_segment(&mut stages, barrier.take());
            match self.run_segment(segment, spool)? {
                Some(reached) => barrier = Some(reached),
                None => return self.commit(),
            }
        }
    }

    /// The stages up to the next corpus stage, or up to the outputs.
    fn next_segment(
        &self,
        stages: &mut impl Iterator<Item = (&'a Named<AnyStage>, usize)>,
        barrier: Option<Barrier<'a>>,
    ) -> (Segment<'a>, Option<SpoolReader>) {
        let plan = self.plan;
        let (verdicts, spool) = barrier.map(|it| (it.verdicts, it.spool)).unzip();
        let mut segment = Segment {
            input: Slot { index: 0, name: &plan.input.name, step: plan.input.step.as_ref() },
            verdicts,
            stages: Vec::new(),
            end: End::Sinks(self.sinks()),
            origins: Origins::default(),
            steps: self.counts.len(),
            timings: plan.settings.timings,
            rejects: plan.settings.rejects,
            sample: plan.settings.rejects_sample,
        };
        for (Named { name, step }, index) in stages {
            match step {
                AnyStage::Document(step) => {
                    segment.stages.push(Slot { index, name, step: step.as_ref() });
                }
                AnyStage::Corpus(step) => {
                    segment.end = End::Barrier(Slot { index, name, step: step.as_ref() });
                    break;
                }
            }
        }
        (segment, spool)
    }

    fn sinks(&self) -> Vec<Slot<'a, dyn Sink>> {
        let first = self.plan.stages.len() + 1;
        let slot = |(at, output): (usize, &'a Named<Box<dyn Sink>>)| Slot {
            index: first + at,
            name: output.name.as_str(),
            step: output.step.as_ref(),
        };
        self.plan.outputs.iter().enumerate().map(slot).collect()
    }

    /// Runs one segment, up to its barrier or through the outputs.
    fn run_segment(
        &mut self,
        segment: Segment<'a>,
        spool: Option<SpoolReader>,
    ) -> Result<Option<Barrier<'a>>, RunError> {
        let plan = self.plan;
        let limits = ChunkLimits {
            records: usize::try_from(plan.settings.chunk).unwrap_or(usize::MAX),
            bytes: CHUNK_BYTES,
        };
        let mut source = match spool {
            Some(reader) => ChunkSource::Spool(reader),
            None => ChunkSource::Input(
                guarded(|| plan.input.step.open())
                    .map_err(|error| RunError::step(&plan.input.name, error))?,
            ),
        };
        let mut filling = match &segment.end {
            End::Barrier(_) => {
                let folder = plan.settings.spool.as_deref();
                Some(Filling {
                    spool: Spool::new(folder).map_err(|error| self.spool_error(error))?,
                    digests: DigestSpool::default(),
                })
            }
            End::Sinks(_) => None,
        };
        let work = |(chunk, bytes): (RawChunk, Progress)| {
            let _span = debug_span!("chunk", documents = chunk.len()).entered();
            (segment.process(&chunk), chunk.len(), bytes)
        };
        let applied = segment.verdicts.as_ref().map(|verdicts| verdicts.stage.name);
        let phase = applied.map_or(Phase::Reading, Phase::Applying);
        let mut documents = 0;
        ordered(
            rayon::current_num_threads() * CHUNKS_PER_THREAD,
            || {
                let _span = debug_span!("read").entered();
                Ok(source.next_chunk(limits, plan)?.map(|chunk| (chunk, source.progress())))
            },
            work,
            |(processed, length, bytes)| {
                let _span = debug_span!("deliver", documents = length).entered();
                let read = if applied.is_none() { length as u64 } else { 0 };
                let delivered = self.deliver(processed, read, &mut filling);
                documents += length as u64;
                self.tell(phase, documents, bytes);
                delivered
            },
        )?;
        self.rejects.all_read()?;
        let (Some(Filling { spool, digests }), End::Barrier(stage)) = (filling, segment.end) else {
            return Ok(None);
        };
        let start = Instant::now();
        let digests = digests.read().map_err(|error| self.spool_error(error))?;
        self.tell(Phase::Resolving(stage.name), documents, Progress::default());
        let resolution = resolve(&stage, digests, &self.room)?;
        self.commits.extend(resolution.commit.map(|commit| (stage.name, commit)));
        self.counts[stage.index].time += start.elapsed();
        let spool = spool.read(segment.origins).map_err(|error| self.spool_error(error))?;
        let verdicts = Verdicts { stage, by_article: resolution.verdicts };
        Ok(Some(Barrier { verdicts, spool }))
    }

    fn tell(&mut self, phase: Phase<'_>, documents: u64, bytes: Progress) {
        let rejects = self.counts.iter().map(|counts| counts.quarantined + counts.dropped).sum();
        let names = self.plan.step_names();
        let steps = names.iter().zip(&self.counts).map(|(name, counts)| StepCount {
            documents_in: counts.documents_in,
            documents_out: counts.documents_out,
            failed: counts.quarantined,
            dropped: counts.dropped,
            ..StepCount::new(name)
        });
        let steps: Vec<StepCount<'_>> = steps.collect();
        let progress = RunProgress::new(phase, documents, bytes, rejects);
        self.observer.progressed(&progress.with_steps(&steps));
    }

    /// Takes what became of a chunk, in the order of the input.
    fn deliver(
        &mut self,
        processed: Processed,
        read: u64,
        filling: &mut Option<Filling>,
    ) -> Result<(), RunError> {
        self.rejects.take(&processed.left, read)?;
        for (sum, counts) in self.counts.iter_mut().zip(&processed.counts) {
            *sum += *counts;
        }
        if let Some(Filling { spool, digests }) = filling {
            spool.push(&processed.frames).map_err(|error| self.spool_error(error))?;
            let digests = digests.push(processed.digests, &self.room);
            digests.map_err(|error| self.spool_error(error))?;
        }
        for (outlet, (bytes, ends)) in self.outlets.iter_mut().zip(&processed.rendered) {
            let mut start = 0;
            for (document, end) in processed.documents.iter().zip(ends) {
                outlet.call(|writer| writer.write(document, &bytes[start..*end]))?;
                start = *end;
            }
        }
        Ok(())
    }

    /// Finishes every output, and when all have succeeded gives them their names.
    fn commit(mut self) -> Result<RunReport, RunError> {
        let steps = self.step_reports();
        for outlet in &mut self.outlets {
            let _span = debug_span!("finish", step = outlet.name).entered();
            let rejects = self.rejects.read()?;
            outlet.call(|writer| writer.finish(RunSummary::new(&steps, rejects)))?;
        }
        for (name, commit) in std::mem::take(&mut self.commits) {
            guarded(commit).map_err(|error| RunError::step(name, error))?;
        }
        let mut written = Vec::new();
        for outlet in std::mem::take(&mut self.outlets) {
            if let Some(writer) = outlet.writer {
                let names = guarded(|| writer.commit());
                written.extend(names.map_err(|error| RunError::step(outlet.name, error))?);
            }
        }
        let rejects = self.rejects.commit()?;
        Ok(RunReport {
            steps,
            quarantined: self.counts.iter().map(|counts| counts.quarantined).sum(),
            dropped: self.counts.iter().map(|counts| counts.dropped).sum(),
            rejects: rejects.map(|path| path.display().to_string()),
            rejects_kept: self.rejects.kept(),
            written,
            ..RunReport::default()
        })
    }

    fn step_reports(&self) -> Vec<StepReport> {
        let plan = self.plan;
        let kind = |index: usize| match index {
            0 => StepKind::Input,
            _ if index <= plan.stages.len() => StepKind::Stage,
            _ => StepKind::Output,
        };
        let steps = plan.step_names().into_iter().zip(&self.counts).enumerate();
        let report = |(index, (name, counts)): (usize, (&str, &Counts))| {
            let mut report = counts.report(kind(index), name, plan.settings.timings);
            report.rejects = self.rejects.reasons(index);
            report
        };
        steps.map(report).collect()
    }

    fn spool_error(&self, error: io::Error) -> RunError {
        let path = self.plan.settings.spool.clone().unwrap_or_else(std::env::temp_dir);
        RunError::File { what: "documents cannot be spooled in", path, error }
    }
}

fn resolve(
    stage: &Slot<'_, dyn CorpusStage>,
    mut digests: DigestSpoolReader,
    room: &dyn Room,
) -> Result<Resolution, RunError> {
    let _span = debug_span!("resolve", step = stage.name).entered();
    info!(step = stage.name, "resolving");
    let resolution = guarded(|| stage.step.resolve(&mut digests, room))
        .map_err(|error| RunError::step(stage.name, error))?;
    let (verdicts, articles) = (&resolution.verdicts, digests.articles);
    if verdicts.len() != articles {
        let message = format!("it gave {} verdicts for {articles} articles", verdicts.len());
        return Err(RunError::step(stage.name, StepError::new(message)));
    }
    debug!(articles, decided = verdicts.iter().flatten().count(), "resolved");
    Ok(resolution)
}

impl Outlet<'_> {
    /// Calls the writer. A reader of standard output that has gone away wants no more: that ends
    /// this output and nothing else.
    fn call(
        &mut self,
        act: impl FnOnce(&mut Box<dyn SinkWriter>) -> Result<(), StepError>,
    ) -> Result<(), RunError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        match guarded(|| act(writer)) {
            Ok(()) => Ok(()),
            Err(error) if is_closed_pipe(&error) => {
                self.writer = None;
                Ok(())
            }
            Err(error) => Err(RunError::step(self.name, error)),
        }
    }
}

fn is_closed_pipe(error: &StepError) -> bool {
    let cause =
        std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

enum ChunkSource {
    Input(Box<dyn newsprint_core::Reader>),
    Spool(SpoolReader),
}

impl ChunkSource {
    fn progress(&self) -> Progress {
        match self {
            Self::Input(reader) => reader.progress(),
            Self::Spool(reader) => reader.progress(),
        }
    }

    fn next_chunk(
        &mut self,
        limits: ChunkLimits,
        plan: &Plan,
    ) -> Result<Option<RawChunk>, RunError> {
        match self {
            Self::Input(reader) => {
                let chunk = guarded(|| reader.next_chunk(limits))
                    .map_err(|error| RunError::step(&plan.input.name, error))?;
                Ok(chunk.map(RawChunk::Input))
            }
            Self::Spool(reader) => {
                let chunk = reader.next_chunk(limits).map_err(|error| RunError::File {
                    what: "documents cannot be read back from",
                    path: plan.settings.spool.clone().unwrap_or_else(std::env::temp_dir),
                    error,
                })?;
                Ok(chunk.map(RawChunk::Spooled))
            }
        }
    }
}
