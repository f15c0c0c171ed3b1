//! The stage `find-metrics`.

use std::ops::Range;
use std::path::PathBuf;

use newsprint_core::config::{Choices as _, Fault, Located};
use newsprint_core::{
    Article, Basis, Codes, Component, Diagnostic, Document, Field, MappedText, Metric, Modality,
    Note, Number, Outcome, Source, Span, Stage, StepError,
};
use newsprint_zh::date::Date;
use newsprint_zh::numeral::Decimal;

use crate::bind::Reader;
use crate::lexicon::Lexicon;
use crate::reading::{self, Doubt, Reading};
use crate::rows::Rows;
use crate::subject::Places;
use crate::tell::{tell, texts};

newsprint_core::options! {
    /// Options of `find-metrics`.
    pub struct FindMetricsOptions {
        /// Files with further units and words, added to the bundled ones in this order.
        pub lexicons: Vec<Located<PathBuf>> = Vec::new();
    }
}

#[doc = include_str!("../manual/find-metrics.md")]
#[derive(Clone, Debug)]
pub struct FindMetrics {
    lexicon: Lexicon,
}

impl Component for FindMetrics {
    const NAME: &'static str = "find-metrics";
    const VERSION: u32 = 6;
    const MANUAL: &'static str = include_str!("../manual/find-metrics.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Metrics];
    const USES: Option<&'static [Field]> = Some(&[]);
    const CODES: Codes = CODES;
    type Options = FindMetricsOptions;

    fn build(options: FindMetricsOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { lexicon: Lexicon::with_files(&options.lexicons)? })
    }
}

impl Stage for FindMetrics {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let mut articles = std::mem::take(&mut document.articles);
        for article in &mut articles {
            self.read(article, document.source());
        }
        document.articles = articles;
        Ok(Outcome::Keep)
    }

    fn explain(&self, document: &Document) -> Vec<Note> {
        let facts = document.source().facts();
        let date = facts.date.as_deref().and_then(Date::parse);
        let articles = document.articles.iter();
        let tell = |article| tell(&self.lexicon, &texts(article).0, date, facts.place.as_deref());
        articles.flat_map(tell).collect()
    }
}

/// What the stage gives as reasons: first its diagnostics, then what it says when it is asked.
const CODES: Codes = &[
    (
        "unequal-list",
        "分别 deals values out to a list that has more or fewer items: which value is whose is not \
         sure.",
    ),
    (
        "share-above-100",
        "A share of more than its whole, or a rate that cannot be more: a growth that was taken for a \
         share, or a slip of the text.",
    ),
    (
        "shares-above-100",
        "The shares of one list are more than the whole together: they may be of several wholes.",
    ),
    (
        "part-above-whole",
        "A figure behind 其中 is more than the one before it, alone or with those that are parts like \
         it: it may be no part of that.",
    ),
    (
        "unusual-unit",
        "The measure does not have this unit, as an area in tonnes: the figure may belong to other \
         words. A lexicon's `[[measures]]` says which units a measure has.",
    ),
    ("no-such-date", "A day that the calendar has not, such as 2月30日."),
    ("too-many-digits", "A numeral of more than 38 digits, which is no figure."),
    ("percent-without-number", "A percent sign alone: the number was lost or stands elsewhere."),
    ("unit-without-number", "A unit where its number should stand: the number was lost."),
    ("half-range", "A dash or 至 behind a number, and no second number: the range was cut."),
    (
        "reading",
        "What a piece of text was read as. The score is what it weighed against the readings that \
         it overlaps: bytes explained at ten points each, and something for the kind.",
    ),
    (
        "reading-rejected",
        "A reading that lost against one which explains more of the text. Words in a lexicon can \
         change that: `[[units]]`, or `[[words]]` with the role `not-figure`.",
    ),
    (
        "no-row",
        "A figure of which no words around it say what it measures, or which a lexicon's words rule \
         out: it makes no row.",
    ),
    (
        "row",
        "A figure with its meaning, and the rule by which each field was read. The score is the \
         row's confidence.",
    ),
];

