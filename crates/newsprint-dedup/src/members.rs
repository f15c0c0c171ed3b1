//! Texts that links lead to from one another, as they are sent to the part that decides on them.

use std::collections::BTreeMap;

use newsprint_core::exchange::{Outbox, head};
use newsprint_core::{ArticleId, Digests, StepError};

use crate::cluster::Edge;
use crate::corpus::{Corpus, Template, number};
use crate::evidence::Evidence;
use crate::fingerprint::Fingerprint;
use crate::group_reprints::verdict;
use crate::grouping::Rules;
use crate::segment::Text;
use crate::table::damaged;

/// A template as numbers.
pub(crate) fn template_row(template: &Template) -> [u64; 8] {
    let Evidence { shared, damaged, replaced, figures, other_figures } = template.evidence;
    let evidence = [shared, damaged, replaced, figures, other_figures].map(u64::from);
    let [shared, damaged, replaced, figures, other_figures] = evidence;
    let (article, similarity) = (template.article.as_u64(), template.similarity.to_bits());
    [template.text, article, similarity, shared, damaged, replaced, figures, other_figures]
}

/// What [`template_row`] wrote.
pub(crate) fn template(row: [u64; 8]) -> Template {
    let [text, article, similarity, evidence @ ..] = row;
    let counts = evidence.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let [shared, damaged, replaced, figures, other_figures] = counts;
    Template {
        text,
        article: ArticleId::from_u64(article),
        similarity: f64::from_bits(similarity),
        evidence: Evidence { shared, damaged, replaced, figures, other_figures },
    }
}

/// Texts that links lead to from one another, with their copies.
#[derive(Default)]
pub(crate) struct Set<'m> {
    /// For each text its number, its article and the number of the first that is the same.
    texts: Vec<(u64, ArticleId, u64)>,
    digests: BTreeMap<u64, &'m [u8]>,
    templates: BTreeMap<u64, Template>,
}

impl<'m> Set<'m> {
    /// Adds a member as `gather` wrote it, without its set and its number.
    pub(crate) fn push(&mut self, first: u64, record: &'m [u8]) -> Result<(), StepError> {
        let ([id, templates, copies], mut rest) = head(record)?;
        self.texts.push((first, ArticleId::from_u64(id), first));
        if templates > 0 {
            let (row, after) = head(rest)?;
            self.templates.insert(first, template(row));
            rest = after;
        }
        for _ in 0..copies {
            let ([copy, id], after) = head(rest)?;
            self.texts.push((copy, ArticleId::from_u64(id), first));
            rest = after;
        }
        self.digests.insert(first, rest);
        Ok(())
    }

    /// Groups the texts along their bonds; those to texts of other sets count for nothing.
    pub(crate) fn decide(
        mut self,
        rules: &Rules,
        bonds: &[[u64; 4]],
        out: &mut Outbox,
    ) -> Result<(), StepError> {
        self.texts.sort_unstable();
        let at = |own: u64| self.texts.binary_search_by_key(&own, |text| text.0).ok();
        let (mut texts, mut digests) = (Vec::new(), Digests::new());
        for (own, id, first) in &self.texts {
            let digest = self.digests.get(first).copied().unwrap_or_default();
            let length = Fingerprint::read(digest).ok_or_else(damaged)?.length;
            let owner = number(at(*first).ok_or_else(damaged)?)?;
            texts.push(Text { id: *id, length, owner });
            digests.push(*id, if own == first { digest } else { &[] });
        }
        let (mut alike, mut parts) = (Vec::new(), Vec::new());
        for [_, a, b, similarity] in bonds {
            let Some((a, b)) = at(*a).zip(at(*b)) else { continue };
            let (a, b) = (number(a)?, number(b)?);
            match f64::from_bits(*similarity) {
                similarity if similarity > 0.0 => alike.push(Edge { similarity, a, b }),
                _ => parts.push((a, b)),
            }
        }
        let (texts, places) = Corpus::place_all(rules, texts, digests, alike, parts)?;
        for (text, (place, (own, _, first))) in places.iter().zip(&self.texts).enumerate() {
            let template = self.templates.get(first);
            if let Some(verdict) = verdict(&texts, text, place.as_ref(), template) {
                out.verdict(*own, verdict);
            }
        }
        Ok(())
    }
}
