//! Takes the wrapping of typeset text back: which lines are one paragraph.
//!
//! A typesetter breaks a line where the next unbreakable unit would not fit. So the break after a
//! line of width `w`, before a unit of width `u`, says that the measure of its column is in
//! `w..w + u`; a line that leaves more room than that ends its paragraph. A beam search reads the
//! lines as paragraphs of columns, each with its own measure, and pays for what a measure does
//! not explain.

use std::cmp::Ordering;
use std::ops::Range;

use newsprint_zh::is_han;
use newsprint_zh::marks::{closes, closing, ends_clause, ends_sentence};

use crate::fragment::Line;

/// Width of a Chinese character; the other widths are parts of it.
const EM: i32 = 20;
/// The widest line that a measure explains.
const WIDEST: i32 = 80 * EM;
/// Readings kept at each line.
const BEAM: usize = 12;
/// Most lines that marks set close together make of one.
const PIECES: usize = 6;
/// Fewest wrapped lines by which a page is known to be wrapped.
const FEWEST: usize = 3;
/// Fewest lines of one character that are a vertical headline.
const VERTICAL: usize = 3;

/// What a reading pays, in tenths.
mod cost {
    /// For a measure that no line before had.
    pub(super) const MEASURE: i32 = 40;
    /// For going back to the measure before.
    pub(super) const RETURN: i32 = 3;
    /// For a break that the measure explains.
    pub(super) const WRAP: i32 = 2;
    /// So, after a sentence.
    pub(super) const WRAP_SENTENCE: i32 = 6;
    /// For a paragraph that ends with a sentence.
    pub(super) const END: i32 = 5;
    /// So, on a line that happens to be full.
    pub(super) const END_FULL: i32 = 10;
    /// For a paragraph that ends with a bracket or a colon.
    pub(super) const END_OPEN: i32 = 12;
    /// For a paragraph that ends with anything else.
    pub(super) const END_CUT: i32 = 30;
    /// For a line by itself, besides its end.
    pub(super) const ALONE: i32 = 6;
    /// For a paragraph that starts without the indent of the others.
    pub(super) const FLUSH: i32 = 12;
    /// For an indent inside a paragraph.
    pub(super) const INDENT: i32 = 60;
}

/// The lines of each paragraph, heading and the like; `None` where `lines` are not wrapped.
pub(crate) fn unwrap(text: &str, lines: &[Line]) -> Option<Vec<Range<usize>>> {
    let rows = rows(text, lines);
    let near = |pair: &[Row]| {
        let (a, b) = (pair[0].width, pair[1].width);
        !pair[1].fresh && a.min(b) > 6 * EM && a.max(b) < WIDEST && (a - b).abs() <= 4 * EM
    };
    if rows.windows(2).filter(|pair| near(pair)).count() < FEWEST {
        return None;
    }
    let paragraphs = Search::new(&rows).run();
    let adjacent = rows.iter().skip(1).filter(|row| !row.fresh).count();
    let (mut wraps, mut cut) = (0, 0);
    for row in paragraphs.iter().flat_map(|it| rows.get(it.start..it.end - 1).unwrap_or_default()) {
        wraps += 1;
        cut += usize::from(row.end == End::Cut);
    }
    let is_wrapped = wraps >= FEWEST && wraps * 5 >= adjacent * 2 && cut * 5 >= wraps * 3;
    let whole = |range: Range<usize>| Some(rows.get(range.start)?.lines.start..rows.get(range.end - 1)?.lines.end);
    is_wrapped.then(|| paragraphs.into_iter().filter_map(whole).collect())
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Sentence,
    Clause,
    Open,
    Cut,
}

/// A line as it was printed; a vertical headline is one, too.
#[derive(Debug)]
struct Row {
    lines: Range<usize>,
    width: i32,
    /// Width of its first unbreakable unit.
    unit: i32,
    /// Width of the white space before it.
    indent: i32,
    /// Whether a blank line stands above it, or another reason to start a paragraph.
    fresh: bool,
    end: End,
    /// Whether the line before may be its own first part: marks set close together look like a
    /// line's end to what reads them.
    leans: bool,
    vertical: bool,
}

fn rows(text: &str, lines: &[Line]) -> Vec<Row> {
    let chinese = lines.iter().any(|line| line.text(text).contains(is_han));
    let mut rows: Vec<Row> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let tall = vertical(text, &lines[at..]);
        let body = line.text(text);
        let last = rows.last().and_then(|row| lines.get(row.lines.start)).map(|line| line.text(text));
        let after = |end: &str| end.ends_with(|c| closes(c) || ends_clause(c) || ends_sentence(c));
        let first = |c: char| is_mark(c) || ends_sentence(c);
        let next = at + tall.max(1);
        rows.push(Row {
            lines: at..next,
            width: width(body, chinese),
            unit: unit(body, chinese),
            indent: line.indent,
            fresh: line.blanks > 0 || tall > 0 || rows.last().is_none_or(|row| row.vertical),
            end: end_of(body),
            leans: last.is_some_and(after) && body.starts_with(first),
            vertical: tall > 0,
        });
        at = next;
    }
    rows
}

