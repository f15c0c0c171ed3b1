//! Full-width and half-width forms.
//!
//! Newspaper systems print ASCII in the full-width block U+FF01 to U+FF5E, and text dumps fold
//! some of it back. This fold takes that block and the ideographic space to ASCII, and leaves 。、“”…《》
//! alone: it is narrower than NFKC, which would also turn … into three points.

use crate::form::{others, plain};

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

/// Writes `text`, [folded](fold), to the end of `folded`. Linear; what stays is copied as it stands.
pub fn fold_onto(text: &str, folded: &mut String) {
    folded.reserve(text.len());
    let mut done = 0;
    for (at, c) in others(text) {
        let form = fold(c);
        if form != c {
            folded.push_str(&text[done..at]);
            folded.push(form);
            done = at + c.len_utf8();
        }
    }
    folded.push_str(&text[done..]);
}

/// `text`, [folded](fold).
pub fn folded(text: &str) -> String {
    let mut folded = String::new();
    fold_onto(text, &mut folded);
    folded
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
        assert_eq!(folded("２０２４年（％），。、“…《　A"), "2024年(%),。、“…《 A");
        assert_eq!(folded("⽤𠮷é，"), "用𠮷é,");
        for c in '\0'..=char::MAX {
            assert!(
                folded(&format!("中{c}a{c}")).chars().eq(['中', fold(c), 'a', fold(c)]),
                "{c:?}"
            );
        }
        assert!(is_full_width('％') && !is_full_width('%') && !is_full_width('。'));
    }
}
