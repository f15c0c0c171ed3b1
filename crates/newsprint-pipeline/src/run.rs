//! The run: segment after segment, from the input to the outputs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use newsprint_core::{ChunkLimits, Progress, RunSummary, StepKind, StepReport};
use tracing::debug_span;

use crate::barrier::{Barrier, Filling, PendingCommit, journal_error};
use crate::digests::RunRoom;
use crate::lock::Locks;
use crate::observer::{Observer, Phase, RunProgress, StepCount};
use crate::ordered::ordered;
use crate::outlet::Outlet;
use crate::plan::Plan;
use crate::process::{End, Segment};
use crate::raw::RawChunk;
use crate::rejects::Rejects;
use crate::report::{Counts, JournalReport, PartReport};
use crate::run_journal::{RunJournal, Worked};
use crate::source::ChunkSource;
use crate::spool::SpoolReader;
use crate::{RunControl, RunError, RunPart, RunReport};

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
        self.run_controlled(&RunControl::default(), observer)
    }

    /// [Runs](Self::run) the pipeline as `control` says, while `observer` watches.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn run_controlled(
        &self,
        control: &RunControl,
        observer: &mut dyn Observer,
    ) -> Result<RunReport, RunError> {
        let start = Instant::now();
        let threads =
            self.settings.threads.map_or(0, |threads| usize::try_from(threads).unwrap_or(0));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("newsprint-{index}"))
            .build()?;
        let targets = self.locked(control);
        let _locks = Locks::new(targets.iter().map(PathBuf::as_path))?;
        let run = pool.install(|| Runner::new(self, control, observer)?.run());
        let journal = self.kept_journal(control).filter(|folder| folder.exists());
        if let (Err(_), Some(folder), false) = (&run, journal, control.part.merges()) {
            let folder = folder.display();
            observer.noted(&format!("what is done is kept in `{folder}` for the next run"));
        }
        let mut report = run?;
        report.seconds = start.elapsed().as_secs_f64();
        Ok(report)
    }
}

/// How far a segment has led.
enum Reached<'a> {
    /// To a decision.
    Barrier(Box<Barrier<'a>>),
    /// Through the outputs.
    Outputs,
    /// To the end of this process's part of the run. What follows waits for this corpus stage, or
    /// for the merge when there is none.
    Part(Option<&'a str>),
}

/// A chunk that has been worked on.
struct Done {
    worked: Option<Worked>,
    number: u64,
    length: u64,
    bytes: Progress,
}

struct Runner<'a> {
    plan: &'a Plan,
    control: &'a RunControl,
    observer: &'a mut dyn Observer,
    journal: Option<Arc<RunJournal>>,
    rejects: Rejects,
    counts: Vec<Counts>,
    outlets: Vec<Outlet<'a>>,
    room: RunRoom,
    commits: Vec<PendingCommit<'a>>,
    journal_report: JournalReport,
    /// Whether it has been told that the run is being stopped.
    is_stopping: bool,
}

impl<'a> Runner<'a> {
    fn new(
        plan: &'a Plan,
        control: &'a RunControl,
        observer: &'a mut dyn Observer,
    ) -> Result<Self, RunError> {
        plan.open_stages()?;
        let written = plan.outputs.iter().filter(|_| control.part.writes());
        Ok(Self {
            plan,
            control,
            journal: RunJournal::open(plan, control, observer)?.map(Arc::new),
            observer,
            rejects: Rejects::new(&control.part.rejects(&plan.settings), &plan.step_names()),
            counts: vec![Counts::default(); plan.step_names().len()],
            outlets: written.map(Outlet::open).collect::<Result<_, RunError>>()?,
            room: plan.room(),
            commits: Vec::new(),
            journal_report: JournalReport::default(),
            is_stopping: false,
        })
    }

