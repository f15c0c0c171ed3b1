//! What each stage of a plan makes of some documents.

use std::collections::{BTreeMap, BTreeSet};

use newsprint::Plan;
use newsprint::core::Note;
use newsprint::core::interchange::RejectKind;
use newsprint::pipeline::{Left, RunError, Tried};
use serde::Serialize;

use crate::view::{Change, ChangeKind, Line, changes, lines};

/// A document's way through the stages.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct History {
    /// Where it was read.
    pub(crate) place: String,
    /// Its text, for the places of notes.
    #[serde(skip)]
    pub(crate) text: String,
    /// What was said of it when it was read: where its facts are from, what its bytes lack.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) read: Vec<String>,
    pub(crate) stages: Vec<Passed>,
    /// The articles that stages name by their ids, and what each is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) articles: BTreeMap<String, String>,
}

/// What a stage made of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Passed {
    pub(crate) stage: String,
    /// What it says of its decisions.
    pub(crate) notes: Vec<Note>,
    pub(crate) changes: Vec<Change>,
    /// What left here, and why.
    pub(crate) left: Vec<Gone>,
}

/// Something that left the run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Gone {
    /// `quarantined` or `dropped`.
    pub(crate) kind: RejectKind,
    pub(crate) message: String,
    /// The code of the rule, of what was dropped.
    pub(crate) code: Option<String>,
    /// The article that left alone; `None` when the whole document did.
    pub(crate) article: Option<String>,
}

impl Gone {
    fn new(left: &Left, article: Option<String>) -> Self {
        let code = left.reason.as_ref().map(|reason| reason.code.to_string());
        Self { kind: left.kind, message: left.message.clone(), code, article }
    }
}

/// Leads `documents` through the stages of `plan` and watches those with the numbers `watched`;
/// the stages tell of their decisions on the one that is `asked` about.
pub(crate) fn follow(
    plan: &Plan,
    documents: Vec<Tried>,
    watched: &[usize],
    asked: Option<usize>,
) -> Result<Vec<History>, RunError> {
    let mut histories: Vec<History> =
        watched.iter().filter_map(|at| documents.get(*at)).map(begun).collect();
    let mut before: Vec<State> = watched.iter().map(|at| State::of(&documents[*at])).collect();
    let mut trial = plan.trial(documents);
    while let Some(stage) = trial.step(asked)? {
        for ((at, history), before) in watched.iter().zip(&mut histories).zip(&mut before) {
            if before.has_left {
                continue;
            }
            let tried = &trial.documents()[*at];
            let after = State::of(tried);
            let notes = if asked == Some(*at) { stage.notes.clone() } else { Vec::new() };
            let mut left: Vec<Gone> = tried.dropped[before.dropped..]
                .iter()
                .map(|(alone, left)| Gone::new(left, alone.articles.first().map(name)))
                .collect();
            left.extend(tried.left.as_ref().map(|left| Gone::new(left, None)));
            let changes =
                if after.has_left { Vec::new() } else { changes(&before.lines, &after.lines) };
            history.stages.push(Passed { stage: stage.name.clone(), notes, changes, left });
            *before = after;
        }
    }
    for history in &mut histories {
        history.articles = history.named(trial.documents());
    }
    Ok(histories)
}

impl History {
    /// The articles of `documents` that are named in what stages say.
    fn named(&self, documents: &[Tried]) -> BTreeMap<String, String> {
        let notes = self.stages.iter().flat_map(|it| &it.notes).map(|note| &note.message);
        let left = self.stages.iter().flat_map(|it| &it.left).map(|gone| &gone.message);
        let words = notes.chain(left).flat_map(|said| said.split(|c: char| !c.is_alphanumeric()));
        let ids: BTreeSet<&str> = words.filter(|word| word.len() == 16).collect();
        let mut named = BTreeMap::new();
        for tried in documents {
            let alone = tried.dropped.iter().map(|(document, _)| document);
            for article in tried.document.iter().chain(alone).flat_map(|it| &it.articles) {
                let id = article.id.to_string();
                if ids.contains(id.as_str()) {
                    let headline = article.headline.as_ref().map(|it| format!(", {it}"));
                    named.insert(id, format!("{}{}", tried.place, headline.unwrap_or_default()));
                }
            }
        }
        named
    }
}

/// What is compared of a document between two stages.
struct State {
    lines: Vec<Line>,
    dropped: usize,
    has_left: bool,
}

impl State {
    fn of(tried: &Tried) -> Self {
        let lines = tried.here().map(lines).unwrap_or_default();
        Self { lines, dropped: tried.dropped.len(), has_left: tried.left.is_some() }
    }
}

/// The history of a document that no stage has seen.
fn begun(tried: &Tried) -> History {
    let document = tried.document.as_ref();
    let text = document.map(|it| it.source().text().to_owned());
    let told = document.into_iter().flat_map(|it| &it.diagnostics);
    let left = tried.left.iter().map(|left| Gone::new(left, None)).collect::<Vec<_>>();
    let refused = tried.left.as_ref().map(|it| it.stage.clone()).map(|stage| Passed {
        stage,
        notes: Vec::new(),
        changes: Vec::new(),
        left,
    });
    History {
        place: tried.place.clone(),
        text: text.unwrap_or_default(),
        read: told.map(|it| format!("{}: {}", it.code, it.message)).collect(),
        stages: refused.into_iter().collect(),
        articles: BTreeMap::new(),
    }
}

/// What people call an article: its headline, else its id.
pub(crate) fn name(article: &newsprint::Article) -> String {
    match &article.headline {
        Some(headline) => headline.to_string(),
        None => article.id.to_string(),
    }
}

impl Passed {
    /// What the stage did, in a few words.
    pub(crate) fn summary(&self) -> String {
        let count = |kind| self.changes.iter().filter(|it| it.kind == kind).count();
        let kinds = [
            (ChangeKind::Labelled, "labelled"),
            (ChangeKind::Joined, "joined"),
            (ChangeKind::Cut, "cut"),
            (ChangeKind::New, "new"),
            (ChangeKind::Gone, "gone"),
        ];
        let mut words: Vec<String> = kinds
            .into_iter()
            .filter(|(kind, _)| count(*kind) > 0)
            .map(|(kind, word)| format!("{} {word}", count(kind)))
            .collect();
        for (kind, word) in [(RejectKind::Dropped, "dropped"), (RejectKind::Quarantined, "failed")]
        {
            let left = self.left.iter().filter(|it| it.kind == kind).count();
            if left > 0 {
                words.push(format!("{left} {word}"));
            }
        }
        if words.is_empty() { "nothing changed".to_owned() } else { words.join(", ") }
    }
}
