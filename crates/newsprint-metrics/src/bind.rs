//! From figures to readings: which words around a figure say what it measures, whose it is, when,
//! and against what.
//!
//! A figure is read from its clause; what the clause leaves out is taken from the clauses before
//! it, as a reader does: `甲县产茶5万吨，增长3%` has one indicator for two figures.

mod basis;
mod dealt;
mod figure;
mod passed;
mod record;
mod row;
mod time;
mod validate;

use std::cell::LazyCell;
use std::ops::Range;

use newsprint_zh::date::{Date, Period};
use newsprint_zh::is_han;

use self::passed::Passed;
use crate::clause::{Clause, End, clauses};
use crate::lead::{self, Base};
use crate::lexicon::{Lexicon, Role, Roles, UnitKind, roles};
use crate::place::{Place, floor};
use crate::reading::{Doubt, Reading, discount};
use crate::said::{Said, Told};
use crate::scan::{Figure, Sort, Token, What, scan};
use crate::subject::Places;

/// Characters in which the first word of a sentence stands, behind its marks and figures.
const LEAD: usize = 32;

/// Texts that tell what all of them are about: a headline and what stands first below it.
const OPENING: usize = 2;

/// What is looked for in each clause.
const SOUGHT: Roles =
    roles(&[Role::Target, Role::YearOnYear, Role::MonthOnMonth]) | lead::LOOKED_FOR;

/// Reads the texts of one article in order; what one says holds for the next.
pub(crate) struct Reader<'a> {
    lexicon: &'a Lexicon,
    places: Places,
    written: Option<Date>,
    /// The first texts, which can name the country that all of them are about.
    opening: Vec<&'a str>,
    /// Whether the headline names one.
    of_country: bool,
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
            opening: Vec::new(),
            of_country: false,
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
        if self.text < OPENING {
            self.opening.push(text);
        }
        self.said.base = None;
        self.said.day = None;
        self.said.reported = None;
        self.begin_sentence(text, 0);
        self.end_example();
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

    /// A text whose headline tells of a country goes on about it behind a paragraph about a place.
    fn end_example(&mut self) {
        if self.text == 1 {
            self.of_country = self.nation(0).is_some_and(|(_, at)| at.text == 0);
        }
        let is_part = |subject: &String| !self.lexicon.words(Role::Whole).contains(subject);
        if self.text > 1 && self.of_country && self.said.subject.as_ref().is_some_and(is_part) {
            self.said.subject = None;
        }
    }

    fn begin_sentence(&mut self, text: &str, start: usize) {
        let last = text.get(self.sentence_start..start).unwrap_or_default();
        self.sentence_start = start;
        self.sentence = self.readings.len();
        self.end_topic();
        let said = &mut self.said;
        // What several places share holds for the sentence that joins them.
        if let Some((subject, at)) = said.outer.take() {
            (said.subject, said.sources.subject) = (subject, at);
        }
        // What opens a sentence stands near its start; a search that goes on through a text of marks
        // would be quadratic.
        let mut opening = text[start..].char_indices().take(LEAD);
        let first = opening.find(|(_, c)| is_han(*c)).map_or(text.len(), |(at, _)| start + at);
        let rest = &text[first..];
        let goes_on = self.lexicon.words(Role::Continuation).at_start(rest).is_some();
        if !goes_on {
            let told = said.sentence_period.known().filter(|it| matches!(it, Period::Day(_)));
            // The day of a report is not that of what it tells.
            let report = |_: &Period| self.lexicon.words(Role::Report).find(last).is_some();
            said.day = told.filter(|it| !report(it)).or(said.day);
            said.sentence_period = Told::Nothing;
        }
        said.group = None;
        said.firms = None;
        said.is_fresh = false;
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
                    self.time(*when, base, when.is_day() && *report, token);
                }
                What::Figure(_) if index < skip_to => from = token.span.end,
                What::Figure(figure) => {
                    let rest = &own[index + 1..];
                    let place = Place {
                        text,
                        all: tokens,
                        tokens: own,
                        clause,
                        present,
                        index,
                        from,
                        earlier,
                    };
                    if place.is_limit(lexicon, figure) {
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
            && (self.lexicon.words(Role::Since).at_start(after).is_some()
                || self.turns(after) && !place.goes_on(self.lexicon))
    }

    fn doubt(&mut self, code: &'static str, message: String, span: Range<usize>) {
        self.doubts.push(Doubt { code, message, span });
    }
}

fn has_figures(tokens: &[Token], clauses: &[Clause]) -> bool {
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else { return false };
    let inside = tokens.get(first.tokens.start..last.tokens.end).unwrap_or_default();
    inside.iter().any(|token| matches!(token.what, What::Figure(_)))
}
