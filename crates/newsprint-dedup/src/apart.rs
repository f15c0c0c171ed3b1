//! What stands at the edges of a text and is no part of its body: datelines and credits.

use newsprint_core::Span;
use newsprint_core::config::{Fault, decode_options, parse_toml};
use newsprint_zh::marks::{closes, closing, ends_sentence};

const DATA: &str = include_str!("../data/apart.toml");

/// Characters of a dateline before its bracket.
const DATELINE: usize = 28;
/// Characters of an English dateline: `CLOUD BROOK, June 28 (Agency) -- `.
const ENGLISH_DATELINE: usize = 60;
/// Characters in the bracket of a byline or a credit.
const BRACKET: usize = 40;
/// Characters of a credit that ends with what was done and does not begin with who did it.
const SHORT: usize = 20;
/// Characters of a caption before its credit.
const CAPTION: usize = 60;
/// Characters of the credits behind the last sentence.
const CREDITS: usize = 80;

newsprint_core::options! {
    /// Words of datelines and credits.
    pub(crate) struct Apart {
        /// What a dateline ends with.
        dispatches: Vec<String>;
        /// What the name of one who reports ends with.
        outlets: Vec<String>;
        /// What people are called who report.
        roles: Vec<String>;
        /// What a credit begins with.
        credits: Vec<String>;
        /// What a short credit in brackets ends with.
        credit_ends: Vec<String>;
        /// What stands in brackets at the end of a report.
        endings: Vec<String>;
        /// What a caption begins with.
        captions: Vec<String>;
    }
}

impl Apart {
    /// The words that come with the crate.
    pub(crate) fn bundled() -> Result<Self, Vec<Fault>> {
        let (table, mut faults) = parse_toml(DATA, 0);
        decode_options(table, Span::default(), "apart.toml", &mut faults).ok_or(faults)
    }

    /// Where `text` ends before the credits at its end: `（记者 王五 摄）`, `来源：某报`, `（完）`.
    pub(crate) fn before_credits(&self, text: &str) -> usize {
        let mut kept = text;
        loop {
            let trimmed = kept.trim_end();
            let before = self.before_bracket(trimmed).or_else(|| self.before_line(trimmed));
            match before {
                Some(end) => kept = &trimmed[..end],
                None if kept.len() == text.len() => return text.len(),
                None if self.is_caption(trimmed) => return 0,
                None => return trimmed.len(),
            }
        }
    }

    /// Whether what stands before a credit is a caption.
    fn is_caption(&self, text: &str) -> bool {
        let text = text.trim_start();
        text.chars().nth(CAPTION).is_none()
            && self.captions.iter().any(|word| text.starts_with(word.as_str()))
    }

    /// Where the bracket that ends `text` opens, when a credit stands in it.
    fn before_bracket(&self, text: &str) -> Option<usize> {
        let close = text.chars().next_back().filter(|c| is_bracket(*c))?;
        let inside = &text[..text.len() - close.len_utf8()];
        let mut near = inside.char_indices().rev().take(BRACKET);
        let (at, open) = near.find(|(_, c)| closing(*c) == Some(close))?;
        let inside = inside[at + open.len_utf8()..].trim();
        self.is_credit(inside).then_some(at)
    }

    /// Whether what stands in brackets is a credit.
    fn is_credit(&self, inside: &str) -> bool {
        let is_long = |word: &String| word.chars().nth(1).is_some();
        let starts = self.credits.iter().find(|word| inside.starts_with(word.as_str()));
        let cites = || {
            let cited = inside.strip_prefix('据').unwrap_or_default();
            self.outlets.iter().any(|word| cited.contains(word.as_str()))
        };
        let is_short = || inside.chars().nth(SHORT).is_none();
        self.endings.iter().any(|word| word == inside)
            || starts.is_some_and(|word| is_long(word) || separated(&inside[word.len()..]))
            || is_short() && self.credit_ends.iter().any(|word| inside.ends_with(word.as_str()))
            || cites()
    }

    /// Where the last sentence of `text` ends, when a credit stands behind it.
    fn before_line(&self, text: &str) -> Option<usize> {
        let mut end = 0;
        for (count, (at, c)) in text.char_indices().rev().enumerate() {
            if ends_sentence(c) {
                end = at + c.len_utf8();
                break;
            }
            if count == CREDITS {
                return None;
            }
        }
        let closed = text[end..].trim_start_matches(closes);
        let line = closed.trim_start();
        let word = self.credits.iter().find(|word| line.starts_with(word.as_str()))?;
        separated(&line[word.len()..]).then(|| text.len() - closed.len())
    }

