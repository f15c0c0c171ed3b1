//! From HTML code to a [`Page`], in one pass over its tokens.
//!
//! The tokens are those of the WHATWG standard. The tree is simpler than the standard's: an end tag
//! closes what stands open inside, formatting is not opened again in later blocks, and nothing moves
//! out of tables. Browsers need those rules to draw broken pages as they always did; a reader of text
//! does not, and two of them cost quadratic time on hostile pages.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as TokenSpan, Tokenizer};
use newsprint_core::Span;

use super::attributes::{Attributes, Start};
use super::page::{Element, Labels, Line, Page};
use super::tag::Tag;
use crate::printed_date::is_wide;

/// Elements nested deeper than this are not told apart from the one that holds them.
const DEPTH: usize = 256;

/// Reads HTML code. Linear in it.
pub(crate) fn build(code: &str) -> Page {
    let mut builder = Builder::default();
    builder.push(Tag::Page, &Attributes::default());
    // What follows a title is its text until it ends; inside of drawings it may end itself.
    let mended = code.contains("<title/>").then(|| code.replace("<title/>", ""));
    let code = mended.as_deref().unwrap_or(code);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: TokenSpan<()>| {
        builder.take(&event);
        None::<()>
    });
    emitter.naively_switch_states(true);
    // Nothing is yielded, and reading from a string cannot fail.
    Tokenizer::new_with_emitter(code, emitter).for_each(drop);
    builder.finish()
}

#[derive(Default)]
struct Builder {
    page: Page,
    labels: Labels,
    open: Vec<Open>,
    /// Start tags below `DEPTH` whose end tags have not come.
    too_deep: usize,
    start: Start,
    line: Line,
    /// Whether white space stands between the line so far and what comes.
    gap: bool,
    /// Open elements whose content is not seen, in links, in bold type, preformatted.
    unseen: usize,
    links: usize,
    bold: usize,
    preformatted: usize,
    /// The innermost block.
    block: usize,
    reads: Reads,
    title: String,
}

/// Where character data goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reads {
    #[default]
    Text,
    Title,
    JsonLd,
    Nothing,
}

struct Open {
    name: Box<str>,
    tag: Tag,
    element: usize,
}

