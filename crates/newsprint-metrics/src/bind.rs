//! From figures to readings: which words around a figure say what it measures, whose it is, when,
//! and against what.
//!
//! A figure is read from its clause; what the clause leaves out is taken from the clauses before
//! it, as a reader does: `出口23.77万亿元，增长0.6%` has one indicator for two figures.

use std::ops::Range;

use newsprint_core::{Bound, MetricKind};
use newsprint_zh::date::{Date, Part, Period, When};
use newsprint_zh::is_han;
use newsprint_zh::numeral::{Decimal, Script};

use crate::clause::{Clause, End, clauses};
use crate::lead::{self, Base, Lead};
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::list;
use crate::scan::{Figure, Sort, Token, What, scan};
use crate::subject::Places;

/// A figure with its meaning, read from plain text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// Bytes of the text: number, multiplier, unit and the bounds that touch them.
    pub span: Range<usize>,
    /// Whose it is.
    pub subject: Option<String>,
    /// What is measured.
    pub indicator: String,
    /// What sort of figure it is.
    pub kind: MetricKind,
    /// The value, negative for a fall.
    pub value: Decimal,
    /// The upper end of a range.
    pub max: Option<Decimal>,
    /// The unit, without multipliers.
    pub unit: String,
    /// How the value bounds the true one.
    pub bound: Option<Bound>,
    /// Of how many.
    pub of: Option<Decimal>,
    /// The time that the value is about.
    pub period: Option<Period>,
    /// What a change is measured against.
    pub comparison: Option<String>,
    /// Whether it is aimed at or expected.
    pub target: bool,
    /// How sure the reading is, from 0 to 1: see [`confidence`].
    pub confidence: f64,
}

/// A fact about a text that makes readings doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// Longest indicator, in characters: it is cut at the front, where a clause without delimiters says
/// more than what is measured.
const INDICATOR: usize = 60;

/// Reads the texts of one article in order; what one says holds for the next.
pub(crate) struct Reader<'a> {
    lexicon: &'a Lexicon,
    places: Places,
    written: Option<Date>,
    said: Said,
    readings: Vec<Reading>,
    pub(crate) doubts: Vec<Doubt>,
}

/// What has been said so far.
#[derive(Clone, Debug, Default)]
struct Said {
    period: Option<Period>,
    /// A day or a vague time holds for its sentence only.
    sentence_period: Option<Option<Period>>,
    subject: Option<String>,
    /// The last indicator of a level, and that of a share or rate.
    level: String,
    rate: Option<String>,
    list: Vec<String>,
    share: Option<String>,
    base: Option<Base>,
    group: Option<String>,
    /// 增加值, where sectors follow whose growth alone is told.
    sector: Option<String>,
    /// 出口, where goods follow.
    verb: Option<String>,
    price: Option<String>,
    /// What a clause without figures was about.
    topic: String,
    /// A count whose things do what follows: 企业55.6万家,进出口….
    counted: String,
    target: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(lexicon: &'a Lexicon, places: Places, written: Option<Date>) -> Self {
        let (said, readings, doubts) = (Said::default(), Vec::new(), Vec::new());
        Self { lexicon, places, written, said, readings, doubts }
    }

    /// The figures of one text, in order. Linear in the text.
    pub(crate) fn read(&mut self, text: &str) -> Vec<Reading> {
        let tokens = scan(text, self.lexicon);
        self.said.base = None;
        self.begin_sentence("");
        for clause in clauses(text, &tokens) {
            self.clause(text, &tokens, &clause);
            match clause.end {
                End::Clause => {}
                End::Member => self.said.topic.clear(),
                End::Sentence => self.begin_sentence(&text[clause.span.end..]),
            }
        }
        std::mem::take(&mut self.readings)
    }

    fn begin_sentence(&mut self, rest: &str) {
        let said = &mut self.said;
        let rest = rest.trim_start_matches(|c: char| !is_han(c));
        said.sentence_period = None;
        said.group = None;
        said.topic.clear();
        said.counted.clear();
        said.target = false;
        if !rest.starts_with("其中") {
            said.verb = None;
            said.price = None;
        }
    }

