//! Takes the wrapping of typeset text back: which lines are one paragraph.
//!
//! A typesetter breaks a line where the next unbreakable unit would not fit. So the break after a
//! line of width `w`, before a unit of width `u`, says that the measure of its column is in
//! `w..w + u`; a line that leaves more room than that ends its paragraph. A beam search reads the
//! lines as paragraphs of columns, each with its own measure, and pays for what a measure does
//! not explain.

use std::collections::HashSet;
use std::ops::Range;

use newsprint_core::Span;
use newsprint_zh::is_han;
use newsprint_zh::marks::{closes, closing, ends_clause, ends_sentence};

use crate::fragment::{Line, is_break};
use crate::shape::starts_enumeration;

/// Width of a Chinese character; the other widths are parts of it.
const EM: i32 = 20;
/// The widest line that a measure explains.
const WIDEST: i32 = 80 * EM;
/// The narrowest column.
const NARROWEST: i32 = 9 * EM;
/// Readings kept at each line.
const BEAM: usize = 16;
/// Most lines that marks set close together make of one.
const PIECES: usize = 6;
/// Fewest wrapped lines by which a page is known to be wrapped.
const FEWEST: usize = 3;
/// Fewest lines of one character that are a vertical headline.
const VERTICAL: usize = 3;
/// Most bytes of a page's date line.
const LONGEST_FOLIO: usize = 120;
/// Most characters of a label that stands beside a headline.
const LONGEST_LABEL: usize = 8;
/// Width of the longest line of a label that is broken over two.
const LONGEST_LABEL_LINE: i32 = 6 * EM;
/// Most characters before the bracket of a report's first line.
const LONGEST_NAME: usize = 16;
/// Most lines of a bracket that stands by itself.
const ASIDE: usize = 4;
/// Width of the last line of a heading that is no heading by itself.
const ORPHAN: i32 = 3 * EM;

/// What a reading pays, in tenths.
mod cost {
    /// For a column whose measure no column before had.
    pub(super) const COLUMN: i32 = 70;
    /// For going back to the column before.
    pub(super) const RETURN: i32 = 3;
    /// For a heading or caption over several lines.
    pub(super) const HEADING: i32 = 13;
    /// For a line by itself.
    pub(super) const ALONE: i32 = 6;
    /// For a break that the measure explains.
    pub(super) const WRAP: i32 = 2;
    /// So, after a sentence.
    pub(super) const WRAP_SENTENCE: i32 = 6;
    /// So, in a heading, between characters that stand together nowhere on the page.
    pub(super) const WRAP_UNSEEN: i32 = 22;
    /// So, before a line that starts as an item of a list or a deck does.
    pub(super) const WRAP_OPENER: i32 = 40;
    /// So, before a line of very few characters.
    pub(super) const WRAP_ORPHAN: i32 = 6;
    /// For a paragraph that ends with a sentence.
    pub(super) const END: i32 = 5;
    /// So, on a line that happens to be full.
    pub(super) const END_FULL: i32 = 6;
    /// For a paragraph that ends with a bracket or a colon.
    pub(super) const END_OPEN: i32 = 10;
    /// For a heading that ends with anything else.
    pub(super) const END_PLAIN: i32 = 15;
    /// For a paragraph that ends with anything else.
    pub(super) const END_CUT: i32 = 30;
    /// For a paragraph that starts without the indent of the others.
    pub(super) const FLUSH: i32 = 12;
    /// For white space after a short word at the start of a heading: such a word is a label.
    pub(super) const GAP: i32 = 33;
    /// For an indent inside a paragraph.
    pub(super) const INDENT: i32 = 60;
}

/// The lines of each paragraph, heading and the like; `None` where `lines` are not wrapped.
pub(crate) fn unwrap(text: &str, lines: &[Line]) -> Option<Vec<Vec<Line>>> {
    if !looks_wrapped(text, lines) {
        return None;
    }
    let lines = cuts(text, lines);
    let rows = rows(text, &lines);
    let paragraphs = Search::new(&rows).run();
    let adjacent = rows.iter().skip(1).filter(|row| !row.fresh).count();
    let (mut wraps, mut cut) = (0, 0);
    for row in paragraphs.iter().flat_map(|it| rows.get(it.start..it.end - 1).unwrap_or_default()) {
        wraps += 1;
        cut += usize::from(row.end == End::Cut);
    }
    let is_wrapped = wraps >= FEWEST && wraps * 5 >= adjacent * 2 && cut * 5 >= wraps * 3;
    is_wrapped.then(|| {
        let lines = |it: Range<usize>| {
            lines[rows[it.start].lines.start..rows[it.end - 1].lines.end].to_vec()
        };
        labels(&rows, paragraphs).into_iter().map(lines).collect()
    })
}

/// Whether some lines of `text` are about as wide as the line below.
fn looks_wrapped(text: &str, lines: &[Line]) -> bool {
    let near = |pair: &&[Line]| {
        let (a, b) = (length(pair[0].text(text)), length(pair[1].text(text)));
        pair[1].blanks == 0 && a.min(b) > 6 * EM && a.max(b) < WIDEST && (a - b).abs() <= 4 * EM
    };
    lines.windows(2).filter(near).take(FEWEST).count() == FEWEST
}