impl Builder {
    fn take(&mut self, event: &CallbackEvent<'_>) {
        let of = |bytes| std::str::from_utf8(bytes).unwrap_or_default();
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.start = Start { is_open: true, name: of(name).to_owned(), ..Start::default() };
            }
            CallbackEvent::AttributeName { name } if self.start.is_open => {
                of(name).clone_into(&mut self.start.attribute);
                if *name == b"hidden" {
                    self.start.attributes.is_hidden = true;
                }
            }
            CallbackEvent::AttributeValue { value } if self.start.is_open => {
                let start = &mut self.start;
                start.attributes.add(&start.attribute, of(value));
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let start = std::mem::take(&mut self.start);
                self.start_tag(&start.name, &start.attributes, *self_closing);
            }
            CallbackEvent::EndTag { name } => self.end_tag(of(name)),
            CallbackEvent::String { value } => self.characters(value),
            _ => {}
        }
    }

    fn start_tag(&mut self, name: &str, attributes: &Attributes, self_closing: bool) {
        let tag = Tag::of(name);
        self.page.state(tag, attributes);
        if !tag.is_inline() && !matches!(tag, Tag::Void | Tag::Meta | Tag::Script | Tag::Unseen) {
            self.end_line();
        }
        if name == "img" {
            self.mark_image();
        }
        self.reads = match tag {
            Tag::Title if self.title.is_empty() && self.unseen == 0 => Reads::Title,
            Tag::Script if attributes.kind.contains("ld+json") => Reads::JsonLd,
            Tag::Title | Tag::Script => Reads::Nothing,
            _ => Reads::Text,
        };
        // A page has one body: what stands in its head is no text, and these need no element.
        if tag.is_void()
            || matches!(tag, Tag::Page | Tag::Title | Tag::Script)
            || name == "head"
            || self_closing && tag == Tag::Unseen
        {
            return;
        }
        self.close_implied(name, tag);
        if self.open.len() >= DEPTH {
            self.page.is_deep = true;
            self.too_deep += 1;
            return;
        }
        self.push_named(name, tag, attributes);
    }

    /// Ends what a start tag ends without saying so.
    fn close_implied(&mut self, name: &str, tag: Tag) {
        let ends: fn(&str, Tag, &str) -> bool = match tag {
            Tag::Item if name == "li" => |open, _, _| open == "li",
            Tag::Item => |open, _, _| matches!(open, "dt" | "dd"),
            Tag::Cell => |_, tag, _| tag == Tag::Cell,
            Tag::Row => {
                |open, _, name| name == "tr" && open == "tr" || name != "tr" && open != "table"
            }
            Tag::Control if name == "option" => |open, _, _| open == "option",
            Tag::Link => |_, tag, _| tag == Tag::Link,
            _ if tag.is_inline() => return,
            _ => |_, tag, _| tag == Tag::Paragraph,
        };
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            if ends(&open.name, open.tag, name) && open.tag != Tag::Page {
                found = Some(at);
                if tag != Tag::Row {
                    break;
                }
            } else if match tag {
                Tag::Item => open.tag == Tag::List || open.tag.is_scope(),
                Tag::Cell => matches!(open.tag, Tag::Row | Tag::Table | Tag::Page),
                Tag::Row => matches!(open.tag, Tag::Table | Tag::Page),
                _ => !open.tag.is_inline(),
            } {
                break;
            }
        }
        if let Some(at) = found {
            self.close_to(at);
        }
    }

    fn push(&mut self, tag: Tag, attributes: &Attributes) {
        self.push_named("", tag, attributes);
    }

    fn push_named(&mut self, name: &str, tag: Tag, attributes: &Attributes) {
        let element = self.page.elements.len();
        let parent = self.open.last().map_or(0, |open| open.element);
        let Attributes { class, id, role, property, is_hidden, .. } = attributes;
        let label = [class.as_str(), id, role].join(" ");
        let is_hidden = *is_hidden || tag == Tag::Unseen;
        let has_property = !property.is_empty();
        let next_line = self.page.lines.len();
        self.page.elements.push(Element {
            tag,
            parent,
            end: 0,
            lines: next_line..next_line,
            label: self.labels.number(label.trim()),
            property: has_property.then(|| property.to_lowercase().into()),
            is_hidden,
            has_image: false,
        });
        self.count(tag, 1);
        if !tag.is_inline() {
            self.block = element;
        }
        self.open.push(Open { name: name.into(), tag, element });
    }

    fn count(&mut self, tag: Tag, by: isize) {
        let slot = match tag {
            Tag::Unseen => &mut self.unseen,
            Tag::Link => &mut self.links,
            Tag::Strong => &mut self.bold,
            Tag::Preformatted => &mut self.preformatted,
            _ => return,
        };
        *slot = slot.saturating_add_signed(by);
    }

    fn end_tag(&mut self, name: &str) {
        let tag = Tag::of(name);
        if self.reads != Reads::Text {
            self.reads = Reads::Text;
            if matches!(tag, Tag::Title | Tag::Script) {
                return;
            }
        }
        if !tag.is_inline() {
            self.end_line();
        }
        if self.too_deep > 0 && !tag.is_void() {
            self.too_deep -= 1;
            return;
        }
        let in_table = matches!(tag, Tag::Table | Tag::Row | Tag::Cell);
        for (at, open) in self.open.iter().enumerate().rev() {
            if *open.name == *name {
                self.close_to(at);
                return;
            }
            let is_wall = if in_table { open.tag == Tag::Table } else { open.tag.is_scope() };
            if is_wall || tag.is_inline() && !open.tag.is_inline() {
                return;
            }
        }
    }

    /// Closes the open elements from `at` on.
    fn close_to(&mut self, at: usize) {
        let at = at.max(1);
        if self.open[at.min(self.open.len())..].iter().any(|open| !open.tag.is_inline()) {
            self.end_line();
        }
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { return };
            self.count(open.tag, -1);
            self.close(open.element);
        }
        let block = self.open.iter().rev().find(|open| !open.tag.is_inline());
        self.block = block.map_or(0, |open| open.element);
    }

    fn close(&mut self, element: usize) {
        let end = self.page.elements.len();
        // A line that is still open began inside an inline element.
        let lines = self.page.lines.len();
        if let Some(element) = self.page.elements.get_mut(element) {
            element.end = end;
            element.lines.end = lines;
        }
    }

    fn mark_image(&mut self) {
        let element = self.open.last().map_or(0, |open| open.element);
        if let Some(element) = self.page.elements.get_mut(element) {
            element.has_image = true;
        }
    }

    fn characters(&mut self, bytes: &[u8]) {
        match self.reads {
            Reads::JsonLd => {
                self.page.json_ld.push(String::from_utf8_lossy(bytes).into_owned());
                return;
            }
            Reads::Title => {
                self.title.push_str(&String::from_utf8_lossy(bytes));
                return;
            }
            Reads::Text if self.unseen == 0 => {}
            Reads::Nothing | Reads::Text => return,
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        for (number, part) in text.split('\n').enumerate() {
            if number > 0 {
                if self.preformatted > 0 {
                    self.end_line();
                } else {
                    self.gap = true;
                }
            }
            self.add(part);
        }
    }

    /// Adds text to the line, white space folded.
    fn add(&mut self, text: &str) {
        for (number, word) in
            text.split(|c: char| c.is_ascii_whitespace() || c.is_control()).enumerate()
        {
            self.gap |= number > 0;
            if word.is_empty() {
                continue;
            }
            let mended;
            let word = if word.contains(is_zero_width) {
                mended = word.replace(is_zero_width, "");
                &mended
            } else {
                word
            };
            let visible = word.chars().any(|c| !c.is_whitespace());
            if self.line.span.is_empty() {
                if !visible {
                    continue;
                }
                self.begin_line();
            } else if self.gap {
                self.page.text.push(' ');
            }
            self.gap = false;
            self.page.text.push_str(word);
            self.line.span = Span::new(self.line.span.start(), self.page.text.len());
            self.measure(word);
        }
    }

    fn begin_line(&mut self) {
        let start = self.page.text.len();
        self.line.span = Span::new(start, start);
        self.line.element = self.open.last().map_or(0, |open| open.element);
    }

    fn measure(&mut self, word: &str) {
        let mut units = 0.2;
        for c in word.chars() {
            units += if is_wide(c) { 1.0 } else { 0.33 };
            self.line.marks += u32::from(matches!(c, '，' | '、' | '：' | '“'));
            self.line.ends += u32::from(matches!(c, '。' | '！' | '？' | '；'));
        }
        let word = word.trim_end_matches(['"', '\'', '”', '’', ')', '»']);
        let is_number = word.ends_with('.') && word.len() <= 3;
        match word.chars().next_back() {
            Some('.' | '!' | '?' | '…') if !is_number => self.line.ends += 1,
            Some(',' | ';' | ':') => self.line.marks += 1,
            _ => {}
        }
        self.line.units += units;
        if self.links > 0 {
            self.line.linked += units;
        }
        if self.bold > 0 {
            self.line.bold += units;
        }
        let innermost = self.open.last().map_or(0, |open| open.element);
        if self.line.element != innermost {
            self.line.element = self.block;
        }
    }

    fn end_line(&mut self) {
        if self.unseen > 0 {
            return;
        }
        self.gap = false;
        if self.line.span.is_empty() {
            return;
        }
        self.page.text.push('\n');
        self.page.lines.push(std::mem::take(&mut self.line));
    }

    fn finish(mut self) -> Page {
        self.end_line();
        while let Some(open) = self.open.pop() {
            self.close(open.element);
        }
        let mut page = self.page;
        page.labels = self.labels.all;
        let title: Vec<&str> = self.title.split_whitespace().collect();
        let title = title.join(" ");
        if !title.is_empty() {
            // The title stands before what the page shows.
            let shift = title.len() + 1;
            page.text = [&title, "\n", &page.text].concat();
            page.title = Span::new(0, title.len());
            for line in &mut page.lines {
                line.span = Span::new(line.span.start() + shift, line.span.end() + shift);
            }
        }
        page
    }
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}
