//! Learns the weights of `split-page` from pages whose roles are known.
//!
//! Each page is decoded with the weights so far, wrong decisions given extra points, so that the
//! known ones must win by a margin (loss-augmented structured hinge loss: Taskar et al. 2003,
//! "Max-margin Markov networks"); where they do not, the weights move towards the known decisions
//! and away from those found, by `AdaGrad` (Duchi et al. 2011). The weights of the second half of the
//! rounds are averaged. Each time that a page is taken, some features are not told, at random, so that
//! few strong ones do not keep the others from being learnt (Sutton et al. 2006, "Reducing weight
//! undertraining in structured discriminative learning"). The same pages in the same order give the
//! same weights.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use newsprint_core::config::Fault;
use newsprint_core::{Layout, Source, Span};

use crate::beam::Patience;
use crate::cues::Cues;
use crate::decode::Page;
use crate::feature::{Feature, Features};
use crate::fragment::{Fragment, fragments};
use crate::observe::{Observed, observe};
use crate::path::Choice;
use crate::role::Role;
use crate::runs;
use crate::topic::Topics;
use crate::turn::cut_turns;
use crate::weights::{MEMBERS, SCORES, TURN, UNITS, WIDTH, Weights};
use crate::words::Seams;

/// How far weights move, before they are slowed down by how often they moved.
const RATE: f32 = 0.08;
/// Keeps the first steps of a weight short.
const CAUTION: f32 = 1.0;
/// Largest weight of a hidden unit before learning.
const SPREAD: f32 = 0.15;
/// Of so many features one is not told of a page, each time that it is taken.
const UNTOLD: u64 = 12;
/// Marks the name of a role as that of a line that turns back to an article left before.
const RESUMED: &str = "resumed ";
/// Seed of the order in which pages are taken.
const SEED: u64 = 12_345;

/// A page whose roles are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelledPage {
    /// The page's text.
    pub text: String,
    /// Where its lines stand, where that is known.
    pub layout: Option<Layout>,
    /// The role of what begins at each of these bytes or later, up to the next of them, by its name in
    /// the table of weights, after `resumed ` where it turns back to the article before the one at
    /// hand; `None` where the role is not known.
    pub roles: BTreeMap<usize, Option<String>>,
}

/// Weights that were learnt.
#[derive(Clone, Debug)]
pub struct Learnt(Weights);

/// How many lines of some pages were given their known role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Lines with the known role.
    pub right: usize,
    /// All lines whose role is known; lines that a wrap divides count as one.
    pub lines: usize,
}

/// The lines of `source` that are not blank, and the parts of those that say several things, in the
/// order in which they are decided on: roles depend on what stands before them.
pub fn lines_in_order(source: &Source) -> Vec<Span> {
    fragments(source).into_iter().flat_map(|fragment| fragment.lines).collect()
}

/// Learns from `pages`, each taken `rounds` times. Linear in their text.
///
/// A page is passed over when the role of one of its lines is not known, or when no sequence that
/// `split-page` considers has these roles.
///
/// # Errors
/// When a role has no such name; spans are bytes of the page's text.
pub fn train(pages: &[LabelledPage], rounds: usize) -> Result<Learnt, Vec<Fault>> {
    let mut lessons = lessons(pages)?;
    lessons.retain(Lesson::is_reachable);
    let (lessons, mut all) = (&lessons, Weights::zero());
    let members: Vec<Weights> = thread::scope(|scope| {
        let own = |member| scope.spawn(move || learn(lessons, rounds, member));
        let members: Vec<_> = (0..MEMBERS).map(own).collect();
        members.into_iter().map(|it| it.join().unwrap_or_else(|it| resume_unwind(it))).collect()
    });
    for own in members {
        let share = 1.0 / f32::from(u8::try_from(MEMBERS).unwrap_or(u8::MAX));
        for (all, own) in all.features.iter_mut().zip(own.features) {
            for (at, (all, own)) in all.iter_mut().zip(own).enumerate() {
                *all += if at < SCORES { share * own } else { own };
            }
        }
        for (all, own) in all.units.iter_mut().flatten().zip(own.units.iter().flatten()) {
            *all += share * own;
        }
    }
    Ok(Learnt(all))
}

