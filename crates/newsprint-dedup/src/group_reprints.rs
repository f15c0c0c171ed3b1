//! `group-reprints`: articles that tell the same story in nearly the same words.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, ArticleId, Component, CorpusStage, Digests, DropReason, Field, Group, GroupKind,
    Outcome, Source, StepError, Verdict,
};

use newsprint_zh::date::Date;

use crate::figures::Figures;
use crate::fingerprint::{Fingerprint, write};
use crate::grouping::{Leader, Place, Rules, place};
use crate::normalise::body;

newsprint_core::choices! {
    /// What becomes of the articles of a group.
    pub enum Action {
        /// All stay, and name their group.
        Mark = "mark",
        /// The leader stays; the others are dropped, but for those that say more than the leader.
        Drop = "drop",
    }
}

newsprint_core::options! {
    /// Options of `group-reprints`.
    pub struct GroupReprintsOptions {
        /// Share of the shorter article that stands in the longer, in the same order, from which
        /// the two can be reprints of one story.
        pub threshold: f64 = Rules::DEFAULT.threshold, in 0.0..=1.0;
        /// Length of the shorter article, as a share of the longer, from which the two can be
        /// reprints.
        pub shortest: f64 = Rules::DEFAULT.shortest, in 0.0..=1.0;
        /// Days between two articles beyond which they are reprints only when they are the same,
        /// where the input gives both dates.
        pub days: u64 = Rules::DEFAULT.days;
        /// Which article stands for its group.
        pub leader: Leader = Rules::DEFAULT.leader;
        /// What becomes of the articles of a group.
        pub action: Action = Action::Mark;
    }
}

#[doc = include_str!("../manual/group-reprints.md")]
#[derive(Clone, Debug)]
pub struct GroupReprints {
    rules: Rules,
    action: Action,
    figures: Figures,
}

impl Component for GroupReprints {
    const NAME: &'static str = "group-reprints";
    const VERSION: u32 = 1;
    const MANUAL: &'static str = include_str!("../manual/group-reprints.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Group];
    type Options = GroupReprintsOptions;

    fn build(options: GroupReprintsOptions) -> Result<Self, Vec<Fault>> {
        let GroupReprintsOptions { threshold, shortest, days, leader, action } = options;
        let rules = Rules { threshold, shortest, days, leader };
        Ok(Self { rules, action, figures: Figures::bundled()? })
    }
}

impl CorpusStage for GroupReprints {
    fn digest(
        &self,
        source: &Source,
        article: &Article,
        out: &mut Vec<u8>,
    ) -> Result<(), StepError> {
        let day = source.facts().date.as_deref().and_then(Date::parse).map_or(0, Date::rata_die);
        write(body(article), day, &self.figures, out);
        Ok(())
    }

    fn resolve(&self, digests: &Digests) -> Result<Vec<Option<Verdict>>, StepError> {
        let mut ids = Vec::with_capacity(digests.len());
        let mut texts = Vec::with_capacity(digests.len());
        for (id, digest) in digests.iter() {
            let broken = || StepError::new(format!("the digest of article {id} is broken"));
            texts.push(Fingerprint::read(digest).ok_or_else(broken)?);
            ids.push(id);
        }
        let places = place(&texts, &self.rules)?;
        Ok(places.iter().map(|place| place.map(|place| verdict(&place, &ids))).collect())
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        let Some(verdict) = verdict else {
            article.group = None;
            return Ok(Outcome::Keep);
        };
        let (group, says_more) = group(verdict)
            .ok_or_else(|| StepError::new("the verdict of `group-reprints` is broken"))?;
        let is_dropped = self.action == Action::Drop && group.leader != article.id && !says_more;
        article.group = Some(group);
        Ok(if is_dropped {
            let value = format!("{:.2} like article {}", verdict.similarity, verdict.kept);
            Outcome::Drop(DropReason::new(verdict.reason.clone(), value))
        } else {
            Outcome::Keep
        })
    }
}

/// A verdict's payload: the group's id in eight bytes, and whether the article says more than the
/// leader.
fn verdict(place: &Place, ids: &[ArticleId]) -> Verdict {
    let reason = match place.kind {
        GroupKind::Exact => EXACT,
        GroupKind::Contained => CONTAINED,
        _ => NEAR,
    };
    let mut payload = ids[place.group].as_u64().to_le_bytes().to_vec();
    payload.push(u8::from(place.exceeds_leader));
    Verdict::new(ids[place.leader], place.similarity, reason).with_payload(payload)
}

/// The group that a verdict tells, and whether the article says more than the leader.
fn group(verdict: &Verdict) -> Option<(Group, bool)> {
    let (id, [says_more]) = verdict.payload.split_first_chunk()? else { return None };
    let kind = match &*verdict.reason {
        EXACT => GroupKind::Exact,
        CONTAINED => GroupKind::Contained,
        NEAR => GroupKind::Near,
        _ => return None,
    };
    let id = ArticleId::from_u64(u64::from_le_bytes(*id));
    let group = Group { id, kind, leader: verdict.kept, similarity: verdict.similarity };
    Some((group, *says_more != 0))
}

const EXACT: &str = "same-text";
const NEAR: &str = "near-copy";
const CONTAINED: &str = "contained-text";
