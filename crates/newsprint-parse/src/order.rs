//! Headings that a file draws after their text, put back above it.
//!
//! The order of drawing is that of reading, but for what was placed last: a headline over several
//! columns is often drawn when the columns are done. Its box tells.

use std::ops::Range;

use newsprint_zh::marks::ends_sentence;

use crate::fragment::Fragment;
use crate::typeset::{Place, Size};

/// Most characters of a line of a head.
const LONGEST: usize = 60;
/// Most characters of a label or kicker in type as small as running text.
const LABEL: usize = 24;
/// Most lines of a head.
const HEAD_LINES: usize = 4;
/// How many fragments are drawn at most between a text and its head.
const FAR: usize = 256;
/// Most columns of an article.
const COLUMNS: usize = 8;

/// Moves each head that stands above a text drawn before it, and not above what follows it, in front
/// of that text. Linear.
pub(crate) fn restore(fragments: Vec<Fragment>) -> Vec<Fragment> {
    let mut moves: Vec<(usize, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < fragments.len() {
        let head = head(&fragments, at);
        if !head.is_empty()
            && let Some(to) = text_below(&fragments, &head)
        {
            moves.push((to, head.clone()));
        }
        at = head.end.max(at + 1);
    }
    if moves.is_empty() {
        return fragments;
    }
    let mut rank: Vec<(usize, usize)> = (0..fragments.len()).map(|at| (at, 1)).collect();
    for (to, head) in moves {
        rank[head].fill((to, 0));
    }
    let mut ranked: Vec<_> = rank.into_iter().zip(fragments).collect();
    // Stable: what is moved together stays in its order.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, fragment)| fragment).collect()
}

/// The lines of the head that begins at `at`: headings, and what is set with them.
fn head(fragments: &[Fragment], at: usize) -> Range<usize> {
    let place = |at: usize| fragments.get(at).and_then(|it| it.place.as_deref());
    let large = |at: usize| place(at).is_some_and(|it| it.size >= Size::Larger);
    let is_line = |at: usize| {
        let is_label = |it: &Fragment| it.length <= LABEL && !it.folded.ends_with(ends_sentence);
        place(at).is_some_and(|it| it.first && it.last)
            && fragments[at].length <= LONGEST
            && (large(at) || is_label(&fragments[at]))
    };
    let mut end = at;
    while is_line(end)
        && (end == at || place(end - 1).zip(place(end)).is_some_and(|(a, b)| a.is_near(b)))
    {
        end += 1;
    }
    // What stands around a heading that is not larger than text is text.
    let first = (at..end).find(|at| large(*at));
    if first.is_some() { at..end } else { at..at }
}

/// The first fragment drawn before `head` that stands below it, if what is drawn after does not.
fn text_below(fragments: &[Fragment], head: &Range<usize>) -> Option<usize> {
    let place = |at: usize| fragments.get(at).and_then(|it| it.place.as_deref());
    let lines: Vec<&Place> = head.clone().filter_map(place).collect();
    let heads = |text: &Place| lines.iter().any(|line| line.heads(text));
    if place(head.end).is_some_and(heads) {
        return None;
    }
    let is_text = |it: &Place| it.first && it.size <= Size::Body;
    let from = head.start.saturating_sub(FAR);
    let is_below = |at: &usize| place(*at).is_some_and(|it| is_text(it) && heads(it));
    let mut first = (from..head.start).find(is_below)?;
    // A vertical head to the right of its text stands beside the last of its columns.
    for _ in 0..COLUMNS * usize::from(lines.iter().any(|line| line.vertical)) {
        let Some(here) = place(first) else { break };
        let is_before = |at: &usize| {
            place(*at).is_some_and(|it| is_text(it) && it.is_column_before(here))
                && !is_headed(fragments, *at)
        };
        match (from..first).find(is_before) {
            Some(before) => first = before,
            None => break,
        }
    }
    (!is_headed(fragments, first)).then_some(first)
}

/// Whether the text `at` has a head drawn before it.
fn is_headed(fragments: &[Fragment], at: usize) -> bool {
    let Some(text) = fragments.get(at).and_then(|it| it.place.as_deref()) else { return false };
    let before = fragments[at.saturating_sub(HEAD_LINES)..at].iter();
    let mut places = before.filter_map(|it| it.place.as_deref());
    places.any(|it| it.size >= Size::Larger && it.heads(text))
}
