//! The sequences of decisions that are kept on the way through a page, side by side.

use crate::path::Choice;
use crate::role::Role;
use crate::story::{Phase, Story};

/// Sequences kept at each fragment.
const BEAM: usize = 20;
/// What a page costs that ends in a head without a body.
const BODY_MISSING: f64 = 1e6;
/// How far behind the best a sequence is given up.
pub(crate) const HOPELESS: f64 = 12.0;

/// When a sequence is given up for a better one that is like it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// How far behind one that has the same article waiting.
    beside: f64,
    /// How far behind one that also goes on from the same line of the same article: they differ in what
    /// single lines are, which the next lines tell. Where articles begin may be told much later.
    within: f64,
    /// Turns that score less are not followed: no role of the line makes up for it.
    pub(crate) turn: f32,
    /// Whether lines are not followed as what their words rule out.
    pub(crate) excludes: bool,
}

impl Patience {
    /// While a page is read.
    pub(crate) const READING: Self = Self { beside: 9.0, within: 5.0, turn: -9.0, excludes: true };
    /// While weights are learnt: what contradicts the truth has to be found.
    #[cfg(feature = "train")]
    pub(crate) const LEARNING: Self =
        Self { beside: HOPELESS, within: HOPELESS, turn: f32::NEG_INFINITY, excludes: false };
}

/// A sequence of decisions, by its last; its articles by their places among the beam's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trail {
    pub(crate) score: f64,
    pub(crate) role: Option<Role>,
    pub(crate) here: usize,
    pub(crate) other: Option<usize>,
}

/// A way on from a sequence of the beam.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) score: f64,
    /// The place of the sequence.
    pub(crate) back: usize,
    pub(crate) choice: Choice,
}

/// What tells whether a sequence is like a better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Likeness {
    /// Where the article that waits begins.
    waiting: Option<usize>,
    /// Where the article at hand begins, how far it has come, and its last line of running text.
    part: (usize, Phase, Option<usize>),
}

impl Likeness {
    fn of(here: &Story, other: Option<&Story>) -> Self {
        let part = (here.start, here.phase, here.last_body);
        Self { waiting: other.map(|other| other.start), part }
    }
}

/// The best sequences up to a fragment, no two of which are the same for all that follows.
#[derive(Clone, Debug)]
pub(crate) struct Beam {
    pub(crate) trails: Vec<Trail>,
    /// The articles that they have open, each once: sequences share most of theirs.
    pub(crate) stories: Vec<Story>,
    /// The sequences up to the fragment before, and their articles, for their room.
    before: (Vec<Trail>, Vec<Story>),
    /// Of each sequence kept at each fragment, its last choice and the place of its forerunner.
    steps: Vec<(Choice, u8)>,
    /// Where the steps of each fragment end.
    ends: Vec<usize>,
    /// When sequences are given up.
    pub(crate) patience: Patience,
}

impl Beam {
    /// The sequence without a decision, for a page of so many fragments.
    pub(crate) fn new(fragments: usize, patience: Patience) -> Self {
        Self {
            trails: vec![Trail { score: 0.0, role: None, here: 0, other: None }],
            stories: vec![Story::new(0)],
            before: (Vec::with_capacity(BEAM), Vec::with_capacity(2 * BEAM)),
            steps: Vec::with_capacity(fragments),
            ends: Vec::with_capacity(fragments),
            patience,
        }
    }

    /// Goes on past the fragment `at` with the best of `candidates`.
    pub(crate) fn advance(&mut self, candidates: &mut [Candidate], at: usize, has_byline: bool) {
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        let best = candidates.first().map_or(0.0, |it| it.score);
        let (room, more_room) = std::mem::take(&mut self.before);
        let trails = std::mem::replace(&mut self.trails, room);
        let stories = std::mem::replace(&mut self.stories, more_room);
        self.trails.clear();
        self.stories.clear();
        for Candidate { score, back, choice } in candidates.iter().copied() {
            if self.trails.len() == BEAM || score < best - HOPELESS {
                break;
            }
            let trail = &trails[back];
            let (both, new) = ((trail.here, trail.other), stories.len());
            let Some((here, other)) = choice.goes_on(both, new, |it| stories[it].phase) else {
                continue;
            };
            let here = stories.get(here).copied().unwrap_or(Story::new(at));
            let Some(here) = here.then(choice.role, at, has_byline) else { continue };
            let other = other.and_then(|other| stories.get(other));
            if self.keep(score, choice.role, &here, other) {
                self.steps.push((choice, u8::try_from(back).unwrap_or(u8::MAX)));
            }
        }
        self.before = (trails, stories);
        self.ends.push(self.steps.len());
    }

    /// Keeps a sequence, which scores no more than those kept before, unless it is given up for one of
    /// them; whether it is kept.
    fn keep(&mut self, score: f64, role: Role, here: &Story, other: Option<&Story>) -> bool {
        let own = Likeness::of(here, other);
        let Patience { within, beside, .. } = self.patience;
        let story = |place: usize| &self.stories[place];
        let outdone = self.trails.iter().any(|better| {
            let behind = better.score - score;
            let its = Likeness::of(story(better.here), better.other.map(story));
            behind > within
                && its.waiting == own.waiting
                && (behind > beside || its.part == own.part)
        });
        if outdone {
            return false;
        }
        let (here, other) = (self.place(here), other.map(|other| self.place(other)));
        let role = Some(role);
        let is_same = |it: &Trail| (it.role, it.here, it.other) == (role, here, other);
        let is_new = !self.trails.iter().any(is_same);
        if is_new {
            self.trails.push(Trail { score, role, here, other });
        }
        is_new
    }

    /// The place of `story` among the beam's.
    fn place(&mut self, story: &Story) -> usize {
        let known = self.stories.iter().position(|known| known == story);
        known.unwrap_or_else(|| {
            self.stories.push(*story);
            self.stories.len() - 1
        })
    }

    /// The choices of the best sequence, and its score.
    pub(crate) fn best(&self) -> (Vec<Choice>, f64) {
        let worth = |trail: &Trail| match self.stories[trail.here].phase {
            Phase::Head => trail.score - BODY_MISSING,
            _ => trail.score,
        };
        let trails = (0..self.trails.len()).rev();
        let best =
            trails.max_by(|a, b| worth(&self.trails[*a]).total_cmp(&worth(&self.trails[*b])));
        let mut place = best.unwrap_or(0);
        let mut choices = Vec::with_capacity(self.ends.len());
        for at in (0..self.ends.len()).rev() {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            let Some((choice, back)) = self.steps[start..self.ends[at]].get(place) else { break };
            choices.push(*choice);
            place = usize::from(*back);
        }
        choices.reverse();
        (choices, best.map_or(0.0, |best| worth(&self.trails[best])))
    }
}
