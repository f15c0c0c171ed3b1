//! The stage `split-page`.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment as _, Component, Diagnostic, Document, Field, Outcome, Residue, Source,
    Span, Stage, StepError,
};

use crate::assemble::assemble;
use crate::cues::Cues;
use crate::decode::Page;
use crate::fragment::fragments;
use crate::observe::observe;
use crate::topic::Topics;
use crate::turn::{Turns, attach, cut_turns};
use crate::weights::Weights;
use crate::words::Seams;

newsprint_core::options! {
    /// Options of `split-page`.
    pub struct SplitPageOptions {}
}

#[doc = include_str!("../manual/split-page.md")]
#[derive(Clone, Debug)]
pub struct SplitPage {
    cues: Cues,
    weights: Weights,
    /// Those for pages of which it is known where their lines stand.
    laid: Weights,
}

/// What a page was taken apart into.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Split {
    /// The articles, in the order of their first lines.
    pub articles: Vec<Article>,
    /// What is in no article, in the order of the source.
    pub residue: Vec<Residue>,
    /// What is to be said about the page.
    pub diagnostics: Vec<Diagnostic>,
}

impl SplitPage {
    /// Takes the text of `source` apart. Linear in the text.
    ///
    /// Each non-blank byte is in exactly one article or in the residue.
    pub fn split(&self, source: &Source) -> Split {
        let fragments = cut_turns(source.text(), fragments(source), &self.cues.turn);
        let seams = Seams::of(&fragments);
        let topics = Topics::of(&fragments);
        let observed = observe(&fragments, &seams, &topics, &self.cues);
        let page =
            Page { fragments: &fragments, observed: &observed, seams: &seams, topics: &topics };
        let is_laid = fragments.iter().any(|it| it.place.is_some());
        let weights = if is_laid { &self.laid } else { &self.weights };
        let mut split = assemble(source, &fragments, &page.decode(weights), &self.cues);
        attach(&mut split.articles, &fragments);
        split
    }
}

impl Component for SplitPage {
    const NAME: &'static str = "split-page";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/split-page.md");
    const READS: &'static [Field] = &[Field::Text];
    const WRITES: &'static [Field] = &[Field::Articles, Field::Extension(Turns::KEY)];
    type Options = SplitPageOptions;

    fn build(_: SplitPageOptions) -> Result<Self, Vec<Fault>> {
        let stale =
            || Fault::new(Span::default(), "the bundled weights belong to other features", "stale");
        let weights = Weights::bundled().ok_or_else(|| vec![stale()])?;
        let laid = Weights::bundled_laid().ok_or_else(|| vec![stale()])?;
        Ok(Self { cues: Cues::bundled()?, weights, laid })
    }
}

impl Stage for SplitPage {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        if document.articles.is_empty() && document.residue.is_empty() {
            let split = self.split(document.source());
            document.articles = split.articles;
            document.residue = split.residue;
            document.diagnostics.extend(split.diagnostics);
        }
        Ok(Outcome::Keep)
    }
}
