//! `group-reprints`: articles that tell the same story in nearly the same words.

use std::io;
use std::path::PathBuf;

use newsprint_core::config::{Fault, Located};
use newsprint_core::exchange::Exchange;
use newsprint_core::{
    Article, ArticleId, Attachment, Codes, Component, CorpusStage, DigestReader, Digests,
    DropReason, Field, Group, GroupKind, Note, Outcome, Resolution, Room, Source, Span, StepError,
    Verdict,
};

use crate::apart::Apart;
use crate::bands::Bands;
use crate::corpus::{Corpus, Template};
use crate::evidence::{EdgeKind, Evidence, LikenessEdge, Likenesses};
use crate::figures::Figures;
use crate::fingerprint::{day, write};
use crate::folder::Folder;
use crate::grouping::{Leader, Place, Rules};
use crate::groups::Groups;
use crate::segment::Text;
use crate::tell;

newsprint_core::choices! {
    /// What becomes of the articles of a group.
    pub enum Action {
        /// All stay, and name their group.
        Mark = "mark",
        /// The leader stays; the others are dropped, but for those that say more than the leader.
        Drop = "drop",
    }
}

newsprint_core::choices! {
    /// How articles are found that may be alike.
    pub enum Candidates {
        /// By shingles that they share: finds an article in a longer one, and one in many damaged.
        Shingles = "shingles",
        /// By bands of a `MinHash` signature: half the postings or fewer, for corpora of a billion.
        Bands = "bands",
    }
}

newsprint_core::options! {
    /// An index that stays between runs.
    pub struct IndexOptions {
        /// The index's folder, made by the first run: digests of all articles so far, and
        /// `groups.jsonl` with the groups of all.
        pub path: Located<PathBuf>;
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
        /// How articles are found that may be alike.
        pub candidates: Candidates = Candidates::Shingles;
        /// With `bands`: share of the shingles of either article that stand in both, from which
        /// 95 of 100 pairs are found. More bands are made the lower it is.
        pub band_threshold: f64 = 0.5, in 0.0..=1.0, with candidates = "bands";
        /// Compares with the articles of earlier runs as well, and keeps these for later ones.
        pub index: Option<IndexOptions>;
    }
}

impl GroupReprintsOptions {
    /// When articles are reprints, and which of them leads.
    pub fn rules(&self) -> Rules {
        let Self { threshold, shortest, days, leader, .. } = *self;
        Rules { threshold, shortest, days, leader }
    }
}

#[doc = include_str!("../manual/group-reprints.md")]
#[derive(Clone, Debug)]
pub struct GroupReprints {
    pub(crate) rules: Rules,
    action: Action,
    apart: Apart,
    figures: Figures,
    /// Without bands, candidates are found by shingles.
    bands: Option<Bands>,
    index: Option<PathBuf>,
}

impl Component for GroupReprints {
    const NAME: &'static str = "group-reprints";
    const VERSION: u32 = 4;
    const MANUAL: &'static str = include_str!("../manual/group-reprints.md");
    const READS: &'static [Field] = &[Field::Articles];
    const WRITES: &'static [Field] = &[Field::Group, Field::Extension(Likenesses::KEY)];
    const USES: Option<&'static [Field]> = Some(&[]);
    const CODES: Codes = tell::CODES;
    type Options = GroupReprintsOptions;

    fn build(options: GroupReprintsOptions) -> Result<Self, Vec<Fault>> {
        let (rules, action) = (options.rules(), options.action);
        let bands = match options.candidates {
            Candidates::Shingles => None,
            Candidates::Bands => Some(Bands::tuned(options.band_threshold)),
        };
        let index = options.index;
        let span = index.as_ref().map_or_else(Span::default, |index| index.path.span);
        let index = index.map(|index| index.path.value);
        let (apart, figures) = (Apart::bundled()?, Figures::bundled()?);
        let stage = Self { rules, action, apart, figures, bands, index };
        match stage.folder() {
            Ok(_) => Ok(stage),
            Err(error) => {
                let fault = Fault::new(span, error.to_string(), "this index cannot be used");
                Err(vec![fault.help(error.help_text().unwrap_or_default())])
            }
        }
    }
}

