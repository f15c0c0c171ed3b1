//! References to other pages: `(下转第2版)`, `▶下转6版`, `(上接A1版)` with or without a headline behind.

use newsprint_core::serde::{Deserialize, Serialize};
use newsprint_core::{Article, MappedText, Span};
use newsprint_zh::marks::closing;
use newsprint_zh::numeral;
use newsprint_zh::width;

use crate::cues::TurnCues;
use crate::fragment::{Fragment, Line};

/// Most characters of a reference.
const LONGEST: usize = 48;
/// Most characters of a headline that stands behind a reference.
const LONGEST_TITLE: usize = 60;
/// Signs that point the way.
const ARROWS: [char; 12] = ['▶', '►', '→', '➡', '▲', '▼', '◀', '◄', '←', '>', '<', '↓'];

newsprint_core::attachment! {
    /// Where an article goes on on other pages of its issue, and where it comes from.
    pub struct Turns: "newsprint-parse/turns" {
        /// The references that the page prints, in the order of the source.
        pub turns: Vec<Turn>,
    }
}

/// A reference to another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "newsprint_core::serde", deny_unknown_fields)]
pub struct Turn {
    /// Whether the text goes on there or comes from there.
    pub direction: Direction,
    /// The page: `2`, `A3`. Half-width, Chinese numerals as digits, without leading zeros.
    pub page: String,
    /// The headline that the reference names, in half-width forms.
    pub title: Option<String>,
    /// Where the reference is printed. The bytes stand in the residue.
    pub span: Span,
}

/// Which way a reference points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "newsprint_core::serde", rename_all = "kebab-case")]
pub enum Direction {
    /// The text goes on there.
    To,
    /// The text comes from there.
    From,
}

/// What a reference says, and how many characters it takes.
struct Reading {
    chars: usize,
    direction: Direction,
    page: String,
    title: Option<String>,
}

/// Cuts references off the fragments that they start or end, as fragments of their own. Linear.
pub(crate) fn cut_turns(text: &str, fragments: Vec<Fragment>, cues: &TurnCues) -> Vec<Fragment> {
    let may_be_one = |fragment: &Fragment| fragment.folded.contains('版');
    let Some(first) = fragments.iter().position(may_be_one) else { return fragments };
    let mut parts = fragments;
    let rest = parts.split_off(first);
    parts.reserve(rest.len());
    for fragment in rest {
        if may_be_one(&fragment) {
            cut(text, fragment, cues, &mut parts);
        } else {
            parts.push(fragment);
        }
    }
    parts
}

fn cut(text: &str, fragment: Fragment, cues: &TurnCues, parts: &mut Vec<Fragment>) {
    let bytes = |span: Span, chars: usize| {
        let line = span.of(text).unwrap_or_default();
        line.char_indices().nth(chars).map_or(line.len(), |(at, _)| at)
    };
    let (Some(first), Some(last)) = (fragment.lines.first(), fragment.lines.last()) else { return };
    if let Some(reading) = at_start(&folded(text, *first), cues) {
        let end = first.start() + bytes(*first, reading.chars);
        let turn = of_span(text, Span::new(first.start(), end), fragment.blanks);
        let rest = part(text, &fragment, Span::new(end, fragment.span.end()));
        let titled = reading.direction == Direction::From && rest.as_ref().is_some_and(is_title);
        let title = rest.as_ref().filter(|_| titled).map(|rest| rest.folded.clone());
        parts.push(with_turn(turn, reading.direction, reading.page, reading.title.or(title)));
        parts.extend(rest.map(|rest| Fragment { titled, ..rest }));
    } else if let Some((start, reading)) = at_end(&folded(text, *last), cues) {
        let start = last.start() + bytes(*last, start);
        parts.extend(part(text, &fragment, Span::new(fragment.span.start(), start)));
        let turn = of_span(text, Span::new(start, last.end()), 1);
        parts.push(with_turn(turn, reading.direction, reading.page, reading.title));
    } else {
        parts.push(fragment);
    }
}

fn folded(text: &str, span: Span) -> String {
    width::folded(span.of(text).unwrap_or_default())
}

fn with_turn(
    fragment: Fragment,
    direction: Direction,
    page: String,
    title: Option<String>,
) -> Fragment {
    let turn = Turn { direction, page, title, span: fragment.span };
    Fragment { turn: Some(Box::new(turn)), ..fragment }
}

fn of_span(text: &str, span: Span, blanks: usize) -> Fragment {
    Fragment::new(text, &[Line { span: trimmed(text, span), blanks, indent: 0 }])
}

/// The part of `fragment` inside `span`, if it says anything.
fn part(text: &str, fragment: &Fragment, span: Span) -> Option<Fragment> {
    let inside = |line: &Span| {
        let span = Span::new(line.start().max(span.start()), line.end().min(span.end()));
        let span = trimmed(text, span);
        (!span.is_empty()).then_some(Line { span, blanks: fragment.blanks, indent: 0 })
    };
    let lines: Vec<Line> = fragment.lines.iter().filter_map(inside).collect();
    let Fragment { indented, place, .. } = fragment;
    (!lines.is_empty()).then(|| Fragment {
        indented: *indented,
        place: place.clone(),
        ..Fragment::new(text, &lines)
    })
}

