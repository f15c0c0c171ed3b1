//! Which texts share keys: an inverted index over the keys of a block of texts.

use std::cmp::Reverse;

use newsprint_core::StepError;

/// Texts before it that a text meets in one posting list. A list of a million texts costs a
/// million times this, and reprints that the list alone would join are joined through those
/// between them, since they share their other lists too.
pub(crate) const WINDOW: u16 = 64;

/// A key and a text that has it; ordered by key, then by text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Posting(u64);

impl Posting {
    pub(crate) fn new(key: u32, text: u32) -> Self {
        Self(u64::from(key) << 32 | u64::from(text))
    }

    pub(crate) fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the text is the lower half")]
    pub(crate) fn text(self) -> u32 {
        self.0 as u32
    }

    pub(crate) fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    pub(crate) fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}

/// Postings by key, and where those of each text of the block stand: 12 bytes a posting.
pub(crate) struct Index {
    /// The first text of the block; those before it are of earlier blocks.
    first: u32,
    postings: Vec<Posting>,
    places: Vec<u32>,
    ends: Vec<usize>,
    shared: Vec<Shared>,
    met: Vec<u32>,
}

impl Index {
    /// Indexes the postings of texts from number `first` to before `end`, together with those of
    /// earlier texts that these can meet. Time n log n in the postings.
    ///
    /// # Errors
    /// When the postings cannot be numbered in 32 bits: at about a hundred million texts.
    pub(crate) fn new(first: u32, end: u32, mut postings: Vec<Posting>) -> Result<Self, StepError> {
        if u32::try_from(postings.len()).is_err() {
            return Err(StepError::new("there are too many articles for one block of the index")
                .help("set `run.memory` to less"));
        }
        postings.sort_unstable();
        let place_of = |text: u32| text.checked_sub(first).map(|place| place as usize);
        let mut ends = vec![0; (end - first) as usize];
        for place in postings.iter().filter_map(|posting| place_of(posting.text())) {
            ends[place] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut places = vec![0; total];
        for (posting, at) in postings.iter().zip(0..) {
            if let Some(place) = place_of(posting.text()) {
                places[ends[place]] = at;
                ends[place] += 1;
            }
        }
        let shared = vec![Shared::default(); end as usize];
        Ok(Self { first, postings, places, ends, shared, met: Vec::new() })
    }

    /// The postings of the block's own texts that a later text can meet.
    pub(crate) fn postings(&self) -> impl Iterator<Item = Posting> {
        meetable(&self.postings).filter(|posting| posting.text() >= self.first)
    }

    /// Texts before `text` that share at least `least` keys with it, at most [`WINDOW`]: first those
    /// that share the rarest, since the keys of a formula are shared by all who use it, and of equals
    /// the earliest. Time: the postings of `text` times [`WINDOW`] at most.
    pub(crate) fn candidates(&mut self, text: u32, least: u16) -> Vec<u32> {
        let place = (text - self.first) as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        for at in &self.places[start..self.ends[place]] {
            let at = *at as usize;
            let key = self.postings[at].key();
            let window = &self.postings[at.saturating_sub(WINDOW.into())..at];
            let same = &window[window.partition_point(|posting| posting.key() < key)..];
            let weight = WINDOW / u16::try_from(same.len()).unwrap_or(WINDOW).max(1);
            for posting in same {
                let shared = &mut self.shared[posting.text() as usize];
                if shared.keys == 0 {
                    self.met.push(posting.text());
                }
                shared.keys = shared.keys.saturating_add(1);
                shared.weight = shared.weight.saturating_add(weight.into());
            }
        }
        let mut found: Vec<(Reverse<u32>, u32)> = Vec::new();
        for text in self.met.drain(..) {
            let shared = std::mem::take(&mut self.shared[text as usize]);
            if shared.keys >= least {
                found.push((Reverse(shared.weight), text));
            }
        }
        found.sort_unstable();
        found.into_iter().take(WINDOW.into()).map(|(_, text)| text).collect()
    }
}

/// What a text shares with the one that looks for candidates.
#[derive(Clone, Copy, Default)]
struct Shared {
    /// Keys.
    keys: u16,
    /// The sum of their weights: of each the share of [`WINDOW`] that falls to one text.
    weight: u32,
}

/// The postings of a sorted list that a later text can meet: of each key the last [`WINDOW`].
pub(crate) fn meetable(postings: &[Posting]) -> impl Iterator<Item = Posting> {
    let beyond = |at: usize| postings.get(at + usize::from(WINDOW)).map(|beyond| beyond.key());
    let with_place = postings.iter().enumerate();
    with_place.filter(move |(at, it)| beyond(*at) != Some(it.key())).map(|(_, it)| *it)
}
