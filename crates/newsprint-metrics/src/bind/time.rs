//! Times in a clause: the period that they name, or the base of a comparison.

use newsprint_zh::date::{Part, Period, When};

use super::Reader;
use crate::clause::Clause;
use crate::lead::Base;
use crate::lexicon::Role;
use crate::place::is_base;
use crate::said::Told;
use crate::scan::{Token, What};

impl Reader<'_> {
    /// Whether a time only says what a change is measured against.
    pub(super) fn is_base(
        &self,
        text: &str,
        clause: &Clause,
        token: &Token,
        next: Option<&Token>,
    ) -> bool {
        let before = text[clause.span.start..token.span.start].trim_end();
        let after = text[token.span.end..clause.span.end].trim_start();
        is_base(self.lexicon, before, after, next)
            || is_same(&token.what) && {
                let verbs = [Role::Growth, Role::Fall];
                verbs.iter().any(|role| self.lexicon.words(*role).at_start(after).is_some())
            }
    }

    pub(super) fn time(&mut self, when: When, report: bool, token: &Token) {
        if when.is_day() && report {
            return;
        }
        let sentence = self.said.sentence_period.known();
        let context = sentence.or(self.said.period);
        // The day of writing settles a part of a year sooner than a sentence before does.
        let context = match when.part {
            Part::Same | Part::Whole => context,
            _ if self.written.is_some() => sentence,
            _ => context,
        };
        let period = when.resolve(context, self.written);
        if period.is_none() && when.is_day() && self.written.is_some() {
            let message = "the calendar has no such day".to_owned();
            self.doubt("no-such-date", message, token.span.clone());
        }
        self.said.sentence_period = period.map_or(Told::Vague, Told::Period);
        if let Some(period) =
            period.filter(|_| !when.is_day() && !matches!(when.part, Part::Days(..)))
        {
            self.said.period = Some(period);
        }
    }

    pub(super) fn comparison(&self, base: Option<&Base>) -> String {
        match base {
            None | Some(Base::Year) => "yoy".to_owned(),
            Some(Base::Month) => "mom".to_owned(),
            Some(Base::YearEnd) => "previous_year_end".to_owned(),
            Some(Base::Printed(base)) => {
                let month = self.said.sentence_period.known().or(self.said.period);
                match (newsprint_zh::date::read(base), month) {
                    (
                        Some((When { part: Part::Months(a, b), .. }, len)),
                        Some(Period::Month(_, now)),
                    ) if a == b && len == base.len() && now == a % 12 + 1 => "mom".to_owned(),
                    _ => base.clone(),
                }
            }
        }
    }
}

fn is_same(what: &What) -> bool {
    matches!(what, What::Time(When { part: Part::Same, .. }))
}
