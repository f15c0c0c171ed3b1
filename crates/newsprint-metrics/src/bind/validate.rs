//! What makes a reading doubtful.

use newsprint_core::MetricKind;
use newsprint_zh::numeral::Decimal;

use super::Reader;
use crate::lead::Lead;
use crate::place::Place;
use crate::reading::Reading;
use crate::scan::Figure;

/// Shares of one whole sum up to this at most, with what rounding adds.
const WHOLE: u32 = 101;

/// How many readings are looked at for the whole of a part.
const TOLD: usize = 32;

impl Reader<'_> {
    /// Tells a share above the whole, a part above its whole, and a unit that the measure does not
    /// have.
    pub(super) fn validate(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        (kind, unit): (MetricKind, &str),
        lead: &Lead,
        indicator: &str,
    ) {
        let span = || place.token().span.clone();
        let is_share = kind == MetricKind::Percentage && lead.share.is_some();
        if is_share && figure.value.compare(100.into()).is_gt() {
            self.doubt("share-above-100", format!("a share of {}%", figure.value), span());
        }
        let measures = matches!(kind, MetricKind::Quantity | MetricKind::Money);
        if measures
            && !figure.counts()
            && let Some(usual) = self.lexicon.usual_units(indicator)
            && !usual.iter().any(|it| it == unit.split('/').next().unwrap_or(unit))
        {
            self.doubt("unusual-unit", format!("`{indicator}` in {unit}"), span());
        }
        if self.said.parts
            && measures
            && let Some(whole) = self.whole_of_parts(kind, unit)
            && figure.value.compare(whole).is_gt()
        {
            self.doubt("part-above-whole", format!("{} of {whole}", figure.value), span());
        }
    }

    /// What the figures behind 其中 are parts of: the last one before it with their kind and unit.
    fn whole_of_parts(&self, kind: MetricKind, unit: &str) -> Option<Decimal> {
        let told = self.readings[..self.parts.min(self.readings.len())].iter();
        let whole = told.rev().take(TOLD).find(|it| it.kind == kind && it.unit == unit)?;
        whole.bound.is_none().then_some(whole.max.unwrap_or(whole.value))
    }

    /// Tells shares of one list that are more than the whole together.
    pub(super) fn validate_list(&mut self, place: &Place<'_>, dealt: usize, shares: bool) {
        let first = self.readings.len().saturating_sub(dealt);
        let values = self.readings[first..].iter().map(|it: &Reading| it.value);
        let sum = values.reduce(|sum, value| sum.plus(value).unwrap_or(sum));
        if let Some(sum) = sum.filter(|sum| shares && sum.compare(WHOLE.into()).is_gt()) {
            let message = format!("shares of {sum}% together");
            self.doubt("shares-above-100", message, place.token().span.clone());
        }
    }
}
