//! Takes the lines of an article's head apart into kicker, headline and subheads.

use newsprint_core::Span;
use newsprint_zh::is_han;
use newsprint_zh::marks::{closes, closing, ends_clause};
use newsprint_zh::width::fold;

use crate::cues::Cues;
use crate::fragment::is_break;
use crate::phrases::Chars;

/// Most characters of a kicker that a colon ends.
const LONGEST_COLON_KICKER: usize = 20;
/// Fewest characters of a first deck that is a kicker for its inner comma.
const SENTENCE_KICKER: usize = 20;
/// Most characters of a deck that says what officials did.
const LONGEST_ACT: usize = 14;
/// Fewest characters of two decks that are not the halves of a couplet.
const SHORTEST_PAIR: usize = 14;
/// Most characters of a kicker that is a name or a topic.
const LONGEST_TOPIC: usize = 10;

/// What sets a deck off from the headline above it.
pub(crate) const DASHES: [char; 3] = ['—', '―', '─'];

/// The parts of a head, as spans of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) kicker: Option<Span>,
    /// The colon between kicker and headline, where it is a mark of the layout.
    pub(crate) colon: Option<Span>,
    pub(crate) headline: Option<Span>,
    pub(crate) subheads: Vec<Span>,
}

/// Reads the head printed on `lines` of `source`.
pub(crate) fn read(source: &str, lines: &[Span], cues: &Cues) -> Head {
    let lines: Vec<Span> = lines.iter().flat_map(|line| at_dashes(source, *line)).collect();
    let Some((first, rest)) = lines.split_first() else { return Head::default() };
    let head = read_line(source, *first, cues);
    let is_whole = head.kicker.is_none() && head.subheads.is_empty();
    if let Some((second, decks)) = rest.split_first()
        && is_whole
        && !second.of(source).is_some_and(|text| text.starts_with(DASHES))
        && is_topic(source, *first, *second)
    {
        let headline = Some(*second);
        let (kicker, subheads) = (Some(*first), decks.to_vec());
        return Head { kicker, headline, subheads, ..Head::default() };
    }
    Head { subheads: [head.subheads, rest.to_vec()].concat(), ..head }
}

/// The parts of a head that was wrapped: a dash that a line starts with sets a deck off.
fn at_dashes(source: &str, line: Span) -> impl Iterator<Item = Span> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        let text = line.of(source).unwrap_or_default();
        let above = |at: usize| text[..at].trim_end().len();
        let sets_off = |at: &usize| above(*at) > 0 && text[above(*at)..*at].contains(is_break);
        let mut dashes = text.match_indices(DASHES).map(|(at, _)| at);
        let Some(at) = dashes.find(sets_off) else { return Some(line) };
        rest = Some(Span::new(line.start() + at, line.end()));
        Some(Span::new(line.start(), line.start() + above(at)))
    })
}

/// Whether the line `first` is a short name or topic above a headline `second` that outweighs it.
fn is_topic(source: &str, first: Span, second: Span) -> bool {
    let length = length(source, first);
    length <= LONGEST_TOPIC && self::length(source, second) * 2 > length * 3
}

/// A head on one line.
fn read_line(source: &str, line: Span, cues: &Cues) -> Head {
    if let Some(at) = colon(source, line) {
        let (kicker, headline) = split(source, line, at);
        let (kicker, colon) = without_colon(source, kicker, cues);
        let headline = Some(headline);
        return Head { kicker: Some(kicker), colon, headline, ..Head::default() };
    }
    let Some(at) = only_gap(source, line) else {
        return Head { headline: Some(line), ..Head::default() };
    };
    let (first, second) = split(source, line, at);
    let (long, short) = (length(source, first), length(source, second));
    let act = second.of(source).unwrap_or_default();
    let tells_act = short <= LONGEST_ACT && cues.deck.acts.within(act, &Chars::of(act));
    if tells_act {
        return Head { headline: Some(first), subheads: vec![second], ..Head::default() };
    }
    let is_sentence = long >= SENTENCE_KICKER
        && first.of(source).is_some_and(|text| text.contains(|c| ends_clause(c) && c != '、'));
    let kicker = is_sentence || is_topic(source, first, second) && short > 2 * long;
    if kicker {
        return Head { kicker: Some(first), headline: Some(second), ..Head::default() };
    }
    if long >= SHORTEST_PAIR && short >= SHORTEST_PAIR {
        return Head { headline: Some(first), subheads: vec![second], ..Head::default() };
    }
    Head { headline: Some(line), ..Head::default() }
}

/// Where the white space after a kicker's colon stands.
fn colon(source: &str, line: Span) -> Option<usize> {
    let text = line.of(source)?;
    let mut chars = text.char_indices().take(LONGEST_COLON_KICKER);
    let (at, colon) = chars.find(|(_, c)| fold(*c) == ':')?;
    let after = at + colon.len_utf8();
    let is_gap = |c: char| c.is_whitespace() && !is_break(c);
    text[after..].starts_with(is_gap).then_some(line.start() + after)
}

/// The kicker that ends with a colon, and the colon where it only divides.
fn without_colon(source: &str, kicker: Span, cues: &Cues) -> (Span, Option<Span>) {
    let text = kicker.of(source).unwrap_or_default();
    let name = text.trim_end_matches([':', '：']);
    if name.is_empty() || cues.kicker.places.ending(name).is_some() {
        return (kicker, None);
    }
    let end = kicker.start() + name.len();
    (Span::new(kicker.start(), end), Some(Span::new(end, kicker.end())))
}

/// Where the only white space between Chinese words of `line` stands.
fn only_gap(source: &str, line: Span) -> Option<usize> {
    let text = line.of(source)?;
    let is_chinese = |c: char| is_han(c) || closes(c) || closing(c).is_some();
    let mut gaps = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        let after = text[*at..].trim_start().chars().next();
        c.is_whitespace()
            && !is_break(*c)
            && before.is_some_and(|c| !c.is_whitespace())
            && (before.is_some_and(is_chinese) || after.is_some_and(is_chinese))
    });
    let (at, _) = gaps.next()?;
    gaps.next().is_none().then_some(line.start() + at)
}

/// Both sides of the white space at byte `at`.
fn split(source: &str, line: Span, at: usize) -> (Span, Span) {
    let rest = Span::new(at, line.end()).of(source).unwrap_or_default();
    let start = line.end() - rest.trim_start().len();
    (Span::new(line.start(), at), Span::new(start, line.end()))
}

fn length(source: &str, span: Span) -> usize {
    span.of(source).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the headline and the subheads of a head that is one wrapped line.
    #[track_caller]
    fn check(head: &str, headline: &str, subheads: &[&str]) {
        let line = Span::new(0, head.len());
        let read = read(head, &[line], &Cues::bundled().unwrap());
        let text = |span: Span| span.of(head).unwrap();
        assert_eq!(read.headline.map(text), Some(headline));
        assert_eq!(read.subheads.into_iter().map(text).collect::<Vec<_>>(), subheads);
    }

    #[test]
    fn a_dash_at_the_start_of_a_line_sets_a_deck_off() {
        check("新馆点亮小城\n——首日迎来读者300人", "新馆点亮小城", &["——首日迎来读者300人"]);
        check("新馆点亮小城 \n ―― 首日", "新馆点亮小城", &["―― 首日"]);
        for whole in ["新馆点亮小城——首日迎来\n读者300人", "新馆点亮小城\n首日——迎来", "——新馆开馆"]
        {
            check(whole, whole, &[]);
        }
    }
}
