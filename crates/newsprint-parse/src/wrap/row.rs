//! Lines as they were printed, with what the search for paragraphs asks of them.

use std::ops::Range;

use newsprint_core::Span;
use newsprint_zh::is_han;
use newsprint_zh::marks::{closes, closing, ends_clause, ends_sentence, is_sentence_end};

use crate::fragment::{Line, has_break};
use crate::hash::Run;
use crate::shape::starts_enumeration;
use crate::words::Seams;

/// Width of a Chinese character; the other widths are parts of it.
pub(super) const EM: i32 = 20;
/// Fewest lines of one character that are a vertical headline.
const VERTICAL: usize = 3;
/// Most lines of a vertical headline.
const TALLEST: usize = 60;
/// Most bytes of a page's date line.
const LONGEST_FOLIO: usize = 120;
/// Most characters of a label that stands beside a headline.
const LONGEST_LABEL: usize = 8;
/// Most characters before the bracket of a report's first line.
const LONGEST_NAME: usize = 16;
/// Most lines of a bracket that stands by itself.
const ASIDE: usize = 4;

/// The parts of lines: a page's date line is many things, and a short word before white space
/// may be a label that stands beside a headline.
pub(super) fn cuts(text: &str, lines: &[Line]) -> Vec<Line> {
    let mut parts = Vec::with_capacity(lines.len());
    let mut below_folio = false;
    for line in lines {
        let body = line.text(text);
        let gaps = || body.match_indices(char::is_whitespace).map(|(at, _)| at);
        let is_folio = body.len() <= LONGEST_FOLIO
            && body.contains('年')
            && body.contains('日')
            && body.contains(['版', '期'])
            && gaps().nth(1).is_some();
        let is_label = |at: &usize| {
            let word = &body[..*at];
            (2..=LONGEST_LABEL).contains(&word.chars().count()) && word.chars().all(is_han)
        };
        let blanks = line.blanks.max(usize::from(is_folio || below_folio));
        if is_folio {
            // The day of the week stands with the date, the section's name with the page.
            let parts_end = |at: &usize| {
                !body[..*at].ends_with('版') && !body[*at..].trim_start().starts_with("星期")
            };
            parts.extend(split(text, Line { blanks, ..*line }, gaps().filter(parts_end)));
        } else {
            let label = gaps().take(1).filter(is_label);
            let of_line = split(text, Line { blanks, ..*line }, label).enumerate();
            parts.extend(
                of_line.map(|(at, part)| if at == 0 { part } else { Line { blanks: 0, ..part } }),
            );
        }
        below_folio = is_folio;
    }
    parts
}

/// `line`, cut before each of the bytes `cuts`.
fn split<'a>(
    text: &'a str,
    line: Line,
    cuts: impl Iterator<Item = usize> + 'a,
) -> impl Iterator<Item = Line> + 'a {
    let body = line.text(text);
    let mut start = 0;
    cuts.chain([body.len()]).filter_map(move |end| {
        let part = body[start..end].trim_start();
        let indent = if start == 0 { line.indent } else { 0 };
        let end_at = line.span.start() + end;
        start = end;
        (!part.is_empty()).then(|| Line {
            span: Span::new(end_at - part.len(), end_at),
            indent,
            ..line
        })
    })
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Sentence,
    Clause,
    Open,
    Cut,
}

/// How a line may be a part of the printed line before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaning {
    No,
    /// Marks set close together look like a line's end to what reads them.
    Mark,
    /// White space divides them.
    Gap,
}

/// A line as it was printed; a vertical headline is one, too.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub(super) struct Row {
    pub(super) lines: Range<usize>,
    pub(super) width: i32,
    /// Width of its first unbreakable unit.
    pub(super) unit: i32,
    /// Width of the white space before it.
    pub(super) indent: i32,
    /// Whether it begins a paragraph: a blank line stands above it, or it is a bracket by itself.
    pub(super) fresh: bool,
    pub(super) end: End,
    pub(super) leaning: Leaning,
    /// Whether it starts with a mark that no paragraph starts with.
    pub(super) clings: bool,
    /// Whether it starts as an item of a list or a deck does.
    pub(super) opens: bool,
    /// Whether its first character and the last of the row before stand together elsewhere.
    pub(super) seen: bool,
    /// Whether it has neither marks nor white space.
    pub(super) is_plain: bool,
    pub(super) vertical: bool,
}

