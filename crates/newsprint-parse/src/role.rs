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
        matches!(self, Self::Paragraph | Self::Continuation | Self::Lead)
    }

    /// Whether it is a line of an article's head.
    pub(crate) fn is_head(self) -> bool {
        matches!(self, Self::Headline | Self::Deck | Self::TailHeadline)
    }

    /// Whether it is the first line of an article.
    pub(crate) fn begins(self) -> bool {
        matches!(self, Self::Headline | Self::Lead | Self::LeadByline)
    }

    /// Whether a line that is this may turn back to an article left before.
    pub(crate) fn resumes(self) -> bool {
        let turns = [Self::Paragraph, Self::TailHeadline, Self::Subheading];
        turns.contains(&self) || matches!(self, Self::Caption | Self::Credit | Self::Byline)
    }
}
