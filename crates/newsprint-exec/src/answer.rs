//! What a child answers, and what becomes of the document by it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use newsprint_core::{Article, Diagnostic, Document, DropReason, Outcome, StepError};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The version of the protocol.
pub(crate) const PROTOCOL: &str = "exec/1";

/// The answer to the greeting.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Greeting<'a> {
    #[serde(rename = "n")]
    _n: u64,
    #[serde(borrow)]
    newsprint: Cow<'a, str>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
}

/// The answer to a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    #[serde(rename = "n")]
    _n: u64,
    error: Option<String>,
    drop: Option<Reason>,
    /// One for each article, or none at all.
    #[serde(default)]
    articles: Vec<Option<Change>>,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
}

/// What becomes of an article.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    drop: Option<Reason>,
    #[serde(default)]
    extensions: BTreeMap<String, Option<Box<RawValue>>>,
    #[serde(default)]
    diagnostics: Vec<Diagnostic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    code: String,
    value: String,
}

impl From<Reason> for DropReason {
    fn from(reason: Reason) -> Self {
        Self::new(reason.code, reason.value)
    }
}

/// The name and version of a child that speaks this protocol.
pub(crate) fn read_greeting(answer: &str) -> Result<String, String> {
    let greeting: Greeting<'_> = serde_json::from_str(answer)
        .map_err(|error| format!("does not answer the greeting as it should: {error}"))?;
    if greeting.newsprint != PROTOCOL {
        return Err(format!("speaks `{}`, and this version `{PROTOCOL}`", greeting.newsprint));
    }
    Ok([greeting.name, greeting.version].join(" ").trim().to_owned())
}

/// Does to the document what the answer says; `writes` are the attachments that it may touch.
pub(crate) fn apply(
    answer: &str,
    writes: &[String],
    document: &mut Document,
) -> Result<Outcome, StepError> {
    let answer: Answer = serde_json::from_str(answer).map_err(|error| {
        // The column depends on the number, which depends on how many came before.
        let error = error.to_string();
        let error = error.split(" at line ").next().unwrap_or_default();
        bad(format!("gave an answer that is not what it should be: {error}"))
    })?;
    if let Some(error) = answer.error {
        return Err(StepError::new(error).code("child-error"));
    }
    let (given, articles) = (answer.articles.len(), document.articles.len());
    if given != 0 && given != articles {
        return Err(bad(format!("answered {given} articles of {articles}")));
    }
    let mut changes = answer.articles.into_iter();
    let mut failed = None;
    document.drop_articles(|article| {
        let change = changes.next().flatten()?;
        change.apply(writes, article).unwrap_or_else(|error| {
            failed.get_or_insert(error);
            None
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    add(answer.diagnostics, &mut document.diagnostics);
    Ok(answer.drop.map_or(Outcome::Keep, |reason| Outcome::Drop(reason.into())))
}

impl Change {
    /// Changes an article; gives the reason when it is to be dropped.
    fn apply(
        self,
        writes: &[String],
        article: &mut Article,
    ) -> Result<Option<DropReason>, StepError> {
        for (key, json) in self.extensions {
            if !writes.contains(&key) {
                let message = format!("answered `{key}`, which it does not say it writes");
                let help = format!("add \"extensions.{key}\" to `writes`");
                return Err(bad(message).help(help));
            }
            match json {
                Some(json) => article.extensions.set_raw(key, json),
                None => {
                    article.extensions.remove_raw(&key);
                }
            }
        }
        add(self.diagnostics, &mut article.diagnostics);
        Ok(self.drop.map(Into::into))
    }
}

/// An answer that cannot be used.
fn bad(message: String) -> StepError {
    StepError::new(message).code("bad-answer")
}

/// Adds what is not known yet: a document that comes again is told the same again.
fn add(diagnostics: Vec<Diagnostic>, known: &mut Vec<Diagnostic>) {
    for diagnostic in diagnostics {
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    }
}
