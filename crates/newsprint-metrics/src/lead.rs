//! What the words before a figure say: cues off the end, openings off the head, the rest is the
//! indicator.

use std::ops::Range;

use newsprint_core::Bound;
use newsprint_zh::{marks, numeral};

use crate::lexicon::{Lexicon, Present, Role, UnitKind};
use crate::scan::{Figure, Sort};
use crate::subject::Places;

/// The words before a figure, taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lead {
    pub(crate) subject: Option<String>,
    /// What is measured; empty where the text leaves it to the figure before.
    pub(crate) indicator: String,
    /// A verb of growth (`false`) or decline (`true`) governs the figure.
    pub(crate) falls: Option<bool>,
    /// The figure is the value of a growth rate (`false`) or rate of decline (`true`).
    pub(crate) rate_falls: Option<bool>,
    /// 分别 deals values out to the items of the indicator.
    pub(crate) each: bool,
    pub(crate) bound: Option<Bound>,
    /// What a change is measured against.
    pub(crate) base: Option<Base>,
    /// Of what the figure is a share: `出口总值`, empty where it is left out.
    pub(crate) share: Option<String>,
    /// Which plan the figure is a share of: `完成年初预算比例`.
    pub(crate) plan: Option<String>,
    /// The figure is the level at which a change starts.
    pub(crate) origin: bool,
    /// The figure is the level at which a change arrived.
    pub(crate) arrived: bool,
    /// The roles of the words.
    present: Present,
    /// 了 stands before the figure.
    pub(crate) done: bool,
    /// The verb that was taken off the head.
    pub(crate) verb: String,
    /// The figure sums up what was added.
    pub(crate) accumulated: bool,
    /// A value verb stands before the figure.
    pub(crate) valued: bool,
    /// What a multiple is a multiple of.
    pub(crate) multiple_of: Option<String>,
}

/// The base of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Year,
    Month,
    YearEnd,
    Printed(String),
}

/// Longest base of a comparison, in bytes.
const BASE: usize = 60;
/// Longest time at which a change starts, and longest length of time, in bytes.
const ORIGIN: usize = 45;
const STREAK: usize = 18;

/// What is looked for inside of the words.
const LOOKED_FOR: [Role; 11] = [
    Role::Accumulated,
    Role::Apposition,
    Role::BaseMarker,
    Role::Each,
    Role::GapAbove,
    Role::GapBelow,
    Role::JointVerb,
    Role::LightVerb,
    Role::Origin,
    Role::Share,
    Role::Streak,
];

/// Takes the words before a figure of `sort` apart.
pub(crate) fn read(lexicon: &Lexicon, places: &Places, text: &str, sort: Sort) -> Lead {
    let present = lexicon.present(text, &LOOKED_FOR);
    let accumulated = present.has(Role::Accumulated);
    let done = text.ends_with('了');
    let mut lead = Lead { accumulated, done, present, ..Lead::default() };
    let rest = if sort == Sort::Unit(UnitKind::Point) { lead.gap(lexicon, text) } else { text };
    let mut rest = lead.tail(lexicon, rest);
    if lead.falls.is_none() && !matches!(sort, Sort::Rank | Sort::Unit(UnitKind::Point)) {
        rest = lead.rate_noun(lexicon, rest);
    }
    if sort == Sort::Unit(UnitKind::Percent) {
        rest = lead.plan(lexicon, rest);
    }
    let rest = if present.has(Role::Share) { lead.share(lexicon, rest) } else { rest };
    let each = lead.last(lexicon, Role::Each, rest).filter(|each| rest[each.clone()].len() > 3);
    match each {
        Some(each) if !lead.each => {
            // 对甲、乙分别出口…: the word stands before what is shared.
            lead.each = true;
            lead.head(lexicon, places, &format!("{}{}", &rest[..each.start], &rest[each.end..]));
        }
        _ => lead.head(lexicon, places, rest),
    }
    lead
}

/// The subject that the words of a clause name at their head.
pub(crate) fn subject(lexicon: &Lexicon, places: &Places, text: &str) -> Option<String> {
    let mut lead = Lead { present: Present::only(Role::Apposition), ..Lead::default() };
    lead.start(lexicon, places, text);
    lead.subject
}

impl Lead {
    /// Whether the figure is the base of a comparison, and not compared itself: `较去年同期4%`.
    pub(crate) fn is_base(&self) -> bool {
        self.base.is_some() && self.falls.is_none() && self.indicator.is_empty()
    }