/// The rows of `lines`. Linear.
pub(super) fn rows(text: &str, lines: &[Line]) -> Vec<Row> {
    let font = Font::of(text, lines);
    let breaks = Breaks::of(text, lines);
    let stops = |c| closes(c) || ends_clause(c) || ends_sentence(c);
    let mark = |c| stops(c) || closing(c).is_some();
    let splits = lines.iter().skip(1).any(|line| line.text(text).starts_with(stops));
    let mut rows: Vec<Row> = Vec::with_capacity(lines.len());
    let mut at = 0;
    let mut last = "";
    let mut bracket_ends = 0;
    while let Some(line) = lines.get(at) {
        let tall = vertical(text, &lines[at..]);
        let body = line.text(text);
        let below = at > 0 && !has_break(text, lines[at - 1].span, line.span);
        let leaning = if below {
            Leaning::Gap
        } else if splits && line.indent == 0 && last.ends_with(mark) && body.starts_with(mark) {
            Leaning::Mark
        } else {
            Leaning::No
        };
        let aside = if is_sentence_end(last) { aside(text, &lines[at..]) } else { 0 };
        let seen = breaks.is_seen(last, body);
        let starts = aside > 0 || (starts_report(body) && !seen);
        let fresh = line.blanks > 0
            || tall > 0
            || starts
            || bracket_ends == at
            || rows.last().is_none_or(|row| row.vertical);
        if aside > 0 {
            bracket_ends = at + aside;
        }
        let next = at + tall.max(1);
        rows.push(Row {
            lines: at..next,
            width: width(body, font),
            unit: unit(body, font),
            indent: line.indent,
            fresh,
            end: end_of(body),
            leaning,
            clings: at > 0 && body.starts_with(stops),
            seen,
            opens: starts_enumeration(body) || body.starts_with("——"),
            is_plain: body.chars().all(char::is_alphanumeric),
            vertical: tall > 0,
        });
        last = lines[next - 1].text(text);
        at = next;
    }
    rows
}

/// The characters on both sides of the breaks of a page, and which of them stand together elsewhere.
struct Breaks {
    /// Ascending.
    pairs: Vec<(char, char)>,
    seen: Vec<bool>,
}

impl Breaks {
    fn of(text: &str, lines: &[Line]) -> Self {
        let below = lines.iter().skip(1);
        let seams = lines.iter().zip(below).filter_map(|(a, b)| seam(a.text(text), b.text(text)));
        let mut pairs: Vec<_> = seams.collect();
        pairs.sort_unstable();
        pairs.dedup();
        // Most pairs of characters are no seam, and most of those are told so by a bit.
        let mut known = Seams::new(pairs.len());
        for (a, b) in &pairs {
            known.meet(Run::new(0).then(*a).then(*b));
        }
        let mut seen = vec![false; pairs.len()];
        for line in lines {
            let mut before = None;
            for b in line.text(text).chars() {
                if let Some(a) = before.replace(b)
                    && known.knows(&[a, b])
                    && let Ok(place) = pairs.binary_search(&(a, b))
                {
                    seen[place] = true;
                }
            }
        }
        Self { pairs, seen }
    }

    /// Whether the characters on both sides of the break stand together elsewhere.
    fn is_seen(&self, above: &str, below: &str) -> bool {
        let place = seam(above, below).and_then(|seam| self.pairs.binary_search(&seam).ok());
        place.is_some_and(|place| self.seen[place])
    }
}

fn seam(above: &str, below: &str) -> Option<(char, char)> {
    above.chars().next_back().zip(below.chars().next())
}

/// Whether `text` starts as a report does: 本报讯(
fn starts_report(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| is_han(c) || c.is_ascii_digit());
    let name = &text[..text.len() - head.len()];
    head.starts_with(['(', '（'])
        && name.ends_with(['讯', '电'])
        && (3..=LONGEST_NAME).contains(&name.chars().count())
}

