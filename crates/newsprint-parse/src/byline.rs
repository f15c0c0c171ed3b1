//! Reads bylines: `某报讯(记者张三 通讯员李四)`, `【某网报道 记者 王五】`, `某社某地6月26日电`.

use std::ops::Range;

use newsprint_core::Person;
use newsprint_zh::is_han;
use newsprint_zh::marks::closing;

use crate::cues::BylineCues;

/// Characters that the head of a byline, up to its bracket, can have.
const LONGEST_HEAD: usize = 28;
/// Characters that the bracket of a byline can have.
const LONGEST_BRACKET: usize = 60;
/// Characters that a line of nothing but people can have.
const LONGEST_LINE: usize = 40;
/// Characters that an attribution can have.
const LONGEST_ATTRIBUTION: usize = 18;

/// What a byline says. Offsets are bytes of the half-width text that it was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Bytes that the byline takes.
    pub(crate) len: usize,
    pub(crate) agency: Option<String>,
    pub(crate) people: Vec<Person>,
    /// Where the place stands.
    pub(crate) place: Option<Range<usize>>,
    /// Where the date stands.
    pub(crate) date: Option<Range<usize>>,
}

/// The byline at the start of `text`, which must be in half-width forms.
pub(crate) fn leading(text: &str, cues: &BylineCues) -> Option<Reading> {
    bracketed(text, cues).or_else(|| dispatched(text, cues)).or_else(|| people_line(text, cues))
}

/// The attribution at the start of `text`, with its comma: `据某某网消息,`.
pub(crate) fn attribution(text: &str, cues: &BylineCues) -> Option<Reading> {
    let rest = text.strip_prefix('据')?;
    let (at, comma) = rest.char_indices().take(LONGEST_ATTRIBUTION).find(|(_, c)| *c == ',')?;
    let said = &rest[..at];
    let outlet =
        cues.attributions.ending(said).map_or(said, |word| &said[..said.len() - word.len()]);
    let named = cues.outlets.ending(outlet).is_some();
    let plain = outlet.chars().all(|c| is_han(c) || c.is_ascii_alphabetic());
    (named && plain && !outlet.is_empty()).then(|| Reading {
        len: '据'.len_utf8() + at + comma.len_utf8(),
        agency: Some(outlet.to_owned()),
        ..Reading::default()
    })
}

/// `【某网报道 记者 王五】`.
fn bracketed(text: &str, cues: &BylineCues) -> Option<Reading> {
    let open = text.chars().next().filter(|c| matches!(c, '【' | '[' | '('))?;
    let inside = inside(text, open)?;
    let head = inside.split(char::is_whitespace).next().unwrap_or_default();
    let head = first_role(head, cues).map_or(head, |(at, _)| &head[..at]);
    let sent = cues.dispatches.ending(head);
    let people = people(&inside[head.len()..], cues);
    let known = sent.is_some_and(|word| word.chars().count() > 1 || !people.is_empty());
    // Round brackets hold asides too: only people make a byline of them.
    let is_byline = if open == '(' { cues.roles.starting(inside).is_some() } else { known };
    is_byline.then(|| Reading {
        len: open.len_utf8() + inside.len() + closing(open).map_or(0, char::len_utf8),
        agency: sent.map(|word| head[..head.len() - word.len()].to_owned()),
        people,
        ..Reading::default()
    })
}

/// `某社某地6月26日电(记者张三)`.
fn dispatched(text: &str, cues: &BylineCues) -> Option<Reading> {
    let stop = text
        .char_indices()
        .take(LONGEST_HEAD)
        .find(|(_, c)| !(is_han(*c) || c.is_ascii_alphanumeric() || *c == ' ' || *c == '·'))
        .map_or_else(|| head_end(text, LONGEST_HEAD), |(at, _)| at);
    let head = &text[..stop];
    if let Some(word) = cues.dispatches.ending(head.trim_end())
        && let Some(inside) = inside(&text[stop..], '(')
        && first_role(inside, cues).is_some_and(|(at, _)| at <= "本报特派".len())
    {
        let named = &head[..head.trim_end().len() - word.len()];
        let people = people(inside, cues);
        return Some(Reading {
            len: stop + inside.len() + 2,
            people,
            ..place_and_date(named, cues)
        });
    }
    let sent = |(at, c): (usize, char)| {
        let named = &head[..at];
        let reading = place_and_date(named, cues);
        let known = reading.agency.is_some()
            && (reading.date.is_some() || (c == '讯' && cues.outlets.ending(named).is_some()));
        known.then(|| Reading { len: at + c.len_utf8(), ..reading })
    };
    head.char_indices().filter(|(_, c)| matches!(c, '讯' | '电')).find_map(sent)
}