    /// The last word of `role` in a part of the words.
    fn last(&self, lexicon: &Lexicon, role: Role, part: &str) -> Option<Range<usize>> {
        self.present.has(role).then(|| lexicon.words(role).find_last(part))?
    }

    /// Whether the words leave to others what is measured, and how.
    pub(crate) fn says_nothing(&self) -> bool {
        let changes = self.falls.is_some() || self.rate_falls.is_some();
        self.indicator.is_empty() && !changes && self.share.is_none() && self.plan.is_none()
    }

    /// `减少碳排放12万吨` tells a change of what is behind the verb.
    pub(crate) fn change_of_object(&mut self, lexicon: &Lexicon) {
        let verb = lexicon.words(Role::ChangeOf).at_start(&self.indicator);
        if let Some(verb) =
            verb.filter(|verb| self.says_a_level() && verb.len() < self.indicator.len())
            && lexicon.words(Role::KeepStart).at_start(&self.indicator).is_none()
            && lexicon.words(Role::KeptVerb).at_start(&self.indicator).is_none()
        {
            self.falls = Some(lexicon.words(Role::Fall).contains(verb));
            self.indicator = self.indicator[verb.len()..].to_owned();
        }
    }

    /// Whether the words before a figure are likelier a verb than what is measured, given a noun
    /// behind it: `新投产了20万千瓦的光伏装机`; `of` says that 的 stands before the noun.
    pub(crate) fn is_verb(&self, lexicon: &Lexicon, of: bool) -> bool {
        let measured = lexicon.words(Role::MeasureHead).at_end(&self.indicator).is_some();
        self.says_a_level() && !measured && (of || self.done)
    }

    /// Whether the indicator ends with the word for a share of a whole: 占比.
    pub(crate) fn names_shares(&self) -> bool {
        self.indicator.ends_with("占比")
    }

    /// Whether only a verb says what is measured: `投入3亿元`.
    pub(crate) fn is_only_a_verb(&self, lexicon: &Lexicon, figure: &Figure) -> bool {
        matches!(figure.sort, Sort::Unit(UnitKind::Money | UnitKind::Measure))
            && self.says_nothing()
            && !self.valued
            && !self.verb.is_empty()
            && !lexicon.words(Role::Value).contains(&self.verb)
    }

    fn says_a_level(&self) -> bool {
        let changes = self.falls.is_some() || self.rate_falls.is_some();
        let valued = self.valued && !self.done;
        !changes && self.base.is_none() && self.share.is_none() && !valued
    }

