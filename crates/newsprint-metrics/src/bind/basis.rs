//! Where the fields of a reading were read.

use std::ops::Range;

use newsprint_core::config::Choices as _;
use newsprint_zh::date::Period;

use super::Reader;
use crate::lead::Lead;
use crate::place::{Place, WINDOW, floor};
use crate::reading::{At, Basis, Field, Rule};
use crate::said::Told;
use crate::scan::Figure;

/// Where `name` stands in `words`; 全市 stands for a name, so that all of them are given where the
/// name is not printed.
pub(super) fn name_in(text: &str, words: Range<usize>, name: &str) -> Range<usize> {
    let words = words.start.max(floor(text, words.end.saturating_sub(WINDOW)))..words.end;
    let found = last(&text[words.clone()], name).map(|at| words.start + at);
    found.map_or(words, |at| at..at + name.len())
}

/// The last place of `words` in a short text, which a search for their first character finds sooner
/// than one that prepares itself for a long one.
fn last(text: &str, words: &str) -> Option<usize> {
    let Some(first) = words.chars().next() else { return Some(text.len()) };
    let mut places = text.rmatch_indices(first).map(|(at, _)| at);
    places.find(|at| text[*at..].starts_with(words))
}

/// What is known of the fields of a reading that have a basis.
pub(super) struct Fields {
    pub(super) period: Option<Period>,
    pub(super) comparison: bool,
    pub(super) of: bool,
}

impl Reader<'_> {
    /// The place of `span` in the text that is read.
    pub(super) fn at(&self, span: Range<usize>) -> At {
        At { text: self.text, span }
    }

    /// Where `name` stands in the words of a clause.
    pub(super) fn name_at(&self, text: &str, words: Range<usize>, name: &str) -> At {
        self.at(name_in(text, words, name))
    }

    /// What each field of a reading was read from.
    pub(super) fn basis(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        lead: &Lead,
        indicator: &str,
        rule: Rule,
        told: &Fields,
    ) -> Vec<Basis> {
        let mut basis = Vec::with_capacity(Field::ALL.len());
        basis.push(self.indicator_basis(place, lead, indicator, rule));
        let sources = &self.said.sources;
        if self.said.subject.is_some() {
            let at = sources.subject.clone();
            let rule = match &at {
                Some(at) if at.text != self.text => Rule::Text,
                Some(at) if at.span.start >= place.clause.span.start => Rule::Clause,
                Some(at) if at.span.start >= self.sentence_start => Rule::Sentence,
                _ => Rule::Text,
            };
            basis.push(Basis { field: Field::Subject, rule, at });
        }
        if told.period.is_some() {
            let (rule, at) = match self.said.sentence_period {
                Told::Period(_) => (Rule::Sentence, sources.time.clone()),
                _ if self.said.period.is_some() => (Rule::Text, sources.period.clone()),
                _ => (Rule::Document, None),
            };
            basis.push(Basis { field: Field::Period, rule, at });
        }
        if told.comparison {
            let own = lead.base.is_some() || lead.multiple_of.is_some() || lead.doubled.is_some();
            let told = self.said.base.is_some();
            let rule = match (own, told) {
                (true, _) => Rule::Clause,
                (false, true) => Rule::Text,
                (false, false) => Rule::Usage,
            };
            let at = own.then(|| self.at(place.from..place.token().span.start));
            basis.push(Basis { field: Field::Comparison, rule, at });
        }
        let clause = |field, span| Basis { field, rule: Rule::Clause, at: Some(self.at(span)) };
        // The second number of a relation stands in the figure itself.
        let own = (!figure.others.is_empty()).then(|| place.token());
        let before = own.or_else(|| place.before());
        if let Some(field) = before.filter(|_| told.of) {
            basis.push(clause(Field::Of, field.span.clone()));
        }
        if figure.bound.is_none() && lead.bound.is_some() {
            basis.push(clause(Field::Bound, place.from..place.token().span.start));
        }
        if self.said.target {
            let at = self.said.sources.target.clone();
            let own = at.as_ref().is_some_and(|it| it.span.start >= place.clause.span.start);
            let rule = if own { Rule::Clause } else { Rule::Sentence };
            basis.push(Basis { field: Field::Modality, rule, at });
        }
        basis
    }

    /// The words that name the indicator, as near as they can be told from the rest of the clause.
    fn indicator_basis(
        &mut self,
        place: &Place<'_>,
        lead: &Lead,
        indicator: &str,
        rule: Rule,
    ) -> Basis {
        let field = Field::Indicator;
        let sources = &self.said.sources;
        if lead.indicator.is_empty() {
            let topic = indicator == self.said.topic;
            let at = if topic { sources.topic.clone() } else { sources.level.clone() };
            let rule = if topic { Rule::Topic } else { Rule::Figure };
            return Basis { field, rule, at };
        }
        let token = &place.token().span;
        let clause = &place.clause.span;
        let near = |at| floor(place.text, at);
        let words = match rule {
            Rule::Noun => token.end..clause.end.min(near(token.end + WINDOW)).max(token.end),
            _ => clause.start.max(near(token.start.saturating_sub(WINDOW)))..token.start,
        };
        let text = &place.text[words.clone()];
        let found = match rule {
            Rule::Noun => text.find(&lead.indicator),
            _ => last(text, &lead.indicator),
        };
        let span = match found {
            Some(at) => words.start + at..words.start + at + lead.indicator.len(),
            None => words,
        };
        let at = self.at(span);
        self.said.sources.level = Some(at.clone());
        Basis { field, rule, at: Some(at) }
    }
}