/// A whole line that names people: `记者 张三 李四`.
fn people_line(text: &str, cues: &BylineCues) -> Option<Reading> {
    let line = text.strip_prefix("本报").unwrap_or(text);
    cues.roles.starting(line)?;
    let short = text.chars().count() <= LONGEST_LINE;
    let plain = text.chars().all(|c| is_han(c) || c == '·' || c == '、' || c.is_whitespace());
    let people = people(line, cues);
    let are_names = people.iter().all(|person| (2..=5).contains(&person.name.chars().count()));
    (short && plain && are_names && !people.is_empty()).then(|| Reading {
        len: text.len(),
        people,
        ..Reading::default()
    })
}

/// Takes `本报某地6月26日` apart.
fn place_and_date(named: &str, cues: &BylineCues) -> Reading {
    let trimmed = named.trim_end();
    let date = date_at_end(trimmed);
    let rest = date.as_ref().map_or(trimmed, |date| &trimmed[..date.start]).trim_end();
    // Where nothing says that a place follows, all of the head names the outlet.
    let agency =
        if date.is_some() { outlet_end(rest, cues).unwrap_or(rest.len()) } else { rest.len() };
    let place = rest[agency..].trim();
    let place_at = rest.len() - place.len();
    Reading {
        agency: (agency > 0).then(|| rest[..agency].trim().to_owned()),
        place: (!place.is_empty()).then_some(place_at..rest.len()),
        date,
        ..Reading::default()
    }
}

/// Where the name of the outlet at the start of `head` ends.
fn outlet_end(head: &str, cues: &BylineCues) -> Option<usize> {
    let mut starts = head.char_indices().skip(1).map(|(at, _)| at);
    let mut end = starts.find_map(|at| Some(at + cues.outlets.starting(&head[at..])?.len()))?;
    while let Some(more) = cues.outlets.starting(&head[end..]) {
        end += more.len();
    }
    Some(end)
}

/// Where the date at the end of `text` stands: `2024年6月26日`, `26日`.
fn date_at_end(text: &str) -> Option<Range<usize>> {
    text.strip_suffix('日')?;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日');
    let start = text.trim_end_matches(is_part).len();
    text[start..].starts_with(|c: char| c.is_ascii_digit()).then_some(start..text.len())
}

/// The people of `text`, each with the role named last before it. Roles need no separator:
/// `记者张三实习生李四`.
pub(crate) fn people(text: &str, cues: &BylineCues) -> Vec<Person> {
    let mut people = Vec::new();
    let (mut rest, mut role) = (text, None);
    while !rest.is_empty() {
        let next = first_role(rest, cues);
        let names = &rest[..next.map_or(rest.len(), |(at, _)| at)];
        if role.is_some() {
            let split =
                |c: char| !(is_han(c) || c.is_alphanumeric() || matches!(c, '·' | '•' | '.'));
            let names = names.split(split).filter(|name| !name.is_empty());
            people.extend(
                names.map(|name| Person { name: name.to_owned(), role: role.map(str::to_owned) }),
            );
        }
        let Some((at, word)) = next else { break };
        role = Some(word);
        rest = &rest[at + word.len()..];
    }
    people
}

/// The first role in `text` and where it stands.
fn first_role<'a>(text: &str, cues: &'a BylineCues) -> Option<(usize, &'a str)> {
    text.char_indices().find_map(|(at, _)| Some((at, cues.roles.starting(&text[at..])?)))
}

/// What stands in the bracket that opens `text` with `open`, if it closes soon.
fn inside(text: &str, open: char) -> Option<&str> {
    let rest = text.strip_prefix(open)?;
    let close = closing(open)?;
    let (at, _) = rest.char_indices().take(LONGEST_BRACKET).find(|(_, c)| *c == close)?;
    Some(&rest[..at])
}

/// Where the first `chars` characters of `text` end.
fn head_end(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}
