//! Who wrote an article: the names in its bylines, and those that a page states.

use std::ops::Range;

use newsprint_core::Person;

use super::vocabulary::Bylines;
use crate::printed_date::is_wide;

/// Characters of the longest name.
const LONGEST: usize = 40;
/// Words of the longest name.
const WORDS: usize = 5;

/// The part of a short line that names authors behind a label, and who they are.
pub(super) fn in_line(line: &str, words: &Bylines) -> Option<(Range<usize>, Vec<Person>)> {
    let lower = line.to_ascii_lowercase();
    let mut at = 0;
    while let Some((start, label)) = label(&lower, at, words) {
        let before = line[..start].chars().next_back();
        let is_outlets = words.outlets.iter().any(|end| line[..start].ends_with(end.as_str()));
        at = start + label.len();
        let is_word = label.starts_with(|c: char| c.is_ascii());
        let lead = if is_word { line[..start].trim_end().chars().next_back() } else { before };
        // `Photo by` is no byline, and behind most labels stands a mark.
        let is_inside =
            lead.is_some_and(|c| if is_word { c.is_alphabetic() } else { c.is_alphanumeric() });
        let is_marked = role(label, words).is_some()
            || label.ends_with(|c: char| !c.is_alphanumeric())
            || line[at..].starts_with(|c: char| !c.is_alphanumeric());
        if is_inside && !is_outlets || !is_marked {
            continue;
        }
        let (len, people) = people(&line[at..], &lower[at..], role(label, words), words);
        if !people.is_empty() {
            let end = at + line[at..at + len].trim_end().len();
            let start = if is_outlets { outlet(line, start) } else { start };
            return Some((start..end, people));
        }
    }
    None
}

/// Whether a line is a byline from its start to its end: `某报记者 张三`.
pub(super) fn is_byline(line: &str, words: &Bylines) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    in_line(line, words).is_some_and(|(range, _)| range == (0..line.len()))
}

/// Where the name of an outlet begins that stands before a label: `新华社记者`.
fn outlet(line: &str, label: usize) -> usize {
    let head = line[..label].trim_end_matches(|c: char| c.is_alphanumeric());
    head.len()
}

/// The people named at the end of a text, in brackets: `（记者 张三 李四）`; where that begins.
pub(super) fn at_end(text: &str, words: &Bylines) -> Option<(usize, Vec<Person>)> {
    let inside = text.strip_suffix(['）', ')'])?;
    let open = inside.rfind(['（', '('])?;
    let inner = inside[open..].trim_start_matches(['（', '(']);
    if inner.chars().nth(LONGEST).is_some() {
        return None;
    }
    let (range, people) = in_line(inner, words)?;
    (range.start == 0 && range.end == inner.trim_end().len() && open > 0).then_some((open, people))
}

/// What the head of a report says of its agency and its reporters:
/// `新华社北京6月26日电（记者张三、李四）`.
pub(super) fn of_lead(lead: &str, words: &Bylines) -> (Option<String>, Vec<Person>) {
    let head = lead.split(['（', '(', '：', ':', '丨', '|']).next().unwrap_or_default();
    let head = head.trim().trim_start_matches(['【', '[']);
    let cut = ["消息", "讯", "电", "报道"].iter().filter_map(|word| head.find(word)).max();
    let head = head[..cut.unwrap_or(head.len())].trim();
    let place = |c: char| matches!(c, '社' | '报' | '网' | '台' | '端');
    let named = head.char_indices().skip(1).find(|(_, c)| place(*c));
    let agency = match named {
        Some((at, c)) => &head[..at + c.len_utf8()],
        None => head,
    };
    let is_named = !agency.is_empty() && !agency.contains(|c: char| c.is_ascii_digit());
    let people = in_line(lead, words).map(|(_, people)| people).unwrap_or_default();
    (is_named.then(|| agency.to_owned()), people)
}

/// The first label in `text` from `from` on. The longest of those at one place stand first.
fn label<'w>(text: &str, from: usize, words: &'w Bylines) -> Option<(usize, &'w str)> {
    first(text, from, &words.labels)
}

/// The first of `words` that stands in `text` from `from` on, letters as whole words.
fn first<'w>(text: &str, from: usize, words: &'w [String]) -> Option<(usize, &'w str)> {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let bytes = &text.as_bytes()[from..];
    let find = |word: &'w String| {
        // Most lines have the first byte of few words.
        if !word.as_bytes().first().is_some_and(|first| bytes.contains(first)) {
            return None;
        }
        let mut places = text[from..].match_indices(word.as_str()).map(|(at, _)| from + at);
        let at = places.find(|at| {
            let end = at + word.len();
            let joins = |a: Option<char>, b: Option<char>| {
                a.is_some_and(is_letter) && b.is_some_and(is_letter)
            };
            !joins(text[..*at].chars().next_back(), word.chars().next())
                && !joins(word.chars().next_back(), text[end..].chars().next())
        })?;
        Some((at, word.as_str()))
    };
    // Of those at one place, the first in the list.
    words.iter().filter_map(find).reduce(|best, found| if found.0 < best.0 { found } else { best })
}

/// The role that a label says, if it does.
fn role<'w>(label: &'w str, words: &Bylines) -> Option<&'w str> {
    let role = label.strip_prefix("本报").unwrap_or(label);
    words.roles.iter().any(|word| word == role).then_some(role)
}

