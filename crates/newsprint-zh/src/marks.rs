//! Punctuation marks: which end a sentence, which open and close.

/// Whether `c` ends a sentence: 。！？ and their half-width forms, and the ellipsis.
pub const fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '．' | '｡')
}

/// Whether `c` separates clauses inside a sentence.
pub const fn ends_clause(c: char) -> bool {
    matches!(c, '，' | ',' | '；' | ';' | '：' | ':' | '、')
}

/// The mark that closes what `c` opens; `None` when `c` opens nothing.
pub const fn closing(c: char) -> Option<char> {
    Some(match c {
        '“' => '”',
        '‘' => '’',
        '《' => '》',
        '〈' => '〉',
        '「' => '」',
        '『' => '』',
        '【' => '】',
        '〔' => '〕',
        '（' => '）',
        '(' => ')',
        '［' => '］',
        '[' => ']',
        _ => return None,
    })
}

/// Whether `c` closes a quotation or a bracket.
pub const fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '》' | '〉' | '」' | '』' | '】' | '〕' | '）' | ')' | '］' | ']')
}

/// Whether `text` ends a sentence, closing marks and white space aside.
pub fn is_sentence_end(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| closes(c) || c.is_whitespace());
    end.chars().next_back().is_some_and(ends_sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_inside_its_quotation() {
        for whole in ["好。", "“好。”", "好！", "他说:“好……”", "(完。) "] {
            assert!(is_sentence_end(whole), "{whole}");
        }
        for cut in ["好,", "", "达到", "“好”"] {
            assert!(!is_sentence_end(cut), "{cut}");
        }
    }

    #[test]
    fn what_opens_closes() {
        for (open, close) in [('“', '”'), ('(', ')'), ('《', '》')] {
            assert_eq!(closing(open), Some(close));
            assert!(closes(close));
        }
        assert_eq!(closing('。'), None);
    }
}
