//! `sample`: a share of the articles, the same on every machine.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Codes, Component, Document, DropReason, Field, Outcome, Part, Source, Stage, StepError,
};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::filter::Each;
use crate::text::drop_articles;

newsprint_core::options! {
    /// Options of `sample`.
    pub struct SampleOptions {
        /// Share of the articles that go on, above 0 and up to 1.
        pub rate: Located<f64>;
        /// Another number chooses other articles.
        pub seed: u64 = 0;
        /// Where the share begins, from 0 to 1: shares that do not overlap have no article in
        /// common, as those of training and test must not.
        pub from: f64 = 0.0, in 0.0..=1.0;
        /// What is decided on.
        pub each: Each = Each::Article;
    }
}

#[doc = include_str!("../manual/sample.md")]
#[derive(Debug)]
pub struct Sample {
    from: f64,
    to: f64,
    seed: u64,
    each: Each,
}

impl Component for Sample {
    const NAME: &'static str = "sample";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/sample.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const CODES: Codes =
        &[("not-sampled", "The hash of its id fell outside of the share that is kept.")];
    type Options = SampleOptions;

    fn build(options: SampleOptions) -> Result<Self, Vec<Fault>> {
        let SampleOptions { rate, seed, from, each } = options;
        // Sums of decimals are off by less than this.
        let left = ((1.0 - from) * 1e9).round() / 1e9;
        if !(0.0..=left + 1e-9).contains(&rate.value) {
            let message = format!("`rate` is {}, which is not in 0 to {left}", rate.value);
            let help = if from > 0.0 {
                format!("give a share in 0 to {left}, which is what `from` leaves")
            } else {
                "give a share in 0 to 1".to_owned()
            };
            return Err(vec![Fault::new(rate.span, message, "out of range").help(help)]);
        }
        if rate.value == 0.0 {
            let fault = Fault::new(rate.span, "a share of 0 keeps nothing", "drops everything");
            return Err(vec![fault.help("give a share above 0, such as `0.01`")]);
        }
        Ok(Self { from, to: from + rate.value, seed, each })
    }
}

impl Sample {
    /// Why what has this identity is dropped, if it is.
    fn decide(&self, identity: &[u8]) -> Option<DropReason> {
        let place = place(identity, self.seed);
        // The end of the whole belongs to it, however the sum was rounded.
        let is_in = self.from <= place && (place < self.to || self.to >= 1.0 - 1e-9);
        (!is_in).then(|| {
            let value = format!("{place:.6} is not in {} to {}", self.from, self.to);
            DropReason::new("not-sampled", value)
        })
    }
}

/// A number from 0 to 1 that is drawn by `seed`, evenly over all identities.
#[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
fn place(identity: &[u8], seed: u64) -> f64 {
    let drawn = xxh3_64_with_seed(identity, seed) >> 11;
    drawn as f64 / (1_u64 << 53) as f64
}

/// What tells a document from all others, as it does for the ids of articles.
pub(crate) fn identity(source: &Source) -> Vec<u8> {
    let part = match source.part() {
        Part::Whole => String::new(),
        Part::Line(line) => format!("line {line}"),
        Part::Page(page) => format!("page {page}"),
    };
    [source.name(), source.record().unwrap_or(&part)].join("\0").into_bytes()
}

impl Stage for Sample {
    fn apply(&self, document: &mut Document) -> Result<Outcome, StepError> {
        if let Each::Document = self.each {
            let reason = self.decide(&identity(document.source()));
            return Ok(reason.map_or(Outcome::Keep, Outcome::Drop));
        }
        let of =
            |_: &Source, article: &Article| Ok(self.decide(&article.id.as_u64().to_le_bytes()));
        drop_articles(document, of)?;
        Ok(Outcome::Keep)
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::Span;

    use super::*;

    fn sample(rate: f64, from: f64, seed: u64) -> Result<Vec<u64>, String> {
        let rate = Located { value: rate, span: Span::new(0, 0) };
        let options = SampleOptions { rate, seed, from, each: Each::Article };
        let sample = Sample::build(options).map_err(|faults| faults[0].message.clone())?;
        Ok((0..10_000_u64).filter(|id| sample.decide(&id.to_le_bytes()).is_none()).collect())
    }

    #[test]
    fn the_share_is_as_large_as_asked_for() {
        for (rate, least, most) in [(1.0, 10_000, 10_000), (0.1, 940, 1060)] {
            let found = sample(rate, 0.0, 7).unwrap().len();
            assert!((least..=most).contains(&found), "{rate}: {found}");
        }
        assert_eq!(sample(1.5, 0.0, 0).unwrap_err(), "`rate` is 1.5, which is not in 0 to 1");
        assert_eq!(sample(0.5, 0.7, 0).unwrap_err(), "`rate` is 0.5, which is not in 0 to 0.3");
        assert_eq!(sample(0.0, 0.0, 0).unwrap_err(), "a share of 0 keeps nothing");
    }

    #[test]
    fn shares_nest_and_do_not_overlap() {
        let (small, large) = (sample(0.1, 0.0, 7).unwrap(), sample(0.3, 0.0, 7).unwrap());
        assert!(small.iter().all(|id| large.contains(id)));
        let rest = sample(0.7, 0.3, 7).unwrap();
        assert!(rest.iter().all(|id| !large.contains(id)));
        assert_eq!(large.len() + rest.len(), 10_000);
        assert_ne!(small, sample(0.1, 0.0, 8).unwrap());
    }
}
