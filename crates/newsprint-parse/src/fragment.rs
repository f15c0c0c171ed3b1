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
    /// Number of characters of `folded`.
    pub(crate) chars: usize,
    /// Blank lines before it.
    pub(crate) blanks: usize,
    /// Whether white space stands before it on its line.
    pub(crate) indented: bool,
}

/// Most characters of a label that is broken over two lines.
const LONGEST_LABEL: usize = 20;
/// Fewest lines that show at which width a text wraps.
const FEWEST_WRAPPED: usize = 3;
/// Columns that a wrapped line may fall short of the widest: a mark that must not start a line, or
/// a word of a script that writes spaces.
const RAGGED: (usize, usize) = (4, 14);

/// The fragments of `text`, in order. Linear.
pub(crate) fn fragments(text: &str) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    let mut lines = lines(text).into_iter().peekable();
    while let Some(first) = lines.next() {
        let mut block = vec![first];
        while let Some(line) = lines.next_if(|line| line.blanks == 0) {
            block.push(line);
        }
        fragments.extend(merged(block));
    }
    fragments
}

/// The fragments of lines without a blank line between.
fn merged(block: Vec<Fragment>) -> Vec<Fragment> {
    let is_label = |lines: &[Fragment]| {
        let plain = |line: &Fragment| line.folded.chars().all(char::is_alphanumeric);
        let length: usize = lines.iter().map(|line| line.length).sum();
        lines.len() == 2 && length <= LONGEST_LABEL && lines.iter().all(plain)
    };
    let width = wrap_width(&block);
    let mut fragments: Vec<Fragment> = Vec::with_capacity(block.len());
    let one_label = is_label(&block);
    let mut wraps = false;
    for line in block {
        let here = width_of(&line.folded);
        match fragments.last_mut() {
            Some(last) if one_label || (wraps && !line.indented) => last.append(line),
            _ => fragments.push(line),
        }
        wraps = width.is_some_and(|wide| here + ragged(&fragments) >= wide);
    }
    fragments
}

/// The width in columns at which a text wraps, if most of its lines are as wide.
fn wrap_width(block: &[Fragment]) -> Option<usize> {
    let widest = block.iter().map(|line| width_of(&line.folded)).max()?;
    let is_full = |line: &&Fragment| width_of(&line.folded) + ragged(block) >= widest;
    let full = block.iter().filter(is_full).count();
    (full >= FEWEST_WRAPPED && full * 2 > block.len()).then_some(widest)
}

fn ragged(block: &[Fragment]) -> usize {
    let chinese = block.iter().any(|line| line.folded.contains(newsprint_zh::is_han));
    if chinese { RAGGED.0 } else { RAGGED.1 }
}

/// Columns that `text` takes: two for each character beyond Latin.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum()
}

impl Fragment {
    /// Adds a line that only a wrap divides from this fragment.
    fn append(&mut self, line: Self) {
        let letters =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !newsprint_zh::is_han(c));
        if letters(self.folded.chars().next_back()) && letters(line.folded.chars().next()) {
            self.folded.push(' ');
        }
        self.folded.push_str(&line.folded);
        self.length += line.length;
        self.chars += line.chars;
        self.span = self.span.cover(line.span);
        self.lines.extend(line.lines);
    }
}

/// The lines of `text` that are not blank.
fn lines(text: &str) -> Vec<Fragment> {
    let mut fragments: Vec<Fragment> = Vec::new();
    let (mut start, mut blanks) = (0, 0);
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        if !body.is_empty() {
            let span = Span::new(start + indent, start + indent + body.len());
            let folded: String = body.chars().map(fold).collect();
            let length = folded.chars().filter(|c| !c.is_whitespace()).count();
            let (chars, indented, lines) = (folded.chars().count(), indent > 0, vec![span]);
            fragments.push(Fragment { span, lines, folded, length, chars, blanks, indented });
            blanks = 0;
        } else if !(line == "\n" && text[..start].ends_with('\r')) {
            blanks += 1;
        }
        start += line.len();
    }
    fragments
}
