//! What has been said so far, and how a clause that leaves something out is made whole from it.

use newsprint_core::MetricKind;
use newsprint_zh::date::Period;

use crate::lead::{Base, Lead};
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::reading::At;
use crate::scan::{Figure, Sort};

/// Longest indicator, in characters: it is cut at the front, where a clause without delimiters says
/// more than what is measured.
const INDICATOR: usize = 60;

/// What is produced, as a measure.
const OUTPUT: &str = "产量";

/// The time that a sentence names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Told {
    /// None.
    #[default]
    Nothing,
    /// One without a place in the calendar: 目前.
    Vague,
    Period(Period),
}

impl Told {
    pub(crate) fn known(self) -> Option<Period> {
        match self {
            Self::Period(period) => Some(period),
            Self::Nothing | Self::Vague => None,
        }
    }
}

/// Where it was said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub(crate) subject: Option<At>,
    /// The last time, and the last one that holds for the sentences after it.
    pub(crate) time: Option<At>,
    pub(crate) period: Option<At>,
    pub(crate) level: Option<At>,
    pub(crate) topic: Option<At>,
    /// The word that says that the figures of the sentence are aimed at.
    pub(crate) target: Option<At>,
}

/// What has been said so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) period: Option<Period>,
    /// A day or a vague time holds for its sentence only.
    pub(crate) sentence_period: Told,
    pub(crate) subject: Option<String>,
    /// The last indicator of a level, and that of a share or rate.
    pub(crate) level: String,
    pub(crate) rate: Option<String>,
    pub(crate) list: Vec<String>,
    pub(crate) share: Option<String>,
    pub(crate) base: Option<Base>,
    pub(crate) group: Option<String>,
    /// 增加值, where sectors follow whose growth alone is told.
    pub(crate) sector: Option<String>,
    /// 出口, where goods follow.
    pub(crate) verb: Option<String>,
    pub(crate) price: Option<String>,
    /// Whether the last figure was a rate of growth, which a gap in percentage points is one of.
    pub(crate) grew: bool,
    /// What a clause without figures was about.
    pub(crate) topic: String,
    /// A count whose things do what follows: 企业7万家,进出口….
    pub(crate) counted: String,
    pub(crate) target: bool,
    /// The figures are parts of one before: 其中; and what that measured.
    pub(crate) parts: bool,
    pub(crate) whole: String,
    pub(crate) sources: Sources,
    /// A verb that holds for the counts joined to the last one: 升级改造站点3个、驿站2个.
    pub(crate) kept: Option<String>,
}

/// Whether `own` names its sector: 采矿业增加值, but not 营业收入.
fn is_of_sector(lexicon: &Lexicon, own: &str) -> bool {
    let measure = lexicon.words(Role::MeasureHead).at_end(own).map_or(0, str::len);
    lexicon.words(Role::SectorSuffix).at_end(&own[..own.len() - measure]).is_some()
}

impl Said {
    /// The indicator, made whole from what was said before.
    pub(crate) fn whole(&mut self, lexicon: &Lexicon, lead: &Lead, figure: &Figure) -> String {
        let own = lead.indicator.as_str();
        let mut whole = if own.is_empty() && lead.is_only_a_verb(lexicon, figure) {
            lead.verb.clone()
        } else if own.is_empty() {
            self.inherited(lexicon, lead, figure)
        } else {
            self.completed(lexicon, own, lead.falls.is_some())
        };
        // 粮食增产5万吨 tells a change of 粮食产量.
        if lead.produces
            && !own.is_empty()
            && lexicon.words(Role::MeasureHead).at_end(own).is_none()
        {
            whole.push_str(OUTPUT);
        }
        if let Some(group) = &self.group
            && !own.is_empty()
            && lexicon.words(Role::GroupHead).find(own).is_none()
            && lexicon.words(Role::Group).at_start(own).is_none()
            && !is_of_sector(lexicon, own)
            && !whole.starts_with(group.as_str())
        {
            whole.insert_str(0, group);
        }
        if !own.is_empty() && (lead.share.is_some() || lead.plan.is_some()) {
            self.level.clone_from(&whole);
        }
        if let Some(object) = &lead.share {
            if !object.is_empty() {
                self.share = Some(object.clone());
            }
            let whole_told = Some(&self.whole).filter(|told| self.parts && !told.is_empty());
            match whole_told.filter(|_| object.is_empty()).or(self.share.as_ref()) {
                Some(object) => whole = format!("{whole}占{object}比重"),
                None => whole.push_str("占比"),
            }
        }
        if let Some(plan) = &lead.plan {
            whole.push_str(plan);
        }
        if whole.len() > INDICATOR {
            let start = whole.char_indices().rev().nth(INDICATOR - 1).map_or(0, |(at, _)| at);
            whole.drain(..start);
        }
        whole
    }

