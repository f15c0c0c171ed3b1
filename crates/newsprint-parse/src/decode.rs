//! The third layer: the sequence of decisions that fits the page best.
//!
//! A beam search over the sequences that make sense as articles; the score of a sequence is the
//! sum of the weights of the features of each fragment, given the decisions before it. Two
//! articles are open at a time: the one at hand and the one before it, to which a line may turn
//! back where a page has its columns interleaved.

use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::language;
use crate::observe::Observed;
use crate::path::{Choice, Path};
use crate::placing;
use crate::role::Role;
use crate::shape::End;
use crate::story::{Phase, Story};
use crate::topic::Topics;
use crate::weights::{SCORES, Sums, TURN, WIDTH, Weights};
use crate::words::Seams;

/// Sequences kept at each fragment.
const BEAM: usize = 20;
/// What a page costs that ends in a head without a body.
const BODY_MISSING: f64 = 1e6;
/// How far behind the best a sequence is given up.
const HOPELESS: f64 = 12.0;

/// What a fragment was decided to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) role: Role,
    /// The fragment that begins its article; `None` before the first.
    pub(crate) article: Option<usize>,
    /// Whether it has the words or the place of a notice.
    pub(crate) is_notice: bool,
    /// The feature that spoke most for it, where that is told.
    pub(crate) because: Option<Feature>,
}

/// A page, as far as decisions need it.
pub(crate) struct Page<'a> {
    pub(crate) fragments: &'a [Fragment],
    pub(crate) observed: &'a [Observed],
    pub(crate) seams: &'a Seams,
    pub(crate) topics: &'a Topics,
}

/// The features of one decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) role: Features,
    /// Those of a turn to the other article.
    pub(crate) turn: Features,
}

/// A way on from a path of the beam.
struct Candidate {
    score: f64,
    /// The place of the path.
    back: usize,
    choice: Choice,
}

/// What is known of a fragment while paths are led past it.
struct Moment<'a> {
    at: usize,
    weights: &'a Weights,
    /// What its own features add.
    alone: Sums,
    /// The roles in question for it.
    roles: Vec<Role>,
    /// What the features add, by the article it may go on with, the role before aside.
    stories: Vec<(Story, Sums)>,
    /// The scores that were computed, by the role before and the article it may go on with.
    known: Vec<(Option<Role>, Story, [f32; SCORES])>,
    /// The scores of turns that were computed, by the article at hand and the other.
    turns: Vec<(Story, Story, f32)>,
}

impl<'a> Moment<'a> {
    fn new(weights: &'a Weights) -> Self {
        let (roles, stories, known, turns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { at: 0, weights, alone: [0.0; WIDTH], roles, stories, known, turns }
    }

    /// Forgets the fragment before for `observed`, which has the place `at`.
    fn move_to(&mut self, at: usize, observed: &Observed) {
        self.at = at;
        self.alone = [0.0; WIDTH];
        self.weights.add(&observed.features, &mut self.alone);
        self.roles.clear();
        self.roles.extend(Role::ALL.into_iter().filter(|role| !observed.forbids(*role)));
        self.stories.clear();
        self.known.clear();
        self.turns.clear();
    }
}

impl Page<'_> {
    /// The best sequence of decisions. Linear in the text.
    pub(crate) fn decode(&self, weights: &Weights) -> Vec<Decision> {
        let choices = self.search(weights, |_, _| 0.0);
        let mut decisions = Vec::with_capacity(choices.len());
        self.follow(&choices, |role, evidence, path| {
            let is_told = matches!(role, Role::Continuation | Role::Furniture);
            let because = is_told.then(|| weights.reason(&evidence.role, role));
            let article = (path.here.phase != Phase::Start).then_some(path.here.start);
            let notice = [Feature::NoticeTitle, Feature::Notice, Feature::AfterNotice];
            let is_notice = evidence.role.has_any(&notice);
            decisions.push(Decision { role, article, is_notice, because });
        });
        decisions
    }

    /// The sequence of choices with the highest score, `extra` for a fragment and its choice
    /// included.
    pub(crate) fn search(
        &self,
        weights: &Weights,
        extra: impl Fn(usize, Choice) -> f64,
    ) -> Vec<Choice> {
        let mut beam = vec![Path::START];
        // Of each path kept, its last choice and the place of its forerunner in the beam before.
        let mut steps: Vec<Vec<(Choice, usize)>> = Vec::with_capacity(self.observed.len());
        let mut candidates = Vec::new();
        let mut moment = Moment::new(weights);
        for (at, observed) in self.observed.iter().enumerate() {
            moment.move_to(at, observed);
            candidates.clear();
            for (back, path) in beam.iter().enumerate() {
                self.lead(path, back, &mut moment, &mut candidates);
            }
            for candidate in &mut candidates {
                candidate.score += extra(at, candidate.choice);
            }
            let best = candidates.iter().map(|it| it.score).fold(f64::NEG_INFINITY, f64::max);
            candidates.retain(|candidate| candidate.score >= best - HOPELESS);
            candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
            let (mut next, mut step) = (Vec::with_capacity(BEAM), Vec::with_capacity(BEAM));
            for Candidate { score, back, choice } in &candidates {
                if next.len() == BEAM {
                    break;
                }
                let path = beam[*back].then(*choice, at, observed.has_byline);
                let Some(path) = path else { continue };
                if !next.iter().any(|known: &Path| known.is_like(&path)) {
                    next.push(Path { score: *score, ..path });
                    step.push((*choice, *back));
                }
            }
            beam = next;
            steps.push(step);
        }
        trace(&beam, &steps)
    }