    fn clause(&mut self, text: &str, tokens: &[Token], clause: &Clause) {
        let words = &text[clause.span.clone()];
        let own = &tokens[clause.tokens.clone()];
        if let Some(at) = self.lexicon.words(Role::Target).find(words) {
            self.said.target |= at.start < words.len();
        }
        let report = self.lexicon.words(Role::Report).find(words).is_some();
        // Where the words before the next figure start, and where those before the last one did.
        let mut from = clause.span.start;
        let mut earlier = from;
        let mut skip_to = 0;
        let mut figures = 0;
        for (index, token) in own.iter().enumerate() {
            match &token.what {
                What::Name => {}
                What::Time(when) => {
                    if !self.is_base(text, clause, token) {
                        self.time(*when, report, token);
                    }
                }
                What::Figure(_) if index < skip_to => from = token.span.end,
                What::Figure(figure) => {
                    let rest = &own[index + 1..];
                    let place = Place { text, tokens: own, clause, index, from, earlier };
                    let used = self.figure(&place, figure, rest);
                    figures += 1;
                    skip_to = index + used.figures;
                    if !used.shares_lead {
                        earlier = token.span.end;
                    }
                    from = token.span.end;
                }
            }
        }
        if figures == 0 {
            self.figureless(text, tokens, clause);
        }
    }

    /// A clause without figures can name the subject and the topic of the next one.
    fn figureless(&mut self, text: &str, tokens: &[Token], clause: &Clause) {
        let words = words_between(text, tokens, clause.span.clone());
        let organisation = self.places.organisation(self.lexicon, words.trim());
        if let Some(name) = organisation.filter(|name| name.len() == words.trim().len()) {
            self.said.subject = Some(name.to_owned());
            return;
        }
        let lead = lead::read(self.lexicon, &self.places, &words);
        if lead.subject.is_some() {
            self.said.subject = lead.subject;
        }
        let end = self.lexicon.words(Role::NounEnd).find(&lead.indicator);
        let topic = &lead.indicator[..end.map_or(lead.indicator.len(), |end| end.start)];
        topic.clone_into(&mut self.said.topic);
    }

    /// Whether a time only says what a change is measured against.
    fn is_base(&self, text: &str, clause: &Clause, token: &Token) -> bool {
        let before = text[clause.span.start..token.span.start].trim_end();
        let after = text[token.span.end..clause.span.end].trim_start();
        let markers = self.lexicon.words(Role::BaseMarker);
        let level =
            self.lexicon.words(Role::Level).at_end(before).is_some() && !before.ends_with("截至");
        let marked = markers.at_end(before).is_some()
            && self.lexicon.words(Role::NotBase).at_end(before).is_none();
        marked
            || level && !before.is_empty()
            || after.starts_with("相比")
            || is_same(&token.what) && {
                let verbs = [Role::Growth, Role::Fall];
                verbs.iter().any(|role| self.lexicon.words(*role).at_start(after).is_some())
            }
    }

    fn time(&mut self, when: When, report: bool, token: &Token) {
        if when.is_day() && report {
            return;
        }
        let sentence = self.said.sentence_period.flatten();
        let context = sentence.or(self.said.period);
        // The day of writing settles a part of a year sooner than a sentence before does.
        let context = match when.part {
            Part::Same | Part::Whole => context,
            _ if self.written.is_some() => sentence,
            _ => context,
        };
        let period = when.resolve(context, self.written);
        if period.is_none() && when.is_day() && self.written.is_some() {
            let message = "the calendar has no such day".to_owned();
            self.doubt("no-such-date", message, token.span.clone());
        }
        self.said.sentence_period = Some(period);
        if let Some(period) =
            period.filter(|_| !when.is_day() && !matches!(when.part, Part::Days(..)))
        {
            self.said.period = Some(period);
        }
    }

    fn doubt(&mut self, code: &'static str, message: String, span: Range<usize>) {
        self.doubts.push(Doubt { code, message, span });
    }

