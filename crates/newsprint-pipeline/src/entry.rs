//! What the journal holds of a chunk: what became of it, so that it need not be worked on again.
//!
//! The key is a hash of the segment's steps and of the chunk: each record's bytes, its place and
//! what is known of its file, and after a corpus stage the verdicts on its articles. The content is
//! the place of the first record, the number of records, what was counted, what left the run, the
//! digests and the documents as in the spool. A record that is spooled as it was read stands there by
//! its number: the input gives its bytes again.

use std::fmt::Write as _;
use std::sync::Arc;

use newsprint_core::interchange::{self, RejectKind};
use newsprint_core::{Digests, Origin, RawRecord};
use xxhash_rust::xxh3::Xxh3;

use crate::digests;
use crate::frame::{
    FrameBytes, Header, code_of, code_of_offset, split_frame, write_frame, write_record,
};
use crate::process::{End, Processed, Segment, Verdicts, render_all};
use crate::raw::RawChunk;
use crate::rejects::{Left, Rejected};
use crate::report::Counts;
use crate::spool::{Content, Origins, Spooled};

/// The key of a chunk in a segment.
pub(crate) fn key(segment: u64, chunk: &RawChunk, verdicts: Option<&Verdicts<'_>>) -> u128 {
    let mut hash = ChunkHash { hash: Xxh3::new(), origin: None, words: String::new() };
    hash.number(segment);
    match chunk {
        RawChunk::Input(chunk) => {
            for (record, offset) in chunk.records().zip(chunk.offsets()) {
                hash.offset(offset);
                match record {
                    Ok(record) => hash.record(record),
                    Err((place, error)) => {
                        hash.words.clear();
                        let _ = write!(hash.words, "{place}\n{error:?}");
                        hash.words();
                    }
                }
            }
        }
        RawChunk::Spooled(chunk) => {
            for record in chunk.records() {
                hash.offset(record.offset);
                match record.content {
                    Content::Record(record) => hash.record(record),
                    Content::Document { place, line } => {
                        hash.bytes(place.as_bytes());
                        hash.bytes(line);
                    }
                }
                let articles = record.first_article..record.first_article + record.articles;
                let verdicts = verdicts.and_then(|it| it.decision.by_article.get(articles));
                for verdict in verdicts.unwrap_or_default() {
                    let Some(verdict) = verdict else {
                        hash.number(0);
                        continue;
                    };
                    hash.number(1);
                    hash.number(verdict.kept.as_u64());
                    hash.number(verdict.similarity.to_bits());
                    hash.bytes(verdict.reason.as_bytes());
                    hash.bytes(&verdict.payload);
                }
            }
        }
    }
    hash.hash.digest128()
}

struct ChunkHash<'a> {
    hash: Xxh3,
    /// The origin of the record before.
    origin: Option<&'a Arc<Origin>>,
    words: String,
}

impl<'a> ChunkHash<'a> {
    fn number(&mut self, number: u64) {
        self.hash.update(&number.to_le_bytes());
    }

    fn offset(&mut self, offset: Option<u64>) {
        self.number(code_of_offset(offset));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.hash.update(bytes);
    }

    fn words(&mut self) {
        self.hash.update(&(self.words.len() as u64).to_le_bytes());
        self.hash.update(self.words.as_bytes());
    }

    fn record(&mut self, record: RawRecord<'a>) {
        if self.origin.is_none_or(|origin| !Arc::ptr_eq(origin, record.origin)) {
            self.origin = Some(record.origin);
            self.words.clear();
            // All of its fields, those too that will be added.
            let _ = write!(self.words, "{:?}", record.origin);
            self.words();
        }
        self.number(code_of(record.part));
        self.bytes(record.bytes);
    }
}

