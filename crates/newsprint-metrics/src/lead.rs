//! What the words before a figure say: cues off the end, openings off the head, the rest is the
//! indicator.

mod head;
mod tail;

use std::borrow::Cow;
use std::ops::Range;

use newsprint_core::Bound;

use crate::lexicon::{Lexicon, Present, Role, Roles, UnitKind, roles};
use crate::scan::{Figure, Sort};
use crate::subject::Places;

pub(crate) use tail::classify;

/// The words before a figure, taken apart.
#[expect(clippy::struct_excessive_bools, reason = "facts about the words, which combine freely")]
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
    /// The roles that the words can have.
    present: Present,
    /// 了 stands before the figure.
    pub(crate) done: bool,
    /// The verb that was taken off the head.
    pub(crate) verb: String,
    /// The verb tells a change of what was produced: 增产.
    pub(crate) produces: bool,
    /// The figure sums up what was added.
    pub(crate) accumulated: bool,
    /// A value verb stands before the figure.
    pub(crate) valued: bool,
    /// What a multiple is a multiple of.
    pub(crate) multiple_of: Option<String>,
    /// What a figure that doubles is compared with.
    pub(crate) doubled: Option<Base>,
}

/// The base of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Year,
    Month,
    YearEnd,
    Printed(String),
}

/// What is looked for inside of the words.
pub(crate) const LOOKED_FOR: Roles = roles(&[
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
]);

/// Takes the words before a figure of `sort` apart. `clause` has the roles in the clause that they are
/// of; words that times were taken out of can make others together.
#[expect(clippy::ptr_arg, reason = "words that are borrowed stand in the clause as they are")]
pub(crate) fn read(
    lexicon: &Lexicon,
    places: &Places,
    words: &Cow<'_, str>,
    clause: Present,
    sort: Sort,
) -> Lead {
    let (text, present) = match words {
        Cow::Borrowed(words) => (*words, clause),
        Cow::Owned(words) => (words.as_str(), lexicon.present(words, LOOKED_FOR)),
    };
    let accumulated =
        present.has(Role::Accumulated) && lexicon.words(Role::Accumulated).find(text).is_some();
    let done = text.ends_with('了');
    let mut lead = Lead { present, done, accumulated, ..Lead::default() };
    let rest = lead.gap(lexicon, places, text, sort);
    let rest = lead.tail(lexicon, rest);
    let mut rest = lead.turned(lexicon, rest);
    if lead.falls.is_none()
        && !matches!(sort, Sort::Rank | Sort::Doubling | Sort::Unit(UnitKind::Point))
    {
        rest = lead.rate_noun(lexicon, rest);
    }
    if sort == Sort::Unit(UnitKind::Percent) {
        rest = lead.plan(lexicon, rest);
    }
    if sort == Sort::Doubling {
        rest = lead.doubled(lexicon, rest);
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

    /// Whether a word of `role` stands among the words.
    fn has(&self, role: Role) -> bool {
        self.present.has(role)
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
            self.produces = lexicon.words(Role::Produce).contains(verb);
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

    /// Takes who acts, and how, off the head of the indicator: `水利部已安排投资`.
    pub(crate) fn without_actor(&mut self, lexicon: &Lexicon, places: &Places, name: &str) {
        let Some(rest) = self.indicator.strip_prefix(name).map(str::to_owned) else { return };
        self.openings(lexicon, places, &rest).clone_into(&mut self.indicator);
    }

    /// Whether the indicator is a growth itself: 增加值增速.
    pub(crate) fn names_growth(&self, lexicon: &Lexicon) -> bool {
        let nouns = [Role::GrowthNoun, Role::FallNoun];
        nouns.iter().any(|role| lexicon.words(*role).at_end(&self.indicator).is_some())
    }

    /// Whether only a verb says what is measured: `投入3亿元`.
    pub(crate) fn is_only_a_verb(&self, lexicon: &Lexicon, figure: &Figure) -> bool {
        matches!(figure.sort, Sort::Unit(UnitKind::Money | UnitKind::Measure))
            && self.says_nothing()
            && !self.valued
            && !self.verb.is_empty()
            && !lexicon.words(Role::Value).contains(&self.verb)
    }

    pub(crate) fn says_a_level(&self) -> bool {
        let changes = self.falls.is_some() || self.rate_falls.is_some();
        let valued = self.valued && !self.done;
        !changes && self.base.is_none() && self.share.is_none() && !valued
    }

    /// What a multiple measures: the indicator without `是2019年`.
    pub(crate) fn measured_by_multiple(&self, lexicon: &Lexicon) -> Option<&str> {
        let before = self.indicator.strip_suffix(self.multiple_of.as_ref()?)?;
        let verb = lexicon.words(Role::Value).at_end(before)?;
        Some(&before[..before.len() - verb.len()])
    }
}
