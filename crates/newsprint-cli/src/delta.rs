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
    pub(crate) fn added(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[32m", "{+", "+}")
    }

    /// A line that is gone or new, told by the mark before it: its colour alone.
    pub(crate) fn whole(self, text: &str, is_new: bool) -> String {
        self.wrap(text, if is_new { "\u{1b}[32m" } else { "\u{1b}[31m" }, "", "")
    }

    /// What something is called.
    pub(crate) fn strong(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[1m", "", "")
    }

    /// What is in order.
    pub(crate) fn good(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[1;32m", "", "")
    }

    /// What is not.
    pub(crate) fn bad(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[1;31m", "", "")
    }

    /// What is quoted.
    pub(crate) fn faint(self, text: &str) -> String {
        self.wrap(text, "\u{1b}[2m", "", "")
    }

    fn wrap(self, text: &str, colour: &str, open: &str, close: &str) -> String {
        if self.0 { format!("{colour}{text}\u{1b}[0m") } else { format!("{open}{text}{close}") }
    }
}

/// One line that shows both texts: what is gone and what is new, between what both have, of which
/// `context` characters are shown on either side. Chinese has no words to compare by, so characters
/// are compared.
pub(crate) fn inline(old: &str, new: &str, context: usize, paint: Paint) -> String {
    let mut line = String::new();
    let pieces = pieces(old, new);
    let last = pieces.len().saturating_sub(1);
    for (index, (tag, text)) in pieces.iter().enumerate() {
        let text = text.replace('\n', "⏎");
        let _ = match tag {
            ChangeTag::Equal => {
                let (before, after) = (index > 0, index < last);
                write!(line, "{}", ends(&text, context, before, after))
            }
            ChangeTag::Delete => write!(line, "{}", paint.gone(&text)),
            ChangeTag::Insert => write!(line, "{}", paint.added(&text)),
        };
    }
    line
}

/// The ends of a stretch that changes stand before or behind.
fn ends(text: &str, context: usize, before: bool, after: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let head = if before { context } else { 0 };
    let tail = if after { context } else { 0 };
    if chars.len() <= head + tail + 1 || (!before && !after) {
        return text.to_owned();
    }
    let (head, tail) = (&chars[..head], &chars[chars.len() - tail..]);
    format!("{}…{}", String::from_iter(head), String::from_iter(tail))
}

/// The beginning of a text.
pub(crate) fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
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
            ("一二三四五六七", "一二三四五六七八", "…六七{+八+}"),
            ("甲一二三四五六七乙", "一二三四五六七", "[-甲-]一二…六七[-乙-]"),
        ] {
            assert_eq!(inline(old, new, 2, Paint(false)), line);
        }
    }
}
