//! How much the features of a decision speak for it, read from `data/decisions.bin`, and for pages
//! with boxes from `data/decisions-laid.bin`.
//!
//! A decision is scored by a small network over its features, which are there or not: a linear
//! layer, and beside it one hidden layer of rectified units, which sees features together (a
//! short line is a heading below a full stop, not below a line that is cut). It is computed in whole
//! steps of 16 bits, as its weights stand in the file.

use crate::feature::{Feature, Features};
use crate::role::{Role, Roles};

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
const STEPS: i16 = 512;
/// The most that the weights of all hidden units for one score come to: less than what makes a score
/// too large for its 32 bits when each unit is at its most.
const LARGEST: u32 = 60_000;
/// Bytes of the file before its weights: what it was learnt for.
const HEAD: usize = 8;

/// Features that tell how far a page or an article has come, and nothing of a line.
const OF_ARTICLE: Features = Features::all(&[
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
]);

/// Sums of what features add, in steps. They stand where a processor can add to them without loading
/// them first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Sums([i16; WIDTH]);
/// The scores of a decision, which follow from them.
pub(crate) type Scores = [f32; SCORES];
/// What hidden units say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(32))]
struct Units([i16; HIDDEN]);

impl Sums {
    /// Those of no feature.
    pub(crate) const ZERO: Self = Self([0; WIDTH]);
}

/// The network, in whole steps: sums are exact, whatever the order in which features add to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// What each feature adds.
    features: Vec<Sums>,
    /// What each hidden unit adds to each score.
    scores: [Units; SCORES],
}

impl Network {
    /// The bundled network; `None` when the file does not belong to this version of the features.
    pub(crate) fn bundled() -> Option<Self> {
        Self::read(include_bytes!("../data/decisions.bin"))
    }

    /// The bundled network for pages of which it is known where their lines stand.
    pub(crate) fn bundled_laid() -> Option<Self> {
        Self::read(include_bytes!("../data/decisions-laid.bin"))
    }

    /// Reads weights: 8 bytes that stand for the features' names, then the weights in order, 2
    /// bytes each, the low one first.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEAD)?;
        let (steps, rest) = body.as_chunks::<2>();
        let count = Feature::ALL.len() * WIDTH + HIDDEN * SCORES;
        if head != names().to_le_bytes() || steps.len() != count || !rest.is_empty() {
            return None;
        }
        let steps: Vec<i16> = steps.iter().map(|step| i16::from_le_bytes(*step)).collect();
        Self::of(&steps)
    }

    /// The network of `steps` in the order of the file; `None` where scores might not fit.
    fn of(steps: &[i16]) -> Option<Self> {
        let (features, units) = steps.split_at_checked(Feature::ALL.len() * WIDTH)?;
        let (units, _) = units.as_chunks::<SCORES>();
        let of_score = |score: usize| Units(std::array::from_fn(|unit| units[unit][score]));
        let scores: [Units; SCORES] = std::array::from_fn(of_score);
        let most =
            |score: &Units| score.0.iter().map(|it| u32::from(it.unsigned_abs())).sum::<u32>();
        let features = features.as_chunks::<WIDTH>().0.iter().map(|it| Sums(*it)).collect();
        scores.iter().all(|score| most(score) <= LARGEST).then_some(Self { features, scores })
    }

    /// What `features` add to `sums`.
    pub(crate) fn add(&self, features: &Features, sums: &mut Sums) {
        for feature in features.iter() {
            for (sum, weight) in sums.0.iter_mut().zip(&self.features[feature].0) {
                *sum = sum.saturating_add(*weight);
            }
        }
    }

    /// The scores of `roles` that follow from `sums`; 0 of the others.
    pub(crate) fn scores(&self, sums: &Sums, roles: Roles) -> Scores {
        let (units, mut scores) = (units(sums), [0.0; SCORES]);
        for role in roles.iter() {
            scores[role as usize] = self.score(sums.0[role as usize], &units, role as usize);
        }
        scores
    }

    /// The score at `place` that follows from the sum there and what the hidden units say.
    fn score(&self, sum: i16, units: &Units, place: usize) -> f32 {
        let both = units.0.iter().zip(&self.scores[place].0);
        let steps: i32 = both.map(|(unit, weight)| i32::from(*unit) * i32::from(*weight)).sum();
        let steps = steps + i32::from(sum) * i32::from(STEPS);
        #[expect(clippy::cast_precision_loss, reason = "a score is told to six digits")]
        let steps = steps as f32;
        steps / (f32::from(STEPS) * f32::from(STEPS))
    }

    /// The feature without which the score of `role` would be least, of those that tell of the line
    /// and its neighbours.
    pub(crate) fn reason(&self, features: &Features, role: Role) -> Feature {
        let mut sums = Sums::ZERO;
        self.add(features, &mut sums);
        let without = |feature: usize| {
            let own = &self.features[feature];
            let left = |at: usize| sums.0[at].saturating_sub(own.0[at]);
            let units = Units(std::array::from_fn(|unit| left(SCORES + unit).max(0)));
            self.score(left(role as usize), &units, role as usize)
        };
        let telling = features.without(&OF_ARTICLE);
        let told = telling.iter().map(|feature| (without(feature), feature));
        let least = told.min_by(|a, b| a.0.total_cmp(&b.0));
        least.and_then(|(_, feature)| Feature::numbered(feature)).unwrap_or(Feature::Always)
    }

    /// The score at `place` of a decision on `features`.
    pub(crate) fn score_of(&self, features: &Features, place: usize) -> f32 {
        let mut sums = Sums::ZERO;
        self.add(features, &mut sums);
        self.score(sums.0[place], &units(&sums), place)
    }
}

