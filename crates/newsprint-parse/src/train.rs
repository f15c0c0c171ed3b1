//! Learns the weights of `split-page` from pages whose roles are known.
//!
//! An averaged structured perceptron (Collins 2002, "Discriminative training methods for hidden
//! Markov models"): each page is decoded with the weights so far; where the answer is wrong, the
//! features of the known roles gain points and those of the answer lose as many. Wrong roles are
//! given extra points while learning (loss augmentation), so that the known roles must win by a
//! margin; a step is no longer than the margin asks for (Crammer et al. 2006, "Online
//! passive-aggressive algorithms"). The same pages in the same order give the same weights.

use std::collections::BTreeMap;
use std::fmt;

use newsprint_core::Span;
use newsprint_core::config::Fault;

use crate::cues::Cues;
use crate::decode::Page;
use crate::feature::Feature;
use crate::fragment::{Fragment, fragments};
use crate::observe::{Observed, observe};
use crate::role::Role;
use crate::turn::cut_turns;
use crate::weights::Weights;
use crate::words::Seams;

/// Points while learning of one point of the weights: steps are finer than what is kept of them.
const FINE: i64 = 1_000;
/// Points by which the known roles must win for each wrong line.
const MARGIN: i64 = 100 * FINE;
/// Most points that one occurrence of a feature can gain or lose in a step.
const LONGEST_STEP: i64 = MARGIN / 50;
/// Seed of the order in which pages are taken.
const SEED: u64 = 12_345;

/// A page whose roles are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelledPage {
    /// The page's text.
    pub text: String,
    /// The role of each line that `\n` divides `text` into, by its name in the table of weights;
    /// `None` for a blank line and where the role is not known.
    pub roles: Vec<Option<String>>,
}

/// Weights that were learnt. Their [`Display`](fmt::Display) is the TOML of `data/weights.toml`.
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
    let mut weights = Weights::zero();
    // Each step times its number: what the average lacks of the last weights.
    let mut late = vec![[0; Role::ALL.len()]; Feature::ALL.len()];
    let (mut number, mut seed) = (0, SEED);
    for _ in 0..rounds {
        shuffle(&mut lessons, &mut seed);
        for lesson in &lessons {
            for ((feature, role), points) in lesson.step(&weights) {
                let (feature, role) = (feature as usize, role as usize);
                weights.points[feature][role] += points;
                late[feature][role] += number * i64::from(points);
            }
            number += 1;
        }
    }
    for (row, late) in weights.points.iter_mut().zip(&late) {
        for (points, late) in row.iter_mut().zip(late) {
            let average = i64::from(*points) - late / number.max(1);
            *points = narrow((average + FINE / 2).div_euclid(FINE));
        }
    }
    Ok(Learnt(weights))
}

impl Learnt {
    /// How far `pages` are given their known roles.
    ///
    /// # Errors
    /// When a role has no such name; spans are bytes of the page's text.
    pub fn agreement(&self, pages: &[LabelledPage]) -> Result<Agreement, Vec<Fault>> {
        let mut agreement = Agreement::default();
        for lesson in lessons(pages)? {
            let decided = lesson.page().decode(&self.0);
            let known = lesson.roles.iter().zip(decided);
            for (known, decided) in known.filter_map(|(known, it)| Some(((*known)?, it))) {
                agreement.lines += 1;
                agreement.right += usize::from(known == decided.role);
            }
        }
        Ok(agreement)
    }
}

impl fmt::Display for Learnt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for role in Role::ALL {
            writeln!(f, "\n[{}]", role.name())?;
            for (name, feature) in Feature::ALL {
                match self.0.of(role, *feature) {
                    0 => {}
                    points => writeln!(f, "{name} = {points}")?,
                }
            }
        }
        Ok(())
    }
}

/// A labelled page, as far as it can be learnt from.
struct Lesson {
    fragments: Vec<Fragment>,
    observed: Vec<Observed>,
    seams: Seams,
    /// The known role of each fragment.
    roles: Vec<Option<Role>>,
}

fn lessons(pages: &[LabelledPage]) -> Result<Vec<Lesson>, Vec<Fault>> {
    let cues = Cues::bundled()?;
    pages.iter().map(|page| Lesson::new(page, &cues)).collect()
}

impl Lesson {
    fn new(page: &LabelledPage, cues: &Cues) -> Result<Self, Vec<Fault>> {
        let fragments = cut_turns(&page.text, fragments(&page.text), &cues.turn);
        let seams = Seams::of(&fragments);
        let observed = observe(&fragments, &seams, cues);
        let (mut line, mut done, mut faults) = (0, 0, Vec::new());
        let mut role_at = |span: Span| {
            line += Span::new(done, span.start()).of(&page.text)?.matches('\n').count();
            done = span.start();
            let name = page.roles.get(line)?.as_ref()?;
            let role = Role::named(name);
            if role.is_none() {
                faults.push(Fault::new(span, format!("`{name}` is not a role"), "unknown"));
            }
            role
        };
        let role_of = |fragment: &Fragment| match fragment.turn {
            Some(_) => Some(Role::Furniture),
            None => role_at(fragment.span),
        };
        let roles = fragments.iter().map(role_of).collect();
        if faults.is_empty() { Ok(Self { fragments, observed, seams, roles }) } else { Err(faults) }
    }

