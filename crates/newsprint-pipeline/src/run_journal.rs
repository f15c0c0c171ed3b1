//! The journal of a run: what of it still holds, and what is added.

use std::collections::BTreeSet;
use std::path::PathBuf;

use newsprint_core::Part;
use newsprint_core::config::OptionValue as _;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::barrier::journal_error;
use crate::facts::{Fact, StepFacts, changes};
use crate::journal::Journal;
use crate::observer::Observer;
use crate::plan::{AnyStage, Named};
use crate::process::{Processed, Segment};
use crate::segment_journal::SegmentJournal;
use crate::shard::merge_folder;
use crate::shards::{Shards, all_digests};
use crate::{OnError, Plan, RunControl, RunError, RunPart, Shard, entry};

/// Files that are named in a message.
const NAMED: usize = 3;

pub(crate) struct RunJournal {
    pub(crate) journal: Journal,
    /// What the results of the input and of each stage depend on, in order.
    facts: Vec<Vec<Fact>>,
    /// All that results depend on.
    pub(crate) all_facts: Vec<Fact>,
    /// Whether an earlier run has left something.
    goes_on: bool,
    /// Whether the run ends at the first document that fails: its chunk is to be worked on again.
    pub(crate) stops_at_failure: bool,
    pub(crate) share: Share,
}

/// What a process has to do with shards.
pub(crate) enum Share {
    /// There are none.
    Alone,
    /// It is one of those that share a folder.
    One(Shard, PathBuf),
    /// It brings all of them together.
    All(Shards),
}

/// What became of a chunk, and whether the journal had it.
pub(crate) struct Worked {
    pub(crate) processed: Processed,
    pub(crate) is_taken: bool,
}

impl RunJournal {
    /// Opens the journal of a run that keeps one, and tells what has changed since the run that it
    /// was kept by.
    pub(crate) fn open(
        plan: &Plan,
        control: &RunControl,
        observer: &mut dyn Observer,
    ) -> Result<Option<Self>, RunError> {
        let kept = plan.kept_journal(control);
        let shared = plan.shards_folder();
        for journal in [plan.journal_folder(), merge_folder(&shared)] {
            let is_other = kept.as_ref() != Some(&journal) && control.part.shard().is_none();
            if is_other && Journal::is_committing(&journal) {
                return Err(RunError::HalfCommitted { journal });
            }
        }
        let Some(folder) = kept else { return Ok(None) };
        let names = plan.step_names();
        let steps = plan.facts.iter().zip(&names).take(1 + plan.stages.len());
        let facts: Vec<Vec<Fact>> =
            steps.map(|(facts, name)| StepFacts::list(facts, name)).collect();
        let all_facts = [vec![version()], facts.concat(), settings(plan)].concat();
        let share = match control.part {
            RunPart::Whole => Share::Alone,
            RunPart::Shard(one) => Share::One(one, shared),
            RunPart::Merge | RunPart::Resolve => {
                let is_corpus = |stage: &Named<AnyStage>| matches!(stage.step, AnyStage::Corpus(_));
                let last = plan.stages.iter().position(is_corpus).unwrap_or(plan.stages.len());
                let first = facts.iter().take(last + 2).flatten();
                let first = round(segment_id(first, plan), None);
                Share::All(Shards::open(&shared, first, &all_facts)?)
            }
        };
        let opened = Journal::open(&folder).map_err(|error| RunError::File {
            what: "the journal cannot be kept in",
            path: folder.clone(),
            error,
        });
        let stops_at_failure = plan.settings.on_error == OnError::Stop;
        let mut journal =
            Self { journal: opened?, facts, all_facts, goes_on: false, stops_at_failure, share };
        if !control.part.merges() {
            let compared = journal.compare(observer);
            journal.goes_on = compared.map_err(|it| journal_error(&journal.journal, it))?;
        }
        Ok(Some(journal))
    }

    /// Tells what is not as it was, and notes what is now. Whether there was a run before.
    fn compare(&self, observer: &mut dyn Observer) -> std::io::Result<bool> {
        let now = &self.all_facts;
        let key = xxh3_128(b"pipeline");
        let before = self.journal.get(key);
        let known: Option<Vec<Fact>> =
            before.as_ref().and_then(|before| serde_json::from_slice(before).ok());
        let shown = self.journal.folder().display();
        if let Some(known) = &known {
            observer.noted(&format!("going on from the journal in `{shown}`"));
            let changed = changes(known, now);
            if !changed.is_empty() {
                let changed = changed.join(", ");
                observer.noted(&format!("{changed} changed: what depends on it is done anew"));
            }
        } else {
            observer.noted(&format!("nothing to go on from yet; a journal is kept in `{shown}`"));
        }
        if known.as_ref() != Some(now) {
            self.journal.put(Journal::NO_CHUNK, key, &serde_json::to_vec(now)?)?;
        }
        Ok(known.is_some())
    }

