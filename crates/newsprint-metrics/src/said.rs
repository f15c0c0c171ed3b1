//! What has been said so far.

mod whole;

use newsprint_core::MetricKind;
use newsprint_zh::date::Period;

use crate::lead::{Base, Lead};
use crate::lexicon::{Lexicon, Role};
use crate::list::thing;
use crate::reading::At;
use crate::scan::Figure;
use crate::subject::is_joined;

/// The end of a count of things.
const NUMBER: &str = "数量";

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
    /// The day of the report that the paragraph gives, and where that stands.
    pub(crate) reported: Option<(Period, At)>,
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

/// Whether `words` name a measure, and nothing that is measured: 利润总额.
pub(crate) fn is_measure(lexicon: &Lexicon, words: &str) -> bool {
    let heads = lexicon.words(Role::MeasureHead);
    heads.contains(thing(heads, words))
}

/// The firms, or the sector, whose measure an indicator is: 轻工企业 of 轻工企业利润.
fn firms<'a>(lexicon: &Lexicon, indicator: &'a str) -> Option<&'a str> {
    let firms = thing(lexicon.words(Role::MeasureHead), indicator);
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
