//! A few documents through the stages of a plan, in memory and step by step, so that it can be
//! seen what each stage makes of them. Nothing is written.

use newsprint_core::interchange::RejectKind;
use newsprint_core::{
    ChunkLimits, CorpusStage, Digests, Document, DropReason, MemoryRoom, Note, Outcome, Stage,
    StepError,
};
use rayon::prelude::*;

use crate::guard::guarded;
use crate::plan::{AnyStage, Named};
use crate::{Plan, RunError};

/// Documents on their way through a plan's stages.
pub struct Trial<'a> {
    plan: &'a Plan,
    next: usize,
    documents: Vec<Tried>,
}

/// A document on trial.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Tried {
    /// Where it was read.
    pub place: String,
    /// As the last step left it; `None` when it could not be read.
    pub document: Option<Document>,
    /// Why it goes no further.
    pub left: Option<Left>,
    /// Its articles that were dropped, each alone.
    pub dropped: Vec<(Document, Left)>,
}

/// Why something left.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Left {
    /// The step that decided, by the name it has in the plan.
    pub stage: String,
    /// Whether it failed or was dropped on purpose.
    pub kind: RejectKind,
    /// What happened, in words.
    pub message: String,
    /// The rule and the value that decided, of what was dropped.
    pub reason: Option<DropReason>,
}

impl Left {
    fn failed(stage: &str, error: &StepError) -> Self {
        let message = error.in_full();
        Self { stage: stage.to_owned(), kind: RejectKind::Quarantined, message, reason: None }
    }

    fn dropped(stage: &str, reason: DropReason) -> Self {
        let (stage, message) = (stage.to_owned(), reason.to_string());
        Self { stage, kind: RejectKind::Dropped, message, reason: Some(reason) }
    }
}

/// A stage that was tried.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TriedStage {
    /// Its name in the plan.
    pub name: String,
    /// What it says of its decisions on the document that was asked about.
    pub notes: Vec<Note>,
}

impl Tried {
    /// A document from `place`.
    pub fn new(place: impl Into<String>, document: Document) -> Self {
        let (place, document) = (place.into(), Some(document));
        Self { place, document, left: None, dropped: Vec::new() }
    }

    /// A record from `place` that could not be read by the step `input`.
    pub(crate) fn unread(place: String, input: &str, error: &StepError) -> Self {
        let left = Some(Left::failed(input, error));
        Self { place, document: None, left, dropped: Vec::new() }
    }

    /// The document, while it is on its way.
    pub fn here(&self) -> Option<&Document> {
        self.document.as_ref().filter(|_| self.left.is_none())
    }

    fn settle(&mut self, stage: &str, outcome: Result<Outcome, StepError>) {
        match outcome {
            Ok(Outcome::Keep) => {}
            Ok(Outcome::Drop(reason)) => self.left = Some(Left::dropped(stage, reason)),
            Err(error) => self.left = Some(Left::failed(stage, &error)),
        }
        let Some(document) = &mut self.document else { return };
        for dropped in document.take_dropped() {
            let alone = document.set_apart(dropped.article);
            self.dropped.push((alone, Left::dropped(stage, dropped.reason)));
        }
    }

    fn apply(&mut self, name: &str, stage: &dyn Stage) {
        let Some(document) = self.document.as_mut().filter(|_| self.left.is_none()) else { return };
        let outcome = guarded(|| stage.apply(document));
        self.settle(name, outcome);
    }
}

impl Plan {
    /// Reads the first `most` records of the plan's input.
    ///
    /// # Errors
    /// When the input cannot be opened or reading cannot go on.
    pub fn read_first(&self, most: usize) -> Result<Vec<Tried>, RunError> {
        let Named { name, step } = &self.input;
        let failed = |error| RunError::step(name, error);
        let mut reader = guarded(|| step.open()).map_err(failed)?;
        let mut tried = Vec::new();
        while tried.len() < most {
            let limits = ChunkLimits { records: (most - tried.len()).min(1024), bytes: 1 << 24 };
            let Some(chunk) = guarded(|| reader.next_chunk(limits)).map_err(failed)? else { break };
            let records: Vec<_> = chunk.records().collect();
            let read = records.into_par_iter().map(|record| match record {
                Ok(record) => match guarded(|| step.decode(record)) {
                    Ok(document) => Tried::new(record.place(), document),
                    Err(error) => Tried::unread(record.place(), name, &error),
                },
                Err((place, error)) => Tried::unread(place, name, error),
            });
            tried.extend(read.collect::<Vec<_>>());
        }
        Ok(tried)
    }

