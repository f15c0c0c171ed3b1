//! What spoke for each decision on a page, for a reader who asks.

use newsprint_core::Note;

use crate::decode::{Evidence, Page};
use crate::feature::{Feature, Features};
use crate::path::Path;
use crate::role::{Role, Roles};
use crate::weights::{Network, TURN};

/// Features that are told of a decision.
const TOLD: usize = 4;

impl Page<'_> {
    /// A note on each fragment: its role, by how much that is better than the next best, and the
    /// features that weigh most between the two.
    pub(crate) fn tell(&self, network: &Network) -> Vec<Note> {
        let choices = self.decide(network);
        let mut notes = Vec::with_capacity(choices.len());
        let (mut at, mut before) = (0, Path::START);
        self.follow(&choices, |role, evidence, path| {
            notes.push(self.note(at, role, &evidence(), &before, network));
            (at, before) = (at + 1, *path);
        });
        notes
    }

    fn note(
        &self,
        at: usize,
        role: Role,
        evidence: &Evidence,
        before: &Path,
        network: &Network,
    ) -> Note {
        let is_turn = evidence.turn != Features::default();
        let story = before.other.as_ref().filter(|_| is_turn).unwrap_or(&before.here);
        let fits =
            story.allowed().without(Roles::BEGIN).or(before.here.successors().and(Roles::BEGIN));
        let score = |it: Role| network.score_of(&evidence.role, it as usize);
        let others = fits.and(self.observed[at].allowed()).iter().filter(|it| *it != role);
        let next = others.max_by(|a, b| score(*a).total_cmp(&score(*b)));
        let code = if role == Role::Continuation { "join" } else { "role" };
        let said = match role {
            Role::Continuation => "goes on with the paragraph before".to_owned(),
            _ => role.name().to_owned(),
        };
        let span = self.fragments[at].span;
        let Some(next) = next else {
            return Note::new(code, format!("{said}; nothing else is possible")).at(span);
        };
        let margin = score(role) - score(next);
        let turned = if is_turn { ", of the article left before" } else { "" };
        let next_best = if margin >= 0.0 {
            format!("next best {}", next.name())
        } else {
            format!("{} alone would fit better, but not with the lines after", next.name())
        };
        let note = Note::new(code, format!("{said}{turned}; {next_best}"));
        let mut note = note.at(span).scored(f64::from(margin));
        for (feature, weight) in weigh(&evidence.role, role, next, margin, network) {
            note = note.part(feature.name(), f64::from(weight));
        }
        if is_turn {
            let turn = network.score_of(&evidence.turn, TURN);
            note = note.part("turn", f64::from(turn));
        }
        note
    }
}

/// The features without which `role` would be least, or most, ahead of `next`.
fn weigh(
    features: &Features,
    role: Role,
    next: Role,
    margin: f32,
    network: &Network,
) -> Vec<(Feature, f32)> {
    let mut told: Vec<(Feature, f32)> = features
        .iter()
        .filter_map(|number| {
            let feature = Feature::numbered(number)?;
            let rest = features.without(&Features::all(&[feature]));
            let score = |it: Role| network.score_of(&rest, it as usize);
            Some((feature, margin - (score(role) - score(next))))
        })
        .collect();
    told.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    told.truncate(TOLD);
    told
}
