//! Texts compared with all texts before them, block after block, in bounded memory.
//!
//! A block is as many texts as fit into memory. It is indexed together with the last postings of
//! earlier segments, then its texts meet each other and those; what lies on disk is read in order
//! and once for a block. The block becomes a segment for those that follow. How texts are cut into
//! blocks, and into runs, changes nothing: a text meets the same texts before it.

use std::collections::BTreeMap;

use newsprint_core::{ArticleId, DigestReader, Digests, GroupKind, MemoryRoom, Room, StepError};

use crate::block::{Block, compare, each_digest, meet};
use crate::cluster::Edge;
use crate::evidence::Evidence;
use crate::fingerprint::Fingerprint;
use crate::grouping::{Place, Rules};
use crate::groups::Groups;
use crate::index::{Index, Posting, WINDOW, meetable};
use crate::relation::{Bond, Prepared};
use crate::segment::{Segment, SegmentWriter, Text};
use crate::table::unwritable;

/// All texts so far, with what is known of them.
pub(crate) struct Corpus<'a> {
    rules: &'a Rules,
    room: &'a dyn Room,
    pub(crate) segments: Vec<Segment>,
    pub(crate) texts: Vec<Text>,
    /// Texts that are alike.
    alike: Vec<Edge>,
    /// Texts that share a part, of the last block as long as it is no segment: those of a segment
    /// are read when they are needed, since a phrase that all share can make 64 of them a text.
    parts: Vec<(u32, u32)>,
    /// For texts of this run the text that uses the same template and is most like it.
    templates: BTreeMap<u32, Template>,
}

/// A use of a text's template.
#[derive(Clone, Copy)]
pub(crate) struct Template {
    /// Its number, which ascends in input order.
    pub(crate) text: u64,
    pub(crate) article: ArticleId,
    pub(crate) similarity: f64,
    pub(crate) evidence: Evidence,
}

impl Template {
    /// Whether this one is told and not the other: it is more alike, or it comes first.
    pub(crate) fn is_closer_than(&self, other: &Self) -> bool {
        other.similarity.total_cmp(&self.similarity).then(self.text.cmp(&other.text)).is_lt()
    }
}

impl<'a> Corpus<'a> {
    /// The texts of `segments`, which follow one another from number 0 on.
    pub(crate) fn new(
        rules: &'a Rules,
        room: &'a dyn Room,
        mut segments: Vec<Segment>,
    ) -> Result<Self, StepError> {
        let (mut texts, mut alike) = (Vec::new(), Vec::new());
        for segment in &mut segments {
            segment.texts(|text| texts.push(text))?;
            segment.edges(|edge| alike.extend((edge.similarity > 0.0).then_some(edge)))?;
        }
        let (parts, templates) = (Vec::new(), BTreeMap::new());
        Ok(Self { rules, room, segments, texts, alike, parts, templates })
    }

    /// Adds all texts of a run, and gives the place of each; of all texts, the groups. The last
    /// block becomes a segment when `keep` says so or when there are others.
    pub(crate) fn resolve(
        &mut self,
        digests: &mut dyn DigestReader,
        keep: bool,
    ) -> Result<(Vec<Option<Place>>, Groups), StepError> {
        let first = self.texts.len();
        let segments = self.segments.len();
        let (mut block, mut bytes) = (Vec::new(), 0);
        while let Some(chunk) = digests.next()? {
            // A block takes about four times its digests; the rest is for postings of earlier texts
            // and for the digests that wait.
            if bytes > 0 && bytes + chunk.byte_len() > self.room.memory() / 8 {
                self.add(&block, true)?;
                block.clear();
                bytes = 0;
            }
            bytes += chunk.byte_len();
            block.push(chunk);
        }
        self.add(&block, keep || self.segments.len() > segments)?;
        self.decide(first, &block)
    }

    /// The place of each text from `first` on, of which the last are those of `block`, and the groups
    /// of all.
    fn decide(
        &mut self,
        first: usize,
        block: &[Digests],
    ) -> Result<(Vec<Option<Place>>, Groups), StepError> {
        let groups = self.groups()?;
        let places = self.places(first, &groups, block)?;
        Ok((places, groups))
    }

    /// The place of each of `texts`, of which all pairs are known: those that are `alike`, and those
    /// that share a part.
    pub(crate) fn place_all(
        rules: &Rules,
        texts: Vec<Text>,
        digests: Digests,
        alike: Vec<Edge>,
        parts: Vec<(u32, u32)>,
    ) -> Result<(Vec<Text>, Vec<Option<Place>>), StepError> {
        let room = MemoryRoom(usize::MAX);
        let mut corpus = Corpus::new(rules, &room, Vec::new())?;
        (corpus.texts, corpus.alike, corpus.parts) = (texts, alike, parts);
        let (places, _) = corpus.decide(0, &[digests])?;
        Ok((corpus.texts, places))
    }

