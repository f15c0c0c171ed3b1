//! Limits on a single document: what it may be, and how long a step may be at it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use newsprint_core::{Document, StepError};

use crate::RunSettings;

/// What a document may be, and how long its steps may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    bytes: u64,
    lines: u64,
    time: Option<Duration>,
}

impl Limits {
    pub(crate) fn new(settings: &RunSettings) -> Self {
        Self {
            bytes: settings.max_document_bytes.0,
            lines: settings.max_document_lines,
            time: time(settings),
        }
    }

    /// Whether the steps on a document are timed.
    pub(crate) fn are_timed(&self) -> bool {
        self.time.is_some()
    }

    /// An error when a document's text is too large for stages to work on. The time that they take
    /// and the memory that they need are linear in it.
    pub(crate) fn check(&self, document: &Document) -> Result<(), StepError> {
        let text = document.source().text();
        let (bytes, most) = (text.len() as u64, self.bytes);
        if bytes > most {
            return Err(StepError::new("the text is longer than `run.max-document-bytes` allows")
                .code("too-large")
                .value(format!("{bytes} of at most {most} bytes"))
                .help("raise it, or split the document"));
        }
        let most = self.lines;
        // A text has at most one line more than bytes.
        let lines = if bytes >= most { text.split('\n').count() as u64 } else { 0 };
        if lines > most {
            return Err(StepError::new(
                "the text has more lines than `run.max-document-lines` allows",
            )
            .code("too-many-lines")
            .value(format!("{lines} of at most {most} lines"))
            .help("raise it, or split the document"));
        }
        Ok(())
    }

    /// An error when a document has been worked on for too long.
    pub(crate) fn in_time(&self, since: Option<Instant>) -> Result<(), StepError> {
        match (self.time, since) {
            (Some(most), Some(since)) if since.elapsed() > most => {
                Err(StepError::new("it took longer than `run.max-document-seconds` allows")
                    .code("too-slow")
                    .value(format!("more than {} seconds", most.as_secs_f64()))
                    .help("raise it, or look at what in the document takes the time"))
            }
            _ => Ok(()),
        }
    }
}

/// How many times its limit a document is worked on before its step is taken not to come back.
const HANGS: u32 = 10;

/// What the threads of a run are at, so that a document can be named over which a step does not come
/// back: a thread cannot be ended. Kept where a pipeline sets `run.max-document-seconds`.
#[derive(Debug, Default)]
pub(crate) struct AtWork(Mutex<BTreeMap<usize, Work>>);

#[derive(Debug)]
struct Work {
    place: String,
    step: String,
    since: Instant,
}

/// A document that a step does not come back from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hanging {
    /// Where the document was read.
    pub place: String,
    /// The step.
    pub step: String,
    /// How long the document has been worked on in this part of the run.
    pub time: Duration,
}

impl AtWork {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<usize, Work>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This thread begins with the document that was read at `place`.
    pub(crate) fn begin(&self, place: String) -> Instant {
        let since = Instant::now();
        self.lock().insert(thread(), Work { place, step: String::new(), since });
        since
    }

    /// This thread gives its document to `step`.
    pub(crate) fn enter(&self, step: &str) {
        if let Some(work) = self.lock().get_mut(&thread()) {
            step.clone_into(&mut work.step);
        }
    }

    /// This thread is done with its document.
    pub(crate) fn end(&self) {
        self.lock().remove(&thread());
    }

    /// The document that has been worked on longest, if that is ten times the limit.
    pub(crate) fn hanging(&self, settings: &RunSettings) -> Option<Hanging> {
        let most = time(settings)?.saturating_mul(HANGS);
        let work = self.lock();
        let Work { place, step, since } = work.values().min_by_key(|work| work.since)?;
        let time = since.elapsed();
        let hanging = || Hanging { place: place.clone(), step: step.clone(), time };
        (time >= most).then(hanging)
    }
}

/// How long a document may be worked on, where there is a limit.
fn time(settings: &RunSettings) -> Option<Duration> {
    let time = Duration::try_from_secs_f64(settings.max_document_seconds).ok();
    time.filter(|time| !time.is_zero())
}

/// The number of this thread among those of the run.
fn thread() -> usize {
    rayon::current_thread_index().unwrap_or_default()
}
