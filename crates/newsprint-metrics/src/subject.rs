//! Whose a figure is: places and organisations at the head of a clause.

use std::collections::{BTreeMap, BTreeSet};

use newsprint_zh::{date, is_han, not_han, numeral, width};

use crate::lexicon::{Lexicon, Role, Roles, roles};

/// The places that a text is about.
#[derive(Default)]
pub(crate) struct Places {
    /// Full name by its last character: 市 for a city.
    home: BTreeMap<char, String>,
    /// Names without the word that says what they are.
    short: Names,
    full: Names,
}

/// Names by their first characters: at most places of a text none can start.
#[derive(Default)]
struct Names(BTreeMap<char, BTreeSet<String>>);

impl Names {
    fn insert(&mut self, name: &str) {
        if let Some(first) = name.chars().next() {
            self.0.entry(first).or_default().insert(name.to_owned());
        }
    }

    /// The names that start with the character that `text` starts with.
    fn like(&self, text: &str) -> Option<&BTreeSet<String>> {
        self.0.get(&text.chars().next()?)
    }
}

/// How often each place that the lexicon knows is named.
#[derive(Default)]
struct Known<'a> {
    counts: BTreeMap<&'a str, usize>,
    all: usize,
}

impl<'a> Known<'a> {
    /// Counts the place that `text` starts with, and gives its length.
    fn see(&mut self, lexicon: &Lexicon, text: &'a str) -> usize {
        let len = known_len(lexicon, text);
        if len > 0 {
            *self.counts.entry(&text[..len]).or_default() += 1;
            self.all += 1;
        }
        len
    }

    /// Whether the text is about the place of this name: most of the places in it are that one.
    fn is_home(&self, lexicon: &Lexicon, name: &str) -> bool {
        let stem = &name[..known_len(lexicon, name)];
        self.counts.get(stem).is_some_and(|count| count * 2 > self.all)
    }
}

/// Longest name of a place and of an organisation, in characters.
const PLACE: usize = 10;
const ORGANISATION: usize = 24;

/// Characters in which words for the most stand behind a place: 海拔最高的.
const SUPERLATIVE: usize = 7;

/// Characters of a word for organisations that is the name of one.
const NAME: usize = 3;

/// Where the word for what a place is starts in its name, in characters from 1.
const SUFFIX: std::ops::RangeInclusive<usize> = 3..=5;