    /// Compares the texts of a block with all before them; keeps them as a segment.
    fn add(&mut self, chunks: &[Digests], keep: bool) -> Result<(), StepError> {
        let first = number(self.texts.len())?;
        let block = Block::new(first, chunks)?;
        self.add_texts(&block, chunks)?;
        let end = number(self.texts.len())?;
        let is_new = |text: &u32| self.texts[*text as usize].owner == *text;
        let new: Vec<u32> = (first..end).filter(is_new).collect();
        let mut postings = block.postings(&new);
        if !self.add_tails(&mut postings, chunks.len() > 1)? {
            self.texts.truncate(first as usize);
            let (some, others) = chunks.split_at(chunks.len() / 2);
            self.add(some, true)?;
            return self.add(others, keep);
        }
        let mut writer = keep.then(|| self.writer(first..end)).transpose()?;
        if let Some(writer) = &mut writer {
            let mut own = meetable(&postings).filter(|posting| posting.text() >= first);
            own.try_for_each(|posting| writer.posting(posting))?;
        }
        let before = self.alike.len();
        let (rules, mut index) = (self.rules, Index::new(first, end, &postings)?);
        drop(postings);
        let earlier = meet(rules, &block, &new, &mut index, |a, b, bond| self.note(a, b, bond));
        let mut segments = std::mem::take(&mut self.segments);
        compare(&mut segments, None, earlier, |(a, earlier), b| {
            let (text, prepared) = (block.get(b), Prepared::new(block.get(b)));
            let bond = self.rules.bond(earlier.text, &prepared, earlier.containment(text));
            self.note(a, b, bond);
        })?;
        self.segments = segments;
        if let Some(mut writer) = writer {
            self.texts[first as usize..].iter().try_for_each(|text| writer.text(text))?;
            new.iter().try_for_each(|text| writer.digest(*text, block.digest(*text)))?;
            block.exacts(&new).into_iter().try_for_each(|exact| writer.exact(exact))?;
            self.alike[before..].iter().try_for_each(|edge| writer.edge(edge))?;
            let parts = std::mem::take(&mut self.parts);
            parts.into_iter().try_for_each(|pair| writer.edge(&part(pair)))?;
            self.segments.push(writer.finish()?);
        }
        Ok(())
    }

    /// Keeps what was found of a pair of texts.
    fn note(&mut self, a: u32, b: u32, bond: Bond) {
        match bond {
            Bond::Reprint(similarity) => self.alike.push(Edge { similarity, a, b }),
            Bond::Part => self.parts.push((a, b)),
            Bond::None => {}
            Bond::Template(similarity, evidence) => {
                for (of, text) in [(a, b), (b, a)] {
                    let article = self.texts[text as usize].id;
                    let new = Template { text: text.into(), article, similarity, evidence };
                    if self.templates.get(&of).is_none_or(|old| new.is_closer_than(old)) {
                        self.templates.insert(of, new);
                    }
                }
            }
        }
    }

    fn writer(&self, texts: std::ops::Range<u32>) -> Result<SegmentWriter, StepError> {
        SegmentWriter::new(texts, || self.room.file().map_err(unwritable))
    }

    /// Takes a block's texts into the list, each with the first text that is the same.
    fn add_texts(&mut self, block: &Block<'_>, chunks: &[Digests]) -> Result<(), StepError> {
        let ids = chunks.iter().flat_map(Digests::iter).map(|(id, _)| id);
        let texts = ids.zip(&block.fingerprints).zip(block.first..);
        self.texts.extend(texts.map(|((id, text), number)| Text {
            id,
            length: text.length,
            owner: number,
        }));
        let all: Vec<u32> = (block.first..).take(block.fingerprints.len()).collect();
        let exacts = block.exacts(&all);
        for same in exacts.chunk_by(|a, b| a.0 == b.0) {
            for (_, text) in same {
                self.texts[*text as usize].owner = same[0].1;
            }
        }
        for segment in &mut self.segments {
            segment.find_exact(&exacts, |(_, text), earlier| {
                self.texts[text as usize].owner = earlier;
            })?;
        }
        Ok(())
    }

    /// Adds to a block's sorted postings the last ones of earlier texts with the same keys. When
    /// these are too many for the memory there is, and the block can be cut, stops and says `false`.
    fn add_tails(&mut self, postings: &mut Vec<Posting>, can_cut: bool) -> Result<bool, StepError> {
        if self.segments.is_empty() {
            return Ok(true);
        }
        let most = self.room.memory() / 4 / size_of::<Posting>();
        let mut wanted: Vec<(u32, u16)> = postings
            .chunk_by(|a, b| a.key() == b.key())
            .map(|same| (same[0].key(), WINDOW))
            .collect();
        let own = postings.len();
        for segment in self.segments.iter_mut().rev() {
            segment.tails(&mut wanted, postings)?;
            if can_cut && postings.len() - own > most {
                return Ok(false);
            }
            wanted.retain(|(_, room)| *room > 0);
        }
        // A stable sort merges the sorted postings of each segment.
        postings.sort();
        Ok(true)
    }