/// A guess at a line's width that needs only its bytes.
fn length(text: &str) -> i32 {
    i32::try_from(text.len()).unwrap_or(i32::MAX) / 3 * EM
}

/// The parts of lines: a page's date line is many things, and a short word before white space
/// may be a label that stands beside a headline.
fn cuts(text: &str, lines: &[Line]) -> Vec<Line> {
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
            parts.extend(split(text, Line { blanks, ..*line }, gaps()));
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

/// Puts labels that are broken over two short lines together.
fn labels(rows: &[Row], paragraphs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let short = |it: &Range<usize>| {
        it.len() == 1 && rows[it.start].is_plain && rows[it.start].width <= LONGEST_LABEL_LINE
    };
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        match joined.last_mut() {
            Some(last)
                if short(last)
                    && short(&paragraph)
                    && rows[last.start].width >= rows[paragraph.start].width
                    && !rows[paragraph.start].fresh
                    && rows[paragraph.start].leaning == Leaning::No =>
            {
                last.end = paragraph.end;
            }
            _ => joined.push(paragraph),
        }
    }
    joined
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Sentence,
    Clause,
    Open,
    Cut,
}

/// How a line may be a part of the printed line before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaning {
    No,
    /// Marks set close together look like a line's end to what reads them.
    Mark,
    /// White space divides them.
    Gap,
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
    /// Whether it begins a paragraph: a blank line stands above it, or it is a bracket by itself.
    fresh: bool,
    end: End,
    leaning: Leaning,
    /// Whether it starts with a mark that no paragraph starts with.
    clings: bool,
    /// Whether it starts as an item of a list or a deck does.
    opens: bool,
    /// Whether its first character and the last of the row before stand together elsewhere.
    seen: bool,
    /// Whether it has neither marks nor white space.
    is_plain: bool,
    vertical: bool,
}

fn rows(text: &str, lines: &[Line]) -> Vec<Row> {
    let chinese = lines.iter().any(|line| line.text(text).contains(is_han));
    let pairs: HashSet<(char, char)> =
        lines.iter().flat_map(|line| pairs(line.text(text))).collect();
    let mut rows: Vec<Row> = Vec::with_capacity(lines.len());
    let mut at = 0;
    let mut last = "";
    let mut bracket_ends = 0;
    while let Some(line) = lines.get(at) {
        let tall = vertical(text, &lines[at..]);
        let body = line.text(text);
        let stops = |c| closes(c) || ends_clause(c) || ends_sentence(c);
        let mark = |c| stops(c) || closing(c).is_some();
        let below = at > 0 && !text[lines[at - 1].span.end()..line.span.start()].contains(is_break);
        let leaning = if below {
            Leaning::Gap
        } else if last.ends_with(mark) && body.starts_with(mark) {
            Leaning::Mark
        } else {
            Leaning::No
        };
        let aside =
            if newsprint_zh::marks::is_sentence_end(last) { aside(text, &lines[at..]) } else { 0 };
        let seam = last.chars().next_back().zip(body.chars().next());
        let seen = seam.is_some_and(|seam| pairs.contains(&seam));
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
            width: width(body, chinese),
            unit: unit(body, chinese),
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

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1))
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
    let one = |line: &&Line| {
        let mut chars = line.text(text).chars();
        chars.next().is_some() && chars.next().is_none()
    };
    let first = usize::from(lines.first().is_some_and(|line| one(&line)));
    let count = first
        + lines
            .iter()
            .skip(1)
            .take_while(|line| first > 0 && line.blanks == 0 && one(line))
            .count();
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
    let is_letter = |c: &char| {
        *c < '\u{2E80}'
            && (c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | '-' | '/' | '\'' | ':'))
    };
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
    /// The measure of the column.
    column: Measure,
    /// That of the column before.
    other: Measure,
    /// That of the heading or caption at hand.
    heading: Option<Measure>,
    /// Where the last line of this reading starts, and the reading before it there.
    from: (usize, usize),
}

impl Reading {
    const START: Self = Self {
        cost: 0,
        wraps: false,
        column: Measure::NONE,
        other: Measure::NONE,
        heading: None,
        from: (0, 0),
    };

    fn measure(&mut self) -> &mut Measure {
        self.heading.as_mut().unwrap_or(&mut self.column)
    }
}

