//! The article: what a page is taken apart into.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::source::hex;
use crate::{Diagnostic, Extensions, MappedText, Metric, Part, Source, Span};

/// One article, in the parts that newspapers print.
///
/// Every text is mapped text of the document's source. A non-blank byte of the source belongs to
/// at most one of the texts that [`Article::texts`] yields; [`Dateline`], the people of a byline
/// and the evidence of metrics are readings of those texts and own no bytes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Article {
    /// The same on every run and machine.
    pub id: ArticleId,
    /// Line above the headline, set smaller (in Chinese 引题 or 肩题).
    pub kicker: Option<MappedText>,
    /// The headline (主题).
    pub headline: Option<MappedText>,
    /// Decks below the headline (副题), in the order of print.
    pub subheads: Vec<MappedText>,
    /// Label of the column or series that the article stands in (栏目).
    pub section: Option<MappedText>,
    /// Who wrote it.
    pub bylines: Vec<Byline>,
    /// Where and when it was written, as the text states it.
    pub dateline: Option<Dateline>,
    /// The body, in reading order.
    pub blocks: Vec<Block>,
    /// Photographs and drawings, of which text dumps keep the captions.
    pub figures: Vec<Figure>,
    /// Sources and editors, as printed at the end.
    pub credits: Vec<MappedText>,
    /// The reprints that it belongs to.
    pub group: Option<Group>,
    /// The figures that it states.
    pub metrics: Vec<Metric>,
    /// What is to be said about this article.
    pub diagnostics: Vec<Diagnostic>,
    /// What stages of other crates attached.
    pub extensions: Extensions,
}

impl Article {
    /// An article without content.
    pub fn new(id: ArticleId) -> Self {
        Self {
            id,
            kicker: None,
            headline: None,
            subheads: Vec::new(),
            section: None,
            bylines: Vec::new(),
            dateline: None,
            blocks: Vec::new(),
            figures: Vec::new(),
            credits: Vec::new(),
            group: None,
            metrics: Vec::new(),
            diagnostics: Vec::new(),
            extensions: Extensions::default(),
        }
    }

    /// The article that is the whole of `source`: its headline at `headline`, where that is not
    /// blank, and each line behind it a paragraph. `None` when all is blank.
    pub fn whole(source: &Source, headline: Span) -> Option<Self> {
        let text = source.text();
        let headline = trimmed(text, headline);
        let mut start = headline.map_or(0, Span::end);
        let lines = text.get(start..)?.split('\n').filter_map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end() + 1;
            trimmed(text, span)
        });
        let lines: Vec<Span> = lines.collect();
        let first = headline.or(lines.first().copied())?;
        let mut article = Self::new(ArticleId::new(source, first));
        article.headline = headline.map(|span| MappedText::verbatim(text, span));
        let paragraph =
            |span| Block { kind: BlockKind::Paragraph, text: MappedText::verbatim(text, span) };
        article.blocks = lines.into_iter().map(paragraph).collect();
        Some(article)
    }

    /// Every text that owns bytes of the source, in the order of the fields.
    pub fn texts(&self) -> impl Iterator<Item = &MappedText> {
        let head = self.kicker.iter().chain(&self.headline).chain(&self.subheads);
        let bylines = self.bylines.iter().map(|byline| &byline.text);
        let blocks = self.blocks.iter().map(|block| &block.text);
        let figures = self.figures.iter().flat_map(|f| f.caption.iter().chain(&f.credit));
        head.chain(&self.section).chain(bylines).chain(blocks).chain(figures).chain(&self.credits)
    }

    /// The body's blocks of one kind.
    pub fn blocks_of(&self, kind: BlockKind) -> impl Iterator<Item = &MappedText> {
        self.blocks.iter().filter(move |block| block.kind == kind).map(|block| &block.text)
    }
}

/// `span` without the white space at its ends; `None` when nothing is left.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let part = span.of(text)?;
    let rest = part.trim_start();
    let start = span.end() - rest.len();
    let trimmed = Span::new(start, start + rest.trim_end().len());
    (!trimmed.is_empty()).then_some(trimmed)
}

/// Eight bytes of a SHA-256 over the source's identity and the article's first span; in JSON and
/// in print 16 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ArticleId(u64);

