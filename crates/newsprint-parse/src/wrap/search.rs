//! The search for paragraphs: a beam over readings of the rows, which pays for what the measures
//! of columns do not explain.

use std::ops::Range;

use super::row::{EM, End, Leaning, Row};

/// The widest line that a measure explains.
pub(super) const WIDEST: i32 = 80 * EM;
/// The narrowest column.
const NARROWEST: i32 = 9 * EM;
/// Readings kept at each row.
const BEAM: usize = 16;
/// How much dearer than the cheapest a reading is given up: for that, the cheapest begins a column.
const HOPELESS: i32 = cost::COLUMN;
/// So, than one from which it differs in the column before alone.
const HOPELESS_BESIDE: i32 = 20;
/// Most rows that are searched at a time, so that readings take bounded memory.
const SEGMENT: usize = 4096;
/// Most rows that marks set close together make of one line.
const PIECES: usize = 6;
/// Width of the last line of a heading that is no heading by itself.
const ORPHAN: i32 = 3 * EM;

/// What a reading pays, in tenths.
mod cost {
    /// For the first column.
    pub(super) const FIRST_COLUMN: i32 = 40;
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
    /// For a paragraph that starts with a mark which none starts with.
    pub(super) const CLINGS: i32 = 200;
    /// For an indent inside a paragraph.
    pub(super) const INDENT: i32 = 60;
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
            1..=10 => 3,
            11..=20 => 15,
            21..=40 => 40,
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
            1..=10 => 4,
            11..=20 => 12,
            21..=40 => 25,
            41..=60 => 45,
            _ => 200,
        }
    }

    /// Whether it explains all that `other` does.
    fn covers(self, other: Self) -> bool {
        self.0 <= other.0 && self.1 >= other.1
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

    /// Whether `other`, which costs as much or more, is not needed beside it.
    fn covers(&self, other: &Self) -> bool {
        let of_heading = match (self.heading, other.heading) {
            (Some(own), Some(other)) => own.covers(other),
            (own, other) => own == other,
        };
        self.wraps == other.wraps
            && self.column.covers(other.column)
            && of_heading
            && (other.cost - self.cost > HOPELESS_BESIDE || self.other.covers(other.other))
    }
}

/// The cheapest readings up to a place, the cheapest first; none covers another that costs more.
#[derive(Clone, Debug, Default)]
struct Readings(Vec<Reading>);

impl Readings {
    /// Whether one at `cost` is hopeless, or there are as many as are kept that cost no more.
    fn exclude(&self, cost: i32) -> bool {
        let Some((cheapest, dearest)) = self.0.first().zip(self.0.last()) else { return false };
        cost > cheapest.cost + HOPELESS || self.0.len() == BEAM && dearest.cost <= cost
    }

    /// Takes `reading` in if it is among the cheapest and none covers it; of equal ones the first stays.
    fn add(&mut self, reading: Reading) {
        if self.exclude(reading.cost) {
            return;
        }
        let place = self.0.partition_point(|known| known.cost <= reading.cost);
        let (cheaper, dearer) = self.0.split_at(place);
        if cheaper.iter().any(|known| known.covers(&reading)) {
            return;
        }
        match dearer.iter().position(|known| reading.covers(known)) {
            Some(known) => drop(self.0.remove(place + known)),
            None if self.0.len() == BEAM => drop(self.0.pop()),
            None => self.0.reserve_exact(BEAM - self.0.len()),
        }
        self.0.insert(place, reading);
    }
}

impl Row {
    /// Whether a measure may explain it.
    fn flows(&self) -> bool {
        self.width <= WIDEST && !self.vertical
    }
}

struct Search<'a> {
    rows: &'a [Row],
    /// Whether the text shows indents.
    indented: bool,
    /// Width of an indent that the text no longer shows.
    lost: i32,
    /// The readings up to each row.
    at: Vec<Readings>,
}

