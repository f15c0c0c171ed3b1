//! How far an article has come in a sequence of decisions.

use crate::feature::{Feature, Features};
use crate::observe::Observed;
use crate::role::{Role, Roles};
use crate::shape::End;
use crate::telling::Meaning;
use crate::topic::{Topics, level};

/// Thousandths of shared weight that tell one likeness from another, and from one far greater.
const APART: (u32, u32) = (18, 70);

/// Where in an article a sequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Start,
    Head,
    Headed,
    Headless,
    Tail,
}

impl Phase {
    /// Whether the article has text, so that another one may begin or go on.
    pub(crate) fn is_open(self) -> bool {
        !matches!(self, Self::Start | Self::Head)
    }

    /// Where the article stands after a line that is `role`; `None` where that makes none.
    const fn after(self, role: Role) -> Option<Self> {
        use Phase::{Head, Headed, Headless, Start, Tail};
        Some(match (role, self) {
            (Role::Continuation, Head) => return None,
            (Role::Caption | Role::Credit | Role::Section | Role::Furniture, phase)
            | (Role::Byline, phase @ (Head | Headed | Headless | Tail))
            | (Role::Deck, phase @ (Head | Tail)) => phase,
            (Role::Headline, Start) => Head,
            (Role::TailHeadline, Headless) => Tail,
            (Role::Paragraph | Role::Subheading | Role::Continuation, Head | Headed | Tail) => {
                Headed
            }
            (Role::Paragraph | Role::Subheading | Role::Continuation, Headless)
            | (Role::Lead | Role::LeadByline, Start) => Headless,
            _ => return None,
        })
    }

    /// The roles of lines that an article can go on with from here, as far as that tells.
    const fn allowed(self) -> Roles {
        let (mut roles, mut at) = (Roles::NONE, 0);
        while at < Role::ALL.len() {
            if self.after(Role::ALL[at]).is_some() {
                roles = roles.with(Role::ALL[at]);
            }
            at += 1;
        }
        roles
    }
}

/// [`Phase::allowed`] of each.
const ALLOWED: [Roles; 5] = [
    Phase::Start.allowed(),
    Phase::Head.allowed(),
    Phase::Headed.allowed(),
    Phase::Headless.allowed(),
    Phase::Tail.allowed(),
];

/// An article, as far as it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Story {
    /// Bit `k`: the line `k` above its last is part of it. It comes first since articles, which are
    /// compared with one another, differ in it most often.
    pub(crate) lines: u64,
    pub(crate) phase: Phase,
    /// The line that begins it.
    pub(crate) start: usize,
    pub(crate) byline: bool,
    /// Whether it has a sub-heading.
    pub(crate) subheads: bool,
    /// Its last line of running text, if a line cut short may go on there.
    pub(crate) last_body: Option<usize>,
    /// Its last line.
    pub(crate) last: usize,
    /// Lines of running text, up to [`MANY`].
    pub(crate) bodies: u8,
}

/// Lines of running text from which on more tell nothing.
const MANY: u8 = 5;

/// The lines of an article above another line, as far as they are told apart: [`Story::mask`], and the
/// last of them.
pub(crate) type Lines = (u64, usize);

/// How many thousandths of the telling words of lines stand in an article, and how much lines are
/// about the same as an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Of the line at hand, in the whole of it.
    own: u32,
    /// Of the line at hand, in its last line.
    last: u32,
    /// Of the line that follows, in the whole of it; 0 at the end of the page.
    next: u32,
    /// How much the line at hand is about the same as the whole of it.
    about: i32,
    /// How much the line that follows is.
    about_next: i32,
}

impl Story {
    /// An article that begins with the line `start`.
    pub(crate) const fn new(start: usize) -> Self {
        let phase = Phase::Start;
        let (byline, subheads, last_body) = (false, false, None);
        Self { phase, start, byline, subheads, last_body, last: start, bodies: 0, lines: 0 }
    }

    /// Whether it has a line.
    pub(crate) fn is_begun(&self) -> bool {
        self.phase != Phase::Start
    }

    /// The roles of lines that it can go on with.
    pub(crate) fn allowed(&self) -> Roles {
        let roles = ALLOWED[self.phase as usize];
        match self.last_body {
            Some(_) => roles,
            None => roles.without(Roles::of(&[Role::Continuation])),
        }
    }

    /// The roles of lines that it can go on with, or that can begin another behind it.
    pub(crate) fn successors(&self) -> Roles {
        let own = self.allowed().without(Roles::BEGIN);
        if self.phase == Phase::Head { own } else { own.or(Roles::BEGIN) }
    }

