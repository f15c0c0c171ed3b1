//! Which lines of a page are the text of its article: those of the element that holds it, less what
//! names, links and words show to be furniture.

use std::collections::HashSet;
use std::ops::Range;

use super::headline::key;
use super::page::Element;
use super::people::{is_byline, is_credit, is_row_of_credits};
use super::reading::{FAR_TOO_MUCH, Reading, TOO_MUCH};
use super::tag::Tag;
use super::vocabulary::Meaning;
use crate::printed_date::first_date;

/// What was found of the article's text.
#[derive(Debug, Default)]
pub(crate) struct Body {
    /// The element that holds it.
    pub(crate) container: usize,
    /// What each line is.
    pub(crate) roles: Vec<Role>,
}

/// What a line is in its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// Belongs to no article.
    #[default]
    Furniture,
    Text,
    Caption,
    Credit,
}

/// Headings of other stories end an article when no more than this part of its mass follows.
const LAST_PART: f64 = 0.35;

/// The length of paragraphs that nobody writes twice, in Chinese characters.
const REPEATED: f32 = 60.0;
/// The length of the shortest quotation that is looked for in the text.
const QUOTED: f32 = 10.0;
/// The length of the longest card, in Chinese characters.
const CARD: f64 = 60.0;
/// Quotations that are looked for in the text.
const QUOTES: usize = 64;

/// How many lines before and after the text credits may stand.
const CREDITS: usize = 6;

