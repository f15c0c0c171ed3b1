//! Texts of articles: what the lines of a page say, with where they say it.

use newsprint_core::{MappedText, Span};
use newsprint_zh::form::plain;
use newsprint_zh::is_han;

use crate::fragment::is_break;

/// The bytes `span` of `source`, which may be several lines.
pub(crate) fn printed(source: &str, span: Span) -> MappedText {
    let lines = span.of(source).unwrap_or_default().split_inclusive(is_break);
    let mut end = span.start();
    join(
        source,
        lines.map(|line| {
            let start = end + line.len() - line.trim_start().len();
            end += line.len();
            Span::new(start, start + line.trim().len())
        }),
    )
}

/// `lines` of `source` as one text: presentation forms resolved, without the white space of the
/// layout, but with a space between words that it alone kept apart.
pub(crate) fn join(source: &str, lines: impl IntoIterator<Item = Span>) -> MappedText {
    let mut text = MappedText::new();
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
    for (at, c) in span.of(source).unwrap_or_default().char_indices() {
        let form = Span::new(span.start() + at, span.start() + at + c.len_utf8());
        if plain(c) != c {
            text.push_verbatim(source, Span::new(start, form.start()));
            text.push_altered(plain(c).encode_utf8(&mut [0; 4]), form);
            start = form.end();
        }
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
