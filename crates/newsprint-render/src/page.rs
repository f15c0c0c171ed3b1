//! One article as a Markdown page.

use std::fmt::Write as _;

use newsprint_core::{Article, BlockKind, Bound, Metric, Modality, Source};

use crate::markup::is_unseen;
use crate::naming::is_day;

/// The page of `article`, which stands in `source`. Linear in the text.
pub(crate) fn render(source: &Source, article: &Article) -> String {
    let mut page = front_matter(source, article);
    let mut part = |text: String| {
        if !text.is_empty() {
            page.push('\n');
            page.push_str(&text);
            page.push('\n');
        }
    };
    if let Some(headline) = &article.headline {
        part(around("# ", headline.as_str(), ""));
    }
    for subhead in &article.subheads {
        part(around("**", subhead.as_str(), "**"));
    }
    for byline in &article.bylines {
        part(around("*", byline.text.as_str(), "*"));
    }
    for block in &article.blocks {
        let text = block.text.as_str();
        part(match block.kind {
            BlockKind::Subheading => around("## ", text, ""),
            BlockKind::Quote => lines("> ", "\\\n", [text]),
            BlockKind::List => lines("- ", "\n", [text]),
            // A table's cells are kept as they are printed, line by line.
            _ => lines("", "\\\n", [text]),
        });
    }
    for figure in &article.figures {
        let texts = figure.caption.iter().chain(&figure.credit).map(AsRef::as_ref);
        part(lines("> ", "\\\n", texts));
    }
    for credit in &article.credits {
        part(lines("", "\\\n", [credit.as_str()]));
    }
    part(metrics_table(&article.metrics));
    page
}

fn front_matter(source: &Source, article: &Article) -> String {
    let facts = source.facts();
    let people = article.bylines.iter().flat_map(|byline| &byline.people);
    let authors: Vec<String> = people.map(|person| quoted(&person.name)).collect();
    let text = |text: Option<&str>| text.map(quoted);
    let entries = [
        ("id", Some(quoted(&article.id.to_string()))),
        ("title", text(article.headline.as_ref().map(AsRef::as_ref))),
        ("kicker", text(article.kicker.as_ref().map(AsRef::as_ref))),
        // Site generators end at a `date` that is none.
        ("date", text(facts.date.as_deref().filter(|date| is_day(date)))),
        ("printed_date", text(facts.date.as_deref().filter(|date| !is_day(date)))),
        ("paper", text(facts.paper.as_deref())),
        ("section", text(article.section.as_ref().map(AsRef::as_ref))),
        ("authors", (!authors.is_empty()).then(|| format!("[{}]", authors.join(", ")))),
        ("source", text(Some(source.name()))),
        ("record", text(source.record())),
    ];
    let mut matter = "---\n".to_owned();
    for (key, value) in entries {
        if let Some(value) = value {
            let _ = writeln!(matter, "{key}: {value}");
        }
    }
    matter + "---\n"
}

/// `text` as a double-quoted scalar of YAML 1.2.
pub(crate) fn quoted(text: &str) -> String {
    let mut scalar = "\"".to_owned();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            // What begins a tag of a template, to a reader that looks for tags before YAML is read.
            '{' if characters.peek().is_some_and(|next| "{%#".contains(*next)) => {
                scalar.push_str("\\u007B");
            }
            '"' | '\\' => scalar.extend(['\\', c]),
            '\n' => scalar.push_str("\\n"),
            // Not printable in YAML, or a line break to some of its readers.
            _ if is_unseen(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') => {
                let _ = write!(scalar, "\\u{:04X}", u32::from(c));
            }
            '\u{FFFE}' | '\u{FFFF}' => scalar.push('\u{FFFD}'),
            _ => scalar.push(c),
        }
    }
    scalar + "\""
}

/// A text on one line, between `before` and `after`; nothing when it is blank.
fn around(before: &str, text: &str, after: &str) -> String {
    match escaped_lines(text).collect::<Vec<_>>().join(" ") {
        text if text.is_empty() => text,
        text => format!("{before}{text}{after}"),
    }
}

/// Each line of the texts after `prefix`; `between` ends all but the last.
fn lines<'a>(prefix: &str, between: &str, texts: impl IntoIterator<Item = &'a str>) -> String {
    let lines = texts.into_iter().flat_map(escaped_lines);
    lines.map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join(between)
}

/// The lines of `text` that are not blank, so that each appears as it is in any place where text
/// can stand in `CommonMark`, with the tables and strike-through of GitHub and the definition lists of
/// kramdown, and is no template to a site generator: no `{` and no `<` stands as it is, since Liquid,
/// Nunjucks and Jinja read the page before Markdown does and know no backslash before `{%`.
fn escaped_lines(text: &str) -> impl Iterator<Item = String> {
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let mut escaped = String::with_capacity(line.len());
        let mut rest = line;
        // What opens a list, a thematic break or an underlined heading, does so at a line's start.
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let is_marker = |after: &str| {
            after
                .strip_prefix(['.', ')'])
                .is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t']))
        };
        if line.starts_with(['-', '+', '=', ':']) {
            escaped.push('\\');
        } else if digits > 0 && is_marker(&line[digits..]) {
            escaped.push_str(&line[..digits]);
            escaped.push('\\');
            rest = &line[digits..];
        }
        for c in rest.chars() {
            match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '#' | '|' | '~' | '$' => {
                    escaped.extend(['\\', c]);
                }
                // Not every reader takes `\&` for the character.
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '{' => escaped.push_str("&#123;"),
                '\t' => escaped.push(' '),
                _ if is_unseen(c) => escaped.push('\u{FFFD}'),
                _ => escaped.push(c),
            }
        }
        escaped
    })
}

fn metrics_table(metrics: &[Metric]) -> String {
    if metrics.is_empty() {
        return String::new();
    }
    let head = [
        "subject",
        "indicator",
        "bound",
        "value",
        "unit",
        "period",
        "comparison",
        "modality",
        "text",
    ];
    let mut rows = vec![row(&head), format!("|{}", " --- |".repeat(head.len()))];
    rows.extend(metrics.iter().map(|metric| {
        let value = match &metric.value_max {
            Some(most) => format!("{} to {most}", metric.value),
            None => metric.value.to_string(),
        };
        row(&[
            metric.subject.as_deref().unwrap_or_default(),
            &metric.indicator,
            metric.bound.map_or("", Bound::word),
            &value,
            &metric.unit,
            metric.period.as_deref().unwrap_or_default(),
            metric.comparison.as_deref().unwrap_or_default(),
            metric.modality.map_or("", Modality::word),
            &metric.text,
        ])
    }));
    rows.join("\n")
}

fn row(cells: &[&str; 9]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| around("", cell, "")).collect();
    format!("| {} |", cells.join(" | "))
}