/// What the hidden units say where their sums are `sums`.
fn units(sums: &Sums) -> Units {
    Units(std::array::from_fn(|unit| sums.0[SCORES + unit].max(0)))
}

/// Weights that are being learnt.
#[cfg(feature = "train")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weights {
    /// What each feature adds.
    pub(crate) features: Vec<[f32; WIDTH]>,
    /// What each hidden unit adds to the scores.
    pub(crate) units: Vec<Scores>,
}

#[cfg(feature = "train")]
impl Weights {
    /// Weights of which none has a say.
    pub(crate) fn zero() -> Self {
        Self {
            features: vec![[0.0; WIDTH]; Feature::ALL.len()],
            units: vec![[0.0; SCORES]; HIDDEN],
        }
    }

    /// The weights, of which `features` have none.
    pub(crate) fn without(mut self, features: &[usize]) -> Self {
        for feature in features {
            self.features[*feature].fill(0.0);
        }
        self
    }

    /// Every weight, in the order of the file.
    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut f32> {
        self.features.iter_mut().flatten().chain(self.units.iter_mut().flatten())
    }

    fn steps(&self) -> Vec<i16> {
        let all = self.features.iter().flatten().chain(self.units.iter().flatten());
        let in_steps = |weight: &f32| {
            let steps = (weight * f32::from(STEPS)).round();
            #[expect(clippy::cast_possible_truncation, reason = "a cast stops at the bounds")]
            let steps = steps as i16;
            steps
        };
        all.map(in_steps).collect()
    }

    /// The weights as [`Network::read`] takes them.
    pub(crate) fn write(&self) -> Vec<u8> {
        let steps = self.steps().into_iter().flat_map(i16::to_le_bytes);
        names().to_le_bytes().into_iter().chain(steps).collect()
    }

    /// The network of these weights, in whole steps; `None` where its scores might not fit.
    pub(crate) fn network(&self) -> Option<Network> {
        Network::of(&self.steps())
    }

    /// What `features` add up to.
    pub(crate) fn sums(&self, features: &Features) -> [f32; WIDTH] {
        let mut sums = [0.0; WIDTH];
        for feature in features.iter() {
            for (sum, weight) in sums.iter_mut().zip(&self.features[feature]) {
                *sum += weight;
            }
        }
        sums
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
