//! How a clause that leaves something out is made whole from what was said before.

use super::{Said, is_measure};
use crate::lead::Lead;
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::{Figure, Sort};

/// Longest indicator, in characters: it is cut at the front, where a clause without delimiters says
/// more than what is measured.
const INDICATOR: usize = 60;

/// What something adds to a growth, as a share of that.
const CONTRIBUTION: &str = "贡献率";

/// What measures of firms contain.
const OF_FIRMS: [&str; 3] = ["收入", "利润", "交货值"];

/// What is produced, as a measure.
const OUTPUT: &str = "产量";

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
            self.completed(lexicon, own, lead)
        };
        // 粮食增产5万吨 tells a change of 粮食产量.
        if lead.produces
            && !own.is_empty()
            && lexicon.words(Role::MeasureHead).at_end(own).is_none()
        {
            whole.push_str(OUTPUT);
        }
        if !own.is_empty() {
            whole = self.of_whom(lexicon, lead, figure, whole);
            if lead.share.is_some() || lead.plan.is_some() {
                self.level.clone_from(&whole);
            }
        }
        let mut whole = self.of_what(lead, whole);
        if whole.len() > INDICATOR {
            let start = whole.char_indices().rev().nth(INDICATOR - 1).map_or(0, |(at, _)| at);
            whole.drain(..start);
        }
        whole
    }

    /// `whole` with the group or the firms that the sentence has told, where it names none.
    fn of_whom(&self, lexicon: &Lexicon, lead: &Lead, figure: &Figure, whole: String) -> String {
        let own = lead.indicator.as_str();
        let heads = lexicon.words(Role::GroupHead);
        if let Some(group) = &self.group
            && heads.find(own).is_none()
            && lexicon.words(Role::Group).at_start(own).is_none()
            && !is_of_sector(lexicon, own)
            && !whole.starts_with(group.as_str())
        {
            return format!("{group}{whole}");
        }
        if let Some(firms) = &self.firms
            && lead.subject.is_none()
            && !figure.counts()
            && whole == own
        {
            // 企业利润, or 利润 alone, of what was told before: 轻工企业.
            let rest = &own[heads.at_start(own).map_or(0, str::len)..];
            // What a sector has with its firms: not 投资.
            let theirs =
                heads.at_end(firms).is_some() || OF_FIRMS.iter().any(|it| rest.contains(it));
            if theirs && is_measure(lexicon, rest) {
                return format!("{firms}{rest}");
            }
        }
        whole
    }

    /// `whole` with what it is a share of, or the plan that it fulfils.
    fn of_what(&mut self, lead: &Lead, mut whole: String) -> String {
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
        whole.push_str(lead.plan.as_deref().unwrap_or_default());
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
        if let Some(whole) = self.changed(lexicon, own) {
            return whole;
        }
        if lexicon.words(Role::PriceHead).at_end(own).is_some() && self.verb.is_some() {
            self.price = Some(own.to_owned());
            return self.priced(own);
        }
        let told = self.related(lexicon, own).or_else(|| self.carried(lexicon, own, lead));
        let told = told.or_else(|| self.traded(lexicon, own, lead));
        told.unwrap_or_else(|| self.measured(lexicon, own, lead))
    }

    /// What the last measure is with `own` for a word of it: `国家级示范村3个、省级2个`.
    fn changed(&self, lexicon: &Lexicon, own: &str) -> Option<String> {
        let is = |role| lexicon.words(role).contains(own);
        if is(Role::GrowthNoun) || is(Role::FallNoun) || is(Role::ShareHead) {
            return Some(format!("{}{own}", self.level.trim_end_matches(own)));
        }
        if is(Role::Qualifier)
            && let Some(other) = lexicon.words(Role::Qualifier).find(&self.level)
            && other.end < self.level.len()
        {
            return Some(format!(
                "{}{own}{}",
                &self.level[..other.start],
                &self.level[other.end..]
            ));
        }
        if is(Role::KeptVerb) && !self.level.is_empty() {
            let verbs = [Role::KeptVerb, Role::Addition];
            let verb = verbs.iter().filter_map(|role| lexicon.words(*role).at_start(&self.level));
            if let Some(verb) = verb.map(str::len).max() {
                return Some(format!("{own}{}", &self.level[verb..]));
            }
        }
        is(Role::Mean).then(|| format!("{own}{}", self.level))
    }

    /// What `own` says of what the sentence has told: that it is back at a level, that it relates to
    /// something, that it moves something.
    fn related(&self, lexicon: &Lexicon, own: &str) -> Option<String> {
        let topic = if self.topic.is_empty() { &self.level } else { &self.topic };
        if let Some(restored) = lexicon.words(Role::Restored).at_start(own) {
            let told = restored == own && self.level.contains(restored);
            return Some(if told { self.level.clone() } else { format!("{topic}{own}") });
        }
        // 与国内生产总值的比率, 对经济增长的贡献率
        let relates = own.starts_with('与') && lexicon.words(Role::ShareHead).at_end(own).is_some()
            || own.starts_with('对') && own.ends_with(CONTRIBUTION);
        if relates && self.is_fresh && !self.level.contains(own) {
            return Some(format!("{}{own}", self.level));
        }
        // 以旧换新商品销售大幅增长，拉动…: what the clause before tells.
        let effect = lexicon.words(Role::Effect).at_start(own)?;
        let cause = topic.split(effect).next().unwrap_or_default();
        let contributes = cause.ends_with(CONTRIBUTION).then(|| cause.split_once('对'));
        let cause = contributes.flatten().map_or(cause, |(cause, _)| cause);
        Some(format!("{cause}{own}"))
    }

    /// What those do of whom the sentence tells: `中欧班列开行16145列，发送货物…`.
    fn carried(&self, lexicon: &Lexicon, own: &str, lead: &Lead) -> Option<String> {
        (self.is_fresh && lead.subject.is_none()).then_some(())?;
        let (verbs, measures) = (lexicon.words(Role::Carries), lexicon.words(Role::MeasureHead));
        let verb = match verbs.at_start(own) {
            Some(_) => "",
            // 带动销售额2亿元: the measure is told with what moves it.
            None if measures.at_end(own).is_some() && verbs.contains(&lead.verb) => &lead.verb,
            None => return None,
        };
        let doer = match verbs.find(&self.level) {
            Some(verb) => &self.level[..verb.start],
            // 批准设立的综合试验区
            None => self.level.rsplit('的').next().unwrap_or_default(),
        };
        let added = lexicon.words(Role::Accumulated).at_end(doer).map_or(0, str::len);
        let doer = &doer[..doer.len() - added];
        let named = !doer.is_empty() && measures.at_end(doer).is_none();
        named.then(|| format!("{doer}{verb}{own}"))
    }

    /// What is traded, or with whom, where the other is told before.
    fn traded(&self, lexicon: &Lexicon, own: &str, lead: &Lead) -> Option<String> {
        let trade = lexicon.words(Role::Trade);
        // 西部地区进出口 is not what the country trades with some other.
        if trade.contains(own)
            && lead.subject.is_none()
            && let Some(word) = trade.find(&self.level)
        {
            return Some(format!("{}{own}", &self.level[..word.start]));
        }
        // 对东盟进出口增长9%，对拉美增长3%
        let to = lexicon.words(Role::ListHead).at_start(own).is_some()
            && lexicon.words(Role::MeasureHead).at_end(own).is_none()
            && trade.find(own).is_none();
        let word = trade.find_last(&self.level).filter(|_| to)?;
        Some(format!("{own}{}", &self.level[word.start..]))
    }

    /// `own` with what it is the measure of, or with its measure.
    fn measured(&self, lexicon: &Lexicon, own: &str, lead: &Lead) -> String {
        let measure = lexicon.words(Role::MeasureHead);
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
        if lead.falls.is_some()
            && let Some(sector) = &self.sector
            && lexicon.words(Role::SectorSuffix).at_end(own).is_some()
        {
            return format!("{own}{sector}");
        }
        match &self.verb {
            Some(verb)
                if measure.at_end(own).is_none()
                    && lexicon.words(Role::Trade).find(own).is_none() =>
            {
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
}