/// The people that `text` begins with, whose role is `role`, and how far they reach.
fn people<'w>(
    text: &str,
    lower: &str,
    mut role_of: Option<&'w str>,
    words: &'w Bylines,
) -> (usize, Vec<Person>) {
    let mut people = Vec::new();
    let (mut at, mut reach) = (0, 0);
    loop {
        let next = label(lower, at, words);
        let is_stop = |c: char| {
            c.is_ascii_digit() || matches!(c, '）' | ')' | '】' | ']' | '。' | '《' | '“' | '\n')
        };
        let stop = text[at..].find(is_stop).map_or(text.len(), |found| at + found);
        let other = first(lower, at, &words.others).map_or(text.len(), |(found, _)| found);
        let end = stop.min(other).min(next.map_or(text.len(), |(found, _)| found));
        let mut found = names(&text[at..end], words);
        let goes_on = next.is_some_and(|(found, _)| found == end);
        if role_of.is_none() && goes_on {
            // `采写：某报记者 张三`: what stands between is an outlet.
            found.clear();
        } else if found.is_empty() {
            break;
        }
        let of = |name| Person { name, role: role_of.map(str::to_owned) };
        people.extend(found.into_iter().map(of));
        reach = end;
        match next {
            Some((found, label)) if found == end => {
                role_of = role(label, words);
                at = found + label.len();
            }
            _ => break,
        }
    }
    (reach, people)
}

/// The names in a list of them, without what is no name.
pub(super) fn names(list: &str, words: &Bylines) -> Vec<String> {
    if list.chars().any(is_wide) { chinese(list, words) } else { latin(list, words) }
}

/// The same where no label says that they are names: those in Chinese begin with a surname.
pub(super) fn known_names(list: &str, words: &Bylines) -> Vec<String> {
    let found = names(list, words);
    let is_known = |name: &String| {
        let has_surname = words.surnames.iter().any(|it| name.starts_with(it.as_str()));
        !name.chars().any(is_wide) || name.contains('·') || has_surname && name.chars().count() < 4
    };
    if found.iter().all(is_known) { found } else { Vec::new() }
}

/// `张三、李四`, `张 三 李四`.
fn chinese(list: &str, words: &Bylines) -> Vec<String> {
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '·' | '•' | '.');
    let mut names: Vec<String> = Vec::new();
    // A name of two characters may have a blank between them.
    let mut single: Option<&str> = None;
    for part in list.split(|c: char| !is_part(c)).filter(|part| !part.is_empty()) {
        if part.chars().count() == 1 {
            match single.take() {
                Some(first) => names.push([first, part].concat()),
                None => single = Some(part),
            }
            continue;
        }
        single = None;
        let tail = words.tails.iter().find_map(|tail| part.strip_suffix(tail.as_str()));
        let part = tail.unwrap_or(part);
        let length = part.chars().count();
        if length == 0 {
            continue;
        }
        let is_plain = (2..=4).contains(&length) && part.chars().all(is_wide);
        let is_foreign = length <= LONGEST / 2 && part.contains(['·', '•']);
        if !(is_plain || is_foreign) || is_outlet(part, words) {
            break;
        }
        names.push(part.to_owned());
    }
    names
}

/// `Jane Doe and John Roe`, `JANE DOE, Political Editor`.
fn latin(list: &str, words: &Bylines) -> Vec<String> {
    let mut parts = vec![list];
    for joint in &words.joints {
        parts = parts.iter().flat_map(|part| part.split(joint.as_str())).collect();
    }
    parts.into_iter().filter_map(|part| latin_name(part, words)).collect()
}

/// The name that a part of a list is, without what follows it.
fn latin_name(part: &str, words: &Bylines) -> Option<String> {
    let mut end = part.len();
    for mark in &words.limits {
        end = end.min(part.find(mark.as_str()).unwrap_or(end));
    }
    let name = part[..end].trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let parts: Vec<&str> = name.split_whitespace().collect();
    let is_particle = |word: &str| words.particles.iter().any(|it| it == word);
    let is_word = |word: &&str| {
        let lower = word.to_lowercase();
        let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let is_named = word.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
            || is_particle(lower)
            || word.contains(['\'', '’', '-']);
        is_named
            && !words.no_names.iter().any(|other| other == lower)
            && !word.contains(|c: char| c.is_ascii_digit())
    };
    let is_name = (2..=WORDS).contains(&parts.len())
        && name.chars().count() <= LONGEST
        && parts.iter().all(is_word)
        && parts[0].starts_with(|c: char| c.is_alphabetic())
        && parts.last().is_none_or(|last| !is_particle(last));
    is_name.then(|| parts.join(" "))
}

/// Whether a name is that of an outlet or an office.
pub(super) fn is_outlet(name: &str, words: &Bylines) -> bool {
    let lower = name.to_lowercase();
    words.outlets.iter().any(|end| name.ends_with(end.as_str()))
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| words.no_names.iter().any(|other| other == word))
}

/// Whether a line is a row of credits behind something else: `县水利局供稿 摄影/张三 编辑/李四`.
pub(super) fn is_row_of_credits(line: &str, credits: &[String]) -> bool {
    let marks = ['/', '／', ':', '：', '|', '｜', '丨'];
    let is_credit = |part: &&str| {
        part.split_once(marks).is_some_and(|(label, name)| {
            !name.is_empty() && credits.iter().any(|it| it.trim_end_matches(marks) == label)
        })
    };
    !line.contains('。') && line.split_whitespace().filter(is_credit).nth(1).is_some()
}

/// Whether a line that begins like a credit is one: `记者从…获悉，` is not.
pub(super) fn is_credit(line: &str, units: f32) -> bool {
    let labelled =
        line.chars().take(12).any(|c| matches!(c, ':' | '：' | '丨' | '|' | '｜' | '/' | '／'));
    let sentence = line.contains(['。', '，']) || line.contains(", ") && units > 25.0;
    labelled && !line.contains('。') || !sentence && units < 25.0
}