    /// Reads one figure, and those that share its words with it.
    fn figure(&mut self, place: &Place<'_>, figure: &Figure, rest: &[Token]) -> Used {
        let token = place.token();
        let words = place.words_before(figure);
        let lead = lead::read(self.lexicon, &self.places, &words);
        if let Some(subject) = &lead.subject {
            self.said.subject = Some(subject.clone());
        } else if place.from == place.clause.span.start
            && let Some(name) = self.places.organisation(self.lexicon, &words)
            && lead.indicator.starts_with(name)
            && self.lexicon.words(Role::LeadingVerb).at_start(&words[name.len()..]).is_some()
        {
            self.said.subject = Some(name.to_owned());
        }
        let unit = figure.sort;
        let right = self.right(place, figure);
        if !self.is_row(place, figure, &lead, right.as_deref(), &words) {
            return Used::default();
        }
        if let Some(Token { what: What::Figure(next), span }) = rest.first()
            && self.is_field(&place.text[token.span.end..span.start], figure, next)
        {
            return Used::default();
        }
        let shares = if lead.each { place.joined(rest) } else { 0 };
        if shares > 0 {
            return self.dealt(place, &lead, shares + 1);
        }
        let bound_right =
            right.is_some() && matches!(unit, Sort::Unit(UnitKind::Classifier | UnitKind::Noun));
        let mut lead = lead;
        if let Some(noun) = right {
            lead.indicator = noun;
        }
        let indicator = self.whole(&lead, figure);
        self.push(place, token.span.clone(), figure, &lead, indicator);
        Used { figures: 0, shares_lead: bound_right }
    }

    /// Values that 分别 deals out.
    fn dealt(&mut self, place: &Place<'_>, lead: &Lead, count: usize) -> Used {
        let list = if lead.indicator.is_empty() {
            Some(self.said.list.clone()).filter(|list| list.len() == count)
        } else {
            list::items(self.lexicon, &lead.indicator, count)
        };
        if list.is_none() {
            let message = format!("{count} values for `{}`", lead.indicator);
            self.doubt("unequal-list", message, place.token().span.clone());
        }
        let mut items = Vec::new();
        let group = place.tokens[place.index..].iter();
        for (number, token) in group.take(count).enumerate() {
            let What::Figure(figure) = &token.what else { break };
            let mut lead = lead.clone();
            if let Some(list) = &list {
                lead.indicator.clone_from(&list[number]);
                items.push(list[number].clone());
            }
            let indicator = self.whole(&lead, figure);
            self.push(place, token.span.clone(), figure, &lead, indicator);
        }
        self.said.list = items;
        Used { figures: count, shares_lead: false }
    }

    /// `31个省份中有26个`: the first count is the field of the second.
    fn is_field(&mut self, between: &str, figure: &Figure, next: &Figure) -> bool {
        let counted = |it: &Figure| {
            matches!(it.sort, Sort::Unit(UnitKind::Classifier | UnitKind::Noun))
                || it.sort == Sort::Rank
        };
        let inside = ["中", "中有", "里", "里有", "中的"].iter().any(|end| between.ends_with(end));
        counted(figure)
            && counted(next)
            && inside
            && !between.contains(['，', ',', '；', '、'])
            && next.value.compare(figure.value).is_lt()
    }

    /// The noun that follows a classifier, or the one that a share is of.
    fn right(&self, place: &Place<'_>, figure: &Figure) -> Option<String> {
        let Sort::Unit(kind) = figure.sort else { return None };
        let token = place.token();
        let next = place.tokens.get(place.index + 1);
        let end = next.map_or(place.clause.span.end, |next| match next.what {
            What::Name => place.clause.span.end,
            _ => next.span.start,
        });
        let text = &place.text[token.span.end..end.max(token.span.end)];
        let text = match kind {
            UnitKind::Classifier | UnitKind::Noun => text,
            UnitKind::Percent => text.strip_prefix('的')?,
            _ => return None,
        };
        let starts = text.chars().next().is_some_and(|c| is_han(c) || "“（(《".contains(c));
        if !starts || text.starts_with("（下同") {
            return None;
        }
        let mut noun = text;
        if let Some(stop) = noun.find(['、', '。', '；']) {
            noun = &noun[..stop];
        }
        if let Some(stop) = self.noun_end(noun) {
            noun = &noun[..stop];
        }
        let cut = noun.len() < text.len() || next.is_some();
        if cut && let Some(head) = self.lexicon.words(Role::CountedHead).find(noun) {
            let rest = &noun[head.end..];
            if self.lexicon.words(Role::MeasureHead).at_end(rest).is_some() {
                noun = &noun[..head.end];
            }
        }
        let noun = noun.trim_matches(|c: char| c == '的' || c.is_whitespace());
        (!noun.is_empty()).then(|| noun.to_owned())
    }

    /// Where a noun ends; words inside brackets and quotes do not end it.
    fn noun_end(&self, text: &str) -> Option<usize> {
        let ends = self.lexicon.words(Role::NounEnd).find_all(text);
        ends.map(|end| end.start).find(|at| {
            let before = &text[..*at];
            let open = before.matches(['（', '(', '“', '《']).count();
            open == before.matches(['）', ')', '”', '》']).count()
        })
    }

