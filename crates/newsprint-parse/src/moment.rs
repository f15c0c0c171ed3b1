//! What is known of a fragment while sequences of decisions are led past it.

use crate::beam::Candidate;
use crate::observe::Observed;
use crate::role::Role;
use crate::story::Shares;
use crate::weights::{Scores, Sums, WIDTH, Weights};

/// What is known of a fragment while sequences are led past it; articles by their places among the
/// beam's.
pub(crate) struct Moment<'a> {
    pub(crate) at: usize,
    pub(crate) weights: &'a Weights,
    /// What its own features add.
    pub(crate) alone: Sums,
    /// The roles in question for it.
    pub(crate) roles: Vec<Role>,
    /// What it shares with each article, and what the features then add, the role before aside.
    pub(crate) stories: Vec<Option<(Shares, Sums)>>,
    /// The scores that were computed, by the role before and the article it may go on with.
    pub(crate) scores: Vec<((Option<Role>, usize), Scores)>,
    /// The scores of turns that were computed, by the article at hand and the other.
    pub(crate) turns: Vec<((usize, usize), f32)>,
    /// The ways on that were found.
    pub(crate) candidates: Vec<Candidate>,
}

impl<'a> Moment<'a> {
    pub(crate) fn new(weights: &'a Weights) -> Self {
        Self {
            at: 0,
            weights,
            alone: [0.0; WIDTH],
            roles: Vec::new(),
            stories: Vec::new(),
            scores: Vec::new(),
            turns: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Forgets the fragment before for `observed`, which has the place `at` and may go on with one
    /// of so many `stories`.
    pub(crate) fn move_to(&mut self, at: usize, observed: &Observed, stories: usize) {
        self.at = at;
        self.alone = [0.0; WIDTH];
        self.weights.add(&observed.features, &mut self.alone);
        self.roles.clear();
        self.roles.extend(Role::ALL.into_iter().filter(|role| !observed.forbids(*role)));
        self.stories.clear();
        self.stories.resize(stories, None);
        self.scores.clear();
        self.turns.clear();
        self.candidates.clear();
    }
}
