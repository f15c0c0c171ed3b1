//! Corpus stages: every article against every other.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Seek, Write};

use super::exchange::Exchange;
use super::{Note, Outcome, StepError};
use crate::{Article, ArticleId, Document, Source};

/// A step that must see all articles before it can decide on any.
///
/// Three methods that must be written, called in this order: [`digest`](Self::digest) on every article, in parallel;
/// [`resolve`](Self::resolve) once, over all digests in input order;
/// [`apply`](Self::apply) on every article, in parallel, with its verdict.
/// Between the first and the last the articles wait on disk, and so do digests beyond what the run
/// may hold: keep them small all the same. `digest` and `apply` are pure, so that they can run on
/// other machines than `resolve`.
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

    /// Decides over all articles, whose digests come in input order. What does not fit into the
    /// memory of `room` goes to its files. The answer must not depend on how much that is, nor on
    /// how the digests are cut into parts.
    ///
    /// # Errors
    /// When no decision can be made; the run ends.
    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        room: &dyn Room,
    ) -> Result<Resolution, StepError>;

    /// Carries out the verdict on one article. Also called without one, to take away what an
    /// earlier run left.
    ///
    /// # Errors
    /// When the article cannot be worked on: its document is rejected.
    fn apply(&self, article: &mut Article, verdict: Option<&Verdict>)
    -> Result<Outcome, StepError>;

    /// Whether the commit of a resolution with this [mark](Resolution::mark) has been carried out.
    /// Asked when a run goes on from where another one died: if so, the other's verdicts stand, and
    /// nothing is resolved again.
    fn has_committed(&self, mark: &[u8]) -> bool {
        let _ = mark;
        false
    }

    /// Whether [`resolve`](Self::resolve) keeps something for later runs, so that it has to run
    /// where that is kept.
    fn is_lasting(&self) -> bool {
        false
    }

    /// The same decision in parts, for an engine that spreads it over machines; `None` where one
    /// process must see all digests.
    fn exchange(&self) -> Option<&dyn Exchange> {
        None
    }

    /// What led to the verdict on the article at `at` of `articles`, for a reader who asks:
    /// `articles` are those that [`resolve`](Self::resolve) saw. The default is none.
    fn explain(&self, articles: &Digests, at: usize, verdict: Option<&Verdict>) -> Vec<Note> {
        let _ = (articles, at, verdict);
        Vec::new()
    }
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

/// Gives the digests of a run, in input order.
pub trait DigestReader {
    /// The next digests; `None` at the end.
    ///
    /// # Errors
    /// When they cannot be read back from disk; the run ends.
    fn next(&mut self) -> Result<Option<Digests>, StepError>;
}

impl<I: Iterator<Item = Digests>> DigestReader for I {
    fn next(&mut self) -> Result<Option<Digests>, StepError> {
        Ok(Iterator::next(self))
    }
}

impl dyn DigestReader + '_ {
    /// All digests that are left, for a stage whose own work takes as much memory as they.
    ///
    /// # Errors
    /// When they cannot be read back from disk.
    pub fn all(&mut self) -> Result<Digests, StepError> {
        let mut all = self.next()?.unwrap_or_default();
        while let Some(following) = self.next()? {
            all.extend(&following);
        }
        Ok(all)
    }
}

/// What a stage may take up while it resolves: memory, and beyond that disk.
pub trait Room: Sync {
    /// Bytes that the stage should not go beyond, but for some tens of bytes an article.
    fn memory(&self) -> usize;

    /// A new empty file, which goes away with its handle.
    ///
    /// # Errors
    /// When there is none to be had.
    fn file(&self) -> io::Result<Box<dyn RoomFile>>;
}

/// A file of a [`Room`].
pub trait RoomFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> RoomFile for T {}

/// A room whose files lie in memory as well, for small sets of articles and for tests. The number
/// is what [`Room::memory`] says.
#[derive(Clone, Copy, Debug)]
pub struct MemoryRoom(pub usize);

impl Room for MemoryRoom {
    fn memory(&self) -> usize {
        self.0
    }

    fn file(&self) -> io::Result<Box<dyn RoomFile>> {
        Ok(Box::new(io::Cursor::new(Vec::new())))
    }
}

/// What a corpus stage decided.
#[derive(Default)]
#[non_exhaustive]
pub struct Resolution {
    /// One entry for each digest, in the same order; `None` where there is nothing to say.
    pub verdicts: Vec<Option<Verdict>>,
    /// What makes lasting what the stage remembers for later runs. Dropped without a call when the
    /// run fails.
    pub commit: Option<Commit>,
    /// What [`has_committed`](CorpusStage::has_committed) knows the commit's work by.
    pub mark: Vec<u8>,
}

/// Called once, after every output was written and before they get their names.
pub type Commit = Box<dyn FnOnce() -> Result<(), StepError> + Send>;

impl Resolution {
    /// A decision that leaves nothing for later runs.
    pub fn new(verdicts: Vec<Option<Verdict>>) -> Self {
        Self { verdicts, ..Self::default() }
    }
}

impl fmt::Debug for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolution").field("verdicts", &self.verdicts).finish_non_exhaustive()
    }
}

/// Digests of articles that follow one another, in one stretch of memory.
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

    /// Takes no more memory than the digests need, before they wait for long. Copied where there is
    /// more: an allocator keeps the block whole from which less than half is cut off.
    pub fn shrink_to_fit(&mut self) {
        if self.bytes.capacity() > self.bytes.len() {
            self.bytes = self.bytes.as_slice().to_vec();
        }
        if self.entries.capacity() > self.entries.len() {
            self.entries = self.entries.as_slice().to_vec();
        }
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes that the digests take in memory.
    pub fn byte_len(&self) -> usize {
        self.bytes.len() + size_of_val(self.entries.as_slice())
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
