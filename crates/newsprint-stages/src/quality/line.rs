//! What is to be said of one line.

use super::measure::Unit;

/// Marks that begin an item of a list.
const BULLETS: [char; 18] =
    ['•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '★', '☆', '※', '·', '・', '-', '*'];

/// Whether the line is an item of a list.
pub(super) fn starts_with_bullet(line: &str) -> bool {
    line.trim_start().starts_with(BULLETS)
}

/// Whether the line breaks off.
pub(super) fn ends_in_ellipsis(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('…') || line.ends_with("...")
}

/// Ellipses: `...`, `…`, and `……` as one.
pub(super) fn ellipses(line: &str) -> usize {
    let dots = line.matches("...").count();
    let marks = line.split('…').count() - 1;
    let doubled = line.matches("……").count();
    dots + marks - doubled
}

/// Whether the line ends as a sentence does: in `.`, `!`, `?` or a closing quotation mark, but not
/// in three dots; in Chinese also in `。`, `！`, `？`, `；`, `……` and what closes after them.
pub(super) fn ends_in_terminal_mark(line: &str, unit: Unit) -> bool {
    let line = line.trim_end();
    match unit {
        Unit::Word => {
            line.ends_with(['.', '!', '?', '"', '\'', '”', '’']) && !line.ends_with("...")
        }
        Unit::Character => {
            let closing = ['”', '’', '」', '』', '）', ')', '》', '"'];
            let end = line.trim_end_matches(closing);
            end.ends_with(TERMINAL) || end.ends_with("……")
        }
    }
}

/// Marks that end a Chinese sentence.
const TERMINAL: [char; 8] = ['。', '！', '？', '；', '!', '?', ';', '｡'];

/// Words that end in a point without ending a sentence.
const ABBREVIATIONS: [&str; 16] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "gen", "sen", "rep", "gov", "inc", "co",
    "jan", "etc",
];

/// Sentences of a line: what its terminal marks end, and the rest, if there is any.
pub(super) fn sentences(line: &str, unit: Unit) -> usize {
    match unit {
        Unit::Character => {
            let parts = line.split(['。', '！', '？', '!', '?', '｡', '…']);
            parts.filter(|part| part.contains(char::is_alphanumeric)).count()
        }
        Unit::Word => {
            let mut count = 0;
            let mut open = false;
            for word in line.split_whitespace() {
                open = true;
                if ends_sentence(word) {
                    count += 1;
                    open = false;
                }
            }
            count + usize::from(open)
        }
    }
}

/// Whether a word is the last one of a sentence.
fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '\'', '”', '’', ')']);
    if word.ends_with(['!', '?']) {
        return true;
    }
    let Some(stem) = word.strip_suffix('.') else { return false };
    let is_initial = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    !is_initial && !ABBREVIATIONS.iter().any(|it| it.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_lines_that_break_off_are_seen() {
        for line in ["• one", "- two", "  * three", "●甲", "·乙", "■ 丙"] {
            assert!(starts_with_bullet(line), "{line}");
        }
        for line in ["one", "——他说", "1. two", ""] {
            assert!(!starts_with_bullet(line), "{line}");
        }
        for (line, expected) in [("read more...", true), ("未完……", true), ("完。", false)]
        {
            assert_eq!(ends_in_ellipsis(line), expected, "{line}");
        }
        for (line, expected) in [("a... b…", 2), ("好……好…", 2), ("", 0), ("......", 2)] {
            assert_eq!(ellipses(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_end_as_sentences_do() {
        use Unit::{Character, Word};
        for (line, unit, expected) in [
            ("The end.", Word, true),
            ("“The end.”", Word, true),
            ("Read more...", Word, false),
            ("Home", Word, false),
            ("Why?", Word, true),
            ("完工。", Character, true),
            ("他说：“完工。”", Character, true),
            ("“完工”", Character, false),
            ("未完……", Character, true),
            ("责任编辑 张三", Character, false),
            ("一是开工；", Character, true),
        ] {
            assert_eq!(ends_in_terminal_mark(line, unit), expected, "{line}");
        }
    }

    #[test]
    fn sentences_are_counted() {
        use Unit::{Character, Word};
        for (line, unit, expected) in [
            ("One. Two! Three?", Word, 3),
            ("Mr. Smith met J. Doe at No. 10.", Word, 1),
            ("He said “no.” She left", Word, 2),
            ("It cost 3.5 dollars.", Word, 1),
            ("", Word, 0),
            ("一。二！三？", Character, 3),
            ("未完……", Character, 1),
            ("一，二", Character, 1),
            ("。。", Character, 0),
        ] {
            assert_eq!(sentences(line, unit), expected, "{line}");
        }
    }
}
