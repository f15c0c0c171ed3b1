//! The decision of a corpus stage in parts that send each other messages.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{Digests, StepError, Verdict};
use crate::ArticleId;

/// The decision of a corpus stage for a corpus that fits into no one process: rounds, in which parts
/// work side by side and send messages to the parts of later rounds.
///
/// The input is cut into as many ranges as there are parts. Articles have [numbers](Inbox::number)
/// that ascend in input order and say in which range they are. A part has the digests of its range,
/// in the rounds that read them, and stands besides for whatever the stage's keys send to it.
/// However the input is cut, the verdicts are those of
/// [`CorpusStage::resolve`](super::CorpusStage::resolve), so that both must be made of the same
/// functions.
///
/// `work` is pure, since an engine calls it again when a machine is lost: its messages depend on
/// nothing but the inbox. Parts that are sent nothing are not called.
pub trait Exchange: Send + Sync {
    /// The rounds, in their order.
    fn rounds(&self) -> &'static [Round];

    /// The work of one part in one round.
    ///
    /// # Errors
    /// When no decision can be made; the run ends.
    fn work(&self, round: usize, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError>;

    /// The verdict on an article from what parts have said of it, in any order. The default is for
    /// stages of which one part speaks of an article.
    ///
    /// # Errors
    /// When the verdicts cannot be read.
    fn merge(&self, mut verdicts: Vec<Verdict>) -> Result<Option<Verdict>, StepError> {
        Ok(verdicts.pop())
    }
}

/// What a round reads, and how long its messages are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Kinds of messages of the round before it and of those that are [kept](Self::keeps);
    /// [`DIGESTS`] and [`LABELS`] among them.
    pub reads: &'static [&'static str],
    /// Whether later rounds than the next read what this one sends. Links are read from these alone.
    pub keeps: bool,
}

impl Round {
    /// A round whose messages all rounds behind it can read.
    pub const fn kept(reads: &'static [&'static str]) -> Self {
        Self { reads, keeps: true }
    }

    /// A round whose messages the next one reads.
    pub const fn passed(reads: &'static [&'static str]) -> Self {
        Self { reads, keeps: false }
    }
}

/// The kind of message that holds the digests of a part's range.
pub const DIGESTS: &str = "digests";
/// The kind of message that tells, as rows of two numbers, the [linked](Outbox::link) articles of a
/// part's range, each with the first of all that links lead to from it.
pub const LABELS: &str = "labels";

/// The kind of message that holds verdicts: read, and handed on by the engine, by every round that
/// comes after one whose messages are passed on and that has said some.
pub const VERDICTS: &str = "verdicts";

/// What a part is sent.
#[derive(Debug, Default)]
pub struct Inbox {
    part: u32,
    parts: u32,
    digests: Vec<Digests>,
    messages: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Inbox {
    /// An empty inbox of one of so many parts, counted from 0.
    pub fn new(part: u32, parts: u32) -> Self {
        Self { part, parts, ..Self::default() }
    }

    /// Adds digests that follow the others in the range.
    pub fn push_digests(&mut self, digests: Digests) {
        self.digests.push(digests);
    }

    /// Adds a message.
    pub fn push(&mut self, kind: &str, message: Vec<u8>) {
        match self.messages.get_mut(kind) {
            Some(messages) => messages.push(message),
            None => {
                self.messages.insert(kind.to_owned(), vec![message]);
            }
        }
    }

    /// How many parts there are.
    pub fn parts(&self) -> u32 {
        self.parts
    }

    /// The digests of the range, in input order.
    pub fn digests(&self) -> &[Digests] {
        &self.digests
    }

    /// The articles of the range by their numbers, each with its id and its digest.
    pub fn articles(&self) -> impl Iterator<Item = (u64, ArticleId, &[u8])> {
        let articles = self.digests.iter().flat_map(Digests::iter);
        articles.enumerate().map(|(at, (id, digest))| (self.number(at), id, digest))
    }

    /// The number of the article at this place of the range.
    pub fn number(&self, at: usize) -> u64 {
        u64::from(self.part) << 32 | at as u64
    }

    /// The place in the range of an article of this number, if it is one of the range.
    pub fn place(&self, number: u64) -> Option<usize> {
        let at = number.checked_sub(self.number(0))?;
        usize::try_from(at).ok().filter(|at| at >> 32 == 0)
    }

    /// The messages of one kind, each as a part has sent it.
    pub fn messages(&self, kind: &str) -> impl Iterator<Item = &[u8]> {
        self.messages.get(kind).into_iter().flatten().map(Vec::as_slice)
    }

    /// The rows of one kind, as [`Outbox::send`] took them.
    pub fn rows<const N: usize>(&self, kind: &str) -> impl Iterator<Item = [u64; N]> {
        self.messages(kind).flat_map(|message| {
            let (numbers, _) = message.as_chunks::<8>();
            let (rows, _) = numbers.as_chunks::<N>();
            rows.iter().map(|row| row.map(u64::from_le_bytes))
        })
    }

    /// The records of one kind, as [`Outbox::send_record`] took them.
    ///
    /// # Errors
    /// When one is cut off.
    pub fn records(&self, kind: &str) -> Result<Vec<&[u8]>, StepError> {
        let mut records = Vec::new();
        for mut rest in self.messages(kind) {
            while !rest.is_empty() {
                let split = rest.split_first_chunk().and_then(|(length, rest)| {
                    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
                });
                let cut = || StepError::new(format!("a message `{kind}` is cut off"));
                let (record, after) = split.ok_or_else(cut)?;
                records.push(record);
                rest = after;
            }
        }
        Ok(records)
    }
}

/// What a part sends.
#[derive(Debug)]
pub struct Outbox {
    parts: u32,
    messages: BTreeMap<(&'static str, u32), Vec<u8>>,
    links: Vec<(u64, u64)>,
    verdicts: Vec<(u64, Verdict)>,
}

impl Outbox {
    /// Nothing sent yet, to any of so many parts.
    pub fn new(parts: u32) -> Self {
        Self { parts, messages: BTreeMap::new(), links: Vec::new(), verdicts: Vec::new() }
    }

