//! `group-reprints` in parts: ranges of the input compared with what comes before them, as blocks are
//! on one machine, and groups found in each set of articles that pairs link.
//!
//! A range needs of the texts before it the last postings of its own keys, which the keys' parts
//! gather, and of the candidates among them the digests: the later text of a pair is sent to the
//! range of the earlier one. Only what links lead to comes together in one part.

use std::collections::BTreeMap;

use newsprint_core::exchange::{
    DIGESTS, Exchange, Inbox, LABELS, Outbox, Round, VERDICTS, head, part_of, range_of,
};
use newsprint_core::{ArticleId, StepError};

use crate::block::{Block, meet};
use crate::corpus::{Template, number};
use crate::fingerprint::Fingerprint;
use crate::group_reprints::{GroupReprints, verdict};
use crate::index::{Index, Posting, WINDOW, meetable};
use crate::members::{Set, template, template_row};
use crate::relation::{Bond, Prepared};
use crate::segment::Text;
use crate::table::damaged;

/// Hash of a text in two numbers, its number, the article.
const EXACTS: &str = "exacts";
/// To the range of a copy: its number.
const COPIES: &str = "copies";
/// To the range of the first text: its number, that of a copy, the copy's article.
const COPIED: &str = "copied";
/// To the part of a key: the key, and a text among the last of its range that have it.
const TAILS: &str = "tails";
/// To a range: a key that it has, and a text among the last before the range that have it.
const EARLIER: &str = "earlier";
/// To the range of earlier texts: a later one, its article, how many earlier ones it is to be aligned
/// to, these, and its digest.
const LATER: &str = "later";
/// To the range of the later of two texts that are alike: both, and how much.
const ALIKE: &str = "alike";
/// To the range of the later of two texts that share a part: both.
const PARTS: &str = "parts";
/// To the range of a text: the text, and a [`Template`] of it.
const TEMPLATES: &str = "templates";
/// To the part of a set of linked texts: a member with what is known of it.
const MEMBERS: &str = "members";
/// To the part of a set: the set, a pair, and how alike the two are.
const BONDS: &str = "bonds";

const ROUNDS: &[Round] = &[
    Round::passed(&[DIGESTS]),
    Round::kept(&[EXACTS]),
    Round::passed(&[DIGESTS, COPIES]),
    Round::passed(&[TAILS]),
    Round::kept(&[DIGESTS, COPIES, EARLIER]),
    Round::kept(&[DIGESTS, LATER]),
    Round::passed(&[DIGESTS, COPIED, ALIKE, PARTS, TEMPLATES, LABELS]),
    Round::passed(&[MEMBERS, BONDS, VERDICTS]),
];

impl Exchange for GroupReprints {
    fn rounds(&self) -> &'static [Round] {
        ROUNDS
    }

    fn work(&self, round: usize, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        match round {
            0 => tell_exacts(inbox, out)?,
            1 => find_copies(inbox, out),
            2 => tell_tails(inbox, out)?,
            3 => find_earlier(inbox, out),
            4 => self.meet_earlier(inbox, out)?,
            5 => self.align_later(inbox, out)?,
            6 => gather(inbox, out),
            _ => self.place_members(inbox, out)?,
        }
        Ok(())
    }
}

