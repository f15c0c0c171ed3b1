//! A corpus stage's decision in parts, for an engine that carries messages between machines.

use newsprint_core::exchange::{DIGESTS, Exchange, Inbox, Outbox, Round, VERDICTS, head, range_of};
use newsprint_core::{StepError, Verdict};

use crate::digests;
use crate::guard::guarded;
use crate::resolved::Resolved;
use crate::{Plan, RunError};

/// What is sent to one part of a decision.
///
/// The engine cuts the pieces of the input into ranges, one for each part, and hands the packed
/// digests of a range's pieces to its part in every round that reads [`DIGESTS`]. It carries the
/// messages of each round to the parts that they are for, as often as a later round reads them.
/// Between rounds it finds what the rows of [`LINKS`] lead to, where a round reads
/// [`LABELS`](newsprint_core::exchange::LABELS). The round behind those of the stage, which reads
/// [`PIECES`], gives the verdicts on each piece.
#[derive(Debug)]
pub struct Mail {
    inbox: Inbox,
    /// The keys of the pieces of the range, each with how many articles it has.
    pieces: Vec<(i64, u64)>,
    verdicts: Vec<(u64, Vec<u8>)>,
}

/// A message to a part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// The part that it is for.
    pub to: u32,
    /// What it is called in the rounds that read it.
    pub kind: &'static str,
    /// The key of a piece, in messages of the kind [`DECIDED`].
    pub key: i64,
    /// What it says.
    pub data: Vec<u8>,
}

/// The kind of message that says which articles are linked, each as two numbers of eight bytes,
/// little-endian: an article, and one that comes before it. Links that others make needless are left
/// out.
pub const LINKS: &str = "links";
/// The kind of message that holds the verdicts on a piece, for [`Plan::work_on_waiting`].
pub const DECIDED: &str = "decided";
/// The kind of message that tells a part how many articles each piece of its range has, as
/// [`articles_in`] counts them; in the order of the pieces' keys.
pub const PIECES: &str = "pieces";

impl Mail {
    /// Nothing sent to this one of so many parts, counted from 0.
    pub fn new(part: u32, parts: u32) -> Self {
        Self { inbox: Inbox::new(part, parts), pieces: Vec::new(), verdicts: Vec::new() }
    }

    /// Adds a message. Digests come in the order of the keys of their pieces.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn add(&mut self, kind: &str, key: i64, data: Vec<u8>) -> Result<(), RunError> {
        let damaged = || RunError::step(kind, StepError::new("a message is damaged"));
        match kind {
            DIGESTS => {
                let digests = digests::read_frame(&mut data.as_slice()).map_err(|_| damaged())?;
                let digests = digests.unwrap_or_default();
                self.inbox.push_digests(digests);
            }
            PIECES => {
                let articles = data.first_chunk().ok_or_else(damaged)?;
                self.pieces.push((key, u64::from_le_bytes(*articles)));
            }
            VERDICTS => {
                let mut inbox = Inbox::new(0, 1);
                inbox.push(kind, data);
                for record in inbox.records(kind).map_err(|_| damaged())? {
                    let ([number], verdict) = head(record).map_err(|_| damaged())?;
                    self.verdicts.push((number, verdict.to_vec()));
                }
            }
            _ => self.inbox.push(kind, data),
        }
        Ok(())
    }
}

impl Plan {
    /// The rounds of the decision before the segment of this number, in parts, with that behind those
    /// of the stage; none where one process must decide.
    ///
    /// # Errors
    /// When there is no such segment.
    pub fn rounds(&self, segment: usize) -> Result<Vec<Round>, RunError> {
        let stage = self.corpus_before(segment)?;
        let Some(exchange) = stage.step.exchange() else { return Ok(Vec::new()) };
        let last = Round::passed(&[PIECES, VERDICTS]);
        Ok(exchange.rounds().iter().copied().chain([last]).collect())
    }

    /// The work of one part in one round.
    ///
    /// # Errors
    /// When the stage cannot decide, or there is no such round.
    pub fn exchange(
        &self,
        segment: usize,
        round: usize,
        mail: Mail,
    ) -> Result<Vec<Message>, RunError> {
        let stage = self.corpus_before(segment)?;
        let none = || StepError::new(format!("there is no round {round}"));
        let work = || {
            let exchange = stage.step.exchange().ok_or_else(none)?;
            if round == exchange.rounds().len() {
                return decided(exchange, mail);
            }
            let mut out = Outbox::new(mail.inbox.parts());
            exchange.work(round, &mail.inbox, &mut out)?;
            Ok(sent(mail, out))
        };
        guarded(work).map_err(|error| RunError::step(stage.name, error))
    }
}

