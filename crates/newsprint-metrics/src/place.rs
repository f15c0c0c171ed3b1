//! A figure in its clause, and the words around it.

use std::ops::Range;

use newsprint_zh::is_han;

use crate::clause::Clause;
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::{Figure, Sort, Token, What};

/// How far from a figure its words can stand, in bytes.
const WINDOW: usize = 360;

/// A figure in its clause.
pub(crate) struct Place<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) clause: &'a Clause,
    pub(crate) index: usize,
    pub(crate) from: usize,
    pub(crate) earlier: usize,
}

impl Place<'_> {
    pub(crate) fn token(&self) -> &Token {
        &self.tokens[self.index]
    }

    /// The words that can name what the figure measures.
    pub(crate) fn words_before(&self, lexicon: &Lexicon, figure: &Figure) -> String {
        let counted = matches!(
            figure.sort,
            Sort::Unit(UnitKind::Classifier | UnitKind::Noun | UnitKind::Money)
        );
        let start = if counted { self.from } else { self.earlier.min(self.from) };
        let words = words_between(lexicon, self.text, self.tokens, start..self.token().span.start);
        match words.rfind('在').filter(|_| figure.sort == Sort::Rank) {
            // `在全省…中` is the field of a rank, not what is ranked.
            Some(at) => words[..at].to_owned(),
            None => words,
        }
    }

    /// The noun that follows a classifier, or the one that a share is of.
    pub(crate) fn right(&self, lexicon: &Lexicon, figure: &Figure) -> Option<String> {
        let Sort::Unit(kind) = figure.sort else { return None };
        let token = self.token();
        let next = self.tokens.get(self.index + 1);
        let end = next.map_or(self.clause.span.end, |next| match next.what {
            What::Name => self.clause.span.end,
            _ => next.span.start,
        });
        let end = end.max(token.span.end).min(floor(self.text, token.span.end + WINDOW));
        let text = &self.text[token.span.end..end];
        let text = match kind {
            UnitKind::Classifier | UnitKind::Noun => text,
            UnitKind::Percent => text.strip_prefix('的')?,
            _ => return None,
        };
        let starts = text.chars().next().is_some_and(|c| is_han(c) || "“（(《".contains(c));
        let aside =
            text.strip_prefix(['（', '(']).and_then(|it| lexicon.words(Role::Aside).at_start(it));
        if !starts || aside.is_some() {
            return None;
        }
        let mut noun = text;
        if let Some(stop) = outside(noun, noun.match_indices('、').map(|found| found.0)) {
            noun = &noun[..stop];
        }
        if let Some(stop) = noun_end(lexicon, noun) {
            noun = &noun[..stop];
        }
        let cut = noun.len() < text.len() || next.is_some();
        if cut && let Some(head) = lexicon.words(Role::CountedHead).find(noun) {
            let rest = &noun[head.end..];
            if lexicon.words(Role::MeasureHead).at_end(rest).is_some() {
                noun = &noun[..head.end];
            }
        }
        let noun = noun.trim_matches(|c: char| c == '的' || c.is_whitespace());
        (!noun.is_empty()).then(|| noun.to_owned())
    }

    /// How many figures follow that only a joint parts from one another.
    pub(crate) fn joined(&self, lexicon: &Lexicon, rest: &[Token]) -> usize {
        let mut end = self.token().span.end;
        let joined = rest.iter().take_while(|token| {
            let between = self.text[end..token.span.start].trim();
            end = token.span.end;
            matches!(token.what, What::Figure(_)) && lexicon.words(Role::Joint).contains(between)
        });
        joined.count()
    }
}

/// The last character boundary up to `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether a time between two texts is what a change or a multiple is measured against: `比4月上涨`,
/// `恢复到2019年`, `是2019年的2倍`.
pub(crate) fn is_base(lexicon: &Lexicon, before: &str, after: &str) -> bool {
    let ends = |role| lexicon.words(role).at_end(before);
    let marked = ends(Role::BaseMarker).is_some() && ends(Role::NotBase).is_none();
    // 到 alone also stands before the time of a target.
    let reached = ends(Role::Level).is_some_and(|word| word.chars().count() > 1);
    let multiple = ends(Role::Copula).is_some() && after.starts_with('的');
    marked || reached || multiple || lexicon.words(Role::BaseAfter).at_start(after).is_some()
}

/// The words of a range of text without the times in it, save those that a comparison names.
pub(crate) fn words_between(
    lexicon: &Lexicon,
    text: &str,
    tokens: &[Token],
    range: Range<usize>,
) -> String {
    let start = range.start.max(floor(text, range.end.saturating_sub(WINDOW)));
    let range = start..range.end;
    let mut words = String::new();
    let mut done = range.start;
    let first = tokens.partition_point(|token| token.span.start < done);
    for token in tokens[first..].iter().take_while(|token| token.span.end <= range.end) {
        let before = &text[range.start..token.span.start];
        let after = &text[token.span.end..range.end];
        if matches!(token.what, What::Time(_)) && !is_base(lexicon, before, after) {
            words.push_str(&text[done..token.span.start]);
            done = token.span.end;
        }
    }
    words.push_str(&text[done..range.end.max(done)]);
    words
}

/// The first of `places` in `text` that stands in no bracket and no quotation.
fn outside(text: &str, mut places: impl Iterator<Item = usize>) -> Option<usize> {
    places.find(|at| {
        let before = &text[..*at];
        let open = before.matches(['（', '(', '“', '《']).count();
        open == before.matches(['）', ')', '”', '》']).count()
    })
}

/// Where a noun ends; words inside brackets and quotes do not end it.
pub(crate) fn noun_end(lexicon: &Lexicon, text: &str) -> Option<usize> {
    let ends = lexicon.free(Role::NounEnd, Role::NounKeep, text);
    outside(text, ends.map(|end| end.start))
}

/// Whether the first of two counts says of how many the second is: `31个省份中有26个`.
pub(crate) fn is_field(lexicon: &Lexicon, between: &str, field: &Figure, figure: &Figure) -> bool {
    let counts = |figure: &Figure| {
        matches!(figure.sort, Sort::Rank | Sort::Unit(UnitKind::Classifier | UnitKind::Noun))
    };
    counts(field)
        && counts(figure)
        && lexicon.words(Role::Within).at_end(between).is_some()
        && !between.contains(['，', ',', '；', '、'])
        && figure.value.compare(field.value).is_lt()
}
