//! Parts of pages that are rendered one by one, so that pages are parted by their bytes.

use std::fs::File;
use std::ops::Range;

use minijinja::Value;
use newsprint_core::StepError;

use serde::Serialize;

use super::SiteWriter;
use super::finish::{Pager, Totals, page_name, root_of};
use super::spill::{Place, Spill, SpillReader};

/// Bytes of the parts on a page, which is what a page has besides its frame and, of the run, the
/// table of steps.
const PAGE: usize = 280 << 10;
/// Bytes after which a part that can be parted is.
pub(super) const PIECE: usize = 150 << 10;

/// Parts that wait on disk until it is known how many pages they make.
pub(super) struct Pieces {
    spill: Spill,
    places: Vec<Place>,
}

impl Pieces {
    pub(super) fn new(file: File) -> Self {
        Self { spill: Spill::new(file), places: Vec::new() }
    }

    pub(super) fn push(&mut self, html: &str) -> Result<(), StepError> {
        self.places.push(self.spill.push(html.as_bytes())?);
        Ok(())
    }

    /// The parts of each page, at most `most` of them; without parts there is one page.
    pub(super) fn pages(&self, most: usize) -> Vec<Range<usize>> {
        pages(self.places.iter().map(|place| place.bytes()), most)
    }

    pub(super) fn reader(&mut self) -> Result<SpillReader, StepError> {
        self.spill.reader()
    }

    /// The parts `range`, ready to stand on a page.
    pub(super) fn read(
        &self,
        reader: &mut SpillReader,
        range: Range<usize>,
    ) -> Result<Vec<Value>, StepError> {
        let places = self.places.get(range).unwrap_or_default();
        let html = places.iter().map(|place| {
            let html = String::from_utf8_lossy(&reader.read(*place)?).into_owned();
            Ok(Value::from_safe_string(html))
        });
        html.collect()
    }
}

/// Pushes what `render` makes of the rows and the number of the first of them, in as many parts as
/// it takes for each to be small.
pub(super) fn push_parted<T>(
    pieces: &mut Pieces,
    rows: &[T],
    first: usize,
    render: &impl Fn(&[T], usize) -> Result<String, StepError>,
) -> Result<(), StepError> {
    let html = render(rows, first)?;
    if html.len() <= PIECE || rows.len() < 2 {
        return pieces.push(&html);
    }
    let (begin, end) = rows.split_at(rows.len() / 2);
    push_parted(pieces, begin, first, render)?;
    push_parted(pieces, end, first + begin.len(), render)
}

/// A page whose parts are rendered.
#[derive(Serialize)]
struct PiecesPage {
    root: &'static str,
    totals: Totals,
    pager: Pager,
    pieces: Vec<Value>,
}

impl SiteWriter {
    /// Writes the pages of `kind`, at most `most` parts on each.
    pub(super) fn write_pieces(
        &self,
        kind: &str,
        totals: Totals,
        mut pieces: Pieces,
        most: usize,
    ) -> Result<(), StepError> {
        let mut reader = pieces.reader()?;
        let ranges = pieces.pages(most);
        let count = ranges.len();
        for (number, range) in (1..).zip(ranges) {
            let name = page_name(kind, number);
            let pager = Pager::new(kind, number, count);
            let pieces = pieces.read(&mut reader, range)?;
            let context = PiecesPage { root: root_of(&name), totals, pager, pieces };
            let page = self.theme.render(&format!("{kind}.html"), &context)?;
            self.folder.write(&name, page.as_bytes())?;
        }
        Ok(())
    }
}

fn pages(sizes: impl Iterator<Item = usize>, most: usize) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let (mut begin, mut end, mut bytes) = (0, 0, 0);
    for size in sizes {
        if end > begin && (bytes + size > PAGE || end - begin == most) {
            pages.push(begin..end);
            (begin, bytes) = (end, 0);
        }
        end += 1;
        bytes += size;
    }
    pages.push(begin..end);
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_by_bytes_and_by_number() {
        let check = |sizes: &[usize], most: usize, expected: &[usize]| {
            let ends: Vec<usize> =
                pages(sizes.iter().copied(), most).iter().map(|page| page.end).collect();
            assert_eq!(ends, expected, "{sizes:?}, {most}");
        };
        check(&[], 3, &[0]);
        check(&[1, 1, 1, 1], 3, &[3, 4]);
        check(&[PAGE, 1, PAGE - 1, 1], 9, &[1, 3, 4]);
        // What cannot be parted has a page of its own.
        check(&[1, PAGE + 1, 1], 9, &[1, 2, 3]);
    }
}