/// Learns one of the networks: the hidden units of the others stay zero.
fn learn(lessons: &[Lesson], rounds: usize, member: usize) -> Weights {
    let seed = &mut (SEED + member as u64);
    let mut order: Vec<&Lesson> = lessons.iter().collect();
    let mut weights = Weights::zero();
    let units = member * UNITS..(member + 1) * UNITS;
    // Features that tell of boxes start from nothing: a page without boxes has none of them.
    for sums in &mut weights.features[..Feature::FIRST_LAID as usize] {
        sums[SCORES..][units.clone()].fill_with(|| SPREAD * random(seed));
    }
    for scores in &mut weights.units[units] {
        scores.fill_with(|| SPREAD * random(seed));
    }
    let mut moved = Weights::zero();
    let (mut sum, mut count) = (Weights::zero(), 0_u16);
    for round in 0..rounds {
        shuffle(&mut order, seed);
        for lesson in &order {
            if let Some(mut slope) = lesson.slope(&weights, &untold(seed)) {
                for ((weight, slope), moved) in weights.all().zip(slope.all()).zip(moved.all()) {
                    *moved += *slope * *slope;
                    *weight += RATE * *slope / (CAUTION + *moved).sqrt();
                }
            }
        }
        if round >= rounds / 2 {
            count += 1;
            sum.all().zip(weights.all()).for_each(|(sum, weight)| *sum += *weight);
        }
    }
    sum.all().for_each(|sum| *sum /= f32::from(count.max(1)));
    sum
}

impl Learnt {
    /// The bytes of `data/decisions.bin`.
    pub fn write(self) -> Vec<u8> {
        self.0.write()
    }

    /// How far `pages` are given their known roles.
    ///
    /// # Errors
    /// When a role has no such name; spans are bytes of the page's text.
    pub fn agreement(&self, pages: &[LabelledPage]) -> Result<Agreement, Vec<Fault>> {
        let mut agreement = Agreement::default();
        let too_large =
            || vec![Fault::new(Span::default(), "the weights are too large", "for a network")];
        let network = self.0.network().ok_or_else(too_large)?;
        for lesson in lessons(pages)? {
            let decided = lesson.page().decode(&network);
            let known = lesson.choices.iter().zip(decided);
            for (known, decided) in known.filter_map(|(known, it)| Some(((*known)?, it))) {
                agreement.lines += 1;
                agreement.right += usize::from(known.role == decided.role);
            }
        }
        Ok(agreement)
    }
}

/// A labelled page, as far as it can be learnt from.
struct Lesson {
    fragments: Vec<Fragment>,
    observed: Vec<Observed>,
    seams: Seams,
    topics: Topics,
    /// What each fragment is known to be.
    choices: Vec<Option<Choice>>,
}

fn lessons(pages: &[LabelledPage]) -> Result<Vec<Lesson>, Vec<Fault>> {
    let cues = Cues::bundled()?;
    pages.iter().map(|page| Lesson::new(page, &cues)).collect()
}

impl Lesson {
    fn new(page: &LabelledPage, cues: &Cues) -> Result<Self, Vec<Fault>> {
        let source = Source::new("page", page.text.as_str())
            .map_err(|error| vec![Fault::new(Span::default(), error.to_string(), "too large")])?
            .with_layout(page.layout.clone())
            .map_err(|error| vec![Fault::new(Span::default(), error.to_string(), "not its own")])?;
        let fragments = cut_turns(&page.text, fragments(&source), &cues.turn);
        let (seams, topics) = runs::read(&fragments);
        let observed = observe(&fragments, &seams, &topics, cues);
        let mut faults = Vec::new();
        let mut choice_at = |span: Span| {
            let (_, name) = page.roles.range(..=span.start()).next_back()?;
            let name = name.as_ref()?;
            let resumed = name.strip_prefix(RESUMED);
            let role = Role::named(resumed.unwrap_or(name));
            if role.is_none() {
                faults.push(Fault::new(span, format!("`{name}` is not a role"), "unknown"));
            }
            role.map(|role| Choice { role, resumes: resumed.is_some() })
        };
        let furniture = Choice { role: Role::Furniture, resumes: false };
        let choices = fragments.iter().map(|fragment| match fragment.turn {
            Some(_) => Some(furniture),
            None => choice_at(fragment.span),
        });
        let mut choices: Vec<_> = choices.collect();
        let turns = fragments.iter().enumerate().filter(|(_, fragment)| fragment.titled);
        for (at, _) in turns {
            head_of_turn(&mut choices[at..]);
        }
        if faults.is_empty() {
            Ok(Self { fragments, observed, seams, topics, choices })
        } else {
            Err(faults)
        }
    }

