//! Characters put together to lines: those that follow one another on one base line, or below each
//! other in vertical writing.

use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Rect, Vec2};
use newsprint_core::{Frame, LaidLine, Layout, Span};

use super::glyphs::{Placed, Seen};

/// How far the next character of a line may stand off its base line, in ems.
const OFF_LINE: f64 = 0.35;
/// How far it may stand before the end of the one before, and behind it.
const ALONG: std::ops::Range<f64> = -0.6..1.6;
/// The same where their sizes differ.
const OTHER_SIZE: f64 = 0.35;
/// From which gap on words are apart that no white space divides.
const WORD_GAP: f64 = 0.2;
/// The same between Chinese characters, which are spaced out to fill a line.
const IDEOGRAPH_GAP: f64 = 0.9;
/// How far down the next character of a vertical line stands.
const DOWN: std::ops::Range<f64> = 0.3..2.2;
/// The greatest distance between lines of one block, in heights of a line.
const LEADING: f64 = 1.6;

/// The text of a page, a line for each that is printed, a blank one between blocks, and where the
/// lines stand. Linear.
pub(super) fn lines(seen: &Seen) -> (String, Layout) {
    let (mut text, mut layout) =
        (String::new(), Layout::new(tenths(seen.width), tenths(seen.height)));
    let mut before: Option<Rect> = None;
    let mut line: Option<Line<'_>> = None;
    for glyph in &seen.glyphs {
        if let Some(line) = &mut line
            && line.takes(glyph)
        {
            line.push(glyph);
        } else if let Some(done) = line.replace(Line::new(glyph)) {
            done.write(&mut text, &mut layout, &mut before);
        }
    }
    if let Some(done) = line {
        done.write(&mut text, &mut layout, &mut before);
    }
    (text, layout)
}

#[expect(clippy::cast_possible_truncation, reason = "it is clamped to what fits")]
fn tenths(points: f64) -> i32 {
    let farthest = f64::from(Layout::FARTHEST);
    (points * 10.0).round().clamp(-farthest, farthest) as i32
}

/// A line, as far as it goes.
struct Line<'a> {
    glyphs: Vec<&'a Placed>,
    text: String,
    /// Whether it runs down, where that is known.
    down: Option<bool>,
}

impl<'a> Line<'a> {
    fn new(glyph: &'a Placed) -> Self {
        let mut line = Self { glyphs: Vec::new(), text: String::new(), down: None };
        line.down = glyph.vertical.then_some(true);
        line.push(glyph);
        line
    }

    /// Whether `glyph` goes on with the line.
    fn takes(&self, glyph: &Placed) -> bool {
        let Some(last) = self.glyphs.last() else { return true };
        let size = last.size.max(glyph.size);
        if (last.way - glyph.way).hypot() > 0.1 {
            return false;
        }
        if self.down != Some(true) && !glyph.vertical {
            let step = glyph.origin - (last.origin + last.way * last.advance);
            let (small, off) = (last.size.min(glyph.size), step.cross(last.way).abs() / size);
            let along = step.dot(last.way) / small;
            // Type of another size is a raised figure, or the heading of the next column.
            let near = small > 0.8 * size || along < OTHER_SIZE;
            if off < OFF_LINE && ALONG.contains(&along) && near {
                return true;
            }
        }
        if self.down != Some(false) && is_upright(last) && is_upright(glyph) {
            let (a, b) = (last.frame(), glyph.frame());
            let (off, step) = ((a.center() - b.center()).x.abs(), b.y0 - a.y0);
            let alike = last.size.min(glyph.size) > 0.7 * size;
            return alike && off < OFF_LINE * size && DOWN.contains(&(step / size));
        }
        false
    }

    fn push(&mut self, glyph: &'a Placed) {
        let text = match &glyph.text {
            BfString::Char(c) => c.encode_utf8(&mut [0; 4]).to_owned(),
            BfString::String(text) => text.clone(),
        };
        if let Some(last) = self.glyphs.last() {
            let step = glyph.origin - (last.origin + last.way * last.advance);
            let (along, off) = (step.dot(last.way), step.cross(last.way).abs());
            let size = last.size.max(glyph.size);
            let across = self.down != Some(true)
                && !glyph.vertical
                && off < OFF_LINE * size
                && ALONG.contains(&(along / size));
            self.down.get_or_insert(!across);
            let ideographs = self.text.chars().next_back().is_none_or(is_wide)
                || text.chars().next().is_none_or(is_wide);
            let gap = if ideographs { IDEOGRAPH_GAP } else { WORD_GAP };
            if across && along > gap * size && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
        // Characters that end lines are no part of what a line says.
        self.text.extend(text.chars().filter(|c| !c.is_control()));
        self.glyphs.push(glyph);
    }

    /// Appends the line to the text and the layout of a page.
    fn write(self, text: &mut String, layout: &mut Layout, before: &mut Option<Rect>) {
        let said = |glyph: &&&Placed| match &glyph.text {
            BfString::Char(c) => !c.is_whitespace() && !c.is_control(),
            BfString::String(text) => !text.trim().is_empty(),
        };
        let frames = self.glyphs.iter().filter(said).map(|glyph| glyph.frame());
        let Some(frame) = frames.reduce(|a, b| a.union(b)) else { return };
        if let Some(before) = before.replace(frame) {
            text.push('\n');
            if is_apart(before, frame) {
                text.push('\n');
            }
        }
        let start = text.len() + self.text.len() - self.text.trim_start().len();
        text.push_str(self.text.trim_end());
        let corners = [(frame.x0, frame.y0), (frame.x1, frame.y1)];
        let [from, to] = corners.map(|(x, y)| (tenths(x), tenths(y)));
        let mut line = LaidLine::new(Span::new(start, text.len()), Frame::of_corners(from, to));
        let mut sizes: Vec<i32> = self.glyphs.iter().map(|glyph| tenths(glyph.size)).collect();
        sizes.sort_unstable();
        line.size = sizes.get(sizes.len() / 2).copied().filter(|size| *size > 0);
        line.bold = self.glyphs.iter().filter(|glyph| glyph.bold).count() * 2 > self.glyphs.len();
        line.vertical = self.down == Some(true);
        layout.lines.push(line);
    }
}

/// Whether lines with these boxes are of different blocks.
fn is_apart(before: Rect, after: Rect) -> bool {
    let height = before.height().min(after.height());
    let beside = before.x1.min(after.x1) <= before.x0.max(after.x0);
    let step = after.y0 - before.y0;
    beside || step < 0.0 || step > LEADING * height.max(1.0)
}

fn is_upright(glyph: &Placed) -> bool {
    (glyph.way - Vec2::new(1.0, 0.0)).hypot() < 0.1
}

/// Whether `c` is as wide as the em, as Chinese characters and their marks are.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}
