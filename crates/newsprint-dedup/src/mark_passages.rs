//! `mark-passages`: what several articles have word for word.

use newsprint_core::config::Fault;
use newsprint_core::exchange::{DIGESTS, Exchange, Inbox, Outbox, Round, part_of, range_of};
use newsprint_core::{
    Article, ArticleId, Attachment, Component, CorpusStage, DigestReader, Field, MemoryRoom,
    Outcome, Resolution, Room, Source, Span, StepError, Verdict, serde,
};
use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed};

use crate::SEED;
use crate::apart::Apart;
use crate::normalise::normalise;
use crate::runs::{Sorted, Sorter};
use crate::sentences::{Sentence, pairs, sentences};

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
#[derive(Clone, Debug)]
pub struct MarkPassages {
    apart: Apart,
    stories: u64,
    shortest: u64,
}

impl Component for MarkPassages {
    const NAME: &'static str = "mark-passages";
    const VERSION: u32 = 2;
    const MANUAL: &'static str = include_str!("../manual/mark-passages.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Passages::KEY)];
    const USES: Option<&'static [Field]> = Some(&[Field::Group]);
    type Options = MarkPassagesOptions;

    fn build(options: MarkPassagesOptions) -> Result<Self, Vec<Fault>> {
        let MarkPassagesOptions { stories, shortest } = options;
        Ok(Self { apart: Apart::bundled()?, stories, shortest })
    }
}

impl CorpusStage for MarkPassages {
    /// The story, then the hash of every two sentences, each in eight bytes.
    fn digest(&self, _: &Source, article: &Article, out: &mut Vec<u8>) -> Result<(), StepError> {
        let story = article.group.as_ref().map_or(article.id, |group| group.id);
        out.extend_from_slice(&story.as_u64().to_be_bytes());
        let pieces: Vec<_> = sentences(self.apart.body(article)).collect();
        let hashes: Vec<[u8; 8]> = pieces.iter().map(|piece| hash(normalised(piece))).collect();
        for pair in pairs(&pieces) {
            out.extend_from_slice(&hash(hashes[pair].as_flattened()));
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        room: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let mut ids = Vec::new();
        let mut pairs = Sorter::new(room);
        while let Some(digests) = digests.next()? {
            for (id, digest) in digests.iter() {
                let article = number(ids.len())?;
                ids.push(id);
                let (story, hashes) = read(id, digest)?;
                for (at, pair) in (0..).zip(hashes) {
                    pairs.push(row([*pair, *story, place(article, at)?]))?;
                }
            }
        }
        let shared = shared(pairs.finish()?, self.stories, Sorter::new(room))?;
        verdicts(&ids, shared).map(Resolution::new)
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        let broken = || StepError::new("the verdict of `mark-passages` is broken");
        let payload = verdict.map_or(&[][..], |verdict| &verdict.payload);
        let (rows, []) = payload.as_chunks() else { return Err(broken()) };
        let mut passages = Vec::new();
        if !rows.is_empty() {
            let pieces: Vec<_> = sentences(self.apart.body(article)).collect();
            let pairs: Vec<_> = pairs(&pieces).collect();
            for row in rows {
                let (first, last, stories) = passage(row);
                let (first, last) = (pairs.get(first), pairs.get(last));
                let inside = first.zip(last).map(|(first, last)| first.start..last.end);
                let inside = inside.and_then(|inside| pieces.get(inside)).ok_or_else(broken)?;
                passages.extend(self.passage(inside, stories));
            }
        }
        if passages.is_empty() {
            article.extensions.remove::<Passages>();
        } else {
            let failed = |error| StepError::new("the passages cannot be attached").because(error);
            article.extensions.set(&Passages { passages }).map_err(failed)?;
        }
        Ok(Outcome::Keep)
    }

    fn exchange(&self) -> Option<&dyn Exchange> {
        Some(self)
    }
}

const PAIRS: &str = "pairs";
const SHARED: &str = "shared";

impl Exchange for MarkPassages {
    /// Pairs of sentences go to the part of their hash, and what is shared back to the articles.
    fn rounds(&self) -> &'static [Round] {
        const { &[Round::passed(&[DIGESTS]), Round::passed(&[PAIRS]), Round::passed(&[DIGESTS, SHARED])] }
    }