    /// The article that goes on with the line `at` as `role`; `None` where that makes none.
    pub(crate) fn then(self, role: Role, at: usize, has_byline: bool) -> Option<Self> {
        let phase = self.phase.after(role).filter(|_| self.allowed().has(role))?;
        let mut next = Self { phase, ..self };
        if !matches!(role, Role::Section | Role::Furniture) {
            (next.last, next.lines) = (at, moved(next.lines, at - next.last) | 1);
        }
        next.subheads |= role == Role::Subheading;
        if role.is_body() {
            next.last_body = Some(at);
            next.bodies = (next.bodies + 1).min(MANY);
        } else if role == Role::Subheading {
            next.last_body = None;
        }
        next.byline |= has_byline && !role.is_head() && role != Role::Subheading;
        Some(next)
    }

    /// Its lines above `at`, as far as shares depend on them.
    pub(crate) fn lines_above(&self, at: usize) -> Lines {
        (self.mask(at), self.last)
    }

    /// What the lines from `at` on share with it.
    pub(crate) fn shares(&self, at: usize, topics: &Topics) -> Shares {
        self.shares_with(at, topics, &topics.meaning_above(at, self.mask(at)))
    }

    /// So, where its lines above `at` are about `about`.
    pub(crate) fn shares_with(&self, at: usize, topics: &Topics, about: &Meaning) -> Shares {
        let mask = self.mask(at);
        let [own, last] = topics.above(at, [mask, self.last_mask(at)]);
        // Of the line that follows, bit 0 is `at` itself.
        let [next] = topics.above(at + 1, [mask << 1]);
        let (about, about_next) = (topics.likeness(at, about), topics.likeness(at + 1, about));
        Shares { own, last, next, about, about_next }
    }

    /// What it says of a line that shares so much with it, should that go on with it.
    pub(crate) fn features(&self, here: &Observed, shares: Shares) -> Features {
        use Feature as F;
        let has_text = self.bodies > 0;
        let Shares { own, last, about, .. } = shares;
        let next = here.like_next;
        let h = here.heading_like;
        let levels = if h {
            [
                F::HeadingOwnNone,
                F::HeadingOwnTrace,
                F::HeadingOwnFew,
                F::HeadingOwnSome,
                F::HeadingOwnFair,
                F::HeadingOwnMany,
                F::HeadingOwnMost,
                F::HeadingOwnNearly,
            ]
        } else {
            [
                F::TextOwnNone,
                F::TextOwnTrace,
                F::TextOwnFew,
                F::TextOwnSome,
                F::TextOwnFair,
                F::TextOwnMany,
                F::TextOwnMost,
                F::TextOwnNearly,
            ]
        };
        let duel = if h {
            [
                F::HeadingOwnFar,
                F::HeadingOwnMore,
                F::HeadingEven,
                F::HeadingNextMore,
                F::HeadingNextFar,
            ]
        } else {
            [F::TextOwnFar, F::TextOwnMore, F::TextEven, F::TextNextMore, F::TextNextFar]
        };
        let phase = match self.phase {
            Phase::Start => F::AtStart,
            Phase::Head => F::InHead,
            Phase::Headed => F::InHeaded,
            Phase::Headless => F::InHeadless,
            Phase::Tail => F::AfterTail,
        };
        let byline = here.has_byline;
        Features::of(&[
            (true, phase),
            (true, if self.byline { F::HasByline } else { F::NoByline }),
            (self.phase == Phase::Head && here.has(F::BrokenLabel), F::BrokenInHead),
            (h && self.subheads, F::HeadingBeside),
            (byline && self.byline, F::BylineAgain),
            (byline && !self.byline && !has_text, F::BylineFirst),
            (byline && !self.byline && has_text, F::BylineLate),
            (self.bodies == 0, F::Bodies0),
            (self.bodies == 1, F::Bodies1),
            (self.bodies == 2, F::Bodies2),
            (matches!(self.bodies, 3 | 4), F::Bodies4),
            (self.bodies > 4, F::BodiesMore),
            (has_text, levels[level(own)]),
            (has_text && last < 12, F::LastNone),
            (has_text && (12..50).contains(&last), F::LastSome),
            (has_text && last >= 50, F::LastMany),
            (has_text, duel[lead(own, next)]),
            (
                has_text,
                ABOUT[[-100, 0, 100, 200, 320, 460, 620].partition_point(|it| *it <= about)],
            ),
            (has_text, ABOUT_DUEL[ahead(about, here.about_next)]),
        ])
    }

