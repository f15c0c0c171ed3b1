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
        let sign = |value: Decimal| if falls { value.negated() } else { value };
        let period = self.period(place, lead);
        let comparison = self.compared_with(kind, lead, period);
        let mut unit = figure.unit.clone();
        if kind == MetricKind::Ratio {
            unit = String::new();
        }
        if figure.sort == Sort::Bare && figure.script == Script::Multiplier {
            // 突破万亿 has the unit that its clause implies: that of the last amount of money.
            let mut last = self.readings.iter().rev().take(8);
            let money = last.find(|reading| reading.kind == MetricKind::Money);
            unit = money.map_or_else(|| "元".to_owned(), |money| money.unit.clone());
            if kind != MetricKind::Change {
                kind = MetricKind::Money;
            }
        }
        let of = self.field_of(place, figure);
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

    /// Of how many a count or rank is: `31个省份中有26个`.
    fn field_of(&self, place: &Place<'_>, figure: &Figure) -> Option<Decimal> {
        let before = place.tokens[..place.index].last()?;
        let What::Figure(field) = &before.what else { return None };
        let between = place.text.get(before.span.end..place.token().span.start)?;
        is_field(self.lexicon, between, field, figure).then_some(field.value)
    }
}