    /// Whether a figure is a row at all.
    fn is_row(
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
        match figure.sort {
            Sort::Bare if figure.script == Script::Multiplier => {
                lead.valued || figure.bound.is_some()
            }
            Sort::Bare => {
                let index = ["指数", "PMI", "系数", "指数(PMI)", "指数（PMI）"];
                let named = index.iter().any(|word| lead.indicator.ends_with(word));
                named && (lead.valued || !figure.value.is_whole())
            }
            Sort::Rank => true,
            Sort::Unit(UnitKind::Duration) => {
                let adjacent = words.trim_end().ends_with(['为', '是', '达', '到', '至'])
                    || lead.falls.is_some();
                adjacent && !lead.indicator.is_empty() || lead.falls.is_some()
            }
            Sort::Unit(UnitKind::Classifier | UnitKind::Noun) => {
                let discourse = right.is_some_and(|noun| {
                    let words = self.lexicon.words(Role::Discourse);
                    words.at_start(noun).is_some() || words.at_end(noun).is_some()
                });
                !(discourse && figure.script == Script::Chinese)
            }
            Sort::Unit(UnitKind::Money) => {
                figure.script != Script::Multiplier || !after.starts_with("级")
            }
            Sort::Unit(_) => true,
        }
    }

    /// The indicator, made whole from what was said before.
    fn whole(&mut self, lead: &Lead, figure: &Figure) -> String {
        let said = &self.said;
        let own = lead.indicator.as_str();
        let percent = matches!(figure.sort, Sort::Unit(UnitKind::Percent | UnitKind::Point));
        let rate_noun = [Role::GrowthNoun, Role::FallNoun]
            .iter()
            .any(|role| self.lexicon.words(*role).contains(own));
        let measure = self.lexicon.words(Role::MeasureHead);
        let mut whole = if own.is_empty() {
            let is_point = figure.sort == Sort::Unit(UnitKind::Point);
            match (&said.rate, &said.price) {
                (Some(rate), _) if is_point && lead.share.is_none() => rate.clone(),
                (_, Some(price)) if figure.unit.contains('/') => self.priced(price),
                _ if said.level.is_empty() => said.topic.clone(),
                _ => said.level.clone(),
            }
        } else if rate_noun || own == "占比" || own == "比重" {
            format!("{}{own}", said.level)
        } else if own.ends_with("均价") && said.verb.is_some() {
            self.said.price = Some(own.to_owned());
            self.priced(own)
        } else if own.starts_with("影响") {
            let base = said.level.split("影响").next().unwrap_or_default();
            format!("{base}{own}")
        } else if let Some(before) =
            said.level.find("进出口").filter(|_| matches!(own, "出口" | "进口"))
        {
            format!("{}{own}", &said.level[..before])
        } else if !said.counted.is_empty() && measure.contains(own) {
            format!("{}{own}", said.counted)
        } else if let (Some(sector), true) =
            (&said.sector, lead.falls.is_some() && own.ends_with('业'))
        {
            format!("{own}{sector}")
        } else if let (Some(verb), true) =
            (&said.verb, measure.at_end(own).is_none() && !own.contains("口"))
        {
            format!("{verb}{own}")
        } else {
            own.to_owned()
        };
        if let (Some(group), false) = (&self.said.group, own.is_empty() || own.contains("企业")) {
            if !whole.starts_with(group.as_str()) {
                whole.insert_str(0, group);
            }
        }
        if let Some(object) = &lead.share {
            let object = if object.is_empty() {
                self.said.share.clone().unwrap_or_default()
            } else {
                self.said.share = Some(object.clone());
                object.clone()
            };
            whole = if object.is_empty() {
                format!("{whole}占比")
            } else {
                format!("{whole}占{object}比重")
            };
        }
        let _ = percent;
        let start = whole.char_indices().rev().nth(INDICATOR - 1).map_or(0, |(at, _)| at);
        whole.split_off(start)
    }

    fn priced(&self, price: &str) -> String {
        let verb = self.said.verb.as_deref().unwrap_or_default();
        let thing = self.said.level.strip_prefix(verb).unwrap_or(&self.said.level);
        let thing = thing.strip_suffix(price).unwrap_or(thing);
        format!("{thing}{price}")
    }

