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

/// A sequence of decisions, by its last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Path {
    pub(crate) score: f64,
    pub(crate) role: Option<Role>,
    pub(crate) here: Story,
    pub(crate) other: Option<Story>,
}

impl Path {
    pub(crate) const START: Self =
        Self { score: 0.0, role: None, here: Story::new(0), other: None };

    /// The article that goes on with `choice` for the fragment `at`, and the other one then open;
    /// `None` where that makes no article.
    fn stories(&self, choice: Choice, at: usize) -> Option<(Story, Option<Story>)> {
        if choice.resumes {
            let other = self.other.filter(|_| choice.role.resumes())?;
            return (self.here.is_open() && other.is_open()).then_some((other, Some(self.here)));
        }
        if !choice.role.begins() {
            return Some((self.here, self.other));
        }
        match self.here.phase {
            Phase::Head => None,
            Phase::Start => Some((Story::new(at), None)),
            _ => Some((Story::new(at), Some(self.here))),
        }
    }

    /// The path that goes on with `choice` for the fragment `at`; `None` where that makes no
    /// article.
    pub(crate) fn then(&self, choice: Choice, at: usize, has_byline: bool) -> Option<Self> {
        let (story, other) = self.stories(choice, at)?;
        let here = story.then(choice.role, at, has_byline)?;
        Some(Self { score: self.score, role: Some(choice.role), here, other })
    }

    /// Whether two paths are the same for all that follows.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (self.role, self.here, self.other) == (other.role, other.here, other.other)
    }
}
