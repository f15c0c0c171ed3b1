//! `group-reprints`: articles that tell the same story in nearly the same words.

use newsprint_core::config::Fault;
use newsprint_core::{
    Article, ArticleId, Component, CorpusStage, DigestReader, DropReason, Field, Group, GroupKind,
    Outcome, Resolution, Room, Source, StepError, Verdict,
};

use crate::corpus::Corpus;
use crate::figures::Figures;
use crate::fingerprint::write;
use crate::grouping::{Leader, Place, Rules};
use crate::normalise::body;
use crate::segment::Text;

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
        /// Resemblance from which two articles are alike: shared shingles among all of either.
        pub threshold: f64 = Rules::DEFAULT.threshold, in 0.0..=1.0;
        /// Share of the shorter article's shingles from which it counts as contained in the longer.
        pub containment: f64 = Rules::DEFAULT.containment, in 0.0..=1.0;
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
        let GroupReprintsOptions { threshold, containment, leader, action } = options;
        let rules = Rules { threshold, containment, leader };
        Ok(Self { rules, action, figures: Figures::bundled()? })
    }
}

impl CorpusStage for GroupReprints {
    fn digest(&self, _: &Source, article: &Article, out: &mut Vec<u8>) -> Result<(), StepError> {
        write(body(article), &self.figures, out);
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        room: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let mut corpus = Corpus::new(&self.rules, room, Vec::new())?;
        let (places, _) = corpus.resolve(digests, false)?;
        let verdicts = places.iter().map(|place| place.map(|it| verdict(&it, &corpus.texts)));
        Ok(Resolution::new(verdicts.collect()))
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
fn verdict(place: &Place, texts: &[Text]) -> Verdict {
    let reason = match place.kind {
        GroupKind::Exact => EXACT,
        GroupKind::Contained => CONTAINED,
        _ => NEAR,
    };
    let mut payload = texts[place.group].id.as_u64().to_le_bytes().to_vec();
    payload.push(u8::from(place.exceeds_leader));
    Verdict::new(texts[place.leader].id, place.similarity, reason).with_payload(payload)
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
