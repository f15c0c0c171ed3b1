//! The first layer: the text's lines as fragments of what the page says.

use memchr::{memchr_iter, memchr3_iter, memmem};
use newsprint_core::{Source, Span};
use newsprint_zh::not_han;
use newsprint_zh::width::fold_onto;

use crate::gutter::{Stretch, stretches};
use crate::turn::Turn;
use crate::typeset::{self, Place};
use crate::wrap::unwrap;

/// A line of the page, or lines that only a wrap divides.
#[derive(Clone, Debug)]
pub(crate) struct Fragment {
    /// Its bytes, without white space at the ends.
    pub(crate) span: Span,
    /// The spans of its lines.
    pub(crate) lines: Vec<Span>,
    /// Its text in half-width forms, lines joined, without white space at the ends.
    pub(crate) folded: String,
    /// Number of characters of `folded` that are not white space.
    pub(crate) length: usize,
    /// Number of characters of `folded`.
    pub(crate) chars: usize,
    /// Blank lines before it.
    pub(crate) blanks: usize,
    /// Whether it is indented as a paragraph is.
    pub(crate) indented: bool,
    /// What it says where it is a reference to another page.
    pub(crate) turn: Option<Box<Turn>>,
    /// Whether it is a headline, since it stands behind such a reference on one line.
    pub(crate) titled: bool,
    /// Whether it is columns side by side that nothing tells apart.
    pub(crate) mixed: bool,
    /// Where it stands, and how it is set, where that is known.
    pub(crate) place: Option<Box<Place>>,
}

/// Most characters of a label that is broken over two lines.
const LONGEST_LABEL: usize = 20;
/// Width of the least indent that begins a paragraph, in twentieths of a Chinese character.
const INDENT: i32 = 30;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Its bytes, without white space at the ends.
    pub(crate) span: Span,
    /// Blank lines before it.
    pub(crate) blanks: usize,
    /// Width of the white space before it, in twentieths of a Chinese character.
    pub(crate) indent: i32,
}

impl Line {
    /// What it says.
    pub(crate) fn text(self, source: &str) -> &str {
        self.span.of(source).unwrap_or_default()
    }
}

/// Whether `after` stands on a line below that of `before`, or anywhere above.
pub(crate) fn has_break(text: &str, before: Span, after: Span) -> bool {
    text.get(before.end()..after.start()).is_none_or(|between| between.contains(is_break))
}

/// Whether a line ends with `c`.
pub(crate) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{c}')
}

/// The fragments of `source`, in the order of reading.
pub(crate) fn fragments(source: &Source) -> Vec<Fragment> {
    typeset::fragments(source).unwrap_or_else(|| of_text(source.text()))
}

/// The fragments of a text of which no more is known. Linear.
fn of_text(text: &str) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    for Stretch { lines, mixed } in stretches(text, lines(text)) {
        if mixed {
            fragments.push(Fragment { mixed, ..Fragment::new(text, &lines) });
        } else {
            add_lines(text, &lines, &mut fragments);
        }
    }
    fragments
}

/// Adds the fragments of lines that stand below each other.
fn add_lines(text: &str, lines: &[Line], fragments: &mut Vec<Fragment>) {
    if let Some(paragraphs) = unwrap(text, lines) {
        let of = |lines: Vec<Line>| {
            let mut fragment = Fragment::new(text, &lines);
            fragment.blanks = fragment.blanks.max(1);
            fragment
        };
        fragments.extend(paragraphs.into_iter().map(of));
        return;
    }
    fragments.reserve(lines.len());
    for block in lines.chunk_by(|_, below| below.blanks == 0) {
        if is_label(text, block) {
            fragments.push(Fragment::new(text, block));
        } else {
            fragments.extend(block.chunks(1).map(|line| Fragment::new(text, line)));
        }
    }
}

/// Whether `block` is a label that is broken over two lines.
fn is_label(text: &str, block: &[Line]) -> bool {
    let plain = |line: &Line| line.text(text).chars().all(char::is_alphanumeric);
    let length = || block.iter().map(|line| line.text(text).chars().count()).sum::<usize>();
    block.len() == 2 && block.iter().all(plain) && length() <= LONGEST_LABEL
}

impl Fragment {
    /// Its bytes: one span where its lines stand below each other, else those of its lines.
    pub(crate) fn stretches(&self, text: &str) -> Vec<Span> {
        let blank = |span: &str| span.trim().is_empty();
        let below = |pair: &[Span]| text.get(pair[0].end()..pair[1].start()).is_some_and(blank);
        if self.lines.windows(2).all(below) { vec![self.span] } else { self.lines.clone() }
    }

