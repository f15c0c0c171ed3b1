//! Which lines of a page are in the text that it states for machines. Where that text is there, it
//! tells better than any names what belongs to the article; it may be cut short, or hold more.

use xxhash_rust::xxh3::xxh3_64;

use super::page::Page;

/// Letters and digits of the runs that texts are compared by.
const RUN: usize = 6;
/// The shortest stated text that is looked at, in letters and digits.
const SHORTEST: usize = 120;
/// The part of a line's runs, in tenths, that makes it one of the stated text.
const MOST: usize = 9;
/// The part of the stated text, in tenths, that must be on the page.
const ENOUGH: usize = 7;
/// The part of a text that must be stated before its other lines are taken out.
const NEARLY: f32 = 0.75;

/// What a page's lines and its stated text have in common.
#[derive(Debug)]
pub(crate) struct Agreement {
    /// Whether each line is in the stated text; of short lines it is not known.
    pub(crate) lines: Vec<Option<bool>>,
}

impl Agreement {
    /// Compares a page with the text that it states; `None` where they are not the same text. Linear
    /// but for sorting.
    pub(crate) fn of(page: &Page, stated: &str) -> Option<Self> {
        let (mut letters, mut runs) = (String::new(), Vec::new());
        runs_of(stated, &mut letters, &mut runs);
        let mut of_stated = runs.clone();
        if of_stated.len() < SHORTEST {
            return None;
        }
        of_stated.sort_unstable();
        of_stated.dedup();
        let mut seen = vec![false; of_stated.len()];
        let mut lines = Vec::with_capacity(page.lines.len());
        for line in 0..page.lines.len() {
            runs_of(page.line(line), &mut letters, &mut runs);
            let places = || runs.iter().filter_map(|run| of_stated.binary_search(run).ok());
            let is_stated = places().count() * 10 >= runs.len() * MOST;
            if is_stated {
                places().for_each(|place| seen[place] = true);
            }
            lines.push((runs.len() >= RUN).then_some(is_stated));
        }
        let found = seen.iter().filter(|seen| **seen).count();
        (found * 10 >= seen.len() * ENOUGH).then_some(Self { lines })
    }

    pub(crate) fn is_stated(&self, line: usize) -> bool {
        self.lines.get(line) == Some(&Some(true))
    }

    /// The lines among some that the stated text does not have, where it has nearly all others.
    pub(crate) fn unstated(&self, page: &Page, among: &[usize]) -> Vec<usize> {
        let units = |is: bool| -> f32 {
            let lines = among.iter().filter(|line| self.lines[**line] == Some(is));
            lines.map(|line| page.lines[*line].units).sum()
        };
        let (stated, other) = (units(true), units(false));
        if stated < (stated + other) * NEARLY {
            return Vec::new();
        }
        among.iter().copied().filter(|line| self.lines[*line] == Some(false)).collect()
    }
}

/// Puts the hashes of all runs of letters and digits of a text into `runs`, by way of `letters`.
fn runs_of(text: &str, letters: &mut String, runs: &mut Vec<u64>) {
    letters.clear();
    letters.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    runs.clear();
    let ends = letters.char_indices().map(|(at, c)| at + c.len_utf8()).skip(RUN - 1);
    let starts = letters.char_indices().map(|(at, _)| at);
    runs.extend(starts.zip(ends).map(|(start, end)| xxh3_64(&letters.as_bytes()[start..end])));
}
