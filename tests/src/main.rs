//! The command `newsprint` with a few more steps, for tests of what the runner does with them.

mod dying;

use std::process::ExitCode;
use std::time::Duration;

use newsprint_core::config::Fault;
use newsprint_core::{
    Component, Document, DropReason, Field, Outcome, Registry, RegistryError, Stage, StepError,
    StepKind,
};

newsprint_core::options! {
    /// Options of the stages that act on a word.
    pub struct WordOptions {
        /// The word in the source's text that the stage acts on.
        pub word: String;
    }
}

/// Writes the stages that act on documents which hold a word.
macro_rules! on_word {
    ($($stage:ident, $name:literal, $manual:literal, |$document:ident, $word:ident| $act:expr;)*) => {
        $(
            #[doc = $manual]
            struct $stage(String);

            impl Component for $stage {
                const NAME: &'static str = $name;
                const VERSION: u32 = 1;
                const MANUAL: &'static str = $manual;
                const READS: &'static [Field] = &[Field::Text];
                const WRITES: &'static [Field] = &[];
                type Options = WordOptions;

                fn build(options: WordOptions) -> Result<Self, Vec<Fault>> {
                    Ok(Self(options.word))
                }
            }

            impl Stage for $stage {
                fn apply(&self, $document: &mut Document) -> Result<Outcome, StepError> {
                    let $word = self.0.as_str();
                    if $document.source().text().contains($word) { $act } else { Ok(Outcome::Keep) }
                }
            }
        )*
    };
}

on_word! {
    PanicOn, "panic-on", "Panics on documents that hold a word.", |document, word| {
        // What a stage did before it panicked must not be seen.
        document.articles.clear();
        panic!("{word} was found")
    };
    FailOn, "fail-on", "Fails on documents that hold a word.", |document, word| {
        document.articles.clear();
        Err(StepError::new(format!("{word} was found")).help("take it out"))
    };
    DropOn, "drop-on", "Drops documents that hold a word.", |document, word| {
        let length = document.source().text().len();
        Ok(Outcome::Drop(DropReason::new("word-found", format!("{word} in {length} bytes"))))
    };
    WaitOn, "wait-on", "Takes a while over documents that hold a word.", |document, word| {
        std::thread::sleep(Duration::from_millis(if word == "ever" { 60_000 } else { 60 }));
        Ok(Outcome::Keep)
    };
}

fn register(registry: &mut Registry) -> Result<(), RegistryError> {
    registry.leave_out(StepKind::Stage, "translate", "translation");
    registry.add_stage::<PanicOn>()?;
    registry.add_stage::<FailOn>()?;
    registry.add_stage::<DropOn>()?;
    registry.add_stage::<WaitOn>()?;
    registry.add_output::<dying::Die>()
}

fn main() -> ExitCode {
    newsprint_cli::main_with(register)
}