    fn run(mut self) -> Result<RunReport, RunError> {
        let mut stages = self.plan.stages.iter().zip(1..);
        let mut barrier: Option<Barrier<'a>> = None;
        loop {
            let (verdicts, spool) = barrier.take().map(|it| (it.verdicts, it.spool)).unzip();
            let segment = Segment::next(self.plan, self.control, &mut stages, verdicts);
            match self.run_segment(segment, spool)? {
                Reached::Barrier(reached) => barrier = Some(*reached),
                Reached::Outputs => return self.commit(),
                Reached::Part(waits_for) => return Ok(self.leave(waits_for)),
            }
        }
    }

    /// Runs one segment, up to its barrier or through the outputs.
    fn run_segment(
        &mut self,
        segment: Segment<'a>,
        spool: Option<SpoolReader>,
    ) -> Result<Reached<'a>, RunError> {
        let (plan, control) = (self.plan, self.control);
        let journal = self.journal.clone();
        let journal = journal.as_deref().map(|it| it.enter(&segment, plan)).transpose()?;
        let applied = segment.verdicts.as_ref().map(|verdicts| verdicts.stage.name);
        if control.part == RunPart::Resolve {
            let all_done = journal.is_some_and(|journal| journal.all_done);
            if !all_done || matches!(segment.end, End::Sinks(_)) {
                return Ok(Reached::Part(applied.filter(|_| !all_done)));
            }
        }
        let limits = ChunkLimits {
            records: usize::try_from(plan.settings.chunk).unwrap_or(usize::MAX),
            bytes: CHUNK_BYTES,
        };
        let mut source = ChunkSource::open(plan, control.part.shard(), spool)?;
        let mut filling = match &segment.end {
            End::Barrier(_) => Some(Filling::new(plan, control.part, journal)?),
            End::Sinks(_) => None,
        };
        let work = |((number, chunk), bytes): ((u64, RawChunk), Progress)| {
            let length = chunk.len();
            let _span = debug_span!("chunk", documents = length).entered();
            let worked = match journal {
                Some(journal) => journal.process(&segment, number, &chunk),
                None => Ok(Some(Worked { processed: segment.process(&chunk), is_taken: false })),
            };
            worked.map(|worked| Done { worked, number, length: length as u64, bytes })
        };
        let mut is_whole = true;
        let phase = applied.map_or(Phase::Reading, Phase::Applying);
        let mut documents = 0;
        ordered(
            rayon::current_num_threads() * CHUNKS_PER_THREAD,
            || {
                if control.is_stopped() {
                    return Ok(None);
                }
                let _span = debug_span!("read").entered();
                let chunk = source.next_chunk(limits, plan, control)?;
                Ok(chunk.map(|chunk| (chunk, source.progress())))
            },
            work,
            |done| {
                let Done { worked, number, length, bytes } = done?;
                let _span = debug_span!("deliver", documents = length).entered();
                // Behind a chunk that its shard lacks nothing is worth delivering.
                is_whole &= worked.is_some();
                let worked = worked.filter(|_| is_whole);
                let deliver =
                    |it| self.deliver(it, (number, length), applied.is_none(), &mut filling);
                let delivered = worked.map_or(Ok(()), deliver);
                documents += length;
                self.tell(phase, documents, bytes);
                delivered
            },
        )?;
        self.see_stop()?;
        for place in source.not_passed() {
            let note = format!("`{place}` of `run.pass-over` is nothing that was read");
            self.observer.noted(&note);
        }
        if let Some(journal) = journal {
            let digests = filling.as_ref().map_or(0, Filling::own_hash);
            journal.end(digests, applied.is_none(), self.observer)?;
        }
        self.rejects.all_read()?;
        let (Some(filling), End::Barrier(stage)) = (filling, segment.end) else {
            return Ok(if control.part.writes() { Reached::Outputs } else { Reached::Part(None) });
        };
        let start = Instant::now();
        self.tell(Phase::Resolving(stage.name), documents, Progress::default());
        let (index, name) = (stage.index, stage.name);
        let reached = filling.resolve(stage, segment.origins, journal, &self.room, plan)?;
        self.counts[index].time += start.elapsed();
        self.see_stop()?;
        let Some(mut barrier) = reached else { return Ok(Reached::Part(Some(name))) };
        self.commits.extend(barrier.commit.take());
        Ok(Reached::Barrier(Box::new(barrier)))
    }

    fn see_stop(&self) -> Result<(), RunError> {
        let journal = self.journal.as_ref().map(|it| it.journal.folder().to_owned());
        if self.control.is_stopped() { Err(RunError::Stopped { journal }) } else { Ok(()) }
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
        if self.control.is_stopped() && !self.is_stopping {
            self.is_stopping = true;
            self.observer.noted("stopping as soon as the chunks at hand are done");
        }
    }

    /// Takes what became of a chunk of this number and length, in the order of the input; `is_read`
    /// before the first corpus stage, when its documents are counted.
    fn deliver(
        &mut self,
        worked: Worked,
        (number, length): (u64, u64),
        is_read: bool,
        filling: &mut Option<Filling>,
    ) -> Result<(), RunError> {
        let Worked { mut processed, is_taken } = worked;
        self.journal_report.add(length, is_taken);
        self.rejects.take(&processed.left, if is_read { length } else { 0 })?;
        for (sum, counts) in self.counts.iter_mut().zip(&processed.counts) {
            *sum += *counts;
        }
        if let Some(filling) = filling {
            filling.push(number, &mut processed, &self.room, self.plan)?;
        }
        for (outlet, (bytes, ends)) in self.outlets.iter_mut().zip(&processed.rendered) {
            let mut start = 0;
            for (document, end) in processed.documents.iter().zip(ends) {
                outlet.write(document, &bytes[start..*end])?;
                start = *end;
            }
        }
        self.see_readers()
    }

    /// A run without a reader for any of its outputs has no reason to go on.
    fn see_readers(&self) -> Result<(), RunError> {
        let nobody_reads = !self.outlets.is_empty() && self.outlets.iter().all(Outlet::is_closed);
        if nobody_reads { Err(RunError::Unread) } else { Ok(()) }
    }

    /// Finishes every output, and when all have succeeded gives them their names.
    fn commit(mut self) -> Result<RunReport, RunError> {
        let steps = self.step_reports();
        for outlet in &mut self.outlets {
            let _span = debug_span!("finish", step = outlet.name()).entered();
            let rejects = self.rejects.read()?;
            outlet.call(|writer| writer.finish(RunSummary::new(&steps, rejects)))?;
            outlet.notes().iter().for_each(|note| self.observer.noted(note));
        }
        self.see_readers()?;
        self.see_stop()?;
        let journal = self.journal.as_ref().map(|it| &it.journal);
        let commits = std::mem::take(&mut self.commits);
        if let (Some(journal), false) = (journal, commits.is_empty()) {
            journal.begin_commit().map_err(|error| journal_error(journal, error))?;
        }
        for commit in commits {
            commit.carry_out(journal)?;
        }
        let mut written = Vec::new();
        for outlet in std::mem::take(&mut self.outlets) {
            written.extend(outlet.commit()?);
        }
        let rejects = self.rejects.commit()?;
        let mut report = self.report();
        report.written = written;
        report.rejects = rejects.map(|path| path.display().to_string());
        report.rejects_kept = self.rejects.kept();
        if let Some(journal) = self.journal.take().and_then(Arc::into_inner) {
            journal.close(self.observer)?;
        }
        Ok(report)
    }

    /// The end of a process that does a part of the run.
    fn leave(self, waits_for: Option<&str>) -> RunReport {
        let part = PartReport::new(self.control.part.shard(), waits_for);
        RunReport { part: Some(part), ..self.report() }
    }

    fn report(&self) -> RunReport {
        RunReport {
            steps: self.step_reports(),
            quarantined: self.counts.iter().map(|counts| counts.quarantined).sum(),
            dropped: self.counts.iter().map(|counts| counts.dropped).sum(),
            passed_over: self.plan.input.step.passed_over(),
            journal: self.journal.is_some().then_some(self.journal_report),
            ..RunReport::default()
        }
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
}
