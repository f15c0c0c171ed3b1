//! Ranks: a verb of rank and the place behind it.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::numeral::{self, Decimal};
use newsprint_zh::{is_han, marks};

use super::{Figure, Scanner, Sort, Token, What};
use crate::lexicon::Role;

/// Longest distance from a verb of rank to its number, in bytes.
const FIELD: usize = 60;

impl Scanner<'_> {
    /// `排名第二`, `位居全省之首`, `跻身世界前五十`.
    pub(super) fn rank(&mut self, cue: Range<usize>) {
        let rest = &self.text[cue.end..];
        // 居, 列 and 排 are parts of many words.
        let short = self.text[cue.clone()].chars().count() == 1;
        if short && !rest.starts_with(['第', '全', '首', '世', '前', '同']) {
            return;
        }
        let stops = |c| marks::ends_clause(c) || marks::ends_sentence(c) || c == ' ';
        let window = rest.char_indices().take_while(|(at, c)| *at < FIELD && !stops(*c));
        let window = window.last().map_or(0, |(at, c)| at + c.len_utf8());
        let rest = &rest[..window];
        let mut tails = rest.char_indices().map(|(at, _)| &rest[at..]);
        let found = tails.find_map(|tail| Some((self.standing(tail)?, tail)));
        if let Some(((value, len, bound), tail)) = found {
            let span = cue.start..cue.end + rest.len() - tail.len() + len;
            let figure = Figure { bound, ..Figure::new(value, "名", Sort::Rank) };
            self.found.push(Token { span, what: What::Figure(figure) });
        }
    }

    /// The place that `text` starts with: `首位`, `第3位`, `前三十`; its length and its bound.
    fn standing(&self, text: &str) -> Option<(Decimal, usize, Option<Bound>)> {
        if let Some(word) = self.lexicon.words(Role::RankFirst).at_start(text) {
            // 安排首次 is no first place.
            let word_of_its_own =
                word.chars().count() > 1 || !text[word.len()..].starts_with(is_han);
            return word_of_its_own.then_some((1.into(), word.len(), None));
        }
        let number = text.strip_prefix(['第', '前'])?;
        let bound = text.starts_with('前').then_some(Bound::AtMost);
        let numeral = numeral::read(number)?;
        let end = text.len() - number.len() + numeral.len;
        match text[end..].chars().next() {
            Some(c @ ('名' | '位')) => Some((numeral.value?, end + c.len_utf8(), bound)),
            // 第三产业 is no place, 第三的产业 has one.
            next => (!next.is_some_and(|c| is_han(c) && c != '的')).then_some((
                numeral.value?,
                end,
                bound,
            )),
        }
    }
}
