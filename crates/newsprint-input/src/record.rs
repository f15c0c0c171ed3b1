//! From one JSON object to a document.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use newsprint_core::config::nearest;
use newsprint_core::{Article, Diagnostic, Document, RawRecord, Source, Span, StepError};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::day::{self, Written};
use crate::fields::{Entry, Keys, ROLES, Role, Shape, Slot};
use crate::paragraphs::{Paragraphs, Piece};

/// Keys that a message names at most.
const KEYS: usize = 20;

/// The document of one record, whose text is `text`.
pub(crate) fn decode(
    text: &str,
    shape: &Shape,
    record: RawRecord<'_>,
) -> Result<Document, StepError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut found = Found::default();
    let read = Inside { keys: &shape.keys, found: &mut found }.deserialize(&mut json);
    read.and_then(|()| json.end()).map_err(|error| bad_json(&error))?;

    let mut string = |role| found.string(role, shape);
    let Some(body) = string(Role::Text)? else {
        return Err(missing_text(text, shape));
    };
    let title = string(Role::Title)?.filter(|title| !title.trim().is_empty());
    let mut facts = record.origin.facts.clone();
    let of_record = [
        (&mut facts.date, Role::Date),
        (&mut facts.place, Role::Place),
        (&mut facts.url, Role::Url),
        (&mut facts.paper, Role::Paper),
        (&mut facts.page, Role::Page),
    ];
    let mut unread = None;
    for (fact, role) in of_record {
        // What the path or a sidecar says comes first.
        let mut stated = string(role)?.map(Cow::into_owned);
        if role == Role::Date
            && let Some(written) = &mut stated
        {
            match day::read(written) {
                Written::Day(day) => *written = day,
                Written::NoDay | Written::Other if fact.is_none() => {
                    let message = format!("`{written}` is no date that is understood");
                    unread = Some(Diagnostic::warning("unread-date", message));
                }
                Written::NoDay | Written::Other => {}
            }
        }
        *fact = fact.take().or(stated);
    }
    let id = string(Role::Id)?.filter(|id| !id.is_empty()).map(Cow::into_owned);

    let headline = Span::new(0, title.as_ref().map_or(0, |title| title.len()));
    let text = match title {
        Some(title) => [&title, "\n", &body].concat(),
        None => body.into_owned(),
    };
    let source = Source::new(record.origin.file.as_str(), text)
        .map_err(|error| StepError::new(error.to_string()).code("too-large"))?
        .with_record(id)
        .with_part(record.part)
        .with_facts(facts);
    let article = Article::whole(&source, headline);
    let mut document = Document::new(source);
    document.diagnostics.clone_from(&record.origin.diagnostics);
    document.diagnostics.extend(unread);
    document.articles.extend(article);
    Ok(document)
}

/// Says which keys of the record `json` hold texts and mean nothing else, where none is under that of
/// the text.
fn missing_text(json: &str, shape: &Shape) -> StepError {
    let name = shape.name(Role::Text);
    let is_free = |key: &str| shape.keys.get(key).is_none_or(|entry| entry.slot.is_none());
    let record: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
    let of_text =
        record.iter().filter(|(key, value)| is_free(key) && value.get().starts_with(['"', '[']));
    let keys: Vec<&str> = of_text.map(|(key, _)| key.as_str()).take(KEYS).collect();
    let near = nearest(name, keys.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `fields = {{ text = \"{near}\" }}`?"),
        None => "name the key of the text: `fields = { text = \"…\" }`;".to_owned(),
    };
    let help = match keys[..] {
        [] => help.trim_end_matches(';').to_owned(),
        _ => format!("{help} the keys with texts are `{}`", keys.join("`, `")),
    };
    StepError::new(format!("`{name}` is missing or null"))
        .code("missing-text")
        .value(name)
        .help(help)
}

/// What is wrong with a line; columns count bytes from 1.
pub(crate) fn bad_json(error: &serde_json::Error) -> StepError {
    let message = error.to_string();
    // A record is one line: of `at line 1 column 7` only the column says something.
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    // What is wrong with the whole value has no column.
    let column = error.column().max(1);
    StepError::new(format!("broken record at column {column}: {what}"))
        .code("bad-json")
        .value(format!("column {column}"))
        .help("a record is a JSON object that stands on one line")
}