/// The rows of each paragraph in the cheapest reading. Linear.
pub(super) fn paragraphs(rows: &[Row]) -> Vec<Range<usize>> {
    let indented = rows.iter().any(|row| row.indent > 0);
    let chinese = rows.iter().any(|row| row.unit == EM);
    let lost = if chinese && !indented { 2 * EM } else { 0 };
    let mut paragraphs = Vec::new();
    let (mut done, mut start) = (0, Reading::START);
    while done < rows.len() {
        let end = rows.len().min(done + SEGMENT);
        let mut at = vec![Readings::default(); end - done + 1];
        at[0].add(start);
        let mut found = Search { rows: &rows[done..end], indented, lost, at }.run();
        // The last paragraph may go on in the next segment.
        if end < rows.len() && found.len() > 1 {
            found.pop();
        }
        let from = done;
        if found.is_empty() {
            // There is always a reading that comes through. Were there none, this loop would not end.
            found = (0..end - from).map(|row| (row..row + 1, Reading::START)).collect();
        }
        for (range, reading) in found {
            done = from + range.end;
            start = Reading { cost: 0, from: (0, 0), ..reading };
            paragraphs.push(from + range.start..done);
        }
    }
    paragraphs
}

impl Search<'_> {
    /// The rows of each paragraph in the cheapest reading, and the reading at its end.
    fn run(mut self) -> Vec<(Range<usize>, Reading)> {
        for here in 0..self.rows.len() {
            let readings = &self.at[here].0;
            let hopeful = |it: &Reading| it.cost <= readings[0].cost + HOPELESS;
            for index in 0..readings.partition_point(hopeful) {
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
        let here = Reading { from, ..self.at[from.0].0[from.1] };
        let row = &self.rows[from.0];
        let flows = row.flows() && width <= WIDEST;
        if here.wraps {
            if !row.fresh && flows {
                let indent = if row.indent > 0 { cost::INDENT } else { 0 };
                let gap = if here.heading.is_some() { gap } else { 0 };
                self.line(Reading { cost: here.cost + indent + gap, ..here }, next, width);
            }
            return;
        }
        let alone = here.cost + cost::ALONE + gap + self.end_cost(next - 1, cost::END_PLAIN);
        self.end(Reading { cost: alone, ..here }, next);
        if !flows {
            return;
        }
        let heading =
            Reading { cost: here.cost + cost::HEADING + gap, heading: Some(Measure::ANY), ..here };
        self.line(heading, next, width);
        let swapped = Reading { column: here.other, other: here.column, ..here };
        let is_first = here.column == Measure::NONE;
        let column = if is_first { cost::FIRST_COLUMN } else { cost::COLUMN };
        let new = Reading { column: Measure::ANY, other: here.column, ..here };
        for (reading, cost) in [(here, 0), (swapped, cost::RETURN), (new, column)] {
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
        // Nothing makes it cheaper.
        if self.at[next].exclude(reading.cost) {
            return;
        }
        reading.cost += reading.measure().hold(width);
        let unit = self.rows.get(next).map_or(WIDEST, |row| row.unit);
        let opens = self.rows.get(next).is_some_and(|row| row.opens);
        let full =
            if !opens && reading.measure().is_full(width, unit) { cost::END_FULL } else { 0 };
        let (cut, full) =
            if reading.heading.is_some() { (cost::END_PLAIN, 0) } else { (cost::END_CUT, full) };
        let cost = reading.cost + self.end_cost(next - 1, cut) + full;
        self.end(Reading { cost, wraps: false, heading: None, ..reading }, next);
        let narrow = reading.heading.is_none() && width + unit < NARROWEST;
        if !narrow && self.rows.get(next).is_some_and(|row| !row.fresh && row.flows()) {
            reading.cost += reading.measure().wrap(width, unit)
                + self.wrap_cost(next, reading.heading.is_some());
            self.at[next].add(Reading { wraps: true, ..reading });
        }
    }

    /// Takes in a reading whose paragraph ends before the row `next`.
    fn end(&mut self, mut reading: Reading, next: usize) {
        if self.rows.get(next).is_some_and(|row| row.clings && !row.fresh) {
            reading.cost += cost::CLINGS;
        }
        self.at[next].add(reading);
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

    fn trace(&self) -> Vec<(Range<usize>, Reading)> {
        let mut paragraphs: Vec<(Range<usize>, Reading)> = Vec::new();
        let ends = self.at.last().map(|it| it.0.as_slice()).unwrap_or_default();
        let Some(mut last) = ends.iter().filter(|it| !it.wraps).min_by_key(|it| it.cost) else {
            return paragraphs;
        };
        let (mut place, mut reading) = (self.rows.len(), last);
        let mut end = place;
        while place > 0 {
            place = reading.from.0;
            reading = &self.at[place].0[reading.from.1];
            if !reading.wraps {
                paragraphs.push((place..end, *last));
                (end, last) = (place, reading);
            }
        }
        paragraphs.reverse();
        paragraphs
    }
}
