//! The first layer: the text's lines as fragments of what the page says.

use newsprint_core::Span;
use newsprint_zh::width::fold;

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
    /// Blank lines before it.
    pub(crate) blanks: usize,
    /// Whether white space stands before it on its line.
    pub(crate) indented: bool,
}

/// The fragments of `text`, in order. Linear.
pub(crate) fn fragments(text: &str) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let (mut start, mut blanks) = (0, 0);
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if !body.is_empty() {
            let span = Span::new(start + indent, start + indent + body.len());
            let folded: String = body.chars().map(fold).collect();
            let length = folded.chars().filter(|c| !c.is_whitespace()).count();
            let indented = indent > 0;
            fragments.push(Fragment { span, lines: vec![span], folded, length, blanks, indented });
            blanks = 0;
        } else if !(line == "\n" && text[..start].ends_with('\r')) {
            blanks += 1;
        }
        start += line.len();
    }
    fragments
}
