//! The option `only` of every output: articles with certain labels.

use std::borrow::Cow;

use newsprint_core::config::{Fault, Located, OptionValue, Table};
use newsprint_core::{Document, DropReason, Flow, FlowItem, Labels, StepError};

use crate::flow::labels;

/// Its name in pipeline files.
const NAME: &str = "only";

/// Labels, of which an article must have one.
#[derive(Clone, Debug)]
pub(crate) struct Only(Vec<String>);

impl Only {
    /// Takes the option out of an output's table; adds to what the output reads.
    pub(crate) fn take(
        table: &mut Table,
        flow: &mut Flow,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let (_, node) = table.take(NAME)?;
        let named = Vec::<Located<String>>::decode(&node, faults)?;
        if named.is_empty() {
            let message = "`only` names no label: the output would stay empty";
            let fault = Fault::new(node.span, message, "empty");
            faults.push(fault.help("name a label that `route` gives, or leave `only` out"));
        }
        flow.needs.push((labels(), node.span));
        let items = named.iter().map(|it| (FlowItem::Label(it.value.clone()), it.span));
        flow.needs.extend(items);
        Some(Self(named.into_iter().map(|it| it.value).collect()))
    }

    /// The document with the articles that have one of the labels; `None` when it has articles and
    /// none of them does.
    pub(crate) fn part<'a>(
        &self,
        document: &'a Document,
    ) -> Result<Option<Cow<'a, Document>>, StepError> {
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
