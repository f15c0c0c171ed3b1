//! The text of pages that a script fills: it stands in the script, as JSON.

use std::iter;

use serde_json::Value;

use super::headline::ratio;
use super::vocabulary::Vocabulary;
use crate::printed_date::is_wide;

/// Length of the shortest text that is one, in Chinese characters.
const SHORTEST: f32 = 100.0;
/// Values that are looked for in one script.
const VALUES: usize = 16;
/// Words of the headline that are looked for.
const TOPICS: usize = 32;
/// How deep JSON may stand in strings of JSON.
const NESTED: usize = 2;
/// Length of the shortest string that can hold JSON, in bytes.
const JSON: usize = 200;

/// The longest running text in the scripts of a page, as HTML code; of several, one that says what
/// the page's headline says. Linear but for values that are begun again, of which each script has few.
pub(super) fn article(code: &str, headline: &str, vocabulary: &Vocabulary) -> Option<String> {
    let words = &vocabulary.lines;
    let topics = topics(headline);
    let mut found = Found { best: None, topics, texts: &words.texts, others: &words.others };
    let mut rest = code;
    while let Some((_, from)) = rest.split_once("<script") {
        let (script, after) = from.split_once("</script").unwrap_or((from, ""));
        let (_, content) = script.split_once('>').unwrap_or_default();
        found.script(content.trim());
        rest = after;
    }
    found.best.map(|(_, text)| text)
}

struct Found<'a> {
    /// The best text so far, and how good it is.
    best: Option<(f32, String)>,
    /// What the headline is about.
    topics: Vec<String>,
    /// The keys of parts of texts.
    texts: &'a [String],
    /// The keys of what leads to other articles.
    others: &'a [String],
}

impl Found<'_> {
    fn script(&mut self, content: &str) {
        if content.starts_with(['{', '[']) {
            self.json(content, 0);
            return;
        }
        // `window.__STATE__ = {…}`, `push([…])`, `JSON.parse("…")`.
        let begins = content.match_indices(['=', '(']).filter_map(|(at, _)| {
            let value = content[at + 1..].trim_start();
            value.starts_with(['{', '[', '"']).then_some(value)
        });
        for value in begins.filter(|value| value.len() > JSON).take(VALUES) {
            self.json(value, 0);
        }
    }

    /// Looks at the value that a text begins with.
    fn json(&mut self, text: &str, nested: usize) {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        if let Some(Ok(value)) = values.next() {
            self.value(&value, nested);
        }
    }

    fn value(&mut self, value: &Value, nested: usize) {
        match value {
            Value::String(text) if text.len() > JSON => {
                if nested < NESTED {
                    self.inside(text, nested + 1);
                }
                self.offer(iter::once(text.as_str()));
            }
            Value::Array(items) => {
                let parts: Option<Vec<String>> = items.iter().map(|it| self.part(it)).collect();
                if let Some(parts) = parts {
                    self.offer(parts.iter().map(String::as_str));
                }
                for item in items {
                    self.value(item, nested);
                }
            }
            Value::Object(object) => {
                for value in object.values() {
                    self.value(value, nested);
                }
            }
            _ => {}
        }
    }

    /// Looks at the JSON that a string holds: all of it, or each line of it behind a name.
    fn inside(&mut self, text: &str, nested: usize) {
        let text = text.trim();
        if text.starts_with(['{', '[']) {
            self.json(text, nested);
            return;
        }
        let values = text.lines().filter_map(|line| Some(line.split_once(':')?.1));
        for value in values.filter(|it| it.len() > JSON && it.starts_with(['{', '['])) {
            self.json(value, nested);
        }
    }

    /// What an item of a list says, as a paragraph; `None` where the list is one of other things.
    fn part(&self, item: &Value) -> Option<String> {
        let Value::Object(object) = item else {
            return item.as_str().map(str::to_owned);
        };
        if object.keys().any(|key| self.others.contains(key)) {
            return None;
        }
        let texts = object.iter().filter(|(key, _)| self.texts.contains(key));
        let said = texts.map(|(_, value)| match value {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().filter_map(|item| self.part(item)).collect(),
            Value::Object(_) => self.part(value).unwrap_or_default(),
            _ => String::new(),
        });
        Some(said.collect())
    }

    /// Takes a text that is better than what was found.
    fn offer<'t>(&mut self, parts: impl Iterator<Item = &'t str> + Clone) {
        let length: f32 = parts.clone().map(running).sum();
        if length < SHORTEST {
            return;
        }
        let all = parts.clone().collect::<Vec<_>>().join("\n").to_lowercase();
        let said = self.topics.iter().filter(|topic| all.contains(topic.as_str())).count();
        let worth = length * (0.1 + ratio(said, self.topics.len()));
        if self.best.as_ref().is_some_and(|(best, _)| *best >= worth) {
            return;
        }
        let mut code = String::new();
        for part in parts {
            if part.contains("</") || part.contains("<br") {
                code.push_str(part);
                continue;
            }
            for line in part.lines() {
                code.push_str("<p>");
                code.push_str(&line.replace('&', "&amp;").replace('<', "&lt;"));
                code.push_str("</p>");
            }
        }
        self.best = Some((worth, code));
    }
}

/// The words of a headline that tell: longer ones in Latin letters, pairs of characters in others.
fn topics(headline: &str) -> Vec<String> {
    let mut topics = Vec::new();
    for word in headline.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.iter().any(|c| is_wide(*c)) {
            topics.extend(letters.windows(2).map(|pair| pair.iter().collect()));
        } else if letters.len() > 3 {
            topics.push(word.to_owned());
        }
    }
    topics.truncate(TOPICS);
    topics
}

/// The length of the running text in a string, in Chinese characters; none where it has no sentences.
fn running(text: &str) -> f32 {
    let (mut length, mut ends, mut marks) = (0.0, 0, 0);
    let mut in_tag = false;
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            '{' | '}' | '=' | '\\' | '_' => marks += 1,
            '。' | '！' | '？' => ends += 1,
            ' ' | '\n' if matches!(last, '.' | '!' | '?') => ends += 1,
            _ => length += if is_wide(c) { 1.0 } else { 0.33 },
        }
        last = c;
    }
    let is_prose =
        ends + usize::from(matches!(last, '.' | '!' | '?')) > 0 && marks < 4 * (ends + 1);
    if is_prose { length } else { 0.0 }
}
