//! What is kept of texts so that later ones can be compared with them.

use std::cmp::Ordering;
use std::ops::Range;

use newsprint_core::{ArticleId, RoomFile, StepError};

use crate::cluster::Edge;
use crate::index::{Posting, WINDOW, meetable};
use crate::table::{Rows, Table, TableWriter, damaged};

/// A number of texts that follow one another, in tables that never change again.
pub(crate) struct Segment {
    /// What its files are called in the index's folder, when they are there.
    pub(crate) name: Option<String>,
    pub(crate) texts: Range<u32>,
    pub(crate) tables: Tables<Table>,
}

/// The tables of a segment.
pub(crate) struct Tables<T> {
    /// A row for each text: its [`Text`].
    pub(crate) texts: T,
    /// By number, the digest of each text that is no copy: number, length, bytes.
    pub(crate) digests: T,
    /// By the upper half of the hash: the exact hash and the number of each text that is no copy.
    pub(crate) exact: T,
    /// By key: key and text, in one number of 64 bits.
    pub(crate) postings: T,
    /// Similarity (8 bytes) and both texts of each [`Edge`] whose later text is in the segment.
    pub(crate) edges: T,
}

/// The names of the tables, in the order of [`Tables::each`].
pub(crate) const TABLES: [&str; 5] = ["texts", "digests", "exact", "postings", "edges"];

impl<T> Tables<T> {
    /// Makes every table, in the order of [`TABLES`].
    pub(crate) fn make<E>(mut make: impl FnMut(&'static str) -> Result<T, E>) -> Result<Self, E> {
        let [texts, digests, exact, postings, edges] = TABLES;
        Ok(Self {
            texts: make(texts)?,
            digests: make(digests)?,
            exact: make(exact)?,
            postings: make(postings)?,
            edges: make(edges)?,
        })
    }

    /// Turns every table into something else.
    pub(crate) fn each<U, E>(
        self,
        mut turn: impl FnMut(&'static str, T) -> Result<U, E>,
    ) -> Result<Tables<U>, E> {
        let [texts, digests, exact, postings, edges] = TABLES;
        Ok(Tables {
            texts: turn(texts, self.texts)?,
            digests: turn(digests, self.digests)?,
            exact: turn(exact, self.exact)?,
            postings: turn(postings, self.postings)?,
            edges: turn(edges, self.edges)?,
        })
    }
}

/// What is known of a text without its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    /// The article.
    pub(crate) id: ArticleId,
    /// Length of the normalised text in characters.
    pub(crate) length: u32,
    /// The first text that is the same: itself when it is no copy.
    pub(crate) owner: u32,
}

/// The exact hash of a text and its number; ordered by hash, then by number.
pub(crate) type Exact = (u128, u32);

pub(crate) fn exact_key(hash: u128) -> u32 {
    (hash >> 96) as u32
}

/// A segment that is being written.
pub(crate) struct SegmentWriter {
    texts: Range<u32>,
    tables: Tables<TableWriter>,
}

impl SegmentWriter {
    /// Starts a segment of `texts` in new files.
    pub(crate) fn new(
        texts: Range<u32>,
        mut file: impl FnMut() -> Result<Box<dyn RoomFile>, StepError>,
    ) -> Result<Self, StepError> {
        let tables = Tables::make(|_| file().map(TableWriter::new))?;
        Ok(Self { texts, tables })
    }

    pub(crate) fn text(&mut self, text: &Text) -> Result<(), StepError> {
        let id = text.id.as_u64().to_le_bytes();
        self.tables.texts.push(0, &[&id, &text.length.to_le_bytes(), &text.owner.to_le_bytes()])
    }

    pub(crate) fn digest(&mut self, number: u32, digest: &[u8]) -> Result<(), StepError> {
        let length = u32::try_from(digest.len())
            .map_err(|_| StepError::new("an article's digest is too large for the index"))?;
        let row = [&number.to_le_bytes(), &length.to_le_bytes(), digest];
        self.tables.digests.push(number, &row)
    }