    /// Sends numbers to a part.
    pub fn send<const N: usize>(&mut self, kind: &'static str, to: u32, row: [u64; N]) {
        let message = self.message(kind, to);
        message.extend_from_slice(row.map(u64::to_le_bytes).as_flattened());
    }

    /// Sends bytes to a part, which stay together.
    pub fn send_record(&mut self, kind: &'static str, to: u32, record: &[&[u8]]) {
        let message = self.message(kind, to);
        let length: usize = record.iter().map(|it| it.len()).sum();
        message.extend_from_slice(&(length as u64).to_le_bytes());
        for bytes in record {
            message.extend_from_slice(bytes);
        }
    }

    fn message(&mut self, kind: &'static str, to: u32) -> &mut Vec<u8> {
        self.messages.entry((kind, to % self.parts.max(1))).or_default()
    }

    /// Links two articles for [`LABELS`].
    pub fn link(&mut self, a: u64, b: u64) {
        self.links.push((a, b));
    }

    /// Says the verdict on an article.
    pub fn verdict(&mut self, number: u64, verdict: Verdict) {
        self.verdicts.push((number, verdict));
    }

    /// The messages by kind and receiver, the links and the verdicts.
    #[expect(clippy::type_complexity, reason = "taken apart where it is called")]
    pub fn into_parts(
        self,
    ) -> (impl Iterator<Item = (&'static str, u32, Vec<u8>)>, Vec<(u64, u64)>, Vec<(u64, Verdict)>)
    {
        let messages = self.messages.into_iter();
        (messages.map(|((kind, to), message)| (kind, to, message)), self.links, self.verdicts)
    }
}

/// The part of the range that an article is in.
pub fn range_of(number: u64) -> u32 {
    (number >> 32) as u32
}

/// The part that stands for a key, of which all bits must be of a hash.
#[expect(clippy::cast_possible_truncation, reason = "below the number of parts")]
pub fn part_of(key: u64, parts: u32) -> u32 {
    ((u128::from(key) * u128::from(parts)) >> 64) as u32
}

/// A corpus stage whose digests fall into shares that are decided on apart from each other: by a key
/// that all articles have in common that the decision compares.
pub trait Separable: super::CorpusStage {
    /// Gives to `take` the shares of a digest: the key of each, and what is a digest too. What is
    /// never compared has no share.
    ///
    /// # Errors
    /// When the digest is broken.
    fn split(&self, digest: &[u8], take: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StepError>;

    /// The verdict on an article from those on its shares, in any order. The default is for digests
    /// of one share.
    ///
    /// # Errors
    /// When the verdicts cannot be read.
    fn join(&self, mut verdicts: Vec<Verdict>) -> Result<Option<Verdict>, StepError> {
        Ok(verdicts.pop())
    }
}

/// The upper bits of the SHA-256 of a key: the same on every machine, whatever the key.
fn hash(key: &[u8]) -> u64 {
    let digest = Sha256::digest(key);
    digest.first_chunk().copied().map_or(0, u64::from_be_bytes)
}

const SHARES: &str = "shares";

impl<T: Separable> Exchange for T {
    fn rounds(&self) -> &'static [Round] {
        const { &[Round::passed(&[DIGESTS]), Round::passed(&[SHARES])] }
    }

    fn work(&self, round: usize, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        if round == 0 {
            for (number, id, digest) in inbox.articles() {
                let head = [number, id.as_u64()].map(u64::to_le_bytes);
                self.split(digest, &mut |key, share| {
                    let to = part_of(hash(key), inbox.parts());
                    out.send_record(SHARES, to, &[head.as_flattened(), share]);
                })?;
            }
            return Ok(());
        }
        let mut shares = Vec::new();
        for record in inbox.records(SHARES)? {
            let ([number, id], share) = head(record)?;
            shares.push((number, ArticleId::from_u64(id), share));
        }
        shares.sort_unstable();
        let mut digests = Digests::new();
        for (_, id, share) in &shares {
            digests.push(*id, share);
        }
        let resolution =
            self.resolve(&mut Some(digests).into_iter(), &super::MemoryRoom(usize::MAX))?;
        for ((number, ..), verdict) in shares.iter().zip(resolution.verdicts) {
            if let Some(verdict) = verdict {
                out.verdict(*number, verdict);
            }
        }
        Ok(())
    }

    fn merge(&self, verdicts: Vec<Verdict>) -> Result<Option<Verdict>, StepError> {
        self.join(verdicts)
    }
}

/// The numbers that a record begins with, and what follows them.
///
/// # Errors
/// When the record is shorter.
pub fn head<const N: usize>(record: &[u8]) -> Result<([u64; N], &[u8]), StepError> {
    let cut = || StepError::new("a message is cut off");
    let (head, rest) = record.split_at_checked(8 * N).ok_or_else(cut)?;
    let (numbers, _) = head.as_chunks::<8>();
    let numbers: &[[u8; 8]; N] = numbers.try_into().map_err(|_| cut())?;
    Ok((numbers.map(u64::from_le_bytes), rest))
}
