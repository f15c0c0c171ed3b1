//! Which part of an article came from which part of its source, cut into pieces for a page.

use std::collections::BTreeSet;

use newsprint_core::{Article, Document, MappedText, ResidueReason, Span};
use serde::Serialize;

/// Bytes of the source that are shown before and after what the article took.
const AROUND: usize = 240;
/// Stretches of other articles up to this many bytes are shown whole.
const LONGEST_GAP: usize = 900;

/// A piece of a text of the article, with the rows that were read from it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    /// `m0 m2`: the rows by their number; empty where no figure is.
    pub(crate) figures: String,
}

/// A piece of the source.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Segment<'a> {
    pub(crate) text: &'a str,
    /// `t1 m0`: the texts and rows that it went into; empty for what is not this article's.
    pub(crate) targets: String,
    /// Those of them that begin here.
    pub(crate) begins: Vec<String>,
    /// Why no article took it, where that is known.
    pub(crate) residue: Option<&'static str>,
    /// Bytes left out before it.
    pub(crate) left_out: usize,
}

/// The places of an article's rows, for cutting its texts.
pub(crate) struct Places {
    /// Evidence and row, by the start of the evidence.
    evidence: Vec<(Span, usize)>,
    /// Length of the longest evidence.
    longest: usize,
}

impl Places {
    pub(crate) fn of(article: &Article) -> Self {
        let rows = article.metrics.iter().enumerate();
        let mut evidence: Vec<(Span, usize)> = rows
            .flat_map(|(row, metric)| metric.evidence.iter().map(move |span| (*span, row)))
            .filter(|(span, _)| !span.is_empty())
            .collect();
        evidence.sort_unstable();
        let longest = evidence.iter().map(|(span, _)| span.len()).max().unwrap_or(0);
        Self { evidence, longest }
    }

    /// The text in pieces, cut where figures begin and end.
    pub(crate) fn pieces<'a>(&self, text: &'a MappedText) -> Vec<Piece<'a>> {
        let mut marks: Vec<(usize, usize, usize)> = Vec::new();
        for run in text.runs() {
            let (own, source) = (run.text(), run.source());
            let first = source.start().saturating_sub(self.longest);
            let from = self.evidence.partition_point(|(span, _)| span.start() < first);
            let near = self.evidence[from..].iter().take_while(|(it, _)| it.start() < source.end());
            for (span, row) in near.filter(|(span, _)| span.end() > source.start()) {
                let start = span.start().max(source.start()) - source.start();
                let end = span.end().min(source.end()) - source.start();
                let mark = if run.is_verbatim() {
                    (own.start + start, own.start + end)
                } else {
                    (own.start, own.end)
                };
                marks.push((mark.0, mark.1, *row));
            }
        }
        marks.sort_unstable();
        let all = text.as_str();
        let mut cuts: BTreeSet<usize> = marks.iter().flat_map(|mark| [mark.0, mark.1]).collect();
        cuts.extend([0, all.len()]);
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let mut pieces: Vec<Piece<'a>> = Vec::new();
        let (mut waiting, mut open) = (marks.as_slice(), Vec::new());
        for pair in cuts.windows(2) {
            let Some(piece) = all.get(pair[0]..pair[1]) else { continue };
            open.retain(|(_, end, _)| *end > pair[0]);
            let begun = waiting.partition_point(|mark| mark.0 <= pair[0]);
            open.extend_from_slice(&waiting[..begun]);
            waiting = &waiting[begun..];
            let rows: BTreeSet<usize> = open.iter().map(|(_, _, row)| *row).collect();
            let figures: Vec<String> = rows.iter().map(|row| format!("m{row}")).collect();
            pieces.push(Piece { text: piece, figures: figures.join(" ") });
        }
        pieces
    }
}

/// The source around an article in pieces; nothing when its text is not at hand. Linear in the part
/// that is shown but for the sorting.
pub(crate) fn segments<'a>(document: &'a Document, article: &Article) -> Vec<Segment<'a>> {
    let text = document.source().text();
    let mut taken: Vec<(Span, String)> = Vec::new();
    for (number, mapped) in article.texts().enumerate() {
        taken.extend(mapped.runs().iter().map(|run| (run.source(), format!("t{number}"))));
    }
    let Some(bounds) = taken.iter().map(|(span, _)| *span).reduce(Span::cover) else {
        return Vec::new();
    };
    for (row, metric) in article.metrics.iter().enumerate() {
        let inside = metric.evidence.iter().filter(|span| bounds.contains(**span));
        taken.extend(inside.map(|span| (*span, format!("m{row}"))));
    }
    taken.retain(|(span, _)| span.of(text).is_some_and(|it| !it.is_empty()));
    taken.sort();
    if taken.is_empty() {
        return Vec::new();
    }
    let from = floor(text, bounds.start().saturating_sub(AROUND));
    let to = floor(text, (bounds.end() + AROUND).min(text.len()));
    let mut cuts: BTreeSet<usize> =
        taken.iter().flat_map(|(span, _)| [span.start(), span.end()]).collect();
    cuts.extend([from, to]);
    for residue in &document.residue {
        let span = residue.span;
        cuts.extend([span.start(), span.end()].into_iter().filter(|at| (from..to).contains(at)));
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut out: Vec<Segment<'a>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = taken.as_slice();
    let mut open: Vec<&(Span, String)> = Vec::new();
    let mut residue = document.residue.iter().peekable();
    for pair in cuts.windows(2) {
        let Some(piece) = text.get(pair[0]..pair[1]) else { continue };
        open.retain(|(span, _)| span.end() > pair[0]);
        let begun = waiting.partition_point(|(span, _)| span.start() <= pair[0]);
        open.extend(&waiting[..begun]);
        waiting = &waiting[begun..];
        let targets: BTreeSet<&str> = open.iter().map(|(_, target)| target.as_str()).collect();
        while residue.next_if(|it| it.span.end() <= pair[0]).is_some() {}
        let here = residue.peek().filter(|it| it.span.start() <= pair[0]);
        let begins = targets.iter().filter(|target| seen.insert(target)).map(|it| (*it).to_owned());
        let segment = Segment {
            text: piece,
            begins: begins.collect(),
            targets: targets.into_iter().collect::<Vec<_>>().join(" "),
            residue: here.map(|it| reason(it.reason)),
            left_out: 0,
        };
        push(&mut out, segment);
    }
    out
}

/// Adds a piece; of a long stretch that is not the article's own only the ends stay.
fn push<'a>(out: &mut Vec<Segment<'a>>, segment: Segment<'a>) {
    let text = segment.text;
    if !segment.targets.is_empty() || text.len() <= LONGEST_GAP {
        out.push(segment);
        return;
    }
    let (head, tail) = (floor(text, AROUND), floor(text, text.len() - AROUND));
    let residue = segment.residue;
    out.push(Segment { text: &text[..head], residue, ..Segment::default() });
    let left_out = tail - head;
    out.push(Segment { text: &text[tail..], residue, left_out, ..Segment::default() });
}

/// The last place up to `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn reason(reason: ResidueReason) -> &'static str {
    match reason {
        ResidueReason::PageFurniture => "page-furniture",
        ResidueReason::Advertisement => "advertisement",
        ResidueReason::Unreadable => "unreadable",
        ResidueReason::Dropped => "dropped",
        _ => "unplaced",
    }
}
