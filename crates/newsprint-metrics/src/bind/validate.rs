//! What makes a reading doubtful.

use newsprint_core::MetricKind;
use newsprint_zh::numeral::Decimal;

use super::Reader;
use crate::lead::Lead;
use crate::lexicon::Role;
use crate::place::Place;
use crate::reading::Reading;
use crate::scan::Figure;

/// Shares of one whole sum up to this at most, with what rounding adds.
const WHOLE: u32 = 101;

/// How many readings are looked at for the whole of a part.
const TOLD: usize = 32;

impl Reader<'_> {
    /// Tells a share above the whole, parts above their whole, and a unit that the measure does not
    /// have.
    pub(super) fn validate(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        lead: &Lead,
        reading: &Reading,
    ) {
        let Reading { kind, unit, indicator, value, .. } = reading;
        let span = || reading.span.clone();
        let shares = *kind == MetricKind::Percentage;
        let rate = self.lexicon.words(Role::RateOfWhole).at_end(indicator).is_some();
        let above = value.compare(100.into()).is_gt();
        if shares && above && (rate || lead.share.is_some()) {
            self.doubt("share-above-100", format!("a share of {value}%"), span());
        } else if shares && lead.share.is_some() && !lead.each {
            let others = &self.readings[self.sentence.min(self.readings.len())..];
            if let Some(sum) = passes(others, reading, Decimal::from(WHOLE)) {
                let message = format!("shares of {sum}% together");
                self.doubt("shares-above-100", message, span());
            }
        }
        let levels = matches!(kind, MetricKind::Quantity | MetricKind::Money);
        // 茶园面积5%, but not 面积已过九成, 完成面积的5%.
        let bare = shares
            && lead.share.is_none()
            && lead.verb.is_empty()
            && place.text[..reading.span.start].ends_with(indicator.as_str())
            && !place.text[reading.span.end..].starts_with('的');
        let per_one = unit.split('/').next().unwrap_or(unit);
        if (levels && !figure.counts() || bare)
            && self.lexicon.has_unit(indicator, per_one) == Some(false)
        {
            self.doubt("unusual-unit", format!("`{indicator}` in {unit}"), span());
        }
        if self.said.parts
            && levels
            && let Some(whole) = self.whole_of_parts(figure, reading)
        {
            let others = &self.readings[self.parts..];
            let above = value.compare(whole).is_gt();
            let sum = if above { Some(*value) } else { passes(others, reading, rounded_up(whole)) };
            if let Some(sum) = sum {
                self.doubt("part-above-whole", format!("{sum} of {whole}"), span());
            }
        }
    }

    /// What the figures behind 其中 are parts of: the last level before it, if it has their kind and
    /// unit, and adds up. Of several counts together the parts are of all.
    fn whole_of_parts(&self, figure: &Figure, part: &Reading) -> Option<Decimal> {
        let told = self.readings.get(..self.parts)?.iter().rev().take(TOLD);
        let mut levels =
            told.filter(|it| !matches!(it.kind, MetricKind::Change | MetricKind::Rank));
        let alike = |it: &&Reading| it.kind == part.kind && it.unit == part.unit;
        let whole = levels.next().filter(alike)?;
        let intensive = self.lexicon.words(Role::Intensive);
        let adds = [whole, part].iter().all(|it| intensive.find(&it.indicator).is_none());
        let alone = !figure.counts() || !levels.next().is_some_and(|it| alike(&it));
        (adds && alone && whole.bound.is_none()).then_some(whole.max.unwrap_or(whole.value))
    }

    /// Whether the shares of `items` are of one whole: not where each has a measure of its own.
    pub(super) fn are_of_one_whole(&self, items: &[String]) -> bool {
        let heads = self.lexicon.words(Role::MeasureHead);
        let thing = |item: &String| heads.at_end(item.trim_end_matches("占比")).is_none();
        items.iter().all(thing)
    }

    /// Tells shares of one list that are more than the whole together.
    pub(super) fn validate_list(&mut self, place: &Place<'_>, dealt: usize) {
        let first = self.readings.len().saturating_sub(dealt);
        let values = self.readings[first..].iter().map(|it: &Reading| it.value);
        let sum = values.reduce(|sum, value| sum.plus(value).unwrap_or(sum));
        if let Some(sum) = sum.filter(|sum| sum.compare(WHOLE.into()).is_gt()) {
            let message = format!("shares of {sum}% together");
            self.doubt("shares-above-100", message, place.token().span.clone());
        }
    }
}

/// What `reading` and those of `others` that are parts of the same whole are together, where that
/// passes `whole`, and did not without it.
fn passes(others: &[Reading], reading: &Reading, whole: Decimal) -> Option<Decimal> {
    let told = others.iter().rev().take(TOLD).filter(|it| is_sibling(it, reading));
    let before = told.map(|it| it.value).try_fold(Decimal::from(0), Decimal::plus)?;
    let sum = before.plus(reading.value)?;
    (sum.compare(whole).is_gt() && before.compare(whole).is_le()).then_some(sum)
}

/// Whether two figures are of two parts of one whole: 一期 and 二期, one measure of two places.
fn is_sibling(one: &Reading, other: &Reading) -> bool {
    let same = one.kind == other.kind && one.unit == other.unit && one.period == other.period;
    let (a, b) = (&one.indicator, &other.indicator);
    let whole = |it: &String| it.split_once('占').map(|(_, whole)| whole.to_owned());
    let parallel = one.subject == other.subject
        && a != b
        && whole(a) == whole(b)
        && a.chars().count() == b.chars().count()
        && a.chars().zip(b.chars()).any(|(a, b)| a == b);
    same && one.bound.is_none() && (parallel || a == b && one.subject != other.subject)
}

/// What parts sum up to at most, with what rounding adds: one in a hundred.
fn rounded_up(whole: Decimal) -> Decimal {
    whole.times(WHOLE.into()).and_then(|it| it.over(100.into())).unwrap_or(whole)
}
