//! The journal of a run: what of it still holds, and what is added.

use std::collections::BTreeSet;

use newsprint_core::Part;
use newsprint_core::config::OptionValue as _;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::barrier::journal_error;
use crate::facts::{Fact, StepFacts, changes};
use crate::journal::Journal;
use crate::observer::Observer;
use crate::process::{Processed, Segment};
use crate::raw::RawChunk;
use crate::{OnError, Plan, RunControl, RunError, RunSettings, entry};

/// Files that are named in a message.
const NAMED: usize = 3;

pub(crate) struct RunJournal {
    pub(crate) journal: Journal,
    /// What the results of the input and of each stage depend on, in order.
    facts: Vec<Vec<Fact>>,
    /// Whether an earlier run has left something.
    goes_on: bool,
    /// Documents in a chunk.
    chunk: u64,
    limits: Vec<Fact>,
    /// Whether the run ends at the first document that fails: its chunk is to be worked on again.
    stops_at_failure: bool,
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
        let folder = plan.journal_folder();
        if !plan.keeps_journal(control) {
            if Journal::is_committing(&folder) {
                return Err(RunError::HalfCommitted { journal: folder });
            }
            return Ok(None);
        }
        let names = plan.step_names();
        let steps = plan.facts.iter().zip(&names).take(1 + plan.stages.len());
        let facts: Vec<Vec<Fact>> =
            steps.map(|(facts, name)| StepFacts::list(facts, name)).collect();
        let opened = Journal::open(&folder).map_err(|error| RunError::File {
            what: "the journal cannot be kept in",
            path: folder.clone(),
            error,
        });
        let stops_at_failure = plan.settings.on_error == OnError::Stop;
        let journal = Self {
            journal: opened?,
            facts,
            goes_on: false,
            chunk: plan.settings.chunk,
            limits: limits(&plan.settings),
            stops_at_failure,
        };
        let goes_on =
            journal.compare(plan, observer).map_err(|it| journal_error(&journal.journal, it))?;
        Ok(Some(Self { goes_on, ..journal }))
    }

    /// Tells what is not as it was, and notes what is now. Whether there was a run before.
    fn compare(&self, plan: &Plan, observer: &mut dyn Observer) -> std::io::Result<bool> {
        let mut now = vec![version()];
        now.extend(self.facts.iter().flatten().cloned());
        now.push(("the setting `run.chunk`".to_owned(), plan.settings.chunk.to_string()));
        now.push(("the setting `run.rejects`".to_owned(), format!("{:?}", plan.settings.rejects)));
        now.extend(self.limits.iter().cloned());
        let key = xxh3_128(b"pipeline");
        let before = self.journal.get(key);
        let known: Option<Vec<Fact>> =
            before.as_ref().and_then(|before| serde_json::from_slice(before).ok());
        let shown = self.journal.folder().display();
        if let Some(known) = &known {
            observer.noted(&format!("going on from the journal in `{shown}`"));
            let changed = changes(known, &now);
            if !changed.is_empty() {
                let changed = changed.join(", ");
                observer.noted(&format!("{changed} changed: what depends on it is done anew"));
            }
        } else {
            observer.noted(&format!("nothing to go on from yet; a journal is kept in `{shown}`"));
        }
        if known.as_ref() != Some(&now) {
            self.journal.put(Journal::NO_CHUNK, key, &serde_json::to_vec(&now)?)?;
        }
        Ok(known.is_some())
    }

    /// What tells the decisions of a corpus stage from those of others.
    pub(crate) fn decision(&self, stage: usize) -> u64 {
        xxh3_64(format!("{:?}{:?}", version(), self.facts.get(stage)).as_bytes())
    }

    /// What tells a segment's records from those of other segments and other pipelines.
    pub(crate) fn segment(&self, segment: &Segment<'_>) -> u64 {
        let steps = segment.step_indexes().into_iter().filter_map(|step| self.facts.get(step));
        let facts: Vec<&Fact> = steps.flatten().collect();
        let kept = (segment.rejects, segment.sample);
        let (chunk, limits) = (self.chunk, &self.limits);
        xxh3_64(format!("{:?}{facts:?}{chunk}{kept:?}{limits:?}", version()).as_bytes())
    }

    /// Takes what became of a chunk from the journal, or works on it and notes what became of it.
    pub(crate) fn process(
        &self,
        id: u64,
        segment: &Segment<'_>,
        chunk: &RawChunk,
    ) -> Result<Worked, RunError> {
        let key = entry::key(id, chunk, segment.verdicts.as_ref());
        let known = self.journal.get(key);
        let known = known.and_then(|content| entry::read(segment, chunk, &content));
        let known = known.filter(|it| !self.stops_at_failure || !it.left.has_failure());
        if let Some(processed) = known {
            return Ok(Worked { processed, is_taken: true });
        }
        let processed = segment.process(chunk);
        if self.stops_at_failure && processed.left.has_failure() {
            return Ok(Worked { processed, is_taken: false });
        }
        if let Some(content) = entry::content(segment, chunk, &processed) {
            let put = self.journal.put(id, key, &content);
            put.map_err(|error| journal_error(&self.journal, error))?;
        }
        Ok(Worked { processed, is_taken: false })
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

/// The limits on a document: what is within them is not the same when they are others.
fn limits(settings: &RunSettings) -> Vec<Fact> {
    let fact = |name: &str, value: String| (format!("the setting `run.{name}`"), value);
    vec![
        fact("max-document-bytes", settings.max_document_bytes.show()),
        fact("max-document-lines", settings.max_document_lines.to_string()),
        fact("max-document-seconds", settings.max_document_seconds.to_string()),
    ]
}

fn version() -> Fact {
    ("the version of newsprint".to_owned(), env!("CARGO_PKG_VERSION").to_owned())
}
