//! The stage `split-page`.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment as _, Codes, Component, Diagnostic, Document, Field, Note, Outcome,
    Residue, Source, Span, Stage, StepError,
};

use crate::assemble::assemble;
use crate::cues::Cues;
use crate::decode::Page;
use crate::fragment::fragments;
use crate::observe::observe;
use crate::runs;
use crate::turn::{Turns, attach, cut_turns};
use crate::weights::Network;

newsprint_core::options! {
    /// Options of `split-page`.
    pub struct SplitPageOptions {}
}

#[doc = include_str!("../manual/split-page.md")]
#[derive(Clone, Debug)]
pub struct SplitPage {
    cues: Cues,
    network: Network,
    /// Those for pages of which it is known where their lines stand.
    laid: Network,
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
        self.look(source, |page, network| {
            let mut split = assemble(source, page.fragments, &page.decode(network), &self.cues);
            attach(&mut split.articles, page.fragments);
            split
        })
    }

    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is one of a page of some lifetime, the closure one of any"
    )]
    fn notes(&self, source: &Source) -> Vec<Note> {
        self.look(source, |page, network| page.tell(network))
    }

    /// Observes the page and hands it on, with the weights for its kind.
    fn look<T>(&self, source: &Source, decide: impl FnOnce(&Page<'_>, &Network) -> T) -> T {
        let fragments = cut_turns(source.text(), fragments(source), &self.cues.turn);
        let (seams, topics) = runs::read(&fragments);
        let observed = observe(&fragments, &seams, &topics, &self.cues);
        let page =
            Page { fragments: &fragments, observed: &observed, seams: &seams, topics: &topics };
        let is_laid = fragments.iter().any(|it| it.place.is_some());
        decide(&page, if is_laid { &self.laid } else { &self.network })
    }
}

/// What the stage gives as reasons.
const CODES: Codes = &[
    (
        "columns-side-by-side",
        "Two or more columns stand on one line of the text, as `pdftotext -layout` and copying from \
         a viewer give them, and nothing says where one ends. They are kept unread. Extract the text \
         column by column.",
    ),
    (
        "headline-after-body",
        "The headline of this article stands in or below its body in the text, as happens where the \
         text was taken from a page by its boxes. It was put on top.",
    ),
    (
        "headline-missing",
        "No line of the page was found to be the headline of this article: it may have none, as \
         briefs do, or its headline was given to a neighbour. `newsprint explain FILE PAGE` shows \
         what each line was taken for.",
    ),
    (
        "joined-across-break",
        "A paragraph was cut by a column or page break, and this line goes on with it. The feature \
         that spoke most for it is named.",
    ),
    (
        "lifted-out",
        "A caption, a credit, a label or a line of the page's furniture stood in the middle of this \
         paragraph. It was taken out, and the two halves were joined.",
    ),
    (
        "role",
        "What a line was taken for, and the role that came next. The score is how far the two are \
         apart; the parts are what the features of the line add to that. Near 0 it was a close call.",
    ),
    ("join", "The line goes on with the paragraph before it. Score and parts are those of `role`."),
    ("split-before", "The document has come with articles, so that the stage leaves it as it is."),
    ("turn", "A reference to another page, such as “turn to page 3”. It is no part of the text."),
];

impl Component for SplitPage {
    const NAME: &'static str = "split-page";
    const VERSION: u32 = 7;
    const MANUAL: &'static str = include_str!("../manual/split-page.md");
    const READS: &'static [Field] = &[Field::Text];
    const WRITES: &'static [Field] = &[Field::Articles, Field::Extension(Turns::KEY)];
    const CODES: Codes = CODES;
    type Options = SplitPageOptions;

    fn build(_: SplitPageOptions) -> Result<Self, Vec<Fault>> {
        let stale =
            || Fault::new(Span::default(), "the bundled weights belong to other features", "stale");
        let network = Network::bundled().ok_or_else(|| vec![stale()])?;
        let laid = Network::bundled_laid().ok_or_else(|| vec![stale()])?;
        Ok(Self { cues: Cues::bundled()?, network, laid })
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

    fn explain(&self, document: &Document) -> Vec<Note> {
        if document.articles.is_empty() && document.residue.is_empty() {
            self.notes(document.source())
        } else {
            vec![Note::new("split-before", "the document has articles: nothing is split again")]
        }
    }
}
