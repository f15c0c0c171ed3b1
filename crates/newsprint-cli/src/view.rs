//! A document as lines that people read, and how two states of one document differ.

use newsprint::Document;
use newsprint::core::{Article, Group, MappedText, Metric, Residue};
use serde::Serialize;

/// A line of a document: what it is, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) text: String,
    /// Whether it is a text of the source, which stages join, cut and label.
    is_printed: bool,
}

impl Line {
    fn printed(label: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self { label: label.into(), text: text.as_ref().trim().to_owned(), is_printed: true }
    }

    fn said(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), is_printed: false }
    }
}

/// The document's lines, in the order of reading: the text while nothing has taken it apart, then
/// the articles with all that is said of them, and what no article took.
pub(crate) fn lines(document: &Document) -> Vec<Line> {
    let text = document.source().text();
    let mut lines = Vec::new();
    if document.articles.is_empty() && document.residue.is_empty() {
        let printed = text.lines().filter(|line| !line.trim().is_empty());
        lines.extend(printed.map(|line| Line::printed("text", line)));
    }
    for article in &document.articles {
        of_article(article, &mut lines);
    }
    for Residue { span, reason, detail } in &document.residue {
        let reason = serde_json::to_value(reason).unwrap_or_default();
        let detail = detail.as_ref().map(|detail| format!(", {detail}")).unwrap_or_default();
        let label = format!("residue ({}{detail})", reason.as_str().unwrap_or_default());
        lines.push(Line::printed(label, span.of(text).unwrap_or_default()));
    }
    let told = document.diagnostics.iter();
    lines.extend(told.map(|it| Line::said("diagnostic", format!("{}: {}", it.code, it.message))));
    lines
}

fn of_article(article: &Article, lines: &mut Vec<Line>) {
    let mut add = |label: &str, texts: &mut dyn Iterator<Item = &MappedText>| {
        lines.extend(texts.map(|text| Line::printed(label, text.as_str())));
    };
    add("kicker", &mut article.kicker.iter());
    add("headline", &mut article.headline.iter());
    add("subhead", &mut article.subheads.iter());
    add("section", &mut article.section.iter());
    add("byline", &mut article.bylines.iter().map(|byline| &byline.text));
    for block in &article.blocks {
        add(block.kind.word(), &mut std::iter::once(&block.text));
    }
    for figure in &article.figures {
        add("caption", &mut figure.caption.iter());
        add("picture credit", &mut figure.credit.iter());
    }
    add("credit", &mut article.credits.iter());
    if let Some(Group { id, kind, similarity, .. }) = &article.group {
        let said = format!("{id}, {}, {similarity:.2}", kind.word());
        lines.push(Line::said("group", said));
    }
    lines.extend(article.metrics.iter().map(|metric| Line::said("metric", row(metric))));
    let told = article.diagnostics.iter();
    lines.extend(told.map(|it| Line::said("diagnostic", format!("{}: {}", it.code, it.message))));
    if let Ok(serde_json::Value::Object(entries)) = serde_json::to_value(&article.extensions) {
        lines.extend(entries.iter().map(|(key, value)| Line::said(key, value.to_string())));
    }
}

/// A figure in one line.
pub(crate) fn row(metric: &Metric) -> String {
    let max = metric.value_max.as_ref().map(|max| format!("–{max}")).unwrap_or_default();
    let bound = metric.bound.map(|bound| format!("{} ", bound.word())).unwrap_or_default();
    let value = format!("{bound}{}{max} {}", metric.value, metric.unit);
    let subject = metric.subject.as_deref().unwrap_or("–");
    let cells = [subject, &metric.indicator, value.trim_end()].into_iter();
    let modality = metric.modality.map(newsprint::core::Modality::word);
    let rest = [metric.period.as_deref(), metric.comparison.as_deref(), modality];
    cells.chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(" | ")
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Change {
    pub(crate) kind: ChangeKind,
    pub(crate) label: String,
    pub(crate) text: String,
    /// What it was before: a label, or the lines that it was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) was: Option<String>,
}

/// How a line came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ChangeKind {
    /// It was there under another label.
    Labelled,
    /// It is made of lines that were there.
    Joined,
    /// It was a part of a line.
    Cut,
    /// It was not there.
    New,
    /// It is no longer there.
    Gone,
}

