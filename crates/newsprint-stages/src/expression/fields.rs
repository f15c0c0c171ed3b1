//! The names that expressions know, and their values.

use minijinja::Value;
use newsprint_core::{
    Article, ArticleId, Attachment as _, Document, FlowItem, Labels, MappedText, Source, StepError,
};

use super::kind::{Kind, Type};
use crate::identify_language::Language;
use crate::text::{body, characters};

/// What an expression is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// An article and the source that it is from.
    Article(&'a Source, &'a Article),
    /// A document whole.
    Document(&'a Document),
}

/// What an expression can be about, as the names that it knows besides those of the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope(&'static [(&'static str, Type)]);

impl Scope {
    /// Expressions about articles.
    pub(crate) const ARTICLE: Self = Self(&[
        ("id", Type::present(Kind::Text)),
        ("kicker", Type::absent(Kind::Text)),
        ("headline", Type::absent(Kind::Text)),
        ("section", Type::absent(Kind::Text)),
        ("text", Type::present(Kind::Text)),
        ("length", Type::present(Kind::Number)),
        ("blocks", Type::present(Kind::Number)),
        ("figures", Type::present(Kind::Number)),
        ("metrics", Type::present(Kind::Number)),
        ("bylines", Type::present(Kind::Texts)),
        ("credits", Type::present(Kind::Texts)),
        ("diagnostics", Type::present(Kind::Texts)),
        ("labels", Type::present(Kind::Texts)),
        ("language", Type::absent(Kind::Text)),
        ("group", Type::present(Kind::Map(GROUP))),
        ("ext", Type::present(Kind::Extensions)),
    ]);

    /// Expressions about documents.
    pub(crate) const DOCUMENT: Self = Self(&[
        ("articles", Type::present(Kind::Number)),
        ("text", Type::present(Kind::Text)),
        ("length", Type::present(Kind::Number)),
        ("metrics", Type::present(Kind::Number)),
        ("diagnostics", Type::present(Kind::Texts)),
    ]);

    /// The type of what `name` stands for.
    pub(crate) fn get(self, name: &str) -> Option<(&'static str, Type)> {
        self.0.iter().chain(SOURCE).find(|(known, _)| *known == name).copied()
    }

    /// Every name.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().chain(SOURCE).map(|(name, _)| *name)
    }
}

/// What every expression knows of the source.
const SOURCE: &[(&str, Type)] = &[
    ("source", Type::present(Kind::Text)),
    ("record", Type::absent(Kind::Text)),
    ("paper", Type::absent(Kind::Text)),
    ("date", Type::absent(Kind::Text)),
    ("page", Type::absent(Kind::Text)),
    ("url", Type::absent(Kind::Text)),
    ("place", Type::absent(Kind::Text)),
];

const GROUP: &[(&str, Type)] = &[
    ("id", Type::absent(Kind::Text)),
    ("kind", Type::absent(Kind::Text)),
    ("leader", Type::absent(Kind::Text)),
    ("similarity", Type::present(Kind::Number)),
    ("is_leader", Type::present(Kind::Bool)),
];

/// What `name` stands for, where stages write it and not the input.
pub(super) fn written(name: &str) -> Option<FlowItem> {
    match name {
        "metrics" => Some(FlowItem::Metrics),
        "group" => Some(FlowItem::Group),
        "labels" => Some(FlowItem::Attachment(Labels::KEY.to_owned())),
        "language" => Some(FlowItem::Attachment(Language::KEY.to_owned())),
        _ => None,
    }
}

impl Subject<'_> {
    /// The value of `name`; of extensions only those under `keys`.
    pub(crate) fn value(self, name: &str, keys: &[String]) -> Result<Value, StepError> {
        let source = match self {
            Self::Article(source, _) => source,
            Self::Document(document) => document.source(),
        };
        let facts = source.facts();
        Ok(match (name, self) {
            ("source", _) => Value::from(source.name()),
            ("record", _) => text(source.record()),
            ("paper", _) => text(facts.paper.as_deref()),
            ("date", _) => text(facts.date.as_deref()),
            ("page", _) => text(facts.page.as_deref()),
            ("url", _) => text(facts.url.as_deref()),
            ("place", _) => text(facts.place.as_deref()),
            ("ext", Self::Article(_, article)) => extensions(article, keys)?,
            (_, Self::Article(_, article)) => of_article(name, article)?,
            (_, Self::Document(document)) => of_document(name, document),
        })
    }
}

