//! The cues between the words and a figure, off their end: verbs, bounds, bases of comparison.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::numeral;

use super::{Base, Lead};
use crate::base::ON_BASE;
use crate::lexicon::{Lexicon, Role, Roles, UnitKind, roles};
use crate::scan::Sort;
use crate::subject::Places;

/// Longest base of a comparison, in bytes.
const BASE: usize = 60;
/// Longest time at which a change starts, and longest length of time, in bytes.
const ORIGIN: usize = 45;
const STREAK: usize = 18;

/// The words that go off the end; a word of several roles has the first of them.
const CUES: [Role; 13] = [
    Role::Growth,
    Role::Fall,
    Role::Level,
    Role::Each,
    Role::YearOnYear,
    Role::MonthOnMonth,
    Role::AboutBefore,
    Role::MoreThanBefore,
    Role::LessThanBefore,
    Role::AtMostBefore,
    Role::AtLeastBefore,
    Role::Value,
    Role::Origin,
];
const VERBS: Roles = roles(&[Role::Growth, Role::Fall]);
const ADVERBS: Roles = roles(&[Role::Value, Role::Each]);

impl Lead {
    /// Takes the cues off the end of `text`, from right to left, and gives what is left.
    pub(super) fn tail<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let mut rest = text;
        let mut level = false;
        loop {
            rest = rest.trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '“' | '‘' | '（' | '(' | '、' | '—')
            });
            if let Some(of) = rest.strip_suffix('的') {
                if lexicon.words(Role::Level).at_end(of).is_some() {
                    rest = of;
                    continue;
                }
                if let Some(origin) = self.origin(lexicon, of) {
                    rest = origin;
                    continue;
                }
                self.multiple(lexicon, of);
                return rest;
            }
            if self.present.has(Role::Streak)
                && let Some(before) = without_streak(lexicon, rest)
            {
                rest = before;
                continue;
            }
            if self.falls.is_some()
                && let Some(before) = without_years(rest)
            {
                rest = before;
                continue;
            }
            if let Some(before) = self.added(lexicon, rest) {
                rest = before;
                continue;
            }
            let Some(endings) = lexicon.endings(rest, roles(&CUES)) else { break };
            let Some((len, word)) = endings.longest_of(roles(&CUES)) else { break };
            let Some(cue) = CUES.into_iter().find(|cue| word.has(*cue)) else { break };
            if endings.of(Role::Keep) >= len {
                break;
            }
            let changed = self.falls.is_some();
            let mut bound = |bound| _ = self.bound.get_or_insert(bound);
            match cue {
                Role::Value => self.valued = true,
                Role::Origin => (self.valued, self.origin) = (true, true),
                Role::Level => (level, self.valued, self.arrived) = (true, true, true),
                Role::Each => self.each = true,
                Role::YearOnYear => _ = self.base.get_or_insert(Base::Year),
                Role::MonthOnMonth => _ = self.base.get_or_insert(Base::Month),
                _ if changed => break,
                // 增长到: the figure is where it arrived.
                Role::Growth | Role::Fall => {
                    self.falls = (!level).then_some(cue == Role::Fall);
                    self.produces = word.has(Role::Produce);
                }
                Role::AboutBefore => bound(Bound::About),
                Role::MoreThanBefore => bound(Bound::MoreThan),
                Role::LessThanBefore => bound(Bound::LessThan),
                Role::AtMostBefore => bound(Bound::AtMost),
                _ => bound(Bound::AtLeast),
            }
            rest = &rest[..rest.len() - len];
            if changed || self.falls.is_some() {
                rest = self.printed_base(lexicon, rest);
            }
        }
        rest
    }

    /// `利润由上年下降转为`: what grows now fell before.
    pub(super) fn turned<'a>(&self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let origin = self.last(lexicon, Role::Origin, text).filter(|it| it.start > 0);
        let Some(origin) = origin.filter(|_| self.falls.is_some() && self.valued) else {
            return text;
        };
        let verbs = lexicon.endings(text, VERBS);
        let verb = verbs.map_or(0, |it| it.of(Role::Growth).max(it.of(Role::Fall)));
        // Between the two stands no more than a time.
        let between = text.len().checked_sub(verb + origin.end);
        let fell = verb > 0 && between.is_some_and(|len| len <= STREAK);
        if fell { &text[..origin.start] } else { text }
    }

    /// `比年初新增`: behind a base, what is added is a change.
    fn added<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
        let word = lexicon.words(Role::Addition).at_end(text).filter(|_| self.falls.is_none())?;
        let before = &text[..text.len() - word.len()];
        let rest = self.printed_base(lexicon, before);
        let told = [Role::YearOnYear, Role::MonthOnMonth];
        let based = rest.len() < before.len()
            || told.iter().any(|role| lexicon.words(*role).at_end(before).is_some());
        based.then(|| {
            self.falls = Some(false);
            rest
        })
    }

    /// `由统一品牌后的`: when the level was that at which a change starts.
    pub(super) fn origin<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
        let origin = self.last(lexicon, Role::Origin, text)?;
        let when = &text[origin.end..];
        let measures = lexicon.words(Role::MeasureHead).at_end(when).is_some();
        if origin.start == 0 || when.len() > ORIGIN || measures || when.contains('、') {
            return None;
        }
        (self.valued, self.origin) = (true, true);
        Some(&text[..origin.start])
    }

    /// `增速高于全省平均水平`, `比全省高`: what is overtopped, off the end.
    pub(super) fn gap<'a>(
        &mut self,
        lexicon: &Lexicon,
        places: &Places,
        text: &'a str,
        sort: Sort,
    ) -> &'a str {
        let point = sort == Sort::Unit(UnitKind::Point);
        let measured = matches!(sort, Sort::Unit(kind) if kind != UnitKind::Duration);
        if !measured {
            return text;
        }
        for (role, falls) in [(Role::Higher, false), (Role::Lower, true)] {
            if !point {
                break;
            }
            let endings = lexicon.endings(text, VERBS);
            let verb = endings.map_or(0, |it| it.of(Role::Growth).max(it.of(Role::Fall)));
            // 提高 is a verb of growth.
            let gap = lexicon.words(role).at_end(text).filter(|gap| gap.len() >= verb);
            let Some(gap) = gap else { continue };
            let before = &text[..text.len() - gap.len()];
            let Some(marker) = lexicon.free(Role::BaseMarker, Role::NotBase, before).last() else {
                continue;
            };
            if self.compare(lexicon, before[marker.end..].trim()) {
                self.falls = Some(falls);
                return &text[..marker.start];
            }
        }
        for (role, falls) in [(Role::GapAbove, false), (Role::GapBelow, true)] {
            let Some(gap) = self.last(lexicon, role, text) else { continue };
            let base = text[gap.end..].trim();
            // 超过西安100亿元, but 超过预算100亿元 can be the amount.
            let named = || {
                let place = places.named(lexicon, base);
                place.is_some_and(|(_, len)| len == base.len())
                    || lexicon.words(Role::BaseHead).at_end(base).is_some()
            };
            if base.is_empty() || base.len() > BASE || !point && !named() {
                continue;
            }
            self.falls = Some(falls);
            self.base = Some(classify(lexicon, base));
            return &text[..gap.start];
        }
        text
    }

    /// `完成年初预算的`: the plan that the figure is a share of, off the end.
    pub(super) fn plan<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let object = text.trim_end_matches('的');
        if self.falls.is_some() || lexicon.words(Role::Plan).at_end(object).is_none() {
            return self.reached(lexicon, text, object);
        }
        let Some(verb) = lexicon.words(Role::Fulfil).find_last(object) else { return text };
        let plan = &object[verb.end..];
        let verb_word = &object[verb.clone()];
        self.plan = Some(match verb_word.chars().count() {
            1 => format!("{verb_word}{plan}的比例"),
            _ => format!("{verb_word}{plan}比例"),
        });
        &text[..verb.start]
    }

    /// `销量达到总销量的`: of what the figure is a share, off the end.
    fn reached<'a>(&mut self, lexicon: &Lexicon, text: &'a str, object: &'a str) -> &'a str {
        let measured = object.len() < text.len()
            && self.falls.is_none()
            && lexicon.words(Role::MeasureHead).at_end(object).is_some();
        let verb = lexicon.words(Role::Fulfil).find_last(object);
        let long = |verb: &Range<usize>| object[verb.clone()].chars().count() > 1;
        let Some(verb) = verb.filter(|verb| measured && verb.start > 0 && long(verb)) else {
            return text;
        };
        self.share = Some(object[verb.end..].to_owned());
        &text[..verb.start]
    }

    /// `比2010年翻一番`, `在2010年的基础上翻一番`: what is doubled, off the end.
    pub(super) fn doubled<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let on_base = text.strip_suffix(ON_BASE).and_then(|it| it.rsplit_once('在'));
        let rest = match on_base {
            Some((rest, base)) => {
                let base = base.trim_end_matches('的');
                self.doubled = (!base.is_empty()).then(|| classify(lexicon, base));
                rest
            }
            None => self.printed_base(lexicon, text),
        };
        self.doubled = self.doubled.take().or(self.base.take());
        self.tail(lexicon, rest)
    }

    /// `是2019年`, before 的 and the number of a multiple.
    pub(super) fn multiple(&mut self, lexicon: &Lexicon, text: &str) {
        let Some(verb) = lexicon.words(Role::Value).find_last(text) else { return };
        let copula = lexicon.words(Role::Copula).contains(&text[verb.clone()]);
        let whole = &text[verb.end..];
        if copula && (self.each || !self.valued) && !whole.is_empty() {
            self.multiple_of = Some(whole.to_owned());
        }
    }

    /// `…比1—3月`, `与2015年同期相比`: the base of a change, off the end.
    pub(super) fn printed_base<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        if self.base.is_some() || !self.present.has(Role::BaseMarker) {
            return text;
        }
        let markers = lexicon.free(Role::BaseMarker, Role::NotBase, text);
        let Some(marker) = markers.last() else { return text };
        let base = text[marker.end..].trim_matches(|c: char| c.is_whitespace() || c == '，');
        let (base, rest) = if base.is_empty() {
            let before = lexicon.words(Role::BasePreposition).find_last(&text[..marker.start]);
            let Some(before) = before else { return text };
            (&text[before.end..marker.start], &text[..before.start])
        } else {
            (base, &text[..marker.start])
        };
        if self.compare(lexicon, base) { rest } else { text }
    }

    /// Takes in a base with the adverbs behind it, if it can be one: `上月分别`.
    fn compare(&mut self, lexicon: &Lexicon, base: &str) -> bool {
        let (base, adverbs) = base.split_at(without_adverbs(lexicon, base).len());
        if base.is_empty() || base.len() > BASE {
            return false;
        }
        self.each |= lexicon.words(Role::Each).find(adverbs).is_some();
        self.base = Some(classify(lexicon, base));
        true
    }

    /// `增速为5%` is a change of what grows.
    pub(super) fn rate_noun<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        for (role, falls) in [(Role::GrowthNoun, false), (Role::FallNoun, true)] {
            if let Some(word) = lexicon.words(role).at_end(text) {
                self.rate_falls = Some(falls);
                let rest = &text[..text.len() - word.len()];
                return self.tail(lexicon, rest);
            }
        }
        text
    }

    /// `占总产值的`, `占规模以上工业总产值比重`: of what the figure is a share.
    pub(super) fn share<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let verbs = lexicon.free(Role::Share, Role::NotShare, text);
        let Some(verb) = verbs.last() else { return text };
        let noun = lexicon.words(Role::ShareHead).contains(&text[verb.clone()]);
        if text[verb.clone()].starts_with('约') || text[..verb.start].ends_with('约') {
            self.bound.get_or_insert(Bound::About);
        }
        let object = text[verb.end..].trim_start_matches(['了', '到']).trim_end_matches('的');
        // 占地3000平方米 is no share.
        if noun && object.is_empty() || object == "地" {
            return text;
        }
        let head = lexicon.words(Role::ShareHead).at_end(object).map_or(0, str::len);
        let object = object[..object.len() - head].trim_end_matches('的');
        self.share = Some(object.to_owned());
        text[..verb.start].trim_end_matches('的')
    }
}

