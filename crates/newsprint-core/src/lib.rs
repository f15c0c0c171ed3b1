//! The ground that newsprint stands on: the model of an article, text that knows where it came
//! from, and the traits that stages, inputs and outputs implement.
//!
//! What is absent is the invariant: this crate opens no file, asks no clock, starts no thread and
//! draws no random number.
//!
//! # Adding a stage
//! A stage is a type with a [`Component`] (its name, manual and options) and a [`Stage`] (what it
//! does to a document), added to a [`Registry`] by its crate's `register` function:
//!
//! ```
//! use newsprint_core::config::Fault;
//! use newsprint_core::{Component, Document, Field, Outcome, Registry, Stage, StepError};
//!
//! newsprint_core::options! {
//!     /// Options of `drop-empty`.
//!     pub struct DropEmptyOptions {}
//! }
//!
//! /// Drops articles that have no body.
//! pub struct DropEmpty;
//!
//! impl Component for DropEmpty {
//!     const NAME: &'static str = "drop-empty";
//!     const VERSION: u32 = 1;
//!     const MANUAL: &'static str = "Drops articles that have no body.";
//!     const READS: &'static [Field] = &[Field::Articles];
//!     const WRITES: &'static [Field] = &[];
//!     type Options = DropEmptyOptions;
//!
//!     fn build(_: DropEmptyOptions) -> Result<Self, Vec<Fault>> {
//!         Ok(Self)
//!     }
//! }
//!
//! impl Stage for DropEmpty {
//!     fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
//!         document.drop_articles(|article| {
//!             article.blocks.is_empty().then(|| newsprint_core::DropReason::new("no-body", "0 blocks"))
//!         });
//!         Ok(Outcome::Keep)
//!     }
//! }
//!
//! let mut registry = Registry::new();
//! registry.add_stage::<DropEmpty>()?;
//! # Ok::<(), newsprint_core::RegistryError>(())
//! ```

pub mod config;
pub mod interchange;

mod article;
mod diagnostic;
mod document;
mod extensions;
mod layout;
mod mapped;
mod metric;
mod registry;
mod source;
mod span;
mod step;

#[doc(hidden)]
pub use serde;

pub use article::{
    Article, ArticleId, Block, BlockKind, Byline, Dateline, Figure, Group, GroupKind, Person,
};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Document, DroppedArticle, LawBroken, Residue, ResidueReason};
pub use extensions::{Attachment, Extensions, Labels};
pub use layout::{Frame, LaidLine, Layout, LayoutError};
pub use mapped::{MappedText, MappingError, Run};
pub use metric::{Basis, Bound, Metric, MetricKind, Modality, Number};
pub use registry::{Registry, RegistryError, Step, StepInfo, StepKind};
pub use source::{Facts, Part, Source, TextHash, TooLarge};
pub use span::Span;
pub use step::{
    Chunk, ChunkLimits, Codes, Commit, Component, CorpusStage, DigestReader, Digests, DropReason,
    Field, Flow, FlowItem, Input, MemoryRoom, Note, Origin, Outcome, PassedOver, Progress,
    RawRecord, Reader, ReasonCount, Rejects, Resolution, Room, RoomFile, RunSummary, Sink,
    SinkWriter, Stage, StepError, StepReport, Verdict, exchange,
};
