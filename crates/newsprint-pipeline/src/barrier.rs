//! A corpus stage's part of a run: digests and documents are gathered, the stage decides.

use newsprint_core::{Commit, CorpusStage, Resolution, Room, StepError};
use tracing::{debug, debug_span, info};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::digests::{DigestSpool, DigestSpoolReader, RunRoom};
use crate::entry::hash_digests;
use crate::guard::guarded;
use crate::journal::Journal;
use crate::process::{Decision, Processed, Slot, Verdicts};
use crate::resolved::Resolved;
use crate::segment_journal::SegmentJournal;
use crate::shard::owner;
use crate::source::spool_error;
use crate::spool::{Origins, Spool, SpoolReader};
use crate::{Plan, RunError, RunPart};

/// What a segment that ends at a barrier gathers.
pub(crate) struct Filling {
    /// `None` in a shard whose documents nobody will ask for: other shards are not so far.
    spool: Option<Spool>,
    /// `None` in a shard: it decides nothing.
    digests: Option<DigestSpool>,
    /// The number of each chunk, and how many articles it has.
    chunks: Vec<(u64, usize)>,
    /// Of the digests so far of each shard, or of all when there are none.
    hashes: Vec<Xxh3>,
}

/// A corpus stage that has decided, and the documents that wait for it.
pub(crate) struct Barrier<'a> {
    pub(crate) verdicts: Verdicts<'a>,
    pub(crate) spool: SpoolReader,
    pub(crate) commit: Option<PendingCommit<'a>>,
}

/// What a stage leaves for later runs.
pub(crate) struct PendingCommit<'a> {
    pub(crate) name: &'a str,
    pub(crate) commit: Commit,
    /// The key that the journal knows its decision by.
    pub(crate) key: u128,
}

impl Filling {
    pub(crate) fn new(
        plan: &Plan,
        part: RunPart,
        journal: Option<SegmentJournal<'_>>,
    ) -> Result<Self, RunError> {
        let is_shard = part.shard().is_some();
        let is_wanted = !is_shard || journal.is_some_and(|journal| journal.all_done);
        let spool = is_wanted.then(|| Spool::new(plan.settings.spool.as_deref()));
        Ok(Self {
            spool: spool.transpose().map_err(|error| spool_error(plan, SPOOL, error))?,
            digests: (!is_shard).then(DigestSpool::default),
            chunks: Vec::new(),
            hashes: vec![Xxh3::new(); journal.map_or(1, |journal| journal.shards())],
        })
    }

    /// Takes what became of the chunk of this number.
    pub(crate) fn push(
        &mut self,
        number: u64,
        processed: &mut Processed,
        room: &RunRoom,
        plan: &Plan,
    ) -> Result<(), RunError> {
        let digests = std::mem::take(&mut processed.digests);
        let shard = owner(number, self.hashes.len());
        hash_digests(&digests, &mut self.hashes[shard]);
        self.chunks.push((number, digests.len()));
        let spooled = self.spool.as_mut().map(|spool| spool.push(number, &processed.frames));
        let held = self.digests.as_mut().map(|held| held.push(digests, room));
        let pushed = spooled.unwrap_or(Ok(())).and_then(|()| held.unwrap_or(Ok(())));
        pushed.map_err(|error| spool_error(plan, SPOOL, error))
    }

    /// The hash of the digests that came, in a process that does not bring shards together.
    pub(crate) fn own_hash(&self) -> u128 {
        self.hashes.first().map_or(0, Xxh3::digest128)
    }

