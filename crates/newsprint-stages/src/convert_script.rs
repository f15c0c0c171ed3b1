//! `convert-script`: traditional Chinese to simplified, and the contrary.

use std::ops::Range;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use newsprint_core::config::Fault;
use newsprint_core::{
    Article, Attachment as _, Component, Document, Field, MappedText, Outcome, Run, Span, Stage,
    StepError,
};

use crate::identify_language::Language;
use crate::text::texts_mut;

newsprint_core::choices! {
    /// What becomes of what.
    pub enum To {
        /// Simplified characters, from traditional ones of any region.
        Simplified = "simplified",
        /// Traditional characters, as OpenCC's own standard has them.
        Traditional = "traditional",
        /// Traditional characters as Taiwan writes them.
        Taiwan = "taiwan",
        /// The same with Taiwan's words: 軟體 for 软件.
        TaiwanWords = "taiwan-words",
        /// Traditional characters as Hong Kong writes them.
        HongKong = "hong-kong",
    }
}

newsprint_core::options! {
    /// Options of `convert-script`.
    pub struct ConvertScriptOptions {
        /// What the text becomes.
        pub to: To = To::Simplified;
    }
}

newsprint_core::attachment! {
    /// Says that an article's texts are not in the script of its source.
    pub struct Script: "newsprint-stages/script" {
        /// What they were converted to: the word of the option `to`.
        pub converted_to: String,
    }
}

#[doc = include_str!("../manual/convert-script.md")]
pub struct ConvertScript {
    to: To,
    opencc: OpenCC,
}

impl std::fmt::Debug for ConvertScript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConvertScript").field("to", &self.to).finish_non_exhaustive()
    }
}

impl Component for ConvertScript {
    const NAME: &'static str = "convert-script";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/convert-script.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Extension(Script::KEY)];
    type Options = ConvertScriptOptions;

    fn build(options: ConvertScriptOptions) -> Result<Self, Vec<Fault>> {
        let config = match options.to {
            To::Simplified => BuiltinConfig::T2s,
            To::Traditional => BuiltinConfig::S2t,
            To::Taiwan => BuiltinConfig::S2tw,
            To::TaiwanWords => BuiltinConfig::S2twp,
            To::HongKong => BuiltinConfig::S2hk,
        };
        let opencc = OpenCC::from_config(config).map_err(|error| {
            let message = format!("the dictionaries cannot be used: {error}");
            vec![Fault::new(Span::default(), message, "in this build")]
        })?;
        Ok(Self { to: options.to, opencc })
    }
}

impl Stage for ConvertScript {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let word = newsprint_core::config::Choices::word(self.to);
        for article in &mut document.articles {
            // Some characters are in both scripts and would be converted again, to others.
            let before = article.extensions.get::<Script>()?;
            if before.is_some_and(|script| script.converted_to == word) {
                continue;
            }
            if self.article(article) {
                article.extensions.set(&Script { converted_to: word.to_owned() })?;
                self.tell(article)?;
            }
        }
        Ok(Outcome::Keep)
    }
}

impl ConvertScript {
    /// Converts every text, and what was read from them; says whether any changed.
    fn article(&self, article: &mut Article) -> bool {
        let mut changed = false;
        for text in texts_mut(article) {
            if let Some(new) = self.text(text) {
                *text = new;
                changed = true;
            }
        }
        if let Some(dateline) = &mut article.dateline {
            if let Some(new) = dateline.text.as_ref().and_then(|text| self.text(text)) {
                dateline.text = Some(new);
            }
            for reading in dateline.place.iter_mut().chain(&mut dateline.date) {
                *reading = self.opencc.convert(reading);
            }
        }
        for byline in &mut article.bylines {
            let people = byline.people.iter_mut();
            let readings = people.flat_map(|it| std::iter::once(&mut it.name).chain(&mut it.role));
            for reading in readings.chain(&mut byline.agency) {
                *reading = self.opencc.convert(reading);
            }
        }
        changed
    }

    /// Corrects what `identify-language` said of Chinese.
    fn tell(&self, article: &mut Article) -> Result<(), StepError> {
        if let Some(mut language) = article.extensions.get::<Language>()?
            && language.code.starts_with("zh")
        {
            let is_simplified = self.to == To::Simplified;
            let code = if is_simplified { "zh-Hans" } else { "zh-Hant" };
            code.clone_into(&mut language.code);
            article.extensions.set(&language)?;
        }
        Ok(())
    }

    /// The text in the other script, where that is another text.
    fn text(&self, text: &MappedText) -> Option<MappedText> {
        let old = text.as_str();
        let new = self.opencc.convert(old);
        if new == old {
            return None;
        }
        // Character for character, or else piece by piece, so that what changes is placed closely.
        let mut whole = pairs(old, &new);
        let mut converted = MappedText::new();
        let mut done = 0;
        for run in text.runs() {
            for (range, run) in [(done..run.text().start, None), (run.text(), Some(*run))] {
                let new = whole.as_mut().map(|pairs| take(pairs, &old[range.clone()]));
                let new = new.unwrap_or_else(|| self.opencc.convert(&old[range.clone()]));
                self.push(&mut converted, text, range, run, &new);
            }
            done = run.text().end;
        }
        let new = whole.as_mut().map(|pairs| take(pairs, &old[done..]));
        let new = new.unwrap_or_else(|| self.opencc.convert(&old[done..]));
        converted.push_inserted(&new);
        Some(converted)
    }

