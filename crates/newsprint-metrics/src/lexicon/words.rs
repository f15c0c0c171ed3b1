//! Word lists that can be looked for in a text.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use newsprint_core::config::Choices as _;

use super::role::Role;
use super::tree::Tree;

/// A set of roles, one bit each.
pub(super) type Roles = u128;

const _: () = assert!(Role::ALL.len() <= Roles::BITS as usize);

/// The set with one role.
pub(super) const fn bit(role: Role) -> Roles {
    1 << role as usize
}

/// The words of every role: one walk finds the words of all roles at an end of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct AllWords {
    forward: Tree<Roles>,
    backward: Tree<Roles>,
    inside: Vec<AhoCorasick>,
}

impl AllWords {
    pub(super) fn compile(words: &BTreeMap<String, Roles>) -> Result<Self, BuildError> {
        let inside = Role::ALL.iter().map(|(_, _, role)| {
            let own = words.iter().filter(|(_, roles)| *roles & bit(*role) != 0);
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(own.map(|(word, _)| word))
        });
        Ok(Self {
            forward: Tree::new(words.iter().map(|(word, roles)| (word.chars(), *roles))),
            backward: Tree::new(words.iter().map(|(word, roles)| (word.chars().rev(), *roles))),
            inside: inside.collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn of(&self, role: Role) -> Words<'_> {
        Words { all: self, role }
    }

    /// The words that `text` ends with.
    pub(super) fn endings(&self, text: &str) -> Edge {
        Edge::read(&self.backward, text.chars().rev())
    }

    /// The words that `text` starts with.
    pub(super) fn beginnings(&self, text: &str) -> Edge {
        Edge::read(&self.forward, text.chars())
    }
}

/// Most words of which each is an end, or a beginning, of the next.
const WORDS: usize = 8;

/// The words that a text starts or ends with, of every role, the shortest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    found: [(Roles, usize); WORDS],
}

impl Edge {
    fn read(tree: &Tree<Roles>, text: impl Iterator<Item = char>) -> Self {
        let mut found = [(0, 0); WORDS];
        let mut free = found.iter_mut();
        tree.walk(text, |roles, len| {
            if let Some(slot) = free.next() {
                *slot = (roles, len);
            }
        });
        Self { found }
    }

    /// Length of the longest word of `role`, zero without one.
    pub(crate) fn of(&self, role: Role) -> usize {
        let own = self.found.iter().rev().find(|(roles, _)| roles & bit(role) != 0);
        own.map_or(0, |(_, len)| *len)
    }
}

/// The words of one role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    all: &'a AllWords,
    role: Role,
}

impl<'a> Words<'a> {
    /// Whether there are none.
    #[cfg(test)]
    pub(super) fn is_empty(self) -> bool {
        self.all.inside[self.role as usize].patterns_len() == 0
    }

    pub(crate) fn contains(self, word: &str) -> bool {
        self.at_start(word).is_some_and(|found| found.len() == word.len())
    }

    /// The longest word that `text` starts with.
    pub(crate) fn at_start(self, text: &str) -> Option<&str> {
        let mut end = 0;
        self.all.forward.walk(text.chars(), |roles, len| {
            if roles & bit(self.role) != 0 {
                end = len;
            }
        });
        text.get(..end).filter(|word| !word.is_empty())
    }

    /// The longest word that `text` ends with.
    pub(crate) fn at_end(self, text: &str) -> Option<&str> {
        let mut start = text.len();
        self.all.backward.walk(text.chars().rev(), |roles, len| {
            if roles & bit(self.role) != 0 {
                start = text.len() - len;
            }
        });
        text.get(start..).filter(|word| !word.is_empty())
    }

    /// The words in `text` that do not overlap, from left to right.
    pub(crate) fn find_all<'t>(
        self,
        text: &'t str,
    ) -> impl Iterator<Item = Range<usize>> + use<'a, 't> {
        let automaton = self.all.inside.get(self.role as usize);
        automaton.into_iter().flat_map(move |it| it.find_iter(text)).map(|found| found.range())
    }

    /// The first word in `text`.
    pub(crate) fn find(self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).next()
    }

    /// The last word in `text`.
    pub(crate) fn find_last(self, text: &str) -> Option<Range<usize>> {
        self.find_all(text).last()
    }
}