    /// Adds a reading and remembers what it said.
    fn push(
        &mut self,
        place: &Place<'_>,
        span: Range<usize>,
        figure: &Figure,
        lead: &Lead,
        indicator: String,
    ) {
        let mut kind = kind_of(figure, lead);
        if indicator.is_empty() {
            return;
        }
        let falls = lead.falls.or(lead.rate_falls).unwrap_or(false) && kind == MetricKind::Change;
        let sign = |value: Decimal| if falls { value.negated() } else { value };
        let (mut unit, mut comparison) = (figure.unit.clone(), None);
        if kind == MetricKind::Change {
            if lead.base.is_some() {
                self.said.base.clone_from(&lead.base);
            }
            comparison = Some(self.comparison());
        }
        if kind == MetricKind::Ratio {
            unit = String::new();
            comparison.clone_from(&lead.multiple_of);
        }
        if figure.sort == Sort::Bare && figure.script == Script::Multiplier {
            let last = self.readings.last();
            unit = last
                .map(|last| last.unit.clone())
                .filter(|unit| !unit.contains('%'))
                .unwrap_or("元".into());
            if unit == "元" && kind != MetricKind::Change {
                kind = MetricKind::Money;
            }
        }
        let of = self.field_of(place, figure);
        let period = self.said.sentence_period.unwrap_or(self.said.period).or_else(|| {
            let vague = self.said.sentence_period == Some(None);
            self.written
                .filter(|_| !vague && self.said.period.is_none())
                .map(|date| Period::Year(date.year()))
        });
        let inherited = lead.indicator.is_empty();
        self.remember(kind, lead, &indicator);
        if kind == MetricKind::Percentage
            && lead.share.is_some()
            && figure.value.compare(100.into()).is_gt()
        {
            self.doubt("share-above-100", format!("a share of {}%", figure.value), span.clone());
        }
        let confidence = confidence(inherited, period.is_some(), self.said.subject.is_some());
        self.readings.push(Reading {
            span,
            subject: self.said.subject.clone(),
            indicator,
            kind,
            value: sign(figure.value),
            max: figure.max.map(sign),
            unit,
            bound: figure.bound.or(lead.bound),
            of,
            period,
            comparison,
            target: self.said.target,
            confidence,
        });
    }

    fn comparison(&self) -> String {
        match &self.said.base {
            None | Some(Base::Year) => "yoy".to_owned(),
            Some(Base::Month) => "mom".to_owned(),
            Some(Base::YearEnd) => "previous_year_end".to_owned(),
            Some(Base::Printed(base)) => {
                let month = self.said.sentence_period.flatten().or(self.said.period);
                match (newsprint_zh::date::read(base), month) {
                    (
                        Some((When { part: Part::Months(a, b), .. }, len)),
                        Some(Period::Month(_, now)),
                    ) if a == b && len == base.len() && now == a % 12 + 1 => "mom".to_owned(),
                    _ => base.clone(),
                }
            }
        }
    }

    /// Of how many a count or rank is.
    fn field_of(&self, place: &Place<'_>, figure: &Figure) -> Option<Decimal> {
        let before = place.tokens[..place.index].last()?;
        let What::Figure(field) = &before.what else { return None };
        let between = place.text.get(before.span.end..place.token().span.start)?;
        let mut copy = Reader::is_field_of(between, field, figure);
        copy = copy.filter(|_| !between.contains(['，', ',', '；', '、']));
        copy
    }

    fn is_field_of(between: &str, field: &Figure, figure: &Figure) -> Option<Decimal> {
        let inside = ["中", "中有", "里", "里有", "中的"].iter().any(|end| between.ends_with(end));
        let counted =
            matches!(figure.sort, Sort::Rank | Sort::Unit(UnitKind::Classifier | UnitKind::Noun));
        (inside && counted && figure.value.compare(field.value).is_lt()).then_some(field.value)
    }

