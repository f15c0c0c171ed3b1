//! `drop-exact`: one article of each text.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use newsprint_core::config::Fault;
use newsprint_core::exchange::{Exchange, Separable};
use newsprint_core::{
    Article, ArticleId, Codes, Component, CorpusStage, DigestReader, DropReason, Field, Outcome,
    Resolution, Room, Source, StepError, Verdict,
};

use crate::apart::Apart;
use crate::fingerprint::exact_hash;
use crate::normalise::normalise;

newsprint_core::options! {
    /// Options of `drop-exact`.
    pub struct DropExactOptions {}
}

#[doc = include_str!("../manual/drop-exact.md")]
#[derive(Clone, Debug)]
pub struct DropExact {
    apart: Apart,
}

impl Component for DropExact {
    const NAME: &'static str = "drop-exact";
    const VERSION: u32 = 3;
    const MANUAL: &'static str = include_str!("../manual/drop-exact.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[];
    const USES: Option<&'static [Field]> = Some(&[]);
    const DROPS: bool = true;
    const CODES: Codes = &[(
        "same-text",
        "An earlier article has the same letters and digits in the same order; the one that is kept \
         is named.",
    )];
    type Options = DropExactOptions;

    fn build(_: DropExactOptions) -> Result<Self, Vec<Fault>> {
        Ok(Self { apart: Apart::bundled()? })
    }
}

impl CorpusStage for DropExact {
    fn digest(&self, _: &Source, article: &Article, out: &mut Vec<u8>) -> Result<(), StepError> {
        let normalised = normalise(self.apart.body(article).texts());
        if !normalised.is_empty() {
            out.extend_from_slice(&exact_hash(&normalised).to_le_bytes());
        }
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        _: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let mut first: BTreeMap<[u8; 16], ArticleId> = BTreeMap::new();
        let mut verdicts = Vec::new();
        while let Some(digests) = digests.next()? {
            verdicts.extend(digests.iter().map(|(id, digest)| {
                match first.entry(*digest.first_chunk()?) {
                    Entry::Occupied(kept) => Some(Verdict::new(*kept.get(), 1.0, "same-text")),
                    Entry::Vacant(new) => {
                        new.insert(id);
                        None
                    }
                }
            }));
        }
        Ok(Resolution::new(verdicts))
    }

    fn apply(&self, _: &mut Article, verdict: Option<&Verdict>) -> Result<Outcome, StepError> {
        Ok(verdict.map_or(Outcome::Keep, |verdict| {
            let value = format!("the text of article {}", verdict.kept);
            Outcome::Drop(DropReason::new(verdict.reason.clone(), value))
        }))
    }

    fn exchange(&self) -> Option<&dyn Exchange> {
        Some(self)
    }
}

impl Separable for DropExact {
    /// Texts of one hash are decided on together.
    fn split(&self, digest: &[u8], take: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StepError> {
        if !digest.is_empty() {
            take(digest, digest);
        }
        Ok(())
    }
}
