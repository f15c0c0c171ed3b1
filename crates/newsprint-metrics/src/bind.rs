//! From figures to readings: which words around a figure say what it measures, whose it is, when,
//! and against what.
//!
//! A figure is read from its clause; what the clause leaves out is taken from the clauses before
//! it, as a reader does: `甲县产茶5万吨，增长3%` has one indicator for two figures.

mod basis;
mod dealt;
mod passed;
mod record;
mod row;
mod time;
mod validate;

use std::cell::LazyCell;
use std::ops::Range;

use newsprint_zh::date::Date;
use newsprint_zh::is_han;

use self::passed::Passed;
use crate::clause::{Clause, End, clauses};
use crate::lead::{self, Base, Lead};
use crate::lexicon::{Lexicon, Role, Roles, UnitKind, roles};
use crate::place::{Place, floor, is_field};
use crate::predicate::Predicate;
use crate::reading::{Doubt, Reading, Rule, discount};
use crate::said::{Said, Told};
use crate::scan::{Figure, Sort, Token, What, scan};
use crate::subject::{self, Places};

/// Characters in which the first word of a sentence stands, behind its marks and figures.
const LEAD: usize = 32;

/// What is looked for in each clause.
const SOUGHT: Roles =
    roles(&[Role::Target, Role::YearOnYear, Role::MonthOnMonth]) | lead::LOOKED_FOR;

