//! Word lists that can be looked for in a text.

use std::collections::BTreeMap;
use std::ops::Range;

use newsprint_core::config::Choices as _;

use super::role::Role;
use super::tree::Tree;

/// A set of roles, one bit each.
pub(crate) type Roles = u128;

const _: () = assert!(Role::ALL.len() <= Roles::BITS as usize);

/// The set with one role.
pub(super) const fn bit(role: Role) -> Roles {
    1 << role as usize
}

/// The set of some roles.
pub(crate) const fn roles(roles: &[Role]) -> Roles {
    let (mut set, mut at) = (0, 0);
    while at < roles.len() {
        set |= bit(roles[at]);
        at += 1;
    }
    set
}

/// The words of every role: one walk finds the words of all roles at an end of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct AllWords {
    forward: Tree<Roles>,
    backward: Tree<Roles>,
    /// The roles of the words that begin, and that end, with a character: most looks end here.
    firsts: Edges,
    lasts: Edges,
}

impl AllWords {
    pub(super) fn new(words: &BTreeMap<String, Roles>) -> Self {
        Self {
            forward: Tree::new(words.iter().map(|(word, roles)| (word.chars(), *roles))),
            backward: Tree::new(words.iter().map(|(word, roles)| (word.chars().rev(), *roles))),
            firsts: Edges::new(words.iter().map(|(word, roles)| (word.chars().next(), *roles))),
            lasts: Edges::new(words.iter().map(|(word, roles)| (word.chars().next_back(), *roles))),
        }
    }

    pub(super) fn of(&self, role: Role) -> Words<'_> {
        Words { all: self, role }
    }

    /// The words that `text` ends with; none where none of `roles` can be among them.
    pub(super) fn endings(&self, text: &str, roles: Roles) -> Option<Edge> {
        let last = text.chars().next_back()?;
        let may = self.lasts.of(last) & roles != 0;
        may.then(|| Edge::read(&self.backward, text.chars().rev()))
    }

    /// Which of `roles` the words in `text` have, overlapping or not.
    pub(super) fn present(&self, text: &str, roles: Roles) -> Present {
        let mut present = 0;
        for (at, c) in text.char_indices() {
            if self.firsts.of(c) & roles != 0 {
                self.forward.walk(text[at..].chars(), |found, _| present |= found);
            }
        }
        Present(present & roles)
    }

    /// Lengths of the longest words of some roles that `text` starts with, 0 where there is none.
    #[inline]
    pub(super) fn longest<const N: usize>(&self, text: &str, roles: [Role; N]) -> [usize; N] {
        let mut longest = [0; N];
        let sought = self::roles(&roles);
        if text.chars().next().is_none_or(|first| self.firsts.of(first) & sought == 0) {
            return longest;
        }
        self.forward.walk(text.chars(), |own, len| {
            for (role, longest) in roles.iter().zip(&mut longest) {
                if own & bit(*role) != 0 {
                    *longest = len;
                }
            }
        });
        longest
    }
}

/// The roles of the words at whose edge a character stands.
#[derive(Clone, Debug, Default)]
struct Edges {
    /// The number of the roles, by code point; 0 where there are none.
    numbers: Vec<u16>,
    roles: Vec<Roles>,
}

/// Code points of the table: all planes but the supplementary ones.
const TABLE: usize = 0x1_0000;

impl Edges {
    fn new(words: impl Iterator<Item = (Option<char>, Roles)>) -> Self {
        let mut by_char: BTreeMap<char, Roles> = BTreeMap::new();
        for (c, roles) in words {
            *by_char.entry(c.unwrap_or_default()).or_default() |= roles;
        }
        let mut edges = Self { numbers: vec![0; TABLE], roles: vec![0] };
        for (c, roles) in by_char {
            if let Some(number) = edges.numbers.get_mut(c as usize) {
                *number = u16::try_from(edges.roles.len()).unwrap_or(0);
                edges.roles.push(roles);
            }
        }
        edges
    }

