//! The first layer for pages of which it is known where their lines stand: lines put together to
//! paragraphs and headings as a reader sees them, by boxes and sizes of type.
//!
//! Lines that follow each other down a column are a *block*. In a block an indent, or room left at
//! the end of the line before, begins a paragraph. Where a block ends, a fragment ends: whether the
//! next one goes on with it is decided later, with all that is known of the text.

use std::ops::Range;

use newsprint_core::{Frame, LaidLine, Layout, Source};
use newsprint_zh::marks::{closes, ends_sentence};

use crate::fragment::{Fragment, Line};
use crate::order;

/// Hundredths of the em from which on the next line is apart from the block above.
const LEADING: Range<i32> = 40..215;
/// Hundredths by which the size of type may differ within a block.
const SAME_SIZE: i32 = 112;
/// Hundredths of the em that are an indent.
const INDENT: i32 = 80;
/// The widest indent of a paragraph.
const WIDEST_INDENT: i32 = 260;
/// Room at the end of a line, in hundredths of the em, that says that a sentence ended there ends
/// its paragraph, and that says so whatever ended.
const ROOM: (i32, i32) = (180, 450);
/// How far lines may be off centre.
const OFF_CENTRE: i32 = 35;
/// Fewest lines that show the edges of a column.
const FEWEST: usize = 3;
/// Hundredths of the size of running text from which on type is that of headings.
const HEADING: i32 = 118;

/// How large type is beside that of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Size {
    Smaller,
    Body,
    Larger,
    Large,
    Huge,
}

/// Where a fragment stands, and how it is set.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub(crate) struct Place {
    pub(crate) frame: Frame,
    /// The box of its block.
    pub(crate) block: Frame,
    /// The em of running text on the page.
    pub(crate) em: i32,
    /// The em of its own type.
    pub(crate) type_size: i32,
    pub(crate) size: Size,
    pub(crate) bold: bool,
    pub(crate) vertical: bool,
    /// Whether it begins its block.
    pub(crate) first: bool,
    /// Whether it ends its block.
    pub(crate) last: bool,
    /// Whether its first line begins at the edge of its column.
    pub(crate) flush: bool,
    /// Whether its last line reaches the other edge.
    pub(crate) full: bool,
    /// Whether it stands in the middle of its column.
    pub(crate) centred: bool,
    /// Whether it stands at the far edge of its column.
    pub(crate) at_end: bool,
    /// Whether it stands at the upper edge of the page.
    pub(crate) on_top: bool,
    /// Whether it stands at the lower edge of the page.
    pub(crate) at_bottom: bool,
}

/// The fragments of `source`, in the order of reading; `None` where the layout does not tell where
/// all of the text stands. Linear but for a logarithm.
pub(crate) fn fragments(source: &Source) -> Option<Vec<Fragment>> {
    let layout = source.layout()?;
    let rows = rows(source.text(), layout)?;
    let em = body_size(source.text(), &rows)?;
    let blocks = blocks(&rows);
    let edges = Edges::of(&rows, &blocks);
    let mut fragments = Vec::new();
    for block in blocks {
        let block = Block::new(&rows[block], em, &edges);
        for lines in block.paragraphs(source.text()) {
            fragments.push(block.fragment(source.text(), layout, lines));
        }
    }
    Some(order::restore(fragments))
}

/// A printed line.
struct Row {
    line: LaidLine,
    /// Its em.
    size: i32,
    /// Its box as it would be if it were written from left to right.
    frame: Frame,
}

/// The lines that say something; `None` when some text is on none.
fn rows(text: &str, layout: &Layout) -> Option<Vec<Row>> {
    let (mut rows, mut done) = (Vec::with_capacity(layout.lines.len()), 0);
    let is_blank = |from, to| text.get(from..to).is_some_and(|it| it.trim().is_empty());
    for line in &layout.lines {
        if !is_blank(done, line.span.start()) {
            return None;
        }
        done = line.span.end();
        if !is_blank(line.span.start(), done) {
            let Frame { x, y, width, height } = line.frame;
            let frame = if line.vertical {
                Frame { x: y, y: -line.frame.right(), width: height, height: width }
            } else {
                Frame { x, y, width, height }
            };
            rows.push(Row { line: *line, size: line.size.unwrap_or(frame.height).max(1), frame });
        }
    }
    is_blank(done, text.len()).then_some(rows)
}

