//! How a copy differs from its leader, for reading.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Characters of each text that are compared.
const COMPARED: usize = 20_000;
/// Characters up to which a replaced passage is compared character by character.
const FINE: usize = 400;
/// Characters of an unchanged passage that stay on each side of a change.
const AROUND: usize = 28;

/// A passage that both have, or that only one of them has.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Passage {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Characters left out in the middle of a passage that both have.
    pub(super) left_out: usize,
    /// What stands after them.
    pub(super) rest: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Same,
    /// In the leader only.
    Gone,
    /// In the copy only.
    New,
}

/// The passages of `copy` beside `leader`: first clause by clause, then inside what was replaced
/// character by character, so that the time is bounded whatever the texts are.
pub(super) fn passages(leader: &str, copy: &str) -> Vec<Passage> {
    let (leader, copy) = (clauses(leader), clauses(copy));
    let mut found: Vec<(Kind, String)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &leader, &copy) {
        let (old, new) = (leader[op.old_range()].concat(), copy[op.new_range()].concat());
        match op.tag() {
            DiffTag::Equal => push(&mut found, Kind::Same, &old),
            DiffTag::Delete => push(&mut found, Kind::Gone, &old),
            DiffTag::Insert => push(&mut found, Kind::New, &new),
            DiffTag::Replace => replaced(&old, &new, &mut found),
        }
    }
    let last = found.len().saturating_sub(1);
    let short = found.into_iter().enumerate();
    short.map(|(at, (kind, text))| passage(kind, text, at == 0, at == last)).collect()
}

fn replaced(old: &str, new: &str, found: &mut Vec<(Kind, String)>) {
    let (old_chars, new_chars): (Vec<char>, Vec<char>) =
        (old.chars().collect(), new.chars().collect());
    if old_chars.len().max(new_chars.len()) > FINE {
        push(found, Kind::Gone, old);
        push(found, Kind::New, new);
        return;
    }
    for op in capture_diff_slices(Algorithm::Myers, &old_chars, &new_chars) {
        let gone: String = old_chars[op.old_range()].iter().collect();
        let come: String = new_chars[op.new_range()].iter().collect();
        if op.tag() == DiffTag::Equal {
            push(found, Kind::Same, &gone);
        } else {
            push(found, Kind::Gone, &gone);
            push(found, Kind::New, &come);
        }
    }
}

fn push(found: &mut Vec<(Kind, String)>, kind: Kind, text: &str) {
    match found.last_mut() {
        _ if text.is_empty() => {}
        Some((last, before)) if *last == kind => before.push_str(text),
        _ => found.push((kind, text.to_owned())),
    }
}

/// The beginning of a text in clauses, each with the mark that ends it.
fn clauses(text: &str) -> Vec<&str> {
    let end = text.char_indices().nth(COMPARED).map_or(text.len(), |(at, _)| at);
    text[..end]
        .split_inclusive(['，', '。', '；', '、', '！', '？', ',', ';', '!', '?', '\n'])
        .collect()
}

fn passage(kind: Kind, text: String, is_first: bool, is_last: bool) -> Passage {
    let count = text.chars().count();
    if kind != Kind::Same || count <= 2 * AROUND + 12 {
        return Passage { kind, text, left_out: 0, rest: String::new() };
    }
    let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
    Passage {
        kind,
        left_out: count - head - tail,
        rest: text.chars().skip(count - tail).collect(),
        text: text.chars().take(head).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(leader: &str, copy: &str) -> String {
        let passages = passages(leader, copy);
        let one = |it: &Passage| {
            let left_out =
                if it.left_out > 0 { format!("…{}…", it.left_out) } else { String::new() };
            let text = format!("{}{left_out}{}", it.text, it.rest);
            match it.kind {
                Kind::Same => text,
                Kind::Gone => format!("[-{text}-]"),
                Kind::New => format!("[+{text}+]"),
            }
        };
        passages.iter().map(one).collect()
    }

    #[test]
    fn changes_are_found_to_the_character() {
        let check = |leader: &str, copy: &str, expected: &str| {
            assert_eq!(shown(leader, copy), expected);
        };
        check("", "", "");
        check("春耕开始。", "春耕开始。", "春耕开始。");
        check("春耕开始。田里忙。", "春耕结束。田里忙。", "春耕[-开始-][+结束+]。田里忙。");
        check("春耕开始。", "春耕开始。田里忙。", "春耕开始。[+田里忙。+]");
        let long = "田里的人都在忙着春耕,".repeat(20);
        check(
            &format!("{long}三十二公里。"),
            &format!("{long}三十三公里。"),
            "…194…着春耕,田里的人都在忙着春耕,田里的人都在忙着春耕,三十[-二-][+三+]公里。",
        );
    }
}
