//! `filter-quality`: rules that texts of the web are filtered by.

mod codes;
mod grams;
mod line;
mod line_rules;
mod measure;
mod options;
mod phrases;
mod table;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Codes, Component, Document, DropReason, Field, Outcome, Residue, ResidueReason, Span,
    Stage, StepError,
};

use line_rules::LineRules;
use measure::{Measures, Unit};
use phrases::Phrases;
use table::Threshold;

pub use options::{Action, FilterQualityOptions, Preset, Words};

newsprint_core::attachment! {
    /// What `filter-quality` measured, and which rules an article breaks. Shares are from 0 to 1.
    pub struct Quality: "newsprint-stages/quality" {
        /// How words are told apart: `word` by spaces, `character` each Chinese character.
        pub unit: String,
        /// Words of the body.
        pub words: u64,
        /// Sentences of the body.
        pub sentences: u64,
        /// Characters a word; none for Chinese.
        pub mean_word_length: Option<f64>,
        /// `#` for each word.
        pub hashes: f64,
        /// Ellipses for each word.
        pub ellipses: f64,
        /// Words with a letter.
        pub alphabetic_words: f64,
        /// How many of the eight stop words there are.
        pub stop_words: u64,
        /// Lines that begin with a bullet.
        pub bullet_lines: f64,
        /// Lines that end in an ellipsis.
        pub ellipsis_lines: f64,
        /// Lines that stand earlier too.
        pub duplicate_lines: f64,
        /// Characters in such lines.
        pub duplicate_line_characters: f64,
        /// Characters in the most frequent run of 2, 3 and 4 words.
        pub top_grams: Vec<f64>,
        /// Characters in runs of 5 to 10 words that stand earlier too.
        pub duplicate_grams: Vec<f64>,
        /// Letters, Chinese characters among them.
        pub letters: f64,
        /// Digits.
        pub digits: f64,
        /// Punctuation.
        pub punctuation: f64,
        /// Other characters.
        pub symbols: f64,
        /// Lines that a rule on lines would take out.
        pub bad_lines: f64,
        /// The codes of the rules that it breaks.
        pub broken: Vec<String>,
    }
}

#[doc = include_str!("../../manual/filter-quality.md")]
#[derive(Debug)]
pub struct FilterQuality {
    action: Action,
    words: Words,
    /// For words told apart by spaces, and for Chinese characters.
    thresholds: [Vec<Threshold>; 2],
    lines: LineRules,
    no_curly_brackets: bool,
    no_lorem_ipsum: bool,
    bad_phrases: Phrases,
}

impl Component for FilterQuality {
    const NAME: &'static str = "filter-quality";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../../manual/filter-quality.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] =
        &[Field::Extension(<Quality as newsprint_core::Attachment>::KEY)];
    const CODES: Codes = codes::CODES;
    type Options = FilterQualityOptions;

    fn build(options: FilterQualityOptions) -> Result<Self, Vec<Fault>> {
        let is_c4 = options.preset == Preset::C4;
        let thresholds = [Unit::Word, Unit::Character].map(|unit| Threshold::all(&options, unit));
        let faults = crossed(&options, &thresholds);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            action: options.action,
            words: options.words,
            thresholds,
            lines: LineRules::new(&options),
            no_curly_brackets: options.no_curly_brackets.unwrap_or(is_c4),
            no_lorem_ipsum: options.no_lorem_ipsum.unwrap_or(is_c4),
            bad_phrases: Phrases::read(&options.bad_phrases)?,
        })
    }
}

/// A fault for each measure of which at least more is wanted than at most.
fn crossed(options: &FilterQualityOptions, thresholds: &[Vec<Threshold>; 2]) -> Vec<Fault> {
    let FilterQualityOptions { least_words, most_words, .. } = options;
    let FilterQualityOptions { least_mean_word_length, most_mean_word_length, .. } = options;
    let place = |most: Option<Span>, least: Option<Span>| most.or(least).unwrap_or_default();
    let span = |at: &Located<u64>| at.span;
    let words = place(most_words.as_ref().map(span), least_words.as_ref().map(span));
    let span = |at: &Located<f64>| at.span;
    let (least, most) = (least_mean_word_length.as_ref(), most_mean_word_length.as_ref());
    let lengths = place(most.map(span), least.map(span));
    let fault = |(what, at): (&str, Span)| {
        let (least, most) = thresholds.iter().find_map(|all| Threshold::crossed(all, what))?;
        let message = format!("at least {least} and at most {most} {what}: no text has that");
        let help = "raise the one or lower the other; the preset gives what is not given";
        Some(Fault::new(at, message, "drops everything").help(help))
    };
    [("words", words), ("characters a word", lengths)].into_iter().filter_map(fault).collect()
}

impl Stage for FilterQuality {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        match self.action {
            Action::Mark => {
                for article in &mut document.articles {
                    let quality = self.quality(article);
                    article.extensions.set(&quality)?;
                }
            }
            Action::Drop => {
                let mut residue = Vec::new();
                document.drop_articles(|article| self.decide(article, &mut residue));
                document.residue.extend(residue);
                document.residue.sort_by_key(|it| it.span);
            }
        }
        Ok(Outcome::Keep)
    }
}