/// How many lines of one character `lines` start with, where they make a vertical headline.
fn vertical(text: &str, lines: &[Line]) -> usize {
    let one = |line: &&Line| {
        let mut chars = line.text(text).chars();
        chars.next().is_some() && chars.next().is_none()
    };
    let first = usize::from(lines.first().is_some_and(|line| one(&line)));
    let count = first + lines.iter().skip(1).take_while(|line| first > 0 && line.blanks == 0 && one(line)).count();
    let han = lines[..count].iter().filter(|line| line.text(text).starts_with(is_han)).count();
    if count >= VERTICAL && han * 2 > count { count } else { 0 }
}

fn end_of(text: &str) -> End {
    let Some(last) = text.chars().next_back() else { return End::Cut };
    if newsprint_zh::marks::is_sentence_end(text) || text.ends_with('.') {
        End::Sentence
    } else if matches!(last, ':' | '：') || closes(last) {
        End::Open
    } else if ends_clause(last) {
        End::Clause
    } else {
        End::Cut
    }
}

fn is_mark(c: char) -> bool {
    closes(c) || closing(c).is_some() || ends_clause(c)
}

/// Width of `c`: as in the usual fonts of newspapers where the text is Chinese, else that of a
/// typewriter.
fn advance(c: char, chinese: bool) -> i32 {
    match c {
        _ if !chinese && c < '\u{2E80}' => 10,
        '0'..='9' | 'a'..='z' => 11,
        'A'..='Z' => 13,
        ' ' => 5,
        '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 6,
        '(' | ')' | '[' | ']' | '-' | '/' => 7,
        '%' => 18,
        '\u{0}'..='\u{2FF}' => 11,
        _ => EM,
    }
}

/// Width of a line: a mark at the shoulder of another takes half its room.
fn width(text: &str, chinese: bool) -> i32 {
    let mut all = 0;
    let mut before = ' ';
    for c in text.chars() {
        all += advance(c, chinese);
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
fn unit(text: &str, chinese: bool) -> i32 {
    let mut all = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next_if(|c| closing(*c).is_some()) {
        all += advance(c, chinese);
    }
    let is_letter = |c: &char| *c < '\u{2E80}' && (c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | '-' | '/' | '\'' | ':'));
    if chars.peek().is_some_and(is_letter) {
        while let Some(c) = chars.next_if(is_letter) {
            all += advance(c, chinese);
        }
        all += if chinese { 0 } else { advance(' ', chinese) };
    } else if let Some(c) = chars.next() {
        all += advance(c, chinese);
    }
    while let Some(c) = chars.next_if(|c| closes(*c) || ends_clause(*c) || ends_sentence(*c)) {
        all += advance(c, chinese);
    }
    all
}

/// The measures that explain the lines so far: at least the first, less than the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Measure(i32, i32);

impl Measure {
    const NONE: Self = Self(0, 0);
    const ANY: Self = Self(0, i32::MAX);

    /// Takes a line of `width` in; what that costs.
    fn hold(&mut self, width: i32) -> i32 {
        if width <= self.1 {
            self.0 = self.0.max(width);
            return 0;
        }
        match width - self.1 {
            ..=10 => 3,
            ..=20 => 15,
            ..=40 => 40,
            _ => 200,
        }
    }

    /// Takes a break in after a line of `width` that left no room for `unit`; what that costs.
    fn wrap(&mut self, width: i32, unit: i32) -> i32 {
        let limit = width + unit;
        if limit >= self.0 {
            self.1 = self.1.min(limit);
            return 0;
        }
        match self.0 - limit {
            ..=10 => 4,
            ..=20 => 12,
            ..=40 => 25,
            ..=60 => 45,
            _ => 200,
        }
    }

    /// Whether `unit` would have found no room after a line of `width`.
    fn is_full(self, width: i32, unit: i32) -> bool {
        width + unit > self.0
    }
}

/// A reading of the rows up to a place.
#[derive(Clone, Copy, Debug)]
struct Reading {
    cost: i32,
    /// Whether the paragraph goes on.
    wraps: bool,
    measure: Measure,
    /// The measure before.
    other: Measure,
    /// Where the last line of this reading starts, and the reading before it there.
    from: (usize, usize),
}

struct Search<'a> {
    rows: &'a [Row],
    indented: bool,
    /// Width of an indent that the text no longer shows.
    lost: i32,
    at: Vec<Vec<Reading>>,
}

impl<'a> Search<'a> {
    fn new(rows: &'a [Row]) -> Self {
        let indented = rows.iter().any(|row| row.indent > 0);
        let chinese = rows.iter().any(|row| row.unit == EM);
        let lost = if chinese && !indented { 2 * EM } else { 0 };
        let start = Reading {
            cost: 0,
            wraps: false,
            measure: Measure::NONE,
            other: Measure::NONE,
            from: (0, 0),
        };
        let mut at = vec![Vec::new(); rows.len() + 1];
        at[0].push(start);
        Self { rows, indented, lost, at }
    }

