//! From a figure and what its clause says to a reading.

use std::ops::Range;

use newsprint_core::MetricKind;
use newsprint_zh::numeral::{Decimal, Script};

use super::basis::Fields;
use super::row::kind_of;
use super::{OPENING, Reader};
use crate::lead::Lead;
use crate::lexicon::{Role, UnitKind};
use crate::place::{Place, WINDOW, floor};
use crate::reading::{At, Reading, Rule, confidence};
use crate::scan::{Figure, Sort};
use crate::step::step;
use crate::subject::is_one_thing;

impl Reader<'_> {
    /// Adds a reading and remembers what it said.
    pub(super) fn record(
        &mut self,
        place: &Place<'_>,
        span: &Range<usize>,
        figure: &Figure,
        lead: &Lead,
        indicator: String,
        rule: Rule,
    ) {
        let mut kind = kind_of(figure, lead);
        if indicator.is_empty() {
            return;
        }
        let falls = lead.falls.or(lead.rate_falls).unwrap_or(false) && kind == MetricKind::Change;
        // 降幅为-3.5%: the sign says once more what the words say.
        let sign = |value: Decimal| if falls && !figure.signed { value.negated() } else { value };
        if self.said.subject.is_none() {
            self.name_without_a_place(place, lead);
        }
        let period = self.period(place, lead);
        let comparison = self.compared_with(kind, lead, &indicator, period);
        let mut unit = figure.unit.clone();
        if kind == MetricKind::Ratio {
            unit = String::new();
        }
        if figure.is_big() {
            let measured;
            (unit, measured) = self.implied_unit(figure, &indicator);
            if kind != MetricKind::Change {
                kind = measured;
            }
        }
        // 105.2:100 is so much to a hundred.
        let of = match figure.others[..] {
            [of] => Some(of),
            _ => place.field(self.lexicon, figure).map(|field| field.value),
        };
        let told = Fields { period, comparison: comparison.is_some(), of: of.is_some() };
        let basis = self.basis(place, figure, lead, &indicator, rule, &told);
        if !lead.indicator.is_empty() {
            self.end_topic();
        }
        self.said.remember(self.lexicon, kind, lead, figure, &indicator);
        self.said.grew = match kind {
            MetricKind::Change => figure.sort == Sort::Unit(UnitKind::Percent),
            _ => false,
        };
        let unit_code = self.lexicon.unit_code(&unit, &indicator);
        let reading = Reading {
            span: span.clone(),
            subject: self.said.subject.clone(),
            indicator,
            kind,
            value: sign(figure.value),
            step: place.text.get(span.clone()).and_then(|text| step(text, figure.value)),
            max: figure.max.map(sign),
            unit_code,
            unit,
            bound: figure.bound.or(lead.bound),
            of,
            period,
            comparison,
            target: self.said.target,
            confidence: confidence(&basis),
            basis,
        };
        self.validate(place, figure, lead, &reading);
        self.readings.push(reading);
    }

    /// The subject where the text has named no place: 全市, or the country that it is about.
    fn name_without_a_place(&mut self, place: &Place<'_>, lead: &Lead) {
        let words = place.clause.span.start..place.token().span.start;
        let told = match &lead.subject {
            Some(here) => Some((here.clone(), self.name_at(place.text, words, here))),
            None => self.nation(place.token().span.start),
        };
        if told.is_none() && self.text >= OPENING {
            self.opening.clear();
        }
        if let Some((name, at)) = told {
            (self.said.subject, self.said.sources.subject) = (Some(name), Some(at));
        }
    }

    /// The country, where one of the first texts names it before `end` of the text that is read.
    pub(super) fn nation(&self, end: usize) -> Option<(String, At)> {
        let words = |role| self.lexicon.words(role);
        self.opening.iter().enumerate().find_map(|(number, text)| {
            let end = if number == self.text { end } else { text.len() };
            let text = &text[..floor(text, end.min(WINDOW))];
            // 高于全国平均水平 tells of what is not there, 全球最大的电厂 of one plant.
            let compared = |span: &Range<usize>| {
                let roles = [Role::GapAbove, Role::GapBelow, Role::BaseMarker, Role::Share];
                let before = &text[..span.start];
                roles.iter().any(|role| words(*role).at_end(before).is_some())
                    || is_one_thing(&text[span.end..])
                    // 国内生产总值
                    || words(Role::KeepStart)
                        .at_start(&text[span.start..])
                        .is_some_and(|it| it.len() > span.len())
            };
            let span = words(Role::Whole).find_all(text).find(|it| !compared(it))?;
            Some((text[span.clone()].to_owned(), At { text: number, span }))
        })
    }

    /// The unit that a number with 万 or 亿 alone has, and what sort of figure that makes it: that of
    /// its measure, or of the last amount of money for 突破万亿.
    fn implied_unit(&self, figure: &Figure, indicator: &str) -> (String, MetricKind) {
        let told = self.level_told().filter(|it| it.indicator == indicator);
        let usual = self.lexicon.usual_unit(indicator).or(told.map(|it| it.unit.as_str()));
        if figure.script == Script::Multiplier {
            let mut last = self.readings.iter().rev().take(8);
            let money = last.find(|reading| reading.kind == MetricKind::Money);
            return (
                money.map_or_else(|| "元".to_owned(), |it| it.unit.clone()),
                MetricKind::Money,
            );
        }
        let money = |unit| self.lexicon.unit(unit).is_some_and(|it| it.1.kind == UnitKind::Money);
        let kind = if usual.is_some_and(money) { MetricKind::Money } else { MetricKind::Quantity };
        (usual.unwrap_or_default().to_owned(), kind)
    }

    /// Adds a reading for each number of a relation. Numbers of a word that stands for as many things
    /// are dealt out to them: 三次产业结构 is that of three.
    pub(super) fn record_all(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        lead: &Lead,
        indicator: String,
        rule: Rule,
    ) {
        let span = &place.token().span;
        if figure.others.len() < 2 {
            return self.record(place, span, figure, lead, indicator, rule);
        }
        let count = figure.others.len() + 1;
        let compound = self.lexicon.compound(&indicator).filter(|it| it.1.len() == count);
        let names: Vec<String> = match compound {
            Some((word, parts)) => parts.iter().map(|it| indicator.replacen(word, it, 1)).collect(),
            None => vec![indicator.clone(); count],
        };
        let values = std::iter::once(figure.value).chain(figure.others.iter().copied());
        for (name, value) in names.into_iter().zip(values) {
            let part = Figure { value, others: Vec::new(), ..figure.clone() };
            self.record(place, span, &part, lead, name, rule);
        }
        self.said.level = indicator;
    }
}
