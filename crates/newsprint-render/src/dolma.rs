//! The output `dolma`: documents and attributes as AI2's Dolma toolkit reads them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, BlockKind, Component, Document, Field, Group, MappedText, RunSummary, Sink,
    SinkWriter, Source, Span, StepError,
};
use serde::Serialize;

use crate::atomic::{AtomicFolder, FolderFile};
use crate::compress::{Compression, Packer};
use crate::lines::json_line;
use crate::naming::is_day;
use crate::passage::Passage;

newsprint_core::options! {
    /// Options of `dolma`.
    pub struct DolmaSinkOptions {
        /// The folder to write.
        pub path: Located<PathBuf>;
        /// The name of the collection, the same for all its documents.
        pub source: String = "newsprint".to_owned();
        /// The day on which the collection was acquired: `2024-06-28`.
        pub added: Option<Located<String>>;
        /// Documents a file: the toolkit works on one file in one process.
        pub per_file: u64 = 100_000, in 1..=100_000_000;
    }
}

#[doc = include_str!("../manual/dolma.md")]
#[derive(Clone, Debug)]
pub struct DolmaSink {
    path: PathBuf,
    source: String,
    added: Option<String>,
    per_file: u64,
}

impl Component for DolmaSink {
    const NAME: &'static str = "dolma";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/dolma.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[Field::Group, Field::Metrics]);
    type Options = DolmaSinkOptions;

    fn build(options: DolmaSinkOptions) -> Result<Self, Vec<Fault>> {
        let DolmaSinkOptions { path, source, added, per_file } = options;
        let mut faults: Vec<Fault> = Compression::Gzip.settle(&path).err().into_iter().collect();
        if let Some(Located { value, span }) = added.as_ref().filter(|it| !is_day(&it.value)) {
            let fault = Fault::new(*span, format!("`{value}` is no day"), "no day");
            faults.push(fault.help("give one like `2024-06-28`"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let added = added.map(|it| moment(&it.value));
        Ok(Self { path: path.value, source, added, per_file })
    }
}

/// A day as the toolkit writes moments.
fn moment(day: &str) -> String {
    format!("{day}T00:00:00.000Z")
}

impl Sink for DolmaSink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(DolmaWriter {
            folder: AtomicFolder::create(&self.path)?,
            per_file: self.per_file,
            part: None,
            written: 0,
        }))
    }

    /// Two lines for each article: its document, its attributes.
    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        for article in &document.articles {
            let passage = Passage::of(article);
            json_line(&self.document(document.source(), article, &passage), out)?;
            let attributes = attributes(article, &passage);
            let id = article.id.to_string();
            json_line(&AttributesLine { id, source: &self.source, attributes }, out)?;
        }
        Ok(())
    }
}

impl DolmaSink {
    fn document<'a>(
        &'a self,
        source: &'a Source,
        article: &'a Article,
        passage: &'a Passage<'_>,
    ) -> DocumentLine<'a> {
        let facts = source.facts();
        let people = article.bylines.iter().flat_map(|byline| &byline.people);
        DocumentLine {
            id: article.id.to_string(),
            text: passage.text(),
            source: &self.source,
            added: self.added.as_deref(),
            created: facts.date.as_deref().filter(|date| is_day(date)).map(moment),
            metadata: Metadata {
                name: source.name(),
                record: source.record(),
                paper: facts.paper.as_deref(),
                date: facts.date.as_deref(),
                page: facts.page.as_deref(),
                url: facts.url.as_deref(),
                section: article.section.as_ref().map(MappedText::as_str),
                authors: people.map(|person| &*person.name).collect(),
                group: article.group.as_ref(),
            },
        }
    }
}

/// A document of the toolkit; names are its own.
#[derive(Serialize)]
struct DocumentLine<'a> {
    id: String,
    text: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    metadata: Metadata<'a>,
}

/// What is known besides the text. Keys are always there, so that every line has the same ones.
#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
    record: Option<&'a str>,
    paper: Option<&'a str>,
    date: Option<&'a str>,
    page: Option<&'a str>,
    url: Option<&'a str>,
    section: Option<&'a str>,
    authors: Vec<&'a str>,
    group: Option<&'a Group>,
}

/// A stretch of the text, first and last character, and its score.
type Scored = (usize, usize, f64);

