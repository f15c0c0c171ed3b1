//! Two documents of a pipeline's input, as they come to its `group-reprints`.

use std::path::Path;

use newsprint::core::Span;
use newsprint::core::config::decode_options;
use newsprint::core::{Article, Document};
use newsprint::dedup::{GroupReprintsOptions, Rules};
use newsprint::pipeline::{RunError, Tried};
use newsprint::{Plan, Registry};

use super::{Fault, Pair};
use crate::args::{DiffArgs, PipelineArgs};
use crate::explain::find;
use crate::show::Show;
use crate::{Exit, commands};

const STAGE: &str = "group-reprints";

/// The two articles that `args` names in the pipeline `file`, and what becomes of them there.
pub(super) fn read(
    args: &DiffArgs,
    file: &Path,
    registry: &Registry,
    show: &Show,
) -> Result<Pair, Exit> {
    let settings = args.settings.clone();
    let pipeline = PipelineArgs { file: file.into(), inputs: Vec::new(), settings };
    let (plan, _) = commands::plan(&pipeline, registry, show)?;
    match pair(&plan, [&args.a, &args.b]) {
        Ok(Ok(pair)) => Ok(pair),
        Ok(Err((message, help))) => {
            show.error(&message, Some(&help));
            Err(Exit::Usage)
        }
        Err(error) => {
            show.error(&error, error.help());
            Err(Exit::Failed)
        }
    }
}

fn pair(plan: &Plan, names: [&str; 2]) -> Result<Result<Pair, Fault>, RunError> {
    let Some(rules) = rules(plan) else {
        let help = "leave out `--pipeline` to compare two files by its default options";
        return Ok(Err((format!("the pipeline has no stage `{STAGE}`"), help.to_owned())));
    };
    let mut trial = plan.trial(plan.read_first(usize::MAX)?);
    // The names of steps are those of the input, the stages and the outputs.
    let before = plan.step_names().into_iter().skip(1).take_while(|name| *name != STAGE).count();
    for _ in 0..before {
        trial.step(None)?;
    }
    let documents = names.map(|name| {
        let documents = trial.documents();
        find(documents, name).and_then(|at| Ok((at, article(&documents[at], name)?)))
    });
    let [(at, a), (other, b)] = match documents {
        [Ok(a), Ok(b)] => [a, b],
        [Err(fault), _] | [_, Err(fault)] => return Ok(Err(fault)),
    };
    trial.step(None)?;
    let documents = trial.documents();
    let group = |at: usize, document: &Document| group(&documents[at], &document.articles[0]);
    let outcome = match (group(at, &a), group(other, &b)) {
        (Some(a), Some(b)) if a == b => format!("in the run both are in group {a}"),
        (Some(a), Some(b)) => format!("in the run they are in groups {a} and {b}"),
        (Some(a), None) => format!("in the run the first is in group {a}, the second alone"),
        (None, Some(b)) => format!("in the run the first is alone, the second in group {b}"),
        (None, None) => "in the run each is alone".to_owned(),
    };
    Ok(Ok(Pair { documents: [a, b], rules, outcome: Some(outcome) }))
}

/// The rules of the pipeline's first `group-reprints`.
fn rules(plan: &Plan) -> Option<Rules> {
    let options = plan.stage_options(STAGE)?.clone();
    // The plan was made of the same options.
    let options = decode_options(options, Span::default(), STAGE, &mut Vec::new());
    options.as_ref().map(GroupReprintsOptions::rules)
}

/// The one article that `name` means of a document, alone in it.
fn article(tried: &Tried, name: &str) -> Result<Document, Fault> {
    let Some(document) = tried.here() else {
        let why = tried.left.as_ref().map(|left| format!(": `{}`: {}", left.stage, left.message));
        let message = format!("`{name}` does not come to `{STAGE}`{}", why.unwrap_or_default());
        return Err((message, format!("`newsprint explain FILE {name}` tells more")));
    };
    let is_named = |article: &&Article| article.id.to_string() == name;
    let named = document.articles.iter().find(is_named);
    match (named, document.articles.as_slice()) {
        (Some(article), _) | (None, [article]) => Ok(document.clone().set_apart(article.clone())),
        (None, several) => {
            let ids: Vec<String> = several.iter().map(|article| article.id.to_string()).collect();
            let message = format!("`{name}` has {} articles", several.len());
            Err((message, format!("name one by its id: {}", ids.join(", "))))
        }
    }
}

/// The group of an article of a document, also when it was dropped.
fn group(tried: &Tried, article: &Article) -> Option<String> {
    let dropped = tried.dropped.iter().map(|(document, _)| document);
    let mut articles = tried.document.iter().chain(dropped).flat_map(|it| &it.articles);
    let found = articles.find(|it| it.id == article.id)?;
    found.group.as_ref().map(|group| group.id.to_string())
}
