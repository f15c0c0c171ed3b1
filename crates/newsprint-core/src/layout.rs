//! Where the lines of a text stand on the page that they were printed on.

use serde::{Deserialize, Serialize};

use crate::Span;

/// Where the lines of a source stand on its page.
///
/// Inputs that know boxes give it (PDF, OCR with positions); a plain text has none. Lengths are
/// tenths of a typographic point (1/720 inch); `x` runs to the right from the left edge of the
/// page, `y` downward from its top. An input that does not know its scale takes 300 dots to the
/// inch: only relations between lengths count.
///
/// A line of the layout is what was set in one line: a line of a column, a cell of a table, a
/// column of vertical writing. Text that no line covers stands nowhere that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Width of the page.
    pub width: i32,
    /// Height of the page.
    pub height: i32,
    /// The lines, in the order of the text.
    pub lines: Vec<LaidLine>,
}

/// One printed line.
///
/// In JSON eight numbers: `[start, end, x, y, width, height, size, style]`, `size` 0 where it is not
/// known, `style` the sum of 1 (bold) and 2 (vertical).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "[i64; 8]", try_from = "[i64; 8]")]
#[non_exhaustive]
pub struct LaidLine {
    /// Its bytes in the text of the source.
    pub span: Span,
    /// The box of its characters: from the left edge of the first to the right edge of the last,
    /// and as high as its type.
    pub frame: Frame,
    /// Size of its type (the em), where it is known; of several the one of most characters.
    pub size: Option<i32>,
    /// Whether most of it is set in bold type.
    pub bold: bool,
    /// Whether it is written from top to bottom.
    pub vertical: bool,
}

/// A box on a page, in tenths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Left edge.
    pub x: i32,
    /// Upper edge, counted downward.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// Why a layout is not that of a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// Lines must be in the order of the text and must not overlap in it.
    #[error("line {0} of the layout starts before the one before it ends")]
    Order(usize),
    /// A length must be one of a page: at most [`Layout::FARTHEST`], either way.
    #[error("line {0} of the layout is farther away than any page is wide")]
    Length(usize),
    /// A line must stay inside the text, on character boundaries.
    #[error("line {0} of the layout does not lie on whole characters of the text")]
    Bounds(usize),
}

impl Layout {
    /// The greatest length on a page: 2.5 kilometres.
    pub const FARTHEST: i32 = 1_000_000;

    /// A page without lines.
    pub fn new(width: i32, height: i32) -> Self {
        Self { width, height, lines: Vec::new() }
    }

    /// Whether the lines are ordered, disjoint, on whole characters of `text`, and on a page.
    pub(crate) fn check(&self, text: &str) -> Result<(), LayoutError> {
        let mut end = 0;
        for (index, line) in self.lines.iter().enumerate() {
            if line.span.start() < end {
                return Err(LayoutError::Order(index));
            }
            if line.span.of(text).is_none() {
                return Err(LayoutError::Bounds(index));
            }
            let Frame { x, y, width, height } = line.frame;
            let lengths = [x, y, width, height, line.size.unwrap_or(0), self.width, self.height];
            if lengths.iter().any(|it| it.unsigned_abs() > Self::FARTHEST.unsigned_abs()) {
                return Err(LayoutError::Length(index));
            }
            end = line.span.end();
        }
        Ok(())
    }
}

impl LaidLine {
    /// A line of which no more is known than its place.
    pub const fn new(span: Span, frame: Frame) -> Self {
        Self { span, frame, size: None, bold: false, vertical: false }
    }
}

impl Frame {
    /// The box of two corners, in any order.
    pub fn of_corners((x, y): (i32, i32), (other_x, other_y): (i32, i32)) -> Self {
        let (left, top) = (x.min(other_x), y.min(other_y));
        let width = x.max(other_x).saturating_sub(left);
        Self { x: left, y: top, width, height: y.max(other_y).saturating_sub(top) }
    }

    /// Right edge.
    pub const fn right(self) -> i32 {
        self.x.saturating_add(self.width)
    }