/// The size of type in which most characters are set.
fn body_size(text: &str, rows: &[Row]) -> Option<i32> {
    let mut sizes: Vec<(i32, usize)> =
        rows.iter().map(|row| (row.size, row.line.span.of(text).map_or(0, str::len))).collect();
    sizes.sort_unstable();
    let half = sizes.iter().map(|(_, length)| length).sum::<usize>() / 2;
    let mut sum = 0;
    let median = sizes.iter().find(|(_, length)| {
        sum += length;
        sum > half
    });
    median.map(|(size, _)| *size)
}

/// Lines that follow each other down a column.
fn blocks(rows: &[Row]) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut extent = Frame::default();
    for (at, row) in rows.iter().enumerate() {
        match blocks.last_mut() {
            Some(block) if follows(&rows[at - 1], extent, row) => {
                block.end = at + 1;
                extent = extent.cover(row.frame);
            }
            _ => {
                blocks.push(at..at + 1);
                extent = row.frame;
            }
        }
    }
    blocks
}

/// Whether `row` stands below `before`, the last line of a block with that extent.
fn follows(before: &Row, extent: Frame, row: &Row) -> bool {
    let (small, large) = (before.size.min(row.size), before.size.max(row.size));
    let step = row.frame.y - before.frame.y;
    before.line.vertical == row.line.vertical
        && large * 100 <= small * SAME_SIZE
        && LEADING.contains(&hundredths(step, large))
        && row.frame.x < extent.right()
        && row.frame.right() > extent.x
}

/// `length` in hundredths of `em`.
fn hundredths(length: i32, em: i32) -> i32 {
    length * 100 / em
}

/// The edges of the page's columns.
struct Edges(Vec<(i32, i32)>);

impl Edges {
    fn of(rows: &[Row], blocks: &[Range<usize>]) -> Self {
        let whole = blocks.iter().filter(|block| block.len() >= FEWEST);
        let mut edges: Vec<(i32, i32)> = whole
            .map(|block| {
                let frame = extent(&rows[block.clone()]);
                (frame.x, frame.right())
            })
            .collect();
        edges.sort_unstable();
        edges.dedup();
        Self(edges)
    }

    /// The edges of the column that `frame`, a line or two, stands in.
    fn around(&self, frame: Frame, em: i32) -> Option<(i32, i32)> {
        let from = self.0.partition_point(|(left, _)| *left < frame.x - em * WIDEST_INDENT / 100);
        let near = self.0[from..].iter().take_while(|(left, _)| *left <= frame.x + em / 4);
        let holds = |edges: &&(i32, i32)| edges.1 + em >= frame.right();
        near.filter(holds).copied().min_by_key(|(left, right)| (*left, *right))
    }
}

fn extent(rows: &[Row]) -> Frame {
    rows.iter().map(|row| row.frame).reduce(Frame::cover).unwrap_or_default()
}

/// Lines down a column, and its edges.
struct Block<'a> {
    rows: &'a [Row],
    /// The em of running text on the page.
    em: i32,
    left: i32,
    right: i32,
}

impl<'a> Block<'a> {
    fn new(rows: &'a [Row], em: i32, edges: &Edges) -> Self {
        let frame = extent(rows);
        let own = (frame.x, frame.right());
        let is_text = rows.iter().all(|row| hundredths(row.size, em) < HEADING);
        let known = (rows.len() < FEWEST && is_text).then(|| edges.around(frame, em)).flatten();
        let (left, right) = known.unwrap_or(own);
        Self { rows, em, left, right: right.max(own.1) }
    }

    fn indent(&self, row: &Row) -> i32 {
        hundredths(row.frame.x - self.left, row.size)
    }

    fn room(&self, row: &Row) -> i32 {
        hundredths(self.right - row.frame.right(), row.size)
    }

