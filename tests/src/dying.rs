//! An output that kills the process, for tests of what is left then.

use std::fs;
use std::path::PathBuf;

use newsprint_core::config::Fault;
use newsprint_core::{Component, Document, Field, RunSummary, Sink, SinkWriter, StepError};

newsprint_core::choices! {
    /// When to die.
    pub enum Moment {
        /// When the fourth document comes.
        Write = "write",
        /// When all documents have come.
        Finish = "finish",
        /// When outputs get their names.
        Commit = "commit",
    }
}

newsprint_core::options! {
    /// Options of `die`.
    pub struct DieOptions {
        /// When to die.
        pub at: Moment;
        /// A file that is made before dying. While it is there this output does nothing.
        pub once: PathBuf;
    }
}

/// Ends the process at once, without a word.
pub(crate) struct Die(DieOptions);

impl Component for Die {
    const NAME: &'static str = "die";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = "Ends the process at once, without a word.";
    const READS: &'static [Field] = &[];
    const WRITES: &'static [Field] = &[];
    type Options = DieOptions;

    fn build(options: DieOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self(options))
    }
}

impl Sink for Die {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(Doomed { at: self.0.at, once: self.0.once.clone(), documents: 0 }))
    }

    fn render(&self, _: &Document, _: &mut Vec<u8>) -> Result<(), StepError> {
        Ok(())
    }
}

struct Doomed {
    at: Moment,
    once: PathBuf,
    documents: usize,
}

impl Doomed {
    fn die(&self, at: Moment) {
        if self.at == at && !self.once.exists() && fs::write(&self.once, "").is_ok() {
            std::process::abort();
        }
    }
}

impl SinkWriter for Doomed {
    fn write(&mut self, _: &Document, _: &[u8]) -> Result<(), StepError> {
        self.documents += 1;
        if self.documents == 4 {
            self.die(Moment::Write);
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        self.die(Moment::Finish);
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        self.die(Moment::Commit);
        Ok(Vec::new())
    }
}
