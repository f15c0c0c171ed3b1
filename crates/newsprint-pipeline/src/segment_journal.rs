//! The journal's part for one segment of a run: what became of its chunks, and what shards have to
//! do with it.

use xxhash_rust::xxh3::xxh3_128;

use crate::barrier::{hash_of, journal_error, key_of};
use crate::journal::Journal;
use crate::observer::Observer;
use crate::process::{Decision, Segment};
use crate::raw::RawChunk;
use crate::resolved::Resolved;
use crate::run_journal::{RunJournal, Share, Worked};
use crate::shard::{merge_folder, owner};
use crate::shards::{all_digests, note_done};
use crate::{RunError, entry};

#[derive(Clone, Copy)]
pub(crate) struct SegmentJournal<'a> {
    pub(crate) run: &'a RunJournal,
    /// What tells the segment's records from others.
    id: u64,
    /// What tells the segment after one decision from the same after another.
    round: u64,
    /// Whether all shards have come to the end of this round.
    pub(crate) all_done: bool,
}

impl<'a> SegmentJournal<'a> {
    pub(crate) fn new(run: &'a RunJournal, id: u64, round: u64, all_done: bool) -> Self {
        Self { run, id, round, all_done }
    }

    /// Takes what became of a chunk from the journal, or works on it and notes what became of it.
    /// `None` when its shard ought to have done that, and has not.
    pub(crate) fn process(
        &self,
        segment: &Segment<'_>,
        number: u64,
        chunk: &RawChunk,
    ) -> Result<Option<Worked>, RunError> {
        let run = self.run;
        let key = entry::key(self.id, chunk, segment.verdicts.as_ref());
        let content = match &run.share {
            Share::All(shards) if self.all_done => {
                let content = shards.get(number, key);
                if content.is_none() {
                    shards.lack(number);
                    return Ok(None);
                }
                content
            }
            Share::All(_) => None,
            Share::Alone | Share::One(..) => run.journal.get(key),
        };
        let known = content.and_then(|content| entry::read(segment, chunk, &content));
        let known = known.filter(|it| !run.stops_at_failure || !it.left.has_failure());
        if let Some(processed) = known {
            return Ok(Some(Worked { processed, is_taken: true }));
        }
        let processed = segment.process(chunk);
        let is_tried_again = run.stops_at_failure && processed.left.has_failure();
        if !matches!(run.share, Share::All(_))
            && !is_tried_again
            && let Some(content) = entry::content(segment, chunk, &processed)
        {
            let put = run.journal.put(self.id, key, &content);
            put.map_err(|error| journal_error(&run.journal, error))?;
        }
        Ok(Some(Worked { processed, is_taken: false }))
    }

    /// All chunks have come through, and `digests` is the hash of what came. Chunks of the input
    /// tell what of it is not as it was.
    ///
    /// # Errors
    /// When shards lack what they ought to have done.
    pub(crate) fn end(
        &self,
        digests: u128,
        is_input: bool,
        observer: &mut dyn Observer,
    ) -> Result<(), RunError> {
        if is_input && !matches!(self.run.share, Share::All(_)) {
            self.run.tell_changed_input(self.id, observer);
        }
        match &self.run.share {
            Share::All(shards) => shards.lack_nothing(),
            Share::Alone => Ok(()),
            Share::One(..) => {
                let RunJournal { journal, all_facts, .. } = self.run;
                note_done(journal.folder(), all_facts, (self.round, digests))
                    .map_err(|error| journal_error(journal, error))
            }
        }
    }

    /// How many shards there are to bring together; 1 when there are none.
    pub(crate) fn shards(&self) -> usize {
        match &self.run.share {
            Share::All(shards) => shards.len(),
            Share::Alone | Share::One(..) => 1,
        }
    }

    /// What the stage at this place in the plan has decided for the articles of this shard, by a
    /// process that has brought all shards together as they are now.
    pub(crate) fn decided(&self, stage: usize) -> Option<Decision> {
        let Share::One(shard, folder) = &self.run.share else { return None };
        let digests = all_digests(folder, *shard, self.round)?;
        let key = key_of(hash_of(digests.into_iter()), self.run.stage(stage));
        let journal = Journal::read(&merge_folder(folder)).ok()??;
        let Resolved { verdicts: by_article, .. } =
            Resolved::read(&journal.get(key_for(key, shard.index()))?)?;
        Some(Decision { key, by_article })
    }

    /// Notes for each shard what was decided for its articles. `chunks` are the numbers of the
    /// chunks and how many articles each has.
    pub(crate) fn note_decided(
        &self,
        decision: &Decision,
        chunks: &[(u64, usize)],
    ) -> Result<(), RunError> {
        let Share::All(shards) = &self.run.share else { return Ok(()) };
        let mut of_shards = vec![Vec::new(); shards.len()];
        let mut rest = decision.by_article.as_slice();
        for (number, articles) in chunks {
            let (of_chunk, after) = rest.split_at((*articles).min(rest.len()));
            of_shards[owner(*number, shards.len())].extend(of_chunk);
            rest = after;
        }
        let journal = &self.run.journal;
        for (shard, verdicts) in of_shards.into_iter().enumerate() {
            let key = key_for(decision.key, shard);
            let content = Resolved::write_verdicts(verdicts, None);
            if journal.get(key).as_ref() != Some(&content) {
                let put = journal.put(Journal::NO_CHUNK, key, &content);
                put.map_err(|error| journal_error(journal, error))?;
            }
        }
        Ok(())
    }
}

/// The key of what a decision says on the articles of one shard.
fn key_for(decision: u128, shard: usize) -> u128 {
    xxh3_128(&[&decision.to_le_bytes()[..], b"shard", &shard.to_le_bytes()].concat())
}
