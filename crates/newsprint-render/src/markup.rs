//! Text as HTML and XML, in which it stays text.

use std::fmt::Write as _;

use newsprint_core::{Article, BlockKind};

/// Appends `text` so that HTML and XML 1.0 show it as it is, in content and in quoted attributes.
/// Characters that XML cannot hold, and marks that turn the direction of writing, become `U+FFFD`.
/// Linear in the text.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push('\n'),
            _ if is_unseen(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
}

/// `text` with `U+FFFD` for each character that is not shown but acts, for fields of plain text.
pub(crate) fn seen(text: &str) -> String {
    let is_kept = |c: char| matches!(c, '\n' | '\t') || !is_unseen(c);
    text.chars().map(|c| if is_kept(c) { c } else { '\u{FFFD}' }).collect()
}

/// Whether a character is not shown but acts: a control character, or a mark that turns the direction
/// of writing for what stands behind it.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || is_bidi(c)
}

/// Whether a character turns the direction of writing.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2066}'..='\u{2069}')
}

/// `<name>text</name>`, with a line feed after it.
pub(crate) fn element(name: &str, text: &str, out: &mut String) {
    let _ = write!(out, "<{name}>");
    escape(text, out);
    let _ = writeln!(out, "</{name}>");
}

/// The body of an article in HTML: subheads, blocks, captions. Linear in the text.
pub(crate) fn body(article: &Article) -> String {
    let mut html = String::new();
    for subhead in &article.subheads {
        element("h2", subhead.as_str(), &mut html);
    }
    for block in &article.blocks {
        let text = block.text.as_str();
        match block.kind {
            BlockKind::Subheading => element("h3", text, &mut html),
            BlockKind::Quote => element("blockquote", text, &mut html),
            BlockKind::List => {
                html.push_str("<ul>\n");
                text.lines().for_each(|item| element("li", item, &mut html));
                html.push_str("</ul>\n");
            }
            // The cells stand as they are printed.
            BlockKind::Table => element("pre", text, &mut html),
            _ => element("p", text, &mut html),
        }
    }
    for text in article.figures.iter().flat_map(|it| it.caption.iter().chain(&it.credit)) {
        element("p", text.as_str(), &mut html);
    }
    html
}
