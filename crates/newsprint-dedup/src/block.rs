//! The texts of a block in memory, and those of segments read from disk as they are needed.

use newsprint_core::{Digests, StepError};

use crate::fingerprint::Fingerprint;
use crate::grouping::Rules;
use crate::index::{Index, Posting};
use crate::relation::{Bond, Prepared};
use crate::segment::{Exact, Segment};
use crate::table::damaged;

/// Candidates of a text, those that share most keys, to which it is aligned; the others share a part
/// by their keys, and join the same group through these. Measured: 64 take twice the time for 0.002
/// of the recall of pairs.
const ALIGNED: usize = 12;

/// Texts in memory, by number.
pub(crate) struct Block<'d> {
    pub(crate) first: u32,
    digests: Vec<&'d [u8]>,
    pub(crate) fingerprints: Vec<Fingerprint<'d>>,
}

impl<'d> Block<'d> {
    pub(crate) fn new(first: u32, chunks: &'d [Digests]) -> Result<Self, StepError> {
        let (mut digests, mut fingerprints) = (Vec::new(), Vec::new());
        for (id, digest) in chunks.iter().flat_map(Digests::iter) {
            let broken = || StepError::new(format!("the digest of article {id} is broken"));
            fingerprints.push(Fingerprint::read(digest).ok_or_else(broken)?);
            digests.push(digest);
        }
        Ok(Self { first, digests, fingerprints })
    }

    pub(crate) fn get(&self, text: u32) -> &Fingerprint<'d> {
        &self.fingerprints[(text - self.first) as usize]
    }

    pub(crate) fn digest(&self, text: u32) -> &'d [u8] {
        self.digests[(text - self.first) as usize]
    }

    /// The postings of `texts`, in order.
    pub(crate) fn postings(&self, texts: &[u32]) -> Vec<Posting> {
        let keys = |text: &u32| self.get(*text).keys();
        // Counted first: a list that grows takes three times its size while it does.
        let mut postings = Vec::with_capacity(texts.iter().map(|text| keys(text).count()).sum());
        for text in texts {
            postings.extend(keys(text).map(|key| Posting::new(key, *text)));
        }
        postings.sort_unstable();
        postings
    }

    /// The exact hashes of `texts`, in order; an empty text has none.
    pub(crate) fn exacts(&self, texts: &[u32]) -> Vec<Exact> {
        let texts = texts.iter().map(|text| (self.get(*text), *text));
        let mut exacts: Vec<Exact> =
            texts.filter(|(it, _)| it.length > 0).map(|(it, text)| (it.exact, text)).collect();
        exacts.sort_unstable();
        exacts
    }
}

/// Lets the `new` texts of a block meet those before them in its index, and gives to `found` what two
/// are to each other. What comes back are pairs to be aligned of which the first is no text of the
/// block.
pub(crate) fn meet(
    rules: &Rules,
    block: &Block<'_>,
    new: &[u32],
    index: &mut Index,
    mut found: impl FnMut(u32, u32, Bond),
) -> Vec<(u32, u32)> {
    let mut earlier = Vec::new();
    for b in new {
        let prepared = Prepared::new(block.get(*b));
        let candidates = index.candidates(*b, block.get(*b).least());
        let (closest, others) = candidates.split_at(candidates.len().min(ALIGNED));
        for a in closest {
            if *a < block.first {
                earlier.push((*a, *b));
            } else {
                let of = block.get(*a);
                found(*a, *b, rules.bond(of, &prepared, prepared.containment(of)));
            }
        }
        for a in others {
            found(*a, *b, Bond::Part);
        }
    }
    earlier
}

/// Gives to `take` the digest of each of `texts`: ascending, each once, no copies.
pub(crate) fn each_digest(
    segments: &mut [Segment],
    last: Option<&Block<'_>>,
    texts: &[u32],
    mut take: impl FnMut(u32, &[u8]) -> Result<(), StepError>,
) -> Result<(), StepError> {
    let mut rest = texts;
    for segment in segments {
        let (here, after) = rest.split_at(rest.partition_point(|it| *it < segment.texts.end));
        if !here.is_empty() {
            segment.digests(here.iter().copied(), &mut take)?;
        }
        rest = after;
    }
    let last = last.filter(|_| !rest.is_empty());
    last.map_or(Ok(()), |block| rest.iter().try_for_each(|it| take(*it, block.digest(*it))))
}

/// Gives to `compare` each of `pairs` of texts: the first by ascending number, prepared once for all
/// its pairs, and the second.
pub(crate) fn compare(
    segments: &mut [Segment],
    last: Option<&Block<'_>>,
    mut pairs: Vec<(u32, u32)>,
    mut compare: impl FnMut((u32, &Prepared<'_>), u32),
) -> Result<(), StepError> {
    pairs.sort_unstable();
    let mut texts: Vec<u32> = pairs.iter().map(|(a, _)| *a).collect();
    texts.dedup();
    let mut rest = pairs.as_slice();
    each_digest(segments, last, &texts, |text, digest| {
        let fingerprint = Fingerprint::read(digest).ok_or_else(damaged)?;
        let prepared = Prepared::new(&fingerprint);
        let (here, after) = rest.split_at(rest.partition_point(|(a, _)| *a <= text));
        for (_, b) in here {
            compare((text, &prepared), *b);
        }
        rest = after;
        Ok(())
    })
}
