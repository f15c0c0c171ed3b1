//! Of how many a count is: `31个省份中有26个`.

use std::borrow::Cow;

use newsprint_zh::is_han;
use newsprint_zh::numeral::{self, Decimal};

use crate::clause::bracket_end;
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::place::{LIMIT, Place};
use crate::scan::{Figure, Sort, Token, What};

/// Longest words between a count and that of how many it is, in bytes.
const FIELD: usize = 180;

/// Of how many a count is.
pub(crate) struct Field<'a> {
    pub(crate) value: Decimal,
    unit: &'a str,
    sort: Sort,
    /// The words between the two counts.
    between: &'a str,
}

impl<'a> Place<'a> {
    /// The token before the figure, in its clause or before that.
    pub(crate) fn before(&self) -> Option<&'a Token> {
        self.all.get((self.clause.tokens.start + self.index).checked_sub(1)?)
    }

    /// Of how many `figure` is, where the count before it says so.
    pub(crate) fn field(&self, lexicon: &Lexicon, figure: &Figure) -> Option<Field<'a>> {
        let before = self.before()?;
        let between = self.text.get(before.span.end..self.token().span.start)?;
        let field = match &before.what {
            What::Figure(count) => Field::of(count, between),
            What::Name => Field::each(lexicon, &self.text[before.span.clone()], between)?,
            What::Time(_) => return None,
        };
        field.has(lexicon, figure).then_some(field)
    }

    /// Whether `figure` only says of how many the next figure is.
    pub(crate) fn is_field(&self, lexicon: &Lexicon, figure: &Figure) -> bool {
        let next = self.all.get(self.clause.tokens.start + self.index + 1);
        let Some(Token { what: What::Figure(part), span }) = next else { return false };
        let between = self.text.get(self.token().span.end..span.start);
        between.is_some_and(|between| Field::of(figure, between).has(lexicon, part))
    }

    /// What the field of a count counts, where the count says no more: by the same classifier.
    pub(crate) fn field_noun_alike(&self, lexicon: &Lexicon, figure: &Figure) -> Option<&'a str> {
        let field = self.field(lexicon, figure).filter(|_| figure.counts())?;
        let alike = field.unit == figure.unit && field.sort == figure.sort;
        let noun = field.noun(lexicon).filter(|_| alike)?;
        noun.starts_with(is_han).then_some(noun)
    }
}

impl<'a> Field<'a> {
    fn of(count: &'a Figure, between: &'a str) -> Self {
        Self { value: count.value, unit: &count.unit, sort: count.sort, between }
    }

    /// That of `每10个`, which is no figure by itself.
    fn each(lexicon: &Lexicon, name: &'a str, between: &'a str) -> Option<Self> {
        let count = name.strip_prefix('每')?;
        let number = numeral::read(count)?;
        let (unit, what) = lexicon.unit(&count[number.len..])?;
        Some(Self { value: number.value?, unit, sort: Sort::Unit(what.kind), between })
    }

    /// What it counts: 省份 of `31个省份中有26个`.
    pub(crate) fn noun(&self, lexicon: &Lexicon) -> Option<&'a str> {
        let between = self.between.split('，').next()?;
        let within = lexicon.words(Role::Within).at_end(between)?;
        let noun = &between[..between.len() - within.len()];
        match self.sort {
            Sort::Unit(UnitKind::Noun) => Some(self.unit.trim_start_matches('个')),
            _ => Some(noun).filter(|it| !it.is_empty()),
        }
    }

    /// Whether `figure` is some of it: `31个省份中有26个`, `在67家企业里，有29家`.
    fn has(&self, lexicon: &Lexicon, figure: &Figure) -> bool {
        let counts =
            |sort| matches!(sort, Sort::Unit(UnitKind::Classifier | UnitKind::Noun) | Sort::Rank);
        if self.between.len() > FIELD || !counts(self.sort) || !counts(figure.sort) {
            return false;
        }
        let within = |words: &str| lexicon.words(Role::Within).at_end(words).is_some();
        let marks = ['，', ',', '；', '、', '。'];
        let between = without_bracket(self.between);
        let told = match between.split_once('，') {
            Some((of, told)) => {
                let near = !of.contains(marks) && !told.contains(marks) && within(of);
                near && self.unit == figure.unit && told.chars().count() <= LIMIT
            }
            None => !between.contains(marks) && within(&between),
        };
        told && figure.value.compare(self.value).is_lt()
    }
}

/// `个省（区、市）中` without its bracket.
fn without_bracket(text: &str) -> Cow<'_, str> {
    let Some(open) = text.find(['（', '(']) else { return text.into() };
    match bracket_end(text, open) {
        Some(end) => [&text[..open], &text[end..]].concat().into(),
        None => text.into(),
    }
}
