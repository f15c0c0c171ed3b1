//! `mark-passages`: what several articles have word for word.

use std::ops::Range;

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment, Component, CorpusStage, DigestReader, Field, MappedText, Outcome,
    Resolution, Room, Source, Span, StepError, Verdict, serde,
};
use newsprint_zh::marks::{closes, ends_sentence};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::SEED;
use crate::normalise::normalise;

newsprint_core::options! {
    /// Options of `mark-passages`.
    pub struct MarkPassagesOptions {
        /// Stories that a passage stands in at least. The articles of one group are one story.
        pub stories: u64 = 2, in 1..=u64::MAX;
        /// Letters and digits that a passage has at least.
        pub shortest: u64 = 40, in 1..=u64::MAX;
    }
}

newsprint_core::attachment! {
    /// The passages of an article that other stories have too, in reading order.
    pub struct Passages: "newsprint-dedup/passages" {
        /// Each passage; where other stories share more and less, passages touch.
        pub passages: Vec<Passage>,
    }
}

/// Two sentences or more that several stories have, one after another.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
#[non_exhaustive]
pub struct Passage {
    /// The same in every article that has the passage, 16 hex digits.
    pub id: String,
    /// Stories that have all of it.
    pub stories: u64,
    /// Bytes of the source that it takes.
    pub spans: Vec<Span>,
}

#[doc = include_str!("../manual/mark-passages.md")]
#[derive(Clone, Copy, Debug)]
pub struct MarkPassages {
    stories: u64,
    shortest: u64,
}

impl Component for MarkPassages {
    const NAME: &'static str = "mark-passages";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/mark-passages.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Passages::KEY)];
    const USES: Option<&'static [Field]> = Some(&[Field::Group]);
    type Options = MarkPassagesOptions;

    fn build(options: MarkPassagesOptions) -> Result<Self, Vec<Fault>> {
        let MarkPassagesOptions { stories, shortest } = options;
        Ok(Self { stories, shortest })
    }
}

