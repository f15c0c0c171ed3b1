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
}

impl Patience {
    /// While a page is read.
    pub(crate) const READING: Self = Self { beside: 9.0, within: 5.0, turn: -9.0 };
    /// While weights are learnt: what contradicts the truth has to be found.
    #[cfg(feature = "train")]
    pub(crate) const LEARNING: Self =
        Self { beside: HOPELESS, within: HOPELESS, turn: f32::NEG_INFINITY };
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

/// The best sequences up to a fragment, no two of which are the same for all that follows.
#[derive(Clone, Debug)]
pub(crate) struct Beam {
    pub(crate) trails: Vec<Trail>,
    /// The articles that they have open, each once: sequences share most of theirs.
    pub(crate) stories: Vec<Story>,
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
            steps: Vec::with_capacity(fragments),
            ends: Vec::with_capacity(fragments),
            patience,
        }
    }

    /// Goes on past the fragment `at` with the best of `candidates`.
    pub(crate) fn advance(&mut self, candidates: &mut Vec<Candidate>, at: usize, has_byline: bool) {
        let best = candidates.iter().map(|it| it.score).fold(f64::NEG_INFINITY, f64::max);
        candidates.retain(|candidate| candidate.score >= best - HOPELESS);
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut heirs = Heirs::new(&self.stories, at, has_byline);
        let mut next: Vec<Trail> = Vec::with_capacity(BEAM);
        for Candidate { score, back, choice } in candidates.iter().copied() {
            if next.len() == BEAM {
                break;
            }
            let Some((here, other)) = heirs.after(&self.trails[back], choice) else { continue };
            let trail = Trail { score, role: Some(choice.role), here, other };
            if !next.iter().any(|better| heirs.outdoes(better, &trail, self.patience)) {
                next.push(trail);
                self.steps.push((choice, u8::try_from(back).unwrap_or(u8::MAX)));
            }
        }
        self.stories = heirs.stories;
        self.trails = next;
        self.ends.push(self.steps.len());
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

/// What an article can become: it waits, or goes on with a role.
const WAYS: usize = 1 + Role::ALL.len();

/// The articles of the next beam, each made once of those before it.
struct Heirs<'a> {
    before: &'a [Story],
    at: usize,
    has_byline: bool,
    /// The places of what is made of each, and of a new one, where that is known.
    places: Vec<[Option<u8>; WAYS]>,
    stories: Vec<Story>,
}

impl<'a> Heirs<'a> {
    fn new(before: &'a [Story], at: usize, has_byline: bool) -> Self {
        let places = vec![[None; WAYS]; before.len() + 1];
        Self { before, at, has_byline, places, stories: Vec::with_capacity(2 * BEAM) }
    }

    /// The article that goes on after `trail` with `choice`, and the one that waits then; `None`
    /// where that makes none.
    fn after(&mut self, trail: &Trail, choice: Choice) -> Option<(usize, Option<usize>)> {
        let both = (trail.here, trail.other);
        let (here, other) = choice.goes_on(both, self.before.len(), |it| self.before[it].phase)?;
        let here = self.heir(here, Some(choice.role))?;
        Some((here, other.and_then(|other| self.heir(other, None))))
    }

    /// Whether `trail` is given up for `better`, which scores no less.
    fn outdoes(&self, better: &Trail, trail: &Trail, patience: Patience) -> bool {
        let of_all = |it: &Trail| (it.role, it.here, it.other);
        let waiting = |it: &Trail| it.other.map(|other| self.stories[other].start);
        let part = |it: &Trail| {
            let here = &self.stories[it.here];
            (here.start, here.phase, here.last_body)
        };
        let behind = better.score - trail.score;
        of_all(better) == of_all(trail)
            || behind > patience.within
                && waiting(better) == waiting(trail)
                && (behind > patience.beside || part(better) == part(trail))
    }

    /// The place of what the article at `from` becomes with `role`, or waiting.
    fn heir(&mut self, from: usize, role: Option<Role>) -> Option<usize> {
        let way = role.map_or(0, |role| 1 + role as usize);
        if let Some(place) = self.places[from][way] {
            return Some(usize::from(place));
        }
        let story = self.before.get(from).copied().unwrap_or(Story::new(self.at));
        let story = match role {
            Some(role) => story.then(role, self.at, self.has_byline)?,
            None => story,
        };
        let known = self.stories.iter().position(|known| *known == story);
        let place = known.unwrap_or(self.stories.len());
        if place == self.stories.len() {
            self.stories.push(story);
        }
        self.places[from][way] = u8::try_from(place).ok();
        Some(place)
    }
}
