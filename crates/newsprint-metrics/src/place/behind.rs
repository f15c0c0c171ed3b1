//! What stands behind a figure: the noun that it counts, and what that does.

use newsprint_zh::is_han;

use super::{LIMIT, Place, WINDOW, floor, words_between};
use crate::lead::Lead;
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::scan::{Figure, Sort, Token, What};

/// Largest number without a unit that a name can contain.
const NAMED: u32 = 9999;

/// How many names and small numbers a noun can hold.
const NEXT: usize = 8;

/// Longest words for the people that something befalls, in characters, and what their measure is
/// called.
const WHO: usize = 8;
const PEOPLE: &str = "人数";

/// Longest words for what a part of things does, in characters, and what its measure is called.
const DOES: usize = 24;
pub(crate) const SHARE: &str = "比例";

/// Longest words of a change behind 的, in characters: 较快增长.
const CHANGE: usize = 4;

impl Place<'_> {
    /// The noun that follows a classifier, the one that a share is of, or the one that a measure
    /// without words of its own is of: `60万亩小麦`.
    pub(crate) fn right(&self, lexicon: &Lexicon, figure: &Figure, lead: &Lead) -> Option<String> {
        let Sort::Unit(kind) = figure.sort else { return None };
        let text = self.words_after();
        let of = text.strip_prefix('的');
        let text = match kind {
            UnitKind::Classifier | UnitKind::Noun => text,
            UnitKind::Percent => of?,
            UnitKind::Measure | UnitKind::Money
                if lead.says_nothing() || lead.is_verb(lexicon, of.is_some()) =>
            {
                of.unwrap_or(text)
            }
            _ => return None,
        };
        let starts = text.chars().next().is_some_and(|c| is_han(c) || "“（(《".contains(c))
            || kind == UnitKind::Classifier && starts_with_letters(lexicon, text);
        let aside =
            text.strip_prefix(['（', '(']).and_then(|it| lexicon.words(Role::Aside).at_start(it));
        let level = lexicon.words(Role::Level).at_start(text);
        // 线路60条和景点189个: what the next count is of stands behind the joint.
        let joint = lexicon.words(Role::Joint).at_start(text).is_some()
            && lexicon.words(Role::KeepStart).at_start(text).is_none();
        if !starts || aside.is_some() || level.is_some() || joint {
            return None;
        }
        let noun = noun(lexicon, text, self.next().is_some());
        let measured = lexicon.words(Role::MeasureHead).at_end(noun).is_some();
        let fits = match kind {
            // 达41亿元创新高: with a verb before it, the figure is of what was told before.
            UnitKind::Measure | UnitKind::Money => {
                of.is_some() || measured || !lead.valued && !starts_with_verb(lexicon, noun)
            }
            _ => true,
        };
        let empty = !figure.counts() && lexicon.words(Role::NotNoun).contains(noun);
        (fits && !empty && !noun.is_empty()).then(|| noun.to_owned())
    }

    /// Whether the figure says by how much what stands before it grows or falls: `5%的增长`,
    /// `20%以上的高增长`.
    pub(crate) fn changes(&self, lexicon: &Lexicon) -> Option<bool> {
        let words = self.words_after();
        let of = words.strip_prefix('的').or((words.chars().count() <= CHANGE).then_some(words))?;
        let near = of.char_indices().nth(CHANGE).map_or(of.len(), |(at, _)| at);
        let falls = |role| matches!(role, Role::Fall | Role::FallNoun);
        let roles = [Role::Growth, Role::GrowthNoun, Role::Fall, Role::FallNoun];
        let role = roles.into_iter().find(|role| {
            lexicon.words(*role).at_end(&of[..near]).is_some_and(|it| it.len() > '增'.len_utf8())
        })?;
        Some(falls(role))
    }

    /// What the figure belongs to, behind it: the plant of `总投资50亿元的电池厂`.
    pub(crate) fn of(&self, lexicon: &Lexicon) -> Option<&str> {
        let text = self.words_after().strip_prefix('的')?;
        let of = noun(lexicon, text, self.next().is_some());
        let empty = lexicon.words(Role::NotNoun).contains(of)
            || lexicon.words(Role::MeasureHead).at_end(of).is_some();
        (of.starts_with(is_han) && !empty).then_some(of)
    }

    /// What a share at the head of its clause is of, and what that does: `近八成农户无需缴税`,
    /// `90%的茶园已改造`.
    pub(crate) fn share_of(&self, lexicon: &Lexicon, lead: &Lead) -> Option<String> {
        let words = self.words_after();
        let (of, text) = match words.strip_prefix('的') {
            Some(text) => (true, text),
            None => (false, words),
        };
        let noun = noun(lexicon, text, false);
        let counts = |token: &Token| match &token.what {
            What::Figure(figure) => figure.sort != Sort::Unit(UnitKind::Duration),
            _ => false,
        };
        let alone = !self.tokens[self.index + 1..].iter().any(counts);
        // 其中的85%浇灌完成: of what was told before.
        let clause = &self.text[self.clause.span.clone()];
        let part = lexicon.words(Role::Continuation).at_start(clause).is_some();
        let told =
            !part && lead.says_nothing() && lead.base.is_none() && (of || !lead.valued) && alone;
        let named = noun.chars().next().is_some_and(is_han)
            && (!of || noun.len() < text.len())
            && lexicon.words(Role::NotNoun).at_start(noun).is_none();
        (told && named && !starts_with_verb(lexicon, noun)).then_some(())?;
        let from = self.token().span.end + words.find(noun)? + noun.len();
        let does = words_between(lexicon, self.text, self.tokens, from..self.clause.span.end);
        let does = does.trim_start_matches('在').trim_matches(['的', '了']);
        let short = does.chars().nth(DOES).is_none();
        (short && (!of || !does.is_empty())).then(|| format!("{does}{noun}{SHARE}"))
    }

    /// What befalls the people that `figure` counts, as a measure: `12人死亡`, `4名执法人员死亡`.
    pub(crate) fn casualties(&self, lexicon: &Lexicon, figure: &Figure) -> Option<String> {
        if !matches!(figure.unit.as_str(), "人" | "名" | "位") {
            return None;
        }
        let words = self.words_after();
        let casualty = lexicon.words(Role::Casualty).find(words)?;
        let who = &words[..casualty.start];
        let named = who.chars().all(is_han) && noun_end(lexicon, who).is_none();
        let befalls = named && who.chars().count() <= WHO;
        befalls.then(|| format!("{who}{}{PEOPLE}", &words[casualty]))
    }

    /// Whether the noun that is counted follows a number without a classifier: `上千万岗位`.
    pub(crate) fn counts_a_noun(&self, lexicon: &Lexicon) -> bool {
        let words = self.words_after();
        let noun = noun(lexicon, words, self.next().is_some());
        words.starts_with(is_han)
            && !noun.is_empty()
            && !starts_with_verb(lexicon, noun)
            && lexicon.words(Role::NotNoun).at_start(noun).is_none()
    }

    /// The next figure or time, where a noun cannot reach past it.
    fn next(&self) -> Option<&Token> {
        self.tokens[self.index + 1..].iter().take(NEXT).find(|next| match &next.what {
            What::Name => false,
            // 8家世界500强公司: a small number without a unit is part of a name.
            What::Figure(figure) => {
                figure.sort != Sort::Bare || figure.value.compare(NAMED.into()).is_gt()
            }
            What::Time(_) => true,
        })
    }

    /// The words behind the figure, up to what the next one says.
    fn words_after(&self) -> &str {
        let start = self.token().span.end;
        let mut end = self.clause.span.end;
        if let Some(next) = self.next() {
            // 3个产值超10亿元的园区: what limits the noun stands before it.
            let limit = self.text[next.span.end..].starts_with('的');
            let between = self.text.get(start..next.span.start).unwrap_or_default();
            if !(limit && between.chars().count() <= LIMIT && !between.contains(['、', '和'])) {
                end = next.span.start;
            }
        }
        &self.text[start..end.max(start).min(floor(self.text, start + WINDOW))]
    }
}