/// Reads the texts of one article in order; what one says holds for the next.
pub(crate) struct Reader<'a> {
    lexicon: &'a Lexicon,
    places: Places,
    written: Option<Date>,
    said: Said,
    readings: Vec<Reading>,
    /// The number of the text that is read.
    text: usize,
    /// Where the sentence begins in it.
    sentence_start: usize,
    /// How many readings there were when the sentence began.
    sentence: usize,
    passed: Passed<'a>,
    /// How many there were before the parts of a whole began; 0 where none are told.
    parts: usize,
    pub(crate) doubts: Vec<Doubt>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, places: Places, written: Option<Date>) -> Self {
        let (said, readings, doubts) = (Said::default(), Vec::new(), Vec::new());
        Self {
            lexicon,
            places,
            written,
            said,
            readings,
            text: 0,
            sentence_start: 0,
            sentence: 0,
            passed: Passed::default(),
            parts: 0,
            doubts,
        }
    }

    /// The figures of one text, in order. Linear in the text.
    pub(crate) fn read(&mut self, text: &'a str) -> Vec<Reading> {
        let doubts = self.doubts.len();
        let tokens = scan(text, self.lexicon, &mut self.doubts);
        self.said.base = None;
        self.begin_sentence(text, 0);
        // Where the last sentence that was looked at ends, and whether it has figures.
        let (mut looked, mut figures) = (0, false);
        let clauses = clauses(text, &tokens);
        for (at, clause) in clauses.iter().enumerate() {
            if at >= looked {
                looked =
                    at + 1 + clauses[at..].iter().take_while(|it| it.end != End::Sentence).count();
                figures = has_figures(&tokens, &clauses[at..looked.min(clauses.len())]);
            }
            if figures {
                self.clause(text, &tokens, clause);
            } else {
                self.passing(text, &tokens, clause);
            }
            match clause.end {
                End::Clause => {}
                End::Member => {
                    self.end_topic();
                    self.parts = 0;
                }
                End::Sentence => self.begin_sentence(text, clause.span.end),
            }
        }
        self.text += 1;
        let mut readings = std::mem::take(&mut self.readings);
        discount(&mut readings, &self.doubts[doubts..]);
        readings
    }

    fn begin_sentence(&mut self, text: &str, start: usize) {
        self.sentence_start = start;
        self.sentence = self.readings.len();
        self.end_topic();
        let said = &mut self.said;
        // What opens a sentence stands near its start; a search that goes on through a text of marks
        // would be quadratic.
        let mut opening = text[start..].char_indices().take(LEAD);
        let first = opening.find(|(_, c)| is_han(*c)).map_or(text.len(), |(at, _)| start + at);
        let rest = &text[first..];
        let goes_on = self.lexicon.words(Role::Continuation).at_start(rest).is_some();
        if !goes_on {
            said.sentence_period = Told::Nothing;
        }
        said.group = None;
        said.list.clear();
        said.counted.clear();
        said.target = false;
        said.parts = false;
        if !goes_on {
            said.verb = None;
            said.price = None;
        }
    }

    fn clause(&mut self, text: &'a str, tokens: &[Token], clause: &Clause) {
        let words = &text[clause.span.clone()];
        let own = &tokens[clause.tokens.clone()];
        let present = self.lexicon.present(words, SOUGHT);
        if present.has(Role::Target)
            && let Some(word) = self.lexicon.free(Role::Target, Role::NotTarget, words).next()
        {
            self.said.target = true;
            let start = clause.span.start;
            self.said.sources.target = Some(self.at(start + word.start..start + word.end));
        }
        let rest = words.trim_start_matches(|c: char| !is_han(c));
        if self.lexicon.words(Role::Continuation).at_start(rest).is_some() {
            (self.said.parts, self.parts) = (true, self.readings.len());
            self.said.whole.clone_from(&self.said.level);
        } else if self.lexicon.words(Role::Besides).at_start(rest).is_some() {
            self.parts = 0;
        }
        let lexicon = self.lexicon;
        let report = LazyCell::new(|| lexicon.words(Role::Report).find(words).is_some());
        // Where the words before the next figure start, and where those before the last one did.
        let mut from = clause.span.start;
        let mut earlier = from;
        let mut skip_to = 0;
        let mut figures = 0;
        for (index, token) in own.iter().enumerate() {
            match &token.what {
                What::Name => {}
                What::Time(when) => {
                    let base = self.is_base(text, clause, token, own.get(index + 1));
                    self.time(*when, base || when.is_day() && *report, token);
                }
                What::Figure(_) if index < skip_to => from = token.span.end,
                What::Figure(figure) => {
                    let rest = &own[index + 1..];
                    let place = Place { text, tokens: own, clause, present, index, from, earlier };
                    if place.is_limit(figure) {
                        (from, earlier) = (token.span.end, token.span.end);
                        continue;
                    }
                    if self.is_since(&place, figure) {
                        if matches!(self.said.sentence_period, Told::Nothing) {
                            self.said.sentence_period = Told::Vague;
                        }
                        continue;
                    }
                    let used = self.figure(&place, figure, rest);
                    let Some(used) = used else { continue };
                    figures += 1;
                    skip_to = index + used.figures;
                    // A noun behind 的 ends so much later, which may be inside of a character.
                    from = floor(text, token.span.end + used.noun);
                    if used.noun == 0 || !figure.counts() {
                        earlier = from;
                    }
                }
            }
        }
        if figures == 0 {
            self.figureless(text, tokens, clause, present);
        }
        let bases = [(Role::YearOnYear, Base::Year), (Role::MonthOnMonth, Base::Month)];
        for (role, base) in bases {
            let after = &text[from..clause.span.end];
            if present.has(role) && self.lexicon.words(role).find(after).is_some() {
                self.said.base = Some(base);
            }
        }
    }

    /// `十年来`: a time without a place in the calendar.
    fn is_since(&self, place: &Place<'_>, figure: &Figure) -> bool {
        let after = &place.text[place.token().span.end..];
        figure.sort == Sort::Unit(UnitKind::Duration)
            && self.lexicon.words(Role::Since).at_start(after).is_some()
    }

    fn doubt(&mut self, code: &'static str, message: String, span: Range<usize>) {
        self.doubts.push(Doubt { code, message, span });
    }

    /// Reads one figure, and those that share its words with it.
    fn figure(&mut self, place: &Place<'_>, figure: &Figure, rest: &[Token]) -> Option<Used> {
        let token = place.token();
        let words = place.words_before(self.lexicon, figure);
        let mut lead = lead::read(self.lexicon, &self.places, &words, place.present, figure.sort);
        if figure.signed && lead.base.is_some() {
            // 同比-0.3%: the sign says what a verb would.
            lead.falls = lead.falls.or(Some(figure.value.is_negative()));
        }
        let (text, words_at) = (place.text, place.clause.span.start..token.span.start);
        if let Some(subject) = &lead.subject {
            self.said.subject = Some(subject.clone());
            self.said.sources.subject = Some(self.name_at(text, words_at.clone(), subject));
            self.passed.tell_subject();
        } else if place.from == place.clause.span.start
            && lead.indicator.chars().next() == words.chars().next()
            && let Some(name) = subject::organisation(self.lexicon, &words)
            && lead.indicator.starts_with(name)
            && self.lexicon.words(Role::LeadingVerb).at_start(&words[name.len()..]).is_some()
        {
            self.said.subject = Some(name.to_owned());
            self.said.sources.subject = Some(self.name_at(text, words_at, name));
            self.passed.tell_subject();
        }
        let right = place.right(self.lexicon, figure, &lead);
        if !self.is_row(place, figure, &lead, right.as_deref(), &words) {
            return None;
        }
        if let Some(Token { what: What::Figure(next), span }) = rest.first()
            && is_field(self.lexicon, &place.text[token.span.end..span.start], figure, next)
        {
            return None;
        }
        // 增长5%、6%和7% deals out without the word for it.
        let deals = lead.each || lead.indicator.is_empty() && lead.falls.is_some();
        let verbs = lead.falls.is_some();
        let shares = if deals { place.joined(self.lexicon, rest, verbs) } else { 0 };
        if shares > 0 {
            return Some(self.dealt(place, &lead, shares + 1));
        }
        if let Some(indicator) = place.casualties(self.lexicon, figure) {
            lead.indicator.clone_from(&indicator);
            self.record_all(place, figure, &lead, indicator, Rule::Noun);
            return Some(Used { figures: 0, noun: 0 });
        }
        if let Some(predicate) = place.predicate(self.lexicon, figure) {
            return Some(self.counted_by_predicate(place, figure, lead, &predicate));
        }
        let percent = figure.sort == Sort::Unit(UnitKind::Percent);
        let noun = right.as_ref().filter(|_| !percent).map_or(0, String::len);
        if matches!(figure.sort, Sort::Unit(unit) if unit.is_measured()) {
            lead.change_of_object(self.lexicon);
        }
        let right = right.filter(|_| !lead.is_base());
        let used_noun = right.is_some();
        if let Some(right) = right {
            let generic = right.chars().count() <= 2 && !lead.indicator.contains('、');
            lead.indicator = match figure.sort {
                Sort::Unit(UnitKind::Noun) => format!("{right}{}", figure.unit),
                _ if self.lexicon.words(Role::KeptVerb).contains(&lead.indicator) => {
                    lead.indicator + &right
                }
                _ if generic && lead.indicator.chars().count() >= 4 => lead.indicator + &right,
                _ => right,
            };
        }
        if figure.counts()
            && words.starts_with('、')
            && let Some(verb) = &self.said.kept
            && self.lexicon.words(Role::LeadingVerb).at_start(&lead.indicator).is_none()
            && lead.verb.is_empty()
            && !lead.indicator.is_empty()
            && !self.lexicon.words(Role::Qualifier).contains(&lead.indicator)
        {
            lead.indicator.insert_str(0, verb);
        }
        if figure.sort == Sort::Unit(UnitKind::Multiple)
            && let Some(measured) = lead.measured_by_multiple(self.lexicon).map(str::to_owned)
        {
            lead.indicator = measured;
        }
        let rule = if used_noun { Rule::Noun } else { Rule::Clause };
        let restores = self.lexicon.words(Role::Restored).at_start(&lead.indicator).is_some();
        self.resume(restores || lead.indicator.is_empty());
        let indicator = self.said.whole(self.lexicon, &lead, figure);
        self.record_all(place, figure, &lead, indicator, rule);
        Some(Used { figures: 0, noun })
    }

    /// `26个粮食品种增产` counts those that do it: 增产粮食品种.
    fn counted_by_predicate(
        &mut self,
        place: &Place<'_>,
        figure: &Figure,
        mut lead: Lead,
        predicate: &Predicate<'_>,
    ) -> Used {
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

fn has_figures(tokens: &[Token], clauses: &[Clause]) -> bool {
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return false };
    let inside = tokens.get(first.tokens.start..last.tokens.end).unwrap_or_default();
    inside.iter().any(|token| matches!(token.what, What::Figure(_)))
}

/// How many figures were read at one go, and the length of the noun that follows the figure.
#[derive(Clone, Copy, Debug)]
struct Used {
    figures: usize,
    noun: usize,
}