    /// Bytes of the dateline that `text` starts with: `新华社云溪6月28日电（记者 张三）`, `【某网报道】`.
    pub(crate) fn dateline(&self, text: &str) -> Option<usize> {
        let rest = text.trim_start();
        let first = rest.chars().next()?;
        let end = if first.is_ascii_uppercase() {
            english_dateline(rest)
        } else if let Some(inside) = bracketed(rest) {
            let is_byline = self.names_role(inside)
                || self.dispatch(inside).is_some_and(|end| end == inside.len());
            is_byline.then(|| inside.len() + 2 * first.len_utf8())
        } else {
            self.dispatch(rest)
        };
        let mut rest = &rest[end?..];
        if let Some(inside) = bracketed(rest.trim_start()).filter(|it| self.names_role(it)) {
            let bracket = rest.trim_start();
            let open = bracket.chars().next().map_or(0, char::len_utf8);
            rest = &bracket[inside.len() + 2 * open..];
        }
        let is_separator =
            |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '|' | '丨' | '—' | '–');
        Some(text.len() - rest.trim_start_matches(is_separator).len())
    }

    fn names_role(&self, inside: &str) -> bool {
        self.roles.iter().any(|word| inside.contains(word.as_str()))
    }

    /// Where the words end that say who reports from where: `新华社云溪6月28日电`, `本报讯`.
    fn dispatch(&self, text: &str) -> Option<usize> {
        let is_head = |c: char| c.is_alphanumeric() || c == ' ' || c == '·' || c == '\u{3000}';
        let mut chars = text.char_indices().take(DATELINE);
        let stop = chars.find(|(_, c)| !is_head(*c)).map_or_else(
            || text.char_indices().nth(DATELINE).map_or(text.len(), |(at, _)| at),
            |(at, _)| at,
        );
        let head = &text[..stop];
        if head.starts_with('据') {
            return None;
        }
        self.dispatches.iter().filter_map(|word| self.dispatch_with(word, head, text)).min()
    }

    /// The same, where they end with `word`. Nothing follows but a bracket, a colon or a blank; after
    /// `28日讯` and `本报讯` the report can, where `28日报道` would say what is reported.
    fn dispatch_with(&self, word: &str, head: &str, text: &str) -> Option<usize> {
        head.match_indices(word).find_map(|(at, _)| {
            let (named, end) = (head[..at].trim_end(), at + word.len());
            let is_outlet = self.outlets.iter().any(|outlet| named.contains(outlet.as_str()));
            let after = &text[end..];
            let is_apart = separated(after) || bracketed(after).is_some() || after.is_empty();
            let is_byline = bracketed(after.trim_start()).is_some_and(|it| self.names_role(it));
            let before_day = named.strip_suffix('日').and_then(|rest| rest.chars().next_back());
            let is_wire = matches!(word, "讯" | "电");
            let is_day = is_wire && before_day.is_some_and(char::is_numeric);
            let ends_outlet = |outlet: &String| named.ends_with(outlet.as_str());
            let is_alone = word == "讯" && self.outlets.iter().any(ends_outlet);
            let is_sent = is_byline || is_outlet && (is_apart || is_day || is_alone);
            (is_sent && !named.is_empty()).then_some(end)
        })
    }
}

/// Whether a mark that follows a word parts it from what it introduces.
fn separated(after: &str) -> bool {
    let parts = |c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '/' | '／' | '|' | '丨' | '｜' | '—')
    };
    after.starts_with(parts)
}

fn is_bracket(close: char) -> bool {
    matches!(close, ')' | '）' | ']' | '］' | '】' | '〕')
}

/// What stands in the bracket that `text` opens with, when it closes soon.
fn bracketed(text: &str) -> Option<&str> {
    let open = text.chars().next()?;
    let close = closing(open).filter(|c| is_bracket(*c))?;
    let rest = &text[open.len_utf8()..];
    let (at, _) = rest.char_indices().take(BRACKET).find(|(_, c)| *c == close)?;
    Some(&rest[..at])
}

/// Where an English dateline ends: capitals, or an agency in brackets, before a dash.
fn english_dateline(text: &str) -> Option<usize> {
    let window = text.char_indices().nth(ENGLISH_DATELINE).map_or(text, |(at, _)| &text[..at]);
    let dash = |mark: &str| Some((window.find(mark)?, mark.len()));
    let (at, length) = ["--", "—", "–", ") - "].into_iter().filter_map(dash).min()?;
    let head = window[..at].trim_end();
    let place = head.split([',', '(']).next()?.trim_end();
    let is_capital = place.len() > 2 && place.chars().all(|c| c.is_ascii_uppercase() || c == ' ');
    let is_agency = head.ends_with(')') || length == ") - ".len();
    (is_capital || is_agency).then_some(at + length)
}