#[derive(Serialize)]
struct AttributesLine<'a> {
    id: String,
    source: &'a str,
    attributes: BTreeMap<&'static str, Vec<Scored>>,
}

/// The stretches of the text that are something, by what they are. Every attribute is there in
/// every line, as the toolkit's own taggers write them.
fn attributes(article: &Article, passage: &Passage<'_>) -> BTreeMap<&'static str, Vec<Scored>> {
    let mut attributes: BTreeMap<&'static str, Vec<Scored>> =
        ATTRIBUTES.iter().map(|name| (*name, Vec::new())).collect();
    let mut add = |name: &'static str, stretch: (usize, usize), score: f64| {
        attributes.entry(name).or_default().push((stretch.0, stretch.1, score));
    };
    for (part, stretch) in passage.parts() {
        let name = match part {
            None => HEADLINE,
            Some(BlockKind::Subheading) => SUBHEADING,
            Some(BlockKind::Quote) => QUOTE,
            Some(BlockKind::List) => LIST,
            Some(BlockKind::Table) => TABLE,
            Some(_) => PARAGRAPH,
        };
        add(name, stretch, 1.0);
    }
    let evidence = article
        .metrics
        .iter()
        .flat_map(|metric| metric.evidence.iter().map(|span: &Span| (*span, metric.confidence)));
    for (stretch, confidence) in passage.stretches(evidence) {
        add(METRIC, stretch, confidence);
    }
    if let Some(group) = article.group.as_ref().filter(|group| group.leader != article.id) {
        add(REPRINT, (0, passage.characters()), group.similarity);
    }
    attributes
}

const HEADLINE: &str = "newsprint__headline";
const SUBHEADING: &str = "newsprint__subheading";
const PARAGRAPH: &str = "newsprint__paragraph";
const QUOTE: &str = "newsprint__quote";
const LIST: &str = "newsprint__list";
const TABLE: &str = "newsprint__table";
const METRIC: &str = "newsprint__metric";
const REPRINT: &str = "newsprint__reprint";
const ATTRIBUTES: &[&str] = &[HEADLINE, SUBHEADING, PARAGRAPH, QUOTE, LIST, TABLE, METRIC, REPRINT];

/// Writes documents and attributes, line by line alike.
struct DolmaWriter {
    folder: AtomicFolder,
    per_file: u64,
    /// The files that are being written.
    part: Option<[Packed; 2]>,
    /// Documents so far.
    written: u64,
}

/// A compressed file of the folder.
struct Packed {
    file: FolderFile,
    packer: Packer,
}

impl Packed {
    fn start(folder: &AtomicFolder, name: &str) -> Result<Self, StepError> {
        Ok(Self { file: folder.start(name)?, packer: Packer::new(Compression::Gzip)? })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        self.file.append(self.packer.push(bytes)?)
    }

    fn finish(mut self) -> Result<(), StepError> {
        self.file.append(self.packer.finish()?)?;
        self.file.finish()
    }
}

impl DolmaWriter {
    /// Starts the next pair of files.
    fn start_part(&mut self) -> Result<(), StepError> {
        let name = format!("{:05}.jsonl.gz", self.written / self.per_file);
        let start = |of: &str| Packed::start(&self.folder, &format!("{of}/{name}"));
        self.part = Some([start("documents")?, start("attributes/newsprint")?]);
        Ok(())
    }

    fn end_part(&mut self) -> Result<(), StepError> {
        self.part.take().into_iter().flatten().try_for_each(Packed::finish)
    }
}

impl SinkWriter for DolmaWriter {
    fn write(&mut self, _: &Document, rendered: &[u8]) -> Result<(), StepError> {
        for (at, line) in rendered.split_inclusive(|byte| *byte == b'\n').enumerate() {
            if at % 2 == 0 && self.written.is_multiple_of(self.per_file) {
                self.end_part()?;
                self.start_part()?;
            }
            if let Some(part) = &mut self.part {
                part[at % 2].append(line)?;
            }
            self.written += u64::from(at % 2 == 0);
        }
        Ok(())
    }

    fn finish(&mut self, _: RunSummary<'_>) -> Result<(), StepError> {
        if self.written == 0 {
            self.start_part()?;
        }
        self.end_part()?;
        self.folder.sync()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        Ok(vec![self.folder.persist()?])
    }
}
