//! Rules on single lines: those of C4, which take lines out.

use super::line::ends_in_terminal_mark;
use super::measure::Unit;
use super::{FilterQualityOptions, Preset};
use crate::character::{Class, class};

/// Characters of a word beyond which it is none, and its line no text.
const LONGEST_WORD: usize = 1000;

/// Words of lines that no reporter wrote (Raffel et al. 2020 and its published code).
const BOILERPLATE: [&str; 7] = [
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
];
/// The same of Chinese pages.
const BOILERPLATE_ZH: [&str; 5] =
    ["使用条款", "隐私政策", "隐私权政策", "免责声明", "浏览器版本过低"];

/// Which lines are taken out.
#[derive(Debug)]
pub(super) struct LineRules {
    least_words: usize,
    terminal_marks: bool,
    no_boilerplate: bool,
}

impl LineRules {
    pub(super) fn new(options: &FilterQualityOptions) -> Self {
        let is_c4 = options.preset == Preset::C4;
        let least = options.least_line_words.unwrap_or(if is_c4 { 5 } else { 0 });
        Self {
            least_words: usize::try_from(least).unwrap_or(usize::MAX),
            terminal_marks: options.terminal_marks.unwrap_or(is_c4),
            no_boilerplate: options.no_boilerplate.unwrap_or(is_c4),
        }
    }

    /// Whether there is any.
    pub(super) fn is_some(&self) -> bool {
        self.least_words > 0 || self.terminal_marks || self.no_boilerplate
    }

    /// Why the line is taken out, if it is.
    pub(super) fn broken(&self, line: &str, unit: Unit) -> Option<&'static str> {
        if self.terminal_marks && !ends_in_terminal_mark(line, unit) {
            return Some("no terminal mark");
        }
        if self.least_words > 0 {
            if line.split_whitespace().any(|word| word.chars().nth(LONGEST_WORD).is_some())
                && unit == Unit::Word
            {
                return Some("a word without end");
            }
            if !has_words(line, unit, self.least_words) {
                return Some("too few words");
            }
        }
        if self.no_boilerplate {
            let lower = line.to_ascii_lowercase();
            if BOILERPLATE.iter().chain(&BOILERPLATE_ZH).any(|phrase| lower.contains(phrase)) {
                return Some("boilerplate");
            }
        }
        None
    }
}

/// Whether the line has `least` words.
fn has_words(line: &str, unit: Unit, least: usize) -> bool {
    match unit {
        Unit::Word => line.split_whitespace().nth(least - 1).is_some(),
        Unit::Character => {
            let letters = line
                .chars()
                .filter(|c| matches!(class(*c), Class::Ideographic | Class::Letter | Class::Digit));
            letters.take(least).count() == least
        }
    }
}