/// Sends the hash of every text that is not empty to the hash's part.
fn tell_exacts(inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
    for (number, id, digest) in inbox.articles() {
        let text = Fingerprint::read(digest).ok_or_else(damaged)?;
        if text.length > 0 {
            let [low, high] = halves(text.exact);
            out.send(EXACTS, part_of(high, inbox.parts()), [high, low, number, id.as_u64()]);
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "halves")]
fn halves(hash: u128) -> [u64; 2] {
    [hash as u64, (hash >> 64) as u64]
}

/// Tells all texts but the first of each hash that they are copies, and the first of them.
fn find_copies(inbox: &Inbox, out: &mut Outbox) {
    let mut exacts: Vec<[u64; 4]> = inbox.rows(EXACTS).collect();
    exacts.sort_unstable();
    for same in exacts.chunk_by(|a, b| a[..2] == b[..2]) {
        let [.., first, _] = same[0];
        for [.., copy, id] in &same[1..] {
            out.send(COPIES, range_of(*copy), [*copy]);
            out.send(COPIED, range_of(first), [first, *copy, *id]);
        }
    }
}

/// Sends of every key of a range the last texts that have it to the key's part.
fn tell_tails(inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
    let block = Block::new(0, inbox.digests())?;
    for posting in meetable(&block.postings(&owners(inbox, &block))) {
        let key = u64::from(posting.key());
        let to = part_of(key << 32, inbox.parts());
        out.send(TAILS, to, [key, inbox.number(posting.text() as usize)]);
    }
    Ok(())
}

/// The texts of a block that are no copies.
fn owners(inbox: &Inbox, block: &Block<'_>) -> Vec<u32> {
    let mut is_copy = vec![false; block.fingerprints.len()];
    for [copy] in inbox.rows(COPIES) {
        if let Some(is_copy) = inbox.place(copy).and_then(|at| is_copy.get_mut(at)) {
            *is_copy = true;
        }
    }
    let texts = is_copy.iter().zip(block.first..);
    texts.filter(|(is_copy, _)| !**is_copy).map(|(_, text)| text).collect()
}

/// Sends every range with a key the last texts before it that have the key.
fn find_earlier(inbox: &Inbox, out: &mut Outbox) {
    let mut tails: Vec<[u64; 2]> = inbox.rows(TAILS).collect();
    tails.sort_unstable();
    for list in tails.chunk_by(|a, b| a[0] == b[0]) {
        let mut end: usize = 0;
        for range in list.chunk_by(|a, b| range_of(a[1]) == range_of(b[1])) {
            for row in &list[end.saturating_sub(WINDOW.into())..end] {
                out.send(EARLIER, range_of(range[0][1]), *row);
            }
            end += range.len();
        }
    }
}

impl GroupReprints {
    /// Finds the candidates of a range's texts. Pairs of the range are decided here; texts with
    /// candidates before it are sent to these.
    fn meet_earlier(&self, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        let tails: Vec<[u64; 2]> = inbox.rows(EARLIER).collect();
        let mut before: Vec<u64> = tails.iter().map(|[_, text]| *text).collect();
        before.sort_unstable();
        before.dedup();
        let first = number(before.len())?;
        let block = Block::new(first, inbox.digests())?;
        let new = owners(inbox, &block);
        let end = number(before.len() + block.fingerprints.len())?;
        let mut postings = block.postings(&new);
        for [key, text] in tails {
            let key = u32::try_from(key).map_err(|_| damaged())?;
            let text = number(before.partition_point(|it| *it < text))?;
            postings.push(Posting::new(key, text));
        }
        postings.sort_unstable();
        let mut index = Index::new(first, end, &postings)?;
        drop(postings);
        let number_of = |text: u32| match before.get(text as usize) {
            Some(number) => *number,
            None => inbox.number((text - first) as usize),
        };
        let ids: Vec<ArticleId> = inbox.articles().map(|(_, id, _)| id).collect();
        let side = |text: u32| {
            let id = text.checked_sub(first).and_then(|at| ids.get(at as usize));
            (number_of(text), id.copied())
        };
        let mut earlier = meet(&self.rules, &block, &new, &mut index, |a, b, bond| {
            tell(side(a), side(b), bond, out);
        });
        earlier.sort_unstable_by_key(|(a, b)| (*b, *a));
        let range = |pair: &(u32, u32)| range_of(number_of(pair.0));
        for same in earlier.chunk_by(|x, y| x.1 == y.1 && range(x) == range(y)) {
            let b = same[0].1;
            let id = ids[(b - first) as usize].as_u64();
            let mut record = vec![number_of(b), id, same.len() as u64];
            record.extend(same.iter().map(|(a, _)| number_of(*a)));
            let record: Vec<[u8; 8]> = record.into_iter().map(u64::to_le_bytes).collect();
            let to = range(&same[0]);
            out.send_record(LATER, to, &[record.as_flattened(), block.digest(b)]);
        }
        Ok(())
    }

    /// Aligns later texts to the texts of a range.
    fn align_later(&self, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        let block = Block::new(0, inbox.digests())?;
        let ids: Vec<ArticleId> = inbox.articles().map(|(_, id, _)| id).collect();
        for record in inbox.records(LATER)? {
            let ([b, id, count], rest) = head(record)?;
            let count = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(8);
            let (texts, digest) = rest.split_at_checked(count).ok_or_else(damaged)?;
            let later = Fingerprint::read(digest).ok_or_else(damaged)?;
            let prepared = Prepared::new(&later);
            for a in texts.as_chunks().0 {
                let a = u64::from_le_bytes(*a);
                let at = inbox.place(a).filter(|at| *at < ids.len()).ok_or_else(damaged)?;
                let of = block.get(number(at)?);
                let bond = self.rules.bond(of, &prepared, prepared.containment(of));
                tell((a, Some(ids[at])), (b, Some(ArticleId::from_u64(id))), bond, out);
            }
        }
        Ok(())
    }

    /// Decides on sets of texts, each as if there were no others.
    fn place_members(&self, inbox: &Inbox, out: &mut Outbox) -> Result<(), StepError> {
        let mut members = Vec::new();
        for record in inbox.records(MEMBERS)? {
            let ([set, number], rest) = head(record)?;
            members.push((set, number, rest));
        }
        members.sort_unstable();
        let mut bonds: Vec<[u64; 4]> = inbox.rows(BONDS).collect();
        bonds.sort_unstable();
        let mut rest = bonds.as_slice();
        for members in members.chunk_by(|a, b| a.0 == b.0) {
            let set = members[0].0;
            let (before, after) = rest.split_at(rest.partition_point(|bond| bond[0] <= set));
            let start = before.partition_point(|bond| bond[0] < set);
            let mut list = Set::default();
            for (_, number, rest) in members {
                list.push(*number, rest)?;
            }
            list.decide(&self.rules, &before[start..], out)?;
            rest = after;
        }
        Ok(())
    }
}

/// Sends texts that are linked, or copied, to the part of their set, with all that is known of
/// them; a set is called by its first text. The verdict on the others is known here.
fn gather(inbox: &Inbox, out: &mut Outbox) {
    let labels: BTreeMap<u64, u64> =
        inbox.rows(LABELS).map(|[text, label]| (text, label)).collect();
    let mut copies_of: BTreeMap<u64, Vec<[u64; 2]>> = BTreeMap::new();
    for [first, copy, id] in inbox.rows(COPIED) {
        copies_of.entry(first).or_default().push([copy, id]);
    }
    let mut templates: BTreeMap<u64, Template> = BTreeMap::new();
    for [text, row @ ..] in inbox.rows::<9>(TEMPLATES) {
        let new = template(row);
        if templates.get(&text).is_none_or(|old| new.is_closer_than(old)) {
            templates.insert(text, new);
        }
    }
    let part = |set: u64| part_of(set.wrapping_mul(SPREAD), inbox.parts());
    for (number, id, digest) in inbox.articles() {
        let (copies, template) = (copies_of.get(&number), templates.get(&number));
        let set = labels.get(&number).copied().or(copies.map(|_| number));
        if let Some(set) = set {
            let copies = copies.map_or(&[][..], Vec::as_slice);
            let counts = [u64::from(template.is_some()), copies.len() as u64];
            let mut record = vec![set, number, id.as_u64(), counts[0], counts[1]];
            record.extend(template.into_iter().flat_map(template_row));
            record.extend(copies.as_flattened());
            let record: Vec<[u8; 8]> = record.into_iter().map(u64::to_le_bytes).collect();
            out.send_record(MEMBERS, part(set), &[record.as_flattened(), digest]);
        } else if let Some(template) = template {
            let text = Text { id, length: 0, owner: 0 };
            if let Some(verdict) = verdict(&[text], 0, None, Some(template)) {
                out.verdict(number, verdict);
            }
        }
    }
    let alike = inbox.rows(ALIKE);
    let parts = inbox.rows(PARTS).map(|[a, b]| [a, b, 0.0_f64.to_bits()]);
    for [a, b, similarity] in alike.chain(parts) {
        if let Some(set) = labels.get(&b) {
            out.send(BONDS, part(*set), [*set, a, b, similarity]);
        }
    }
}

/// Spreads numbers that ascend over all bits.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Sends what was found of two texts, each with its article where that is known.
fn tell(
    (a, article): (u64, Option<ArticleId>),
    (b, later): (u64, Option<ArticleId>),
    bond: Bond,
    out: &mut Outbox,
) {
    match bond {
        Bond::Reprint(similarity) => {
            out.send(ALIKE, range_of(b), [a, b, similarity.to_bits()]);
            out.link(a, b);
        }
        Bond::Part => out.send(PARTS, range_of(b), [a, b]),
        Bond::None => {}
        Bond::Template(similarity, evidence) => {
            for (of, text, article) in [(a, b, later), (b, a, article)] {
                // Only texts that were aligned are found to use a template, and both are known then.
                let Some(article) = article else { continue };
                let new = Template { text, article, similarity, evidence };
                let mut row = [of; 9];
                row[1..].copy_from_slice(&template_row(&new));
                out.send(TEMPLATES, range_of(of), row);
            }
        }
    }
}
