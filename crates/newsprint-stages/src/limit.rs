//! `limit`: the first articles of a run.

use newsprint_core::config::{Fault, Located};
use newsprint_core::{
    Article, Codes, Component, CorpusStage, DigestReader, DropReason, Field, Outcome, Resolution,
    Room, Source, StepError, Verdict,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::filter::Each;
use crate::sample::identity;

newsprint_core::options! {
    /// Options of `limit`.
    pub struct LimitOptions {
        /// How many go on, at least 1.
        pub first: Located<u64>;
        /// What is counted.
        pub each: Each = Each::Article;
    }
}

#[doc = include_str!("../manual/limit.md")]
#[derive(Debug)]
pub struct Limit {
    first: u64,
    each: Each,
}

impl Component for Limit {
    const NAME: &'static str = "limit";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/limit.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const CODES: Codes = &[("beyond-limit", "As many as `limit` lets through came before it.")];
    type Options = LimitOptions;

    fn build(options: LimitOptions) -> Result<Self, Vec<Fault>> {
        let LimitOptions { first, each } = options;
        if first.value == 0 {
            let fault = Fault::new(first.span, "`first` is 0: nothing goes on", "drops everything");
            return Err(vec![fault.help("give 1 or more, or leave the stage out")]);
        }
        Ok(Self { first: first.value, each })
    }
}

impl CorpusStage for Limit {
    fn digest(&self, source: &Source, _: &Article, out: &mut Vec<u8>) -> Result<(), StepError> {
        if let Each::Document = self.each {
            out.extend_from_slice(&xxh3_64(&identity(source)).to_le_bytes());
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        _: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let mut verdicts = Vec::new();
        let mut number = 0;
        let mut last: Option<Vec<u8>> = None;
        while let Some(digests) = digests.next()? {
            for (id, digest) in digests.iter() {
                // The articles of a document follow one another.
                let is_new = self.each == Each::Article || last.as_deref() != Some(digest);
                if is_new {
                    number += 1;
                    last = Some(digest.to_vec());
                }
                verdicts.push((number > self.first).then(|| {
                    Verdict::new(id, 1.0, "beyond-limit")
                        .with_payload(u64::to_le_bytes(number).to_vec())
                }));
            }
        }
        Ok(Resolution::new(verdicts))
    }

    fn apply(&self, _: &mut Article, verdict: Option<&Verdict>) -> Result<Outcome, StepError> {
        let Some(verdict) = verdict else { return Ok(Outcome::Keep) };
        let number = verdict.payload.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let what = match self.each {
            Each::Article => "article",
            Each::Document => "document",
        };
        let value = format!("{what} {number} of at most {}", self.first);
        Ok(Outcome::Drop(DropReason::new(verdict.reason.clone(), value)))
    }
}

#[cfg(test)]
mod tests {
    use newsprint_core::{ArticleId, Digests, MemoryRoom};

    use super::*;

    /// Which articles go on, of documents with so many articles each, met in parts.
    fn kept(first: u64, each: Each, documents: &[&[u64]]) -> Vec<bool> {
        let parts: Vec<Digests> = documents
            .iter()
            .enumerate()
            .map(|(document, ids)| {
                let mut digests = Digests::new();
                for id in *ids {
                    let digest = match each {
                        Each::Article => Vec::new(),
                        Each::Document => document.to_le_bytes().to_vec(),
                    };
                    digests.push(ArticleId::from_u64(*id), &digest);
                }
                digests
            })
            .collect();
        let limit = Limit { first, each };
        let resolution = limit.resolve(&mut parts.into_iter(), &MemoryRoom(0)).unwrap();
        resolution.verdicts.iter().map(Option::is_none).collect()
    }

    #[test]
    fn the_first_go_on() {
        let documents: &[&[u64]] = &[&[1, 2], &[], &[3], &[4, 5]];
        for (first, each, expected) in [
            (0, Each::Article, [false; 5]),
            (3, Each::Article, [true, true, true, false, false]),
            (9, Each::Article, [true; 5]),
            (1, Each::Document, [true, true, false, false, false]),
            (2, Each::Document, [true, true, true, false, false]),
        ] {
            assert_eq!(kept(first, each, documents), expected, "{first} {each:?}");
        }
    }
}
