//! Corpus stages: every article against every other.

use std::borrow::Cow;

use super::{Outcome, StepError};
use crate::{Article, ArticleId, Document, Source};

/// A step that must see all articles before it can decide on any.
///
/// Three methods, called in this order: [`digest`](Self::digest) on every article, in parallel;
/// [`resolve`](Self::resolve) once, over all digests in input order;
/// [`apply`](Self::apply) on every article, in parallel, with its verdict.
/// Between the first and the last the articles wait on disk: only digests stay in memory, so keep
/// them small. `digest` and `apply` are pure, so that they can run on other machines than `resolve`.
///
/// The rules of [`Stage`](super::Stage) on state, panics and second application hold here too. An
/// error in `resolve` ends the run.
pub trait CorpusStage: Send + Sync + 'static {
    /// Appends to `out` what `resolve` must know of `article`, in an encoding of the stage's own.
    /// Appending nothing is a digest too.
    ///
    /// # Errors
    /// When the article cannot be worked on: its document is rejected.
    fn digest(
        &self,
        source: &Source,
        article: &Article,
        out: &mut Vec<u8>,
    ) -> Result<(), StepError>;

    /// Decides over all articles: one entry for each digest, in the same order; `None` where there
    /// is nothing to say.
    ///
    /// # Errors
    /// When no decision can be made; the run ends.
    fn resolve(&self, digests: &Digests) -> Result<Vec<Option<Verdict>>, StepError>;

    /// Carries out the verdict on one article. Also called without one, to take away what an
    /// earlier run left.
    ///
    /// # Errors
    /// When the article cannot be worked on: its document is rejected.
    fn apply(&self, article: &mut Article, verdict: Option<&Verdict>)
    -> Result<Outcome, StepError>;
}

impl dyn CorpusStage {
    /// The digests of a document's articles.
    ///
    /// # Errors
    /// When one of them cannot be digested.
    pub fn digest_document(&self, document: &Document) -> Result<Digests, StepError> {
        let mut digests = Digests::new();
        let mut digest = Vec::new();
        for article in &document.articles {
            digest.clear();
            self.digest(document.source(), article, &mut digest)?;
            digests.push(article.id, &digest);
        }
        Ok(digests)
    }

    /// Carries out the verdicts on a document's articles, which come first in `verdicts`, in their
    /// order.
    ///
    /// # Errors
    /// When one of the articles cannot be worked on; the document is then half done.
    pub fn apply_to_document(
        &self,
        document: &mut Document,
        verdicts: &[Option<Verdict>],
    ) -> Result<Outcome, StepError> {
        let mut verdicts = verdicts.iter();
        let mut failure = None;
        document.drop_articles(|article| {
            let verdict = verdicts.next().and_then(Option::as_ref);
            match self.apply(article, verdict) {
                Ok(Outcome::Keep) => None,
                Ok(Outcome::Drop(reason)) => Some(reason),
                Err(error) => {
                    failure.get_or_insert(error);
                    None
                }
            }
        });
        failure.map_or(Ok(Outcome::Keep), Err)
    }
}

/// The digests of all articles, in input order, in one stretch of memory.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    bytes: Vec<u8>,
    entries: Vec<(ArticleId, usize)>,
}

impl Digests {
    /// No digests.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the digest of the next article.
    pub fn push(&mut self, id: ArticleId, digest: &[u8]) {
        self.bytes.extend_from_slice(digest);
        self.entries.push((id, self.bytes.len()));
    }

    /// Adds the digests of the articles that follow.
    pub fn extend(&mut self, following: &Self) {
        for (id, digest) in following.iter() {
            self.push(id, digest);
        }
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no articles.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The article and digest at `index`.
    pub fn get(&self, index: usize) -> Option<(ArticleId, &[u8])> {
        let (id, end) = *self.entries.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.entries[before].1);
        Some((id, &self.bytes[start..end]))
    }

    /// Every article with its digest, in input order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (ArticleId, &[u8])> {
        let mut start = 0;
        self.entries.iter().map(move |&(id, end)| {
            let digest = &self.bytes[start..end];
            start = end;
            (id, digest)
        })
    }
}

/// What a corpus stage decided on one article.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// The article that stands for this one; its own id when it stands for itself.
    pub kept: ArticleId,
    /// How alike the two are, from 0 to 1.
    pub similarity: f64,
    /// Why, as a kebab-case word: `same-text`.
    pub reason: Cow<'static, str>,
    /// More, in an encoding of the stage's own, for its `apply`.
    pub payload: Vec<u8>,
}

impl Verdict {
    /// A verdict without a payload.
    pub fn new(kept: ArticleId, similarity: f64, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { kept, similarity, reason: reason.into(), payload: Vec::new() }
    }

    /// Adds what `apply` needs.
    #[must_use]
    pub fn with_payload(mut self, payload: Vec<u8>) -> Self {
        self.payload = payload;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_come_back_in_order() {
        let mut digests = Digests::new();
        let all: [&[u8]; 3] = [b"ab", b"", b"c"];
        for (index, digest) in all.iter().enumerate() {
            digests.push(ArticleId::from_u64(index as u64), digest);
        }
        assert!(digests.iter().map(|(_, digest)| digest).eq(all));
        assert_eq!(digests.get(2), Some((ArticleId::from_u64(2), b"c".as_slice())));
        assert_eq!(digests.get(3), None);
    }
}