/// `8月份分别` without the words that belong to the verb behind it.
fn without_adverbs<'a>(lexicon: &Lexicon, base: &'a str) -> &'a str {
    let mut rest = base;
    loop {
        let Some(endings) = lexicon.endings(rest, ADVERBS) else { return rest };
        let len = endings.of(Role::Value).max(endings.of(Role::Each));
        let before = &rest[..rest.len() - len];
        // 上年全年 is a time.
        let whole = before.ends_with('年') && rest[before.len()..].starts_with('全');
        if len == 0 || endings.of(Role::Keep) >= len || whole {
            return rest;
        }
        rest = before;
    }
}

/// `产量连续9年` without how long it has gone on.
fn without_streak<'a>(lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
    if !text.ends_with(['年', '月', '次', '天', '季', '届']) {
        return None;
    }
    let streak = lexicon.words(Role::Streak).find_last(text)?;
    (text.len() - streak.end <= STREAK).then_some(&text[..streak.start])
}

/// `收入十年`, before a verb of growth, without how long that took.
fn without_years(text: &str) -> Option<&str> {
    let years = text.strip_suffix('年')?;
    let is_number = |c: char| c.is_ascii_digit() || numeral::starts(c);
    let before = years.trim_end_matches(is_number);
    (before.len() < years.len() && !before.is_empty()).then_some(before)
}

/// What sort of base words name.
pub(crate) fn classify(lexicon: &Lexicon, base: &str) -> Base {
    let is = |role| lexicon.words(role).contains(base);
    if is(Role::BaseOfYear) {
        Base::Year
    } else if is(Role::BaseOfMonth) {
        Base::Month
    } else if is(Role::BaseOfYearEnd) {
        Base::YearEnd
    } else {
        Base::Printed(base.to_owned())
    }
}