    /// The rows of each paragraph in the cheapest reading.
    fn run(mut self) -> Vec<Range<usize>> {
        for here in 0..self.rows.len() {
            prune(&mut self.at[here]);
            for index in 0..self.at[here].len() {
                let mut width = 0;
                for next in here + 1..=(here + PIECES).min(self.rows.len()) {
                    let row = &self.rows[next - 1];
                    if next > here + 1 {
                        if !row.leans || row.fresh {
                            break;
                        }
                        width -= EM / 2;
                    }
                    width += row.width;
                    if next > here + 1 && width > WIDEST {
                        break;
                    }
                    self.go_on((here, index), next, width);
                }
            }
        }
        self.trace()
    }

    /// Goes on from a reading with a line of `width` that ends before the row `next`.
    fn go_on(&mut self, from: (usize, usize), next: usize, width: i32) {
        let here = self.at[from.0][from.1];
        let row = &self.rows[from.0];
        let known = |measure: Measure| measure != Measure::NONE && width <= WIDEST && !row.vertical;
        if here.wraps {
            if !row.fresh && known(here.measure) {
                let cost = here.cost + if row.indent > 0 { cost::INDENT } else { 0 };
                self.line(Reading { cost, from, ..here }, next, width);
            }
            return;
        }
        let alone = here.cost + cost::ALONE + self.end_cost(next - 1);
        self.at[next].push(Reading { cost: alone, from, ..here });
        let swapped = Reading { measure: here.other, other: here.measure, ..here };
        let fresh = Reading { measure: Measure::ANY, other: here.measure, ..here };
        for (reading, cost) in [(here, 0), (swapped, cost::RETURN), (fresh, cost::MEASURE)] {
            if !known(reading.measure) {
                continue;
            }
            let cost = here.cost + cost;
            let flush = if self.lost > 0 || self.indented { cost::FLUSH } else { 0 };
            if row.indent > 0 || self.lost > 0 {
                let indent = row.indent.max(self.lost);
                self.line(Reading { cost, from, ..reading }, next, width + indent);
            }
            if row.indent == 0 {
                self.line(Reading { cost: cost + flush, from, ..reading }, next, width);
            }
        }
    }

    /// A line of a paragraph, with and without a break behind it.
    fn line(&mut self, reading: Reading, next: usize, width: i32) {
        let Reading { mut measure, cost, .. } = reading;
        let cost = cost + measure.hold(width);
        let unit = self.rows.get(next).map_or(WIDEST, |row| row.unit);
        let full = if measure.is_full(width, unit) { cost::END_FULL } else { 0 };
        let ended = cost + self.end_cost(next - 1) + full;
        self.at[next].push(Reading { cost: ended, wraps: false, measure, ..reading });
        if next < self.rows.len() && !self.rows[next].fresh {
            let wrap = if self.rows[next - 1].end == End::Sentence { cost::WRAP_SENTENCE } else { cost::WRAP };
            let cost = cost + wrap + measure.wrap(width, unit);
            self.at[next].push(Reading { cost, wraps: true, measure, ..reading });
        }
    }

    /// What it costs to end a paragraph with the row `at`.
    fn end_cost(&self, at: usize) -> i32 {
        match self.rows[at].end {
            _ if self.rows.get(at + 1).is_none_or(|row| row.fresh) => 0,
            End::Sentence => cost::END,
            End::Open => cost::END_OPEN,
            End::Clause | End::Cut => cost::END_CUT,
        }
    }

    fn trace(&self) -> Vec<Range<usize>> {
        let mut paragraphs: Vec<Range<usize>> = Vec::new();
        let mut place = self.rows.len();
        let ends = &self.at[place];
        let mut index = (0..ends.len()).filter(|at| !ends[*at].wraps).min_by_key(|at| ends[*at].cost);
        let mut end = place;
        while let Some(reading) = index.and_then(|index| self.at[place].get(index)) {
            if place == 0 {
                break;
            }
            let (before, back) = reading.from;
            if self.at[before].get(back).is_none_or(|it| !it.wraps) {
                paragraphs.push(before..end);
                end = before;
            }
            (place, index) = (before, Some(back));
        }
        paragraphs.reverse();
        paragraphs
    }
}

/// Keeps the cheapest readings, one of each kind.
fn prune(readings: &mut Vec<Reading>) {
    let kind = |it: &Reading| (it.wraps, it.measure.0, it.measure.1, it.other.0, it.other.1);
    readings.sort_by(|a, b| a.cost.cmp(&b.cost).then(Ordering::Equal));
    let mut kept: Vec<Reading> = Vec::with_capacity(BEAM);
    for reading in readings.drain(..) {
        if kept.len() == BEAM {
            break;
        }
        if !kept.iter().any(|known| kind(known) == kind(&reading)) {
            kept.push(reading);
        }
    }
    *readings = kept;
}
