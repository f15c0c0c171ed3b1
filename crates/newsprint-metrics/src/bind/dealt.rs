//! Values that 分别 deals out to the items of a list.

use newsprint_core::MetricKind;

use super::Reader;
use super::figure::Used;
use crate::lead::{Base, Lead, classify};
use crate::lexicon::Role;
use crate::list;
use crate::place::{Place, falls};
use crate::reading::Rule;
use crate::scan::What;

/// How many readings are looked at for what a sentence has measured.
const TOLD: usize = 32;

impl Reader<'_> {
    /// Values that 分别 deals out.
    pub(super) fn dealt(&mut self, place: &Place<'_>, lead: &Lead, count: usize) -> Used {
        self.resume(true);
        let mut list = if lead.indicator.is_empty() {
            self.told_list(count)
        } else {
            let own = lead.indicator.as_str();
            // 对甲、乙…,分别出口3亿元: the items stand in the clause before.
            let before = self.said.topic.split(own).next().unwrap_or_default();
            let listed = self.lexicon.words(Role::Joint).find(before).is_some();
            let of_topic = || list::items(self.lexicon, &format!("{before}{own}"), count);
            let of_topic = listed.then(of_topic).flatten();
            let joint = self.lexicon.words(Role::Joint).find(own).is_some();
            let items = || list::items(self.lexicon, own, count);
            let found = if joint { items().or(of_topic) } else { of_topic.or_else(items) };
            found.or_else(|| self.measured_things(own, count).filter(|_| !joint && lead.each))
        };
        let subjects = self.joined_subjects(lead, list.as_deref(), count);
        if subjects.is_some() && lead.subject.is_some() {
            list = None;
        }
        let group = &place.tokens[place.index..];
        let group = &group[..count.min(group.len())];
        // 比一季度、上年同期分别回落: a base for each.
        let bases = match &lead.base {
            Some(Base::Printed(bases)) if list.is_none() && subjects.is_none() => {
                list::parted(self.lexicon, bases, count)
            }
            _ => None,
        };
        if list.is_none() && subjects.is_none() && bases.is_none() && lead.each {
            let message = format!("{count} values for `{}`", lead.indicator);
            let end = group.last().map_or(0, |token| token.span.end);
            self.doubt("unequal-list", message, place.token().span.start..end);
        }
        let mut items = Vec::new();
        let (outer, joined) = (self.said.group.clone(), self.said.subject.clone());
        let grew = self.said.grew;
        let mut lead = lead.clone();
        let own = lead.indicator.clone();
        let mut end = place.token().span.start;
        for (number, token) in group.iter().enumerate() {
            let What::Figure(figure) = &token.what else { break };
            if number > 0 && lead.falls.is_some() {
                let verb = place.text[end..token.span.start].trim();
                let joint = self.lexicon.words(Role::Joint).at_start(verb).map_or(0, str::len);
                lead.falls = falls(self.lexicon, &verb[joint..]).or(lead.falls);
            }
            end = token.span.end;
            lead.indicator.clone_from(list.as_ref().and_then(|it| it.get(number)).unwrap_or(&own));
            if let Some(subject) = subjects.as_ref().and_then(|it| it.get(number)) {
                self.said.subject = Some(subject.clone());
            }
            if let Some(base) = bases.as_ref().and_then(|it| it.get(number)) {
                lead.base = Some(classify(self.lexicon, base));
            }
            items.push(lead.indicator.clone());
            self.said.grew = grew;
            let indicator = self.said.whole(self.lexicon, &lead, figure);
            self.record(place, &token.span, figure, &lead, indicator, Rule::List);
            // A group that one item names does not hold for the next.
            self.said.group.clone_from(&outer);
        }
        self.said.subject = joined;
        self.said.list = if list.is_some() { items } else { Vec::new() };
        let shares = lead.share.as_deref() == Some("") || lead.names_shares();
        if shares && list.is_some_and(|list| self.are_of_one_whole(&list)) {
            self.validate_list(place, count);
        }
        Used { figures: count, noun: 0 }
    }

    /// The places that values are dealt out to: as many as there are values, named with them, or
    /// before them where no list of measures takes them.
    fn joined_subjects(
        &self,
        lead: &Lead,
        list: Option<&[String]>,
        count: usize,
    ) -> Option<Vec<String>> {
        if lead.subject.is_none() && list.is_some() {
            return None;
        }
        let parts = self.places.parts(self.lexicon, self.said.subject.as_deref()?);
        (parts.len() == count).then(|| parts.into_iter().map(str::to_owned).collect())
    }

    /// What the sentence has counted so far, each with its `measure`: 产值分别达3亿元、2亿元 behind
    /// 种茶5万亩、种果3万亩.
    fn measured_things(&self, measure: &str, count: usize) -> Option<Vec<String>> {
        let heads = self.lexicon.words(Role::MeasureHead);
        let things = self.told_list(count)?;
        let plain = heads.contains(measure) && things.iter().all(|it| heads.at_end(it).is_none());
        plain.then(|| things.iter().map(|it| format!("{it}{measure}")).collect())
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
