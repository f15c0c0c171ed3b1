//! What a page shows: the characters that its content draws, in their order, with their boxes.

use std::collections::BTreeSet;
use std::panic::resume_unwind;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{self, Dict, dict::keys::ACTUAL_TEXT};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};

/// Most things that are drawn on one page. A page of a newspaper has some 20,000 characters, a
/// detailed map a million lines; forms that draw forms can ask for more than ends.
const MOST: u32 = 8_000_000;
/// What a form or a clip counts for, as a form costs more to begin than a line to draw.
const FORM: usize = 100;
/// Units of a glyph's space that make an em.
const EM: f64 = 1000.0;
/// Share of the em that stands above the base line.
const ASCENT: f64 = 0.88;
/// Weight from which on a font is bold.
const BOLD: u32 = 600;

/// A character on the page. Lengths are points, downward from the upper left corner of the page.
pub(super) struct Placed {
    /// What it says.
    pub(super) text: BfString,
    /// Where it stands: the left end of its base line.
    pub(super) origin: Point,
    /// The way it is read, one long.
    pub(super) way: Vec2,
    /// How far it reaches that way.
    pub(super) advance: f64,
    /// The em.
    pub(super) size: f64,
    /// Whether its font runs from top to bottom.
    pub(super) vertical: bool,
    /// Whether its font is bold.
    pub(super) bold: bool,
}

impl Placed {
    /// The box of its em square's height and its own width.
    pub(super) fn frame(&self) -> Rect {
        let up = Vec2::new(self.way.y, -self.way.x) * self.size;
        let start = self.origin + up * ASCENT;
        let end = self.origin + self.way * self.advance - up * (1.0 - ASCENT);
        Rect::from_points(start, end)
    }
}

/// What was seen of a page.
pub(super) struct Seen {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Its characters, in the order in which they are drawn.
    pub(super) glyphs: Vec<Placed>,
    /// Number of glyphs of which the file does not say what they mean.
    pub(super) nameless: usize,
    /// Number of pictures.
    pub(super) images: usize,
}

/// What is thrown when a page draws more than [`MOST`].
pub(super) struct Overdrawn;

/// Looks at a page. Linear in what is drawn; throws [`Overdrawn`] when that is too much.
pub(super) fn see(page: &Page<'_>) -> Seen {
    let cache = InterpreterCache::new();
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let frame = Rect::new(0.0, 0.0, width, height);
    let upright = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(upright, frame, &cache, page.xref(), settings);
    let seen = Seen { width, height, glyphs: Vec::new(), nameless: 0, images: 0 };
    let mut eye = Eye { seen, frame, drawn: 0, places: BTreeSet::new(), marked: Vec::new() };
    interpret_page(page, &mut context, &mut eye);
    eye.seen
}

struct Eye {
    seen: Seen,
    frame: Rect,
    drawn: u32,
    /// Where characters stand, to the tenth of a point: shadows and outlines draw them again.
    places: BTreeSet<(u32, i32, i32)>,
    /// For each marked part of the content that is open, what it says, where the file tells that
    /// apart from its glyphs (`ActualText`); the first glyph inside takes it.
    marked: Vec<Option<String>>,
}

impl Eye {
    fn count(&mut self, drawn: usize) {
        self.drawn = self.drawn.saturating_add(u32::try_from(drawn).unwrap_or(u32::MAX));
        if self.drawn > MOST {
            // The interpreter cannot be told to stop.
            resume_unwind(Box::new(Overdrawn));
        }
    }

    fn place(&mut self, glyph: &Glyph<'_>, transform: Affine, vertical: bool, bold: bool) {
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let stated = self.marked.iter_mut().find_map(Option::as_mut).map(std::mem::take);
        let Some(text) = stated.map(BfString::String).or_else(|| glyph.as_unicode()) else {
            self.seen.nameless += 1;
            return;
        };
        let origin = transform * Point::ZERO;
        let along = transform * Point::new(EM, 0.0) - origin;
        let size = (transform * Point::new(0.0, EM) - origin).hypot();
        let frame = self.frame.inflate(size, size);
        if !(along.hypot() > 0.0 && size > 0.0 && size.is_finite() && frame.contains(origin)) {
            return;
        }
        let first = match &text {
            BfString::Char(c) => *c,
            BfString::String(text) => text.chars().next().unwrap_or_default(),
        };
        #[expect(clippy::cast_possible_truncation, reason = "it stands on the page")]
        let place = |at: f64| (at * 10.0).round() as i32;
        if !self.places.insert((u32::from(first), place(origin.x), place(origin.y))) {
            return;
        }
        let way = along / along.hypot();
        // In vertical writing the advance is downward, and a character an em wide.
        let advance = if vertical { 1.0 } else { f64::from(advance.unwrap_or(0.0)) / EM };
        let advance = advance * along.hypot();
        self.seen.glyphs.push(Placed { text, origin, way, advance, size, vertical, bold });
    }
}

impl<'a> Device<'a> for Eye {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.count(run.glyphs().len());
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let bold = match run.glyphs().first().map(std::ops::Deref::deref) {
            Some(Glyph::Outline(glyph)) => glyph.font_data().is_some_and(|font| {
                let name = font.postscript_name.unwrap_or_default();
                font.weight.is_some_and(|weight| weight >= BOLD) || name.contains("Bold")
            }),
            _ => false,
        };
        for glyph in run.glyphs() {
            self.place(glyph, props.transform * glyph.transform(), vertical, bold);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.count(1);
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.count(1);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.count(FORM);
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.count(FORM);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count(1);
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.count(1);
        self.seen.images += 1;
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.count(1);
        let stated = properties.and_then(|it| it.get::<object::String<'_>>(ACTUAL_TEXT));
        self.marked.push(stated.map(|text| text_string(text.as_bytes())));
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// A text string of a PDF (ISO 32000-2, 7.9.2.2). Of the encoding that has no mark only what it
/// shares with Latin-1 is read.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, units @ ..] => {
            let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        _ => bytes.iter().copied().map(char::from).collect(),
    }
}
