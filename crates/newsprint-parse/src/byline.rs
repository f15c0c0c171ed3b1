//! Reads bylines: `某报讯(记者张三 通讯员李四)`, `【某网报道 记者 王五】`, `某社某地6月26日电`.

use std::ops::Range;

use newsprint_core::Person;
use newsprint_zh::is_han;
use newsprint_zh::marks::closing;

use crate::cues::BylineCues;
use crate::phrases::Chars;

/// Characters that the head of a byline, up to its bracket, can have.
const LONGEST_HEAD: usize = 28;
/// Characters that the bracket of a byline can have.
const LONGEST_BRACKET: usize = 60;
/// Characters that a line of nothing but people can have.
const LONGEST_LINE: usize = 40;
/// Characters that the name of an outlet before a role can have.
const LONGEST_OUTLET: usize = 12;
/// Characters that a name can have, and that two names can which nothing parts.
const LONGEST_NAME: usize = 5;
const TWO_NAMES: usize = 6;
/// What a byline in brackets begins with.
const BRACKETS: [char; 3] = ['【', '[', '('];
/// What ends a byline that has no brackets and goes on as text.
const REPORTS: &str = "报道";
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

/// Whether `text`, whose characters are `chars`, may start with a byline: most lines have none of what
/// one needs.
pub(crate) fn may_lead(text: &str, chars: &Chars, cues: &BylineCues) -> bool {
    chars.may_have('讯')
        || chars.may_have('电')
        || text.starts_with(BRACKETS)
        || cues.roles.within(text, chars)
}

/// The byline at the start of `text`, which must be in half-width forms.
pub(crate) fn leading(text: &str, cues: &BylineCues) -> Option<Reading> {
    let dispatched = || dispatched(text, cues);
    let reported = || reported(text, cues);
    bracketed(text, cues).or_else(dispatched).or_else(reported).or_else(|| people_line(text, cues))
}

/// The attribution at the start of `text`, with its mark: `据某某网消息,`, `据某某新闻报道:`.
pub(crate) fn attribution(text: &str, cues: &BylineCues) -> Option<Reading> {
    let rest = text.strip_prefix('据')?;
    let mut chars = rest.char_indices().take(LONGEST_ATTRIBUTION);
    let (at, mark) = chars.find(|(_, c)| matches!(c, ',' | ':'))?;
    let said = &rest[..at];
    let outlet =
        cues.attributions.ending(said).map_or(said, |word| &said[..said.len() - word.len()]);
    let named = cues.outlets.ending(outlet).is_some();
    let plain = outlet.chars().all(|c| is_han(c) || c.is_ascii_alphabetic());
    (named && plain && !outlet.is_empty()).then(|| Reading {
        len: '据'.len_utf8() + at + mark.len_utf8(),
        agency: Some(outlet.to_owned()),
        ..Reading::default()
    })
}

