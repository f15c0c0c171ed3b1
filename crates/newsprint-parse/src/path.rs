//! A sequence of decisions on the way through a page.

use crate::role::Role;
use crate::story::{Phase, Story};

/// What a fragment is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    pub(crate) role: Role,
    /// Whether it turns back to the article before the one at hand.
    pub(crate) resumes: bool,
}

impl Choice {
    /// The article that goes on, and the one that then waits, of the article at hand and the one
    /// that waits so far, or `new`; `None` where that makes no article. `phase` looks at one.
    pub(crate) fn goes_on<S: Copy>(
        self,
        (here, other): (S, Option<S>),
        new: S,
        phase: impl Fn(S) -> Phase,
    ) -> Option<(S, Option<S>)> {
        if self.resumes {
            let other = other.filter(|_| self.role.resumes())?;
            let are_open = phase(here).is_open() && phase(other).is_open();
            return are_open.then_some((other, Some(here)));
        }
        if !self.role.begins() {
            return Some((here, other));
        }
        match phase(here) {
            Phase::Head => None,
            Phase::Start => Some((new, None)),
            _ => Some((new, Some(here))),
        }
    }
}

/// A sequence of decisions, by its last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path {
    pub(crate) role: Option<Role>,
    pub(crate) here: Story,
    pub(crate) other: Option<Story>,
}

impl Path {
    pub(crate) const START: Self = Self { role: None, here: Story::new(0), other: None };

    /// The path that goes on with `choice` for the fragment `at`; `None` where that makes no
    /// article.
    pub(crate) fn then(&self, choice: Choice, at: usize, has_byline: bool) -> Option<Self> {
        let both = (self.here, self.other);
        let (story, other) = choice.goes_on(both, Story::new(at), |story| story.phase)?;
        let here = story.then(choice.role, at, has_byline)?;
        Some(Self { role: Some(choice.role), here, other })
    }
}
