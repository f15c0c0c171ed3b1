//! Counts of what does something: `26个粮食品种增产`, `13省份CPI同比下降`.

use std::borrow::Cow;

use newsprint_zh::is_han;

use crate::lexicon::{Lexicon, Role, Roles, UnitKind, roles};
use crate::place::{Place, noun_end};
use crate::scan::{Figure, Sort, What};

/// Longest predicate with its noun, in characters.
const PREDICATE: usize = 24;

/// Longest words for what counted things became, in characters.
const BECOMES: usize = 14;

/// What a predicate ends with.
const VERBS: Roles = roles(&[Role::Growth, Role::Fall, Role::Steady]);

/// What says of a change what it is against, or how it is.
const ADVERBS: Roles = roles(&[
    Role::Growth,
    Role::Fall,
    Role::YearOnYear,
    Role::MonthOnMonth,
    Role::Value,
    Role::Each,
]);

/// The words behind a count, to the end of its clause.
pub(crate) struct Predicate<'a> {
    /// What is counted; empty where the text leaves it to a count before.
    pub(crate) noun: &'a str,
    /// What that does.
    pub(crate) words: Cow<'a, str>,
}

impl Predicate<'_> {
    /// Whether it names what changes: `CPI同比下降`, and not `同比下降`.
    pub(crate) fn names_a_measure(&self, lexicon: &Lexicon) -> bool {
        !without_verb(lexicon, &self.words).is_empty()
    }
}

impl<'a> Place<'a> {
    /// What the things that `figure` counts do, where the clause says no more of them.
    pub(crate) fn predicate(&self, lexicon: &Lexicon, figure: &'a Figure) -> Option<Predicate<'a>> {
        let Sort::Unit(kind @ (UnitKind::Classifier | UnitKind::Noun)) = figure.sort else {
            return None;
        };
        let rest = self.tokens.get(self.index + 1..)?;
        // Only the last count of a clause is looked at, so that long lists are read in linear time.
        rest.iter().all(|it| !matches!(it.what, What::Figure(_))).then_some(())?;
        let words = self.text[self.token().span.end..self.clause.span.end].trim_end_matches('了');
        let short = words.chars().nth(PREDICATE).is_none()
            && words.starts_with(|c: char| c.is_alphanumeric());
        let verbs = lexicon.endings(words, VERBS).and_then(|it| it.longest_of(VERBS));
        // 9省份涨幅超全国水平
        let exceeds = || {
            let roles = [Role::GapAbove, Role::GapBelow, Role::MoreThanBefore];
            roles.iter().any(|role| lexicon.words(*role).find(words).is_some_and(|it| it.start > 0))
        };
        let field = self.field(lexicon, figure).and_then(|field| field.noun(lexicon));
        // 91种主要产品中，58种产品产量增长: the field says which products.
        let words =
            field.and_then(|field| words.strip_prefix(shared(field, words)?)).unwrap_or(words);
        if let Some(becomes) = Self::becomes(lexicon, field, words) {
            return Some(becomes);
        }
        let noun = figure.unit.as_str();
        let field = field.filter(|noun| !words.contains(noun));
        let told = || (kind == UnitKind::Noun || field.is_some()) && exceeds();
        (short && (verbs.is_some() || told())).then_some(())?;
        if kind == UnitKind::Noun {
            return (!words.contains(noun)).then_some(Predicate { noun, words: words.into() });
        }
        if let Some(noun) = field {
            return Some(Predicate { noun, words: words.into() });
        }
        let before = without_verb(lexicon, words);
        let head = lexicon.words(Role::CountedHead).find(before).map(|head| head.end);
        let (noun, words) = words.split_at(head.unwrap_or(before.len()));
        let compared = lexicon.words(Role::BaseMarker).find(noun).is_some();
        let named = noun.chars().all(is_han) && !compared;
        named.then_some(Predicate { noun, words: words.into() })
    }

    /// `8家企业入选国家级示范区`: what the counted things became, and of what.
    fn becomes(lexicon: &Lexicon, field: Option<&'a str>, words: &'a str) -> Option<Predicate<'a>> {
        let verb = lexicon.words(Role::Becomes).find(words)?;
        let (noun, words, done) = match field {
            Some(field) => (field, words, verb.end),
            None => (&words[..verb.start], &words[verb.start..], verb.len()),
        };
        let named = !noun.is_empty()
            && noun.chars().all(|c| is_han(c) && c != '的')
            && noun_end(lexicon, noun).is_none();
        let short =
            words.chars().nth(BECOMES).is_none() && !words.contains(['、', '（', '“', '的']);
        (named && short).then(|| Predicate { noun, words: without_aspect(words, done) })
    }
}

/// `颁布了法规` without the 了 behind its verb, which ends at `verb`.
fn without_aspect(words: &str, verb: usize) -> Cow<'_, str> {
    let (done, of) = words.split_at(verb);
    of.strip_prefix('了').map_or(words.into(), |of| [done, of].concat().into())
}

/// `words` without the verb at their end and what stands around it.
fn without_verb<'a>(lexicon: &Lexicon, words: &'a str) -> &'a str {
    let mut rest = words;
    let mut sought = VERBS;
    while let Some(endings) = lexicon.endings(rest, sought)
        && let Some((len, _)) = endings.longest_of(sought)
        && endings.of(Role::Keep) < len
    {
        rest = &rest[..rest.len() - len];
        sought = ADVERBS;
    }
    rest
}

/// The longest end of `field` that `words` start with: 产品 of 主要产品 and 产品产量.
fn shared<'a>(field: &'a str, words: &str) -> Option<&'a str> {
    let mut ends = field.char_indices().map(|(at, _)| &field[at..]);
    ends.find(|end| words.starts_with(end))
}