/// How `old` became `new`. Lines that stayed what they were are left out.
pub(crate) fn changes(old: &[Line], new: &[Line]) -> Vec<Change> {
    let mut left: Vec<Option<&Line>> = old.iter().map(Some).collect();
    let mut take = |fits: &dyn Fn(&Line) -> bool| {
        left.iter_mut().find(|line| line.is_some_and(fits)).and_then(Option::take)
    };
    // What stayed the same is taken first, so that nothing else is taken for it.
    let mut open: Vec<&Line> = Vec::new();
    for line in new {
        if take(&|it| it == line).is_none() {
            open.push(line);
        }
    }
    let relabelled: Vec<Option<&Line>> = open
        .iter()
        .map(|line| take(&|it| line.is_printed && it.is_printed && it.text == line.text))
        .collect();
    let mut rest: Vec<Rest<'_>> = left.into_iter().flatten().map(Rest::new).collect();
    let mut changes: Vec<Change> = open
        .into_iter()
        .zip(relabelled)
        .map(|(line, was)| match was {
            Some(was) => change(ChangeKind::Labelled, line, Some(was.label.clone())),
            None => made_of(line, &mut rest),
        })
        .collect();
    let gone = rest.iter().filter(|it| !it.is_used);
    changes.extend(gone.map(|it| change(ChangeKind::Gone, it.line, None)));
    changes
}

/// A line that is not there any more, and what no other line has taken of it.
struct Rest<'a> {
    line: &'a Line,
    pieces: Vec<&'a str>,
    is_used: bool,
}

impl<'a> Rest<'a> {
    fn new(line: &'a Line) -> Self {
        let pieces = if line.is_printed { vec![line.text.as_str()] } else { Vec::new() };
        Self { line, pieces, is_used: false }
    }

    /// Takes `text` out of a piece that holds it.
    fn cut(&mut self, text: &str) -> bool {
        let Some(at) = self.pieces.iter().position(|piece| piece.contains(text)) else {
            return false;
        };
        let piece = self.pieces.remove(at);
        if let Some((before, after)) = piece.split_once(text) {
            let ends = [before.trim(), after.trim()];
            self.pieces.extend(ends.into_iter().filter(|end| !end.is_empty()));
        }
        self.is_used = true;
        true
    }
}

fn change(kind: ChangeKind, line: &Line, was: Option<String>) -> Change {
    Change { kind, label: line.label.clone(), text: line.text.clone(), was }
}

/// How `line` came about from what is left of lines, which it holds or which hold it.
fn made_of(line: &Line, rest: &mut [Rest<'_>]) -> Change {
    if !line.is_printed || line.text.is_empty() {
        return change(ChangeKind::New, line, None);
    }
    if let Some(around) = rest.iter_mut().find_map(|it| it.cut(&line.text).then_some(it.line)) {
        return change(ChangeKind::Cut, line, Some(around.text.clone()));
    }
    let mut parts: Vec<(usize, &str)> = Vec::new();
    for it in rest {
        it.pieces.retain(|piece| {
            let inside = line.text.find(piece);
            parts.extend(inside.map(|at| (at, *piece)));
            it.is_used |= inside.is_some();
            inside.is_none()
        });
    }
    if parts.is_empty() {
        return change(ChangeKind::New, line, None);
    }
    parts.sort_unstable();
    let was: Vec<&str> = parts.into_iter().map(|(_, piece)| piece).collect();
    change(ChangeKind::Joined, line, Some(was.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line((label, text): &(&str, &str)) -> Line {
        Line { is_printed: *label != "metric", ..Line::said(*label, *text) }
    }

    #[track_caller]
    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expected: &[(ChangeKind, &str, &str)]) {
        let [old, new] = [old, new].map(|lines| lines.iter().map(line).collect::<Vec<_>>());
        let changes = changes(&old, &new);
        let shown: Vec<_> = changes
            .iter()
            .map(|it| (it.kind, it.text.as_str(), it.was.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_became_of_each_line() {
        use ChangeKind::{Cut, Gone, Joined, Labelled, New};
        check(&[("text", "甲")], &[("text", "甲")], &[]);
        check(&[("text", "甲")], &[("headline", "甲")], &[(Labelled, "甲", "text")]);
        check(
            &[("text", "甲乙"), ("text", "图"), ("text", "丙丁")],
            &[("paragraph", "甲乙丙丁"), ("caption", "图")],
            &[(Joined, "甲乙丙丁", "甲乙\n丙丁"), (Labelled, "图", "text")],
        );
        check(
            &[("paragraph", "本报讯甲乙")],
            &[("byline", "本报讯"), ("paragraph", "甲乙")],
            &[(Cut, "本报讯", "本报讯甲乙"), (Cut, "甲乙", "本报讯甲乙")],
        );
        check(
            &[("text", "本报讯甲乙"), ("text", "丙")],
            &[("byline", "本报讯"), ("paragraph", "甲乙丙")],
            &[(Cut, "本报讯", "本报讯甲乙"), (Joined, "甲乙丙", "甲乙\n丙")],
        );
        check(&[("text", "甲")], &[], &[(Gone, "甲", "")]);
        check(&[], &[("metric", "甲")], &[(New, "甲", "")]);
        check(&[("paragraph", "甲")], &[("paragraph", "甲"), ("metric", "甲")], &[(New, "甲", "")]);
    }
}