fn trimmed(text: &str, span: Span) -> Span {
    let body = span.of(text).unwrap_or_default();
    let start = span.start() + body.len() - body.trim_start().len();
    Span::new(start, start + body.trim().len())
}

fn is_title(fragment: &Fragment) -> bool {
    fragment.length <= LONGEST_TITLE && !fragment.folded.contains('。')
}

/// The reference at the start of `line`, which must be in half-width forms.
fn at_start(line: &str, cues: &TurnCues) -> Option<Reading> {
    let is_sign = |c: char| c.is_whitespace() || ARROWS.contains(&c);
    let rest = line.trim_start_matches(is_sign);
    let pointed = rest.len() < line.len();
    let close = rest.chars().next().and_then(closing);
    let rest = rest.strip_prefix(|c| closing(c).is_some()).unwrap_or(rest);
    let (direction, verb) = match (cues.to.starting(rest), cues.from.starting(rest)) {
        (Some(verb), _) => (Direction::To, verb),
        (None, Some(verb)) => (Direction::From, verb),
        (None, None) => return None,
    };
    let rest = rest[verb.len()..].trim_start();
    let rest = rest.strip_prefix('第').unwrap_or(rest);
    let number = rest.split_once('版')?.0.trim_end();
    let rest = rest[number.len()..].trim_start().strip_prefix('版')?;
    let page = page(number)?;
    let (title, rest) = match close {
        Some(close) => {
            let (title, rest) = rest.split_once(close)?;
            let is_mark = |c: char| !c.is_alphanumeric();
            let title = title.trim_matches(is_mark);
            (Some(title.to_owned()).filter(|title| !title.is_empty()), rest)
        }
        None => (None, rest),
    };
    let after = rest.trim_start_matches(is_sign);
    let ends =
        after.is_empty() || close.is_some() || pointed || ARROWS.iter().any(|c| rest.contains(*c));
    let chars = line[..line.len() - after.len()].chars().count();
    (ends && chars <= LONGEST).then_some(Reading { chars, direction, page, title })
}

/// The reference at the end of `line`, and the number of characters before it.
fn at_end(line: &str, cues: &TurnCues) -> Option<(usize, Reading)> {
    let signs = |(_, c): &(usize, char)| closing(*c).is_some() || ARROWS.contains(c);
    line.char_indices().rev().take(LONGEST).filter(signs).find_map(|(at, _)| {
        let reading = at_start(&line[at..], cues)?;
        let whole = reading.chars == line[at..].chars().count();
        whole.then(|| (line[..at].chars().count(), reading))
    })
}

/// The page that `fact` names: `2`, `02`, `A3`, `第2版`.
pub(crate) fn page_of(fact: &str) -> Option<String> {
    let fact = width::folded(fact.trim());
    let number = fact.strip_prefix('第').unwrap_or(&fact);
    page(number.strip_suffix('版').unwrap_or(number))
}

/// The number of a page as digits, with the letter of its part.
fn page(printed: &str) -> Option<String> {
    let number = printed.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = printed[..printed.len() - number.len()].to_ascii_uppercase();
    let value = if number == "头" {
        "1".to_owned()
    } else {
        let read = numeral::read(number).filter(|read| read.len == number.len())?;
        read.value.filter(|value| value.is_whole())?.to_string()
    };
    (letters.len() <= 2).then(|| letters + &value)
}

/// Attaches references to the articles that they belong to: one that sends the reader on to the
/// article whose body stands before it, one that tells from where to the article behind it.
pub(crate) fn attach(articles: &mut [Article], fragments: &[Fragment]) {
    let turns: Vec<&Turn> = fragments.iter().filter_map(|it| it.turn.as_deref()).collect();
    if turns.is_empty() {
        return;
    }
    let (mut bodies, mut all) = (Vec::new(), Vec::new());
    for (index, article) in articles.iter().enumerate() {
        let place = |text: &MappedText| text.runs().first().map(|run| (run.source(), index));
        all.extend(article.texts().filter_map(place));
        let runs = article.blocks.iter().flat_map(|block| block.text.runs());
        bodies.extend(runs.map(|run| (run.source(), index)));
    }
    all.sort_unstable();
    bodies.sort_unstable();
    let mut of_article: Vec<Vec<Turn>> = vec![Vec::new(); articles.len()];
    for turn in turns {
        let after = |places: &[(Span, usize)]| places.partition_point(|(it, _)| *it < turn.span);
        let owner = match turn.direction {
            Direction::To => after(&bodies).checked_sub(1).and_then(|at| bodies.get(at)),
            Direction::From => all.get(after(&all)),
        };
        if let Some((_, index)) = owner {
            of_article[*index].push(turn.clone());
        }
    }
    for (article, turns) in articles.iter_mut().zip(of_article) {
        if !turns.is_empty() {
            // Numbers and strings always make JSON.
            let _ = article.extensions.set(&Turns { turns });
        }
    }
}
