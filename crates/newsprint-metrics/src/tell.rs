//! What each number of an article was read as and why, for a reader who asks.

use newsprint_core::config::Choices as _;
use newsprint_core::{Article, MappedText, Note, Span};
use newsprint_zh::date::Date;

use crate::bind::Reader;
use crate::lexicon::Lexicon;
use crate::reading::Reading;
use crate::scan::lattice::Reading as _;
use crate::scan::{Sort, Token, What, rivals};
use crate::subject::Places;

/// Notes on `texts`, which are read one after another.
pub(crate) fn tell(
    lexicon: &Lexicon,
    texts: &[&MappedText],
    date: Option<Date>,
    place: Option<&str>,
) -> Vec<Note> {
    let places = Places::learn(lexicon, texts.iter().map(|text| text.as_str()), place);
    let mut reader = Reader::new(lexicon, places, date);
    let mut notes = Vec::new();
    for text in texts {
        let (proposed, won) = rivals(text.as_str(), lexicon);
        let rows = reader.read(text.as_str());
        let mut found: Vec<(usize, Note)> = Vec::new();
        for token in &proposed {
            found.extend(of_token(text, token, &won, &rows).map(|it| (token.span.start, it)));
        }
        found.extend(rows.iter().map(|row| (row.span.start, of_row(text, row))));
        found.sort_by_key(|(at, _)| *at);
        notes.extend(found.into_iter().map(|(_, note)| note));
    }
    notes
}

/// Every text of an article in the order of reading: the head, then the body.
pub(crate) fn texts(article: &Article) -> (Vec<&MappedText>, usize) {
    let head = article.kicker.iter().chain(&article.headline).chain(&article.subheads);
    let body = article.blocks.iter().map(|block| &block.text);
    (head.clone().chain(body).collect(), head.count())
}

fn place(text: &MappedText, span: std::ops::Range<usize>) -> Option<Span> {
    text.source_spans(span).into_iter().reduce(Span::cover)
}

#[expect(clippy::cast_precision_loss, reason = "a weight is some bytes")]
fn of_token(text: &MappedText, token: &Token, won: &[Token], rows: &[Reading]) -> Option<Note> {
    let said = text.as_str().get(token.span.clone())?;
    let what = describe(token);
    let score = token.weight() as f64;
    let is_same = |it: &&Token| it.span == token.span && describe(it) == what;
    let note = if won.iter().any(|it| is_same(&it)) {
        let is_figure = matches!(token.what, What::Figure(_));
        let has_row = rows
            .iter()
            .any(|row| row.span.start <= token.span.start && token.span.end <= row.span.end);
        if is_figure && !has_row {
            let message = format!("`{said}` is {what}, but no words around it say of what");
            Note::new("no-row", message)
        } else {
            Note::new("reading", format!("`{said}` is {what}"))
        }
    } else {
        let overlaps =
            |it: &&Token| it.span.start < token.span.end && token.span.start < it.span.end;
        let rival = won.iter().find(overlaps)?;
        let other = text.as_str().get(rival.span.clone()).unwrap_or_default();
        let message =
            format!("`{said}` could be {what}; `{other}` as {} explains more", describe(rival));
        Note::new("reading-rejected", message)
    };
    Some(note.at(place(text, token.span.clone())).scored(score))
}

/// What a piece of text is read as, in words.
fn describe(token: &Token) -> String {
    match &token.what {
        What::Time(_) => "a time".to_owned(),
        What::Name => "a name, a code or an idiom".to_owned(),
        What::Figure(figure) => {
            let max = figure.max.as_ref().map(|max| format!("–{max}")).unwrap_or_default();
            let value = format!("{}{max}", figure.value);
            match figure.sort {
                Sort::Rank => format!("rank {value}"),
                Sort::Bare => format!("the number {value}"),
                Sort::Doubling => format!("{value} times"),
                Sort::Relation => {
                    let others = figure.others.iter().map(|it| format!(":{it}"));
                    format!("the relation {value}{}", others.collect::<String>())
                }
                Sort::Unit(_) => format!("{value} {}", figure.unit),
            }
        }
    }
}

/// A row, with the rule by which each field was read.
fn of_row(text: &MappedText, row: &Reading) -> Note {
    let said = text.as_str().get(row.span.clone()).unwrap_or_default();
    let mut message = format!("`{said}` is {}", row.indicator);
    if let Some(subject) = &row.subject {
        message.push_str(" of ");
        message.push_str(subject);
    }
    let basis = row.basis.iter();
    let basis: Vec<String> =
        basis.map(|it| format!("{} by `{}`", it.field.word(), it.rule.word())).collect();
    if !basis.is_empty() {
        message.push_str(": ");
        message.push_str(&basis.join(", "));
    }
    Note::new("row", message).at(place(text, row.span.clone())).scored(row.confidence)
}