/// How many lines `lines` start with that are one bracket and nothing else.
fn aside(text: &str, lines: &[Line]) -> usize {
    if !lines.first().is_some_and(|line| line.text(text).starts_with(|c| closing(c).is_some())) {
        return 0;
    }
    let mut expected = Vec::new();
    for (count, line) in lines.iter().take(ASIDE).enumerate() {
        let mut chars = line.text(text).chars();
        while let Some(c) = chars.next() {
            if let Some(close) = closing(c) {
                expected.push(close);
            } else if expected.last() == Some(&c) {
                expected.pop();
            }
            let done = expected.is_empty();
            if done {
                return if chars.next().is_none() { count + 1 } else { 0 };
            }
        }
    }
    0
}

/// How many lines of one character `lines` start with, where they make a vertical headline.
fn vertical(text: &str, lines: &[Line]) -> usize {
    let one = |line: &&Line| line.text(text).chars().nth(1).is_none();
    let below = lines.iter().skip(1).take_while(|line| line.blanks == 0);
    let column = lines.iter().take(1).chain(below).take_while(one).take(TALLEST);
    let count = column.clone().count();
    let han = column.filter(|line| line.text(text).starts_with(is_han)).count();
    if count >= VERTICAL && han * 2 > count { count } else { 0 }
}

fn end_of(text: &str) -> End {
    let Some(last) = text.chars().next_back() else { return End::Cut };
    if is_sentence_end(text) || text.ends_with('.') {
        End::Sentence
    } else if matches!(last, ':' | '：') || closes(last) {
        End::Open
    } else if ends_clause(last) {
        End::Clause
    } else {
        End::Cut
    }
}

/// How wide the characters of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Font {
    /// As on a typewriter.
    Fixed,
    /// As in the usual fonts of newspapers.
    Print,
    /// So, but full-width marks were folded to half width when the text was extracted.
    Folded,
}

impl Font {
    fn of(text: &str, lines: &[Line]) -> Self {
        let has = |c: char| lines.iter().any(|line| line.text(text).contains(c));
        if !lines.iter().any(|line| line.text(text).contains(is_han)) {
            Self::Fixed
        } else if has(',') && !has('，') {
            Self::Folded
        } else {
            Self::Print
        }
    }

    fn advance(self, c: char) -> i32 {
        match c {
            _ if self == Self::Fixed && c < '\u{2E80}' => 10,
            ',' | ':' | ';' | '!' | '?' | '(' | ')' if self == Self::Folded => EM,
            'A'..='Z' => 13,
            ' ' => 5,
            '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 6,
            '(' | ')' | '[' | ']' | '-' | '/' => 7,
            '%' => 18,
            '\u{0}'..='\u{2FF}' => 11,
            _ => EM,
        }
    }
}

/// Width of a line: a mark at the shoulder of another takes half its room.
fn width(text: &str, font: Font) -> i32 {
    let mut all = 0;
    let mut before = ' ';
    for c in text.chars() {
        all += font.advance(c);
        if is_wide_stop(before) && (is_wide_stop(c) || closing(c).is_some()) {
            all -= EM / 2;
        }
        before = c;
    }
    all
}

fn is_wide_stop(c: char) -> bool {
    c > '\u{2000}' && (closes(c) || ends_clause(c) || ends_sentence(c))
}

/// Width of what must stand on one line at the start of `text`: a character or a word, with the
/// marks that cling to it.
fn unit(text: &str, font: Font) -> i32 {
    let mut all = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next_if(|c| closing(*c).is_some()) {
        all += font.advance(c);
    }
    let is_letter = |c: &char| {
        *c < '\u{2E80}'
            && (c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | '-' | '/' | '\'' | ':'))
    };
    if chars.peek().is_some_and(is_letter) {
        while let Some(c) = chars.next_if(is_letter) {
            all += font.advance(c);
        }
        all += if font == Font::Fixed { font.advance(' ') } else { 0 };
    } else if let Some(c) = chars.next() {
        all += font.advance(c);
    }
    while let Some(c) = chars.next_if(|c| closes(*c) || ends_clause(*c) || ends_sentence(*c)) {
        all += font.advance(c);
    }
    all
}