    /// The fragment of `lines`, which only a wrap divides.
    pub(crate) fn new(text: &str, lines: &[Line]) -> Self {
        let mut fragment = Self {
            span: lines.first().map(|line| line.span).unwrap_or_default(),
            lines: Vec::with_capacity(lines.len()),
            folded: String::new(),
            length: 0,
            chars: 0,
            blanks: lines.first().map_or(0, |line| line.blanks),
            indented: lines.first().is_some_and(|line| line.indent >= INDENT),
            turn: None,
            titled: false,
            mixed: false,
            place: None,
        };
        let letter =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !newsprint_zh::is_han(c));
        for line in lines {
            // Parts of one line keep the white space between them.
            let line = match fragment.lines.last_mut() {
                Some(last) if !has_break(text, *last, line.span) => {
                    let rest = Span::new(last.end(), line.span.end());
                    *last = last.cover(rest);
                    Line { span: rest, ..*line }
                }
                _ => {
                    fragment.lines.push(line.span);
                    *line
                }
            };
            let body = line.text(text);
            if letter(fragment.folded.chars().next_back()) && letter(body.chars().next()) {
                fragment.folded.push(' ');
            }
            fold_onto(body, &mut fragment.folded);
            fragment.span = fragment.span.cover(line.span);
        }
        fragment.chars = fragment.folded.chars().count();
        let spaces = not_han(&fragment.folded).filter(|(_, c)| c.is_whitespace());
        fragment.length = fragment.chars - spaces.count();
        fragment
    }
}

/// Where the [breaks](is_break) of `text` begin and end, in order. They are not put down: a text may be
/// breaks alone.
fn breaks(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let common = memchr3_iter(b'\n', b'\r', b'\x0C', bytes).map(|at| (at, at + 1));
    let separators = memmem::find_iter(bytes, b"\xE2\x80").map(|at| (at, at + 3));
    let separators = separators.filter(|(at, _)| matches!(bytes.get(at + 2), Some(0xA8 | 0xA9)));
    let (mut common, mut separators) = (common.peekable(), separators.peekable());
    std::iter::from_fn(move || match (common.peek(), separators.peek()) {
        (Some(one), Some(other)) if other < one => separators.next(),
        (None, _) => separators.next(),
        _ => common.next(),
    })
}

/// The lines of `text` that are not blank.
fn lines(text: &str) -> Vec<Line> {
    // A page that is all lines should not move them about; most have a blank one below each.
    let breaks_at_least = memchr_iter(b'\n', text.as_bytes()).count();
    let mut lines: Vec<Line> = Vec::with_capacity(breaks_at_least / 2 + 1);
    let (mut start, mut blanks) = (0, 0);
    for (end, next) in breaks(text).chain([(text.len(), text.len())]) {
        let line = &text[start..end];
        let body = line.trim();
        if !body.is_empty() {
            let before = line.len() - line.trim_start().len();
            let span = Span::new(start + before, start + before + body.len());
            let indent =
                line[..before].chars().map(|c| if c == '\u{3000}' { 20 } else { 10 }).sum();
            lines.push(Line { span, blanks, indent });
            blanks = 0;
        } else if start < text.len() && !text[..next].ends_with("\r\n") {
            blanks += 1;
        }
        start = next;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_with_any_break() {
        let check = |text: &str, expected: &[(&str, usize)]| {
            let lines = lines(text);
            let found: Vec<_> = lines.iter().map(|it| (it.text(text), it.blanks)).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("", &[]);
        check("\n \r\n", &[]);
        check("甲", &[("甲", 0)]);
        check("甲\n\n乙\n", &[("甲", 0), ("乙", 1)]);
        check("甲\r\n\r\n乙\r\n丙", &[("甲", 0), ("乙", 1), ("丙", 0)]);
        check("甲\r\r乙\n\r丙", &[("甲", 0), ("乙", 1), ("丙", 1)]);
        check("“甲”…\u{2028}—乙\u{2029}\u{c}丙", &[("“甲”…", 0), ("—乙", 0), ("丙", 1)]);
        check(" \n\u{3000}\n 甲 乙 \u{2029}丙", &[("甲 乙", 2), ("丙", 0)]);
    }

    #[test]
    fn lines_end_where_characters_say() {
        for c in '\0'..='\u{FFFF}' {
            let text = format!("甲{c}乙");
            assert_eq!(lines(&text).len() == 2, is_break(c), "{c:?}");
        }
    }
}
