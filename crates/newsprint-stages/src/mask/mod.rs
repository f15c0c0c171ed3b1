//! `mask`: marks in place of numbers that belong to people.

mod find;
mod numbers;

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Codes, Component, Diagnostic, Document, Field, MappedText, Outcome, Residue,
    ResidueReason, Span, Stage, StepError,
};

use crate::text::texts_mut;
use find::find;

newsprint_core::choices! {
    /// What is masked.
    pub enum Private {
        /// Mobile numbers, with or without +86, and landline numbers with their area code.
        Phone = "phone",
        /// Numbers of identity cards: 18 digits whose check digit is right, or 15 with a date.
        IdNumber = "id-number",
        /// Addresses of electronic mail.
        Mail = "mail",
        /// Numbers of bank cards: 16 to 19 digits whose check digit is right.
        BankCard = "bank-card",
        /// Licence plates of the mainland.
        Plate = "plate",
    }
}

newsprint_core::options! {
    /// Options of `mask`.
    pub struct MaskOptions {
        /// What is masked.
        pub kinds: Located<Vec<Private>> = usual();
        /// What stands in place of a phone number.
        pub phone: Located<String> = mark("[电话]"), with kinds = "phone";
        /// In place of the number of an identity card.
        pub id_number: Located<String> = mark("[身份证号]"), with kinds = "id-number";
        /// In place of a mail address.
        pub mail: Located<String> = mark("[邮箱]"), with kinds = "mail";
        /// In place of the number of a bank card.
        pub bank_card: Located<String> = mark("[银行卡号]"), with kinds = "bank-card";
        /// In place of a licence plate.
        pub plate: Located<String> = mark("[车牌号]"), with kinds = "plate";
    }
}

fn usual() -> Located<Vec<Private>> {
    let value = vec![Private::Phone, Private::IdNumber, Private::Mail];
    Located { value, span: Span::default() }
}

fn mark(mark: &str) -> Located<String> {
    Located { value: mark.to_owned(), span: Span::default() }
}

#[doc = include_str!("../../manual/mask.md")]
#[derive(Debug)]
pub struct Mask {
    kinds: Vec<Private>,
    options: MaskOptions,
}

impl Component for Mask {
    const NAME: &'static str = "mask";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../../manual/mask.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const CODES: Codes = &[
        ("masked-phone", "A phone number was taken out of the text."),
        ("masked-id-number", "The number of an identity card was taken out of the text."),
        ("masked-mail", "A mail address was taken out of the text."),
        ("masked-bank-card", "The number of a bank card was taken out of the text."),
        ("masked-plate", "A licence plate was taken out of the text."),
    ];
    type Options = MaskOptions;

    fn build(options: MaskOptions) -> Result<Self, Vec<Fault>> {
        let marks =
            [&options.phone, &options.id_number, &options.mail, &options.bank_card, &options.plate];
        // A mark must not be masked itself, nor make a number of what stands beside it.
        let is_bad = |mark: &str| {
            mark.is_empty()
                || mark.starts_with(is_joining)
                || mark.ends_with(is_joining)
                || mark.contains(char::is_numeric)
                || find(mark, &options.kinds.value).next().is_some()
        };
        let faults = marks.iter().filter(|mark| is_bad(&mark.value)).map(|mark| {
            let message = "a mark begins and ends with a sign, and holds no number of its own";
            Fault::new(mark.span, message, "no mark").help("write it in brackets: `[…]`")
        });
        let mut faults: Vec<Fault> = faults.collect();
        if options.kinds.value.is_empty() {
            let fault = Fault::new(options.kinds.span, "nothing is masked", "empty");
            faults.push(fault.help("name kinds, such as `\"phone\"`, or leave the stage out"));
        }
        if faults.is_empty() {
            Ok(Self { kinds: options.kinds.value.clone(), options })
        } else {
            Err(faults)
        }
    }
}

/// Whether a character can be part of a number or an address.
fn is_joining(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "@.-_+%·".contains(c)
}

impl Mask {
    fn mark(&self, kind: Private) -> &str {
        match kind {
            Private::Phone => &self.options.phone.value,
            Private::IdNumber => &self.options.id_number.value,
            Private::Mail => &self.options.mail.value,
            Private::BankCard => &self.options.bank_card.value,
            Private::Plate => &self.options.plate.value,
        }
    }

    fn article(&self, article: &mut Article, residue: &mut Vec<Residue>) {
        let mut masked: Vec<(Private, Span)> = Vec::new();
        // The dateline's text owns no bytes: what it loses is in a block.
        let dateline = article.dateline.as_mut().and_then(|it| it.text.as_mut());
        if let Some(text) = dateline
            && let Some(new) = self.text(text, &mut Vec::new(), &mut Vec::new())
        {
            *text = new;
        }
        for text in texts_mut(article) {
            if let Some(new) = self.text(text, residue, &mut masked) {
                *text = new;
            }
        }
        article.metrics.retain(|metric| {
            let overlaps = |span: &Span| {
                masked.iter().any(|(_, it)| it.start() < span.end() && span.start() < it.end())
            };
            !metric.evidence.iter().any(overlaps)
        });
        article.diagnostics.extend(masked.into_iter().map(|(kind, span)| {
            let (what, code) = told(kind);
            Diagnostic::info(code, format!("{what} is masked")).at(span)
        }));
    }

    /// The text with marks, if there is anything to mask; where each mark stands goes to `masked`.
    fn text(
        &self,
        text: &MappedText,
        residue: &mut Vec<Residue>,
        masked: &mut Vec<(Private, Span)>,
    ) -> Option<MappedText> {
        let mut found = find(text.as_str(), &self.kinds).peekable();
        found.peek()?;
        let mut new = MappedText::new();
        let mut done = 0;
        for (range, kind) in found {
            new.push(&text.slice(done..range.start));
            let spans = text.source_spans(range.clone());
            // A number that a column break has cut stands in two places of the source: the mark
            // stands for the first.
            match spans.first() {
                Some(first) => {
                    new.push_altered(self.mark(kind), *first);
                    masked.push((kind, *first));
                }
                None => new.push_inserted(self.mark(kind)),
            }
            residue.extend(spans.iter().skip(1).map(|span| Residue {
                span: *span,
                reason: ResidueReason::Dropped,
                detail: Some("mask: the rest of a number".to_owned()),
            }));
            done = range.end;
        }
        new.push(&text.slice(done..text.len()));
        Some(new)
    }
}

/// What was masked, and the code of its diagnostic.
fn told(kind: Private) -> (&'static str, &'static str) {
    match kind {
        Private::Phone => ("a phone number", "masked-phone"),
        Private::IdNumber => ("the number of an identity card", "masked-id-number"),
        Private::Mail => ("a mail address", "masked-mail"),
        Private::BankCard => ("the number of a bank card", "masked-bank-card"),
        Private::Plate => ("a licence plate", "masked-plate"),
    }
}

impl Stage for Mask {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        let mut residue = Vec::new();
        for article in &mut document.articles {
            self.article(article, &mut residue);
        }
        if !residue.is_empty() {
            document.residue.extend(residue);
            document.residue.sort_by_key(|it| it.span);
        }
        Ok(Outcome::Keep)
    }
}
