//! What has been said so far, and how a clause that leaves something out is made whole from it.

use newsprint_core::MetricKind;
use newsprint_zh::date::Period;

use crate::lead::{Base, Lead};
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::{Figure, Sort};

/// Longest indicator, in characters: it is cut at the front, where a clause without delimiters says
/// more than what is measured.
const INDICATOR: usize = 60;

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
    /// What a clause without figures was about.
    pub(crate) topic: String,
    /// A count whose things do what follows: 企业7万家,进出口….
    pub(crate) counted: String,
    pub(crate) target: bool,
}

impl Said {
    /// The indicator, made whole from what was said before.
    pub(crate) fn whole(&mut self, lexicon: &Lexicon, lead: &Lead, figure: &Figure) -> String {
        let own = lead.indicator.as_str();
        let rate_noun = [Role::GrowthNoun, Role::FallNoun]
            .iter()
            .any(|role| lexicon.words(*role).contains(own));
        let measure = lexicon.words(Role::MeasureHead);
        let mut whole = if own.is_empty() {
            let is_point = figure.sort == Sort::Unit(UnitKind::Point);
            match (&self.rate, &self.price) {
                (Some(rate), _) if is_point && lead.share.is_none() => rate.clone(),
                (_, Some(price)) if figure.unit.contains('/') => self.priced(price),
                _ if self.level.is_empty() => self.topic.clone(),
                _ if lead.accumulated => {
                    let addition = lexicon.words(Role::Addition).at_start(&self.level);
                    self.level[addition.map_or(0, str::len)..].to_owned()
                }
                _ => self.level.clone(),
            }
        } else if rate_noun || own == "占比" || own == "比重" {
            format!("{}{own}", self.level)
        } else if own.ends_with("均价") && self.verb.is_some() {
            self.price = Some(own.to_owned());
            self.priced(own)
        } else if own.starts_with("影响") {
            let base = self.level.split("影响").next().unwrap_or_default();
            format!("{base}{own}")
        } else if let Some(before) = traded(&self.level).filter(|_| matches!(own, "出口" | "进口"))
        {
            format!("{before}{own}")
        } else if !self.counted.is_empty() && measure.contains(own) {
            format!("{}{own}", self.counted)
        } else if let (Some(sector), true) =
            (&self.sector, lead.falls.is_some() && own.ends_with('业'))
        {
            format!("{own}{sector}")
        } else if let (Some(verb), true) =
            (&self.verb, measure.at_end(own).is_none() && !own.contains("口"))
        {
            format!("{verb}{own}")
        } else {
            own.to_owned()
        };
        if let Some(group) = &self.group
            && !own.is_empty()
            && !own.contains("企业")
            && !whole.starts_with(group.as_str())
        {
            whole.insert_str(0, group);
        }
        if let Some(object) = &lead.share {
            let object = if object.is_empty() {
                self.share.clone().unwrap_or_default()
            } else {
                self.share = Some(object.clone());
                object.clone()
            };
            whole = if object.is_empty() {
                format!("{whole}占比")
            } else {
                format!("{whole}占{object}比重")
            };
        }
        let start = whole.char_indices().rev().nth(INDICATOR - 1).map_or(0, |(at, _)| at);
        whole.split_off(start)
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
        indicator: &str,
    ) {
        match kind {
            MetricKind::Percentage => {
                self.rate = Some(indicator.to_owned());
                if lead.share.is_none() {
                    indicator.clone_into(&mut self.level);
                }
            }
            MetricKind::Change if lead.indicator.is_empty() => {}
            MetricKind::Rank => {}
            _ => {
                self.rate = None;
                indicator.clone_into(&mut self.level);
            }
        }
        self.counted = match kind {
            MetricKind::Quantity => indicator.strip_suffix("数量").unwrap_or(indicator).to_owned(),
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
        if let Some(at) = indicator.rfind('业') {
            let tail = &indicator[at + '业'.len_utf8()..];
            if lexicon.words(Role::MeasureHead).contains(tail) {
                self.sector = Some(tail.to_owned());
            }
        }
    }
}

/// What is traded, of `茶叶进出口总值`, `茶叶出口`.
fn traded(level: &str) -> Option<&str> {
    let both = level.find("进出口").map(|at| &level[..at]);
    both.or_else(|| level.strip_suffix("出口")).or_else(|| level.strip_suffix("进口"))
}