    /// The roles of the words at whose edge `c` stands; all for what lies beyond the table.
    fn of(&self, c: char) -> Roles {
        let number = self.numbers.get(c as usize).copied();
        number.and_then(|it| self.roles.get(usize::from(it)).copied()).unwrap_or(Roles::MAX)
    }

    /// Whether a word of `role` can stand at `c`.
    fn may(&self, c: Option<char>, role: Role) -> bool {
        c.is_some_and(|c| self.of(c) & bit(role) != 0)
    }
}

/// The roles of the words that stand anywhere in a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Present(Roles);

impl Present {
    /// As if words of one role were there.
    pub(crate) const fn only(role: Role) -> Self {
        Self(bit(role))
    }

    pub(crate) fn has(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }

    /// Whether a word of any of the roles that were looked for is there.
    pub(crate) fn any(self) -> bool {
        self.0 != 0
    }
}

/// Most words of which each is an end, or a beginning, of the next.
const WORDS: usize = 8;

/// The words that a text starts or ends with, of every role, the shortest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    roles: [Roles; WORDS],
    lengths: [u32; WORDS],
    /// How many they are.
    count: usize,
}

impl Edge {
    fn read(tree: &Tree<Roles>, text: impl Iterator<Item = char>) -> Self {
        let mut edge = Self { roles: [0; WORDS], lengths: [0; WORDS], count: 0 };
        tree.walk(text, |roles, len| {
            if let Some(slot) = edge.roles.get_mut(edge.count) {
                *slot = roles;
                edge.lengths[edge.count] = u32::try_from(len).unwrap_or(u32::MAX);
                edge.count += 1;
            }
        });
        edge
    }

    /// The longest word with any of `roles`: its length and its roles.
    pub(crate) fn longest_of(&self, roles: Roles) -> Option<(usize, Present)> {
        let longest = self.roles[..self.count].iter().rposition(|own| own & roles != 0)?;
        Some((self.lengths[longest] as usize, Present(self.roles[longest])))
    }

    /// Length of the longest word of `role`, zero without one.
    pub(crate) fn of(&self, role: Role) -> usize {
        let longest = self.roles[..self.count].iter().rposition(|roles| roles & bit(role) != 0);
        longest.map_or(0, |at| self.lengths[at] as usize)
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
        !self.all.firsts.roles.iter().any(|roles| roles & bit(self.role) != 0)
    }

    /// Whether one can start with `c`.
    #[inline]
    pub(crate) fn may_start(self, c: char) -> bool {
        self.all.firsts.may(Some(c), self.role)
    }

    pub(crate) fn contains(self, word: &str) -> bool {
        self.at_start(word).is_some_and(|found| found.len() == word.len())
    }

    /// The longest word that `text` starts with.
    #[inline]
    pub(crate) fn at_start(self, text: &str) -> Option<&str> {
        let may = self.all.firsts.may(text.chars().next(), self.role);
        if may { self.longest(text) } else { None }
    }

    fn longest(self, text: &str) -> Option<&str> {
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
        if !self.all.lasts.may(text.chars().next_back(), self.role) {
            return None;
        }
        let mut start = text.len();
        self.all.backward.walk(text.chars().rev(), |roles, len| {
            if roles & bit(self.role) != 0 {
                start = text.len() - len;
            }
        });
        text.get(start..).filter(|word| !word.is_empty())
    }

    /// The words in `text` that do not overlap, from left to right, the longest at each place.
    pub(crate) fn find_all<'t>(
        self,
        text: &'t str,
    ) -> impl Iterator<Item = Range<usize>> + use<'a, 't> {
        let mut free = 0;
        text.char_indices().filter_map(move |(at, c)| {
            if at < free || !self.all.firsts.may(Some(c), self.role) {
                return None;
            }
            let word = self.longest(text.get(at..)?)?;
            free = at + word.len();
            Some(at..free)
        })
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
