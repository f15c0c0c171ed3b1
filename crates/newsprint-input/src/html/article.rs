//! From a read page to a document.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Byline, Diagnostic, Document, Facts, Figure, MappedText,
    Person, Residue, ResidueReason, Source, Span, StepError,
};

use super::agreement::Agreement;
use super::body::{Body, Role};
use super::build::build;
use super::headline::{Headline, headline};
use super::lead::lead;
use super::page::Page;
use super::publication::published;
use super::reading::Reading;
use super::script;
use super::statement::Statement;
use super::tag::Tag;
use super::vocabulary::Vocabulary;

/// How many lines above the text are looked at for its authors.
const ABOVE: usize = 8;

/// Reads the HTML code of news pages.
#[derive(Clone, Debug)]
pub struct PageReader {
    vocabulary: Vocabulary,
}

/// What a page says: its text, and the parts of its article as parts of that text.
#[derive(Debug, Default)]
pub struct ReadPage {
    text: String,
    facts: Facts,
    headline: Option<MappedText>,
    pub(super) bylines: Vec<Byline>,
    /// Who the page states to be its authors.
    pub(super) people: Vec<Person>,
    /// What it states to be its author and is no person.
    pub(super) outlet: Option<String>,
    pub(super) blocks: Vec<Block>,
    figures: Vec<Figure>,
    pub(super) credits: Vec<MappedText>,
    section: Option<MappedText>,
    diagnostics: Vec<Diagnostic>,
}

impl PageReader {
    /// A reader with the vocabulary that comes with the crate.
    ///
    /// # Errors
    /// The faults of that file.
    pub fn bundled() -> Result<Self, Vec<Fault>> {
        Ok(Self { vocabulary: Vocabulary::bundled()? })
    }

    /// Reads a page. `url` is the address that it was published at, where that is known. Linear.
    pub fn read(&self, code: &str, url: Option<&str>) -> ReadPage {
        let read = self.read_shown(code, url);
        if !read.blocks.is_empty() {
            return read;
        }
        let headline = read.headline.as_ref().map_or("", MappedText::as_str);
        let Some(text) = script::article(code, headline, &self.vocabulary) else { return read };
        self.read_shown(&[code, "<article>", &text, "</article>"].concat(), url)
    }

    fn read_shown(&self, code: &str, url: Option<&str>) -> ReadPage {
        let page = build(code);
        let statement = Statement::of(&page);
        let mut reading = Reading::new(&page, &self.vocabulary);
        if let Some(stated) = &statement.body {
            reading.heed(Agreement::of(&page, stated));
        }
        if let Some(Headline::InLine(line, _)) = headline(&reading, &statement, None) {
            reading.lower_above(line);
        }
        let (title, body) = {
            let container = reading.container();
            let first = reading.first_mass(container);
            let title = headline(&reading, &statement, Some(first));
            let line = match title {
                Some(Headline::InLine(line, _)) => Some(line),
                _ => None,
            };
            let after = line.filter(|line| *line <= first).map_or(0, |line| line + 1);
            let body = reading.body(line, after);
            (title, body)
        };
        let day = {
            let line = match title {
                Some(Headline::InLine(line, _)) => Some(line),
                _ => None,
            };
            let first = body.roles.iter().position(|role| *role == Role::Text);
            let last = body.roles.iter().rposition(|role| *role == Role::Text);
            let text = first.unwrap_or(0)..last.map_or(0, |last| last + 1);
            published(&reading, &statement, url, line, text)
        };
        let mut read = ReadPage::default();
        read.facts.date = day.map(|day| day.to_string());
        read.facts.paper = statement.sites.first().cloned();
        read.facts.url = url.map(str::to_owned).or(statement.url.clone());
        read.headline = title.as_ref().map(|title| mapped(&page, title));
        read.hear(&statement, &self.vocabulary.bylines);
        read.add_lines(&reading, &body, title.as_ref());
        read.take_end(&page.text, &self.vocabulary.bylines);
        read.add_stated();
        if read.blocks.is_empty() {
            let message = if page.lines.is_empty() {
                "the page shows no text of its own: frames, pictures or a script may fill it"
            } else {
                "no running text was found: the page may be a list of others"
            };
            read.diagnostics.push(Diagnostic::warning("no-article", message));
        }
        if page.is_deep {
            let message = "elements are nested deeper than 256: the inner ones were taken as one";
            read.diagnostics.push(Diagnostic::warning("deep-nesting", message));
        }
        read.text = page.text;
        read
    }
}

fn mapped(page: &Page, headline: &Headline) -> MappedText {
    match headline {
        Headline::InLine(_, span) | Headline::InTitle(span) => {
            MappedText::verbatim(&page.text, *span)
        }
        Headline::Stated(text) => MappedText::unmapped(text.as_str()),
    }
}

