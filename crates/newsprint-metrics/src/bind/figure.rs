//! Reads one figure from the words around it.

use newsprint_zh::is_han;

use super::Reader;
use crate::lead::{self, Base, Lead};
use crate::lexicon::{Role, UnitKind};
use crate::place::{Place, SHARE, is_casualties};
use crate::predicate::Predicate;
use crate::reading::Rule;
use crate::said::is_measure;
use crate::scan::{Figure, Sort, Token};
use crate::subject::{self, is_joined};

/// Starts a clause that says once more what the one before names.
const THAT_IS: &str = "即";

/// How many figures were read at one go, and the length of the noun that follows the figure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Used {
    pub(super) figures: usize,
    pub(super) noun: usize,
}

impl Reader<'_> {
    /// Reads one figure, and those that share its words with it.
    pub(super) fn figure(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        rest: &[Token],
    ) -> Option<Used> {
        let words = place.words_before(self.lexicon, figure);
        let mut lead = lead::read(self.lexicon, &self.places, &words, place.present, figure.sort);
        by_sign_and_name(place, figure, &mut lead);
        // 甘肃、河南等6个省份: they are what the figure counts.
        if figure.counts() && lead.indicator.is_empty() {
            lead.subject.take_if(|subject| is_joined(subject));
        }
        let told = lead.falls.or(lead.rate_falls).is_some();
        if figure.sort == Sort::Unit(UnitKind::Percent) && !told && lead.share.is_none() {
            lead.falls = place.changes(self.lexicon);
        }
        let told = lead.falls.is_some() && !told;
        self.take_subject(place, &mut lead, &words);
        // 20%的高增长: what grows stands before it.
        let right = if told { None } else { place.right(self.lexicon, figure, &lead) };
        if !self.is_row(place, figure, &lead, right.as_deref(), &words)
            || place.is_field(self.lexicon, figure)
        {
            return None;
        }
        let shares = if deals(figure, &lead) {
            place.joined(self.lexicon, rest, lead.falls.is_some())
        } else {
            0
        };
        if shares > 0 {
            return Some(self.dealt(place, &lead, shares + 1));
        }
        let percent = figure.sort == Sort::Unit(UnitKind::Percent);
        let casualties = place.casualties(self.lexicon, figure);
        if casualties.is_some() || is_casualties(self.lexicon, &lead.indicator) {
            self.as_reported();
        }
        let behind = casualties.or_else(|| {
            let share = percent.then(|| place.share_of(self.lexicon, &lead)).flatten()?;
            self.resume(false);
            Some(share)
        });
        if let Some(indicator) = behind {
            lead.indicator.clone_from(&indicator);
            self.record_all(place, figure, &lead, indicator, Rule::Noun);
            return Some(Used { figures: 0, noun: 0 });
        }
        if let Some(predicate) = place.predicate(self.lexicon, figure) {
            return Some(self.counted_by_predicate(place, figure, lead, &predicate));
        }
        let noun = right.as_ref().filter(|_| !percent).map_or(0, String::len);
        self.measured(place, figure, lead, right, words.starts_with('、'));
        Some(Used { figures: 0, noun })
    }

    /// Reads a figure by its clause, by the noun behind it and by what was told before; `joined` to
    /// the last one.
    fn measured(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        mut lead: Lead,
        right: Option<String>,
        joined: bool,
    ) {
        if matches!(figure.sort, Sort::Unit(unit) if unit.is_measured()) {
            lead.change_of_object(self.lexicon);
        }
        let right = right.filter(|_| !lead.is_base());
        let used_noun = self.name_by_noun(place, figure, &mut lead, right);
        if used_noun && figure.counts() {
            let verb = self.shared_verb(place).unwrap_or_default().to_owned();
            lead.indicator.insert_str(0, &verb);
        }
        if joined {
            self.keep_verb(figure, &mut lead);
        }
        if figure.sort == Sort::Unit(UnitKind::Multiple)
            && let Some(measured) = lead.measured_by_multiple(self.lexicon).map(str::to_owned)
        {
            lead.indicator = measured;
        }
        let rule = if used_noun { Rule::Noun } else { Rule::Clause };
        let starts = |role| self.lexicon.words(role).at_start(&lead.indicator).is_some();
        let of_topic = starts(Role::Restored) || starts(Role::Effect);
        self.resume(of_topic || lead.indicator.is_empty());
        let indicator = self.said.whole(self.lexicon, &lead, figure);
        self.record_all(place, figure, &lead, indicator, rule);
    }

    /// Puts the verb of the last count before what this one counts: `改造站点3个、驿站2个`.
    fn keep_verb(&self, figure: &Figure, lead: &mut Lead) {
        if figure.counts()
            && let Some(verb) = &self.said.kept
            && self.lexicon.words(Role::LeadingVerb).at_start(&lead.indicator).is_none()
            && lead.verb.is_empty()
            && !lead.indicator.is_empty()
            && !self.lexicon.words(Role::Qualifier).contains(&lead.indicator)
        {
            lead.indicator.insert_str(0, verb);
        }
    }

    /// What stands before the noun of the last count, where this one follows it at once: 通达 of
    /// `通达26个国家232个城市`.
    fn shared_verb(&self, place: &Place<'_>) -> Option<&str> {
        let last = self.readings.get(self.sentence..)?.last()?;
        let noun = place.text.get(last.span.end..place.token().span.start)?;
        let noun = Some(noun).filter(|noun| !noun.is_empty() && noun.chars().all(is_han))?;
        last.indicator.strip_suffix(noun)
    }

    /// Names what a figure counts or measures by the noun behind it, and says whether one did.
    fn name_by_noun(
        &self,
        place: &Place<'_>,
        figure: &Figure,
        lead: &mut Lead,
        right: Option<String>,
    ) -> bool {
        // 67家企业里，有29家扩建: what the field counts.
        if let Some(noun) = place.field_noun_alike(self.lexicon, figure) {
            noun.clone_into(&mut lead.indicator);
            return true;
        }
        let right = match figure.sort {
            // 10多万农户 tells its noun itself.
            Sort::Unit(UnitKind::Noun) if figure.exponent >= 4 => Some(String::new()),
            _ => right,
        };
        let used = right.is_some();
        if let Some(right) = right {
            let mut own = std::mem::take(&mut lead.indicator);
            // 通达26个国家: what it does is told with what it counts.
            let is = |role, words: &str| self.lexicon.words(role).contains(words);
            if own.is_empty() && is(Role::Carries, &lead.verb) {
                own.clone_from(&lead.verb);
            }
            let generic = right.chars().count() <= 2 && !own.contains('、');
            lead.indicator = match figure.sort {
                Sort::Unit(UnitKind::Noun) => format!("{right}{}", figure.unit),
                // 覆盖97%的人口
                Sort::Unit(UnitKind::Percent) if is(Role::Carries, &own) => own + &right + SHARE,
                _ if is(Role::KeptVerb, &own) || is(Role::Carries, &own) => own + &right,
                _ if generic && own.chars().count() >= 4 => own + &right,
                _ => right,
            };
        }
        // 总投资50亿元的电池厂: the measure is of what follows.
        if matches!(figure.sort, Sort::Unit(UnitKind::Money | UnitKind::Measure))
            && is_measure(self.lexicon, &lead.indicator)
            && lead.says_a_level()
            && let Some(of) = place.of(self.lexicon)
        {
            lead.indicator.insert_str(0, of);
        }
        used
    }

    /// Takes in the subject that the words before a figure name.
    fn take_subject(&mut self, place: &Place<'_>, lead: &mut Lead, words: &str) {
        let (text, words_at) = (place.text, place.clause.span.start..place.token().span.start);
        // 当地: of the place that was told before, if there is one.
        let here = |subject: &&String| self.lexicon.words(Role::Here).contains(subject);
        if let Some(subject) = lead.subject.as_ref().filter(|it| !here(it)) {
            let at = self.name_at(text, words_at.clone(), subject);
            self.said.name(subject.clone(), at, false);
            self.passed.tell_subject();
        } else if place.from == place.clause.span.start
            && (lead.indicator.chars().next() == words.chars().next()
                || place.present.has(Role::LightVerb))
            && let Some(name) = subject::organisation(self.lexicon, words)
            && self.acts(&words[name.len()..])
        {
            let at = self.name_at(text, words_at, name);
            self.said.name(name.to_owned(), at, false);
            lead.without_actor(self.lexicon, &self.places, name);
            self.passed.tell_subject();
        }
    }

    /// Whether a verb stands at the start of `words`, or behind what says how: `已累计安排`.
    fn acts(&self, words: &str) -> bool {
        let mut rest = words;
        loop {
            let [verb, opening, value] =
                self.lexicon.longest(rest, [Role::LeadingVerb, Role::Opening, Role::Value]);
            if verb > 0 || opening.max(value) == 0 {
                return verb > 0;
            }
            rest = &rest[opening.max(value)..];
        }
    }

    /// `26个粮食品种增产` counts those that do it: 增产粮食品种.
    fn counted_by_predicate(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        mut lead: Lead,
        predicate: &Predicate<'_>,
    ) -> Used {
        self.resume(false);
        let noun = match predicate.noun {
            "" => self.said.counted.clone(),
            noun => noun.to_owned(),
        };
        let measure = match figure.sort {
            // 11省份同比上涨: of what the clauses before told.
            Sort::Unit(UnitKind::Noun) if !predicate.names_a_measure(self.lexicon) => {
                self.said.level.as_str()
            }
            _ => "",
        };
        let indicator = format!("{measure}{}{noun}", predicate.words);
        lead.indicator.clone_from(&indicator);
        let told = self.said.level.clone();
        self.record_all(place, figure, &lead, indicator, Rule::Noun);
        // The next count is of the same things, the next figure of the same measure.
        (self.said.level, self.said.counted) = (told, noun);
        Used { figures: 0, noun: 0 }
    }
}

/// Whether the figures that are joined to `figure` are dealt out to what stands before it.
fn deals(figure: &Figure, lead: &Lead) -> bool {
    let gap = figure.sort == Sort::Unit(UnitKind::Point)
        && matches!(&lead.base, Some(Base::Printed(base)) if base.contains('和'));
    // 增长5%、6%和7%, and 甲增加值、乙增加值同比增长6%、5%: without the word for it.
    let listed = lead.indicator.is_empty() || lead.indicator.contains('、');
    lead.each || gap || listed && lead.falls.is_some()
}

/// Takes into `lead` what the sign of the figure tells, and the first name of what is called twice.
fn by_sign_and_name(place: &Place<'_>, figure: &Figure, lead: &mut Lead) {
    if figure.signed && lead.base.is_some() {
        // 同比-0.3%: the sign says what a verb would.
        lead.falls = lead.falls.or(Some(figure.value.is_negative()));
    }
    // 社会物流总额，即实物商品价值总和为3亿元: the clause before names it.
    if place.text[place.clause.span.clone()].starts_with(THAT_IS)
        && place.from == place.clause.span.start
    {
        lead.indicator.clear();
    }
}