/// What the journal is to hold of a chunk that has been worked on. `None` where that cannot be told
/// from its results: the chunk is then worked on again.
pub(crate) fn content(
    segment: &Segment<'_>,
    chunk: &RawChunk,
    done: &Processed,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    write_bytes(place(chunk).as_bytes(), &mut out);
    write_number(chunk.len() as u64, &mut out);
    for step in segment.step_indexes() {
        for number in numbers(&done.counts[step]) {
            write_number(number, &mut out);
        }
    }
    write_left(&done.left, &segment.step_indexes(), &mut out)?;
    match &segment.end {
        End::Barrier(_) => {
            digests::write_frame(&done.digests, &mut out).ok()?;
            without_records(&done.frames, chunk, &segment.origins, &mut out)?;
        }
        // Documents are rendered again, since outputs may be others then; one that could not be
        // rendered is not here.
        End::Sinks(sinks) => {
            if sinks.iter().any(|sink| done.counts[sink.index].quarantined > 0) {
                return None;
            }
            for document in &done.documents {
                write_frame(document, "", None, &mut out).ok()?;
            }
        }
    }
    Some(out)
}

/// What became of a chunk, as the journal has it. `None` when it has to be worked on again.
pub(crate) fn read(segment: &Segment<'_>, chunk: &RawChunk, content: &[u8]) -> Option<Processed> {
    let mut rest = content;
    let mut done = segment.nothing_done();
    read_bytes(&mut rest)?;
    read_number(&mut rest)?;
    for step in segment.step_indexes() {
        let counts = &mut done.counts[step];
        counts.documents_in = read_number(&mut rest)?;
        counts.documents_out = read_number(&mut rest)?;
        counts.articles_in = read_number(&mut rest)?;
        counts.articles_out = read_number(&mut rest)?;
        counts.quarantined = read_number(&mut rest)?;
        counts.dropped = read_number(&mut rest)?;
        counts.text_bytes = read_number(&mut rest)?;
    }
    done.left = read_left(&mut rest, &segment.step_indexes())?;
    match &segment.end {
        End::Barrier(_) => {
            done.digests = digests::read_frame(&mut rest).ok()?.unwrap_or_default();
            done.frames = with_records(rest, chunk, &segment.origins)?;
        }
        End::Sinks(sinks) => {
            while !rest.is_empty() {
                let (frame, after) = split_frame(rest)?;
                let line = std::str::from_utf8(frame.content).ok()?;
                let document = interchange::read_document(line).ok()?;
                render_all(sinks, &document, &mut done, segment).ok()?;
                done.documents.push(document);
                rest = after;
            }
        }
    }
    Some(done)
}

/// Bytes of a content that hold its summary, unless a place is longer than paths are.
pub(crate) const SUMMARY: u64 = 1 << 13;

/// The place of the first record and the number of records that a content begins with.
pub(crate) fn summary(mut content: &[u8]) -> Option<(String, u64)> {
    let place = String::from_utf8_lossy(read_bytes(&mut content)?).into_owned();
    Some((place, read_number(&mut content)?))
}

fn place(chunk: &RawChunk) -> String {
    match chunk {
        RawChunk::Input(chunk) => {
            let place = |record: Result<RawRecord<'_>, _>| match record {
                Ok(record) => record.place(),
                Err((place, _)) => place,
            };
            chunk.records().next().map(place)
        }
        RawChunk::Spooled(chunk) => chunk.records().next().map(Spooled::place),
    }
    .unwrap_or_default()
}

/// Appends frames, with a stub in place of each record of the chunk.
fn without_records(
    mut frames: &[u8],
    chunk: &RawChunk,
    origins: &Origins,
    out: &mut Vec<u8>,
) -> Option<()> {
    let mut records = records(chunk).enumerate();
    while !frames.is_empty() {
        let (FrameBytes { header, whole, .. }, after) = split_frame(frames)?;
        if header.origin == 0 {
            out.extend_from_slice(whole);
        } else {
            let (number, _) = records.find(|(_, record)| {
                record.is_some_and(|(record, _)| {
                    code_of(record.part) == header.part
                        && origins.known(record.origin) == Some(header.origin)
                })
            })?;
            out.extend_from_slice(&Header::stub(header.articles, number).to_bytes());
        }
        frames = after;
    }
    Some(())
}

