//! A stage of an outside crate: it depends on `newsprint-core` alone.
//!
//! Change `apply` to what the stage is to do. The binary that knows the stage is `src/main.rs`; the
//! pipeline that names it is `pipeline.toml`; `manual.md` is its manual page; `tests/stage.rs` holds
//! it to the laws.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment, Component, Document, Field, Outcome, Registry, RegistryError, Stage,
    StepError,
};

newsprint_core::options! {
    /// Options of `add-reading-time`.
    pub struct ReadingTimeOptions {
        /// How many characters a reader takes in a minute.
        pub characters_per_minute: u64 = 400, in 1..=10_000;
    }
}

#[doc = include_str!("../manual.md")]
pub struct AddReadingTime {
    options: ReadingTimeOptions,
}

newsprint_core::attachment! {
    /// How long an article takes to read.
    pub struct ReadingTime: "custom-stage-example/reading-time" {
        /// Characters of the body, white space aside.
        pub characters: u64,
        /// Minutes, rounded up.
        pub minutes: u64,
    }
}

impl Component for AddReadingTime {
    const NAME: &'static str = "add-reading-time";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(ReadingTime::KEY)];
    type Options = ReadingTimeOptions;

    fn build(options: ReadingTimeOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { options })
    }
}

impl AddReadingTime {
    fn time_of(&self, article: &Article) -> ReadingTime {
        let texts = article.blocks.iter().map(|block| block.text.as_str());
        let characters = texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).count() as u64;
        let minutes = characters.div_ceil(self.options.characters_per_minute);
        ReadingTime { characters, minutes }
    }
}

impl Stage for AddReadingTime {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        for article in &mut document.articles {
            let time = self.time_of(article);
            article.extensions.set(&time)?;
        }
        Ok(Outcome::Keep)
    }
}

/// Adds this crate's stage.
///
/// # Errors
/// When another stage has its name.
pub fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.add_stage::<AddReadingTime>()
}
