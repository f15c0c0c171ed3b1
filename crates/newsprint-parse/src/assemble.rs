//! The fourth layer: articles from fragments with roles.

use std::collections::BTreeMap;

use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Byline, Dateline, Diagnostic, Figure, MappedText,
    Residue, ResidueReason, Source, Span,
};
use newsprint_zh::marks::{closes, closing, is_sentence_end};
use newsprint_zh::width::{fold, folded};

use crate::Split;
use crate::byline::{self, Reading};
use crate::cues::Cues;
use crate::decode::Decision;
use crate::feature::Feature;
use crate::fragment::Fragment;
use crate::head;
use crate::role::Role;
use crate::text;

/// The parts of an article, as fragments of the page.
#[derive(Default)]
struct Draft<'a> {
    head: Vec<&'a Fragment>,
    sections: Vec<&'a Fragment>,
    bylines: Vec<&'a Fragment>,
    blocks: Vec<(BlockKind, Vec<&'a Fragment>)>,
    figures: Vec<(&'a Fragment, Option<&'a Fragment>)>,
    credits: Vec<&'a Fragment>,
    diagnostics: Vec<Diagnostic>,
}

/// Builds the articles of `source`.
pub(crate) fn assemble(
    source: &Source,
    fragments: &[Fragment],
    decisions: &[Decision],
    cues: &Cues,
) -> Split {
    let mut split = Split::default();
    // By the fragment that begins each: articles may be interleaved.
    let mut drafts: BTreeMap<usize, Draft<'_>> = BTreeMap::new();
    // What stands before the first line of the article that it belongs to.
    let mut waiting = Draft::default();
    let mut before = None;
    for (fragment, decision) in fragments.iter().zip(decisions) {
        let role = decision.role;
        match decision.article {
            _ if role == Role::Furniture => split.residue.extend(furniture(fragment, *decision)),
            Some(article) if role != Role::Section => {
                let draft = drafts.entry(article).or_default();
                draft.sections.append(&mut waiting.sections);
                draft.figures.append(&mut waiting.figures);
                draft.credits.append(&mut waiting.credits);
                draft.add(fragment, *decision, before);
            }
            _ => waiting.add(fragment, *decision, before),
        }
        before = Some(role);
    }
    let unplaced = waiting.fragments().flat_map(|it| &it.lines);
    split.residue.extend(unplaced.map(|span| residue(*span, ResidueReason::Unplaced)));
    split.diagnostics = fragments.iter().filter(|it| it.mixed).map(mixed).collect();
    split.residue.sort_by_key(|residue| residue.span);
    split.articles = drafts.into_values().map(|draft| draft.write(source, cues)).collect();
    split
}

fn furniture(fragment: &Fragment, decision: Decision) -> impl Iterator<Item = Residue> {
    let (reason, detail) = match decision.because {
        _ if fragment.mixed => (ResidueReason::Unreadable, "columns-side-by-side"),
        _ if fragment.turn.is_some() => (ResidueReason::PageFurniture, "turn"),
        because => {
            let notice = decision.is_notice;
            let reason =
                if notice { ResidueReason::Advertisement } else { ResidueReason::PageFurniture };
            (reason, because.map_or("", Feature::name))
        }
    };
    let of_line =
        move |span: &Span| Residue { detail: Some(detail.to_owned()), ..residue(*span, reason) };
    fragment.lines.iter().map(of_line)
}

/// What is to be done about text that cannot be read.
fn mixed(fragment: &Fragment) -> Diagnostic {
    let message = "columns stand side by side on one line here, and are not read: extract the text \
                   column by column (`pdftotext -raw`)";
    Diagnostic::warning("columns-side-by-side", message).at(fragment.span)
}

fn residue(span: Span, reason: ResidueReason) -> Residue {
    Residue { span, reason, detail: None }
}

impl<'a> Draft<'a> {
    fn add(&mut self, fragment: &'a Fragment, decision: Decision, before: Option<Role>) {
        let paragraph = BlockKind::Paragraph;
        match decision.role {
            Role::Headline | Role::Deck => self.head.push(fragment),
            Role::TailHeadline => {
                self.head.push(fragment);
                let message = "the headline stands in or below the body";
                self.diagnostics
                    .push(Diagnostic::info("headline-after-body", message).at(fragment.span));
            }
            Role::Paragraph | Role::Lead => self.blocks.push((paragraph, vec![fragment])),
            Role::Continuation => match self.blocks.last_mut() {
                Some((BlockKind::Paragraph, pieces)) => {
                    pieces.push(fragment);
                    self.diagnostics.push(joined(fragment, decision, before));
                }
                _ => self.blocks.push((paragraph, vec![fragment])),
            },
            Role::Subheading => self.blocks.push((BlockKind::Subheading, vec![fragment])),
            Role::Section => self.sections.push(fragment),
            Role::Caption => self.figures.push((fragment, None)),
            Role::Credit => match self.figures.last_mut() {
                Some((_, credit @ None)) if before == Some(Role::Caption) => {
                    *credit = Some(fragment);
                }
                _ => self.credits.push(fragment),
            },
            Role::Byline | Role::LeadByline => self.bylines.push(fragment),
            Role::Furniture => {}
        }
    }

