//! How much running text stands where on a page, and which element holds the article.
//!
//! Each line has a mass: how much running text it holds, by its length, its sentence marks and the
//! part of it that is in links. The article is the element that holds nearly all mass while none
//! inside it does (compare Pasternack and Roth 2009, "Extracting article text from the web with
//! maximum subsequence segmentation").

use std::collections::HashMap;
use std::ops::Range;

use super::agreement::Agreement;
use super::page::{Element, Line, Page};
use super::tag::Tag;
use super::vocabulary::{Meaning, Vocabulary};

/// A page with all that is known of its elements.
pub(crate) struct Reading<'a> {
    pub(crate) page: &'a Page,
    pub(crate) vocabulary: &'a Vocabulary,
    /// What the names and tags of each element and of those that it stands in mean.
    pub(crate) meanings: Vec<Meaning>,
    /// What its own say.
    pub(crate) own: Vec<Meaning>,
    /// Mass of each line.
    pub(crate) mass: Vec<f32>,
    /// Sums of masses, of units and of linked units before each line.
    sums: Vec<[f64; 3]>,
    /// Sums of masses before names were looked at.
    raw: Vec<f64>,
    /// What is known from the text that the page states.
    pub(crate) agreement: Option<Agreement>,
}

/// An element with this part of the mass of the page is no furniture, whatever it is called;
pub(crate) const TOO_MUCH: f64 = 0.5;
/// nor with this part where the name leaves little doubt.
pub(crate) const FAR_TOO_MUCH: f64 = 0.7;
/// Hidden text with this part of the mass of the page is there to be shown by a script.
const HIDDEN: f64 = 0.9;

impl<'a> Reading<'a> {
    pub(crate) fn new(page: &'a Page, vocabulary: &'a Vocabulary) -> Self {
        let of_label: Vec<Meaning> =
            page.labels.iter().map(|label| vocabulary.meaning(label)).collect();
        let mut own: Vec<Meaning> =
            page.elements.iter().map(|element| of_element(element, &of_label)).collect();
        let mut reading = Self {
            page,
            vocabulary,
            meanings: Vec::new(),
            own: Vec::new(),
            mass: page.lines.iter().map(|line| raw_mass(line, page)).collect(),
            sums: Vec::new(),
            raw: Vec::new(),
            agreement: None,
        };
        reading.sum();
        let all = reading.mass_of(0..page.lines.len());
        // What a script is to show stands hidden in the page; where that is nearly all, it is seen.
        let hidden: Vec<bool> = page.elements.iter().fold(Vec::new(), |mut hidden, element| {
            let outer = hidden.get(element.parent).copied().unwrap_or(false);
            hidden.push(outer || element.is_hidden);
            hidden
        });
        let of_hidden: f32 = page
            .lines
            .iter()
            .zip(&reading.mass)
            .filter(|(line, _)| hidden[line.element])
            .map(|(_, mass)| mass)
            .sum();
        let is_shown = f64::from(of_hidden) > all * HIDDEN;
        // Names that are given to most of the text say nothing of it either.
        let mut of_name: HashMap<String, f64> = HashMap::new();
        let mut of_label_mass = vec![0.0; page.labels.len()];
        for element in &page.elements {
            of_label_mass[element.label] += reading.mass_of(element.lines.clone());
        }
        let shared_names: Vec<String> = page.labels.iter().map(|label| shared(label)).collect();
        for (name, mass) in shared_names.iter().zip(&of_label_mass) {
            *of_name.entry(name.clone()).or_default() += mass;
        }
        // Names of an element that holds most of the page say nothing of its content, but readers
        // may well have written more than the author.
        for (element, meaning) in page.elements.iter().zip(&mut own) {
            if matches!(element.tag, Tag::Article | Tag::Main | Tag::Paragraph | Tag::Quote) {
                *meaning = meaning
                    .without(Meaning::FURNITURE.without(Meaning::COMMENT.and(Meaning::UNSEEN)));
            }
            let mass = reading.mass_of(element.lines.clone());
            let name = &shared_names[element.label];
            let named = of_name.get(name).copied().filter(|_| mass > 0.0 && !name.is_empty());
            let mass = named.unwrap_or_default().max(mass);
            let share = mass / all.max(0.1);
            if is_shown && element.is_hidden {
                *meaning = meaning.without(Meaning::UNSEEN);
            }
            if share > TOO_MUCH && (is_shown || !element.is_hidden) {
                let named = Meaning::FURNITURE.and(Meaning::HEADER);
                let is_post = meaning.has(Meaning::BODY) || element.tag == Tag::Article;
                let named = match () {
                    () if is_post || share > 0.9 => named,
                    () if share > FAR_TOO_MUCH => named.without(Meaning::COMMENT),
                    () => named.without(Meaning::PLAIN),
                };
                *meaning = meaning.without(named);
            }
        }
        reading.raw = reading.sums.iter().map(|sums| sums[0]).collect();
        let mut meanings: Vec<Meaning> = Vec::with_capacity(own.len());
        for (at, element) in page.elements.iter().enumerate() {
            let outer = meanings.get(element.parent).copied().unwrap_or_default();
            // What stands around an article's text may be named for it; the names of its parts
            // tell more.
            meanings.push(own[at].and(outer.without(Meaning::TITLE)));
        }
        for (line, mass) in page.lines.iter().zip(&mut reading.mass) {
            *mass *= weight(meanings[line.element]);
        }
        reading.meanings = meanings;
        reading.own = own;
        reading.sum();
        reading
    }