    fn page(&self) -> Page<'_> {
        Page { fragments: &self.fragments, observed: &self.observed, seams: &self.seams }
    }

    /// The known roles, up to the first line without one.
    fn known(&self) -> Vec<Role> {
        self.roles.iter().map_while(|role| *role).collect()
    }

    /// Whether a search can find the known roles.
    fn is_reachable(&self) -> bool {
        let roles = self.known();
        let allowed = self.observed.iter().zip(&roles).all(|(it, role)| !it.forbids(*role));
        allowed && self.page().replay(&roles).len() == self.fragments.len()
    }

    /// What the page has to change in `weights`.
    fn step(&self, weights: &Weights) -> BTreeMap<(Feature, Role), i32> {
        let (page, known) = (self.page(), self.known());
        let loss = |at: usize, role| known.get(at).map_or(0, |known| loss(*known, role));
        let found = page.search(weights, |at, role| loss(at, role) * MARGIN);
        let mut change: BTreeMap<(Feature, Role), i64> = BTreeMap::new();
        for (roles, points) in [(&known, 1), (&found, -1)] {
            for (features, role) in page.replay(roles).into_iter().zip(roles) {
                for feature in features {
                    *change.entry((feature, *role)).or_default() += points;
                }
            }
        }
        let asked: i64 = found.iter().enumerate().map(|(at, role)| loss(at, *role) * MARGIN).sum();
        let lead: i64 = change
            .iter()
            .map(|((feature, role), count)| i64::from(weights.of(*role, *feature)) * count)
            .sum();
        let length: i64 = change.values().map(|count| count * count).sum();
        let step = ((asked - lead) / length.max(1)).clamp(0, LONGEST_STEP);
        change.into_iter().map(|(place, count)| (place, narrow(count * step))).collect()
    }
}

/// How bad `role` is where `known` is right: twice as bad where an article begins or ends for it.
fn loss(known: Role, role: Role) -> i64 {
    let begins =
        |role| matches!(role, Role::Headline | Role::Lead | Role::TailHeadline | Role::LeadByline);
    match (known == role, begins(known) || begins(role)) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) => 2,
    }
}

fn narrow(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(if points < 0 { i32::MIN } else { i32::MAX })
}

/// Fisher and Yates's shuffle by a linear congruential generator.
fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for at in (1..items.len()).rev() {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(*seed >> 33).unwrap_or_default() % (at + 1);
        items.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, &str)]) -> LabelledPage {
        let text: Vec<&str> = lines.iter().map(|(text, _)| *text).collect();
        let roles = lines.iter().flat_map(|(_, role)| [Some((*role).to_owned()), None]).collect();
        LabelledPage { text: text.join("\n\n"), roles }
    }

    fn pages() -> [LabelledPage; 2] {
        let above = [
            ("青河县图书馆新馆开馆", "headline"),
            ("青河县图书馆新馆6月3日开馆。首日迎来读", "paragraph"),
            ("者300余人,借出图书500余册。", "continuation"),
        ];
        let below = [
            ("东岭市水务局昨日发布消息,供水管网即将改造。首批工程已经开工。", "lead"),
            ("东岭市改造供水管网120公里", "tail-headline"),
        ];
        [page(&above), page(&below)]
    }

    #[test]
    fn what_was_learnt_is_known() {
        let learnt = train(&pages(), 20).unwrap();
        assert_eq!(learnt.agreement(&pages()), Ok(Agreement { right: 5, lines: 5 }));
        assert_eq!(Weights::parse(&learnt.to_string()).unwrap().points, learnt.0.points);
        assert_eq!(train(&pages(), 20).unwrap().to_string(), learnt.to_string());
    }

    #[test]
    fn pages_that_no_search_can_find_are_passed_over() {
        let unknown = LabelledPage { roles: vec![], ..pages()[0].clone() };
        let headless = page(&[("青河县图书馆新馆开馆", "deck")]);
        assert_eq!(train(&[unknown, headless], 5).unwrap().0.points, Weights::zero().points);
    }

    #[test]
    fn a_role_has_to_be_one() {
        let faults = train(&[page(&[("青河县图书馆新馆开馆", "title")])], 1).unwrap_err();
        assert_eq!(faults[0].message, "`title` is not a role");
    }
}
