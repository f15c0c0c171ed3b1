//! The third layer: the sequence of roles that fits the page best.
//!
//! A beam search over the sequences that make sense as articles; the score of a sequence is the
//! sum of the weights of the features of each fragment, given the decisions before it.

use std::cmp::Reverse;

use crate::feature::Feature;
use crate::fragment::Fragment;
use crate::observe::{Observed, head_of};
use crate::role::Role;
use crate::shape::End;
use crate::weights::Weights;
use crate::words::{Pairs, Seams};

/// Sequences kept at each fragment.
const BEAM: usize = 24;
/// Characters at the start of an article that a heading below it is compared with.
const OPENING: usize = 300;
/// Number of [`Phase`]s.
const PHASES: usize = 5;
/// Number of [`Path::state`]s.
const STATES: usize = Role::ALL.len() * PHASES * 2;
/// What a page costs that ends in a head without a body.
const BODY_MISSING: i64 = 1 << 20;

/// What a fragment was decided to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) role: Role,
    /// The feature that spoke most for it.
    pub(crate) because: Feature,
}

/// Where in an article a sequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Start,
    Head,
    Headed,
    Headless,
    Tail,
}

/// A sequence of decisions, by its last.
#[derive(Clone, Copy, Debug)]
struct Path {
    score: i64,
    role: Option<Role>,
    phase: Phase,
    byline: bool,
    /// The last fragment of running text of the article at hand.
    last_body: Option<usize>,
    /// The first fragment of running text of the article at hand.
    first_body: Option<usize>,
}

impl Path {
    const START: Self = Self {
        score: 0,
        role: None,
        phase: Phase::Start,
        byline: false,
        last_body: None,
        first_body: None,
    };

    /// The path that goes on with `role` for the fragment `at`; `None` where that makes no article.
    fn then(self, role: Role, at: usize, has_byline: bool) -> Option<Self> {
        use Phase::{Head, Headed, Headless, Start, Tail};
        if role == Role::Continuation && (self.phase == Head || self.last_body.is_none()) {
            return None;
        }
        let phase = match (role, self.phase) {
            (Role::Caption | Role::Credit | Role::Section | Role::Furniture, _)
            | (Role::Byline, Head | Headed | Headless | Tail)
            | (Role::Deck, Head | Tail) => self.phase,
            (Role::Headline, Start | Headed | Headless | Tail) => Head,
            (Role::TailHeadline, Headless) => Tail,
            (Role::Paragraph | Role::Subheading | Role::Continuation, Head | Headed | Tail) => {
                Headed
            }
            (Role::Paragraph | Role::Subheading | Role::Continuation, Headless)
            | (Role::Lead | Role::LeadByline, Start | Headed | Headless | Tail) => Headless,
            _ => return None,
        };
        let next = Self { role: Some(role), phase, ..self };
        let next = match role {
            Role::Headline | Role::Lead | Role::LeadByline => {
                Self { byline: false, last_body: None, first_body: None, ..next }
            }
            _ => next,
        };
        let byline = next.byline || (has_byline && !role.is_head());
        Some(if role.is_body() {
            Self { byline, last_body: Some(at), first_body: next.first_body.or(Some(at)), ..next }
        } else if role == Role::Subheading {
            Self { last_body: None, ..next }
        } else {
            Self { byline, ..next }
        })
    }

    /// A number for all that tells two paths apart when they go on, last paragraphs aside.
    fn state(&self) -> usize {
        let role = self.role.map_or(0, |role| role as usize);
        (role * PHASES + self.phase as usize) * 2 + usize::from(self.byline)
    }
}

/// A page, as far as decisions need it.
pub(crate) struct Page<'a> {
    pub(crate) fragments: &'a [Fragment],
    pub(crate) observed: &'a [Observed],
    pub(crate) seams: &'a Seams,
}