    /// Appends what `range` of `text`, which is `run` or stands between runs, has become.
    fn push(
        &self,
        to: &mut MappedText,
        text: &MappedText,
        range: Range<usize>,
        run: Option<Run>,
        new: &str,
    ) {
        let old = &text.as_str()[range.clone()];
        match run {
            None => to.push_inserted(new),
            Some(_) if old == new => to.push(&text.slice(range)),
            // An altered run stands for all of its source, and is not cut.
            Some(run) if !run.is_verbatim() => to.push_altered(new, run.source()),
            Some(_) if old.chars().count() == new.chars().count() => {
                characters(to, text, range.start, old, new);
            }
            Some(_) => self.clauses(to, text, range.start, old),
        }
    }

    /// Appends a verbatim run clause by clause, since it has become shorter or longer.
    fn clauses(&self, to: &mut MappedText, text: &MappedText, start: usize, old: &str) {
        let mut at = start;
        for clause in old.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let new = self.opencc.convert(clause);
            if clause.chars().count() == new.chars().count() {
                characters(to, text, at, clause, &new);
            } else {
                let same = |(a, b): &(char, char)| a == b;
                let head = clause.chars().zip(new.chars()).take_while(same);
                let head: usize = head.map(|(c, _)| c.len_utf8()).sum();
                let (rest, new_rest) = (&clause[head..], &new[head..]);
                let tail = rest.chars().rev().zip(new_rest.chars().rev()).take_while(same);
                let tail: usize = tail.map(|(c, _)| c.len_utf8()).sum();
                let middle = at + head..at + clause.len() - tail;
                to.push(&text.slice(at..middle.start));
                let new_middle = &new_rest[..new_rest.len() - tail];
                replace(to, text, middle.clone(), new_middle);
                to.push(&text.slice(middle.end..at + clause.len()));
            }
            at += clause.len();
        }
    }
}

/// Appends `old`, which stands at `start` of a verbatim run, with the characters of `new` in place
/// of its own.
fn characters(to: &mut MappedText, text: &MappedText, start: usize, old: &str, new: &str) {
    let mut same_from = start;
    let mut at = start;
    let mut pairs = old.chars().zip(new.chars()).peekable();
    while let Some((a, b)) = pairs.next() {
        let from = at;
        at += a.len_utf8();
        if a == b {
            continue;
        }
        to.push(&text.slice(same_from..from));
        let mut changed = String::from(b);
        while let Some((a, b)) = pairs.next_if(|(a, b)| a != b) {
            at += a.len_utf8();
            changed.push(b);
        }
        replace(to, text, from..at, &changed);
        same_from = at;
    }
    to.push(&text.slice(same_from..at));
}

/// Appends `new` for `range` of `text`, which lies inside one verbatim run.
fn replace(to: &mut MappedText, text: &MappedText, range: Range<usize>, new: &str) {
    match text.source_spans(range).first() {
        Some(span) => to.push_altered(new, *span),
        None => to.push_inserted(new),
    }
}

/// The characters of `new`, where there are as many as in `old`.
fn pairs<'t>(old: &str, new: &'t str) -> Option<std::str::Chars<'t>> {
    (old.chars().count() == new.chars().count()).then(|| new.chars())
}

/// As many characters as `old` has.
fn take(chars: &mut std::str::Chars<'_>, old: &str) -> String {
    chars.take(old.chars().count()).collect()
}

#[cfg(test)]
mod tests {
    use newsprint_core::Source;
    use newsprint_testkit::{check_document, record};

    use super::*;

    fn convert(to: To, text: &str) -> Document {
        let mut document = record("a.jsonl", text);
        let stage = ConvertScript::build(ConvertScriptOptions { to }).unwrap();
        let _ = stage.apply(&mut document).unwrap();
        check_document(&document).unwrap();
        document
    }

    #[test]
    fn texts_are_converted() {
        for (to, text, expected) in [
            (To::Simplified, "市長說\n這項計畫將於明年開始。", "这项计划将于明年开始。"),
            (To::Simplified, "市长\n理发店后面", "理发店后面"),
            (To::Traditional, "头发\n理发后发现皇后", "理髮後發現皇后"),
            (To::Taiwan, "里面\n台湾的房子里面", "臺灣的房子裡面"),
            (To::TaiwanWords, "软件\n打印机的软件,很好", "印表機的軟體,很好"),
            (To::HongKong, "里面\n房子里面", "房子裏面"),
        ] {
            let document = convert(to, text);
            assert_eq!(document.articles[0].blocks[0].text.as_str(), expected);
        }
    }

    #[test]
    fn what_did_not_change_is_verbatim() {
        let document = convert(To::Simplified, "題\n今年的計畫開始。");
        let text = &document.articles[0].blocks[0].text;
        let shown: Vec<(&str, bool)> =
            text.runs().iter().map(|run| (&text.as_str()[run.text()], run.is_verbatim())).collect();
        assert_eq!(shown, [("今年的", true), ("计划开", false), ("始。", true)]);
    }

    #[test]
    fn altered_and_inserted_pieces_keep_their_places() {
        let source = Source::new("a", "電話138").unwrap();
        let mut text = MappedText::verbatim(source.text(), Span::new(0, 6));
        text.push_inserted("與");
        text.push_altered("[電話]", Span::new(6, 9));
        let stage = ConvertScript::build(ConvertScriptOptions { to: To::Simplified }).unwrap();
        let new = stage.text(&text).unwrap();
        assert_eq!(new.as_str(), "电话与[电话]");
        assert_eq!(new.verify(source.text()), Ok(()));
        assert_eq!(new.source_spans(9..15), [Span::new(6, 9)]);
    }
}
