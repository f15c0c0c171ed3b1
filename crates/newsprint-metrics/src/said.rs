//! What has been said so far, and how a clause that leaves something out is made whole from it.

use newsprint_core::MetricKind;
use newsprint_zh::date::Period;

use crate::lead::{Base, Lead};
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::reading::At;
use crate::scan::{Figure, Sort};
use crate::subject::is_joined;

/// Longest indicator, in characters: it is cut at the front, where a clause without delimiters says
/// more than what is measured.
const INDICATOR: usize = 60;

/// What something adds to a growth, as a share of that.
const CONTRIBUTION: &str = "贡献率";

/// The end of a count of things.
const NUMBER: &str = "数量";

/// What measures of firms contain.
const OF_FIRMS: [&str; 3] = ["收入", "利润", "交货值"];

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts about what was said, which combine freely"
)]
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) period: Option<Period>,
    /// The day that the paragraph tells of.
    pub(crate) day: Option<Period>,
    /// A day or a vague time holds for its sentence only.
    pub(crate) sentence_period: Told,
    pub(crate) subject: Option<String>,
    /// The one before it and its place, where that joins several or says where a sentence plays.
    pub(crate) outer: Option<(Option<String>, Option<At>)>,
    /// The last indicator of a level, and that of a share or rate.
    pub(crate) level: String,
    /// Whether the sentence at hand told that level.
    pub(crate) is_fresh: bool,
    pub(crate) rate: Option<String>,
    pub(crate) list: Vec<String>,
    pub(crate) share: Option<String>,
    pub(crate) base: Option<Base>,
    pub(crate) group: Option<String>,
    /// Those whose measures the sentence tells: 轻工企业.
    pub(crate) firms: Option<String>,
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

/// What `words` say that is measured, without the measures at their end: empty for 利润总额.
fn measured<'a>(lexicon: &Lexicon, words: &'a str) -> &'a str {
    let heads = lexicon.words(Role::MeasureHead);
    let mut rest = words;
    while let Some(head) = heads.at_end(rest) {
        rest = &rest[..rest.len() - head.len()];
    }
    rest
}

/// Whether `words` name a measure, and nothing that is measured: 利润总额.
pub(crate) fn is_measure(lexicon: &Lexicon, words: &str) -> bool {
    !words.is_empty() && measured(lexicon, words).is_empty()
}

/// The firms, or the sector, whose measure an indicator is: 轻工企业 of 轻工企业利润.
fn firms<'a>(lexicon: &Lexicon, indicator: &'a str) -> Option<&'a str> {
    let firms = measured(lexicon, indicator);
    let added = lexicon.words(Role::Accumulated).at_end(firms).map_or(0, str::len);
    let firms = &firms[..firms.len() - added];
    let is = [Role::GroupHead, Role::SectorSuffix];
    let named = is.iter().any(|role| lexicon.words(*role).at_end(firms).is_some());
    (named && firms.len() < indicator.len() && firms.chars().nth(2).is_some()).then_some(firms)
}

impl Said {
    /// Takes in the subject that stands at `at`; that of one sentence only, where it is told `within`.
    pub(crate) fn name(&mut self, subject: String, at: At, within: bool) {
        if !within && !is_joined(&subject) {
            self.outer = None;
        } else if self.outer.is_none() {
            self.outer = Some((self.subject.take(), self.sources.subject.take()));
        }
        (self.subject, self.sources.subject) = (Some(subject), Some(at));
    }

