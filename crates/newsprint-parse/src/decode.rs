//! The third layer: the sequence of decisions that fits the page best.
//!
//! A beam search over the sequences that make sense as articles; the score of a sequence is the
//! sum of the weights of the features of each fragment, given the decisions before it. Two
//! articles are open at a time: the one at hand and the one before it, to which a line may turn
//! back where a page has its columns interleaved.

use crate::beam::{Beam, Patience};
use crate::exclusion::Above;
use crate::feature::{Feature, Features};
use crate::fragment::Fragment;
use crate::moment::Moment;
use crate::observe::Observed;
use crate::path::{Choice, Path};
use crate::placing;
use crate::role::{Role, Roles};
use crate::shape::End;
use crate::story::{Phase, Shares, Story};
use crate::topic::Topics;
use crate::weights::Network;
use crate::words::Seams;

/// How many turns are few.
const FEW_TURNS: usize = 2;
/// By how much a page with few turns must score higher than without.
const TURNED: f64 = 3.0;

/// What has the words or the place of a notice.
const NOTICE: Features =
    Features::all(&[Feature::NoticeTitle, Feature::Notice, Feature::AfterNotice]);

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

impl Page<'_> {
    /// The best sequence of decisions. Linear in the text.
    pub(crate) fn decode(&self, network: &Network) -> Vec<Decision> {
        let choices = self.decide(network);
        let mut decisions = Vec::with_capacity(choices.len());
        self.follow(&choices, |role, evidence, path| {
            let observed = &self.observed[decisions.len()];
            let is_told = matches!(role, Role::Continuation | Role::Furniture);
            let because = is_told.then(|| network.reason(&evidence().role, role));
            let article = (path.here.phase != Phase::Start).then_some(path.here.start);
            let is_notice = observed.features.meets(&NOTICE);
            decisions.push(Decision { role, article, is_notice, because });
        });
        decisions
    }

    /// The choices of the best sequence. Where the columns of two articles are interleaved, lines turn
    /// back again and again: of a page with a turn or two, all of it must speak for them and not some
    /// lines alone. A way without turns that the search gave up, for far worse lines, stays given up.
    pub(crate) fn decide(&self, network: &Network) -> Vec<Choice> {
        let (choices, score) = self.search(network, Patience::READING, |_, _| 0.0);
        let turns = choices.iter().filter(|choice| choice.resumes).count();
        if !(1..=FEW_TURNS).contains(&turns) {
            return choices;
        }
        let no_turn = |_, choice: Choice| if choice.resumes { f64::NEG_INFINITY } else { 0.0 };
        let (straight, straight_score) = self.search(network, Patience::READING, no_turn);
        if (0.0..TURNED).contains(&(score - straight_score)) { straight } else { choices }
    }

    /// The sequence of choices with the highest score, `extra` for a fragment and its choice
    /// included, and that score.
    pub(crate) fn search(
        &self,
        network: &Network,
        patience: Patience,
        extra: impl Fn(usize, Choice) -> f64,
    ) -> (Vec<Choice>, f64) {
        let mut beam = Beam::new(self.observed.len(), patience);
        let mut moment = Moment::new(network, patience.excludes);
        for (at, observed) in self.observed.iter().enumerate() {
            moment.move_to(at, observed, beam.stories.len());
            for back in 0..beam.trails.len() {
                self.lead(back, &beam, &mut moment, &extra);
            }
            beam.advance(&mut moment.candidates, at, observed.has_byline);
        }
        beam.best()
    }

    /// Adds the ways on from the sequence at `back` of `beam`.
    fn lead(
        &self,
        back: usize,
        beam: &Beam,
        moment: &mut Moment<'_>,
        extra: &impl Fn(usize, Choice) -> f64,
    ) {
        let (trail, stories) = (&beam.trails[back], &beam.stories);
        let here = &stories[trail.here];
        let scores = self.scores(trail.role, trail.here, here, moment);
        moment.offer(here.successors(), scores, (back, trail.score), None, extra);
        let is_open = |place: &usize| stories[*place].phase.is_open();
        let Some(place) = trail.other.filter(|other| is_open(&trail.here) && is_open(other)) else {
            return;
        };
        let turn = self.turn((trail.here, place), stories, moment);
        if turn < beam.patience.turn {
            return;
        }
        let other = &stories[place];
        let scores = self.scores(trail.role, place, other, moment);
        let roles = other.allowed().and(Roles::RESUME);
        moment.offer(roles, scores, (back, trail.score), Some(turn), extra);
    }

    /// Where the scores of each role at `moment` stand, should it go on with `story`, which has the
    /// place `place`, after `role`.
    fn scores(
        &self,
        role: Option<Role>,
        place: usize,
        story: &Story,
        moment: &mut Moment<'_>,
    ) -> usize {
        moment.scores(role, place, |moment| {
            let sums = moment.sums(place, |moment| {
                let at = moment.at;
                let seam = moment.seam(story.last_body, |last| self.seam(last, at));
                self.of_story(story, at, self.shares(place, story, moment)).with(&seam)
            });
            (sums, self.of_role(role, story), self.roles(story, moment))
        })
    }

    /// The roles that the fragment at `moment` may have, should it go on with `story` or begin another
    /// article behind it.
    fn roles(&self, story: &Story, moment: &Moment<'_>) -> Roles {
        let roles = moment.roles.and(story.successors());
        if !moment.excludes {
            return roles;
        }
        let above = Above {
            has_text: story.bodies > 0,
            is_cut: story.last_body.is_some_and(|it| self.observed[it].end != End::Sentence),
            body: story.last_body.map(|it| &self.fragments[it]),
            subhead: story.subheads.then(|| &self.fragments[story.last]),
        };
        let observed = &self.observed[moment.at];
        let rest = roles.without(observed.exclusion.within(&above));
        // A line that words rule out as anything is what it may be without them.
        if rest == Roles::NONE { observed.allowed().and(story.successors()) } else { rest }
    }

    /// What the fragment at `moment` shares with `story`, which has the place `place`.
    fn shares(&self, place: usize, story: &Story, moment: &mut Moment<'_>) -> Shares {
        let lines = story.lines_above(moment.at);
        moment.shares(place, lines, |at, abouts| {
            let about = abouts.above(self.topics, at, story.mask(at));
            story.shares_with(at, self.topics, about)
        })
    }

    /// The score of a turn from one of `stories` to another at `moment`.
    fn turn(&self, places: (usize, usize), stories: &[Story], moment: &mut Moment<'_>) -> f32 {
        moment.turn(places, |moment| {
            let (here, other) = (&stories[places.0], &stories[places.1]);
            let own = self.shares(places.0, here, moment);
            let its = self.shares(places.1, other, moment);
            here.turn(other, moment.at, self.observed, (own, its))
        })
    }

    /// Follows `choices` from the start: `each` is given the role, what tells what it was decided on,
    /// and where the sequence then stands. Ends early when the choices make no page.
    pub(crate) fn follow(
        &self,
        choices: &[Choice],
        mut each: impl FnMut(Role, &dyn Fn() -> Evidence, &Path),
    ) {
        let mut path = Path::START;
        for (at, (choice, observed)) in choices.iter().zip(self.observed).enumerate() {
            let Some(next) = path.then(*choice, at, observed.has_byline) else { break };
            let evidence = || self.evidence(&path, *choice, at);
            each(choice.role, &evidence, &next);
            path = next;
        }
    }

    /// The features on which each of `choices` was decided, given those before it; fewer when the
    /// choices make no page.
    #[cfg(feature = "train")]
    pub(crate) fn replay(&self, choices: &[Choice]) -> Vec<Evidence> {
        let mut all = Vec::with_capacity(choices.len());
        self.follow(choices, |_, evidence, _| all.push(evidence()));
        all
    }

    /// The features on which `choice` is decided for the fragment `at` on `path`.
    fn evidence(&self, path: &Path, choice: Choice, at: usize) -> Evidence {
        let other = path.other.filter(|_| choice.resumes);
        let turn = other.map(|other| {
            let shares = |story: &Story| story.shares(at, self.topics);
            path.here.turn(&other, at, self.observed, (shares(&path.here), shares(&other)))
        });
        let story = other.unwrap_or(path.here);
        let shares = story.shares(at, self.topics);
        let seam = story.last_body.map(|last| self.seam(last, at)).unwrap_or_default();
        let of_story = self.of_story(&story, at, shares).with(&seam);
        let role = of_story.with(&self.of_role(path.role, &story));
        Evidence { role: self.observed[at].features.with(&role), turn: turn.unwrap_or_default() }
    }

    /// What is to be said of it, whatever the role before and the seam to the last running text.
    fn of_story(&self, story: &Story, at: usize, shares: Shares) -> Features {
        let features = story.features(&self.observed[at], shares);
        features.with(&placing::of_story(self.fragments, story, at))
    }

    /// What the role before says.
    fn of_role(&self, role: Option<Role>, story: &Story) -> Features {
        let Some(role) = role else { return Features::default() };
        let cut_heading = story.last_body.is_some_and(|last| {
            let last = &self.observed[last];
            last.heading_like && !matches!(last.end, End::Sentence | End::Colon)
        });
        let whole = role.is_body() && role != Role::Continuation && cut_heading;
        Features::of(&[
            (true, after(role)),
            (whole, Feature::CutHeadingWhole),
            (whole && story.subheads, Feature::CutHeadingBeside),
        ])
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
            F::ReadsOffMost,
            F::ReadsOffFar,
            F::ReadsOff,
            F::ReadsOffSlightly,
            F::ReadsOnSlightly,
            F::ReadsOn,
            F::ReadsOnFar,
            F::ReadsOnMost,
        ];
        let reads_on = left.ends.reads_on(&right.ends);
        let skip = self.skip(last, at, reads_on);
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
            (heading && left.has(F::Twin), F::CutTwin),
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
        .with(&skip)
    }

    /// How the running text `last`, which is cut, goes on behind the fragment `at`, which it reads on
    /// in so well: captions, with their credits, and labels stand within sentences.
    fn skip(&self, last: usize, at: usize, reads_on: usize) -> Features {
        use Feature as F;
        // A picture's credit stands below its caption.
        let is_credit = |at: usize| {
            const CREDIT: Features = Features::all(&[F::CreditStart, F::CreditEnd]);
            self.observed.get(at).is_some_and(|it| it.features.meets(&CREDIT))
        };
        let below = if is_credit(at + 1) { at + 2 } else { at + 1 };
        let Some(next) = self.observed.get(below) else { return Features::default() };
        let levels = [
            F::SkipReadsOffMost,
            F::SkipReadsOffFar,
            F::SkipReadsOff,
            F::SkipReadsOffSlightly,
            F::SkipReadsOnSlightly,
            F::SkipReadsOn,
            F::SkipReadsOnFar,
            F::SkipReadsOnMost,
        ];
        let skips_on = self.observed[last].ends.reads_on(&next.ends);
        let open = self.observed[last].open.opened > 0;
        Features::of(&[
            (true, levels[skips_on]),
            (skips_on > reads_on, F::SkipReadsBetter),
            (skips_on == reads_on, F::SkipReadsEven),
            (open && next.open.closed > 0, F::SkipCloses),
        ])
    }
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
