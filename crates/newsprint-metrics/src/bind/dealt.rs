//! Values that 分别 deals out to the items of a list.

use newsprint_core::MetricKind;

use super::{Reader, Used};
use crate::lead::Lead;
use crate::list;
use crate::place::Place;
use crate::reading::Rule;
use crate::scan::What;

/// How many readings are looked at for what a sentence has measured.
const TOLD: usize = 32;

impl Reader<'_> {
    /// Values that 分别 deals out.
    pub(super) fn dealt(&mut self, place: &Place<'_>, lead: &Lead, count: usize) -> Used {
        self.resume(true);
        let list = if lead.indicator.is_empty() {
            self.told_list(count)
        } else {
            let own = &lead.indicator;
            list::items(self.lexicon, own, count).or_else(|| {
                let topic = self.said.topic.split(own.as_str()).next()?;
                list::items(self.lexicon, &format!("{topic}{own}"), count)
            })
        };
        if list.is_none() && lead.each {
            let message = format!("{count} values for `{}`", lead.indicator);
            self.doubt("unequal-list", message, place.token().span.clone());
        }
        let mut items = Vec::new();
        let outer = self.said.group.clone();
        let group = place.tokens[place.index..].iter();
        for (number, token) in group.take(count).enumerate() {
            let What::Figure(figure) = &token.what else { break };
            let mut lead = lead.clone();
            if let Some(list) = &list {
                lead.indicator.clone_from(&list[number]);
                items.push(list[number].clone());
            }
            let indicator = self.said.whole(self.lexicon, &lead, figure);
            self.record(place, &token.span, figure, &lead, indicator, Rule::List);
            // A group that one item names does not hold for the next.
            self.said.group.clone_from(&outer);
        }
        self.said.list = items;
        self.validate_list(place, count, lead.share.as_deref() == Some("") || lead.names_shares());
        Used { figures: count, noun: 0 }
    }

    /// The items that values without words of their own are dealt out to: those of the last list,
    /// those of the clause before, or what the sentence has measured so far.
    fn told_list(&self, count: usize) -> Option<Vec<String>> {
        if self.said.list.len() == count {
            return Some(self.said.list.clone());
        }
        let levels = self.readings[self.sentence.max(self.readings.len().saturating_sub(TOLD))..]
            .iter()
            .filter(|reading| {
                matches!(reading.kind, MetricKind::Quantity | MetricKind::Money | MetricKind::Index)
            });
        let mut told: Vec<String> = levels.map(|reading| reading.indicator.clone()).collect();
        told.dedup();
        Some(told)
            .filter(|told| told.len() == count)
            .or_else(|| list::items(self.lexicon, &self.said.topic, count))
    }
}
