//! What is printed as the number of a page, as far as a file says it (ISO 32000-2, 12.4.2).

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::dict::keys::{KIDS, NUMS, P, PAGE_LABELS, S, ST};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, String as PdfString};

use super::glyphs::text_string;

/// Levels that the tree of ranges may have; writers make two at most.
const DEPTH: u8 = 8;
/// Ranges and nodes that are looked at.
const MOST: u32 = 10_000;
/// The highest number in letters or Roman numerals: those get long.
const HIGHEST: u32 = 5_000;

/// What the file `pdf` calls its page `page`, counted from 0.
pub(super) fn label(pdf: &Pdf, page: u32) -> Option<String> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?;
    let mut search = Search { page, left: MOST, found: None };
    search.look(&catalog.get::<Dict<'_>>(PAGE_LABELS)?, DEPTH);
    let (first, range) = search.found?;
    let start = range.get::<i32>(ST).and_then(|start| u32::try_from(start).ok()).unwrap_or(1);
    let number = start.checked_add(page - first)?;
    let prefix = range.get::<PdfString<'_>>(P).map(|prefix| text_string(prefix.as_bytes()));
    let style = range.get::<Name<'_>>(S);
    let number = match style.as_deref() {
        None => String::new(),
        Some(b"R") if number <= HIGHEST => roman(number),
        Some(b"r") if number <= HIGHEST => roman(number).to_lowercase(),
        Some(b"A") if number <= HIGHEST => letters(number),
        Some(b"a") if number <= HIGHEST => letters(number).to_lowercase(),
        Some(_) => number.to_string(),
    };
    Some(prefix.unwrap_or_default() + &number).filter(|label| !label.trim().is_empty())
}

/// The search for the range that a page is in.
struct Search<'a> {
    page: u32,
    left: u32,
    /// The range with the highest first page that is not behind the page.
    found: Option<(u32, Dict<'a>)>,
}

impl<'a> Search<'a> {
    fn look(&mut self, node: &Dict<'a>, depth: u8) {
        if let Some(ranges) = node.get::<Array<'a>>(NUMS) {
            let mut items = ranges.flex_iter();
            while let Some(first) = items.next::<i32>()
                && let Some(range) = items.next::<Dict<'a>>()
                && self.has_time()
            {
                let Ok(first) = u32::try_from(first) else { continue };
                let is_nearer = self.found.as_ref().is_none_or(|(known, _)| first >= *known);
                if first <= self.page && is_nearer {
                    self.found = Some((first, range));
                }
            }
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        for node in node.get::<Array<'a>>(KIDS).iter().flat_map(Array::iter::<Dict<'a>>) {
            if !self.has_time() {
                return;
            }
            self.look(&node, depth);
        }
    }

    fn has_time(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            number -= value;
            written.push_str(sign);
        }
    }
    written
}

/// A to Z, then AA to ZZ, then AAA.
fn letters(number: u32) -> String {
    let Some(number) = number.checked_sub(1) else { return String::new() };
    let letter = char::from_u32(u32::from('A') + number % 26).unwrap_or('A');
    (0..=number / 26).map(|_| letter).collect()
}
