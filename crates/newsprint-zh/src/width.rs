//! Full-width and half-width forms.
//!
//! Newspaper systems print ASCII in the full-width block U+FF01 to U+FF5E, and text dumps fold
//! some of it back. This fold takes that block and the ideographic space to ASCII, and leaves 。、“”…《》
//! alone: it is narrower than NFKC, which would also turn … into three points.

use crate::form::plain;

/// `c` in its half-width form, presentation forms resolved; itself when it has none.
#[inline]
pub const fn fold(c: char) -> char {
    match c {
        // Nearly all of a text has no other form.
        '\0'..='\u{2E7F}' | '\u{3001}'..='\u{F8FF}' => c,
        _ => fold_form(c),
    }
}

const fn fold_form(c: char) -> char {
    match plain(c) {
        c @ '\u{FF01}'..='\u{FF5E}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(folded) => folded,
            None => c,
        },
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Whether [`fold`] changes `c`.
pub const fn is_full_width(c: char) -> bool {
    fold(c) as u32 != c as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_folds_and_the_rest_stays() {
        let folded: String = "２０２４年（％），。、“…《　A".chars().map(fold).collect();
        assert_eq!(folded, "2024年(%),。、“…《 A");
        assert!(is_full_width('％') && !is_full_width('%') && !is_full_width('。'));
    }
}
