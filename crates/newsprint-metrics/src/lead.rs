//! What the words before a figure say: cues off the end, openings off the head, the rest is the
//! indicator.

use newsprint_core::Bound;
use newsprint_zh::marks;

use crate::lexicon::{Lexicon, Role};
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

/// Takes the words before a figure apart.
pub(crate) fn read(lexicon: &Lexicon, places: &Places, text: &str) -> Lead {
    let accumulated = lexicon.words(Role::Accumulated).find(text).is_some();
    let mut lead = Lead { accumulated, ..Lead::default() };
    let rest = lead.tail(lexicon, text);
    let rest = lead.share(lexicon, rest);
    match lexicon.words(Role::Each).find_last(rest).filter(|each| rest[each.clone()].len() > 3) {
        Some(each) if !lead.each => {
            // 对甲、乙分别出口…: the word stands before what is shared.
            lead.each = true;
            lead.head(lexicon, places, &format!("{}{}", &rest[..each.start], &rest[each.end..]));
        }
        _ => lead.head(lexicon, places, rest),
    }
    lead
}

impl Lead {
    /// Whether the figure is the base of a comparison, and not compared itself: `较去年同期4%`.
    pub(crate) fn is_base(&self) -> bool {
        self.base.is_some() && self.falls.is_none() && self.indicator.is_empty()
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
                self.multiple(lexicon, of);
                return rest;
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
                Cue::Level => (level, self.valued) = (true, true),
                Cue::Each => self.each = true,
                Cue::Base(base) => {
                    self.base.get_or_insert(base);
                }
                Cue::Bound(bound) => {
                    self.bound.get_or_insert(bound);
                }
                Cue::Value => self.valued = true,
            }
            rest = &rest[..rest.len() - len];
            if changed || self.falls.is_some() {
                rest = self.printed_base(lexicon, rest);
            }
        }
        self.rate_noun(lexicon, rest)
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
        if self.base.is_some() {
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
        if base.is_empty() || base.len() > BASE {
            return text;
        }
        self.base = Some(classify(lexicon, base));
        rest
    }

    /// `增速为5%` is a change of what grows.
    fn rate_noun<'a>(&mut self, lexicon: &Lexicon, text: &'a str) -> &'a str {
        if self.falls.is_some() {
            return text;
        }
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
        let object = text[verb.end..].trim_start_matches(['了', '到']).trim_end_matches('的');
        let head = lexicon.words(Role::ShareHead).at_end(object).map_or(0, str::len);
        let object = object[..object.len() - head].trim_end_matches('的');
        self.share = Some(object.to_owned());
        text[..verb.start].trim_end_matches('的')
    }

    /// Takes openings, verbs and the subject off the head; what is left is the indicator.
    fn head(&mut self, lexicon: &Lexicon, places: &Places, text: &str) {
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
        if let Some(verb) = lexicon.words(Role::LightVerb).find_last(rest) {
            rest = self.openings(lexicon, places, &rest[verb.end..]);
        }
        let mut indicator = rest.to_owned();
        if let Some(verb) = lexicon.words(Role::JointVerb).find_last(rest)
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
        let mut rest = text;
        let mut verb = false;
        loop {
            let before = rest.len();
            rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || marks::ends_clause(c) || "）)”’—…。".contains(c)
            });
            if lexicon.words(Role::KeepStart).at_start(rest).is_some() {
                return rest;
            }
            // Behind a verb a place is part of the object: 创建全国文明城市.
            if !verb && let Some((subject, len)) = places.at_start(lexicon, rest) {
                self.subject = Some(subject);
                rest = &rest[len..];
                continue;
            }
            let opening = lexicon.words(Role::Opening).at_start(rest).map_or(0, str::len);
            let leading = lexicon.words(Role::LeadingVerb).at_start(rest).map_or(0, str::len);
            verb |= leading > opening;
            rest = &rest[opening.max(leading)..];
            if rest.len() == before {
                return rest;
            }
        }
    }
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
}