    /// The indicator of a figure whose clause names none.
    fn inherited(&self, lexicon: &Lexicon, lead: &Lead, figure: &Figure) -> String {
        let is_point = figure.sort == Sort::Unit(UnitKind::Point);
        let is_share = figure.sort == Sort::Unit(UnitKind::Percent);
        if figure.sort == Sort::Rank && !self.topic.is_empty() {
            // 空气质量达到二级标准,…排名第二: the clause before says what is ranked.
            let verb = lexicon.words(Role::Value).find(&self.topic).map(|verb| verb.start);
            let measured = &self.topic[..verb.filter(|at| *at > 0).unwrap_or(self.topic.len())];
            return measured.to_owned();
        }
        let measure = lexicon.words(Role::MeasureHead);
        let about_topic = is_share || lead.falls.is_none() && lead.share.is_none();
        if about_topic && measure.at_end(&self.topic).is_some() {
            return self.topic.clone();
        }
        match (&self.rate, &self.price) {
            (Some(rate), _) if is_point && lead.share.is_none() => rate.clone(),
            (Some(rate), _) if is_share && lead.arrived && lead.share.is_none() => rate.clone(),
            (None, _) if is_point && self.grew => format!("{}增速", self.level),
            (_, Some(price)) if figure.unit.contains('/') => self.priced(price),
            _ if self.level.is_empty() => self.topic.clone(),
            _ if lead.accumulated => {
                let addition = lexicon.words(Role::Addition);
                let all = &self.level[addition.at_start(&self.level).map_or(0, str::len)..];
                let end = addition.at_end(all).map_or(0, str::len);
                all[..all.len() - end].to_owned()
            }
            _ => self.level.clone(),
        }
    }

    /// `own` with what it leaves to the clauses before.
    fn completed(&mut self, lexicon: &Lexicon, own: &str, changes: bool) -> String {
        let is = |role| lexicon.words(role).contains(own);
        let measure = lexicon.words(Role::MeasureHead);
        let trade = lexicon.words(Role::Trade);
        if is(Role::GrowthNoun) || is(Role::FallNoun) || is(Role::ShareHead) {
            return format!("{}{own}", self.level.trim_end_matches(own));
        }
        if is(Role::Qualifier)
            && let Some(other) = lexicon.words(Role::Qualifier).find(&self.level)
            && other.end < self.level.len()
        {
            // 国家级示范村3个、省级2个.
            return format!("{}{own}{}", &self.level[..other.start], &self.level[other.end..]);
        }
        if is(Role::KeptVerb) && !self.level.is_empty() {
            let verbs = [Role::KeptVerb, Role::Addition];
            let verb = verbs.iter().filter_map(|role| lexicon.words(*role).at_start(&self.level));
            if let Some(verb) = verb.map(str::len).max() {
                return format!("{own}{}", &self.level[verb..]);
            }
        }
        if is(Role::Mean) {
            return format!("{own}{}", self.level);
        }
        if let Some(restored) = lexicon.words(Role::Restored).at_start(own) {
            if restored == own && self.level.contains(restored) {
                return self.level.clone();
            }
            let whole = if self.topic.is_empty() { &self.level } else { &self.topic };
            return format!("{whole}{own}");
        }
        if lexicon.words(Role::PriceHead).at_end(own).is_some() && self.verb.is_some() {
            self.price = Some(own.to_owned());
            return self.priced(own);
        }
        if let Some(effect) = lexicon.words(Role::Effect).at_start(own) {
            let cause = self.level.split(effect).next().unwrap_or_default();
            return format!("{cause}{own}");
        }
        if let Some(word) = trade.find(&self.level).filter(|_| trade.contains(own)) {
            return format!("{}{own}", &self.level[..word.start]);
        }
        if !self.counted.is_empty() && measure.contains(own) {
            return format!("{}{own}", self.counted);
        }
        let suffix = lexicon.words(Role::SectorSuffix).at_end(own);
        if let Some(sector) = self.sector.as_ref().filter(|_| changes && suffix.is_some()) {
            return format!("{own}{sector}");
        }
        match &self.verb {
            Some(verb) if measure.at_end(own).is_none() && trade.find(own).is_none() => {
                format!("{verb}{own}")
            }
            _ => own.to_owned(),
        }
    }

    fn priced(&self, price: &str) -> String {
        let verb = self.verb.as_deref().unwrap_or_default();
        let thing = self.level.strip_prefix(verb).unwrap_or(&self.level);
        let thing = thing.strip_suffix(price).unwrap_or(thing);
        format!("{thing}{price}")
    }

    pub(crate) fn remember(
        &mut self,
        lexicon: &Lexicon,
        kind: MetricKind,
        lead: &Lead,
        figure: &Figure,
        indicator: &str,
    ) {
        match kind {
            MetricKind::Percentage => {
                self.rate = Some(indicator.to_owned());
                if lead.share.is_none() && lead.plan.is_none() {
                    indicator.clone_into(&mut self.level);
                }
            }
            MetricKind::Change | MetricKind::Rank if lead.indicator.is_empty() => {}
            MetricKind::Change if lexicon.words(Role::GrowthNoun).contains(&lead.indicator) => {}
            MetricKind::Change if lexicon.words(Role::FallNoun).contains(&lead.indicator) => {}
            _ => {
                self.rate = None;
                indicator.clone_into(&mut self.level);
            }
        }
        let kept = lexicon.words(Role::KeptVerb).at_start(indicator);
        self.kept = kept.filter(|verb| verb.len() < indicator.len()).map(str::to_owned);
        self.counted = match kind {
            MetricKind::Quantity if figure.counts() => {
                let head = lexicon.words(Role::CountHead).at_end(indicator).map_or(0, str::len);
                indicator[..indicator.len() - head].to_owned()
            }
            _ => std::mem::take(&mut self.counted),
        };
        if let Some(word) = lexicon.words(Role::Group).at_start(indicator) {
            self.group = Some(word.to_owned());
        }
        if let Some(word) = lexicon.words(Role::ListVerb).at_start(indicator)
            && indicator.len() > word.len()
        {
            self.verb = Some(word.to_owned());
        }
        if let Some(suffix) = lexicon.words(Role::SectorSuffix).find_last(indicator) {
            let tail = &indicator[suffix.end..];
            if lexicon.words(Role::MeasureHead).contains(tail) {
                self.sector = Some(tail.to_owned());
            }
        }
    }
}
