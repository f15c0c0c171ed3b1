//! How much the features of a decision speak for it, read from `data/decisions.bin`, and for pages
//! with boxes from `data/decisions-laid.bin`.
//!
//! A decision is scored by a small network over its features, which are there or not: a linear
//! layer, and beside it one hidden layer of rectified units, which sees features together (a
//! short line is a heading below a full stop, not below a line that is cut).

use crate::feature::{Feature, Features};
use crate::role::Role;

/// Scores of a decision: one a role, then that of a turn to another article, then unused ones.
pub(crate) const SCORES: usize = 16;
/// Networks that were learnt apart and speak together: what one of them only took for a rule on
/// its way, the others contradict (Breiman 1996, "Bagging predictors").
pub(crate) const MEMBERS: usize = 3;
/// Units of the hidden layer of each.
pub(crate) const UNITS: usize = 16;
/// Units of the hidden layer of all.
pub(crate) const HIDDEN: usize = MEMBERS * UNITS;
/// The place of the score of a turn to another article.
pub(crate) const TURN: usize = Role::ALL.len();
/// What a feature adds: to the scores, and to the hidden units.
pub(crate) const WIDTH: usize = SCORES + HIDDEN;
/// Steps of a weight in the file that make a unit.
const STEPS: f32 = 512.0;
/// Bytes of the file before its weights: what it was learnt for.
const HEAD: usize = 8;

/// Features that tell how far a page or an article has come, and nothing of a line.
const OF_ARTICLE: [Feature; 16] = [
    Feature::Always,
    Feature::First,
    Feature::Second,
    Feature::Last,
    Feature::AtStart,
    Feature::InHead,
    Feature::InHeaded,
    Feature::InHeadless,
    Feature::AfterTail,
    Feature::HasByline,
    Feature::NoByline,
    Feature::Bodies0,
    Feature::Bodies1,
    Feature::Bodies2,
    Feature::Bodies4,
    Feature::BodiesMore,
];

/// Sums of what features add.
pub(crate) type Sums = [f32; WIDTH];
/// The scores of a decision, which follow from them.
pub(crate) type Scores = [f32; SCORES];

/// The weights of the network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// What each feature adds.
    pub(crate) features: Vec<Sums>,
    /// What each hidden unit adds to the scores.
    pub(crate) units: Vec<Scores>,
}

impl Weights {
    /// Weights of which none has a say.
    pub(crate) fn zero() -> Self {
        Self {
            features: vec![[0.0; WIDTH]; Feature::ALL.len()],
            units: vec![[0.0; SCORES]; HIDDEN],
        }
    }

    /// The bundled weights; `None` when the file does not belong to this version of the features.
    pub(crate) fn bundled() -> Option<Self> {
        Self::read(include_bytes!("../data/decisions.bin"))
    }

    /// The bundled weights for pages of which it is known where their lines stand.
    pub(crate) fn bundled_laid() -> Option<Self> {
        Self::read(include_bytes!("../data/decisions-laid.bin"))
    }

    /// Reads weights: 8 bytes that stand for the features' names, then the weights in order, 2
    /// bytes each, the low one first.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let mut weights = Self::zero();
        let (steps, rest) = body.as_chunks::<2>();
        if head != names().to_le_bytes() || steps.len() != weights.all().count() || !rest.is_empty()
        {
            return None;
        }
        for (weight, step) in weights.all().zip(steps) {
            *weight = f32::from(i16::from_le_bytes(*step)) / STEPS;
        }
        Some(weights)
    }

    /// The weights as [`read`](Self::read) takes them.
    #[cfg(feature = "train")]
    pub(crate) fn write(mut self) -> Vec<u8> {
        let mut bytes = names().to_le_bytes().to_vec();
        for weight in self.all() {
            let steps = (*weight * STEPS).round().clamp(f32::from(i16::MIN), f32::from(i16::MAX));
            #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
            bytes.extend((steps as i16).to_le_bytes());
        }
        bytes
    }

    /// Every weight, in the order of the file.
    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut f32> {
        self.features.iter_mut().flatten().chain(self.units.iter_mut().flatten())
    }

    /// What `features` add to `sums`.
    pub(crate) fn add(&self, features: &Features, sums: &mut Sums) {
        for feature in features.iter() {
            for (sum, weight) in sums.iter_mut().zip(&self.features[feature]) {
                *sum += weight;
            }
        }
    }

    /// The scores that follow from `sums`.
    pub(crate) fn scores(&self, sums: &Sums) -> Scores {
        let mut scores = [0.0; SCORES];
        scores.copy_from_slice(&sums[..SCORES]);
        for (unit, weights) in sums[SCORES..].iter().zip(&self.units) {
            let unit = unit.max(0.0);
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += unit * weight;
            }
        }
        scores
    }

    /// The feature without which the score of `role` would be least, of those that tell of the line
    /// and its neighbours.
    pub(crate) fn reason(&self, features: &Features, role: Role) -> Feature {
        let mut sums = [0.0; WIDTH];
        self.add(features, &mut sums);
        let without = |feature: &usize| {
            let mut sums = sums;
            for (sum, weight) in sums.iter_mut().zip(&self.features[*feature]) {
                *sum -= weight;
            }
            self.scores(&sums)[role as usize]
        };
        let tells = |feature: &usize| {
            let tells_of_article = |it: &Feature| *it as usize == *feature;
            !OF_ARTICLE.iter().any(tells_of_article)
        };
        let told = features.iter().filter(tells);
        let least = told.min_by(|a, b| without(a).total_cmp(&without(b)));
        least.and_then(Feature::numbered).unwrap_or(Feature::Always)
    }

    /// The score at `place` of a decision on `features`.
    pub(crate) fn score_of(&self, features: &Features, place: usize) -> f32 {
        let mut sums = [0.0; WIDTH];
        self.add(features, &mut sums);
        let units = sums[SCORES..].iter().zip(&self.units);
        units.fold(sums[place], |score, (unit, weights)| score + unit.max(0.0) * weights[place])
    }

    /// The scores of a decision on `features`.
    pub(crate) fn scores_of(&self, features: &Features) -> Scores {
        let mut sums = [0.0; WIDTH];
        self.add(features, &mut sums);
        self.scores(&sums)
    }
}

/// A number for the names of the features and the roles in their order (FNV-1a).
fn names() -> u64 {
    let features = Feature::ALL.iter().map(|(name, _)| *name);
    let names = features.chain(Role::ALL.map(Role::name)).flat_map(|name| name.bytes().chain([0]));
    names.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
