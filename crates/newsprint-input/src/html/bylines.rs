//! The bylines of a page's article: those that it prints, completed by what it states.

use newsprint_core::{Byline, MappedText, Person, Span};

use super::article::{ReadPage, trimmed};
use super::people::{at_end, in_line, is_outlet, known_names, names, of_lead};
use super::reading::Reading;
use super::statement::{Author, Statement};
use super::vocabulary::{Bylines, Meaning};

/// Length of the longest line, in Chinese characters, that names authors among other things.
const LONGEST: f32 = 60.0;
/// The same of one that is only their names.
const NAMES: f32 = 25.0;

impl ReadPage {
    /// Takes the head of the first paragraph.
    pub(super) fn add_lead(&mut self, text: &str, span: Span, words: &Bylines) {
        let mut byline = Byline::new(MappedText::verbatim(text, span));
        let (agency, people) = of_lead(span.of(text).unwrap_or_default(), words);
        byline.agency = agency;
        byline.people = people;
        self.bylines.push(byline);
    }

    /// Takes the people in brackets off the end of the last paragraph.
    pub(super) fn take_end(&mut self, text: &str, words: &Bylines) {
        let Some(last) = self.blocks.last_mut() else { return };
        let Some(span) = last.text.source_bounds().filter(|_| last.text.runs().len() == 1) else {
            return;
        };
        let printed = span.of(text).unwrap_or_default();
        let Some((at, people)) = at_end(printed, words) else { return };
        let at = span.start() + at;
        last.text = MappedText::verbatim(text, trimmed(text, Span::new(span.start(), at)));
        let printed = trimmed(text, Span::new(at, span.end()));
        let mut byline = Byline::new(MappedText::verbatim(text, printed));
        byline.people = people;
        self.bylines.push(byline);
    }

    /// Takes a line near the text: the authors in it are a byline, and the rest a credit where it
    /// `is_credit`. Whether there are authors in it.
    pub(super) fn add_credit(&mut self, reading: &Reading<'_>, number: usize, is_credit: bool) {
        let text = reading.page.text.as_str();
        let line = &reading.page.lines[number];
        let words = &reading.vocabulary.bylines;
        let span = trimmed(text, line.span);
        let printed = span.of(text).unwrap_or_default();
        let is_named = reading.meaning(number).has(Meaning::AUTHOR);
        let found = if line.units > LONGEST {
            None
        } else {
            in_line(printed, words).or_else(|| {
                let people = known_names(printed, words);
                let length: usize = people.iter().map(String::len).sum();
                let is_list = is_named
                    && line.units < NAMES
                    && length * 2 > printed.len()
                    && !printed.contains([':', '：', '+', '|'])
                    && (self.people.is_empty()
                        || self.people.iter().any(|person| contains(printed, &person.name)));
                let person = |name| Person { name, role: None };
                is_list.then(|| (0..printed.len(), people.into_iter().map(person).collect()))
            })
        };
        let part = |from: usize, to: usize| trimmed(text, Span::new(from, to));
        let mut rest = vec![span];
        if let Some((range, people)) = found {
            let byline = part(span.start() + range.start, span.start() + range.end);
            rest = vec![part(span.start(), byline.start()), part(byline.end(), span.end())];
            let mut byline = Byline::new(MappedText::verbatim(text, byline));
            byline.people = people;
            self.bylines.push(byline);
        }
        let is_text = |part: &&Span| {
            let part = part.of(text).unwrap_or_default();
            part.contains(char::is_alphanumeric)
        };
        if is_credit {
            let rest = rest.iter().filter(is_text);
            self.credits.extend(rest.map(|part| MappedText::verbatim(text, *part)));
        }
    }

    /// Takes who the page states to be its authors: people, or else an outlet.
    pub(super) fn hear(&mut self, statement: &Statement, words: &Bylines) {
        for author in &statement.authors {
            let is_site = statement.sites.contains(&author.name);
            let found = stated_names(author, words);
            if is_site || found.is_empty() {
                let is_known = is_site || author.is_outlet || is_outlet(&author.name, words);
                if self.outlet.is_none() && is_known && is_named(&author.name) {
                    self.outlet = Some(author.name.clone());
                }
                continue;
            }
            for name in found {
                if self.people.iter().all(|person| !is_same(&person.name, &name)) {
                    self.people.push(Person { name, role: None });
                }
            }
        }
    }

    /// Completes what is printed by what the page states for machines, which knows where a name ends,
    /// but may name who put the page up.
    pub(super) fn add_stated(&mut self) {
        let people = std::mem::take(&mut self.people);
        let outlet = self.outlet.take();
        let names = |byline: &Byline, person: &Person| contains(byline.text.as_str(), &person.name);
        let printed = self.bylines.iter_mut().find(|byline| {
            people.iter().any(|person| names(byline, person))
                && byline.people.iter().all(|person| person.role.is_none())
        });
        if let Some(byline) = printed {
            byline.people = people;
        } else if self.bylines.iter().all(|byline| byline.people.is_empty()) {
            let outlet = outlet.filter(|_| self.bylines.is_empty() && people.is_empty());
            if people.is_empty() && outlet.is_none() {
                return;
            }
            let text = people.iter().map(|person| person.name.as_str()).chain(outlet.as_deref());
            let text: Vec<&str> = text.collect();
            let mut byline = Byline::new(MappedText::unmapped(text.join(", ")));
            byline.agency = outlet;
            byline.people = people;
            self.bylines.push(byline);
        }
    }
}

/// The people that a statement names.
fn stated_names(author: &Author, words: &Bylines) -> Vec<String> {
    let name = author.name.as_str();
    if author.is_outlet || !is_named(name) {
        return Vec::new();
    }
    let list = name.get(..3).filter(|start| start.eq_ignore_ascii_case("by "));
    let list = &name[list.map_or(0, str::len)..];
    let found = if author.is_person { names(list, words) } else { known_names(list, words) };
    // What is stated to be a person may have a name of one word, or of an unusual form.
    let is_name = author.is_person && found.is_empty() && !is_outlet(list, words);
    if is_name && list.chars().count() <= 40 { vec![list.trim().to_owned()] } else { found }
}

/// Whether it is the name of somebody, and no address.
fn is_named(name: &str) -> bool {
    !name.contains('@') && !name.contains("://") && name.contains(char::is_alphabetic)
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_same(a: &str, b: &str) -> bool {
    a == b || folded(a) == folded(b)
}

fn contains(text: &str, name: &str) -> bool {
    text.contains(name) || folded(text).contains(&folded(name))
}