    /// Lower edge.
    pub const fn bottom(self) -> i32 {
        self.y.saturating_add(self.height)
    }

    /// The smallest box that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self::of_corners((self.x.min(other.x), self.y.min(other.y)), (right, bottom))
    }
}

/// In `style`: most of the line is bold.
const BOLD: i64 = 1;
/// In `style`: the line runs from top to bottom.
const VERTICAL: i64 = 2;

impl From<LaidLine> for [i64; 8] {
    fn from(line: LaidLine) -> Self {
        let Frame { x, y, width, height } = line.frame;
        let [x, y, width, height] = [x, y, width, height].map(i64::from);
        // A source ends below 4 GiB.
        let [start, end] =
            [line.span.start(), line.span.end()].map(|at| i64::try_from(at).unwrap_or(i64::MAX));
        let size = line.size.map_or(0, i64::from);
        let style = i64::from(line.bold) * BOLD + i64::from(line.vertical) * VERTICAL;
        [start, end, x, y, width, height, size, style]
    }
}

impl TryFrom<[i64; 8]> for LaidLine {
    type Error = String;

    fn try_from(numbers: [i64; 8]) -> Result<Self, String> {
        let wrong = || format!("not a line of a layout: {numbers:?}");
        let [start, end, x, y, width, height, size, style] = numbers;
        let at = |at: i64| usize::try_from(at).map_err(|_| wrong());
        let length = |length: i64| i32::try_from(length).map_err(|_| wrong());
        if end < start || size < 0 || !(0..=BOLD + VERTICAL).contains(&style) {
            return Err(wrong());
        }
        Ok(Self {
            span: Span::new(at(start)?, at(end)?),
            frame: Frame {
                x: length(x)?,
                y: length(y)?,
                width: length(width)?,
                height: length(height)?,
            },
            size: Some(length(size)?).filter(|size| *size > 0),
            bold: style & BOLD != 0,
            vertical: style & VERTICAL != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(start: usize, end: usize) -> LaidLine {
        LaidLine::new(Span::new(start, end), Frame::of_corners((30, 40), (10, 20)))
    }

    #[test]
    fn a_line_reads_back() {
        let all = LaidLine { size: Some(105), bold: true, vertical: true, ..line(0, 6) };
        for line in [all, line(3, 3), LaidLine { vertical: true, ..line(0, 1) }] {
            let written = serde_json::to_string(&line).unwrap();
            assert_eq!(serde_json::from_str::<LaidLine>(&written).unwrap(), line, "{written}");
        }
        assert_eq!(serde_json::to_string(&all).unwrap(), "[0,6,10,20,20,20,105,3]");
        for wrong in ["[3,0,1,1,1,1,0,0]", "[0,1,1,1,1,1,-5,0]", "[0,1,1,1,1,1,0,4]", "[0,1]"] {
            assert!(serde_json::from_str::<LaidLine>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lines_are_in_the_order_of_the_text() {
        let check = |lines: &[LaidLine], expected: Result<(), LayoutError>| {
            let layout = Layout { lines: lines.to_vec(), ..Layout::new(100, 100) };
            assert_eq!(layout.check("甲乙"), expected);
        };
        check(&[], Ok(()));
        check(&[line(0, 3), line(3, 6)], Ok(()));
        check(&[line(3, 6), line(0, 3)], Err(LayoutError::Order(1)));
        check(&[line(0, 4)], Err(LayoutError::Bounds(0)));
        check(&[line(0, 9)], Err(LayoutError::Bounds(0)));
        let mut far = line(3, 6);
        far.frame.x = -1_000_001;
        check(&[line(0, 3), far], Err(LayoutError::Length(1)));
    }

    #[test]
    fn a_frame_covers_both() {
        let (a, b) = (Frame::of_corners((0, 0), (2, 2)), Frame::of_corners((5, 1), (7, 9)));
        assert_eq!(a.cover(b), Frame { x: 0, y: 0, width: 7, height: 9 });
    }
}