struct Search<'a> {
    rows: &'a [Row],
    /// Whether the text shows indents.
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
        let mut at = vec![Vec::new(); rows.len() + 1];
        at[0].push(Reading::START);
        Self { rows, indented, lost, at }
    }

    /// The rows of each paragraph in the cheapest reading.
    fn run(mut self) -> Vec<Range<usize>> {
        for here in 0..self.rows.len() {
            prune(&mut self.at[here]);
            for index in 0..self.at[here].len() {
                self.go_on((here, index));
            }
        }
        self.trace()
    }

    /// Goes on from a reading with each printed line that may stand there.
    fn go_on(&mut self, from: (usize, usize)) {
        let (mut width, mut gap) = (0, 0);
        for next in from.0 + 1..=(from.0 + PIECES).min(self.rows.len()) {
            let row = &self.rows[next - 1];
            if next > from.0 + 1 {
                match row.leaning {
                    _ if row.fresh || width > WIDEST => break,
                    Leaning::No => break,
                    Leaning::Mark => width -= EM / 2,
                    Leaning::Gap => {
                        width += EM / 4;
                        gap = cost::GAP;
                    }
                }
            }
            width += row.width;
            self.place(from, next, width, gap);
        }
    }

    /// Goes on from a reading with a line of `width` that ends before the row `next`; `gap` is to
    /// be paid unless it is inside running text.
    fn place(&mut self, from: (usize, usize), next: usize, width: i32, gap: i32) {
        let here = Reading { from, ..self.at[from.0][from.1] };
        let row = &self.rows[from.0];
        let flows = width <= WIDEST && !row.vertical;
        if here.wraps {
            if !row.fresh && flows {
                let indent = if row.indent > 0 { cost::INDENT } else { 0 };
                let gap = if here.heading.is_some() { gap } else { 0 };
                self.line(Reading { cost: here.cost + indent + gap, ..here }, next, width);
            }
            return;
        }
        if row.clings && !row.fresh {
            return;
        }
        let alone = here.cost + cost::ALONE + gap + self.end_cost(next - 1, cost::END_PLAIN);
        self.at[next].push(Reading { cost: alone, ..here });
        if !flows {
            return;
        }
        let heading =
            Reading { cost: here.cost + cost::HEADING + gap, heading: Some(Measure::ANY), ..here };
        self.line(heading, next, width);
        let swapped = Reading { column: here.other, other: here.column, ..here };
        let new = Reading { column: Measure::ANY, other: here.column, ..here };
        for (reading, cost) in [(here, 0), (swapped, cost::RETURN), (new, cost::COLUMN)] {
            if reading.column == Measure::NONE {
                continue;
            }
            let cost = here.cost + cost + gap;
            let flush = if self.lost > 0 || self.indented { cost::FLUSH } else { 0 };
            if row.indent > 0 || self.lost > 0 {
                let indent = row.indent.max(self.lost);
                self.line(Reading { cost, ..reading }, next, width + indent);
            }
            if row.indent == 0 {
                self.line(Reading { cost: cost + flush, ..reading }, next, width);
            }
        }
    }

    /// A line of a paragraph, with and without a break behind it.
    fn line(&mut self, mut reading: Reading, next: usize, width: i32) {
        reading.cost += reading.measure().hold(width);
        let unit = self.rows.get(next).map_or(WIDEST, |row| row.unit);
        let opens = self.rows.get(next).is_some_and(|row| row.opens);
        let full =
            if !opens && reading.measure().is_full(width, unit) { cost::END_FULL } else { 0 };
        let (cut, full) =
            if reading.heading.is_some() { (cost::END_PLAIN, 0) } else { (cost::END_CUT, full) };
        let cost = reading.cost + self.end_cost(next - 1, cut) + full;
        self.at[next].push(Reading { cost, wraps: false, heading: None, ..reading });
        let narrow = reading.heading.is_none() && width + unit < NARROWEST;
        if !narrow && self.rows.get(next).is_some_and(|row| !row.fresh) {
            reading.cost += reading.measure().wrap(width, unit)
                + self.wrap_cost(next, reading.heading.is_some());
            self.at[next].push(Reading { wraps: true, ..reading });
        }
    }

    /// What it costs to break before the row `next`.
    fn wrap_cost(&self, next: usize, heading: bool) -> i32 {
        let row = &self.rows[next];
        match self.rows[next - 1].end {
            End::Sentence => cost::WRAP_SENTENCE,
            _ if !heading => cost::WRAP,
            _ if row.opens => cost::WRAP_OPENER,
            _ if row.seen => cost::WRAP,
            _ if row.width <= ORPHAN => cost::WRAP_ORPHAN,
            _ => cost::WRAP_UNSEEN,
        }
    }

    /// What it costs to end a paragraph with the row `at`; `cut` where that ends with no mark.
    fn end_cost(&self, at: usize, cut: i32) -> i32 {
        match self.rows[at].end {
            _ if self.rows.get(at + 1).is_none_or(|row| row.fresh) => 0,
            End::Sentence | End::Clause if self.rows[at + 1].opens => 0,
            End::Sentence => cost::END,
            End::Open => cost::END_OPEN,
            End::Clause => cost::END_CUT,
            End::Cut => cut,
        }
    }

    fn trace(&self) -> Vec<Range<usize>> {
        let mut paragraphs: Vec<Range<usize>> = Vec::new();
        let mut place = self.rows.len();
        let ends = &self.at[place];
        let mut index =
            (0..ends.len()).filter(|at| !ends[*at].wraps).min_by_key(|at| ends[*at].cost);
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
    let kind = |it: &Reading| (it.wraps, it.column, it.other, it.heading);
    readings.sort_by_key(|it| it.cost);
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