impl Page<'_> {
    /// The best sequence of roles. Linear in the text.
    pub(crate) fn decode(&self, weights: &Weights) -> Vec<Decision> {
        let roles = self.search(weights, |_, _| 0);
        let features = self.replay(&roles);
        let decision = |(role, features): (Role, Vec<Feature>)| {
            let because = features.into_iter().max_by_key(|feature| weights.of(role, *feature));
            Decision { role, because: because.unwrap_or(Feature::Always) }
        };
        roles.into_iter().zip(features).map(decision).collect()
    }

    /// The sequence of roles with the most points, `extra` points for a fragment and its role
    /// among them.
    pub(crate) fn search(
        &self,
        weights: &Weights,
        extra: impl Fn(usize, Role) -> i64,
    ) -> Vec<Role> {
        let mut beam = vec![Path::START];
        // Of each path kept, its last role and the place of its forerunner in the beam before.
        let mut steps: Vec<Vec<(Role, usize)>> = Vec::with_capacity(self.observed.len());
        for (at, observed) in self.observed.iter().enumerate() {
            let alone =
                Role::ALL.map(|role| weights.score(role, &observed.features) + extra(at, role));
            let mut best: [Option<(Role, usize, Path)>; STATES] = [None; STATES];
            for (back, path) in beam.iter().enumerate() {
                let context = self.context(path, at);
                for (role, alone) in Role::ALL.into_iter().zip(alone) {
                    if observed.forbids(role) {
                        continue;
                    }
                    let Some(next) = path.then(role, at, observed.has_byline) else { continue };
                    let score = path.score + alone + weights.score(role, &context);
                    let place = &mut best[next.state()];
                    if place.is_none_or(|(_, _, known)| known.score < score) {
                        *place = Some((role, back, Path { score, ..next }));
                    }
                }
            }
            let mut kept: Vec<_> = best.into_iter().flatten().collect();
            kept.sort_by_key(|(_, _, path)| Reverse(path.score));
            kept.truncate(BEAM);
            beam = kept.iter().map(|(_, _, path)| *path).collect();
            steps.push(kept.into_iter().map(|(role, back, _)| (role, back)).collect());
        }
        trace(&beam, &steps)
    }

    /// The features on which each of `roles` was decided, given those before it; fewer when the
    /// roles make no page.
    pub(crate) fn replay(&self, roles: &[Role]) -> Vec<Vec<Feature>> {
        let mut path = Path::START;
        let mut all = Vec::with_capacity(roles.len());
        for (at, (role, observed)) in roles.iter().zip(self.observed).enumerate() {
            let Some(next) = path.then(*role, at, observed.has_byline) else { break };
            let mut features = self.context(&path, at);
            features.extend(&observed.features);
            all.push(features);
            path = next;
        }
        all
    }

    /// What the decisions of `path` say of the fragment `at`.
    fn context(&self, path: &Path, at: usize) -> Vec<Feature> {
        use Feature as F;
        let mut features = vec![match path.phase {
            Phase::Start => F::AtStart,
            Phase::Head => F::InHead,
            Phase::Headed => F::InHeaded,
            Phase::Headless => F::InHeadless,
            Phase::Tail => F::AfterTail,
        }];
        features.push(if path.byline { F::HasByline } else { F::NoByline });
        features.extend(path.role.map(after));
        if path.phase == Phase::Head && self.observed[at].has(F::BrokenLabel) {
            features.push(F::BrokenInHead);
        }
        if let Some(last) = path.last_body {
            features.extend(self.seam(last, at, path.role));
        }
        if self.observed[at].heading_like
            && let Some(first) = path.first_body
        {
            features.extend(self.likeness(first, at));
        }
        features
    }

    /// How the fragment `at` goes on from the running text `last`.
    fn seam(&self, last: usize, at: usize, role: Option<Role>) -> Vec<Feature> {
        use Feature as F;
        let (left, right) = (&self.observed[last], &self.observed[at]);
        let seam = self.seams.between(&self.fragments[last].folded, &self.fragments[at].folded);
        let open = left.open.opened > 0;
        let closes = open && right.open.closed > 0;
        let whole = role.is_some_and(|role| role.is_body() && role != Role::Continuation);
        if left.end == End::Sentence {
            let facts = [
                (true, F::Ended),
                (right.heading_like, F::HeadingAfterEnd),
                (open, F::EndedOpen),
                (closes, F::ClosesCut),
            ];
            return chosen(&facts);
        }
        if left.end == End::Colon {
            return vec![F::EndedColon];
        }
        let fresh = right.has(F::StartsOpener) || right.has(F::StartsDate);
        let heading = left.heading_like;
        chosen(&[
            (true, F::Cut),
            (heading, F::CutHeading),
            (heading && fresh, F::CutHeadingFresh),
            (heading && right.has(F::StartsLeaning), F::CutHeadingLeaning),
            (heading && !seam.seen, F::CutHeadingUnseen),
            (heading && whole, F::CutHeadingWhole),
            (heading && left.has(F::EndsHeadingWord), F::CutHeadingWord),
            (heading && left.has(F::Couplet), F::CutCouplet),
            (heading && left.has(F::Sibling), F::CutSibling),
            (heading && left.has(F::StandsAlone), F::CutAlone),
            (!heading, F::CutText),
            (!heading && fresh, F::CutTextFresh),
            (!heading && right.has(F::StartsByline), F::CutTextByline),
            (right.heading_like, F::HeadingAfterCut),
            (open, F::CutOpen),
            (closes, F::ClosesCut),
            (self.fragments[last].length <= 30, F::CutShort),
            (seam.seen, F::SeamSeen),
            (!seam.seen, F::SeamUnseen),
            (seam.seen_long, F::SeamSeenLong),
            (seam.digits, F::SeamDigits),
        ])
    }

    /// How the heading `at` is like the opening of the article whose text begins at `first`.
    fn likeness(&self, first: usize, at: usize) -> Vec<Feature> {
        use Feature as F;
        let texts = self.fragments[first..at].iter().take(3);
        let pairs = Pairs::of(texts.map(|it| head_of(&it.folded, OPENING)));
        let own = pairs.share(&self.fragments[at].folded);
        let next = self.observed[at].like_next;
        chosen(&[
            (own >= 50, F::LikeOwnHigh),
            ((25..50).contains(&own), F::LikeOwnSome),
            (own < 25, F::LikeOwnFew),
            (next > own + 10, F::LikeNextOverOwn),
            (own > next + 10, F::LikeOwnOverNext),
        ])
    }
}