    /// Every fragment of the draft.
    fn fragments(&self) -> impl Iterator<Item = &'a Fragment> {
        let blocks = self.blocks.iter().flat_map(|(_, pieces)| pieces);
        let figures = self.figures.iter().flat_map(|(it, credit)| [Some(it), credit.as_ref()]);
        let lines = self.head.iter().chain(&self.sections).chain(&self.bylines);
        lines.chain(blocks).chain(figures.flatten()).chain(&self.credits).copied()
    }

    fn write(self, source: &Source, cues: &Cues) -> Article {
        let text = source.text();
        let first = self.fragments().map(|fragment| fragment.span).min().unwrap_or_default();
        let mut article = Article::new(ArticleId::new(source, first));
        let lines: Vec<Span> = self.head.iter().flat_map(|it| it.stretches(text)).collect();
        let head = head::read(text, &lines, cues);
        let mapped = |span| text::printed(text, span);
        article.kicker = head.kicker.map(|kicker| match head.colon {
            Some(colon) => text::absorbing(text, kicker, colon),
            None => mapped(kicker),
        });
        article.headline = head.headline.map(mapped);
        article.subheads = head.subheads.into_iter().map(|span| deck(text, span)).collect();
        article.section = (!self.sections.is_empty()).then(|| join(text, &self.sections));
        article.blocks.extend(
            self.blocks
                .iter()
                .map(|(kind, pieces)| Block { kind: *kind, text: join(text, pieces) }),
        );
        article.figures.extend(self.figures.iter().map(|(caption, credit)| Figure {
            caption: Some(join(text, &[caption])),
            credit: credit.map(|credit| join(text, &[credit])),
        }));
        article.diagnostics = self.diagnostics;
        for line in &self.bylines {
            add_byline(&mut article, join(text, &[line]), cues);
        }
        lift_byline(&mut article, cues);
        lift_credits(&mut article, cues);
        article.credits.extend(self.credits.iter().map(|credit| join(text, &[credit])));
        if article.headline.is_none() {
            let message = "no headline was found for this article";
            article.diagnostics.push(Diagnostic::warning("headline-missing", message).at(first));
        }
        article
    }
}

/// The text of a deck, without the dash that sets it off.
fn deck(source: &str, span: Span) -> MappedText {
    let printed = span.of(source).unwrap_or_default();
    let rest = printed.trim_start_matches(head::DASHES);
    if rest.is_empty() || rest.len() == printed.len() {
        return text::printed(source, span);
    }
    let start = span.end() - rest.len();
    text::absorbing(source, Span::new(start, span.end()), Span::new(span.start(), start))
}

/// What is to be said of a paragraph that goes on with `fragment`.
fn joined(fragment: &Fragment, decision: Decision, before: Option<Role>) -> Diagnostic {
    let rule = decision.because.map_or("", Feature::name);
    let is_lifted = |role: &Role| {
        matches!(role, Role::Caption | Role::Credit | Role::Section | Role::Furniture)
    };
    let found = if let Some(role) = before.filter(is_lifted) {
        let message = format!("a {} was lifted out of this paragraph ({rule})", role.name());
        Diagnostic::info("lifted-out", message)
    } else {
        let message = format!("this line goes on with the paragraph before it ({rule})");
        Diagnostic::info("joined-across-break", message)
    };
    found.at(fragment.span)
}

/// What `pieces` say together.
fn join(source: &str, pieces: &[&Fragment]) -> MappedText {
    let lines = || pieces.iter().flat_map(|piece| &piece.lines).copied();
    let room = MappedText::with_capacity(lines().map(Span::len).sum(), lines().count());
    text::join(room, source, lines())
}

fn add_byline(article: &mut Article, text: MappedText, cues: &Cues) {
    let folded = folded(text.as_str());
    let reading = byline::leading(&folded, &cues.byline);
    let reading = reading.unwrap_or_else(|| Reading {
        people: byline::people(&folded, &cues.byline),
        ..Reading::default()
    });
    push_byline(article, text, reading);
}

