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

/// Which earlier texts each text of a block meets under each of its keys.
pub(crate) struct Index {
    /// The first text of the block; those before it are of earlier blocks.
    first: u32,
    /// The texts of each key that several have, key after key, each time in order.
    texts: Vec<u32>,
    /// For each key of each text of the block what it meets there, where that is anything.
    windows: Vec<Window>,
    /// Where the windows of each text of the block end.
    ends: Vec<usize>,
    search: Search,
}

/// The texts that one text meets under one key: up to [`WINDOW`] before its place among the texts.
#[derive(Clone, Copy, Default)]
struct Window {
    end: u32,
    len: u16,
}

/// What a search for candidates writes to. All is 0 again after each, so that none is made anew.
struct Search {
    /// All texts that are met, as often as they are: copied together, since each list stands
    /// elsewhere in memory and is read twice.
    met: Vec<u32>,
    /// Keys shared with each text, or [`u8::MAX`] when they are more.
    shared: Vec<u8>,
    /// Weight of the keys shared with each text that shares enough.
    weights: Vec<u32>,
}

impl Index {
    /// Indexes the sorted postings of texts from number `first` to before `end`, and of earlier
    /// texts that these can meet. Linear in the postings.
    ///
    /// # Errors
    /// When the postings cannot be numbered in 32 bits: at about a hundred million texts.
    pub(crate) fn new(first: u32, end: u32, postings: &[Posting]) -> Result<Self, StepError> {
        if u32::try_from(postings.len()).is_err() {
            return Err(StepError::new("there are too many articles for one block of the index")
                .help("set `run.memory` to less"));
        }
        let lists = || postings.chunk_by(|a, b| a.key() == b.key()).filter(|list| list.len() > 1);
        let place_of = |posting: &Posting| Some(posting.text().checked_sub(first)? as usize);
        let mut ends = vec![0; (end - first) as usize];
        let mut count = 0;
        for list in lists() {
            count += list.len();
            for place in list[1..].iter().filter_map(place_of) {
                ends[place] += 1;
            }
        }
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut windows = vec![Window::default(); total];
        let mut texts = Vec::with_capacity(count);
        let mut start = 0;
        for list in lists() {
            for (posting, len) in list.iter().zip(0_u32..) {
                if let Some(place) = place_of(posting).filter(|_| len > 0) {
                    let len = u16::try_from(len).map_or(WINDOW, |len| len.min(WINDOW));
                    windows[ends[place]] = Window { end: start, len };
                    ends[place] += 1;
                }
                texts.push(posting.text());
                start += 1;
            }
        }
        let (met, shared, weights) = (Vec::new(), vec![0; end as usize], vec![0; end as usize]);
        Ok(Self { first, texts, windows, ends, search: Search { met, shared, weights } })
    }

    /// Texts before `text` that share at least `least` keys with it, at most [`WINDOW`]: first those
    /// that share the rarest, since the keys of a formula are shared by all who use it, and of equals
    /// the earliest. Time: the keys of `text` times [`WINDOW`] at most.
    pub(crate) fn candidates(&mut self, text: u32, least: u8) -> Vec<u32> {
        let Search { met, shared, weights } = &mut self.search;
        let place = (text - self.first) as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let windows = &self.windows[start..self.ends[place]];
        met.clear();
        for Window { end, len } in windows {
            let end = *end as usize;
            met.extend_from_slice(&self.texts[end - usize::from(*len)..end]);
        }
        let mut found = Vec::new();
        for text in &*met {
            let keys = &mut shared[*text as usize];
            *keys = keys.saturating_add(1);
            if *keys == least {
                found.push((Reverse(0), *text));
            }
        }
        let mut rest = met.as_slice();
        for Window { len, .. } in windows {
            let (texts, after) = rest.split_at((*len).into());
            for text in texts {
                let keys = &mut shared[*text as usize];
                if *keys < least {
                    *keys = 0;
                } else {
                    weights[*text as usize] += u32::from(WINDOW / len);
                }
            }
            rest = after;
        }
        for (weight, text) in &mut found {
            shared[*text as usize] = 0;
            *weight = Reverse(std::mem::take(&mut weights[*text as usize]));
        }
        found.sort_unstable();
        found.into_iter().take(WINDOW.into()).map(|(_, text)| text).collect()
    }
}

/// The postings of a sorted list that a later text can meet: of each key the last [`WINDOW`].
pub(crate) fn meetable(postings: &[Posting]) -> impl Iterator<Item = Posting> {
    let beyond = |at: usize| postings.get(at + usize::from(WINDOW)).map(|beyond| beyond.key());
    let with_place = postings.iter().enumerate();
    with_place.filter(move |(at, it)| beyond(*at) != Some(it.key())).map(|(_, it)| *it)
}