    fn remember(&mut self, kind: MetricKind, lead: &Lead, indicator: &str) {
        let said = &mut self.said;
        match kind {
            MetricKind::Percentage => {
                said.rate = Some(indicator.to_owned());
                if lead.share.is_none() {
                    indicator.clone_into(&mut said.level);
                }
            }
            MetricKind::Change if lead.indicator.is_empty() => {}
            MetricKind::Rank => {}
            _ => {
                said.rate = None;
                indicator.clone_into(&mut said.level);
            }
        }
        said.counted = match kind {
            MetricKind::Quantity => indicator.strip_suffix("数量").unwrap_or(indicator).to_owned(),
            _ => std::mem::take(&mut said.counted),
        };
        if let Some(word) = self.lexicon.words(Role::Group).at_start(indicator) {
            said.group = Some(word.to_owned());
        }
        if let Some(word) = self.lexicon.words(Role::ListVerb).at_start(indicator)
            && indicator.len() > word.len()
        {
            said.verb = Some(word.to_owned());
        }
        if let Some(at) = indicator.rfind('业') {
            let tail = &indicator[at + '业'.len_utf8()..];
            if self.lexicon.words(Role::MeasureHead).contains(tail) {
                said.sector = Some(tail.to_owned());
            }
        }
    }
}

/// How sure a reading is: 0.9 where the indicator stands in the figure's own clause, 0.7 where it is
/// taken from a clause before; 0.1 less without a period and 0.1 less without a subject.
pub(crate) fn confidence(inherited: bool, has_period: bool, has_subject: bool) -> f64 {
    let tenths = if inherited { 7 } else { 9 } - u8::from(!has_period) - u8::from(!has_subject);
    f64::from(tenths) / 10.0
}

fn kind_of(figure: &Figure, lead: &Lead) -> MetricKind {
    let changes = lead.falls.is_some() || lead.rate_falls.is_some();
    match figure.sort {
        Sort::Rank => MetricKind::Rank,
        Sort::Unit(_) if lead.falls.is_some() => MetricKind::Change,
        Sort::Unit(UnitKind::Percent) if changes => MetricKind::Change,
        Sort::Unit(UnitKind::Percent) => MetricKind::Percentage,
        Sort::Unit(UnitKind::Point) => MetricKind::Change,
        Sort::Unit(UnitKind::Multiple) => MetricKind::Ratio,
        Sort::Unit(UnitKind::Money) => MetricKind::Money,
        Sort::Unit(_) => MetricKind::Quantity,
        Sort::Bare if figure.script == Script::Multiplier && lead.falls.is_some() => {
            MetricKind::Change
        }
        Sort::Bare => MetricKind::Index,
    }
}

fn is_same(what: &What) -> bool {
    matches!(what, What::Time(When { part: Part::Same, .. }))
}

/// How many figures were read at one go, and whether the next one may use the same words.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    figures: usize,
    shares_lead: bool,
}

/// A figure in its clause.
struct Place<'a> {
    text: &'a str,
    tokens: &'a [Token],
    clause: &'a Clause,
    index: usize,
    from: usize,
    earlier: usize,
}

impl Place<'_> {
    fn token(&self) -> &Token {
        &self.tokens[self.index]
    }

    /// The words that can name what the figure measures.
    fn words_before(&self, figure: &Figure) -> String {
        let counted = matches!(
            figure.sort,
            Sort::Unit(UnitKind::Classifier | UnitKind::Noun | UnitKind::Money)
        );
        let start = if counted { self.from } else { self.earlier.min(self.from) };
        let end = match &figure.field {
            Some(_) => self.token().span.start,
            None => self.token().span.start,
        };
        words_between(self.text, self.tokens, start..end)
    }

    /// How many figures follow that only a joint parts from one another.
    fn joined(&self, rest: &[Token]) -> usize {
        let mut end = self.token().span.end;
        let joined = rest.iter().take_while(|token| {
            let between = self.text[end..token.span.start].trim();
            end = token.span.end;
            matches!(token.what, What::Figure(_))
                && ["、", "和", "及", "与", "以及"].contains(&between)
        });
        joined.count()
    }
}

/// The words of a range of text without the times in it, save those that a comparison names.
fn words_between(text: &str, tokens: &[Token], range: Range<usize>) -> String {
    let mut words = String::new();
    let mut done = range.start;
    for token in tokens {
        if token.span.start < done || token.span.end > range.end {
            continue;
        }
        let before = &text[range.start..token.span.start];
        let base = before.ends_with(['比', '较', '与', '到', '至', '同']);
        let after = text[token.span.end..].starts_with("相比");
        if matches!(token.what, What::Time(_)) && !base && !after {
            words.push_str(&text[done..token.span.start]);
            done = token.span.end;
        }
    }
    words.push_str(&text[done..range.end.max(done)]);
    words
}
