//! Classes of characters.

/// What a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Space,
    /// Chinese characters and kana: scripts without spaces between words.
    Ideographic,
    Letter,
    Digit,
    Punctuation,
    /// Everything else.
    Symbol,
}

impl Class {
    /// How many there are.
    pub(crate) const COUNT: usize = 6;
}

/// The class of `c`.
pub(crate) fn class(c: char) -> Class {
    match c {
        '\u{4E00}'..='\u{9FFF}' => Class::Ideographic,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' | '０'..='９' => Class::Digit,
        _ if is_ideographic(c) => Class::Ideographic,
        _ if c.is_whitespace() => Class::Space,
        _ if is_punctuation(c) => Class::Punctuation,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_numeric() => Class::Digit,
        _ => Class::Symbol,
    }
}

/// Whether `c` is a Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '〇' | '々')
}

/// Whether `c` is a Japanese kana.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

fn is_ideographic(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// Whether `c` is punctuation, as Unicode has it, of the blocks that news is printed with.
fn is_punctuation(c: char) -> bool {
    // Full-width forms stand in the order of ASCII.
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    match c {
        '!'..='~' => {
            c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '<'..='>' | '^' | '`' | '|' | '~')
        }
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' => !matches!(c, '\u{2044}' | '\u{2052}'),
        '、'..='〃'
        | '〈'..='】'
        | '〔'..='〟'
        | '〰'
        | '・'
        | '¡'
        | '§'
        | '«'
        | '¶'
        | '·'
        | '»'
        | '¿'
        | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE61}'
        | '\u{FF5F}'..='\u{FF65}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_their_classes() {
        for (class_of, characters) in [
            (Class::Space, " \t\u{3000}\u{A0}"),
            (Class::Ideographic, "中一龍々〇かナー"),
            (Class::Letter, "aZéжＡ한"),
            (Class::Digit, "09０９²½"),
            (Class::Punctuation, ".,;!?%&#@“”‘’…—、。《》「」【】（），：；？·"),
            (Class::Symbol, "$+<=>^|~￥°©™→●■★□℃\u{200B}😀"),
        ] {
            for c in characters.chars() {
                assert_eq!(class(c), class_of, "{c:?}");
            }
        }
    }
}
