//! Word lists that can be looked for in a text.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Anchored, BuildError, Input, MatchKind, StartKind};

/// Words that can be looked for at the start, at the end and inside of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(super) set: BTreeSet<String>,
    longest: usize,
    automaton: Option<AhoCorasick>,
}

impl Words {
    pub(super) fn insert(&mut self, word: String) {
        self.longest = self.longest.max(word.len());
        self.set.insert(word);
    }

    pub(super) fn compile(&mut self) -> Result<(), BuildError> {
        let mut builder = AhoCorasick::builder();
        builder.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Both);
        self.automaton = Some(builder.build(&self.set)?);
        Ok(())
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        self.set.contains(word)
    }

    /// The longest word that `text` starts with.
    pub(crate) fn at_start<'a>(&self, text: &'a str) -> Option<&'a str> {
        let found = self.automaton.as_ref()?.find(Input::new(text).anchored(Anchored::Yes))?;
        text.get(found.range())
    }

    /// The longest word that `text` ends with.
    pub(crate) fn at_end<'a>(&self, text: &'a str) -> Option<&'a str> {
        let first = text.len().saturating_sub(self.longest);
        let starts = (first..text.len()).filter(|at| text.is_char_boundary(*at));
        starts.map(|start| &text[start..]).find(|it| self.set.contains(*it))
    }

    /// The words in `text` that do not overlap, from left to right.
    pub(crate) fn find_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found.map(|found| found.range())
    }

    /// The first word in `text`.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).next()
    }

    /// The last word in `text`.
    pub(crate) fn find_last(&self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).last()
    }
}