impl FindMetrics {
    fn read(&self, article: &mut Article, source: &Source) {
        let facts = source.facts();
        let (date, place) = (facts.date.as_deref().and_then(Date::parse), facts.place.as_deref());
        let (all, head) = texts(article);
        let texts = all.iter().map(|text| text.as_str());
        let places = Places::learn(&self.lexicon, texts, place);
        let mut reader = Reader::new(&self.lexicon, places, date);
        let mut diagnostics = Vec::new();
        let (mut headline, mut rows) = (Vec::new(), Rows::default());
        for (number, text) in all.iter().enumerate() {
            for reading in reader.read(text.as_str()) {
                let mut metric = metric(&all, number, reading, source);
                metric.subject = metric.subject.or_else(|| place.map(str::to_owned));
                if number < head {
                    headline.push(metric);
                } else {
                    rows.add(&self.lexicon, metric, true);
                }
            }
            let doubts = reader.doubts.drain(..);
            diagnostics.extend(doubts.map(|doubt| diagnostic(text, doubt)));
        }
        for metric in headline {
            rows.add(&self.lexicon, metric, false);
        }
        let metrics = rows.finish();
        article.metrics = metrics;
        let ours = |code: &str| CODES.iter().any(|(known, _)| *known == code);
        article.diagnostics.retain(|it| !ours(it.code.as_ref()));
        article.diagnostics.extend(diagnostics);
    }
}

/// The row of a reading of the text `at`; `all` are the texts of the article in the order of reading.
fn metric(all: &[&MappedText], at: usize, reading: Reading, source: &Source) -> Metric {
    let evidence = all[at].source_spans(reading.span.clone());
    let printed = printed(all[at], reading.span.clone(), &evidence, source.text());
    let mut metric = Metric::new(reading.kind, number(reading.value), printed);
    metric.subject = reading.subject;
    metric.indicator = reading.indicator;
    metric.step = reading.step.map(number);
    metric.value_max = reading.max.map(number);
    metric.unit = reading.unit;
    metric.unit_code = reading.unit_code;
    metric.bound = reading.bound;
    metric.of = reading.of.map(number);
    metric.period = reading.period.map(|period| period.to_string());
    metric.comparison = reading.comparison;
    metric.modality = reading.target.then_some(Modality::Target);
    metric.evidence = evidence;
    metric.basis = reading.basis.iter().map(|it| basis(all, it)).collect();
    metric.confidence = reading.confidence;
    metric
}

/// The figure at `span` of `text` as the source prints it: a stage before may have put another script
/// or form in place of what stands there. A mark of the layout that its first character stands for
/// is left out.
fn printed(text: &MappedText, span: Range<usize>, evidence: &[Span], source: &str) -> String {
    let first = text.runs().partition_point(|run| run.text().end <= span.start);
    let mut runs = text.runs()[first..].iter().take_while(|run| run.text().start < span.end);
    if runs.all(|run| run.is_verbatim()) {
        return text.as_str().get(span).unwrap_or_default().to_owned();
    }
    let text = text.slice(span);
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let there = || evidence.iter().filter_map(|span| span.of(source)).map(bare);
    if there().collect::<String>().contains(&bare(text.as_str())) {
        return text.as_str().to_owned();
    }
    let mut printed = String::new();
    let mut done = 0;
    for run in text.runs() {
        let (inserted, own) = (&text.as_str()[done..run.text().start], &text.as_str()[run.text()]);
        printed.push_str(inserted);
        printed.push_str(run.source().of(source).unwrap_or(own));
        done = run.text().end;
    }
    printed.push_str(&text.as_str()[done..]);
    printed
}

fn basis(all: &[&MappedText], basis: &reading::Basis) -> Basis {
    let text = basis.at.as_ref().and_then(|at| Some((all.get(at.text)?, &at.span)));
    let spans = text.map(|(text, span)| text.source_spans(span.clone())).unwrap_or_default();
    Basis { field: basis.field.word().into(), rule: basis.rule.word().into(), spans }
}

fn number(value: Decimal) -> Number {
    // A decimal prints as digits with at most one point and one sign: always a number.
    Number::try_from(value.to_string()).unwrap_or_else(|_| Number::from(0))
}

fn diagnostic(text: &MappedText, doubt: Doubt) -> Diagnostic {
    let span = text.source_spans(doubt.span).into_iter().reduce(Span::cover);
    Diagnostic::warning(doubt.code, doubt.message).at(span)
}