/// How many articles have digests of a piece, as the message that tells it.
///
/// # Errors
/// When the digests are damaged.
pub fn articles_in(digests: &[u8]) -> Result<Vec<u8>, RunError> {
    let count = digests.first_chunk().copied().map(u64::from_le_bytes);
    let damaged = || RunError::step(DIGESTS, StepError::new("digests are damaged"));
    count.map(|count| count.to_le_bytes().to_vec()).ok_or_else(damaged)
}

/// The messages of a part, with the verdicts that were said before.
fn sent(mail: Mail, out: Outbox) -> Vec<Message> {
    let mut by_range = Outbox::new(mail.inbox.parts());
    let (messages, links, verdicts) = out.into_parts();
    let said = |(number, verdict)| (number, Resolved::write_verdicts([&Some(verdict)], None));
    for (number, said) in mail.verdicts.into_iter().chain(verdicts.into_iter().map(said)) {
        by_range.send_record(VERDICTS, range_of(number), &[&number.to_le_bytes(), &said]);
    }
    for (article, first) in stars(links) {
        by_range.send(LINKS, range_of(article), [article, first]);
    }
    let (own, ..) = by_range.into_parts();
    messages.chain(own).map(|(kind, to, data)| Message { to, kind, key: 0, data }).collect()
}

/// The same sets in as few links as can be: of each article to the first of its set.
fn stars(links: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    let mut articles: Vec<u64> = links.iter().flat_map(|(a, b)| [*a, *b]).collect();
    articles.sort_unstable();
    articles.dedup();
    let mut first: Vec<usize> = (0..articles.len()).collect();
    for (a, b) in links {
        let at = |article: u64| articles.partition_point(|it| *it < article);
        let (a, b) = (root(&mut first, at(a)), root(&mut first, at(b)));
        first[a.max(b)] = a.min(b);
    }
    let all = 0..articles.len();
    let linked = all.map(|at| (articles[at], articles[root(&mut first, at)]));
    linked.filter(|(article, first)| article != first).collect()
}

fn root(first: &mut [usize], mut at: usize) -> usize {
    while first[at] != at {
        first[at] = first[first[at]];
        at = first[at];
    }
    at
}

/// The verdicts on each piece of a range that has any.
fn decided(exchange: &dyn Exchange, mut mail: Mail) -> Result<Vec<Message>, StepError> {
    let damaged = || StepError::new("a verdict is damaged");
    mail.verdicts.sort_unstable();
    let mut rest = mail.verdicts.as_slice();
    let (mut messages, mut before) = (Vec::new(), 0_u64);
    for (key, articles) in mail.pieces {
        let mut verdicts = vec![None; usize::try_from(articles).unwrap_or_default()];
        while let Some((number, _)) = rest.first() {
            let at = mail.inbox.place(*number).ok_or_else(damaged)? as u64;
            if at >= before + articles {
                break;
            }
            let (here, after) = rest.split_at(rest.partition_point(|it| it.0 <= *number));
            let read = |said: &(u64, Vec<u8>)| Resolved::read(&said.1)?.verdicts.pop().flatten();
            let said: Option<Vec<Verdict>> = here.iter().map(read).collect();
            let verdict = exchange.merge(said.ok_or_else(damaged)?)?;
            let place = usize::try_from(at - before).unwrap_or(usize::MAX);
            *verdicts.get_mut(place).ok_or_else(damaged)? = verdict;
            rest = after;
        }
        before += articles;
        if verdicts.iter().any(Option::is_some) {
            let data = Resolved::write_verdicts(&verdicts, None);
            messages.push(Message { to: 0, kind: DECIDED, key, data });
        }
    }
    if rest.is_empty() { Ok(messages) } else { Err(damaged()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_stars() {
        #[track_caller]
        fn check(links: &[(u64, u64)], expected: &[(u64, u64)]) {
            assert_eq!(stars(links.to_vec()), expected);
        }
        check(&[], &[]);
        check(&[(7, 9)], &[(9, 7)]);
        check(&[(7, 9), (2, 9), (4, 5)], &[(5, 4), (7, 2), (9, 2)]);
        check(&[(1, 2), (3, 4), (2, 3), (1, 4)], &[(2, 1), (3, 1), (4, 1)]);
    }
}