    /// The lines of each paragraph, heading and the like.
    fn paragraphs(&self, text: &str) -> Vec<&'a [Row]> {
        let is_heading = self.rows.iter().all(|row| hundredths(row.size, self.em) >= HEADING);
        if is_heading || self.is_centred() {
            return vec![self.rows];
        }
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for at in 1..self.rows.len() {
            let (before, row) = (&self.rows[at - 1], &self.rows[at]);
            let room = self.room(before);
            let ended = || {
                let line = before.line.span.of(text).unwrap_or_default();
                line.trim_end_matches(closes).ends_with(ends_sentence)
            };
            if self.indent(row) >= INDENT
                || room >= ROOM.1
                || room >= ROOM.0 && ended()
                || before.line.bold != row.line.bold && self.indent(before) >= INDENT
            {
                paragraphs.push(&self.rows[start..at]);
                start = at;
            }
        }
        paragraphs.push(&self.rows[start..]);
        paragraphs
    }

    /// Whether several lines stand around one axis, as in a label that is broken over two.
    fn is_centred(&self) -> bool {
        let Some((first, rest)) = self.rows.split_first() else { return false };
        let centre = |row: &Row| row.frame.x + row.frame.width / 2;
        let off = |row: &Row| hundredths((centre(row) - centre(first)).abs(), row.size);
        !rest.is_empty()
            && rest.iter().all(|row| off(row) <= OFF_CENTRE)
            && rest
                .iter()
                .any(|row| hundredths((row.frame.x - first.frame.x).abs(), row.size) >= INDENT / 2)
    }

    /// The fragment of `lines`, which are part of this block.
    fn fragment(&self, text: &str, layout: &Layout, lines: &[Row]) -> Fragment {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return Fragment::new(text, &[]);
        };
        let indent = self.indent(first);
        let is_paragraph = (INDENT..=WIDEST_INDENT).contains(&indent) && !self.centred(first);
        let of = |(at, row): (usize, &Row)| {
            let indent = if at == 0 && is_paragraph { 2 * 20 } else { 0 };
            Line { span: row.line.span, blanks: usize::from(at == 0), indent }
        };
        let lines_of_text: Vec<Line> = lines.iter().enumerate().map(of).collect();
        let printed = |rows: &[Row]| {
            rows.iter().map(|row| row.line.frame).reduce(Frame::cover).unwrap_or_default()
        };
        let frame = printed(lines);
        let bold = lines.iter().filter(|row| row.line.bold).count() * 2 > lines.len();
        let size = match hundredths(first.size, self.em) {
            ..=92 => Size::Smaller,
            93..HEADING => Size::Body,
            HEADING..=145 => Size::Larger,
            146..=210 => Size::Large,
            _ => Size::Huge,
        };
        let place = Place {
            frame,
            block: printed(self.rows),
            em: self.em,
            type_size: first.size,
            size,
            bold,
            vertical: first.line.vertical,
            first: self.rows.first().is_some_and(|row| row.line.span == first.line.span),
            last: self.rows.last().is_some_and(|row| row.line.span == last.line.span),
            flush: indent < INDENT / 2,
            full: self.room(last) < ROOM.0 / 2,
            centred: lines.len() == 1 && self.centred(first),
            at_end: indent > WIDEST_INDENT && self.room(first) < INDENT,
            on_top: frame.bottom() < layout.height / 16,
            at_bottom: frame.y > layout.height - layout.height / 16,
        };
        Fragment { place: Some(Box::new(place)), ..Fragment::new(text, &lines_of_text) }
    }

    fn centred(&self, row: &Row) -> bool {
        let (indent, room) = (self.indent(row), self.room(row));
        indent >= INDENT && room >= INDENT && (indent - room).abs() <= 2 * OFF_CENTRE
    }
}

impl Place {
    /// Whether it stands above `other` as a heading stands above its text, or beside it as a
    /// vertical one does.
    pub(crate) fn heads(&self, other: &Self) -> bool {
        let (here, there, em) = (self.frame, other.frame, self.em);
        if self.vertical && !other.vertical {
            let beside = there.x >= here.right() - em && there.x <= here.right() + 4 * em
                || here.x >= there.right() - em && here.x <= there.right() + 4 * em;
            return beside && (there.y - here.y).abs() <= 4 * em;
        }
        let gap = there.y - here.bottom();
        (-em / 2..=3 * em).contains(&gap) && here.x < there.right() && here.right() > there.x
    }

    /// Whether they stand together as the lines of one head do: below each other, or with a label in
    /// small type at the side.
    pub(crate) fn is_near(&self, other: &Self) -> bool {
        let (here, there) = (self.frame, other.frame);
        let has_label = self.size.min(other.size) <= Size::Body;
        let room = if has_label { 2 * self.em } else { 0 };
        there.x < here.right() + room
            && here.x < there.right() + room
            && there.y < here.bottom() + 2 * self.em
            && here.y < there.bottom() + 2 * self.em
    }

    /// Whether `other` follows in the same column.
    pub(crate) fn goes_on_below(&self, other: &Self) -> bool {
        self.size.max(Size::Body) == other.size.max(Size::Body) && self.heads(other)
    }

    /// Whether `other` stands at the head of the column beside that of this.
    pub(crate) fn goes_on_beside(&self, other: &Self) -> bool {
        self.last && other.first && self.is_column_before(other)
    }

    /// Whether the column of `other` stands to the right of that of this, and as high.
    pub(crate) fn is_column_before(&self, other: &Self) -> bool {
        let (here, there, em) = (self.block, other.block, self.em);
        (there.y - here.y).abs() <= 2 * em && (-em..=5 * em).contains(&(there.x - here.right()))
    }
}

#[cfg(test)]
mod tests;
