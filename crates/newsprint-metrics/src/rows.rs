//! The rows of an article: a figure that is printed in several places is one of them.

use std::collections::BTreeMap;

use newsprint_core::config::Choices as _;
use newsprint_core::{Bound, Metric, Number};

use crate::fraction::Fraction;
use crate::lexicon::Lexicon;
use crate::reading::{Field, Rule};

/// Rows of one article, each figure once.
#[derive(Default)]
pub(crate) struct Rows {
    all: Vec<Metric>,
    /// Rows by what two places of one figure must share: kind, bound, size and unit.
    index: BTreeMap<String, Vec<usize>>,
    /// What the last figure shares.
    key: String,
}

/// How many rows of one value are looked at for the one that a figure repeats.
const CANDIDATES: usize = 32;

/// How many rows are looked at for the one that a headline rounds.
const ROUNDED: usize = 256;

impl Rows {
    /// Adds `metric`, or its evidence to the row that it repeats. A body repeats a figure with the
    /// same indicator, subject and period; a headline shortens what it repeats, has another name for
    /// it (GDP), or rounds it: 超5万吨 for 5.2万吨.
    pub(crate) fn add(&mut self, lexicon: &Lexicon, metric: Metric, body: bool) {
        let size = metric.value.as_str().trim_start_matches('-');
        self.key.clear();
        for part in [metric.kind.word(), metric.bound.map_or("", Bound::word), size, &metric.unit] {
            self.key.push_str(part);
            self.key.push(' ');
        }
        let (own, name) = (&metric.indicator, lexicon.indicator(&metric.indicator));
        let same = |row: &Metric| {
            let known = lexicon.indicator(&row.indicator);
            if body {
                name == known && row.period == metric.period && row.subject == metric.subject
            } else {
                shortens(own, &row.indicator) || shortens(name, known)
            }
        };
        let alike = self.index.get_mut(&self.key);
        let known = alike.as_ref().and_then(|rows| {
            rows.iter().take(CANDIDATES).find(|row| same(&self.all[**row])).copied()
        });
        let known = known.or_else(|| {
            let rounded =
                || only(self.all.iter().take(ROUNDED), |row| rounds(&metric, row) && same(row));
            (!body).then(rounded).flatten()
        });
        if let Some(row) = known {
            self.all[row].evidence.extend(metric.evidence);
            return;
        }
        let row = self.all.len();
        match alike {
            Some(rows) => rows.push(row),
            None => _ = self.index.insert(self.key.clone(), vec![row]),
        }
        self.all.push(metric);
    }

    pub(crate) fn finish(mut self) -> Vec<Metric> {
        for row in &mut self.all {
            row.evidence.sort_unstable();
            row.evidence.dedup();
        }
        self.all
    }
}

/// Whether half of the pairs of characters of `headline` stand in `body`.
fn shortens(headline: &str, body: &str) -> bool {
    let chars: Vec<char> = headline.chars().collect();
    let pairs = chars.windows(2);
    let shared = pairs.clone().filter(|pair| body.contains(&pair.iter().collect::<String>()));
    chars.len() < 2 || shared.count() * 2 >= pairs.len()
}

/// The place of the only one of `rows` that fits.
fn only<'a>(
    rows: impl Iterator<Item = &'a Metric>,
    fits: impl Fn(&Metric) -> bool,
) -> Option<usize> {
    let mut found = rows.enumerate().filter(|(_, row)| fits(row)).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

/// Whether `headline` prints the value of `body` in fewer digits, rounded, and bounds it by no more
/// than it is.
fn rounds(headline: &Metric, body: &Metric) -> bool {
    let alike = headline.kind == body.kind
        && headline.unit == body.unit
        && headline.modality == body.modality
        && body.bound.is_none()
        && body.value_max.is_none()
        && headline.value_max.is_none();
    let named = |basis: &&newsprint_core::Basis| {
        basis.field == Field::Period.word() && basis.rule == Rule::Sentence.word()
    };
    let dated = headline.basis.iter().find(named).is_some();
    if !alike || dated && headline.period != body.period {
        return false;
    }
    let compared = || {
        let (rounded, exact) = (Size::of(headline)?, Size::of(body)?);
        let half = rounded.step.over(Fraction::decimal("2")?)?;
        let below = rounded.value.is_less(exact.value)?;
        let distance = rounded.value.distance(exact.value)?;
        // Half of a step is rounded up.
        let near = distance.is_less(half)? || distance == half && !below;
        let bounded = match headline.bound {
            None | Some(Bound::About) => true,
            Some(Bound::MoreThan | Bound::AtLeast) => below,
            Some(_) => !below,
        };
        Some(near && bounded && exact.step.is_less(rounded.step)?)
    };
    compared().unwrap_or(false)
}

/// A value without its sign, and what one of its last printed digit counts.
struct Size {
    value: Fraction,
    step: Fraction,
}

impl Size {
    /// `None` for what is too large to reckon with.
    fn of(row: &Metric) -> Option<Self> {
        let digits = row.value.as_str().trim_start_matches('-');
        let step = row.step.as_ref().map(Number::as_str).map(Fraction::decimal);
        let step = step.unwrap_or_else(|| Fraction::last_place(digits))?;
        Some(Self { value: Fraction::decimal(digits)?, step })
    }
}