    fn work(&self, round: usize, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        match round {
            0 => {
                for (article, id, digest) in inbox.articles() {
                    let (story, hashes) = read(id, digest)?;
                    let story = u64::from_be_bytes(*story);
                    for (at, pair) in (0..).zip(hashes) {
                        let pair = u64::from_be_bytes(*pair);
                        let to = part_of(pair, inbox.parts());
                        out.send(PAIRS, to, [pair, story, article, at]);
                    }
                }
            }
            1 => self.share(inbox, out)?,
            _ => {
                let ids: Vec<ArticleId> = inbox.articles().map(|(_, id, _)| id).collect();
                let room = MemoryRoom(usize::MAX);
                let mut shared = Sorter::new(&room);
                for [article, at, stories, set] in inbox.rows(SHARED) {
                    let article = inbox.place(article).ok_or_else(broken_rows)?;
                    let place = place(number(article)?, at)?;
                    shared.push(row([place, stories.to_be_bytes(), set.to_be_bytes()]))?;
                }
                for (at, verdict) in verdicts(&ids, shared.finish()?)?.into_iter().enumerate() {
                    if let Some(verdict) = verdict {
                        out.verdict(inbox.number(at), verdict);
                    }
                }
            }
        }
        Ok(())
    }
}

const REASON: &str = "shared-passages";

impl MarkPassages {
    /// Tells the articles which of their pairs several stories have.
    fn share(&self, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        let mut articles: Vec<u64> = inbox.rows(PAIRS).map(|[_, _, article, _]| article).collect();
        articles.sort_unstable();
        articles.dedup();
        let room = MemoryRoom(usize::MAX);
        let mut pairs = Sorter::new(&room);
        for [pair, story, article, at] in inbox.rows(PAIRS) {
            let article = number(articles.partition_point(|it| *it < article))?;
            let place = place(article, at)?;
            pairs.push(row([pair.to_be_bytes(), story.to_be_bytes(), place]))?;
        }
        let mut shared = shared(pairs.finish()?, self.stories, Sorter::new(&room))?;
        while let Some(row) = shared.next()? {
            let [place, stories, set] = fields(&row).map(u64::from_be_bytes);
            let article = *articles.get((place >> 32) as usize).ok_or_else(broken_rows)?;
            let at = place & u64::from(u32::MAX);
            out.send(SHARED, range_of(article), [article, at, stories, set]);
        }
        Ok(())
    }