    /// Adds the ways on from `path`, which has the place `back`.
    fn lead(
        &self,
        path: &Path,
        back: usize,
        moment: &mut Moment<'_>,
        candidates: &mut Vec<Candidate>,
    ) {
        let here = self.scores(path.role, &path.here, moment);
        let may_begin = path.here.phase != Phase::Head;
        for role in &moment.roles {
            if if role.begins() { may_begin } else { path.here.allows(*role) } {
                let choice = Choice { role: *role, resumes: false };
                let score = path.score + f64::from(here[*role as usize]);
                candidates.push(Candidate { score, back, choice });
            }
        }
        let Some(other) = path.other.filter(|it| it.is_open() && path.here.is_open()) else {
            return;
        };
        let turn = self.turn(&path.here, &other, moment);
        let there = self.scores(path.role, &other, moment);
        for role in moment.roles.iter().filter(|role| role.resumes() && other.allows(**role)) {
            let choice = Choice { role: *role, resumes: true };
            let score = path.score + f64::from(there[*role as usize] + turn);
            candidates.push(Candidate { score, back, choice });
        }
    }

    /// The scores of each role at `moment`, should it go on with `story` after `role`.
    fn scores(&self, role: Option<Role>, story: &Story, moment: &mut Moment<'_>) -> [f32; SCORES] {
        let known = moment.known.iter().find(|known| (known.0, &known.1) == (role, story));
        if let Some((_, _, scores)) = known {
            return *scores;
        }
        let known = moment.stories.iter().find(|(known, _)| known == story);
        let mut sums = if let Some((_, sums)) = known {
            *sums
        } else {
            let mut sums = moment.alone;
            moment.weights.add(&self.of_story(story, moment.at), &mut sums);
            moment.stories.push((*story, sums));
            sums
        };
        moment.weights.add(&self.of_role(role, story), &mut sums);
        let scores = moment.weights.scores(&sums);
        moment.known.push((role, *story, scores));
        scores
    }

    /// The score of a turn from `here` to `other` at `moment`.
    fn turn(&self, here: &Story, other: &Story, moment: &mut Moment<'_>) -> f32 {
        let known = moment.turns.iter().find(|known| (&known.0, &known.1) == (here, other));
        if let Some((_, _, score)) = known {
            return *score;
        }
        let features = here.turn(other, moment.at, self.observed, self.topics);
        let score = moment.weights.scores_of(&features)[TURN];
        moment.turns.push((*here, *other, score));
        score
    }

    /// Follows `choices` from the start: `each` is given the role, what it was decided on, and
    /// where the sequence then stands. Ends early when the choices make no page.
    pub(crate) fn follow(&self, choices: &[Choice], mut each: impl FnMut(Role, &Evidence, &Path)) {
        let mut path = Path::START;
        for (at, (choice, observed)) in choices.iter().zip(self.observed).enumerate() {
            let Some(next) = path.then(*choice, at, observed.has_byline) else { break };
            let mut evidence = Evidence::default();
            let story = match path.other.filter(|_| choice.resumes) {
                Some(other) => {
                    evidence.turn = path.here.turn(&other, at, self.observed, self.topics);
                    other
                }
                None => path.here,
            };
            evidence.role = observed.features.with(&self.evidence(path.role, &story, at));
            each(choice.role, &evidence, &next);
            path = next;
        }
    }

    /// The features on which each of `choices` was decided, given those before it; fewer when the
    /// choices make no page.
    #[cfg(feature = "train")]
    pub(crate) fn replay(&self, choices: &[Choice]) -> Vec<Evidence> {
        let mut all = Vec::with_capacity(choices.len());
        self.follow(choices, |_, evidence, _| all.push(*evidence));
        all
    }

    /// What is to be said of the fragment `at`, should it go on with `story` after `role`.
    fn evidence(&self, role: Option<Role>, story: &Story, at: usize) -> Features {
        self.of_story(story, at).with(&self.of_role(role, story))
    }

