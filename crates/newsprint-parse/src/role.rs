//! What a fragment can be.

/// The part that a fragment plays on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// A paragraph of the article at hand.
    Paragraph,
    /// The rest of a paragraph that a column break cut.
    Continuation,
    /// The first paragraph of an article that no headline stands above.
    Lead,
    /// The first line of a head that stands above its body.
    Headline,
    /// A further line of the head before it.
    Deck,
    /// The first line of a head that stands in or below its body.
    TailHeadline,
    /// A heading inside a body.
    Subheading,
    /// The label of a column or series.
    Section,
    /// What a picture shows.
    Caption,
    /// Who made a picture, and where a text is from.
    Credit,
    /// A byline on its own line, of the article at hand.
    Byline,
    /// A byline on its own line that begins an article without a headline above.
    LeadByline,
    /// What belongs to the page and to no article.
    Furniture,
}

impl Role {
    /// Every role.
    pub(crate) const ALL: [Self; 13] = [
        Self::Paragraph,
        Self::Continuation,
        Self::Lead,
        Self::Headline,
        Self::Deck,
        Self::TailHeadline,
        Self::Subheading,
        Self::Section,
        Self::Caption,
        Self::Credit,
        Self::Byline,
        Self::LeadByline,
        Self::Furniture,
    ];

    /// Its name in the table of weights.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Continuation => "continuation",
            Self::Lead => "lead",
            Self::Headline => "headline",
            Self::Deck => "deck",
            Self::TailHeadline => "tail-headline",
            Self::Subheading => "subheading",
            Self::Section => "section",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Byline => "byline",
            Self::LeadByline => "lead-byline",
            Self::Furniture => "furniture",
        }
    }

    /// The role with this name.
    #[cfg(feature = "train")]
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it is running text.
    pub(crate) fn is_body(self) -> bool {
        Roles::BODY.has(self)
    }

    /// Whether it is a line of an article's head.
    pub(crate) fn is_head(self) -> bool {
        Roles::HEAD.has(self)
    }

    /// Whether it is the first line of an article.
    pub(crate) fn begins(self) -> bool {
        Roles::BEGIN.has(self)
    }

    /// Whether a line that is this may turn back to an article left before.
    pub(crate) fn resumes(self) -> bool {
        Roles::RESUME.has(self)
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Roles(u16);

impl Roles {
    /// No role.
    pub(crate) const NONE: Self = Self(0);
    /// Every role.
    pub(crate) const ALL: Self = Self::of(&Role::ALL);
    /// Those of running text.
    pub(crate) const BODY: Self = Self::of(&[Role::Paragraph, Role::Continuation, Role::Lead]);
    /// Those of the lines of an article's head.
    pub(crate) const HEAD: Self = Self::of(&[Role::Headline, Role::Deck, Role::TailHeadline]);
    /// Those of the first line of an article.
    pub(crate) const BEGIN: Self = Self::of(&[Role::Headline, Role::Lead, Role::LeadByline]);
    /// Those of lines that may turn back to an article left before.
    pub(crate) const RESUME: Self = Self::of(&[
        Role::Paragraph,
        Role::TailHeadline,
        Role::Subheading,
        Role::Caption,
        Role::Credit,
        Role::Byline,
    ]);

    pub(crate) const fn of(roles: &[Role]) -> Self {
        let (mut set, mut at) = (Self::NONE, 0);
        while at < roles.len() {
            set = set.with(roles[at]);
            at += 1;
        }
        set
    }

    pub(crate) const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u16)
    }

    pub(crate) fn has(self, role: Role) -> bool {
        self.0 >> role as u16 & 1 == 1
    }

    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    pub(crate) fn or(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// The roles in the order of [`Role::ALL`].
    pub(crate) fn iter(self) -> impl Iterator<Item = Role> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let role = Role::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*role)
        })
    }
}