fn chosen(facts: &[(bool, Feature)]) -> Vec<Feature> {
    facts.iter().filter(|(holds, _)| *holds).map(|(_, feature)| *feature).collect()
}

/// Follows the best path back to the start.
fn trace(ends: &[Path], steps: &[Vec<(Role, usize)>]) -> Vec<Role> {
    let worth = |path: &Path| match path.phase {
        Phase::Head => path.score - BODY_MISSING,
        _ => path.score,
    };
    let mut index = (0..ends.len()).rev().max_by_key(|index| worth(&ends[*index])).unwrap_or(0);
    let mut roles = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let Some((role, back)) = step.get(index) else { break };
        roles.push(*role);
        index = *back;
    }
    roles.reverse();
    roles
}

fn after(role: Role) -> Feature {
    use Feature as F;
    match role {
        Role::Paragraph => F::AfterParagraph,
        Role::Continuation => F::AfterContinuation,
        Role::Lead => F::AfterLead,
        Role::Headline => F::AfterHeadline,
        Role::Deck => F::AfterDeck,
        Role::TailHeadline => F::AfterTailHeadline,
        Role::Subheading => F::AfterSubheading,
        Role::Section => F::AfterSection,
        Role::Caption => F::AfterCaption,
        Role::Credit => F::AfterCredit,
        Role::Byline => F::AfterByline,
        Role::LeadByline => F::AfterLeadByline,
        Role::Furniture => F::AfterFurniture,
    }
}
