//! Columns that were printed side by side on one line.
//!
//! White space that runs down several lines is the gutter between columns: there a block is cut, and
//! read column by column. Where columns stand side by side without such a gutter, nothing tells
//! which words follow which, and the block is not read at all.

use std::ops::Range;

use newsprint_core::Span;
use newsprint_zh::{is_han, not_han};

use crate::fragment::{Line, is_break};

/// Fewest lines that show a gutter.
const FEWEST: usize = 3;
/// Fewest columns of white space between cells of one line.
const GAP: usize = 2;
/// Fewest characters on a line of a column of text.
const SHORTEST: usize = 6;
/// Fewest Chinese characters on both sides of white space that divides two columns.
const TEXT: usize = 7;
/// The widest line that can be several columns.
const WIDEST: usize = 600;

/// Lines in the order of reading.
pub(crate) struct Stretch {
    pub(crate) lines: Vec<Line>,
    /// Whether they are columns side by side that nothing tells apart.
    pub(crate) mixed: bool,
}

/// Cuts blocks of `lines` at their gutters. Linear.
pub(crate) fn stretches(text: &str, lines: Vec<Line>) -> Vec<Stretch> {
    let blocks = || lines.chunk_by(|_, below| below.blanks == 0);
    // Most pages have no columns side by side.
    if !blocks().any(|block| has_gaps(text, block)) {
        return vec![Stretch { lines, mixed: false }];
    }
    let mut stretches = vec![Stretch { lines: Vec::with_capacity(lines.len()), mixed: false }];
    for block in blocks() {
        let has_gaps = has_gaps(text, block);
        let columns = if has_gaps { cut(text, block) } else { None };
        let mixed = has_gaps && columns.is_none() && is_mixed(text, block);
        let lines = columns.as_deref().unwrap_or(block);
        match stretches.last_mut() {
            Some(last) if !mixed && !last.mixed => last.lines.extend(lines),
            _ => stretches.push(Stretch { lines: lines.to_vec(), mixed }),
        }
    }
    stretches
}

/// Whether so many lines of `block` have white space inside that it may be a gutter.
fn has_gaps(text: &str, block: &[Line]) -> bool {
    let has_gap = |line: &&Line| not_han(line.text(text)).any(|(_, c)| c.is_whitespace());
    block.len() >= FEWEST && block.iter().filter(has_gap).take(FEWEST).count() == FEWEST
}

/// A part of a line without wide white space.
#[derive(Clone, Debug)]
struct Cell {
    /// The columns that it takes.
    columns: Range<usize>,
    span: Span,
}

/// The lines of `block`, column by column, if gutters divide it.
fn cut(text: &str, block: &[Line]) -> Option<Vec<Line>> {
    // Lines of two columns have white space inside that is wide enough.
    let shared = block.iter().filter(|line| has_wide_gap(line.text(text)));
    if shared.count() * 2 < block.len() {
        return None;
    }
    let by_characters = |_| 1;
    cut_by(text, block, by_width).or_else(|| cut_by(text, block, by_characters))
}

/// Columns that a character takes, at most.
const fn by_width(c: char) -> usize {
    if c < '\u{2E80}' { 1 } else { 2 }
}

/// Whether white space stands in `line` that parts two cells.
fn has_wide_gap(line: &str) -> bool {
    let (mut gap, mut end) = (0, 0);
    not_han(line).filter(|(_, c)| c.is_whitespace()).any(|(at, c)| {
        gap = if at == end { gap } else { 0 } + by_width(c);
        end = at + c.len_utf8();
        gap >= GAP
    })
}

/// So, where the characters are as wide as `width` says.
fn cut_by(text: &str, block: &[Line], width: impl Fn(char) -> usize) -> Option<Vec<Line>> {
    let rows: Vec<Vec<Cell>> = block.iter().map(|line| cells(text, *line, &width)).collect();
    let end = rows.iter().flatten().map(|cell| cell.columns.end).max()?;
    if end > WIDEST {
        return None;
    }
    let mut taken = vec![false; end];
    for cell in rows.iter().flatten() {
        taken[cell.columns.clone()].fill(true);
    }
    let gutters = gutters(&taken);
    let side = |cell: &Cell| gutters.partition_point(|at| *at <= cell.columns.start);
    let shared = rows.iter().filter(|row| {
        row.first().zip(row.last()).is_some_and(|(first, last)| side(first) < side(last))
    });
    if gutters.is_empty() || shared.count() * 2 < rows.len() {
        return None;
    }
    let mut lines = Vec::with_capacity(block.len() * (gutters.len() + 1));
    for column in 0..=gutters.len() {
        let here: Vec<Vec<&Cell>> =
            rows.iter().map(|row| row.iter().filter(|it| side(it) == column).collect()).collect();
        let left = here.iter().flatten().map(|cell| cell.columns.start).min()?;
        let length: usize = here.iter().flatten().map(|cell| cell.columns.len()).sum();
        let full = here.iter().filter(|cells| !cells.is_empty()).count();
        if full < FEWEST || length < full * SHORTEST {
            return None;
        }
        let mut blanks = block.first().map_or(1, |line| line.blanks.max(1));
        for cells in here {
            let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
                blanks += usize::from(blanks == 0);
                continue;
            };
            let indent = i32::try_from((first.columns.start - left) * 10).unwrap_or_default();
            lines.push(Line { span: first.span.cover(last.span), blanks, indent });
            blanks = 0;
        }
    }
    Some(lines)
}

/// The cells of a line.
fn cells(text: &str, line: Line, width: impl Fn(char) -> usize) -> Vec<Cell> {
    let before = text.get(..line.span.start()).unwrap_or_default().chars().rev();
    let indent = before.take_while(|c| c.is_whitespace() && !is_break(*c));
    let mut column: usize = indent.map(&width).sum();
    let (mut cells, mut gap): (Vec<Cell>, _) = (Vec::new(), GAP);
    for (at, c) in line.text(text).char_indices() {
        let start = line.span.start() + at;
        let next = column + width(c);
        if c.is_whitespace() {
            gap += width(c);
        } else {
            let span = Span::new(start, start + c.len_utf8());
            match cells.last_mut().filter(|_| gap < GAP) {
                Some(cell) => {
                    cell.columns.end = next;
                    cell.span = cell.span.cover(span);
                }
                None => cells.push(Cell { columns: column..next, span }),
            }
            gap = 0;
        }
        column = next;
    }
    cells
}

/// Where columns of white space end that are wide enough and have text on both sides.
fn gutters(taken: &[bool]) -> Vec<usize> {
    let mut gutters = Vec::new();
    let (mut free, mut seen) = (0, false);
    for (at, taken) in taken.iter().enumerate() {
        if *taken {
            if seen && free >= GAP {
                gutters.push(at);
            }
            (free, seen) = (0, true);
        } else {
            free += 1;
        }
    }
    gutters
}

/// Whether many lines of `block` have running text on both sides of white space.
fn is_mixed(text: &str, block: &[Line]) -> bool {
    let long = |part: &str| part.chars().filter(|c| is_han(*c)).take(TEXT).count() == TEXT;
    let is_shared = |line: &&Line| {
        let parts = line.text(text).split(char::is_whitespace).filter(|part| long(part));
        parts.take(2).count() == 2
    };
    let shared = block.iter().filter(is_shared).count();
    shared >= FEWEST && shared * 4 >= block.len()
}