impl CorpusStage for GroupReprints {
    fn digest(
        &self,
        source: &Source,
        article: &Article,
        out: &mut Vec<u8>,
    ) -> Result<(), StepError> {
        let body = self.apart.body(article).texts();
        write(body, day(source), &self.figures, self.bands, out);
        Ok(())
    }

    fn resolve(
        &self,
        digests: &mut dyn DigestReader,
        room: &dyn Room,
    ) -> Result<Resolution, StepError> {
        let folder = self.folder()?;
        let segments = folder.as_ref().map_or(Ok(Vec::new()), Folder::segments)?;
        let mut corpus = Corpus::new(&self.rules, room, segments)?;
        let before = folder.as_ref().map(|_| corpus.groups()).transpose()?;
        let (places, groups) = corpus.resolve(digests, folder.is_some())?;
        let first = corpus.texts.len() - places.len();
        let verdicts = places.iter().zip(first..).map(|(place, text)| {
            let template = corpus.template(text);
            verdict(&corpus.texts, text, place.as_ref(), template)
        });
        let mut resolution = Resolution::new(verdicts.collect());
        if let (Some(folder), Some(before)) = (folder, before) {
            corpus.merge_segments()?;
            let mut pending = folder.prepare(std::mem::take(&mut corpus.segments))?;
            pending.list("groups.jsonl", |out| list(&corpus.texts, &groups, None, out))?;
            pending
                .list("changes.jsonl", |out| list(&corpus.texts, &groups, Some(&before), out))?;
            resolution.mark = pending.mark();
            resolution.commit = Some(Box::new(|| pending.commit()));
        }
        Ok(resolution)
    }

    fn apply(
        &self,
        article: &mut Article,
        verdict: Option<&Verdict>,
    ) -> Result<Outcome, StepError> {
        let broken = || StepError::new("the verdict of `group-reprints` is broken");
        let said = match verdict {
            Some(verdict) => read(verdict).ok_or_else(broken)?,
            None => Said::default(),
        };
        let edges: Vec<LikenessEdge> = said
            .leader
            .into_iter()
            .chain(said.template)
            .filter(|it| it.article != article.id)
            .collect();
        if edges.is_empty() {
            article.extensions.remove::<Likenesses>();
        } else {
            let failed = |error| StepError::new("the evidence cannot be attached").because(error);
            article.extensions.set(&Likenesses { edges }).map_err(failed)?;
        }
        article.group = said.group;
        let (Some(group), Some(verdict)) = (&article.group, verdict) else {
            return Ok(Outcome::Keep);
        };
        let is_other = group.leader != article.id && !said.says_more;
        Ok(if self.action == Action::Drop && is_other {
            let value = format!("{:.2} like article {}", verdict.similarity, verdict.kept);
            Outcome::Drop(DropReason::new(verdict.reason.clone(), value))
        } else {
            Outcome::Keep
        })
    }

    fn has_committed(&self, mark: &[u8]) -> bool {
        self.folder().is_ok_and(|folder| folder.is_some_and(|folder| folder.has_committed(mark)))
    }

    fn is_lasting(&self) -> bool {
        self.index.is_some()
    }

    fn exchange(&self) -> Option<&dyn Exchange> {
        self.index.is_none().then_some(self)
    }

    fn explain(&self, articles: &Digests, at: usize, verdict: Option<&Verdict>) -> Vec<Note> {
        let group = verdict.and_then(read).and_then(|said| said.group);
        tell::tell(&self.rules, articles, at, group.as_ref())
    }
}

impl GroupReprints {
    fn folder(&self) -> Result<Option<Folder>, StepError> {
        let Rules { threshold, shortest, days, leader: _ } = self.rules;
        let version = Self::VERSION;
        let keys = self.bands.map_or_else(|| "shingles".to_owned(), |bands| bands.to_string());
        let options = format!(
            "version={version} candidates={keys} threshold={threshold} shortest={shortest} \
             days={days}"
        );
        self.index.as_ref().map(|path| Folder::open(path, options)).transpose()
    }
}