fn text(text: Option<&str>) -> Value {
    Value::from(text.unwrap_or_default())
}

fn of_article(name: &str, article: &Article) -> Result<Value, StepError> {
    let part =
        |part: &Option<MappedText>| text(part.as_ref().map(newsprint_core::MappedText::as_str));
    Ok(match name {
        "id" => Value::from(article.id.to_string()),
        "kicker" => part(&article.kicker),
        "headline" => part(&article.headline),
        "section" => part(&article.section),
        "text" => Value::from(body(article)),
        "length" => Value::from(length(article)),
        "blocks" => Value::from(article.blocks.len()),
        "figures" => Value::from(article.figures.len()),
        "metrics" => Value::from(article.metrics.len()),
        "bylines" => article.bylines.iter().map(|it| it.text.as_str()).collect(),
        "credits" => article.credits.iter().map(newsprint_core::MappedText::as_str).collect(),
        "diagnostics" => article.diagnostics.iter().map(|it| &*it.code).collect(),
        "labels" => {
            let labels = article.extensions.get::<Labels>()?;
            labels.iter().flat_map(|it| &it.0).map(String::as_str).collect()
        }
        "language" => {
            let language = article.extensions.get::<Language>()?;
            text(language.as_ref().map(|it| it.code.as_str()))
        }
        "group" => group(article),
        _ => Value::UNDEFINED,
    })
}

fn of_document(name: &str, document: &Document) -> Value {
    match name {
        "articles" => Value::from(document.articles.len()),
        "text" if document.source().is_detached() => {
            let bodies: Vec<String> = document.articles.iter().map(body).collect();
            Value::from(bodies.join("\n"))
        }
        "text" => Value::from(document.source().text()),
        "length" => Value::from(document.articles.iter().map(length).sum::<usize>()),
        "metrics" => {
            Value::from(document.articles.iter().map(|it| it.metrics.len()).sum::<usize>())
        }
        "diagnostics" => {
            let own = document.diagnostics.iter();
            let all = own.chain(document.articles.iter().flat_map(|it| &it.diagnostics));
            all.map(|it| &*it.code).collect()
        }
        _ => Value::UNDEFINED,
    }
}

/// Characters of the body, white space aside.
fn length(article: &Article) -> usize {
    article.blocks.iter().map(|block| characters(block.text.as_str())).sum()
}

fn group(article: &Article) -> Value {
    let group = article.group.as_ref();
    let id = |id: Option<ArticleId>| Value::from(id.map(|it| it.to_string()).unwrap_or_default());
    let is_leader = group.is_none_or(|group| group.leader == article.id);
    Value::from_pairs([
        ("id", id(group.map(|group| group.id))),
        ("kind", text(group.map(|group| group.kind.word()))),
        ("leader", id(group.map(|group| group.leader))),
        ("similarity", Value::from(group.map_or(0.0, |group| group.similarity))),
        ("is_leader", Value::from(is_leader)),
    ])
}

/// The attachments under `keys`; none where there is no such attachment.
fn extensions(article: &Article, keys: &[String]) -> Result<Value, StepError> {
    let value = |key: &String| -> Result<(String, Value), StepError> {
        let raw = article.extensions.iter().find(|(known, _)| known == key);
        let value = match raw {
            Some((_, raw)) => {
                let json: serde_json::Value = serde_json::from_str(raw)?;
                Value::from(minijinja::value::Serde(&json))
            }
            None => Value::from(()),
        };
        Ok((key.clone(), value))
    };
    keys.iter().map(value).collect::<Result<Vec<_>, _>>().map(Value::from_pairs)
}
