//! The document: what stages work on.

use serde::{Deserialize, Serialize};

use crate::{Article, Codes, Diagnostic, DropReason, MappedText, Source, Span};

/// One input on its way through a pipeline: a page, a web page, a record of a corpus.
///
/// The source never changes after reading; stages work on the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    source: Source,
    /// What the source was taken apart into; empty until a stage or the input did so.
    pub articles: Vec<Article>,
    /// The non-blank bytes of the source that no article took, in the order of the source.
    pub residue: Vec<Residue>,
    /// What is to be said about the document.
    pub diagnostics: Vec<Diagnostic>,
    dropped: Vec<DroppedArticle>,
}

/// An article that a stage dropped, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct DroppedArticle {
    /// The article as it was.
    pub article: Article,
    /// The rule and the value that decided.
    pub reason: DropReason,
}

impl Document {
    /// A document that nothing has been done to.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            articles: Vec::new(),
            residue: Vec::new(),
            diagnostics: Vec::new(),
            dropped: Vec::new(),
        }
    }

    /// What was read.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Drops the articles for which `decide` gives a reason: their bytes go into the residue, and
    /// the articles themselves are kept for [`take_dropped`](Self::take_dropped).
    pub fn drop_articles(&mut self, mut decide: impl FnMut(&mut Article) -> Option<DropReason>) {
        let mut kept = Vec::with_capacity(self.articles.len());
        for mut article in std::mem::take(&mut self.articles) {
            let Some(reason) = decide(&mut article) else {
                kept.push(article);
                continue;
            };
            self.residue.extend(spans_of(&article).map(|span| Residue {
                span,
                reason: ResidueReason::Dropped,
                detail: Some(reason.to_string()),
            }));
            self.dropped.push(DroppedArticle { article, reason });
        }
        self.articles = kept;
        self.residue.sort_by_key(|residue| residue.span);
    }

    /// The articles dropped since the last call, for the runner to keep among the rejects.
    pub fn take_dropped(&mut self) -> Vec<DroppedArticle> {
        std::mem::take(&mut self.dropped)
    }

    /// A document of the same source, without its text, that holds `article` alone: what the runner
    /// keeps of an article that was dropped.
    #[must_use]
    pub fn set_apart(&self, article: Article) -> Self {
        Self { articles: vec![article], ..Self::new(self.source.detach()) }
    }

    /// Checks the law of conservation: each non-blank byte of the source stands in exactly one run
    /// of one article's text, or in the residue. Linear in the text. A detached source has no bytes
    /// to conserve.
    ///
    /// # Errors
    /// The first byte that is lost or taken twice, and whether mapped texts repeat their source.
    pub fn check_conservation(&self) -> Result<(), LawBroken> {
        let text = self.source.text();
        if self.source.is_detached() {
            return Ok(());
        }
        let mut spans: Vec<Span> = self.residue.iter().map(|residue| residue.span).collect();
        for article in &self.articles {
            for mapped in article.texts() {
                mapped
                    .verify(text)
                    .map_err(|error| LawBroken::Provenance { text: mapped.to_string(), error })?;
                spans.extend(mapped.runs().iter().map(|run| run.source()));
            }
        }
        spans.sort_unstable();
        let mut done = 0;
        for span in spans {
            if span.start() < done {
                return Err(LawBroken::TakenTwice { at: span.start() });
            }
            lost(text, Span::new(done, span.start()))?;
            done = span.end();
        }
        lost(text, Span::new(done, text.len()))
    }
}

/// Every span that an article took, in the order of its texts.
fn spans_of(article: &Article) -> impl Iterator<Item = Span> {
    article.texts().flat_map(MappedText::runs).map(|run| run.source())
}

fn lost(text: &str, gap: Span) -> Result<(), LawBroken> {
    let Some(between) = gap.of(text) else {
        return Err(LawBroken::OutOfText { at: gap.start() });
    };
    match between.find(|c: char| !c.is_whitespace()) {
        Some(at) => Err(LawBroken::Lost { at: gap.start() + at }),
        None => Ok(()),
    }
}

/// How a document breaks the laws of conservation and provenance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LawBroken {
    /// A non-blank byte is in no article and not in the residue.
    #[error("byte {at} of the source is in no article and not in the residue")]
    Lost {
        /// Offset into the source.
        at: usize,
    },
    /// A byte is in two runs.
    #[error("byte {at} of the source was taken twice")]
    TakenTwice {
        /// Offset into the source.
        at: usize,
    },
    /// A span leaves the source or cuts a character.
    #[error("the span at byte {at} does not lie on whole characters of the source")]
    OutOfText {
        /// Offset into the source.
        at: usize,
    },
    /// A mapped text does not repeat its source.
    #[error("{text:?} is not mapped to its source: {error}")]
    Provenance {
        /// The mapped text.
        text: String,
        /// What is wrong with it.
        error: crate::MappingError,
    },
}

/// Bytes of the source that no article took, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Residue {
    /// The bytes.
    pub span: Span,
    /// Why.
    pub reason: ResidueReason,
    /// More on the reason: the rule that fired, the article that was kept instead.
    pub detail: Option<String>,
}

/// Why bytes of a source are in no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ResidueReason {
    /// Masthead, page number, editors of the page, address of the paper.
    PageFurniture,
    /// An advertisement or a notice.
    Advertisement,
    /// Text that does not read as language.
    Unreadable,
    /// Text that belongs to no article that the stage could name.
    Unplaced,
    /// An article that a stage dropped.
    Dropped,
}

impl ResidueReason {
    /// Each reason's word in the interchange form, with what it means.
    pub const CODES: Codes = &[
        (
            "page-furniture",
            "Masthead, page number, editors of the page, address of the paper, or what a web page \
             has around its article.",
        ),
        ("advertisement", "An advertisement or a notice, by its words or its place."),
        ("unreadable", "Text that does not read as language, or columns that ran together."),
        ("unplaced", "Text that belongs to no article that the stage could name."),
        ("dropped", "The text of an article that a stage dropped; the rejects hold the article."),
    ];
}