    pub(crate) fn exact(&mut self, (hash, text): Exact) -> Result<(), StepError> {
        self.tables.exact.push(exact_key(hash), &[&hash.to_le_bytes(), &text.to_le_bytes()])
    }

    pub(crate) fn posting(&mut self, posting: Posting) -> Result<(), StepError> {
        self.tables.postings.push(posting.key(), &[&posting.to_bytes()])
    }

    pub(crate) fn edge(&mut self, edge: &Edge) -> Result<(), StepError> {
        let (a, b) = (edge.a.to_le_bytes(), edge.b.to_le_bytes());
        self.tables.edges.push(0, &[&edge.similarity.to_le_bytes(), &a, &b])
    }

    pub(crate) fn finish(self) -> Result<Segment, StepError> {
        let tables = self.tables.each(|_, table| table.finish())?;
        Ok(Segment { name: None, texts: self.texts, tables })
    }

    /// Writes two neighbouring segments as one, with no more than [`WINDOW`] postings of a key.
    pub(crate) fn merge(mut self, mut a: Segment, mut b: Segment) -> Result<Segment, StepError> {
        for segment in [&mut a, &mut b] {
            self.tables.texts.append(&mut segment.tables.texts)?;
            self.tables.digests.append(&mut segment.tables.digests)?;
            self.tables.edges.append(&mut segment.tables.edges)?;
        }
        let (mut left, mut right) = (a.exacts()?, b.exacts()?);
        while let Some(exact) = smaller(&mut left, &mut right)? {
            self.exact(exact)?;
        }
        drop((left, right));
        let (mut left, mut right) = (a.postings()?, b.postings()?);
        let mut list: Vec<Posting> = Vec::new();
        while let Some(posting) = smaller(&mut left, &mut right)? {
            if list.first().is_some_and(|first| first.key() != posting.key()) {
                meetable(&list).try_for_each(|posting| self.posting(posting))?;
                list.clear();
            }
            list.push(posting);
        }
        meetable(&list).try_for_each(|posting| self.posting(posting))?;
        drop((left, right));
        self.finish()
    }
}

/// Rows that can be looked at before they are taken.
pub(crate) struct Peeking<'a, const N: usize, T> {
    rows: Rows<'a>,
    next: Option<T>,
    read: fn([u8; N]) -> T,
}

impl<'a, const N: usize, T> Peeking<'a, N, T> {
    fn new(rows: Rows<'a>, read: fn([u8; N]) -> T) -> Result<Self, StepError> {
        let mut peeking = Self { rows, next: None, read };
        peeking.take(0)?;
        Ok(peeking)
    }

    /// Takes the next row; the one after it may pass over frames without keys from `key` on.
    fn take(&mut self, key: u32) -> Result<Option<T>, StepError> {
        let next = self.rows.next::<N>(key)?.map(self.read);
        Ok(std::mem::replace(&mut self.next, next))
    }
}

/// The smaller next row of two tables.
fn smaller<const N: usize, T: PartialOrd>(
    left: &mut Peeking<'_, N, T>,
    right: &mut Peeking<'_, N, T>,
) -> Result<Option<T>, StepError> {
    match (&left.next, &right.next) {
        (Some(a), Some(b)) if b < a => right.take(0),
        (None, _) => right.take(0),
        _ => left.take(0),
    }
}

