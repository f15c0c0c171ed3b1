//! Takes the wrapping of typeset text back: which lines are one paragraph.
//!
//! A typesetter breaks a line where the next unbreakable unit would not fit. So the break after a
//! line of width `w`, before a unit of width `u`, says that the measure of its column is in
//! `w..w + u`; a line that leaves more room than that ends its paragraph. `row` measures the
//! lines, `search` reads them as paragraphs of columns, each with its own measure.

mod row;
mod search;

use std::ops::Range;

use crate::fragment::Line;
use row::{EM, End, Leaning, Row, cuts, rows};
use search::{WIDEST, paragraphs};

/// Fewest wrapped lines by which a page is known to be wrapped.
const FEWEST: usize = 3;
/// Width of the longest line of a label that is broken over two.
const LONGEST_LABEL_LINE: i32 = 6 * EM;

/// The lines of each paragraph, heading and the like; `None` where `lines` are not wrapped.
pub(crate) fn unwrap(text: &str, lines: &[Line]) -> Option<Vec<Vec<Line>>> {
    if !looks_wrapped(text, lines) {
        return None;
    }
    let lines = cuts(text, lines);
    let rows = rows(text, &lines);
    let paragraphs = paragraphs(&rows);
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
    lines.windows(2).filter(near).nth(1).is_some()
}

/// A guess at a line's width that needs only its bytes.
fn length(text: &str) -> i32 {
    i32::try_from(text.len()).unwrap_or(i32::MAX) / 3 * EM
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
