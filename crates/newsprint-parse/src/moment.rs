//! What is known of a fragment while sequences of decisions are led past it.

use crate::beam::{Candidate, HOPELESS};
use crate::feature::Features;
use crate::observe::Observed;
use crate::path::Choice;
use crate::role::{Role, Roles};
use crate::story::{Lines, Shares};
use crate::topic::Abouts;
use crate::weights::{Network, Scores, Sums, TURN};

/// Marks what was not computed yet.
const UNKNOWN: u8 = u8::MAX;
/// What the role before can be.
const BEFORE: usize = 1 + Role::ALL.len();

/// What scores depend on: where the sums of the article's features stand, what the role before adds,
/// and the roles in question.
pub(crate) type Case = (u8, Features, Roles);

/// What is known of a fragment while sequences are led past it; articles by their places among the
/// beam's.
pub(crate) struct Moment<'a> {
    pub(crate) at: usize,
    pub(crate) network: &'a Network,
    /// Whether it is not followed as what its words rule out.
    pub(crate) excludes: bool,
    /// What its own features add.
    pub(crate) alone: Sums,
    /// The roles in question for it.
    pub(crate) roles: Roles,
    /// What articles are about.
    abouts: Abouts,
    /// What it shares with the lines of an article: many an article has the same.
    shares: Vec<(Lines, Shares)>,
    /// Where what it shares with each article stands.
    shared: Vec<u8>,
    /// What features add, the role before aside: many an article differs in nothing that is told.
    sums: Vec<(Features, Sums)>,
    /// Where those of each article stand.
    places: Vec<u8>,
    /// The scores that were computed.
    scores: Vec<(Case, Scores)>,
    /// Where those of each article and each role before stand.
    scored: Vec<u8>,
    /// What was said of the seam to the running text that stands at a place.
    seams: Vec<(usize, Features)>,
    /// The scores of turns that were computed, by the article at hand and the other.
    turns: Vec<((usize, usize), f32)>,
    /// So, by what speaks for and against them.
    turned: Vec<(Features, f32)>,
    /// The ways on that were found, but for those that are hopeless.
    pub(crate) candidates: Vec<Candidate>,
    best: f64,
}

impl<'a> Moment<'a> {
    pub(crate) fn new(network: &'a Network, excludes: bool) -> Self {
        Self {
            at: 0,
            network,
            excludes,
            alone: Sums::ZERO,
            roles: Roles::NONE,
            abouts: Abouts::default(),
            shares: Vec::new(),
            shared: Vec::new(),
            sums: Vec::new(),
            places: Vec::new(),
            scores: Vec::new(),
            scored: Vec::new(),
            seams: Vec::new(),
            turns: Vec::new(),
            turned: Vec::new(),
            candidates: Vec::new(),
            best: f64::NEG_INFINITY,
        }
    }

    /// Forgets the fragment before for `observed`, which has the place `at` and may go on with one
    /// of so many `stories`.
    pub(crate) fn move_to(&mut self, at: usize, observed: &Observed, stories: usize) {
        self.at = at;
        self.alone = Sums::ZERO;
        self.network.add(&observed.features, &mut self.alone);
        let excluded = if self.excludes { observed.exclusion.roles } else { Roles::NONE };
        self.roles = observed.allowed().without(excluded);
        self.shares.clear();
        self.shared.clear();
        self.shared.resize(stories, UNKNOWN);
        self.places.clear();
        self.places.resize(stories, UNKNOWN);
        self.sums.clear();
        self.scores.clear();
        self.scored.clear();
        self.scored.resize(stories * BEFORE, UNKNOWN);
        self.seams.clear();
        self.turns.clear();
        self.turned.clear();
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

    /// What the fragment shares with the article at `place`, which has these lines, made by `of` where
    /// that is not known.
    pub(crate) fn shares(
        &mut self,
        place: usize,
        lines: Lines,
        of: impl FnOnce(usize, &mut Abouts) -> Shares,
    ) -> Shares {
        if let Some((_, shares)) = self.shares.get(usize::from(self.shared[place])) {
            return *shares;
        }
        let known = self.shares.iter().position(|(known, _)| *known == lines);
        let shares = known.unwrap_or(self.shares.len());
        if shares == self.shares.len() {
            self.shares.push((lines, of(self.at, &mut self.abouts)));
        }
        self.shared[place] = u8::try_from(shares).unwrap_or(UNKNOWN);
        self.shares[shares].1
    }

    /// Where the sums stand of going on with the article at `place`, of which `of` tells the features.
    pub(crate) fn sums(&mut self, place: usize, of: impl FnOnce(&mut Self) -> Features) -> u8 {
        if self.places[place] != UNKNOWN {
            return self.places[place];
        }
        let features = of(self);
        let known = self.sums.iter().position(|(known, _)| *known == features);
        let sums = known.unwrap_or(self.sums.len());
        if sums == self.sums.len() {
            let mut all = self.alone;
            self.network.add(&features, &mut all);
            self.sums.push((features, all));
        }
        self.places[place] = u8::try_from(sums).unwrap_or(UNKNOWN);
        self.places[place]
    }

    /// Where the scores stand of going on with the article at `place` after the role `before`, of which
    /// `of` tells the case.
    pub(crate) fn scores(
        &mut self,
        before: Option<Role>,
        place: usize,
        of: impl FnOnce(&mut Self) -> Case,
    ) -> usize {
        let slot = place * BEFORE + before.map_or(0, |role| 1 + role as usize);
        let known = usize::from(self.scored[slot]);
        if known < self.scores.len() {
            return known;
        }
        let case = of(self);
        let known = self.scores.iter().position(|(known, _)| *known == case);
        let scores = known.unwrap_or(self.scores.len());
        if scores == self.scores.len() {
            let (sums, features, roles) = case;
            let mut all = self.sums[usize::from(sums)].1;
            self.network.add(&features, &mut all);
            self.scores.push((case, self.network.scores(&all, roles)));
        }
        self.scored[slot] = u8::try_from(scores).unwrap_or(UNKNOWN);
        scores
    }

    /// The score of a turn from one article to another, of which `of` tells what speaks for and against
    /// it.
    pub(crate) fn turn(
        &mut self,
        places: (usize, usize),
        of: impl FnOnce(&mut Self) -> Features,
    ) -> f32 {
        if let Some((_, score)) = self.turns.iter().find(|(known, _)| *known == places) {
            return *score;
        }
        let features = of(self);
        let known = self.turned.iter().find(|(known, _)| *known == features);
        let score = known.map_or_else(|| self.network.score_of(&features, TURN), |it| it.1);
        self.turned.push((features, score));
        self.turns.push((places, score));
        score
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
        let ((_, _, in_question), scores) = &self.scores[scores];
        let resumes = turn.is_some();
        for role in roles.and(*in_question).iter() {
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