/// The lines of an article that rules on lines leave, and what becomes of each of its lines.
struct Read<'a> {
    lines: Vec<&'a str>,
    unit: Unit,
    /// For each block why it is taken out.
    out: Vec<Option<&'static str>>,
}

impl FilterQuality {
    fn unit(&self, lines: &[&str]) -> Unit {
        match self.words {
            Words::Auto => Unit::of(lines),
            Words::Spaces => Unit::Word,
            Words::Characters => Unit::Character,
        }
    }

    /// The lines that are left. What is left may be of another language than the whole, and is read
    /// again then, so that a second application takes nothing more out.
    fn read<'a>(&self, article: &'a Article) -> Read<'a> {
        let blocks: Vec<&str> = article.blocks.iter().map(|block| block.text.as_str()).collect();
        let mut unit = self.unit(&blocks);
        let mut out: Vec<Option<&'static str>> = vec![None; blocks.len()];
        while self.lines.is_some() {
            for (out, line) in out.iter_mut().zip(&blocks) {
                *out = out.or_else(|| self.lines.broken(line, unit));
            }
            let left = self.unit(&left(&blocks, &out));
            if left == unit {
                break;
            }
            unit = left;
        }
        Read { lines: left(&blocks, &out), unit, out }
    }

    fn thresholds(&self, unit: Unit) -> &[Threshold] {
        &self.thresholds[usize::from(unit == Unit::Character)]
    }

    /// The rules that a text breaks, each with its code and the value that decided.
    fn broken<'a>(
        &'a self,
        read: &'a Read<'_>,
        measures: &'a Measures,
    ) -> impl Iterator<Item = DropReason> + 'a {
        let holds = move |what: &str| read.lines.iter().any(|line| line.contains(what));
        let thresholds = self.thresholds(read.unit).iter();
        let bounds = thresholds
            .filter_map(move |it| Some(DropReason::new(it.rule.code, it.broken(measures)?)));
        let curly = (self.no_curly_brackets && holds("{"))
            .then(|| DropReason::new("curly-bracket", "a `{`"));
        let lorem = self.no_lorem_ipsum
            && read.lines.iter().any(|line| line.to_ascii_lowercase().contains("lorem ipsum"));
        let lorem = lorem.then(|| DropReason::new("lorem-ipsum", "the words lorem ipsum"));
        let phrase = read.lines.iter().find_map(|line| self.bad_phrases.find(line));
        let phrase = phrase.map(|phrase| DropReason::new("bad-phrase", format!("`{phrase}`")));
        bounds.chain(curly).chain(lorem).chain(phrase)
    }

    /// Why the article is dropped, if it is; else it loses the lines that break a rule, whose bytes
    /// go to `residue`.
    fn decide(&self, article: &mut Article, residue: &mut Vec<Residue>) -> Option<DropReason> {
        let read = self.read(article);
        let runs = self.thresholds(read.unit).iter().any(Threshold::needs_runs);
        let measures = Measures::of(&read.lines, read.unit, runs);
        if let Some(reason) = self.broken(&read, &measures).next() {
            return Some(reason);
        }
        let mut out = read.out.into_iter();
        article.blocks.retain(|block| {
            let Some(why) = out.next().flatten() else { return true };
            residue.extend(block.text.runs().iter().map(|run| Residue {
                span: run.source(),
                reason: ResidueReason::Dropped,
                detail: Some(format!("filter-quality: a line with {why}")),
            }));
            false
        });
        None
    }

    fn quality(&self, article: &Article) -> Quality {
        let read = self.read(article);
        let measures = Measures::of(&read.lines, read.unit, true);
        let codes = self.broken(&read, &measures).map(|reason| reason.code.into_owned());
        let bad_lines = read.out.iter().flatten().count();
        Quality {
            unit: read.unit.name().to_owned(),
            words: count(measures.words),
            sentences: count(measures.sentences),
            mean_word_length: measures.mean_word_length.map(rounded),
            hashes: rounded(measures.hashes),
            ellipses: rounded(measures.ellipses),
            alphabetic_words: rounded(measures.alphabetic_words),
            stop_words: count(measures.stop_words),
            bullet_lines: rounded(measures.bullet_lines),
            ellipsis_lines: rounded(measures.ellipsis_lines),
            duplicate_lines: rounded(measures.duplicate_lines),
            duplicate_line_characters: rounded(measures.duplicate_line_characters),
            top_grams: measures.top_runs.iter().copied().map(rounded).collect(),
            duplicate_grams: measures.duplicate_runs.iter().copied().map(rounded).collect(),
            letters: rounded(measures.letters),
            digits: rounded(measures.digits),
            punctuation: rounded(measures.punctuation),
            symbols: rounded(measures.symbols),
            bad_lines: rounded(measure::share(bad_lines, read.out.len())),
            broken: codes.collect(),
        }
    }
}

fn left<'a>(lines: &[&'a str], out: &[Option<&'static str>]) -> Vec<&'a str> {
    lines.iter().zip(out).filter(|(_, out)| out.is_none()).map(|(line, _)| *line).collect()
}

/// Six digits after the point are more than any threshold has.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, made of one")]
fn count(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests;