/// What a record holds under the keys that are read.
#[derive(Default)]
struct Found<'a> {
    values: [Option<(Slot, Value<'a>)>; ROLES],
    /// The slots that were met, a bit each by role and rank.
    met: [u16; ROLES],
}

impl<'a> Found<'a> {
    /// Takes the string that was found for `role`; a number as it is printed, for those parts that
    /// may be one.
    fn string(&mut self, role: Role, shape: &Shape) -> Result<Option<Cow<'a, str>>, StepError> {
        let other = match self.values[role as usize].take() {
            None | Some((_, Value::Null)) => return Ok(None),
            Some((_, Value::String(text))) => return Ok(Some(text)),
            Some((_, Value::Other(other))) => other,
        };
        let message = format!("`{}` is {other}", shape.name(role));
        Err(match role {
            Role::Id | Role::Page => StepError::new(format!("{message}, no string or number"))
                .code("wrong-type")
                .value(other),
            _ => StepError::new(format!("{message}, not a string"))
                .code("wrong-type")
                .value(other)
                .help("rename keys that mean something else: `fields = { … }`"),
        })
    }

    /// Keeps `value` unless a likelier key has given one. What stands under a guessed key is kept
    /// only when it can be what is looked for.
    fn add(&mut self, slot: Slot, value: Value<'a>) {
        let kept = &mut self.values[slot.role as usize];
        let is_likelier = kept.as_ref().is_none_or(|(of, _)| slot.rank < of.rank);
        let is_something = match value {
            Value::Null => false,
            Value::String(_) => true,
            Value::Other(_) => slot.is_sure,
        };
        if is_likelier && is_something {
            *kept = Some((slot, value));
        }
    }

    /// Whether `slot` is met for the first time.
    fn meet(&mut self, slot: Slot) -> bool {
        let met = &mut self.met[slot.role as usize];
        let bit = 1 << slot.rank;
        let is_first = *met & bit == 0;
        *met |= bit;
        is_first
    }
}

/// Reads an object by the keys that are looked for in it.
struct Inside<'f, 'k, 'a> {
    keys: &'k Keys,
    found: &'f mut Found<'a>,
}

impl<'de> DeserializeSeed<'de> for Inside<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Inside<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(entry) = map.next_key_seed(KeyOf(self.keys))? {
            let Some(entry) = entry else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if let Some(slot) = entry.slot
                && !self.found.meet(slot)
            {
                return Err(A::Error::custom(format_args!("`{}` stands twice", entry.key)));
            }
            let value = map.next_value_seed(ValueOf { entry, found: self.found })?;
            if let Some(slot) = entry.slot {
                self.found.add(slot, value);
            }
        }
        Ok(())
    }
}

/// Reads a key; gives what is looked for under it.
struct KeyOf<'k>(&'k Keys);

impl<'de, 'k> DeserializeSeed<'de> for KeyOf<'k> {
    type Value = Option<&'k Entry>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'k> Visitor<'_> for KeyOf<'k> {
    type Value = Option<&'k Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.get(key))
    }
}

/// A value of which only strings are wanted.
enum Value<'a> {
    Null,
    String(Cow<'a, str>),
    /// What it is instead.
    Other(&'static str),
}

/// Reads a value, and looks inside it where that is asked for.
struct ValueOf<'f, 'k, 'a> {
    entry: &'k Entry,
    found: &'f mut Found<'a>,
}

impl<'de> DeserializeSeed<'de> for ValueOf<'_, '_, 'de> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        match self.entry.slot.map(|slot| slot.role) {
            // A number is taken as it is printed, with all its digits.
            Some(Role::Id | Role::Page) if self.entry.inside.is_empty() => {
                printed(<&RawValue>::deserialize(deserializer)?.get())
            }
            // A number can be the time of publication; a guessed key may hold any other.
            Some(Role::Date) if self.entry.inside.is_empty() => {
                let json = <&RawValue>::deserialize(deserializer)?.get();
                if !json.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
                    return printed(json);
                }
                let is_date = matches!(day::read(json), Written::Day(_));
                let number = Value::String(Cow::Borrowed(json));
                Ok(if is_date { number } else { Value::Other("a number") })
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

/// A string, or a number as it is printed.
fn printed<E: serde::de::Error>(json: &str) -> Result<Value<'_>, E> {
    Ok(match json.as_bytes().first() {
        Some(b'"') => {
            let text = serde_json::from_str::<String>(json);
            Value::String(Cow::Owned(text.map_err(E::custom)?))
        }
        Some(b'-' | b'0'..=b'9') => Value::String(Cow::Borrowed(json)),
        Some(b'n') => Value::Null,
        Some(b'[') => Value::Other("an array"),
        Some(b'{') => Value::Other("an object"),
        _ => Value::Other("a boolean"),
    })
}

impl<'de> Visitor<'de> for ValueOf<'_, '_, 'de> {
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
        Ok(Value::Null)
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
        if self.entry.slot.is_some_and(|slot| slot.role == Role::Text) {
            let mut paragraphs = Paragraphs::default();
            while items
                .next_element_seed(Piece { of: &mut paragraphs, is_sentence: false })?
                .is_some()
            {}
            if !paragraphs.has_other {
                return Ok(Value::String(Cow::Owned(paragraphs.text)));
            }
        } else {
            while items.next_element::<IgnoredAny>()?.is_some() {}
        }
        Ok(Value::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value<'de>, A::Error> {
        Inside { keys: &self.entry.inside, found: self.found }.visit_map(map)?;
        Ok(Value::Other("an object"))
    }
}