    /// What speaks for and against a turn from `self` to `other` at the line `at`, which share so
    /// much with it.
    pub(crate) fn turn(
        &self,
        other: &Self,
        at: usize,
        page: &[Observed],
        (here_shares, other_shares): (Shares, Shares),
    ) -> Features {
        use Feature as F;
        let here = &page[at];
        let Shares { own, last, next, about, about_next } = here_shares;
        let Shares { own: its, last: its_last, next: its_next, .. } = other_shares;
        let duel = match its.cmp(&own) {
            _ if its > own + APART.1 => F::OtherFar,
            _ if its > own + APART.0 => F::OtherMore,
            std::cmp::Ordering::Greater => F::OtherSlight,
            _ if own > its + APART.1 => F::OtherFarLess,
            _ if own > its + APART.0 => F::OtherLess,
            _ => F::OtherEven,
        };
        let next = match () {
            () if its_next > next + APART.0 => F::NextOtherMore,
            () if next > its_next + APART.0 => F::NextOtherLess,
            () => F::NextOtherEven,
        };
        let cut =
            |story: &Self| story.last_body.is_some_and(|last| page[last].end != End::Sentence);
        let away = at - other.last;
        let headless = other.phase == Phase::Headless;
        Features::of(&[
            (true, F::Always),
            (true, duel),
            (true, next),
            (true, ABOUT_OTHER[ahead(other_shares.about, about)]),
            (true, ABOUT_OTHER_NEXT[ahead(other_shares.about_next, about_next)]),
            (its_last > last + APART.0, F::LastOtherMore),
            (last > its_last + APART.0, F::LastOtherLess),
            (!cut(self), F::ResumesEnded),
            (cut(self), F::ResumesCut),
            (cut(other), F::ResumesCutThere),
            (self.bodies == 1, F::ResumesAfterOne),
            (away <= 4, F::ResumesNear),
            ((5..=12).contains(&away), F::ResumesMiddle),
            (away > 12, F::ResumesFar),
            (headless, F::ResumesHeadless),
            (here.heading_like, F::ResumesHeading),
            (here.heading_like && headless, F::ResumesHeadingHeadless),
            (self.phase == Phase::Headless, F::ResumesHereHeadless),
            (here.has_byline, F::ResumesByline),
            (other.start > self.start, F::ResumesAgain),
        ])
    }

    /// Its last line, as the lines above `at` are counted.
    fn last_mask(&self, at: usize) -> u64 {
        moved(1, at.saturating_sub(self.last + 1))
    }

    /// The lines above `at` that are part of it, the next one first.
    pub(crate) fn mask(&self, at: usize) -> u64 {
        moved(self.lines, at.saturating_sub(self.last + 1))
    }
}

/// The mask `lines`, seen from `down` lines further down.
fn moved(lines: u64, down: usize) -> u64 {
    u32::try_from(down).ok().and_then(|down| lines.checked_shl(down)).unwrap_or(0)
}

/// How much the line is about the same as the article.
const ABOUT: [Feature; 8] = [
    Feature::AboutNone,
    Feature::AboutTrace,
    Feature::AboutFew,
    Feature::AboutSome,
    Feature::AboutFair,
    Feature::AboutMany,
    Feature::AboutMost,
    Feature::AboutNearly,
];
/// How much more it is about that than about the same as the lines that follow.
const ABOUT_DUEL: [Feature; 5] = [
    Feature::AboutOwnFar,
    Feature::AboutOwnMore,
    Feature::AboutEven,
    Feature::AboutNextMore,
    Feature::AboutNextFar,
];
/// How much more it is about the same as the article turned to than as that turned from.
const ABOUT_OTHER: [Feature; 5] = [
    Feature::AboutOtherFar,
    Feature::AboutOtherMore,
    Feature::AboutOtherEven,
    Feature::AboutOtherLess,
    Feature::AboutOtherFarLess,
];
/// How much more the line that follows is.
const ABOUT_OTHER_NEXT: [Feature; 5] = [
    Feature::NextAboutOtherFar,
    Feature::NextAboutOtherMore,
    Feature::NextAboutOtherEven,
    Feature::NextAboutOtherLess,
    Feature::NextAboutOtherFarLess,
];

/// How much one likeness, in thousandths, is ahead of another: from 0, far ahead, to 4, far behind.
fn ahead(one: i32, other: i32) -> usize {
    match one - other {
        300.. => 0,
        100..300 => 1,
        -100..100 => 2,
        -300..-100 => 3,
        _ => 4,
    }
}

/// How much `own` is ahead of `next`: from 0, far ahead, to 4, far behind.
fn lead(own: u32, next: u32) -> usize {
    match (own, next) {
        _ if own > next + APART.1 => 0,
        _ if own > next + APART.0 => 1,
        _ if next > own + APART.1 => 4,
        _ if next > own + APART.0 => 3,
        _ => 2,
    }
}
