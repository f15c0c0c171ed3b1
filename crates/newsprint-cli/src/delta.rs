//! How two texts differ, character by character, as people read it.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

/// How parts of a line are told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    /// What is gone: struck red, or in `[-…-]`.
    pub(crate) fn gone(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[9;31m", "[-", "-]")
    }

    /// What is new: green, or in `{+…+}`.
    pub(crate) fn new(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[32m", "{+", "+}")
    }

    /// What is in order.
    pub(crate) fn good(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[1;32m", "", "")
    }

    /// What is not.
    pub(crate) fn bad(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[1;31m", "", "")
    }

    fn wrap(self, text: &str, colour: &str, open: &str, close: &str) -> String {
        match self.0 {
            true => format!("{colour}{text}\u{1b}[0m"),
            false => format!("{open}{text}{close}"),
        }
    }
}

/// One line that shows both texts: what is gone and what is new, between what both have. Chinese
/// has no words to compare by, so characters are compared.
pub(crate) fn inline(old: &str, new: &str, paint: Paint) -> String {
    let mut line = String::new();
    for (tag, text) in pieces(old, new) {
        let text = text.replace('\n', "⏎");
        let _ = match tag {
            ChangeTag::Equal => write!(line, "{text}"),
            ChangeTag::Delete => write!(line, "{}", paint.gone(&text)),
            ChangeTag::Insert => write!(line, "{}", paint.new(&text)),
        };
    }
    line
}

/// Stretches of characters that both texts have, that are gone, that are new.
pub(crate) fn pieces(old: &str, new: &str) -> Vec<(ChangeTag, String)> {
    let mut pieces: Vec<(ChangeTag, String)> = Vec::new();
    for change in TextDiff::from_chars(old, new).iter_all_changes() {
        match pieces.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            _ => pieces.push((change.tag(), change.value().to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_compared() {
        for (old, new, line) in [
            ("甲乙丙", "甲丙", "甲[-乙-]丙"),
            ("利用率", "综合利用率", "{+综合+}利用率"),
            ("一\n二", "一二", "一[-⏎-]二"),
            ("", "新", "{+新+}"),
            ("同", "同", "同"),
        ] {
            assert_eq!(inline(old, new, Paint(false)), line);
        }
    }
}
