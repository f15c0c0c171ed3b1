//! Figures with their contexts: what tells two texts of one template apart.

use newsprint_core::Span;
use newsprint_core::config::{Fault, decode_options, parse_toml};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{SEED, saturate};

const DATA: &str = include_str!("../data/figures.toml");

/// Characters of context on either side of a figure.
const CONTEXT: usize = 4;
/// A context cut short by another figure or an end of the text needs at least this many.
const SHORTEST: usize = 2;
/// Most entries kept of one text: those of the smallest contexts, so that two texts keep the same.
const MOST: usize = 128;
/// Bits of an entry that hash the figure; the upper ones hash its context.
const VALUE_BITS: u32 = 12;

newsprint_core::options! {
    /// Which characters make figures, each entry a string of single characters.
    struct Characters {
        /// Numerals that can begin a figure.
        starts: String;
        /// Numerals that can only go on with one.
        continues: String;
        /// A single numeral is a figure after one of these.
        before: String;
        /// A single numeral is a figure before one of these.
        after: String;
        /// Units that join the numerals around them to one figure.
        joins: String;
    }
}

/// Finds figures: numbers in Arabic digits, numbers of several Chinese numerals, and ordinals and
/// dates of one.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    starts: Vec<char>,
    continues: Vec<char>,
    before: Vec<char>,
    after: Vec<char>,
    joins: Vec<char>,
}

impl Figures {
    /// The characters that come with the crate.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(DATA, 0);
        let characters =
            decode_options::<Characters>(table, Span::default(), "figures.toml", &mut faults);
        let Some(found) = characters else { return Err(faults) };
        let sorted = |characters: &str| {
            let mut set: Vec<char> = characters.chars().collect();
            set.sort_unstable();
            set
        };
        Ok(Self {
            starts: sorted(&found.starts),
            continues: sorted(&found.continues),
            before: sorted(&found.before),
            after: sorted(&found.after),
            joins: sorted(&found.joins),
        })
    }

    /// The figures of a normalised text, each twice: with the characters before it and with those
    /// after it. An entry is a hash of the context above [`VALUE_BITS`] bits of a hash of the
    /// figure; entries are ascending, each once. Linear in the text but for the sort of the figures.
    pub(crate) fn entries(&self, normalised: &str) -> Vec<u32> {
        let chars: Vec<char> = normalised.chars().collect();
        let figures = self.find(&chars);
        let mut entries = Vec::with_capacity(2 * figures.len());
        let mut buffer = String::new();
        for (index, &(start, end)) in figures.iter().enumerate() {
            let past = index.checked_sub(1).map_or(0, |last| figures[last].1);
            let next = figures.get(index + 1).map_or(chars.len(), |next| next.0);
            let value = hash('=', &chars[start..end], &mut buffer);
            let left = &chars[start.saturating_sub(CONTEXT).max(past)..start];
            let right = &chars[end..next.min(end + CONTEXT)];
            for (side, context) in [('<', left), ('>', right)] {
                if context.len() >= SHORTEST {
                    entries.push(entry(hash(side, context, &mut buffer), value));
                }
            }
        }
        entries.sort_unstable();
        entries.dedup();
        entries.truncate(MOST);
        entries
    }

    /// Start and end of every figure, in order.
    fn find(&self, chars: &[char]) -> Vec<(usize, usize)> {
        let mut figures = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let end = self.figure_end(chars, at);
            if end > at {
                figures.push((at, end));
            }
            at = end.max(at + 1);
        }
        figures
    }

    /// The end of the figure that starts at `start`; `start` when none does.
    fn figure_end(&self, chars: &[char], start: usize) -> usize {
        let mut end = self.numeral_end(chars, start);
        let is_arabic = chars[start].is_ascii_digit() || chars[start] == '-';
        let is_alone = !is_arabic && end == start + 1;
        let has = |set: &[char], c: Option<&char>| c.is_some_and(|c| set.binary_search(c).is_ok());
        let is_marked = || {
            has(&self.after, chars.get(end))
                || has(&self.before, start.checked_sub(1).and_then(|before| chars.get(before)))
        };
        if end == start || is_alone && !is_marked() {
            return start;
        }
        while has(&self.joins, chars.get(end)) {
            let joined = self.numeral_end(chars, end + 1);
            if joined == end + 1 {
                break;
            }
            end = joined;
        }
        end
    }

    /// The end of the numeral that starts at `start`; `start` when none does.
    fn numeral_end(&self, chars: &[char], start: usize) -> usize {
        let rest = chars.get(start..).unwrap_or_default();
        let is_arabic = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%');
        let length = match rest {
            [first, ..] if first.is_ascii_digit() => {
                rest.iter().take_while(|c| is_arabic(c)).count()
            }
            ['-', after @ ..] => 1 + after.iter().take_while(|c| is_arabic(c)).count(),
            [first, ..] if self.starts.binary_search(first).is_ok() => {
                let goes_on = |c: &&char| {
                    self.starts.binary_search(c).is_ok() || self.continues.binary_search(c).is_ok()
                };
                rest.iter().take_while(goes_on).count()
            }
            _ => 0,
        };
        start + length
    }
}

fn hash(side: char, chars: &[char], buffer: &mut String) -> u64 {
    buffer.clear();
    buffer.push(side);
    buffer.extend(chars);
    xxh3_64_with_seed(buffer.as_bytes(), SEED)
}

fn entry(context: u64, value: u64) -> u32 {
    let context = (context >> 32) as u32 >> VALUE_BITS << VALUE_BITS;
    context | (value >> (64 - VALUE_BITS)) as u32
}

/// The context's part of an entry.
fn context_of(entry: [u8; 4]) -> u32 {
    u32::from_le_bytes(entry) >> VALUE_BITS
}

/// How many figures of two texts stand in the same context, and how many of these are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Agreement {
    /// Figures in the same context.
    pub(crate) aligned: u32,
    /// Figures that are the same there.
    pub(crate) same: u32,
}

/// Compares the entries of two texts, little-endian and ascending. Linear in their number.
pub(crate) fn agreement(mut first: &[[u8; 4]], mut second: &[[u8; 4]]) -> Agreement {
    let mut found = Agreement::default();
    while let (Some(a), Some(b)) = (first.first(), second.first()) {
        let context = context_of(*a).min(context_of(*b));
        let (here, rest) = split_context(first, context);
        let (there, other_rest) = split_context(second, context);
        let same = here.iter().filter(|entry| there.contains(entry)).count();
        found.aligned += saturate(here.len().min(there.len()));
        found.same += saturate(same);
        (first, second) = (rest, other_rest);
    }
    found
}

/// The entries of `context`, which no earlier entry precedes, and those after them.
fn split_context(entries: &[[u8; 4]], context: u32) -> (&[[u8; 4]], &[[u8; 4]]) {
    entries.split_at(entries.iter().take_while(|entry| context_of(**entry) == context).count())
}