impl CorpusStage for MarkPassages {
    /// The story in eight bytes, then for each sentence its hash in eight and its length in four.
    fn digest(&self, _: &Source, article: &Article, out: &mut Vec<u8>) -> Result<(), StepError> {
        let story = article.group.as_ref().map_or(article.id, |group| group.id);
        out.extend_from_slice(&story.as_u64().to_le_bytes());
        for (text, sentence) in sentences(article) {
            let normalised = normalise(std::iter::once(&text.as_str()[sentence]));
            out.extend_from_slice(&xxh3_64_with_seed(normalised.as_bytes(), SEED).to_le_bytes());
            let length = crate::saturate(normalised.chars().count());
            out.extend_from_slice(&length.to_le_bytes());
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        _: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let digests = digests.all()?;
        let mut pairs = Vec::new();
        for (id, digest) in digests.iter() {
            let (story, sentences) = read(digest)
                .ok_or_else(|| StepError::new(format!("the digest of article {id} is broken")))?;
            pairs.extend(sentences.windows(2).map(|two| (pair(two), story)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let shared = Shared::new(&pairs, self.stories);
        let verdict = |(id, digest)| {
            let (_, sentences) = read(digest)?;
            let payload = self.passages(sentences, &shared);
            (!payload.is_empty()).then(|| Verdict::new(id, 1.0, REASON).with_payload(payload))
        };
        Ok(Resolution::new(digests.iter().map(verdict).collect()))
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        let Some(verdict) = verdict else {
            article.extensions.remove::<Passages>();
            return Ok(Outcome::Keep);
        };
        let broken = || StepError::new("the verdict of `mark-passages` is broken");
        let sentences: Vec<_> = sentences(article).collect();
        let (rows, []) = verdict.payload.as_chunks::<ROW>() else { return Err(broken()) };
        let mut passages = Vec::with_capacity(rows.len());
        for row in rows {
            let [first, last, stories, id] = numbers(row);
            let range = usize::try_from(first).ok().zip(usize::try_from(last).ok());
            let inside = range.and_then(|(first, last)| sentences.get(first..=last));
            let spans = inside.ok_or_else(broken)?;
            let mut joined: Vec<Span> = Vec::new();
            for span in spans.iter().flat_map(|(text, range)| text.source_spans(range.clone())) {
                match joined.last_mut() {
                    Some(last) if last.end() == span.start() => *last = last.cover(span),
                    _ => joined.push(span),
                }
            }
            passages.push(Passage { id: format!("{id:016x}"), stories, spans: joined });
        }
        let failed = |error| StepError::new("the passages cannot be attached").because(error);
        article.extensions.set(&Passages { passages }).map_err(failed)?;
        Ok(Outcome::Keep)
    }
}

/// Bytes of a passage in a verdict: the first and the last sentence, the stories, the id.
const ROW: usize = 32;
const REASON: &str = "shared-passages";

impl MarkPassages {
    /// The passages of an article, each a row: as far as two sentences after two sentences stand in
    /// the same stories.
    fn passages(&self, sentences: &[[u8; 12]], shared: &Shared) -> Vec<u8> {
        let sets: Vec<_> = sentences.windows(2).map(|two| shared.find(pair(two))).collect();
        let mut rows = Vec::new();
        let mut start = 0;
        for same in sets.chunk_by(|a, b| a == b) {
            let range = start..start + same.len();
            start = range.end;
            let Some((stories, _)) = same[0] else { continue };
            let inside = &sentences[range.start..=range.end];
            if inside.iter().map(length).sum::<u64>() < self.shortest {
                continue;
            }
            let bytes: Vec<u8> = inside.iter().flat_map(hash).collect();
            let id = xxh3_64_with_seed(&bytes, SEED);
            for number in [range.start as u64, range.end as u64, stories, id] {
                rows.extend_from_slice(&number.to_le_bytes());
            }
        }
        rows
    }
}

/// The pairs of sentences that stand in enough stories: how many, and a hash of which.
struct Shared(Vec<(u64, (u64, u64))>);

impl Shared {
    /// Of ascending pairs of sentences with their stories, each once.
    fn new(pairs: &[(u64, u64)], least: u64) -> Self {
        let of_pair = |same: &[(u64, u64)]| {
            let stories: Vec<u8> = same.iter().flat_map(|(_, story)| story.to_le_bytes()).collect();
            (same[0].0, (same.len() as u64, xxh3_64_with_seed(&stories, SEED)))
        };
        let groups = pairs.chunk_by(|a, b| a.0 == b.0);
        Self(groups.filter(|same| same.len() as u64 >= least).map(of_pair).collect())
    }

    fn find(&self, pair: u64) -> Option<(u64, u64)> {
        self.0.binary_search_by_key(&pair, |(pair, _)| *pair).ok().map(|at| self.0[at].1)
    }
}

/// The story and the sentences of a digest; `None` when it is none.
fn read(digest: &[u8]) -> Option<(u64, &[[u8; 12]])> {
    let (story, rest) = digest.split_first_chunk()?;
    let (sentences, []) = rest.as_chunks() else { return None };
    Some((u64::from_le_bytes(*story), sentences))
}

fn hash(sentence: &[u8; 12]) -> [u8; 8] {
    sentence.first_chunk().copied().unwrap_or_default()
}

fn length(sentence: &[u8; 12]) -> u64 {
    let [.., a, b, c, d] = *sentence;
    u32::from_le_bytes([a, b, c, d]).into()
}

/// The hash of two sentences, one after the other.
fn pair(two: &[[u8; 12]]) -> u64 {
    let bytes: Vec<u8> = two.iter().flat_map(hash).collect();
    xxh3_64_with_seed(&bytes, SEED)
}

fn numbers(row: &[u8; ROW]) -> [u64; 4] {
    let mut numbers = [0; 4];
    for (number, bytes) in numbers.iter_mut().zip(row.as_chunks().0) {
        *number = u64::from_le_bytes(*bytes);
    }
    numbers
}

/// The sentences of an article's body that have a letter or a digit, each with the text that it
/// stands in. A sentence ends with its block at the latest.
fn sentences(article: &Article) -> impl Iterator<Item = (&MappedText, Range<usize>)> {
    article.blocks.iter().flat_map(|block| {
        let text = block.text.as_str();
        let mut start = 0;
        let parts = std::iter::from_fn(move || {
            let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
            let range = start..start + sentence_end(rest);
            start = range.end;
            Some(range)
        });
        let says_something =
            |range: &Range<usize>| text[range.clone()].contains(char::is_alphanumeric);
        parts.filter(says_something).map(|range| (&block.text, range))
    })
}

/// The end of the sentence that `text` starts with, its closing marks included. A full stop of
/// scripts with spaces ends one before white space only.
fn sentence_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let is_stop = c == '.' && chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if ends_sentence(c) || is_stop {
            while chars.next_if(|(_, c)| closes(*c) || ends_sentence(*c)).is_some() {}
            return chars.peek().map_or(text.len(), |(at, _)| *at);
        }
    }
    text.len()
}