    /// What is to be said of it, whatever the role before.
    fn of_story(&self, story: &Story, at: usize) -> Features {
        let features = story.features(at, &self.observed[at], self.topics);
        let features = features.with(&placing::of_story(self.fragments, story, at));
        match story.last_body {
            Some(last) => features.with(&self.seam(last, at)),
            None => features,
        }
    }

    /// What the role before says.
    fn of_role(&self, role: Option<Role>, story: &Story) -> Features {
        let Some(role) = role else { return Features::default() };
        let whole = role.is_body() && role != Role::Continuation;
        let cut_heading = story.last_body.is_some_and(|last| {
            let last = &self.observed[last];
            last.heading_like && !matches!(last.end, End::Sentence | End::Colon)
        });
        Features::of(&[(true, after(role)), (whole && cut_heading, Feature::CutHeadingWhole)])
    }

    /// How the fragment `at` goes on from the running text `last`.
    fn seam(&self, last: usize, at: usize) -> Features {
        use Feature as F;
        let (left, right) = (&self.observed[last], &self.observed[at]);
        let open = left.open.opened > 0;
        let closes = open && right.open.closed > 0;
        if left.end == End::Sentence {
            return Features::of(&[
                (true, F::Ended),
                (right.heading_like, F::HeadingAfterEnd),
                (open, F::EndedOpen),
                (closes, F::ClosesCut),
                (left.has(F::FitsColumn), F::EndedFits),
            ]);
        }
        if left.end == End::Colon {
            return Features::of(&[(true, F::EndedColon)]);
        }
        let seam = self.seams.between(&self.fragments[last].folded, &self.fragments[at].folded);
        let levels = [
            F::ReadsOffFar,
            F::ReadsOff,
            F::ReadsOffSlightly,
            F::ReadsOnSlightly,
            F::ReadsOn,
            F::ReadsOnFar,
        ];
        let reads_on = language::reads_on(&self.fragments[last].folded, &self.fragments[at].folded);
        let fresh = right.has(F::StartsOpener) || right.has(F::StartsDate);
        let heading = left.heading_like;
        Features::of(&[
            (true, F::Cut),
            (true, levels[reads_on]),
            (heading, F::CutHeading),
            (heading && fresh, F::CutHeadingFresh),
            (heading && right.has(F::StartsLeaning), F::CutHeadingLeaning),
            (heading && !seam.seen, F::CutHeadingUnseen),
            (heading && left.has(F::EndsHeadingWord), F::CutHeadingWord),
            (heading && left.has(F::Couplet), F::CutCouplet),
            (heading && left.has(F::Sibling), F::CutSibling),
            (heading && left.has(F::StandsAlone), F::CutAlone),
            (!heading, F::CutText),
            (!heading && fresh, F::CutTextFresh),
            (!heading && right.has(F::StartsByline), F::CutTextByline),
            (right.heading_like, F::HeadingAfterCut),
            (open, F::CutOpen),
            (closes, F::ClosesCut),
            (self.fragments[last].length <= 30, F::CutShort),
            (left.has(F::FitsColumn), F::CutFits),
            (left.has(F::NearColumn), F::CutNear),
            (left.has(F::OffColumn), F::CutOff),
            (heading && left.has(F::OffColumn), F::CutHeadingOff),
            (seam.seen, F::SeamSeen),
            (!seam.seen, F::SeamUnseen),
            (seam.seen_long, F::SeamSeenLong),
            (seam.digits, F::SeamDigits),
        ])
    }
}

/// Follows the best path back to the start.
fn trace(ends: &[Path], steps: &[Vec<(Choice, usize)>]) -> Vec<Choice> {
    let worth = |path: &Path| match path.here.phase {
        Phase::Head => path.score - BODY_MISSING,
        _ => path.score,
    };
    let best = (0..ends.len()).rev().max_by(|a, b| worth(&ends[*a]).total_cmp(&worth(&ends[*b])));
    let mut index = best.unwrap_or(0);
    let mut choices = Vec::with_capacity(steps.len());
    for step in steps.iter().rev() {
        let Some((choice, back)) = step.get(index) else { break };
        choices.push(*choice);
        index = *back;
    }
    choices.reverse();
    choices
}

fn after(role: Role) -> Feature {
    use Feature as F;
    match role {
        Role::Paragraph => F::AfterParagraph,
        Role::Continuation => F::AfterContinuation,
        Role::Lead => F::AfterLead,
        Role::Headline => F::AfterHeadline,
        Role::Deck => F::AfterDeck,
        Role::TailHeadline => F::AfterTailHeadline,
        Role::Subheading => F::AfterSubheading,
        Role::Section => F::AfterSection,
        Role::Caption => F::AfterCaption,
        Role::Credit => F::AfterCredit,
        Role::Byline => F::AfterByline,
        Role::LeadByline => F::AfterLeadByline,
        Role::Furniture => F::AfterFurniture,
    }
}
