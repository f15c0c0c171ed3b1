//! Which texts share shingles: an inverted index over their samples.

use std::cmp::Reverse;

use newsprint_core::StepError;

use crate::fingerprint::Fingerprint;

/// Texts before it that a text meets in one posting list. A list of a million texts costs a
/// million times this, and reprints that the list alone would join are joined through those
/// between them, since they share their other lists too.
pub(crate) const WINDOW: u16 = 64;
/// Shared postings that make two texts worth comparing.
const LEAST: u16 = 4;

/// A sampled hash and a text that has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: u32,
    text: u32,
}

/// Postings by hash, and where those of each text stand: 12 bytes a posting, 32 to 64 postings a
/// text of up to 2,048 shingles.
pub(crate) struct Index {
    postings: Vec<Posting>,
    places: Vec<u32>,
    ends: Vec<usize>,
    shared: Vec<u16>,
}

impl Index {
    /// Indexes the texts, named by their position. Half of each sample is enough to find
    /// candidates. Time n log n in the postings.
    ///
    /// # Errors
    /// When the postings cannot be numbered in 32 bits: at about a hundred million texts.
    pub(crate) fn new(texts: &[Fingerprint<'_>]) -> Result<Self, StepError> {
        let mut postings = Vec::new();
        let mut ends = Vec::with_capacity(texts.len());
        for (text, number) in texts.iter().zip(0..) {
            let hashes = text.hashes(text.level + 1);
            postings.extend(hashes.map(|hash| Posting { hash, text: number }));
            ends.push(postings.len());
        }
        if u32::try_from(postings.len()).is_err() || u32::try_from(texts.len()).is_err() {
            let message = format!("{} articles are too many to compare at once", texts.len());
            return Err(StepError::new(message).help("split the corpus into parts"));
        }
        postings.sort_unstable();
        // A text's own hashes ascend as the postings do, so that one cursor a text puts each
        // place where it belongs.
        let mut places = vec![0; postings.len()];
        let mut cursors: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
        for (posting, place) in postings.iter().zip(0..) {
            let cursor = &mut cursors[posting.text as usize];
            places[*cursor] = place;
            *cursor += 1;
        }
        Ok(Self { postings, places, ends, shared: vec![0; texts.len()] })
    }

    /// Texts before `text` that are likely to be like it: those that share most postings, at most
    /// [`WINDOW`]. Time: the postings of `text` times [`WINDOW`] at most.
    pub(crate) fn candidates(&mut self, text: u32) -> Vec<u32> {
        let text = text as usize;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut met = Vec::new();
        for place in &self.places[start..self.ends[text]] {
            let place = *place as usize;
            let hash = self.postings[place].hash;
            let before = self.postings[..place].iter().rev().take(usize::from(WINDOW));
            for posting in before.take_while(|posting| posting.hash == hash) {
                let shared = &mut self.shared[posting.text as usize];
                if *shared == 0 {
                    met.push(posting.text);
                }
                *shared = shared.saturating_add(1);
            }
        }
        let mut found: Vec<(Reverse<u16>, u32)> = Vec::new();
        for text in met {
            let shared = std::mem::take(&mut self.shared[text as usize]);
            if shared >= LEAST {
                found.push((Reverse(shared), text));
            }
        }
        found.sort_unstable();
        found.into_iter().take(usize::from(WINDOW)).map(|(_, text)| text).collect()
    }
}
