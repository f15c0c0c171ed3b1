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
    pub(crate) at: Span,
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
    /// A file, and the pipeline's input made to read it.
    File { name: String, input: Box<dyn Input> },
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
                Content::File { input: input_of(&file, input, faults)?, name: file.value }
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
    pub(super) fn documents(&self, input: &dyn Input) -> Vec<Tried> {
        let place = match &self.content {
            Content::Article { .. } | Content::Raw(_) => self.number.to_string(),
            Content::File { name, .. } => name.clone(),
        };
        let read = match &self.content {
            Content::Article { text, headline } => self.article(text, *headline).map(|it| vec![it]),
            Content::Raw(raw) => {
                let origin = Arc::new(Origin::new("test"));
                let record =
                    RawRecord { origin: &origin, part: Part::Whole, bytes: raw.as_bytes() };
                self.decode(record, input).map(|it| vec![it])
            }
            Content::File { input, .. } => self.records(input.as_ref()),
        };
        match read {
            Ok(documents) => {
                documents.into_iter().map(|it| Tried::new(place.clone(), it)).collect()
            }
            Err(error) => vec![Tried::unread(place, "input", &error)],
        }
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
    input: &TestInput<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Box<dyn Input>> {
    let name = input.info.name;
    if !input.info.options().iter().any(|option| option.name == "paths") {
        let message = format!("the input `{name}` reads no files");
        faults.push(Fault::new(file.span, message, "a file").help("give `text`"));
        return None;
    }
    let path = Node { span: file.span, value: Value::String(file.value.clone()) };
    let paths = Node { span: file.span, value: Value::Array(vec![path]) };
    let mut options = input.options.clone();
    options.insert(Key { span: file.span, name: "paths".to_owned() }, paths);
    match input.info.build(options, input.at, faults)? {
        Step::Input(input) => Some(input),
        _ => None,
    }
}
