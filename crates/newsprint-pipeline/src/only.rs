//! The option `only` of every output: articles with certain labels.

use std::borrow::Cow;

use newsprint_core::config::{Fault, OptionValue, Table};
use newsprint_core::{Document, DropReason, Labels, RunSummary, Sink, SinkWriter, Span, StepError};

/// Its name in pipeline files.
const NAME: &str = "only";

/// Labels, of which an article must have one.
#[derive(Clone, Debug)]
pub(crate) struct Only(Vec<String>);

impl Only {
    /// Takes the option out of an output's table; gives its place too.
    pub(crate) fn take(table: &mut Table, faults: &mut Vec<Fault>) -> Option<(Self, Span)> {
        let (_, node) = table.take(NAME)?;
        let labels = Vec::<String>::decode(&node, faults)?;
        if labels.is_empty() {
            let message = "`only` names no label: the output would stay empty";
            let fault = Fault::new(node.span, message, "empty");
            faults.push(fault.help("name a label that `route` gives, or leave `only` out"));
        }
        Some((Self(labels), node.span))
    }

    /// The output that takes these articles alone.
    pub(crate) fn wrap(self, sink: Box<dyn Sink>) -> Box<dyn Sink> {
        Box::new(OnlySink { only: self, sink })
    }

    /// The document with the articles that have one of the labels; `None` when it has articles and
    /// none of them does.
    fn part<'a>(&self, document: &'a Document) -> Result<Option<Cow<'a, Document>>, StepError> {
        let has_label = |labels: &Labels| labels.0.iter().any(|label| self.0.contains(label));
        let has_labels = document.articles.iter().map(|article| {
            let labels = article.extensions.get::<Labels>()?;
            Ok(labels.as_ref().is_some_and(has_label))
        });
        let taken = has_labels.collect::<Result<Vec<bool>, StepError>>()?;
        if taken.iter().all(|taken| *taken) {
            return Ok(Some(Cow::Borrowed(document)));
        }
        if !taken.contains(&true) {
            return Ok(None);
        }
        let mut part = document.clone();
        let mut taken = taken.into_iter();
        part.drop_articles(|_| {
            let is_other = !taken.next().unwrap_or_default();
            is_other.then(|| DropReason::new("other-label", "it goes to another output"))
        });
        Ok(Some(Cow::Owned(part)))
    }
}

struct OnlySink {
    only: Only,
    sink: Box<dyn Sink>,
}

impl Sink for OnlySink {
    fn open(&self) -> Result<Box<dyn SinkWriter>, StepError> {
        Ok(Box::new(OnlyWriter { only: self.only.clone(), writer: self.sink.open()? }))
    }

    fn render(&self, document: &Document, out: &mut Vec<u8>) -> Result<(), StepError> {
        match self.only.part(document)? {
            Some(part) => self.sink.render(&part, out),
            None => Ok(()),
        }
    }
}

struct OnlyWriter {
    only: Only,
    writer: Box<dyn SinkWriter>,
}

impl SinkWriter for OnlyWriter {
    fn write(&mut self, document: &Document, rendered: &[u8]) -> Result<(), StepError> {
        match self.only.part(document)? {
            Some(part) => self.writer.write(&part, rendered),
            None => Ok(()),
        }
    }

    fn finish(&mut self, run: RunSummary<'_>) -> Result<(), StepError> {
        self.writer.finish(run)
    }

    fn notes(&self) -> Vec<String> {
        self.writer.notes()
    }

    fn commit(self: Box<Self>) -> Result<Vec<String>, StepError> {
        self.writer.commit()
    }
}
