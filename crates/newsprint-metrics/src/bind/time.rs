//! Times in a clause: the period that they name, or the base of a comparison.

use std::cell::LazyCell;

use newsprint_core::MetricKind;
use newsprint_zh::date::{self, Part, Period, When};

use super::Reader;
use crate::base::is_base;
use crate::clause::Clause;
use crate::lead::{Base, Lead, classify};
use crate::lexicon::Role;
use crate::place::{Place, WINDOW, floor};
use crate::said::Told;
use crate::scan::{Token, What};

/// Before a time from which on something has been.
const SINCE: char = '自';

/// Around such a time: 从4月份起.
const FROM: char = '从';
const ON: char = '起';

/// What a year is called ends with that.
const YEAR: &str = "之年";

/// Behind a year: the same time of it.
const SAME: &str = "同期";

/// Characters in which what is the most of late follows: 近九年增产最多.
const LATELY: usize = 6;

/// How long before it is written news tells of a day without its year, in days.
const RECENT: i32 = 31;

impl Reader<'_> {
    /// Whether a time only says what a change is measured against, or of when something is the first.
    pub(super) fn is_base(
        &self,
        text: &str,
        clause: &Clause,
        token: &Token,
        next: Option<&Token>,
    ) -> bool {
        // A base is told near its time; a search through all of a long clause would be quadratic.
        let from = floor(text, token.span.start.saturating_sub(WINDOW)).max(clause.span.start);
        let before = text[from..token.span.start].trim_end();
        let after = text[token.span.end..clause.span.end].trim_start();
        // 今年首次: of the year, it is the first.
        let lately = matches!(token.what, What::Time(When { part: Part::Lately(..), .. }));
        let superlative = self.lexicon.words(Role::Superlative).at_start(after).is_some()
            || lately && after.chars().take(LATELY).any(|c| c == '最');
        // 延续了去年四季度以来的增长: since when, not when.
        let since = matches!(&token.what, What::Time(when) if when.part != Part::Since)
            && !before.is_empty()
            && (self.lexicon.words(Role::Since).at_start(after).is_some()
                || before.ends_with(SINCE)
                || before.ends_with(FROM) && after.starts_with(ON));
        // “十五五”开局之年: which year it is, where that is told.
        let epithet = text[token.span.clone()].ends_with(YEAR) && self.said.period.is_some();
        superlative
            || since
            || epithet
            // 同比2024年增长: what is compared with is told after 同比 too.
            || self.lexicon.words(Role::YearOnYear).at_end(before).is_some()
            || is_base(self.lexicon, before, after, next)
            // 由上年下降转为增长
            || self.turns(after) && self.starts_change(before)
            || is_same(&token.what) && {
                let verbs = [Role::Growth, Role::Fall];
                verbs.iter().any(|role| self.lexicon.words(*role).at_start(after).is_some())
            }
    }

    /// Whether `text` ends with the word before which a change starts, or with that and a time.
    fn starts_change(&self, text: &str) -> bool {
        let origin = self.lexicon.words(Role::Origin).find_last(text);
        origin.is_some_and(|origin| {
            let when = &text[origin.end..];
            when.is_empty() || date::read(when).is_some_and(|(_, len)| len == when.len())
        })
    }

    /// Whether `text` starts with a verb of growth or decline, or with an adverb and that: `全年下降`.
    pub(super) fn turns(&self, text: &str) -> bool {
        let adverb = self.lexicon.words(Role::Value).at_start(text).map_or(0, str::len);
        let roles = [Role::Growth, Role::Fall, Role::Level];
        let [growth, fall, level] = self.lexicon.longest(&text[adverb..], roles);
        growth.max(fall) > level
    }

    /// Takes in the times of a clause without figures.
    pub(super) fn times(&mut self, text: &str, tokens: &[Token], clause: &Clause) {
        let own = &tokens[clause.tokens.clone()];
        let (lexicon, words) = (self.lexicon, &text[clause.span.clone()]);
        let report = LazyCell::new(|| lexicon.words(Role::Report).find(words).is_some());
        for (index, token) in own.iter().enumerate() {
            if let What::Time(when) = &token.what {
                let base = self.is_base(text, clause, token, own.get(index + 1));
                self.time(*when, base, when.is_day() && *report, token);
            }
        }
    }

    /// Takes a time in; the base of a change is not that of the figures, nor is the day of a report,
    /// but for what the report says has happened.
    pub(super) fn time(&mut self, when: When, base: bool, report: bool, token: &Token) {
        let sentence = self.said.sentence_period.known();
        let mut context = sentence.or(self.said.period);
        if !when.exists(context, self.written) {
            let message = "the calendar has no such day".to_owned();
            self.doubt("no-such-date", message, token.span.clone());
        }
        if base {
            return;
        }
        if self.is_ahead(when, context) || self.is_recent(when) {
            context = sentence;
        }
        let period = when.resolve(context, self.written);
        let at = self.at(token.span.clone());
        if report {
            self.said.reported = period.map(|day| (day, at));
            return;
        }
        self.said.sources.time = Some(at);
        self.said.sentence_period = period.map_or(Told::Vague, Told::Period);
        // What has been since a year holds for its sentence only, as days do.
        // 其中，2月份: that of a part.
        let lasts = !when.is_day() && when.part != Part::Since && !self.said.parts;
        if let Some(period) = period.filter(|it| lasts && !matches!(it, Period::Days(..))) {
            // The time of an aim is not that of the facts after it.
            if !self.said.target || self.said.period.is_none() {
                self.said.period = Some(period);
                self.said.sources.period.clone_from(&self.said.sources.time);
            }
        }
    }

    /// Counts of what befell people are those of the day on which a report gives them.
    pub(super) fn as_reported(&mut self) {
        if matches!(self.said.sentence_period, Told::Nothing)
            && let Some((day, at)) = self.said.reported.clone()
        {
            self.said.sentence_period = Told::Period(day);
            self.said.sources.time = Some(at);
        }
    }

    /// Whether the sentences before would put a time behind the day of writing: of what is no aim
    /// they say no year then.
    fn is_ahead(&self, when: When, context: Option<Period>) -> bool {
        let period = when.resolve(context, self.written);
        let begun = period.zip(self.written).is_none_or(|(it, now)| it.first_day() <= now);
        !begun && !self.said.target
    }

    /// Whether a day is one of those before the day of writing, when no year is told with it: news
    /// of last year's 国债 goes on with 截至4月19日 of this one.
    fn is_recent(&self, when: When) -> bool {
        let day = when.is_day().then(|| when.resolve(None, self.written)).flatten();
        day.zip(self.written).is_some_and(|(day, now)| {
            let day = day.first_day();
            day <= now && now <= day.plus_days(RECENT)
        })
    }

    /// The time that a figure is about.
    pub(super) fn period(&self, place: &Place<'_>, lead: &Lead) -> Option<Period> {
        let period = match self.said.sentence_period {
            Told::Period(period) => Some(period),
            Told::Vague => None,
            Told::Nothing => {
                let year = self.written.map(|date| Period::Year(date.year()));
                self.said.day.or(self.said.period).or(year)
            }
        };
        match lead.base {
            _ if lead.origin && !place.is_dated() => None,
            Some(Base::Year) if lead.is_base() => period.map(|it| it.in_year(it.year() - 1)),
            Some(_) if lead.is_base() => None,
            _ => period,
        }
    }

    /// What a change is measured against, and a multiple a multiple of.
    pub(super) fn compared_with(
        &mut self,
        kind: MetricKind,
        lead: &Lead,
        indicator: &str,
        period: Option<Period>,
    ) -> Option<String> {
        match kind {
            MetricKind::Change => {
                let base = lead.base.clone().or_else(|| self.said.base.clone());
                // 增速较上月加快: against what the growth itself is, that does not say.
                let of_rate = lead.base == Some(Base::Month) && lead.names_growth(self.lexicon);
                if matches!(lead.base, Some(Base::Year | Base::Month)) && !of_rate {
                    self.said.base.clone_from(&lead.base);
                }
                // 十年来提升了2倍 says neither when nor against what, nor does 效率提高20%.
                let works = self.said.sentence_period.known().is_none()
                    && self.lexicon.words(Role::Working).at_end(indicator).is_some();
                // So does what “十四五”期间 grew by.
                let told = period.is_some_and(|period| !is_several_years(period)) && !works;
                (base.is_some() || told).then(|| self.comparison(base.as_ref(), period))
            }
            MetricKind::Ratio => {
                let doubled =
                    || lead.doubled.as_ref().map(|base| self.comparison(Some(base), period));
                let of = lead.multiple_of.as_ref();
                // 是去年同期的3倍
                let of = of.map(|of| self.comparison(Some(&classify(self.lexicon, of)), period));
                of.or_else(doubled)
            }
            _ => None,
        }
    }

    fn comparison(&self, base: Option<&Base>, period: Option<Period>) -> String {
        match base {
            None | Some(Base::Year) => "yoy".to_owned(),
            Some(Base::Month) => "mom".to_owned(),
            Some(Base::YearEnd) => "previous_year_end".to_owned(),
            Some(Base::Printed(base)) => self.printed(base, period).unwrap_or(base).to_owned(),
        }
    }

    /// The name of a printed base that says which month or year comes before `period`.
    fn printed(&self, base: &str, period: Option<Period>) -> Option<&'static str> {
        let (when, len) = date::read(base)?;
        let (rest, period) = (&base[len..], period?);
        match (when.part, period) {
            (Part::Months(a, b), Period::Month(_, now))
                if a == b && rest.is_empty() && now == a % 12 + 1 =>
            {
                Some("mom")
            }
            (Part::YearEnd, _) if rest.is_empty() => {
                let year = when.resolve(Some(period), self.written)?.year();
                (year + 1 == period.year()).then_some("previous_year_end")
            }
            // 比去年上半年
            (Part::Half(_) | Part::Quarter(_) | Part::Months(..), _)
                if rest.is_empty() || rest == SAME =>
            {
                let base = when.resolve(Some(period), self.written)?;
                let year = base.year() + 1;
                (base.in_year(year) == period).then_some("yoy")
            }
            // 比2022年同期, and in a figure of a year 比2022年
            (part @ (Part::Whole | Part::Same), _) => {
                let year = when.resolve(Some(period), self.written)?.year();
                let same = part == Part::Same || matches!(period, Period::Year(_));
                let same = same && rest.is_empty() || rest.ends_with(SAME);
                (same && year + 1 == period.year()).then_some("yoy")
            }
            _ => None,
        }
    }
}

fn is_same(what: &What) -> bool {
    matches!(what, What::Time(When { part: Part::Same, .. }))
}

/// Whether a period is longer than any year, so that what grew in it is not against the one before.
fn is_several_years(period: Period) -> bool {
    match period {
        Period::Years(first, last) => first < last,
        Period::Days(first, last) => first.year() + 1 < last.year(),
        _ => false,
    }
}