/// Whether an indicator is a number of people that something befell: 死亡人数.
pub(crate) fn is_casualties(lexicon: &Lexicon, indicator: &str) -> bool {
    let befell = indicator.strip_suffix(PEOPLE);
    befell.is_some_and(|befell| lexicon.words(Role::Casualty).at_end(befell).is_some())
}

/// The noun that `text` starts with; `cut` says that a figure follows it.
fn noun<'a>(lexicon: &Lexicon, text: &'a str, cut: bool) -> &'a str {
    let mut noun = text;
    if let Some(stop) = outside(noun, noun.match_indices('、').map(|found| found.0)) {
        noun = &noun[..stop];
    }
    if let Some(stop) = noun_end(lexicon, noun) {
        noun = &noun[..stop];
    }
    if (noun.len() < text.len() || cut)
        && let Some(head) = lexicon.words(Role::CountedHead).find(noun)
        && lexicon.words(Role::MeasureHead).at_end(&noun[head.end..]).is_some()
    {
        noun = &noun[..head.end];
    }
    if let Some(joint) = lexicon.words(Role::Joint).at_end(noun).filter(|_| cut) {
        noun = &noun[..noun.len() - joint.len()];
    }
    // 1000个县城的酒店预订量: what is counted stands before its measure.
    if let Some((before, rest)) = noun.rsplit_once('的')
        && lexicon.words(Role::MeasureHead).at_end(rest).is_some()
    {
        noun = before;
    }
    // 六大产业链的全|覆盖: one character is no head.
    if noun.len() < text.len()
        && let Some((before, rest)) = noun.rsplit_once('的')
        && rest.chars().count() == 1
    {
        noun = before;
    }
    noun.trim_matches(|c: char| c == '的' || c.is_whitespace())
}

/// Whether `text` starts with the letters of a noun: 5G工厂, and not GDP超千亿的城市.
fn starts_with_letters(lexicon: &Lexicon, text: &str) -> bool {
    let han = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let letters = &text[..text.len() - han.len()];
    letters.contains(|c: char| c.is_ascii_alphabetic())
        && han.starts_with(is_han)
        && lexicon.words(Role::MeasureHead).at_start(text).is_none()
}

/// Whether `text` starts with a verb, so that no noun stands there.
fn starts_with_verb(lexicon: &Lexicon, text: &str) -> bool {
    let verbs = [Role::LeadingVerb, Role::Growth, Role::Fall, Role::Value, Role::ChangeOf];
    verbs.iter().any(|role| lexicon.words(*role).at_start(text).is_some())
        && lexicon.words(Role::KeepStart).at_start(text).is_none()
}

/// The first of `places` in `text` that stands in no bracket and no quotation.
fn outside(text: &str, mut places: impl Iterator<Item = usize>) -> Option<usize> {
    places.find(|at| {
        let before = &text[..*at];
        let open = before.matches(['（', '(', '“', '《']).count();
        open == before.matches(['）', ')', '”', '》']).count()
    })
}

/// Where a noun ends; words inside brackets and quotes do not end it.
pub(crate) fn noun_end(lexicon: &Lexicon, text: &str) -> Option<usize> {
    let ends = lexicon.free(Role::NounEnd, Role::NounKeep, text);
    outside(text, ends.map(|end| end.start))
}
