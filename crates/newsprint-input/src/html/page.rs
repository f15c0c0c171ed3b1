//! A page as a reader sees it: lines of text, and the elements that they stand in.

use std::collections::HashMap;
use std::ops::Range;

use newsprint_core::Span;

use super::attributes::Attributes;
use super::tag::Tag;

/// What HTML code shows and states. Elements stand in the order of their start tags, so that those
/// inside an element follow it, and so do their lines.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The title, then each line that a reader sees, a line a line.
    pub(crate) text: String,
    /// Where the title stands in the text.
    pub(crate) title: Span,
    pub(crate) lines: Vec<Line>,
    pub(crate) elements: Vec<Element>,
    /// The distinct class names, ids and roles that elements have.
    pub(crate) labels: Vec<String>,
    pub(crate) metas: Vec<Meta>,
    /// The content of scripts that hold JSON-LD.
    pub(crate) json_ld: Vec<String>,
    /// The page's address, where it states it.
    pub(crate) canonical: Option<String>,
    /// The machine-readable dates of `time` elements and their like.
    pub(crate) times: Vec<Time>,
    /// Whether elements were nested deeper than is followed.
    pub(crate) is_deep: bool,
}

/// A line of text: what stands between two places where the layout begins a new line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) span: Span,
    /// The innermost element that holds all of it.
    pub(crate) element: usize,
    /// Its length in Chinese characters; other letters count for a third.
    pub(crate) units: f32,
    /// The part of it in links.
    pub(crate) linked: f32,
    /// The part of it in bold type.
    pub(crate) bold: f32,
    /// Marks that part sentences: commas and their like.
    pub(crate) marks: u32,
    /// Marks that end sentences.
    pub(crate) ends: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) tag: Tag,
    pub(crate) parent: usize,
    /// One past the last element inside.
    pub(crate) end: usize,
    /// Its lines.
    pub(crate) lines: Range<usize>,
    /// Index of its label.
    pub(crate) label: usize,
    /// What `itemprop` says.
    pub(crate) property: Option<Box<str>>,
    /// Whether it is styled not to be seen.
    pub(crate) is_hidden: bool,
    /// Whether it is a picture's frame: it holds an image.
    pub(crate) has_image: bool,
}

/// A `meta` element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta {
    /// Its `name`, `property` or `itemprop` in lower case.
    pub(crate) name: String,
    pub(crate) content: String,
}

/// A machine-readable date that stands beside a printed one.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    pub(crate) date: String,
    /// The line that follows or holds it.
    pub(crate) line: usize,
    /// Whether it is named for a change of the page.
    pub(crate) is_change: bool,
}

impl Page {
    /// What a line says.
    pub(crate) fn line(&self, line: usize) -> &str {
        self.lines.get(line).and_then(|line| line.span.of(&self.text)).unwrap_or_default()
    }

    /// What a span of the text says.
    pub(crate) fn slice(&self, span: Span) -> &str {
        span.of(&self.text).unwrap_or_default()
    }

    /// The contents of the `meta` elements of a name that are not blank.
    pub(crate) fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.metas.iter().filter(move |meta| meta.name == name);
        named.map(|meta| meta.content.trim()).filter(|content| !content.is_empty())
    }

    /// What a start tag states besides text.
    pub(super) fn state(&mut self, tag: Tag, attributes: &Attributes) {
        match tag {
            Tag::Meta => {
                let Attributes { name, property, content, .. } = attributes;
                let name = if name.is_empty() { property } else { name };
                if !name.is_empty() && !content.is_empty() {
                    let name = name.to_lowercase();
                    self.metas.push(Meta { name, content: content.clone() });
                }
            }
            Tag::Void if attributes.rel == "canonical" && !attributes.href.is_empty() => {
                self.canonical.get_or_insert_with(|| attributes.href.clone());
            }
            _ => {}
        }
        let date = match tag {
            Tag::Meta => return,
            Tag::Time => &attributes.datetime,
            _ if attributes.property.starts_with("date") => {
                if attributes.content.is_empty() {
                    &attributes.datetime
                } else {
                    &attributes.content
                }
            }
            _ => return,
        };
        if !date.is_empty() {
            let name = [attributes.class.as_str(), &attributes.property].join(" ").to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            let is_change = has(&["updat", "modif"]) && !has(&["publi", "posted", "created"]);
            self.times.push(Time { date: date.clone(), line: self.lines.len(), is_change });
        }
    }

    /// An element and those that it stands in, the innermost first.
    pub(crate) fn ancestors(&self, element: usize) -> impl Iterator<Item = usize> {
        let up = |at: &usize| {
            let parent = self.elements.get(*at)?.parent;
            (parent < *at).then_some(parent)
        };
        std::iter::successors(Some(element), up)
    }
}

/// Labels that are told apart; the others count as the first, which is the page's own and empty.
const LABELS: usize = 1 << 16;

/// Distinct strings by number.
#[derive(Debug, Default)]
pub(super) struct Labels {
    numbers: HashMap<String, usize>,
    pub(super) all: Vec<String>,
}

impl Labels {
    pub(super) fn number(&mut self, label: &str) -> usize {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        if self.all.len() >= LABELS {
            return 0;
        }
        self.numbers.insert(label.to_owned(), self.all.len());
        self.all.push(label.to_owned());
        self.all.len() - 1
    }
}
