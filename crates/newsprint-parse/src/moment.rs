//! What is known of a fragment while sequences of decisions are led past it.

use crate::beam::{Candidate, HOPELESS};
use crate::feature::Features;
use crate::observe::Observed;
use crate::path::Choice;
use crate::role::{Role, Roles};
use crate::story::Shares;
use crate::weights::{Network, Scores, Sums, WIDTH};

/// Marks what was not computed yet.
const UNKNOWN: u8 = u8::MAX;
/// What the role before can be.
const BEFORE: usize = 1 + Role::ALL.len();

/// What is known of a fragment while sequences are led past it; articles by their places among the
/// beam's.
pub(crate) struct Moment<'a> {
    pub(crate) at: usize,
    pub(crate) network: &'a Network,
    /// What its own features add.
    pub(crate) alone: Sums,
    /// The roles in question for it.
    pub(crate) roles: Roles,
    /// What it shares with articles, and what the features then add, the role before aside.
    stories: Vec<(Shares, Sums)>,
    /// Where that of each article stands.
    places: Vec<u8>,
    /// The scores that were computed.
    scores: Vec<Scores>,
    /// Where those of each article and each role before stand.
    scored: Vec<u8>,
    /// What was said of the seam to the running text that stands at a place.
    seams: Vec<(usize, Features)>,
    /// The scores of turns that were computed, by the article at hand and the other.
    pub(crate) turns: Vec<((usize, usize), f32)>,
    /// The ways on that were found, but for those that are hopeless.
    pub(crate) candidates: Vec<Candidate>,
    best: f64,
}

impl<'a> Moment<'a> {
    pub(crate) fn new(network: &'a Network) -> Self {
        Self {
            at: 0,
            network,
            alone: [0; WIDTH],
            roles: Roles::NONE,
            stories: Vec::new(),
            places: Vec::new(),
            scores: Vec::new(),
            scored: Vec::new(),
            seams: Vec::new(),
            turns: Vec::new(),
            candidates: Vec::new(),
            best: f64::NEG_INFINITY,
        }
    }

    /// Forgets the fragment before for `observed`, which has the place `at` and may go on with one
    /// of so many `stories`.
    pub(crate) fn move_to(&mut self, at: usize, observed: &Observed, stories: usize) {
        self.at = at;
        self.alone = [0; WIDTH];
        self.network.add(&observed.features, &mut self.alone);
        self.roles = Role::ALL.into_iter().filter(|role| !observed.forbids(*role)).collect();
        self.stories.clear();
        self.places.clear();
        self.places.resize(stories, UNKNOWN);
        self.scores.clear();
        self.scored.clear();
        self.scored.resize(stories * BEFORE, UNKNOWN);
        self.seams.clear();
        self.turns.clear();
        self.candidates.clear();
        self.best = f64::NEG_INFINITY;
    }

    /// What is to be said of the seam to the running text `last`, made by `of` where that is not known;
    /// articles share it.
    pub(crate) fn seam(
        &mut self,
        last: Option<usize>,
        of: impl FnOnce(usize) -> Features,
    ) -> Features {
        let Some(last) = last else { return Features::default() };
        if let Some((_, seam)) = self.seams.iter().find(|(known, _)| *known == last) {
            return *seam;
        }
        let seam = of(last);
        self.seams.push((last, seam));
        seam
    }

    /// What is known of the article at `place`, made by `of` where nothing is.
    pub(crate) fn story(
        &mut self,
        place: usize,
        of: impl FnOnce(&mut Self) -> (Shares, Sums),
    ) -> &(Shares, Sums) {
        let (known, made) = (usize::from(self.places[place]), self.stories.len());
        if known < made {
            return &self.stories[known];
        }
        let story = of(self);
        self.places[place] = u8::try_from(made).unwrap_or(UNKNOWN);
        self.stories.push(story);
        &self.stories[made]
    }

    /// What the fragment shares with the article at `place`; nothing where that was not asked for.
    pub(crate) fn shares(&self, place: usize) -> Shares {
        self.stories.get(usize::from(self.places[place])).map_or_else(Shares::default, |it| it.0)
    }

    /// Where the scores stand of going on with the article at `place` after the role `before`, made by
    /// `of` where there are none.
    pub(crate) fn scores(
        &mut self,
        before: Option<Role>,
        place: usize,
        of: impl FnOnce(&mut Self) -> Scores,
    ) -> usize {
        let slot = place * BEFORE + before.map_or(0, |role| 1 + role as usize);
        let (known, made) = (usize::from(self.scored[slot]), self.scores.len());
        if known < made {
            return known;
        }
        let scores = of(self);
        self.scored[slot] = u8::try_from(made).unwrap_or(UNKNOWN);
        self.scores.push(scores);
        made
    }

    /// Adds the ways on with one of `roles` from the sequence at `back`, which has the score `base`
    /// so far; the scores of roles stand at `scores`, and `turn` is that of a turn, if it is one.
    pub(crate) fn offer(
        &mut self,
        roles: Roles,
        scores: usize,
        (back, base): (usize, f64),
        turn: Option<f32>,
        extra: &impl Fn(usize, Choice) -> f64,
    ) {
        let (scores, resumes) = (&self.scores[scores], turn.is_some());
        for role in roles.and(self.roles).iter() {
            let choice = Choice { role, resumes };
            let score = scores[role as usize] + turn.unwrap_or(0.0);
            let score = base + f64::from(score) + extra(self.at, choice);
            if score >= self.best - HOPELESS {
                self.best = self.best.max(score);
                self.candidates.push(Candidate { score, back, choice });
            }
        }
    }
}