    fn page(&self) -> Page<'_> {
        Page {
            fragments: &self.fragments,
            observed: &self.observed,
            seams: &self.seams,
            topics: &self.topics,
        }
    }

    /// What is known, up to the first line of which nothing is.
    fn known(&self) -> Vec<Choice> {
        self.choices.iter().map_while(|choice| *choice).collect()
    }

    /// Whether a search can find what is known.
    fn is_reachable(&self) -> bool {
        let known = self.known();
        let allowed =
            self.observed.iter().zip(&known).all(|(it, known)| it.allowed().has(known.role));
        allowed && self.page().replay(&known).len() == self.fragments.len()
    }

    /// Where the page, without the features `untold`, wants `weights` to go; `None` when it is content,
    /// or they have grown too large for a network.
    fn slope(&self, weights: &Weights, untold: &[usize]) -> Option<Weights> {
        let (page, known) = (self.page(), self.known());
        let weights = weights.clone().without(untold);
        let (found, _) = page
            .search(&weights.network()?, Patience::LEARNING, |at, choice| loss(known[at], choice));
        if found == known {
            return None;
        }
        let mut slope = Weights::zero();
        let both = page.replay(&known).into_iter().zip(page.replay(&found));
        for ((right, wrong), (known, found)) in both.zip(known.iter().zip(&found)) {
            if (&right, known) != (&wrong, found) {
                for (evidence, choice, sign) in [(&right, known, 1.0), (&wrong, found, -1.0)] {
                    climb(&mut slope, &weights, &evidence.role, choice.role as usize, sign);
                    if choice.resumes {
                        climb(&mut slope, &weights, &evidence.turn, TURN, sign);
                    }
                }
            }
        }
        Some(slope.without(untold))
    }
}

/// The features that are not told of a page; the one that all lines have is always told.
fn untold(seed: &mut u64) -> Vec<usize> {
    let mut features: Vec<usize> = (0..Feature::ALL.len()).collect();
    features.retain(|_| next(seed).is_multiple_of(UNTOLD));
    features.retain(|feature| *feature != Feature::Always as usize);
    features
}

/// Makes a headline of the first of `choices`, which stands behind a reference to another page, and
/// has what comes next go on below it.
fn head_of_turn(choices: &mut [Option<Choice>]) {
    let Some((Some(title), rest)) = choices.split_first_mut() else { return };
    if title.role != Role::Furniture {
        return;
    }
    title.role = Role::Headline;
    if let Some(first) = rest.iter_mut().flatten().find(|it| it.role.begins()) {
        first.role = match first.role {
            Role::Lead => Role::Paragraph,
            Role::LeadByline => Role::Byline,
            role => role,
        };
    }
}

/// Adds to `slope` how the score at `place` of a decision on `features` rises with the weights.
fn climb(slope: &mut Weights, weights: &Weights, features: &Features, place: usize, sign: f32) {
    let sums = weights.sums(features);
    let mut rise = [0.0; WIDTH];
    rise[place] = sign;
    for (unit, sum) in sums[SCORES..].iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
        slope.units[unit][place] += sign * sum;
        rise[SCORES + unit] = sign * weights.units[unit][place];
    }
    for feature in features.iter() {
        for (slope, rise) in slope.features[feature].iter_mut().zip(&rise) {
            *slope += rise;
        }
    }
}

/// How bad `choice` is where `known` is right: twice as bad where an article begins or ends for it.
fn loss(known: Choice, choice: Choice) -> f64 {
    let begins = |role: Role| role.begins() || role == Role::TailHeadline;
    match (known == choice, begins(known.role) || begins(choice.role)) {
        (true, _) => 0.0,
        (false, _) if known.resumes != choice.resumes => 2.0,
        (false, false) => 1.0,
        (false, true) => 2.0,
    }
}

/// Fisher and Yates's shuffle.
fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for at in (1..items.len()).rev() {
        let other = usize::try_from(next(seed)).unwrap_or_default() % (at + 1);
        items.swap(at, other);
    }
}

/// A number from -1 to 1.
pub(crate) fn random(seed: &mut u64) -> f32 {
    let bits = u16::try_from(next(seed) & 0xFFFF).unwrap_or_default();
    f32::from(bits) / 32_768.0 - 1.0
}

/// 31 bits of a linear congruential generator.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[cfg(test)]
mod tests;
