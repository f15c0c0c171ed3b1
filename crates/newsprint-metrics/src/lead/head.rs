//! What stands before an indicator: quotation, openings, verbs, the subject.

use std::borrow::Cow;
use std::ops::Range;

use newsprint_zh::{marks, not_han, numeral};

use super::Lead;
use crate::lexicon::{Lexicon, Role, UnitKind};
use crate::subject::Places;

/// What is looked for at the head of the words.
const HEADS: [Role; 4] = [Role::KeepStart, Role::Demonstrative, Role::Opening, Role::LeadingVerb];

impl Lead {
    /// Takes quotation, openings and the subject off the head.
    pub(super) fn start<'a>(
        &mut self,
        lexicon: &Lexicon,
        places: &Places,
        text: &'a str,
    ) -> &'a str {
        let mut rest = text;
        for (at, c) in not_han(text) {
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
    pub(super) fn head(&mut self, lexicon: &Lexicon, places: &Places, text: &str) {
        let mut rest = self.start(lexicon, places, text);
        // 社会物流总额即实物商品价值总和: what it is called first.
        if let Some(at) = rest.find('即')
            && lexicon.words(Role::MeasureHead).at_end(&rest[..at]).is_some()
        {
            rest = &rest[..at];
        }
        if let Some(verb) = self.last(lexicon, Role::LightVerb, rest) {
            rest = self.openings(lexicon, places, &rest[verb.end..]);
        }
        let mut indicator = Cow::Borrowed(rest);
        // 投资完成额 is one word.
        let is_word = |verb: &Range<usize>| rest[verb.end..].starts_with(['额', '率', '量']);
        let joints = self.has(Role::JointVerb).then(|| {
            lexicon.free(Role::JointVerb, Role::NounKeep, rest).filter(|it| !is_word(it)).last()
        });
        if let Some(verb) = joints.flatten().filter(|verb| verb.start > 0) {
            let before = &rest[..verb.start];
            let object = &rest[verb.end..];
            // 甲、乙等茶产品合计出口 is what all of them export together.
            let before = summed_up(lexicon, before);
            let joined = !before.contains(['、', '，']) || object.is_empty();
            indicator = if joined { format!("{before}{object}").into() } else { object.into() };
        }
        // 在扩张区间内较上月上升: where it rose is not what did.
        let is_where = self.falls.is_some()
            && indicator.starts_with('在')
            && indicator.ends_with(['内', '中', '下'])
            && lexicon.words(Role::KeepStart).at_start(&indicator).is_none();
        if !is_where && !lexicon.words(Role::Pronoun).contains(&indicator) {
            without_aside(lexicon, &indicator).clone_into(&mut self.indicator);
        }
    }

    pub(super) fn openings<'a>(
        &mut self,
        lexicon: &Lexicon,
        places: &Places,
        text: &'a str,
    ) -> &'a str {
        let mut rest = without_span(lexicon, text);
        let mut verb = false;
        loop {
            let before = rest.len();
            rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace()
                    || marks::ends_clause(c)
                    || matches!(c, '）' | ')' | '”' | '’' | '—' | '…' | '。')
            });
            let [keep, told, opening, leading] = lexicon.longest(rest, HEADS);
            if keep > 0 {
                return rest;
            }
            if told > 0 && lexicon.words(Role::MeasureHead).contains(&rest[told..]) {
                return "";
            }
            // Behind a verb a place is part of the object: 创建全国文明城市.
            if !verb && let Some((subject, len)) = places.at_start(lexicon, rest) {
                // 青岭全市: the name stands before it.
                let here = lexicon.words(Role::Here).at_start(rest).is_some();
                if !here || self.subject.is_none() {
                    self.subject = Some(subject);
                }
                rest = &rest[len..];
                continue;
            }
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

/// What the items of a list are, where the list says so: `茶产品` of `茶叶、茶具等茶产品`.
fn summed_up<'a>(lexicon: &Lexicon, list: &'a str) -> &'a str {
    let end = lexicon.words(Role::AndSoOn).find_last(list);
    let kind = end.map_or("", |end| &list[end.end..]);
    if list.contains('、') && !kind.is_empty() { kind } else { list }
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

/// `进口均价(下同)` without its bracket.
fn without_aside<'a>(lexicon: &Lexicon, indicator: &'a str) -> &'a str {
    let trimmed = indicator.trim_end_matches(['的', '了', '等']);
    let inside = trimmed.strip_suffix(['）', ')']).and_then(|it| it.rsplit_once(['（', '(']));
    match inside {
        Some((before, aside)) if lexicon.words(Role::Aside).at_start(aside).is_some() => before,
        _ => trimmed,
    }
}