/// `【某网报道 记者 王五】`.
fn bracketed(text: &str, cues: &BylineCues) -> Option<Reading> {
    let open = text.chars().next().filter(|c| BRACKETS.contains(c))?;
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

/// Whether `text` starts with a dispatch: `本报讯(记者张三)`, `某社某地6月26日电`.
pub(crate) fn is_dispatch(text: &str, cues: &BylineCues) -> bool {
    dispatched(text, cues).is_some()
}

/// `某某新闻记者 张三 李四 某地报道`, which goes on as text.
fn reported(text: &str, cues: &BylineCues) -> Option<Reading> {
    let line = &text[..head_end(text, LONGEST_LINE)];
    let end = line.find(REPORTS)? + REPORTS.len();
    let (outlet, names) = outlet_and_people(&line[..end], cues)?;
    let names = &names[..names.len() - cues.dispatches.ending(names)?.len()];
    let mut people = people(names, cues);
    // Two characters by themselves behind names are where they report.
    let is_place = |(_, last): (_, &str)| last.chars().count() == 2;
    if people.len() > 1 && names.rsplit_once(' ').is_some_and(is_place) {
        people.pop();
    }
    // A sentence about reporters goes on otherwise: 某报记者报道了…
    let begins = |c: char| is_han(c) || c.is_alphanumeric() || closing(c).is_some();
    let rest = &text[end..];
    let is_byline = rest.starts_with(begins) && cues.predicates.starting(rest).is_none();
    (is_byline && !outlet.is_empty() && are_names(names, &people, TWO_NAMES)).then(|| Reading {
        len: end,
        agency: Some(outlet.to_owned()),
        people,
        ..Reading::default()
    })
}

/// A whole line that names people: `记者 张三 李四`, `某报记者 张三`.
fn people_line(text: &str, cues: &BylineCues) -> Option<Reading> {
    if text.len() > head_end(text, LONGEST_LINE) {
        return None;
    }
    let (outlet, names) = outlet_and_people(text, cues)?;
    let people = people(names, cues);
    are_names(names, &people, LONGEST_NAME).then(|| Reading {
        len: text.len(),
        agency: (!outlet.is_empty()).then(|| outlet.to_owned()),
        people,
        ..Reading::default()
    })
}

/// The outlet at the start of `text`, if there is one, and the people behind it, from their role on.
fn outlet_and_people<'a>(text: &'a str, cues: &BylineCues) -> Option<(&'a str, &'a str)> {
    let head = &text[..head_end(text, 2 * LONGEST_OUTLET)];
    let (at, _) = first_role(head, cues)?;
    let outlet = text[..at].trim_end_matches(['+', ' ']);
    let short = head_end(outlet, LONGEST_OUTLET) == outlet.len();
    let known = outlet.is_empty() || (short && cues.outlets.ending(outlet).is_some());
    known.then(|| (outlet, &text[at..]))
}

/// Whether `text` has nothing but `people`, of so many characters at most, and their roles.
fn are_names(text: &str, people: &[Person], longest: usize) -> bool {
    let plain = text.chars().all(|c| is_han(c) || c == '·' || c == '、' || c.is_whitespace());
    let is_name = |person: &Person| {
        (2..=longest).contains(&person.name.chars().count()) && !person.name.contains(REPORTS)
    };
    plain && !people.is_empty() && people.iter().all(is_name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cues::Cues;

    /// Checks the byline that `text` begins with, and its outlet and people.
    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let cues = Cues::bundled().unwrap().byline;
        let reading = leading(text, &cues);
        assert!(reading.is_none() || may_lead(text, &Chars::of(text), &cues), "{text}");
        let reading = reading.or_else(|| attribution(text, &cues));
        let said = reading.map(|it| {
            let names = it.people.iter().map(|person| person.name.as_str());
            let all: Vec<_> = it.agency.iter().map(String::as_str).chain(names).collect();
            (text[..it.len].to_owned(), all.join("|"))
        });
        let expected = expected.map(|(byline, all)| (byline.to_owned(), all.to_owned()));
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn bylines_without_brackets_end_with_what_their_people_do() {
        for (byline, all) in [
            ("青河日报记者林小舟 苏晓峰 整理报道", "青河日报|林小舟|苏晓峰"),
            ("青河新闻记者 林小舟 苏晓峰 实习生 周一帆 东岭报道", "青河新闻|林小舟|苏晓峰|周一帆"),
            ("青河网·东岭新闻记者林小舟报道", "青河网·东岭新闻|林小舟"),
            ("青河快报+记者 林小舟 报道", "青河快报|林小舟"),
        ] {
            check(&format!("{byline}新馆昨日开放"), Some((byline, all)));
        }
        for text in [
            "记者近日报道新馆",
            "青河日报记者报道了新馆",
            "青河日报记者林小舟报道,新馆开放",
            "青河日报记者在报道中",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_line_of_people_may_name_their_outlet() {
        for (text, all) in [
            ("记者 林小舟 苏晓峰", "林小舟|苏晓峰"),
            ("青河快报+记者 林小舟 通讯员 周一帆", "青河快报|林小舟|周一帆"),
            ("本报见习记者 林小舟", "本报|林小舟"),
        ] {
            check(text, Some((text, all)));
        }
        check("山里的记者 林小舟", None);
    }

    #[test]
    fn attributions_end_with_a_mark() {
        check("据青河网消息,新馆开放", Some(("据青河网消息,", "青河网")));
        check("据青河新闻报道:新馆开放", Some(("据青河新闻报道:", "青河新闻")));
        check("据了解,新馆开放", None);
    }
}
