//! A figure in its clause, and the words around it.

mod behind;

use std::borrow::Cow;
use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::is_han;

pub(crate) use self::behind::{SHARE, is_casualties, noun_end};
use crate::base::{is_base, is_start_or_level};
use crate::clause::Clause;
use crate::lexicon::{Lexicon, Present, Role, UnitKind};
use crate::scan::{Figure, Sort, Token, What};

/// How far from a figure its words can stand, in bytes.
pub(crate) const WINDOW: usize = 360;

/// Longest words between a time and the level that it dates, in bytes.
const DATED: usize = 15;

/// Longest words between a limit and the count of what it limits, in characters.
pub(crate) const LIMIT: usize = 20;

/// How many tokens before a limit the count of what it limits can stand.
const NEAR: usize = 8;

/// A figure in its clause.
pub(crate) struct Place<'a> {
    pub(crate) text: &'a str,
    /// All of the text.
    pub(crate) all: &'a [Token],
    /// Those of the clause.
    pub(crate) tokens: &'a [Token],
    pub(crate) clause: &'a Clause,
    /// The roles of the clause's words.
    pub(crate) present: Present,
    pub(crate) index: usize,
    pub(crate) from: usize,
    pub(crate) earlier: usize,
}

impl Place<'_> {
    pub(crate) fn token(&self) -> &Token {
        &self.tokens[self.index]
    }

    /// The words that can name what the figure measures.
    pub(crate) fn words_before(&self, lexicon: &Lexicon, figure: &Figure) -> Cow<'_, str> {
        let counted = matches!(
            figure.sort,
            Sort::Unit(UnitKind::Classifier | UnitKind::Noun | UnitKind::Money)
        );
        // 三个产业产值分别达3亿元: the items stand before their count.
        let dealt = figure.sort == Sort::Unit(UnitKind::Money)
            && self.present.has(Role::Each)
            && lexicon
                .words(Role::Each)
                .find(&self.text[self.from..self.token().span.start])
                .is_some();
        let start = if counted && !dealt { self.from } else { self.earlier.min(self.from) };
        let words = words_between(lexicon, self.text, self.tokens, start..self.token().span.start);
        if figure.sort == Sort::Rank
            && let Some(at) = words.rfind('在')
            && lexicon.words(Role::KeepStart).at_start(&words[at..]).is_none()
        {
            // `在全省…中` is the field of a rank, not what is ranked.
            return words[..at].to_owned().into();
        }
        words
    }

    /// Whether the figure only limits a noun that is counted: `产值超10亿元的企业3家`.
    pub(crate) fn is_limit(&self, lexicon: &Lexicon, figure: &Figure) -> bool {
        if !matches!(figure.sort, Sort::Unit(UnitKind::Money | UnitKind::Measure)) {
            return false;
        }
        let end = self.token().span.end;
        let counts = |token: Option<&Token>| match token.map(|token| &token.what) {
            Some(What::Figure(figure)) => figure.counts(),
            _ => false,
        };
        let next = self.tokens.get(self.index + 1).filter(|next| counts(Some(next)));
        let before = self.index.checked_sub(1).and_then(|at| self.tokens.get(at));
        let near = |words: &str| {
            // 超百亿元的国家和地区: the noun is one.
            let noun = words.strip_prefix('的').and_then(|noun| lexicon.unit(noun));
            let noun = noun.filter(|(_, unit)| unit.kind == UnitKind::Noun);
            let rest = &words[noun.map_or(0, |(noun, _)| '的'.len_utf8() + noun.len())..];
            words.chars().count() <= LIMIT && !rest.contains(['、', '和', '，', '了'])
        };
        let of = self.text[end..].starts_with('的');
        // 有29家企业进行了500万元以上的技术改造, 总投资亿元以上的项目: a class, not a sum.
        let measure = || {
            let before = &self.text[..self.token().span.start];
            lexicon.words(Role::MeasureHead).at_end(before).is_some()
        };
        let class = figure.sort == Sort::Unit(UnitKind::Money)
            && matches!(figure.bound, Some(Bound::AtLeast | Bound::AtMost))
            && (measure()
                || self.token().span.start == self.clause.span.start
                || self.tokens[..self.index].iter().rev().take(NEAR).any(|it| counts(Some(it))));
        of && (class
            || next.is_some_and(|next| near(&self.text[end..next.span.start]))
            || before.filter(|it| counts(Some(it))).is_some_and(|before| {
                self.text
                    .get(before.span.end..self.token().span.start)
                    .is_some_and(|words| near(words) && words.chars().next().is_some_and(is_han))
            }))
    }

    /// Whether the figure says how long something has gone on: `连续3个月提高`.
    pub(crate) fn goes_on(&self, lexicon: &Lexicon) -> bool {
        let before = &self.text[..self.token().span.start];
        lexicon.words(Role::Streak).at_end(before).is_some()
    }

    /// Whether a time stands right before the figure: `由2019年的8万亩`.
    pub(crate) fn is_dated(&self) -> bool {
        let before = self.index.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|token| {
            let between = self.text.get(token.span.end..self.token().span.start);
            matches!(token.what, What::Time(_)) && between.is_some_and(|it| it.len() <= DATED)
        })
    }

    /// How many figures follow that only a joint parts from one another, and a verb of growth where
    /// one stands before this figure: `增长5%和下降3%`.
    pub(crate) fn joined(&self, lexicon: &Lexicon, rest: &[Token], verbs: bool) -> usize {
        let mut end = self.token().span.end;
        let joined = rest.iter().take_while(|token| {
            let between = self.text[end..token.span.start].trim();
            end = token.span.end;
            let joint = lexicon.words(Role::Joint).at_start(between);
            let verb = joint.map(|joint| &between[joint.len()..]);
            let none =
                verb == Some("") || verbs && verb.is_some_and(|it| falls(lexicon, it).is_some());
            matches!(token.what, What::Figure(_)) && none
        });
        joined.count()
    }
}

/// Whether `verb` is one of decline; `None` where it is no verb of growth or decline.
pub(crate) fn falls(lexicon: &Lexicon, verb: &str) -> Option<bool> {
    let is = |role| lexicon.words(role).contains(verb);
    is(Role::Fall).then_some(true).or_else(|| is(Role::Growth).then_some(false))
}

/// The last character boundary up to `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The words of a range of text without the times in it, save those that a comparison names.
pub(crate) fn words_between<'a>(
    lexicon: &Lexicon,
    text: &'a str,
    tokens: &[Token],
    range: Range<usize>,
) -> Cow<'a, str> {
    let start = range.start.max(floor(text, range.end.saturating_sub(WINDOW)));
    let range = start..range.end;
    let mut words = Cow::default();
    let mut done = range.start;
    let first = tokens.partition_point(|token| token.span.start < done);
    let inside = tokens[first..].iter().take_while(|token| token.span.end <= range.end);
    for (token, next) in inside.zip(first + 1..) {
        let before = &text[range.start..token.span.start];
        let after = &text[token.span.end..range.end];
        if matches!(token.what, What::Time(_)) && !is_base(lexicon, before, after, tokens.get(next))
        {
            words += &text[done..token.span.start];
            done = token.span.end;
            // 由2019年的8万亩: the time goes with what ties it to the figure.
            let tied = after == "的" && is_start_or_level(lexicon, before);
            done += if tied { after.len() } else { 0 };
        }
    }
    words += &text[done..range.end.max(done)];
    words
}
