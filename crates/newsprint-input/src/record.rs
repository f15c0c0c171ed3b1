//! From one JSON object to a document.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr_iter;
use newsprint_core::{
    Article, ArticleId, Block, BlockKind, Document, MappedText, RawRecord, Source, Span, StepError,
};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::jsonl::Fields;

/// The document of one record, whose text is `text`.
pub(crate) fn decode(
    text: &str,
    fields: &Fields,
    record: RawRecord<'_>,
) -> Result<Document, StepError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let found =
        RecordOf(fields).deserialize(&mut json).and_then(|found| json.end().map(|()| found));
    let found = found.map_err(|error| bad_json(&error))?;

    let Some(body) = found.text.string(&fields.text)? else {
        let help = "name the key of the text: `fields = { text = \"…\" }`";
        return Err(StepError::new(format!("`{}` is missing or null", fields.text)).help(help));
    };
    let title = found.title.string(&fields.title)?.filter(|title| !title.trim().is_empty());
    let mut facts = record.origin.facts.clone();
    facts.date = found.date.string(&fields.date)?.map(Cow::into_owned).or(facts.date);
    facts.place = found.place.string(&fields.place)?.map(Cow::into_owned).or(facts.place);
    let id = found.id.map_or(Ok(None), |id| id_of(id, &fields.id))?;

    let headline = Span::new(0, title.as_ref().map_or(0, |title| title.len()));
    let text = match title {
        Some(title) => [&title, "\n", &body].concat(),
        None => body.into_owned(),
    };
    let source = Source::new(record.origin.file.as_str(), text)
        .map_err(|error| StepError::new(error.to_string()))?
        .with_record(id)
        .with_part(record.part)
        .with_facts(facts);
    let article = article(&source, headline);
    let mut document = Document::new(source);
    document.articles.extend(article);
    Ok(document)
}

/// The article that is the whole of `source`; `None` when that is blank.
fn article(source: &Source, headline: Span) -> Option<Article> {
    let text = source.text();
    let headline = trimmed(text, headline);
    let body = headline.map_or(0, Span::end);
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = body;
    let lines = ends.filter(|end| *end >= body).filter_map(|end| {
        let line = trimmed(text, Span::new(start, end));
        start = end + 1;
        line
    });
    let lines: Vec<Span> = lines.collect();
    let first = headline.or(lines.first().copied())?;
    let mut article = Article::new(ArticleId::new(source, first));
    article.headline = headline.map(|span| MappedText::verbatim(text, span));
    let paragraph =
        |span| Block { kind: BlockKind::Paragraph, text: MappedText::verbatim(text, span) };
    article.blocks = lines.into_iter().map(paragraph).collect();
    Some(article)
}

/// `span` without the white space at its ends; `None` when nothing is left.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let part = span.of(text)?;
    let rest = part.trim_start();
    let start = span.end() - rest.len();
    let trimmed = Span::new(start, start + rest.trim_end().len());
    (!trimmed.is_empty()).then_some(trimmed)
}

/// What is wrong with a line; columns count bytes from 1.
pub(crate) fn bad_json(error: &serde_json::Error) -> StepError {
    let message = error.to_string();
    // A record is one line: of `at line 1 column 7` only the column says something.
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    // What is wrong with the whole value has no column.
    let column = error.column().max(1);
    StepError::new(format!("broken record at column {column}: {what}"))
        .help("a record is a JSON object that stands on one line")
}

/// The record's own id, a number as it is printed.
fn id_of(id: &RawValue, key: &str) -> Result<Option<String>, StepError> {
    let printed = id.get();
    match printed.bytes().next() {
        Some(b'"') => match serde_json::from_str::<String>(printed) {
            Ok(id) => Ok((!id.is_empty()).then_some(id)),
            Err(error) => Err(bad_json(&error)),
        },
        Some(b'-' | b'0'..=b'9') => Ok(Some(printed.to_owned())),
        Some(b'n') => Ok(None),
        _ => Err(StepError::new(format!("`{key}` is neither a string nor a number"))),
    }
}

/// What a record holds under the keys that are read.
#[derive(Default)]
struct Record<'a> {
    id: Option<&'a RawValue>,
    title: Value<'a>,
    date: Value<'a>,
    place: Value<'a>,
    text: Value<'a>,
}

/// A value of which only strings are wanted.
#[derive(Default)]
enum Value<'a> {
    /// Missing or null.
    #[default]
    None,
    String(Cow<'a, str>),
    /// What it is instead.
    Other(&'static str),
}

impl<'a> Value<'a> {
    fn string(self, key: &str) -> Result<Option<Cow<'a, str>>, StepError> {
        match self {
            Self::None => Ok(None),
            Self::String(text) => Ok(Some(text)),
            Self::Other(kind) => Err(StepError::new(format!("`{key}` is {kind}, not a string"))
                .help("rename keys that mean something else: `fields = { … }`")),
        }
    }
}

/// Reads a record by the keys given.
struct RecordOf<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for RecordOf<'_> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordOf<'_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        let mut seen = [false; 5];
        while let Some(role) = map.next_key_seed(RoleOf(self.0))? {
            if let Some(role) = role
                && std::mem::replace(&mut seen[role as usize], true)
            {
                return Err(A::Error::custom(format_args!("`{}` stands twice", self.0.key(role))));
            }
            match role {
                Some(Role::Id) => record.id = Some(map.next_value()?),
                Some(Role::Title) => record.title = map.next_value()?,
                Some(Role::Date) => record.date = map.next_value()?,
                Some(Role::Place) => record.place = map.next_value()?,
                Some(Role::Text) => record.text = map.next_value()?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// What a key means.
#[derive(Clone, Copy)]
enum Role {
    Id,
    Title,
    Date,
    Place,
    Text,
}

impl Fields {
    fn key(&self, role: Role) -> &str {
        match role {
            Role::Id => &self.id,
            Role::Title => &self.title,
            Role::Date => &self.date,
            Role::Place => &self.place,
            Role::Text => &self.text,
        }
    }
}

struct RoleOf<'f>(&'f Fields);

impl<'de> DeserializeSeed<'de> for RoleOf<'_> {
    type Value = Option<Role>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Role>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for RoleOf<'_> {
    type Value = Option<Role>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<Role>, E> {
        let roles = [Role::Text, Role::Id, Role::Title, Role::Date, Role::Place];
        Ok(roles.into_iter().find(|role| self.0.key(*role) == key))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value<'de>, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an object"))
    }
}
