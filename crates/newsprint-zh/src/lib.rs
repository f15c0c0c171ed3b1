//! Chinese text: what characters are, how widths fold, where sentences end, what numerals and
//! dates say.
//!
//! Pure functions over characters and strings; nothing here knows of articles.

pub mod date;
pub mod form;
pub mod marks;
pub mod numeral;
pub mod time;
pub mod width;

/// Whether `c` is a Chinese character: the unified ideographs with their extensions A to H, the
/// compatibility ideographs, and 〇.
pub const fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '〇')
}