impl ArticleId {
    /// The id of the article of `source` whose first span is `first`.
    ///
    /// The source's identity is its name, its record id or else its part of the file, and the hash of its text:
    /// two files with the same words hold two articles.
    pub fn new(source: &Source, first: Span) -> Self {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        field(source.name().as_bytes());
        match (source.record(), source.part()) {
            (Some(record), _) => field(record.as_bytes()),
            (None, Part::Line(line)) => field(&line.to_le_bytes()),
            (None, Part::Page(page)) => field(format!("page {page}").as_bytes()),
            (None, Part::Whole) => field(&[]),
        }
        field(source.sha256().as_bytes());
        field(&(first.start() as u64).to_le_bytes());
        field(&(first.end() as u64).to_le_bytes());
        let digest = hash.finalize();
        Self(digest.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte)))
    }

    /// The id as a number, for compact tables.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The id that [`as_u64`](Self::as_u64) gave.
    pub fn from_u64(id: u64) -> Self {
        Self(id)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0.to_be_bytes()))
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for ArticleId {
    type Error = String;

    fn try_from(digits: String) -> Result<Self, String> {
        let lower = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        match u64::from_str_radix(&digits, 16) {
            Ok(id) if lower && digits.len() == 16 => Ok(Self(id)),
            _ => Err(format!("an article id is 16 lower-case hex digits, not `{digits}`")),
        }
    }
}

/// A byline as printed, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Byline {
    /// As printed: `新华社北京6月26日电(记者张三 李四)`.
    pub text: MappedText,
    /// The agency or paper that it names, without the words for dispatch.
    pub agency: Option<String>,
    /// The people that it names, in order.
    pub people: Vec<Person>,
}

impl Byline {
    /// A byline of which nothing is read yet.
    pub fn new(text: MappedText) -> Self {
        Self { text, agency: None, people: Vec::new() }
    }
}

/// Someone that a byline names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name as printed.
    pub name: String,
    /// The role as printed: 记者, 通讯员, 实习生.
    pub role: Option<String>,
}

/// Where and when an article was written, as its text states it: a reading of bytes that a byline
/// or a block owns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dateline {
    /// The place.
    pub place: Option<String>,
    /// The date as printed: `6月26日`.
    pub date: Option<String>,
    /// The words that say so.
    pub text: Option<MappedText>,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What it says.
    pub text: MappedText,
}

/// What a part of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the body.
    Subheading,
    /// A quotation set apart.
    Quote,
    /// An enumeration set apart.
    List,
    /// A table, its cells as printed.
    Table,
}

impl BlockKind {
    /// Its word in the interchange form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Subheading => "subheading",
            Self::Quote => "quote",
            Self::List => "list",
            Self::Table => "table",
        }
    }
}

/// What a text dump keeps of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// What the picture shows.
    pub caption: Option<MappedText>,
    /// Who made it, or where it is from.
    pub credit: Option<MappedText>,
}

/// An article's place among its reprints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Id of the group: the id of its first article in input order.
    pub id: ArticleId,
    /// How this article is like the leader.
    pub kind: GroupKind,
    /// The article that stands for the group.
    pub leader: ArticleId,
    /// Likeness to the leader, from 0 to 1; the leader's own is 1.
    pub similarity: f64,
}

/// How two articles are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum GroupKind {
    /// The same text after normalisation.
    Exact,
    /// The same story with small changes.
    Near,
    /// All of the shorter one stands in the longer one.
    Contained,
}

impl GroupKind {
    /// Its word in the interchange form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Contained => "contained",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn words_are_those_of_the_interchange_form() {
        use BlockKind::{List, Paragraph, Quote, Subheading, Table};
        for kind in [Paragraph, Subheading, Quote, List, Table] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
        for kind in [GroupKind::Exact, GroupKind::Near, GroupKind::Contained] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }

    #[test]
    fn an_id_depends_on_source_and_place() {
        let source = |name: &str| Source::new(name, "新闻").unwrap();
        let id = ArticleId::new(&source("a.txt"), Span::new(0, 6));
        assert_eq!(id, ArticleId::new(&source("a.txt"), Span::new(0, 6)));
        assert_ne!(id, ArticleId::new(&source("b.txt"), Span::new(0, 6)));
        assert_ne!(id, ArticleId::new(&source("a.txt"), Span::new(0, 3)));
        let of = |part| ArticleId::new(&source("a.txt").with_part(part), Span::new(0, 6));
        let parts = [Part::Whole, Part::Line(1), Part::Page(1), Part::Page(2)];
        assert_eq!(BTreeSet::from(parts.map(|part| of(part).as_u64())).len(), parts.len());
        assert_eq!(ArticleId::try_from(id.to_string()), Ok(id));
        assert!(ArticleId::try_from("00000000000000+1".to_owned()).is_err());
    }
}