    /// Takes the cues off the end of `text`, from right to left, and gives what is left.
    fn tail<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let mut rest = text;
        let mut level = false;
        loop {
            rest = rest.trim_end_matches(|c: char| c.is_whitespace() || "“‘（(、—".contains(c));
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
            let endings = lexicon.endings(rest);
            let cues = [
                (endings.of(Role::Growth), Cue::Change(false)),
                (endings.of(Role::Fall), Cue::Change(true)),
                (endings.of(Role::Level), Cue::Level),
                (endings.of(Role::Each), Cue::Each),
                (endings.of(Role::YearOnYear), Cue::Base(Base::Year)),
                (endings.of(Role::MonthOnMonth), Cue::Base(Base::Month)),
                (endings.of(Role::AboutBefore), Cue::Bound(Bound::About)),
                (endings.of(Role::MoreThanBefore), Cue::Bound(Bound::MoreThan)),
                (endings.of(Role::LessThanBefore), Cue::Bound(Bound::LessThan)),
                (endings.of(Role::AtMostBefore), Cue::Bound(Bound::AtMost)),
                (endings.of(Role::AtLeastBefore), Cue::Bound(Bound::AtLeast)),
                (endings.of(Role::Value), Cue::Value),
                (endings.of(Role::Origin), Cue::Origin),
            ];
            let Some((len, cue)) = cues.into_iter().rev().max_by_key(|cue| cue.0) else { break };
            if len == 0 || endings.of(Role::Keep) > 0 && endings.of(Role::Keep) >= len {
                break;
            }
            let changed = self.falls.is_some();
            match cue {
                Cue::Change(_) | Cue::Bound(_) if changed => break,
                // 增长到: the figure is where it arrived.
                Cue::Change(falls) => self.falls = (!level).then_some(falls),
                Cue::Level => (level, self.valued, self.arrived) = (true, true, true),
                Cue::Each => self.each = true,
                Cue::Base(base) => {
                    self.base.get_or_insert(base);
                }
                Cue::Bound(bound) => {
                    self.bound.get_or_insert(bound);
                }
                Cue::Value => self.valued = true,
                Cue::Origin => (self.valued, self.origin) = (true, true),
            }
            rest = &rest[..rest.len() - len];
            if changed || self.falls.is_some() {
                rest = self.printed_base(lexicon, rest);
            }
        }
        rest
    }

    /// `由统一品牌后的`: when the level was that at which a change starts.
    fn origin<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> Option<&'a str> {
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
    fn gap<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        for (role, falls) in [(Role::Higher, false), (Role::Lower, true)] {
            let endings = lexicon.endings(text);
            let verb = endings.of(Role::Growth).max(endings.of(Role::Fall));
            // 提高 is a verb of growth.
            let gap = lexicon.words(role).at_end(text).filter(|gap| gap.len() >= verb);
            let Some(gap) = gap else { continue };
            let before = &text[..text.len() - gap.len()];
            let Some(marker) = lexicon.free(Role::BaseMarker, Role::NotBase, before).last() else {
                continue;
            };
            let base = before[marker.end..].trim();
            if !base.is_empty() && base.len() <= BASE {
                self.falls = Some(falls);
                self.base = Some(classify(lexicon, base));
                return &text[..marker.start];
            }
        }
        for (role, falls) in [(Role::GapAbove, false), (Role::GapBelow, true)] {
            let Some(gap) = self.last(lexicon, role, text) else { continue };
            let base = text[gap.end..].trim();
            if base.is_empty() || base.len() > BASE {
                continue;
            }
            self.falls = Some(falls);
            self.base = Some(classify(lexicon, base));
            return &text[..gap.start];
        }
        text
    }

    /// `完成年初预算的`: the plan that the figure is a share of, off the end.
    fn plan<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let object = text.trim_end_matches('的');
        if self.falls.is_some() || lexicon.words(Role::Plan).at_end(object).is_none() {
            return text;
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

    /// `是2019年`, before 的 and the number of a multiple.
    fn multiple(&mut self, lexicon: &Lexicon, text: &str) {
        let Some(verb) = lexicon.words(Role::Value).find_last(text) else { return };
        let copula = lexicon.words(Role::Copula).contains(&text[verb.clone()]);
        let whole = &text[verb.end..];
        if copula && (self.each || !self.valued) && !whole.is_empty() {
            self.multiple_of = Some(whole.to_owned());
        }
    }

    /// What a multiple measures: the indicator without `是2019年`.
    pub(crate) fn measured_by_multiple(&self, lexicon: &Lexicon) -> Option<&str> {
        let before = self.indicator.strip_suffix(self.multiple_of.as_ref()?)?;
        let verb = lexicon.words(Role::Value).at_end(before)?;
        Some(&before[..before.len() - verb.len()])
    }

    /// `…比1—3月`, `与2015年同期相比`: the base of a change, off the end.
    fn printed_base<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
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
        let base = without_adverbs(lexicon, base);
        if base.is_empty() || base.len() > BASE {
            return text;
        }
        self.base = Some(classify(lexicon, base));
        rest
    }

    /// `增速为5%` is a change of what grows.
    fn rate_noun<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
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
    fn share<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        let verbs = lexicon.free(Role::Share, Role::NotShare, text);
        let Some(verb) = verbs.last() else { return text };
        let noun = lexicon.words(Role::ShareHead).contains(&text[verb.clone()]);
        let object = text[verb.end..].trim_start_matches(['了', '到']).trim_end_matches('的');
        if noun && object.is_empty() {
            return text;
        }
        let head = lexicon.words(Role::ShareHead).at_end(object).map_or(0, str::len);
        let object = object[..object.len() - head].trim_end_matches('的');
        self.share = Some(object.to_owned());
        text[..verb.start].trim_end_matches('的')
    }

    /// Takes quotation, openings and the subject off the head.
    fn start<'a>(&mut self, lexicon: &Lexicon, places: &Places, text: &'a str) -> &'a str {
        let mut rest = text;
        for (at, c) in text.char_indices() {
            // Speech that is quoted past the clause starts a text of its own.
            if let Some(close) = marks::closing(c)
                && !text[at..].contains(close)
            {
                rest = &text[at + c.len_utf8()..];
            }
        }
        rest = self.openings(lexicon, places, rest);
        if let Some(word) = self.last(lexicon, Role::Apposition, rest)
            && let Some((subject, len)) = places.named(lexicon, &rest[word.end..])
        {
            self.subject = Some(subject);
            rest = &rest[word.end + len..];
        }
        rest
    }

    /// Takes openings, verbs and the subject off the head; what is left is the indicator.
    fn head(&mut self, lexicon: &Lexicon, places: &Places, text: &str) {
        let mut rest = self.start(lexicon, places, text);
        if let Some(verb) = self.last(lexicon, Role::LightVerb, rest) {
            rest = self.openings(lexicon, places, &rest[verb.end..]);
        }
        let mut indicator = rest.to_owned();
        if let Some(verb) = self.last(lexicon, Role::JointVerb, rest)
            && verb.start > 0
        {
            let before = &rest[..verb.start];
            let object = &rest[verb.end..];
            let joined = !before.contains(['、', '，']) || object.is_empty();
            indicator = if joined { format!("{before}{object}") } else { object.to_owned() };
        }
        if lexicon.words(Role::Pronoun).contains(&indicator) {
            indicator.clear();
        }
        without_aside(lexicon, &indicator).clone_into(&mut self.indicator);
    }

    fn openings<'a>(&mut self, lexicon: &Lexicon, places: &Places, text: &'a str) -> &'a str {
        let mut rest = without_span(lexicon, text);
        let mut verb = false;
        loop {
            let before = rest.len();
            rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || marks::ends_clause(c) || "）)”’—…。".contains(c)
            });
            if lexicon.words(Role::KeepStart).at_start(rest).is_some() {
                return rest;
            }
            if let Some(told) = lexicon.words(Role::Demonstrative).at_start(rest)
                && lexicon.words(Role::MeasureHead).contains(&rest[told.len()..])
            {
                return "";
            }
            // Behind a verb a place is part of the object: 创建全国文明城市.
            if !verb && let Some((subject, len)) = places.at_start(lexicon, rest) {
                self.subject = Some(subject);
                rest = &rest[len..];
                continue;
            }
            let opening = lexicon.words(Role::Opening).at_start(rest).map_or(0, str::len);
            let leading = lexicon.words(Role::LeadingVerb).at_start(rest).map_or(0, str::len);
            if leading > opening {
                verb = true;
                rest[..leading].clone_into(&mut self.verb);
            }
            rest = &rest[opening.max(leading)..];
            if rest.len() == before {
                return rest;
            }
        }
    }
}

