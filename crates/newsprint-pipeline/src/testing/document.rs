//! What goes into a test.

use std::sync::Arc;

use newsprint_core::config::{Fault, Key, Located, Node, Table, Value};
use newsprint_core::{
    Article, ChunkLimits, Document, Facts, Input, Origin, Part, RawRecord, Source, Span, Step,
    StepError, StepInfo,
};

use super::DocumentTable;
use crate::guard::guarded;
use crate::trial::Tried;

/// The input of the pipeline that tests belong to.
pub(crate) struct TestInput<'a> {
    pub(crate) info: &'a StepInfo,
    /// Its options in the pipeline file.
    pub(crate) options: &'a Table,
}

/// A text or file, ready to be read.
pub(super) struct Given {
    content: Content,
    record: Option<String>,
    facts: Facts,
    number: usize,
}

enum Content {
    /// An article's text, and where its headline stands in it.
    Article { text: String, headline: Span },
    /// A record of the pipeline's input.
    Raw(String),
    /// A file, and the pipeline's input to read it. The input is built when the test runs: a run
    /// does not need the files of tests.
    File { name: Located<String>, input: StepInfo, options: Table },
}

impl DocumentTable {
    pub(super) fn is_empty(&self) -> bool {
        let Self { text, raw, file, title, record, date, place, paper, page, url } = self;
        [text, raw, file].iter().all(|it| it.is_none())
            && [title, record, date, place, paper, page, url].iter().all(|it| it.is_none())
    }
}

impl Given {
    pub(super) fn read(
        table: Located<DocumentTable>,
        number: usize,
        input: &TestInput<'_>,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let Located { value: table, span } = table;
        let mut facts = Facts::default();
        facts.date = table.date;
        facts.place = table.place;
        facts.paper = table.paper;
        facts.page = table.page;
        facts.url = table.url;
        let content = match (table.text, table.raw, table.file) {
            (Some(text), None, None) => {
                let title = table.title.map(|title| title + "\n").unwrap_or_default();
                let headline = Span::new(0, title.len());
                Content::Article { text: title + &text.value, headline }
            }
            (None, Some(raw), None) => Content::Raw(raw.value),
            (None, None, Some(file)) => {
                let (info, options) = (input.info.clone(), input.options.clone());
                Content::File { name: file, input: info, options }
            }
            _ => {
                let message = "a document is one of `text`, `raw` and `file`";
                let fault = Fault::new(span, message, "none or several of them");
                faults.push(fault.help("say what goes in once"));
                return None;
            }
        };
        Some(Self { content, record: table.record, facts, number })
    }

    /// The documents that it is, where `input` is the pipeline's; one that cannot be read has left
    /// already.
    ///
    /// # Errors
    /// When the input cannot read such a file at all.
    pub(super) fn documents(&self, input: &dyn Input) -> Result<Vec<Tried>, Vec<Fault>> {
        let place = match &self.content {
            Content::Article { .. } | Content::Raw(_) => self.number.to_string(),
            Content::File { name, .. } => name.value.clone(),
        };
        let read = match &self.content {
            Content::Article { text, headline } => self.article(text, *headline).map(|it| vec![it]),
            Content::Raw(raw) => {
                let origin = Arc::new(Origin::new("test"));
                let record =
                    RawRecord { origin: &origin, part: Part::Whole, bytes: raw.as_bytes() };
                self.decode(record, input).map(|it| vec![it])
            }
            Content::File { name, input, options } => {
                self.records(input_of(name, input, options)?.as_ref())
            }
        };
        Ok(match read {
            Ok(documents) => {
                documents.into_iter().map(|it| Tried::new(place.clone(), it)).collect()
            }
            Err(error) => vec![Tried::unread(place, "input", &error)],
        })
    }

    fn article(&self, text: &str, headline: Span) -> Result<Document, StepError> {
        let record = self.record.clone().unwrap_or_else(|| self.number.to_string());
        let source = Source::new("test", text)
            .map_err(|error| StepError::new(error.to_string()))?
            .with_record(Some(record))
            .with_facts(self.facts.clone());
        let article = Article::whole(&source, headline);
        let mut document = Document::new(source);
        document.articles.extend(article);
        Ok(document)
    }

    fn records(&self, input: &dyn Input) -> Result<Vec<Document>, StepError> {
        let mut reader = guarded(|| input.open())?;
        let limits = ChunkLimits { records: 1024, bytes: 1 << 24 };
        let mut documents = Vec::new();
        while let Some(chunk) = guarded(|| reader.next_chunk(limits))? {
            for record in chunk.records() {
                let record =
                    record.map_err(|(place, error)| StepError::new(format!("{place}: {error}")))?;
                documents.push(self.decode(record, input)?);
            }
        }
        Ok(documents)
    }

    /// Decodes a record; the facts that the test states come before all others.
    fn decode(&self, record: RawRecord<'_>, input: &dyn Input) -> Result<Document, StepError> {
        let mut origin = Origin::clone(record.origin);
        let known = std::mem::replace(&mut origin.facts, self.facts.clone());
        origin.facts.complete(known);
        let origin = Arc::new(origin);
        guarded(|| input.decode(RawRecord { origin: &origin, ..record }))
    }
}

/// The pipeline's input with other paths.
fn input_of(
    file: &Located<String>,
    info: &StepInfo,
    options: &Table,
) -> Result<Box<dyn Input>, Vec<Fault>> {
    if !info.options().iter().any(|option| option.name == "paths") {
        let message = format!("the input `{}` reads no files", info.name);
        return Err(vec![Fault::new(file.span, message, "a file").help("give `text` or `raw`")]);
    }
    let path = Node { span: file.span, value: Value::String(file.value.clone()) };
    let paths = Node { span: file.span, value: Value::Array(vec![path]) };
    let mut options = options.clone();
    options.insert(Key { span: file.span, name: "paths".to_owned() }, paths);
    let mut faults = Vec::new();
    match info.build(options, file.span, &mut faults) {
        Some(Step::Input(input)) => Ok(input),
        _ => Err(faults),
    }
}