/// The frames that [`without_records`] wrote, with the records of the chunk.
fn with_records(mut frames: &[u8], chunk: &RawChunk, origins: &Origins) -> Option<Vec<u8>> {
    let records: Vec<_> = records(chunk).collect();
    let mut out = Vec::new();
    while !frames.is_empty() {
        let (FrameBytes { header, whole, .. }, after) = split_frame(frames)?;
        match header.stands_for() {
            None => out.extend_from_slice(whole),
            Some(number) => {
                let articles = usize::try_from(header.articles).ok()?;
                let (record, offset) = (*records.get(number)?)?;
                write_record(record, offset, articles, origins, &mut out).ok()?;
            }
        }
        frames = after;
    }
    Some(out)
}

/// The records of an input's chunk with their offsets; `None` in place of those that could not be
/// read.
fn records(chunk: &RawChunk) -> impl Iterator<Item = Option<(RawRecord<'_>, Option<u64>)>> {
    let chunk = match chunk {
        RawChunk::Input(chunk) => Some(chunk),
        RawChunk::Spooled(_) => None,
    };
    chunk.into_iter().flat_map(|chunk| {
        let records = chunk.records().zip(chunk.offsets());
        records.map(|(record, offset)| Some((record.ok()?, offset)))
    })
}

fn numbers(counts: &Counts) -> [u64; 7] {
    let Counts { documents_in, documents_out, articles_in, articles_out, .. } = *counts;
    let Counts { quarantined, dropped, text_bytes, .. } = *counts;
    [documents_in, documents_out, articles_in, articles_out, quarantined, dropped, text_bytes]
}

/// Steps stand there by their place in the segment: others may come before it later.
fn write_left(left: &Left, steps: &[usize], out: &mut Vec<u8>) -> Option<()> {
    write_bytes(&left.lines, out);
    write_number(left.rejected.len() as u64, out);
    for rejected in &left.rejected {
        let step = steps.iter().position(|step| *step == rejected.step)?;
        write_number(step as u64, out);
        write_number(u64::from(rejected.kind == RejectKind::Dropped), out);
        write_bytes(rejected.code.as_bytes(), out);
        write_number(rejected.record, out);
        write_bytes(rejected.place.as_bytes(), out);
        write_bytes(rejected.message.as_bytes(), out);
        write_number(rejected.end as u64, out);
    }
    Some(())
}

/// Reads what [`write_left`] wrote.
fn read_left(rest: &mut &[u8], steps: &[usize]) -> Option<Left> {
    let mut left = Left { lines: read_bytes(rest)?.to_vec(), ..Left::default() };
    for _ in 0..read_number(rest)? {
        let rejected = Rejected {
            step: *steps.get(usize::try_from(read_number(rest)?).ok()?)?,
            kind: match read_number(rest)? {
                0 => RejectKind::Quarantined,
                _ => RejectKind::Dropped,
            },
            code: read_text(rest)?.into(),
            record: read_number(rest)?,
            place: read_text(rest)?,
            message: read_text(rest)?,
            end: usize::try_from(read_number(rest)?).ok()?,
        };
        left.lines.get(left.rejected.last().map_or(0, |last| last.end)..rejected.end)?;
        left.rejected.push(rejected);
    }
    Some(left)
}

fn read_text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(read_bytes(rest)?.to_vec()).ok()
}

pub(crate) fn write_number(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_number(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

pub(crate) fn read_number(rest: &mut &[u8]) -> Option<u64> {
    let (number, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(u64::from_le_bytes(*number))
}

pub(crate) fn read_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(read_number(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

/// The digests of a chunk, for the key of what is decided over all of them.
pub(crate) fn hash_digests(digests: &Digests, hash: &mut Xxh3) {
    for (id, digest) in digests.iter() {
        hash.update(&id.as_u64().to_le_bytes());
        hash.update(&(digest.len() as u64).to_le_bytes());
        hash.update(digest);
    }
}