    /// What tells the decisions of a corpus stage from those of others.
    pub(crate) fn stage(&self, stage: usize) -> u64 {
        xxh3_64(format!("{:?}{:?}", version(), self.facts.get(stage)).as_bytes())
    }

    /// The journal's part for one segment.
    ///
    /// # Errors
    /// When only some of the shards that are to be merged have done it.
    pub(crate) fn enter(
        &self,
        segment: &Segment<'_>,
        plan: &Plan,
    ) -> Result<SegmentJournal<'_>, RunError> {
        let steps = segment.step_indexes().into_iter().filter_map(|step| self.facts.get(step));
        let id = segment_id(steps.flatten(), plan);
        let round = round(id, segment.verdicts.as_ref().map(|verdicts| verdicts.decision.key));
        let all_done = match &self.share {
            Share::Alone => false,
            Share::One(shard, folder) => all_digests(folder, *shard, round).is_some(),
            Share::All(shards) => shards.have_done(round)?,
        };
        Ok(SegmentJournal::new(self, id, round, all_done))
    }

    /// The run has succeeded. Its journal is taken away, but what shards have done stays: what
    /// follows a merge that is taken for failed by others can be done again.
    pub(crate) fn close(self, observer: &mut dyn Observer) -> Result<(), RunError> {
        let path = self.journal.folder().to_owned();
        let closed = if let Share::All(shards) = &self.share {
            let folder = shards.folder().display();
            observer.noted(&format!("`{folder}` holds the shards; it can be taken away now"));
            self.journal.end_commit()
        } else {
            self.journal.remove()
        };
        let what = "the journal cannot be taken away from";
        closed.map_err(|error| RunError::File { what, path, error })
    }

    /// Tells what of the input is not as it was, once all of it has been read.
    pub(crate) fn tell_changed_input(&self, id: u64, observer: &mut dyn Observer) {
        if !self.goes_on {
            return;
        }
        let unused = self.journal.unused(id, entry::SUMMARY);
        let unused: Vec<_> = unused.iter().filter_map(|start| entry::summary(start)).collect();
        let documents: u64 = unused.iter().map(|(_, documents)| documents).sum();
        if documents == 0 {
            return;
        }
        let files = unused.iter().map(|(place, _)| Part::read(place).0);
        let files: BTreeSet<&str> = files.collect();
        let mut names: Vec<String> = files.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
        if files.len() > NAMED {
            names.push(format!("{} more", files.len() - NAMED));
        }
        let are = if documents == 1 { " is" } else { "s are" };
        observer.noted(&format!(
            "the input is not as it was, in or behind {}: {documents} document{are} done anew",
            names.join(", ")
        ));
    }
}

fn version() -> Fact {
    ("the version of newsprint".to_owned(), env!("CARGO_PKG_VERSION").to_owned())
}

/// The settings that decide which documents are worked on, and how results are kept.
fn settings(plan: &Plan) -> Vec<Fact> {
    let settings = &plan.settings;
    let fact = |name: &str, value: String| (format!("the setting `run.{name}`"), value);
    vec![
        fact("chunk", settings.chunk.to_string()),
        fact("rejects", format!("{:?}", settings.rejects)),
        fact("rejects-sample", settings.rejects_sample.to_string()),
        fact("max-document-bytes", settings.max_document_bytes.show()),
        fact("max-document-lines", settings.max_document_lines.to_string()),
        fact("max-document-seconds", settings.max_document_seconds.to_string()),
    ]
}

/// What tells a segment's records from those of other segments and other pipelines.
fn segment_id<'a>(facts: impl Iterator<Item = &'a Fact>, plan: &Plan) -> u64 {
    let facts: Vec<&Fact> = facts.collect();
    xxh3_64(format!("{:?}{facts:?}{:?}", version(), settings(plan)).as_bytes())
}

/// What tells a segment after a decision from the same one after another decision.
fn round(segment: u64, decision: Option<u128>) -> u64 {
    xxh3_64(format!("{segment} {decision:?}").as_bytes())
}
