//! Brackets that a text opens and does not close, and signs between key and value, put in where they
//! are missed, so that one of them does not hide what else is wrong behind it.

use super::Fault;
use crate::Span;

/// A text in which every bracket is closed and every key has its `=`.
pub(super) struct Repaired {
    pub(super) text: String,
    /// A fault for each sign that is missing, at its place in the text as it was.
    pub(super) faults: Vec<Fault>,
    /// Where something was put in, in the text as it was, and how many bytes.
    added: Vec<(usize, usize)>,
}

impl Repaired {
    /// `None` when none is missing.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut scanner = Scanner::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            scanner.line(start, line.trim_end_matches(['\n', '\r']));
            start += line.len();
        }
        scanner.close_after(0);
        let Scanner { missing, faults, .. } = scanner;
        if missing.is_empty() {
            return None;
        }
        let mut repaired = String::with_capacity(text.len() + missing.len());
        let mut from = 0;
        for (at, signs) in &missing {
            repaired.push_str(&text[from..*at]);
            repaired.push_str(signs);
            from = *at;
        }
        repaired.push_str(&text[from..]);
        let added = missing.iter().map(|(at, signs)| (*at, signs.len())).collect();
        Some(Self { text: repaired, faults, added })
    }

    /// The place in the text as it was that stands at `place` now.
    pub(super) fn original(&self, place: usize) -> usize {
        let mut before = 0;
        for (at, length) in &self.added {
            if place <= at + before {
                break;
            }
            before += length.min(&(place - at - before));
        }
        place - before
    }
}

#[derive(Default)]
struct Scanner {
    /// Brackets that are open, each with its place and what closes it.
    open: Vec<(usize, char)>,
    /// The quotes that close a string of several lines.
    quotes: Option<&'static str>,
    /// Where that ends which was said last.
    end: usize,
    missing: Vec<(usize, String)>,
    faults: Vec<Fault>,
}

impl Scanner {
    /// Goes over the line that begins at `start`.
    fn line(&mut self, start: usize, line: &str) {
        let said = line.trim_start();
        if self.quotes.is_none() {
            let in_table = self.open.iter().any(|(_, closes)| *closes == '}');
            if is_head(said) || (!in_table && is_entry(said)) {
                self.close_after(0);
            }
            let begin = start + line.len() - said.len();
            if self.open.is_empty() && said.starts_with('[') {
                return self.head(begin, said);
            }
            if self.open.is_empty() && !is_entry(said) {
                self.entry(begin, said);
            }
        }
        let mut at = 0;
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(quotes) = self.quotes {
                let Some(found) = rest.find(quotes) else { break };
                at += found + quotes.len();
                self.quotes = None;
            } else {
                let Some(length) = self.token(start + at, rest) else { break };
                at += length;
                if rest.starts_with([' ', '\t']) {
                    continue;
                }
            }
            self.end = start + at;
        }
    }

    /// Takes up what `rest` begins with; gives its length, `None` at a comment.
    fn token(&mut self, at: usize, rest: &str) -> Option<usize> {
        let first = rest.chars().next()?;
        match first {
            '#' => return None,
            '[' => self.open.push((at, ']')),
            '{' => self.open.push((at, '}')),
            ']' | '}' => {
                let closed = self.open.iter().rposition(|(_, closes)| *closes == first);
                if let Some(closed) = closed {
                    self.close_after(closed + 1);
                    self.open.pop();
                }
            }
            '"' | '\'' => {
                let several = if first == '"' { "\"\"\"" } else { "'''" };
                if rest.starts_with(several) {
                    self.quotes = Some(several);
                    return Some(several.len());
                }
                return Some(string(rest, first));
            }
            ' ' | '\t' => return Some(rest.len() - rest.trim_start_matches([' ', '\t']).len()),
            _ => {}
        }
        Some(first.len_utf8())
    }

    /// Takes up the head of a table, which ends with its line.
    fn head(&mut self, start: usize, said: &str) {
        let head = said.split('#').next().unwrap_or_default().trim_end();
        let opened = if head.starts_with("[[") { 2 } else { 1 };
        let closed = head.len() - head.trim_end_matches(']').len();
        self.end = start + head.len();
        if closed < opened {
            let brackets = "]".repeat(opened - closed);
            let message = format!("`{head}` lacks its `{brackets}`");
            let at = Span::new(start, self.end);
            let help = format!("write `{head}{brackets}`");
            self.faults.push(Fault::new(at, message, "not closed").help(help));
            self.missing.push((self.end, brackets));
        }
    }

    /// Takes up a line that has to be an entry and is not one, where it begins with a key.
    fn entry(&mut self, start: usize, said: &str) {
        let key = said.split(|c| !is_of_key(c)).next().unwrap_or_default();
        let value = said[key.len()..].trim_start();
        if key.is_empty() || value.starts_with(['=', '.']) {
            return;
        }
        let value = value.split('#').next().unwrap_or_default().trim_end();
        let (sign, shown) = if value.is_empty() { ("=''", "…") } else { ("=", value) };
        let at = Span::new(start, start + key.len());
        let fault = Fault::new(at, format!("`{key}` lacks its `=`"), "no value");
        self.faults.push(fault.help(format!("write `{key} = {shown}`")));
        self.missing.push((start + key.len(), sign.to_owned()));
    }

    /// Closes what is open, but for the first `kept`, behind what was said last.
    fn close_after(&mut self, kept: usize) {
        let Some((start, closes)) = self.open.get(kept).copied() else { return };
        let what = if closes == ']' { "list" } else { "table" };
        let message = format!("this {what} is never closed");
        let fault = Fault::new(Span::new(start, start + 1), message, "opened here");
        self.faults.push(fault.help(format!("put `{closes}` behind its last item")));
        let brackets: String = self.open.drain(kept..).rev().map(|(_, closes)| closes).collect();
        self.missing.push((self.end, brackets));
    }
}