/// `7天共保障航班` without the length of time.
fn without_span<'a>(lexicon: &Lexicon, text: &'a str) -> &'a str {
    let Some(number) = numeral::read(text) else { return text };
    let Some((unit, what)) = lexicon.unit(&text[number.len..]) else { return text };
    let rest = &text[number.len + unit.len()..];
    let ends = lexicon.words(Role::SpanEnd).at_start(rest).map_or(0, str::len);
    let span = what.kind == UnitKind::Duration && (ends > 0 || unit == "天");
    if span && ends < rest.len() { &rest[ends..] } else { text }
}

/// `8月份分别` without the words that belong to the verb behind it.
fn without_adverbs<'a>(lexicon: &Lexicon, base: &'a str) -> &'a str {
    let mut rest = base;
    loop {
        let endings = lexicon.endings(rest);
        let len = endings.of(Role::Value).max(endings.of(Role::Each));
        if len == 0 || endings.of(Role::Keep) >= len {
            return rest;
        }
        rest = &rest[..rest.len() - len];
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

/// `进口均价(下同)` without its bracket.
fn without_aside<'a>(lexicon: &Lexicon, indicator: &'a str) -> &'a str {
    let trimmed = indicator.trim_end_matches(['的', '了', '等']);
    let inside = trimmed.strip_suffix(['）', ')']).and_then(|it| it.rsplit_once(['（', '(']));
    match inside {
        Some((before, aside)) if lexicon.words(Role::Aside).at_start(aside).is_some() => before,
        _ => trimmed,
    }
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

enum Cue {
    Change(bool),
    Level,
    Each,
    Base(Base),
    Bound(Bound),
    Value,
    Origin,
}