fn push_byline(article: &mut Article, text: MappedText, reading: Reading) {
    let printed = |range: std::ops::Range<usize>| {
        let start = unfolded(text.as_str(), range.start);
        text.slice(start..unfolded(text.as_str(), range.end)).trim()
    };
    if article.dateline.is_none() && (reading.place.is_some() || reading.date.is_some()) {
        let mut dateline = Dateline::default();
        let both = reading.place.iter().chain(&reading.date).cloned();
        dateline.text = both.reduce(|a, b| a.start..b.end).map(printed);
        dateline.place = reading.place.map(|range| printed(range).to_string());
        dateline.date = reading.date.map(|range| printed(range).to_string());
        article.dateline = Some(dateline);
    }
    let mut byline = Byline::new(text);
    byline.agency = reading.agency.filter(|agency| !agency.is_empty());
    byline.people = reading.people;
    article.bylines.push(byline);
}

/// Takes the byline out of the first paragraph. Below a dispatch, another one that names nobody is what
/// the text goes by: `某网9月13日电…` below `本报讯(记者张三)`.
fn lift_byline(article: &mut Article, cues: &Cues) {
    let Some(at) = article.blocks.iter().position(|block| block.kind == BlockKind::Paragraph)
    else {
        return;
    };
    let text = article.blocks[at].text.clone();
    let start = folded(text.as_str());
    let attribution = || byline::attribution(&start, &cues.byline);
    let found = byline::leading(&start, &cues.byline);
    let found = found.or_else(|| article.bylines.is_empty().then(attribution).flatten());
    let is_sent = |it: &Byline| byline::is_dispatch(&folded(it.text.as_str()), &cues.byline);
    let is_cited = |it: &Reading| it.people.is_empty() && article.bylines.iter().any(is_sent);
    let Some(reading) = found.filter(|it| !is_cited(it)) else { return };
    let end = unfolded(text.as_str(), reading.len);
    let rest = text.slice(end..text.as_str().len()).trim();
    if rest.as_str().is_empty() {
        article.blocks.remove(at);
    } else {
        article.blocks[at].text = rest;
    }
    push_byline(article, text.slice(0..end), reading);
}

/// Takes sources and editors in brackets off the end of the last paragraph.
fn lift_credits(article: &mut Article, cues: &Cues) {
    let Some(last) = article.blocks.iter().rposition(|it| it.kind == BlockKind::Paragraph) else {
        return;
    };
    let text = &article.blocks[last].text;
    let Some(at) = credit_at_end(text.as_str(), cues) else { return };
    let credit = text.slice(at..text.as_str().len());
    let rest = text.slice(0..at).trim();
    if rest.as_str().is_empty() {
        article.blocks.remove(last);
    } else {
        article.blocks[last].text = rest;
    }
    let people = byline::leading(&folded(credit.as_str()), &cues.byline)
        .filter(|reading| reading.people.iter().all(|it| it.role.as_deref() != Some("编辑")));
    match people {
        Some(reading) if article.bylines.is_empty() => push_byline(article, credit, reading),
        _ => article.credits.push(credit),
    }
}

/// Where the bracket with a credit at the end of `text` opens.
fn credit_at_end(text: &str, cues: &Cues) -> Option<usize> {
    let last = text.chars().next_back().filter(|c| closes(*c))?;
    let mut depth = 0;
    let opens = |c: char| closing(c).is_some_and(|close| fold(close) == fold(last));
    let at = text.char_indices().rev().take(60).find_map(|(at, c)| {
        depth += i32::from(fold(c) == fold(last)) - i32::from(opens(c));
        (depth == 0 && opens(c)).then_some(at)
    })?;
    let inside = folded(&text[at..]);
    let inside = inside.trim_matches(|c: char| closing(c).is_some() || closes(c));
    let told = cues.credit.starts.starting(inside).is_some()
        || cues.credit.ends.ending(inside).is_some()
        || cues.byline.roles.starting(inside).is_some();
    // A source in quotation marks is one wherever it stands: a text may end with a heading.
    let is_source = ["据“", "来源:"].iter().any(|start| inside.starts_with(start));
    (is_source || told && is_sentence_end(&text[..at])).then_some(at)
}

/// The byte of `text` that stands at byte `at` of its half-width form.
fn unfolded(text: &str, at: usize) -> usize {
    let mut done = 0;
    let past = text.char_indices().find(|(_, c)| {
        let here = done >= at;
        done += fold(*c).len_utf8();
        here
    });
    past.map_or(text.len(), |(index, _)| index)
}
