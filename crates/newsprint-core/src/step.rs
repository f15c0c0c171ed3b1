//! The kinds of step that a pipeline is made of.
//!
//! A step is built once and shared by all threads. None of them may keep state that one document
//! leaves for the next, ask the clock, draw random numbers or reach for the network: the same
//! bytes in must give the same bytes out, for any number of threads and any chunk size.

mod corpus;
mod error;
pub mod exchange;
mod flow;
mod input;
mod note;
mod sink;
mod stage;
mod summary;

pub use corpus::{
    Commit, CorpusStage, DigestReader, Digests, MemoryRoom, Resolution, Room, RoomFile, Verdict,
};
pub use error::StepError;
pub use flow::{Flow, FlowItem};
pub use input::{Chunk, ChunkLimits, Input, Origin, PassedOver, Progress, RawRecord, Reader};
pub use note::Note;
pub use sink::{Sink, SinkWriter};
pub use stage::{DropReason, Outcome, Stage};
pub use summary::{ReasonCount, Rejects, RunSummary, StepReport};

use crate::config::{Fault, Options};

/// What every step says about itself, so that a pipeline file can name it.
///
/// Five constants, a sixth where it gives reasons, an options type declared with [`options!`](crate::options), and
/// [`build`](Component::build); what the step does is in [`Stage`], [`CorpusStage`], [`Input`] or
/// [`Sink`].
pub trait Component: Sized {
    /// The name in pipeline files: kebab case, a verb for stages (`split-page`), a noun for inputs
    /// and outputs (`jsonl`).
    const NAME: &'static str;

    /// Raised whenever the same input and options would give another result than before.
    const VERSION: u32;

    /// The manual page in Markdown: what it does, why, an example, limits. The options' part is
    /// made from their declaration.
    const MANUAL: &'static str;

    /// What must have been written before this step.
    const READS: &'static [Field];

    /// What is there after this step.
    const WRITES: &'static [Field];

    /// What this step takes into account or shows where it is there, besides [`READS`](Self::READS);
    /// `None` for a step that may look at anything. A plan is warned of work that nobody uses.
    const USES: Option<&'static [Field]> = None;

    /// What a step that is built reads and writes because its options name it: attachments, labels.
    /// `None` for one whose options name nothing of the kind.
    const FLOW: Option<fn(&Self) -> Flow> = None;

    /// Whether documents may come from this input with more than [`WRITES`](Self::WRITES) says: what
    /// an earlier run has written has all that its stages gave it.
    const BRINGS_MORE: bool = false;

    /// Whether the step takes documents or articles out of the run, so that work which does not help
    /// to decide is better done after it.
    const DROPS: bool = false;

    /// The words that the step gives as reasons, each with what it means and what to do about it:
    /// codes of its diagnostics, of what it drops, of its notes. `newsprint explain CODE` prints
    /// them.
    const CODES: Codes = &[];

    /// What the pipeline file can set. Of an output, the option `path` is what it writes; two outputs
    /// that would write over each other are told before a run.
    type Options: Options;

    /// Makes the step from its options.
    ///
    /// Called by `newsprint check` too: it may look whether files are there and read word lists,
    /// but must not read input documents or create anything.
    ///
    /// # Errors
    /// Everything the writer of the pipeline file must mend, at once. Use
    /// [`Located`](crate::config::Located) options to point at the value.
    fn build(options: Self::Options) -> Result<Self, Vec<Fault>>;
}

/// Reasons, each with its meaning as a sentence or two.
pub type Codes = &'static [(&'static str, &'static str)];

/// What steps read and write, so that a plan can be checked before anything runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The text of the source.
    Text,
    /// Articles with their texts.
    Articles,
    /// [`Article::group`](crate::Article::group).
    Group,
    /// [`Article::metrics`](crate::Article::metrics).
    Metrics,
    /// An attachment, by its key.
    Extension(&'static str),
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        FlowItem::from(*self).fmt(f)
    }
}
