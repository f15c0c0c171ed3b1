//! What a run did, in numbers.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use newsprint_core::{StepKind, StepReport};
use serde::Serialize;

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunReport {
    /// Each step in order: the input, the stages, the outputs.
    pub steps: Vec<StepReport>,
    /// Documents and records that could not be read or worked on.
    pub quarantined: u64,
    /// Documents and articles that stages dropped on purpose.
    pub dropped: u64,
    /// Where both are kept; `None` when there are none.
    pub rejects: Option<String>,
    /// What can now be opened.
    pub written: Vec<String>,
    /// Chunks that were worked on, and those that a journal had already; `None` without a journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journal: Option<JournalReport>,
    /// Time from start to end.
    pub seconds: f64,
}

/// What a journal was good for. A chunk is counted once in each part of the run: before the first
/// corpus stage, and after each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct JournalReport {
    /// Chunks whose results were in the journal.
    pub taken: u64,
    /// Documents in them.
    pub documents_taken: u64,
    /// Chunks that were worked on.
    pub worked_on: u64,
    /// Documents in them.
    pub documents_worked_on: u64,
}

impl JournalReport {
    pub(crate) fn add(&mut self, documents: u64, is_taken: bool) {
        let (chunks, sum) = if is_taken {
            (&mut self.taken, &mut self.documents_taken)
        } else {
            (&mut self.worked_on, &mut self.documents_worked_on)
        };
        *chunks += 1;
        *sum += documents;
    }
}

/// The counts of one step over some documents.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) documents_in: u64,
    pub(crate) documents_out: u64,
    pub(crate) articles_in: u64,
    pub(crate) articles_out: u64,
    pub(crate) quarantined: u64,
    pub(crate) dropped: u64,
    pub(crate) time: Duration,
}

impl Counts {
    pub(crate) fn enter(&mut self, articles: usize) {
        self.documents_in += 1;
        self.articles_in += articles as u64;
    }

    pub(crate) fn leave(&mut self, articles: usize) {
        self.documents_out += 1;
        self.articles_out += articles as u64;
    }

    pub(crate) fn report(&self, kind: StepKind, name: &str, timings: bool) -> StepReport {
        let mut report = StepReport::new(kind, name);
        report.documents_in = self.documents_in;
        report.documents_out = self.documents_out;
        report.articles_in = self.articles_in;
        report.articles_out = self.articles_out;
        report.quarantined = self.quarantined;
        report.dropped = self.dropped;
        report.seconds = timings.then_some(self.time.as_secs_f64());
        report
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.documents_in += other.documents_in;
        self.documents_out += other.documents_out;
        self.articles_in += other.articles_in;
        self.articles_out += other.articles_out;
        self.quarantined += other.quarantined;
        self.dropped += other.dropped;
        self.time += other.time;
    }
}

impl fmt::Display for RunReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
        writeln!(
            f,
            "{:6}  {:width$}  {:>19}  {:>19}  rejects",
            "step", "", "documents in → out", "articles in → out"
        )?;
        for step in &self.steps {
            let documents = format!("{} → {}", step.documents_in, step.documents_out);
            let articles = format!("{} → {}", step.articles_in, step.articles_out);
            write!(f, "{:6}  {:width$}  {documents:>19}  {articles:>19}  ", step.kind, step.name)?;
            match (step.quarantined, step.dropped) {
                (0, 0) => write!(f, "-")?,
                (failed, 0) => write!(f, "{failed} failed")?,
                (0, dropped) => write!(f, "{dropped} dropped")?,
                (failed, dropped) => write!(f, "{failed} failed, {dropped} dropped")?,
            }
            if let Some(seconds) = step.seconds {
                write!(f, "  {seconds:.3} s")?;
            }
            writeln!(f)?;
        }
        for name in &self.written {
            writeln!(f, "wrote {name}")?;
        }
        if let Some(rejects) = &self.rejects {
            writeln!(
                f,
                "kept {} failed and {} dropped in {rejects}",
                self.quarantined, self.dropped
            )?;
        }
        if let Some(journal) = self.journal.filter(|journal| journal.taken > 0) {
            let (taken, all) = (journal.taken, journal.taken + journal.worked_on);
            writeln!(f, "{taken} of {all} chunks were done already, as the journal had them")?;
        }
        write!(f, "done in {:.2} s", self.seconds)
    }
}
