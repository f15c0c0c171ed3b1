//! A corpus stage's part of a run: digests and documents are gathered, the stage decides.

use newsprint_core::{Commit, CorpusStage, Resolution, Room, StepError};
use tracing::{debug, debug_span, info};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::digests::{DigestSpool, DigestSpoolReader, RunRoom};
use crate::entry::hash_digests;
use crate::guard::guarded;
use crate::journal::Journal;
use crate::process::{Processed, Slot, Verdicts};
use crate::resolved::Resolved;
use crate::source::spool_error;
use crate::spool::{Origins, Spool, SpoolReader};
use crate::{Plan, RunError};

/// What a segment that ends at a barrier gathers.
pub(crate) struct Filling {
    spool: Spool,
    digests: DigestSpool,
    /// Of all digests so far.
    hash: Xxh3,
}

/// A corpus stage that has decided, and the documents that wait for it.
pub(crate) struct Barrier<'a> {
    pub(crate) verdicts: Verdicts<'a>,
    pub(crate) spool: SpoolReader,
}

/// What a stage leaves for later runs.
pub(crate) struct PendingCommit<'a> {
    pub(crate) name: &'a str,
    pub(crate) commit: Commit,
    /// The key that the journal knows its decision by.
    pub(crate) key: u128,
}

impl Filling {
    pub(crate) fn new(plan: &Plan) -> Result<Self, RunError> {
        let spool = Spool::new(plan.settings.spool.as_deref());
        let spool = spool.map_err(|error| spool_error(plan, SPOOL, error))?;
        Ok(Self { spool, digests: DigestSpool::default(), hash: Xxh3::new() })
    }

    pub(crate) fn push(
        &mut self,
        processed: &mut Processed,
        room: &RunRoom,
        plan: &Plan,
    ) -> Result<(), RunError> {
        let digests = std::mem::take(&mut processed.digests);
        hash_digests(&digests, &mut self.hash);
        let pushed = self.spool.push(&processed.frames);
        pushed
            .and_then(|()| self.digests.push(digests, room))
            .map_err(|error| spool_error(plan, SPOOL, error))
    }

    /// Lets the stage decide, or takes from the journal what it decided. With the journal comes what
    /// tells the stage's decisions from those of others.
    pub(crate) fn resolve<'a>(
        self,
        stage: Slot<'a, dyn CorpusStage>,
        origins: Origins,
        journal: Option<(&Journal, u64)>,
        room: &RunRoom,
        plan: &Plan,
    ) -> Result<(Barrier<'a>, Option<PendingCommit<'a>>), RunError> {
        let Self { spool, digests, mut hash } = self;
        let (journal, decision) = journal.unzip();
        hash.update(&decision.unwrap_or_default().to_le_bytes());
        let key = hash.digest128();
        let spool = spool.read(origins).map_err(|error| spool_error(plan, SPOOL, error))?;
        let known = journal.and_then(|journal| known(journal, key, &stage));
        if let Some(by_article) = known {
            return Ok((Barrier { verdicts: Verdicts { stage, by_article }, spool }, None));
        }
        let digests = digests.read().map_err(|error| spool_error(plan, SPOOL, error))?;
        let resolution = resolve(&stage, digests, room)?;
        if let Some(journal) = journal {
            let put = journal.put(Journal::NO_CHUNK, key, &Resolved::write(&resolution));
            put.map_err(|error| journal_error(journal, error))?;
        }
        let Resolution { verdicts: by_article, commit, .. } = resolution;
        let commit = commit.map(|commit| PendingCommit { name: stage.name, commit, key });
        Ok((Barrier { verdicts: Verdicts { stage, by_article }, spool }, commit))
    }
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

const SPOOL: &str = "documents cannot be spooled in";

pub(crate) fn journal_error(journal: &Journal, error: std::io::Error) -> RunError {
    RunError::File { what: "the journal cannot be kept in", path: journal.folder().into(), error }
}
