//! Texts of articles: what the lines of a page say, with where they say it.

use newsprint_core::{MappedText, Span};
use newsprint_zh::form::{forms, plain};
use newsprint_zh::is_han;

use crate::fragment::is_break;

/// The bytes `span` of `source`, which may be several lines.
pub(crate) fn printed(source: &str, span: Span) -> MappedText {
    let lines = span.of(source).unwrap_or_default().split_inclusive(is_break);
    let mut end = span.start();
    join(
        MappedText::new(),
        source,
        lines.map(|line| {
            let start = end + line.len() - line.trim_start().len();
            end += line.len();
            Span::new(start, start + line.trim().len())
        }),
    )
}

/// The bytes `kept` of `source`, whose character next to `mark` stands for that too: a mark of the
/// layout before or after the text.
pub(crate) fn absorbing(source: &str, kept: Span, mark: Span) -> MappedText {
    let text = kept.of(source).unwrap_or_default();
    let (start, end) = if mark.start() < kept.start() {
        (0, text.chars().next().map_or(0, char::len_utf8))
    } else {
        (text.char_indices().next_back().map_or(0, |(at, _)| at), text.len())
    };
    let part = |from, to| Span::new(kept.start() + from, kept.start() + to);
    let mut mapped = printed(source, part(0, start));
    let next = part(start, end);
    mapped.push_altered(printed(source, next).as_str(), next.cover(mark));
    mapped.push(&printed(source, part(end, text.len())));
    mapped
}

/// `lines` of `source` as one text behind `text`: presentation forms resolved, without the white space of
/// the layout, but with a space between words that it alone kept apart.
pub(crate) fn join(
    mut text: MappedText,
    source: &str,
    lines: impl IntoIterator<Item = Span>,
) -> MappedText {
    for line in lines {
        if needs_space(text.as_str(), line.of(source).unwrap_or_default()) {
            text.push_inserted(" ");
        }
        push(&mut text, source, line);
    }
    text
}

fn push(text: &mut MappedText, source: &str, span: Span) {
    let mut start = span.start();
    for (at, c) in forms(span.of(source).unwrap_or_default()) {
        let form = Span::new(span.start() + at, span.start() + at + c.len_utf8());
        text.push_verbatim(source, Span::new(start, form.start()));
        text.push_altered(plain(c).encode_utf8(&mut [0; 4]), form);
        start = form.end();
    }
    text.push_verbatim(source, Span::new(start, span.end()));
}

/// Whether two lines meet between words of a script that writes spaces.
pub(crate) fn needs_space(left: &str, right: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && !is_han(c);
    let mut end = left.chars().rev();
    let last = end.next();
    let stop = last.filter(|c| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '"'));
    let word = if stop.is_some() { end.next() } else { last };
    word.is_some_and(is_letter) && right.chars().next().is_some_and(|c| is_letter(c) || c == '(')
}