impl Reading<'_> {
    /// What each line is. Text stands below the line `headline`, if that is above the container.
    pub(crate) fn body(&self, headline: Option<usize>, after: usize) -> Body {
        let first = self.container();
        let chunks = self.chunks(first);
        let container = if chunks.is_empty() { first } else { self.around(&chunks) };
        let lines = self.page.elements[container].lines.clone();
        let mut body = Body { container, roles: vec![Role::Furniture; self.page.lines.len()] };
        let range = lines.start.max(after.min(lines.end))..lines.end;
        let elements = &self.page.elements;
        let is_in = |line: usize| {
            chunks.is_empty() || chunks.iter().any(|at| elements[*at].lines.contains(&line))
        };
        let read = |body: &mut Body, by_name: bool| {
            for line in range.clone() {
                body.roles[line] = if is_in(line) { self.role(line) } else { Role::Furniture };
            }
            self.cut_parts(container, &chunks, by_name, body);
        };
        read(&mut body, true);
        let kept = |body: &Body| -> f32 {
            let lines = range.clone().filter(|line| body.roles[*line] == Role::Text);
            lines.map(|line| self.mass[line]).sum()
        };
        if f64::from(kept(&body)) < self.mass_of(range.clone()) * 0.3 {
            // Names that leave so little are not to be believed.
            read(&mut body, false);
        }
        let headline = headline.map(|line| key(self.page.line(line)));
        for line in range.clone() {
            if headline.as_ref().is_some_and(|headline| *headline == key(self.page.line(line))) {
                body.roles[line] = Role::Furniture;
            }
        }
        self.heed_stated(range.clone(), &mut body);
        self.cut_endings(range.clone(), &mut body);
        self.cut_repeats(range.clone(), &mut body);
        self.trim(range, &mut body);
        self.find_credits(lines, &mut body);
        body
    }

    /// Takes the lines of the text that the page states, and what else reads as running text out.
    fn heed_stated(&self, range: Range<usize>, body: &mut Body) {
        let Some(agreement) = &self.agreement else { return };
        for line in range.clone() {
            let is_caption = self.meaning(line).has(Meaning::CAPTION);
            if agreement.is_stated(line) && !is_caption && self.role(line) == Role::Text {
                body.roles[line] = Role::Text;
            }
        }
        let text: Vec<usize> = range.filter(|line| body.roles[*line] == Role::Text).collect();
        for line in agreement.unstated(self.page, &text) {
            let around = self.page.ancestors(self.page.lines[line].element);
            let is_set = around.take_while(|at| *at > body.container).any(|at| {
                matches!(self.page.elements[at].tag, Tag::Heading(_) | Tag::List | Tag::Table)
            });
            if !is_set {
                body.roles[line] = Role::Furniture;
            }
        }
    }

    /// Takes out what stands there again: copies for other screens, notes on every picture, and
    /// sentences of the text that are set large beside it.
    fn cut_repeats(&self, range: Range<usize>, body: &mut Body) {
        let mut seen = HashSet::new();
        let mut all = String::new();
        let mut quotes = Vec::new();
        for line in range {
            if body.roles[line] != Role::Text {
                continue;
            }
            let key = key(self.page.line(line));
            if self.is_set_apart(line, body.container) {
                quotes.push((line, key.clone()));
            } else {
                all.push_str(&key);
            }
            if self.page.lines[line].units >= REPEATED && !seen.insert(key) {
                body.roles[line] = Role::Furniture;
            }
        }
        for (line, key) in quotes.into_iter().take(QUOTES) {
            if self.page.lines[line].units >= QUOTED && all.contains(&key) {
                body.roles[line] = Role::Furniture;
            }
        }
    }

    /// Whether a line is a quotation, or in an element that is named for one.
    fn is_set_apart(&self, line: usize, container: usize) -> bool {
        let around = self.page.ancestors(self.page.lines[line].element);
        around.take_while(|at| *at > container).any(|at| {
            let tag = self.page.elements[at].tag;
            matches!(tag, Tag::Quote | Tag::Aside | Tag::Figure) || self.own[at].has(Meaning::QUOTE)
        })
    }

    /// Credits stand near the text, and not always in the same element.
    fn find_credits(&self, container: Range<usize>, body: &mut Body) {
        let is_text = |role: &Role| *role == Role::Text;
        let Some(first) = body.roles.iter().position(is_text) else { return };
        let last = body.roles.iter().rposition(is_text).unwrap_or(first);
        let near = first.saturating_sub(CREDITS)..(last + 1 + CREDITS).min(body.roles.len());
        for line in near.filter(|line| !container.contains(line)) {
            let is_furniture = self.meaning(line).has(Meaning::FURNITURE);
            if !is_furniture && self.role(line) == Role::Credit {
                body.roles[line] = Role::Credit;
            }
        }
    }

    fn role(&self, number: usize) -> Role {
        let line = &self.page.lines[number];
        let text = self.page.line(number);
        let lower = text.to_lowercase();
        let words = &self.vocabulary.lines;
        let lead = lower.trim_start_matches([
            '（', '(', '【', '[', '*', '■', '●', '▲', '○', '◎', '·', ' ', '>', '►', '•', '\u{3000}',
        ]);
        let starts_bare = |with: &[String]| with.iter().any(|word| lead.starts_with(word.as_str()));
        let density = line.linked / line.units.max(0.1);
        let is_named = || starts_bare(&words.credits) && is_credit(lead, line.units);
        if line.units < 60.0
            && (is_named() || is_row_of_credits(&lower, &words.credits))
            && !self.vocabulary.is_ending(lead)
        {
            return Role::Credit;
        }
        if line.units < 30.0 && line.ends == 0 && is_byline(text, &self.vocabulary.bylines) {
            return Role::Credit;
        }
        let is_short = line.units < 14.0 && !text.contains('。');
        if is_short && starts_bare(&words.furniture)
            || line.units < 150.0 && starts_bare(&words.notices)
            || line.units < 80.0 && words.phrases.iter().any(|it| lower.contains(it.as_str()))
        {
            return Role::Furniture;
        }
        let is_caption = words.captions.iter().any(|word| lower.contains(word.as_str()));
        let is_caption = is_caption || self.own[line.element].has(Meaning::CAPTION);
        if line.units < 60.0 && is_caption {
            return Role::Caption;
        }
        if density > 0.8 && line.units < 60.0 && !self.is_in_text(number) {
            return Role::Furniture;
        }
        Role::Text
    }

    /// Whether a line that is a link stands among text: in a paragraph with more than it.
    fn is_in_text(&self, number: usize) -> bool {
        let element = self.page.lines[number].element;
        let paragraph =
            self.page.ancestors(element).find(|at| !self.page.elements[*at].tag.is_inline());
        paragraph.is_some_and(|at| {
            let element = &self.page.elements[at];
            matches!(element.tag, Tag::Heading(_)) || self.link_density(element.lines.clone()) < 0.5
        })
    }

    /// Takes out the elements inside the container that are no text.
    fn cut_parts(&self, container: usize, chunks: &[usize], by_name: bool, body: &mut Body) {
        let elements = &self.page.elements;
        let all = elements[container].lines.clone();
        let mut at = container + 1;
        while at < elements[container].end {
            let element = &elements[at];
            if chunks.iter().any(|chunk| (at..element.end).contains(chunk)) {
                at += 1;
                continue;
            }
            let lines = element.lines.clone();
            let own = self.own[at];
            let own = if by_name { own } else { own.only(Meaning::COMMENT.and(Meaning::UNSEEN)) };
            let share = self.raw_share(&lines, &all);
            let is_small = share < TOO_MUCH
                || share < FAR_TOO_MUCH && own.has(Meaning::PLAIN)
                || own.has(Meaning::COMMENT.and(Meaning::UNSEEN));
            let role = if own.has(Meaning::CAPTION) && is_small {
                Some(Role::Caption)
            } else if own.has(Meaning::FURNITURE) && is_small && !element.tag.is_inline() {
                Some(Role::Furniture)
            } else if own.has(Meaning::CREDITS) && self.units_of(lines.clone()) < 120.0 && is_small
            {
                Some(Role::Credit)
            } else if share < TOO_MUCH
                && (self.is_link_list(element) || self.is_teasers(at) || self.is_data(at))
            {
                Some(Role::Furniture)
            } else {
                None
            };
            let Some(role) = role else {
                at += 1;
                continue;
            };
            for line in lines {
                if role != Role::Credit || body.roles[line] == Role::Text {
                    body.roles[line] = role;
                }
            }
            at = element.end.max(at + 1);
        }
    }

    /// Whether an element is named for the date and other facts, and holds little else.
    fn is_data(&self, at: usize) -> bool {
        let lines = self.page.elements[at].lines.clone();
        let is_named = self.own[at].has(Meaning::DATA);
        is_named && self.units_of(lines.clone()) < 60.0 && self.mass_of(lines) < 8.0
    }

    /// Whether an element is a list of ways to other pages.
    fn is_link_list(&self, element: &Element) -> bool {
        let lines = element.lines.clone();
        let is_box = !element.tag.is_inline()
            && !matches!(element.tag, Tag::Paragraph | Tag::Heading(_) | Tag::Quote);
        is_box && lines.len() >= 2 && self.link_density(lines) > 0.6
    }

    /// Whether an element is a list whose items are headings with links: teasers of other stories.
    /// Boxes count as a list when they are named alike.
    fn is_teasers(&self, at: usize) -> bool {
        let elements = &self.page.elements;
        let inside = at + 1..elements[at].end;
        let items = || inside.clone().filter(|item| elements[*item].parent == at);
        let is_list = match elements[at].tag {
            Tag::List => true,
            Tag::Block => {
                let Some(second) = items().nth(1) else { return false };
                let label = elements[second].label;
                let alike = items().filter(|item| elements[*item].label == label).count();
                alike >= 3 && alike * 4 >= items().count() * 3
            }
            _ => false,
        };
        let headings = || {
            inside.clone().filter(|item| {
                matches!(elements[*item].tag, Tag::Heading(_))
                    && self.link_density(elements[*item].lines.clone()) > 0.5
            })
        };
        let are_cards =
            || items().filter(|item| self.is_card(*item)).count() * 4 >= items().count() * 3;
        let is_box = elements[at].tag == Tag::Block;
        is_list
            && inside.len() > 1
            && (headings().count() * 2 >= items().count() || is_box && are_cards())
    }

    /// Whether an element is a card with a picture or a day that leads to another story.
    fn is_card(&self, at: usize) -> bool {
        let elements = &self.page.elements;
        let inside = at..elements[at].end;
        let lines = elements[at].lines.clone();
        let has_link = inside.clone().any(|at| elements[at].tag == Tag::Link);
        let has_image = || inside.clone().any(|at| elements[at].has_image);
        let is_dated = || lines.clone().any(|line| self.is_dated(line));
        let is_short = self.units_of(lines.clone()) < CARD && !lines.is_empty();
        // What is cut short ends in dots.
        let ends = lines.clone().any(|line| {
            let text = self.page.line(line);
            self.page.lines[line].ends > 0 && !text.contains('…') && !text.contains("...")
        });
        has_link && is_short && !ends && (has_image() || is_dated())
    }

    /// Ends the article at the heading of other stories.
    fn cut_endings(&self, range: Range<usize>, body: &mut Body) {
        let all = self.mass_of(range.clone());
        let ends = |line: &usize| {
            if self.page.lines[*line].units >= 20.0 {
                return false;
            }
            self.vocabulary.is_ending(self.page.line(*line))
                && self.mass_of(*line..range.end) < all * LAST_PART
        };
        let is_stated = |line: usize| {
            self.agreement.as_ref().is_some_and(|agreement| agreement.is_stated(line))
        };
        if let Some(end) = range.clone().find(ends) {
            let before = (range.start..end).rev().find(|line| self.mass[*line] >= 4.0);
            let place = before.map(|line| self.place(line));
            for line in end..range.end {
                // A box with other stories may stand between two paragraphs.
                let goes_on = self.mass[line] >= 8.0 && Some(self.place(line)) == place;
                if !goes_on && !is_stated(line) {
                    body.roles[line] = Role::Furniture;
                }
            }
        }
    }

    /// The element that a line's paragraph stands in; the line's own place outside paragraphs.
    fn place(&self, line: usize) -> usize {
        let element = self.page.lines[line].element;
        let mut around = self.page.ancestors(element);
        let block = around.find(|at| !self.page.elements[*at].tag.is_inline()).unwrap_or(0);
        let is_paragraph = self.page.elements[block].tag == Tag::Paragraph;
        if is_paragraph { self.page.elements[block].parent } else { block }
    }

    /// Takes what is no running text from both ends.
    fn trim(&self, range: Range<usize>, body: &mut Body) {
        let is_stated = |line: usize| {
            self.agreement.as_ref().is_some_and(|agreement| agreement.is_stated(line))
        };
        let is_prose = |line: usize, body: &Body| {
            let has_mass = self.mass[line] >= 4.0 || is_stated(line);
            body.roles[line] == Role::Text && has_mass && !self.is_dated(line)
        };
        let Some(first) = range.clone().find(|line| is_prose(*line, body)) else { return };
        let last = range.clone().rev().find(|line| is_prose(*line, body)).unwrap_or(first);
        for line in range.start..first {
            if body.roles[line] == Role::Text && !self.belongs(line) {
                body.roles[line] = Role::Furniture;
            }
        }
        for line in last + 1..range.end {
            if body.roles[line] == Role::Text && !self.belongs(line) {
                body.roles[line] = Role::Furniture;
            }
        }
    }

    /// Whether a line says little more than a date.
    fn is_dated(&self, line: usize) -> bool {
        let text = self.page.line(line);
        self.page.lines[line].units < 32.0 && !text.contains('。') && first_date(text).is_some()
    }

    /// Whether a short line at an end of the text is set like text.
    fn belongs(&self, number: usize) -> bool {
        let line = &self.page.lines[number];
        let tag = self.page.ancestors(line.element).map(|at| self.page.elements[at].tag);
        let tag = tag.into_iter().find(|tag| !tag.is_inline());
        let is_sentence = line.ends > 0 && line.units - line.linked >= 6.0;
        matches!(tag, Some(Tag::Paragraph | Tag::Item | Tag::Quote))
            && (line.linked < 0.5 * line.units || is_sentence)
            && !self.is_dated(number)
    }
}
