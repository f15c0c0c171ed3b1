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
#[inline]
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || is_rare_han(c)
}

#[cold]
const fn is_rare_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// The characters of `text` that are no Chinese ones, with the bytes where they stand: marks, digits,
/// letters, spaces. Most of a text is passed over a byte at a character.
#[inline]
pub fn not_han(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next + common_han(&text.as_bytes()[next..]);
            let c = text[at..].chars().next()?;
            next = at + c.len_utf8();
            if !is_han(c) {
                return Some((at, c));
            }
        }
    })
}

/// How many bytes at the start of a text are those of characters from U+4E00 to U+9FFF.
#[inline]
fn common_han(bytes: &[u8]) -> usize {
    let mut len = 0;
    loop {
        match bytes.get(len) {
            Some(0xE5..=0xE9) => len += 3,
            Some(0xE4) if bytes.get(len + 1) >= Some(&0xB8) => len += 3,
            _ => return len,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_chinese_is_found_where_it_stands() {
        let check = |text: &str| {
            let others: Vec<_> = text.char_indices().filter(|(_, c)| !is_han(*c)).collect();
            assert_eq!(not_han(text).collect::<Vec<_>>(), others, "{text}");
        };
        for text in ["", "一", "，", "青岭市，茶5.2万吨（春）。", "〇a𠀀é䷀䶿\u{3400}仿伀"]
        {
            check(text);
        }
        for c in '\0'..=char::MAX {
            check(c.encode_utf8(&mut [0; 4]));
        }
    }
}
