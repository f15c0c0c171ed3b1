//! Clauses without figures: what they name is looked for when a figure comes that may need it.

use std::borrow::Cow;

use newsprint_zh::is_han;

use super::Reader;
use super::basis::name_in;
use crate::clause::{Clause, End};
use crate::lead;
use crate::lexicon::{Present, Role};
use crate::place::{noun_end, words_between};
use crate::reading::At;
use crate::scan::{Sort, Token};
use crate::subject;

/// Clauses that no figure has asked yet, in order.
#[derive(Default)]
pub(super) struct Passed<'a> {
    clauses: Vec<Silent<'a>>,
    /// How many stand before the last subject that was told, and before the end of the last topic.
    before_subject: usize,
    before_topic: usize,
}

/// A clause without figures.
struct Silent<'a> {
    /// Its words without the times in it.
    words: Cow<'a, str>,
    text: &'a str,
    at: At,
    /// Where its sentence has figures, which can be about what it tells: the roles of its words.
    topic: Option<Present>,
}

impl Passed<'_> {
    /// The subject is told: that of a clause before does not count.
    pub(super) fn tell_subject(&mut self) {
        self.before_subject = self.clauses.len();
    }

    /// Whether a clause may name the subject, or the topic.
    fn may_tell(&self, topic: bool) -> bool {
        let clauses = self.clauses.len();
        clauses > self.before_subject || topic && clauses > self.before_topic
    }
}

impl<'a> Reader<'a> {
    /// A clause of a sentence without figures can name the time and the subject of the next one.
    pub(super) fn passing(&mut self, text: &'a str, tokens: &[Token], clause: &Clause) {
        self.times(text, tokens, clause);
        // “…”青岭宾馆经理说。: who says something is not what the next sentence is about.
        let said = &text[clause.span.clone()];
        if clause.end == End::Sentence && self.lexicon.words(Role::Saying).at_end(said).is_some() {
            return;
        }
        let words = if clause.tokens.is_empty() {
            Cow::Borrowed(&text[clause.span.clone()])
        } else {
            words_between(self.lexicon, text, tokens, clause.span.clone())
        };
        let at = self.at(clause.span.clone());
        self.passed.clauses.push(Silent { words, text, at, topic: None });
    }

    /// A clause without figures can name the subject and the topic of the next one.
    pub(super) fn figureless(
        &mut self,
        text: &'a str,
        tokens: &[Token],
        clause: &Clause,
        present: Present,
    ) {
        let words = words_between(self.lexicon, text, tokens, clause.span.clone());
        let at = self.at(clause.span.clone());
        self.passed.clauses.push(Silent { words, text, at, topic: Some(present) });
    }

    /// What clauses without figures told is no topic of what follows.
    pub(super) fn end_topic(&mut self) {
        self.said.topic.clear();
        self.passed.before_topic = self.passed.clauses.len();
    }

    /// Takes the subject from the last of the clauses without figures that names one, and the topic
    /// from the last one, where a figure leaves to them what it measures.
    pub(super) fn resume(&mut self, topic: bool) {
        if !topic {
            self.end_topic();
        }
        while self.passed.may_tell(topic)
            && let Some(Silent { words, text, at, topic: present }) = self.passed.clauses.pop()
        {
            let before = self.passed.clauses.len();
            let asks_subject = before >= self.passed.before_subject;
            let asks_topic = present.is_some() && before >= self.passed.before_topic;
            self.passed.before_subject = self.passed.before_subject.min(before);
            self.passed.before_topic = self.passed.before_topic.min(before);
            let name = words.trim();
            let is_organisation = subject::is_organisation(self.lexicon, name);
            let mut within = false;
            let subject = if is_organisation {
                Some(name.to_owned())
            } else if let Some(place) = self.stands_in(name) {
                // What plays there is told in one sentence.
                let here = (at.text, at.span.start) >= (self.text, self.sentence_start);
                within = here;
                here.then(|| place.to_owned())
            } else if let Some(present) = present {
                let lead = lead::read(self.lexicon, &self.places, &words, present, Sort::Bare);
                if asks_topic {
                    let end = noun_end(self.lexicon, &lead.indicator);
                    self.said.topic = lead.indicator;
                    self.said.topic.truncate(end.unwrap_or(self.said.topic.len()));
                    self.said.sources.topic = Some(at.clone());
                    self.passed.before_topic = before;
                }
                lead.subject.or_else(|| {
                    let name = self.acting(name)?;
                    // What an office does is told in one sentence, what a firm does goes on.
                    let sentence = (at.text, at.span.start) >= (self.text, self.sentence_start);
                    within = subject::is_office(self.lexicon, &name);
                    (sentence || !within).then_some(name)
                })
            } else {
                lead::subject(self.lexicon, &self.places, &words)
            };
            let here = |name: &String| {
                self.said.subject.is_some() && self.lexicon.words(Role::Here).contains(name)
            };
            if let Some(name) = subject.filter(|it| asks_subject && !here(it)) {
                let whole = is_organisation && present.is_some();
                let span = at.span.clone();
                let span = if whole { span } else { name_in(text, span, &name) };
                self.said.name(name, At { span, ..at }, within);
                self.passed.before_subject = before;
            }
        }
        if !self.passed.may_tell(true) {
            self.passed.clauses.clear();
            (self.passed.before_subject, self.passed.before_topic) = (0, 0);
        }
    }

    /// The place of a clause that says no more than where the next one plays: `在青岭省云溪市`, `在广东
    /// 佛山`, but `在全省推广`.
    fn stands_in<'t>(&self, words: &'t str) -> Option<&'t str> {
        let place = words.strip_prefix('在')?;
        let (_, len) = self.places.named(self.lexicon, place)?;
        let part = &place[len..];
        let here = self.lexicon.words(Role::Here).at_start(place).is_some();
        let is_place = part.is_empty() || !here && subject::may_be_place(self.lexicon, part);
        is_place.then_some(place)
    }

    /// The organisation of which a clause tells what it does: `青岭机场再创新高`, but not who reports.
    fn acting(&self, words: &str) -> Option<String> {
        // 探索中心 names nothing without a place, 水利部 is a name of its own.
        let office = subject::is_office(self.lexicon, words);
        (office || self.places.starts(self.lexicon, words)).then_some(())?;
        let name = subject::organisation(self.lexicon, words)?;
        let behind = &words[name.len()..];
        let acts = behind.starts_with(is_han)
            && !behind.starts_with('的')
            && self.lexicon.words(Role::Joint).at_start(behind).is_none()
            && self.lexicon.words(Role::Report).find(words).is_none();
        acts.then(|| name.to_owned())
    }
}