/// Writes the group and the leader of each article that has a group, a line of JSON for each.
/// With what was `before`, only the articles of then for which it has changed, with `null` where one
/// is alone now.
fn list(
    texts: &[Text],
    groups: &Groups,
    before: Option<&Groups>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let end = before.map_or(texts.len(), Groups::len);
    for (at, Text { id, .. }) in texts[..end].iter().enumerate() {
        let place = groups.place(at);
        if groups.is_again(at) || place == before.and_then(|before| before.place(at)) {
            continue;
        }
        match place.map(|(group, leader)| (texts[group].id, texts[leader].id)) {
            Some((group, leader)) => {
                writeln!(out, r#"{{"article":"{id}","group":"{group}","leader":"{leader}"}}"#)?;
            }
            None => writeln!(out, r#"{{"article":"{id}","group":null,"leader":null}}"#)?,
        }
    }
    Ok(())
}

/// What a verdict says.
#[derive(Default)]
struct Said {
    group: Option<Group>,
    /// Whether the article says more than the leader.
    says_more: bool,
    leader: Option<LikenessEdge>,
    template: Option<LikenessEdge>,
}

/// The verdict on a text with a group, or a use of its template. The payload: where there is a
/// group its id in eight bytes, the evidence, and in one byte whether the article says more than the
/// leader; where there is a use of the template its id and the similarity in eight bytes each, and
/// the evidence.
pub(crate) fn verdict(
    texts: &[Text],
    text: usize,
    place: Option<&Place>,
    template: Option<&Template>,
) -> Option<Verdict> {
    let mut payload = Vec::new();
    let reason = match place.map(|place| place.kind) {
        Some(GroupKind::Exact) => EXACT,
        Some(GroupKind::Contained) => CONTAINED,
        Some(_) => NEAR,
        None => TEMPLATE,
    };
    if let Some(place) = place {
        payload.extend_from_slice(&texts[place.group].id.as_u64().to_le_bytes());
        payload.extend_from_slice(&place.evidence.to_bytes());
        payload.push(u8::from(place.exceeds_leader));
    }
    if let Some(template) = template {
        payload.extend_from_slice(&template.article.as_u64().to_le_bytes());
        payload.extend_from_slice(&template.similarity.to_le_bytes());
        payload.extend_from_slice(&template.evidence.to_bytes());
    }
    let (kept, similarity) = place.map_or((text, 1.0), |place| (place.leader, place.similarity));
    let verdict = Verdict::new(texts[kept].id, similarity, reason);
    (!payload.is_empty()).then(|| verdict.with_payload(payload))
}

/// Reads what [`verdict`] wrote.
fn read(verdict: &Verdict) -> Option<Said> {
    let mut said = Said::default();
    let mut rest = verdict.payload.as_slice();
    let kind = match &*verdict.reason {
        EXACT => Some(GroupKind::Exact),
        CONTAINED => Some(GroupKind::Contained),
        NEAR => Some(GroupKind::Near),
        _ => None,
    };
    if let Some(kind) = kind {
        let (id, after) = rest.split_first_chunk()?;
        let (evidence, after) = after.split_first_chunk()?;
        let (says_more, after) = after.split_first()?;
        let (leader, similarity) = (verdict.kept, verdict.similarity);
        let id = ArticleId::from_u64(u64::from_le_bytes(*id));
        said.group = Some(Group { id, kind, leader, similarity });
        said.says_more = *says_more != 0;
        let evidence = Evidence::from_bytes(*evidence);
        said.leader =
            Some(LikenessEdge { article: leader, kind: kind.into(), similarity, evidence });
        rest = after;
    }
    if !rest.is_empty() {
        let (id, after) = rest.split_first_chunk()?;
        let (similarity, after) = after.split_first_chunk()?;
        said.template = Some(LikenessEdge {
            article: ArticleId::from_u64(u64::from_le_bytes(*id)),
            kind: EdgeKind::Template,
            similarity: f64::from_le_bytes(*similarity),
            evidence: Evidence::from_bytes(after.try_into().ok()?),
        });
    }
    Some(said)
}

const EXACT: &str = "same-text";
const NEAR: &str = "near-copy";
const CONTAINED: &str = "contained-text";
const TEMPLATE: &str = "same-template";