impl ReadPage {
    fn add_lines(&mut self, reading: &Reading<'_>, body: &Body, title: Option<&Headline>) {
        let page = reading.page;
        let mut is_first = true;
        let first = body.roles.iter().position(|role| *role == Role::Text).unwrap_or(0);
        let headline = match title {
            Some(Headline::InLine(line, _)) if *line < first => *line,
            _ => first,
        };
        // Between headline and text, authors may be named among other things.
        let above = headline.max(first.saturating_sub(ABOVE))..first;
        let mut last_list: Option<(usize, usize)> = None;
        for (number, line) in page.lines.iter().enumerate() {
            if matches!(title, Some(Headline::InLine(at, _)) if *at == number) {
                continue;
            }
            let whole = trimmed(&page.text, line.span);
            match body.roles[number] {
                Role::Furniture if above.contains(&number) => {
                    self.add_credit(reading, number, false);
                }
                Role::Furniture => {}
                Role::Credit => self.add_credit(reading, number, true),
                Role::Caption => self.figures.push(figure(MappedText::verbatim(&page.text, whole))),
                Role::Text => {
                    let mut span = whole;
                    if is_first && let Some(found) = lead(page.slice(whole)) {
                        let end = whole.start() + found;
                        let byline = trimmed(&page.text, Span::new(whole.start(), end));
                        self.add_lead(&page.text, byline, &reading.vocabulary.bylines);
                        span = trimmed(&page.text, Span::new(end, whole.end()));
                    }
                    is_first = false;
                    if span.is_empty() {
                        continue;
                    }
                    let (kind, group) = kind(reading, body.container, number);
                    // The items of one list are one block, and so are the cells of one table.
                    if let (Some(group), Some((last, line))) = (group, last_list)
                        && group == last
                        && line + 1 == number
                        && let Some(block) = self.blocks.last_mut()
                    {
                        let start = page.lines[line].span.end();
                        block.text.push_verbatim(&page.text, Span::new(start, span.end()));
                    } else {
                        let text = MappedText::verbatim(&page.text, span);
                        self.blocks.push(Block { kind, text });
                    }
                    last_list = group.map(|group| (group, number));
                }
            }
        }
    }

    /// The text of the page, a line a line.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document of the page; `source` makes its source of its text and of what the page says of
    /// itself.
    ///
    /// # Errors
    /// Those of `source`.
    pub fn into_document(
        self,
        source: impl FnOnce(String, Facts) -> Result<Source, StepError>,
    ) -> Result<Document, StepError> {
        let source = source(self.text, self.facts)?;
        let mut document = Document::new(source);
        document.diagnostics = self.diagnostics;
        let mut first = self.headline.iter().chain(self.blocks.iter().map(|block| &block.text));
        let first = first.find_map(MappedText::source_bounds);
        if let Some(first) = first.filter(|_| !self.blocks.is_empty()) {
            let mut article = Article::new(ArticleId::new(document.source(), first));
            article.headline = self.headline;
            article.bylines = self.bylines;
            article.blocks = self.blocks;
            article.figures = self.figures;
            article.credits = self.credits;
            article.section = self.section;
            document.articles.push(article);
        }
        add_residue(&mut document);
        Ok(document)
    }
}

#[expect(clippy::field_reassign_with_default, reason = "no struct expression outside of its crate")]
fn figure(caption: MappedText) -> Figure {
    let mut figure = Figure::default();
    figure.caption = Some(caption);
    figure
}

/// Puts what no article took into the residue, a line a piece.
fn add_residue(document: &mut Document) {
    let mut taken: Vec<Span> = document
        .articles
        .iter()
        .flat_map(Article::texts)
        .flat_map(MappedText::runs)
        .map(|run| run.source())
        .collect();
    taken.sort_unstable();
    let text = document.source().text();
    let mut residue = Vec::new();
    let mut done = 0;
    for span in taken.into_iter().chain([Span::new(text.len(), text.len())]) {
        let mut start = done;
        for part in text[done..span.start()].split_inclusive('\n') {
            let piece = trimmed(text, Span::new(start, start + part.len()));
            start += part.len();
            if !piece.is_empty() {
                let reason = ResidueReason::PageFurniture;
                residue.push(Residue { span: piece, reason, detail: None });
            }
        }
        done = span.end();
    }
    document.residue = residue;
}

/// The span without white space at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let part = span.of(text).unwrap_or_default();
    let start = span.end() - part.trim_start().len();
    Span::new(start, start + part.trim().len())
}

/// What kind of block a line is, and the list or table that it is a part of.
fn kind(reading: &Reading<'_>, container: usize, number: usize) -> (BlockKind, Option<usize>) {
    let page = reading.page;
    let line = &page.lines[number];
    let mut paragraph = false;
    for at in page.ancestors(line.element).take_while(|at| *at > container) {
        match page.elements[at].tag {
            Tag::Heading(_) => return (BlockKind::Subheading, None),
            Tag::Quote => return (BlockKind::Quote, None),
            Tag::List => return (BlockKind::List, Some(at)),
            Tag::Table if !paragraph => return (BlockKind::Table, Some(at)),
            Tag::Paragraph => paragraph = true,
            _ => {}
        }
    }
    let is_bold = line.bold > line.units * 0.95 && line.units < 40.0;
    let ends =
        page.line(number).ends_with(['。', '.', '！', '？', '：', ':', '”', ',', '，', '；']);
    if is_bold && !ends { (BlockKind::Subheading, None) } else { (BlockKind::Paragraph, None) }
}