/// The length of a string that ends on its line, or that of the line.
fn string(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = quote == '"' && c == '\\' && !is_escaped;
    }
    rest.len()
}

/// Whether a line is the head of a table: `[run]`, `[[stage]]`.
fn is_head(line: &str) -> bool {
    let name = line.strip_prefix("[[").or_else(|| line.strip_prefix('['));
    let Some((name, rest)) = name.and_then(|it| it.split_once(']')) else { return false };
    let rest = rest.trim_start_matches(']').trim_start();
    !["true", "false", "inf", "nan"].contains(&name)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c))
        && (rest.is_empty() || rest.starts_with('#'))
}

/// Whether a line begins with a key and its `=`.
fn is_entry(line: &str) -> bool {
    let key = line.split_once('=').map(|(key, _)| key.trim_end());
    key.is_some_and(|key| !key.is_empty() && key.chars().all(|c| is_of_key(c) || c == '.'))
}

fn is_of_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_put_in_where_they_are_missed() {
        let cases: &[(&str, Option<&str>, &[&str])] = &[
            ("a = [1]\n[b]\n[[c]] # d\n", None, &[]),
            ("[run\na = 1\n", Some("[run]\na = 1\n"), &["[run"]),
            ("[[stage] # 一\nuse = 1", Some("[[stage]] # 一\nuse = 1"), &["[[stage]"]),
            (
                "p = [\"一[\", # 二 ]\n  \"三\"\n\n[[stage]]\n",
                Some("p = [\"一[\", # 二 ]\n  \"三\"]\n\n[[stage]]\n"),
                &["["],
            ),
            ("p = [\"a\"\nq = 1\n", Some("p = [\"a\"]\nq = 1\n"), &["["]),
            ("p = { a = [1, \n[b]\n", Some("p = { a = [1,]} \n[b]\n"), &["{"]),
            ("p = [{ a = 1,\n b = 2 }]\n", None, &[]),
            ("p = [\n[\"a\"],\n[true],\n]\n", None, &[]),
            ("p = \"\"\"\n[run\n[\"\"\"\nq = '[\\'\n", None, &[]),
            ("p = \"a\\\"[\"\n", None, &[]),
            (
                "use \"一\"\nb # c\n\"d\" = 1\ne.f = 2\n",
                Some("use= \"一\"\nb='' # c\n\"d\" = 1\ne.f = 2\n"),
                &["use", "b"],
            ),
            ("p = { a = [1, \"二\" }\n", Some("p = { a = [1, \"二\"] }\n"), &["["]),
            ("[a\n[[b\n", Some("[a]\n[[b]]\n"), &["[a", "[[b"]),
        ];
        for (text, repaired, at) in cases {
            let found = Repaired::new(text);
            assert_eq!(found.as_ref().map(|it| it.text.as_str()), *repaired, "{text}");
            let faults = found.map(|it| it.faults).unwrap_or_default();
            let places: Vec<_> = faults.iter().map(|it| it.span.of(text).unwrap()).collect();
            assert_eq!(places, *at, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_text_as_it_was() {
        let text = "[a\nx = [1\n[b]\ny = 2";
        let repaired = Repaired::new(text).unwrap();
        assert_eq!(repaired.text, "[a]\nx = [1]\n[b]\ny = 2");
        for (name, at) in [("[a", 0), ("x", 3), ("1", 8), ("[b", 10), ("y", 14)] {
            let place = repaired.text.find(name).unwrap();
            assert_eq!((repaired.original(place), text.find(name)), (at, Some(at)), "{name}");
        }
        assert_eq!(repaired.original(repaired.text.len()), text.len());
    }
}