    /// Lets the stage decide, or takes from the journal what was decided. `None` in a shard when all
    /// shards have still to be brought together.
    pub(crate) fn resolve<'a>(
        self,
        stage: Slot<'a, dyn CorpusStage>,
        origins: Origins,
        journal: Option<SegmentJournal<'_>>,
        room: &RunRoom,
        plan: &Plan,
    ) -> Result<Option<Barrier<'a>>, RunError> {
        let digests = hash_of(self.hashes.iter().map(Xxh3::digest128));
        let Some(spool) = self.spool else { return Ok(None) };
        let spool = spool.read(origins).map_err(|error| spool_error(plan, SPOOL, error))?;
        let (decision, commit) = match self.digests {
            Some(held) => {
                let held = held.read().map_err(|error| spool_error(plan, SPOOL, error))?;
                decide(&stage, held, digests, journal, room)?
            }
            None => match journal.and_then(|journal| journal.decided(stage.index)) {
                Some(decision) => (decision, None),
                None => return Ok(None),
            },
        };
        if let Some(journal) = journal {
            journal.note_decided(&decision, &self.chunks)?;
        }
        Ok(Some(Barrier { verdicts: Verdicts { stage, decision }, spool, commit }))
    }
}

/// What the stage decides over digests of this hash, unless the journal knows.
fn decide<'a>(
    stage: &Slot<'a, dyn CorpusStage>,
    held: DigestSpoolReader,
    digests: u128,
    journal: Option<SegmentJournal<'_>>,
    room: &RunRoom,
) -> Result<(Decision, Option<PendingCommit<'a>>), RunError> {
    let key = key_of(digests, journal.map_or(0, |journal| journal.run.stage(stage.index)));
    let journal = journal.map(|journal| &journal.run.journal);
    if let Some(by_article) = journal.and_then(|journal| known(journal, key, stage)) {
        return Ok((Decision { key, by_article }, None));
    }
    let resolution = resolve(stage, held, room)?;
    if let Some(journal) = journal {
        let put = journal.put(Journal::NO_CHUNK, key, &Resolved::write(&resolution));
        put.map_err(|error| journal_error(journal, error))?;
    }
    let Resolution { verdicts: by_article, commit, .. } = resolution;
    let commit = commit.map(|commit| PendingCommit { name: stage.name, commit, key });
    Ok((Decision { key, by_article }, commit))
}

impl PendingCommit<'_> {
    /// Makes it lasting, once.
    pub(crate) fn carry_out(self, journal: Option<&Journal>) -> Result<(), RunError> {
        let Self { name, commit, key } = self;
        guarded(commit).map_err(|error| RunError::step(name, error))?;
        let Some(journal) = journal else { return Ok(()) };
        let put = journal.put(Journal::NO_CHUNK, committed(key), b"");
        put.and_then(|()| journal.sync()).map_err(|error| journal_error(journal, error))
    }
}

/// What the journal knows of a decision, unless something has still to be committed: the stage then
/// decides again.
fn known(
    journal: &Journal,
    key: u128,
    stage: &Slot<'_, dyn CorpusStage>,
) -> Option<Vec<Option<newsprint_core::Verdict>>> {
    let Resolved { verdicts, mark } = Resolved::read(&journal.get(key)?)?;
    let is_done = mark.is_none_or(|mark| {
        journal.get(committed(key)).is_some() || stage.step.has_committed(&mark)
    });
    is_done.then_some(verdicts)
}

/// The key of the note that a decision has been committed.
fn committed(key: u128) -> u128 {
    xxh3_128(&[&key.to_le_bytes(), b"committed".as_slice()].concat())
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

/// The hash of all digests, from those of each shard in their order.
pub(crate) fn hash_of(shards: impl Iterator<Item = u128>) -> u128 {
    let mut hash = Xxh3::new();
    shards.for_each(|shard| hash.update(&shard.to_le_bytes()));
    hash.digest128()
}

/// What tells a decision over digests of this hash from others; `stage` tells stages apart.
pub(crate) fn key_of(digests: u128, stage: u64) -> u128 {
    xxh3_128(&[&digests.to_le_bytes()[..], &stage.to_le_bytes()].concat())
}

const SPOOL: &str = "documents cannot be spooled in";

pub(crate) fn journal_error(journal: &Journal, error: std::io::Error) -> RunError {
    RunError::File { what: "the journal cannot be kept in", path: journal.folder().into(), error }
}