impl Places {
    /// Learns the places of a text, each from where it is printed in full. `home` is the place that
    /// the text is known to be about. Linear in the text.
    pub(crate) fn learn<'a>(
        lexicon: &Lexicon,
        texts: impl Iterator<Item = &'a str>,
        home: Option<&str>,
    ) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut known = Known::default();
        for text in texts {
            let mut start = 0;
            for (end, len) in
                not_han(text).map(|(at, c)| (at, c.len_utf8())).chain([(text.len(), 0)])
            {
                let mut rest = &text[behind_time(text, start, end)..end];
                let mut named = known.see(lexicon, rest);
                while let Some(name) = full_name(lexicon, rest, named) {
                    *counts.entry(name).or_default() += 1;
                    rest = &rest[name.len()..];
                    rest = rest.strip_prefix(JOINTS).unwrap_or(rest);
                    named = known_len(lexicon, rest);
                }
                start = end + len;
            }
        }
        let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
        // A name that is printed once may be a verb and its object: 打造…市.
        ranked.retain(|(name, count)| *count > 1 || name.chars().count() == 3);
        ranked.retain(|(name, _)| known_len(lexicon, name) == 0 || known.is_home(lexicon, name));
        ranked.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.len()));
        let mut places = Self::default();
        for name in home.into_iter().chain(ranked.iter().map(|(name, _)| *name)) {
            places.full.insert(name);
            if let Some(last) = name.chars().next_back() {
                places.home.entry(last).or_insert_with(|| name.to_owned());
            }
            if let Some(suffix) = lexicon.words(Role::PlaceSuffix).at_end(name) {
                let stem = &name[..name.len() - suffix.len()];
                if stem.chars().count() >= 2 {
                    places.short.insert(stem);
                }
            }
        }
        places
    }

    /// The full name for 全市 or 我市, where the text settles it.
    fn resolve(&self, word: &str) -> Option<&str> {
        self.home.get(&word.chars().next_back()?).map(String::as_str)
    }

    /// The subject that `text` starts with, and its length there.
    pub(crate) fn at_start(&self, lexicon: &Lexicon, text: &str) -> Option<(String, usize)> {
        let [here, known] = lexicon.longest(text, [Role::Here, Role::Place]);
        if here > 0 {
            let word = &text[..here];
            return Some((self.resolve(word).unwrap_or(word).to_owned(), here));
        }
        let mut end = self.one(lexicon, text, known)?;
        // 北京、上海和广东: a figure of all is of none of them alone.
        while let Some(next) = text[end..].strip_prefix(JOINTS)
            && let Some(len) = self.one(lexicon, next, known_len(lexicon, next))
        {
            end = text.len() - next.len() + len;
        }
        // 湖北、湖南等省: what sums them up goes.
        let group = lexicon.words(Role::PlaceGroup).at_start(&text[end..]).map_or(0, str::len);
        Some((text[..end].to_owned(), end + group))
    }

    /// The length of the one place that `text` starts with; the first `known` bytes are its name
    /// where the lexicon has it.
    fn one(&self, lexicon: &Lexicon, text: &str, known: usize) -> Option<usize> {
        if known > 0 {
            let len = within(lexicon, text, known);
            let behind = &text[len..];
            let whole = || lexicon.words(Role::Whole).contains(&text[..len]);
            let tail = lexicon.words(Role::NotPlaceTail).at_start(behind);
            let one = if whole() { is_one_thing(behind) } else { is_superlative(behind) };
            return (!one && (tail.is_none() || whole())).then_some(len);
        }
        let full = self.full.like(text);
        let full =
            full.and_then(|names| called_place(lexicon, text).filter(|it| names.contains(*it)));
        full.map(str::len).or_else(|| self.short(text))
    }

    /// Whether `name` starts with a place that is known, whatever it goes on with: 三亚空管站.
    pub(crate) fn starts(&self, lexicon: &Lexicon, name: &str) -> bool {
        known_len(lexicon, name) > 0 || self.short(name).is_some()
    }

    /// The places that a subject joins: `北京、上海和广东`.
    pub(crate) fn parts<'t>(&self, lexicon: &Lexicon, joined: &'t str) -> Vec<&'t str> {
        let mut parts = Vec::new();
        let mut rest = joined;
        while let Some(len) = self.one(lexicon, rest, known_len(lexicon, rest)) {
            parts.push(&rest[..len]);
            rest = rest[len..].strip_prefix(JOINTS).unwrap_or_default();
        }
        parts
    }

    /// The place that `text` starts with, where a word before it says that one follows.
    pub(crate) fn named(&self, lexicon: &Lexicon, text: &str) -> Option<(String, usize)> {
        let named = || place_at_start(lexicon, text).map(|name| (name.to_owned(), name.len()));
        self.at_start(lexicon, text).or_else(named)
    }

    fn short(&self, text: &str) -> Option<usize> {
        let names = self.short.like(text)?;
        let ends = text.char_indices().take(PLACE).map(|(at, c)| at + c.len_utf8());
        ends.filter(|end| names.contains(&text[..*end])).last()
    }
}

/// The organisation that a clause is about: a name at its head that ends with the clause, or
/// before a word that no name contains.
pub(crate) fn organisation<'a>(lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
    let window = text.char_indices().nth(ORGANISATION).map_or(text.len(), |(at, _)| at);
    let head = &text[..window];
    let found = lexicon.words(Role::OrganisationSuffix).find(head)?;
    let name = &text[..found.end];
    let clean = name.chars().all(|c| is_han(c) || matches!(c, '（' | '）' | '(' | ')'));
    // 落地首家…公司 is a verb and its object.
    let acts = lexicon.words(Role::LeadingVerb).at_start(name).is_some()
        || lexicon.free(Role::NounEnd, Role::NounKeep, name).next().is_some();
    // 公司 names none, 水利部 does.
    let named = found.start > 0 || name.chars().count() >= NAME;
    (clean && !acts && named).then_some(name)
}

/// Whether `text` starts with the name of an office: 水利部, and not 公司.
pub(crate) fn is_office(lexicon: &Lexicon, text: &str) -> bool {
    let name = lexicon.words(Role::OrganisationSuffix).at_start(text);
    name.is_some_and(|name| name.chars().count() >= NAME)
}

/// Whether `text` is the name of an organisation and no more.
pub(crate) fn is_organisation(lexicon: &Lexicon, text: &str) -> bool {
    lexicon.words(Role::OrganisationSuffix).at_end(text).is_some()
        && organisation(lexicon, text).is_some_and(|name| name.len() == text.len())
}

/// Whether a subject is several places together.
pub(crate) fn is_joined(subject: &str) -> bool {
    subject.contains('、')
}

/// Whether words behind a place say what is the most in it: `海拔最高的电站` is in the world, and the
/// world is not what is told of.
fn is_superlative(text: &str) -> bool {
    let mut chars = text.chars().take(SUPERLATIVE);
    chars.any(|c| c == '最') && chars.any(|c| c == '的')
}

/// Words behind the name of a place that belong to it.
const PLACE_NOUNS: [&str; 3] = ["地区", "区域", "油田"];

