//! From a figure and what its clause says to a reading.

use std::ops::Range;

use newsprint_core::MetricKind;
use newsprint_zh::numeral::{Decimal, Script};

use super::Reader;
use super::basis::Fields;
use super::row::kind_of;
use crate::lead::Lead;
use crate::lexicon::UnitKind;
use crate::place::{Place, is_field};
use crate::reading::{Reading, Rule, confidence};
use crate::scan::{Figure, Sort, What};
use crate::step::step;

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
        let period = self.period(place, lead);
        let comparison = self.compared_with(kind, lead, period);
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
            _ => self.field_of(place, figure),
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

    /// The unit that a number with 万 or 亿 alone has, and what sort of figure that makes it: that of
    /// its measure, or of the last amount of money for 突破万亿.
    fn implied_unit(&self, figure: &Figure, indicator: &str) -> (String, MetricKind) {
        let usual = self.lexicon.usual_unit(indicator);
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

    /// Of how many a count or rank is: `31个省份中有26个`.
    fn field_of(&self, place: &Place<'_>, figure: &Figure) -> Option<Decimal> {
        let before = place.tokens[..place.index].last()?;
        let What::Figure(field) = &before.what else { return None };
        let between = place.text.get(before.span.end..place.token().span.start)?;
        is_field(self.lexicon, between, field, figure).then_some(field.value)
    }
}