    /// The passage of these pieces of an article, if it is long enough.
    fn passage(&self, pieces: &[Sentence<'_>], stories: u64) -> Option<Passage> {
        let texts: Vec<String> = pieces.iter().map(normalised).collect();
        let length: usize = texts.iter().map(|text| text.chars().count()).sum();
        if (length as u64) < self.shortest {
            return None;
        }
        let hashes: Vec<[u8; 8]> = texts.iter().map(hash).collect();
        let id = u64::from_be_bytes(hash(hashes.as_flattened()));
        let mut spans: Vec<Span> = Vec::new();
        for span in pieces.iter().flat_map(|piece| piece.text.source_spans(piece.range.clone())) {
            match spans.last_mut() {
                Some(last) if last.end() == span.start() => *last = last.cover(span),
                _ => spans.push(span),
            }
        }
        Some(Passage { id: format!("{id:016x}"), stories, spans })
    }
}

/// Of pairs of sentences, sorted, each with its story and its place: the places of those in `least`
/// stories or more, each with the number of stories and a hash of which. Holds the places of one pair.
fn shared(
    mut pairs: Sorted<24>,
    least: u64,
    mut shared: Sorter<'_, 24>,
) -> Result<Sorted<24>, StepError> {
    let mut next = pairs.next()?;
    let mut places = Vec::new();
    while let Some(first) = next {
        let (mut stories, mut set) = (0, Xxh3::with_seed(SEED));
        let mut before = None;
        places.clear();
        while let Some(row) = next.filter(|row| row[..8] == first[..8]) {
            let [_, story, place] = fields(&row);
            if before.replace(story) != Some(story) {
                stories += 1;
                set.update(&story);
            }
            places.push(place);
            next = pairs.next()?;
        }
        if stories >= least {
            let (stories, set) = (stories.to_be_bytes(), set.digest().to_be_bytes());
            places.iter().try_for_each(|place| shared.push(row([*place, stories, set])))?;
        }
    }
    shared.finish()
}

/// A verdict on each article with passages: as far as two sentences after two sentences stand in the
/// same stories. A passage takes sixteen bytes of the payload: the first pair and the last in four
/// each, and the number of stories.
fn verdicts(ids: &[ArticleId], mut shared: Sorted<24>) -> Result<Vec<Option<Verdict>>, StepError> {
    let mut verdicts = vec![None; ids.len()];
    let mut next = shared.next()?;
    while let Some(first) = next {
        let [place, stories, set] = fields(&first);
        let mut last = u64::from_be_bytes(place);
        let article = (last >> 32) as usize;
        next = shared.next()?;
        while let Some(row) =
            next.filter(|row| fields(row) == [(last + 1).to_be_bytes(), stories, set])
        {
            [last, _, _] = fields(&row).map(u64::from_be_bytes);
            next = shared.next()?;
        }
        let verdict: &mut Option<Verdict> = verdicts.get_mut(article).ok_or_else(broken_rows)?;
        let verdict = verdict.get_or_insert_with(|| Verdict::new(ids[article], 1.0, REASON));
        verdict.payload.extend_from_slice(&place[4..]);
        verdict.payload.extend_from_slice(&last.to_be_bytes()[4..]);
        verdict.payload.extend_from_slice(&stories);
    }
    Ok(verdicts)
}

fn normalised(piece: &Sentence<'_>) -> String {
    normalise(std::iter::once(piece.as_str()))
}

fn hash(bytes: impl AsRef<[u8]>) -> [u8; 8] {
    xxh3_64_with_seed(bytes.as_ref(), SEED).to_be_bytes()
}

/// The story of an article and the hashes of its pairs, as its digest has them.
fn read(id: ArticleId, digest: &[u8]) -> Result<(&[u8; 8], &[[u8; 8]]), StepError> {
    let broken = || StepError::new(format!("the digest of article {id} is broken"));
    let ([story, hashes @ ..], []) = digest.as_chunks() else { return Err(broken()) };
    Ok((story, hashes))
}

/// The place of a pair: the article, then which of its pairs.
fn place(article: u32, pair: u64) -> Result<[u8; 8], StepError> {
    let pair = u32::try_from(pair).map_err(|_| too_many())?;
    Ok((u64::from(article) << 32 | u64::from(pair)).to_be_bytes())
}

fn broken_rows() -> StepError {
    StepError::new("sorted rows are broken")
}

/// Three numbers as a row that sorts by them.
fn row(fields: [[u8; 8]; 3]) -> [u8; 24] {
    let mut row = [0; 24];
    row.as_chunks_mut().0.copy_from_slice(&fields);
    row
}

/// What [`row`] put together.
fn fields(row: &[u8; 24]) -> [[u8; 8]; 3] {
    let mut fields = [[0; 8]; 3];
    fields.copy_from_slice(row.as_chunks().0);
    fields
}

/// The first pair of a passage in a verdict, the last, and the number of stories.
fn passage(row: &[u8; 16]) -> (usize, usize, u64) {
    let [first, last, rest @ ..] = row.as_chunks().0 else { return (0, 0, 0) };
    let [first, last] = [first, last].map(|it| u32::from_be_bytes(*it) as usize);
    let stories = rest.as_flattened().iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    (first, last, stories)
}

/// A position as a number of 32 bits.
fn number(position: usize) -> Result<u32, StepError> {
    u32::try_from(position).map_err(|_| too_many())
}

fn too_many() -> StepError {
    StepError::new("there are more than 2^32 articles or sentences")
}