impl Segment {
    fn exacts(&mut self) -> Result<Peeking<'_, 20, Exact>, StepError> {
        Peeking::new(self.tables.exact.read()?, |row| {
            let (hash, text) = split(&row);
            (u128::from_le_bytes(hash), u32::from_le_bytes(text))
        })
    }

    fn postings(&mut self) -> Result<Peeking<'_, 8, Posting>, StepError> {
        Peeking::new(self.tables.postings.read()?, Posting::from_bytes)
    }

    /// Gives the texts of the segment to `take`, in order.
    pub(crate) fn texts(&mut self, mut take: impl FnMut(Text)) -> Result<(), StepError> {
        let mut rows = self.tables.texts.read()?;
        for _ in self.texts.clone() {
            let row: [u8; 16] = rows.next(0)?.ok_or_else(damaged)?;
            let (id, rest) = split::<16, 8, 8>(&row);
            let (length, owner) = split(&rest);
            let owner = u32::from_le_bytes(owner);
            if owner >= self.texts.end {
                return Err(damaged());
            }
            let id = ArticleId::from_u64(u64::from_le_bytes(id));
            take(Text { id, length: u32::from_le_bytes(length), owner });
        }
        Ok(())
    }

    /// Gives the edges of the segment to `take`.
    pub(crate) fn edges(&mut self, mut take: impl FnMut(Edge)) -> Result<(), StepError> {
        let mut rows = self.tables.edges.read()?;
        while let Some(row) = rows.next::<16>(0)? {
            let (similarity, rest) = split::<16, 8, 8>(&row);
            let (a, b) = split(&rest);
            let (a, b) = (u32::from_le_bytes(a), u32::from_le_bytes(b));
            if a >= b || !self.texts.contains(&b) {
                return Err(damaged());
            }
            take(Edge { similarity: f64::from_le_bytes(similarity), a, b });
        }
        Ok(())
    }

    /// Gives to `found` each of `wanted` (ascending) whose hash a text here has, with that text.
    pub(crate) fn find_exact(
        &mut self,
        wanted: &[Exact],
        mut found: impl FnMut(Exact, u32),
    ) -> Result<(), StepError> {
        let texts = self.texts.clone();
        let mut rows = self.exacts()?;
        for want in wanted {
            while let Some((hash, text)) = rows.next {
                if hash == want.0 {
                    is_of(&texts, text)?;
                    found(*want, text);
                }
                if hash >= want.0 {
                    break;
                }
                rows.take(exact_key(want.0))?;
            }
        }
        Ok(())
    }

    /// Appends to `tails`, for each of `wanted` (ascending keys, each with the number of postings
    /// that are still wanted), the last postings here.
    pub(crate) fn tails(
        &mut self,
        wanted: &mut [(u32, u16)],
        tails: &mut Vec<Posting>,
    ) -> Result<(), StepError> {
        let texts = self.texts.clone();
        let mut rows = self.postings()?;
        for (key, room) in wanted {
            let start = tails.len();
            while let Some(posting) = rows.next.filter(|posting| posting.key() <= *key) {
                if posting.key() == *key {
                    is_of(&texts, posting.text())?;
                    tails.push(posting);
                }
                rows.take(*key)?;
            }
            let found = tails.len() - start;
            let kept = found.min((*room).into());
            tails.drain(start..tails.len() - kept);
            *room -= u16::try_from(kept).unwrap_or(WINDOW);
        }
        Ok(())
    }

    /// Gives to `take` the digest of each of `wanted`: ascending texts, each once, no copies.
    pub(crate) fn digests(
        &mut self,
        wanted: impl IntoIterator<Item = u32>,
        mut take: impl FnMut(u32, &[u8]) -> Result<(), StepError>,
    ) -> Result<(), StepError> {
        let mut rows = self.tables.digests.read()?;
        for want in wanted {
            loop {
                let head = rows.next::<8>(want)?.ok_or_else(damaged)?;
                let (number, length) = split(&head);
                let digest = rows.bytes(u32::from_le_bytes(length))?;
                match u32::from_le_bytes(number).cmp(&want) {
                    Ordering::Less => {}
                    Ordering::Equal => break take(want, digest)?,
                    Ordering::Greater => return Err(damaged()),
                }
            }
        }
        Ok(())
    }
}

/// Sees that a row is of a text of its segment: others stand in no other table.
fn is_of(texts: &Range<u32>, text: u32) -> Result<(), StepError> {
    if texts.contains(&text) { Ok(()) } else { Err(damaged()) }
}

/// Takes an array apart.
fn split<const N: usize, const A: usize, const B: usize>(row: &[u8; N]) -> ([u8; A], [u8; B]) {
    const { assert!(A + B == N) };
    let (mut first, mut second) = ([0; A], [0; B]);
    first.copy_from_slice(&row[..A]);
    second.copy_from_slice(&row[A..]);
    (first, second)
}
