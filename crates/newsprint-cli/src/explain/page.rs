//! A document's history as one page that needs no script and no other file.

use std::fmt::Write as _;

use newsprint::Registry;
use newsprint::core::{Note, TextHash};
use similar::ChangeTag;

use super::{code, said};
use crate::delta::pieces;
use crate::history::{History, Passed};
use crate::view::{Change, ChangeKind};

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8886;--good:#18794e;--bad:#c62a2f;--faint:#6e6e6e}\
@media(prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff9592;--faint:#a0a0a0}}\
body{font:16px/1.6 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.3rem}h2{font-size:1.1rem;border-top:1px solid var(--line);padding-top:1rem}\
table{border-collapse:collapse;width:100%}\
td,th{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}\
td:nth-child(3){text-align:right;font-variant-numeric:tabular-nums}\
ins{color:var(--good);text-decoration:underline}del{color:var(--bad)}\
small{color:var(--faint)}.left{color:var(--bad)}";

/// The page. All that a document says is escaped, and the page may load nothing.
pub(super) fn page(history: &History, registry: &Registry) -> String {
    let place = escape(&history.place);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{place}: what was done and why</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{place}</h1>\n<p>What each stage did to this document, and why.</p>\n",
        base64(TextHash::of(STYLE).as_bytes()),
    );
    for said in &history.read {
        let _ = writeln!(out, "<p>{}</p>", escape(said));
    }
    for passed in &history.stages {
        stage(passed, history, registry, &mut out);
    }
    if !history.articles.is_empty() {
        out.push_str("<h2>Articles that are named</h2>\n<dl>\n");
        for (id, is) in &history.articles {
            let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(id), escape(is));
        }
        out.push_str("</dl>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// Bytes in base 64 (RFC 4648), as policies name hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| (bits << 8) | u32::from(*three.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let digit = DIGITS[((bits >> (18 - 6 * at)) & 63) as usize];
            text.push(if at <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

fn stage(passed: &Passed, history: &History, registry: &Registry, out: &mut String) {
    let (name, summary) = (escape(&passed.stage), escape(&passed.summary()));
    let _ = writeln!(out, "<section>\n<h2>{name}</h2>\n<p>{summary}</p>");
    for gone in &passed.left {
        let what = gone.article.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        let _ =
            writeln!(out, "<p class=\"left\">{}</p>", escape(&format!("{what}{}", gone.message)));
    }
    if !passed.changes.is_empty() {
        out.push_str("<table>\n<tr><th>line</th><th>text</th></tr>\n");
        for change in &passed.changes {
            let _ = writeln!(out, "{}", changed(change));
        }
        out.push_str("</table>\n");
    }
    if !passed.notes.is_empty() {
        out.push_str(
            "<details open><summary>Decisions</summary>\n<table>\n<tr><th>code</th>\
             <th>decision</th><th>score</th><th>what weighed</th></tr>\n",
        );
        for note in &passed.notes {
            let _ = writeln!(out, "{}", decision(note, &history.text));
        }
        out.push_str("</table></details>\n");
        meanings(passed, registry, out);
    }
    out.push_str("</section>\n");
}

fn changed(change: &Change) -> String {
    let Change { kind, label, text, was } = change;
    let (label, escaped) = (escape(label), escape(text));
    let was = was.as_deref().unwrap_or_default();
    let (label, text) = match kind {
        ChangeKind::Labelled => (format!("{} → {label}", escape(was)), escaped),
        ChangeKind::Joined => (label, marked(was, text)),
        ChangeKind::Cut => (format!("{label} <small>cut out of a line</small>"), escaped),
        ChangeKind::New => (label, format!("<ins>{escaped}</ins>")),
        ChangeKind::Gone => (label, format!("<del>{escaped}</del>")),
    };
    format!("<tr><td>{label}</td><td>{text}</td></tr>")
}

fn marked(old: &str, new: &str) -> String {
    let mut marked = String::new();
    for (tag, text) in pieces(old, new) {
        let text = escape(&text.replace('\n', "⏎"));
        let _ = match tag {
            ChangeTag::Equal => write!(marked, "{text}"),
            ChangeTag::Delete => write!(marked, "<del>{text}</del>"),
            ChangeTag::Insert => write!(marked, "<ins>{text}</ins>"),
        };
    }
    marked
}

fn decision(note: &Note, text: &str) -> String {
    let score = note.score.map(|score| format!("{score:.2}")).unwrap_or_default();
    let parts = note.parts.iter().map(|(name, weight)| format!("{} {weight:.2}", escape(name)));
    let said = said(note, text).map(|it| format!("<br><small>{}</small>", escape(&it)));
    format!(
        "<tr><td>{}</td><td>{}{}</td><td>{score}</td><td>{}</td></tr>",
        escape(&note.code),
        escape(&note.message),
        said.unwrap_or_default(),
        parts.collect::<Vec<_>>().join("<br>")
    )
}

/// What the codes of a stage's notes mean.
fn meanings(passed: &Passed, registry: &Registry, out: &mut String) {
    let told = code::told(registry);
    let is_used = |code: &str| passed.notes.iter().any(|note| note.code == code);
    out.push_str("<details><summary>Meaning of the codes</summary>\n<dl>\n");
    for it in told.iter().filter(|it| is_used(it.code)) {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(it.code), escape(&it.meaning));
    }
    out.push_str("</dl></details>\n");
}

/// Text as it stands in HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Control characters are not allowed in HTML.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' => {
                escaped.push('\u{fffd}');
            }
            c => escaped.push(c),
        }
    }
    escaped
}
