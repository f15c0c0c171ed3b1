//! `newsprint diff`: why two articles are grouped or kept apart.

mod pipeline;

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::{fs, io};

use newsprint::Registry;
use newsprint::core::{
    Article, ArticleId, Block, BlockKind, Document, Facts, MappedText, Source, Span, interchange,
};
use newsprint::dedup::{Difference, Explanation, Likeness, Rules, explain};

use crate::args::DiffArgs;
use crate::show::Show;
use crate::{Exit, commands};

/// Differences of a kind that are shown.
const SHOWN: usize = 20;

/// Two articles that are compared, each the first of its document.
struct Pair {
    documents: [Document; 2],
    rules: Rules,
    /// What became of them in the pipeline that they are of.
    outcome: Option<String>,
}

/// Why two articles cannot be compared, and what to do.
type Fault = (String, String);

/// `newsprint diff`.
pub(crate) fn diff(args: &DiffArgs, registry: &Registry, show: &Show) -> Exit {
    let pair = match &args.pipeline {
        Some(file) => pipeline::read(args, file, registry, show),
        None => files(&args.a, &args.b).map_err(|(message, help)| {
            show.error(&message, Some(&help));
            Exit::Usage
        }),
    };
    let Pair { documents, rules, outcome } = match pair {
        Ok(pair) => pair,
        Err(exit) => return exit,
    };
    let [a, b] = &documents;
    match explain((a.source(), &a.articles[0]), (b.source(), &b.articles[0]), &rules) {
        Ok(found) => commands::print(&table(&found, &rules, outcome.as_deref()), show),
        Err(error) => {
            show.error(&error, error.help_text());
            Exit::Failed
        }
    }
}

/// Two articles of files, which are compared by the default rules.
fn files(a: &str, b: &str) -> Result<Pair, Fault> {
    let read = |name| {
        let help = "name a text file, or FILE#ID with the id of an article in JSON Lines";
        read(name).map_err(|message| (message, help.to_owned()))
    };
    Ok(Pair { documents: [read(a)?, read(b)?], rules: Rules::DEFAULT, outcome: None })
}

/// The document with the one article that `name` names: a text file, or `FILE#ID`.
fn read(name: &str) -> Result<Document, String> {
    let told = |path: &str, error: &dyn std::fmt::Display| format!("`{path}`: {error}");
    match name.rsplit_once('#') {
        Some((path, id)) if !fs::exists(name).unwrap_or(false) => {
            find(path, id).map_err(|error| told(path, &error))?
        }
        _ => Some(fs::read_to_string(name).map_err(|error| told(name, &error)).and_then(page)?),
    }
    .filter(|document| !document.articles.is_empty())
    .ok_or_else(|| format!("`{name}`: there is no such article"))
}

/// The article of a JSON Lines file whose own id, or whose record's, is `id`.
fn find(path: &str, id: &str) -> io::Result<Option<Document>> {
    for line in BufReader::new(fs::File::open(path)?).lines() {
        let line = line?;
        if !line.contains(id) {
            continue;
        }
        let document = interchange::read_article(&line).map_err(io::Error::other)?;
        let is_it = |article: &Article| article.id.to_string() == id;
        if document.source().record() == Some(id) || document.articles.iter().any(is_it) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// A text as one article, each line a paragraph.
fn page(text: String) -> Result<Document, String> {
    let source = Source::new("", text).map_err(|error| error.to_string())?;
    let source = source.with_facts(Facts::default());
    let mut article = Article::new(ArticleId::new(&source, Span::default()));
    let lines = source.text().lines().filter(|line| !line.trim().is_empty());
    article.blocks.extend(
        lines.map(|line| Block {
            kind: BlockKind::Paragraph,
            text: MappedText::unmapped(line.trim()),
        }),
    );
    let mut document = Document::new(source);
    document.articles.push(article);
    Ok(document)
}

/// The answer, its reasons, and what differs.
fn table(found: &Explanation, rules: &Rules, outcome: Option<&str>) -> String {
    let answer = match found.likeness {
        Likeness::Exact => "grouped: the same text",
        Likeness::Near => "grouped: the same story with small changes",
        Likeness::Contained => "grouped: the shorter stands in the longer",
        Likeness::Template => "kept apart: one template with other figures or names",
        Likeness::Passage => "kept apart: two stories that share a part",
        _ => "kept apart: two stories",
    };
    let Explanation { resemblance, covered, length, shared, damaged, replaced, ends, .. } = found;
    let Rules { threshold, shortest, days, .. } = rules;
    let mut table = format!("{answer}\n");
    if let Some(outcome) = outcome {
        let _ = writeln!(table, "{outcome}");
    }
    table.push('\n');
    let mut row = |name: &str, value: &dyn std::fmt::Display, says: String| {
        let _ = writeln!(table, "{name:12} {value:>6}  {says}");
    };
    row(
        "resemblance",
        &format!("{resemblance:.2}"),
        "of the characters of either stand in both".into(),
    );
    let says = format!("of the shorter stands in the longer; at least {threshold:.2}");
    row("covered", &format!("{covered:.2}"), says);
    let says = format!("of the longer's length has the shorter; at least {shortest:.2}");
    row("length", &format!("{length:.2}"), says);
    if let Some(apart) = found.days {
        row("days", &apart, format!("between the two; at most {days}"));
    }
    row("shared", shared, "characters".into());
    row("damaged", damaged, "places of one character".into());
    row("replaced", replaced, "characters in wider gaps".into());
    row("ends", ends, "characters differ before and after".into());
    let other = found.other_dates.len() + found.other_figures.len();
    row("figures", &found.figures, format!("in the same place, of which {other} differ"));
    let kinds = [
        ("dates and ordinals", &found.other_dates),
        ("figures", &found.other_figures),
        ("words", &found.other_words),
    ];
    for (name, differences) in kinds {
        if differences.is_empty() {
            continue;
        }
        let _ = writeln!(table, "\n{name} that differ:");
        for it in differences.iter().take(SHOWN) {
            let _ = writeln!(table, "  {} | {}  ({})", short(&it.a), short(&it.b), place(it));
        }
        if let Some(more) = differences.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(table, "  and {more} more");
        }
    }
    table
}

/// Where a difference stands.
fn place(difference: &Difference) -> String {
    let place = match difference.paragraphs {
        (a, b) if a == b => format!("paragraph {a}"),
        (a, b) => format!("paragraphs {a} and {b}"),
    };
    match difference.after.as_str() {
        "" => place,
        after => format!("{place}, after {after}"),
    }
}

/// The beginning of a passage, and its length when that is not all of it.
fn short(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}… ({})", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}