    /// Puts documents before the plan's first stage.
    pub fn trial(&self, documents: Vec<Tried>) -> Trial<'_> {
        Trial { plan: self, next: 0, documents }
    }
}

impl Trial<'_> {
    /// The documents as the last stage left them, in the order of the input.
    pub fn documents(&self) -> &[Tried] {
        &self.documents
    }

    /// Leads the documents through the next stage; `None` behind the last. The stage tells of its
    /// decisions on the document with the number `asked`.
    ///
    /// # Errors
    /// When a stage that sees all articles cannot decide.
    pub fn step(&mut self, asked: Option<usize>) -> Result<Option<TriedStage>, RunError> {
        let Some(Named { name, step }) = self.plan.stages.get(self.next) else { return Ok(None) };
        self.next += 1;
        let notes = match step {
            AnyStage::Document(stage) => {
                let asked = asked.and_then(|at| self.documents.get(at)?.here());
                let explain = |document| guarded(|| Ok(stage.explain(document)));
                let notes = asked.map(explain).transpose();
                let notes = notes.map_err(|error| RunError::step(name, error))?;
                self.documents.par_iter_mut().for_each(|tried| tried.apply(name, stage.as_ref()));
                notes.unwrap_or_default()
            }
            AnyStage::Corpus(stage) => self.decide(name, stage.as_ref(), asked)?,
        };
        Ok(Some(TriedStage { name: name.clone(), notes }))
    }

    /// Leads the documents through all stages that are left.
    ///
    /// # Errors
    /// When a stage that sees all articles cannot decide.
    pub fn finish(mut self) -> Result<Vec<Tried>, RunError> {
        while self.step(None)?.is_some() {}
        Ok(self.documents)
    }

    fn decide(
        &mut self,
        name: &str,
        stage: &dyn CorpusStage,
        asked: Option<usize>,
    ) -> Result<Vec<Note>, RunError> {
        let digests: Vec<_> = self
            .documents
            .par_iter()
            .map(|tried| {
                let document = tried.here()?;
                Some(guarded(|| stage.digest_document(document)))
            })
            .collect();
        let mut all = Digests::new();
        let mut places = Vec::with_capacity(digests.len());
        for (tried, digests) in self.documents.iter_mut().zip(digests) {
            let start = all.len();
            match digests {
                Some(Ok(digests)) => all.extend(&digests),
                Some(Err(error)) => tried.left = Some(Left::failed(name, &error)),
                None => {}
            }
            places.push(start..all.len());
        }
        // Nothing outlives a trial: the commit of the resolution is never called.
        let room = MemoryRoom(usize::MAX);
        let resolved = guarded(|| stage.resolve(&mut Some(all.clone()).into_iter(), &room));
        let verdicts = resolved.map_err(|error| RunError::step(name, error))?.verdicts;
        let explain = |at| stage.explain(&all, at, verdicts.get(at).and_then(Option::as_ref));
        let asked = asked.and_then(|at| places.get(at)).cloned().unwrap_or_default();
        let notes = guarded(|| Ok(asked.flat_map(explain).collect()));
        let notes = notes.map_err(|error| RunError::step(name, error))?;
        self.documents.par_iter_mut().zip(places).for_each(|(tried, place)| {
            let Some(document) = tried.document.as_mut().filter(|_| tried.left.is_none()) else {
                return;
            };
            let verdicts = verdicts.get(place).unwrap_or_default();
            let outcome = guarded(|| stage.apply_to_document(document, verdicts));
            tried.settle(name, outcome);
        });
        Ok(notes)
    }
}