/// Whether words behind a country or the world speak of one thing in it: `全球首款茶机`.
pub(crate) fn is_one_thing(text: &str) -> bool {
    is_superlative(text) || text.starts_with('首')
}

/// Where a place ends whose name without the word for what it is ends at `len`: `河南省松原市`,
/// `长三角地区`.
fn within(lexicon: &Lexicon, text: &str, len: usize) -> usize {
    let behind = |len: usize, role| lexicon.words(role).at_start(&text[len..]).map_or(0, str::len);
    let noun = PLACE_NOUNS.iter().find(|noun| text[len..].starts_with(**noun));
    let own = len + behind(len, Role::PlaceSuffix).max(noun.map_or(0, |noun| noun.len()));
    if behind(len, Role::NotPlace) > own - len {
        return len;
    }
    let inner = &text[own..];
    // 我国国内生产总值
    let keep = lexicon.words(Role::KeepStart).at_start(inner).map_or(0, str::len);
    match (place_at_start(lexicon, inner), known_len(lexicon, inner)) {
        (Some(part), _) => own + part.len(),
        // 山东菏泽定陶区
        (None, known) if known > keep => own + within(lexicon, inner, known),
        _ => own,
    }
}

/// Between places that are told together.
const JOINTS: [char; 4] = ['、', '和', '与', '及'];

fn known_len(lexicon: &Lexicon, text: &str) -> usize {
    lexicon.words(Role::Place).at_start(text).map_or(0, str::len)
}

/// Where the words behind a time at the start of `text[start..end]` begin; the digits of the time
/// stand before `start`. Without a time that is `start`.
fn behind_time(text: &str, start: usize, end: usize) -> usize {
    let digits = |c: char| width::fold(c).is_ascii_digit();
    let from = match text[start..end].chars().next() {
        Some('年' | '月' | '日' | '季') => text[..start].trim_end_matches(digits).len(),
        Some(c) if date::starts(c) => start,
        _ => return start,
    };
    let behind = date::read(&text[from..]).map_or(start, |(_, len)| from + len);
    if (start..=end).contains(&behind) { behind } else { start }
}

/// A name of a place at the start of `text` with the word for what it is; the first `known` bytes are
/// its name where the lexicon has it.
fn full_name<'a>(lexicon: &Lexicon, text: &'a str, known: usize) -> Option<&'a str> {
    if known == 0 {
        return called_place(lexicon, text);
    }
    let behind = &text[known..];
    let suffix = lexicon.words(Role::PlaceSuffix).at_start(behind)?.len();
    let other = lexicon.words(Role::NotPlace).at_start(behind).map_or(0, str::len);
    (other <= suffix).then(|| &text[..known + suffix])
}

/// What no name of a place has before the word that says what it is.
const NOT_IN_NAMES: Roles =
    roles(&[Role::NounEnd, Role::LeadingVerb, Role::Opening, Role::Growth, Role::ListVerb]);

/// Whether `text`, which stands behind a place, can be the name of one within it, without the word for
/// what that is: 佛山 of 广东佛山.
pub(crate) fn may_be_place(lexicon: &Lexicon, text: &str) -> bool {
    (2..=3).contains(&text.chars().count())
        && text.chars().all(is_han)
        && !lexicon.present(text, NOT_IN_NAMES).any()
}

/// A name of a place at the start of `text`, known by the word that says what it is.
fn place_at_start<'a>(lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
    called_place(lexicon, text).filter(|_| lexicon.words(Role::Place).at_start(text).is_none())
}

/// A name of a place at the start of `text`, where no place that is known by name stands.
fn called_place<'a>(lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
    if text.len() < *SUFFIX.start() * '县'.len_utf8() {
        return None;
    }
    let suffixes = lexicon.words(Role::PlaceSuffix);
    for (count, (at, c)) in (1..=*SUFFIX.end()).zip(text.char_indices()) {
        if !is_han(c) || count == 1 && numeral::digit(c).is_some() {
            return None;
        }
        if count < *SUFFIX.start() || !suffixes.may_start(c) {
            continue;
        }
        let Some(suffix) = suffixes.at_start(&text[at..]) else { continue };
        let name = &text[..at + suffix.len()];
        let stem = &text[..at];
        if lexicon.present(stem, NOT_IN_NAMES).any() {
            return None;
        }
        if lexicon.words(Role::NotPlace).at_end(name).is_some_and(|word| word.len() > suffix.len())
            || lexicon
                .words(Role::NotPlace)
                .at_start(&text[at..])
                .is_some_and(|word| word.len() > suffix.len())
                // 青岭市民营企业 names no 市民.
                && lexicon.words(Role::Qualifier).at_start(&text[name.len()..]).is_none()
        {
            return None;
        }
        return Some(name);
    }
    None
}
