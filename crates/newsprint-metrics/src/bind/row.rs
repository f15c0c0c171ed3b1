//! Whether a figure is a row, and of which kind.

use newsprint_core::MetricKind;
use newsprint_zh::is_han;
use newsprint_zh::numeral::Script;

use super::Reader;
use crate::lead::Lead;
use crate::lexicon::{Role, UnitKind};
use crate::place::Place;
use crate::reading::Reading;
use crate::scan::{Figure, Sort};

/// Says that a thing is one of those counted: 五大基地之一.
const ONE_OF: &str = "之一";

impl Reader<'_> {
    /// Whether a figure is a row at all.
    pub(super) fn is_row(
        &self,
        place: &Place<'_>,
        figure: &Figure,
        lead: &Lead,
        right: Option<&str>,
        words: &str,
    ) -> bool {
        if !figure.needs.is_empty() && !figure.needs.iter().any(|need| words.contains(need)) {
            return false;
        }
        let after = &place.text[place.token().span.end..];
        let named = after.starts_with(is_han) && figure.bound.is_none();
        match figure.sort {
            Sort::Bare if figure.script == Script::Multiplier => {
                // 产值突破千亿的镇, but 上千万的岗位
                let measured = || {
                    after.starts_with('的') && self.lexicon.usual_unit(&lead.indicator).is_some()
                };
                (lead.valued || figure.bound.is_some())
                    && (!place.counts_a_noun(self.lexicon) || measured())
            }
            // GDP达1.05万亿: a big number has the unit of its measure, where that is known.
            Sort::Bare if figure.is_big() => {
                let told = lead.valued || lead.falls.is_some() || figure.bound.is_some();
                let usual = || self.lexicon.usual_unit(&lead.indicator).is_some();
                // 1291万人，增加98万: of what the sentence has just told.
                let again = || lead.indicator.is_empty() && self.level_told().is_some();
                // 出游人次27.25亿
                let touches = place.text[..place.token().span.start].ends_with(&lead.indicator);
                let told = told || touches && !lead.indicator.is_empty() && !named;
                told && !after.starts_with('的') && (usual() || again())
            }
            Sort::Bare => {
                let named = self.lexicon.words(Role::IndexHead).at_end(&lead.indicator).is_some();
                named && (lead.valued || !figure.value.is_whole())
            }
            Sort::Unit(UnitKind::Duration) => {
                let copula = self.lexicon.words(Role::Copula).at_end(words.trim_end()).is_some();
                // 三年行动 is a name, but 时间从3天压缩至16小时 tells two.
                let level = || self.lexicon.words(Role::Level).at_start(after).is_some();
                let starts = lead.origin && !lead.indicator.is_empty() && level();
                let measured = !lead.indicator.is_empty() || self.length_told();
                starts || !named && (copula && measured || lead.falls.is_some())
            }
            Sort::Unit(UnitKind::Classifier | UnitKind::Noun) => {
                let discourse = right.is_some_and(|noun| {
                    let words = self.lexicon.words(Role::Discourse);
                    words.at_start(noun).is_some() || words.at_end(noun).is_some()
                });
                let one_of = right.is_some_and(|noun| noun.contains(ONE_OF));
                let spelt = figure.script == Script::Chinese;
                let noun = figure.sort == Sort::Unit(UnitKind::Noun) && !words.ends_with('等');
                // 连续8个季度 says how long, not how many.
                let streak = place.goes_on(self.lexicon);
                // “三封家书…”: a quotation that starts with a count is a title.
                let before = &place.text[..place.token().span.start];
                let title = spelt && before.ends_with(['“', '‘', '《']);
                !one_of && !streak && !title && !(spelt && (discourse || noun))
            }
            Sort::Unit(UnitKind::Money) => {
                // 万元工业增加值用水量 is of so much money.
                let class = self.lexicon.words(Role::ClassSuffix).at_start(after).is_some();
                figure.script != Script::Multiplier || !class && !named
            }
            // 千亩方, 万吨级: without a number before it a multiplier names.
            Sort::Unit(UnitKind::Measure) => {
                let starts = |role| self.lexicon.words(role).at_start(after).is_some();
                // 60公斤级 is a class, 女子100米 an event, 男子100人 a count.
                let before = &place.text[..place.token().span.start];
                let counts = || self.lexicon.unit_code(&figure.unit, &lead.indicator).is_none();
                let event = self.lexicon.words(Role::EventBefore).at_end(before).is_some()
                    && !counts()
                    || named && starts(Role::ClassSuffix);
                !event && (figure.script != Script::Multiplier || !named)
            }
            Sort::Rank | Sort::Doubling | Sort::Relation | Sort::Unit(_) => true,
        }
    }

    /// The last level of what the sentence at hand measures.
    pub(super) fn level_told(&self) -> Option<&Reading> {
        let told = self.readings.get(self.sentence..)?.last()?;
        let level = matches!(told.kind, MetricKind::Quantity | MetricKind::Money);
        (level && told.indicator == self.said.level).then_some(told)
    }

    /// Whether that level is a length of time.
    fn length_told(&self) -> bool {
        let unit = self.level_told().and_then(|told| self.lexicon.unit(&told.unit));
        unit.is_some_and(|(_, unit)| unit.kind == UnitKind::Duration)
    }
}

/// What sort of figure it is, given the words before it.
pub(super) fn kind_of(figure: &Figure, lead: &Lead) -> MetricKind {
    let changes = lead.falls.is_some() || lead.rate_falls.is_some();
    match figure.sort {
        Sort::Rank => MetricKind::Rank,
        Sort::Unit(_) if lead.falls.is_some() => MetricKind::Change,
        Sort::Unit(UnitKind::Percent) if changes => MetricKind::Change,
        Sort::Unit(UnitKind::Percent) => MetricKind::Percentage,
        Sort::Unit(UnitKind::Point) => MetricKind::Change,
        Sort::Unit(UnitKind::Multiple) | Sort::Doubling | Sort::Relation => MetricKind::Ratio,
        Sort::Unit(UnitKind::Money) => MetricKind::Money,
        Sort::Unit(_) => MetricKind::Quantity,
        Sort::Bare if figure.is_big() && lead.falls.is_some() => MetricKind::Change,
        Sort::Bare => MetricKind::Index,
    }
}