    fn sum(&mut self) {
        let mut sums = vec![[0.0; 3]];
        let mut sum = [0.0; 3];
        for (line, mass) in self.page.lines.iter().zip(&self.mass) {
            let line = [f64::from(*mass), f64::from(line.units), f64::from(line.linked)];
            for (sum, value) in sum.iter_mut().zip(line) {
                *sum += value;
            }
            sums.push(sum);
        }
        self.sums = sums;
    }

    fn sum_of(&self, lines: Range<usize>, of: usize) -> f64 {
        self.sums[lines.end.max(lines.start)][of] - self.sums[lines.start][of]
    }

    /// Mass of lines.
    pub(crate) fn mass_of(&self, lines: Range<usize>) -> f64 {
        self.sum_of(lines, 0)
    }

    /// Units of lines.
    pub(crate) fn units_of(&self, lines: Range<usize>) -> f64 {
        self.sum_of(lines, 1)
    }

    /// The part of an element's text that is in links.
    pub(crate) fn link_density(&self, lines: Range<usize>) -> f64 {
        self.sum_of(lines.clone(), 2) / self.sum_of(lines, 1).max(0.1)
    }

    /// What the names and tags around a line say.
    pub(crate) fn meaning(&self, line: usize) -> Meaning {
        self.page.lines.get(line).map_or(Meaning::default(), |line| self.meanings[line.element])
    }

    /// The first line of an element with mass, or its first line.
    pub(crate) fn first_mass(&self, element: usize) -> usize {
        let lines = self.page.elements[element].lines.clone();
        lines.clone().find(|line| self.mass[*line] >= 4.0).unwrap_or(lines.start)
    }

    /// Lets what stands above the line `headline` count for less: a text follows its headline.
    pub(crate) fn lower_above(&mut self, headline: usize) {
        let all = self.mass_of(0..self.page.lines.len());
        if self.mass_of(headline..self.page.lines.len()) > all * 0.25 {
            for mass in &mut self.mass[..headline] {
                *mass *= 0.3;
            }
            self.sum();
        }
    }

    /// The part of the mass of an element, before names were looked at, that some lines hold.
    pub(crate) fn raw_share(&self, lines: &Range<usize>, of: &Range<usize>) -> f64 {
        self.raw_of(lines) / self.raw_of(of).max(0.1)
    }

    pub(super) fn raw_of(&self, lines: &Range<usize>) -> f64 {
        self.raw[lines.end.max(lines.start)] - self.raw[lines.start]
    }
}

/// What a label has in common with those of other elements: no numbers.
fn shared(label: &str) -> String {
    let names =
        label.split_whitespace().filter(|name| !name.contains(|c: char| c.is_ascii_digit()));
    names.collect::<Vec<_>>().join(" ")
}

/// What an element's tag and names mean.
fn of_element(element: &Element, of_label: &[Meaning]) -> Meaning {
    let of_tag = match element.tag {
        Tag::Nav => Meaning::NAVIGATION,
        Tag::Aside => Meaning::SIDEBAR,
        Tag::Footer => Meaning::FOOTER,
        Tag::Header => Meaning::HEADER,
        Tag::Form | Tag::Control => Meaning::PROMOTION,
        Tag::Caption | Tag::Figure => Meaning::CAPTION,
        _ => Meaning::default(),
    };
    let named = of_label.get(element.label).copied().unwrap_or_default();
    let of_label = match element.tag {
        Tag::Page | Tag::Strong | Tag::Emphasis | Tag::Link => Meaning::default(),
        // What stands inside a line may be named for other reasons.
        Tag::Inline => named.only(Meaning::CAPTION.and(Meaning::AUTHOR)),
        _ => named,
    };
    let of_property = match element.property.as_deref() {
        Some("articlebody") => Meaning::BODY.and(Meaning::STRONG),
        Some("author") => Meaning::CREDITS.and(Meaning::AUTHOR),
        Some("headline") => Meaning::TITLE,
        _ => Meaning::default(),
    };
    let of_style = if element.is_hidden { Meaning::UNSEEN } else { Meaning::default() };
    of_tag.and(of_label).and(of_property).and(of_style)
}

/// How much running text a line holds, in Chinese characters.
fn raw_mass(line: &Line, page: &Page) -> f32 {
    let free = line.units - line.linked;
    let density = line.linked / line.units.max(0.1);
    if density > 0.6 {
        return 0.0;
    }
    let tag = page.elements[line.element].tag;
    let sentences = match (line.ends, line.marks) {
        (1.., _) => 1.0,
        (0, 1..) if line.units > 20.0 => 0.7,
        _ => 0.15,
    };
    let length = if line.units < 8.0 { 0.3 } else { 1.0 };
    let place = match tag {
        Tag::Paragraph => 1.3,
        Tag::Item | Tag::Cell => 0.8,
        Tag::Heading(_) => 0.3,
        Tag::Caption | Tag::Control | Tag::Link => 0.1,
        _ => 1.0,
    };
    free * (1.0 - density) * sentences * length * place
}

/// How much of its mass a line keeps for what is said around it.
fn weight(meaning: Meaning) -> f32 {
    if meaning.has(Meaning::UNSEEN) {
        return 0.0;
    }
    let furniture = Meaning::FURNITURE.and(Meaning::CAPTION).and(Meaning::CREDITS);
    let kept = if meaning.has(furniture) { 0.1 } else { 1.0 };
    match () {
        () if meaning.has(Meaning::STRONG) => kept * 3.0,
        () if meaning.has(Meaning::BODY) => kept * 1.5,
        () => kept,
    }
}