    /// The indicator, made whole from what was said before.
    pub(crate) fn whole(&mut self, lexicon: &Lexicon, lead: &Lead, figure: &Figure) -> String {
        let own = lead.indicator.as_str();
        let mut whole = if own.is_empty() && lead.is_only_a_verb(lexicon, figure) {
            lead.verb.clone()
        } else if own.is_empty() {
            self.inherited(lexicon, lead, figure)
        } else {
            self.completed(lexicon, own, lead)
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
        } else if let Some(firms) = &self.firms
            && lead.subject.is_none()
            && lexicon.words(Role::MeasureHead).at_end(own).is_some()
            && !figure.counts()
        {
            // 企业利润, or 利润 alone, of what was told before: 轻工企业.
            let head = lexicon.words(Role::GroupHead).at_start(own).map_or(0, str::len);
            let rest = &own[head..];
            // What a sector has with its firms: not 投资.
            let theirs = lexicon.words(Role::GroupHead).at_end(firms).is_some()
                || OF_FIRMS.iter().any(|it| rest.contains(it));
            if theirs && is_measure(lexicon, rest) && whole == own {
                whole = format!("{firms}{rest}");
            }
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
            // 入境人数占比52%，超过850万人次
            _ if !is_share && !is_point && lead.falls.is_none() && self.level.ends_with("占比") => {
                self.level.trim_end_matches("占比").to_owned()
            }
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
    fn completed(&mut self, lexicon: &Lexicon, own: &str, lead: &Lead) -> String {
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
        // 与国内生产总值的比率, 对经济增长的贡献率: of what the sentence has told.
        let relates = own.starts_with('与') && lexicon.words(Role::ShareHead).at_end(own).is_some()
            || own.starts_with('对') && own.ends_with(CONTRIBUTION);
        if relates && self.is_fresh && !self.level.contains(own) {
            return format!("{}{own}", self.level);
        }
        if let Some(effect) = lexicon.words(Role::Effect).at_start(own) {
            // 以旧换新商品销售大幅增长，拉动…: what the clause before tells.
            let told = if self.topic.is_empty() { &self.level } else { &self.topic };
            let cause = told.split(effect).next().unwrap_or_default();
            let contributes = cause.ends_with(CONTRIBUTION).then(|| cause.split_once('对'));
            let cause = contributes.flatten().map_or(cause, |(cause, _)| cause);
            return format!("{cause}{own}");
        }
        // 西部地区进出口 is not what the country trades with some other.
        let traded = trade.contains(own) && lead.subject.is_none();
        let traded_with = measure.at_end(own).is_none() && trade.find(own).is_none();
        if let Some(word) = trade.find(&self.level).filter(|_| traded) {
            return format!("{}{own}", &self.level[..word.start]);
        }
        // 对东盟进出口增长9%，对拉美增长3%
        let to = lexicon.words(Role::ListHead).at_start(own).is_some();
        if let Some(word) = trade.find_last(&self.level).filter(|_| to && traded_with) {
            return format!("{own}{}", &self.level[word.start..]);
        }
        // 装备制造业增加值增长7%，增加值占…: what is told again has the name that it had.
        if self.is_fresh
            && let Some(again) = measure.at_start(own)
            && let Some(of) = self.level.strip_suffix(again)
        {
            return format!("{of}{own}");
        }
        if !self.counted.is_empty() && measure.contains(own) {
            return format!("{}{own}", self.counted);
        }
        let suffix = lexicon.words(Role::SectorSuffix).at_end(own);
        if let Some(sector) =
            self.sector.as_ref().filter(|_| lead.falls.is_some() && suffix.is_some())
        {
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
        self.is_fresh = true;
        let kept = lexicon.words(Role::KeptVerb).at_start(indicator);
        self.kept = kept.filter(|verb| verb.len() < indicator.len()).map(str::to_owned);
        self.counted = match kind {
            MetricKind::Quantity if figure.counts() => {
                indicator.strip_suffix(NUMBER).unwrap_or(indicator).to_owned()
            }
            // 家电商品增长20%，零售额…: what grew has measures too.
            MetricKind::Change
                if !lead.indicator.is_empty()
                    && lexicon.words(Role::MeasureHead).at_end(indicator).is_none()
                    && lexicon.words(Role::Trade).find(indicator).is_none() =>
            {
                indicator.to_owned()
            }
            _ => std::mem::take(&mut self.counted),
        };
        if let Some(word) = lexicon.words(Role::Group).at_start(indicator) {
            self.group = Some(word.to_owned());
        }
        if lead.share.is_none() && lead.plan.is_none() {
            self.firms = firms(lexicon, indicator).map(str::to_owned).or(self.firms.take());
        }
        if let Some(word) = lexicon.words(Role::ListVerb).at_start(indicator)
            && indicator.len() > word.len()
            && lexicon.words(Role::KeepStart).at_start(indicator).is_none()
        {
            self.verb = Some(word.to_owned());
        }
        if let Some(suffix) = lexicon.words(Role::SectorSuffix).find_last(indicator) {
            let tail = &indicator[suffix.end..];
            let growth = lexicon.words(Role::GrowthNoun).at_end(tail).map_or(0, str::len);
            let tail = &tail[..tail.len() - growth];
            if lexicon.words(Role::MeasureHead).contains(tail) {
                self.sector = Some(tail.to_owned());
            }
        }
    }
}