    /// The groups of all texts.
    pub(crate) fn groups(&mut self) -> Result<Groups, StepError> {
        let (segments, last) = (&mut self.segments, &self.parts);
        Groups::new(&self.texts, &mut self.alike, self.rules.leader, |take| {
            for pair in last {
                take(part(*pair));
            }
            segments.iter_mut().try_for_each(|segment| segment.edges(&mut *take))
        })
    }

    /// A use of a text's template; a copy has that of the first.
    pub(crate) fn template(&self, text: usize) -> Option<&Template> {
        self.templates.get(&self.texts[text].owner)
    }

    /// The place of each text from `first` on. Copies have the place of their text.
    fn places(
        &mut self,
        first: usize,
        groups: &Groups,
        last: &[Digests],
    ) -> Result<Vec<Option<Place>>, StepError> {
        let leader_of = |text: u32| groups.leader(text);
        let mut owners: Vec<u32> = self.texts[first..].iter().map(|text| text.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        owners.retain(|text| leader_of(*text) != *text);
        let last = match self.segments.last() {
            Some(segment) if segment.texts.end as usize == self.texts.len() => None,
            _ => {
                let count: usize = last.iter().map(Digests::len).sum();
                Some(Block::new(number(self.texts.len() - count)?, last)?)
            }
        };
        let same = (GroupKind::Exact, 1.0, Evidence::default());
        let mut alike = vec![same; owners.len()];
        // Texts of segments are brought back, so many at a time; those of the last block are here.
        let in_memory = last.as_ref().map_or(u32::MAX, |block| block.first);
        let stored = owners.partition_point(|text| *text < in_memory);
        let mut start = 0;
        while start < owners.len() {
            let batch =
                if start < stored { self.load(&owners[start..stored])? } else { Digests::new() };
            let end = if start < stored { start + batch.len() } else { owners.len() };
            let pairs = owners[start..end].iter().map(|text| (leader_of(*text), *text)).collect();
            let rules = self.rules;
            compare(&mut self.segments, last.as_ref(), pairs, |(_, leader), text| {
                let at = owners.partition_point(|owner| *owner < text);
                let of_text = match (batch.get(at - start), &last) {
                    (Some((_, digest)), _) => Fingerprint::read(digest),
                    (None, block) => block.as_ref().map(|block| *block.get(text)),
                };
                if let Some(of_text) = of_text {
                    alike[at] = rules.place(&of_text, leader);
                }
            })?;
            start = end;
        }
        let place = |text: &Text| {
            let (group, leader) = groups.place(text.owner as usize)?;
            let at = owners.partition_point(|owner| *owner < text.owner);
            let (kind, similarity, evidence) =
                if text.owner as usize == leader { same } else { alike[at] };
            let is_longer = text.length > self.texts[leader].length;
            Some(Place {
                group,
                leader,
                kind,
                similarity,
                evidence,
                exceeds_leader: kind == GroupKind::Contained && is_longer,
            })
        };
        Ok(self.texts[first..].iter().map(place).collect())
    }

    /// The digests of the first of `texts` of segments, as many as a block may hold and one at least.
    fn load(&mut self, texts: &[u32]) -> Result<Digests, StepError> {
        let mut room = self.room.memory() / 8;
        let fits = |text: &&u32| {
            // More than a digest takes: a kilobyte, and of long texts a byte or two for a character.
            let size = 1024 + 2 * self.texts[**text as usize].length as usize;
            let fits = size <= room;
            room = room.saturating_sub(size);
            fits
        };
        let count = texts.iter().take_while(fits).count().max(1).min(texts.len());
        let mut batch = Digests::new();
        each_digest(&mut self.segments, None, &texts[..count], |text, digest| {
            batch.push(self.texts[text as usize].id, digest);
            Ok(())
        })?;
        Ok(batch)
    }

    /// Merges segments until each is less than half of the one before it, so that there are few
    /// and each text is written again a logarithmic number of times.
    pub(crate) fn merge_segments(&mut self) -> Result<(), StepError> {
        while let [.., a, b] = self.segments.as_slice()
            && 2 * b.texts.len() >= a.texts.len()
        {
            let writer = self.writer(a.texts.start..b.texts.end)?;
            if let (Some(b), Some(a)) = (self.segments.pop(), self.segments.pop()) {
                self.segments.push(writer.merge(a, b)?);
            }
        }
        Ok(())
    }
}

/// The edge of two texts that share a part.
fn part((a, b): (u32, u32)) -> Edge {
    Edge { similarity: 0.0, a, b }
}

/// A position as a number of 32 bits.
pub(crate) fn number(position: usize) -> Result<u32, StepError> {
    u32::try_from(position).map_err(|_| StepError::new("there are more than 2^32 articles"))
}
